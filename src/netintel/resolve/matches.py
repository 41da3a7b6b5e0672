"""`Matches`: pairs of origins that may be the same, with score and reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Matches:
    """Candidate pairs, best first.

    Attributes
    ----------
    rows : pandas.DataFrame
        `left`, `right` (origin ids), `kind`, `score` (0-1), `reason`.
    digest : str
        Digest of the graph that was matched.
    """

    rows: pd.DataFrame
    digest: str

    def table(self) -> pd.DataFrame:
        """Return `left`, `right`, `kind`, `score`, `reason`, best first."""
        return self.rows.copy(deep=False)

    def above(self, score: float) -> Matches:
        """Return the pairs with at least this score."""
        return self._where(self.rows["score"] >= score)

    def between(self, low: float, high: float) -> Matches:
        """Return the pairs from `low` up to but without `high`: those a person should look at."""
        return self._where((self.rows["score"] >= low) & (self.rows["score"] < high))

    def explain(self, position: int) -> str:
        """Return why the pair at a position may be the same, as one sentence."""
        row = self.rows.iloc[position]
        pair = f"{row['left']} and {row['right']} may be the same {row['kind']}"
        return f"{pair} (score {row['score']:.2f}): {row['reason']}."

    def _where(self, mask: pd.Series[bool]) -> Matches:
        return replace(self, rows=self.rows[mask].reset_index(drop=True))

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Matches: {len(self.rows)} pairs, graph {self.digest[:12]}"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.rows.head(10).to_html(index=False, escape=True)}"
