"""Countries as a map shows them: filled, as discs where they are too small to be seen, named, hatched."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from netintel.views import _escape, _geography, _labels, _theme
from netintel.views._places import EARTH_KM, places
from netintel.vocab import countries

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from netintel.views._frames import Frame

HALO = "0 0 3px #fff, 0 0 3px #fff, 0 0 2px #fff"
_DISC = 11.0  # pixels across: the least that is seen as a country and not as dust
_AREA_PX = 90.0  # square pixels under which a country gets a disc, on this map at its scale


def drawable(codes: Iterable[str]) -> list[str]:
    """Return those codes that have a place on the map, sorted; a group that is no country has none."""
    return sorted(code for code in set(codes) if code in places())


def add_land(
    figure: Figure,
    frame: Frame,
    colours: Mapping[str, str],
    hover: Mapping[str, str],
    boundaries: Mapping[str, Any] | None,
    *,
    otherwise: str,
    unmarked: Container[str] = (),
    minor: Container[str] = (),
) -> None:
    """Draw all countries, those of `colours` filled; small ones as discs.

    Parameters
    ----------
    colours, hover
        By country code: fill, and escaped text for the hover.
    boundaries
        GeoJSON of one's own with country codes as `id`; ours without.
    otherwise
        What the hover says of every other country, escaped.
    unmarked
        Countries that get no disc, however small: they are marked in another way, or larger on another map.
    minor
        Countries whose disc is a dot.
    """
    import plotly.graph_objects as go

    outlines = boundaries if boundaries is not None else _geography.boundaries()
    ids = [feature["id"] for feature in outlines["features"]]
    fills = [_theme.LAND, *sorted(set(colours.values()))]
    said = [hover.get(i, f"{_escape.plotly(called(i))}<br>{otherwise}") for i in ids]
    figure.add_trace(
        go.Choropleth(
            geojson=outlines,
            featureidkey="id",
            locations=ids,
            z=[fills.index(colours.get(i, _theme.LAND)) for i in ids],
            zmin=-0.5,
            zmax=len(fills) - 0.5,
            colorscale=[[edge / len(fills), colour] for i, colour in enumerate(fills) for edge in (i, i + 1)],
            showscale=False,
            marker={"line": {"color": _theme.BORDER, "width": 0.6}},
            hovertext=said,
            hoverinfo="text",
            geo=frame.name,
        )
    )
    small = [c for c in colours if is_small(c, frame) and c not in unmarked]
    across = [6.0 if c in minor else _DISC for c in small]
    figure.add_trace(_discs(frame, small, across, [colours[c] for c in small], [hover.get(c, "") for c in small]))


def is_small(code: str, frame: Frame) -> bool:
    """Return whether a country is too small on this map to be seen as an area."""
    place = places()[code]
    return not place.outlined or place.area_km2 * (frame.radius / EARTH_KM) ** 2 < _AREA_PX


def _discs(frame: Frame, codes: list[str], across: list[float], fills: list[str], hover: list[str]) -> Any:
    import plotly.graph_objects as go

    return go.Scattergeo(
        lon=[places()[c].lon for c in codes],
        lat=[places()[c].lat for c in codes],
        mode="markers",
        marker={"size": across, "color": fills, "line": {"color": _theme.INK, "width": 1}, "opacity": 1},
        hovertext=hover,
        hoverinfo="text",
        showlegend=False,
        geo=frame.name,
    )


def add_ends(figure: Figure, frame: Frame, codes: Iterable[str]) -> None:
    """Mark where arcs begin and end."""
    import plotly.graph_objects as go

    at = [places()[c] for c in codes if not is_small(c, frame)]
    figure.add_trace(
        go.Scattergeo(
            lon=[place.lon for place in at],
            lat=[place.lat for place in at],
            mode="markers",
            marker={"size": 5, "color": _theme.INK, "line": {"color": _theme.PAPER, "width": 1}},
            hoverinfo="skip",
            showlegend=False,
            geo=frame.name,
        )
    )


def add_names(
    figure: Figure,
    frame: Frame,
    codes: Iterable[str],
    taken: Iterable[_labels.Rectangle],
    *,
    lines: Iterable[tuple[float, float]] = (),
    quiet: bool = False,
    gaps: Mapping[str, float] | None = None,
) -> list[str]:
    """Name the countries, the most important first, and return those that found no room.

    Parameters
    ----------
    codes
        The most important first.
    taken
        What must not be covered, in pixels.
    lines
        What is better not covered.
    quiet
        Whether the names step back behind others.
    gaps
        Pixels across of what is drawn at a country's point, where it is more than its dot or disc.
    """
    import plotly.graph_objects as go

    labels, across = [], dict(gaps or {})
    for code in codes:
        pixels = frame.pixels(places()[code].lon, places()[code].lat)
        across.setdefault(code, _DISC + 4 if is_small(code, frame) else 8.0)
        if pixels is not None:
            labels.append(_labels.Label(code, called(code), *pixels, gap=across[code] * 0.63 + 1))
    marks = [_labels.around(label.x, label.y, across[label.key] / 2 + 1) for label in labels]
    sides = _labels.place(labels, [*taken, *marks], frame.size, lines=lines)
    figure.add_trace(
        go.Scattergeo(
            lon=[places()[c].lon for c in sides],
            lat=[places()[c].lat for c in sides],
            mode="markers+text",
            marker={"size": [across[c] for c in sides], "opacity": 0},  # plotly keeps text off a mark, seen or not
            text=[_escape.plotly(called(code)) for code in sides],
            textposition=list(sides.values()),
            textfont={"size": 12, "color": _theme.QUIET if quiet else _theme.INK, "shadow": HALO},
            hoverinfo="skip",
            showlegend=False,
            geo=frame.name,
        )
    )
    return [label.key for label in labels if label.key not in sides]


def add_hatch(figure: Figure, frame: Frame, codes: Iterable[str], *, spacing_px: float = 7.0) -> None:
    """Draw diagonal lines over countries, in the colour of the ground, so that the fill reads as unsure."""
    import plotly.graph_objects as go

    lon: list[float | None] = []
    lat: list[float | None] = []
    for code in codes:
        for line in _hatching(code, frame.degrees(spacing_px)):
            lon += [*(x for x, _ in line), None]
            lat += [*(y for _, y in line), None]
    figure.add_trace(
        go.Scattergeo(
            lon=lon,
            lat=lat,
            mode="lines",
            line={"color": _theme.PAPER, "width": 2},
            hoverinfo="skip",
            showlegend=False,
            geo=frame.name,
        )
    )


def _hatching(code: str, spacing: float) -> list[list[tuple[float, float]]]:
    from shapely.geometry import MultiLineString, shape

    feature = next((f for f in _geography.boundaries()["features"] if f["id"] == code), None)
    if feature is None:
        return []
    area = shape(feature["geometry"]).buffer(0)
    left, bottom, right, top = area.bounds
    step, tall = spacing * 1.6, top - bottom
    count = int((right - left + tall) / step) + 1
    lines = MultiLineString(
        [[(left - tall + i * step, bottom), (left + i * step, top)] for i in range(count)]
    ).intersection(area)
    return [list(part.coords) for part in getattr(lines, "geoms", [lines]) if part.geom_type == "LineString"]


def boundary_notes(boundaries: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return what must be said of the outlines on a map."""
    source = _geography.SOURCE if boundaries is None else "Outlines: given by the user."
    return (f"{_geography.BOUNDARY_NOTE} {source}",)


def called(code: str) -> str:
    """Return the country's short name; a code without one stands for itself."""
    try:
        return countries.name(code)
    except KeyError:
        return code
