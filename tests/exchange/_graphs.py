"""Graphs such as no loader would make them all at once: several exports, records that repeat and contradict, odd texts.

They are built by `Builder`, so that whatever the tables can hold can be in them.
"""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import strategies as st

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables
from netintel.resolve import judge

ODD = [
    "=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "'quoted", " Ana ", "a\tb", "a\r\nb", "<b>&\"'</b>", "\x00",
    "\ufffe", "{}", '{"name": ["x"]}', "NA", "null", "007", "\u202eevil", "Ж;Ω|,", "\u2028", "]]>", "O'Neill",
    "a" * 300, "\U0001f600", "\U0010ffff", "e\u0301", "\u00e9", "\u00a0", "\ufeff", "\x85", "\\u0041", "1e5", "1,5",
    "-",
]  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8) | st.sampled_from(ODD)
ID = st.sampled_from(
    ["p-1", "p-2", "p-3", "=p", "+40722123456", "Ж 7", " p-1", "a\nb", "identity--00000000-0000-4000-8000-000000000001",
     "00000000-0000-4000-8000-000000000002", "urn:uuid:00000000-0000-4000-8000-000000000003",
     "http://example.org/kb/phone-00000000-0000-4000-8000-000000000004", "t-1"]
) | st.sampled_from(ODD)  # fmt: skip
HANDLING = st.sampled_from(["TLP:RED", "TLP:AMBER+STRICT", "EUROPOL:H2 TLP:GREEN", "PAP:AMBER", "TLP:CLEAR"])
EVALUATION = st.sampled_from(["4x4:B2", "admiralty:C3", "B2", "4x4:A1"])
MARKS = st.fixed_dictionaries(
    {},
    optional={
        "handling": HANDLING,
        "evaluation": EVALUATION,
        "originator": st.sampled_from(["Brigada", "Εξωτερικό; τμήμα", "=Unit"]),
        "assertion": st.sampled_from(["fact", "assessment", "computed"]),
        "review_due": st.sampled_from(["2027-01-01", "2027-06"]),
    },
)
DAY = st.sampled_from(
    ["1965", "1965-03", "1965-03-02", "31/02/1980", "03/04/1980", "2021-03-04T10:00:00Z", "2022-03-04T10:00:00.250Z",
     "2021-03-04T10:00:00+02:00"]
)  # fmt: skip
COUNTRY = st.sampled_from(["RO", "Moldova", "Atlantis", "xk", "NA", "UA", "GB"])
CLAIM = st.one_of(
    st.tuples(st.sampled_from(["name", "alias", "note", "role", "description", "username", "content"]), TEXT),
    st.tuples(st.sampled_from(["birth_date", "death_date", "date", "first_seen", "issue_date"]), DAY),
    st.tuples(
        st.sampled_from(["nationality", "residence", "wanted_by", "country", "phone_country"]), COUNTRY
    ),
    st.tuples(st.just("category"), st.sampled_from(["victim", "informant", "minor", "bystander", "witness"])),
    st.tuples(st.just("minor"), st.sampled_from(["yes", "false", "perhaps"])),
    st.tuples(st.sampled_from(["phone", "number"]), st.sampled_from(["+40722123456", "0722", "+373 69 123456", "110"])),
    st.tuples(st.just("iban"), st.sampled_from(["DE89 3704 0044 0532 0130 00", "DE00"])),
    st.tuples(st.just("email"), st.sampled_from(["A@Example.org", "nobody"])),
    st.tuples(st.just("imsi"), st.sampled_from(["226011234567890", "226"])),
    st.tuples(st.just("document_number"), st.sampled_from(["ab 12-34", "№5", "12345"])),
    st.tuples(st.sampled_from(["passport_number", "id_number"]), st.sampled_from(["ab 12-34", "12345"])),
    st.tuples(st.just("ip"), st.sampled_from(["192.0.2.1", "2001:db8::1", "192.0.2.0/24"])),
    st.tuples(st.sampled_from(["latitude", "longitude"]), st.sampled_from(["44.5", "-8.25", "0", "north"])),
    st.tuples(
        st.sampled_from(["odd.Path name", "Ж", "native_id", "claims", "source_type", "city.language", "referent"]),
        TEXT,
    ),
)  # fmt: skip
KIND = st.sampled_from(
    "Person Company PublicBody Address Place Phone SIM UserAccount BankAccount Notice Incident Concept Unknown Vessel "
    "IPAddress File Passport Document CryptoWallet".split()
)
ENTITY = st.tuples(st.just("entity"), ID, KIND, st.lists(CLAIM, max_size=6))
OWN = st.tuples(st.just("claim"), ID, CLAIM, st.none() | HANDLING, st.none() | EVALUATION)
REFERENCE = st.tuples(st.just("reference"), ID, st.sampled_from(["created_by", "marking", "odd.Ж"]), ID)
SAID_OF_LINK = st.sampled_from(["note", "purpose", "Ж", "native_id", "amount_text", "kind"])
LINK = st.tuples(
    st.just("link"),
    ID,
    ID,
    st.sampled_from(["Payment", "UnknownLink", "Ownership", "Reference", "HasRole", "Ж", "runs courier for"]),
    st.fixed_dictionaries(
        {},
        optional={
            "native_id": st.sampled_from(
                ["t-1", "t-2", "=t", "a\nb", "p-1", "relationship--00000000-0000-4000-8000-000000000005"]
            ),
            "directed": st.booleans(),
            "first": DAY,
            "last": DAY,
            "role": TEXT,
            "amount": st.sampled_from(["1.10", "9007199254740993", "-0.000000000000000001", "100", "1e3"]),
            "currency": st.sampled_from(["EUR", " eur", "=USD", "Ж"]),
            "weight": st.floats(allow_nan=False, allow_infinity=False),
            "status": st.sampled_from(["recorded", "inferred"]),
            "claims": st.lists(st.tuples(SAID_OF_LINK, TEXT), max_size=2),
            "references": st.lists(st.tuples(st.sampled_from(["created_by", "via"]), ID), max_size=2),
        },
    ),
    st.none() | st.tuples(TEXT, HANDLING, st.none() | EVALUATION),
)  # fmt: skip
RECORD = st.tuples(MARKS, st.lists(st.one_of(ENTITY, ENTITY, OWN, REFERENCE, LINK, LINK), min_size=1, max_size=4))
EXPORT = st.tuples(st.sampled_from(["file", "global"]), st.lists(RECORD, min_size=1, max_size=5))
JUDGED = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["same", "not_same"])), max_size=3)


