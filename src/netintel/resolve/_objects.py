"""Objects that an identifier names (phones, accounts, vehicles, documents, addresses): equal or not.

Some identifiers name one object in the world (an IBAN, an IMEI, a vehicle identification number). Others do so only
together with what they were given by: a plate with its country, an account number with its bank, a serial number with
its maker, a street with its town and country. Without that they join nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from netintel.model.digest import origin_text
from netintel.model.graph import EntityGraph
from netintel.resolve.features._placeholder import placeholder, shape

_BETWEEN = "\x1f"


@dataclass(frozen=True)
class _Rule:
    """What names an object of some kinds.

    Attributes
    ----------
    sort : str
        Values of one sort are compared.
    said : str
        The sentence.
    kinds : tuple of str
        Empty for all that are no actors and no events.
    number : tuple of str
        The properties that hold the identifier.
    beside : tuple of str
        The properties of the same record that must be equal, too; the first that is stated counts.
    form : function
        Of a text: what is compared, None where it is no such identifier.
    by : function
        Likewise of what is beside.
    """

    sort: str
    said: str
    kinds: tuple[str, ...]
    number: tuple[str, ...]
    beside: tuple[str, ...] = ()
    form: Callable[[str], str | None] = lambda text: text
    by: Callable[[str], str | None] = lambda text: text


def _number(text: str) -> str | None:
    return None if placeholder(text) else shape(text)


def _serial(text: str) -> str | None:
    """Return a serial number; four characters and less say too little."""
    found = _number(text)
    return found if found is not None and len(found) > 4 else None


def _imo(text: str) -> str | None:
    """Return the seven digits of an IMO number, None where its check digit is wrong."""
    found = re.fullmatch(r"(?:IMO)?\W*(\d{7})", text.strip().upper())
    digits = found[1] if found and found[1].isascii() else None
    if digits is None or int(digits) == 0:
        return None
    total = sum(int(digit) * weight for digit, weight in zip(digits[:6], range(7, 1, -1), strict=True))
    return digits if total % 10 == int(digits[6]) else None


def _imo_stated(text: str) -> str | None:
    """Return an IMO number out of a text that says that it is one."""
    return _imo(text) if text.strip().upper().startswith("IMO") else None


def _container(text: str) -> str | None:
    """Return a container number of ISO 6346: four letters and seven digits."""
    found = shape(text)
    return found if re.fullmatch(r"[A-Z]{3}[UJZ][0-9]{7}", found) else None


def _card(text: str) -> str | None:
    found = shape(text)
    return found if re.fullmatch(r"[0-9]{12,19}", found) and not placeholder(found) else None


def _bank(text: str) -> str | None:
    """Return bank, country and place of a BIC, without the branch."""
    found = shape(text)
    return found[:8] if re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", found) else None


def _words(text: str) -> str | None:
    """Return the words of a text in plain Latin letters, whatever their order."""
    from anyascii import anyascii

    found = sorted(re.findall(r"[a-z0-9]+", anyascii(text).lower()))
    return " ".join(found) or None


def _street(text: str) -> str | None:
    """Return the words of a street with its house; a street alone is no address."""
    found = _words(text)
    return found if found and re.search(r"\d", found) and re.search(r"[a-z]", found) else None


_COUNTRIES = ("registration", "plate_country", "flag", "country", "registration_country")
_MAKERS = ("make", "manufacturer", "maker", "brand")

_RULES = (
    _Rule("phone", "the same phone number", ("Phone",), ("phone", "number")),
    _Rule("iban", "the same IBAN", (), ("iban",)),
    _Rule(
        "account",
        "the same account number of the same bank",
        ("BankAccount",),
        ("account_number", "account_id"),
        ("bic", "bank_bic", "swift"),
        _number,
        _bank,
    ),
    _Rule("card", "the same card number", ("PaymentCard",), ("number", "card_number"), form=_card),
    _Rule("email", "the same e-mail address", (), ("email",)),
    _Rule("wallet", "the same wallet address", (), ("wallet",)),
    _Rule("ip", "the same IP address", (), ("ip",)),
    _Rule("domain", "the same domain name", (), ("domain",)),
    _Rule("url", "the same web address", (), ("url",)),
    _Rule(
        "user",
        "the same user of the same service",
        ("UserAccount",),
        ("user_id", "username"),
        ("platform", "account_type", "service"),
        str.strip,
        _words,
    ),
    _Rule("imei", "the same IMEI", (), ("imei",), form=_number),
    _Rule("imsi", "the same IMSI", (), ("imsi",), form=_number),
    _Rule("iccid", "the same ICCID", (), ("iccid",), form=_number),
    _Rule("vin", "the same vehicle identification number", (), ("vin",), form=_number),
    _Rule(
        "plate",
        "the same number plate of the same country",
        ("Vehicle",),
        ("plate", "registration_number"),
        _COUNTRIES,
        _number,
    ),
    _Rule("mark", "the same registration mark", ("Airplane",), ("registration_number",), _COUNTRIES, _number),
    _Rule("imo", "the same IMO number", ("Vessel",), ("imo", "imo_number"), form=_imo),
    _Rule("imo", "the same IMO number", ("Vessel",), ("identifier", "registration_number"), form=_imo_stated),
    _Rule(
        "container",
        "the same container number",
        ("Container",),
        ("container_number", "number", "name"),
        form=_container,
    ),
    _Rule(
        "serial",
        "the same serial number of the same maker",
        ("Weapon", "StolenObject", "Device", "Airplane"),
        ("serial_number",),
        _MAKERS,
        _serial,
        _words,
    ),
    _Rule(
        "document",
        "the same document number of the same issuing country",
        (),
        ("document_number",),
        ("document_country",),
        _number,
    ),
    _Rule(
        "postcode",
        "the same street and house in the same postcode and country",
        ("Address",),
        ("address", "full_address", "street"),
        ("postcode", "postal_code"),
        _street,
        _words,
    ),
    _Rule(
        "town",
        "the same street and house in the same town and country",
        ("Address",),
        ("address", "full_address", "street"),
        ("city",),
        _street,
        _words,
    ),
)

_IN_A_COUNTRY = ("postcode", "town")
"""Sorts that name something only together with a country: Paris is in Texas, too."""

_NO_OBJECTS = ("Person", "Organization", "Company", "PublicBody", "Group", "Unknown", "Concept", "Notice")


def objects(graph: EntityGraph) -> pd.DataFrame:
    """Return `left`, `right` (origin codes), `reason`: objects named alike, each with the first of its kind."""
    kind = graph.tables.origins["kind"].to_pandas().astype("str").to_numpy()
    claims = _claims(graph)
    claims["kind"] = kind[claims["origin"]]
    rows = pd.concat([_named(claims, rule) for rule in _RULES], ignore_index=True)
    rows["text"] = origin_text(graph.tables).take(pa.array(rows["origin"].to_numpy())).to_pandas().to_numpy()
    rows = rows.sort_values("text", kind="stable")  # never by code, which goes by the order of loading
    first = rows.groupby(["kind", "sort", "value"])["origin"].transform("first")
    pairs = pd.DataFrame({"left": first, "right": rows["origin"], "reason": rows["reason"]})
    return pairs[pairs["left"] != pairs["right"]].drop_duplicates(["left", "right"], ignore_index=True)


def _claims(graph: EntityGraph) -> pd.DataFrame:
    """Return `origin`, `property`, `value`, `record` of what some rule reads of objects."""
    wanted = sorted({name for rule in _RULES for name in (*rule.number, *rule.beside)} | {"country"})
    claims = graph.tables.claims
    mask = pc.and_(pc.is_in(claims["property"], pa.array(wanted)), pc.invert(claims["on_link"]))
    stated = claims.filter(pc.and_(mask, pc.is_valid(claims["value"]))).select(
        ["subject", "property", "value", "record"]
    )
    kind = graph.tables.origins["kind"].cast(pa.string())
    rows: Any = stated.filter(pc.invert(pc.is_in(kind.take(stated["subject"]), pa.array(_NO_OBJECTS)))).to_pandas()
    rows = rows.rename(columns={"subject": "origin"})
    for column in ("property", "value"):
        rows[column] = rows[column].astype("str")
    found: pd.DataFrame = rows
    return found


def _named(claims: pd.DataFrame, rule: _Rule) -> pd.DataFrame:
    """Return `origin`, `kind`, `sort`, `value`, `reason` of what a rule reads."""
    rows = claims[claims["kind"].isin(rule.kinds)] if rule.kinds else claims
    numbers = _formed(rows[rows["property"].isin(rule.number)], rule.form)
    if rule.beside:
        beside = _formed(_first(rows, rule.beside), rule.by)
        numbers = _beside(numbers, beside)
    if rule.sort in _IN_A_COUNTRY:
        numbers = _beside(numbers, rows[rows["property"] == "country"])
    found = numbers[["origin", "kind", "value"]].drop_duplicates()
    return found.assign(sort=rule.sort, reason=rule.said)


def _first(rows: pd.DataFrame, properties: tuple[str, ...]) -> pd.DataFrame:
    """Return of each record the claims on the first of some properties that it makes."""
    order = rows["property"].map({name: place for place, name in enumerate(properties)})
    stated = rows[order.notna()].assign(order=order)
    least = stated.groupby(["origin", "record"])["order"].transform("min")
    return stated[stated["order"] == least].drop(columns="order")


def _formed(rows: pd.DataFrame, form: Callable[[str], str | None]) -> pd.DataFrame:
    texts = rows["value"].unique()
    formed = np.array([form(text) or "" for text in texts], dtype=object)
    value = rows["value"].map(dict(zip(texts, formed, strict=True))).astype("str")
    return rows.assign(value=value)[(value != "").to_numpy(bool)]


def _beside(numbers: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers with what stands beside them in the same record."""
    joined = numbers.merge(beside[["origin", "record", "value"]], on=["origin", "record"], suffixes=("", "_beside"))
    return joined.assign(value=joined["value"] + _BETWEEN + joined["value_beside"]).drop(columns="value_beside")
