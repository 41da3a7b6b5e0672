"""Are these two the same? One pair a screen, judged by a person."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from netintel.errors import JudgementError, StaleResultError
from netintel.views import _review_page, _review_screen, _review_words, _subject
from netintel.views._review_effect import AFFORDED, Ranking, affordable, effect
from netintel.views._review_people import People

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph
    from netintel.model.judgements import Judgement
    from netintel.resolve import Matches
    from netintel.views._review_screen import Screen

_LEAST = 0.05
"""Below it two are different: who is surely not a victim tells nothing of the victim."""

_TURNS = {"review": 0, "undecidable": 1, "same": 2}
"""Answer -> its turn among what waits for a person; what surely is two waits for nobody."""


def review(graph: EntityGraph, matches: Matches, *, by: str = "") -> Review:
    """Look at pairs that may be the same, one a screen, and judge them.

    In JupyterLab the last line of a cell shows the pair with what speaks for and against, the effect of joining on the
    ranking of brokers, and keys: s same, n not the same, u unsure, z undo, arrows to go on. `review.graph` is the
    graph with everything judged so far; keep it (`graph = review.graph`), or save it.

    Parameters
    ----------
    graph
        What was matched.
    matches
        From `netintel.resolve.match`; usually a part, such as `matches.between(0.3, 0.95)`.
    by
        Who judges; where it is empty, the screen asks once.

    Returns
    -------
    Review
        `.graph`, `.judge(…)`, `.undo()`, `.accept_above(…)`, `.judgements()`; `.table()`, `.alt()` and `.html()` as of
        a picture; `.due()` for what waits for a person alone. It holds what was judged; the graph it was given is
        never changed.

    Raises
    ------
    StaleResultError
        The matches were found on another graph.

    Limits
    ------
    Victims, witnesses, minors and informants are shown under a pseudonym, and of a pair with one of them only whether
    values are equal is shown; so of pairs that would tell who they are, with their phones or with who may be the same
    through other pairs. Above 50,000 origins and links together the effect on brokers is not computed. The
    screen needs its kernel: in a notebook opened later JupyterLab says that the widget is not found; keep `.html()`.
    """
    if matches.digest != graph.digest:
        raise StaleResultError.between("resolve.match", matches.digest, graph.digest)
    return Review(graph, matches, by)


class Review:
    """A sitting over pairs: where it is, what was judged, and the graph that follows from it.

    Attributes
    ----------
    graph : EntityGraph
        The graph now.
    matches : Matches
        The pairs, in their order.
    by : str
        Who judges.
    position : int
        The pair that is shown, from 0.
    """

    def __init__(self, graph: EntityGraph, matches: Matches, by: str = "", people: People | None = None) -> None:
        self.graph, self.matches, self.by = graph, matches, by.strip()
        self.position = 0
        likely = matches.rows[matches.rows["score"] >= _LEAST]
        self._people = People.of(graph, likely["left"], likely["right"]) if people is None else people
        self._begun = len(graph.judgements)
        self._done: list[tuple[range, int]] = []  # rows of the judgements an act appended, and the pair it was on
        self._ranked: Ranking | None = None
        self._held: tuple[EntityGraph, dict[tuple[int, int], tuple[str, int]]] | None = None
        self._effects: dict[tuple[str, int], tuple[str, ...]] = {}

    def due(self) -> Review:
        """Return a sitting over the pairs that wait for a person, in the order in which to look at them.

        First those to review, then the undecidable, then those that are the same and not joined yet, each best score
        first; at the end those that were judged unsure. What was judged the same or not the same, objects of one
        identifier, and pairs that surely are two wait for nobody. Who is hidden here is hidden there.
        """
        rows = self.matches.rows.reset_index(drop=True)
        turn, words = rows["answer"].map(_TURNS), pd.Series(self._words(), dtype=object)
        order = pd.DataFrame({"unsure": words.eq("unsure"), "turn": turn, "score": -rows["score"]})
        order = order[turn.notna() & ~self.matches.by_identifier() & ~words.isin(["same", "not_same"])]
        order = order.sort_values(["unsure", "turn", "score"], kind="stable")
        return Review(self.graph, self.matches.at(order.index.to_numpy()), self.by, self._people)

    # What is shown ----------------------------------------------------------------------------------------------

    def screen(self, position: int | None = None) -> Screen:
        """Return the pair at a position (that which is shown) as plain texts and numbers."""
        self._require_pair()
        at = self._at(position)
        judged = self._holding().get(self._pairs[at], ("", None))[1]
        return _review_screen.screen(self.graph, self._people, self.matches, at, judged)

    def effect(self, position: int | None = None) -> tuple[str, ...]:
        """Return in sentences what joining the pair does to the ranking of brokers; computed once a graph and pair."""
        if not affordable(self.graph):
            return (f"Not computed: the case holds more than {AFFORDED:,} origins and links.",)
        at = self._at(position)
        key = (self.graph.digest, at)
        if key not in self._effects:
            self._effects[key] = effect(self._ranking(), self._people, *self._codes(at))
        return self._effects[key]

    def progress(self) -> str:
        """Return which pair is shown, and how many are judged.

        A pair counts as judged whoever judged it, also before this sitting.
        """
        holding = self._holding()
        judged = sum(pair in holding for pair in self._pairs)
        return f"{self.position + 1} of {len(self.matches)}, {judged} judged" if len(self.matches) else "no pairs"

    def table(self) -> pd.DataFrame:
        """Return the pairs: `left`, `right`, names or pseudonyms, `kind`, `score`, `answer`, `reason`, `judgement`.

        `judgement` is the one that holds now; empty where nobody judged the pair.
        """
        rows = self.matches.table().reset_index(drop=True)
        codes = (self._people.codes(*rows[side]) for side in ("left", "right"))
        names = [self._people.pair(*pair) for pair in zip(*codes, strict=True)]
        for at, side in enumerate(("left_name", "right_name")):
            rows.insert(2 + at, side, [name[at] for name in names])
        return rows.assign(judgement=self._words())

    def judgements(self) -> pd.DataFrame:
        """Return what was judged in this sitting, one row a judgement, in its order; undone ones stay in it."""
        return self.graph.judgements.iloc[self._begun :].reset_index(drop=True)

    def alt(self) -> str:
        """Return what the review holds in one sentence."""
        pairs = _review_words.counted(len(self.matches), "pair")
        answers = self.matches.rows["answer"].value_counts(sort=False)
        told = ", ".join(f"{n:,} {word}" for word, n in answers.items())
        return f"{pairs}, by answer: {told}." if told else f"{pairs} to review."

    def html(self, *, standalone: bool = True) -> str:
        """Return the pairs as a page that opens from disk, needs no script and lets nobody judge.

        Parameters
        ----------
        standalone
            False gives the fragment alone, without its rules.
        """
        notes = [f"Matched on graph {self.matches.digest[:16]}. A lead, not a finding of identity."]
        marking = _subject.handling_of(self.graph)
        notes += [f"Handling: {marking}."] if marking else []
        shown = range(min(len(self.matches), _review_page.PAIRS))
        screens = [self.screen(position) for position in shown]
        return _review_page.listed(self.alt(), screens, len(self.matches), notes, standalone=standalone)

    @property
    def can_undo(self) -> bool:
        """Whether this sitting holds a judgement that `undo` would take back."""
        return bool(self._done)

    # What is done -----------------------------------------------------------------------------------------------

    def go(self, steps: int) -> None:
        """Go on by some pairs, or back; at the ends it stays."""
        self.position = max(0, min(len(self.matches) - 1, self.position + steps))

    def judge(self, judgement: Judgement, *, reason: str = "", by: str = "") -> tuple[str, ...]:
        """Judge the pair that is shown and go on to the next.

        Parameters
        ----------
        judgement
            `same`, `not_same` or `unsure`.
        reason
            Why; where it is empty, the parts of the score that weigh most, in words.
        by
            Who; kept for the pairs that follow.

        Returns
        -------
        tuple of str
            What fights with the judgement; empty where nothing does.

        Raises
        ------
        JudgementError
            Nobody is named, or there is no pair.
        """
        from netintel import resolve

        self._require_pair()
        self.by = by.strip() or self.by
        why = reason.strip() or self.screen().reason
        row = self.matches.rows.iloc[self.position]
        known = self._fights()
        self._did(resolve.judge(self.graph, row["left"], row["right"], judgement, by=self.by, reason=why))
        self.go(1)
        return tuple(fight for fight in self._fights() if fight not in known)

    def undo(self) -> bool:
        """Take the last judgement of this sitting back, and show its pair; False where none is left.

        Nothing is removed: what held before is appended again, and the digest is the one from before.
        """
        from netintel import resolve

        if not self._done:
            return False
        rows, self.position = self._done.pop()
        taken, why = self.graph.judgements.iloc[list(rows)], "undone in the review"
        if len(taken) == 1:
            self._go_on(resolve.undo(self.graph, *taken[["left", "right"]].iloc[0], by=self.by, reason=why))
        else:
            back = taken.assign(judgement="undone", reason=why, at=None, by=self.by)
            self._go_on(resolve.merge(self.graph, back))
        return True

    def expected(self, score: float) -> str:
        """Return how many pairs `accept_above` would take, how many are expected to be wrong, and what it leaves.

        Left for review are pairs with such a score that do not hold together: `Matches.held_together`.
        """
        reached = self._open_above(score)
        rows = reached.held_together().rows
        left = len(reached) - len(rows)
        wrong = float((1 - rows["score"]).sum())
        few = "less than 0.1" if 0 < wrong < 0.05 else f"{wrong:,.{0 if wrong >= 10 else 1}f}"
        told = f"{_review_words.counted(len(rows), 'pair')} not judged yet with a score of {score:g} or more"
        told += f"; {few} expected to be wrong" if len(rows) else ""
        kept = f"; {left:,} more would join what speaks against each other: left for review" if left else ""
        return told + kept

    def accept_above(self, score: float, *, by: str, reason: str) -> str:
        """Judge all pairs with at least this score the same, except those that somebody judged.

        Parameters
        ----------
        score
            From 0.5 to 1; there is no default: who accepts unseen says how sure is enough.
        by, reason
            Who, and why.

        Returns
        -------
        str
            How many were accepted, and how many of them are expected to be wrong.

        Raises
        ------
        JudgementError
            A score outside the range, nobody named, or no reason.
        """
        from netintel import resolve

        if not 0.5 <= score <= 1:
            raise JudgementError(f"pairs are accepted unseen from a score of 0.5 to 1; got {score:g}")
        if not by.strip() or not reason.strip():
            raise JudgementError("to accept pairs needs `by` and `reason`: who decided, and why")
        self.by = by.strip()
        taken, told = self._open_above(score).held_together(), self.expected(score)
        rows = taken.rows.assign(reason=reason.strip() + ": " + taken.rows["reason"])
        made = resolve.merge(self.graph, replace(taken, rows=rows, digest=self.graph.digest), by=self.by)
        accepted = len(made.judgements) - len(self.graph.judgements)
        if accepted:
            self._did(made)
        return f"{told}; {accepted:,} accepted"

    # Inside -----------------------------------------------------------------------------------------------------

    def _open_above(self, score: float) -> Matches:
        """Return the pairs that nobody judged with at least this score."""
        words = pd.Series(self._words(), dtype=object, index=self.matches.rows.index)
        return self.matches._where((self.matches.rows["score"] >= score) & words.eq(""))

    def _did(self, graph: EntityGraph) -> None:
        """Go on with the graph that an act has made, and remember what it appended."""
        rows = range(self.graph.tables.judgements.num_rows, graph.tables.judgements.num_rows)
        self._done.append((rows, self.position))
        self._go_on(graph)

    def _go_on(self, graph: EntityGraph) -> None:
        self.graph, self._people = graph, self._people.after(graph)

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        """The origin codes of each pair, the lower first."""
        left, right = (self._people.codes(*self.matches.rows[side]) for side in ("left", "right"))
        return [(min(pair), max(pair)) for pair in zip(left, right, strict=True)]

    def _holding(self) -> dict[tuple[int, int], tuple[str, int]]:
        if self._held is None or self._held[0] is not self.graph:
            self._held = self.graph, _review_words.holding(self.graph)
        return self._held[1]

    def _words(self) -> list[str]:
        """Return for each pair the judgement that holds, empty where there is none."""
        holding = self._holding()
        return [holding.get(pair, ("", 0))[0] for pair in self._pairs]

    def _fights(self) -> tuple[str, ...]:
        """Return each judgement that others contradict, as a sentence."""
        from netintel import resolve

        told = []
        for row in resolve.conflicts(self.graph).to_dict("records"):
            left, right = self._people.pair(*self._people.codes(row["left"], row["right"]))
            judged = _review_words.SAID[row["judgement"]]
            told.append(f"Judgements fight: {left} and {right} were judged {judged} by {row['by']}; {row['why']}.")
        return tuple(told)

    def _at(self, position: int | None) -> int:
        return self.position if position is None else position

    def _codes(self, position: int) -> tuple[int, int]:
        row = self.matches.rows.iloc[position]
        left, right = self._people.codes(row["left"], row["right"])
        return left, right

    def _ranking(self) -> Ranking:
        if self._ranked is None or self._ranked.graph is not self.graph:
            self._ranked = Ranking.of(self.graph)
        return self._ranked

    def _require_pair(self) -> None:
        if not len(self.matches):
            raise JudgementError("there is no pair to review: these matches are empty")

    @cached_property
    def _widget(self) -> Any:
        from netintel.views._review_widget import widget

        return widget(self)

    def widget(self) -> Any:
        """Return the screen for JupyterLab, an anywidget; the same one however often it is asked for.

        Raises
        ------
        MissingExtraError
            anywidget is not installed; the extra `lab` brings it.
        """
        return self._widget

    def _repr_mimebundle_(self, include: object = None, exclude: object = None, **more: object) -> dict[str, Any]:
        """Return what JupyterLab shows, the screen; what knows no widgets shows the pairs as a list."""
        still = {"text/html": self.html(standalone=False), "text/plain": self.alt()}
        if not len(self.matches):
            return still
        try:
            live = self.widget()._repr_mimebundle_()
        except ImportError:
            return still
        return {**still, **(live[0] if isinstance(live, tuple) else live or {})}

    def __len__(self) -> int:
        return len(self.matches)

    def __repr__(self) -> str:
        return f"Review: {self.progress()}, by {self.by or 'nobody named yet'}"
