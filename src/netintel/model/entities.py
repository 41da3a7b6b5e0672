"""The view of entities: what the claims on all origins of an entity say together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model.tables import Tables
from netintel.vocab import categories, countries, properties

Codes = NDArray[np.int32]


def entities(tables: Tables, entity: Codes, n: int) -> pd.DataFrame:
    """Return one row an entity, in code order, without ids.

    Parameters
    ----------
    entity
        For each origin the code (0 to n-1) of the entity it belongs to.
    """
    claims = _of_entities(tables, entity)
    table = pd.DataFrame(index=range(n))
    table["kind"] = _kinds(tables, entity, n)
    table["name"] = _best(claims("name"), n)
    table["countries"] = _countries(jurisdictions(tables, entity), n)
    category = pd.concat([claims("category"), _protective(claims("role"))])
    table["category"] = _category(category, table["kind"])
    table["minor"] = _minor(claims("minor"), category, n)
    table["role"] = _joined(claims("role"), n)
    table["lat"], table["lon"] = _point(claims("latitude"), claims("longitude"), n)
    table["first"], table["last"] = _period(tables, entity, n)
    table["n_records"], table["n_exports"] = _counts(tables, entity, n)
    return table


def jurisdictions(tables: Tables, entity: Codes) -> pd.DataFrame:
    """Return `entity` (code), `country`, `basis`, `n_records`, one row a country and basis."""
    bases = properties.bases()
    rows = _rows(tables, entity, set(bases))
    rows = rows[rows["value"].isin(set(countries.all_codes()))]
    rows = rows.assign(basis=rows["property"].map(bases))
    grouped = rows.groupby(["entity", "value", "basis"], sort=True, observed=True)["record"].nunique()
    return grouped.reset_index().rename(columns={"value": "country", "record": "n_records"})


def home_countries(claimed: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `jurisdictions` whose basis makes an entity belong to the country."""
    return claimed[claimed["basis"].isin(properties.HOME_BASES)]


def _rows(tables: Tables, entity: Codes, wanted: set[str]) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.compute as pc

    claims = tables.claims
    mask = pc.and_(pc.is_in(claims["property"], pa.array(sorted(wanted))), pc.invert(claims["on_link"]))
    found = claims.filter(pc.and_(mask, pc.is_valid(claims["value"]))).select(
        ["subject", "property", "value", "record"]
    )
    rows: pd.DataFrame = found.to_pandas()
    rows["property"] = rows["property"].astype(str)
    rows.insert(0, "entity", entity[rows.pop("subject").to_numpy(np.int64)])
    return rows


def _of_entities(tables: Tables, entity: Codes) -> Callable[[str], pd.DataFrame]:
    wanted = {"name", "category", "minor", "role", "latitude", "longitude"}
    rows = _rows(tables, entity, wanted)
    by_property = {str(k): part for k, part in rows.groupby("property", observed=True)}
    empty = rows.iloc[:0]
    return lambda name: by_property.get(name, empty)


def _kinds(tables: Tables, entity: Codes, n: int) -> pd.Series[Any]:
    rows = pd.DataFrame({"entity": entity, "value": tables.origins["kind"].to_pandas().astype("str")})
    rows = rows[rows["value"] != "Unknown"]
    return _best(rows, n).fillna("Unknown")


def _best(rows: pd.DataFrame, n: int) -> pd.Series[Any]:
    """Return for each entity the value claimed most often; of equals the first in the order of characters."""
    counted = rows.groupby(["entity", "value"], sort=True, observed=True).size().reset_index(name="times")
    counted = counted.sort_values(["entity", "times"], ascending=[True, False], kind="stable")
    best = counted.drop_duplicates("entity").set_index("entity")["value"]
    return best.reindex(range(n)).astype("str")


def _countries(claimed: pd.DataFrame, n: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()] * n
    home = home_countries(claimed).drop_duplicates(["entity", "country"]).sort_values(["entity", "country"])
    owner, code = home["entity"].to_numpy(np.int64), home["country"].to_numpy(object)
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]) if len(owner) else np.array([], np.int64)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for begin, end in zip(first.tolist(), [*first[1:].tolist(), len(owner)], strict=False):
        combination = tuple(code[begin:end])
        found[owner[begin]] = shared.setdefault(combination, combination)
    return found


