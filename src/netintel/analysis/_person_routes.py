"""The route of each person, before anything is counted: from recorded steps, or from what stands for an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis import _few
from netintel.analysis._certainty import attested
from netintel.analysis._journeys import Journey, Step, journeys
from netintel.analysis._presence import EXPLOITED, START, claims_of, presences
from netintel.analysis._record_facts import worth
from netintel.vocab import countries, properties

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

SAID: Final = {
    "origin": "country of origin",
    "reporting": "the reporting country",
    "wanted_by": "the country that wants the person",
    "identification": "place of identification",
}

_ORIGINS: Final = ("origin", "nationality", "citizenship")
_PLACES: Final = ("reporting", "wanted_by")

Rows = tuple[int, ...]


class _Claim(NamedTuple):
    basis: str
    country: str
    row: int


class _End(NamedTuple):
    """One end of a route; `stands` is empty where records say that the person was there, else what stands for it."""

    country: str
    stands: str
    rows: Rows


class PersonRoutes:
    """One row a person and route, and the evidence of each.

    Attributes
    ----------
    steps : pandas.DataFrame
        Presences of persons in known countries, by which evidence is numbered from 0.
    claims : pandas.DataFrame
        Claims that may stand for an end (`entity`, `basis`, `value`, `record`), numbered from -1 downwards.
    persons : pandas.DataFrame
        `who`, `victim`, `route`, `proxy`, `proxy_of`, `by_dates` (None where one step has no other to follow),
        `evidence` (for each country the numbers of what it rests on).
    export, originator, rate
        Of each record code: codes of its export and originator, and its chance to be wrong.
    """

    def __init__(self, graph: EntityGraph) -> None:
        facts = worth(graph)
        self.export = facts["export"].to_numpy()
        self.originator, _ = pd.factorize(facts["originator"], sort=True)
        self.rate = facts["rate"].to_numpy()
        self._victim = _few.victims(graph)
        person = np.asarray(graph.entities["kind"] == "Person") & ~_few.never_counted(graph)
        found = presences(graph)
        found = found[person[found["who"].to_numpy(np.int64)] & (found["country"] != "").to_numpy()]
        self.steps = found.reset_index(drop=True)
        self.claims = _proxies(graph, person)
        self._behind = list(zip(self.steps["record"].tolist(), self.steps["other_record"].tolist(), strict=True))
        self._claim_records = self.claims["record"].tolist()
        self._phase = self.steps["phase"].tolist()
        self._reasons: list[tuple[int, str, bool]] = []
        self.persons = self._persons()

    def _persons(self) -> pd.DataFrame:
        steps, claims = _steps_of(self.steps), _claims_of(self.claims)
        found: list[tuple[Any, ...]] = []
        for who in sorted({*steps, *claims}):
            found += self._of(who, steps.get(who, []), claims.get(who, []))
        columns = ["who", "victim", "route", "proxy", "proxy_of", "by_dates", "evidence"]
        return pd.DataFrame(found, columns=columns)

    def _of(self, who: int, steps: list[Step], claims: list[_Claim]) -> list[tuple[Any, ...]]:
        victim = bool(self._victim[who])
        made, left = journeys(steps, victim)
        whole = [one for one in made if len(one.countries) > 1 or (victim and self._phases(one) >= {START, EXPLOITED})]
        if whole:
            return [(who, victim, *self._attested(journey, victim)) for journey in whole]
        proxied = self._proxied(made[0] if made else None, claims, victim)
        if proxied is not None:
            return [(who, victim, *proxied)]
        reason = "steps that no date puts in order" if left else "one country only" if made else "no step known"
        self._reasons.append((who, reason, victim))
        return []

    def _phases(self, journey: Journey) -> set[int]:
        """Return what a person did in the country where a journey begins."""
        return {self._phase[row] for row in journey.rows[0]}

    def _attested(self, journey: Journey, victim: bool) -> tuple[Any, ...]:
        names, rows = journey.countries, journey.rows
        if len(names) == 1:
            names, rows = names * 2, rows * 2
        identified = victim and {self._phase[row] for row in rows[-1]} == {EXPLOITED + 1}
        proxy_of = f"destination: {SAID['identification']}" if identified else ""
        return " > ".join(names), identified, proxy_of, journey.by_dates, rows

    def _proxied(self, known: Journey | None, claims: list[_Claim], victim: bool) -> tuple[Any, ...] | None:
        """Return the route of which one end or both are stood for by what else is claimed of the person."""
        begin, end = _strongest(claims, _ORIGINS), _strongest(claims, _PLACES)
        if known is not None:
            phases = self._phases(known)
            stands = "identification" if victim and phases == {EXPLOITED + 1} else ""
            there = _End(known.countries[0], stands, known.rows[0])
            begin, end = (there, end) if victim and phases == {START} else (begin, there)
        if begin is None or end is None or (begin.country == end.country and (known is None or not victim)):
            return None
        ends = (("origin", begin), ("destination", end))
        words = [f"{side}: {SAID.get(of.stands, of.stands)}" for side, of in ends if of.stands]
        return f"{begin.country} > {end.country}", True, "; ".join(words), None, (begin.rows, end.rows)

    def behind(self, row: int) -> tuple[int, ...]:
        """Return the codes of the records of one piece of evidence."""
        if row < 0:
            return (self._claim_records[-1 - row],)
        first, other = self._behind[row]
        return (first, other) if other >= 0 else (first,)

    def records(self, part: pd.DataFrame) -> NDArray[np.int64]:
        """Return the codes of the records that some persons' routes rest on."""
        rows: Iterable[int] = {row for evidence in part["evidence"] for step in evidence for row in step}
        return np.array(sorted({record for row in rows for record in self.behind(row)}), np.int64)

    def chance(self, evidence: tuple[Rows, ...]) -> float:
        """Return the chance that a person's whole route is as recorded."""
        best: dict[int, float] = {}
        steps = []
        for rows in evidence:
            records = [record for row in rows for record in self.behind(row)]
            steps.append({int(self.originator[record]) for record in records})
            for record in records:
                name = int(self.originator[record])
                best[name] = min(best.get(name, 1.0), float(self.rate[record]))
        number = {name: i for i, name in enumerate(sorted(best))}
        by = frozenset(frozenset(number[name] for name in step) for step in steps)
        return attested(by, tuple(best[name] for name in sorted(best)))

    def untold(self, k: int) -> frozenset[int]:
        """Return the codes of victims who are fewer than k on one of their routes, or among those without a route."""
        mine = self.persons[self.persons["victim"].to_numpy(bool)]
        number = mine.groupby(["route", "proxy"])["who"].transform("nunique")
        few = set(mine.loc[number < k, "who"].tolist())
        for reason in {reason for _, reason, _ in self._reasons}:
            those = [who for who, why, victim in self._reasons if why == reason and victim]
            few.update(those if len(those) < k else [])
        return frozenset(few)

    def left_out(self, k: int) -> Mapping[str, Mapping[str, int | None]]:
        """Return how many persons have no route, by reason; victims where they are at least k."""
        found: dict[str, dict[str, int | None]] = {}
        for reason in sorted({reason for _, reason, _ in self._reasons}):
            among = [victim for _, why, victim in self._reasons if why == reason]
            others, victims = among.count(False), among.count(True)
            if others or victims >= k:
                found[reason] = {"others": others, "victims": victims if victims >= k else None}
        return found


