"""A folder of tables that speak of one another: ids named in one file are those described in another."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import netintel as ni
from netintel.errors import CaseFolderError

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"


def load(folder: Path) -> ni.EntityGraph:
    return ni.load(folder, progress=lambda _line: None)


def test_ids_that_links_name_are_the_persons_of_another_file(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("id,name,nationality\nA,Ana,RO\nB,Boris,MD\n", "utf-8")
    (tmp_path / "links.csv").write_text("source,target,type\nA,B,Associate\n", "utf-8")
    graph = load(tmp_path)
    assert sorted(graph.entities["name"]) == ["Ana", "Boris"]
    link = graph.links.iloc[0]
    assert graph.entities.loc[[link["source"], link["target"]], "countries"].tolist() == [("RO",), ("MD",)]
    assert "dangling_reference" not in set(graph.issues["code"])


def test_an_id_that_two_files_describe_stays_a_stub(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("id,name\nA,Ana\nB,Boris\n", "utf-8")
    (tmp_path / "two.csv").write_text("id,name\nA,Another\n", "utf-8")
    (tmp_path / "links.csv").write_text("source,target,type\nA,B,Associate\n", "utf-8")
    graph = load(tmp_path)
    names = graph.entities["name"]
    assert len(graph.entities) == 4
    assert names[graph.links["target"].item()] == "Boris"
    assert graph.entities.loc[graph.links["source"].item(), "kind"] == "Unknown"


def test_an_id_that_no_file_describes_is_a_stub_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("id,name\nA,Ana\n", "utf-8")
    (tmp_path / "links.csv").write_text("source,target,type\nA,Z,Call\n", "utf-8")
    graph = load(tmp_path)
    assert graph.entities["kind"].value_counts().to_dict() == {"Person": 1, "Unknown": 1}
    assert graph.issues["code"].tolist() == ["dangling_reference"]


def test_a_prefix_lets_two_mapped_files_speak_of_the_same_ids(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("nr,name\n1,Ana\n2,Boris\n", "utf-8")
    (tmp_path / "persons.csv.mapping.yml").write_text(
        "version: 1\nentities:\n  p: {kind: Person, key: [nr], prefix: 'bg-', properties: {name: {column: name}}}\n",
        "utf-8",
    )
    (tmp_path / "ties.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "ties.csv.mapping.yml").write_text(
        """
version: 1
entities:
  a: {kind: Person, key: [a], prefix: 'bg-'}
  b: {kind: Person, key: [b], prefix: 'bg-'}
links:
  - {kind: Associate, source: a, target: b, directed: false}
