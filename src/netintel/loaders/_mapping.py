"""Reads the mapping language: what the columns of a table mean."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netintel.errors import MappingError

_TOP = {"version", "table", "defaults", "record", "entities", "links", "sheets", "filter"}


def read_mapping(path: Path) -> Mapping[str, Any]:
    """Return the content of a mapping file; what is no mapping raises `MappingError` naming file and place."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        place = getattr(getattr(error, "problem_mark", None), "line", None)
        line = f", line {place + 1}" if place is not None else ""
        raise MappingError(f"{path.name}{line}: not valid YAML in UTF-8") from error
    if not isinstance(content, dict) or content.get("version") != 1:
        raise MappingError(f"{path.name}: expected `version: 1` at the top of the mapping")
    unknown = sorted(set(content) - _TOP)
    if unknown:
        raise MappingError(f"{path.name}: unknown key {unknown[0]!r}; expected some of {sorted(_TOP)}")
    return content
