"""Reads workbooks, in the process of its own (`_child`)."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from netintel.loaders._child import ROWS, Frame, Frames, Request


def sheets(data: bytes) -> Frames:
    """Give the name of each sheet and whether it is hidden."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    hidden = {sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}
    yield Frame("head", [[name, "hidden" if name in hidden else ""] for name in book.sheet_names])


def cells(data: bytes, request: Request) -> Frames:
    """Give the name of a sheet and its rows from the first on, empty ones included; without a name of every one shown.

    Charts, macros and dialogues are no sheets that have rows.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    wanted = [request.sheet] if request.sheet else [
        sheet.name for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]  # fmt: skip
    for name in wanted:
        yield Frame("head", [[name]])
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for start in range(0, len(rows), ROWS):
            part = rows[start : start + ROWS]
            yield Frame(
                "rows", [[cell.strip() if type(cell) is str else as_text(cell) for cell in row] for row in part]
            )


def as_text(cell: Any) -> str:
    """Return a cell as text: numbers without fraction as integers, dates as ISO.

    Examples
    --------
    >>> as_text(7.0), as_text(0.5), as_text(True), as_text(date(2024, 3, 1)), as_text(timedelta(minutes=2))
    ('7', '0.5', 'true', '2024-03-01', '120')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, timedelta):
        return f"{cell.total_seconds():.0f}"
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)
