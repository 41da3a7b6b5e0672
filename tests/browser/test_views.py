"""Every view in a real Chromium: drawn from disk, quiet, true to the projection, and unmoved by hostile names."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from shapely.geometry import box, shape

import netintel as ni
from netintel.model.results import Groups, Pairs, Scores
from netintel.views import _escape, _frames, _geography, _theme, broker_map, cluster_map, corridor_map, table
from netintel.views._picture import Picture

pytestmark = pytest.mark.browser

NETWORK = ni.Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=True)
MADE = {"parameters": {}, "seed": 0, "citation": "x", "group": "nationality", "projection": (), "digest": None}


def corridors(*ties: tuple[str, str, float, float]) -> Pairs:
    rows = pd.DataFrame(ties, columns=["source_country", "target_country", "observed", "expected"])
    rows["z"] = rows["observed"] - rows["expected"]
    rows["p_adjusted"] = np.where(rows["observed"] > 2 * rows["expected"], 0.001, 0.7)
    rows["kept"] = rows["p_adjusted"] < 0.05
    rows["direction"], rows["p"] = np.where(rows["kept"], "more", "none shown"), rows["p_adjusted"]
    return Pairs("corridors", rows.assign(source_exposure=9.0, target_exposure=5.0), "rewires", **MADE)


REGION = (("RO", "DE", 60, 19), ("DE", "RO", 12, 11), ("BG", "GR", 31, 9), ("NL", "ES", 9, 8), ("GR", "MT", 6, 2))
WORLD = (*REGION, ("CO", "ES", 40, 10), ("NZ", "US", 22, 4), ("CN", "US", 15, 13), ("ZA", "GB", 3, 2))


def clusters() -> Groups:
    rows = [("RO", 0, 0.9), ("DE", 0, 1.0), ("BG", 1, 0.4), ("GR", 1, 0.8), ("MT", 1, 0.7), ("ES", 2, np.nan)]
    made = pd.DataFrame(rows, columns=["country", "cluster", "stability"]).assign(membership=1.0)
    return Groups("jurisdiction_clusters", made, "modularity", **MADE)


@pytest.fixture
def opened(offline_page: Callable, tmp_path: Path) -> Callable[[Picture], Any]:
    """Write a picture to disk and open it, 1280 pixels wide: its content is then at its nominal width."""

    def show(picture: Picture) -> Any:
        path = tmp_path / "picture.html"
        path.write_text(picture.html(), encoding="utf-8")
        return loaded(offline_page(path, width=1280, height=1000))

    return show


def loaded(visit: Any) -> Any:
    """Wait until the scripts have run: an idle network says little of a page that asks for nothing."""
    visit.page.wait_for_load_state("load")
    visit.page.wait_for_timeout(150)
    return visit


def pixels(visit: Any) -> np.ndarray:
    """Return the drawn part of the page, height x width x RGB."""
    from PIL import Image

    image = Image.open(io.BytesIO(visit.page.locator(".js-plotly-plot").screenshot())).convert("RGB")
    return np.asarray(image).astype(int)


def near(image: np.ndarray, colour: str, tolerance: int = 6) -> np.ndarray:
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return (np.abs(image - wanted) <= tolerance).all(axis=2)


def quiet(visit: Any) -> None:
    assert visit.requests == []
    assert visit.errors == []
    assert visit.page.locator("a[href], iframe, object, embed, link, base, form").count() == 0
    assert visit.page.evaluate("typeof window.pwned") == "undefined"
    buttons = visit.page.locator(".modebar-btn").evaluate_all("b => b.map(x => x.getAttribute('data-title'))")
    assert not [title for title in buttons if "share" in str(title).lower() or "cloud" in str(title).lower()]


@pytest.mark.parametrize("ties", [REGION, WORLD], ids=["region", "world"])
def test_a_corridor_map_is_drawn_from_disk_without_a_request(opened: Callable, ties: Any) -> None:
    visit = opened(corridor_map(NETWORK, corridors(*ties)))
    quiet(visit)
    outlines = visit.page.locator(".choroplethlayer path").count()
    maps = visit.page.locator("g.geo").count()
    assert outlines == maps * len(_geography.boundaries()["features"])


def test_the_palette_is_on_the_page(opened: Callable) -> None:
    image = pixels(opened(corridor_map(NETWORK, corridors(*REGION))))
    assert near(image, _theme.ABOVE, 12).sum() > 1500  # the wide arc alone is some 250 x 8
    assert near(image, _theme.SUPPLIED).sum() > 10_000
    assert near(image, _theme.LAND).sum() > 50_000
    assert near(image, _theme.SEA).sum() > 50_000


@pytest.mark.parametrize("ties", [REGION, WORLD], ids=["region", "world"])
def test_as_much_land_is_drawn_as_there_is(opened: Callable, ties: Any) -> None:
    """An outline turned the wrong way fills the globe; PROJ and shapely say how much land the map must show."""
    codes = {code for tie in ties for code in tie[:2]}
    image = pixels(opened(corridor_map(NETWORK, corridors(*ties))))
    for frame in _frames.frames(codes):
        left = round(frame.box[0] * image.shape[1])
        top = round((1 - frame.box[3]) * image.shape[0])
        wide, tall = map(int, frame.size)
        if frame.world:  # as high as the band of latitudes that is shown, in the middle of its frame
            high = frame.radius * (
                _frames.natural_earth(0, _frames.NORTH)[1] - _frames.natural_earth(0, _frames.SOUTH)[1]
            )
            top, tall = top + round((tall - high) / 2), int(high)
        part = image[top : top + tall, left : left + wide]
        land = near(part, _theme.LAND).sum() + near(part, _theme.SUPPLIED).sum()
        sea = near(part, _theme.SEA).sum()
        assert (land + sea) / part[:, :, 0].size > 0.85, "something else covers the map"
        assert land / (land + sea) == pytest.approx(expected_land(frame, wide, tall), abs=0.05)


def expected_land(frame: _frames.Frame, wide: int, tall: int) -> float:
    """Return the part of a frame that is land, from PROJ's projections and shapely's areas."""
    kind = "+proj=natearth" if frame.world else f"+proj=laea +lon_0={frame.lon} +lat_0={frame.lat}"
    project = pyproj.Transformer.from_crs("+proj=longlat +R=1", f"{kind} +R=1", always_xy=True).transform
    middle = project(0, (_frames.SOUTH + _frames.NORTH) / 2)[1] if frame.world else 0.0
    x, y = wide / 2 / frame.radius, tall / 2 / frame.radius
    window = box(-x, middle - y, x, middle + y)
    area = 0.0
    for feature in _geography.boundaries()["features"]:
        outline = shapely.transform(shape(feature["geometry"]).segmentize(1.0), project, interleaved=False)
        area += outline.buffer(0).intersection(window).area
    return area / window.area


@pytest.mark.parametrize("ties", [REGION, WORLD], ids=["region", "world"])
def test_labels_are_placed_where_plotly_draws(opened: Callable, ties: Any) -> None:
    """Names are placed on our own projection; it must be plotly's to a few pixels."""
    visit = opened(corridor_map(NETWORK, corridors(*ties)))
    codes = sorted({code for tie in ties for code in tie[:2]})
    for frame in _frames.frames(codes):
        for code in codes:
            lon, lat = _geography.points().loc[code, ["lon", "lat"]]
            ours = frame.pixels(lon, lat)
            if ours is None:
                continue
            read = """([geo, lon, lat]) => {
                const plot = document.querySelector('.js-plotly-plot')._fullLayout, map = plot[geo];
                const at = map._subplot.projection([lon, lat]);
                return [at[0] - plot._size.w * map.domain.x[0], at[1] - plot._size.h * (1 - map.domain.y[1])];
            }"""
            theirs = visit.page.evaluate(read, [frame.name, float(lon), float(lat)])
            assert theirs == pytest.approx(ours, abs=3.0), (frame.name, code)


