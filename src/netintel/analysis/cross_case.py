"""Who or what is in several cases at once, so that their owners should speak to each other?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._cases import Cases
from netintel.analysis._cited import cited
from netintel.analysis._record_facts import told, worth
from netintel.analysis.actors import HOLDERS, HUB
from netintel.errors import UnknownEntityError
from netintel.model.cited import nothing
from netintel.model.results import Pairs, spoken

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Codes = NDArray[np.int64]

SAMPLED = 100
"""A small case is a sample of more: an identifier is as rare as if there were so many more entities."""

_SAME = "identity"
_PAIR = ["left_case", "right_case", "left_at", "right_at"]


def cross_case(subject: EntityGraph | Mapping[str, EntityGraph]) -> Pairs:
    """Return who or what appears in two cases of different owners, the rarest in common first.

    Two teams that work on one person without knowing it spoil each other's work: this is the list for a call between
    the owners. Cases are several entity graphs, `cross_case({"A": graph, "B": other})`, or, within one graph, what each
    originator sent. A row is an entity of one case beside an entity of another that is the same resolved entity
    (in several graphs: that rests on a record both received), or that holds the same phone number, e-mail address,
    IBAN, wallet, document, IP address, IMEI, IMSI, ICCID or VIN, compared in one form.

    `strength` adds up, over all that is shared, ln((N + 100) / n): N entities in all cases, n holders of the
    identifier. The same identity counts as one identifier held by as many as cases name it. What more than 10 hold, or
    what nobody is known to hold and more than 30 were in contact with, counts nothing (an exchange's wallet, the exit
    of a VPN, the telephone of a call shop).

    Parameters
    ----------
    subject
        Entity graphs by the name of their case; or one graph, whose exports are grouped by their originator.

    Returns
    -------
    Pairs
        One row a pair of entities: `left_case`, `right_case`, `left`, `right` (ids in their own graph), `same` (one
        resolved entity), `identifiers` (sorts that are shared, never their text), `n_identifiers`, `holders` (most
        holders of one of them in all cases; 0 where none is shared), `strength`, `rank` (equals share the best), `drop`
        (0-1: chance that nothing of what is shared is real, by the evaluation of the records on both sides: an
        originator who is wrong is so about all of it),
        `left_owner`, `right_owner`, `left_originators`, `right_originators` (of the records it rests on), `left_kind`,
        `right_kind`, `left_countries`, `right_countries`, `left_name`, `right_name` (as the case's own records have
        it; where they have none, of the resolved entity).
        Summary: `shared`, `jaccard`, `containment` (tables case by case of entities and identifiers: how many in both,
        as a part of both together, and as a part of the row's case; nan for an empty case), `conflicts` (persons and
        organisations in several cases: `id`, `name`, `kind`, `n_cases`, `cases`, most cases first), `common` (sort to
        number of identifiers that too many hold).
        Victims, witnesses, minors, informants and professionals, and what only they hold, are in no row and no count;
        where one case has a person as a victim and another as a suspect, that pair is not listed.

    Limits
    ------
    A shared identifier is not a shared person: numbers are passed on and typed wrongly, and an IP address is a
    connection. Document numbers are unique in their country alone. A case that sent nothing shares nothing.

    References
    ----------
    sparckjones1972

    Examples
    --------
    >>> found = cross_case({})
    >>> found.table().empty, found.caveats[-1]
    (True, 'Fewer than two cases: there is nothing to lay beside each other.')

    See also
    --------
    netintel.analysis.jit_composition : which countries together reach most ties across borders.
    """
    cases = _cases(subject)
    keys = _keys(cases)
    shares = pd.concat([_by_identifier(cases, keys), _by_identity(cases)], ignore_index=True)
    table = _table(cases, shares)
    single = not isinstance(subject, Mapping)
    return Pairs(
        name="cross_case",
        rows=table,
        method="shared identity and identifiers, weighted by how rare they are",
        parameters={
            "cases": list(cases.names),
            "digests": [graph.digest for graph in cases.graphs],
            "holders": HOLDERS,
            "hub": HUB,
            "sampled": SAMPLED,
        },
        seed=None,
        citation="sparckjones1972",
        group="originator" if single else "case",
        projection=(
            "cases: what each originator sent" if single else f"cases: {len(cases.graphs)} entity graphs",
            "entities laid beside each other that are one, or that hold the same identifier by themselves or by things",
        ),
        digest=cases.graphs[0].digest if single else None,
        caveats=_caveats(cases, keys, table),
        summary=_summary(cases, keys),
        explainer=_explainer(cases, keys, single),
        recorder=_recorder(cases, keys),
    )


def _cases(subject: EntityGraph | Mapping[str, EntityGraph]) -> Cases:
    from netintel.model.graph import EntityGraph

    graphs = list(subject.values()) if isinstance(subject, Mapping) else [subject]
    if isinstance(subject, Mapping) and not all(isinstance(name, str) for name in subject):
        raise TypeError("cross_case: expected the names of the cases as text")
    for graph in graphs:
        if not isinstance(graph, EntityGraph):
            raise TypeError(
                "cross_case: expected an entity graph or several by the name of their case, "
                f"got {type(graph).__name__}; a network has no identifiers"
            )
    return Cases.of(subject)


def _keys(cases: Cases) -> pd.DataFrame:
    """Return one row an identifier: index `key`; `sort`, `holders`, `weight`, `common`."""
    at = cases.holdings["at"].to_numpy(np.int64)
    rows = cases.holdings.assign(**{c: cases.entities[c].to_numpy()[at] for c in ("subject", "protected")})
    grouped = rows.groupby("key")
    common = (grouped["subject"].nunique() > HOLDERS) | (grouped["contacts"].max() > HUB)
    # protected holders count for what is common, and are in no number that could be told
    only_theirs = rows[rows["part"] == "actor"].groupby("key")["protected"].all()
    hidden = rows["protected"] | rows["key"].isin(only_theirs.index[only_theirs])
    shown = rows[~hidden].groupby("key")
    table = pd.DataFrame({"sort": shown["sort"].first(), "holders": shown["subject"].nunique()})
    table["weight"] = np.log((_entities(cases) + SAMPLED) / table["holders"].to_numpy(np.float64))
    return table.assign(common=common.reindex(table.index))


def _entities(cases: Cases) -> int:
    told = cases.entities["part"].isin(["actor", "carrier"]) & ~cases.entities["protected"]
    return int(cases.entities.loc[told, "subject"].nunique())


def _rated(cases: Cases, rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return one row a group of records: `originators`, and `rates` (the chance of each to be wrong at its best)."""
    facts = [worth(graph) for graph in cases.graphs]
    parts = []
    for at, fact in enumerate(facts):
        mine = rows[rows["graph"] == at]
        known = fact.iloc[mine["record"].to_numpy(np.int64)]
        parts.append(mine.assign(originator=known["originator"].to_numpy(), rate=known["rate"].to_numpy()))
    every = pd.concat(parts, ignore_index=True) if parts else rows.assign(originator="", rate=0.0)
    best = every.groupby([*by, "originator"], sort=True)["rate"].min().reset_index()
    grouped = best.groupby(by, sort=True)
    told = {"originators": grouped["originator"].agg(tuple), "rates": grouped["rate"].agg(tuple)}
    return pd.DataFrame(told).reset_index()


