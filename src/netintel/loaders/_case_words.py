"""What the words of CASE and UCO are here: kinds of types, names of properties, roles of those who take part."""

from __future__ import annotations

from typing import Final

from netintel.loaders._case_context import Name, snake
from netintel.vocab import properties

_DEVICES = (
    "Device MobileDevice MobilePhone SmartPhone SmartDevice Tablet Computer Laptop Server EmbeddedDevice AndroidDevice "
    "AndroidPhone AppleDevice BlackberryPhone CableModem DigitalCamera Drone GamingConsole MemoryCard MACAddress "
    "NetworkAppliance Printer SecurityAppliance StorageMedium ProtocolConverter Scanner WearableDevice WifiAddress "
    "BluetoothAddress iPad iPhone"
)
_ACCOUNTS = (
    "Account ApplicationAccount DigitalAccount EmailAccount InstantMessagingAccount Profile TwitterProfile UNIXAccount "
    "UserAccount WindowsAccount WindowsActiveDirectoryAccount"
)
_FILES = (
    "ArchiveFile AudioFile ContentData DiskImage File ForensicImage Image PDFFile RasterPicture UNIXFile Video "
    "WindowsPEBinaryFile"
)
_DOCUMENTS = "Annotation AttributedName Authorization Bundle ProvenanceRecord EnclosingCompilation Compilation"

KINDS: Final[dict[str, str]] = {
    "Person": "Person",
    "Organization": "Organization",
    "Contact": "Person",
    **dict.fromkeys("Victim VictimTargeting Subject".split(), "Person"),
    **dict.fromkeys("PhoneAccount MobileAccount".split(), "Phone"),
    **dict.fromkeys("SIMCard".split(), "SIM"),
    **dict.fromkeys(_DEVICES.split(), "Device"),
    **dict.fromkeys(_ACCOUNTS.split(), "UserAccount"),
    **dict.fromkeys(_FILES.split(), "File"),
    **dict.fromkeys(_DOCUMENTS.split(), "Document"),
    **dict.fromkeys("EmailAddress".split(), "Email"),
    **dict.fromkeys("IPAddress IPv4Address IPv6Address".split(), "IPAddress"),
    **dict.fromkeys("PaymentCard".split(), "PaymentCard"),
    **dict.fromkeys("BankAccount".split(), "BankAccount"),
    "DomainName": "Domain",
    "URL": "URL",
    "CellSite": "CellSite",
    "Location": "Place",
    "GeoLocationEntry": "Place",
    **dict.fromkeys("Call PhoneCall".split(), "Call"),
    **dict.fromkeys("Message SMSMessage EmailMessage MMSMessage MessageThread".split(), "Message"),
    **dict.fromkeys("Action InvestigativeAction Investigation ActionLifecycle".split(), "Incident"),
}
"""Type -> kind; software, tools, partitions and the other observables are things of the model: Concept."""

CONCEPTS: Final = frozenset(
    "Application Software OperatingSystem Tool AnalyticTool ConfiguredTool DefensiveTool ConfiguredSoftware "
    "ArrayOfAction ActionArgumentFacet DiskPartition Process NetworkConnection TCPConnection HTTPConnection "
    "BrowserBookmark BrowserCookie URLHistory TableField Calendar CalendarEntry Note WirelessNetworkConnection "
    "GeoLocationTrack GeoLocationLog EventRecord Identity Role Attorney Examiner Investigator MaliciousRole "
    "BenevolentRole NeutralRole MarkingDefinition MarkingModel StatementMarking LicenseMarking TermsOfUseMarking "
    "ReleaseToMarking GranularMarking ObservableObject Observable UcoObject Item Grouping ContextualCompilation List "
    "Assertion AnalyticResult ConfidenceFacet".split()
)
"""Types that are known to be nothing an analyst charts."""

ROLES: Final = {"Victim": ("category", "victim"), "Subject": ("role", "subject")}
"""What a role says of whoever has it; a subject of an investigation is not thereby a suspect."""

PARTS: Final = frozenset(
    "Facet Hash Dictionary ControlledDictionary DictionaryEntry ControlledDictionaryEntry Thread ThreadItem ListItem "
    "UcoInherentCharacterizationThing Confidence".split()
)
"""Types that are no things of their own but parts of what names them; so are all types that end in `Facet`."""

LISTING: Final = frozenset({"Investigation", "Bundle", "Grouping", "ContextualCompilation", "EnclosingCompilation"})

