"""One decision on identity by a person: appended, with who, when and why."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa

from netintel.errors import JudgementError, UnknownEntityError
from netintel.model.graph import EntityGraph
from netintel.model.judgements import JUDGEMENTS, Judgement
from netintel.model.tables import SCHEMAS


def judge(graph: EntityGraph, left: str, right: str, judgement: Judgement, *, by: str, reason: str) -> EntityGraph:
    """Return the graph with one more judgement on two origins.

    `same` joins their entities, `not_same` keeps them apart whatever else says so, `unsure` takes an earlier judgement
    on this pair back: the digest is then the one from before it.

    Parameters
    ----------
    left, right
        Origin ids, or entity ids (the origin that stands for the entity is then judged).
    by, reason
        Who decided and why; both are needed.

    Raises
    ------
    JudgementError
        No such judgement, no one named, no reason, or one origin with itself.
    UnknownEntityError
        An id is not in this graph.
    """
    if judgement not in JUDGEMENTS:
        raise JudgementError(f"judgement {judgement!r}; expected one of {', '.join(JUDGEMENTS)}")
    if not by.strip() or not reason.strip():
        raise JudgementError("a judgement needs `by` and `reason`: who decided, and why")
    codes = [_origin(graph, side) for side in (left, right)]
    if codes[0] == codes[1]:
        raise JudgementError("both sides are the same origin; expected two")
    said = {"judgement": judgement, "by": by}
    rows = pd.DataFrame([{"left": codes[0], "right": codes[1], "score": float("nan"), "reason": reason, **said}])
    return appended(graph, "resolve.judge", rows.assign(at=None), said)


def appended(graph: EntityGraph, function: str, rows: pd.DataFrame, said: dict[str, str]) -> EntityGraph:
    """Return the graph with rows of the table of judgements appended, in their order; without `at` they are of now."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    table = rows.assign(at=rows["at"].fillna(now))[SCHEMAS["judgements"].names]
    new = pa.Table.from_pandas(table, SCHEMAS["judgements"], preserve_index=False)
    tables = dataclasses.replace(graph.tables, judgements=pa.concat_tables([graph.tables.judgements, new]))
    return graph.then(function, said, tables, f"{len(rows)} judgements")


def _origin(graph: EntityGraph, key: str) -> int:
    if key in graph.origin_ids:
        return int(graph.origin_ids.get_indexer(pd.Index([key]))[0])
    if key in graph.entity_ids:
        entity = int(graph.entity_ids.get_indexer(pd.Index([key]))[0])
        return int(graph.origin_of_entity[entity])
    raise UnknownEntityError.of("origin or entity", key)
