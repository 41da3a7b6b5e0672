"""The handling of something that is made of everything in a graph."""

from __future__ import annotations

from netintel.model.case import Case
from netintel.model.tables import Tables
from netintel.vocab import handling


def strictest(tables: Tables, case: Case) -> str:
    """Return the strictest handling code of each scheme among records and values.

    The case's default joins where a record is unmarked, and where the case has words of its own (title, purpose),
    which carry no other marking.
    """
    columns = (tables.records["handling"], tables.marks["handling"])
    codes = {code for column in columns for code in column.unique().to_pylist()}
    unmarked = tables.records["handling"].null_count or case.title or case.purpose
    found = sorted(code for code in codes if code is not None)
    return handling.combine([*found, case.default_handling if unmarked else None]) or case.default_handling
