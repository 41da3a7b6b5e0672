"""Three findings in sentences, each with what must be said with it and the records it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.results import Result, Scores
from netintel.report.sections import evidence
from netintel.report.sections.evidence import Evidence
from netintel.views._picture import whole
from netintel.vocab import countries

SIGNIFICANT = 0.05
STABLE = 0.6
_SHORT = 60
_NONE_ACROSS = "no tie is recorded that surely crosses a border."


@dataclass(frozen=True)
class Finding:
    """One finding.

    Attributes
    ----------
    topic : str
        Corridor, broker, cluster.
    headline : str
        The sentence to remember.
    detail : str
        The numbers one must know with it.
    explanation : str
        The sentences of `Result.explain`, for the annex; empty where there is no finding.
    result : Result
        What it was read from.
    evidence : Evidence
    """

    topic: str
    headline: str
    detail: str
    explanation: str
    result: Result
    evidence: Evidence


def findings(graph: EntityGraph, results: Mapping[str, Result], network: Network | None) -> tuple[Finding, ...]:
    """Return the finding of each result that has one, in the order corridor, broker, cluster."""
    makers = {"corridors": _corridor, "brokers": _broker, "jurisdiction_clusters": _cluster}
    made = [make(graph, results[name], network) for name, make in makers.items() if name in results]
    if "jurisdiction_clusters" not in results and "communities" in results:
        made.append(_communities(results["communities"]))
    return tuple(made)


def named(code: str) -> str:
    """Return the name of a country code; any other jurisdiction is its own name."""
    try:
        return countries.name(code)
    except KeyError:
        return str(code)


def listed(codes: list[str], most: int = 4) -> str:
    """Return `A, B and C`, or the first of them and how many more."""
    names = [named(code) for code in codes]
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def directed(result: Result) -> bool:
    """Return whether a result's pairs have a direction."""
    return bool(result.parameters.get("directed", False))


def _corridor(graph: EntityGraph, result: Result, network: Network | None) -> Finding:
    rows = result.table()
    pairs = rows[rows["observed"] > 0]
    if pairs.empty:
        words = "No corridor: no recorded tie surely crosses a border."
        detail = "A country that shared nothing has no ties here; no data is not zero."
        return Finding("Corridor", words, detail, "", result, Evidence(_NONE_ACROSS))
    excess = pairs["direction"] == "more"
    row = pairs[excess].iloc[0] if excess.any() else pairs.sort_values("observed", ascending=False).iloc[0]
    a, b, arrow = row["source_country"], row["target_country"], " → " if directed(result) else " – "
    ends = f"{named(a)}{arrow}{named(b)}"
    if excess.any():
        above = " above chance" if (pairs.loc[~excess, "observed"] > row["observed"]).any() else ""
        headline = f"{ends} is the strongest corridor{above}: {_ties(row['observed'])}, {_times(row)} what chance gives"
    else:
        headline = f"No corridor stands out from chance; most ties recorded: {ends}, {whole(row['observed'])}"
    detail = (
        f"{row['expected']:.1f} by chance, adjusted p {_p(row['p_adjusted'])}. {int(excess.sum())} of {len(pairs)} "
        f"pairs with ties are above chance. {_standing(result, row)}"
    )
    grounds = _network_of(result, network)
    rests = evidence.of_countries(graph, grounds, [a, b], directed(result))
    return Finding("Corridor", headline, detail, result.explain(row.name), result, rests)


def _broker(graph: EntityGraph, result: Result, network: Network | None) -> Finding:
    rows = result.table()
    if rows.empty or not _scored(rows, result):
        words = "No broker: nobody is recorded as joining others who are not tied to each other."
        return Finding("Broker", words, "", "", result, Evidence("no tie is recorded that joins others."))
    row = rows.iloc[0]
    level = f"{float(result.parameters.get('level', 0.9)):.0%}"
    known = listed(list(row["countries"])) if len(row["countries"]) else "country unknown"
    does = "joins most people" if result.method == "betweenness" else "joins jurisdictions most"
    interval = f"{level} interval {row['rank_low']:,}–{row['rank_high']:,}"
    headline = f"{_name(row)} ({known}) {does}: rank {row['rank']}, {interval}"
    times = f"{row['p_top']:.1%} of {result.parameters.get('resamples', '?')} plausible networks"
    detail = (
        f"Of {len(rows):,} who may be ranked, by {result.method.replace('_', ' ')}; among the first "
        f"{result.parameters.get('top', 10)} in {times}."
    )
    rests = evidence.of_entity(graph, str(row.name), _network_of(result, network))
    return Finding("Broker", headline, detail, result.explain(row.name), result, rests)


