"""CASE/UCO: both shapes, prefixes, facets, chain of custody, markings; RDF tools as independent writer and reader."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rdflib
from case_utils.namespace import NS_CASE_INVESTIGATION, NS_UCO_ACTION, NS_UCO_CORE, NS_UCO_IDENTITY, NS_UCO_OBSERVABLE

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "case"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "case"
REAL = (
    "accounts call_log database_records forensic_lifecycle location message mobile_device_and_sim_card sms_and_contacts"
).split()


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def written(tmp_path: Path, content: Any) -> ni.EntityGraph:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(content))
    return load(path)


def word(graph: ni.EntityGraph, start: str) -> str:
    """The native id whose last part begins so."""
    return next(i for i in graph.origins["native_id"] if i.rsplit("/", 1)[-1].startswith(f"{start}-"))


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def ties(graph: ni.EntityGraph) -> set[tuple[str, str, str, str]]:
    native = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    rows = graph.links
    return {
        (native[a], kind, role, native[b])
        for a, kind, role, b in zip(rows["source"], rows["kind"], rows["role"], rows["target"], strict=True)
    }


def short(graph: ni.EntityGraph) -> set[tuple[str, str, str, str]]:
    return {(a.rsplit("/", 1)[-1][:-37], k, r, b.rsplit("/", 1)[-1][:-37]) for a, k, r, b in ties(graph)}


def issues(graph: ni.EntityGraph) -> set[str]:
    return set(graph.issues["code"])


# What nodes become --------------------------------------------------------------------------------------------------


def test_every_node_of_a_graph_is_a_record() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    row = graph.received.iloc[0]
    nodes = len(json.loads((SAMPLES / "ok_graph.json").read_text())["@graph"])
    assert (row["read"], row["accepted"], row["unit"]) == (nodes, nodes, "node")


def test_facets_are_said_of_their_thing() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    ana = said(graph, word(graph, "ana"))
    assert {("first_name", "Ana"), ("last_name", "Petrova"), ("birth_date", "1980-05-04")} <= ana
    assert ("name", "Ana Petrova") in ana
    assert ("phone", "+359881234567") in said(graph, word(graph, "phone1"))
    assert {("phone", "+40721234567"), ("msisdn", "40721234567"), ("phone_country", "RO")} <= said(
        graph, word(graph, "phone2")
    )
    assert {("imei", "490154203237518"), ("storage_capacity_in_bytes", "17179869184")} <= said(
        graph, word(graph, "device")
    )
    assert {("username", "ana.p"), ("username", "ana_p"), ("name", "Ana P")} <= said(graph, word(graph, "account"))
    assert ("email", "ana@mail.example") in said(graph, word(graph, "email"))
    assert {("name.language", "bg"), ("name", "Bogdan")} <= said(graph, word(graph, "bogdan"))


def test_a_place_has_country_and_point_and_an_unknown_facet_keeps_its_prefix() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    place = said(graph, word(graph, "place"))
    assert {("country", "BG"), ("latitude", "42.7"), ("longitude", "23.3"), ("acme.floor", "3")} <= place
    assert graph.entities.set_index("name").loc["Ana Petrova", "kind"] == "Person"


def test_a_word_of_no_vocabulary_is_not_taken_for_one_of_ours() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    stamp = next(i for i in graph.origins["native_id"] if i.endswith("kb/stamp1"))
    assert {("acme.colour", "green"), ("local.nationality", "unclear")} <= said(graph, stamp)
    assert len(stamp) > len("http://example.org/kb/stamp1"), "an id without UUID holds in its file only"
    assert "unknown_type" in issues(graph)


def test_a_file_keeps_its_hash_and_not_its_content() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    file = said(graph, word(graph, "file"))
    assert {("sha256", "ab" * 32), ("file_name", "image.dd"), ("data_payload", "8 characters, not decoded")} <= file
    assert "content_left_out" in issues(graph)


def test_who_takes_part_in_calls_messages_and_threads() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    assert {
        ("phone1", "Participant", "caller", "call"),
        ("phone2", "Participant", "receiver", "call"),
        ("phone2", "Participant", "sender", "sms"),
        ("phone1", "Participant", "recipient", "sms"),
        ("phone1", "Participant", "participant", "thread"),
        ("thread", "Reference", "thread_origin_item", "sms"),
        ("contact", "Owner", "contact", "phone2"),
        ("ana", "Owner", "owner", "account"),
    } <= short(graph)
    calls = graph.links[graph.links["role"] == "caller"]
    assert calls["first"].tolist() == ["2024-03-01T10:00:00Z"]
    texts = said(graph, word(graph, "sms"))
    assert ("message_text", "Tonight at nine") in texts


def test_the_chain_of_custody_can_be_followed_from_the_seizure_to_the_image() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    assert {
        ("seize", "Reference", "performer", "officer"),
        ("seize", "Reference", "object", "device"),
        ("seize", "Reference", "result", "record1"),
        ("record1", "Reference", "object", "device"),
        ("imaging", "Reference", "object", "record1"),
        ("imaging", "Reference", "instrument", "tool"),
        ("imaging", "Reference", "result", "file"),
        ("record2", "Reference", "object", "file"),
    } <= short(graph)
    at = graph.links[graph.links["role"] == "performer"].sort_values("first")
    assert at["first"].tolist() == ["2024-03-02T08:00:00Z", "2024-03-03T08:00:00Z"]
    assert ("exhibit_number", "X-1") in said(graph, word(graph, "record1"))
    assert ("object", word_of_link(graph, "rel1")) in said(graph, word(graph, "record2"))


def word_of_link(graph: ni.EntityGraph, start: str) -> str:
    rows = json.loads((SAMPLES / "ok_graph.json").read_text())["@graph"]
    found: str = next(n["@id"] for n in rows if n["@id"].startswith(f"kb:{start}-"))
    return found.replace("kb:", "http://example.org/kb/")


def test_relationships_are_links_one_for_each_target() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    assert {
        ("sim", "ContainedWithin", "Contained_Within", "device"),
        ("ana", "HasAccount", "Has_Account", "phone1"),
        ("ana", "HasAccount", "Has_Account", "email"),
        ("bogdan", "HasRole", "Has_Role", "role"),
    } <= short(graph)
    links = graph.links.set_index("kind")
    assert not links.loc["HasRole", "directed"]
    assert set(links.loc["HasAccount", "first"]) == {"2024-01-01T00:00:00Z"}


def test_who_has_the_role_of_a_victim_is_one() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    assert ("category", "victim") in said(graph, word(graph, "bogdan"))


def test_an_operator_does_not_hold_the_phones_it_issued() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    assert not {tie for tie in short(graph) if tie[2] in ("account_issuer", "carrier")}


def test_markings_become_handling_and_the_creator_the_originator() -> None:
    graph = load(SAMPLES / "ok_graph.json")
    rows = graph.records.set_index("locator")
    nodes = [n["@id"] for n in json.loads((SAMPLES / "ok_graph.json").read_text())["@graph"]]
    ana = rows.loc[f"/@graph/{next(i for i, n in enumerate(nodes) if n.startswith('kb:ana'))}"]
    device = rows.loc[f"/@graph/{next(i for i, n in enumerate(nodes) if n.startswith('kb:device'))}"]
    assert (ana["handling"], ana["originator"]) == ("TLP:AMBER", "Invented Forensic Laboratory")
    assert (device["handling"], device["evaluation"]) == ("TLP:RED", "B2")


# Shapes and spellings -----------------------------------------------------------------------------------------------


def test_a_bundle_with_other_prefixes_aliases_and_single_values() -> None:
    graph = load(SAMPLES / "ok_bundle.json")
    assert graph.received.iloc[0]["read"] == 5
    assert {(k, r) for _, k, r, _ in ties(graph)} == {
        ("Participant", "sender"), ("Participant", "recipient"), ("Owns", "owns"),
    }  # fmt: skip
    assert {"Evidence of one phone", "Ana", "Bo", "Box"} <= set(graph.entities["name"].dropna())
    assert not set(graph.issues["severity"]) & {"reject", "quarantine"}


def test_a_blank_node_of_one_file_is_not_that_of_another(tmp_path: Path) -> None:
    content = json.loads((SAMPLES / "ok_bundle.json").read_text())
    (tmp_path / "a.json").write_text(json.dumps(content))
    content["core:name"] = "Another"
    (tmp_path / "b.json").write_text(json.dumps(content))
    graph = load(tmp_path)
    assert (graph.entities["name"] == "Box").sum() == 2
    assert (graph.entities["name"] == "Ana").sum() == 1, "ids with a UUID are the same thing in both"


CORE = "https://ontology.unifiedcyberontology.org/uco/core/"
PERSON = "http://example.org/kb/p-0000aaaa-1f2e-4a3b-8c4d-000000000002"


def test_expanded_json_ld_without_any_context(tmp_path: Path) -> None:
    node = {"@id": PERSON, "@type": [f"{NS_UCO_IDENTITY}Person"], f"{CORE}name": [{"@value": "Ana"}]}
    graph = written(tmp_path, [node])
    assert graph.entities["name"].tolist() == ["Ana"]
    assert graph.entities["kind"].tolist() == ["Person"]


def test_one_bare_node(tmp_path: Path) -> None:
    node = {"@context": {"c": CORE}, "@id": PERSON, "@type": f"{NS_UCO_IDENTITY}Person", "c:name": "Ana"}
    graph = written(tmp_path, node)
    assert (graph.received.iloc[0]["read"], graph.entities["name"].tolist()) == (1, ["Ana"])


def test_a_remote_context_is_not_fetched_and_not_needed(tmp_path: Path) -> None:
    contexts = ["https://remote.example/context.jsonld", {"uco-core": CORE, "kb": "http://example.org/kb/"}]
    node = {"@id": "kb:x-0000aaaa-1f2e-4a3b-8c4d-000000000002", "@type": "uco-core:Bundle", "uco-core:name": "B"}
    graph = written(tmp_path, {"@context": contexts, "@graph": [node]})
    assert (graph.received.iloc[0]["accepted"], issues(graph)) == (1, {"remote_context"})


@pytest.mark.parametrize("key", ["uco-observable:phoneNumber", "phoneNumber"])
def test_a_remote_context_that_is_needed_refuses_the_file(tmp_path: Path, key: str) -> None:
    contexts = ["https://remote.example/context.jsonld", {"uco-core": CORE}]
    graph = written(tmp_path, {"@context": contexts, "@graph": [{"@id": PERSON, "uco-core:name": "B", key: "1"}]})
    assert issues(graph) == {"context_elsewhere"}


def test_a_nested_node_is_a_thing_of_its_own(tmp_path: Path) -> None:
    action = {
        "@id": "http://example.org/kb/a-0000aaaa-1f2e-4a3b-8c4d-000000000009",
        "@type": str(NS_CASE_INVESTIGATION.InvestigativeAction),
        str(NS_UCO_ACTION.performer): {"@id": PERSON, "@type": str(NS_UCO_IDENTITY.Person), f"{CORE}name": "Ana"},
    }
    graph = written(tmp_path, {"@graph": [action]})
    assert graph.received.iloc[0]["read"] == 1
    assert "Ana" in set(graph.entities["name"].dropna())
    assert graph.links[["kind", "role"]].to_numpy().tolist() == [["Reference", "performer"]]


def test_faulty_nodes_are_set_aside_by_their_place() -> None:
    graph = load(SAMPLES / "bad_half_relationship.json")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (4, 1, 2, 1)
    found = graph.issues[graph.issues["severity"] == "quarantine"]
    assert dict(zip(found["locator"], found["code"], strict=True)) == {
        "/@graph/1": "missing_end", "/@graph/2": "no_node",
    }  # fmt: skip


def test_a_node_with_its_own_context_is_set_aside() -> None:
    assert issues(load(SAMPLES / "bad_own_context.json")) == {"own_context"}


def test_a_classified_file_is_refused() -> None:
    assert issues(load(SAMPLES / "bad_classified.json")) == {"classified"}


def test_facets_that_own_each_other_end(tmp_path: Path) -> None:
    facet = f"{NS_UCO_OBSERVABLE}FileFacet"
    nodes = [
        {"@id": f"http://example.org/{a}", "@type": facet, f"{CORE}hasFacet": {"@id": f"http://example.org/{b}"}}
        for a, b in (("a", "b"), ("b", "a"))
    ]
    assert written(tmp_path, nodes).received.iloc[0]["accepted"] == 2


# Independent writer and reader --------------------------------------------------------------------------------------


def rdf_graph() -> rdflib.Graph:
    """A call, a relationship and a seizure, built with rdflib in the namespaces of case_utils."""
    kb = rdflib.Namespace("http://example.org/kb/")
    graph = rdflib.Graph()
    for prefix, space in (("kb", kb), ("uco-core", NS_UCO_CORE), ("uco-observable", NS_UCO_OBSERVABLE)):
        graph.bind(prefix, space)
    tail = "1f2e-4a3b-8c4d-00000000000"
    ana, phone, other, call, facet, seen, hash_, file, content = (
        kb[f"{w}-0000bbbb-{tail}{n}"] for n, w in enumerate("ana p1 p2 call facet rel hash file content".split())
    )
    graph.add((ana, rdflib.RDF.type, NS_UCO_IDENTITY.Person))
    graph.add((ana, NS_UCO_CORE.name, rdflib.Literal("Ana")))
    for number, node in (("+359881234567", phone), ("+40721234567", other)):
        below = rdflib.BNode()
        graph.add((node, rdflib.RDF.type, NS_UCO_OBSERVABLE.PhoneAccount))
        graph.add((node, NS_UCO_CORE.hasFacet, below))
        graph.add((below, rdflib.RDF.type, NS_UCO_OBSERVABLE.PhoneAccountFacet))
        graph.add((below, NS_UCO_OBSERVABLE.phoneNumber, rdflib.Literal(number)))
    graph.add((call, rdflib.RDF.type, NS_UCO_OBSERVABLE.Call))
    graph.add((call, NS_UCO_CORE.hasFacet, facet))
    graph.add((facet, rdflib.RDF.type, NS_UCO_OBSERVABLE.CallFacet))
    graph.add((facet, NS_UCO_OBSERVABLE["from"], phone))
    graph.add((facet, NS_UCO_OBSERVABLE.to, other))
    moment = rdflib.Literal("2024-03-01T10:00:00Z", datatype=rdflib.XSD.dateTime)
    graph.add((facet, NS_UCO_OBSERVABLE.startTime, moment))
    graph.add((seen, rdflib.RDF.type, NS_UCO_CORE.Relationship))
    graph.add((seen, NS_UCO_CORE.source, ana))
    graph.add((seen, NS_UCO_CORE.target, phone))
    graph.add((seen, NS_UCO_CORE.kindOfRelationship, rdflib.Literal("Has_Account")))
    graph.add((seen, NS_UCO_CORE.isDirectional, rdflib.Literal(True)))
    graph.add((file, rdflib.RDF.type, NS_UCO_OBSERVABLE.File))
    graph.add((file, NS_UCO_CORE.hasFacet, content))
    graph.add((content, rdflib.RDF.type, NS_UCO_OBSERVABLE.ContentDataFacet))
    graph.add((content, NS_UCO_OBSERVABLE.hash, hash_))
    types = rdflib.Namespace("https://ontology.unifiedcyberontology.org/uco/types/")
    graph.add((hash_, rdflib.RDF.type, types.Hash))
    graph.add((hash_, types.hashMethod, rdflib.Literal("MD5")))
    graph.add((hash_, types.hashValue, rdflib.Literal("cd" * 16)))
    return graph


@pytest.mark.parametrize("context", [None, {"core": str(NS_UCO_CORE), "o": str(NS_UCO_OBSERVABLE)}])
def test_what_rdf_tools_write_is_read(tmp_path: Path, context: dict[str, str] | None) -> None:
    path = tmp_path / "rdf.json"
    rdf_graph().serialize(str(path), format="json-ld", context=context, auto_compact=context is None)
    graph = load(path)
    assert short(graph) == {
        ("p1", "Participant", "caller", "call"),
        ("p2", "Participant", "receiver", "call"),
        ("ana", "HasAccount", "Has_Account", "p1"),
    }
    assert {"+359881234567", "+40721234567"} <= set(graph.claims["value"].dropna())
    assert ("md5", "cd" * 16) in said(graph, word(graph, "file"))
    assert not set(graph.issues["severity"]) & {"reject", "quarantine"}
    content = json.loads(path.read_text())
    assert graph.received.iloc[0]["read"] == len(content["@graph"] if isinstance(content, dict) else content)


def real(name: str) -> Path:
    path = SHARED / f"{name}.json"
    if not path.exists():
        pytest.skip(f"shared data absent: case/{name}.json is not beside the checkout")
    return path


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_has_as_many_records_as_nodes(name: str) -> None:
    row = load(real(name)).received.iloc[0]
    nodes = len(json.loads(real(name).read_text())["@graph"])
    assert (row["read"], row["accepted"], row["format"]) == (nodes, nodes, "case")


@pytest.mark.parametrize("name", REAL)
def test_the_relationships_of_a_real_file_are_those_that_rdflib_reads(name: str) -> None:
    rdf = rdflib.Graph().parse(str(real(name)), format="json-ld")
    expected: Counter[tuple[str, str, str]] = Counter()
    for relationship, source in rdf.subject_objects(NS_UCO_CORE.source):
        kind = rdf.value(relationship, NS_UCO_CORE.kindOfRelationship)
        for target in rdf.objects(relationship, NS_UCO_CORE.target):
            expected[str(source), str(kind) if kind is not None else "", str(target)] += 1
    graph = load(real(name))
    native = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    own = {"Reference", "Participant", "Owner", "Contains"}
    rows = graph.links[~graph.links["kind"].isin(own)]
    found = Counter(
        (native[a], role if isinstance(role, str) else "", native[b])
        for a, role, b in zip(rows["source"], rows["role"], rows["target"], strict=True)
    )
    assert found == expected


def leaves(value: Any) -> set[str]:
    """Every text and number of a JSON value, but ids, types, datatypes and whether a tie has a direction."""
    if isinstance(value, dict):
        spoken = [v for k, v in value.items() if k not in ("@id", "@type") and not k.endswith("isDirectional")]
        return {leaf for inner in spoken for leaf in leaves(inner)}
    if isinstance(value, list):
        return {leaf for inner in value for leaf in leaves(inner)}
    return {value if isinstance(value, str) else json.dumps(value)}


@pytest.mark.parametrize("name", REAL)
def test_every_value_of_a_real_file_is_said_somewhere(name: str) -> None:
    graph = load(real(name))
    held = {text for column in ("value", "original") for text in graph.claims[column].dropna()}
    held |= {text for column in ("role", "first", "last") for text in graph.links[column].dropna()}
    structures = "\n".join(text for text in held if text.startswith("{"))
    said = leaves(json.loads(real(name).read_text())["@graph"])
    assert not {text for text in said - held if json.dumps(text, ensure_ascii=False) not in structures}


@pytest.mark.parametrize(("number", "phones"), [("4520123456", ["+4520123456"]), ("612345678", []), ("0722123456", [])])
def test_a_national_number_in_the_place_of_an_msisdn_gets_no_country(
    tmp_path: Path, number: str, phones: list[str]
) -> None:
    space = "https://ontology.unifiedcyberontology.org/uco/observable/"
    node = {"@id": "kb:s", "@type": "o:SIMCard", "o:MSISDN": number}
    graph = written(tmp_path, {"@context": {"o": space, "kb": "http://example.org/kb/"}, "@graph": [node]})
    claims = graph.claims[["property", "value"]].set_index("property")["value"]
    assert claims[claims.index == "phone"].tolist() == phones and number in claims.tolist()