def built(exports: list[Any], judged: list[Any], case: ni.Case) -> EntityGraph:
    """Return the graph of exports with judgements on origins by their place."""
    graph = EntityGraph(Tables.concat([_export(n, *export) for n, export in enumerate(exports)]), case)
    origins = list(graph.origins["origin"])
    for left, right, judgement in judged:
        one, other = origins[left % len(origins)], origins[right % len(origins)]
        if one != other:
            graph = judge(graph, one, other, judgement, by="analyst", reason="seen together")
    return graph


def _export(number: int, ids: str, records: list[Any]) -> Tables:
    build = Builder()
    for row, (marks, statements) in enumerate(records):
        build.record(f"row {row}", **marks)
        for what, *said in statements:
            _SAY[what](build, *said)
    name = f"{number}.csv"
    sha256 = hashlib.sha256(repr((number, records)).encode("utf-8", "surrogatepass")).hexdigest()
    told = {"file": name, "format": "table", "unit": "row", "sha256": sha256, "bytes": 1, "loader": "1", "ids": ids}
    return build.tables(told)


def _link(build: Builder, source: str, target: str, kind: str, columns: dict[str, Any], own: Any) -> None:
    code = build.link(source, target, kind, **columns)
    if own is not None:
        build.mark_link(code, "note", *own)


_SAY: dict[str, Any] = {
    "entity": lambda build, native, kind, claims: build.entity(native, kind, claims),
    "claim": lambda build, native, claim, handling, grade: build.claim(
        native, *claim, handling=handling, evaluation=grade
    ),
    "reference": lambda build, native, prop, target: build.reference(native, prop, target),
    "link": _link,
}
