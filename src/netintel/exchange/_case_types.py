"""Which class of CASE/UCO an entity is written as, and the facets of the ontology that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from netintel.exchange._contents import Entity, Said

OTHER: Final = "uco-core:UcoObject"
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

_PLACES: Final = ("Place", "Address", "Country", "Region", "BorderPoint")
_CLASSES: Final[dict[str, str]] = {
    "Person": "uco-identity:Person",
    **dict.fromkeys("Organization Company PublicBody Group".split(), "uco-identity:Organization"),
    **dict.fromkeys(_PLACES, "uco-location:Location"),
    "Phone": "uco-observable:PhoneAccount",
    "Email": "uco-observable:EmailAddress",
    "SIM": "uco-observable:SIMCard",
    "Device": "uco-observable:Device",
    "UserAccount": "uco-observable:DigitalAccount",
    "BankAccount": "uco-observable:Account",
    "PaymentCard": "uco-observable:PaymentCard",
    "Domain": "uco-observable:DomainName",
    "URL": "uco-observable:URL",
    "IPAddress": "uco-observable:IPAddress",
    "File": "uco-observable:File",
    "CellSite": "uco-observable:CellSite",
    "Call": "uco-observable:Call",
    "Message": "uco-observable:Message",
}
_NAME: Final = ("uco-identity:SimpleNameFacet", {"givenName": "first_name", "familyName": "last_name"})
_ADDRESS: Final = (
    "uco-location:SimpleAddressFacet",
    {
        "street": "street|address",
        "locality": "city",
        "region": "region",
        "postalCode": "postal_code",
        "country": "country",
    },
)
_POINT: Final = ("uco-location:LatLongCoordinatesFacet", {"latitude": "latitude", "longitude": "longitude"})
_FACETS: Final[dict[str, tuple[tuple[str, dict[str, str]], ...]]] = {
    "Person": (_NAME,),
    **dict.fromkeys(_PLACES, (_ADDRESS, _POINT)),
    "Phone": (("uco-observable:PhoneAccountFacet", {"phoneNumber": "phone|number"}),),
    "Email": (("uco-observable:EmailAddressFacet", {"addressValue": "email"}),),
    "SIM": (("uco-observable:SIMCardFacet", {"ICCID": "iccid", "IMSI": "imsi"}),),
    "Device": (("uco-observable:MobileDeviceFacet", {"IMEI": "imei"}),),
    "UserAccount": (("uco-observable:DigitalAccountFacet", {"accountLogin": "username"}),),
    "BankAccount": (("uco-observable:AccountFacet", {"accountIdentifier": "iban|number|account_number"}),),
    "Domain": (("uco-observable:DomainNameFacet", {"value": "domain"}),),
    "URL": (("uco-observable:URLFacet", {"fullValue": "url"}),),
    "File": (("uco-observable:FileFacet", {"fileName": "filename"}),),
}
"""Kind -> facets, and in each the name in the ontology -> our properties, of which the first known serves."""


class Facet(NamedTuple):
    """One facet: its class and what it says."""

    type: str
    said: dict[str, Any]


def class_of(entity: Entity) -> str:
    """Return the class of an entity; an address of IP by its version.

    Examples
    --------
    >>> from netintel.exchange._flatten import Marks
    >>> class_of(Entity("a", "IPAddress", None, Marks(), {"ip": ["2001:db8::1"]}, {}))
    'uco-observable:IPv6Address'
    """
    if entity.kind == "IPAddress" and entity.said.get("ip"):
        return f"uco-observable:IPv{6 if ':' in entity.said['ip'][0] else 4}Address"
    return _CLASSES.get(entity.kind, OTHER)


def facets(entity: Entity, class_: str) -> Iterator[Facet]:
    """Give the facets of which something is known; a point stands only whole."""
    if class_ in ("uco-observable:IPv4Address", "uco-observable:IPv6Address"):
        yield Facet(f"{class_}Facet", {"uco-observable:addressValue": entity.said["ip"][0]})
    for type_, names in _FACETS.get(entity.kind, ()):
        space = type_.partition(":")[0]
        said: dict[str, Any] = {
            f"{space}:{name}": text for name, props in names.items() if (text := _first(entity.said, props))
        }
        if type_ == _POINT[0]:
            whole = len(said) == 2 and all(_DECIMAL.fullmatch(text) for text in said.values())
            said = {name: {"@type": "xsd:decimal", "@value": text} for name, text in said.items()} if whole else {}
        if said:
            yield Facet(type_, said)


def _first(said: Said, props: str) -> str | None:
    return next((said[prop][0] for prop in props.split("|") if said.get(prop)), None)
