"""Matching on strong identifiers: documents with their issuing country, IBANs, phones, wallets, e-mails."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from netintel.model.digest import origin_text
from netintel.model.graph import EntityGraph
from netintel.resolve.matches import DIFFERENT, SAME, Matches
from netintel.vocab import kinds

_WORDS = {
    "document": "the same document number of the same issuing country",
    "number only": "the same document number, issuing country not stated",
    "phone": "the same phone number",
    "iban": "the same IBAN",
    "account_number": "the same account number",
    "email": "the same e-mail address",
    "wallet": "the same wallet address",
    "ip": "the same IP address",
    "domain": "the same domain name",
    "url": "the same web address",
}
_STRENGTH = {"document": 0.99, "email": 0.97, "wallet": 0.96, "iban": 0.96, "phone": 0.96, "number only": 0.60}
_SAME_EXPORT, _CONFLICT, _CROWD = 0.30, 0.20, 3
_APART, _DIFFER = "; but one export keeps them apart", "; but their birth dates differ"
_OF_CARRIERS = {"phone", "number", "iban", "account_number", "email", "wallet", "ip", "domain", "url"}


def match(graph: EntityGraph) -> Matches:
    """Return pairs of origins that may be the same person, organisation or object, on strong identifiers only.

    Objects that an identifier names (phones, accounts, wallets, addresses on a network) are the same when the
    identifier is (score 1). Actors are scored by what they share: document number with issuing country 0.99, e-mail
    0.97, IBAN, wallet and phone 0.96, document number alone 0.60; several identifiers combine as
    1 - product of (1 - score). What speaks against lowers the score: two records that one export keeps apart 0.30 at
    most, different full birth dates 0.20 at most. An identifier that more than three actors share (a call centre, an
    exchange wallet, a family account) says nothing. A person is never matched with an organisation.

    Names are not compared; neither nationality nor any special category is a feature.

    Returns
    -------
    Matches
        Best first. A pair already joined is not repeated.

    Limits
    ------
    The scores are conventions, not probabilities learned from data. Persons without a shared identifier are not found.
    """
    shared = _shared(graph)
    known = _against(graph, shared)
    table = known.sort_values(["score", "left", "right"], ascending=[False, True, True], ignore_index=True)
    return Matches(table, graph.digest)


def _shared(graph: EntityGraph) -> pd.DataFrame:
    """Return `left`, `right` (origin codes), `part`, `score`, `reason`."""
    values = pd.concat([_plain(graph), _documents(graph)], ignore_index=True)
    values["part"] = _part(graph)[values["origin"]]
    found = [_of_objects(graph, values), _of_actors(graph, values)]
    return pd.concat(found, ignore_index=True)


def _part(graph: EntityGraph) -> Any:
    kind = graph.tables.origins["kind"].to_pandas().astype("str")
    return kind.map(kinds.parts()).to_numpy()


def _claims(graph: EntityGraph, wanted: set[str]) -> pd.DataFrame:
    claims = graph.tables.claims
    mask = pc.and_(pc.is_in(claims["property"], pa.array(sorted(wanted))), pc.invert(claims["on_link"]))
    found = claims.filter(pc.and_(mask, pc.is_valid(claims["value"]))).select(
        ["subject", "property", "value", "record"]
    )
    rows: pd.DataFrame = found.to_pandas().rename(columns={"subject": "origin"})
    for column in ("property", "value"):
        rows[column] = rows[column].astype("str")
    return rows


def _plain(graph: EntityGraph) -> pd.DataFrame:
    rows = _claims(graph, _OF_CARRIERS)
    rows["property"] = rows["property"].replace("number", "phone")
    return rows[["origin", "property", "value"]].drop_duplicates()


def _documents(graph: EntityGraph) -> pd.DataFrame:
    """Return the documents of actors, their own and those of passports they hold, with the issuing country."""
    rows = _claims(graph, {"document_number", "document_country"})
    numbers = rows[rows["property"] == "document_number"][["origin", "record", "value"]]
    issued = rows[rows["property"] == "document_country"][["origin", "record", "value"]]
    joined = numbers.merge(issued, on=["origin", "record"], how="left", suffixes=("", "_country"))
    known = joined["value_country"].notna()
    joined["property"] = np.where(known, "document", "number only")
    joined["value"] = joined["value"] + "\x1f" + joined["value_country"].fillna("")
    own = joined[["origin", "property", "value"]].drop_duplicates()
    return pd.concat([own, _held(graph, own)], ignore_index=True).drop_duplicates()


def _held(graph: EntityGraph, documents: pd.DataFrame) -> pd.DataFrame:
    part, links = _part(graph), graph.tables.links
    source, target = links["source"].to_numpy(), links["target"].to_numpy()
    ends = pd.DataFrame({"holder": np.r_[source, target], "paper": np.r_[target, source]})
    ends = ends[(part[ends["holder"]] == "actor") & (part[ends["paper"]] == "document")]
    joined = ends.merge(documents, left_on="paper", right_on="origin")
    held: pd.DataFrame = joined[["holder", "property", "value"]].rename(columns={"holder": "origin"})
    return held


def _of_objects(graph: EntityGraph, values: pd.DataFrame) -> pd.DataFrame:
    """Objects with the same identifier, each joined to the first of its kind in canonical order."""
    kind = graph.tables.origins["kind"].to_pandas().astype("str").to_numpy()
    rows = values[values["part"].isin(["carrier", "document"]) & (values["property"] != "number only")]
    rows = rows.assign(kind=kind[rows["origin"]])
    rows = rows.assign(text=origin_text(graph.tables).take(rows["origin"].to_numpy()).to_pandas().to_numpy())
    rows = rows.sort_values("text")  # never by code, which goes by the order of loading
    first = rows.groupby(["kind", "property", "value"])["origin"].transform("first")
    pairs = pd.DataFrame({"left": first, "right": rows["origin"], "reason": rows["property"].map(_WORDS)})
    pairs = pairs[pairs["left"] != pairs["right"]].drop_duplicates(["left", "right"])
    return pairs.assign(score=1.0, part="object")


def _of_actors(graph: EntityGraph, values: pd.DataFrame) -> pd.DataFrame:
    rows = values[(values["part"] == "actor") & values["property"].isin(_STRENGTH)]
    entity = graph.entity_of_origin[rows["origin"].to_numpy(np.int64)]
    kind = graph.tables.origins["kind"].to_pandas().astype("str")
    pole = kind.map(kinds.poles()).to_numpy()[rows["origin"]]  # a person and the firm with the same phone are two
    rows = rows.assign(entity=entity, pole=pole)
    sharing = rows.groupby(["property", "value"])["entity"].transform("nunique")
    rows = rows[(sharing > 1) & (sharing <= _CROWD)]
    pairs = rows.merge(rows, on=["property", "value", "pole"], suffixes=("", "_right"))
    pairs = pairs[pairs["origin"] < pairs["origin_right"]]
    pairs = pairs.drop_duplicates(["origin", "origin_right", "property"])
    pairs["against"] = 1 - pairs["property"].map(_STRENGTH).astype(float)
    grouped = pairs.sort_values("property").groupby(["origin", "origin_right"])
    reasons = grouped["property"].agg(lambda names: " and ".join(_WORDS[n] for n in names))
    table = pd.DataFrame({"score": 1 - grouped["against"].prod(), "reason": reasons})
    return table.reset_index().rename(columns={"origin": "left", "origin_right": "right"}).assign(part="actor")


def _against(graph: EntityGraph, pairs: pd.DataFrame) -> pd.DataFrame:
    """Lower the score by what speaks against, and show ids instead of codes."""
    left, right = pairs["left"].to_numpy(np.int64), pairs["right"].to_numpy(np.int64)
    actor = np.asarray(pairs["part"] == "actor")
    export = graph.tables.origins["export"].to_numpy()
    apart = actor & (export[left] == export[right])
    birth = _birth(graph)
    both = birth[left], birth[right]
    conflict = actor & np.array([_differ(a, b) for a, b in zip(*both, strict=True)], bool)
    score = pairs["score"].to_numpy(np.float64)
    score = np.where(apart, np.minimum(score, _SAME_EXPORT), score)
    score = np.where(conflict, np.minimum(score, _CONFLICT), score)
    told = zip(pairs["reason"], apart.tolist(), conflict.tolist(), strict=True)
    reason = [why + _APART * kept + _DIFFER * differs for why, kept, differs in told]
    kind = graph.tables.origins["kind"].to_pandas().astype("str").to_numpy()[left]
    ids = {"left": graph.origin_ids[left], "right": graph.origin_ids[right]}
    answer = np.select([score >= SAME, score < DIFFERENT], ["same", "different"], "review")
    table = pd.DataFrame({**ids, "kind": kind, "score": score, "answer": answer, "reason": reason})
    joined = graph.entity_of_origin[left] == graph.entity_of_origin[right]
    apart_still: pd.DataFrame = table.loc[~joined]
    return apart_still


def _birth(graph: EntityGraph) -> Any:
    rows = _claims(graph, {"birth_date"})
    found = np.full(graph.tables.origins.num_rows, None, object)
    first = rows.drop_duplicates("origin")
    found[first["origin"].to_numpy(np.int64)] = first["value"].to_numpy()
    return found


def _differ(left: str | None, right: str | None) -> bool:
    """Return whether two birth dates cannot be the same day: neither a prefix nor day and month swapped."""
    if left is None or right is None or left.startswith(right) or right.startswith(left):
        return False
    swapped = f"{left[:5]}{left[8:10]}-{left[5:7]}" if len(left) == 10 else left
    return swapped != right