def hostile_network(names: tuple[str, ...]) -> ni.Network:
    """Return a star of stars in which everybody has a hostile name, and so has the group attribute."""
    countries = ["RO", "DE", "BG", "GR", None]
    group = "<img src=x onerror=window.pwned=99>"
    nodes = pd.DataFrame({"id": names, group: [countries[i % 5] for i in range(len(names))]})
    edges = [(names[i], names[(i * k + 1) % len(names)]) for i in range(len(names)) for k in (1, 2, 3)]
    return ni.Network.from_edgelist(
        pd.DataFrame(edges, columns=["source", "target"]), nodes, directed=False, jurisdiction=group
    )


def hostile_scores(network: ni.Network) -> Scores:
    rows = pd.DataFrame({"score": np.arange(network.n_nodes, 0, -1.0)}, index=pd.Index(network.labels, name="node"))
    rows["rank"] = rows["rank_low"] = np.arange(1, network.n_nodes + 1)
    rows["rank_high"] = rows["rank"] + 2
    rows = rows.assign(p_top=0.5, share=0.01, countries=network.countries, degree=3)
    made = MADE | {"group": network.group, "projection": network.recipe}
    return Scores("brokers", rows, "boundary", **made, caveats=("<script>window.pwned=98</script>",))


def test_hostile_names_are_shown_as_they_stand_and_do_nothing(opened: Callable, hostile_names: tuple[str, ...]) -> None:
    """Beside the ranks every name is written; each must read exactly as in the data, up to its length."""
    assert len(hostile_names) >= 60
    for start in range(0, len(hostile_names), 50):
        network = hostile_network(hostile_names)
        scores = hostile_scores(network)
        scores = Scores(**{**vars(scores), "rows": scores.rows.iloc[start : start + 50]})
        visit = opened(broker_map(network, scores, top=50))
        quiet(visit)
        read = "t => t.map(x => x.textContent)"
        written = [" ".join(text.split()) for text in visit.page.locator(".ytick text").evaluate_all(read)]
        expected = [
            " ".join(f"{_escape.short(node, 24)} · {' '.join(codes[:2]) or 'unknown'}".split())
            for node, codes in zip(scores.rows.index, scores.rows["countries"], strict=True)
        ]
        assert written == expected


