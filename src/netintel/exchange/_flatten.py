"""Many marks on one thing become one: the strictest handling, the weakest grading, all originators."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from netintel.model.tables import Tables
from netintel.vocab import evaluation, handling

Codes = NDArray[np.int64]
Words = list[str | None]
_CAUTION = ("computed", "assessment", "fact")


class Marks(NamedTuple):
    """What holds for one written entity or link; None is unmarked or unknown."""

    handling: str | None = None
    evaluation: str | None = None
    originator: str | None = None
    assertion: str | None = None
    review_due: str | None = None

    def said(self) -> dict[str, str]:
        """Return the marks that are known."""
        return {name: word for name, word in self._asdict().items() if word is not None}


class Flattened(NamedTuple):
    """One word for each owner, and the owners of whom several words had to become one."""

    words: Words
    several: Codes


class Coded(NamedTuple):
    """Words as codes; the last word is None."""

    codes: Codes
    words: Words


def coded(column: Any) -> Coded:
    """Return a dictionary column of a table as codes and words."""
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    words: Words = [*whole.dictionary.to_pylist(), None]
    codes = whole.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(codes, words)


def flatten(owner: Codes, said: Coded, n: int, combine: Callable[[Words], str | None]) -> Flattened:
    """Return for each of n owners the one word of all said of it; nothing said is None.

    Parameters
    ----------
    owner, said
        Owner and word side by side, in any order, repeated at will.
    combine
        Makes one word of several different ones, None among them where something was said without a mark.
    """
    size = len(said.words)
    pairs = np.unique(owner * size + said.codes)
    who, code = pairs // size, pairs % size
    words = np.array(said.words, object)
    found = np.full(n, None, object)
    found[who] = words[code]
    times = np.bincount(who, minlength=n)
    mixed = np.flatnonzero(times > 1)
    start = np.searchsorted(who, mixed)
    known: dict[tuple[int, ...], str | None] = {}
    for at, begin, count in zip(mixed.tolist(), start.tolist(), times[mixed].tolist(), strict=True):
        key = tuple(code[begin : begin + count].tolist())
        if key not in known:
            known[key] = combine([said.words[c] for c in key])
        found[at] = known[key]
    return Flattened(found.tolist(), mixed)


def strictest(default: str) -> Callable[[Words], str | None]:
    """Return how handling codes combine where an unmarked part counts as the case's default."""
    return lambda words: handling.combine(default if word is None else word for word in words)


def weakest(words: Words) -> str | None:
    """Return the grading that makes the thing look least certain; ungraded counts as netintel counts it elsewhere.

    Examples
    --------
    >>> weakest(["4x4:A1", "4x4:C3"]), weakest(["4x4:A1", None])
    ('4x4:C3', None)
    """
    return max(words, key=lambda word: (evaluation.drop_rate(word), word is None, word or ""))


def all_of(words: Words) -> str | None:
    """Return every originator, joined."""
    return "; ".join(sorted(word for word in words if word is not None)) or None


def most_cautious(words: Words) -> str | None:
    """Return the least of computed, assessment, fact; what does not say counts as an assessment.

    Examples
    --------
    >>> most_cautious(["fact", "computed"]), most_cautious(["fact", None])
    ('computed', 'assessment')
    """
    said = {word or "assessment" for word in words}
    return next((word for word in _CAUTION if word in said), min(said))


def earliest(words: Words) -> str | None:
    """Return the first day on which one of the parts is due for review."""
    return min((word for word in words if word is not None), default=None)


def marks(
    tables: Tables,
    owner: Codes,
    record: Codes,
    own: Iterable[tuple[Codes, Any, Any]],
    claimed: NDArray[np.bool_],
    default: str,
) -> tuple[list[Marks], dict[str, int]]:
    """Return the marks of owners of whom records speak, and how many owners had several of each mark.

    Parameters
    ----------
    own
        (owner, handling, evaluation) of single values that have marks of their own; null is the record's.
    claimed
        Of each owner whether anything is claimed; of the others no mark is lost, for none was theirs.
    """
    combine = {
        "handling": strictest(default),
        "evaluation": weakest,
        "originator": all_of,
        "assertion": most_cautious,
        "review_due": earliest,
    }
    pairs = np.unique(np.stack([owner, record]), axis=1) if len(owner) else np.zeros((2, 0), np.int64)
    columns, several = [], {}
    more = list(own)
    for name, how in combine.items():
        of_record = coded(tables.records[name])
        said = Coded(of_record.codes[pairs[1]], of_record.words)
        who = pairs[0]
        if name in ("handling", "evaluation"):
            who, said = _with_own(who, said, [(at, h if name == "handling" else e) for at, h, e in more])
        made = flatten(who, said, len(claimed), how)
        columns.append(made.words)
        several[name] = int(claimed[made.several].sum())
    return [Marks(*row) for row in zip(*columns, strict=True)], several


def _with_own(owner: Codes, said: Coded, own: list[tuple[Codes, Any]]) -> tuple[Codes, Coded]:
    place = {word: code for code, word in enumerate(said.words)}
    words, owners, codes = said.words[:-1], [owner], [said.codes]
    none = len(words)
    added: list[str] = []
    for at, column in own:
        texts = column.to_pylist()
        keep = [i for i, text in enumerate(texts) if text is not None]
        for i in keep:
            if texts[i] not in place:
                place[texts[i]] = none + 1 + len(added)
                added.append(texts[i])
        owners.append(at[keep])
        codes.append(np.array([place[texts[i]] for i in keep], np.int64))
    # None must stay a word of its own; it keeps its place, and new words stand behind it.
    return np.concatenate(owners), Coded(np.concatenate(codes), [*words, None, *added])
