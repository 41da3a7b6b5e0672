"""MISP JSON: events, galaxies (clusters) and sharing groups, as CSIRTs and police cyber units exchange them.

Publisher: the MISP Project; written by every MISP instance. Channel: download, REST, feed, e-mail. Read are an event
(`{"Event": …}` or bare), a list of events, `{"response": […]}`, what a search for attributes found
(`{"response": {"Attribute": […]}}`), a galaxy cluster file (`values`) and an export of sharing groups. Unit counted:
events, attributes that stand in no object, objects (with their attributes), each one a record; of a search each
attribute, in a galaxy file each value, in an export of sharing groups each group. Identity key: the uuid; the numbers
`id`, `event_id`, `org_id` … hold only inside the sending instance.

Events
------
Event: Incident, named by `info`, linked by Contains to all it holds (role: attribute type or object name). Orgc is
the originator of every record; Orgc and Org are Organizations (reference claims created_by, held_by). RelatedEvent:
Incident and link Reference. EventReport: Document. Galaxy clusters: entities linked by Reference with the galaxy as
role; old exports give each cluster the galaxy's uuid, then `meta.uuid` or the tag names it.

An attribute that a search found stands under the event it names, which is an Incident too; one that names no event by
uuid stands alone.

Attributes
----------
ip-src, ip-dst: IPAddress; domain, hostname: Domain; url, uri, link: URL; email…: Email; btc, xmr, dash: CryptoWallet;
iban, bank-account-nr: BankAccount; cc-number: PaymentCard; phone-number: Phone; filename, hashes, attachment,
malware-sample: File; threat-actor: Group; campaign-name: Incident; malware-type: Malware; full-name: Person;
target-org: Organization; vulnerability, yara, snort, sigma: Technique; account names: UserAccount; the rest: Concept,
unknown types counted in one warning. Composite types (`filename|md5`, `domain|ip`) give one entity a kind. Attributes
of one file with the same address, domain, URL, mail, wallet, IBAN, phone or hash are one entity, unless
`disable_correlation` is set. Deleted attributes, objects and references make no entity and no link: they are claims
`deleted_…` of what held them, counted in a warning. Proposals (ShadowAttribute) are not accepted facts: claims
`proposal`. Sightings: a link from the organisation (Sighting, FalsePositive or Expiration).

Objects
-------
person, interpol-notice: Person; organization, legal-entity: Organization; bank-account, phone, coin-address, vehicle,
transaction (Payment), geolocation (Place), file, domain-ip, ip-port, url, email (Message), user-account and more;
victim by its classification; others Concept, counted. Relations become properties: date-of-birth: birth_date,
nationality, country-of-residence: residence, passport-number: document_number, passport-country: document_country,
phone-number, msisdn: phone, e-mail: email, iban, swift: bic, function: role, role: category where it is a
data-subject category; else the relation itself. A person without a full name is named by its parts. What else an
attribute of an object says is one JSON claim `attribute` beside the value. In technical objects an address or domain
of another kind is an entity of its own as well. ObjectReference: a link whose kind is the relationship in capitals
(`works-with`: WorksWith) and whose role is the relationship as written; `related-to` between persons: UnknownLink.

Galaxy files
------------
threat-actor: Group; `meta.country`: origin; synonyms: alias; `cfr-suspected-victims`: link Targets to a Country
(`country:US`, with the claim target_country of the actor), to a Region, else to an Organization of that name: banks,
companies and peoples are never taken for countries. related: link whose role is its type, with its likelihood tags as
claims. Other meta: `meta.<key>`. country, target-information: Country or Region with codes. `source` is the
originator.

An event that bears the tag `netintel:exchange` and whose objects each hold a `netintel-record` was written by netintel
(`netintel.exchange.misp`): its objects and references are read from those records exactly; the event is an envelope.
References are counted as records there.

Handling and evaluation: tags `tlp:`, `PAP:`; an attribute's tags hold besides its event's, the stricter wins.
`admiralty-scale` with source and information is the evaluation. `misp-galaxy:country` claims the country of what
bears the tag, `misp-galaxy:target-information` its target country. A tag with an EU or NATO classification of
RESTRICTED or above refuses the file. `distribution` and sharing group are claims: they hold only between instances.

Times: `timestamp` and the like are epoch seconds and become instants; "0" is none.

Left out, counted in warnings: numbers of the sending instance, colours and other display settings, empty fields,
attachments (`data` is never decoded, its length is kept), a galaxy file's own header.

Traps: numbers are strings and times epoch seconds; the galaxy's uuid stands in place of its clusters' in old exports;
victims of actors are a mixture of countries, regions, banks and companies; a deleted attribute still holds its value;
one event may hold an address ten times.

References: MISP core format (draft-dulaunoy-misp-core-format), MISP objects, taxonomies and galaxies.
"""

