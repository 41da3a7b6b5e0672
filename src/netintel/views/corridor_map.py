"""Which countries are tied, which way, and which of these corridors is more than chance?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from netintel.views import _arcs, _escape, _figure, _frames, _labels, _land, _legend, _subject, _theme
from netintel.views._picture import Picture, number, whole
from netintel.views._places import places

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph
    from netintel.model.network import Network
    from netintel.model.results import Pairs

INNER = 3
"""Corridors within Europe from which on a map of it stands beside the world."""
MOST = 150
"""Corridors on one map at most: more cannot be told apart."""
NUMBERED = 5
SIGNIFICANT = 0.05


def corridor_map(
    graph: EntityGraph | Network,
    corridors: Pairs,
    *,
    top: int = 40,
    boundaries: Mapping[str, Any] | None = None,
) -> Picture:
    """Draw the corridors between countries as arcs, those above chance in colour.

    A pair with significantly fewer ties than chance gives is no corridor and has no arc; the last row of the table and
    the line under the title count them.

    Width is the number of ties, in five equal steps; an arrow stands at two thirds of the way where ties have a
    direction, and the way back runs on the other side. The five strongest carry their number. Countries with
    records in the data are filled: about the others nothing is known, which is not zero.

    Parameters
    ----------
    graph
        What the corridors were computed on.
    corridors
        From `netintel.analysis.corridors`.
    top
        Corridors shown, 1 to 150, best first; the rest is one line of the table.
    boundaries
        GeoJSON FeatureCollection of official outlines with our country codes as `id`, drawn in place of ours:
        cut at 180 degrees, exteriors clockwise.

    Returns
    -------
    Picture
        Its table has one row a corridor drawn, with `source_country`, `target_country`, `observed`, `expected`,
        `ratio` (nan where chance gives none), `z`, `p_adjusted`, `source_exposure`, `target_exposure`,
        `above_chance`, `numbered`, and a last row that sums what is not drawn.

    Raises
    ------
    StaleResultError
        The corridors were computed on another graph.

    Limits
    ------
    Arcs join countries, not places; they follow great circles and no known route. Where no jurisdiction is known, or
    none is a country, the picture says so and no map is drawn.
    """
    _subject.require(graph, corridors)
    if not 1 <= top <= MOST:
        raise ValueError(f"top: expected 1 to {MOST} corridors on one map, got {top}")
    table = _with_findings(corridors.table())
    placed = set(_land.drawable([*table["source_country"], *table["target_country"]]))
    on_map = table["source_country"].isin(placed) & table["target_country"].isin(placed) & (table["observed"] > 0)
    on_map &= table["direction"] != "fewer"
    shown, notes = table[on_map].head(top), _subject.notes(graph, corridors)
    directed = _directed(corridors, table)
    if shown.empty:
        return _nothing(graph, corridors, notes)
    rest = table.drop(shown.index)
    exposures, told = _exposures(table), partial(_subject.exposure_words, corridors)
    figure = _drawn(shown, exposures, told, directed, boundaries)
    return Picture(
        title=_title(shown, directed),
        subtitle=_subtitle(graph, corridors, table, shown),
        notes=(
            *_reading(shown, directed, beside="geo2" in figure.layout),
            *notes,
            *_land.boundary_notes(boundaries),
            *_subject.caveats_of(corridors),
        ),
        _alt=_alt(shown, table, directed),
        _rows=_rows(shown, rest),
        _drawn=figure,
    )


def _with_findings(table: pd.DataFrame) -> pd.DataFrame:
    ratio = table["observed"] / table["expected"].where(table["expected"] > 0)
    return table.assign(ratio=ratio, above_chance=table["direction"] == "more")


def _directed(corridors: Pairs, table: pd.DataFrame) -> bool:
    """Whether a pair has a direction: as computed; where the result does not say, by the order of the codes."""
    known = corridors.parameters.get("directed")
    return bool(known) if known is not None else bool((table["source_country"] > table["target_country"]).any())


def _drawn(
    shown: pd.DataFrame,
    exposures: Mapping[str, float],
    told: Callable[[float], str],
    directed: bool,
    boundaries: Mapping[str, Any] | None,
) -> Any:
    figure = _figure.empty()
    arcs = [_arc(row, position, directed) for position, row in enumerate(shown.to_dict("records"))]
    largest = float(shown["observed"].max())
    weight = pd.concat([shown.set_index(end)["observed"] for end in ("source_country", "target_country")])
    important = weight.groupby(level=0).sum().sort_values(ascending=False, kind="stable").index.tolist()
    supplied = [c for c in _land.drawable(exposures) if exposures[c] > 0]
    hover = {c: f"<b>{_escape.plotly(_land.called(c))}</b><br>{told(exposures[c])}" for c in supplied}
    maps = _frames.frames(important, companion=sum(map(_within_europe, arcs)) >= INNER)
    for frame in maps:
        figure.update_layout({frame.name: frame.layout()})
        here, named = _belonging(frame, maps, arcs, important)
        _land.add_land(
            figure,
            frame,
            dict.fromkeys(supplied, _theme.SUPPLIED),
            hover,
            boundaries,
            otherwise="no records in the data, which is not zero",
            unmarked=_frames.shown_larger(maps, frame, supplied) - set(named),
            minor={code for code in supplied if code not in named},
        )
        _arcs.add_arcs(figure, frame, here, directed=directed, largest=largest)
        badges = [frame.pixels(*at) for at in _arcs.badge_positions(frame, here)]
        taken = [_labels.around(*at, 11) for at in badges if at is not None]
        _land.add_ends(figure, frame, named)
        _land.add_names(figure, frame, named, taken, lines=_arcs.line_pixels(frame, here))
    _explain(figure, shown, directed, below=len(maps) > 1)
    return _figure.finish(figure, height=_frames.height(maps))


def _belonging(
    frame: _frames.Frame, maps: tuple[_frames.Frame, ...], arcs: list[_arcs.Arc], important: list[str]
) -> tuple[list[_arcs.Arc], list[str]]:
    """Return the arcs drawn on a map and the countries named there.

    Beside the world, Europe shows what stays within it, and the world all the rest; there, countries of Europe are
    named only where a numbered arc ends.
    """
    if len(maps) == 1:
        return arcs, important
    inside = _frames.on_companion(maps, important)
    inner = [arc for arc in arcs if {arc.source, arc.target} <= inside]
    if not frame.world:
        return inner, [code for code in important if any(code in (arc.source, arc.target) for arc in inner)]
    outer = [arc for arc in arcs if arc not in inner]
    numbered = {code for arc in outer if arc.badge for code in (arc.source, arc.target)}
    return outer, [code for code in important if code not in inside or code in numbered]


def _within_europe(arc: _arcs.Arc) -> bool:
    return all(_frames.in_europe(places()[code]) for code in (arc.source, arc.target))


def _arc(row: Mapping[Any, Any], position: int, directed: bool) -> _arcs.Arc:
    a, b = row["source_country"], row["target_country"]
    against = "chance gives none" if pd.isna(row["ratio"]) else f"chance gives {number(row['expected'])}"
    said = [
        f"<b>{_escape.plotly(_pair(a, b, directed))}</b>",
        f"{number(row['observed'])} {'tie' if row['observed'] == 1 else 'ties'}; {against}",
        f"adjusted p {number(row['p_adjusted'])}{_above(row)}",
    ]
    colour = _theme.ABOVE if row["above_chance"] else _theme.USUAL
    badge = whole(row["observed"]) if position < NUMBERED else ""
    return _arcs.Arc(a, b, float(row["observed"]), colour, "<br>".join(said), badge)


def _above(row: Mapping[Any, Any]) -> str:
    """Say whether an arc is above chance, and when that is so beside the weaker ones alone."""
    if not row["above_chance"]:
        return ""
    return ", above chance" + (" when stronger corridors are set apart" if row["p"] > SIGNIFICANT else "")


def _explain(figure: Any, shown: pd.DataFrame, directed: bool, *, below: bool) -> None:
    colour = "Corridor" + (" (arrow: direction)" if directed else " (no direction)")
    _legend.add_line(figure, "above chance", colour=_theme.ABOVE, width=4, group=colour)
    _legend.add_line(figure, "as chance may give", colour=_theme.USUAL, width=4, group=colour)
    for step, (low, high) in _arcs.class_ranges(shown["observed"].tolist()).items():
        text = whole(high) if whole(low) == whole(high) else f"{whole(low)} to {whole(high)}"
        _legend.add_line(figure, text, colour=_theme.INK, width=_arcs.WIDTHS[step], group="Ties")
    _legend.add_mark(figure, "records in the data", color=_theme.SUPPLIED, group="Countries")
    _legend.add_mark(figure, "no records (not zero)", color=_theme.LAND, group="Countries")
    _legend.place(figure, below=below)


def _title(shown: pd.DataFrame, directed: bool) -> str:
    first = shown.iloc[0]
    pair = _pair(first["source_country"], first["target_country"], directed)
    ties = _ties(first["observed"])
    if not first["above_chance"]:
        most = shown.sort_values("observed", ascending=False, kind="stable").iloc[0]
        pair = _pair(most["source_country"], most["target_country"], directed)
        return f"No corridor is above chance; most ties, {whole(most['observed'])}, join {pair}"
    usual = shown.loc[~shown["above_chance"], "observed"]
    stronger = " above chance" if (usual > first["observed"]).any() else ""
    if pd.isna(first["ratio"]):
        return f"{pair} is the strongest corridor{stronger}: {ties}, where chance gives none"
    return f"{pair} is the strongest corridor{stronger}: {ties}, {first['ratio']:.1f} × what chance gives"


def _subtitle(graph: EntityGraph | Network, corridors: Pairs, table: pd.DataFrame, shown: pd.DataFrame) -> str:
    total = table["observed"].sum()
    part = f"{shown['observed'].sum() / total:.0%} of the ties between countries" if total else "no ties"
    drawable = (table["observed"] > 0) & (table["direction"] != "fewer")
    told = [
        f"{len(shown):,} of {int(drawable.sum()):,} corridors shown, {part}",
        f"{int(table['above_chance'].sum()):,} above chance (adjusted p ≤ {SIGNIFICANT})",
        *_fewer(table),
        _subject.group_of(corridors),
    ]
    unknown, ties = corridors.summary.get("n_unknown"), corridors.summary.get("n_ties")
    if unknown:
        told.append(f"{unknown:,} of {ties:,} ties have an end of unknown country and are not drawn")
    return "; ".join([*told, _subject.period_of(graph)]) + "."


def _fewer(table: pd.DataFrame) -> list[str]:
    number_of = int((table["direction"] == "fewer").sum())
    pairs = "1 pair of countries has" if number_of == 1 else f"{number_of:,} pairs of countries have"
    return [f"{pairs} fewer ties than chance gives and no arc"] if number_of else []


def _reading(shown: pd.DataFrame, directed: bool, *, beside: bool) -> tuple[str, ...]:
    exact = bool((shown["observed"] % 1 == 0).all())
    parts = "" if exact else ", rounded here: somebody of several countries counts in parts, as the table has it"
    course = "Arcs bend to the right of travel" if directed else "Arcs have no direction"
    where = " Those within Europe are on the map beside the world." if beside else ""
    reading = f"{course}; they join countries, not places, and show no route. Width is the number of ties{parts}."
    return (reading + where,)


def _alt(shown: pd.DataFrame, table: pd.DataFrame, directed: bool) -> str:
    above = int(shown["above_chance"].sum())
    next_ones = [
        f"{_pair(a, b, directed)} ({whole(n)})"
        for a, b, n in shown[["source_country", "target_country", "observed"]].iloc[1:3].itertuples(index=False)
    ]
    follow = f", followed by {' and '.join(next_ones)}" if next_ones else ""
    return (
        f"Map of {len(shown)} corridors between countries, {above} of them above chance. "
        f"{_title(shown, directed)}{follow}."
    )


def _rows(shown: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
    columns = ["source_country", "target_country", "observed", "expected", "ratio", "z", "p_adjusted"]
    columns += ["source_exposure", "target_exposure", "above_chance"]
    drawn = shown[columns].assign(numbered=[i < NUMBERED for i in range(len(shown))])
    for end in ("source_country", "target_country"):
        drawn[end] = [f"{_land.called(code)} ({code})" for code in drawn[end]]
    if rest.empty:
        return drawn.reset_index(drop=True)
    others = {
        "source_country": f"other: {len(rest):,} pairs",
        "target_country": "not drawn",
        "observed": rest["observed"].sum(),
        "expected": rest["expected"].sum(),
        "above_chance": False,
        "numbered": False,
    }
    return pd.concat([drawn, pd.DataFrame([others])], ignore_index=True)


def _nothing(graph: EntityGraph | Network, corridors: Pairs, notes: tuple[str, ...]) -> Picture:
    if len(corridors.rows):
        why = f"The groups by {corridors.group.replace('_', ' ')} are no countries on our map, so no map is drawn."
    elif corridors.summary.get("n_crossing") == 0 and corridors.summary.get("domestic"):
        why = "No tie surely crosses a border, so there is no corridor to draw."
    else:
        why = "No jurisdiction is known in this case, so there is no corridor to draw."
    return Picture(
        title="No corridors can be shown on a map",
        subtitle=f"{why} {_subject.period_of(graph).capitalize()}.",
        notes=(*notes, *_subject.caveats_of(corridors)),
        _alt=why,
        _rows=corridors.table(),
        _drawn=_figure.words(why),
    )


def _exposures(table: pd.DataFrame) -> dict[str, float]:
    both = pd.concat(
        [
            table.set_index("source_country")["source_exposure"],
            table.set_index("target_country")["target_exposure"],
        ]
    )
    return {str(code): float(value) for code, value in both.dropna().groupby(level=0).max().items()}


def _pair(a: str, b: str, directed: bool) -> str:
    return f"{_land.called(a)} {'→' if directed else '–'} {_land.called(b)}"


def _ties(value: float) -> str:
    told = whole(value)
    return f"{told} {'tie' if told in ('1', 'less than 1') else 'ties'}"
