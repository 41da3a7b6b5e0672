"""Tables: CSV, TSV and XLSX, with a mapping or with plain headers.

Publisher
    Any agency that can press "export".
Channel
    Files named `.csv`, `.tsv`, `.tab`, `.txt`, `.xlsx`.
Unit counted
    Row: one line of the table below its header. Lines without content are no rows. A row with another number of cells
    than the header, or that does not say of whom it speaks, is set aside with its number (the line in the file or the
    sheet, the header's line included); a row repeated word for word is a duplicate.
Identity
    The key columns, within the file; the mapping's `prefix` or the same plain ids let files speak of one another. Ids
    that are unique in the world (ICIJ, MISP) count as such in a workbook whose sheets are all of that format.
Handling
    Columns `handling`, `evaluation`, `originator`, or the defaults of the mapping or the case.

With a mapping
--------------
`<file>.mapping.yml` beside the file; the language is described in `netintel.loaders._mapping`.

With plain headers
------------------
Titles count in any case, with blanks, hyphens or underscores; `dob`, `birthdate`, `date_of_birth`, `sex`, `telephone`,
`phone_number`, `passport_number`, `passport_country`, `nationalities`, `aliases` are understood too.

=========================  ==========================================================================================
a table of                 becomes
=========================  ==========================================================================================
`id`, `name` and others    one Person a row (or what `kind` says): alias, first_name, last_name, birth_date, death_date,
                           birth_place, birth_country, nationality, citizenship, residence, registration, country (where
                           the person is: location), city, address, role, category, minor, gender, phone, email, iban,
                           account_number, wallet, document_number, document_country, document_type, latitude,
                           longitude, note, username, ip, domain, url. Several countries, phones, e-mails,
                           IBANs, wallets, document numbers and aliases are parted by `;`
`source`, `target` and     one link a row: `type` is its kind; `date` or `first`, `last`, `amount`, `currency`,
`type`, `date` or others   `weight`, `role`, `directed` its columns. The ends are ids of other files too. Without
                           `directed`, Associate, Family, UnknownLink, Meeting, Relative, Friend, Partner, Cohabitant
                           and Contact have no direction and every other type runs from source to target
=========================  ==========================================================================================

Other columns are kept as claims under their own title and named in one warning a file.

With titles that another loader knows
-------------------------------------
Each sheet of a workbook that is shown is read by the loader that knows its titles (calls, bookings, wanted persons,
ICIJ, i2 sheets, statements …), whose page says what becomes of it. The file then counts as of that format where all
its sheets are, else as `table`. Sheets that nobody knows, and hidden ones, are named in a warning and not read.
A mapping of `table` and `defaults` alone says how a table is written and leaves to its titles what it means.

Lines above the header
----------------------
Where nobody knows the titles of the first line, the first thirty with content are looked through for titles that a
loader knows. The lines above them (an account holder, a period) are ignored: they are counted in a warning and kept
nowhere. The rows keep the numbers of their lines.

Traps
-----
Everything is text first: `007`, `NA` (Namibia) and `=1+1` stay what they are, and no formula is computed. Encodings are
a byte order mark, else declared, else strict UTF-8; a file that is none of these is refused with ranked guesses.
Day and month are never guessed. Hidden rows and columns, which are read, are counted in a warning. Workbooks are read
in a process of their own, as `parquet` tells. `source, target[, weight]` alone is an edge list (`edgelist`); a table
whose first cell is empty is a matrix (`matrix`), which is known as a text only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from netintel.errors import FileRejectedError
from netintel.loaders import _header, _rows, _table_plain
from netintel.loaders._mapping import Block, blocks
from netintel.loaders._registry import Loader, knowing
from netintel.loaders._source import Head, Source
from netintel.loaders._table_rows import RowReader
from netintel.loaders._table_words import refuse_classified
from netintel.model.builder import Builder
from netintel.vocab import handling

NAME: Final = "table"
TITLE: Final = "Table (CSV, TSV, XLSX)"
PUBLISHER: Final = "any agency"
UNIT: Final = "row"
IDS: Final = "file"

_MARKS: Final = ("originator", "handling", "evaluation", "assertion")


def sniff(head: Head) -> bool:
    """Return whether the file is a table that a mapping or its headers explain, or a workbook."""
    if head.name.endswith(".xlsx"):
        return head.start.startswith(b"PK")
    if not head.name.endswith(_header.NAMES) or head.is_json:
        return False
    return head.mapped or not _header.is_text(head.start) or head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are plain titles."""
    return _table_plain.block(titles) is not None


