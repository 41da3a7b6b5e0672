"""Who holds which strong identifier in one entity graph, by which record: numbers that name one thing in the world."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.analysis._carriers import CONTACT_KINDS, links_of
from netintel.vocab import devices, identifiers, kinds

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

_OF_HOME: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
_LEAST_SIGNS = 3


def ip(text: str) -> str | None:
    """Return an IP address in one form, None where it is none or is used in every house.

    Examples
    --------
    >>> ip("203.0.113.9"), ip("2001:DB8::0:1"), ip("192.168.0.1"), ip("none")
    ('203.0.113.9', '2001:db8::1', None, None)
    """
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return None if any(address in home for home in _OF_HOME if home.version == address.version) else str(address)


SORTS: Final[dict[str, tuple[str, Callable[[str], str | None]]]] = {
    "phone": ("phone", identifiers.phone),
    "number": ("phone", identifiers.phone),
    "email": ("e-mail", identifiers.email),
    "iban": ("IBAN", identifiers.iban),
    "wallet": ("wallet", identifiers.wallet),
    "document_number": ("document", identifiers.document),
    "ip": ("IP address", ip),
    "imei": ("IMEI", devices.imei),
    "imsi": ("IMSI", devices.imsi),
    "iccid": ("ICCID", devices.iccid),
    "vin": ("VIN", devices.vin),
}
"""Property -> sort of identifier, and how its text gets one form; a user name is none without its service."""

_HELD: Final = ("carrier", "document")


def held(graph: EntityGraph) -> pd.DataFrame:
    """Return one row an entity, identifier and record.

    What a phone, account or passport states is given to the actors who are linked to it as holders as well.

    Returns
    -------
    pandas.DataFrame
        `entity` (code), `part` (actor, carrier, document), `sort`, `key` (sort and text in one form), `record` (code).
    """
    stated = _stated(graph)
    part = _parts(graph)
    through = _holders(graph, part).merge(stated, left_on="thing", right_on="entity", suffixes=("", "_stated"))
    given = through[["actor", "sort", "key", "record"]].rename(columns={"actor": "entity"})
    rows = pd.concat([stated, given], ignore_index=True).drop_duplicates()
    rows.insert(1, "part", part[rows["entity"].to_numpy(np.int64)])
    return rows[rows["part"].isin(["actor", *_HELD])].reset_index(drop=True)


def callers(graph: EntityGraph) -> pd.DataFrame:
    """Return one row a carrier or actor and who was in contact with it: `entity`, `other` (codes)."""
    links = graph.tables.links
    act = links["kind"].to_pandas().astype("str").isin(CONTACT_KINDS).to_numpy()
    source, target = (graph.entity_of_origin[links[end].to_numpy()[act]] for end in ("source", "target"))
    both = {"entity": np.concatenate([source, target]), "other": np.concatenate([target, source])}
    return pd.DataFrame(both).drop_duplicates()


def _parts(graph: EntityGraph) -> NDArray[np.object_]:
    parts: NDArray[np.object_] = graph.entities["kind"].map(kinds.parts()).fillna("thing").to_numpy(dtype=object)
    return parts


def _stated(graph: EntityGraph) -> pd.DataFrame:
    claims = graph.tables.claims
    mask = pc.and_(pc.is_in(claims["property"], pa.array(sorted(SORTS))), pc.invert(claims["on_link"]))
    chosen = claims.filter(pc.and_(mask, pc.is_valid(claims["value"])))
    rows: pd.DataFrame = chosen.select(["subject", "property", "value", "record"]).to_pandas()
    name, value = rows["property"].astype("str"), rows["value"].astype("str")
    key = pd.Series(pd.NA, index=rows.index, dtype=object)
    for said, (sort, form) in SORTS.items():
        of = name == said
        known = {text: _key(sort, form(text)) for text in value[of].unique()}
        key[of] = value[of].map(known)
    entity = graph.entity_of_origin[rows["subject"].to_numpy(np.int64)].astype(np.int64)
    sorts = name.map({said: sort for said, (sort, _) in SORTS.items()})
    table = pd.DataFrame({"entity": entity, "sort": sorts, "key": key, "record": rows["record"].astype(np.int64)})
    return table[table["key"].notna()].drop_duplicates().reset_index(drop=True)


def _key(sort: str, text: str | None) -> str | None:
    """Return sort and text, None for what is written where a number is not known: few signs, or zeros at the end."""
    if text is None or len(set(re.sub(r"\W", "", text))) < _LEAST_SIGNS or text.endswith("000000"):
        return None
    return f"{sort}:{text}"


def _holders(graph: EntityGraph, part: NDArray[np.object_]) -> pd.DataFrame:
    """Return one row a link by which an actor holds a thing with identifiers: `actor`, `thing`, `record`."""
    links = links_of(graph)
    links = links[~links["kind"].isin(CONTACT_KINDS)]
    found = []
    for actor, thing in (("a", "b"), ("b", "a")):
        mine = (part[links[actor]] == "actor") & np.isin(part[links[thing]].astype(str), _HELD)
        found.append(links.loc[mine, [actor, thing, "record"]].set_axis(["actor", "thing", "record"], axis=1))
    every: pd.DataFrame = pd.concat(found, ignore_index=True).drop_duplicates().astype(np.int64)
    return every
