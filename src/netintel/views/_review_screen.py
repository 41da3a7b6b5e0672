"""One pair as a screen holds it: plain texts and numbers, the same for a notebook, a page and a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from netintel.views import _escape, _review_words
from netintel.views._review_fields import SIGNS, Field, Value, fields
from netintel.views._review_people import NOT_SHOWN, People
from netintel.views._review_sides import Side, Source, script_of, sides
from netintel.vocab import kinds

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph
    from netintel.resolve import Matches

_FULL = 12.0
"""Bits from which a bar is full; one part in 4,096."""


@dataclass(frozen=True)
class Half:
    """One side: its name or pseudonym, the script, and the records it stands on."""

    name: str
    script: str
    sources: tuple[Source, ...]
    more: int
    also: int


@dataclass(frozen=True)
class Part:
    """What one feature said: the sentence, how much it weighs, how long its bar is (0-1), the values that decided."""

    said: str
    bits: float
    times: str
    bar: float
    left: str
    right: str


@dataclass(frozen=True)
class Screen:
    """One pair.

    All texts are raw, with invisible controls named: what shows them must not read them as markup.
    """

    title: str
    digits: str
    odds: str
    answer: str
    kind: str
    halves: tuple[Half, Half]
    fields: tuple[Field, ...]
    parts: tuple[Part, ...]
    know: tuple[str, ...]
    reason: str
    hidden: bool


def screen(graph: EntityGraph, people: People, matches: Matches, position: int, judged: int | None) -> Screen:
    """Return the pair at a position as the graph knows it now; `judged` is the row of the judgement that holds."""
    row = matches.rows.iloc[position]
    left, right = people.codes(row["left"], row["right"])
    both = sides(graph, people, left, right)
    hidden = both[0].hidden  # so is the other then
    kind, score = str(row["kind"]), float(row["score"])
    answer = str(row["answer"])
    lines = fields(*both, pole=kinds.poles().get(kind, ""))
    parts = matches.parts(position)
    know = _review_words.to_know(graph, left, right, answer=answer, lines=lines, hidden=hidden, row=judged)
    return Screen(
        title=_review_words.score_in_words(score, answer),
        digits=digits(score),
        odds=_review_words.odds_in_words(score),
        answer=answer,
        kind=kind,
        halves=(_half(people, both[0]), _half(people, both[1])),
        fields=tuple(map(_seen, lines)),
        parts=tuple(_part(told, hidden) for told in parts.to_dict("records")),
        know=tuple(_escape.visible(text, 400) for text in know),
        reason=_escape.visible(_review_words.default_reason(parts), 300),
        hidden=hidden,
    )


def _half(people: People, side: Side) -> Half:
    name = _name(people, side)
    if side.hidden:
        name = people.called(int(side.origins[0])) if people.hidden[side.origins[0]] else NOT_SHOWN
    seen = tuple(Source(*(_escape.visible(text) for text in vars(source).values())) for source in side.sources)
    script = "" if side.hidden else script_of(name)
    return Half(_escape.visible(name), script, seen, side.n_sources - len(seen), len(side.origins) - 1)


def _name(people: People, side: Side) -> str:
    """Return the name as this side's records write it, not as the merged entity is called."""
    for known in ("name", "alias"):
        written = side.values.get(known)
        if written:
            return next(iter(written.values()))
    return people.called(int(side.origins[0]))


def _seen(line: Field) -> Field:
    def texts(values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(Value(_escape.visible(v.text, 120), _escape.visible(v.note, 120), v.shared) for v in values)

    return Field(line.title, texts(line.left), texts(line.right), line.mark, line.word)


def _part(told: Mapping[Any, Any], hidden: bool) -> Part:
    bits = float(told["bits"])
    values = ("", "") if hidden else tuple(_value(told[side]) for side in ("left", "right"))
    said = _escape.visible(told["said"], 200)
    return Part(said, round(bits, 2), _review_words.times(bits), min(abs(bits) / _FULL, 1.0), *values)


def _value(value: object) -> str:
    return _escape.visible(value, 60) if isinstance(value, str) else ""


def plain(shown: Screen) -> dict[str, Any]:
    """Return a screen as JSON may hold it, with the sign of each mark."""
    content = asdict(shown)
    for line in content["fields"]:
        line["sign"] = SIGNS[line["mark"]]
    return content


def digits(score: float) -> str:
    """Return a score with as many digits as tell it from 0 and 1.

    Examples
    --------
    >>> digits(0.97), digits(0.99964), digits(1.0), digits(0.00002)
    ('0.97', '0.9996', 'above 0.9999', 'below 0.0001')
    """
    if not 0.0001 <= score <= 0.9999:
        return "above 0.9999" if score > 0.5 else "below 0.0001"
    return f"{score:.2f}" if 0.01 <= score <= 0.99 else f"{score:.4f}"
