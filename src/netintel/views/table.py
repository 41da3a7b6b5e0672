"""Who to look at first, and how sure is that?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from netintel.model.graph import EntityGraph
from netintel.views import _escape, _figure, _land, _ranks, _subject, _theme
from netintel.views._picture import Picture, cell, number
from netintel.views._pseudonyms import pseudonym_note, shown_names

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from netintel.model.network import Network
    from netintel.model.results import Scores

CHARTED = 40
"""Lines of the chart; the table goes on."""


def table(graph: EntityGraph | Network, result: Scores, *, top: int = 100) -> Picture:
    """List the first ranked with score, interval, countries and the evidence they rest on.

    Parameters
    ----------
    graph
        What the result was computed on.
    result
        From `netintel.analysis.brokers`.
    top
        Rows listed, at least 1.

    Returns
    -------
    Picture
        A table as page; its figure is a chart of the first 40 ranks with their intervals. Columns of `.table()`:
        `rank`, `interval` (where the rank may truly be), `name` (or pseudonym), `score`, `share` (0-1 of all scores;
        nan where the method does not count pairs), `p_top` (0-1: part of the resamples among the first), `countries`
        (empty is unknown), `contacts` (distinct neighbours), `records` (that name the person; null for a bare
        network).

    Raises
    ------
    StaleResultError
        The result was computed on another graph.
    """
    _subject.require(graph, result)
    if top < 1:
        raise ValueError(f"top: expected at least 1 row, got {top}")
    ranked = result.top(top)
    known = shown_names(graph)
    names = [known.get(node, str(node)) for node in ranked.index]
    rows = _rows(graph, ranked, names)
    level = float(result.parameters.get("level", 0.9))
    title = _title(names, rows, len(result.rows), lowest=result.low_is_best)
    return Picture(
        title=title,
        subtitle=(
            f"{len(rows):,} of {len(result.rows):,} ranked listed; score: {result.method.replace('_', ' ')}; "
            f"interval: {level:.0%}; {_subject.group_of(result)}; {_subject.period_of(graph)}."
        ),
        notes=(*pseudonym_note(graph, ranked.index), *_subject.notes(graph, result), *_subject.caveats_of(result)),
        _alt=f"Table of the first {len(rows)} ranked by {result.method.replace('_', ' ')}. {title}.",
        _rows=rows,
        _drawn=_chart(rows, ranked, names, level) if len(rows) else _figure.words("Nobody is ranked in this network."),
        _listed=_listed(rows, result.parameters.get("top", "few")),
    )


def _rows(graph: EntityGraph | Network, ranked: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    listed = pd.DataFrame(
        {
            "rank": ranked["rank"].to_numpy(),
            "interval": [_interval(a, b) for a, b in zip(ranked["rank_low"], ranked["rank_high"], strict=True)],
            "name": list(map(_escape.visible, names)),
            "score": ranked["score"].to_numpy(),
            "share": ranked["share"].to_numpy(),
            "p_top": ranked["p_top"].to_numpy(),
            "countries": [tuple(map(_land.called, codes)) for codes in ranked["countries"]],
        }
    )
    if "degree" in ranked:
        listed["contacts"] = ranked["degree"].to_numpy()
    known = graph.entities if isinstance(graph, EntityGraph) else graph.nodes
    if "n_records" in known:
        listed["records"] = known["n_records"].reindex(ranked.index).to_numpy()
    return listed


def _interval(low: float, high: float) -> str:
    return number(float(low)) if low == high else f"{number(float(low))} to {number(float(high))}"


def _title(names: list[str], rows: pd.DataFrame, ranked: int, *, lowest: bool) -> str:
    if rows.empty:
        return "Nobody is ranked in this network"
    if not lowest and not rows["score"].max() > 0:
        return f"Nobody stands out: all {ranked:,} score 0"
    name = _escape.visible(names[0], 40)
    who = f"Actor {name}" if name.isdigit() else name
    return f"{who} ranks first of {ranked:,}, interval {rows['interval'].iloc[0]}"


def _chart(rows: pd.DataFrame, ranked: pd.DataFrame, names: list[str], level: float) -> Figure:
    import plotly.graph_objects as go

    people = []
    lines = zip(rows.to_dict("records"), ranked.to_dict("records"), names, strict=True)
    for shown, row, name in list(lines)[:CHARTED]:
        said = [
            f"<b>{_escape.plotly(name)}</b>",
            f"rank {shown['rank']}, interval {shown['interval']}",
            f"score {_escape.plotly(cell(shown['score']))}",
            _escape.plotly(cell(shown["countries"]), 200),
        ]
        low, high = float(row["rank_low"]), float(row["rank_high"])
        people.append(
            _ranks.Ranked(
                name,
                " ".join(row["countries"][:2]) or "unknown",
                float(row["rank"]),
                low,
                high,
                _theme.ACCENT,
                "<br>".join(said),
            )
        )
    figure = go.Figure()
    _ranks.add_ranks(figure, people, level=level, left=0.2)
    return _figure.finish(figure, height=90 + 22 * len(people))


def _listed(rows: pd.DataFrame, first: object) -> str:
    """Return the table as HTML: a bar in each cell of the score, a column of names that reads first."""
    largest = rows["score"].max() if len(rows) else 0.0
    numeric = {"rank", "score", "share", "p_top", "contacts", "records"}
    heads = {"p_top": f"in top {first}", "share": "share of all"}
    head = "".join(f"<th{_class(c, numeric)}>{_escape.page(heads.get(str(c), c))}</th>" for c in rows)
    body = []
    for row in rows.to_dict("records"):
        cells = []
        for column, value in row.items():
            bar = _bar(value, largest) if column == "score" else ""
            text = f"{value:.1%}" if column in heads and pd.notna(value) else cell(value)
            shown = f'<span class="value">{_escape.page(text)}</span>' if bar else _escape.page(text)
            cells.append(f"<td{_class(column, numeric)}>{bar}{shown}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'


def _class(column: object, numeric: set[str]) -> str:
    return ' class="number"' if column in numeric else ""


def _bar(value: float, largest: float) -> str:
    part = 100 * value / largest if largest > 0 and pd.notna(value) else 0.0
    return f'<span class="bartrack"><span class="bar" style="width:{part:.0f}%"></span></span>'
