"""The one place where a figure is made fit to be shown: no request, no upload button, our letters."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from netintel.views import _escape, _theme

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
NO_TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "objects": {layer: {"type": "GeometryCollection", "geometries": []} for layer in _LAYERS},
    "arcs": [],
}
"""What plotly gets in place of the base map that it would fetch: we draw our own outlines."""

REMOVED = ["sendChartToCloud", "lasso2d", "select2d", "autoScale2d", "hoverClosestGeo", "hoverClosestCartesian"]


def config() -> dict[str, Any]:
    """Return the settings every figure is shown with, in a page and in a notebook."""
    return {
        "displayModeBar": "hover",  # always there, it would cover legends
        "displaylogo": False,
        "showSendToCloud": False,
        "showLink": False,
        "showEditInChartStudio": False,
        "plotlyServerURL": "",
        "topojsonURL": f"data:application/json,{_escape.script(NO_TOPOLOGY)}#",
        "typesetMath": False,  # where a page has MathJax, a name between dollar signs stays a name
        "responsive": True,
        "scrollZoom": False,
        "modeBarButtonsToRemove": REMOVED,
    }


def empty() -> Figure:
    """Return a figure to draw on; its first trace is empty, for plotly asks only the first for its base map."""
    import plotly.graph_objects as go

    return go.Figure(go.Scattergeo(lon=[], lat=[], hoverinfo="skip", showlegend=False))


def finish(figure: Figure, *, height: int = _theme.HEIGHT) -> Figure:
    """Make a figure fit to be shown; every view ends with this."""
    import plotly.graph_objects as go

    figure.update_layout(
        template=go.layout.Template(),  # plotly's own would be written into every figure
        autosize=True,
        height=height,
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "autoexpand": False},  # the maps keep their size
        font={"family": _theme.FONT, "size": 12, "color": _theme.INK},
        paper_bgcolor=_theme.PAPER,
        plot_bgcolor=_theme.PAPER,
        dragmode=False,
        hovermode="closest",
        hoverlabel={"bgcolor": _theme.PAPER, "font": {"family": _theme.FONT, "size": 12}, "align": "left"},
        modebar={"remove": REMOVED, "orientation": "h"},
        uirevision="kept",
    )
    figure.update_geos(fitbounds=False, visible=False)
    return figure


def words(sentence: str) -> Figure:
    """Return a figure that says in words why nothing is drawn."""
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_annotation(
        text=_wrapped(sentence, 70),
        xref="paper",
        yref="paper",
        x=0.5,
        y=0.5,
        showarrow=False,
        font={"size": 16, "color": _theme.QUIET},
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return finish(figure, height=160)


def captioned(figure: Figure, title: str, subtitle: str, notes: tuple[str, ...]) -> Figure:
    """Return a copy that carries its title, subtitle and notes itself, for where no page stands around it."""
    import plotly.graph_objects as go

    head, below = _wrapped(title, 76), _wrapped(subtitle, 112)
    foot = "<br>".join(_wrapped(note, 150) for note in notes)
    top = 28 * (head.count("<br>") + 1) + 17 * (below.count("<br>") + 1) + 22
    bottom = 14 * (foot.count("<br>") + 1) + 16
    copy = go.Figure(figure)
    copy.update_layout(
        height=(figure.layout.height or _theme.HEIGHT) + top + bottom,
        margin={"l": 8, "r": 8, "t": top, "b": bottom, "autoexpand": False},
        title={
            "text": f"<b>{head}</b>",
            "x": 0.0,
            "xref": "paper",
            "xanchor": "left",
            "y": 1.0,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 12},
            "font": {"size": 19},
            "subtitle": {"text": below, "font": {"size": 13, "color": _theme.QUIET}},
        },
    )
    copy.add_annotation(
        text=foot,
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        yshift=-8,
        xanchor="left",
        yanchor="top",
        align="left",
        showarrow=False,
        font={"size": 10, "color": _theme.QUIET},
    )
    return copy


def _wrapped(text: str, width: int) -> str:
    """Escape a text and break it into lines."""
    lines = textwrap.wrap(_escape.visible(text, 1000), width) or [""]
    return "<br>".join(_escape.plotly(line, 1000) for line in lines)
