"""Who may be whom: every pair worth comparing, with a probability, its parts, and what to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model.graph import EntityGraph
from netintel.resolve._objects import objects
from netintel.resolve._records import Records
from netintel.resolve._scored import Scored, scored
from netintel.resolve.features import FEATURES
from netintel.resolve.matches import DIFFERENT, PART_COLUMNS, SAME, Matches

LEAST = 0.01
"""Pairs less likely than this are not kept."""

_CONTESTED = "; but what it would be joined with speaks against it"


def match(graph: EntityGraph, *, nationality: bool = True) -> Matches:
    """Who may be whom?

    Compares persons with persons and organisations with organisations by `resolve.features.FEATURES`: names across
    scripts, birth dates, documents, contacts, accounts, places. Objects that an identifier names (phones, accounts,
    wallets, addresses on a network) are the same when the identifier is (score 1).

    The score is a probability. The weights of the features are learned from the case itself, without labels, and from
    the pairs that persons judged; a case of few records leans on weights that are shipped. What is rare counts: a
    shared name that many bear is weak, a number that a crowd shares is nothing.

    Parameters
    ----------
    graph
    nationality
        Whether a nationality in common speaks, weakly, for a pair. Special categories of data (ethnicity, religion)
        are never read.

    Returns
    -------
    Matches
        Best first; pairs of at least 0.01. A pair already joined is not repeated.

    Limits
    ------
    Pairs that share neither an identifier nor a word of their names with something beside it are not compared. Twins,
    and father and son of one name, look alike where dates and documents are missing. Scores hold on average over a
    case, not for each group of names in it.

    References
    ----------
    fellegi1969; winkler2000; traag2011
    """
    features = tuple(f for f in FEATURES if nationality or f.name != "nationality")
    parts = [_of_objects(graph)]
    for pole in ("person", "organisation"):
        records = Records.of(graph, pole)
        if len(records) > 1:
            parts.append(_Part.of(scored(records, features)))
    return _together(graph, [part for part in parts if len(part.score)])


@dataclass(frozen=True, eq=False)
class _Part:
    """Pairs of one sort by origin codes."""

    left: NDArray[Any]
    right: NDArray[Any]
    score: NDArray[np.float64]
    decided: NDArray[np.bool_]
    held: NDArray[np.bool_]
    reason: list[str]
    place: NDArray[np.int64]
    source: Scored | None

    @classmethod
    def of(cls, found: Scored) -> _Part:
        kept = np.flatnonzero(found.score >= LEAST)
        origins, pairs = found.records.origins, found.pairs
        return cls(
            origins[pairs.left[kept]],
            origins[pairs.right[kept]],
            found.score[kept],
            found.decided()[kept],
            found.held()[kept],
            found.reasons(kept),
            kept,
            found,
        )


def _of_objects(graph: EntityGraph) -> _Part:
    rows = objects(graph)
    left, right = rows["left"].to_numpy(np.int64), rows["right"].to_numpy(np.int64)
    reasons = rows["reason"].tolist()
    yes = np.ones(len(rows), bool)
    return _Part(left, right, np.ones(len(rows)), yes, yes, reasons, np.arange(len(rows)), None)


def _together(graph: EntityGraph, parts: list[_Part]) -> Matches:
    kind = graph.tables.origins["kind"].to_pandas().astype("str").to_numpy()
    if not parts:
        empty = pd.DataFrame({c: pd.Series(dtype=object) for c in ("left", "right", "kind", "answer", "reason")})
        empty.insert(3, "score", pd.Series(dtype=np.float64))
        return Matches(empty, graph.digest)
    left = np.concatenate([part.left for part in parts])
    right = np.concatenate([part.right for part in parts])
    score = np.concatenate([part.score for part in parts])
    decided, held = (np.concatenate([getattr(part, column) for part in parts]) for column in ("decided", "held"))
    answer = np.select([score >= SAME, score < DIFFERENT], ["same", "different"], "review")
    answer = np.where((answer == "review") & ~decided, "undecidable", answer)
    contested = (answer == "same") & ~held
    answer = np.where(contested, "review", answer)
    reason = pd.Series([text for part in parts for text in part.reason], dtype="str")
    reason = reason.where(~contested, reason + _CONTESTED)
    table = pd.DataFrame(
        {
            "left": graph.origin_ids[left],
            "right": graph.origin_ids[right],
            "kind": kind[left],
            "score": score,
            "answer": answer,
            "reason": reason,
        }
    )
    of_part = np.repeat(np.arange(len(parts)), [len(part.score) for part in parts])
    in_part = np.concatenate([part.place for part in parts])
    apart = np.flatnonzero(graph.entity_of_origin[left] != graph.entity_of_origin[right])
    order = apart[np.lexsort((table["right"].to_numpy()[apart], table["left"].to_numpy()[apart], -score[apart]))]
    evidence = _Evidence([part.source for part in parts], [part.reason for part in parts], of_part, in_part)
    return Matches(table.iloc[order].reset_index(drop=True), graph.digest, evidence, order, held[order])


@dataclass(frozen=True, eq=False)
class _Evidence:
    """The parts of each score: those of persons and organisations feature by feature, of objects one sentence."""

    sources: list[Scored | None]
    reasons: list[list[str]]
    of_part: NDArray[np.int64]
    in_part: NDArray[np.int64]

    def by_identifier(self) -> NDArray[np.bool_]:
        return np.array([source is None for source in self.sources], bool)[self.of_part]

    def parts(self, place: int) -> pd.DataFrame:
        part = int(self.of_part[place])
        source = self.sources[part]
        if source is not None:
            return source.parts(int(self.in_part[place]))
        said = self.reasons[part][int(self.in_part[place])]
        only = {"feature": "identifier", "said": said, "left": "", "right": "", "bits": float("inf")}
        return pd.DataFrame([only], columns=PART_COLUMNS)
