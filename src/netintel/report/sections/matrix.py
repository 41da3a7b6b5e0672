"""Ties between each pair of jurisdictions, as a table that prints."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from netintel.model.results import Result
from netintel.report.sections.findings import SIGNIFICANT, directed, named

SHOWN = 20


@dataclass(frozen=True)
class Cell:
    """One pair: its ties, and whether they are in excess of chance."""

    text: str
    step: int
    """0 no tie, then 1 to 5 by size."""
    excess: bool


@dataclass(frozen=True)
class Matrix:
    """Rows are the first country of a pair, columns the second."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]
    directed: bool
    left_out: int
    """Jurisdictions with fewer ties that are not shown."""


def matrix(corridors: Result) -> Matrix | None:
    """Return the table of a corridors result, busiest jurisdictions first; None where there is no pair."""
    table = corridors.table()
    table = table[table["observed"] > 0]
    if table.empty:
        return None
    both = pd.concat([table.set_index(side)["observed"] for side in ("source_country", "target_country")])
    order = both.groupby(level=0).sum().sort_values(ascending=False, kind="stable").index.tolist()
    shown = order[:SHOWN]
    one_way = directed(corridors)
    cells = _cells(table, one_way)
    rows = tuple((code, named(code), tuple(cells.get((code, other), _EMPTY) for other in shown)) for code in shown)
    return Matrix(tuple((code, named(code)) for code in shown), rows, one_way, len(order) - len(shown))


_EMPTY = Cell("", 0, False)


def _cells(table: pd.DataFrame, one_way: bool) -> dict[tuple[str, str], Cell]:
    largest = float(table["observed"].max())
    cells: dict[tuple[str, str], Cell] = {}
    for row in table.to_dict("records"):
        excess = bool(row["p_adjusted"] <= SIGNIFICANT and row["observed"] > row["expected"])
        step = 1 + min(4, int(4 * (row["observed"] / largest) ** 0.5))
        text = f"{row['observed']:.1f}".removesuffix(".0") if row["observed"] >= 1 else "<1"
        cell = Cell(text, step, excess)
        cells[row["source_country"], row["target_country"]] = cell
        if not one_way:
            cells[row["target_country"], row["source_country"]] = cell
    return cells