def read(source: Source, build: Builder) -> Loader | None:
    """Read the table, or the sheets of the workbook; return the loader that knew all of it by its titles."""
    parts = blocks(source.mapping, _own_name(source)) if source.mapping is not None else None
    if source.head.name.endswith(".xlsx"):
        return _workbook(source, parts, build)
    if parts is not None and len(parts) > 1:
        raise FileRejectedError("mapping_error", "the mapping has `sheets`, but the file is no workbook", "correct it")
    given = parts[0] if parts is not None else None
    if given is not None and given.footer_rows:
        source, given = _footless(source, given), replace(given, encoding=None)
        _tell_footer(given.footer_rows, build)
    if given is None or not given.entities:
        return read_sheet(_header.sheet(source, build, given), given, source, build)
    sheet = _rows.delimited(source, build, given.encoding, given.delimiter, given.header_row)
    return read_sheet(sheet, given, source, build)


def _own_name(source: Source) -> str:
    return source.name.rpartition("/")[2].removesuffix(".gz")


def _workbook(source: Source, parts: tuple[Block, ...] | None, build: Builder) -> Loader | None:
    book = _rows.workbook(source)
    if parts is None or (len(parts) == 1 and not parts[0].entities and parts[0].sheet is None):
        return _by_titles(book, parts[0] if parts is not None else None, source, build)
    meant: set[Loader | None] = set()
    wanted = [part.sheet or book.sheet_names[0] for part in parts]
    for name, part in zip(wanted, parts, strict=True):
        if name not in book.sheet_names:
            raise FileRejectedError(
                "sheet_missing", f"the mapping names a sheet {name!r}", f"it has: {', '.join(book.sheet_names)}"
            )
        if part.entities:
            sheet = _rows.spreadsheet(book, name, build, part.header_row)
        else:
            header, lines = _header.of_lines(_rows.numbered_cells(book, name), part)
            sheet = _header.below(header, lines, build, part, f"sheet {name}")
        meant.add(read_sheet(_footed(sheet, part, build), part, source, build))
    _tell_sheets(book, set(wanted), build)
    return meant.pop() if len(meant) == 1 else None


def _by_titles(book: _rows.Workbook, given: Block | None, source: Source, build: Builder) -> Loader | None:
    """Read every sheet that somebody knows by its titles; where there is none, refuse the workbook."""
    meant: set[Loader | None] = set()
    taken: set[str] = set()
    widths: list[int] = []
    for name, lines in _rows.shown(book):
        header, lines = _header.of_lines(lines, given)
        if not header.knows:
            widths.append(len(header.titles))
            continue
        sheet = _header.below(header, lines, build, given, f"sheet {name}")
        meant.add(read_sheet(_footed(sheet, given, build), given, source, build))
        taken.add(name)
    if not taken:
        raise _unknown(widths[0]) if widths else _rows.no_header()
    _tell_sheets(book, taken, build)
    return meant.pop() if len(meant) == 1 else None


def _footed(sheet: _rows.Sheet, given: Block | None, build: Builder) -> _rows.Sheet:
    if given is None or not given.footer_rows:
        return sheet
    _tell_footer(given.footer_rows, build)
    return replace(sheet, rows=_all_but_last(sheet.rows, given.footer_rows))


