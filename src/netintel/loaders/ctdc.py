"""CTDC: the Counter Trafficking Data Collaborative's global dataset, as flows between countries and nothing else.

Publisher
    IOM and partners, Counter Trafficking Data Collaborative (ctdatacollaborative.org): cases of victims of trafficking,
    k-anonymised in the older editions, differentially private and synthetic in the newer ones.
Channel
    CSV with the titles of the codebook (`yearOfRegistration`, `citizenship`, `CountryOfExploitation` …), with or
    without byte order mark.
    The same table as a sheet of a workbook or as Parquet is known by its titles too.
Unit counted
    Row: one case. Rows carry no id and may be equal, so none is a duplicate of another.
Identity
    A Country by its code. No row becomes a person, and none an entity or a claim of one.
Handling
    None in the format: what the case states for the file. Records are `computed`: a flow is a count, not a case.

==========================================  =========================================================================
columns                                     become
==========================================  =========================================================================
`citizenship`, `CountryOfExploitation`      two Countries and a link AggregateFlow between them; its weight, and the
                                            claim `cases`, is the number of rows
`yearOfRegistration`                        first and last of the link, a year
`isForcedLabour`, `isSexualExploit` …       role of the link: forced_labour, sexual_exploitation …, joined by `; `
==========================================  =========================================================================

Small counts
    No flow of fewer than 5 rows is made. Rows of a country pair, exploitation and year that are fewer are pooled over
    the years, then over the kinds of exploitation; what is fewer even so is left out and counted in a warning. Every
    row counts in one flow at most, so no small count can be had by subtracting.

Ignored
    Gender, age, means of control, kinds of labour, relation to the recruiter and all other columns: together they
    describe one victim. They are named in a warning with the number of values that were left out. Rows whose country of
    citizenship or exploitation is unknown (`-99`, `00`, empty) make no flow and are counted in a warning.

Traps
-----
`-99` is unknown, never a number; ages are written `0--8`. `NA` is Namibia in a column whose other codes have two
letters, and unknown in one whose codes have three. A region or the EU is no country: such rows count as unknown.
`CountryOfExploitation` is where a victim was identified: a
proxy. Counts follow where the partners work, not where trafficking is. A synthetic edition has no real case in any row.
The evidence of a flow is the first of its rows: the flow is a count over all of them. No flow is a tie between actors.

References: Global Synthetic Dataset codebook, version 2 (February 2024); Palermo Protocol, art. 6.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from netintel.loaders import _header, _presets
from netintel.loaders._presets import word
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder
from netintel.vocab import countries

NAME: Final = "ctdc"
TITLE: Final = "CTDC global dataset (aggregate flows)"
PUBLISHER: Final = "IOM, Counter Trafficking Data Collaborative"
UNIT: Final = "row"
IDS: Final = "file"

SMALLEST: Final = 5
"""Rows that a flow must have to be made: the k of the house rule for aggregates."""

_NEEDS: Final = ("yearofregistration", "citizenship", "countryofexploitation")
_EXPLOITATION: Final = {
    "isforcedlabour": "forced_labour",
    "issexualexploit": "sexual_exploitation",
    "isotherexploit": "other_exploitation",
    "issexandlabour": "sexual_exploitation_and_forced_labour",
    "isforcedmarriage": "forced_marriage",
    "isforcedmilitary": "forced_military_service",
    "isorganremoval": "organ_removal",
    "isslaveryandpractices": "slavery_and_similar_practices",
}
_UNKNOWN: Final = frozenset({"", "-99", "00", "na", "null", "unknown"})
_NAMIBIA: Final = "na"
_YES: Final = frozenset({"1", "1.0", "true"})
_YEAR: Final = re.compile(r"(\d{4})(?:\.0)?")


class Flow(NamedTuple):
    """Who counts together: countries by their codes, exploitation and year, empty where unknown or pooled."""

    citizenship: str
    exploited_in: str
    exploitation: str
    year: str


def sniff(head: Head) -> bool:
    """Return whether the titles are those of the dataset's codebook."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are titles of the dataset's codebook."""
    words = {word(title) for title in titles}
    return words.issuperset(_NEEDS) and bool(words & _EXPLOITATION.keys())


def read(source: Source, build: Builder) -> None:
    """Count the rows by country pair, exploitation and year."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Count the rows below their titles."""
    at = {word(title): place for place, title in enumerate(sheet.header)}
    if not at.keys() >= set(_NEEDS):
        raise _presets.not_recognised(sheet.header)
    rows: list[tuple[str, Flow]] = []
    unread, left_out = Counter[str](), Counter[str]()
    used = {at[name] for name in (*_NEEDS, *_EXPLOITATION) if name in at}
    apart = [(title, place) for place, title in enumerate(sheet.header) if place not in used]
    table = list(sheet.rows)
    in_two = frozenset(name for name in _NEEDS[1:] if any(_has_two_letters(cells[at[name]]) for _, cells in table))
    for locator, cells in table:
        rows.append((locator, _flow(cells, at, in_two, unread)))
        left_out.update(title for title, place in apart if cells[place].lower() not in _UNKNOWN)
    chosen, small = _pooled(flow for _, flow in rows)
    cases = Counter(chosen[flow] for _, flow in rows if flow in chosen)
    said: set[Flow] = set()
    for locator, flow in rows:
        build.record(locator, None, assertion="computed")
        pool = chosen.get(flow)
        if pool is not None and pool not in said:
            said.add(pool)
            _say(pool, cases[pool], build)
    _tell(len(rows), sum(not (f.citizenship and f.exploited_in) for _, f in rows), small, unread, left_out, build)


