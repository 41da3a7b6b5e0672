"""When other records make another corridor win, everything that says which one wins says the other."""

from __future__ import annotations

import re
from pathlib import Path

import netintel as ni

CELLS = {country: [f"{country}{n}" for n in range(8)] for country in ("RO", "DE", "ES", "IT")}


def case(place: Path, strongest: tuple[str, str], other: tuple[str, str]) -> Path:
    """Four cells of eight; 14 ties join the cells of one pair of countries, 6 those of another."""
    place.mkdir()
    people = [f"{person},Person {person},{country}\n" for country, cell in CELLS.items() for person in cell]
    ties = [(a, b) for cell in CELLS.values() for i, a in enumerate(cell) for b in cell[i + 1 :]]
    for (left, right), count in ((strongest, 14), (other, 6)):
        ties += [(CELLS[left][n % 8], CELLS[right][(n + n // 8) % 8]) for n in range(count)]
    ties += [("RO0", "IT7"), ("DE0", "ES7")]
    (place / "people.csv").write_text("id,name,nationality\n" + "".join(people), "utf-8")
    (place / "ties.csv").write_text("source,target,type\n" + "".join(f"{a},{b},Associate\n" for a, b in ties), "utf-8")
    return place


def said(folder: Path, page: Path) -> dict[str, str]:
    """Return title, alt text, figure and finding of the corridors of a folder of exports."""
    graph = ni.load(folder, progress=lambda _line: None)
    corridors = ni.analysis.corridors(graph, rewires=100)
    picture = ni.views.corridor_map(graph, corridors)
    text = ni.report.write(graph, page, corridors).read_text("utf-8")
    headline = re.search(r'class="headline">([^<]+)<', text)
    label = re.search(r'role="img" aria-label="([^"]+)"', text)
    assert headline is not None
    assert label is not None
    return {
        "title": picture.title,
        "alt": picture.alt(),
        "figure": picture.figure().layout.title.text,
        "finding": headline[1],
        "label on the page": label[1],
    }


def test_title_alt_text_and_finding_follow_the_data(tmp_path: Path) -> None:
    before = said(case(tmp_path / "before", ("DE", "RO"), ("ES", "IT")), tmp_path / "before.html")
    after = said(case(tmp_path / "after", ("ES", "IT"), ("DE", "RO")), tmp_path / "after.html")
    for what, text in before.items():
        winner = text.split(" is the strongest corridor")[0]
        assert "Germany – Romania" in winner or "Romania – Germany" in winner, what
        assert "14 ties" in text, what
    for what, text in after.items():
        winner = text.split(" is the strongest corridor")[0]
        assert "Spain – Italy" in winner or "Italy – Spain" in winner, what
        assert "14 ties" in text, what