""",
        "utf-8",
    )
    graph = load(tmp_path)
    assert sorted(graph.entities["name"]) == ["Ana", "Boris"]
    assert len(graph.links) == 1


def test_defaults_of_the_case_hold_where_the_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(
        '[exports."p.csv"]\noriginator = "Office"\nhandling = "TLP:GREEN"\nevaluation = "B2"\n', "utf-8"
    )
    (tmp_path / "p.csv").write_text("id,name,handling\n1,Ana,\n2,Boris,TLP:RED\n", "utf-8")
    records = load(tmp_path).records
    assert records["handling"].tolist() == ["TLP:GREEN", "TLP:RED"]
    assert set(records["originator"]) == {"Office"}
    assert set(records["evaluation"]) == {"B2"}


def test_the_digest_does_not_depend_on_file_names(tmp_path: Path) -> None:
    for folder, name in (("one", "a.csv"), ("two", "z.csv")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text("id,name\nA,Ana\n", "utf-8")
        (tmp_path / folder / "links.csv").write_text("source,target,type\nA,B,Call\n", "utf-8")
    assert load(tmp_path / "one").digest == load(tmp_path / "two").digest


def test_the_sample_case_adds_up_as_its_maker_counted() -> None:
    expected = json.loads((LANTERN.parent / "lantern.truth.json").read_text("utf-8"))["expected"]
    received = load(LANTERN).received.set_index("file")
    read = received[received["format"].isin(["table", "ftm", "interpol", "edgelist", "matrix"])]
    assert len(read) >= 8
    for file, row in read.iterrows():
        counts = {name: int(row[name]) for name in ("read", "accepted", "quarantined", "duplicates")}
        assert counts == expected[file], file


def test_a_file_that_may_not_be_read_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "closed.csv").write_text("id,name\nA,Ana\n", "utf-8")
    (tmp_path / "open.csv").write_text("id,name\nB,Boris\n", "utf-8")
    (tmp_path / "closed.csv").chmod(0)
    if os.access(tmp_path / "closed.csv", os.R_OK):
        pytest.skip("whoever runs this may read every file")
    graph = load(tmp_path)
    assert graph.entities["name"].tolist() == ["Boris"]
    issue = graph.issues.iloc[0]
    assert (issue["file"], issue["code"], issue["severity"]) == ("closed.csv", "unreadable", "reject")
    assert str(tmp_path) not in issue["message"]


@pytest.mark.parametrize("target", ["elsewhere/people.csv", "elsewhere", "nowhere"])
def test_a_symbolic_link_is_named_and_not_followed(tmp_path: Path, target: str) -> None:
    for folder in ("elsewhere", "case"):
        (tmp_path / folder).mkdir()
    (tmp_path / "elsewhere" / "people.csv").write_text("id,name\nA,Ana\n", "utf-8")
    (tmp_path / "case" / "link.csv").symlink_to(tmp_path / target)
    graph = load(tmp_path / "case")
    assert len(graph.entities) == 0
    assert graph.received["file"].tolist() == ["link.csv"]
    assert graph.issues["code"].tolist() == ["symbolic_link"]


def test_the_line_of_a_second_copy_says_so(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("id,name\nA,Ana\n", "utf-8")
    lines: list[str] = []
    ni.load(tmp_path, progress=lines.append)
    assert "received before" not in lines[0]
    assert lines[1].startswith("two.csv: table: read 1 = 0 accepted + 0 quarantined + 1 duplicates")
    assert lines[1].endswith("the same file, byte for byte, was received before")


def test_a_folder_without_exports_is_told(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('title = "Nothing yet"\n', "utf-8")
    lines: list[str] = []
    ni.load(tmp_path, progress=lines.append)
    assert len(lines) == 1
    assert "no export in it" in lines[0]


def test_a_wrong_mapping_costs_its_file_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\nA,Ana\n", "utf-8")
    (tmp_path / "b.csv").write_text("nr\n1\n", "utf-8")
    (tmp_path / "b.csv.mapping.yml").write_text("version: 1\nentites: {}\n", "utf-8")
    graph = load(tmp_path)
    assert list(graph.entities["name"]) == ["Ana"]
    issue = graph.issues.iloc[0]
    assert (issue["file"], issue["code"], issue["severity"]) == ("b.csv", "mapping_error", "reject")
    assert "entites: unknown key" in issue["message"]


def test_a_file_that_cannot_be_unpacked_is_known_by_its_hash_all_the_same(tmp_path: Path) -> None:
    import hashlib

    (tmp_path / "cut.csv.gz").write_bytes(b"\x1f\x8b\x08\x00cut")
    row = load(tmp_path).received.iloc[0]
    assert row["read"] == 0 and row["sha256"] == hashlib.sha256((tmp_path / "cut.csv.gz").read_bytes()).hexdigest()


def test_names_that_are_no_text_or_are_commands_cost_nothing(tmp_path: Path) -> None:
    """A name in another encoding stands with codes, and a terminal is sent no command."""
    (tmp_path / b"\xc8\xe2\xe0\xed.csv".decode("utf-8", "surrogateescape")).write_text("id,name\n1,Ana\n", "utf-8")
    (tmp_path / "a\x1b[2J\u202e.csv").write_text("id,name\n2,Bo\n", "utf-8")
    lines: list[str] = []
    graph = ni.load(tmp_path, progress=lines.append)
    assert len(graph.entities) == 2 and all(line.isprintable() for line in lines)
    assert r"\xc8\xe2\xe0\xed.csv" in graph.received["file"].tolist()
    ni.save(graph, tmp_path / "case.netintel")
    assert len(ni.open_case(tmp_path / "case.netintel").entities) == 2


def test_what_is_no_file_is_named_and_not_opened(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\nA,Ana\n", "utf-8")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "self.csv").symlink_to("self.csv")
    graph = load(tmp_path)
    assert graph.received["file"].tolist() == ["a.csv", "pipe.csv", "self.csv"]
    assert graph.issues["code"].tolist() == ["no_plain_file", "symbolic_link"]


@pytest.mark.parametrize("what", ["pipe", "link", "endless"])
def test_a_mapping_that_is_no_file_is_not_opened_and_costs_its_file(tmp_path: Path, what: str) -> None:
    (tmp_path / "a.csv").write_text("id,name\nA,Ana\n", "utf-8")
    (tmp_path / "b.csv").write_text("id,name\nB,Boris\n", "utf-8")
    mapping = tmp_path / "a.csv.mapping.yml"
    if what == "pipe":
        os.mkfifo(mapping)
    else:
        mapping.symlink_to("/dev/zero" if what == "endless" else tmp_path / "b.csv")
    graph = load(tmp_path)
    assert graph.entities["name"].tolist() == ["Boris"]
    assert graph.issues["code"].tolist() == ["mapping_error"]
    assert not any(name.endswith(".mapping.yml") for name in graph.files)


def test_a_case_file_that_is_no_file_is_refused_in_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "case.toml")
    with pytest.raises(CaseFolderError, match="no file"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["title = " + "[" * 5000, "review_months = " + "9" * 5000])
def test_a_case_file_made_to_break_its_reader_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "case.toml").write_text(text, "utf-8")
    with pytest.raises(CaseFolderError, match="no valid TOML"):
        load(tmp_path)


def test_a_name_so_long_that_no_mapping_can_stand_beside_it_is_read(tmp_path: Path) -> None:
    (tmp_path / ("x" * 251 + ".csv")).write_text("id,name\nA,Ana\n", "utf-8")
    assert load(tmp_path).received["accepted"].tolist() == [1]


def test_what_is_stated_of_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "wanted.csv").write_text("id,name\n1,Ana\n", "utf-8")
    (tmp_path / "wantde.csv.mapping.yml").write_text("version: 1\n", "utf-8")
    (tmp_path / "case.toml").write_text('[exports."wantde.csv"]\nhandling = "TLP:RED"\n', "utf-8")
    told: list[str] = []
    ni.load(tmp_path, progress=told.append)
    assert [line.partition(":")[0] for line in told] == ["wanted.csv", "case.toml", "wantde.csv.mapping.yml"]
