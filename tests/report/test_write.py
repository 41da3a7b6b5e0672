"""One page about one case."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import netintel as ni
from netintel.analysis.corridors import corridors
from netintel.errors import StaleResultError
from netintel.report import write

Ring = Callable[..., Path]


def load(folder: Path) -> ni.EntityGraph:
    return ni.load(folder, progress=lambda _line: None)


def words(page: Path) -> str:
    """The text of a page, without its scripts, styles and tags."""
    html = re.sub(r"<(script|style)>.*?</\1>", "", page.read_text("utf-8"), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_first_screen_says_what_was_found_and_on_what_it_stands(ring: Ring, tmp_path: Path) -> None:
    graph = load(ring())
    told = words(write(graph, tmp_path / "page.html"))
    assert "Find who joins the cells." in told
    assert "Agreement 1 (sample)" in told
    assert graph.digest[:16] in told
    assert f"netintel {ni.__version__}" in told
    assert re.search(r"(Germany – Romania|Spain – Italy|France – Netherlands|Italy – Spain).{0,80}ties", told)
    assert re.search(r"Person a0 \(Romania\) joins jurisdictions most: rank 1, 90% interval \d+–\d+", told)
    assert re.search(r"act together: stability [01]\.\d\d", told)
    assert "a lead, not a decision" in told


def test_every_file_adds_up_and_issues_are_told(ring: Ring, tmp_path: Path) -> None:
    folder = ring()
    with (folder / "people.ftm.json").open("a") as file:
        file.write('{"id": "broken", "schema": \n')
    graph = load(folder)
    told = words(write(graph, tmp_path / "page.html", corridors(graph, rewires=50)))
    row = graph.received.iloc[0]
    assert row["quarantined"] == 1
    counts = f"{row['read']} {row['accepted']} {row['quarantined']} {row['duplicates']}"
    assert counts in told
    assert row["sha256"][:12] in told
    assert "It adds up for the one file." in told
    issue = graph.issues[graph.issues["severity"] == "quarantine"].iloc[0]
    assert re.sub(r"\s+", " ", issue["message"])[:40] in told
    assert issue["locator"] in told


def test_a_finding_leads_to_its_records(ring: Ring, tmp_path: Path) -> None:
    graph = load(ring())
    page = write(graph, tmp_path / "page.html")
    behind = page.read_text("utf-8").split('id="evidence-1"')[1].split("</article>")[0]
    pair = re.search(r"people\.ftm\.json</td><td[^>]*>([^<]+)</td><td>Associate (l[0-9a-f]{16})</td>", behind)
    assert pair is not None
    evidence = graph.evidence(pair[2])
    assert pair[1] in set(evidence["locator"])
    assert evidence["sha256"].iloc[0][:12] in behind


def test_each_result_says_how_it_was_made(ring: Ring, tmp_path: Path) -> None:
    graph = load(ring())
    result = corridors(graph, rewires=60, seed=4)
    told = words(write(graph, tmp_path / "page.html", result))
    assert "rewires = 60" in told
    assert "seed 4" in told
    assert result.citation in told
    for caveat in result.caveats:
        assert caveat[:40] in told
    for line in result.projection:
        assert line[:40].replace("  ", " ") in told
    assert "joins jurisdictions most" not in told  # what was not given is not made up


def test_a_result_of_another_graph_is_refused(ring: Ring, tmp_path: Path) -> None:
    other = load(ring("other", {"id": "z", "schema": "Person", "properties": {"name": ["Another"]}}))
    with pytest.raises(StaleResultError):
        write(load(ring()), tmp_path / "page.html", corridors(other, rewires=50))
    assert not (tmp_path / "page.html").exists()


def test_the_same_graph_gives_the_same_bytes(ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    folder = ring()
    one, two = write(load(folder), tmp_path / "one.html"), write(load(folder), tmp_path / "two.html")
    assert one.read_bytes() == two.read_bytes()
    assert "2025-11-24 16:00 UTC" in words(one)


def test_hash_seed_zone_and_locale_change_no_byte(ring: Ring, tmp_path: Path) -> None:
    folder = ring()
    pages = []
    for seed, zone, locale in (("0", "UTC", "C.UTF-8"), ("77", "Asia/Tokyo", "C")):
        out = tmp_path / seed
        here = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "SOURCE_DATE_EPOCH": "1764000000"}
        command = [sys.executable, "-m", "netintel", "report", folder, "-o", out]
        subprocess.run(command, env=os.environ | here, check=True, capture_output=True)
        pages.append((out / "index.html").read_bytes())
    assert pages[0] == pages[1]


def test_the_page_is_for_its_owner_alone_and_leaves_nothing_beside_it(ring: Ring, tmp_path: Path) -> None:
    graph = load(ring())
    page = write(graph, tmp_path / "out" / "page.html", corridors(graph, rewires=50))
    assert page.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in page.parent.iterdir()] == ["page.html"]


def test_the_strictest_handling_of_anything_in_it_is_the_handling_of_the_page(ring: Ring, tmp_path: Path) -> None:
    folder = ring()
    with (folder / "case.toml").open("a") as file:
        file.write('[exports."people.ftm.json"]\nhandling = "TLP:RED EUROPOL:H1"\n')
    graph = load(folder)
    page = write(graph, tmp_path / "page.html", corridors(graph, rewires=50)).read_text("utf-8")
    assert '<p class="handling" title="the strictest handling of anything on this page">EUROPOL:H1 TLP:RED</p>' in page


def test_without_jurisdictions_no_map_is_invented(tmp_path: Path) -> None:
    lines = [f'{{"id": "{n}", "schema": "Person", "properties": {{"name": ["Person {n}"]}}}}' for n in "abcde"]
    lines += [
        f'{{"id": "{x}{y}", "schema": "Associate", "properties": {{"person": ["{x}"], "associate": ["{y}"]}}}}'
        for x, y in ("ab", "bc", "cd", "de")
    ]
    (tmp_path / "path.ftm.json").write_text("\n".join(lines))
    page = write(load(tmp_path / "path.ftm.json"), tmp_path / "page.html")
    told = words(page)
    assert "no jurisdiction is known in this case" in told
    assert re.search(r"It adds up for the one file\. 9 records carry no marking of their own", told)
    assert re.search(r"Person c \(country unknown\) joins most people: rank 1", told)
    assert 'id="corridors"' not in page.read_text("utf-8")
    assert 'id="clusters"' not in page.read_text("utf-8")


@pytest.mark.parametrize("across", [5, 0])
def test_no_cluster_above_chance_is_told_apart_from_no_tie_across_a_border(across: int, tmp_path: Path) -> None:
    people = [(f"{letter}{n}", code) for letter, code in (("a", "ro"), ("b", "de")) for n in range(5)]
    ties = [(f"a{n}", f"b{n}") for n in range(across)] + [("a0", "a1"), ("a1", "a2")]
    lines = [
        f'{{"id": "{i}", "schema": "Person", "properties": {{"name": ["Person {i}"], "nationality": ["{code}"]}}}}'
        for i, code in people
    ]
    lines += [
        f'{{"id": "{x}{y}", "schema": "Associate", "properties": {{"person": ["{x}"], "associate": ["{y}"]}}}}'
        for x, y in ties
    ]
    (tmp_path / "small.ftm.json").write_text("\n".join(lines))
    told = words(write(load(tmp_path / "small.ftm.json"), tmp_path / "page.html"))
    assert ("No cluster: no two jurisdictions are tied more than chance gives." in told) == bool(across)
    assert ("No cluster: no recorded tie surely crosses a border." in told) == (not across)
    assert ("5 ties rest on 5 mentions in records." in told) == bool(across)
    assert ("no tie is recorded that surely crosses a border." in told) == (not across)
    assert "no tie is recorded." not in told and "acting together" not in told


def test_a_victim_is_named_in_no_byte(ring: Ring, tmp_path: Path) -> None:
    victim = {"id": "v", "schema": "Person", "properties": {"name": ["Zsuzsanna Quillfeather"], "nationality": ["it"]}}
    victim["properties"]["category"] = ["victim"]  # type: ignore[index]
    ties = [
        {"id": f"v{n}", "schema": "Associate", "properties": {"person": ["v"], "associate": [end]}}
        for n, end in enumerate(("a0", "b1", "c2", "d3", "e4"))
    ]
    graph = load(ring("ring", victim, *ties))
    assert "victim" in set(graph.entities["category"].dropna())
    page = write(graph, tmp_path / "page.html")
    assert "Quillfeather" not in page.read_text("utf-8")
    assert "Zsuzsanna" not in page.read_text("utf-8")
    assert "fewer than 5 victims, witnesses, minors or informants: under pseudonyms, never ranked" in words(page)


def test_a_kill_while_writing_leaves_the_old_page(ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    page.write_text("old")
    graph = load(ring())

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(graph, page, corridors(graph, rewires=50))
    assert page.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html", "ring"]