def _proxies(graph: EntityGraph, person: NDArray[np.bool_]) -> pd.DataFrame:
    basis = {prop: basis for prop, basis in properties.bases().items() if basis in (*_ORIGINS, *_PLACES)}
    rows = claims_of(graph, basis)
    country = np.array([countries.is_country(code) for code in rows["value"]], dtype=bool)
    rows = rows[person[rows["entity"].to_numpy(np.int64)] & country]
    found: pd.DataFrame = rows.assign(basis=rows["property"].map(basis)).reset_index(drop=True)
    return found


def _steps_of(presences: pd.DataFrame) -> dict[int, list[Step]]:
    """Return each person's steps; presences that say the same are one."""
    date = presences["first"].fillna(presences["last"]).fillna("")
    columns = [presences["who"], presences["country"], date, presences["phase"], presences["event"]]
    found: dict[tuple[int, str, str, int, int], list[int]] = {}
    for row, key in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        found.setdefault(key, []).append(row)
    steps: dict[int, list[Step]] = {}
    for (who, country, day, phase, event), rows in found.items():
        steps.setdefault(who, []).append(Step(country, day, phase, event, tuple(rows)))
    return steps


def _claims_of(claims: pd.DataFrame) -> dict[int, list[_Claim]]:
    found: dict[int, list[_Claim]] = {}
    columns = (claims[column].tolist() for column in ("entity", "basis", "value"))
    for row, (who, basis, country) in enumerate(zip(*columns, strict=True)):
        found.setdefault(who, []).append(_Claim(basis, country, -1 - row))
    return found


def _strongest(claims: list[_Claim], bases: tuple[str, ...]) -> _End | None:
    """Return the country of the strongest basis that is claimed, where it is one country."""
    for basis in bases:
        mine = [claim for claim in claims if claim.basis == basis]
        if mine:
            one = len({claim.country for claim in mine}) == 1
            return _End(mine[0].country, basis, tuple(claim.row for claim in mine)) if one else None
    return None
