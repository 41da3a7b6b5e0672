"""What is not what its name says is refused in words that name what it is."""

from __future__ import annotations

import pickle  # noqa: TID251  only to write what must be refused
import sqlite3
from pathlib import Path

import numpy as np
import pytest

import netintel as ni


def refusal(path: Path) -> tuple[str, str]:
    graph = ni.load(path, progress=lambda _line: None)
    assert not graph.received["read"].sum()
    (issue,) = graph.issues.to_dict("records")
    assert issue["severity"] == "reject" and issue["hint"]
    return issue["code"], issue["message"]


@pytest.mark.parametrize(
    ("name", "start", "word"),
    [
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"), ("a.json", b"%PDF-1.7\n", "PDF"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "old Office"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        ("a.rds", b"X\n\x00\x00\x00\x03", "R object"), ("a.shp", b"\x00\x00\x27\x0a\x00\x00", "shapefile"),
        ("a.h5", b"\x89HDF\r\n\x1a\n\x00", "HDF5"), ("a.feather", b"ARROW1\x00\x00", "Arrow"),
        ("a.rar", b"Rar!\x1a\x07\x00", "RAR"), ("a.7z", b"7z\xbc\xaf\x27\x1c\x00", "7z"),
        ("a.csv", b"MZ\x90\x00", "program"),
        ("a.csv.bz2", b"BZh91AY&SY123", "bzip2"), ("a.gpg", b"-----BEGIN PGP MESSAGE-----\n", "encrypted"),
        ("a.sav", b"$FL2@(#) IBM\x00", "SPSS"), ("a.mdb", b"\x00\x01\x00\x00Standard Jet DB\x00", "Access"),
    ],
)  # fmt: skip
def test_binary_files_are_named(tmp_path: Path, name: str, start: bytes, word: str) -> None:
    (tmp_path / name).write_bytes(start)
    code, message = refusal(tmp_path / name)
    assert code in ("foreign_format", "archive_of_another_kind") and word in message


def test_files_that_programs_write_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(pickle.dumps({"id": 1}, protocol=4))
    assert "pickle" in refusal(tmp_path / "a.csv")[1]
    np.save(tmp_path / "a.npy", np.arange(3))
    assert "NumPy" in refusal(tmp_path / "a.npy")[1]
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("create table t (a)")
    assert "SQLite" in refusal(tmp_path / "a.db")[1]


def test_a_document_in_a_zip_is_named(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    code, message = refusal(tmp_path / "letter.docx")
    assert code == "name_and_content_differ" and "Word" in message


def test_a_text_that_begins_like_a_program_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("source,target,type\nMZ,ID3,associate\n", "utf-8")
    assert len(ni.load(tmp_path / "t.csv", progress=lambda _line: None).links) == 1


def test_xml_in_an_encoding_that_is_not_read_is_refused_with_what_to_ask_for(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="gb18030"?><graphml><graph><node id="王"/></graph></graphml>'
    (tmp_path / "a.graphml").write_bytes(text.encode("gb18030"))
    issue = ni.load(tmp_path, progress=lambda _line: None).issues.iloc[0]
    assert (issue["code"], issue["hint"]) == ("xml_not_understood", "ask for it again in UTF-8")