SIDES: Final[dict[tuple[str, str], str]] = {
    ("Call", "from"): "caller",
    ("Call", "to"): "receiver",
    ("Message", "from"): "sender",
    ("Message", "sender"): "sender",
    ("Message", "to"): "recipient",
    ("Message", "cc"): "cc",
    ("Message", "bcc"): "bcc",
    **{(kind, "participant"): "participant" for kind in ("Call", "Message")},
}
"""Kind and property -> role of who takes part in a call or message."""

CONTACT: Final = frozenset({"phoneNumber", "emailAddress", "screenName", "contactID", "contactPhone", "contactEmail"})
UNTIED: Final = frozenset(
    "accountIssuer application operatingSystem manufacturer carrier creator createdBy objectMarking parentTool "
    "platform owningApplication contextOf registrant".split()
)
"""References that are no ties: who runs the service of an account does not hold the account."""

START: Final = ("startTime", "sentTime", "startDate")
END: Final = ("endTime", "endDate")

_PROPERTIES: Final[dict[str, str]] = {
    "givenName": "first_name",
    "firstName": "first_name",
    "familyName": "last_name",
    "lastName": "last_name",
    "birthdate": "birth_date",
    "dateOfDeath": "death_date",
    "nickname": "alias",
    "accountLogin": "username",
    "street": "address",
    "locality": "city",
    "region": "region",
    "startTime": "start_date",
    "endTime": "end_date",
    "sentTime": "date",
    "tag": "tag",
}
_BY_KIND: Final[dict[tuple[str, str], str]] = {
    ("EmailAddressFacet", "addressValue"): "email",
    ("IPv4AddressFacet", "addressValue"): "ip",
    ("IPv6AddressFacet", "addressValue"): "ip",
    ("IPAddressFacet", "addressValue"): "ip",
    ("MACAddressFacet", "addressValue"): "mac_address",
    ("WifiAddressFacet", "addressValue"): "wifi_address",
    ("BluetoothAddressFacet", "addressValue"): "bluetooth_address",
    ("DomainNameFacet", "value"): "domain",
    ("URLFacet", "fullValue"): "url",
    ("PhoneAccountFacet", "phoneNumber"): "phone",
    ("ContactFacet", "phoneNumber"): "phone",
    ("ContactPhoneFacet", "contactPhoneNumber"): "phone",
    ("ContactFacet", "emailAddress"): "email",
    ("EmailAccountFacet", "emailAddress"): "email",
    ("BankAccountFacet", "accountIdentifier"): "account_number",
}
_SAME: Final = frozenset(
    "name birth_country nationality citizenship residence country email latitude longitude imei imsi iccid vin".split()
)
_NAMED_BY: Final = (
    "displayName",
    "phoneNumber",
    "MSISDN",
    "addressValue",
    "fullValue",
    "value",
    "fileName",
    "accountLogin",
    "accountIdentifier",
    "applicationIdentifier",
    "model",
    "ICCID",
    "exhibitNumber",
)


def kind_of(types: list[Name]) -> str | None:
    """Return the kind of the first type that has one; None where none is known."""
    known = [KINDS[name.local] for name in types if name.known and name.local in KINDS]
    if known:
        return known[0]
    return "Concept" if any(name.known and name.local in CONCEPTS for name in types) else None


def is_part(types: list[Name]) -> bool:
    """Return whether a node of these types is a part of what names it."""
    return any(name.local.endswith("Facet") or name.local in PARTS for name in types)


def property_of(facet: list[Name], name: Name) -> str:
    """Return the property that a name becomes in a facet of these types (or in the node itself).

    Examples
    --------
    >>> facet = [Name("observable", "URLFacet", True)]
    >>> property_of(facet, Name("observable", "fullValue", True)), property_of([], Name("acme", "floor", False))
    ('url', 'acme.floor')
    """
    if not name.known:
        return name.snake if name.space or name.snake not in properties.types() else f"local.{name.snake}"
    for type_ in facet:
        found = _BY_KIND.get((type_.local, name.local))
        if found is not None:
            return found
    found = _PROPERTIES.get(name.local, snake(name.local))
    # A name that happens to be a property of netintel means what UCO means by it.
    clashes = found in properties.types() and found not in _SAME and name.local not in _PROPERTIES
    return f"uco.{found}" if clashes else found


def name_from(said: dict[str, str]) -> str:
    """Return what to call a thing without a name, from its first values by local name; empty where nothing serves."""
    parts = [said.get(a) or said.get(b) for a, b in (("givenName", "firstName"), ("familyName", "lastName"))]
    if any(parts):
        return " ".join(part for part in parts if part)
    return next((said[local] for local in _NAMED_BY if said.get(local)), "")
