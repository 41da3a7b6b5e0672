"""What FollowTheMoney's schemata and properties are called here: kinds, edges, references, properties.

Read from the schema files of followthemoney (github.com/alephdata/followthemoney, github.com/opensanctions/
followthemoney, followthemoney/schema/*.yaml); only what is needed to tell ties from words is held.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple


class Edge(NamedTuple):
    """A schema that is a tie: which properties hold its ends, other properties that may, and if it has a direction."""

    source: str
    target: str
    directed: bool = True
    source_else: str = ""
    target_else: str = ""


class Reference(NamedTuple):
    """An entity-typed property of a schema that is no edge: the link made of it."""

    kind: str
    role: str
    inward: bool


EDGES: Final[dict[str, Edge]] = {
    "Associate": Edge("person", "associate", directed=False),
    "ContractAward": Edge("contract", "supplier"),
    "Control": Edge("controller", "controlled"),
    "CourtCaseParty": Edge("party", "case"),
    "Debt": Edge("debtor", "creditor"),
    "Directorship": Edge("director", "organization"),
    "Documentation": Edge("document", "entity", directed=False),
    "Employment": Edge("employee", "employer"),
    "Family": Edge("person", "relative", directed=False),
    "Membership": Edge("member", "organization"),
    "Occupancy": Edge("holder", "post"),
    "Ownership": Edge("owner", "asset"),
    "Payment": Edge("payer", "beneficiary", True, "payerAccount", "beneficiaryAccount"),
    "ProjectParticipant": Edge("participant", "project"),
    "Representation": Edge("agent", "client"),
    "Succession": Edge("predecessor", "successor"),
    "UnknownLink": Edge("subject", "object", directed=False),
}

KINDS: Final[dict[str, str]] = {
    **{
        kind: kind
        for kind in (
            "Person Organization Company PublicBody BankAccount CryptoWallet UserAccount Vehicle Vessel Airplane "
            "Passport Identification Address Call Message Trip CourtCase Document"
        ).split()
    },
    "LegalEntity": "Organization",
    "Email": "Message",
    "Event": "Incident",
    "Sanction": "Notice",
    "RealEstate": "Place",
    **dict.fromkeys(
        (
            "Article Assessment Audio Folder HyperText Image Mention Note Package Page Pages PlainText Table Video "
            "Workbook Contract License TaxRoll"
        ).split(),
        "Document",
    ),
    **dict.fromkeys("Asset CallForTenders EconomicActivity Position Post Project Security Similar".split(), "Concept"),
}
"""Schema -> kind; a schema that is not here is taken as Concept, and counted."""

_HELD = "BankAccount CryptoWallet Identification Passport Post"
_DOCUMENTS = "Article Audio Document Folder HyperText Image Package Page Pages PlainText Table Video Workbook"
_OWNED: Final[dict[str, str]] = {"holder": _HELD, "owner": "UserAccount Vehicle Vessel Airplane"}
_TAKES_PART: Final[dict[str, str]] = {
    "caller": "Call",
    "receiver": "Call EconomicActivity",
    "sender": "Message EconomicActivity",
    "recipients": "Message Email",
    "emitters": "Email",
    "senderAccount": "Message",
    "recipientAccount": "Message",
    "organizer": "Event Trip",
    "involved": "Event Trip",
    "tenderers": "CallForTenders",
    "declarant": "EconomicActivity",
    "contractHolder": "EconomicActivity",
}
_NAMES_OTHER: Final[dict[str, str]] = {
    "author": "Assessment",
    "bank": "BankAccount",
    "authority": "CallForTenders Contract License",
    "onBehalfOf": "CallForTenders",
    "project": "Contract License",
    "contract": "EconomicActivity",
    "bankAccount": "EconomicActivity",
    "bankRub": "EconomicActivity",
    "bankForeign": "EconomicActivity",
    "transport": "EconomicActivity",
    "parent": f"{_DOCUMENTS} Email Message LegalEntity Organization Company PublicBody Person RealEstate",
    "ancestors": f"{_DOCUMENTS} Email Message",
    "inReplyToEmail": "Email",
    "inReplyToMessage": "Message",
    "pictured": "Image",
    "document": "Mention Page",
    "resolved": "Mention",
    "entity": "Sanction Note",
    "organization": "Position",
    "startLocation": "Trip",
    "endLocation": "Trip",
    "vehicle": "Trip",
    "operator": "Vehicle Vessel Airplane",
    "issuer": "Security",
    "candidate": "Similar",
    "match": "Similar",
    "taxee": "TaxRoll",
}
_EVERYWHERE: Final = frozenset({"addressEntity", "proof"})

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "jurisdiction": ("registration",),
    "mainCountry": ("country",),
    "passportNumber": ("passport_number", "document_number"),
    "idNumber": ("id_number", "document_number"),
    "registrationNumber": ("registration_number", "document_number"),
    "previousName": ("alias",),
    "notes": ("note",),
    "number": ("identifier",),
    "ibanAccount": ("iban",),
}
_NAMES_OF: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("Passport", "number"): ("document_number",),
    ("Passport", "passportNumber"): ("document_number",),
    ("Passport", "country"): ("document_country",),
    ("Identification", "number"): ("document_number",),
    ("Identification", "country"): ("document_country",),
    ("BankAccount", "country"): ("bank_country",),
    ("CryptoWallet", "publicKey"): ("wallet",),
    ("UserAccount", "number"): ("phone",),
    ("Sanction", "country"): ("issued_by",),
    ("Address", "full"): ("address",),
    ("Vehicle", "registrationNumber"): ("registration_number",),
    ("Vessel", "registrationNumber"): ("registration_number",),
    ("Airplane", "registrationNumber"): ("registration_number",),
    ("RealEstate", "registrationNumber"): ("registration_number",),
    ("Security", "registrationNumber"): ("registration_number",),
}
COLUMN_OF: Final[dict[str, str]] = {
    "startDate": "first",
    "date": "first",
    "endDate": "last",
    "amount": "amount",
    "currency": "currency",
    "role": "role",
    "relationship": "role",
}
"""Property of an edge -> column of the link."""

HELD_DOCUMENTS: Final = frozenset({"Passport", "Identification"})
OF_HOLDER: Final = frozenset({"document_number", "document_country"})
"""What a held document says of its holder as well."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Plan(dict[str, Reference | str | tuple[str, ...]]):
    """How each property of a schema is read: as a link, under one name, or under several; filled on first sight."""

    def __init__(self, schema: str) -> None:
        super().__init__()
        self._schema = schema

    def __missing__(self, prop: str) -> Reference | str | tuple[str, ...]:
        found = names(self._schema, prop)
        how = reference(self._schema, prop) or (found[0] if len(found) == 1 else found)
        self[prop] = how
        return how


