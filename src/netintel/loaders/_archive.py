"""Reads ZIP archives member by member, in memory; nothing is ever written to disk by a name that an archive holds.

A hostile archive is refused whole: members that lead out of it, share a name or bytes, are links, archives or
encrypted, say another size than they have, or are too many or too large. A damaged member costs itself.
"""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from netintel.errors import FileRejectedError
from netintel.model.limits import Limits

_LOCAL: Final = struct.Struct("<4sHHHHHLLLHH")
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_ROOM: Final = 1024 * 1024
"""A member up to this size may be packed as tightly as it likes: an export of one value repeated is no bomb."""
_STORED, _DEFLATED = 0, 8
_DAMAGED: Final = ("archive_method", "broken_member")


@dataclass(frozen=True)
class Member:
    """One file of an archive: its name there, what is said of it, and its packed bytes."""

    name: str
    info: zipfile.ZipInfo
    packed: memoryview

    def read(self) -> bytes:
        """Return its content.

        Raises
        ------
        FileRejectedError
            It is damaged, or packed in a way that is not read here.
        """
        return _content(self.packed, self.info)


def is_archive(name: str, start: bytes) -> bool:
    """Return whether a file is a ZIP archive of exports by name and content."""
    return name.lower().endswith(".zip") and start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def parted(name: str) -> Iterator[tuple[str, str]]:
    """Give each way in which a name is an archive's and a member's.

    Examples
    --------
    >>> list(parted("in/A.ZIP/calls/b.csv")), list(parted("calls/b.csv"))
    ([('in/A.ZIP', 'calls/b.csv')], [])
    """
    parts = name.split("/")
    for at, part in enumerate(parts[:-1], 1):
        if part.lower().endswith(".zip"):
            yield "/".join(parts[:at]), "/".join(parts[at:])


def members(data: bytes, limits: Limits) -> dict[str, Member]:
    """Return the files of an archive by name, in the order of their names; hidden ones are left alone, as in a folder.

    Raises
    ------
    FileRejectedError
        The archive is hostile or damaged as a whole.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            listed = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError, struct.error) as error:
        raise FileRejectedError("broken_archive", "the archive is damaged or cut off", "ask for it again") from error
    _check_sizes(listed, len(data), limits)
    check_names(listed)
    places = [_place(data, member) for member in listed]
    _check_overlap(places)
    view = memoryview(data)
    found = {
        info.filename: Member(info.filename, info, view[end - info.compress_size : end])
        for info, (_, end) in zip(listed, places, strict=True)
        if not info.is_dir()
    }
    for member in found.values():
        _check_content(member)
    return {name: found[name] for name in sorted(found) if not _is_hidden(name)}


def _check_content(member: Member) -> None:
    """Unpack a member only to look at it: of an archive that is hostile in any part, nothing is taken."""
    try:
        member.read()
    except FileRejectedError as error:
        if error.code not in _DAMAGED:
            raise


def _check_sizes(listed: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if not any(not member.is_dir() for member in listed):
        raise FileRejectedError("empty_archive", "the archive holds no file", "ask for it again")
    if len(listed) > limits.members:
        raise limits.exceeded("members", f"{len(listed):,} members", "too_many_members")
    total = sum(member.file_size for member in listed)
    if total > limits.file_bytes:
        raise limits.exceeded("file_bytes", f"unpacks to {total:,} bytes", "archive_too_large")
    for member in listed:
        allowed = max(_ROOM, member.compress_size * limits.ratio)
        if member.file_size > allowed or total > max(_ROOM, size * limits.ratio):
            raise limits.exceeded("ratio", "unpacks to more than that many times its size", "archive_ratio")


def check_names(listed: list[zipfile.ZipInfo]) -> None:
    """Refuse names that lead out, links, two members of one name, and members with a password."""
    seen: set[str] = set()
    for member in listed:
        name, kind = member.orig_filename, member.external_attr >> 16
        if kind and not (stat.S_ISREG(kind) or stat.S_ISDIR(kind) or not stat.S_IFMT(kind)):
            raise _hostile("archive_link", "a member that is a link or a device, no file")
        parts = name.removesuffix("/").split("/")
        drive = len(name) > 1 and name[1] == ":"
        if name.startswith("/") or drive or "\\" in name or any(part in ("", ".", "..") for part in parts):
            raise _hostile("archive_path", "a member whose name leads out of the archive, or has backslashes")
        if any(unicodedata.category(c) in ("Cc", "Cs") for c in name) or len(name.encode("utf-8", "replace")) > 1024:
            raise _hostile("archive_path", "a member whose name holds control characters or is longer than a path")
        same = unicodedata.normalize("NFKC", name.removesuffix("/")).casefold()
        if same in seen:
            raise _hostile("archive_same_names", "two members of one name, or of names that differ by case alone")
        seen.add(same)
        if member.flag_bits & _ENCRYPTED:
            raise FileRejectedError(
                "archive_encrypted", "members with a password",
                "unpack it with the password into a folder, and load that",
            )  # fmt: skip


def _place(data: bytes, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Return where a member's own header begins and its bytes end; what both headers say must agree."""
    begin = member.header_offset
    head = data[begin : begin + _LOCAL.size]
    if len(head) < _LOCAL.size:
        raise FileRejectedError("broken_archive", "the archive is damaged or cut off", "ask for it again")
    signature, _, flags, method, *_, name_size, more_size = _LOCAL.unpack(head)
    name = data[begin + _LOCAL.size : begin + _LOCAL.size + name_size]
    end = begin + _LOCAL.size + name_size + more_size + member.compress_size
    listed = member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437", "replace")
    if signature != b"PK\x03\x04" or end > len(data):
        raise FileRejectedError("broken_archive", "the archive is damaged or cut off", "ask for it again")
    if name != listed or method != member.compress_type or flags & _ENCRYPTED:
        raise _hostile("archive_two_stories", "a member of which the list of the archive says something else")
    return begin, end


