"""Archives: each member is an export of its own; a hostile archive is refused whole, a damaged member costs itself."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import netintel as ni

PERSONS = "id,name\n1,Ana\n2,Bo\n"
LINKS = "source,target,type\n1,2,associate\n"


def archive(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return path


def load(path: Path, **given: object) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None, **given)  # type: ignore[arg-type]


def code_of(path: Path) -> str:
    graph = load(path)
    assert graph.received["file"].tolist() == [path.name] and not graph.received["read"].sum()
    return str(graph.issues["code"].iloc[0])


def test_members_are_exports_with_their_own_hash_and_that_of_the_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("in/p.csv", PERSONS.encode()), ("links.csv", LINKS.encode()), ("in/", b""))
    graph = load(tmp_path)
    assert graph.received["file"].tolist() == ["a.zip/in/p.csv", "a.zip/links.csv"]
    assert graph.received["sha256"][0] == hashlib.sha256(PERSONS.encode()).hexdigest()
    assert set(graph.received["archive"]) == {hashlib.sha256(path.read_bytes()).hexdigest()}
    assert len(graph.entities) == 2 and len(graph.links) == 1
    assert graph.digest == load_folder(tmp_path / "plain", {"p.csv": PERSONS, "links.csv": LINKS}).digest


def load_folder(folder: Path, files: dict[str, str]) -> ni.EntityGraph:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return load(folder)


def test_a_case_keeps_the_archive_and_opens_again(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("p.csv", PERSONS.encode()), ("q.csv", b"id,name\n9,Cy\n"))
    graph = load(path)
    ni.save(graph, tmp_path / "case.netintel")
    kept = [file.name for file in (tmp_path / "case.netintel" / "originals").iterdir()]
    assert kept == [hashlib.sha256(path.read_bytes()).hexdigest()]
    assert ni.open_case(tmp_path / "case.netintel").digest == graph.digest


def test_a_case_saved_before_archives_were_kept_opens(tmp_path: Path) -> None:
    """The table of files received had one column fewer."""
    graph = load_folder(tmp_path / "plain", {"p.csv": PERSONS})
    case = tmp_path / "case.netintel"
    ni.save(graph, case)
    head = json.loads((case / "HEAD").read_bytes())
    place = case / "snapshots" / head["snapshot"]
    pq.write_table(pq.read_table(place / "received.parquet").drop_columns("archive"), place / "received.parquet")
    manifest = json.loads((place / "manifest.json").read_bytes())
    manifest["files"]["received.parquet"] = hashlib.sha256((place / "received.parquet").read_bytes()).hexdigest()
    (place / "manifest.json").write_text(json.dumps(manifest))
    head["manifest"] = hashlib.sha256((place / "manifest.json").read_bytes()).hexdigest()
    (case / "HEAD").write_text(json.dumps(head))
    again = ni.open_case(case)
    assert again.digest == graph.digest and again.received["archive"].isna().all()


def test_a_mapping_inside_is_of_its_neighbour_and_gz_inside_is_unpacked(tmp_path: Path) -> None:
    import gzip

    mapping = "version: 1\nentities:\n  p: {kind: Person, key: [nr], properties: {name: {column: wer}}}\n"
    archive(tmp_path / "a.zip", ("t.csv", b"nr,wer\n1,Ana\n"), ("t.csv.mapping.yml", mapping.encode()),
            ("p.csv.gz", gzip.compress(PERSONS.encode())), (".hidden.csv", b"x"), ("__MACOSX/t.csv", b"x"))  # fmt: skip
    graph = load(tmp_path / "a.zip")
    assert graph.received["file"].tolist() == ["a.zip/p.csv.gz", "a.zip/t.csv"]
    assert sorted(graph.entities["name"]) == ["Ana", "Ana", "Bo"]


def test_the_case_states_defaults_for_the_archive_or_a_member(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", ("p.csv", PERSONS.encode()), ("q.csv", b"id,name\n9,Cy\n"))
    (tmp_path / "case.toml").write_text(
        'title = "t"\n[exports."a.zip"]\noriginator = "PJ Lisbon"\n[exports."a.zip/q.csv"]\noriginator = "BKA"\n',
        "utf-8",
    )
    assert load(tmp_path).received["originator"].tolist() == ["PJ Lisbon", "BKA"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("/p.csv", "archive_path"), ("../p.csv", "archive_path"), ("a/../../p.csv", "archive_path"),
        ("a\\p.csv", "archive_path"), ("C:p.csv", "archive_path"), ("a//p.csv", "archive_path"),
        ("p\x01.csv", "archive_path"), ("inner.zip", "nested_archive"),
    ],
)  # fmt: skip
def test_a_name_that_leads_out_refuses_the_archive(tmp_path: Path, name: str, code: str) -> None:
    assert code_of(archive(tmp_path / "a.zip", ("good.csv", PERSONS.encode()), (name, b"id,name\n1,A\n"))) == code


@pytest.mark.parametrize(("one", "two"), [("p.csv", "P.CSV"), ("p.csv", "p.csv"), ("stra\u00dfe.csv", "STRASSE.csv")])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_are_the_same_refuse_the_archive(tmp_path: Path, one: str, two: str) -> None:
    assert code_of(archive(tmp_path / "a.zip", (one, b"id\n1\n"), (two, b"id\n2\n"))) == "archive_same_names"


def test_a_link_refuses_the_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("p.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert code_of(archive(tmp_path / "a.zip", (link, b"/etc/passwd"))) == "archive_link"


def test_a_bomb_and_too_many_members_refuse_the_archive(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.zip", ("p.csv", b"0" * 20_000_000))
    assert code_of(bomb) == "archive_ratio"
    assert "limits={'ratio': …}" in load(bomb).issues["hint"].iloc[0]
    many = archive(tmp_path / "many.zip", *((f"{n}.csv", b"") for n in range(10_001)))
    assert code_of(many) == "too_many_members"
    assert "10,001" in load(many).issues["message"].iloc[0] and "10,000" in load(many).issues["message"].iloc[0]


def changed(path: Path, at: int, new: bytes) -> Path:
    data = bytearray(path.read_bytes())
    data[at : at + len(new)] = new
    path.write_bytes(data)
    return path


def central(path: Path, number: int = 0) -> int:
    data = path.read_bytes()
    at = -1
    for _ in range(number + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    return at


def test_a_lying_size_refuses_the_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("p.csv", PERSONS.encode() * 50))
    assert code_of(changed(path, central(path) + 24, struct.pack("<L", 10))) == "archive_lying_size"


def test_overlapping_members_refuse_the_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("p.csv", b"id\n1\n"), ("q.csv", b"id\n1\n"))
    shared = changed(path, central(path, 1) + 42, struct.pack("<L", 0))
    assert code_of(changed(shared, central(path, 1) + 46, b"p.csv")) in ("archive_overlap", "archive_same_names")
    two = archive(tmp_path / "b.zip", ("p.csv", b"id\n1\n"), ("q.csv", b"id\n1\n"))
    assert code_of(changed(two, central(two, 1) + 42, struct.pack("<L", 0))) == "archive_two_stories"


def test_a_password_refuses_the_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("p.csv", PERSONS.encode()))
    assert code_of(changed(path, central(path) + 8, b"\x01\x00")) == "archive_encrypted"


def test_a_damaged_member_costs_itself(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("good.csv", PERSONS.encode()), ("z.csv", b"id,name\n7,Zed\n"), method=0)
    data = path.read_bytes()
    graph = load(changed(path, data.index(b"Zed"), b"Zod"))
    assert graph.received["file"].tolist() == ["a.zip/good.csv", "a.zip/z.csv"]
    assert graph.issues[["file", "code"]].to_numpy().tolist() == [["a.zip/z.csv", "broken_member"]]
    assert len(graph.entities) == 2


def test_cut_empty_and_foreign_archives_are_named(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("p.csv", PERSONS.encode()))
    (tmp_path / "cut.zip").write_bytes(path.read_bytes()[:-10])
    assert code_of(tmp_path / "cut.zip") == "broken_archive"
    assert code_of(archive(tmp_path / "none.zip")) == "empty_archive"
    (tmp_path / "x.tar").write_bytes(b"p.csv".ljust(257, b"\x00") + b"ustar\x0000" + b"\x00" * 300)
    assert code_of(tmp_path / "x.tar") == "archive_of_another_kind"
    (tmp_path / "x.zip").write_bytes(b"id,name\n1,A\n")
    assert code_of(tmp_path / "x.zip") == "name_and_content_differ"


def test_bytes_of_archives_changed_at_random_never_fail(tmp_path: Path) -> None:
    import random

    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("p.csv", PERSONS)
        packed.writestr("q.csv", LINKS)
    rng, whole = random.Random(3), sink.getvalue()
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        (tmp_path / "a.zip").write_bytes(data)
        assert "loader_failed" not in set(load(tmp_path / "a.zip").issues["code"])
