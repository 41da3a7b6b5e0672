"""The review of matches in a real Chromium: quiet, unmoved by hostile names, and driven by keys in JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables
from netintel.resolve import Matches
from netintel.views import _escape
from netintel.views._review_widget import Acts
from netintel.views.review import Review

pytestmark = pytest.mark.browser


def export(name: str, people: list[dict[str, str]]) -> Tables:
    build = Builder()
    for i, claims in enumerate(people):
        build.record(f"row {i}", str(i).encode())
        build.entity(f"{name}{i}", "Person", list(claims.items()))
    row = {"file": f"{name}.csv", "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x"}
    return build.tables({**row, "ids": "file"})


class Said:
    """Evidence that says the same of every pair, with the names themselves as the values that decided."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def parts(self, place: int) -> pd.DataFrame:
        name = self.names[place]
        rows = [
            ("prior", "one of 1,024 pairs is the same", "", "", -10.0),
            ("names", "the same name", name, name, 13.0),
        ]
        return pd.DataFrame(rows, columns=["feature", "said", "left", "right", "bits"])


def review_of(names: tuple[str, ...]) -> Review:
    """Return a review in which everything an export can say is one of these names."""
    people = [{"name": name, "alias": name, "address": name, "email": name, "plate": name} for name in names]
    tables = Tables.concat([export("a", people), export("b", people)])
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, tables)
    ids = list(graph.origins["origin"])
    left, right = ids[: len(names)], ids[len(names) :]
    rows = pd.DataFrame({"left": left, "right": right, "kind": "Person", "score": 0.9, "answer": "review"})
    return ni.views.review(
        graph, Matches(rows.assign(reason="the same name"), graph.digest, Said(names), np.arange(len(names)))
    )


def page_of(shown: dict[str, Any], path: Path) -> Path:
    """Write a page that holds the screen of JupyterLab and nothing of JupyterLab."""
    code = (
        files("netintel.views")
        .joinpath("data/review.js")
        .read_text("utf-8")
        .replace("export default", "const screen =")
    )
    rules = files("netintel.views").joinpath("data/review.css").read_text("utf-8")
    model = """
    const sent = [], heard = [];
    let shown = JSON.parse(document.getElementById("shown").textContent);
    const model = {
      get: () => shown, send: (content) => sent.push(content), on: (_, call) => heard.push(call), off: () => {},
      set: (given) => { shown = given; heard.forEach((call) => call()); },
    };
    screen.render({ model, el: document.getElementById("here") });
    window.sent = sent; window.model = model;
    """
    data = _escape.script(shown)
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><title>review</title><style>{rules}</style><body><div id="here"></div>'
        f'<script type="application/json" id="shown">{data}</script><script>{code}\n{model}</script>',
        encoding="utf-8",
    )
    return path


def quiet(visit: Any) -> None:
    assert visit.requests == []
    assert visit.errors == []
    assert visit.page.locator("a[href], iframe, object, embed, link, base, form, img, svg, video").count() == 0
    assert visit.page.evaluate("typeof window.pwned") == "undefined"


def folded(text: str) -> str:
    return " ".join(text.split())


def test_the_screen_shows_hostile_names_as_they_stand(
    offline_page: Callable[..., Any], tmp_path: Path, hostile_names: tuple[str, ...]
) -> None:
    review = review_of(hostile_names)
    acts = Acts(review)
    visit = offline_page(page_of(acts.shown(), tmp_path / "screen.html"))
    for position, name in enumerate(hostile_names):
        review.position = position
        visit.page.evaluate("shown => window.model.set(shown)", acts.shown() | {"turn": position, "told": name})
        written = visit.page.locator(".name").first.evaluate("p => p.firstChild.textContent")
        assert folded(written) == folded(_escape.visible(name))
    quiet(visit)


def test_the_page_shows_hostile_names_and_does_nothing(
    offline_page: Callable[..., Any], tmp_path: Path, hostile_names: tuple[str, ...]
) -> None:
    for start in range(0, len(hostile_names), 50):
        names = hostile_names[start : start + 50]
        path = tmp_path / f"pairs{start}.html"
        path.write_text(review_of(names).html(), encoding="utf-8")
        visit = offline_page(path)
        quiet(visit)
        assert visit.page.locator("script").count() == 0
        read = "all => all.filter((_, i) => i % 2 == 0).map(p => p.firstChild.textContent)"
        written = visit.page.locator(".name").evaluate_all(read)
        assert list(map(folded, written)) == [folded(_escape.visible(n)) for n in names]


@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_is_cut_off_at_any_width(offline_page: Callable[..., Any], tmp_path: Path, width: int) -> None:
    review = review_of(("Георги Димитров", "x" * 5000, "Nguyễn Thị Minh Khai " * 4))
    visit = offline_page(page_of(Acts(review).shown(), tmp_path / "screen.html"), width=width)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_nobody_judges_without_a_name_and_a_reason(offline_page: Callable[..., Any], tmp_path: Path) -> None:
    page = offline_page(page_of(Acts(review_of(("Ana", "Bo"))).shown(), tmp_path / "screen.html")).page
    sent = "window.sent.filter(content => content.act != 'effect')"
    page.locator(".netintel-review").focus()
    page.keyboard.press("s")
    assert page.evaluate(sent) == []
    assert "who judges" in page.locator(".told").inner_text()
    page.locator("input.by").fill("Ana Lyst")
    page.locator("input.by").press("Enter")
    page.keyboard.press("s")
    assert [content["act"] for content in page.evaluate(sent)] == ["same"]
    page.locator("input.reason").fill("")
    assert page.locator("button.same").is_disabled()
    page.locator("input.reason").press("n")  # a letter in a text is a letter
    assert len(page.evaluate(sent)) == 1


def test_unseen_pairs_are_accepted_only_after_their_number_was_told(
    offline_page: Callable[..., Any], tmp_path: Path
) -> None:
    shown = Acts(review_of(("Ana", "Bo"))).shown() | {"by": "Ana Lyst"}
    page = offline_page(page_of(shown, tmp_path / "screen.html")).page
    page.locator("summary").click()
    assert page.locator("input.score").input_value() == ""
    page.locator("input.score").fill("0.99")
    assert page.locator("button.accept").is_disabled()
    page.evaluate("shown => window.model.set(shown)", shown | {"asked": "0.99"})
    assert page.locator("button.accept").is_enabled()
    page.locator("input.score").fill("0.5")
    assert page.locator("button.accept").is_disabled()
