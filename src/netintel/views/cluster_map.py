"""Which jurisdictions act together, and how sure is it?"""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from netintel.model.graph import EntityGraph
from netintel.views import _escape, _figure, _frames, _land, _legend, _subject, _theme
from netintel.views._picture import Picture, number
from netintel.views._places import places

if TYPE_CHECKING:
    from netintel.model.network import Network
    from netintel.model.results import Groups
    from netintel.views._frames import Frame

UNSURE = 0.6
"""Below this stability a country is hatched: in another sample it may well belong elsewhere."""
CROWD = 40
"""Countries with a letter of full size; on more of them letters are smaller."""
LISTED = 10
"""Clusters in the legend."""
OTHERWISE = "no ties across borders known, which is not zero"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class _Cluster:
    """A cluster as drawn: letter and colour (none for a country on its own), codes by size, mean stability."""

    letter: str
    colour: str
    codes: tuple[str, ...]
    stability: float

    @property
    def name(self) -> str:
        """The three largest countries, and how many more."""
        first = 4 if len(self.codes) == 4 else 3  # "and 1 more" takes as much room as its name
        more = f" and {len(self.codes) - first} more" if len(self.codes) > first else ""
        return ", ".join(_land.called(code) for code in self.codes[:first]) + more


def cluster_map(
    graph: EntityGraph | Network,
    clusters: Groups,
    *,
    boundaries: Mapping[str, Any] | None = None,
) -> Picture:
    """Fill the countries by the cluster they act in, paler where less stable, hatched where unsure.

    A cluster has a letter and a colour and is named for its three largest countries. Nothing is drawn around a
    cluster: a hull would claim land that has no part in it.

    Parameters
    ----------
    graph
        What the clusters were computed on.
    clusters
        From `netintel.analysis.jurisdiction_clusters`.
    boundaries
        GeoJSON of official outlines, as in `corridor_map`.

    Returns
    -------
    Picture
        Its table has one row a country, with `cluster` (letter; empty where a country is on its own), `cluster_name`,
        `country`, `membership`, `stability` (0-1; nan where it was not tied to any other), `unsure`, `actors` (how
        many belong to the country).

    Raises
    ------
    StaleResultError
        The clusters were computed on another graph.

    Limits
    ------
    Seven clusters have a colour; more are grey and told apart by letter.
    """
    _subject.require(graph, clusters)
    table = clusters.table()
    sizes = _sizes(graph)
    found = _clusters(table, sizes)
    notes = _subject.notes(graph, clusters)
    if not _land.drawable(table["country"]):
        return _nothing(graph, clusters, notes)
    rows = _rows(table, found, sizes)
    return Picture(
        title=_title(found),
        subtitle=_subtitle(graph, clusters, table, found),
        notes=(*_reading(table), *notes, *_land.boundary_notes(boundaries), *_subject.caveats_of(clusters)),
        _alt=_alt(found, table),
        _rows=rows,
        _drawn=_drawn(table, found, sizes, boundaries),
    )


def _sizes(graph: EntityGraph | Network) -> Counter[str]:
    """Return how many actors belong to each country: what makes a country large here."""
    belong = graph.entities["countries"] if isinstance(graph, EntityGraph) else graph.countries
    return Counter(code for codes in belong for code in codes)


def _clusters(table: pd.DataFrame, sizes: Mapping[str, int]) -> list[_Cluster]:
    """Return the clusters, the one with most countries first; single countries come last and have no letter."""
    groups = []
    for _, rows in table.groupby("cluster", sort=True):
        codes = tuple(sorted(rows["country"].astype(str), key=lambda code: (-sizes[code], code)))
        groups.append((codes, float(rows["stability"].mean())))
    groups.sort(key=lambda group: (-len(group[0]), -sum(sizes[c] for c in group[0]), group[0]))
    found = []
    for i, (codes, stability) in enumerate(groups):
        if len(codes) == 1:
            found.append(_Cluster("", _theme.OTHER, codes, stability))
        else:
            colour = _theme.CLUSTERS[i] if i < len(_theme.CLUSTERS) else _theme.FURTHER
            letter = LETTERS[i] if i < len(LETTERS) else f"{LETTERS[i % 26]}{i // 26}"
            found.append(_Cluster(letter, colour, codes, stability))
    return found


