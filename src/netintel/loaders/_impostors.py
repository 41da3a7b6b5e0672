"""Refuses a file whose content is not what a loader could read, in words that name what it is."""

from __future__ import annotations

from typing import Final

from netintel.errors import FileRejectedError
from netintel.loaders import _encodings
from netintel.loaders._source import Head

_MAGIC: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"II*\x00", "a TIFF picture"),
    (0, b"MM\x00*", "a TIFF picture"),
    (8, b"WEBP", "a WebP picture"),
    (4, b"ftyp", "a film or sound recording"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of old Office (XLS, DOC, MSG) or one with a password"),
    (0, b"SQLite format 3\x00", "a SQLite database"),
    (4, b"Standard Jet DB", "an Access database"),
    (4, b"Standard ACE DB", "an Access database"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (0, b"CDF\x01", "a NetCDF file"),
    (0, b"ARROW1", "a Feather or Arrow file"),
    (0, b"FEA1", "a Feather file"),
    (0, b"Obj\x01", "an Avro file"),
    (0, b"ORC", "an ORC file"),
    (0, b"RDX", "an R workspace"),
    (0, b"RDA", "an R workspace"),
    (0, b"X\n\x00\x00\x00", "an R object (RDS)"),
    (0, b"A\n2\n", "an R object (RDS)"),
    (0, b"\x00\x00\x27\x0a", "a shapefile"),
    (0, b"$FL2", "an SPSS file"),
    (0, b"$FL3", "an SPSS file"),
    (0, b"<stata_dta>", "a Stata file"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (4, b"1AY&SY", "a bzip2 file"),
    (0, b"\xfd7zXZ\x00", "an xz file"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (0, b"\x1f\x8b", "a gzip file inside a gzip file"),
    (0, b"MSCF", "a cabinet archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"MZ", "a Windows program"),
    (0, b"\x7fELF", "a program"),
    (0, b"#!", "a script"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"\x00asm", "a WebAssembly program"),
    (0, b"OggS", "a sound recording"),
    (0, b"ID3", "a sound recording"),
    (0, b"-----BEGIN PGP MESSAGE", "an encrypted message (PGP)"),
    (0, b"-----BEGIN PKCS7", "an encrypted message (PKCS#7)"),
    (0, b"Salted__", "an encrypted file"),
)
_ARCHIVES: Final = ("archive", "bzip2", "xz", "Zstandard", "gzip")
_IN_ZIP: Final = (
    (b"word/", "a Word document"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"xl/", "an Excel workbook"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"META-INF/MANIFEST.MF", "a Java program"),
    (b"application/epub", "an e-book"),
    (b"doc.kml", "a KMZ map"),
)
_PICKLES: Final = tuple(bytes([0x80, version]) for version in (2, 3, 4, 5))


def refuse(head: Head, size: int) -> None:
    """Refuse an empty file, a pointer, a web page, an archive of another kind, and binary content.

    Raises
    ------
    FileRejectedError
        The content is of no format that is read here, or is not what the name says.
    """
    start = head.start.lstrip(b"\xef\xbb\xbf \r\n\t")
    suffix = head.name.rsplit(".", 1)[-1]
    if size == 0 or not start:
        raise FileRejectedError("empty_file", "the file holds nothing", "ask for it again")
    if start.startswith(b"version https://git-lfs"):
        raise FileRejectedError(
            "lfs_pointer",
            "a Git-LFS pointer, not the data: it only names a file that was not fetched",
            "ask the sender for the file itself (`git lfs pull`)",
        )
    if start[:200].lower().startswith((b"<!doctype html", b"<html", b"<head")):
        raise FileRejectedError(
            "html_page",
            f"named .{suffix}, but the content is a web page (often a log-in or error page saved as data)",
            "download it again while logged in, and look at it before sending",
        )
    _refuse_packed(head, suffix)
    what = kind_of(head.start)
    if what:
        packed = any(word in what for word in _ARCHIVES)
        raise FileRejectedError(
            "archive_of_another_kind" if packed else "foreign_format",
            f"named .{suffix}, but the content is {what}" if suffix not in what.lower() else f"the content is {what}",
            "unpack it, and load the files or a ZIP archive of them"
            if packed
            else "export it as text (CSV, JSON, XML)",
        )
    _refuse_binary(head)


def kind_of(start: bytes) -> str:
    """Return what a file is by its first bytes, empty where they tell nothing.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7"), kind_of(b"id,name")
    ('a PDF document', '')
    """
    for at, magic, what in _MAGIC:
        if start[at : at + len(magic)] == magic and (b"\x00" in start or not _is_word(magic)):
            return what
    if start.startswith(_PICKLES) and (start.endswith(b".") or len(start) >= 64 * 1024):
        return "a Python pickle, which is a program"
    return ""


def _is_word(magic: bytes) -> bool:
    """Whether a text could begin so too: a column called ID3, a country MZ."""
    return len(magic) < 5 and magic.isalnum()


def _refuse_packed(head: Head, suffix: str) -> None:
    packed = head.start.startswith(b"PK\x03\x04")
    if packed and suffix != "xlsx":
        what = next((what for mark, what in _IN_ZIP if mark in head.start or mark in head.end), "a ZIP container")
        raise FileRejectedError(
            "name_and_content_differ",
            f"named .{suffix}, but the content is {what}",
            "rename it to .xlsx if it is a workbook, to .zip if it is an archive of exports",
        )
    if suffix in ("xlsx", "zip") and not packed:
        what = kind_of(head.start) or ("no workbook" if suffix == "xlsx" else "no ZIP archive")
        raise FileRejectedError(
            "name_and_content_differ",
            f"named .{suffix}, but the content is {what}",
            "rename it to what it is, for example .csv",
        )


def _refuse_binary(head: Head) -> None:
    start = head.start
    if start.startswith((b"PK\x03\x04", b"PAR1")) or any(start.startswith(mark) for mark, _ in _encodings.MARKS):
        return
    if b"\x00" not in start:
        return
    if not _encodings.is_wide(start):
        raise FileRejectedError("binary_file", "binary content of no format that netintel reads", "export it as text")
    if not head.mapped:
        found = ", ".join(_encodings.likeliest(start))
        raise FileRejectedError(
            "encoding_unknown",
            "UTF-16 without the mark that says so, and no encoding is declared",
            f"state `table: {{encoding: …}}` in a mapping beside the file; most likely one of {found}",
        )
