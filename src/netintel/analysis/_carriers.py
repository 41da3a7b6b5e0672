"""Who holds which phone, account or address, and which of them were in contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

CONTACT_KINDS = frozenset({"Call", "Calls", "CommunicatesWith", "Message", "Payment", "Trip"})
"""Link kinds that are an act between two ends; every other link between an actor and a carrier is holding it."""

MENTION_KINDS = frozenset({"Contains", "Reference"})
"""Link kinds by which an event names what a report of it lists; only a role such as caller makes that a part in it."""

FROM_ROLES = frozenset({"caller", "sender", "payer", "source", "originator", "from", "debtor"})
TO_ROLES = frozenset({"receiver", "recipient", "beneficiary", "target", "to", "creditor"})
_IDENTIFIERS = {
    "phone": "phone",
    "number": "phone",
    "iban": "iban",
    "account_number": "account",
    "email": "email",
    "wallet": "wallet",
    "ip": "ip",
    "username": "user",
}
_CARRIERS = {
    "phone": "Phone",
    "iban": "BankAccount",
    "account": "BankAccount",
    "email": "Email",
    "wallet": "CryptoWallet",
    "ip": "IPAddress",
    "user": "UserAccount",
}


def incidences(
    graph: EntityGraph, part: pd.Series[str], hub: int, holders: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return contacts, holdings and the carriers left out as hubs.

    Contacts are `a`, `b` (actor or carrier codes, carriers that nobody holds stay themselves), `directed`, `record`,
    `link`, `first`, `last`, `via`, `kind` (of the link or event); holdings are `actor`, `carrier`, `record`, `kind` (of
    the carrier).
    """
    links = links_of(graph)
    links["part_a"], links["part_b"] = part.to_numpy()[links["a"]], part.to_numpy()[links["b"]]
    carrier_of = same_identifier(graph, part)
    kind = graph.entities["kind"].to_numpy()
    holdings = _holdings(graph, links, part, carrier_of)
    events, crowds = _events(links, carrier_of, hub)
    events["kind"] = kind[events.pop("event").to_numpy(np.int64)]
    acts = pd.concat([_contacts(links, carrier_of), events], ignore_index=True)
    services = _services(part, holdings, acts, hub, holders)
    left_out = pd.DataFrame({"carrier": sorted(services | crowds)})
    left_out["kind"] = [kind[code] if code < len(kind) else "identifier" for code in left_out["carrier"]]
    acts = acts[~acts["a"].isin(services) & ~acts["b"].isin(services)]
    return acts, holdings[~holdings["carrier"].isin(services)], left_out


def links_of(graph: EntityGraph) -> pd.DataFrame:
    stored = graph.tables.links
    entity = graph.entity_of_origin
    table = pd.DataFrame(
        {
            "a": entity[stored["source"].to_numpy()],
            "b": entity[stored["target"].to_numpy()],
            "kind": stored["kind"].to_pandas().astype("str"),
            "role": stored["role"].to_pandas().astype("str"),
            "directed": stored["directed"].to_numpy(zero_copy_only=False),
            "record": stored["record"].to_numpy(),
            "first": stored["first"].to_pandas().astype("str"),
            "last": stored["last"].to_pandas().astype("str"),
            "link": np.arange(stored.num_rows),
        }
    )
    again = graph.tables.link_records.to_pandas()
    more = table.iloc[again["link"].to_numpy(np.int64)].assign(record=again["record"].to_numpy())
    every: pd.DataFrame = pd.concat([table, more], ignore_index=True)
    return every


def same_identifier(graph: EntityGraph, part: pd.Series[str]) -> NDArray[np.int64]:
    """Return for each entity code the code that stands for every carrier with the same identifier, else itself."""
    rows = identifiers(graph)
    rows = rows[np.asarray(part.iloc[rows["entity"]] == "carrier")]
    stands = np.arange(len(part), dtype=np.int64)
    stands[rows["entity"]] = rows.groupby("key")["entity"].transform("min")
    return stands


def identifiers(graph: EntityGraph) -> pd.DataFrame:
    """Return `entity`, `key` (sort and value of an identifier), `record`."""
    claims = graph.tables.claims
    mask = pc.and_(pc.is_in(claims["property"], pa.array(sorted(_IDENTIFIERS))), pc.invert(claims["on_link"]))
    found = claims.filter(pc.and_(mask, pc.is_valid(claims["value"]))).select(
        ["subject", "property", "value", "record"]
    )
    rows: pd.DataFrame = found.to_pandas()
    key = rows["property"].astype("str").map(_IDENTIFIERS) + ":" + rows["value"].astype("str")
    entity = graph.entity_of_origin[rows["subject"].to_numpy(np.int64)]
    return pd.DataFrame({"entity": entity.astype(np.int64), "key": key, "record": rows["record"]})


def _holdings(
    graph: EntityGraph, links: pd.DataFrame, part: pd.Series[str], carrier_of: NDArray[np.int64]
) -> pd.DataFrame:
    held = []
    for actor, carrier in (("a", "b"), ("b", "a")):
        mine = (links[f"part_{actor}"] == "actor") & (links[f"part_{carrier}"] == "carrier")
        rows = links[mine & ~links["kind"].isin(CONTACT_KINDS)]
        held.append(pd.DataFrame({"actor": rows[actor], "carrier": rows[carrier], "record": rows["record"]}))
    table = pd.concat(held, ignore_index=True)
    table["carrier"] = carrier_of[table["carrier"]]
    table["kind"] = graph.entities["kind"].to_numpy()[table["carrier"]]
    return pd.concat([table, _by_property(graph, part, carrier_of)], ignore_index=True).drop_duplicates(
        ["actor", "carrier", "record"]
    )