def _by_identifier(cases: Cases, keys: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair of entities and identifier they share."""
    rows = cases.holdings
    hidden = cases.entities["protected"].to_numpy(bool)[rows["at"].to_numpy(np.int64)]
    rare = keys[~keys["common"]]
    rows = rows[~hidden & rows["key"].isin(rare.index)]
    rows = rows[rows.groupby("key")["case"].transform("nunique") > 1]
    pairs = _beside(_rated(cases, rows, ["case", "at", "key"]), "key")
    return pairs.assign(**{name: pairs["key"].map(rare[name]) for name in ("sort", "weight", "holders")})


def _by_identity(cases: Cases) -> pd.DataFrame:
    """Return one row a pair of entities that are one."""
    entities, rows = cases.entities, cases.named
    held = np.zeros(len(entities), dtype=bool)
    held[cases.holdings["at"].to_numpy(np.int64)] = True
    part = entities["part"].to_numpy(dtype=object)
    able = ((part == "actor") | ((part == "carrier") & ~held)) & ~entities["protected"].to_numpy(bool)
    rows = rows[able[rows["at"].to_numpy(np.int64)]]
    rows = rows.assign(subject=entities["subject"].to_numpy(np.int64)[rows["at"].to_numpy(np.int64)])
    named = rows.groupby("subject")["case"].transform("nunique")
    rows = rows.assign(named=named)[named > 1]
    pairs = _beside(_rated(cases, rows, ["case", "at", "subject", "named"]), "subject")
    weight = np.log((_entities(cases) + SAMPLED) / pairs["named"].to_numpy(np.float64)) if len(pairs) else 0.0
    return pairs.assign(sort=_SAME, weight=weight, holders=0)


def _beside(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Join rows of different cases that agree in one column."""
    rest = rows.drop(columns="named", errors="ignore")
    both = rows.merge(rest, on=by, suffixes=("", "_right"))
    both = both[both["case"] < both["case_right"]]
    renamed = both.rename(columns={name: f"left_{name}" for name in ("case", "at", "originators", "rates")})
    return renamed.rename(columns=lambda c: f"right_{c.removesuffix('_right')}" if c.endswith("_right") else c)


_COLUMNS = [
    "left_case",
    "right_case",
    "left",
    "right",
    "same",
    "identifiers",
    "n_identifiers",
    "holders",
    "strength",
    "rank",
    "drop",
    "left_owner",
    "right_owner",
    "left_originators",
    "right_originators",
    "left_kind",
    "right_kind",
    "left_countries",
    "right_countries",
    "left_name",
    "right_name",
]


def _table(cases: Cases, shares: pd.DataFrame) -> pd.DataFrame:
    if shares.empty:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in _COLUMNS})
    grouped = shares.assign(same=shares["sort"] == _SAME).groupby(_PAIR, sort=True)
    table = pd.DataFrame(
        {
            "same": grouped["same"].any(),
            "identifiers": [tuple(sorted(set(sorts) - {_SAME})) for _, sorts in grouped["sort"]],
            "n_identifiers": (grouped["same"].size() - grouped["same"].sum()).astype(np.int64),
            "holders": grouped["holders"].max().astype(np.int64),
            "strength": grouped["weight"].sum().astype(float).round(9),
            "drop": [round(_nothing_real(each), 9) for _, each in grouped],
        }
    )
    for side in ("left", "right"):
        several = grouped[f"{side}_originators"]
        table[f"{side}_originators"] = [tuple(sorted({o for one in each for o in one})) for _, each in several]
    table = table.reset_index()
    for side in ("left", "right"):
        at, case = table.pop(f"{side}_at").to_numpy(np.int64), table[f"{side}_case"].to_numpy(np.int64)
        entity = cases.entities.iloc[at]
        table[side] = entity["id"].to_numpy()
        for known in ("kind", "countries", "name"):
            table[f"{side}_{known}"] = entity[known].to_numpy()
        own = cases.called.reindex(pd.MultiIndex.from_arrays([at, case])).to_numpy(dtype=object)
        table[f"{side}_name"] = np.where(pd.isna(own), table[f"{side}_name"], own)
        table[f"{side}_case"] = np.array(cases.names, dtype=object)[case]
        table[f"{side}_owner"] = np.array(cases.owners, dtype=object)[case]
    table["rank"] = table["strength"].rank(method="min", ascending=False).astype(np.int64)
    order = ["strength", "left_case", "right_case", "left", "right"]
    table = table.sort_values(order, ascending=[False, True, True, True, True], kind="stable")
    return table[_COLUMNS].reset_index(drop=True)


