"""MISP feeds: `hashes.csv`, by which one looks up whether a value is in an event of the feed.

Publisher
    The MISP Project; written beside the manifest of a feed.
Channel
    A file `hashes.csv` without header: the MD5 of a value, a comma, the uuid of the event that holds it.
Unit counted
    Row: one line. A line of another form is set aside.
Identity
    The event's uuid, unique in the world.
Handling
    None in the format: what the case states for the file.

Reading
-------
Each line is a claim `value_md5` of the event. The event is named, not described: without its file or a manifest it
stays a stub. No value is known from its hash, so nobody is matched by it.

Nothing is ignored. Trap: the hash of a short value (a phone number, an address) can be found by trying all of them;
the file tells what the feed holds to whoever has it.

References: MISP feed format; PyMISP feed generator.
"""

from __future__ import annotations

import re
from typing import Final

from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "misp_hashes"
TITLE: Final = "MISP feed hashes"
PUBLISHER: Final = "MISP Project"
UNIT: Final = "row"
IDS: Final = "global"

_ROW = re.compile(r"([0-9a-fA-F]{32}),([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})")


def sniff(head: Head) -> bool:
    """Return whether the first line is an MD5 and the uuid of an event."""
    return not head.mapped and _ROW.fullmatch(head.text.partition("\n")[0].strip()) is not None


def read(source: Source, build: Builder) -> None:
    """Read every line."""
    for number, line in enumerate(source.text().removeprefix("\ufeff").split("\n"), 1):
        row = line.strip()
        match = _ROW.fullmatch(row)
        if match is not None:
            if build.record(f"line {number}", row.lower().encode()):
                build.claim(match[2], "value_md5", match[1])
        elif row:
            what = "not an MD5 of 32 letters, a comma and the uuid of an event"
            build.quarantine(f"line {number}", "no_hash", what, "correct the line, or ask for the feed again")
