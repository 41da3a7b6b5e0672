"""Who is tied to whom: the network of actors behind phones, accounts and events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.analysis import _carriers, _few, _ties
from netintel.model.network import Network
from netintel.vocab import categories, kinds, properties, small_counts

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

HUB = 30
"""A phone or account that nobody is known to hold and more actors than this are in contact with, and an event of more
actors than this, join nobody."""

HOLDERS = 10
"""A phone, account or address that more actors than this hold joins nobody."""


def actors(
    graph: EntityGraph,
    *,
    jurisdiction: Sequence[str] = properties.HOME_BASES,
    through: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
    hub: int = HUB,
    holders: int = HOLDERS,
) -> Network:
    """Project an entity graph onto its actors: persons, organisations, companies, public bodies and groups.

    Two actors are tied when a link joins them, when they hold the same phone, account, address or other carrier, when
    what one holds calls, writes to or pays what the other holds, and when they take part in the same event. Each tie
    counts the records, exports and originators it rests on. These ties are computed; they are never stored as
    recorded links.

    An id that a table of links names and no table describes is taken for an actor. A carrier that nobody is known to
    hold, but that is in contact with actors, is a node of its own; a country that a link points to stands for the
    unnamed actors in it. Carriers and countries are never ranked.

    Parameters
    ----------
    graph
    jurisdiction
        Bases of country claims, strongest first; or names of properties (`birthplace`, `unit`) whose text then makes
        the groups. For each actor only the strongest that is claimed counts; several values of it share 1 equally.
        An actor without any is unknown, which is never a country; so is, of victims, witnesses, minors, informants and
        professionals, one that only such people have, and fewer than five: a corridor of it would tell of each.
    through
        Kinds that may join actors: carriers and events; all of them by default.
    exclude
        Ids of entities to leave out.
    hub
        A carrier that nobody is known to hold joins nobody when more actors than this are in contact with it, and so
        does an event of more actors: a call centre and a mass meeting are not acquaintance. A phone with a known
        holder joins all who call it, however many. The recipe counts what was left out, by kind.
    holders
        A carrier that more actors than this hold or use joins nobody: what many share is a service (an exchange's
        wallet), an address of convenience or a mistake.

    Returns
    -------
    Network
        Directed only where every tie has a direction. `ties` carries `link` (one recorded link behind the tie, or
        null), `n_records`, `n_exports`, `n_originators`, `first`, `last`; `drop` is the chance that a tie is not real:
        the product over independent originators of the rate their evaluation stands for
        (`netintel.vocab.evaluation.drop_rate`).

    Limits
    ------
    Only what is recorded: someone who is tapped has more ties because they are tapped. Co-mention in a report is no
    tie. Order of nodes follows export hashes and native ids, so results do not depend on the order of loading.
    """
    allowed = frozenset(through) if through is not None else kinds.of_part("carrier") | kinds.of_part("event")
    parts = parts_of(graph, allowed, frozenset(exclude))
    contacts, holdings, left_out = _carriers.incidences(graph, parts, hub, holders)
    evidence = _ties.evidence(parts, contacts, holdings)
    nodes, known = _nodes(graph, parts, evidence)
    stated = _claimed(graph, nodes, jurisdiction)
    claimed = _told(stated, _few.protected(graph)[nodes])
    group = _group(claimed, jurisdiction)
    recipe = (*_recipe(evidence, left_out, (hub, holders), allowed), f"jurisdiction: {group}")
    if len(claimed) < len(stated):
        recipe = (
            *recipe,
            "unknown: jurisdictions of victims, witnesses, minors, informants and professionals alone, "
            f"{small_counts.said(1)} each",
        )
    return _ties.network(graph, evidence, nodes, known, _memberships(claimed), group, recipe)


def parts_of(graph: EntityGraph, through: frozenset[str], exclude: frozenset[str]) -> pd.Series[str]:
    """Return for each entity code what it does here: actor, carrier, event, country or nothing."""
    kind = graph.entities["kind"].reset_index(drop=True)
    part = kind.map(kinds.parts()).fillna("thing")
    joining = part.isin(["carrier", "event"])
    part[joining & ~kind.isin(through)] = "thing"
    part[(kind == "Region")] = "country"
    part[_nameless(graph, kind, part)] = "actor"
    if exclude:
        part[np.asarray(graph.entity_ids.isin(exclude))] = "left out"
    return part.astype("str")


def _nameless(graph: EntityGraph, kind: pd.Series[str], part: pd.Series[str]) -> NDArray[np.bool_]:
    """Return which entities are unknown ends of recorded links with actors or with each other.

    A table of links often comes without the table of its persons. Ids that are unique in the world (STIX) are not
    taken: what they name may be anything.
    """
    links, received = graph.tables.links, graph.tables.received
    local = np.asarray(received["ids"].to_pandas() == "file")
    world = np.zeros(len(kind), bool)
    world[graph.entity_of_origin[~local[graph.tables.origins["export"].to_numpy()]]] = True
    unknown = np.asarray(kind == "Unknown") & ~world
    source, target = (graph.entity_of_origin[links[end].to_numpy()] for end in ("source", "target"))
    fits = unknown | np.asarray(part == "actor")
    ties = fits[source] & fits[target] & np.asarray(links["kind"].to_pandas().astype("str") != "Reference")
    named = np.zeros(len(kind), bool)
    named[source[ties]] = True
    named[target[ties]] = True
    nameless: NDArray[np.bool_] = unknown & named
    return nameless


def _nodes(graph: EntityGraph, part: pd.Series[str], ties: pd.DataFrame) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Return entity codes of the nodes in canonical order, and what is known of them."""
    tied = np.unique(np.concatenate([ties["a"].to_numpy(np.int64), ties["b"].to_numpy(np.int64)]))
    standing = tied[np.asarray(part.iloc[tied] != "actor")]
    codes = np.concatenate([np.flatnonzero(part == "actor"), standing])
    codes = codes[np.argsort(_canonical(graph, codes), kind="stable")]
    table = graph.entities.iloc[codes][["name", "kind", "category", "minor", "n_records"]]
    actor = np.asarray(part.iloc[codes] == "actor")
    protected = table["category"].isin(categories.PROTECTED) | table["minor"].fillna(False).astype(bool)
    table = table.assign(rankable=actor & ~np.asarray(protected))
    return codes, table


