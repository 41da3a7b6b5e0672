"""The pairs of a review as a page: no script, no request, nothing to judge with."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from netintel.views._escape import page as text
from netintel.views._page import page
from netintel.views._review_fields import SIGNS, Field, Value
from netintel.views._review_screen import Half, Part, Screen

PAIRS = 50
"""Pairs on one page; the rest is told as a number."""


def rules() -> str:
    """Return the rules of a screen, the same for the page and for JupyterLab."""
    return files("netintel.views").joinpath("data/review.css").read_text("utf-8")


def listed(title: str, screens: Sequence[Screen], total: int, notes: Sequence[str], *, standalone: bool) -> str:
    """Return the page, or the fragment alone with its rules."""
    more = f"<p>{total - len(screens):,} pairs more are not listed.</p>" if total > len(screens) else ""
    told = "<br>".join(map(text, notes))
    pairs = "".join(_pair(shown, number, total) for number, shown in enumerate(screens, 1))
    body = f'<h2>{text(title)}</h2>{pairs}{more}<p class="notes">{told}</p>'
    whole = f'<div class="netintel-review still">{body}</div>'
    return page(title, whole, [], css=rules()) if standalone else f"<style>{rules()}</style>{whole}"


def _pair(shown: Screen, number: int, total: int) -> str:
    know = "".join(f"<li>{text(told)}</li>" for told in shown.know)
    return (
        f'<section class="pair"><header><p class="at">{number:,} of {total:,} · {text(shown.kind)}</p>'
        f"<h3>{text(shown.title)}</h3>"
        f'<p class="odds">score {shown.digits}: {text(shown.odds)}</p></header>'
        f"{f'<ul class=know>{know}</ul>' if know else ''}"
        f'<table class="fields"><thead><tr><th></th>{_half(shown.halves[0])}<th></th>{_half(shown.halves[1])}</tr>'
        f"</thead><tbody>{''.join(map(_field, shown.fields))}</tbody></table>"
        f'<table class="parts"><caption>What makes the score</caption><tbody>{"".join(map(_part, shown.parts))}'
        "</tbody></table></section>"
    )


def _half(half: Half) -> str:
    script = f' <span class="script">{text(half.script)}</span>' if half.script else ""
    sources = "".join(
        f"<li>{text(s.file)}, {text(s.locator)} · {text(s.originator)} · {text(s.handling)} · {text(s.grade)}</li>"
        for s in half.sources
    )
    sources += f"<li>and {half.more:,} more</li>" if half.more else ""
    also = f'<p class="also">joined with {half.also:,} more already</p>' if half.also else ""
    return f'<th><p class="name">{text(half.name)}{script}</p>{also}<ul class="sources">{sources}</ul></th>'


def _field(line: Field) -> str:
    left, right = _values(line.left), _values(line.right)
    mark = f'<td class="mark"><b>{SIGNS[line.mark]}</b> <span>{text(line.word)}</span></td>'
    return f'<tr class="{line.mark}"><th>{text(line.title)}</th><td>{left}</td>{mark}<td>{right}</td></tr>'


def _values(values: Sequence[Value]) -> str:
    shown = []
    for value in values:
        note = f' <span class="note">{text(value.note)}</span>' if value.note else ""
        shown.append(f'<p class="value{" shared" if value.shared else ""}">{text(value.text)}{note}</p>')
    return "".join(shown) or '<p class="value none">not stated</p>'


def _part(part: Part) -> str:
    way = "for" if part.bits > 0 else "against"
    values = f"{part.left} · {part.right}" if part.left or part.right else ""
    bar = f'<span class="bar" style="width:{50 * part.bar:.0f}%"></span>'
    return (
        f'<tr class="{way}"><td>{text(part.said)} <span class="note">{text(values)}</span></td>'
        f'<td class="weight"><span class="track">{bar}</span></td>'
        f'<td class="times">{text(part.times)}</td></tr>'
    )
