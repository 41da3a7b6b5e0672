"""`Case`: the record of what an analysis is for and under which law, read from `case.toml`."""

from __future__ import annotations

import hashlib
import hmac
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from netintel.errors import CaseFolderError
from netintel.vocab import countries, evaluation, handling

DEFAULT_HANDLING = "EUROPOL:H2 TLP:AMBER+STRICT"
"""What an unmarked record counts as when the case says nothing else: never public."""

_OF_EXPORT: Final = ("originator", "handling", "evaluation", "assertion", "default_country", "encoding")
_ASSERTIONS: Final = ("fact", "assessment", "computed")


@dataclass(frozen=True)
class Case:
    """A record, not a manager: title, purpose, legal basis, parties, period, default handling, review rule, id key.

    Attributes
    ----------
    parties : tuple of str
        Alpha-2 codes of the states that work on the case.
    period_from, period_to : str
        ISO dates, empty where not stated.
    default_handling : str
        What an unmarked record counts as.
    review_months : int or None
        Months after which a record is due for review when its originator says nothing.
    id_key : str
        Key of the opaque ids, hexadecimal. Without one it is derived from the first exports received.
    exports : mapping
        By file name: `originator`, `handling`, `evaluation`, `assertion` for files that cannot say it themselves,
        `default_country`, where telephone numbers without a country's prefix belong, and `encoding` of a text.
    """

    title: str = ""
    purpose: str = ""
    legal_basis: str = ""
    parties: tuple[str, ...] = ()
    period_from: str = ""
    period_to: str = ""
    default_handling: str = DEFAULT_HANDLING
    review_months: int | None = None
    id_key: str = ""
    exports: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, path: Path) -> Case:
        """Read `case.toml`; an unknown field or a wrong handling code raises `CaseFolderError` naming it."""
        if path.exists() and not path.is_file():
            raise CaseFolderError(f"{path.name} is a folder, a pipe or a device, no file")
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except (ValueError, RecursionError) as error:  # TOML and UTF-8 tell their faults by kinds of ValueError
            raise CaseFolderError(f"{path.name} is no valid TOML: {error}") from error
        return cls.from_dict(content, path.name)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any], where: str = "case") -> Case:
        """Make a case from the fields of `case.toml`."""
        known = {f.name for f in fields(cls)}
        unknown = sorted(set(content) - known)
        if unknown:
            raise CaseFolderError(f"{where}: unknown field {unknown[0]!r}; expected some of {sorted(known)}")
        values = {key: value.isoformat() if isinstance(value, date) else value for key, value in content.items()}
        try:
            case = msgspec.convert(values, cls)
        except msgspec.ValidationError as error:  # its words name types and places, never values
            raise CaseFolderError(f"{where}: {error}") from error
        marking = handling.parse(case.default_handling)
        if marking is None:
            raise CaseFolderError(f"{where}: default_handling holds no handling code of TLP, PAP or Europol H0-H3")
        for file, said in case.exports.items():
            _check_export(said, f"{where}: exports of {file!r}")
        return replace(case, default_handling=marking)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values, for saving."""
        content = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}
        return content | {"parties": list(self.parties), "exports": {k: dict(v) for k, v in self.exports.items()}}

    def keyed(self, export_hashes: Iterable[str]) -> Case:
        """Return the case with an id key: its own, else one derived from the hashes of the exports received."""
        if self.id_key:
            return self
        seed = hashlib.sha256("".join(sorted(export_hashes)).encode())
        return replace(self, id_key=seed.hexdigest())

    def id_of(self, letter: str, *parts: str) -> str:
        """Return an opaque id: a letter for what it names and 16 hexadecimal digits keyed by the case."""
        text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return letter + hmac.digest(self.id_key.encode(), text, "sha256").hex()[:16]


def _check_export(said: Mapping[str, str], where: str) -> None:
    """A word that is not understood would leave a whole file unmarked without anybody noticing."""
    unknown = sorted(set(said) - set(_OF_EXPORT))
    if unknown:
        raise CaseFolderError(f"{where}: unknown field {unknown[0]!r}; expected some of {', '.join(_OF_EXPORT)}")
    marking = said.get("handling")
    if marking is not None and handling.parse(marking) is None and not handling.refused(marking):
        raise CaseFolderError(f"{where}: handling holds no handling code of TLP, PAP or Europol H0-H3")
    grading = said.get("evaluation")
    if grading is not None and evaluation.parse(grading) is None:
        raise CaseFolderError(f"{where}: evaluation is no grading of 4x4, 5x5x5, 3x5x2 or Admiralty, for example B2")
    if "default_country" in said and not countries.is_country(said["default_country"]):
        raise CaseFolderError(f"{where}: default_country is no country's code, for example RO")
    if said.get("assertion", _ASSERTIONS[0]) not in _ASSERTIONS:
        raise CaseFolderError(f"{where}: assertion is none of {', '.join(_ASSERTIONS)}")
