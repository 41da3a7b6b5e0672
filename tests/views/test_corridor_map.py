"""The corridor map says the strongest corridor, colours what is above chance, and invents nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from netintel import Network
from netintel.model.results import Pairs
from netintel.views import _theme, corridor_map

DIRECTED = Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=True)
UNDIRECTED = Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=False)
RO_DE = ("RO", "DE", 60.0, 19.35, 0.001)
BG_GR = ("BG", "GR", 31.0, 9.0, 0.001)
NL_ES = ("NL", "ES", 9.0, 8.0, 0.7)


def corridors(*rows: tuple[str, str, float, float, float], **summary: Any) -> Pairs:
    table = pd.DataFrame(rows, columns=["source_country", "target_country", "observed", "expected", "p_adjusted"])
    table = table.assign(z=2.0, kept=table["p_adjusted"] < 0.05, source_exposure=7.0, target_exposure=np.nan)
    known = np.where(table["observed"] > table["expected"], "more", "fewer")
    table = table.assign(direction=np.where(table["p_adjusted"] < 0.05, known, "none shown"), p=table["p_adjusted"])
    return Pairs("corridors", table, "rewires", {}, 0, "x", "nationality", (), None, summary=summary)


def test_the_title_says_the_strongest_corridor_and_what_chance_gives() -> None:
    picture = corridor_map(DIRECTED, corridors(RO_DE, BG_GR, NL_ES))
    assert picture.title == "Romania → Germany is the strongest corridor: 60 ties, 3.1 × what chance gives"
    assert "followed by Bulgaria → Greece (31) and Netherlands → Spain (9)" in picture.alt()
    assert picture.subtitle.startswith("3 of 3 corridors shown, 100% of the ties between countries; 2 above chance")


def test_another_winner_changes_title_alt_and_drawing() -> None:
    first = corridor_map(DIRECTED, corridors(RO_DE, BG_GR))
    second = corridor_map(DIRECTED, corridors(BG_GR, RO_DE))
    assert second.title.startswith("Bulgaria → Greece is the strongest corridor: 31 ties, 3.4 ×")
    assert first.alt() != second.alt()
    assert first.part().html != second.part().html


def test_undirected_pairs_have_no_arrow() -> None:
    picture = corridor_map(UNDIRECTED, corridors(("DE", "RO", 60.0, 19.35, 0.001)))
    assert picture.title.startswith("Germany – Romania is")
    assert '"symbol":"arrow"' not in str(picture.figure().to_json())


def test_what_is_above_chance_has_its_colour_and_nothing_else_has() -> None:
    figure = json.loads(corridor_map(DIRECTED, corridors(RO_DE, NL_ES)).figure().to_json())
    lines = [t for t in figure["data"] if t.get("mode") == "lines" and t.get("lon") and t["lon"][0] is not None]
    assert {line["line"]["color"] for line in lines} == {_theme.ABOVE, _theme.USUAL}
    assert lines[-1]["line"]["color"] == _theme.ABOVE, "what matters is drawn last, on top"


def test_a_pair_with_fewer_ties_than_chance_gives_is_no_corridor() -> None:
    picture = corridor_map(DIRECTED, corridors(RO_DE, NL_ES, ("BG", "GR", 31.0, 90.0, 0.001)))
    assert picture.table()["source_country"].tolist() == ["Romania (RO)", "Netherlands (NL)", "other: 1 pairs"]
    assert "Bulgaria → Greece" not in str(picture.figure().to_json())
    assert "2 of 2 corridors shown" in picture.subtitle
    assert "1 pair of countries has fewer ties than chance gives and no arc" in picture.subtitle


def test_an_arc_above_chance_beside_the_weaker_ones_alone_says_so() -> None:
    found = corridors(RO_DE, NL_ES)
    weak = replace(found, rows=found.rows.assign(p=0.3))
    assert "above chance when stronger corridors are set apart" in str(corridor_map(DIRECTED, weak).figure().to_json())
    assert "set apart" not in str(corridor_map(DIRECTED, found).figure().to_json())


def test_without_excess_the_title_says_so() -> None:
    picture = corridor_map(DIRECTED, corridors(NL_ES))
    assert picture.title == "No corridor is above chance; most ties, 9, join Netherlands → Spain"


def test_where_chance_gives_none_no_ratio_is_made_up() -> None:
    picture = corridor_map(DIRECTED, corridors(("RO", "DE", 4.0, 0.0, 0.01)))
    assert picture.title.endswith("4 ties, where chance gives none")
    assert picture.table()["ratio"].isna().all()


def test_what_is_not_drawn_is_summed_in_the_last_line() -> None:
    picture = corridor_map(DIRECTED, corridors(RO_DE, BG_GR, NL_ES), top=1)
    last = picture.table().iloc[-1]
    assert (last["source_country"], last["observed"]) == ("other: 2 pairs", 40.0)
    assert picture.subtitle.startswith("1 of 3 corridors shown, 60% of the ties")


def test_countries_without_data_are_drawn_unlike_those_with() -> None:
    figure = json.loads(corridor_map(DIRECTED, corridors(RO_DE)).figure().to_json())
    land = next(trace for trace in figure["data"] if trace["type"] == "choropleth")
    fill = dict(zip(land["locations"], land["z"], strict=True))
    said = dict(zip(land["locations"], land["hovertext"], strict=True))
    assert fill["RO"] != fill["DE"] == fill["FR"]
    assert "exposure 7" in said["RO"]
    assert "not zero" in said["FR"]


def test_a_case_without_countries_says_so_and_has_no_map() -> None:
    picture = corridor_map(DIRECTED, corridors())
    assert picture.alt() == "No jurisdiction is known in this case, so there is no corridor to draw."
    assert "choropleth" not in str(picture.figure().to_json())
    assert picture.table().empty


def test_groups_that_are_no_countries_are_not_put_on_a_map() -> None:
    picture = corridor_map(UNDIRECTED, corridors(("Caribbean", "West Africa", 9.0, 2.0, 0.01)))
    assert "no countries on our map" in picture.alt()
    assert len(picture.table()) == 1


def test_ties_of_unknown_end_are_told() -> None:
    picture = corridor_map(DIRECTED, corridors(RO_DE, n_unknown=41, n_ties=700))
    assert "41 of 700 ties have an end of unknown country" in picture.subtitle


def test_official_outlines_replace_ours_and_are_named_as_such() -> None:
    square = [[[25, 44], [25, 47], [28, 47], [28, 44], [25, 44]]]
    own = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": "RO", "geometry": {"type": "Polygon", "coordinates": square}}],
    }
    picture = corridor_map(DIRECTED, corridors(RO_DE), boundaries=own)
    land = next(t for t in json.loads(picture.figure().to_json())["data"] if t["type"] == "choropleth")
    assert land["locations"] == ["RO"]
    assert "given by the user" in " ".join(picture.notes)


@pytest.mark.parametrize("top", [0, 151])
def test_a_map_of_too_many_corridors_is_refused(top: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 150"):
        corridor_map(DIRECTED, corridors(RO_DE), top=top)


def test_parts_of_ties_are_rounded_in_words_and_exact_in_the_table() -> None:
    picture = corridor_map(UNDIRECTED, corridors(("DE", "RO", 35.5, 9.0, 0.001), ("DE", "MD", 28.5, 9.0, 0.001)))
    assert picture.title.startswith("Germany – Romania is the strongest corridor: 36 ties, 3.9 ×")
    assert "Germany – Moldova (29)" in picture.alt()
    assert picture.table()["observed"].tolist() == [35.5, 28.5]
    assert "somebody of several countries counts in parts" in picture.notes[0]


def test_more_ties_that_chance_may_give_are_not_passed_over_in_the_title() -> None:
    picture = corridor_map(DIRECTED, corridors(BG_GR, ("NL", "ES", 90.0, 88.0, 0.7)))
    assert picture.title.startswith("Bulgaria → Greece is the strongest corridor above chance: 31 ties")


def test_the_map_of_europe_shows_only_what_stays_within_it() -> None:
    inner = (RO_DE, BG_GR, NL_ES)
    outer = (("CO", "ES", 40.0, 9.0, 0.001), ("NZ", "US", 22.0, 4.0, 0.001))
    figure = json.loads(corridor_map(DIRECTED, corridors(*inner, *outer)).figure().to_json())
    hovers: dict[str, str] = {"geo": "", "geo2": ""}
    for trace in figure["data"]:
        if trace.get("marker", {}).get("symbol") == "arrow":
            hovers[trace.get("geo", "geo")] += " ".join(trace["hovertext"])
    assert "Romania → Germany" in hovers["geo2"]
    assert "Romania → Germany" not in hovers["geo"]
    assert "Colombia → Spain" in hovers["geo"]
    assert "Colombia" not in hovers["geo2"]


def test_without_corridors_in_europe_the_world_stands_alone_and_the_picture_is_lower() -> None:
    figure = corridor_map(DIRECTED, corridors(("CO", "ES", 40.0, 9.0, 0.001), ("NZ", "US", 22.0, 4.0, 0.001))).figure()
    assert "geo2" not in json.loads(figure.to_json())["layout"]


def test_a_count_of_records_says_about_whom_they_are() -> None:
    made = corridors(RO_DE)
    told = replace(made, parameters={"exposure": "records of its nodes"})
    figure = json.loads(corridor_map(DIRECTED, told).figure().to_json())
    land = next(trace for trace in figure["data"] if trace["type"] == "choropleth")
    assert "7 records about its actors" in " ".join(land["hovertext"])