class Plans(dict[str, Plan]):
    """The plan of each schema, made on first sight."""

    def __missing__(self, schema: str) -> Plan:
        plan = self[schema] = Plan(schema)
        return plan


def reference(schema: str, prop: str) -> Reference | None:
    """Return the link that an entity-typed property of a node makes, None where the property is words.

    Examples
    --------
    >>> reference("Passport", "holder"), reference("Call", "caller")
    (Reference(kind='Owner', role='holder', inward=True), Reference(kind='Participant', role='caller', inward=True))
    >>> reference("Sanction", "entity"), reference("Sanction", "authority")
    (Reference(kind='Entity', role='entity', inward=False), None)
    """
    if schema in _OWNED.get(prop, "").split():
        return Reference("Owner", prop, inward=True)
    if schema in _TAKES_PART.get(prop, "").split():
        return Reference("Participant", snake(prop), inward=True)
    if prop in _EVERYWHERE or schema in _NAMES_OTHER.get(prop, "").split():
        return Reference(prop[0].upper() + prop[1:], snake(prop), inward=False)
    return None


def names(schema: str, prop: str) -> tuple[str, ...]:
    """Return the property names here of a property there.

    Examples
    --------
    >>> names("Person", "birthDate"), names("Company", "jurisdiction"), names("Passport", "country")
    (('birth_date',), ('registration',), ('document_country',))
    """
    return _NAMES_OF.get((schema, prop)) or _NAMES.get(prop) or (snake(prop),)


@cache
def snake(prop: str) -> str:
    """Return a camelCase name in snake_case.

    Examples
    --------
    >>> snake("birthCountry"), snake("swiftBic")
    ('birth_country', 'swift_bic')
    """
    return _HUMP.sub("_", prop).lower()