def _drawn(
    table: pd.DataFrame, found: list[_Cluster], sizes: Mapping[str, int], boundaries: Mapping[str, Any] | None
) -> Any:
    figure = _figure.empty()
    rows = table.set_index("country")
    belonging = {str(code): float(value) for code, value in rows["membership"].items()}
    stability = {str(code): float(value) for code, value in rows["stability"].items()}
    of = {code: cluster for cluster in found for code in cluster.codes if code in places()}
    fills, hover = {}, {}
    for code, cluster in of.items():
        fills[code] = _theme.blend(cluster.colour, _theme.LAND, _strength(stability[code]))
        hover[code] = _hover(code, cluster, stability[code], belonging[code], sizes[code])
    maps = _frames.frames(of)
    for frame in maps:
        figure.update_layout({frame.name: frame.layout()})
        larger = _frames.shown_larger(maps, frame, of)
        here = {code: cluster for code, cluster in of.items() if code not in larger}
        _land.add_land(
            figure,
            frame,
            fills,
            hover,
            boundaries,
            otherwise=OTHERWISE,
            unmarked={*larger, *(code for code in of if of[code].letter)},
        )
        unsure = [code for code in of if stability[code] < UNSURE and not _land.is_small(code, frame)]
        _land.add_hatch(figure, frame, unsure)
        lettered = [code for code in here if of[code].letter]
        letters = _with_room(frame, lettered, of, _across(lettered))
        _dots(figure, frame, [code for code in lettered if code not in letters], of, hover)
        _letters(figure, frame, letters, of, hover, _across(lettered))
        _land.add_names(
            figure, frame, sorted(here, key=lambda code: (-sizes[code], code)), [], gaps=dict.fromkeys(letters, 19.0)
        )
    _explain(figure, found, below=len(maps) > 1)
    return _figure.finish(figure, height=_frames.height(maps))


