"""CASE/UCO: digital evidence, who handled it and what was found on it, as JSON-LD.

Publisher
    The CASE and UCO communities (Linux Foundation); written by forensic tools and by EVIDENCE2e-CODEX exchanges.
Channel
    JSON-LD files; UTF-8. Read are a graph (`@graph`), a bundle that holds its nodes under `uco-core:object`, a list of
    nodes (as after expansion) and one bare node.
Unit counted
    Node: one entry of `@graph` or of `uco-core:object`. What stands inside a node (facets, hashes, nested nodes) is
    part of it. The wrapping bundle is no node: what it says of itself is said with the first record.
Identity
    The IRI, where it ends with a UUID: unique in the world. Other ids and blank nodes (`_:b0`) hold within the file
    only, so that `kb:phone1` of two partners is not one phone. Two nodes with one id are one thing.
Handling
    `uco-core:objectMarking`: a marking definition of the file, or its text, that names a code (TLP, PAP, H0-H3).
    Keys `handling`, `evaluation`, `originator`, `assertion`, `review_due` of another vocabulary are the marks of the
    record. `uco-core:createdBy` names the originator where the file names that node.
Written by netintel
    A node with `netintel:kind` (see `exchange.case`) is read from what stands under that prefix; of the rest only what
    others added. The marking definitions beside it are nodes that say nothing more.

Names
-----
Prefixes are the file's own: `uco-core`, `core` or a full IRI are the same; `@vocab`, term definitions, `@type: @id`,
lists and single values, typed and tagged values are understood. A context that is an address is never fetched: the
file is read where no name needs it, else refused. A key that no prefix explains is a claim under its own name.

====================================================  =========================================================
node                                                  becomes
====================================================  =========================================================
`identity:Person`, `Organization`; `Contact`          Person, Organization; Person (an entry of a phone book)
`PhoneAccount`, `MobileAccount`; `SIMCard`            Phone; SIM
`Device` and kinds of it, network adapters            Device
`EmailAddress`; accounts of all kinds                 Email; UserAccount
`IPv4Address`…, `DomainName`, `URL`                   IPAddress, Domain, URL
`File`, `Image`, `ContentData` …                      File
`Location`                                            Address with a street, else Place
`Call`, `Message`, `MessageThread`                    Call, Message; who takes part is a link Participant to it
                                                      (caller, receiver, sender, recipient, participant), dated
`InvestigativeAction`, `Action`, `Investigation`      Incident, with start_date and end_date
`ProvenanceRecord`, `Annotation`, `Bundle`            Document
`Victim`, `Subject`, and who `Has_Role` of them       category victim; role subject (no suspect for that)
`Relationship` and what ends so                       a link: `kindOfRelationship` in capitals is its kind (as
                                                      written its role), `isDirectional`, times; several sources or
                                                      targets give one link each (`id`, `id#2`)
software, tools and other types                       Concept; types unknown to netintel are counted
====================================================  =========================================================

Facets are said of their thing, with the claim `facet` (type and id): givenName: first_name, familyName: last_name,
birthdate: birth_date, phoneNumber: phone, MSISDN: also phone with `+`, addressValue: email, ip, mac_address …, street:
address, locality: city, accountLogin: username, fullValue: url, startTime: start_date, endTime: end_date, sentTime:
date; hashes under their method (`md5`, `sha256`); everything else in snake_case, of other vocabularies with their
prefix (`acme.floor`). A dictionary, thread or list is one claim of JSON, and what it names is linked.

Chain of custody: `performer`, `instrument`, `object`, `result`, `location`, `environment` of an action, and `object`
of a provenance record, are links Reference whose role is the property, dated as the action is, so that action, exhibit
and thing can be followed; they tie no persons. Every other mention of a node is a link Reference. `application`,
`accountIssuer`, `manufacturer` and creators are reference claims: an operator does not hold the phones of its
customers. What an investigation or bundle lists is Contains. A mention of a relationship is text: links have no links.

Ignored: `@context` and datatypes, because the property says what a value is. Left out and counted: empty values,
`dataPayload` (never decoded; its length is kept).

Traps
-----
Values are single or lists; nodes of facets may stand beside their things (as RDF tools write them); one id may come
twice; `kindOfRelationship` is free text; times of seizure and of the event are different things.

References: ontology.caseontology.org, ontology.unifiedcyberontology.org; CASE-Examples; JSON-LD 1.1.
"""

from __future__ import annotations

from typing import Any, Final

from netintel.errors import FileRejectedError
from netintel.loaders._case_context import Context, Node
from netintel.loaders._case_reader import CaseReader
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "case"
TITLE: Final = "CASE/UCO JSON-LD"
PUBLISHER: Final = "CASE and UCO communities"
UNIT: Final = "node"
IDS: Final = "global"

_ONTOLOGIES: Final = ("unifiedcyberontology.org", "caseontology.org", '"uco-core:', '"case-investigation:')


def sniff(head: Head) -> bool:
    """Return whether the file is JSON-LD in the words of CASE or UCO."""
    if not head.is_json:
        return False
    text = head.text + head.end.decode("utf-8", "replace")
    linked = any(word in text for word in ('"@context"', '"@graph"', '"@id"', '"@type"'))
    return linked and any(word in text for word in _ONTOLOGIES)


def read(source: Source, build: Builder) -> None:
    """Read every node of the graph."""
    content = source.json(build)
    context = Context(content.get("@context") if isinstance(content, dict) else None, source.sha256, source.corrects)
    nodes, root = _nodes(content, context)
    if not nodes:
        raise FileRejectedError(
            "no_nodes", "JSON-LD without any node", "ask for the file again; its `@graph` is empty or missing"
        )
    reader = CaseReader(build, context, nodes, root)
    reader.read()
    reader.tell()


def _nodes(content: Any, context: Context) -> tuple[list[tuple[str, Any]], Node | None]:
    """Return the nodes with their places, and what wraps them."""
    if isinstance(content, list):
        return [(f"/{n}", raw) for n, raw in enumerate(content)], None
    if not isinstance(content, dict):
        return [], None
    for key, value in content.items():
        name = context.name(key)
        held = value if isinstance(value, list) else [value]
        is_bundle = name == ("core", "object", True) and any(isinstance(raw, dict) and len(raw) > 1 for raw in held)
        is_graph = name == ("@", "graph", False) and isinstance(value, list | dict)
        if is_graph or is_bundle:
            rest = {k: v for k, v in content.items() if k not in (key, "@context")}
            root = context.node(rest, "") if rest else None
            place = f"/{key.replace('~', '~0').replace('/', '~1')}"
            return [(f"{place}/{n}", raw) for n, raw in enumerate(held)], root
    rest = {k: v for k, v in content.items() if k != "@context"}
    return ([("", rest)] if rest and "@graph" not in rest else []), None
