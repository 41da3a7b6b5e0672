"""Archives and foreign binaries with a fault, and files that are code."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterator

from _fault import Fault, beside, good, partial, refused
from _table_files import persons

DAY = (2024, 1, 1, 0, 0, 0)
MARKER = "NETINTEL_MARKER"


def faults() -> Iterator[Fault]:
    """Give the archives, binaries and code of the corpus."""
    yield from _gzip()
    yield from _zip()
    yield from _binaries()
    yield from _code()


def packed(*members: tuple[str, bytes]) -> bytes:
    """Return files as a ZIP archive."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, DAY), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def _gzip() -> Iterator[Fault]:
    yield good("good_persons.csv.gz", gzip.compress(persons(), mtime=0), "table", 3)
    yield refused("cut.csv.gz", gzip.compress(persons(), mtime=0)[:-12], "a gzip stream cut off")
    yield refused(
        "bomb.csv.gz", gzip.compress(b"\x00" * 40_000_000, mtime=0), "a gzip stream that grows a thousandfold"
    )
    yield refused("twice.csv.gz.gz", gzip.compress(gzip.compress(persons(), mtime=0), mtime=0), "gzip inside gzip")


def _zip() -> Iterator[Fault]:
    one = ("persons.csv", persons())
    yield good("good.zip", packed(one), "table", 3)
    yield refused("slip.zip", packed(one, ("../../evil.csv", persons())), "a member that leads out of the archive")
    yield refused("absolute.zip", packed(one, ("/tmp/evil.csv", persons())), "a member with an absolute path")
    yield refused("backslash.zip", packed(one, ("..\\evil.csv", persons())), "a member with backslashes")
    yield refused("drive.zip", packed(one, ("C:/evil.csv", persons())), "a member on a drive")
    yield refused("case.zip", packed(one, ("PERSONS.CSV", persons())), "two members whose names differ by case alone")
    sink = io.BytesIO(packed(one))
    yield refused("link.zip", _linked(sink.getvalue()), "a member that is a symbolic link")
    yield refused("twice.zip", _doubled(one), "two members of one name")
    yield refused("bomb.zip", packed(("zero.csv", b"\x00" * 60_000_000)), "a member that grows a thousandfold")
    yield refused("lying.zip", _lying(packed(("persons.csv", persons() * 200))), "a member larger than it says")
    yield refused("nested.zip", packed(("inner.zip", packed(one))), "an archive in an archive")
    yield refused("empty.zip", packed(), "an archive without members")
    yield refused("cut.zip", packed(one)[:-30], "an archive cut off")
    yield refused("many.zip", packed(*((f"{n}.csv", b"") for n in range(10_001))), "10,001 members")
    yield refused("secret.zip", _encrypted(packed(one)), "a member with a password")


def _linked(data: bytes) -> bytes:
    sink = io.BytesIO(data)
    with zipfile.ZipFile(sink, "a") as archive:
        link = zipfile.ZipInfo("link.csv", DAY)
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return sink.getvalue()


def _doubled(one: tuple[str, bytes]) -> bytes:
    return packed(one, ("personz.csv", one[1])).replace(b"personz.csv", b"persons.csv")


def _lying(data: bytes) -> bytes:
    size = len(persons() * 200).to_bytes(4, "little")
    return data.replace(size, (100).to_bytes(4, "little"))


def _encrypted(data: bytes) -> bytes:
    flagged = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[data.index(mark) + place] |= 1
    return bytes(flagged)


def _binaries() -> Iterator[Fault]:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        member = tarfile.TarInfo("../../evil.csv")
        member.size = len(persons())
        archive.addfile(member, io.BytesIO(persons()))
    yield refused("export.tar", sink.getvalue(), "a tar archive")
    yield refused("export.tar.gz", gzip.compress(sink.getvalue(), mtime=0), "a tar archive in gzip")
    yield refused("persons.csv.bz2", bz2.compress(persons()), "bzip2")
    yield refused("persons.csv.xz", lzma.compress(persons()), "xz")
    yield refused("export.7z", b"7z\xbc\xaf\x27\x1c" + bytes(60), "a 7z archive")
    yield refused("export.rar", b"Rar!\x1a\x07\x01\x00" + bytes(60), "a rar archive")
    yield refused("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(60), "a picture named .csv")
    yield refused("paper.csv", b"%PDF-1.7\n" + b"x" * 60, "a PDF named .csv")
    yield refused("case.sqlite", b"SQLite format 3\x00" + bytes(100), "an SQLite database")
    yield refused("table.feather", b"ARROW1\x00\x00" + bytes(60), "a Feather file")
    yield refused("table.h5", b"\x89HDF\r\n\x1a\n" + bytes(60), "an HDF5 file")
    yield refused("table.rds", gzip.compress(b"X\n\x00\x00\x00\x02" + bytes(60), mtime=0), "an R file")
    yield refused("places.shp", b"\x00\x00\x27\x0a" + bytes(100), "a shapefile")
    yield refused("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old workbook cut off")
    yield refused("program.csv", b"\x7fELF\x02\x01\x01" + bytes(60), "a program named .csv")


def _code() -> Iterator[Fault]:
    touch = f"import os; os.system('touch {MARKER}')"
    pickled = b"cos\nsystem\n(S'touch " + MARKER.encode() + b"'\ntR."
    yield refused("graph.pkl", pickled, "a pickle that runs a command")
    yield refused("graph.pickle.csv", b"\x80\x04" + pickled, "a pickle named .csv")
    yield refused(
        "array.npy",
        b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }" + b" " * 20 + b"\n" + pickled,
        "an array of objects",
    )
    yield refused("loader.py", touch.encode(), "a program")
    yield refused("run.sh", f"#!/bin/sh\ntouch {MARKER}\n".encode(), "a shell script")
    yield refused(
        "notes.ipynb",
        b'{"cells":[{"cell_type":"code","source":["'
        + touch.encode()
        + b'"],"metadata":{},"outputs":[],"execution_count":null}],"metadata":{},"nbformat":4,"nbformat_minor":5}',
        "a notebook",
    )
    yield refused(
        "graph.yml", f"!!python/object/apply:os.system ['touch {MARKER}']\n".encode(), "YAML that runs a command"
    )
    tagged = f"version: 1\nentities: !!python/object/apply:os.system ['touch {MARKER}']\n".encode()
    yield beside("tagged/persons.csv.mapping.yml", tagged, "a mapping that runs a command")
    yield refused("tagged/persons.csv", persons(), "the table of a mapping that runs a command")
    grows = b"version: 1\na: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nentities: {p: {kind: Person, key: [*c]}}\n"
    yield beside("grows/persons.csv.mapping.yml", grows, "a mapping that grows without end")
    yield refused("grows/persons.csv", persons(), "the table of a mapping that grows without end")
    wrong = b"version: 1\nentities: {p: {kind: Person, key: [nothing], properties: {name: {column: name}}}}\n"
    yield beside("column/persons.csv.mapping.yml", wrong, "a mapping that names a column that is not there")
    yield refused("column/persons.csv", persons(), "the table of such a mapping")
    yield partial(
        "mapped/persons.csv", persons(["", "Nobody", "", "", ""]), "a row without id under a mapping", "table", 4, 1
    )
    mapping = b"version: 1\nentities: {p: {kind: Person, key: [id], properties: {name: {column: name}}}}\n"
    yield beside("mapped/persons.csv.mapping.yml", mapping)
