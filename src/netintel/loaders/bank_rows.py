"""Bank rows: statements, transfers, FinCEN Files and AMLSim, recognised by their titles.

Publisher
    Banks and payment services (statements, lists of transfers, exported as tables), ICIJ (FinCEN Files,
    `download_transactions_map.csv`), IBM (AMLSim, simulated transfers).
Channel
    `.csv`, `.tsv`, `.tab`, `.txt`; titles in English, German, French, Spanish, Italian, Dutch, Polish or Romanian, as
    in `loaders/presets/bank_statement.yml` and `bank_transfers.yml`. Other layouts need a mapping beside the file.
    The same table as a sheet of a workbook or as Parquet is known by its titles too.
    Lines above the titles (holder, period) are counted and kept nowhere.
Unit counted
    Row: one booking. A row without an amount, with two, or that names neither side is set aside; a row repeated word
    for word is a duplicate, so two equal bookings of one day are told apart by their reference or not at all.
Identity
    An account is `account/<IBAN>`, else `account/<number>@<bank>:`. A side without an account is a node of its own row:
    a name does not say who it is. A party is known by its account and name together. Banks of FinCEN by id and
    country: an id in two countries is two offices. AMLSim accounts by their number, which joins its two files.
Handling
    Columns `handling`, `evaluation`, `originator`, `review_due`, or what the case states for the file.

=============================  =======================================================================================
column                         becomes
=============================  =======================================================================================
account, counterparty account  BankAccount with iban (its country is `iban_country`) or account_id
BIC                            bic, and `bank_country` from its fifth and sixth letter; bank, country of the bank
name                           a party: Organization where the name ends with a legal form, else Person (who may be one
                               is protected as one), with name, country, address, and a link Owner, role holder
amount, or debit and credit    Payment from payer to payee with the exact amount; `amount_text` where written otherwise
sign, debit or credit word     who is payer: a minus, a debit column, or a word as S/H, D/C, Af/Bij, Dare/Avere
currency                       currency; else the code beside the amount or in the title of its column
booking date                   first of the payment; value date `value_date`
purpose, reference, type       purpose, reference, booking_type; balance after it: balance, of the payment's record
FinCEN `filer_org_name`        filer and filer_id of the payment: the bank that reported it, no side of it
FinCEN `number_transactions`   number_of_transactions of the payment: a row is a sum of many
AMLSim `time`, `isFraud`       step (of the simulation, no date); is_fraud, the planted truth, and no finding
=============================  =======================================================================================

Other columns are kept as claims under their own title and named in one warning. Nothing is ignored.

Traps
-----
`1.234` is a thousand or one and a bit: it is read by the decimal sign that other amounts of the table show, with a
warning and its count, or kept as text. Day and month are read by the order that some date of the table shows
(`25/03/2026`), told likewise, or kept as text. A statement whose amounts have no sign and no column for it gives
payments without direction. A column called just `IBAN` or `Kontonummer`, with no other account in the table, may be the
account's or the other side's: it is the other side's where it stands behind the name of the other side, unless one
value stands beside several names; told with its count. Account numbers other than IBANs are account_id: they hold at
one bank only and match nothing elsewhere. FinCEN amounts are US dollars, as ICIJ states; dates are words (`May 29,
2012`) and amounts `5.689852347E7`. Banks export in Windows code pages: such a file is refused with ranked guesses.

References: icij.org/investigations/fincen-files; github.com/IBM/AMLSim; ISO 13616 (IBAN), ISO 9362 (BIC).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from netintel.loaders import _header, _presets
from netintel.loaders._bank_sides import Sides, whose_account
from netintel.loaders._date_order import order_of
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.loaders._table_rows import RowReader
from netintel.model.builder import Builder

NAME: Final = "bank_rows"
TITLE: Final = "Bank rows (statements, transfers, FinCEN Files, AMLSim)"
PUBLISHER: Final = "banks and payment services, ICIJ, IBM"
UNIT: Final = "row"
IDS: Final = "file"

_PRESETS: Final = ("fincen", "amlsim_transactions", "amlsim_nodes", "bank_transfers", "bank_statement")
_TWO_SIDED: Final = frozenset({"bank_transfers", "bank_statement"})


def sniff(head: Head) -> bool:
    """Return whether the titles of a table are those of a bank."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are titles of a bank."""
    return _presets.chosen(titles, _PRESETS) is not None


def read(source: Source, build: Builder) -> None:
    """Read the bookings."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Read the bookings below their titles."""
    known = _presets.chosen(sheet.header, _PRESETS)
    if known is None:
        raise _presets.not_recognised(sheet.header)
    if known.name not in _TWO_SIDED:
        block = _presets.fitted(known, sheet.header)
        RowReader(block, sheet.header, _presets.said(block, source.defaults), build).read(sheet.rows)
        return
    rows = list(sheet.rows)
    columns = whose_account(_presets.columns(known, sheet.header), sheet.header, rows, build)
    sides = Sides(sheet.header, columns, rows, build, sheet.decimal)
    days = [sheet.header.index(columns[title]) for title in ("booking_date", "value_date") if title in columns]
    order = sheet.order or order_of([cells[at] for at in days for _, cells in rows], "booking_date", build)
    block = replace(_presets.fitted(known, sides.header), order=order)
    RowReader(block, sides.header, _presets.said(block, source.defaults), build).read(sides.rows())
    sides.tell()
