"""XML of a police system, read by a mapping: persons, objects, locations and events in whatever form they come.

Publisher
    Any agency whose system writes XML of its own, or by a schema that may not be published. netintel knows none of
    these schemas, claims no conformance to UMF, NIEM or another one, and checks no document against any: who holds the
    schema writes down in a mapping what its elements mean.
Channel
    XML with a mapping beside it, `<file>.mapping.yml` with the key `xml`; the language is described in
    `netintel.loaders._xml_mapping`. A document that another loader knows is left to it, mapping or not.
Unit counted
    Record: an element whose name the mapping gives as `record`. One in which no key of the mapping is filled is set
    aside with its line; one repeated word for word is a duplicate. Elements around the records are not read.
Identity
    What the mapping's keys find, with its prefix, within the file; a reference is the same text at another place.
Handling
    `record: {handling: {path: ...}}` of the mapping: H0 to H3, TLP, PAP. Words beside the code (the free text of H3)
    are kept as `handling_text`, because they must be read. `record: {evaluation: {scheme: 4x4, source: {path: ...},
    information: {path: ...}}}` reads the two codes of a 4x4, 5x5x5, 3x5x2 or Admiralty grading; codes outside the
    scheme are kept as `source_grade` and `information_grade`. `originator`, `assertion` and `review_due` likewise, and
    `defaults` for what holds for all records.

Reading
-------
===========================  =====================================================================================
in the mapping               becomes
===========================  =====================================================================================
`entities`                   entities: a Person, an object (Vehicle, Phone, ...), a Place, an Incident: any kind of
                             netintel; a word that is none is Concept and kept as `source_type`
`each`                       one entity or link for each element at the path, such as each relation of a record
`properties`                 claims; a path that meets several elements gives a claim each
`links`                      links between the entities of one record; `first`, `last`, `date`, `amount`,
                             `currency`, `weight`, `role` are columns, other properties claims on the link
anything not named           a claim under its path (`Name.Middle`, `Nat.@code`) on the first entity of the record,
                             else on its first link, counted by path in one warning
===========================  =====================================================================================

Nothing of a record is ignored: what no rule names is kept under its path.

Traps
-----
A record inside another record is read first and by itself; the outer one no longer holds it. A name in a path without
prefix is of any namespace. Day and month are never guessed: state `dates` in the mapping. Paths have no functions, so
that a mapping from elsewhere can compute and fetch nothing.

References: none that may be cited; UMF and the schemas of national systems are not public.
"""

from __future__ import annotations

from typing import Final

from netintel.errors import FileRejectedError
from netintel.loaders._source import Head, Source
from netintel.loaders._table_words import refuse_classified
from netintel.loaders._xml import each
from netintel.loaders._xml_mapping import xml_rules
from netintel.loaders._xml_record import RecordReader
from netintel.model.builder import Builder

NAME: Final = "pole_xml"
TITLE: Final = "XML with a mapping (persons, objects, locations, events)"
PUBLISHER: Final = "any agency"
UNIT: Final = "record"
IDS: Final = "file"


def sniff(head: Head) -> bool:
    """Return whether the file is XML with a mapping beside it, and of no format that another loader knows."""
    if not head.mapped or head.xml is None:
        return False
    from netintel.loaders._registry import loaders

    return not any(loader.sniff(head) for name, loader in loaders().items() if name != NAME)


def read(source: Source, build: Builder) -> None:
    """Read the records that the mapping names."""
    if source.mapping is None or "xml" not in source.mapping:
        raise FileRejectedError(
            "mapping_error", "the mapping is for a table, but the file is XML",
            "write a mapping with the key `xml` beside it",
        )  # fmt: skip
    rules = xml_rules(source.mapping)
    refuse_classified(rules.table.defaults.get("handling", ""))
    reader = RecordReader(rules, build)
    for record in each(source.data, *rules.records):
        reader.read(record)
    if not build.read:
        raise FileRejectedError(
            "no_records", f"the document has no element {' or '.join(rules.records)}",
            "correct `xml.record` in the mapping: it names the elements that are records",
        )  # fmt: skip
    reader.tell()