def _has_two_letters(text: str) -> bool:
    return len(text) == 2 and text.isalpha() and text.lower() != _NAMIBIA


def _flow(cells: list[str], at: Mapping[str, int], in_two: frozenset[str], unread: Counter[str]) -> Flow:
    citizenship, exploited_in = (_country(cells[at[name]], name, name in in_two, unread) for name in _NEEDS[1:])
    year = _YEAR.fullmatch(cells[at["yearofregistration"]])
    if year is None and cells[at["yearofregistration"]].lower() not in _UNKNOWN:
        unread["yearofregistration"] += 1
    kinds = [kind for name, kind in _EXPLOITATION.items() if name in at and cells[at[name]].lower() in _YES]
    return Flow(citizenship, exploited_in, "; ".join(kinds), year[1] if year is not None else "")


def _country(text: str, field: str, two: bool, unread: Counter[str]) -> str:
    """Return the code of a country; `NA` is Namibia where the column's codes have two letters, else unknown."""
    if text.lower() in _UNKNOWN and not (two and text.lower() == _NAMIBIA):
        return ""
    code = countries.lookup(text)
    if code is not None and countries.is_country(code):
        return code
    unread[field] += 1
    return ""


def _pooled(flows: Iterable[Flow]) -> tuple[dict[Flow, Flow], int]:
    """Return for each flow the one it counts in, and the rows that count in none because they are too few."""
    waiting = Counter(flow for flow in flows if flow.citizenship and flow.exploited_in)
    chosen: dict[Flow, Flow] = {}
    for pooled in (dict[str, str](), {"year": ""}, {"year": "", "exploitation": ""}):
        pools = {flow: flow._replace(**pooled) for flow in waiting}
        sizes, made = Counter[Flow](), set(chosen.values())
        for flow, pool in pools.items():
            sizes[pool] += waiting[flow]
        done = {flow: pool for flow, pool in pools.items() if sizes[pool] >= SMALLEST or pool in made}
        chosen |= done
        for flow in done:
            del waiting[flow]
    return chosen, waiting.total()


def _say(flow: Flow, cases: int, build: Builder) -> None:
    for code in (flow.citizenship, flow.exploited_in):
        build.entity(f"country/{code}", "Country", [("name", countries.name(code)), ("country_code", code)])
    year = flow.year or None
    build.link(
        f"country/{flow.citizenship}", f"country/{flow.exploited_in}", "AggregateFlow",
        role=flow.exploitation or None, first=year, last=year, weight=float(cases), claims=[("cases", str(cases))],
    )  # fmt: skip


def _tell(rows: int, unknown: int, small: int, unread: Counter[str], left_out: Counter[str], build: Builder) -> None:
    if unknown:
        build.warn(
            "flow_unknown",
            f"{unknown} of {rows} cases make no flow: citizenship or country of exploitation is unknown",
            "unknown is no country; nothing to do", locator="",
        )  # fmt: skip
    if small:
        build.warn(
            "small_counts_left_out",
            f"{small if small >= SMALLEST else f'fewer than {SMALLEST}'} of {rows} cases are of country pairs with "
            f"fewer than {SMALLEST} cases; no flow is made of them",
            "so few could be recognised; nothing to do", locator="",
        )  # fmt: skip
    for field, count in sorted(unread.items()):
        if count:
            build.warn(
                "value_not_understood", f"{count} values are no country or year; they count as unknown",
                "correct the export", field=field, locator="",
            )  # fmt: skip
    if left_out:
        told = ", ".join(f"{title} {count}" for title, count in sorted(left_out.items()))
        build.warn(
            "not_aggregated", f"{left_out.total()} values of {len(left_out)} columns are left out, for they describe "
            f"single victims: {told}", "use the publisher's own tables for them", locator="",
        )  # fmt: skip