def _nothing_real(shares: pd.DataFrame) -> float:
    """Return the chance that all is wrong that one pair shares: whose originator errs, errs in all of it."""
    real = 1.0
    for side in ("left", "right"):
        best: dict[str, float] = {}
        for told_by, rates in zip(shares[f"{side}_originators"], shares[f"{side}_rates"], strict=True):
            for originator, rate in zip(told_by, rates, strict=True):
                best[originator] = min(rate, best.get(originator, 1.0))
        real *= 1 - prod(best.values())
    return 1 - real


def _summary(cases: Cases, keys: pd.DataFrame) -> dict[str, Any]:
    shared, sizes = _shared(cases, keys)
    names = pd.Index(cases.names, name="case")

    def square(values: NDArray[Any]) -> pd.DataFrame:
        return pd.DataFrame(values, index=names, columns=names.rename(None))

    both = sizes[:, None] + sizes[None, :] - shared
    with np.errstate(invalid="ignore", divide="ignore"):
        jaccard, containment = shared / both, shared / sizes[:, None]
    return {
        "shared": square(shared),
        "jaccard": square(jaccard),
        "containment": square(containment),
        "conflicts": _conflicts(cases),
        "common": keys[keys["common"]].groupby("sort").size().to_dict(),
    }


def _shared(cases: Cases, keys: pd.DataFrame) -> tuple[Codes, Codes]:
    """Return how many entities and identifiers each two cases have in common, and how many each has."""
    from scipy.sparse import coo_array

    entities = cases.entities
    hidden, part = entities["protected"].to_numpy(bool), entities["part"].to_numpy(dtype=object)
    named = cases.named
    able = (part == "actor") & ~hidden
    named = named[able[named["at"].to_numpy(np.int64)]]
    who = pd.DataFrame({"case": named["case"], "item": entities["subject"].to_numpy()[named["at"].to_numpy(np.int64)]})
    held = cases.holdings
    seen = held[~hidden[held["at"].to_numpy(np.int64)] & held["key"].isin(keys.index[~keys["common"]])]
    what = pd.DataFrame({"case": seen["case"], "item": seen["key"]})
    every = pd.concat([who.astype(object), what.astype(object)], ignore_index=True).drop_duplicates()
    n = len(cases.names)
    if every.empty:
        return np.zeros((n, n), np.int64), np.zeros(n, np.int64)
    item = pd.factorize(every["item"])[0]
    case = every["case"].to_numpy(np.int64)
    member = coo_array((np.ones(len(every), np.int64), (case, item)), shape=(n, item.max() + 1)).tocsr()
    shared: Codes = (member @ member.T).toarray()
    return shared, np.diag(shared).copy()


