"""Objects that an identifier names (phones, accounts, wallets, documents, addresses on the net): equal or not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from netintel.model.digest import origin_text
from netintel.model.graph import EntityGraph
from netintel.vocab import kinds

_WORDS = {
    "document": "the same document number of the same issuing country",
    "phone": "the same phone number",
    "iban": "the same IBAN",
    "account_number": "the same account number",
    "email": "the same e-mail address",
    "wallet": "the same wallet address",
    "ip": "the same IP address",
    "domain": "the same domain name",
    "url": "the same web address",
    "vin": "the same vehicle identification number",
    "imei": "the same IMEI",
    "imsi": "the same IMSI",
    "iccid": "the same ICCID",
}
_PLAIN = {*_WORDS, "number"} - {"document"}


def objects(graph: EntityGraph) -> pd.DataFrame:
    """Return `left`, `right` (origin codes), `reason`: objects named alike, each with the first of its kind."""
    kind = graph.tables.origins["kind"].to_pandas().astype("str")
    part = kind.map(kinds.parts()).to_numpy()
    rows = pd.concat([_plain(graph), _documents(graph)], ignore_index=True)
    rows = rows[pd.Series(part[rows["origin"]]).isin(["carrier", "document"]).to_numpy()]
    rows = rows.assign(kind=kind.to_numpy()[rows["origin"]])
    rows = rows.assign(text=origin_text(graph.tables).take(rows["origin"].to_numpy()).to_pandas().to_numpy())
    rows = rows.sort_values("text")  # never by code, which goes by the order of loading
    first = rows.groupby(["kind", "property", "value"])["origin"].transform("first")
    pairs = pd.DataFrame({"left": first, "right": rows["origin"], "reason": rows["property"].map(_WORDS)})
    return pairs[pairs["left"] != pairs["right"]].drop_duplicates(["left", "right"], ignore_index=True)


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
    rows = _claims(graph, _PLAIN)
    rows["property"] = rows["property"].replace("number", "phone")
    return rows[["origin", "property", "value"]].drop_duplicates()


def _documents(graph: EntityGraph) -> pd.DataFrame:
    rows: Any = _claims(graph, {"document_number", "document_country"})
    numbers = rows[rows["property"] == "document_number"][["origin", "record", "value"]]
    issued = rows[rows["property"] == "document_country"][["origin", "record", "value"]]
    joined = numbers.merge(issued, on=["origin", "record"], suffixes=("", "_country"))
    value = joined["value"] + "\x1f" + joined["value_country"]
    found: pd.DataFrame = joined.assign(property="document", value=value)[["origin", "property", "value"]]
    return found.drop_duplicates()