def test_hostile_names_do_nothing_under_the_pointer(opened: Callable, hostile_names: tuple[str, ...]) -> None:
    network = hostile_network(hostile_names)
    visit = opened(broker_map(network, hostile_scores(network), top=40))
    marks = visit.page.locator(".cartesianlayer .scatterlayer .point")
    seen = 0
    for i in range(marks.count()):
        around = marks.nth(i).bounding_box()
        visit.page.mouse.move(around["x"] + around["width"] / 2, around["y"] + around["height"] / 2)
        visit.page.wait_for_timeout(60)
        seen += visit.page.locator(".hoverlayer .hovertext").count() > 0
        assert visit.page.locator(".hoverlayer a").count() == 0
    assert seen >= 30
    quiet(visit)


def test_hostile_names_do_nothing_in_tables_and_titles(opened: Callable, hostile_names: tuple[str, ...]) -> None:
    network = hostile_network(hostile_names)
    for first in range(0, len(hostile_names), 26):  # another name leads, and stands in the title
        scores = hostile_scores(network)
        scores = Scores(**{**vars(scores), "rows": scores.rows.iloc[first:]})
        visit = opened(table(network, scores))
        quiet(visit)
        shown = visit.page.locator("tbody tr td:nth-child(3)").evaluate_all("c => c.map(x => x.textContent)")
        assert shown == [_escape.visible(node) for node in scores.rows.index]


def test_hostile_groups_do_nothing_where_no_map_is_drawn(opened: Callable, hostile_names: tuple[str, ...]) -> None:
    pairs = corridors(*((name, "RO", 5.0, 1.0) for name in hostile_names))
    quiet(opened(corridor_map(NETWORK, pairs)))
    groups = clusters()
    rows = pd.DataFrame({"country": hostile_names, "cluster": 0, "membership": 1.0, "stability": 1.0})
    quiet(opened(cluster_map(NETWORK, Groups(**{**vars(groups), "rows": rows}))))


def test_a_cluster_map_fills_its_countries_and_hatches_the_unsure(opened: Callable) -> None:
    visit = opened(cluster_map(NETWORK, clusters()))
    quiet(visit)
    image = pixels(visit)
    sure = _theme.blend(_theme.CLUSTERS[1], _theme.LAND, 0.3 + 0.45 * 0.9)  # Romania, stability 0.9
    assert near(image, sure).sum() > 2000
    letters = visit.page.locator(".scatterlayer text").evaluate_all("t => t.map(x => x.textContent)")
    assert {"A", "B"} <= set(letters)


def test_a_script_put_into_the_file_afterwards_is_refused(offline_page: Callable, tmp_path: Path) -> None:
    """The second wall: should a name ever get past the first, the policy of the page still stops it."""
    page = corridor_map(NETWORK, corridors(*REGION)).html()
    added = "<script>window.pwned=1</script><img src='data:,x' onerror='window.pwned=2'></body>"
    path = tmp_path / "changed.html"
    path.write_text(added.join(page.rsplit("</body>", 1)), encoding="utf-8")
    visit = loaded(offline_page(path))
    assert visit.page.evaluate("typeof window.pwned") == "undefined"
    assert any("Content Security Policy" in error for error in visit.errors)


def test_two_pictures_on_one_page_share_plotly_and_outlines(offline_page: Callable, tmp_path: Path) -> None:
    from netintel.views._page import page

    parts = [corridor_map(NETWORK, corridors(*REGION)).part(), cluster_map(NETWORK, clusters()).part()]
    text = page("Two", "".join(part.html for part in parts), parts)
    assert text.count("Plotly.newPlot(") == 2 + text.count("Plotly.newPlot(", 0, text.index("PlotlyGeoAssets={"))
    assert text.count('"type":"FeatureCollection"') == 1
    path = tmp_path / "two.html"
    path.write_text(text, encoding="utf-8")
    visit = loaded(offline_page(path, width=1280, height=1800))
    quiet(visit)
    assert visit.page.locator(".js-plotly-plot").count() == 2
    assert visit.page.locator(".choroplethlayer path").count() == 2 * len(_geography.boundaries()["features"])