def _category(rows: pd.DataFrame, kind: pd.Series[Any]) -> pd.Series[Any]:
    order = {code: i for i, code in enumerate(categories.PROTECTION)}
    strength = rows["value"].map(order)
    first = strength.groupby(rows["entity"]).min()
    names = first.map(dict(enumerate(categories.PROTECTION)))
    found = names.reindex(kind.index).astype("str")
    return found.where(found.notna() | (kind != "Person"), "unknown")


def _protective(role: pd.DataFrame) -> pd.DataFrame:
    """Return the roles that are categories under which nobody is shown by name: a victim is one in any column."""
    code = role["value"].map({text: categories.parse(text) for text in role["value"].unique()})
    return role.assign(value=code)[code.isin(categories.PSEUDONYMOUS)]


def _minor(said: pd.DataFrame, category: pd.DataFrame, n: int) -> pd.Series[Any]:
    minor = pd.Series(pd.NA, index=range(n), dtype="boolean")
    minor[said.loc[said["value"] == "false", "entity"].unique()] = False
    minor[said.loc[said["value"] == "true", "entity"].unique()] = True
    minor[category.loc[category["value"] == "minor", "entity"].unique()] = True
    return minor


def _joined(rows: pd.DataFrame, n: int) -> pd.Series[Any]:
    unique = rows[["entity", "value"]].drop_duplicates().sort_values(["entity", "value"])
    return unique.groupby("entity")["value"].agg("; ".join).reindex(range(n)).astype("str")


def _point(lat: pd.DataFrame, lon: pd.DataFrame, n: int) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Return the point claimed most often; both halves are of one record, for halves of two points are no place."""
    both = lat.merge(lon, on=["entity", "record"], suffixes=("", "_lon"))
    both["value"] = both["value"] + " " + both["value_lon"]
    halves = _best(both, n).str.split(" ", n=1, expand=True).reindex(columns=[0, 1])
    return halves[0].astype("float64"), halves[1].astype("float64")


def _period(tables: Tables, entity: Codes, n: int) -> tuple[pd.Series[Any], pd.Series[Any]]:
    claimed = _rows(tables, entity, {"date", "first_seen", "last_seen", "start_date", "end_date"})
    links = tables.links
    parts = [claimed[["entity", "value"]]]
    for end in ("source", "target"):
        at = entity[links[end].to_numpy()]
        parts += [pd.DataFrame({"entity": at, "value": links[day].to_pandas()}) for day in ("first", "last")]
    dated = pd.concat(parts, ignore_index=True).dropna()
    grouped = dated.groupby("entity")["value"]
    return grouped.min().reindex(range(n)).astype("str"), grouped.max().reindex(range(n)).astype("str")


def _counts(tables: Tables, entity: Codes, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    claims, links = tables.claims, tables.links
    on_entity = ~claims["on_link"].to_numpy(zero_copy_only=False)
    who = [entity[claims["subject"].to_numpy()[on_entity]]]
    record = [claims["record"].to_numpy()[on_entity]]
    for end in ("source", "target"):
        at, more = entity[links[end].to_numpy()], tables.link_records
        who += [at, at[more["link"].to_numpy()]]
        record += [links["record"].to_numpy(), more["record"].to_numpy()]
    export = tables.records["export"].to_numpy()
    named, by = np.concatenate(who).astype(np.int64), np.concatenate(record).astype(np.int64)
    records = _distinct(named, by, max(len(export), 1), n)
    exports = _distinct(named, export[by].astype(np.int64), max(tables.received.num_rows, 1), n)
    return records, exports


def _distinct(owner: NDArray[np.int64], thing: NDArray[np.int64], base: int, n: int) -> NDArray[np.int64]:
    unique = np.unique(owner * base + thing)
    counted: NDArray[np.int64] = np.bincount(unique // base, minlength=n).astype(np.int64)
    return counted
