"""The score of a pair in words, and what one must know before judging it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netintel.model.judgements import held

if TYPE_CHECKING:
    import pandas as pd

    from netintel.model.graph import EntityGraph
    from netintel.views._review_fields import Field

_SURE: tuple[tuple[float, str], ...] = (
    (0.99, "Almost surely the same"),
    (0.95, "Very likely the same"),
    (0.75, "Likely the same"),
    (0.5, "Rather the same than two"),
    (0.25, "Rather two than the same"),
    (0.05, "Likely two"),
    (0.0, "Very likely two"),
)

SAID: dict[str, str] = {"same": "same", "not_same": "not the same", "unsure": "unsure", "undone": "undone"}
"""Judgement -> how it is called on a screen."""

_DECIDING = ("Born", "Founded", "Document", "Registered as", "Phone")


def score_in_words(score: float, answer: str) -> str:
    """Return what a score says, as a title.

    Examples
    --------
    >>> score_in_words(0.97, "same"), score_in_words(0.97, "undecidable")
    ('Very likely the same', 'Nothing but names to decide by')
    """
    if answer == "undecidable":
        return "Nothing but names to decide by"
    return next(words for least, words in _SURE if score >= least)


def odds_in_words(score: float) -> str:
    """Return what a score says of many such pairs; it is as good as the calibration of the scores.

    Examples
    --------
    >>> odds_in_words(0.97), odds_in_words(0.9996)
    ('of 100 such pairs about 97 are the same', 'of 10,000 such pairs about 4 are two')
    >>> odds_in_words(0.0)
    'of 10,000 such pairs fewer than 1 are the same'
    """
    if 0.01 <= score <= 0.99:
        return f"of 100 such pairs about {score * 100:.0f} are the same"
    few, what = (1 - score, "two") if score > 0.5 else (score, "the same")
    count = round(few * 10_000)
    return f"of 10,000 such pairs {f'about {count}' if count else 'fewer than 1'} are {what}"


def times(bits: float) -> str:
    """Return a weight of evidence as how much likelier the one is than the other.

    Examples
    --------
    >>> times(5), times(-3), times(0.01), times(14.2), times(-40)
    ('32 × for', '8 × against', 'says nothing', '19,000 × for', 'over 1,000,000 × against')
    """
    ratio = 2.0 ** min(abs(bits), 60)
    if ratio < 1.05:
        return "says nothing"
    digits = f"{ratio:.1f}" if ratio < 9.95 else f"{float(f'{ratio:.2g}'):,.0f}"
    much = "over 1,000,000" if ratio > 1e6 else digits.removesuffix(".0")
    return f"{much} × {'for' if bits > 0 else 'against'}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "pair"), counted(2000, "pair")
    ('1 pair', '2,000 pairs')
    """
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def default_reason(parts: pd.DataFrame) -> str:
    """Return the parts that weigh most as a reason, in the words of the features; no value is in it."""
    told = parts[parts["feature"] != "prior"]
    told = told.reindex(told["bits"].abs().sort_values(ascending=False, kind="stable").index)
    return "; ".join(dict.fromkeys(str(said) for said in told["said"].head(3)))


def to_know(
    graph: EntityGraph, left: int, right: int, *, answer: str, lines: tuple[Field, ...], hidden: bool, row: int | None
) -> tuple[str, ...]:
    """Return what one must know of a pair before judging it, one sentence each.

    Parameters
    ----------
    row
        Where the judgement that holds on the pair stands in the table of judgements; None where nobody judged it.
    """
    export = graph.tables.origins["export"]
    missing = [line.title.lower() for line in lines if line.title in _DECIDING and line.mark == "missing"]
    told = []
    if answer == "undecidable":
        absent = ", ".join(missing) or "no date, document or contact"
        told.append(f"Undecidable: nothing to decide on can be compared ({absent}). More records are needed.")
    if export[left].as_py() == export[right].as_py():
        told.append("One export keeps these two apart.")
    if graph.entity_of_origin[left] == graph.entity_of_origin[right]:
        told.append("They are one entity now, by this or by other judgements or ids.")
    told += [] if row is None else [_judged(graph, row, hidden)]
    told += ["Shown under a pseudonym: what is known is compared and not shown."] if hidden else []
    return tuple(told)


def _judged(graph: EntityGraph, row: int, hidden: bool) -> str:
    last = graph.tables.judgements.slice(row, 1).to_pylist()[0]
    told = f"Judged {SAID[last['judgement']]} by {last['by']} at {last['at']}"
    return f"{told}." if hidden else f"{told}: {last['reason']}"  # a reason may name somebody


def holding(graph: EntityGraph) -> dict[tuple[int, int], tuple[str, int]]:
    """Return for each pair of origins that was judged (lower code first) the judgement that holds, and its row."""
    table = held(graph.tables)
    pairs = zip(table["left"].tolist(), table["right"].tolist(), strict=True)
    return dict(zip(pairs, zip(table["judgement"], table["row"].tolist(), strict=True), strict=True))
