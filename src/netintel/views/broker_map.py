"""Who joins jurisdictions, from where, to where, and how sure is the rank?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from netintel.views import _contacts, _escape, _figure, _frames, _glyphs, _land, _ranks, _subject, _theme
from netintel.views._picture import Picture, number
from netintel.views._pseudonyms import pseudonym_note, shown_names

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph
    from netintel.model.network import Network
    from netintel.model.results import Scores

MOST = 50
"""Brokers on one map at most."""
SPOKED = 5
SCORES = {
    "boundary_per_contact": "pairs of contacts across a border who are not tied to each other, for each contact",
    "boundary": "pairs of contacts across a border who are not tied to each other",
    "cross_border_betweenness": "pairs of different countries whose shortest paths lead through somebody",
    "betweenness": "pairs of any others whose shortest paths lead through somebody",
    "constraint": "how far all ties lead back to the same contacts; low is more of a broker",
    "effective_size": "contacts, less those who are tied to one another",
    "efficiency": "the part of the contacts that are not tied to one another",
    "hierarchy": "how far one contact makes up the constraint; low is more of a broker",
    "bridging_centrality": "shortest paths through somebody whose contacts have many ties of their own",
    "cohesion_loss": "how much longer all ways become when a tie is cut, on the mean",
    "community_brokerage": "how well and how nearly alone somebody joins communities",
    "participation": "how evenly the contacts are spread over countries",
}
"""What each score counts, in words."""
_SMALLEST, _LARGEST = 9.0, 26.0


def broker_map(
    graph: EntityGraph | Network,
    brokers: Scores,
    *,
    top: int = 20,
    boundaries: Mapping[str, Any] | None = None,
) -> Picture:
    """Draw the first brokers at their country, with spokes to the countries they are in contact with.

    Area of a mark is the score; the panel beside the map shows each rank with its interval. The first five have a
    colour and spokes. A diamond belongs to several countries and stands in the first of them by code. Somebody whose
    country is unknown stands in a box, not on the map.

    Parameters
    ----------
    graph
        What the brokers were computed on.
    brokers
        From `netintel.analysis.brokers`.
    top
        Brokers shown, 1 to 50.
    boundaries
        GeoJSON of official outlines, as in `corridor_map`.

    Returns
    -------
    Picture
        Its table has one row a broker drawn, with `rank`, `rank_low`, `rank_high`, `p_top`, `name` (or pseudonym),
        `score`, `countries` (own; empty is unknown), `contacts` (countries of those they are tied to; null where the
        result stands on a network projected in another way).

    Raises
    ------
    StaleResultError
        The brokers were computed on another graph.

    Limits
    ------
    The position inside a country has no meaning. Spokes show contact, not travel.
    """
    _subject.require(graph, brokers)
    if not 1 <= top <= MOST:
        raise ValueError(f"top: expected 1 to {MOST} brokers on one map, got {top}")
    ranked = brokers.table()
    shown = _with_score(ranked, brokers).head(top)
    network = _contacts.network_of(graph, brokers)
    people = _people(graph, network, brokers, shown)
    notes = _subject.notes(graph, brokers)
    if not people:
        return _nobody(graph, brokers, notes)
    level = float(brokers.parameters.get("level", 0.9))
    mapped = any(person.home for person in people)
    figure = _drawn(people, level, boundaries) if mapped else _ranks_alone(people, level)
    return Picture(
        title=_title(people),
        subtitle=_subtitle(graph, network, brokers, len(people)),
        notes=(
            *_reading(people, mapped, brokers),
            *pseudonym_note(graph, shown.index),
            *notes,
            *(_land.boundary_notes(boundaries) if mapped else ()),
            *_subject.caveats_of(brokers),
        ),
        _alt=_alt(people, brokers, mapped),
        _rows=_rows(people, shown),
        _drawn=figure,
    )


def _with_score(table: pd.DataFrame, brokers: Scores) -> pd.DataFrame:
    """Leave out those who join nobody; by some methods, as constraint, low is more of a broker."""
    known = table["score"].notna()
    return table[known if brokers.low_is_best else known & (table["score"] > 0)]


def _people(
    graph: EntityGraph | Network, network: Network | None, brokers: Scores, shown: pd.DataFrame
) -> list[_glyphs.Broker]:
    names = shown_names(graph)
    touched = {} if network is None else _contacts.countries_touched(network, shown.index)
    largest = float(shown["score"].max()) if len(shown) else 0.0
    people = []
    for position, (node, row) in enumerate(zip(shown.index, shown.to_dict("records"), strict=True)):
        size = 14.0
        if not brokers.low_is_best and largest > 0:
            size = max(_SMALLEST, _LARGEST * math.sqrt(float(row["score"]) / largest))
        people.append(
            _glyphs.Broker(
                name=names.get(node, str(node)),
                score=float(row["score"]),
                rank=float(row["rank"]),
                low=float(row["rank_low"]),
                high=float(row["rank_high"]),
                own=tuple(row["countries"]),
                touched=touched.get(node, ()),
                size=round(size, 1),
                colour=_theme.CLUSTERS[position] if position < SPOKED else _theme.OTHER,
            )
        )
    return people


def _drawn(people: list[_glyphs.Broker], level: float, boundaries: Mapping[str, Any] | None) -> Any:
    figure = _figure.empty()
    homes: dict[str, list[_glyphs.Broker]] = {}
    for person in people:
        home = person.home
        if home is not None:
            homes.setdefault(home, []).append(person)
    spokes = _land.drawable(code for person in people[:SPOKED] for code in person.touched)
    (frame,) = _frames.frames({*homes, *spokes}, width=0.6, companion=False, beside=True)
    figure.update_layout({frame.name: frame.layout()})
    fills = dict.fromkeys(homes, _theme.SUPPLIED)
    hover = {c: f"<b>{_escape.plotly(_land.called(c))}</b><br>brokers shown: {len(homes[c])}" for c in homes}
    _land.add_land(figure, frame, fills, hover, boundaries, otherwise="no broker shown")
    at = {
        id(p): spot
        for home, some in homes.items()
        for p, spot in zip(some, _glyphs.spread(frame, home, some), strict=True)
    }
    for person in people[:SPOKED]:
        if id(person) in at:
            figure.add_trace(_glyphs.spokes(frame, person, at[id(person)]))
    placed = [person for person in people if id(person) in at]
    figure.add_trace(_glyphs.glyphs(frame, placed, [at[id(person)] for person in placed]))
    _land.add_ends(figure, frame, [code for code in spokes if code not in homes])
    _glyphs.add_labels(figure, frame, placed, [at[id(person)] for person in placed], [*homes, *spokes])
    _ranks.add_ranks(figure, [_ranked(person) for person in people], level=level, left=0.785)
    _glyphs.add_unknown(figure, [person for person in people if id(person) not in at])
    return _figure.finish(figure)


def _ranks_alone(people: list[_glyphs.Broker], level: float) -> Any:
    """Return the panel of ranks alone: where no country is known, no map is made up."""
    import plotly.graph_objects as go

    figure = go.Figure()
    _ranks.add_ranks(figure, [_ranked(person) for person in people], level=level, left=0.2)
    return _figure.finish(figure, height=90 + 24 * len(people))


def _ranked(person: _glyphs.Broker) -> _ranks.Ranked:
    where = " ".join(person.own[:2]) or "unknown"
    return _ranks.Ranked(person.name, where, person.rank, person.low, person.high, person.colour, person.hover)


def _title(people: list[_glyphs.Broker]) -> str:
    first = people[0]
    own = f" ({', '.join(map(_land.called, first.own[:2]))})" if first.own else ""
    abroad = [_land.called(code) for code in first.touched if code not in first.own]
    contact = f", in contact with {_listed(abroad)}" if abroad else ""
    equal = sum(person.rank == first.rank for person in people)
    shared = f" (shared by {equal})" if equal > 1 else ""
    ranked = f"rank {number(first.rank)}{shared}, interval {number(first.low)} to {number(first.high)}"
    return f"{_told(first)}{own} is the first broker{contact}: {ranked}"


def _told(person: _glyphs.Broker) -> str:
    """Return a name as a sentence can hold it; one that is a mere number says of what."""
    name = _escape.visible(person.name, 40)
    return f"Actor {name}" if name.isdigit() else name


def _listed(words: list[str]) -> str:
    told = words if len(words) < 5 else [*words[:3], f"{len(words) - 3} more"]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _subtitle(graph: EntityGraph | Network, network: Network | None, brokers: Scores, shown: int) -> str:
    left_out = "" if network is None else _subject.unranked(network, brokers)
    told = [
        f"{shown} of {len(brokers.rows):,} ranked shown",
        f"score: {brokers.method.replace('_', ' ')}",
        _subject.group_of(brokers),
    ]
    if left_out:
        told.append(left_out)
    return "; ".join([*told, _subject.period_of(graph)]) + "."


def _reading(people: list[_glyphs.Broker], mapped: bool, brokers: Scores) -> tuple[str, ...]:
    if not mapped:
        return (f"No country of these brokers is known to our map, so no map is drawn. {_counted(brokers)}",)
    size = "all marks are of one size" if brokers.low_is_best else "area of a mark is the score"
    spokes = "Lines lead from the first five to the countries of their contacts"
    if not any(person.touched for person in people[:SPOKED]):
        spokes = "No lines: contacts in other countries are unknown, or the network is not the default projection"
    return (
        f"The position inside a country has no meaning; {size}; in brackets the interval of the rank; a diamond "
        f"belongs to several countries. {spokes}; they show contact, not travel. {_counted(brokers)}",
    )


def _counted(brokers: Scores) -> str:
    return f"Score: {SCORES.get(brokers.method, brokers.method.replace('_', ' '))}."


def _alt(people: list[_glyphs.Broker], brokers: Scores, mapped: bool) -> str:
    kind = "Map" if mapped else "Chart"
    others = f", then {' and '.join(map(_told, people[1:3]))}" if len(people) > 1 else ""
    return f"{kind} of the first {len(people)} brokers by {brokers.method.replace('_', ' ')}. {_title(people)}{others}."


def _rows(people: list[_glyphs.Broker], shown: pd.DataFrame) -> pd.DataFrame:
    table = shown[["rank", "rank_low", "rank_high", "p_top"]].reset_index(drop=True)
    table["name"] = [_escape.visible(person.name) for person in people]
    table["score"] = [person.score for person in people]
    table["countries"] = [tuple(map(_land.called, person.own)) for person in people]
    table["contacts"] = [tuple(map(_land.called, person.touched)) for person in people]
    return table


def _nobody(graph: EntityGraph | Network, brokers: Scores, notes: tuple[str, ...]) -> Picture:
    why = f"By {brokers.method.replace('_', ' ')} nobody joins jurisdictions in this network."
    return Picture(
        title="No brokers to show",
        subtitle=f"{why} {_subject.period_of(graph).capitalize()}.",
        notes=(*notes, *_subject.caveats_of(brokers)),
        _alt=why,
        _rows=pd.DataFrame(
            columns=["rank", "rank_low", "rank_high", "p_top", "name", "score", "countries", "contacts"]
        ),
        _drawn=_figure.words(why),
    )
