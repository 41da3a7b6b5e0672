"""The best decision on fields without noise: what nobody who reads the noisy ones can be asked to beat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks._persons import people
from benchmarks._persons.pairs import with_initials, within
from benchmarks._persons.pools import CULTURES, names
from benchmarks._persons.records import REPEATS, draw_of

_COUNTS = np.arange(1, 9)
PAIRS_A_RECORD = float((REPEATS * _COUNTS * (_COUNTS - 1) / 2).sum() / (REPEATS * _COUNTS).sum())
OTHER_PAPER, OTHER_PHONE, OTHER_NATION = 0.15 / 2, 0.2 / 2, 0.05 / 8  # one person shows another one of its two
NO_DAY = -(10**6)  # days count from 1970, so that -1 is a day


@dataclass(frozen=True)
class Fields:
    """What the oracle sees of each record, as codes; -1 is left out (0 for parts of a name)."""

    given: np.ndarray
    letter: np.ndarray
    initial: np.ndarray
    middle: np.ndarray
    surname: np.ndarray
    second: np.ndarray
    year: np.ndarray
    day: np.ndarray
    paper: np.ndarray
    phone: np.ndarray
    nation: np.ndarray
    nation_too: np.ndarray
    woman: np.ndarray


@dataclass(frozen=True)
class Shares:
    """How often words, letters and nations come in the generator, a row a culture and sex."""

    group: np.ndarray
    given: np.ndarray
    letter: np.ndarray
    middle: np.ndarray
    surname: np.ndarray
    nation: np.ndarray


def _words() -> tuple[np.ndarray, np.ndarray]:
    """Return word and first letter of every name code: a word of two cultures is one word."""
    own = np.array(names().native, dtype=object)
    word = np.unique(own.astype(str), return_inverse=True)[1]
    letter = np.unique([w[:1] for w in own], return_inverse=True)[1]
    return word, letter


def _fields(frame: pd.DataFrame) -> Fields:
    shown = draw_of(frame).shown
    word, letter = _words()
    born = shown["born"].to_numpy().astype("datetime64[D]")
    precision = shown["precision"].to_numpy()
    return Fields(
        given=word[shown["given"]],
        letter=letter[shown["given"]],
        initial=shown["initial"].to_numpy(),
        middle=np.where(shown["middle"] > 0, word[shown["middle"]], 0),
        surname=word[shown["surname"]],
        second=np.where(shown["second"] > 0, word[shown["second"]], 0),
        year=np.where(precision != "none", born.astype("datetime64[Y]").astype(int) + 1970, -1),
        day=np.where(precision == "day", born.astype(int), NO_DAY),
        paper=shown["paper"].to_numpy(),
        phone=shown["phone"].to_numpy(),
        nation=shown["nation"].to_numpy(),
        nation_too=shown["nation_too"].to_numpy(),
        woman=np.where(shown["gender_shown"], shown["woman"].astype(int), -1),
    )


def _shares() -> Shares:
    word, letter = _words()
    rows = 2 * len(CULTURES)
    given, middle, surname = (np.zeros((rows, word.max() + 1)) for _ in range(3))
    letters, nation = np.zeros((rows, letter.max() + 1)), np.zeros((rows, len(people.ALL_NATIONS)))
    group = (people.SHARE / people.SHARE.sum())[:, None] * np.array([0.6, 0.4])
    for code, culture in enumerate(CULTURES):
        pool, own = names().pools[culture], people.NATIONS[culture].split()
        for sex in (0, 1):
            row = 2 * code + sex
            np.add.at(given[row], word[pool.given[sex]], pool.given_share[sex])
            np.add.at(letters[row], letter[pool.given[sex]], pool.given_share[sex])
            np.add.at(middle[row], word[pool.middle[sex]], pool.middle_share[sex])
            np.add.at(surname[row], word[pool.surname[sex]], pool.surname_share)
            np.add.at(nation[row], [people.ALL_NATIONS.index(n) for n in own], 0.92 / len(own))
    nation += 0.08 / len(people.ALL_NATIONS)
    return Shares(group.ravel(), given, letters, middle, surname, nation)


def _candidates(see: Fields) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the pairs that may be one person: without noise their surnames agree, and given names or initials do."""
    whole = np.flatnonzero(~see.initial)
    for left, right in within((see.surname * (see.given.max() + 1) + see.given)[whole]):
        yield whole[left], whole[right]
    yield from with_initials(see.surname * (see.letter.max() + 1) + see.letter, see.initial)


