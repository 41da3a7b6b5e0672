"""What a STIX object is in netintel: its kind, the names of its properties, and which of them names it."""

from __future__ import annotations

from typing import Any, Final

from netintel.loaders._misp_relations import PROPERTIES as MISP_PROPERTIES
from netintel.vocab import countries

KINDS: Final[dict[str, str]] = {
    "threat-actor": "Group",
    "intrusion-set": "Group",
    "identity": "Concept",
    "location": "Place",
    "malware": "Malware",
    "tool": "Malware",
    "infrastructure": "Infrastructure",
    "campaign": "Incident",
    "incident": "Incident",
    "report": "Document",
    "note": "Document",
    "opinion": "Document",
    "grouping": "Document",
    "malware-analysis": "Document",
    "attack-pattern": "Technique",
    "course-of-action": "Technique",
    "indicator": "Technique",
    "vulnerability": "Technique",
    "observed-data": "Sighting",
    "sighting": "Sighting",
    "ipv4-addr": "IPAddress",
    "ipv6-addr": "IPAddress",
    "domain-name": "Domain",
    "url": "URL",
    "email-addr": "Email",
    "email-message": "Message",
    "user-account": "UserAccount",
    "file": "File",
    "artifact": "File",
    "directory": "File",
    "mac-addr": "Device",
    "autonomous-system": "Concept",
    "mutex": "Concept",
    "network-traffic": "Concept",
    "process": "Concept",
    "software": "Concept",
    "windows-registry-key": "Concept",
    "x509-certificate": "Concept",
    "marking-definition": "Concept",
    "language-content": "Concept",
    "extension-definition": "Concept",
    # Objects that are no part of the standard but are exchanged widely (OpenCTI, wallets).
    "hostname": "Domain",
    "cryptocurrency-wallet": "CryptoWallet",
    "x-crypto-wallet": "CryptoWallet",
    "phone-number": "Phone",
    "bank-account": "BankAccount",
    "payment-card": "PaymentCard",
}
IDENTITY_KINDS: Final = {"individual": "Person", "organization": "Organization", "group": "Group"}

PROPERTIES: Final[dict[str, str]] = {
    "aliases": "alias",
    "x_mitre_aliases": "alias",
    "x_opencti_aliases": "alias",
    "first_observed": "first_seen",
    "last_observed": "last_seen",
    "number_observed": "count",
    **{f"x_misp_{relation.replace('-', '_')}": ours for relation, ours in MISP_PROPERTIES.items()},
}
TYPE_PROPERTIES: Final[dict[str, dict[str, str]]] = {
    "ipv4-addr": {"value": "ip"},
    "ipv6-addr": {"value": "ip"},
    "domain-name": {"value": "domain"},
    "hostname": {"value": "domain"},
    "url": {"value": "url"},
    "email-addr": {"value": "email"},
    "mac-addr": {"value": "mac"},
    "user-account": {"account_login": "username"},
    "autonomous-system": {"number": "asn"},
    "location": {"street_address": "address", "administrative_area": "region_of_country"},
    "cryptocurrency-wallet": {"value": "wallet"},
    "x-crypto-wallet": {"value": "wallet", "address": "wallet"},
    "phone-number": {"value": "phone"},
    "bank-account": {"account_number": "number"},
    "payment-card": {"card_number": "number"},
}
NAMING: Final[dict[str, tuple[str, ...]]] = {
    "user-account": ("display_name", "account_login", "user_id"),
    "autonomous-system": ("number",),
    "observed-data": (),
    "directory": ("path",),
    "email-message": ("subject",),
    "bank-account": ("iban", "account_number"),
    "payment-card": ("card_number",),
    "x-crypto-wallet": ("value", "address"),
    "note": ("abstract",),
    "process": ("command_line",),
    "windows-registry-key": ("key",),
    "x509-certificate": ("subject",),
}
_WITHIN_COUNTRY: Final = ("city", "street_address", "postal_code", "administrative_area")


def kind_of(obj: dict[str, Any]) -> str | None:
    """Return the kind of a STIX object, None for a type that netintel does not know."""
    kind = KINDS.get(obj["type"])
    if obj["type"] == "identity":
        return IDENTITY_KINDS.get(str(obj.get("identity_class")), kind)
    return _location(obj) if obj["type"] == "location" else kind


def name_field(obj: dict[str, Any]) -> str | None:
    """Return the field that names an object which has no `name`."""
    if "name" in obj:
        return None
    return next((field for field in NAMING.get(obj["type"], ("value",)) if obj.get(field) not in (None, "")), None)


def _location(obj: dict[str, Any]) -> str:
    if obj.get("street_address"):
        return "Address"
    if any(obj.get(field) for field in _WITHIN_COUNTRY):
        return "Place"
    if obj.get("country"):
        return "Country" if _whole_country(obj) else "Place"
    return "Region" if obj.get("region") else "Place"


def _whole_country(obj: dict[str, Any]) -> bool:
    """A location with coordinates is its country only where it says so, or bears the country's own name."""
    if "latitude" not in obj or obj.get("x_opencti_location_type") == "Country":
        return True
    code = countries.lookup(str(obj["country"]))
    return code is not None and countries.lookup(str(obj.get("name", ""))) == code