def _canonical(graph: EntityGraph, codes: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return a name for each entity that does not depend on the key or the order of loading."""
    origins, received = graph.tables.origins, graph.tables.received
    roots = np.unique(graph._roots)[codes]
    sha = np.array(received["sha256"].to_pylist(), dtype=object)[origins["export"].to_numpy()[roots]]
    native = origins["native_id"].combine_chunks().take(roots).to_pylist()
    return np.array([f"{s}\x1f{n}" for s, n in zip(sha, native, strict=True)], dtype=object)


def _claimed(graph: EntityGraph, nodes: NDArray[np.int64], bases: Sequence[str]) -> pd.DataFrame:
    """Return each node's countries of its strongest basis: `node`, `country`, `basis`."""
    claimed = pd.concat([graph.jurisdictions, _stated(graph, bases)], ignore_index=True)
    strength = {basis: i for i, basis in enumerate(bases)}
    position = pd.Series(np.arange(len(nodes)), index=graph.entity_ids[nodes])
    rows = claimed[claimed["basis"].isin(strength) & claimed["entity"].isin(position.index)]
    rows = rows.assign(node=rows["entity"].map(position), strength=rows["basis"].map(strength))
    rows = rows[rows["strength"] == rows.groupby("node")["strength"].transform("min")]
    return rows[["node", "country", "basis"]].drop_duplicates(["node", "country"])


def _told(claimed: pd.DataFrame, protected: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the claims that may make a group: a country of few protected persons alone would tell of each of them."""
    theirs = claimed.assign(protected=protected[claimed["node"].to_numpy(np.int64)]).groupby("country")
    few = theirs["protected"].transform("all") & (theirs["node"].transform("nunique") < small_counts.FEWEST)
    return claimed[~few.to_numpy(bool)]


def _stated(graph: EntityGraph, bases: Sequence[str]) -> pd.DataFrame:
    """Return the text of properties that are asked for as groups, in the columns of `jurisdictions`."""
    wanted = sorted(set(bases) - set(properties.bases().values()))
    claims = graph.tables.claims
    mask = pc.and_(pc.is_in(claims["property"], pa.array(wanted, pa.string())), pc.invert(claims["on_link"]))
    rows: pd.DataFrame = claims.filter(pc.and_(mask, pc.is_valid(claims["value"]))).to_pandas()
    entity = graph.entity_ids[graph.entity_of_origin[rows["subject"].to_numpy(np.int64)]]
    said = {"entity": entity, "country": rows["value"].astype("str"), "basis": rows["property"].astype("str")}
    return pd.DataFrame(said)


def _memberships(claimed: pd.DataFrame) -> pd.DataFrame:
    share = 1.0 / claimed.groupby("node")["country"].transform("size")
    table = pd.DataFrame({"node": claimed["node"].astype(np.int32), "jurisdiction": claimed["country"], "share": share})
    return table.sort_values(["node", "jurisdiction"], ignore_index=True)


def _group(claimed: pd.DataFrame, bases: Sequence[str]) -> str:
    """Name the bases that were used, strongest first; the first one where no country is known."""
    used = set(claimed["basis"])
    return ", else ".join(basis for basis in bases if basis in used) or bases[0]


def _recipe(
    ties: pd.DataFrame, left_out: pd.DataFrame, limits: tuple[int, int], through: frozenset[str]
) -> tuple[str, ...]:
    told = ties.groupby("via")["record"].size().to_dict()
    ways = ", ".join(f"{count} by {via}" for via, count in sorted(told.items())) or "none"
    listed = left_out["kind"].value_counts().to_dict()
    hubs = ", ".join(f"{count} {kind}" for kind, count in sorted(listed.items())) or "none"
    return (
        "ties between actors: recorded, through what they hold, and by events",
        "nodes: persons, organisations, companies, public bodies and groups; unheld carriers in contact with them; "
        "countries that a link points to",
        f"pieces of evidence for ties: {ways}",
        f"unheld carriers and events of more than {limits[0]} actors, and carriers of more than {limits[1]} holders, "
        f"left out: {hubs}",
        f"joined through: {', '.join(sorted(through))}",
    )
