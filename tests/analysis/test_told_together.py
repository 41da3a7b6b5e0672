"""What results on one case tell when they are laid side by side: no number of fewer than five victims."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import netintel as ni

HARBOUR = Path(__file__).parents[2] / "data" / "samples" / "harbour"


def test_hotspots_beside_routes_do_not_tell_how_many_victims_took_a_route_that_is_withheld() -> None:
    """Three victims came by a way of their own through Greece to Italy; the cells there would have three too many."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        graph = ni.load(HARBOUR)
    routes, hotspots = ni.analysis.routes(graph), ni.analysis.hotspots(graph).table()
    assert routes.summary["n_withheld"] == 1
    table = routes.table()
    known = table[~table["aggregate"] & table["n_victims"].notna()]

    def on_routes_through(country: str) -> int:
        return int(known.loc[known["route"].str.split(" > ").map(lambda way: country in way), "n_victims"].sum())

    def near(lat: float, lon: float) -> int:
        cell = hotspots[((hotspots["lat"] - lat).abs() < 1) & ((hotspots["lon"] - lon).abs() < 1)]
        return int(cell["n_victims"].sum())

    assert near(38.2, 21.7) == on_routes_through("GR")
    assert near(41.1, 16.7) == on_routes_through("IT")
    assert near(48.1, 14.1) == on_routes_through("AT")
