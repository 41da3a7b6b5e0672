"""Do the two hold the same document?

Reads `document_number` with the `document_country` of the same record, those of passports and identity cards linked
to the two as well, and for organisations `registration_number`. A number alone names no document: other countries
give the same numbers. What is written for an unknown number ("0000000", "N/A") is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.resolve._records import Records, Values
from netintel.resolve.features._feature import Feature, Level, Mask
from netintel.resolve.features._placeholder import placeholder, shape
from netintel.resolve.features._shared import SAMPLED
from netintel.vocab import kinds

_BETWEEN = "\x1f"


@dataclass(frozen=True)
class _Two:
    same_number: Mask
    same_country: Mask
    both_countries: Mask
    near: Mask
    holders: NDArray[np.int64]


def same(two: _Two) -> Mask:
    """the same document number of the same issuing country"""
    return two.same_number & two.same_country & (two.holders <= 6)


def unstated(two: _Two) -> Mask:
    """the same document number, issuing country not stated"""
    return two.same_number & ~two.both_countries & (two.holders <= 6)


def crowd(two: _Two) -> Mask:
    """the same document number, which many records name"""
    return two.same_number & (two.same_country | ~two.both_countries)


def mistyped(two: _Two) -> Mask:
    """document numbers of the same country that differ in one character"""
    return two.near & (two.same_country | ~two.both_countries)


def other_country(two: _Two) -> Mask:
    """documents of different countries"""
    return two.both_countries & ~two.same_country


def other(two: _Two) -> Mask:
    """another document number of the same country"""
    return ~two.same_number


_LEVELS = (
    Level(same, m=0.60, u=0.001),
    Level(unstated, m=0.12, u=0.01),
    Level(crowd, m=0.01, u=0.02),
    Level(mistyped, m=0.03, u=0.02),
    Level(other_country, m=0.14, u=0.90),
    Level(other, m=0.10, u=0.10),
)

_OF_FIRMS = tuple(replace(lv, m=m) for lv, m in zip(_LEVELS, (0.78, 0.12, 0.01, 0.03, 0.05, 0.01), strict=True))
"""A person renews a passport; a firm keeps its number in the register."""


def _values(records: Records) -> Values:
    found: Values = records.kept("documents", lambda: _documents(records))
    return found


def _documents(records: Records) -> Values:
    own = _joined(records.claims(("document_number", "document_country", "registration_number", "registration")))
    rows = pd.concat([own, _held(records)], ignore_index=True)
    return Values.of(rows["at"].to_numpy(), rows["value"], len(records))


def _joined(rows: pd.DataFrame) -> pd.DataFrame:
    """Return number and country of each document, the country of the same record."""
    number = rows["property"].isin(["document_number", "registration_number"])
    named = rows[~number].drop_duplicates(["at", "record"])[["at", "record", "value"]]
    joined = rows[number].merge(named, on=["at", "record"], how="left", suffixes=("", "_country"))
    plain = {text: "" if placeholder(text) else shape(text) for text in joined["value"].unique()}
    written = pd.Series([plain[text] for text in joined["value"]], index=joined.index, dtype="str")
    value = written + _BETWEEN + joined["value_country"].fillna("")
    found: pd.DataFrame = joined.assign(value=value).loc[written != "", ["at", "value"]]
    return found


def _held(records: Records) -> pd.DataFrame:
    """Return the documents that are linked to the records, as theirs."""
    graph = records.graph
    links = graph.tables.links
    source, target = links["source"].to_numpy(), links["target"].to_numpy()
    kind = graph.tables.origins["kind"].to_pandas().astype("str").map(kinds.parts()).to_numpy()
    paper = kind == "document"
    ends = pd.DataFrame({"at": records.place[np.r_[source, target]], "paper": np.r_[target, source]})
    ends = ends[(ends["at"] >= 0) & paper[ends["paper"]]]
    if ends.empty:
        return pd.DataFrame({"at": [], "value": []})
    papers = Records(graph, "document", np.unique(ends["paper"].to_numpy()).astype(np.int32))
    told = _joined(papers.claims(("document_number", "document_country")))
    told["paper"] = papers.origins[told.pop("at").to_numpy(np.int64)]
    found: pd.DataFrame = ends.merge(told, on="paper")[["at", "value"]]
    return found


def numbers(records: Records) -> Values:
    """Return the numbers of the documents alone."""

    def alone() -> Values:
        values = _values(records)
        number = [str(word).split(_BETWEEN)[0] for word in values.words]
        return Values.of(values.owner, np.array(number, dtype=object)[values.code], len(records))

    found: Values = records.kept("document numbers", alone)
    return found


def _pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> _Two:
    values = _values(records)
    split = [str(word).split(_BETWEEN) for word in values.words]
    number, numbers = pd.factorize(np.array([s[0] for s in split], dtype=object))
    country = pd.factorize(np.array([s[1] or None for s in split], dtype=object))[0]
    size = max(len(numbers), 1)
    each = np.unique(records.bearer[values.owner] * size + number[values.code])
    holders = np.bincount(each % size, minlength=size)
    same_number = number[a] == number[b]
    both = (country[a] >= 0) & (country[b] >= 0)
    same_country = both & (country[a] == country[b])
    return _Two(same_number, same_country, both, _near(numbers, number[a], number[b]), holders[number[a]])


def _near(numbers: Any, a: NDArray[Any], b: NDArray[Any]) -> Mask:
    """Return which numbers of six and more characters differ in one place, or by two neighbours swapped."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    length = np.array([len(word) for word in numbers], np.int64)
    found = np.zeros(len(a), bool)
    alike = (a != b) & (np.abs(length[a] - length[b]) <= 1) & (length[a] >= 6) & (length[b] >= 6)
    rows = np.flatnonzero(alike)
    if len(rows):
        far = cpdist(numbers[a[rows]], numbers[b[rows]], scorer=OSA.distance, score_cutoff=1, dtype=np.int32)
        found[rows[far <= 1]] = True
    return found


def chance(records: Records) -> list[float]:
    """Return how often each level holds by chance: the first are strangers a record has, whatever the case's size."""
    naming = max(int((_values(records).counts > 0).sum()), 2)
    rates = [2 * level.u / (naming + SAMPLED) for level in _LEVELS[:4]]
    countries = pd.Series([str(word).split(_BETWEEN)[1] for word in _values(records).words], dtype=object)
    share = countries[countries != ""].value_counts(normalize=True)
    one = float(np.clip((share**2).sum(), 0.02, 0.5)) if len(share) else 0.5
    return [*rates, 1 - one, one]


def _feature(name: str, pole: str, levels: tuple[Level, ...]) -> Feature:
    return Feature(name, (pole,), _values, _pair, levels, learned="everywhere", decides=True, chance=chance)


FEATURE = _feature("document", "person", _LEVELS)
REGISTER = _feature("register number", "organisation", _OF_FIRMS)