def _cluster(graph: EntityGraph, result: Result, network: Network | None) -> Finding:
    rows = result.table()
    size = Counter(code for codes in graph.entities["countries"] for code in codes)
    groups = [
        (sorted(members["country"], key=lambda code: (-size[code], code)), float(members["stability"].mean()))
        for _, members in rows.groupby("cluster", sort=True)
        if len(members) > 1
    ]
    if not groups:
        return _no_cluster(graph, result, network)
    members, stability = max(groups, key=lambda group: (len(group[0]), sum(size[code] for code in group[0])))
    firm = "" if stability >= STABLE else " (unstable)"
    headline = f"{listed(members)} act together: stability {stability:.2f}{firm}"
    p = result.summary.get("p", float("nan"))
    chance = "" if p != p else f"; p {_p(p)} against chance{', so it may be chance' if p > SIGNIFICANT else ''}"
    detail = (
        f"The largest of {len(groups)} clusters among {len(rows)} jurisdictions{chance}. "
        "Stability, 0 to 1: how often its members stay together in networks that may be the true one."
    )
    rests = evidence.of_countries(graph, _network_of(result, network), members, directed=False)
    first = rows.index[rows["country"] == members[0]][0]
    return Finding("Cluster", headline, detail, result.explain(first), result, rests)


def _no_cluster(graph: EntityGraph, result: Result, network: Network | None) -> Finding:
    """Tell apart that nothing is recorded across a border and that what is recorded may be chance."""
    of = _network_of(result, network)
    if not of.crossing().any() if of is not None else result.table()["stability"].isna().all():
        words = "No cluster: no recorded tie surely crosses a border."
        detail = "A country that shared nothing has no ties here; no data is not zero."
        return Finding("Cluster", words, detail, "", result, Evidence(_NONE_ACROSS))
    words = "No cluster: no two jurisdictions are tied more than chance gives."
    detail = "Ties across borders are recorded; none of their pairs stands out. This is not independence."
    rests = evidence.across_borders(graph, of)
    return Finding("Cluster", words, detail, "", result, rests)


def _communities(result: Result) -> Finding:
    rows = result.table()
    groups = [(len(members), float(members["stability"].mean())) for _, members in rows.groupby("cluster")]
    groups = [group for group in groups if group[0] > 1]
    if not groups:
        words = "No community: nobody is recorded as tied to anybody."
        return Finding("Community", words, "", "", result, Evidence("no tie is recorded."))
    size, stability = max(groups)
    headline = f"{len(groups)} communities; the largest has {size} members, stability {stability:.2f}"
    detail = "Stability, 0 to 1: how often its members stay together in networks that may be the true one."
    return Finding("Community", headline, detail, "", result, Evidence("every tie of the network bears on it."))


def _scored(rows: pd.DataFrame, result: Result) -> bool:
    return bool(
        rows["score"].notna().any() and ((isinstance(result, Scores) and result.low_is_best) or rows["score"].max() > 0)
    )


def _network_of(result: Result, network: Network | None) -> Network | None:
    return network if network is not None and tuple(result.projection) == tuple(network.recipe) else None


def _name(row: pd.Series[Any]) -> str:
    name = row.get("name")
    text = name if isinstance(name, str) and name else str(row.name)
    text = f"Actor {text}" if text.isdigit() else text
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _times(row: pd.Series[Any]) -> str:
    return f"{row['observed'] / row['expected']:.1f} ×" if row["expected"] > 0 else "far above"


def _standing(result: Result, row: pd.Series[Any]) -> str:
    """Return on how much it stands: a country of whom little is recorded has few ties, whatever the truth is."""
    meaning = str(result.parameters.get("exposure", "as given"))
    words = {"records of its nodes": "Records about their actors", "nodes": "Actors of theirs"}
    ends = ((row[f"{end}_country"], row[f"{end}_exposure"]) for end in ("source", "target"))
    said = ", ".join(f"{named(code)} {'unknown' if pd.isna(n) else whole(n)}" for code, n in ends)
    return f"{words.get(meaning, f'Exposure, {meaning}')}: {said}."


def _ties(value: float) -> str:
    return "1 tie" if value == 1 else f"{whole(value)} ties"


def _p(value: float) -> str:
    return "below 0.001" if value < 0.001 else f"{value:.3f}"
