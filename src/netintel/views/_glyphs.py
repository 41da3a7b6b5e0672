"""Brokers as marks on a map: at their country, with spokes, names, and a box for whose country is unknown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netintel.views import _escape, _labels, _land, _ranks, _theme, _ways
from netintel.views._picture import number
from netintel.views._places import places

if TYPE_CHECKING:
    from netintel.views._frames import Frame

NAMED = 10
_FAR_PX = 36.0  # a country's name further from its place than this would be read as another's
_GOLDEN = math.radians(137.508)


@dataclass(frozen=True)
class Broker:
    """One person as drawn: raw name, score and rank, own and touched countries, size and colour."""

    name: str
    score: float
    rank: float
    low: float
    high: float
    own: tuple[str, ...]
    touched: tuple[str, ...]
    size: float
    colour: str

    @property
    def home(self) -> str | None:
        """The country where the mark stands: the first of the own ones that is on the map."""
        return next((code for code in self.own if code in places()), None)

    @property
    def interval(self) -> str:
        """Where the rank may truly be."""
        return number(self.low) if self.low == self.high else f"{number(self.low)}–{number(self.high)}"

    @property
    def hover(self) -> str:
        """What a pointer reads, escaped."""
        own = ", ".join(_land.called(c) for c in self.own) or "country unknown"
        touched = ", ".join(_land.called(c) for c in self.touched) or "not known"
        said = [
            f"<b>{_escape.plotly(self.name)}</b>",
            _escape.plotly(own),
            f"rank {number(self.rank)}, interval {number(self.low)} to {number(self.high)}",
            f"score {number(self.score)}",
            f"in contact with: {_escape.plotly(touched, 200)}",
        ]
        return "<br>".join(said)


def spread(frame: Frame, home: str, people: list[Broker]) -> list[tuple[float, float]]:
    """Return a place for each in a disc around the country's point, as seeds stand in a sunflower."""
    place = places()[home]
    room = place.radius * frame.radius / math.sqrt(len(people))
    step = frame.degrees(min(20.0, max(11.0, room)))
    spots = []
    for i in range(len(people)):
        away, turn = step * math.sqrt(i), i * _GOLDEN
        lat = place.lat + away * math.sin(turn)
        spots.append((place.lon + away * math.cos(turn) / max(math.cos(math.radians(lat)), 0.2), lat))
    return spots


def spokes(frame: Frame, person: Broker, at: tuple[float, float]) -> Any:
    """Return lines from a mark to the countries of the contacts, and to the other own ones."""
    import plotly.graph_objects as go

    ends = [places()[code] for code in (*person.touched, *person.own) if code in places() and code != person.home]
    lines = [_ways.way(at, end[:2], world=frame.world, bent=False) for end in ends]
    points = [point for line in lines for point in (*line, None)]
    return go.Scattergeo(
        lon=[point and point[0] for point in points],
        lat=[point and point[1] for point in points],
        mode="lines",
        line={"color": person.colour, "width": 1.8},
        opacity=0.75,
        hoverinfo="skip",
        showlegend=False,
        geo=frame.name,
    )


def glyphs(frame: Frame, people: list[Broker], at: list[tuple[float, float]]) -> Any:
    """Return the marks, the first broker on top."""
    import plotly.graph_objects as go

    return go.Scattergeo(
        lon=[lon for lon, _ in at][::-1],
        lat=[lat for _, lat in at][::-1],
        mode="markers",
        marker={
            "size": [person.size for person in people][::-1],
            "color": [person.colour for person in people][::-1],
            "symbol": ["diamond" if len(person.own) > 1 else "circle" for person in people][::-1],
            "line": {"color": _theme.INK, "width": 1},
            "opacity": 1,
        },
        hovertext=[person.hover for person in people][::-1],
        hoverinfo="text",
        showlegend=False,
        geo=frame.name,
    )


def add_labels(
    figure: Any, frame: Frame, people: list[Broker], at: list[tuple[float, float]], codes: list[str]
) -> None:
    """Name the first brokers where there is room, then the countries where there still is."""
    import plotly.graph_objects as go

    labels, marks = [], []
    for i, (person, spot) in enumerate(zip(people, at, strict=True)):
        pixels = frame.pixels(*spot)
        if pixels is not None:
            marks.append(_labels.around(*pixels, person.size / 2))
            codes_told = " ".join(person.own[:2])
            text = f"{_escape.short(person.name, _ranks.NAME)} · {codes_told} ({person.interval})"
            labels.append(_labels.Label(str(i), text, *pixels, gap=person.size / 2 + 3))
    sides = _labels.place(labels[:NAMED], marks, frame.size)
    written = {label.key: label.text for label in labels}
    figure.add_trace(
        go.Scattergeo(
            lon=[at[int(i)][0] for i in sides],
            lat=[at[int(i)][1] for i in sides],
            mode="markers+text",
            marker={"size": [people[int(i)].size + 2 for i in sides], "opacity": 0},
            text=[_escape.plotly(written[i], 100) for i in sides],
            textposition=list(sides.values()),
            textfont={"size": 12, "color": _theme.INK, "weight": 600, "shadow": _land.HALO},
            hoverinfo="skip",
            showlegend=False,
            geo=frame.name,
        )
    )
    boxes = [_labels.rectangle_of(label, sides[label.key]) for label in labels if label.key in sides]
    gaps = dict.fromkeys(codes, 8.0)
    for person, spot in zip(people, at, strict=True):
        if person.home is not None:
            place = places()[person.home]
            away = math.dist(frame.plane(*spot), frame.plane(place.lon, place.lat)) * frame.radius
            gaps[person.home] = max(gaps[person.home], 2 * away + person.size)
    near = {code: gap for code, gap in gaps.items() if gap <= _FAR_PX}
    _land.add_names(figure, frame, near, [*marks, *boxes], quiet=True, gaps=near)


def add_unknown(figure: Any, people: list[Broker]) -> None:
    """Draw those whose country is unknown in a box of their own, off the map."""
    if not people:
        return
    import plotly.graph_objects as go

    figure.add_trace(
        go.Scatter(
            x=list(range(len(people))),
            y=[0.0] * len(people),
            mode="markers",
            marker={
                "size": [person.size for person in people],
                "color": [person.colour for person in people],
                "line": {"color": _theme.INK, "width": 1},
            },
            hovertext=[person.hover for person in people],
            hoverinfo="text",
            showlegend=False,
            xaxis="x2",
            yaxis="y2",
        )
    )
    hidden = {"visible": False, "fixedrange": True}
    figure.update_layout(
        xaxis2={**hidden, "domain": [0.012, 0.16], "anchor": "y2", "range": [-0.7, max(len(people), 6) - 0.3]},
        yaxis2={**hidden, "domain": [0.02, 0.1], "anchor": "x2", "range": [-1, 1]},
    )
    corner = {"xref": "paper", "yref": "paper"}
    figure.add_shape(
        type="rect",
        x0=0.006,
        x1=0.166,
        y0=0.012,
        y1=0.145,
        **corner,
        line={"color": _theme.QUIET, "width": 1, "dash": "dot"},
        fillcolor=_theme.PAPER,
        layer="below",
    )
    figure.add_annotation(
        text="Country unknown", x=0.012, y=0.138, **corner, xanchor="left", yanchor="top", showarrow=False
    )