from __future__ import annotations

import re
from typing import Any, Final

from netintel.errors import FileRejectedError
from netintel.loaders._misp_event import EventReader
from netintel.loaders._misp_fields import MANIFEST, Leftovers
from netintel.loaders._misp_galaxy import read_galaxy
from netintel.loaders._misp_sharing import read_groups
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "misp"
TITLE: Final = "MISP JSON"
PUBLISHER: Final = "MISP Project"
UNIT: Final = "MISP event, attribute, object or galaxy value"
IDS: Final = "global"

_EVENT = re.compile(r'"(?:Event|Attribute|Object|Orgc|RelatedEvent)"\s*:\s*[\[{]')
_OF_EVENT = re.compile(r'"(?:info|response|to_ids|object_relation|threat_level_id)"\s*:')
_GALAXY = re.compile(r'"values"\s*:\s*\[')
_STIX_ID = re.compile(r'"id"\s*:\s*"[a-z0-9][a-z0-9-]*--[0-9a-fA-F]{8}-')


def sniff(head: Head) -> bool:
    """Return whether the file holds MISP events, a galaxy or sharing groups."""
    if not head.is_json or _STIX_ID.search(head.text) or MANIFEST.match(head.text):
        return False
    text = head.text
    event = '"uuid"' in text and _OF_EVENT.search(text) is not None and _EVENT.search(text) is not None
    galaxy = '"uuid"' in text and '"value"' in text and _GALAXY.search(text) is not None
    return event or galaxy or ('"SharingGroup"' in text and '"SharingGroupOrg"' in text)


def read(source: Source, build: Builder) -> None:
    """Read events, clusters or sharing groups, whichever the file holds."""
    content, left = source.json(build), Leftovers()
    if isinstance(content, dict) and "values" in content:
        read_galaxy(content, build, left)
    elif isinstance(content, list) and content and all(isinstance(c, dict) and "SharingGroup" in c for c in content):
        read_groups(content, source.sha256, build, left)
    else:
        reader = EventReader(build, left)
        found = _found(content)
        if found is None:
            for locator, event in _events(content):
                reader.read(locator, event)
        else:
            reader.found(found)
        reader.tell()
    left.tell(build)


def _found(content: Any) -> list[tuple[str, Any]] | None:
    """Return the attributes that a search found, None where the file is none of a search."""
    held = content.get("response", content) if isinstance(content, dict) else None
    if not isinstance(held, dict) or "uuid" in held or "info" in held or not isinstance(held.get("Attribute"), list):
        return None
    where = "/response/Attribute" if "response" in content else "/Attribute"
    return [(f"{where}/{n}", attribute) for n, attribute in enumerate(held["Attribute"])]


def _events(content: Any) -> list[tuple[str, Any]]:
    where = ""
    if isinstance(content, dict) and "response" in content:
        content, where = content["response"], "/response"
    if isinstance(content, list):
        found = [(f"{where}/{n}", item) for n, item in enumerate(content)]
    else:
        found = [(where, content)]
    events = [
        (f"{place}/Event", item["Event"]) if isinstance(item, dict) and "Event" in item else (place, item)
        for place, item in found
    ]
    if any(not isinstance(item, dict) or ("uuid" not in item and "info" not in item) for _, item in events):
        raise FileRejectedError(
            "no_misp_event",
            "MISP JSON that holds neither events nor attributes",
            "export the events themselves (format MISP JSON)",
        )
    return events
