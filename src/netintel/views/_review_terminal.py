"""A review in a terminal: the same comparison as lines of text, and a letter for each judgement."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, cast

from netintel.errors import NetintelError
from netintel.views._review_fields import SIGNS, Value
from netintel.views._review_screen import Half, Screen

if TYPE_CHECKING:
    from netintel.model.judgements import Judgement
    from netintel.views.review import Review

KEYS: Final = "s same, n not the same, u unsure (a reason may follow), z undo, Enter next, b back, q save and stop"
_JUDGES: Final = {"s": "same", "n": "not_same", "u": "unsure"}
_TITLE, _MARK, _NARROWEST = 14, 22, 20


def sit(review: Review, ask: Callable[[str], str], say: Callable[[str], None], width: int) -> None:
    """Show pair by pair and do what is answered, until `q` or the end of the input.

    Parameters
    ----------
    ask
        Shows a prompt and returns a line; raises EOFError where there is no more.
    say
        Shows one line; the lines hold what exports wrote, and control characters are not yet taken out.
    width
        Columns of the terminal.
    """
    try:
        while not review.by:
            review.by = ask("Who judges? ").strip()
        shown = True
        while True:
            if shown:
                _show(review, say, width)
            shown = _answered(review, ask("> ").strip(), say)
    except EOFError:
        return


def lines(shown: Screen, width: int) -> Iterator[str]:
    """Return a pair as lines of text."""
    yield f"{shown.title} (score {shown.digits}: {shown.odds})"
    yield from (line for told in shown.know for line in textwrap.wrap(told, width, initial_indent="! "))
    side = max((width - _TITLE - _MARK - 4) // 2, _NARROWEST)
    yield from _row("", "", _half(shown.halves[0]), _half(shown.halves[1]), side)
    for field in shown.fields:
        mark = f"{SIGNS[field.mark]} {field.word}"
        yield from _row(field.title, mark, _values(field.left), _values(field.right), side)
    for part in shown.parts:
        values = f" [{part.left} | {part.right}]" if part.left or part.right else ""
        bar = ("+" if part.bits > 0 else "-") * round(10 * part.bar)
        yield f"  {bar:>10}  {part.times:>24}  {part.said}{values}"


def _show(review: Review, say: Callable[[str], None], width: int) -> None:
    shown = review.screen()
    say("")
    say(f"{review.progress()} · {shown.kind}")
    for line in lines(shown, width):
        say(line)
    for told in review.effect():
        say(f"  if joined: {told}")
    say(KEYS)


def _answered(review: Review, answer: str, say: Callable[[str], None]) -> bool:
    """Do what was answered; return whether a pair must be shown."""
    key, _, reason = answer.partition(" ")
    if key == "q":
        raise EOFError
    if key in _JUDGES:
        try:
            for fight in review.judge(cast("Judgement", _JUDGES[key]), reason=reason):
                say(f"! {fight}")
        except NetintelError as error:
            say(f"! {error}")
    elif key == "z":
        say("taken back: as it was before" if review.undo() else "nothing to undo in this sitting")
    elif key in {"", "b"}:
        review.go(-1 if key else 1)
    else:
        say(KEYS)
        return False
    return True


def _row(title: str, mark: str, left: Sequence[str], right: Sequence[str], side: int) -> Iterator[str]:
    columns = [[title], [mark], *(_wrapped(texts, side) for texts in (left, right))]
    for parts in zip_longest(*columns, fillvalue=""):
        widths = (_TITLE, _MARK, side, side)
        yield " ".join(_padded(part, wide) for part, wide in zip(parts, widths, strict=True)).rstrip()


def _half(half: Half) -> list[str]:
    told = [f"{half.name} ({half.script})" if half.script else half.name]
    told += [f"joined with {half.also} more already"] if half.also else []
    told += [f"{s.file}, {s.locator}, {s.originator}, {s.handling}, {s.grade}" for s in half.sources]
    return [*told, f"and {half.more} more"] if half.more else told


def _values(values: Sequence[Value]) -> list[str]:
    return [f"{value.text} ({value.note})" if value.note else value.text for value in values] or ["not stated"]


def _wrapped(texts: Sequence[str], side: int) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(text, side)]


def _padded(text: str, wide: int) -> str:
    """Return a text with spaces to a width, as a terminal counts it.

    Examples
    --------
    >>> _padded("ab", 4) + "|", _padded("\\u738b", 4) + "|"
    ('ab  |', '王  |')
    """
    taken = sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text
    )
    return text + " " * (wide - taken)