def _by_property(graph: EntityGraph, part: pd.Series[str], carrier_of: NDArray[np.int64]) -> pd.DataFrame:
    """Holdings that an actor's own properties state; a carrier that is no entity gets a code of its own."""
    rows = identifiers(graph)
    kind = part.to_numpy()[rows["entity"]]
    carriers = rows[kind == "carrier"]
    known = dict(zip(carriers["key"], carrier_of[carriers["entity"]].tolist(), strict=True))
    mine = rows[kind == "actor"]
    unseen = sorted(set(mine["key"]) - set(known))
    known.update({key: len(part) + i for i, key in enumerate(unseen)})
    sort = [_CARRIERS[key.partition(":")[0]] for key in mine["key"]]
    held = {"actor": mine["entity"], "carrier": mine["key"].map(known), "record": mine["record"], "kind": sort}
    return pd.DataFrame(held)


def _contacts(links: pd.DataFrame, carrier_of: NDArray[np.int64]) -> pd.DataFrame:
    """Direct ties between actors (and countries), and acts between actors and carriers."""
    ends = links[
        links["part_a"].isin(["actor", "carrier", "country"]) & links["part_b"].isin(["actor", "carrier", "country"])
    ]
    carrier = (ends["part_a"] == "carrier") | (ends["part_b"] == "carrier")
    place = (ends["part_a"] == "country").astype(int) + (ends["part_b"] == "country")
    act = ends["kind"].isin(CONTACT_KINDS)
    between = (ends["part_a"] == "carrier") & (ends["part_b"] == "carrier")
    points = (place == 1) & ends["kind"].isin(["Targets"])
    rows = ends[(~carrier & ((place == 0) | points)) | (carrier & act & (place == 0)) | (between & act)]
    via = np.where(
        rows["part_a"].eq("carrier") | rows["part_b"].eq("carrier"), rows["kind"].str.lower(), "recorded link"
    )
    table = rows[["a", "b", "directed", "record", "link", "first", "last", "kind"]].assign(via=via)
    for end in ("a", "b"):
        table[end] = carrier_of[table[end]]
    return table


def _events(links: pd.DataFrame, carrier_of: NDArray[np.int64], hub: int) -> tuple[pd.DataFrame, set[int]]:
    """Participants of an event: caller to receiver where the roles say so, else each with each; and the crowds.

    What a report of an event merely lists takes no part in it: co-mention is no tie.
    """
    acting = links["role"].str.lower().isin(FROM_ROLES | TO_ROLES)
    links = links[acting | ~links["kind"].isin(MENTION_KINDS)]
    sides = []
    for event, other in (("a", "b"), ("b", "a")):
        rows = links[(links[f"part_{event}"] == "event") & links[f"part_{other}"].isin(["actor", "carrier"])]
        part = rows[["record", "link", "first", "last", "role"]].assign(event=rows[event], who=rows[other])
        sides.append(part)
    table = pd.concat(sides, ignore_index=True)
    table["who"] = carrier_of[table["who"]]
    crowd = table.groupby("event")["who"].transform("nunique") > hub
    crowds = set(table.loc[crowd, "event"].tolist())
    table = table[~crowd]
    role = table["role"].str.lower()
    pairs = table.merge(table[["event", "who", "role"]], on="event", suffixes=("", "_other"))
    pairs = pairs[pairs["who"] != pairs["who_other"]]
    begins = pairs["role"].str.lower().isin(FROM_ROLES) & pairs["role_other"].str.lower().isin(TO_ROLES)
    directed_events = set(table.loc[role.isin(FROM_ROLES), "event"]) & set(table.loc[role.isin(TO_ROLES), "event"])
    open_event = ~pairs["event"].isin(directed_events) & (pairs["who"] < pairs["who_other"])
    rows = pairs[begins | open_event]
    made = rows.rename(columns={"who": "a", "who_other": "b"})[["a", "b", "record", "link", "first", "last", "event"]]
    return made.assign(directed=begins[begins | open_event], via="event"), crowds


def _services(part: pd.Series[str], holdings: pd.DataFrame, acts: pd.DataFrame, hub: int, holders: int) -> set[int]:
    """Return carriers that are services and join nobody: held by many, or held by nobody and in contact with many.

    The phone of a known holder joins all who call it, however many: who is tapped has many contacts.
    """
    names = part.to_numpy()
    held = holdings.groupby("carrier")["actor"].nunique()
    used = []
    for mine, other in (("a", "b"), ("b", "a")):
        rows = acts[(names[acts[mine]] == "carrier") & ~acts[mine].isin(held.index)]
        used.append(pd.DataFrame({"user": rows[other], "carrier": rows[mine]}))
    users = pd.concat(used).groupby("carrier")["user"].nunique()
    return set(users.index[users > hub].tolist()) | set(held.index[held > holders].tolist())
