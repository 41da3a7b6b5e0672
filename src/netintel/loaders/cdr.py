"""Call detail records: who telephoned whom, when, how long, with which SIM and device, through which cell.

Publisher
    Telephone operators, and the police forces and prosecutors they answer to.
Channel
    CSV, TSV and text files with a header in one of some fifteen languages. They are recognised by two parties, a
    time, and at least one of duration, cell, IMSI or IMEI. A mapping beside the file goes first (`table`).
Unit counted
    Row: one call, message or other event. A row repeated word for word is a duplicate; one that names neither party or
    has another number of cells than the header is set aside.
Identity
    Telephones by their number in E.164, SIM cards by IMSI, devices by IMEI (check digit and software version aside),
    cells by network, area and id; all within the file. A claim `number`, `imsi` or `imei` joins them with other files.
Handling
    Columns `handling`, `evaluation`, `originator`, `assertion`, `review_due`, or what the case states for the file.

=============================  =========================================================================================
column                         becomes
=============================  =========================================================================================
caller, called                 two Phones and a link Call or Message from the caller to the called
subscriber, other party        the same; where the direction is incoming, the link runs from the other party
start, or date and time        `first` of the link; `first_text` where the text says more or less than what is read
duration                       claim `duration` of the link in seconds (also from h:mm:ss); `last` where `first` is
                               exact to the second
direction                      `role` of the link: `outgoing` or `incoming`, as the served telephone sees it; a claim
                               `direction` where the word is not known
type                           kind of the link (Call, Message); a claim `type` where the word says more
IMSI, IMEI                     a SIM and a Device of the served telephone (the called one where the direction is
                               incoming), or of the side that the title names; one link a pair, with every record
cell, LAC                      a CellSite that the link names by `cell`; its id is no place and gives no coordinates
network (MCC-MNC)              claim `network` of the link; the cell's country
other columns                  claims of the link under their own title, named in one warning
=============================  =========================================================================================

Nothing is ignored. What is read once in the file is said once: numbers, SIM, devices and cells in the first record that
writes them so.

Countries
---------
A number in E.164 claims `phone_country`, an IMSI `sim_country` (its mobile country code), a cell of a known network
`country`. None of them makes a person belong to a country.

Traps
-----
- Withheld numbers (`private`, `unknown`, `***`, an empty cell, a number with masked digits) are not one person: each
  such call gets an unnamed end of its own, with the text in `withheld_number`.
- Short numbers of up to six digits and names such as VOICEMAIL are services: claim `service`, their text in
  `short_number`, scoped by the row's network or the file's country, so that 112 is not one hub for two countries. A
  file whose callers all have six digits or fewer uses labels of its own (VAST 2008): they are names, not numbers. The
  first rows decide.
- Spreadsheets turn numbers into `4.07E+10` and eat `+` and zeros. Such numbers are flagged and never repaired: of a
  changed one the call gets an end of its own; one without country keeps its digits and matches nothing, until the
  case states `default_country` for the file.
- Times are as the operator's clock shows them; a zone that is not written is not guessed. Day and month are taken in
  the order that dates of the file itself show, and told; where none shows it, no date is set.
- An IMSI or IMEI that fails its check is kept on the call as `imsi_text` or `imei_text` and makes no entity: `0` is
  no SIM.

References
----------
IEEE VAST Challenge 2008, mini challenge 3 (cell phone calls); ITU-T E.164 and E.212; 3GPP TS 23.003.
"""

from __future__ import annotations

import re
from typing import Final

import pyarrow.compute as pc

from netintel.loaders import _cdr_titles, _presets, _table_plain
from netintel.loaders._cdr_calls import Calls
from netintel.loaders._cdr_words import is_label
from netintel.loaders._row_blocks import Batch, Delimited
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder
from netintel.vocab import dates

NAME: Final = "cdr"
TITLE: Final = "Call detail records"
PUBLISHER: Final = "telephone operators, police"
UNIT: Final = "row"
IDS: Final = "file"

_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/]\d{4}\b")


def sniff(head: Head) -> bool:
    """Return whether the titles of a table are those of call records, and no plain header explains it."""
    header = _presets.header_of(head)
    return _cdr_titles.are_calls(header) and _table_plain.block(header) is None


def read(source: Source, build: Builder) -> None:
    """Read the calls."""
    rows = Delimited(source, build, None, None, 1)
    if not _cdr_titles.are_calls(rows.header):
        raise _presets.not_recognised(rows.header)
    country = source.defaults.get("default_country")
    build.expect(date_order=_order(source, rows.header, build), default_country=country)
    calls: Calls | None = None
    for batch in rows.batches():
        if calls is None:
            calls = Calls(rows.header, build, country, labels=_labelled(batch, rows.header))
        calls.read(batch)
    if calls is not None:
        calls.tell()


def _labelled(batch: Batch, header: tuple[str, ...]) -> bool:
    places = _cdr_titles.columns(header)
    callers = batch.columns[places.get("caller", places.get("subscriber", 0))]
    return all(is_label(text) for text in pc.unique(callers).to_pylist())


def _order(source: Source, header: tuple[str, ...], build: Builder) -> dates.Order:
    """Return the order of day and month, where the year comes last and dates of the file show it."""
    places = _cdr_titles.columns(header)
    place = places["start"] if "start" in places else places["date"]
    day = month = unclear = 0
    for number, batch in enumerate(Delimited(source, Builder(), None, None, 1).batches()):
        days = pc.unique(pc.utf8_slice_codeunits(batch.columns[place], 0, 10)).to_pylist()
        found = [(int(m[1]), int(m[2])) for text in days if (m := _YEAR_LAST.match(text)) is not None]
        if not found and number == 0:
            return "year-first"
        day += sum(a > 12 for a, _ in found)
        month += sum(b > 12 for _, b in found)
        unclear += sum(a <= 12 and b <= 12 for a, b in found)
    if bool(day) == bool(month):
        return "year-first"
    order: dates.Order = "day-first" if day else "month-first"
    build.warn(
        "date_order_inferred",
        f"{unclear} different days such as 03/04/2026 are read {order}, as {day or month} others of the file show",
        "if that is wrong, write a mapping with `table: {dates: …}`", field="first", locator="",
    )  # fmt: skip
    return order