def _explain(figure: Any, found: list[_Cluster], *, below: bool) -> None:
    lettered = [cluster for cluster in found if cluster.letter]
    for i, cluster in enumerate(lettered[:LISTED]):
        fill = _theme.blend(cluster.colour, _theme.LAND, _strength(cluster.stability))
        column = "" if not below else " " * (i // 5)  # a group is a column of the legend below a map
        text = _told(cluster, width=60 if below else 26)
        _legend.add_mark(figure, text, color=fill, group=f"Clusters (stability){column}")
    if len(lettered) > LISTED:
        rest = f"{len(lettered) - LISTED} clusters more: see letters"
        _legend.add_mark(figure, rest, color=_theme.FURTHER, group="Other countries")
    if len(lettered) < len(found):
        _legend.add_mark(figure, "on its own", color=_theme.OTHER, group="Other countries")
    _legend.add_mark(figure, "no data (not zero)", color=_theme.LAND, group="Other countries")
    _legend.place(figure, below=below)


def _strength(stability: float) -> float:
    """Return how strong a colour is laid on: never so pale that it reads as no cluster."""
    return 0.5 if pd.isna(stability) else 0.3 + 0.45 * stability


def _hover(code: str, cluster: _Cluster, stability: float, membership: float, actors: int) -> str:
    where = f"cluster {cluster.letter}: {cluster.name}" if cluster.letter else "on its own"
    said = [
        f"<b>{_escape.plotly(_land.called(code))}</b>",
        _escape.plotly(where),
        f"stability {_known(stability)}, membership {_known(membership)}",
        f"{actors:,} actors",
    ]
    return "<br>".join(said)


def _across(codes: list[str]) -> int:
    """Return how many pixels a letter's disc has where so many want one."""
    return 19 if len(codes) <= CROWD else 15


def _with_room(frame: Frame, codes: list[str], of: Mapping[str, _Cluster], across: int) -> list[str]:
    """Return those countries whose letter covers no other's; the first of each cluster has it in any case."""
    firsts = list({of[code]: code for code in sorted(codes, key=lambda c: -of[c].codes.index(c))}.values())
    chosen: list[str] = []
    at: list[tuple[float, float]] = []
    for code in dict.fromkeys([*firsts, *sorted(codes, key=lambda c: of[c].codes.index(c))]):
        spot = frame.pixels(places()[code].lon, places()[code].lat)
        if spot is not None and (code in firsts or all(math.dist(spot, other) > across + 1 for other in at)):
            chosen.append(code)
            at.append(spot)
    return chosen


def _dots(figure: Any, frame: Frame, codes: list[str], of: Mapping[str, _Cluster], hover: Mapping[str, str]) -> None:
    """Mark the countries without room for a letter in the colour of their cluster."""
    import plotly.graph_objects as go

    figure.add_trace(
        go.Scattergeo(
            lon=[places()[code].lon for code in codes],
            lat=[places()[code].lat for code in codes],
            mode="markers",
            marker={
                "size": 7,
                "color": [of[code].colour for code in codes],
                "line": {"color": _theme.PAPER, "width": 1},
                "opacity": 1,
            },
            hovertext=[hover[code] for code in codes],
            hoverinfo="text",
            showlegend=False,
            geo=frame.name,
        )
    )


def _letters(
    figure: Any, frame: Frame, codes: list[str], of: Mapping[str, _Cluster], hover: Mapping[str, str], across: int
) -> None:
    """Put a cluster's letter on each of its countries, for who cannot tell the colours apart."""
    import plotly.graph_objects as go

    figure.add_trace(
        go.Scattergeo(
            lon=[places()[code].lon for code in codes],
            lat=[places()[code].lat for code in codes],
            mode="markers+text",
            marker={
                "size": across,
                "color": _theme.PAPER,
                "opacity": 1,
                "line": {"color": [of[code].colour for code in codes], "width": 2.5},
            },
            text=[of[code].letter for code in codes],
            textposition="middle center",
            textfont={"size": round(across * 0.58), "color": _theme.INK, "weight": 700},
            hovertext=[hover[code] for code in codes],
            hoverinfo="text",
            showlegend=False,
            geo=frame.name,
        )
    )


def _told(cluster: _Cluster, *, width: int) -> str:
    """Return the cluster's line in the legend, broken where it is long."""
    name = _brief(cluster) if width > 30 else cluster.name
    return "\n".join(textwrap.wrap(f"{cluster.letter}  {name} ({_known(cluster.stability)})", width))


def _brief(cluster: _Cluster) -> str:
    more = f" +{len(cluster.codes) - 2}" if len(cluster.codes) > 2 else ""
    return ", ".join(_land.called(code) for code in cluster.codes[:2]) + more


def _known(value: Any) -> str:
    return "not known" if pd.isna(value) else f"{float(value):.2f}"


def _title(found: list[_Cluster]) -> str:
    first = found[0]
    who = _together(first)
    if not first.letter:
        if all(pd.isna(cluster.stability) for cluster in found):
            return "No recorded tie surely crosses a border: no cluster can be told"
        return "No two jurisdictions are tied more than chance gives: every country is on its own"
    count = sum(bool(cluster.letter) for cluster in found)
    doubt = ", unsure" if first.stability < UNSURE else ""
    sure = "" if pd.isna(first.stability) else f" (stability {first.stability:.2f}{doubt})"
    if count == 1:
        return f"{who} act together{sure}"
    return f"{who} act together{sure}: the largest of {count} clusters"


def _together(cluster: _Cluster) -> str:
    if len(cluster.codes) > 4:
        return cluster.name
    *others, last = map(_land.called, cluster.codes)
    return f"{', '.join(others)} and {last}" if others else last


def _subtitle(graph: EntityGraph | Network, clusters: Groups, table: pd.DataFrame, found: list[_Cluster]) -> str:
    lettered = [cluster for cluster in found if cluster.letter]
    unsure = int((table["stability"] < UNSURE).sum())
    told = [
        _count(len(table), "country", "countries"),
        f"{_count(len(lettered), 'cluster', 'clusters')}, {len(found) - len(lettered)} on their own",
        f"{unsure} unsure (stability below {UNSURE}, hatched)",
        _subject.group_of(clusters),
    ]
    modularity = clusters.summary.get("modularity")
    if modularity is not None:
        told.append(f"modularity {number(float(modularity))}")
    missing = len(table) - len(_land.drawable(table["country"]))
    if missing:
        told.append(f"{missing} groups are no countries on our map and stand in the table alone")
    return "; ".join([*told, _subject.period_of(graph)]) + "."


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _reading(table: pd.DataFrame) -> tuple[str, ...]:
    return (
        "Colour and letter are the cluster, strength of colour the stability: how often a country stays with its "
        "cluster when ties are left out by their chance of not being real. A dot has no room for its letter; the data "
        "table has all. Clusters are named for their countries with most actors; the largest has most countries.",
    )


def _alt(found: list[_Cluster], table: pd.DataFrame) -> str:
    """Name as many clusters as the legend does, and say how many more there are and who is on their own."""
    named = [cluster.name for cluster in found if cluster.letter]
    more = f"; and {len(named) - LISTED} more" if len(named) > LISTED else ""
    follow = f"; further clusters: {'; '.join(named[1:LISTED])}{more}" if len(named) > 1 else ""
    alone = len(found) - len(named)
    apart = f", {alone} of them on their own" if alone and named else ""
    count = _count(len(table), "country", "countries")
    return f"Map of {count} by the cluster they act in{apart}. {_title(found)}{follow}."


def _rows(table: pd.DataFrame, found: list[_Cluster], sizes: Mapping[str, int]) -> pd.DataFrame:
    rows = table.set_index("country")[["membership", "stability"]]
    of = {code: cluster for cluster in found for code in cluster.codes}
    listed = rows.loc[list(of)].reset_index()
    listed.insert(0, "cluster", [cluster.letter or "on its own" for cluster in of.values()])
    listed.insert(1, "cluster_name", [cluster.name for cluster in of.values()])
    listed["unsure"] = listed["stability"] < UNSURE
    listed["actors"] = [sizes[code] for code in of]
    listed["country"] = [f"{_land.called(code)} ({code})" for code in of]
    return listed


def _nothing(graph: EntityGraph | Network, clusters: Groups, notes: tuple[str, ...]) -> Picture:
    why = "No jurisdiction is known in this case, so there are no clusters of jurisdictions to draw."
    if len(clusters.rows):
        why = f"The groups by {clusters.group.replace('_', ' ')} are no countries on our map, so no map is drawn."
    return Picture(
        title="No clusters can be shown on a map",
        subtitle=f"{why} {_subject.period_of(graph).capitalize()}.",
        notes=(*notes, *_subject.caveats_of(clusters)),
        _alt=why,
        _rows=clusters.table(),
        _drawn=_figure.words(why),
    )
