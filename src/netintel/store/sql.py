"""SQL over the tables of a graph: DuckDB in memory, read-only, without a way to files or the network."""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa

from netintel.model.graph import EntityGraph

_CLOSED = (
    "temp_directory = ''",  # what does not fit into memory must not be written beside the notebook
    "enable_external_access = false",
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "python_enable_replacements = false",
    "lock_configuration = true",
)
_TABLES = ("entities", "links", "origins", "jurisdictions", "claims", "records", "received", "issues", "judgements")


def sql(graph: EntityGraph, query: str) -> pd.DataFrame:
    """Answer one SELECT over `entities`, `links`, `origins`, `jurisdictions`, `claims`, `records`, `received`, `issues`
    and `judgements`.

    `entities.countries` is a list; ids that are an index elsewhere are the column `entity` or `link` here.

    Raises
    ------
    ValueError
        The query is not one SELECT.

    Limits
    ------
    Reads nothing but these tables: no file, no extension, no network. `claims` is made for the query when it is named.
    """
    import duckdb

    with duckdb.connect(":memory:") as connection:
        statements = connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type.name != "SELECT":
            raise ValueError("expected one SELECT statement; this graph is read-only")
        for name in _TABLES:
            if re.search(rf"\b{name}\b", query, re.IGNORECASE):
                connection.register(name, _plain(getattr(graph, name)))
        for setting in _CLOSED:
            connection.execute(f"SET {setting}")
        answer: pd.DataFrame = (
            connection.sql(query).to_arrow_table().to_pandas(types_mapper=_exact, date_as_object=False)
        )
    return answer


def _exact(kind: pa.DataType) -> pd.ArrowDtype | None:
    """Amounts stay decimals; a float would round them."""
    return pd.ArrowDtype(kind) if pa.types.is_decimal(kind) else None


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    plain = table.reset_index() if table.index.name else table
    if "countries" in plain:
        plain = plain.assign(countries=plain["countries"].map(list))
    return plain
