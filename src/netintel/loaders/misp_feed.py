"""MISP feeds: the `manifest.json` that lists the events of a feed.

Publisher
    The MISP Project; written by every MISP instance that publishes a feed.
Channel
    A folder or web address with `manifest.json`, one `<uuid>.json` an event (read by the MISP loader) and `hashes.csv`
    (read by the loader of that name).
Unit counted
    Event listed: one key of the manifest.
Identity
    The event's uuid, unique in the world: what is listed is the same Incident as in the event's own file.
Handling
    The tags of the listing, as in the MISP loader; a classification of RESTRICTED or above refuses the file.

Reading
-------
`info`: name. `Orgc`: originator of the record, an Organization, and the reference claim created_by. `date`, `analysis`,
`threat_level_id` and others: claims under their own name; `timestamp`: an instant. Tags: claims `tag`, countries as in
the MISP loader. A listing names an event and does not describe it: an event whose file is not there stays a stub of
kind Unknown with what the listing says of it, and is told as an id that no export describes.

Left out, counted: numbers of the publishing instance, colours of tags, empty fields.

Traps: a feed is often sent in part, with a manifest that lists far more events than came; the numbers are numbers here
and strings in the events.

References: MISP feed format (MISP book, feeds); PyMISP feed generator.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders._misp_fields import MANIFEST, Leftovers, is_text, structures
from netintel.loaders._misp_tags import read_tags
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "misp_feed"
TITLE: Final = "MISP feed manifest"
PUBLISHER: Final = "MISP Project"
UNIT: Final = "event listed"
IDS: Final = "global"

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_OF_LISTING = re.compile(r'"(?:Orgc|info|threat_level_id|analysis)"\s*:')
_OWN: Final = frozenset({"info", "Orgc", "Tag", "uuid"})
_encode = msgspec.json.Encoder(order="sorted").encode


def sniff(head: Head) -> bool:
    """Return whether the file is an object whose keys are uuids of events."""
    return MANIFEST.match(head.text) is not None and _OF_LISTING.search(head.text) is not None


def read(source: Source, build: Builder) -> None:
    """Read every event listed."""
    content, left = source.json(build), Leftovers()
    if not isinstance(content, dict):
        raise FileRejectedError("no_manifest", "not a manifest: a JSON object was expected", "ask for the feed again")
    for uuid, listing in content.items():
        _listing(f"/{uuid}" if _UUID.fullmatch(uuid) else "", uuid, listing, build, left)
    left.tell(build)


def _listing(locator: str, uuid: str, listing: Any, build: Builder, left: Leftovers) -> None:
    if not locator:
        what = "a listing whose key is no uuid: which event it lists cannot be told"
        build.quarantine("", "event_without_uuid", what, "ask the sender for the event's uuid", "uuid")
        return
    if not isinstance(listing, dict):
        what = "what is said of the event is no JSON object"
        build.quarantine(locator, "malformed", what, "ask for the manifest again")
        return
    said, orgc = read_tags(listing.get("Tag")), listing.get("Orgc")
    originator = str(orgc["name"]) if isinstance(orgc, dict) and orgc.get("name") else None
    build.record(locator, None, originator=originator, handling=said.handling, evaluation=said.evaluation)
    claims = [("name", left.text("info", listing.get("info"))), *left.claims(listing, _OWN, {})]
    claims += [("tag", name) for name in said.names]
    for tag in structures(listing, "Tag"):
        text = left.text("", tag)
        if text and text != _encode({"name": tag.get("name")}).decode():
            claims.append(("tag_detail", text))
    for prop, text in claims + said.countries:
        build.claim(uuid, prop, text)
    if isinstance(orgc, dict) and is_text(orgc.get("uuid")):
        build.entity(orgc["uuid"], "Organization", left.claims(orgc, frozenset({"uuid"}), {}))
        build.reference(uuid, "created_by", orgc["uuid"])
    elif orgc:
        build.claim(uuid, "created_by_name", left.text("", orgc))
