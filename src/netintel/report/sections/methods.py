"""How each result was made, and what must be told with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from netintel.model.graph import EntityGraph
from netintel.model.results import Result


@dataclass(frozen=True)
class MethodRow:
    """One result: everything needed to compute it again."""

    name: str
    method: str
    parameters: str
    seed: str
    citation: str
    group: str
    projection: tuple[str, ...]
    summary: str
    caveats: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class StepRow:
    """One step of lineage."""

    function: str
    parameters: str
    note: str
    after: str


def methods(results: Iterable[Result]) -> tuple[MethodRow, ...]:
    """Return one row a result."""
    return tuple(
        MethodRow(
            name=result.name,
            method=result.method,
            parameters=_told(result.parameters),
            seed="none" if result.seed is None else str(result.seed),
            citation=result.citation,
            group=result.group,
            projection=result.projection,
            summary=_told(result.summary),
            caveats=result.caveats,
            digest=str(result.digest),
        )
        for result in results
    )


def steps(graph: EntityGraph) -> tuple[StepRow, ...]:
    """Return the lineage: repeated on the same exports it gives the same digest."""
    return tuple(StepRow(s.function, _told(s.parameters), s.note, s.after) for s in graph.lineage)


def _told(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} = {_number(value)}" for key, value in values.items() if not _long(value))


def _long(value: Any) -> bool:
    return isinstance(value, (Mapping, list, tuple)) and len(value) > 12


def _number(value: Any) -> str:
    if isinstance(value, float):
        return "not defined" if value != value else f"{value:.4g}"
    return _told(value) or "none" if isinstance(value, Mapping) else str(value)
