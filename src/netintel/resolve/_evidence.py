"""What each feature said of each pair that was compared."""

from __future__ import annotations

from typing import Protocol

import pandas as pd


class Evidence(Protocol):
    """The parts of each score, by place."""

    def parts(self, place: int) -> pd.DataFrame:
        """Return `feature`, `said`, `left`, `right`, `bits` of one pair, the prior first."""
        ...
