"""What holds for every picture: offline, escaped, private, complete in its table, repeatable, and never stale."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import netintel as ni
from netintel import views
from netintel.analysis.brokers import brokers
from netintel.analysis.corridors import corridors
from netintel.analysis.jurisdiction_clusters import jurisdiction_clusters
from netintel.errors import StaleResultError
from netintel.model.results import Result
from netintel.views._page import page
from netintel.views._picture import Picture

VIEWS: dict[str, tuple[Callable[..., Picture], Callable[..., Any]]] = {
    "corridor_map": (views.corridor_map, lambda g: corridors(g, rewires=60)),
    "broker_map": (views.broker_map, lambda g: brokers(g, resamples=20)),
    "cluster_map": (views.cluster_map, lambda g: jurisdiction_clusters(g, seeds=5, bootstraps=10)),
    "table": (views.table, lambda g: brokers(g, resamples=20)),
}

Graphs = Callable[..., ni.EntityGraph]


@pytest.fixture(params=VIEWS, scope="module")
def drawn(request: pytest.FixtureRequest, graph_of: Graphs) -> tuple[ni.EntityGraph, Result, Picture]:
    view, analysis = VIEWS[request.param]
    graph = graph_of()
    result = analysis(graph)
    return graph, result, view(graph, result)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key != "geojson":
                yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def test_the_figure_asks_for_nothing_and_offers_no_upload(drawn: Any) -> None:
    figure = json.loads(drawn[2].figure().to_json())
    kinds = [trace["type"] for trace in figure["data"]]
    assert set(kinds) <= {"scattergeo", "choropleth", "scatter"}
    if "choropleth" in kinds:
        first = figure["data"][0]
        assert (first["type"], first["lon"]) == ("scattergeo", []), "plotly asks the first trace for its base map"
    for trace in figure["data"]:
        assert not isinstance(trace.get("geojson"), str)
    for name, layout in figure["layout"].items():
        if name.startswith("geo"):
            assert layout["fitbounds"] is False
            assert layout["visible"] is False
    assert "sendChartToCloud" in figure["layout"]["modebar"]["remove"]
    assert not [text for text in texts(figure) if "http" in text or "//" in text or "Open Sans" in text]


def test_the_notebook_shows_it_without_a_kernel_and_without_an_upload_button(drawn: Any) -> None:
    bundle = drawn[2]._repr_mimebundle_()
    shown = bundle["application/vnd.plotly.v1+json"]
    assert {"data", "layout", "config"} <= set(shown)
    assert shown["config"]["showSendToCloud"] is False
    assert shown["config"]["plotlyServerURL"] == ""
    assert shown["config"]["topojsonURL"].startswith("data:")
    assert shown["config"]["typesetMath"] is False
    assert drawn[2].alt() in bundle["text/plain"]
    assert len(json.dumps(shown)) < 1_500_000


def test_the_page_has_a_strict_policy_and_refers_to_nothing(drawn: Any) -> None:
    text = drawn[2].html()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "connect-src 'none'" in policy[1]
    assert "unsafe-inline" not in policy[1].split("style-src")[0]
    assert "unsafe-eval" not in policy[1]
    own = re.sub(r"<script>.*?</script>", "", text, flags=re.S)
    assert not re.search(r"(src|href|action)\s*=|url\(|@import", own)


def test_nobody_protected_is_named_in_any_byte(drawn: Any) -> None:
    graph, _, picture = drawn
    hidden = graph.entities.loc[graph.entities["category"].isin(["victim", "witness", "informant", "minor"]), "name"]
    assert len(hidden) == 4
    part = picture.part()
    shown = [picture.html(), str(picture.figure().to_json()), picture.table().to_csv(), picture.alt(), picture.title]
    whole = "".join([*shown, json.dumps(picture._repr_mimebundle_()), part.html, part.script])
    assert not [name for name in hidden if re.search(rf"{name}\b", whole)]


def test_the_title_is_a_finding_and_the_notes_say_what_it_stands_on(drawn: Any) -> None:
    graph, result, picture = drawn
    notes = " ".join(picture.notes)
    assert len(picture.title) < 160
    assert re.search(r"\d", picture.title)
    assert picture.title in picture.alt()
    assert graph.digest[:16] in notes
    assert result.method.replace("_", " ") in notes
    assert "TLP:AMBER" in notes
    assert "lead" in notes
    assert "2026-01-01" in picture.subtitle
    assert re.search(r"\d+ of \d+|\d+ countries", picture.subtitle)


def test_everything_a_hover_says_is_in_the_table(drawn: Any) -> None:
    picture = drawn[2]
    figure = json.loads(picture.figure().to_json())
    shown = " ".join(" ".join(map(str, row)) for row in picture.table().itertuples(index=False))
    for trace in figure["data"]:
        if trace["type"] == "choropleth" or not trace.get("hovertext"):
            continue
        for hover in trace["hovertext"]:
            bold = re.search(r"<b>(.*?)</b>", hover)
            for word in re.split(r" [→–] ", bold[1]) if bold else []:
                assert word in shown, word


def test_an_old_picture_of_a_changed_graph_is_refused(drawn: Any, graph_of: Graphs) -> None:
    _, result, picture = drawn
    view = next(view for view, _ in VIEWS.values() if view.__name__ == _view_of(result, picture))
    with pytest.raises(StaleResultError, match="not on this graph"):
        view(graph_of(("p7", "p39")), result)


def test_a_result_on_a_graph_is_not_drawn_on_a_bare_network(drawn: Any) -> None:
    import pandas as pd

    _, result, picture = drawn
    view = next(view for view, _ in VIEWS.values() if view.__name__ == _view_of(result, picture))
    bare = ni.Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=False)
    with pytest.raises(StaleResultError, match="bare network"):
        view(bare, result)


def _view_of(result: Result, picture: Picture) -> str:
    names = {"corridors": "corridor_map", "jurisdiction_clusters": "cluster_map"}
    return names.get(result.name, "table" if picture._listed else "broker_map")


def test_the_same_graph_gives_the_same_bytes(graph_of: Graphs) -> None:
    first, second = (VIEWS["corridor_map"][0](g, VIEWS["corridor_map"][1](g)).part() for g in (graph_of(), graph_of()))
    assert (first.html, first.script, first.boundaries) == (second.html, second.script, second.boundaries)


def test_a_page_holds_plotly_and_the_outlines_once(graph_of: Graphs) -> None:
    graph = graph_of()
    parts = [view(graph, analysis(graph)).part() for view, analysis in VIEWS.values()]
    text = page("All", "".join(part.html for part in parts), parts)
    assert text.count('"type":"FeatureCollection"') == 1
    assert text.count("<script>") == 2 + sum(bool(part.script) for part in parts)
    assert len(text) < 6_500_000
    assert all(len(part.script) < 150_000 for part in parts)


def test_the_picture_is_described_for_who_cannot_see_it(drawn: Any) -> None:
    from html import escape

    picture = drawn[2]
    part = picture.part().html
    assert "<figcaption>" in part
    assert "<table>" in part
    assert picture._listed or f'role="img" aria-label="{escape(picture.alt(), quote=True)}"' in part
