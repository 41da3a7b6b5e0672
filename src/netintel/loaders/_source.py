"""`Head` and `Source`: what a loader is shown of a file to claim it, and what it reads."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from netintel.errors import FileRejectedError
from netintel.loaders import _encodings, _json
from netintel.loaders._xml import Opening, opening
from netintel.model.builder import Builder
from netintel.model.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from netintel.loaders._header import Header

GZIP: Final = b"\x1f\x8b"
START: Final = 64 * 1024
"""Bytes of a file, and letters of a text, that are looked at to know it."""

_TAIL, _PIECE = 4 * 1024, 1024 * 1024


@dataclass(frozen=True)
class Head:
    """What a loader may look at to claim a file; cheap, and decoding never fails.

    Attributes
    ----------
    name : str
        File name in lower case, without `.gz`.
    start, end : bytes
        First 64 KiB and last 4 KiB (unpacked).
    mapped : bool
        Whether a mapping says what the file means.
    """

    name: str
    start: bytes
    end: bytes
    mapped: bool

    @cached_property
    def text(self) -> str:
        """The start as text; what cannot be decoded is shown as marks, for looking only."""
        return self.whole_text.lstrip("\ufeff \r\n\t")

    @cached_property
    def whole_text(self) -> str:
        """The same from the first letter on, so that its lines can be counted."""
        encoding = next((name for bom, name in _encodings.MARKS if self.start.startswith(bom)), "utf-8")
        return self.start.decode(encoding, "replace").lstrip("\ufeff")

    @cached_property
    def header(self) -> Header:
        """The titles of a text table, and the loader that knows them."""
        from netintel.loaders import _header  # which asks the loaders, that are shown a head

        return _header.of_head(self)

    @cached_property
    def is_json(self) -> bool:
        """Whether the file begins as a JSON object or array."""
        return self.text.startswith(("{", "["))

    @cached_property
    def xml(self) -> Opening | None:
        """How the file begins as XML, None where it is none."""
        return opening(self.start) if self.text.startswith("<") else None


@dataclass(frozen=True)
class Source:
    """One file received, read whole.

    Attributes
    ----------
    name : str
        Path relative to the folder that was loaded.
    data : bytes
        Content, unpacked where it came as .gz.
    sha256, size
        Of the file as received.
    mapping : mapping or None
        What the columns mean, read from `<name>.mapping.yml`.
    defaults : mapping
        `originator`, `handling`, `evaluation`, `assertion`, `default_country`, `encoding` that the case states for
        this file.
    limits : Limits
        How much of a file is read.
    archive : str or None
        SHA-256 of the archive that the file was received in.
    corrects : str or None
        SHA-256 of the export whose records it holds corrected.
    """

    name: str
    data: bytes
    sha256: str
    size: int
    mapping: Mapping[str, Any] | None
    defaults: Mapping[str, str]
    limits: Limits = DEFAULT
    archive: str | None = None
    corrects: str | None = None

    @property
    def head(self) -> Head:
        """What is shown to `sniff`."""
        name = Path(self.name).name.lower().removesuffix(".gz")
        return Head(name, self.data[:START], self.data[-_TAIL:], self.mapping is not None)

    def text(self, encoding: str | None = None) -> str:
        """Return the content as text: by mark, else as declared, else as strict UTF-8.

        Raises
        ------
        FileRejectedError
            The bytes are not in that encoding; the hint names encodings they could be in, most likely first.
        """
        marked = next((name for bom, name in _encodings.MARKS if self.data.startswith(bom)), None)
        encoding = encoding or self.defaults.get("encoding")
        chosen = marked or encoding or "utf-8"
        try:
            text = self.data.decode(chosen)
        except UnicodeDecodeError as error:
            raise _undecodable(self.data, chosen, error, declared=encoding is not None) from error
        except (LookupError, ValueError) as error:  # the latter of a name that holds the character 0
            raise FileRejectedError(
                "unknown_encoding", f"no encoding is called {chosen!r}", "correct the mapping or case.toml"
            ) from error
        if "\x00" in text:
            raise _holds_nul(text.count("\n", 0, text.index("\x00")) + 1)
        return text

    def utf8(self, encoding: str | None = None) -> bytes:
        """Return the content as UTF-8 without byte order mark; what is UTF-8 already is checked, not copied."""
        encoding = encoding or self.defaults.get("encoding")
        marked = self.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        plain = self.data.startswith(codecs.BOM_UTF8) or (encoding or "utf-8").lower().replace("_", "-") == "utf-8"
        if marked or not plain or not _is_utf8(self.data):
            return self.text(encoding).removeprefix("\ufeff").encode("utf-8")
        if b"\x00" in self.data:
            raise _holds_nul(self.data.count(b"\n", 0, self.data.index(b"\x00")) + 1)
        return self.data.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF8)

    def json(self, build: Builder | None = None) -> Any:
        """Return the content as JSON, strictly read as `_json` says; a fault names its byte.

        With a builder, what is odd (a key that stands twice, half of a character) is told.
        """
        value, odd = _json.decode(self.data if self._is_utf8 else self.text().encode(), self.limits)
        if build is not None:
            for code, message, hint, locator in odd:
                build.warn(code, message, hint, locator=locator)
        return value

    @property
    def _is_utf8(self) -> bool:
        return not self.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _is_utf8(data: bytes) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        for start in range(0, len(data), _PIECE):
            decode(data[start : start + _PIECE])
        decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def receive(
    path: Path, name: str, mapping: Mapping[str, Any] | None, defaults: Mapping[str, str], limits: Limits = DEFAULT
) -> Source:
    """Read a file, hash it as received, and unpack it where it is gzip.

    Raises
    ------
    FileRejectedError
        Larger than the limits allow, or unpacking to more.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise limits.exceeded("file_bytes", f"{size:,} bytes")
    return received(path.read_bytes(), name, mapping, defaults, limits)


