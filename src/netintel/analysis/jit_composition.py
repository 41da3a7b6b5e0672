"""Which countries together could follow up most of the ties across borders, and what does each one add?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._borders import ACROSS, Borders
from netintel.analysis._cited import cited
from netintel.analysis._group import by, grouped, nouns
from netintel.analysis._label_order import in_label_order
from netintel.analysis._open_ties import OpenTies, Weights
from netintel.analysis._plausible import HIDDEN, Plausible
from netintel.analysis._subject import network_of
from netintel.analysis._team_chances import Chances, chances
from netintel.analysis._team_search import LOOKED_AT
from netintel.analysis._teams import (
    ALL_TEAMS,
    LARGEST,
    LISTED,
    MOST,
    Best,
    Covers,
    Items,
    members_of,
)
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Groups

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

_WORK = 1_000_000_000
_LEAST_DRAWS = 20


def jit_composition(
    subject: EntityGraph | Network,
    *,
    covers: Covers = "both",
    invite: Iterable[str] | None = None,
    weight: Weights | None = None,
    cost: Mapping[str, float] | None = None,
    draws: int = 100,
    hidden: float = HIDDEN,
    level: float = 0.9,
    seed: int = 0,
) -> Groups:
    """Return, for each number of members, the team of countries that covers most ties across borders.

    A joint investigation team lets its members pass on information and evidence without a request each time. The table
    shows how far that would reach with two, three, … members, every team that is equally good, and what each member
    adds when the others are there. It informs who might be asked, and never decides: a team also needs a legal basis
    between every two members (the weakest pair counts), proceedings that are open, and the will of each.

    Parameters
    ----------
    subject
        An entity graph (projected by `actors` with its defaults) or a network.
    covers
        `"both"` (default): a tie counts when each of its ends has a country in the team, for only then can both ends be
        worked on without a request: members act in their own state, under its law, and a tie with one end outside still
        needs a request to the other state. `"either"`: one end is enough; then the team is the smallest set of states
        that could open a request on every tie (a weighted set cover), and one large state may do for two.
    invite
        Countries that may be members; all that have ties across borders by default.
    weight
        What the ties between two countries count together, for example victims or money, in place of their number;
        `{("DE", "RO"): 12.0}`, in either order. Pairs left out count nothing.
    cost
        Cost of each country as a member, for `summary["full"]`; 1 where left out.
    draws
        Plausible networks in which teams are chosen again; fewer, at least 20, where many countries make each one long.
    hidden
        Part (0 to below 1) of the real ties that is supposed not to be recorded, in these networks.
    level
        Chance (0-1) that the interval of a team's share should hold.
    seed
        Makes draws repeatable, whatever the order of rows.

    Returns
    -------
    Groups
        One row a member of a team: `members` (size of the team), `team` (1, 2, … where several are equally good),
        `country`, `coverage` (ties, or weight, that the team covers), `share` (0-1, of all), `marginal` (of its
        coverage, what is lost without this country), `alone` (ties, or weight, with an end in this country: what it
        has to do with), `p_chosen` (0-1: part of the plausible networks in which it is in the best team of this size;
        equal teams share; nan where it was not tried), `share_low`, `share_high` (interval of the team's share over
        them), `exposure` (what the country supplied: records of its nodes, or nodes), `proved` (no team of this size
        covers more). Sizes end where nothing more can be covered.
        Summary: `curve`, a table by number of members (`coverage`, `share`, `gained`, `teams`, `all_listed`, `proved`,
        `gap`: what a better team could cover more, at most); `full`: `countries`, `cost`, `proved` of the cheapest team
        that covers all that can be; `densest`: the team with most coverage a member, a second opinion where all teams
        are looked at; `total`, `coverable`.

    Limits
    ------
    Ties are those recorded: a country that sent no data covers nothing and is never missed. All recorded ties across
    borders count as open, for nothing here tells which were followed up. The best team is best partly by the luck of
    what was recorded, so the interval of its share leans down. Every team is looked at for up to 20
    countries; beyond, for each number of members up to 12 teams are ruled out by a bound, and after 400,000 parts of
    teams the best found is told with its `gap`, on every machine the same; plausible networks try the 20 countries of
    most ties. Of more than 60 countries, the 60 of most, and nothing short of all ties is `proved`. Where many ties
    join nearly all 60 countries, teams of 9 and more are not proved.

    References
    ----------
    nemhauser1978, khuller1999

    Examples
    --------
    Two ties join RO and DE, one RO and FR:

    >>> edges = pd.DataFrame({"source": ["a", "a", "b"], "target": ["c", "d", "e"]})
    >>> nodes = pd.DataFrame({"id": list("abcde"), "country": ["RO", "RO", "DE", "DE", "FR"]})
    >>> network = Network.from_edgelist(edges, nodes, directed=False, jurisdiction="country")
    >>> jit_composition(network).table()[["members", "team", "country", "coverage", "marginal", "alone"]]
       members  team country  coverage  marginal  alone
    0        2     1      DE       2.0       2.0    2.0
    1        2     1      RO       2.0       2.0    3.0
    2        3     1      DE       3.0       2.0    2.0
    3        3     1      FR       3.0       1.0    1.0
    4        3     1      RO       3.0       3.0    3.0

    See also
    --------
    netintel.analysis.jurisdiction_clusters : which countries belong together, whoever might be asked.
    """
    _check(covers, invite, draws, level, weight, cost)
    invite = None if invite is None else frozenset(invite)
    network = in_label_order(network_of(subject))
    borders = Borders(network)
    able, left_out = _able(network, borders, invite, weight)
    ties = OpenTies(network, borders, able, covers, weight)
    items = ties.items(network.source, network.target)
    best = items.best() if able and items.total > 0 else []
    if left_out:  # a team with one of these was not looked at: it may cover more
        best = [replace(one, all_listed=False, bound=items.total) for one in best]
    run = _affordable(len(able), network.n_ties, draws)
    sure = chances(ties, best, Plausible(network, hidden=hidden), run, level, np.random.default_rng(seed))
    supplied, meaning = _exposure(network, able)
    table = _table(items, best, able, sure, supplied)
    return Groups(
        name="jit_composition",
        rows=table,
        method=f"best team of each size, a tie covered at {covers} {'ends' if covers == 'both' else 'end'}",
        parameters={
            "covers": covers,
            "countries": len(able),
            "invite": "all" if invite is None else sorted(invite),
            "weight": "ties" if weight is None else "as given",
            "draws": run,
            "hidden": hidden,
            "level": level,
            "exposure": meaning,
        },
        seed=seed,
        citation="nemhauser1978",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, borders, covers, best, left_out, (run, draws, hidden, meaning, len(able))),
        summary=_summary(items, best, able, left_out, cost or {}),
        explainer=_explainer(network, ties, meaning, level, run),
        recorder=_recorder(network, ties),
    )


def _check(
    covers: str,
    invite: Iterable[str] | None,
    draws: int,
    level: float,
    weight: Weights | None,
    cost: Mapping[str, float] | None,
) -> None:
    if covers not in ("both", "either"):
        raise ValueError(f"covers: expected 'both' or 'either', got {covers!r}")
    if isinstance(invite, str):
        raise ValueError(f"invite: expected several countries in a list, got the text {invite!r}")
    for pair in weight or {}:
        if isinstance(pair, str) or len(set(pair)) != 2:
            raise ValueError(f"weight: expected two different countries for each number, got {pair!r}")
    if draws < 1:
        raise ValueError(f"draws: expected at least 1, got {draws}; no team is given without its uncertainty")
    if not 0 < level < 1:
        raise ValueError(f"level: expected a number between 0 and 1, got {level}")
    for name, given in (("weight", weight), ("cost", cost)):
        wrong = [value for value in (given or {}).values() if not 0 <= value < np.inf]
        if wrong:
            raise ValueError(f"{name}: expected numbers of 0 or more, got {wrong[0]}")


def _able(
    network: Network, borders: Borders, invite: Iterable[str] | None, weight: Weights | None
) -> tuple[tuple[str, ...], int]:
    """Return the countries that may be members and have something to cover, sorted; and how many are left out."""
    crossing = network.crossing()
    held = np.bincount(borders.set_of[network.source[crossing]], minlength=len(borders.sets))
    held += np.bincount(borders.set_of[network.target[crossing]], minlength=len(borders.sets))
    ends: dict[str, float] = {}
    if weight is None:
        for countries, count in zip(borders.sets, held.tolist(), strict=True):
            for country in countries:
                ends[country] = ends.get(country, 0) + count
    for pair, value in (weight or {}).items():
        for country in pair:
            ends[country] = ends.get(country, 0) + value
    wanted = set(ends) if invite is None else set(invite)
    able = sorted((country for country in wanted if ends.get(country, 0) > 0), key=lambda c: (-ends[c], c))
    return tuple(sorted(able[:MOST])), max(len(able) - MOST, 0)


def _affordable(countries: int, ties: int, draws: int) -> int:
    tried = min(countries, ALL_TEAMS)
    return int(np.clip(_WORK // ((3 * tried << tried) + 20 * ties + 1), min(_LEAST_DRAWS, draws), draws))


_COLUMNS = {
    "members": "int64",
    "team": "int64",
    "country": "object",
    "coverage": "float64",
    "share": "float64",
    "marginal": "float64",
    "alone": "float64",
    "p_chosen": "float64",
    "share_low": "float64",
    "share_high": "float64",
    "exposure": "float64",
    "proved": "bool",
}


def _table(
    items: Items, best: list[Best], countries: tuple[str, ...], sure: Chances, supplied: dict[str, float]
) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for one in best:
        for number, team in enumerate(one.teams, start=1):
            low, high = sure.shares[team]
            for i in members_of(team, items.n):
                chosen = sure.chosen.get(one.members)
                rows.append(
                    {
                        "members": one.members,
                        "team": number,
                        "country": countries[i],
                        "coverage": one.coverage,
                        "share": one.coverage / items.total,
                        "marginal": one.coverage - items.coverage(team & ~(1 << i)),
                        "alone": items.alone(i),
                        "p_chosen": np.nan if chosen is None else chosen[i],
                        "share_low": low,
                        "share_high": high,
                        "exposure": supplied[countries[i]],
                        "proved": one.proved,
                    }
                )
    return pd.DataFrame(rows, columns=pd.Index(list(_COLUMNS))).astype(_COLUMNS)


def _summary(
    items: Items, best: list[Best], countries: tuple[str, ...], left_out: int, cost: Mapping[str, float]
) -> dict[str, Any]:
    curve = pd.DataFrame(
        {
            "coverage": [one.coverage for one in best],
            "share": [one.coverage / items.total for one in best],
            "gained": np.diff([one.coverage for one in best], prepend=0.0),
            "teams": [len(one.teams) for one in best],
            "all_listed": [one.all_listed for one in best],
            "proved": [one.proved for one in best],
            "gap": [one.bound - one.coverage for one in best],
        },
        index=pd.Index([one.members for one in best], name="members"),
    )
    found: dict[str, Any] = {"curve": curve, "total": items.total, "coverable": 0.0, "full": None, "densest": None}
    if best:
        price = np.array([float(cost.get(country, 1.0)) for country in countries])
        team, proved = items.cheapest(price)
        chosen = members_of(team, items.n)
        found["coverable"] = items.coverage((1 << items.n) - 1)
        found["full"] = {
            "countries": tuple(countries[i] for i in chosen),
            "cost": float(price[chosen].sum()),
            "proved": proved and not left_out,
        }
        found["densest"] = _densest(items, countries)
    return found


def _densest(items: Items, countries: tuple[str, ...]) -> dict[str, Any] | None:
    if items.n > ALL_TEAMS:
        return None
    size = np.maximum(np.bitwise_count(np.arange(1 << items.n)), 1)
    each = np.round(items.every_team() / size, 9)
    first = np.flatnonzero(each == each.max())
    team = int(first[np.lexsort((first, size[first]))[0]])
    return {"countries": tuple(countries[i] for i in members_of(team, items.n)), "coverage_each": float(each.max())}


def _exposure(network: Network, countries: tuple[str, ...]) -> tuple[dict[str, float], str]:
    member = network.shares.astype(bool).astype(np.float64)
    meaning, given = "nodes", np.ones(network.n_nodes)
    if "n_records" in network.nodes_table:
        meaning, given = "records of its nodes", network.nodes_table["n_records"].to_numpy(np.float64, na_value=0.0)
    held = np.asarray(member.T @ given).ravel()
    known = {country: float(value) for country, value in zip(network.jurisdictions, held, strict=True)}
    return {country: known.get(country, 0.0) for country in countries}, meaning


def _caveats(
    network: Network,
    borders: Borders,
    covers: Covers,
    best: list[Best],
    left_out: int,
    made: tuple[int, int, float, str, int],
) -> tuple[str, ...]:
    run, asked, hidden, meaning, able = made
    known = np.array([bool(countries) for countries in network.countries], dtype=bool)
    unknown = int((~(known[network.source] & known[network.target])).sum())
    told = [
        "This informs who might be asked and decides nothing: a team needs a legal basis between every two members "
        "(look at the weakest pair), proceedings that are open, and the consent of each; participants such as agencies "
        "are no members and get no evidence as such.",
        f"Exposure of a country: {meaning}; a country that sent no data covers nothing here, and no data is not zero.",
        f"{grouped(network.group)}; where acts were done or proceedings run may speak for other members.",
        "Every recorded tie across a border counts as open; nothing here tells which were followed up.",
    ]
    if covers == "both":
        told.append(
            "A tie counts when both of its ends have a country in the team; with one, it still needs a request."
        )
    else:
        told.append("A tie counts when one of its ends has a country in the team; the other end still needs a request.")
    if best:
        told.append(
            f"How often a country is chosen is told from {run} plausible networks: ties left out by their chance of "
            f"not being real, and likely ones added, supposing that {hidden:.0%} of the real ties were not recorded."
        )
        equal = sum(len(one.teams) > 1 for one in best)
        if equal:
            told.append(
                f"For {equal} of {len(best)} sizes several teams are equally good: up to {LISTED} are listed"
                f"{'.' if all(one.all_listed for one in best) else ', and there may be more (`all_listed`).'}"
            )
    else:
        told.append(
            "No tie surely crosses a border between countries that may be members: there is no team to speak of."
        )
    if unknown:
        told.append(
            f"{unknown} of {network.n_ties} ties have an end of unknown jurisdiction and are in no team's reach."
        )
    if able > ALL_TEAMS:
        told.append(
            f"{able} countries are too many to look at every team: up to {LARGEST} members teams are ruled out by a "
            f"bound, after {LOOKED_AT:,} parts of teams the best found is told with its gap, and plausible networks "
            f"try the {ALL_TEAMS} countries of most ties."
        )
    if left_out:
        told.append(f"{left_out} countries with fewest ties were left out; {MOST} is the most that are tried.")
    if run < asked:
        told.append(f"{run} plausible networks instead of {asked}, for the number of countries or ties.")
    if 0 < network.n_nodes < 15:
        told.append("Fewer than 15 nodes: read counts, not shares.")
    return tuple(told)


def _explainer(
    network: Network, ties: OpenTies, meaning: str, level: float, draws: int
) -> Callable[[pd.DataFrame, Any], str]:
    unit = "ties across borders" if ties.weight is None else "of the weight given to pairs of countries"
    ends = "at both ends" if ties.covers == "both" else "at one end or both"
    projected = network.made
    recorder = _recorder(network, ties)

    def explain(rows: pd.DataFrame, key: Any) -> str:
        row = rows.loc[_place(rows, key)]
        team = rows[(rows["members"] == row["members"]) & (rows["team"] == row["team"])]["country"]
        equal = rows[rows["members"] == row["members"]]["team"].max()
        one_of = f", one of {equal} equally good," if equal > 1 else ""
        sure = "no other of this size covers more" if row["proved"] else "a better one of this size may exist"
        chosen = (
            f"{row['country']} was not tried in plausible networks"
            if np.isnan(row["p_chosen"])
            else f"{row['country']} was in the best team of this size in {row['p_chosen']:.0%} of {draws} plausible "
            "networks"
        )
        covered = f"{row['coverage']:,.12g} {unit}"
        told = (
            f"A team of the {nouns(network.group)} {', '.join(team)}{by(network.group)}{one_of} covers "
            f"{'one tie across borders' if row['coverage'] == 1 and ties.weight is None else covered} {ends} "
            f"({row['share']:.0%} of all, {level:.0%} interval {row['share_low']:.0%} to {row['share_high']:.0%}; "
            f"{sure}), of which {row['marginal']:,.12g} {'needs' if row['marginal'] == 1 else 'need'} "
            f"{row['country']}; {chosen}. "
            f"This stands on recorded ties ({projected}) and on an exposure ({meaning}) of {row['exposure']:,.12g} for "
            f"{row['country']}; it informs who might be asked and decides nothing."
        )
        return f"{told} {cited(recorder(rows, key))}".rstrip()

    return explain


def _place(rows: pd.DataFrame, key: Any) -> Any:
    """Return the index label of a row, given by it or by a country: then of the smallest team it is in."""
    if isinstance(key, str):
        found = rows.index[rows["country"] == key]
        if len(found) == 0:
            raise UnknownEntityError.of("team listed", key)
        return found[0]
    if key not in rows.index:
        raise UnknownEntityError.of("team listed", key)
    return key


def _recorder(network: Network, ties: OpenTies) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how a row finds the records of the ties that its team covers and that have an end in its country."""

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        row = rows.loc[_place(rows, key)]
        team = rows[(rows["members"] == row["members"]) & (rows["team"] == row["team"])]["country"]
        within, here = ties.bits([tuple(team)])[0], ties.bits([(row["country"],)])[0]
        bits = ties.bits(ties.borders.sets)[ties.borders.set_of]
        one, other = bits[network.source], bits[network.target]
        covered = ((one & within) != 0) & ((other & within) != 0)
        if ties.covers == "either":
            covered = ((one | other) & within) != 0
        crossing = ties.borders.of(network.source, network.target) == ACROSS
        return network.records(np.flatnonzero(crossing & covered & (((one | other) & here) != 0)))

    return records
