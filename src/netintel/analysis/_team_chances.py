"""How sure the choice of a team is: teams are chosen again in networks that may be the true one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netintel.analysis._open_ties import OpenTies
from netintel.analysis._plausible import Plausible
from netintel.analysis._teams import ALL_TEAMS, Best, Floats, teams_by_size


@dataclass(frozen=True)
class Chances:
    """How often countries are chosen, by size of team, and the interval of the share of each team, by its bits."""

    chosen: dict[int, Floats]
    shares: dict[int, tuple[float, float]]


def chances(
    ties: OpenTies, best: list[Best], plausible: Plausible, draws: int, level: float, rng: np.random.Generator
) -> Chances:
    """Choose again in plausible networks: of very many countries, among those of most ties."""
    tried = _tried(ties)
    small = OpenTies(ties.network, ties.borders, tuple(ties.countries[i] for i in tried), ties.covers, ties.weight)
    sizes = [one.members for one in best if one.teams and one.members <= len(tried)]
    by_size = teams_by_size(len(tried)) if sizes else []
    chosen = {size: np.zeros(len(tried)) for size in sizes}
    listed = [team for one in best for team in one.teams]
    shares = np.full((draws, len(listed)), np.nan)
    for draw in range(draws if listed else 0):
        source, target = plausible.draw(rng)
        items = ties.items(source, target)
        if items.total:
            shares[draw] = [items.coverage(team) / items.total for team in listed]
        covered = small.items(source, target).every_team()
        for size in sizes:
            teams = by_size[size]
            equal = teams[covered[teams] == covered[teams].max()]
            chosen[size] += ((equal[:, None] >> np.arange(len(tried))) & 1).mean(axis=0) / draws
    spread = {size: np.full(len(ties.countries), np.nan) for size in sizes}
    for size in sizes:
        spread[size][tried] = np.round(chosen[size], 9)
    outside = (1 - level) / 2
    known = shares[~np.isnan(shares).any(axis=1)]
    ends = np.quantile(known, [outside, 1 - outside], axis=0) if len(known) else np.full((2, len(listed)), np.nan)
    return Chances(spread, {team: (float(a), float(b)) for team, a, b in zip(listed, *ends, strict=True)})


def _tried(ties: OpenTies) -> list[int]:
    """Return the places of the countries that are tried in plausible networks: all, or the 20 of most ties."""
    items = ties.items(ties.network.source, ties.network.target)
    ends = [items.alone(i) for i in range(items.n)]
    return sorted(sorted(range(items.n), key=lambda i: (-ends[i], i))[:ALL_TEAMS])
