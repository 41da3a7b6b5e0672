"""`Picture`: what a view returns, to be shown, read, kept or put into a page."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from netintel.views import _escape, _figure, _theme
from netintel.views._page import Part, page

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROWS = 300
"""Rows of the data table in a page; the rest is told as a number."""


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A finding as a picture, with the same finding in words and as a table.

    Attributes
    ----------
    title : str
        The finding in one sentence.
    subtitle : str
        What is counted, and how much of it is shown.
    notes : tuple of str
        What must be told with the picture: how to read it, source, method, digest, handling.

    All texts are raw; they are escaped where they are shown.
    """

    title: str
    subtitle: str
    notes: tuple[str, ...]
    _alt: str
    _rows: pd.DataFrame
    _drawn: Figure
    _listed: str = ""

    def figure(self) -> Figure:
        """Return the plotly figure, a copy with its title, subtitle and notes in it."""
        return _figure.captioned(self._drawn, self.title, self.subtitle, self.notes)

    def table(self) -> pd.DataFrame:
        """Return what is drawn as a table: everything a hover says is in it."""
        return self._rows.copy(deep=False)

    def alt(self) -> str:
        """Return what the picture shows in one or two sentences, for who cannot see it."""
        return self._alt

    def html(self, *, standalone: bool = True) -> str:
        """Return the picture as a page that opens from disk without a network.

        Parameters
        ----------
        standalone
            False gives the fragment alone, without the script that draws: words and table.
        """
        part = self.part()
        return page(self.title, part.html, [part]) if standalone else part.html

    def part(self) -> Part:
        """Return the picture as a part of a larger page; `page` puts the parts together."""
        content, boundaries = _shared_boundaries(json.loads(self._drawn.to_json()))
        target = "p" + hashlib.sha256(_escape.script([self.title, content]).encode()).hexdigest()[:12]
        body, script = self._listed, ""
        if not self._listed:
            height = int(self._drawn.layout.height)
            label = _escape.page(self._alt)
            drawn = f'<div id="{target}" role="img" aria-label="{label}" style="height:{height}px"></div>'
            body = f'<div class="drawn">{drawn}</div>'
            script = (
                f'Plotly.newPlot("{target}",{_escape.script(content["data"])},{_escape.script(content["layout"])},'
                f"{_escape.script(_figure.config())});"
            )
        return Part(self._fragment(body), script, boundaries)

    def _fragment(self, body: str) -> str:
        notes = "<br>".join(_escape.page(note) for note in self.notes)
        table = "" if self._listed else f"<details><summary>Data table</summary>{_table(self._rows)}</details>"
        return (
            f'<figure class="picture"><figcaption><h2>{_escape.page(self.title)}</h2>'
            f"<p>{_escape.page(self.subtitle)}</p></figcaption>\n{body}\n"
            f'<p class="notes">{notes}</p>{table}</figure>'
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return what JupyterLab shows, also in a notebook opened again without a kernel."""
        content = json.loads(self.figure().to_json())
        content["layout"] |= {"autosize": False, "width": _theme.WIDTH}  # labels are placed for this width
        return {
            "application/vnd.plotly.v1+json": {**content, "config": _figure.config()},
            "text/plain": f"{self.title}\n{self._alt}",
        }

    def __repr__(self) -> str:
        return f"Picture: {self.title}"


def _shared_boundaries(content: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Take the outlines out of a figure and leave their key."""
    held: dict[str, str] = {}
    for trace in content["data"]:
        if isinstance(trace.get("geojson"), dict):
            text = _escape.script(trace["geojson"])
            key = "boundaries-" + hashlib.sha256(text.encode()).hexdigest()[:12]
            held[key] = text
            trace["geojson"] = key
    return content, held


def _table(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "<p>Nothing to list.</p>"
    numeric = [pd.api.types.is_numeric_dtype(rows[c]) and rows[c].dtype != bool for c in rows]
    kinds = [' class="number"' if number else "" for number in numeric]
    head = "".join(f"<th{k}>{_escape.page(str(c).replace('_', ' '))}</th>" for c, k in zip(rows, kinds, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{k}>{_escape.page(cell(v))}</td>" for v, k in zip(row, kinds, strict=True)) + "</tr>"
        for row in rows.head(ROWS).itertuples(index=False, name=None)
    )
    more = f"<p>{len(rows) - ROWS} rows more are not listed.</p>" if len(rows) > ROWS else ""
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}'


def cell(value: Any) -> str:
    """Return a value as a table shows it; unknown is said in words.

    Examples
    --------
    >>> cell(3.0), cell(0.12345), cell(("RO", "DE")), cell(float("nan")), cell(True), cell(1234567)
    ('3', '0.123', 'RO, DE', 'unknown', 'yes', '1,234,567')
    """
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "unknown"
    if pd.isna(value):
        return "unknown"
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if pd.api.types.is_integer(value):
        return f"{value:,}"
    if pd.api.types.is_float(value):
        return number(float(value))
    return _escape.visible(value, 2000)


def whole(value: float) -> str:
    """Return a count that may have parts as a title says it, rounded half up; the table has it exactly.

    Examples
    --------
    >>> whole(35.5), whole(28.5), whole(60), whole(0.25), whole(0)
    ('36', '29', '60', 'less than 1', '0')
    """
    return "less than 1" if 0 < value < 1 else f"{math.floor(value + 0.5):,}"


def number(value: float) -> str:
    """Return a number with as many digits as a reader can use.

    Examples
    --------
    >>> number(60.0), number(2.5), number(0.00012), number(12345.6)
    ('60', '2.5', '0.00012', '12,346')
    """
    if value == round(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"