def _footless(source: Source, given: Block) -> Source:
    """Cut the last lines with content off a text, in which a sum or a signature stands."""
    lines, rows = source.utf8(given.encoding).splitlines(keepends=True), given.footer_rows
    while rows and lines:
        rows -= bool(lines.pop().strip(b" ,;\t|\r\n"))
    defaults = {key: text for key, text in source.defaults.items() if key != "encoding"}
    return replace(source, data=b"".join(lines), defaults=defaults)


def _all_but_last(rows: Iterable[tuple[str, list[str]]], n: int) -> Iterator[tuple[str, list[str]]]:
    held: deque[tuple[str, list[str]]] = deque()
    for row in rows:
        held.append(row)
        if len(held) > n:
            yield held.popleft()


def _tell_footer(rows: int, build: Builder) -> None:
    build.warn(
        "footer_rows", f"the last {rows} lines are no rows, as the mapping states, and say nothing here",
        "correct `footer_rows` in the mapping if they are", locator="",
    )  # fmt: skip


def _tell_sheets(book: _rows.Workbook, taken: set[str], build: Builder) -> None:
    unread = [name for name in book.sheet_names if name not in taken]
    if unread:
        build.warn(
            "sheets_not_read", f"{len(unread)} sheets were not read: {', '.join(unread)}",
            "name them in a mapping under `sheets`", locator="",
        )  # fmt: skip
    if book.hidden:
        build.warn(
            "hidden_sheets", f"{len(book.hidden)} sheets are hidden: {', '.join(book.hidden)}",
            "ask the sender whether they were meant to be sent", locator="",
        )  # fmt: skip
    if book.within.errors:
        build.warn(
            "error_cells", f"{book.within.errors} cells hold an error (such as #N/A or #REF!) where a value was meant; "
            "they are read as empty", "ask for the workbook again with its values", locator="",
        )  # fmt: skip
    if book.within.rows or book.within.columns:
        build.warn(
            "hidden_cells",
            f"{book.within.rows} rows and {book.within.columns} groups of columns are hidden in its sheets; "
            "they are read as if they were shown",
            "ask the sender whether they were meant to be sent", locator="",
        )  # fmt: skip


def read_sheet(sheet: _rows.Sheet, given: Block | None, source: Source, build: Builder) -> Loader | None:
    """Read rows as the mapping says, or else as their titles do; return the loader that knew them, where it did."""
    if given is not None and given.entities:
        RowReader(given, sheet.header, _said(given, source.defaults), build).read(sheet.rows)
        return None
    known = knowing(sheet.header)
    if known is None:
        raise _unknown(len(sheet.header))
    if given is not None:
        source = replace(source, defaults={**given.defaults, **source.defaults})
    build.expect()  # what a sheet before it showed of dates and telephones holds there alone
    known.read_rows(sheet, source, build)
    return known if known.NAME != NAME else None


def read_rows(sheet: _rows.Sheet, source: Source, build: Builder) -> None:
    """Read rows below plain titles."""
    block = _table_plain.block(sheet.header)
    if block is None:
        raise _unknown(len(sheet.header))
    country = {key: text for key, text in source.defaults.items() if key == "default_country"}
    block = replace(block, order=sheet.order or block.order, decimal=sheet.decimal or block.decimal, defaults=country)
    RowReader(block, sheet.header, {}, build).read(sheet.rows)


def _unknown(columns: int) -> FileRejectedError:
    return FileRejectedError(
        "headers_unknown",
        f"the titles of its {columns} columns do not say what the table means, or it has none",
        "write a mapping beside the file, or use the headers id, name, … or source, target, type, date",
    )


def _said(block: Block, defaults: Mapping[str, str]) -> dict[str, str]:
    """Return what the block states for all its rows, where the case does not state otherwise."""
    said = {key: block.defaults[key] for key in _MARKS if key in block.defaults and key not in defaults}
    if "handling" in said:
        refuse_classified(said["handling"])
        said["handling"] = handling.parse(said["handling"]) or ""
    return said