def received(
    raw: bytes,
    name: str,
    mapping: Mapping[str, Any] | None,
    defaults: Mapping[str, str],
    limits: Limits = DEFAULT,
    archive: str | None = None,
) -> Source:
    """Hash the bytes of a file as received, and unpack them where they are gzip."""
    data = _unpack(raw, limits) if raw.startswith(GZIP) else raw
    return Source(name, data, hashlib.sha256(raw).hexdigest(), len(raw), mapping, defaults, limits, archive)


def _unpack(raw: bytes, limits: Limits) -> bytes:
    most = min(limits.file_bytes, max(len(raw), 1024) * limits.ratio)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            data = packed.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRejectedError(
            "broken_gzip", "the gzip stream ends early or is damaged", "ask for it again"
        ) from error
    if len(data) > most:
        which = "file_bytes" if most == limits.file_bytes else "ratio"
        raise limits.exceeded(which, f"unpacks to more than {most:,} bytes", "gzip_ratio")
    return data


def _undecodable(data: bytes, encoding: str, error: UnicodeDecodeError, *, declared: bool) -> FileRejectedError:
    line = _encodings.pasted(data) if encoding == "utf-8" else None
    if line is not None:
        return FileRejectedError(
            "mixed_encodings",
            "letters of this line are no UTF-8, those of other lines are: two encodings were pasted together, or the "
            "file is damaged; no one encoding reads it",
            "ask for it again in one encoding",
            f"line {line}",
        )
    likeliest = list(_encodings.likeliest(data))
    ranked, first = ", ".join(likeliest), likeliest[0] if likeliest else "…"
    said = f"which is the encoding declared for it ({encoding})" if declared else f"{encoding}, and none is declared"
    return FileRejectedError(
        "encoding_unknown",
        f"byte {error.start} is not valid in {said}" if declared else f"byte {error.start} is not valid {said}",
        f"write two lines into `<file>.mapping.yml` beside it, `version: 1` and `table: {{encoding: {first}}}`; "
        f"most likely one of {ranked}: `ni.encodings(path)` or `netintel map FILE` shows words of the file in each",
    )


def _holds_nul(line: int) -> FileRejectedError:
    return FileRejectedError(
        "nul_characters",
        "characters of the value 0 in a text: it is damaged, or UTF-16 without a mark",
        "ask for it again as UTF-8",
        f"line {line}",
    )
