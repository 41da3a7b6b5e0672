"""Pairs of one pole with what each feature found, the weights that were learned, and their probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model._apart import components
from netintel.model.judgements import held
from netintel.resolve import block
from netintel.resolve._calibrated import moved
from netintel.resolve._codes import rows
from netintel.resolve._learn import Observed, Weights, learn, start
from netintel.resolve._records import Pairs, Records
from netintel.resolve.clusters import clusters
from netintel.resolve.features import Feature, birth_date, compare, names
from netintel.resolve.matches import PART_COLUMNS

_RUN = 1 << 19
_SURELY = 0.99
_TOLD, _FELT = 0.5, 0.05
"""Bits that are worth a word in a sentence, and a row among the parts."""
_OFFSET = 64
"""Added to the bits of rarity, which may be negative, where they are kept as a small whole number."""
_ALIKE = {"person": "relatives look like this, too", "organisation": "sister firms look like this, too"}
_BETWEEN = "\x1f"


@dataclass(frozen=True, eq=False)
class Scored:
    """What was found of the pairs of one pole.

    Attributes
    ----------
    records : Records
    features : tuple of Feature
    pairs : Pairs
    level : array of pairs x features
    rare : array of pairs
        The bits of the rarity of names; negative where dates showed that they say less than nothing.
    weights : Weights
    odds, score : arrays
        log2 odds, and the probability that they are.
    """

    records: Records
    features: tuple[Feature, ...]
    pairs: Pairs
    level: NDArray[np.uint8]
    rare: NDArray[np.float32]
    weights: Weights
    odds: NDArray[np.float64]
    score: NDArray[np.float64]

    def group(self) -> NDArray[np.uint8]:
        """Return 1 for pairs of one export."""
        return of_one_export(self.records, self.pairs)

    def held(self) -> NDArray[np.bool_]:
        """Return which pairs are of one cluster."""
        cluster = clusters(len(self.records), self.pairs.left, self.pairs.right, self.odds)
        return np.asarray(cluster[self.pairs.left] == cluster[self.pairs.right], bool)

    def decided(self) -> NDArray[np.bool_]:
        """Return which pairs could be compared by something that tells two of the same name apart."""
        columns = [place for place, feature in enumerate(self.features) if feature.decides]
        return np.asarray((self.level[:, columns] > 0).any(axis=1), bool)

    def parts(self, place: int) -> pd.DataFrame:
        """Return `feature`, `said`, `left`, `right`, `bits` of one pair, the prior first."""
        pair = self.pairs.part(place, place + 1)
        group = int(of_one_export(self.records, pair)[0])
        prior = float(self.weights.prior_bits(np.array([group]))[0])
        whose = "two records of one export" if group else "records of two exports"
        told: list[dict[str, Any]] = [
            {"feature": "prior", "said": f"how rarely {whose} are the same", "left": "", "right": "", "bits": prior}
        ]
        for at, feature in enumerate(self.features):
            level = int(self.level[place, at])
            if level:
                found, values = compare(feature, self.records, pair), feature.values(self.records)
                left, right = (str(values.words[int(code[0])]).strip(_BETWEEN) for code in (found.left, found.right))
                bits = float(self.weights.table(at)[level]) + (float(self.rare[place]) if feature.bits else 0.0)
                said = feature.sentences[level - 1]
                shown = {"left": left.replace(_BETWEEN, " "), "right": right.replace(_BETWEEN, " ")}
                told.append({"feature": feature.name, "said": said, **shown, "bits": bits})
        alike = float(self.weights.family(self.level[place : place + 1], self.rare[place : place + 1])[0])
        if alike < -_FELT:
            said = _ALIKE[self.records.pole]
            told.append({"feature": "relatives", "said": said, "left": "", "right": "", "bits": alike})
        return pd.DataFrame(told, columns=PART_COLUMNS)

    def reasons(self, chosen: NDArray[np.int64]) -> list[str]:
        """Return for some pairs what speaks for each and what against, as words."""
        if not len(chosen):
            return []
        tables = [self.weights.table(at) for at in range(len(self.features))]
        rare = np.clip(np.round(self.rare) + _OFFSET, 0, 255)
        code = np.column_stack([self.level, self.group(), rare])[chosen].astype(np.uint8)
        at, shown = rows(code.T)
        texts = [self._reason(row, tables) for row in code[shown].tolist()]
        return [texts[i] for i in at.tolist()]

    def _reason(self, row: list[int], tables: list[NDArray[np.float64]]) -> str:
        said: list[tuple[float, str]] = []
        for feature, table, level in zip(self.features, tables, row, strict=False):
            if level:
                bits = float(table[level]) + (row[-1] - _OFFSET if feature.bits else 0)
                said.append((bits, feature.sentences[level - 1]))
        speaks = [text for bits, text in sorted(said, reverse=True) if bits > _TOLD]
        against = [text for bits, text in sorted(said) if bits < -_TOLD]
        if row[-2] and self.weights.prior[1] < self.weights.prior[0]:
            against.append("one export keeps them apart")
        told = " and ".join(speaks) or "little in common"
        return told + ("; but " + " and ".join(against) if against else "")


def of_one_export(records: Records, pairs: Pairs) -> NDArray[np.uint8]:
    """Return 1 for pairs of one export, 0 for pairs of two."""
    return np.asarray(records.export[pairs.left] == records.export[pairs.right], np.uint8)


def scored(records: Records, features: Sequence[Feature]) -> Scored:
    """Return the pairs worth comparing with their probability.

    How rare names are is counted twice: first over records, then over the entities that were surely found, so that
    the many records of one person do not make the name look common.
    """
    used = tuple(f for f in features if records.pole in f.poles and len(f.values(records).code))
    pairs = block.pairs(records)
    found = _fitted(records, used, pairs)
    sure = found.score >= _SURELY
    if sure.any():
        bearer = components(len(records), pairs.left[sure], pairs.right[sure])
        found = _fitted(records.of_bearers(bearer.astype(np.int64)), used, pairs)
    names.forget(records)
    return found


def compared(
    features: Sequence[Feature], records: Records, pairs: Pairs
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return for each pair the level of each feature, and the bits of rarity."""
    levels, bits = _columns(features, records, pairs)
    return np.column_stack(levels) if levels else np.zeros((len(pairs), 0), np.uint8), np.sum(bits, axis=0)


