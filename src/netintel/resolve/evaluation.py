"""`Evaluation`: what is right, what is wrong and what to look at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from netintel.resolve import _calibration

_SHOWN = ["left", "right", "kind", "score", "answer", "reason"]


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation:
    """Matches measured against the truth.

    Attributes
    ----------
    rows : pandas.DataFrame
        As `table()`.
    pairs : pandas.DataFrame
        The matches both of whose records are judged, with `same`.
    known : pandas.Series
        The number of the true entity of each judged origin.
    summary : mapping
        `records`, `entities`, `found`, `right` and `true` (pairs), `unseen` (true pairs that are not among the
        matches), `not_judged` (matches left out), `calibration_error`, `brier`, `log_loss`.
    threshold, seed, citation
        From which score on a pair is taken; of the intervals; after whom (key into `docs/references.bib`).
    digest : str
        Digest of the graph that was matched.
    caveats : tuple of str
        What must be told with the numbers.
    """

    rows: pd.DataFrame
    pairs: pd.DataFrame
    known: pd.Series[int]
    summary: Mapping[str, Any]
    threshold: float
    seed: int
    citation: str
    digest: str
    caveats: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Return precision, recall and F1 with 95 % intervals (`_low`, `_high`).

        Index `pairs` (as scored), `chains` (pairs after every chain is joined), `clusters` (pairs of the clusters that
        hold together), `b3` (these clusters record by record). nan where nothing was found or is to be found.
        """
        return self.rows.copy(deep=False)

    def curve(self) -> pd.DataFrame:
        """Return what each threshold would give: `score`, `found`, `precision`, `recall`, `f1`, `expected_precision`.

        The last is what the scores themselves promise: their mean from this score up. Highest first, at most 1,000.
        """
        return _calibration.curve(self.pairs, self.summary["true"])

    def calibration(self) -> pd.DataFrame:
        """Return by interval of the score the mean `score` and the share that is `true`, with its 95 % interval."""
        return _calibration.reliability(self.pairs)

    def errors(self, n: int = 10) -> pd.DataFrame:
        """Return the worst errors to look at, at most `n` of each `error`.

        `joined wrongly`: the highest scores first. `missed`: true pairs below the threshold, the lowest first.
        `unseen`: true pairs that are not among the matches, never compared or too unlike to be kept; `score` nan, one
        an entity, those that lack most first.
        """
        above = self.pairs["score"] >= self.threshold
        wrong = self.pairs[above & ~self.pairs["same"]].sort_values("score", ascending=False).head(n)
        missed = self.pairs[~above & self.pairs["same"]].sort_values("score").head(n)
        unseen = pd.DataFrame([pair for pair, _ in zip(self._unseen(), range(n), strict=False)], columns=_SHOWN[:2])
        tables = {"joined wrongly": wrong, "missed": missed, "unseen": unseen}
        told = pd.concat([table.assign(error=word) for word, table in tables.items()], ignore_index=True)
        return told[["error", *(column for column in _SHOWN if column in told)]]

    def explain(self) -> str:
        """Return what was measured, in sentences to read aloud."""
        says = self.summary
        taken = self.pairs["score"][self.pairs["score"] >= self.threshold]
        promised = f", where the scores promise {taken.mean():.3f}" if len(taken) else ""
        chains = self.rows.loc["chains", ["precision", "recall"]].astype(float)
        return (
            f"Of {says['found']:,} pairs with a score of at least {self.threshold:g}, {says['right']:,} are right "
            f"(precision {self._spoken('pairs', 'precision')}{promised}). "
            f"Of {says['true']:,} true pairs {says['right']:,} were found (recall {self._spoken('pairs', 'recall')}); "
            f"{says['unseen']:,} are not among the matches: never compared, or too unlike to be kept. "
            f"In the clusters that hold together, precision is {self._spoken('clusters', 'precision')} "
            f"and recall {self._spoken('clusters', 'recall')}; with every chain joined, "
            f"{chains['precision']:.3f} and {chains['recall']:.3f}."
        )

    def _spoken(self, measure: str, word: str) -> str:
        value, low, high = self.rows.loc[measure, [word, f"{word}_low", f"{word}_high"]].astype(float)
        return f"{value:.3f}, interval {low:.3f}-{high:.3f}"

    def _unseen(self) -> Iterator[tuple[Any, Any]]:
        """Give of each entity, those that lack most first, one pair that was not compared."""
        inside = self.pairs[self.pairs["same"]]
        size = self.known.value_counts()
        entity = pd.Series(self.known.to_numpy()[inside["a"].to_numpy(np.int64)])
        lacking = size * (size - 1) // 2 - entity.value_counts().reindex(size.index, fill_value=0)
        for number in lacking[lacking > 0].sort_values(ascending=False, kind="stable").index:
            seen = inside[(entity == number).to_numpy()]
            pairs = set(zip(seen[["a", "b"]].min(axis=1), seen[["a", "b"]].max(axis=1), strict=True))
            a, b = next(p for p in combinations(np.flatnonzero(self.known == number).tolist(), 2) if p not in pairs)
            yield self.known.index[a], self.known.index[b]

    def __repr__(self) -> str:
        pairs, b3 = self.rows.loc["pairs"], self.rows.loc["b3"]
        return (
            f"evaluation at {self.threshold:g}: pairs P {pairs['precision']:.3f} R {pairs['recall']:.3f} "
            f"F1 {pairs['f1']:.3f}, B³ F1 {b3['f1']:.3f}, {self.summary['records']:,} records, graph {self.digest[:12]}"
        )

    def _repr_html_(self) -> str:
        caveats = "".join(f"<li>{escape(caveat)}</li>" for caveat in self.caveats)
        return f"<p>{escape(self.explain())}</p>{self.rows.round(3).to_html(escape=True)}<ul>{caveats}</ul>"
