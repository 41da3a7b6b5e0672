"""JSON with a fault: STIX, MISP, FollowTheMoney, INTERPOL, CASE, GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from _fault import Fault, good, odd, partial, refused, since, warned

STIX, MISP, FTM, NOTICE, CASE, GEO = "stix", "misp", "ftm", "interpol", "case", "geojson"


def faults() -> Iterator[Fault]:
    """Give the JSON files of the corpus."""
    yield from _stix()
    yield from _misp()
    yield from _ftm()
    yield from _notices()
    yield from _case()
    yield from _points()
    yield from _broken()


def text(content: Any) -> bytes:
    """Return content as JSON in UTF-8."""
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def uid(number: int) -> str:
    """Return a version 4 UUID that looks like one."""
    return f"00000000-0000-4000-8000-{number:012d}"


def actor(number: int, **more: Any) -> dict[str, Any]:
    """Return an invented threat actor."""
    said = {
        "type": "threat-actor",
        "spec_version": "2.1",
        "id": f"threat-actor--{uid(number)}",
        "created": "2024-01-01T00:00:00.000Z",
        "modified": "2024-01-01T00:00:00.000Z",
        "name": f"Invented {number}",
    }
    return said | more


def bundle(*objects: Any) -> dict[str, Any]:
    """Return objects as a bundle."""
    return {"type": "bundle", "id": f"bundle--{uid(999)}", "objects": list(objects)}


def tie(number: int, source: int, target: int) -> dict[str, Any]:
    """Return a relationship between two invented actors."""
    said = {"type": "relationship", "id": f"relationship--{uid(number)}", "relationship_type": "related-to"}
    return (
        actor(number)
        | said
        | {"source_ref": f"threat-actor--{uid(source)}", "target_ref": f"threat-actor--{uid(target)}"}
    )


def _stix() -> Iterator[Fault]:
    both = (actor(1), actor(2), tie(3, 1, 2))
    yield good("good_stix.json", text(bundle(*both)), STIX, 3)
    yield odd("stix_bom.json", b"\xef\xbb\xbf" + text(bundle(*both)), "a byte order mark", STIX, 3)
    yield odd("stix_utf16.json", json.dumps(bundle(*both)).encode("utf-16"), "UTF-16 with a byte order mark", STIX, 3)
    yield odd("stix_twice.json", text(bundle(*both, actor(1))), "one object twice, word for word", STIX, 4, 1)
    yield odd(
        "stix_20.json",
        text(bundle({k: v for k, v in actor(1).items() if k != "spec_version"}) | {"spec_version": "2.0"}),
        "STIX 2.0",
        STIX,
        1,
    )
    yield odd(
        "stix_revoked.json", text(bundle(actor(1, revoked=True))), "a revoked object, which is still said", STIX, 1
    )
    yield warned(
        "stix_dangling.json",
        text(bundle(actor(1), tie(3, 1, 7))),
        "a relationship to an object that is not there",
        STIX,
        2,
    )
    yield warned(
        "stix_own_type.json",
        text(bundle(actor(1) | {"type": "x-odd", "id": f"x-odd--{uid(1)}"})),
        "an object type of nobody's vocabulary",
        STIX,
        1,
    )
    yield partial(
        "stix_no_id.json",
        text(bundle(actor(1), {"type": "threat-actor", "name": "no id"})),
        "an object without id",
        STIX,
        2,
        1,
    )
    yield partial(
        "stix_no_type.json",
        text(bundle(actor(1), {"id": f"threat-actor--{uid(2)}"})),
        "an object without type",
        STIX,
        2,
        1,
    )
    yield partial(
        "stix_no_ends.json",
        text(bundle(actor(1), {k: v for k, v in tie(3, 1, 2).items() if not k.endswith("_ref")})),
        "a relationship without ends",
        STIX,
        2,
        1,
    )
    yield partial(
        "stix_not_an_object.json",
        text(bundle(actor(1), 7, "x", None, [])),
        "numbers and words among the objects",
        STIX,
        5,
        4,
    )
    yield since(
        odd(
            "stix_no_objects.json",
            text({"type": "bundle", "id": f"bundle--{uid(9)}"}),
            "a bundle without objects",
            STIX,
            0,
        ),
        "STIX 2.1 lets a bundle be empty; its line says that it holds no record",
    )
    yield refused(
        "stix_objects_dict.json",
        text({"type": "bundle", "id": f"bundle--{uid(9)}", "objects": {"a": actor(1)}}),
        "objects that are no list",
    )
    yield odd(
        "stix_names.json",
        text(bundle(actor(1, name="<img src=x onerror=alert(1)>"), actor(2, name='=HYPERLINK("http://example.org")'))),
        "names that are markup and formula",
        STIX,
        2,
    )
    marked = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
        "created": "2017-01-20T00:00:00.000Z",
        "definition_type": "tlp",
        "name": "TLP:RED",
        "definition": {"tlp": "red"},
    }
    yield odd(
        "stix_marked.json",
        text(bundle(actor(1, object_marking_refs=[marked["id"]]), marked)),
        "a marking defined after it is used",
        STIX,
        2,
    )
    parts = {"granular_markings": [{"marking_ref": marked["id"], "selectors": ["name", "nothing.[7]"]}]}
    yield warned(
        "stix_selector.json",
        text(bundle(actor(1, **parts), marked)),
        "a granular marking of a part that is not there",
        STIX,
        2,
    )
    yield warned(
        "stix_twice_keyed.json",
        b'{"type":"bundle","id":"bundle--%s","objects":[{"type":"threat-actor","id":"threat-actor--%s","name":"a","name":"b"}]}'
        % (uid(9).encode(), uid(1).encode()),
        "a key twice in one object",
        STIX,
        1,
    )
    yield odd("stix_integers.json", text(bundle(actor(1, x_count=2**63 + 1))), "an integer beyond 2^63", STIX, 1)
    yield warned(
        "stix_day.json",
        text(bundle(actor(1, first_seen="2024-02-31T00:00:00Z"))),
        "an instant that does not exist",
        STIX,
        1,
    )


def _misp() -> Iterator[Fault]:
    def attribute(number: int, **more: Any) -> dict[str, Any]:
        return {
            "uuid": uid(number),
            "type": "ip-dst",
            "category": "Network activity",
            "value": f"192.0.2.{number}",
            "to_ids": True,
            "timestamp": "1704067200",
        } | more

    def event(*attributes: Any, **more: Any) -> dict[str, Any]:
        return {
            "Event": {
                "uuid": uid(100),
                "info": "Invented event",
                "date": "2024-01-01",
                "timestamp": "1704067200",
                "Attribute": list(attributes),
            }
            | more
        }

    yield good("good_misp.json", text(event(attribute(1), attribute(2))), MISP, 3)
    yield good("good_misp_list.json", text({"response": [event(attribute(1))]}), MISP, 2)
    yield odd(
        "misp_epoch_zero.json", text(event(attribute(1, timestamp="0"))), "a timestamp of 0, which is none", MISP, 2
    )
    yield odd(
        "misp_deleted.json",
        text(event(attribute(1, deleted=True))),
        "a deleted attribute that still holds its value",
        MISP,
        2,
    )
    yield odd(
        "misp_sample.json",
        text(
            event(
                attribute(
                    1, type="malware-sample", value="a.exe|d41d8cd98f00b204e9800998ecf8427e", data="TVqQAAMAAAAEAAAA"
                )
            )
        ),
        "a malware sample, which nobody may decode",
        MISP,
        2,
    )
    yield odd(
        "misp_tlp_blank.json", text(event(attribute(1), Tag=[{"name": "tlp:red "}])), "a blank after tlp:red", MISP, 2
    )
    yield partial(
        "misp_no_value.json",
        text(event(attribute(1), {"uuid": uid(2), "type": "ip-dst"})),
        "an attribute without value",
        MISP,
        3,
        1,
    )
    yield partial(
        "misp_no_type.json",
        text(event(attribute(1), {"uuid": uid(2), "value": "192.0.2.2"})),
        "an attribute without type",
        MISP,
        3,
        1,
    )
    yield since(
        partial(
            "misp_attributes_text.json",
            text({"Event": {"uuid": uid(100), "info": "x", "Attribute": "none"}}),
            "attributes that are a word",
            MISP,
            2,
            1,
        ),
        "the event that holds them is whole, and is read",
    )
    listed = {
        uid(100): {
            "info": "Invented event",
            "date": "2024-01-01",
            "timestamp": "1704067200",
            "Orgc": {"uuid": uid(5), "name": "Invented CERT"},
            "Tag": [],
            "analysis": "2",
            "threat_level_id": "2",
        }
    }
    yield warned("feed/manifest.json", text(listed), "a manifest of a feed whose event is not there", "misp_feed", 1)


def _ftm() -> Iterator[Fault]:
    def line(number: int, **more: Any) -> bytes:
        said = {
            "id": f"e{number}",
            "schema": "Person",
            "properties": {"name": [f"Invented {number}"], "birthDate": ["1984"]},
        }
        return json.dumps(said | more, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"

    yield good("good.ftm.json", line(1) + line(2), FTM, 2)
    yield odd("blank_line.ftm.json", line(1) + b"\n" + line(2), "a blank line", FTM, 2)
    yield odd("separator.ftm.json", line(1, caption="A\u2028B") + line(2), "U+2028 inside a caption", FTM, 2)
    yield odd("again.ftm.json", line(1) + line(2) + line(1), "one line twice", FTM, 3, 1)
    yield odd("crlf.ftm.json", line(1).replace(b"\n", b"\r\n") + line(2), "a line that ends with CR LF", FTM, 2)
    yield partial("cut.ftm.json", line(1) + line(2)[:40], "the last line cut off", FTM, 2, 1)
    yield partial(
        "no_id.ftm.json", line(1) + b'{"schema":"Person","properties":{"name":["x"]}}\n', "a line without id", FTM, 2, 1
    )
    yield partial(
        "no_schema.ftm.json", line(1) + b'{"id":"e2","properties":{"name":["x"]}}\n', "a line without schema", FTM, 2, 1
    )
    yield partial("list.ftm.json", line(1) + b"[1,2]\n" + line(3), "a line that is a list", FTM, 3, 1)
    yield partial(
        "properties_text.ftm.json", line(1) + line(2, properties="x"), "properties that are a word", FTM, 2, 1
    )
    yield partial(
        "bytes.ftm.json",
        line(1) + b'{"id":"e2","schema":"Person","properties":{"name":["\xff\xfe"]}}\n' + line(3),
        "a line that is no UTF-8",
        FTM,
        3,
        1,
    )
    yield partial(
        "surrogate.ftm.json",
        line(1) + b'{"id":"e2","schema":"Person","properties":{"name":["\\ud800x"]}}\n',
        "a lone surrogate",
        FTM,
        2,
        1,
    )
    yield warned("schema.ftm.json", line(1, schema="Dragon"), "a schema of no model", FTM, 1)
    yield warned(
        "date.ftm.json",
        line(1, properties={"name": ["a"], "birthDate": ["05/06/1965"]}),
        "a date whose order is not stated",
        FTM,
        1,
    )
    yield warned(
        "country.ftm.json",
        line(1, properties={"name": ["a"], "country": ["zz"]}),
        "a country code of no country",
        FTM,
        1,
    )
    yield since(
        odd("name_number.ftm.json", line(1, properties={"name": [7, "a"]}), "a number among the names", FTM, 1),
        "the number is kept as the text it is written as; nothing is lost or changed",
    )
    change = b'{"op":"ADD","entity":' + line(1).rstrip() + b"}\n"
    yield good("good_delta.ftm.json", change + b'{"op":"DEL","entity":{"id":"e9"}}\n', "ftm_delta", 2)
    yield partial(
        "delta_odd.ftm.json",
        change + b'{"op":"BURN","entity":{"id":"e9"}}\n',
        "an operation of no list",
        "ftm_delta",
        2,
        1,
    )


def _notices() -> Iterator[Fault]:
    def notice(number: int, **more: Any) -> dict[str, Any]:
        return {
            "forename": "MARA",
            "name": f"VIDAL {number}",
            "date_of_birth": "1984/03/02",
            "entity_id": f"2024/{number}",
            "nationalities": ["ES"],
        } | more

    def listed(*notices: Any) -> bytes:
        return text(
            {"total": len(notices), "query": {"page": 1}, "_embedded": {"notices": list(notices)}, "_links": {}}
        )

    yield good("good_notices.json", listed(notice(1), notice(2)), NOTICE, 2)
    yield odd(
        "notice_zero_day.json",
        listed(notice(1, date_of_birth="1975/00/00")),
        "a birth date of 1975/00/00: the year alone",
        NOTICE,
        1,
    )
    yield odd(
        "notice_nulls.json",
        listed(notice(1, nationalities=None, forename=None)),
        "null for forename and nationalities",
        NOTICE,
        1,
    )
    yield partial("notice_no_id.json", listed(notice(1), {"name": "NOBODY"}), "a notice without id", NOTICE, 2, 1)
    yield partial("notice_word.json", listed(notice(1), "x"), "a word among the notices", NOTICE, 2, 1)


def _case() -> Iterator[Fault]:
    context = {
        "kb": "http://example.org/kb/",
        "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
        "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
        "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    }

    def person(number: int) -> dict[str, Any]:
        return {
            "@id": f"kb:person-{uid(number)}",
            "@type": "uco-identity:Person",
            "uco-core:name": f"Invented {number}",
        }

    yield good("good_case.json", text({"@context": context, "@graph": [person(1), person(2)]}), CASE, 2)
    yield good(
        "good_case_bundle.json",
        text(
            {
                "@context": context,
                "@id": "kb:bundle-1",
                "@type": "uco-core:Bundle",
                "uco-core:object": [person(1), person(2)],
            }
        ),
        CASE,
        2,
    )
    yield partial(
        "case_word.json", text({"@context": context, "@graph": [person(1), "x"]}), "a word among the nodes", CASE, 2, 1
    )
    yield warned(
        "case_remote.json",
        text({"@context": ["http://example.org/context.jsonld", context], "@graph": [person(1)]}),
        "a context on the network, which nobody may fetch",
        CASE,
        1,
    )
    yield refused("case_graph_word.json", text({"@context": context, "@graph": "none"}), "a graph that is a word")


def _points() -> Iterator[Fault]:
    def point(number: int, where: Any) -> dict[str, Any]:
        return {
            "type": "Feature",
            "id": number,
            "geometry": {"type": "Point", "coordinates": where},
            "properties": {"name": f"Place {number}"},
        }

    def places(*features: Any, **more: Any) -> bytes:
        return text({"type": "FeatureCollection", "features": list(features)} | more)

    yield good("good_places.geojson", places(point(1, [2.17, 41.38]), point(2, [23.3, 42.7])), GEO, 2)
    yield warned("null_island.geojson", places(point(1, [0, 0])), "a place at 0, 0", GEO, 1)
    yield warned("swapped.geojson", places(point(1, [41.38, 123.0])), "latitude and longitude swapped", GEO, 1)
    yield refused(
        "other_crs.geojson",
        places(
            point(1, [430000, 4580000]), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25831"}}
        ),
        "metres of a national grid",
    )
    yield partial("word.geojson", places(point(1, [2.17, 41.38]), "x"), "a word among the features", GEO, 2, 1)


def _broken() -> Iterator[Fault]:
    whole = text(bundle(actor(1), actor(2)))
    yield refused("cut.json", whole[:-30], "cut off")
    yield refused("two_values.json", whole + whole, "two values one after another")
    yield refused(
        "nan.json",
        b'{"type":"bundle","id":"bundle--%s","objects":[{"type":"threat-actor","id":"threat-actor--%s","name":"a","x":NaN}]}'
        % (uid(9).encode(), uid(1).encode()),
        "NaN, which is no JSON",
    )
    yield refused("comment.json", b"// x\n" + whole, "a comment")
    yield refused("comma.json", whole.replace(b"\n ]", b",\n ]"), "a comma after the last object")
    yield refused("single_quotes.json", whole.replace(b'"', b"'"), "single quotation marks")
    yield refused("bytes.json", whole.replace(b"Invented 1", b"\xff\xfe"), "bytes that are no UTF-8")
    yield refused("deep_list.json", b"[" * 100_000 + b"]" * 100_000, "100,000 lists in one another")
    yield refused(
        "deep_dict.json",
        b'{"type":"bundle","objects":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
        "5,000 objects in one another",
    )
    yield refused("empty_dict.json", b"{}", "nothing")
    yield refused("number.json", b"7", "a number alone")
    yield refused("other.json", text({"posts": [{"title": "x"}]}), "JSON of no format of the trade")
    half = b'{"type":"bundle","id":"bundle--%s","objects":[{"type":"threat-actor","id":"threat-actor--%s","name":"\\ud800"}]}'
    yield since(
        warned("surrogate.json", half % (uid(9).encode(), uid(1).encode()), "a lone surrogate", STIX, 1),
        "it is shown as it is written (six characters), and told; nothing of the object is lost",
    )