def _check_overlap(places: list[tuple[int, int]]) -> None:
    last = 0
    for begin, end in sorted(places):
        if begin < last:
            raise _hostile("archive_overlap", "members that share bytes, which makes a small archive grow without end")
        last = end


def _content(packed: memoryview, member: zipfile.ZipInfo) -> bytes:
    if member.compress_type not in (_STORED, _DEFLATED):
        raise FileRejectedError(
            "archive_method", "packed by a method other than deflate", "pack it again as an ordinary ZIP archive"
        )
    try:
        data, whole = _unpacked(packed, member)
    except zlib.error:
        data, whole = b"", False
    if len(data) > member.file_size:
        raise _hostile("archive_lying_size", "a member larger than the archive says")
    if not whole or len(data) != member.file_size or zlib.crc32(data) != member.CRC:
        raise FileRejectedError("broken_member", "damaged inside the archive: its check sum is wrong", "ask again")
    if _is_nested(member.filename, data):
        raise _hostile("nested_archive", "an archive inside the archive")
    return data


def _unpacked(packed: memoryview, member: zipfile.ZipInfo) -> tuple[bytes, bool]:
    if member.compress_type == _STORED:
        return bytes(packed), True
    inflate = zlib.decompressobj(-15)
    data = inflate.decompress(packed, member.file_size + 1)
    return data, inflate.eof and not inflate.unused_data


def _is_nested(name: str, data: bytes) -> bool:
    lower = name.lower()
    packed = data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not lower.endswith(".xlsx")
    return packed or lower.endswith((".zip", ".tar", ".tar.gz", ".tgz", ".7z", ".rar"))


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in name.split("/"))


def _hostile(code: str, what: str) -> FileRejectedError:
    return FileRejectedError(code, f"the archive holds {what}", "unpack it where it does no harm, and look at it first")
