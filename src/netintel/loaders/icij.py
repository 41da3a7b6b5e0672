"""ICIJ Offshore Leaks: companies, officers, intermediaries, addresses and how they are related.

Publisher
    International Consortium of Investigative Journalists (offshoreleaks.icij.org), from leaks of several providers.
Channel
    CSV: `nodes-entities`, `nodes-officers`, `nodes-intermediaries`, `nodes-addresses`, `nodes-others` and
    `relationships`, recognised by their titles. Public mirrors often hold Git-LFS pointers instead; they are refused.
    The same table as a sheet of a workbook or as Parquet is known by its titles too.
Unit counted
    Row: one node or one relationship. A row without `node_id`, or a relationship without an end, is set aside.
Identity
    `icij-<node_id>`: unique in the whole database, so that the six files and their editions join.
Handling
    None in the format: what the case states for the file.

================================  ====================================================================================
column                            becomes
================================  ====================================================================================
a row of entities, others         Company, Organization
a row of officers, intermediaries  Organization where the name ends with a legal form, else Person, which a warning
                                  counts: the tables do not say, and who may be a person is protected as one
a row of addresses                Address
`jurisdiction_description`        registration; kept too as written, beside `jurisdiction_code`: ICIJ's codes (SAM, BAH,
                                  BVI) are not those of ISO 3166, so a code is never read as a country
`country_codes`                   country (location), a claim each: countries of the addresses known of a node, no
                                  nationality; `countries` is kept as `country_names`
`incorporation_date` and others   incorporation_date, inactivation_date, struck_off_date, dormancy_date, closed_date
`ibcRUC`                          registration_number; `original_name` and `former_name` alias
`sourceID`                        originator of the record: Panama Papers, Paradise Papers …
`valid_until`, `status`, `note`   claims of the same name, as all other columns
`rel_type`, `link`                kind (officer_of, intermediary_of, registered_address …) and role of a link
`start_date`, `end_date`          first and last of the link
`same_name_as`, `similar` …       a reference of that name and no link: who may be the same is no relation of two
================================  ====================================================================================

Ignored: `XXX`, `Undetermined` and like words as a country of registration (they stay as text, counted in a warning).

Traps
-----
Being in the database is no sign of wrongdoing. Officers are names as typed by a provider; the same person has many
nodes. `valid_until` says until when a leak reaches: an absent `end_date` does not say that a tie still holds.

References: offshoreleaks.icij.org/pages/database; offshoreleaks.icij.org/docs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from netintel.loaders import _header, _presets
from netintel.loaders._party_kind import kind_of
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.loaders._table_rows import RowReader
from netintel.model.builder import Builder

NAME: Final = "icij"
TITLE: Final = "ICIJ Offshore Leaks"
PUBLISHER: Final = "International Consortium of Investigative Journalists"
UNIT: Final = "row"
IDS: Final = "global"

_PRESETS: Final = (
    "icij_relationships", "icij_others", "icij_entities", "icij_intermediaries", "icij_addresses", "icij_officers"
)  # fmt: skip
_UNKNOWN: Final = frozenset({"xxx", "undetermined", "not identified", "unknown", ""})
_IDENTITY: Final = frozenset(
    "similar similar_company_as same_name_as same_id_as same_as same_company_as same_address_as same_intermediary_as "
    "probably_same_officer_as".split()
)

Row = tuple[str, list[str]]


def sniff(head: Head) -> bool:
    """Return whether the titles are those of one of the six tables."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are the titles of one of the six tables."""
    return _presets.chosen(titles, _PRESETS) is not None


def read(source: Source, build: Builder) -> None:
    """Read the nodes or the relationships."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Read the rows below their titles."""
    known = _presets.chosen(sheet.header, _PRESETS)
    if known is None:
        raise _presets.not_recognised(sheet.header)
    header = sheet.header
    at = {canonical: header.index(title) for canonical, title in _presets.columns(known, header).items()}
    rows: Iterable[Row] = sheet.rows
    if known.name == "icij_relationships":
        rows = _without_identities(rows, at, header, build)
    elif "read registration" in known.titles.values():
        header, rows = (*header, "read registration"), _with_registration(rows, at, build)
    elif "read kind" in known.titles.values():
        header, rows = (*header, "read kind"), _with_kind(rows, at["name"], build)
    block = _presets.fitted(known, header)
    RowReader(block, header, _presets.said(block, source.defaults), build).read(rows)


def _with_registration(rows: Iterable[Row], at: Mapping[str, int], build: Builder) -> Iterator[Row]:
    described, unknown = at.get("jurisdiction_description"), 0
    for locator, cells in rows:
        place = cells[described] if described is not None else ""
        known = place.lower() not in _UNKNOWN
        unknown += bool(place) and not known
        yield locator, [*cells, place if known else ""]
    if unknown:
        build.warn(
            "jurisdiction_unknown", f"{unknown} nodes whose jurisdiction ICIJ could not determine; no country is set",
            "nothing to do", field="jurisdiction_description", locator="",
        )  # fmt: skip


def _with_kind(rows: Iterable[Row], name: int, build: Builder) -> Iterator[Row]:
    persons = organisations = 0
    for locator, cells in rows:
        kind = kind_of(cells[name])
        persons += kind == "Person"
        organisations += kind != "Person"
        yield locator, [*cells, kind]
    build.warn(
        "kind_assumed",
        f"the table does not say who is a person: {organisations} nodes whose name ends with a legal form are taken as "
        f"organisations, {persons} as persons",
        "judge each by its file before it is used", field="kind", locator="",
    )  # fmt: skip


def _without_identities(
    rows: Iterable[Row], at: Mapping[str, int], header: tuple[str, ...], build: Builder
) -> Iterator[Row]:
    """Give the relationships; what says that two nodes may be the same becomes a reference instead of a link."""
    start, end, kind, origin = at["node_id_start"], at["node_id_end"], at["rel_type"], at.get("sourceID")
    named, taken = {start, end, kind, origin}, 0
    rest = [(place, _presets.word(title)) for place, title in enumerate(header) if place not in named]
    for locator, cells in rows:
        if cells[kind] not in _IDENTITY or not (cells[start] and cells[end]):
            yield locator, cells
            continue
        originator = cells[origin] if origin is not None else ""
        if build.record(locator, msgspec.json.encode(cells), originator=originator or None):
            build.reference(f"icij-{cells[start]}", cells[kind], f"icij-{cells[end]}")
            for place, title in rest:
                build.claim(f"icij-{cells[start]}", f"{cells[kind]}_{title}", cells[place])
            taken += 1
    if taken:
        build.warn(
            "identities_not_links", f"{taken} rows say that two nodes may be the same; they are references, no links",
            "`netintel.resolve.match` proposes who is the same", field="rel_type", locator="",
        )  # fmt: skip