def _conflicts(cases: Cases) -> pd.DataFrame:
    """Return persons and organisations that several cases name."""
    entities, named = cases.entities, cases.named
    able = (entities["part"].to_numpy(dtype=object) == "actor") & ~entities["protected"].to_numpy(bool)
    rows = named.loc[able[named["at"].to_numpy(np.int64)], ["at", "case"]].drop_duplicates()
    rows = rows.assign(subject=entities["subject"].to_numpy()[rows["at"].to_numpy(np.int64)])
    cases_of = [tuple(cases.names[i] for i in sorted(set(each))) for _, each in rows.groupby("subject")["case"]]
    first = entities.iloc[rows.groupby("subject")["at"].min().to_numpy(np.int64)]
    table = pd.DataFrame({known: first[known].to_numpy() for known in ("id", "name", "kind")})
    table["n_cases"] = [len(several) for several in cases_of]
    table["cases"] = pd.Series(cases_of, index=table.index, dtype=object)
    chosen = table[table["n_cases"] > 1].sort_values(["n_cases", "id"], ascending=[False, True], kind="stable")
    return chosen.reset_index(drop=True)


def _caveats(cases: Cases, keys: pd.DataFrame, table: pd.DataFrame) -> tuple[str, ...]:
    caveats = [
        "A hit is a reason for the owners of both cases to speak to each other: no proof of contact or of identity.",
        "A shared IP address, wallet or account may be a service, a shared telephone a household: look at the sort.",
        "Who is one entity is what matching and merging made of the records; a wrong merge makes a wrong hit.",
        "A case that sent nothing shares nothing; no data is not zero. The handling of each record still binds.",
    ]
    common = int(keys["common"].sum())
    if common:
        caveats.append(
            f"{common} identifiers that more than {HOLDERS} hold or more than {HUB} contacted count nothing."
        )
    if int(cases.entities["protected"].sum()):
        caveats.append(
            "Victims, witnesses, minors, informants and professionals are in no row and no count of what is shared."
        )
    if len(cases.names) < 2:
        caveats.append("Fewer than two cases: there is nothing to lay beside each other.")
    elif table.empty:
        caveats.append("Nothing is shared: neither a resolved entity nor an identifier in one form.")
    return tuple(caveats)


