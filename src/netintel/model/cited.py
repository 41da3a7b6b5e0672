"""Which records the ties of a network rest on, and where they lie in the files received."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.int64]

COLUMNS = ("tie", "record", "export", "file", "locator", "sha256", "originator", "handling", "evaluation", "protected")


@dataclass(frozen=True, eq=False)
class Cited:
    """The records behind each tie, as codes, and how to read them.

    Attributes
    ----------
    begins : int64 array
        Where the records of each tie begin in `record`; one longer than the ties.
    record : int64 array
        Codes of records, ascending within a tie.
    look : function
        From codes of records to one row each: `record`, `export`, `file`, `locator`, `sha256`, `originator`,
        `handling`, `evaluation`, and `protected`, whether it speaks of a victim, witness, minor, informant or
        professional.
    """

    begins: Codes
    record: Codes
    look: Callable[[Codes], pd.DataFrame]

    @classmethod
    def of(cls, tie: Codes, record: Codes, n_ties: int, look: Callable[[Codes], pd.DataFrame]) -> Cited:
        """Sort pairs of a tie and a record by tie; a pair given twice counts once."""
        pairs = np.unique(tie * (int(record.max(initial=0)) + 1) + record)
        width = int(record.max(initial=0)) + 1
        begins = np.concatenate([[0], np.cumsum(np.bincount(pairs // width, minlength=n_ties))])
        return cls(begins.astype(np.int64), pairs % width, look)

    def moved(self, order: Codes) -> Cited:
        """Return the same for ties in another order: what stood at `order[i]` stands at i."""
        counts = np.diff(self.begins)
        tie = np.repeat(np.arange(len(order)), counts[order])
        within = np.arange(len(tie)) - np.repeat(np.cumsum(counts[order]) - counts[order], counts[order])
        begins = np.concatenate([[0], np.cumsum(counts[order])]).astype(np.int64)
        return Cited(begins, self.record[self.begins[order][tie] + within], self.look)

    def behind(self, ties: Codes) -> pd.DataFrame:
        """Return one row a tie and record, with the columns of `COLUMNS`."""
        counts = self.begins[ties + 1] - self.begins[ties]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        found = self.record[np.repeat(self.begins[ties], counts) + within]
        table = self.look(found)
        table.insert(0, "tie", np.repeat(ties, counts))
        return table[list(COLUMNS)]


def nothing() -> pd.DataFrame:
    """Return the table of records without a row."""
    return pd.DataFrame({column: pd.Series(dtype=object) for column in COLUMNS})
