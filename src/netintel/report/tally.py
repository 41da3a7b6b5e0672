"""The account of what was read, as plain values: what `--json` prints and what a batch sums up."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from netintel.model.graph import EntityGraph

Status = Literal["ok", "partial", "rejected"]

COUNTS = ("read", "accepted", "quarantined", "duplicates")
_ISSUE = ["file", "locator", "field", "code", "severity", "message", "hint"]


def tally(graph: EntityGraph, before: EntityGraph | None = None) -> dict[str, Any]:
    """Return what was read, accepted, set aside and repeated, file by file and in all.

    Parameters
    ----------
    graph
        The graph the files went into.
    before
        The graph they joined: its files are left out of the account, its entities and links are not.

    Returns
    -------
    dict
        `status`, `read`, `accepted`, `quarantined`, `duplicates` (of the files), `entities`, `links` (of the graph),
        `received`, `issues` (of the files), `digest`. `status` is `ok` where nothing was set aside or refused,
        `rejected` where nothing at all was taken, `partial` between.
    """
    received, issues = graph.received, graph.issues
    if before is not None:
        received = received.iloc[before.tables.received.num_rows :]
        issues = issues.iloc[before.tables.issues.num_rows :]
    counts = {name: int(received[name].sum()) for name in COUNTS}
    return {
        "status": _status(counts, issues),
        **counts,
        "entities": len(graph.entity_ids),
        "links": graph.tables.links.num_rows,
        "received": plain(received),
        "issues": plain(issues[_ISSUE]),
        "digest": graph.digest,
    }


def nothing(code: str, message: str, hint: str = "") -> dict[str, Any]:
    """Return the account of a load that could not begin."""
    issue = dict.fromkeys(_ISSUE, "") | {"code": code, "severity": "reject", "message": message, "hint": hint}
    zero = dict.fromkeys((*COUNTS, "entities", "links"), 0)
    return {"status": "rejected", **zero, "received": [], "issues": [issue], "digest": ""}


def plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dictionaries of text, whole numbers, numbers and None."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _status(counts: dict[str, int], issues: pd.DataFrame) -> Status:
    if not counts["accepted"] and not counts["duplicates"]:
        return "rejected"
    whole = not counts["quarantined"] and not issues["severity"].isin(["reject", "quarantine"]).any()
    return "ok" if whole else "partial"