def _explainer(cases: Cases, keys: pd.DataFrame, single: bool) -> Callable[[pd.DataFrame, Any], str]:
    recorder = _recorder(cases, keys)
    by = "originator" if single else "case"
    cases_told = "what each originator sent" if single else f"{len(cases.graphs)} entity graphs"

    def explain(rows: pd.DataFrame, key: Any) -> str:
        row = _row(rows, key)
        told_of = (
            f"By {by}, {_who(row)}{_shared_by(row)}: rank {row['rank']} of {len(rows)} by how rare that is (strength "
            f"{row['strength']:.1f}; by the evaluation of the records the chance that none of it is real is "
            f"{row['drop']:.0%}). It is a reason for the owners ({row['left_owner']}; {row['right_owner']}) to "
            f"speak to each other, not proof of contact or identity, and holds for what was laid side by side "
            f"here ({cases_told})."
        )
        return f"{told_of} {cited(recorder(rows, key))}".rstrip()

    return explain


def _who(row: pd.Series[Any]) -> str:
    """Say who is in which case; the name once where both cases have it."""
    names, cases = [_named(row, side) for side in ("left", "right")], [_case(row, side) for side in ("left", "right")]
    if row["same"] and names[0] == names[1]:
        return f"{names[0]} is one resolved entity in the case of {cases[0]} and in that of {cases[1]}"
    return f"{names[0]} in the case of {cases[0]} and {names[1]} in the case of {cases[1]}" + (
        " are one resolved entity" if row["same"] else ""
    )


def _shared_by(row: pd.Series[Any]) -> str:
    if not row["n_identifiers"]:
        return ""
    held = "by nobody else" if row["holders"] == 1 else f"by at most {row['holders']} in all cases"
    number = "one identifier" if row["n_identifiers"] == 1 else f"{row['n_identifiers']} identifiers"
    joined = f", with {number} in both cases" if row["same"] else f" hold {number} in common"
    return f"{joined} ({', '.join(row['identifiers'])}; held {held})"


def _named(row: pd.Series[Any], side: str) -> str:
    named = spoken(pd.Series({"name": row[f"{side}_name"]}), f"{row[f'{side}_kind']} {row[side]}")
    return f"{named} ({', '.join(row[f'{side}_countries']) or 'country unknown'})"


def _case(row: pd.Series[Any], side: str) -> str:
    originators = row[f"{side}_originators"]
    told_by = "" if originators == (row[f"{side}_case"],) else f" (told by {'; '.join(originators)})"
    return f"{row[f'{side}_case']}{told_by}"


def _row(rows: pd.DataFrame, key: Any) -> pd.Series[Any]:
    if key not in rows.index:
        raise UnknownEntityError.of("row of shared entities", key)
    row: pd.Series[Any] = rows.loc[key]
    return row


def _recorder(cases: Cases, keys: pd.DataFrame) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how a row finds the records by which either side holds what is shared, or names who is one."""

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        row = _row(rows, key)
        sides = [_side(cases, row, side) for side in ("left", "right")]
        rare = keys.index[~keys["common"]]
        held = [cases.holdings[(cases.holdings["at"] == at) & (cases.holdings["case"] == case)] for case, at in sides]
        common = set(held[0]["key"]) & set(held[1]["key"]) & set(rare)
        found = [rows_of[rows_of["key"].isin(common)] for rows_of in held]
        if not common:
            found = [cases.named[(cases.named["at"] == at) & (cases.named["case"] == case)] for case, at in sides]
        parts = [
            told(graph, np.unique(one["record"].to_numpy(np.int64)[one["graph"].to_numpy() == at]))
            for one in found
            for at, graph in enumerate(cases.graphs)
        ]
        return pd.concat(parts, ignore_index=True) if parts else nothing()

    return records


def _side(cases: Cases, row: pd.Series[Any], side: str) -> tuple[int, int]:
    """Return case and row of `entities` of one side."""
    case = cases.names.index(row[f"{side}_case"])
    graph = 0 if len(cases.graphs) == 1 else case
    entities = cases.entities
    found = entities.index[(entities["graph"] == graph) & (entities["id"] == row[side])]
    return case, int(found[0])
