"""What netintel's kinds, links and properties are called in FollowTheMoney (followthemoney/schema/*.yaml).

Only names that are read back as the same property; what FollowTheMoney would read as something else is not here.
"""

from __future__ import annotations

from functools import cache
from typing import Final

EDGES: Final[dict[str, tuple[str, str, bool]]] = {
    "Associate": ("person", "associate", False),
    "ContractAward": ("contract", "supplier", True),
    "CourtCaseParty": ("party", "case", True),
    "Debt": ("debtor", "creditor", True),
    "Directorship": ("director", "organization", True),
    "Documentation": ("document", "entity", False),
    "Employment": ("employee", "employer", True),
    "Family": ("person", "relative", False),
    "Membership": ("member", "organization", True),
    "Occupancy": ("holder", "post", True),
    "Ownership": ("owner", "asset", True),
    "Payment": ("payer", "beneficiary", True),
    "ProjectParticipant": ("participant", "project", True),
    "Representation": ("agent", "client", True),
    "Succession": ("predecessor", "successor", True),
    "UnknownLink": ("subject", "object", False),
}
"""Edge schema -> property of its source, of its target, and whether it has a direction."""

SCHEMAS: Final[dict[str, str]] = {
    **{
        kind: kind
        for kind in (
            "Person Organization Company PublicBody BankAccount CryptoWallet UserAccount Vehicle Vessel Airplane "
            "Passport Identification Address Call Message Trip CourtCase Document"
        ).split()
    },
    "Group": "Organization",
    "Notice": "Sanction",
    **dict.fromkeys("Incident Payment Meeting Sighting Conviction LegalRequest".split(), "Event"),
    **dict.fromkeys("Place CellSite BorderPoint Region Country".split(), "Address"),
    **dict.fromkeys(
        "Phone SIM Device PaymentCard Email Domain IPAddress URL Infrastructure Container StolenObject Weapon Drug "
        "Cash Malware".split(),
        "Asset",
    ),
    **dict.fromkeys("File BiometricRef Technique".split(), "Document"),
    **dict.fromkeys(("Concept", "Unknown"), "Thing"),
}
"""Kind -> schema."""

_THING: Final = "alias:alias description:description note:notes summary:summary keywords:keywords address:address"
_LEGAL: Final = (
    "country:country email:email phone:phone website:website registration:jurisdiction legal_form:legalForm "
    "incorporation_date:incorporationDate dissolution_date:dissolutionDate sector:sector tax_number:taxNumber "
    "vat_code:vatCode swift_bic:swiftBic lei_code:leiCode inn_code:innCode classification:classification"
)
_PERSON: Final = (
    "title:title first_name:firstName last_name:lastName middle_name:middleName second_name:secondName "
    "father_name:fatherName mother_name:motherName birth_date:birthDate birth_place:birthPlace "
    "birth_country:birthCountry death_date:deathDate nationality:nationality citizenship:citizenship gender:gender "
    "ethnicity:ethnicity religion:religion political:political education:education position:position "
    "appearance:appearance hair_color:hairColor eye_color:eyeColor height:height weight:weight"
)
_NAMES: Final[dict[str, str]] = {
    "Person": f"{_LEGAL} {_PERSON}",
    **dict.fromkeys(("Organization", "Company", "PublicBody"), _LEGAL),
    "BankAccount": "iban:iban bic:bic bank_name:bankName account_type:accountType currency:currency",
    "CryptoWallet": "wallet:publicKey country:country currency:currency account_id:accountId",
    "UserAccount": "username:username email:email country:country service:service",
    "Vehicle": "registration_number:registrationNumber country:country model:model",
    "Vessel": "registration_number:registrationNumber country:country flag:flag imo_number:imoNumber mmsi:mmsi",
    "Airplane": "registration_number:registrationNumber country:country serial_number:serialNumber",
    "Passport": "document_number:passportNumber document_country:country type:type",
    "Identification": "document_number:number document_country:country type:type authority:authority",
    "Address": "city:city street:street region:region postal_code:postalCode country:country latitude:latitude "
    "longitude:longitude",
    "Sanction": "issued_by:country authority:authority reason:reason program:program status:status "
    "start_date:startDate end_date:endDate",
    "Event": "country:country date:date start_date:startDate end_date:endDate",
    "Trip": "country:country start_date:startDate end_date:endDate",
    "Call": "date:date start_date:startDate end_date:endDate duration:duration",
    "Message": "date:date subject:subject body_text:bodyText",
    "Document": "country:country date:date title:title author:author",
    "CourtCase": "country:country case_number:caseNumber court:court status:status type:type",
}


@cache
def names_of(schema: str) -> dict[str, str]:
    """Return property -> name in a schema.

    Examples
    --------
    >>> names_of("Passport")["document_number"], names_of("Person")["birth_date"], "country" in names_of("BankAccount")
    ('passportNumber', 'birthDate', False)
    """
    return dict(pair.split(":", 1) for pair in f"{_THING} {_NAMES.get(schema, '')}".split() if ":" in pair)
