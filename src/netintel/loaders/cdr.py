"""Call detail records: who telephoned whom, when, how long, with which SIM and device, through which cell.

Publisher
    Telephone operators, and the police forces and prosecutors they answer to.
Channel
    CSV, TSV and text files with a header in one of some fifteen languages. They are recognised by two parties, a
    time, and at least one of duration, cell, IMSI or IMEI. A mapping beside the file goes first (`table`).
    The same table as a sheet of a workbook or as Parquet is known by its titles too.
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
- A call that two rows tell, one from each side (MO and MT), is two links: operators' clocks and durations differ, and
  two calls are not made one by a guess. Count one `role` alone, `outgoing` or `incoming`, where both are there.
- An IMSI or IMEI that fails its check is kept on the call as `imsi_text` or `imei_text` and makes no entity: `0` is
  no SIM.

References
----------
IEEE VAST Challenge 2008, mini challenge 3 (cell phone calls); ITU-T E.164 and E.212; 3GPP TS 23.003.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow.compute as pc

from netintel.loaders import _cdr_titles, _header, _presets
from netintel.loaders._cdr_calls import Calls
from netintel.loaders._cdr_words import is_label
from netintel.loaders._date_order import has_year_last, order_of
from netintel.loaders._row_blocks import Batch, batches, twice
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "cdr"
TITLE: Final = "Call detail records"
PUBLISHER: Final = "telephone operators, police"
UNIT: Final = "row"
IDS: Final = "file"


def sniff(head: Head) -> bool:
    """Return whether the titles of a table are those of call records, and no plain header explains it."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are titles of call records."""
    return _cdr_titles.are_calls(titles)


def read(source: Source, build: Builder) -> None:
    """Read the calls."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Read the calls below their titles."""
    header = sheet.header
    if not recognises(header):
        raise _presets.not_recognised(header)
    country = source.defaults.get("default_country")
    first, sheet = twice(sheet)
    order = sheet.order or order_of(_days(first), "first", build)
    build.expect(date_order=order, default_country=country)
    calls: Calls | None = None
    for batch in batches(sheet):
        if calls is None:
            calls = Calls(header, build, country, labels=_labelled(batch, header))
        calls.read(batch)
    if calls is not None:
        calls.tell()


def _labelled(batch: Batch, header: tuple[str, ...]) -> bool:
    places = _cdr_titles.columns(header)
    callers = batch.columns[places.get("caller", places.get("subscriber", 0))]
    return all(is_label(text) for text in pc.unique(callers).to_pylist())


def _days(sheet: Sheet) -> Iterator[str]:
    """Give the days as written, each once in many rows; where the first rows write none with the year last, no more."""
    places = _cdr_titles.columns(sheet.header)
    place = places["start"] if "start" in places else places["date"]
    for number, batch in enumerate(batches(sheet)):
        days = pc.unique(pc.utf8_slice_codeunits(batch.columns[place], 0, 10)).to_pylist()
        if number == 0 and not any(map(has_year_last, days)):
            return
        yield from days