def _agree(a: np.ndarray, b: np.ndarray, unknown: int) -> np.ndarray:
    return np.asarray((a == b) | (a == unknown) | (b == unknown))


def _possible(see: Fields, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Tell which pairs contradict each other in nothing that one person has once."""
    found = _agree(see.year[i], see.year[j], -1) & _agree(see.day[i], see.day[j], NO_DAY)
    found &= _agree(see.woman[i], see.woman[j], -1) & _agree(see.second[i], see.second[j], 0)
    return np.asarray(found & (see.initial[i] | see.initial[j] | _agree(see.middle[i], see.middle[j], 0)))


def _chance(see: Fields, share: Shares, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Return how likely another person shows by chance what both of a pair show: name and nation, given its culture."""
    initial = see.initial[i] | see.initial[j]
    total = np.zeros(len(i))
    middle = (see.middle[i] == see.middle[j]) & (see.middle[i] > 0) & ~initial
    second = (see.second[i] == see.second[j]) & (see.second[i] > 0)
    nation, agree, twice = _nations(see, i, j)
    for row, weight in enumerate(share.group):
        part = weight * np.where(initial, share.letter[row, see.letter[i]], share.given[row, see.given[i]])
        part *= share.surname[row, see.surname[i]]
        part *= np.where(middle, share.middle[row, see.middle[i]], 1)
        part *= np.where(second, share.surname[row, see.second[i]], 1)
        total += part * np.where(agree, share.nation[row, nation], 1)
    return np.asarray(np.maximum(total * np.where(twice, 0.025 / len(people.ALL_NATIONS), 1), 1e-300))


def _nations(see: Fields, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the nation that a pair shares, whether it shares one, whether two."""
    a, b, c, d = see.nation[i], see.nation_too[i], see.nation[j], see.nation_too[j]
    told = (a >= 0) & (c >= 0)
    first, crossed = told & ((a == c) | (a == d)), told & (b >= 0) & ((b == c) | (b == d))
    return np.where(first, a, np.where(crossed, b, 0)), first | crossed, first & crossed


def _odds(see: Fields, share: Shares, who: people.People, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Return the odds that both are one person, against a stranger and against father or son of the same name."""
    n, persons = len(see.given), len(who.born)
    odds = PAIRS_A_RECORD * 2 / (n - 1) / _chance(see, share, i, j)
    _, agree, _ = _nations(see, i, j)
    odds *= np.where((see.nation[i] >= 0) & (see.nation[j] >= 0) & ~agree, OTHER_NATION, 1)
    dated = (see.year[i] >= 0) & (see.year[j] >= 0)
    fully = (see.day[i] == see.day[j]) & (see.day[i] != NO_DAY)
    year = people.YEAR_SHARE[np.clip(see.year[i] - people.YEARS[0], 0, len(people.YEARS) - 1)]
    odds /= np.where(dated, year / np.where(fully, 365, 1), 1)
    same_paper = (see.paper[i] == see.paper[j]) & (see.paper[i] >= 0)
    odds *= np.where(same_paper, persons, np.where((see.paper[i] >= 0) & (see.paper[j] >= 0), OTHER_PAPER, 1))
    holders = np.bincount(who.phones[who.phones >= 0], minlength=len(who.phone_texts))
    same_phone = (see.phone[i] == see.phone[j]) & (see.phone[i] >= 0)
    differ = (see.phone[i] >= 0) & (see.phone[j] >= 0) & ~same_phone
    odds *= np.where(same_phone, persons / np.maximum(holders[see.phone[i]], 1), np.where(differ, OTHER_PHONE, 1))
    kin = who.fathers * (n / persons) ** 2 / (PAIRS_A_RECORD * n)
    return np.asarray(1 / (1 / odds + np.where(dated | same_paper, 0, kin)))


def scores(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of records with a posterior of at least 0.02: places `left` and `right`, `score`."""
    see, share, who = _fields(frame), _shares(), draw_of(frame).persons
    lots = []
    for left, right in _candidates(see):
        keep = _possible(see, left, right)
        left, right = left[keep], right[keep]
        odds = _odds(see, share, who, left, right)
        strong = odds > 0.02
        lots.append((left[strong], right[strong], odds[strong] / (1 + odds[strong])))
    left, right, score = (np.concatenate([lot[k] for lot in lots]) for k in range(3))
    return pd.DataFrame({"left": left, "right": right, "score": score})


class _Growing:
    """Clusters that grow by pairs and refuse what one person cannot be."""

    def __init__(self, see: Fields, truth: np.ndarray) -> None:
        self.root = list(range(len(truth)))
        self.members = {i: Counter([person]) for i, person in enumerate(truth.tolist())}
        once = [
            np.where(see.initial, -1, see.given),
            np.where(see.initial | (see.middle == 0), -1, see.middle),
            np.where(see.second == 0, -1, see.second),
            see.year,
            np.where(see.day == NO_DAY, -1, see.day - NO_DAY),
            see.woman,
        ]
        self.once = np.stack(once, axis=1).tolist()
        self.told = self.right = 0

    def find(self, i: int) -> int:
        while self.root[i] != i:
            self.root[i] = self.root[self.root[i]]
            i = self.root[i]
        return i

    def join(self, i: int, j: int) -> tuple[int, int] | None:
        """Join the clusters of two records and return their roots, or None where they are one or cannot be."""
        a, b = self.find(i), self.find(j)
        if a == b or any(x != y and x != -1 and y != -1 for x, y in zip(self.once[a], self.once[b], strict=True)):
            return None
        if len(self.members[a]) < len(self.members[b]):
            a, b = b, a
        ours, theirs = self.members[a], self.members.pop(b)
        self.told += ours.total() * theirs.total()
        self.right += sum(ours[person] * count for person, count in theirs.items())
        ours.update(theirs)
        self.root[b] = a
        self.once[a] = [x if x != -1 else y for x, y in zip(self.once[a], self.once[b], strict=True)]
        return a, b


def oracle(frame: pd.DataFrame) -> pd.Series:
    """Return the cluster of each record as the best judge of noise-free fields would have it.

    It sees what `clean` shows and the true shares of the generator: names by culture and sex, years of birth, nations
    by culture, how many persons hold each phone, how many records a person has, how often papers, phones and nations
    are two, how often father and son bear one name. It does not see what a record leaves out, and takes each pair by
    itself: Bayes' odds of one person against a stranger and against father or son. Pairs are joined from the surest
    down, unless the clusters contradict each other in date, sex or a part of the name; it stops where F1 over pairs on
    the truth is highest, so its threshold, in `attrs["threshold"]`, is one that only an oracle has.

    Limits
    ------
    Pairs only: it does not weigh that a third record, or a namesake who is on no list, may fit better. It is the best
    pairwise judge, and a bound in practice, not a proof.
    """
    truth = frame["person"].to_numpy()
    pairs = scores(frame).sort_values("score", ascending=False, kind="stable")
    true = Counter(truth.tolist())
    total = sum(k * (k - 1) // 2 for k in true.values())
    growing = _Growing(_fields(frame), truth)
    joins: list[tuple[int, int]] = []
    best, kept, threshold = 0.0, 0, 1.0
    for left, right, score in zip(*(pairs[c].tolist() for c in ("left", "right", "score")), strict=True):
        joined = growing.join(left, right)
        if joined is None:
            continue
        joins.append(joined)
        f1 = 2 * growing.right / (growing.told + total)
        if f1 > best:
            best, kept, threshold = f1, len(joins), score
    root = list(range(len(truth)))
    for above, below in reversed(joins[:kept]):  # a root that falls later is already placed when its own fall is read
        root[below] = root[above]
    found = pd.Series(root, index=frame.index, name="cluster")
    found.attrs = {"threshold": threshold}
    return found
