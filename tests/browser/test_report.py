"""The report in a real Chromium: opens from disk, asks for nothing, says it on the first screen, and prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import netintel as ni
from netintel.report import write

pytestmark = pytest.mark.browser

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the sample case, made once."""
    graph = ni.load(LANTERN, progress=lambda _line: None)
    return write(graph, tmp_path_factory.mktemp("report") / "lantern.html")


def quiet(visit: Any) -> None:
    assert visit.requests == []
    assert visit.errors == []
    assert visit.page.evaluate("typeof window.pwned") == "undefined"
    links = visit.page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(link.startswith("#evidence-") for link in links), links
    assert visit.page.locator("iframe, object, embed, link, base, form, img").count() == 0
    buttons = visit.page.locator(".modebar-btn").evaluate_all("all => all.map(b => b.getAttribute('data-title'))")
    assert not [title for title in buttons if "share" in str(title).lower() or "cloud" in str(title).lower()]


def test_it_asks_for_nothing_and_draws_every_map(lantern: Path, offline_page: Callable[..., Any]) -> None:
    visit = offline_page(lantern, width=1280, height=900)
    quiet(visit)
    assert visit.page.locator(".js-plotly-plot").count() == 3
    for number in range(3):
        assert visit.page.locator(".js-plotly-plot").nth(number).locator(".choroplethlayer path").count() > 200


def test_the_page_holds_plotly_once_and_the_outlines_once(lantern: Path) -> None:
    text = lantern.read_text("utf-8")
    assert text.count("plotly.js v") == 1
    assert text.count('"type":"FeatureCollection"') <= 1
    assert lantern.stat().st_size < 8_000_000


def test_the_first_screen_holds_three_findings_and_the_corridor_map(
    lantern: Path, offline_page: Callable[..., Any]
) -> None:
    page = offline_page(lantern, width=1280, height=900).page
    boxes = [page.locator(".finding").nth(n).bounding_box() for n in range(3)]
    assert all(box["y"] + box["height"] < 360 for box in boxes)
    plot = page.locator("#corridors .js-plotly-plot").bounding_box()
    assert plot["y"] + plot["height"] <= 900, "the whole map"
    assert page.locator(".modebar-group").first.evaluate("e => getComputedStyle(e).opacity") == "0", (
        "no button on a legend"
    )
    assert page.locator(".masthead .handling").bounding_box()["y"] < 60
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 1280


@pytest.mark.parametrize("width", [700, 1920])
def test_other_screens_show_it_too(width: int, lantern: Path, offline_page: Callable[..., Any]) -> None:
    page = offline_page(lantern, width=width, height=900).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".finding").count() == 3


def test_in_print_what_is_folded_is_open(lantern: Path, offline_page: Callable[..., Any]) -> None:
    page = offline_page(lantern, width=1280, height=900).page
    row = page.locator("#corridors details td").first
    assert not row.is_visible()
    page.emulate_media(media="print")
    assert row.is_visible()


def test_what_is_computed_looks_unlike_what_is_recorded(lantern: Path, offline_page: Callable[..., Any]) -> None:
    page = offline_page(lantern, width=1280, height=900).page
    colour = "element => getComputedStyle(element).borderLeftColor"
    computed = {page.locator(f"#{part}").evaluate(colour) for part in ("corridors", "brokers", "clusters", "evidence")}
    recorded = {page.locator(f"#{part}").evaluate(colour) for part in ("received", "method")}
    assert len(computed) == len(recorded) == 1
    assert computed != recorded


def test_hostile_text_is_text_wherever_it_is_shown(
    hostile_names: tuple[str, ...], tmp_path: Path, offline_page: Callable[..., Any]
) -> None:
    people = [
        {"id": f"{country}{n}", "schema": "Person", "properties": {"name": [name], "nationality": [country]}}
        for n, name in enumerate(hostile_names)
        for country in ("ro", "de", "es", "it")
    ]
    size = len(hostile_names)
    pairs = [("ro", "de"), ("es", "it")]
    ends = [(f"{a}{n}", f"{b}{(n + k) % size}") for a, b in pairs for n in range(size) for k in (0, 1)]
    ends += [("ro0", f"es{n}") for n in range(size)] + [("it1", f"de{n}") for n in range(size)]
    ties = [
        {"id": f"tie {n}", "schema": "Associate", "properties": {"person": [a], "associate": [b]}}
        for n, (a, b) in enumerate(ends)
    ]
    case = tmp_path / "case"
    case.mkdir()
    (case / "people.ftm.json").write_text("".join(json.dumps(line) + "\n" for line in [*people, *ties]))
    bait = "<img src=x onerror=window.pwned=1></script><a href='http://192.0.2.7/'>"
    (case / "case.toml").write_text(
        f'title = """{bait}"""\npurpose = """{bait}{{{{ 7*7 }}}}"""\nlegal_basis = """{bait}"""\n'
        f'[exports."people.ftm.json"]\noriginator = """{bait}"""\n'
    )
    named = [name for name in hostile_names if "/" not in name and "\x00" not in name and len(name.encode()) < 200]
    for name in named:
        (case / f"{name}.txt").write_text("no format")
    graph = ni.load(case, progress=lambda _line: None)
    visit = offline_page(write(graph, tmp_path / "hostile.html"), width=1280, height=900)
    quiet(visit)
    assert bait in visit.page.locator("h1").inner_text()
    assert "{{ 7*7 }}" in visit.page.locator(".purpose").inner_text()
    assert visit.page.locator("#received tbody").first.locator("tr").count() == len(named) + 1
    for folded in visit.page.locator("summary").all():
        folded.click()
    visit.page.mouse.move(600, 600)
    quiet(visit)


def test_in_a_notebook_text_is_to_the_left_and_numbers_to_the_right(
    tmp_path: Path, offline_page: Callable[..., Any]
) -> None:
    """Against the rules of a notebook for tables, in the words of nbconvert's own style sheet."""
    (tmp_path / "p.csv").write_text("id,name\n1,Ana\n,Bo\n", "utf-8")
    shown = ni.load_report(ni.load(tmp_path / "p.csv", progress=lambda _line: None))._repr_html_()
    rules = ":not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon :is(td, th, tr) { text-align: right }"
    page = tmp_path / "cell.html"
    page.write_text(f'<style>{rules}</style><div class="jp-RenderedHTMLCommon">{shown}</div>', "utf-8")
    cells = (
        offline_page(page, width=1280, height=900)
        .page.locator("td, th")
        .evaluate_all("all => all.map(cell => [cell.classList.contains('number'), getComputedStyle(cell).textAlign])")
    )
    assert {tuple(cell) for cell in cells} == {(True, "right"), (False, "left")}
