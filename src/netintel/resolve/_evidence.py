"""What each feature said of each pair that was compared."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class Evidence(Protocol):
    """The parts of each score, by place."""

    def parts(self, place: int) -> pd.DataFrame:
        """Return `feature`, `said`, `left`, `right`, `bits` of one pair, the prior first."""
        ...

    def by_identifier(self) -> NDArray[np.bool_]:
        """Return which pairs are objects that one identifier names."""
        ...
