"""Disruption against the published curve of a criminal network."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from netintel.analysis.disruption import disruption
from netintel.model.network import Network

HERE = Path(__file__).parent
MEETINGS = HERE.parents[1] / ".." / "shared" / "data" / "covert" / "Montagna_meetings_edgelist.csv"


def test_the_authors_curve_of_the_montagna_meetings() -> None:
    """Cavallaro et al. (2020), PLOS ONE 15(8): e0236476; the authors' file is named in tests/reference/disruption.

    The first 35 steps are what decides; from step 31 on nobody has any betweenness, and the order is by label.
    """
    if not MEETINGS.exists():
        pytest.skip(f"shared data absent: {MEETINGS.name}, the meetings of Operation Montagna")
    published = pd.read_csv(HERE / "disruption" / "montagna_meetings.csv")["largest_share"]
    ties = pd.read_csv(MEETINGS, sep=r"\s+", header=None, names=["source", "target", "weight"])
    found = disruption(
        Network.from_edgelist(ties, directed=False), strategy="betweenness", steps=46, draws=1, recovery=["distance"]
    )
    rows = found.table()
    alone = rows[rows["recovery"] == "none"]

    assert alone["largest"].tolist()[0] == 92
    assert alone["largest_share"].tolist()[:36] == pytest.approx(published[:36].tolist(), abs=1e-8)
    assert alone["largest_share"].tolist() == pytest.approx(published.tolist(), abs=1e-8)
    assert alone.set_index("step")["score"].eq(0).idxmax() == 32
    assert any(caveat.startswith("From step 32 on nobody has any betweenness") for caveat in found.caveats)
