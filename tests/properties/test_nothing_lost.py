"""A thousand random files with random faults put in: no record is lost, in any format.

What is put in is known before the file is loaded, and each file is counted by a reader that is not ours. Every good
record holds a word that occurs nowhere else; it must be found in the graph, under the record that said it.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

import netintel as ni

EXAMPLES = 1_000


@dataclass(frozen=True)
class Record:
    """One record that is put in: a word of its own, and whether something is wrong that must set it aside."""

    word: str
    faulty: bool
    again: bool = False


Written = tuple[str, bytes, int]
"""File name, content, and the number of records counted in the content by another reader."""
Maker = Callable[[list[Record], random.Random], Written]


def table(records: list[Record], rng: random.Random) -> Written:
    rows = [["id", "name", "note"]]
    for place, one in enumerate(records):
        whole = [f"i{place}", one.word, "x"]
        broken = rng.choice([["", one.word, "x"], whole[:2], [*whole, "more"], rows[0]])
        rows += [broken if one.faulty else whole] * (2 if one.again else 1)
    return "t.csv", _csv(rows), _csv_rows(_csv(rows))


def ftm(records: list[Record], rng: random.Random) -> Written:
    lines = []
    for place, one in enumerate(records):
        whole = json.dumps({"id": f"i{place}", "schema": "Person", "properties": {"name": [one.word]}})
        no_id = json.dumps({"schema": "Person", "properties": {"name": [one.word]}})
        broken = rng.choice([no_id, whole[:-9], "[1]", '"word"', whole.replace("Person", "")])
        lines += [broken if one.faulty else whole] * (2 if one.again else 1)
    data = "\n".join(lines).encode()
    return "t.ftm.json", data, sum(bool(line.strip()) for line in data.splitlines())


def stix(records: list[Record], rng: random.Random) -> Written:
    objects: list[object] = []
    for place, one in enumerate(records):
        uid = f"threat-actor--00000000-0000-4000-8000-{place:012d}"
        whole = {"type": "threat-actor", "spec_version": "2.1", "id": uid, "name": one.word}
        broken = rng.choice([7, "x", None, {"id": uid}, {"type": "threat-actor", "name": one.word}])
        objects += [broken if one.faulty else whole] * (2 if one.again else 1)
    data = json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode()
    return "t.json", data, len(json.loads(data)["objects"])


def misp(records: list[Record], rng: random.Random) -> Written:
    said: list[object] = []
    for place, one in enumerate(records):
        whole = {
            "uuid": f"00000000-0000-4000-8000-{place:012d}",
            "type": "text",
            "category": "Other",
            "value": one.word,
        }
        broken = rng.choice([{k: v for k, v in whole.items() if k != gone} for gone in ("type", "value")])
        said += [broken if one.faulty else whole] * (2 if one.again else 1)
    event = {"uuid": "00000000-0000-4000-8000-999999999999", "info": "x", "date": "2024-01-01", "Attribute": said}
    data = json.dumps({"Event": event}).encode()
    return "t.json", data, len(json.loads(data)["Event"]["Attribute"]) + 1


def graphml(records: list[Record], rng: random.Random) -> Written:
    nodes = []
    for place, one in enumerate(records):
        whole = f'<node id="n{place}"><data key="d">{one.word}</data></node>'
        broken = rng.choice([f'<node><data key="d">{one.word}</data></node>', '<edge source="n0"/>', "<edge/>"])
        nodes += [broken if one.faulty else whole] * (2 if one.again else 1)
    key = '<key id="d" for="node" attr.name="name" attr.type="string"/>'
    return _xml(
        "t.graphml", f'<graphml>{key}<graph edgedefault="directed">{"".join(nodes)}</graph></graphml>', "node", "edge"
    )


def gexf(records: list[Record], rng: random.Random) -> Written:
    nodes = []
    for place, one in enumerate(records):
        broken = f'<node label="{one.word}"/>'
        nodes += [broken if one.faulty else f'<node id="n{place}" label="{one.word}"/>'] * (2 if one.again else 1)
    return _xml("t.gexf", f'<gexf version="1.3"><graph><nodes>{"".join(nodes)}</nodes></graph></gexf>', "node", "edge")


def iso20022(records: list[Record], rng: random.Random) -> Written:
    entries = []
    for place, one in enumerate(records):
        party = f"<RltdPties><Dbtr><Nm>{one.word}</Nm></Dbtr></RltdPties>"
        amount = f'<Amt Ccy="EUR">{place + 1}.00</Amt>'
        refs = f"<Refs><EndToEndId>E{place}</EndToEndId></Refs>"  # without any, two equal transfers are two
        whole = f"<Ntry>{amount}<CdtDbtInd>CRDT</CdtDbtInd><NtryDtls><TxDtls>{refs}{party}</TxDtls></NtryDtls></Ntry>"
        entries += ["<Ntry/>" if one.faulty else whole] * (2 if one.again else 1)
    account = "<Acct><Id><IBAN>GB82WEST12345698765432</IBAN></Id></Acct>"
    statement = f"<BkToCstmrStmt><Stmt>{account}{''.join(entries)}</Stmt></BkToCstmrStmt>"
    namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
    return _xml("t.xml", f'<Document xmlns="{namespace}">{statement}</Document>', "Ntry")


def case(records: list[Record], rng: random.Random) -> Written:
    nodes: list[object] = []
    for place, one in enumerate(records):
        whole = {"@id": f"kb:p{place}", "@type": "uco-identity:Person", "uco-core:name": one.word}
        nodes += [rng.choice([7, "x", [], None]) if one.faulty else whole] * (2 if one.again else 1)
    base = "https://ontology.unifiedcyberontology.org/uco/"
    context = {"kb": "http://example.org/kb/", "uco-core": f"{base}core/", "uco-identity": f"{base}identity/"}
    data = json.dumps({"@context": context, "@graph": nodes}).encode()
    return "t.json", data, len(json.loads(data)["@graph"])


def calls(records: list[Record], rng: random.Random) -> Written:
    rows = [["From", "To", "Datetime", "Duration(seconds)", "Cell Tower"]]
    for place, one in enumerate(records):
        whole = [f"+4072212{place:04d}", "+359888123456", "20060601 0008", "10", one.word]
        broken = rng.choice([["", "", "20060601 0008", "10", one.word], whole[:3], [*whole, "more"], rows[0]])
        rows += [broken if one.faulty else whole] * (2 if one.again else 1)
    return "t.csv", _csv(rows), _csv_rows(_csv(rows))


def neo4j(records: list[Record], rng: random.Random) -> Written:
    rows = [["personId:ID(P)", "name", ":LABEL"]]
    for place, one in enumerate(records):
        whole = [str(place), one.word, "Person"]
        broken = rng.choice([["", one.word, "Person"], whole[:2], [*whole, "more"], rows[0]])
        rows += [broken if one.faulty else whole] * (2 if one.again else 1)
    return "t.csv", _csv(rows), _csv_rows(_csv(rows))


def geojson(records: list[Record], rng: random.Random) -> Written:
    features: list[object] = []
    for place, one in enumerate(records):
        where = {"type": "Point", "coordinates": [2.0 + place / 100, 41.0]}
        whole = {"type": "Feature", "id": place, "geometry": where, "properties": {"name": one.word}}
        features += [rng.choice([7, "x", [], None]) if one.faulty else whole] * (2 if one.again else 1)
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return "t.geojson", data, len(json.loads(data)["features"])


def statements(records: list[Record], rng: random.Random) -> Written:
    rows = [["canonical_id", "entity_id", "prop", "schema", "value", "dataset"]]
    for place, one in enumerate(records):
        whole = [f"k{place}", f"k{place}", "name", "Person", one.word, "d"]
        broken = rng.choice([["", "", *whole[2:]], whole[:3], [*whole, "more"], rows[0]])
        rows += [broken if one.faulty else whole] * (2 if one.again else 1)
    return "t.csv", _csv(rows), _csv_rows(_csv(rows))


FORMATS: list[Maker] = [
    table, ftm, stix, misp, graphml, gexf, iso20022, case, calls, neo4j, geojson, statements,
]  # fmt: skip


def _csv(rows: list[list[str]]) -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator="\n").writerows(rows)
    return sink.getvalue().encode()


def _csv_rows(data: bytes) -> int:
    return len(list(csv.reader(io.StringIO(data.decode(), newline="")))) - 1


def _xml(name: str, text: str, *counted: str) -> Written:
    root = etree.fromstring(text.encode())
    return name, text.encode(), sum(1 for tag in counted for _ in root.iter(f"{{*}}{tag}"))


def examples() -> Iterator[tuple[str, int]]:
    for number in range(EXAMPLES):
        yield FORMATS[number % len(FORMATS)].__name__, number


@pytest.mark.parametrize("make", FORMATS, ids=lambda make: make.__name__)
def test_no_record_of_a_random_file_is_lost(
    make: Callable[[list[Record], random.Random], Written], tmp_path: Path
) -> None:
    share = [number for name, number in examples() if name == make.__name__]
    for number in share:
        rng = random.Random(number)
        records = [
            Record(f"wördŁ{number}x{place}", rng.random() < 0.2, rng.random() < 0.1)
            for place in range(rng.randint(1, 25))
        ]
        if all(one.faulty for one in records):
            records.append(Record(f"wördŁ{number}xgood", False))
        name, data, counted = make(records, rng)
        file = tmp_path / name
        file.write_bytes(data)
        graph = ni.load(file, progress=lambda _line: None)
        row, told = graph.received.iloc[0], graph.issues[["code", "locator", "message"]].to_dict("records")
        assert row["read"] == row["accepted"] + row["quarantined"] + row["duplicates"], (number, told)
        assert row["read"] == counted, (number, told)
        bad, again = sum(one.faulty for one in records), sum(one.again for one in records)
        bad_again = sum(one.again and one.faulty for one in records)
        assert bad <= row["quarantined"] <= bad + bad_again, (number, told)  # a faulty one again may count as either
        assert row["quarantined"] + row["duplicates"] == bad + again, (number, told)
        words = {one.word for one in records if not one.faulty}
        claims = graph.claims
        said = set(claims["value"].dropna()) | set(claims["original"].dropna()) | set(graph.entities["name"].dropna())
        assert all(any(word in text for text in said) for word in words - said), (number, sorted(words - said)[:3])


def test_a_thousand_files_are_tried() -> None:
    assert len(list(examples())) == EXAMPLES
