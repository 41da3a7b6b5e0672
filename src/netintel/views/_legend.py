"""The legend beside a map: lines of empty traces, so that nothing of it covers the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netintel.views import _escape, _theme

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def add_line(figure: Figure, text: str, *, colour: str, width: float, group: str) -> None:
    """Add a line of a width and colour."""
    _add(figure, text, group, mode="lines", line={"color": colour, "width": width})


def add_mark(figure: Figure, text: str, *, group: str, **marker: Any) -> None:
    """Add a mark, for example a square of a fill."""
    given = {"size": 13, "symbol": "square", "line": {"color": _theme.QUIET, "width": 0.5}} | marker
    _add(figure, text, group, mode="markers", marker=given)


def place(figure: Figure, *, below: bool = False) -> None:
    """Put the legend to the right of one map, or below the first of two."""
    at = {"x": 0.0, "y": 0.3, "orientation": "h"} if below else {"x": 0.81, "y": 0.99}
    figure.update_layout(
        legend={
            **at,
            "xanchor": "left",
            "yanchor": "top",
            "font": {"size": 11 if below else 12},
            "bgcolor": "rgba(0,0,0,0)",
            "itemsizing": "trace",
            "itemclick": False,
            "itemdoubleclick": False,
            "tracegroupgap": 9,
            "grouptitlefont": {"size": 12, "color": _theme.QUIET},
        }
    )


def _add(figure: Figure, text: str, group: str, **style: Any) -> None:
    import plotly.graph_objects as go

    figure.add_trace(
        go.Scattergeo(
            lon=[None],
            lat=[None],
            name="<br>".join(_escape.plotly(line) for line in text.split("\n")),
            legendgroup=group,
            legendgrouptitle={"text": _escape.plotly(group)},
            hoverinfo="skip",
            showlegend=True,
            **style,
        )
    )
