"""`Matches`: pairs of origins that may be the same, each with a probability and the parts that made it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from netintel.resolve._evidence import Evidence

SAME, DIFFERENT = 0.95, 0.05
"""Between the two a person should look; the answer says which side of them a pair is on."""

_EVEN = 0.5

ANSWERS = ("same", "review", "undecidable", "different")

PART_COLUMNS = ["feature", "said", "left", "right", "bits"]


@dataclass(frozen=True, eq=False, repr=False)
class Matches:
    """Candidate pairs, best first.

    Attributes
    ----------
    rows : pandas.DataFrame
        `left`, `right` (origin ids), `kind`, `score` (0-1), `answer`, `reason`.
    digest : str
        Digest of the graph that was matched.
    evidence : Evidence or None
        What each feature said of each pair; None for pairs that nobody compared.
    places : array or None
        For each row its place in the evidence.
    inside : array or None
        For each row whether both are of one cluster; None where only these pairs are known.
    """

    rows: pd.DataFrame
    digest: str
    evidence: Evidence | None = None
    places: NDArray[Any] | None = None
    inside: NDArray[np.bool_] | None = None

    def table(self) -> pd.DataFrame:
        """Return `left`, `right`, `kind`, `score`, `answer`, `reason`, best first.

        `answer` is "same" from 0.95, "different" below 0.05, else "review"; "undecidable" where neither dates nor
        documents nor contacts could be compared, so that looking longer at these records does not help.
        """
        return self.rows.copy(deep=False)

    def above(self, score: float | None = None) -> Matches:
        """Return the pairs with at least this score; without one, those of `threshold()`."""
        least = self.threshold() if score is None else score
        return self._where(self.rows["score"] >= least)

    def between(self, low: float, high: float) -> Matches:
        """Return the pairs from `low` up to but without `high`: those a person should look at."""
        return self._where((self.rows["score"] >= low) & (self.rows["score"] < high))

    def threshold(self, error: float = 0.02) -> float:
        """Return the lowest score from which on at most this share of the pairs that are joined is expected wrong.

        The expected share of wrong pairs from a score on is the mean of 1 - score over them, and one wrong pair more,
        for a few pairs promise little; it holds as far as the scores are calibrated. Pairs that `held_together` leaves
        out do not count, nor do objects of one identifier. Never below 0.5: no pair that is likelier wrong than right
        is taken for the sake of others. 0.95 where there are too few pairs to promise that much.

        Examples
        --------
        >>> rows = pd.DataFrame({"score": [1.0] * 97 + [0.97, 0.90, 0.50]})
        >>> Matches(rows, "").threshold(0.02)   # 0.03, 0.10, 0.50 and one more are 0.0163 of 100
        0.5
        >>> Matches(rows, "").threshold(0.015)  # without the last 0.0114 of 99
        0.9
        >>> Matches(rows, "").threshold(0.001)
        0.95
        """
        score = self.rows["score"].to_numpy(np.float64)
        joined = np.ones(len(score), bool) if self.inside is None else self.inside
        scores = np.sort(score[joined & (score >= _EVEN) & ~self.by_identifier()])[::-1]
        wrong = (np.cumsum(1 - scores) + 1) / np.arange(1, len(scores) + 1)
        enough = np.flatnonzero(wrong <= error + 1e-12)
        return float(scores[enough[-1]]) if len(enough) else SAME

    def held_together(self) -> Matches:
        """Return the pairs whose two sides are of one cluster: those that `merge` joins.

        A pair above the threshold is not among them where joining it would join records that speak against each
        other; such pairs are for a person to look at, and their answer is "review".
        """
        inside = self._clustered() if self.inside is None else self.inside
        return self._where(inside)

    def by_identifier(self) -> NDArray[np.bool_]:
        """Return which pairs are objects of one identifier, which nothing but a mistyped number makes wrong."""
        if self.evidence is None or self.places is None:
            return np.zeros(len(self.rows), bool)
        return np.asarray(self.evidence.by_identifier()[self.places], bool)

    def _clustered(self) -> NDArray[np.bool_]:
        from netintel.resolve.clusters import clusters

        code = pd.factorize(np.concatenate([self.rows["left"], self.rows["right"]]))[0]
        left, right = code[: len(self.rows)], code[len(self.rows) :]
        score = self.rows["score"].to_numpy(np.float64).clip(1e-9, 1 - 1e-9)
        found = clusters(int(code.max(initial=-1)) + 1, left, right, np.log2(score / (1 - score)))
        return np.asarray(found[left] == found[right], bool)

    def explain(self, position: int) -> str:
        """Return why the pair at a position may be the same, as one sentence."""
        row = self.rows.iloc[position]
        pair = f"{row['left']} and {row['right']} may be the same {row['kind']}"
        return f"{pair} (score {row['score']:.2f}): {row['reason']}."

    def parts(self, position: int) -> pd.DataFrame:
        """Return what made the score of the pair at a position, one row a feature that could be compared.

        Returns
        -------
        pandas.DataFrame
            `feature`, `said` (the sentence of the level that holds), `left`, `right` (the two values that decided, as
            claimed: personal data), `bits` (log2 of how much likelier this is for two records of one entity than of
            two; negative speaks against). The first row is the prior; the bits sum to the log2 odds of the score.
        """
        if self.evidence is None or self.places is None:
            row = self.rows.iloc[position]
            odds = np.log2(max(row["score"], 1e-9) / max(1 - row["score"], 1e-9))
            only = {"feature": "score", "said": row["reason"], "left": "", "right": "", "bits": float(odds)}
            return pd.DataFrame([only], columns=PART_COLUMNS)
        return self.evidence.parts(int(self.places[position]))

    def _where(self, mask: pd.Series[bool] | NDArray[np.bool_]) -> Matches:
        return self.at(np.flatnonzero(np.asarray(mask, bool)))

    def at(self, kept: NDArray[np.int64]) -> Matches:
        """Return the pairs at these positions, in this order."""
        places = None if self.places is None else self.places[kept]
        inside = None if self.inside is None else self.inside[kept]
        return replace(self, rows=self.rows.iloc[kept].reset_index(drop=True), places=places, inside=inside)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Matches: {len(self.rows)} pairs, graph {self.digest[:12]}"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.rows.head(10).to_html(index=False, escape=True)}"
