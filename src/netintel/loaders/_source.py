"""`Head` and `Source`: what a loader is shown of a file to claim it, and what it reads."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders._xml import Opening, opening

MAX_BYTES: Final = 2 * 1024**3
MAX_RATIO: Final = 100
_HEAD, _TAIL, _PIECE = 64 * 1024, 4 * 1024, 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESSES = ("cp1251", "cp1253", "cp1250", "cp1252", "cp1254", "cp1256", "koi8-r", "iso8859-7")


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
        encoding = next((name for bom, name in _BOMS if self.start.startswith(bom)), "utf-8")
        return self.start.decode(encoding, "replace").lstrip("\ufeff \r\n\t")

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
        `originator`, `handling`, `evaluation`, `assertion` that the case states for this file.
    """

    name: str
    data: bytes
    sha256: str
    size: int
    mapping: Mapping[str, Any] | None
    defaults: Mapping[str, str]

    @property
    def head(self) -> Head:
        """What is shown to `sniff`."""
        name = Path(self.name).name.lower().removesuffix(".gz")
        return Head(name, self.data[:_HEAD], self.data[-_TAIL:], self.mapping is not None)

    def text(self, encoding: str | None = None) -> str:
        """Return the content as text: by mark, else as declared, else as strict UTF-8.

        Raises
        ------
        FileRejectedError
            The bytes are not in that encoding; the hint names encodings they could be in, most likely first.
        """
        marked = next((name for bom, name in _BOMS if self.data.startswith(bom)), None)
        chosen = marked or encoding or "utf-8"
        try:
            return self.data.decode(chosen)
        except LookupError as error:
            raise FileRejectedError(
                "unknown_encoding", f"no encoding is called {chosen!r}", "correct the mapping"
            ) from error
        except UnicodeDecodeError as error:
            raise _undecodable(self.data, chosen, error) from error

    def utf8(self, encoding: str | None = None) -> bytes:
        """Return the content as UTF-8 without byte order mark; what is UTF-8 already is checked, not copied."""
        marked = self.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        plain = self.data.startswith(codecs.BOM_UTF8) or (encoding or "utf-8").lower().replace("_", "-") == "utf-8"
        if marked or not plain or not _is_utf8(self.data):
            return self.text(encoding).removeprefix("\ufeff").encode("utf-8")
        return self.data.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF8)

    def json(self) -> Any:
        """Return the content as JSON, strictly read; a fault names its byte.

        Integers are exact at any length. Of a key that one object holds twice the last value is read, as the standard
        leaves open and nearly all readers do.
        """
        try:
            return msgspec.json.decode(self.data.removeprefix(codecs.BOM_UTF8) if self._is_utf8 else self.text())
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise FileRejectedError(
                "invalid_json",
                f"not valid JSON: {_json_fault(error)}",
                "the file is damaged, cut off or not JSON; ask for it again",
            ) from error

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


def receive(path: Path, name: str, mapping: Mapping[str, Any] | None, defaults: Mapping[str, str]) -> Source:
    """Read a file, hash it as received, and unpack it where it is gzip.

    Raises
    ------
    FileRejectedError
        Larger than 2 GiB, or unpacking to more than 100 times its size.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise FileRejectedError("too_large", f"{size:,} bytes, limit {MAX_BYTES:,}", "split the export")
    raw = path.read_bytes()
    data = _unpack(raw) if raw.startswith(b"\x1f\x8b") else raw
    return Source(name, data, hashlib.sha256(raw).hexdigest(), size, mapping, defaults)


def _unpack(raw: bytes) -> bytes:
    limit = min(MAX_BYTES, max(len(raw), 1024) * MAX_RATIO)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            data = packed.read(limit + 1)
    except (OSError, EOFError) as error:
        raise FileRejectedError(
            "broken_gzip", "the gzip stream ends early or is damaged", "ask for it again"
        ) from error
    if len(data) > limit:
        raise FileRejectedError(
            "gzip_ratio", f"unpacks to more than {limit:,} bytes", "unpack it yourself if you trust it"
        )
    return data


def _json_fault(error: Exception) -> str:
    told = str(error)
    place = told[told.find("(byte") :].strip("()") if "(byte" in told else ""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if "truncated" in told:
        return "it ends in the middle of a value"
    return f"malformed at {place}" if place else "malformed"


def _undecodable(data: bytes, encoding: str, error: UnicodeDecodeError) -> FileRejectedError:
    ranked = sorted(_GUESSES, key=lambda name: _plausible(data, name), reverse=True)[:3]
    return FileRejectedError(
        "encoding_unknown",
        f"byte {error.start} is not valid {encoding}, and no encoding is declared",
        f"state `table: {{encoding: …}}` in a mapping beside the file; most likely one of {', '.join(ranked)}",
    )


def _plausible(data: bytes, encoding: str) -> float:
    """Rate a guess: words whose letters beyond ASCII are of one alphabet and in the usual case are plausible."""
    import unicodedata

    sample = data[:20_000].decode(encoding, "replace")
    far = [c for c in sample if ord(c) > 127]
    letters = [c for c in far if c.isalpha()]
    if not far or not letters:
        return 0.0
    scripts = [unicodedata.name(c, "?").split(" ")[0] for c in letters]
    main = max(scripts.count(s) for s in set(scripts)) / len(far)
    pairs = itertools.pairwise(sample)
    odd = sum(a.islower() and b.isupper() for a, b in pairs) / len(far)
    return main - odd
