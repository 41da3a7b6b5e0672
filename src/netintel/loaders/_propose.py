"""Proposes what a table means, from its titles and values, for a person to look through."""

from __future__ import annotations

import errno
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from netintel.loaders import _propose_rules, _propose_values, _propose_yaml
from netintel.loaders._mapping import blocks, parse_mapping
from netintel.loaders._propose_columns import Column, decide
from netintel.loaders._propose_known import known_without
from netintel.loaders._propose_table import Table, find_table
from netintel.loaders._propose_values import Values
from netintel.loaders._table_rows import RowReader
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.dangling import with_dangling
from netintel.model.graph import EntityGraph
from netintel.model.limits import DEFAULT
from netintel.model.tables import Tables
from netintel.store import durable

if TYPE_CHECKING:
    import pandas as pd

_SHOWN, _LONGEST = 10, 40
_DATED: Final = frozenset(
    "birth_date death_date date first last document_expiry document_issued registration_date".split()
)


@dataclass(frozen=True)
class Proposal:
    """What a table is taken to mean; see `propose_mapping`.

    Attributes
    ----------
    columns : tuple of Column
        What each column is taken to mean, and why.
    language : str
        Of the titles, `en`, `de` and so on; empty where no title is known.
    preset : str
        Loader that reads the file without a mapping, which the mapping would replace; several of a workbook are parted
        by a comma, and it is empty where none does.
    unsure : tuple of str
        What a person must look at or state.
    """

    columns: tuple[Column, ...]
    language: str
    preset: str
    unsure: tuple[str, ...]
    _text: str
    _table: Table
    _says_of_whom: bool

    def yaml(self) -> str:
        """Return the mapping, with comments on what was decided, why, and what is unsure."""
        return self._text

    def table(self) -> pd.DataFrame:
        """Return what each column is taken to mean.

        Returns
        -------
        pandas.DataFrame
            One row a column: `column`, `meaning` (a property; empty where the column is left alone), `entity` (the
            thing of the row it speaks of, `record` for the row itself), `certainty` (`sure`, `likely`, `unsure`),
            `why`.
        """
        import pandas as pd

        rows = [(c.title, c.meaning, c.entity if c.meaning else "", c.certainty, c.why) for c in self.columns]
        return pd.DataFrame(rows, columns=["column", "meaning", "entity", "certainty", "why"])

    def preview(self) -> EntityGraph:
        """Return the first ten rows as entities and links, as the mapping makes them. This is personal data."""
        if not self._says_of_whom:
            return EntityGraph(Tables.empty(), Case())
        block = blocks(parse_mapping(self._text.encode("utf-8"), "the proposal"))[0]
        build = Builder(limits=DEFAULT)
        reader = RowReader(block, self._table.header, {}, build)
        reader.read((locator, list(cells)) for locator, cells in self._table.rows[:_SHOWN])
        of = {"file": self._table.name, "format": "table", "unit": "row", "sha256": "", "bytes": 0, "loader": "table",
              "ids": "file", "archive": None, "corrects": None}  # fmt: skip
        return EntityGraph(with_dangling(build.tables(of)), Case())

    def lines(self) -> list[str]:
        """Return the preview as lines of text: each entity with what is said of it, then each link."""
        graph = self.preview()
        of = dict(zip(graph.origins["origin"], graph.origins["entity"], strict=True))
        said = graph.claims.groupby(graph.claims["subject"].map(of))[["property", "value", "original"]]
        told = {entity: _told(claims.itertuples(index=False)) for entity, claims in said}
        named = zip(graph.entities.index, graph.entities["name"], strict=True)
        names = {id_: _cut(name if isinstance(name, str) else told.get(id_, "")) for id_, name in named}
        made = [f"{row['kind']}: {told.get(id_, '')}" for id_, row in graph.entities.iterrows()]
        for _, link in graph.links.iterrows():
            way = "->" if link["directed"] else "--"
            made.append(f"{link['kind']}: {names[link['source']]} {way} {names[link['target']]}")
        return made

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the mapping; one that is there is kept, and so is a loader's own knowledge, unless `force`.

        Parameters
        ----------
        path
            Where to; beside the table as `<file>.mapping.yml`, `load` uses it.
        force
            Whether a mapping that is there is replaced, and whether it may replace what a loader knows by itself.

        Raises
        ------
        FileExistsError
            Something is there, or `path` is beside the table and a loader reads the table without a mapping.
        """
        target = Path(path)
        if target.exists() and not force:
            raise FileExistsError(errno.EEXIST, "a mapping is there already; it is kept, unless forced", str(target))
        if self.preset and target.name == f"{self._table.name}.mapping.yml" and not force:
            told = (
                f"is read as {self.preset} without a mapping, which would replace that; none is written, unless forced"
            )
            raise FileExistsError(errno.EEXIST, told, self._table.name)
        durable.write(target, self._text.encode("utf-8"))
        return target

    def _repr_html_(self) -> str:
        shown = self.table().to_html(index=False, escape=True)
        told = "".join(f"<li>{html.escape(one)}</li>" for one in self.unsure)
        return f"<h4>What {html.escape(self._table.name)} may mean</h4>{shown}<ul>{told}</ul>"


def _told(claims: Iterable[Any]) -> str:
    shown = (f"{c.property}={_cut(str(c.value if isinstance(c.value, str) else c.original))}" for c in claims)
    return "; ".join(dict.fromkeys(shown))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def propose_mapping(path: str | Path) -> Proposal:
    """Return what a table may mean, from the titles and values of its columns, for a person to look through.

    For an export whose columns nobody explained: the proposal is a mapping (docs/mapping.md) that can be corrected and
    saved beside the file. A column whose values contradict its title, or whose title may mean several things, is left
    alone and told as unsure, because a wrong meaning is worse than none. The order of day and month is stated only
    where a date proves it; whose telephone numbers without prefix are is left to be stated.

    Parameters
    ----------
    path
        A CSV, TSV or XLSX file, also packed as `.gz`.

    Returns
    -------
    Proposal
        `yaml()` is the mapping with comments, `table()` what each column is taken to mean and why, `preview()` the
        first ten rows as entities and links.

    Raises
    ------
    FileRejectedError
        The file is no table, or too large.

    Limits
    ------
    Titles are understood in fifteen languages (`netintel/vocab/data/column_titles.csv`). Only the first 5,000 rows are
    looked at, of a workbook only the first sheet. Sensitive columns are proposed like others: what the purpose of the
    case does not need should be taken out, with `undeclared: drop`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "personen.csv"
    ...     _ = file.write_text("Nr;Nachname;Vorname;Geb.-Dat.\\n1;Muster;Ana;03.02.1980\\n", "utf-8")
    ...     propose_mapping(file).table()["meaning"].tolist()
    ['id', 'last_name', 'first_name', 'birth_date']
    """
    table = find_table(Path(path))
    columns, values, language = decide(table)
    rules = _propose_rules.rules(columns, values)
    stated, unsure = _stated(table, columns, values)
    unsure += [f"{column.title}: {column.why}" for column in columns if column.certainty == "unsure" and column.title]
    unsure += (
        [] if rules.entities else ["no column says of whom the table speaks: the mapping is to be written by hand"]
    )
    preset = known_without(Path(path), table)
    told = [one for one in unsure if not any(one.startswith(f"{c.title}: ") for c in columns if c.title)]
    text = _propose_yaml.write(table, stated, rules, columns, told, preset)
    return Proposal(tuple(columns), language, preset, tuple(unsure), text, table, bool(rules.entities))


def _stated(table: Table, columns: Sequence[Column], values: Sequence[Values]) -> tuple[dict[str, Any], list[str]]:
    """Return what is stated of the whole table, and what must be stated by a person."""
    stated: dict[str, Any] = {}
    unsure: list[str] = []
    if table.sheet and len(table.sheets) > 1:
        stated["sheet"] = table.sheet
        unsure.append(f"only the sheet {table.sheet} is looked at; the others: {', '.join(table.sheets[1:])}")
    if table.encoding:
        stated["encoding"] = table.encoding
        unsure.append(f"the encoding is guessed ({table.encoding}): nothing in the file states it")
    if table.delimiter:
        stated["delimiter"] = table.delimiter
    if table.header_row > 1:
        stated["header_row"] = table.header_row
    if table.footer_rows:
        stated["footer_rows"] = table.footer_rows
    dated = [of for column, of in zip(columns, values, strict=True) if column.meaning in _DATED]
    order, why = _propose_values.order(dated)
    if order:
        stated["dates"] = order
    elif why:
        unsure.append(f"table.dates: {why}")
    for column, of in zip(columns, values, strict=True):
        if column.meaning in _DATED and _propose_values.two_digit_years(of):
            unsure.append(f"{column.title} has years of two digits: state `format` and `until`, as in docs/mapping.md")
    amounts = [of for column, of in zip(columns, values, strict=True) if column.meaning in ("amount", "weight")]
    if any(map(_propose_values.has_decimal_comma, amounts)):
        stated["decimal"] = ","
    if table.odd_rows:
        unsure.append(
            f"rows with another number of cells than the header: {table.odd_rows} were not looked at, and `netintel "
            "load` sets them aside"
        )
    bare = _without_prefix(columns, values)
    if bare:
        unsure.append(
            f"defaults.default_country: {bare} telephone numbers have no country prefix: state whose they are"
        )
    twice = len([title for title in table.header if title]) - len({title for title in table.header if title})
    if twice:
        unsure.append("two columns have the same title: the file is not read before each has its own")
    return stated, unsure


def _without_prefix(columns: Sequence[Column], values: Sequence[Values]) -> int:
    phones = [of for column, of in zip(columns, values, strict=True) if column.meaning == "phone"]
    return sum(not cell.startswith(("+", "00")) for of in phones for cell in of.filled)


__all__ = ["Proposal", "propose_mapping"]