def _columns(
    features: Sequence[Feature], records: Records, pairs: Pairs
) -> tuple[list[NDArray[np.uint8]], list[NDArray[np.float32]]]:
    levels = [np.zeros(len(pairs), np.uint8) for _ in features]
    bits = [np.zeros(len(pairs), np.float32) for feature in features if feature.bits]
    for begin in range(0, len(pairs), _RUN):
        part = pairs.part(begin, begin + _RUN)
        rare = 0
        for at, feature in enumerate(features):
            found = compare(feature, records, part)
            levels[at][begin : begin + _RUN] = found.level
            if feature.bits:
                bits[rare][begin : begin + _RUN] = found.bits
                rare += 1
    return levels, bits or [np.zeros(len(pairs), np.float32)]


def _fitted(
    records: Records,
    features: tuple[Feature, ...],
    pairs: Pairs,
) -> Scored:
    level, rare = compared(features, records, pairs)
    sizes = np.bincount(records.export).astype(float)
    n = len(records)
    one = float((sizes * (sizes - 1)).sum() / 2)
    possible = np.array([n * (n - 1) / 2 - one, one])
    chances = [np.asarray(f.chance(records) if f.chance else [lv.u for lv in f.levels], np.float64) for f in features]
    seen = Observed(
        levels=list(level.T),
        bits=[rare],
        group=of_one_export(records, pairs),
        possible=possible,
        most=np.array([_most(sizes), 0.5]),
        naming=[int((f.values(records).counts > 0).sum()) for f in features],
        names_agree=_names_agree(features, level),
        judged=_judged(records, pairs),
    )
    begin = start(features, chances, n, possible)
    weights = learn(features, begin, seen)
    score = _probability(weights.odds(level, rare, seen.group))
    rare = _checked(features, records, weights, level, rare, seen.group, score)
    weights = learn(features, begin, replace(seen, bits=[rare]))
    odds = weights.odds(level, rare, seen.group)
    return Scored(records, features, pairs, level, rare, weights, odds, _probability(odds))


def _most(sizes: NDArray[np.float64]) -> float:
    """Return the share of the pairs of two exports that are the same if every record is in each larger export too."""
    ordered = np.sort(sizes[sizes > 0])
    larger = np.arange(len(ordered))[::-1]
    product = (ordered.sum() ** 2 - (ordered**2).sum()) / 2
    return float(np.clip((ordered * larger).sum() / product, 1e-12, 0.5)) if product else 0.5


def _probability(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp2(-np.clip(odds, -60, 60))), np.float64)


def _checked(
    features: tuple[Feature, ...],
    records: Records,
    weights: Weights,
    level: NDArray[np.uint8],
    rare: NDArray[np.float32],
    group: NDArray[np.uint8],
    score: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Return how rare names are, checked against the pairs whose birth dates decide."""
    if names.FEATURE not in features or birth_date.FEATURE not in features:
        return rare
    name, born = features.index(names.FEATURE), features.index(birth_date.FEATURE)
    odds = weights.prior_bits(group) + weights.table(name)[level[:, name]] + rare
    others = [at for at, feature in enumerate(features) if feature.learned == "everywhere"]
    teaches = birth_date.decides(level[:, born]) & (level[:, others] == 0).all(axis=1)
    teaches &= rare >= _whole(len(records))[level[:, name]]
    return moved(level[:, name], group, rare, np.where(teaches, odds, np.nan), score)


def _whole(n: int) -> NDArray[np.float64]:
    """Return for each level of names from how many bits on all pairs are compared, whatever their birth dates say."""
    found = np.full(len(names.LEVELS) + 1, np.inf)
    found[1 : names.TWO_WORDS + 1] = np.log2(2 * n / block.CROWD)
    found[names.INITIAL] = np.log2(2 * n / block.SMALL)
    found[names.ONE_WORD] = np.log2(2 * n / block.RARE)
    return found


def _names_agree(features: tuple[Feature, ...], level: NDArray[np.uint8]) -> NDArray[np.bool_]:
    if names.FEATURE not in features:
        return np.ones(len(level), bool)
    column = level[:, features.index(names.FEATURE)]
    return (column > 0) & (column <= names.TWO_WORDS)


def _judged(records: Records, pairs: Pairs) -> NDArray[np.int8]:
    """Return 1 and 0 for pairs that a person judged: labels to learn from."""
    found = np.full(len(pairs), -1, np.int8)
    judged = held(records.graph.tables)
    if judged.empty:
        return found
    n = max(len(records), 1)
    place = records.place[judged["left"]].astype(np.int64), records.place[judged["right"]].astype(np.int64)
    by_person = (place[0] >= 0) & (place[1] >= 0) & np.asarray(judged["judgement"] != "unsure")
    by_person &= judged["person"].to_numpy(bool)
    low, high = np.minimum(*place), np.maximum(*place)
    code = low * n + high
    mine = pairs.left.astype(np.int64) * n + pairs.right
    for word, value in (("same", 1), ("not_same", 0)):
        chosen = code[by_person & np.asarray(judged["judgement"] == word)]
        found[np.isin(mine, chosen)] = value
    return found
