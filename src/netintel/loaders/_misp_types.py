"""What MISP attribute types, object names and galaxy types are in netintel."""

from __future__ import annotations

from typing import Final


def _typed(kind: str, prop: str, types: str) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(types.split(), (kind, prop))


ATTRIBUTES: Final[dict[str, tuple[str, str]]] = {
    **_typed("IPAddress", "ip", "ip ip-src ip-dst"),
    **_typed("Domain", "domain", "domain hostname"),
    **_typed("URL", "url", "url uri link"),
    **_typed("Email", "email", "email email-src email-dst email-reply-to target-email whois-registrant-email"),
    **_typed("CryptoWallet", "wallet", "btc xmr dash"),
    **_typed("BankAccount", "iban", "iban"),
    **_typed("BankAccount", "number", "bank-account-nr"),
    **_typed("PaymentCard", "number", "cc-number prtn"),
    **_typed("Phone", "phone", "phone-number whois-registrant-phone"),
    **_typed("Person", "name", "full-name whois-registrant-name"),
    **_typed("Organization", "name", "target-org whois-registrant-org dns-soa-email-org"),
    **_typed("Group", "name", "threat-actor"),
    **_typed("Incident", "name", "campaign-name campaign-id"),
    **_typed("Malware", "name", "malware-type"),
    **_typed("UserAccount", "username", "target-user github-username twitter-id jabber-id github-organisation"),
    **_typed("Device", "name", "target-machine"),
    **_typed("Device", "mac", "mac-address mac-eui-64"),
    **_typed("Technique", "name", "vulnerability weakness cpe"),
    **_typed("Technique", "pattern", "yara snort sigma pattern-in-file pattern-in-memory pattern-in-traffic zeek bro"),
    **_typed("File", "filename", "filename attachment malware-sample filename-pattern"),
    **_typed("File", "hash", "imphash impfuzzy ssdeep tlsh cdhash authentihash vhash pehash telfhash"),
    **{hash_: ("File", hash_) for hash_ in "md5 sha1 sha224 sha256 sha384 sha512 sha3-256 sha3-512".split()},
}
"""Attribute type to the kind and property of what its value names."""

CONCEPTS: Final = frozenset(
    "text comment other datetime float counter hex boolean port size-in-bytes mime-type regkey regkey|value mutex AS"
    " user-agent named-pipe x509-fingerprint-sha1 x509-fingerprint-sha256 x509-fingerprint-md5 ja3-fingerprint-md5"
    " favicon-mmh3 email-subject email-body email-header email-message-id email-attachment pdb anonymised"
    " windows-service-name windows-scheduled-task gene identity-card-number passport-number first-name last-name"
    " middle-name date-of-birth place-of-birth nationality country-of-residence passport-country gender bic"
    " bank-account-holder target-location target-external http-method kusto-query stix2-pattern filename-list".split()
)
"""Attribute types that are known and name nothing that netintel has a kind for."""

SAME_VALUE: Final = frozenset(
    {"ip", "domain", "url", "email", "wallet", "iban", "phone", "md5", "sha1", "sha256", "sha512"}
)
"""Properties whose equal values name one thing, so that attributes of one file that share them are one entity."""

OBJECTS: Final[dict[str, str]] = {
    **dict.fromkeys(("person", "interpol-notice"), "Person"),
    **dict.fromkeys(("organization", "legal-entity", "employee"), "Organization"),
    "company": "Company",
    "bank-account": "BankAccount",
    "phone": "Phone",
    "coin-address": "CryptoWallet",
    **dict.fromkeys(("transaction", "cryptocurrency-transaction"), "Payment"),
    "vehicle": "Vehicle",
    "vessel": "Vessel",
    "aircraft": "Airplane",
    "geolocation": "Place",
    **dict.fromkeys(("file", "pe", "elf", "macho", "lnk"), "File"),
    **dict.fromkeys(("domain-ip", "whois", "dns-record", "domain-crawled"), "Domain"),
    **dict.fromkeys(("ip-port", "ip-api-address"), "IPAddress"),
    "url": "URL",
    "email": "Message",
    "credit-card": "PaymentCard",
    **dict.fromkeys(
        (
            "user-account",
            "telegram-account",
            "facebook-account",
            "twitter-account",
            "instagram-account",
            "reddit-account",
        ),
        "UserAccount",
    ),
    **dict.fromkeys(("vulnerability", "attack-pattern", "course-of-action", "yara", "sigma"), "Technique"),
    **dict.fromkeys(("report", "annotation", "news-media", "legal-document"), "Document"),
    **dict.fromkeys(("incident", "intrusion-set-activity"), "Incident"),
    **dict.fromkeys(("intrusion-set", "threat-actor"), "Group"),
    "device": "Device",
    "passport": "Passport",
    **dict.fromkeys(
        (
            "pe-section",
            "elf-section",
            "network-connection",
            "process",
            "registry-key",
            "x509",
            "asn",
            "virustotal-report",
            "original-imported-file",
            "victim",
        ),
        "Concept",
    ),
}
VICTIMS: Final = {"individual": "Person", "organization": "Organization", "group": "Group"}

GALAXIES: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("threat-actor", "mitre-intrusion-set", "microsoft-activity-group", "360net-threat-actor"), "Group"
    ),
    **dict.fromkeys(
        (
            "tool",
            "malware",
            "mitre-malware",
            "mitre-tool",
            "malpedia",
            "ransomware",
            "banker",
            "stealer",
            "backdoor",
            "botnet",
            "rat",
            "android",
            "exploit-kit",
            "cryptominers",
        ),
        "Malware",
    ),
    **dict.fromkeys(("mitre-attack-pattern", "mitre-course-of-action", "attck4fraud"), "Technique"),
    **dict.fromkeys(("country", "target-information"), "Country"),
    "region": "Region",
}
