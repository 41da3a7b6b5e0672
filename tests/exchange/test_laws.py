"""What is loaded, written and loaded again says the same; what does not come back is in the loss report, no more."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel import exchange

sys.path.insert(0, str(Path(__file__).parent))
from _seen import differences, keys, seen

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"
LAW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
FILES = {
    "case": "a.jsonld",
    "ftm": "a.ftm.json", "stix": "a.stix21.json", "misp": "a.misp.json", "graphml": "a.graphml", "i2": "a.csv",
    "neo4j": "neo4j", "csv": "tables", "xlsx": "a.xlsx",
}  # fmt: skip
READ_BACK = sorted(FILES)


def quiet(_: str) -> None:
    """Swallow the line a file."""


def again(graph: ni.EntityGraph, format: str, folder: str) -> ni.EntityGraph:
    path = Path(folder) / FILES[format]
    exchange.write(graph, path, format=format)
    return ni.load(path if path.is_dir() else path.parent, case=graph.case, progress=quiet)


@pytest.fixture(scope="module")
def lantern() -> ni.EntityGraph:
    graph = ni.load(LANTERN, progress=quiet)
    return ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))


@pytest.mark.parametrize("format", READ_BACK)
def test_the_sample_case_comes_back_whole(lantern: ni.EntityGraph, format: str, tmp_path: Path) -> None:
    back = again(lantern, format, str(tmp_path))
    assert differences(seen(lantern), seen(back, keys(lantern))) == {}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "'quoted", " Ana ", "a\tb", "a\r\nb", "<b>&\"'</b>", "\x00",
     "\ufffe", "{}", '{"name": ["x"]}', "NA", "null", "007", "\u202eevil", "Ж;Ω|,", "\u2028", "]]>", "O'Neill",
     "a" * 300]
)  # fmt: skip
ID = st.sampled_from(["p-1", "p-2", "=p", "+40722123456", "Ж 7", "identity--00000000-0000-4000-8000-000000000001"])
MARKS = st.fixed_dictionaries(
    {},
    optional={
        "handling": st.sampled_from(["TLP:RED", "TLP:AMBER+STRICT", "EUROPOL:H2 TLP:GREEN", "PAP:AMBER"]),
        "evaluation": st.sampled_from(["4x4:B2", "admiralty:C3", "B2"]),
        "originator": st.sampled_from(["Brigada", "Εξωτερικό; τμήμα"]),
        "assertion": st.sampled_from(["fact", "assessment", "computed"]),
        "review_due": st.sampled_from(["2027-01-01", "2027-06"]),
    },
)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "name": st.lists(TEXT, min_size=1, max_size=3),
        "alias": st.lists(TEXT, max_size=2),
        "birthDate": st.lists(st.sampled_from(["1965", "1965-03", "1965-03-02", "31/02/1980"]), max_size=2),
        "nationality": st.lists(st.sampled_from(["RO", "Moldova", "Atlantis", "xk"]), max_size=2),
        "birthCountry": st.lists(st.sampled_from(["UA"]), max_size=1),
        "phone": st.lists(st.sampled_from(["+40722123456", "0722"]), max_size=2),
        "latitude": st.lists(st.sampled_from(["44.5", "-8.25", "north"]), max_size=2),
        "longitude": st.lists(st.sampled_from(["26.125", "0"]), max_size=2),
        "category": st.lists(st.sampled_from(["victim", "informant", "minor", "bystander"]), max_size=2),
        "notes": st.lists(TEXT, max_size=2),
        "odd.Path name": st.lists(TEXT, max_size=1),
    },
)
KIND = st.sampled_from(["Person", "Company", "Address", "UserAccount", "Event", "Widget"])
ENTITY = st.builds(
    lambda key, schema, said, marks: {"id": key, "schema": schema, "properties": said, **marks}, ID, KIND, SAID, MARKS
)
LINK = st.builds(
    lambda n, schema, ends, said, marks, more: {
        "id": f"t-{n}",
        "schema": schema,
        "properties": {**dict(zip(_ENDS[schema], ([e] for e in ends), strict=True)), **said},
        **marks,
        **more,
    },
    st.integers(0, 5),
    st.sampled_from(["Payment", "UnknownLink", "Ownership"]),
    st.tuples(ID, ID),
    st.fixed_dictionaries(
        {},
        optional={
            "startDate": st.sampled_from([["2020"], ["2021-03-04"], ["2021-03-04T10:00:00Z"]]),
            "endDate": st.sampled_from([["2022"], ["2022-03-04T10:00:00.250Z"]]),
            "amount": st.sampled_from([["1.10"], ["9007199254740993"], ["-0.000000000000000001"]]),
            "currency": st.just(["EUR"]),
            "role": st.lists(TEXT, min_size=1, max_size=1),
            "purpose": st.lists(TEXT, max_size=2),
        },
    ),
    MARKS,
    st.fixed_dictionaries({}, optional={"directed": st.booleans(), "weight": st.floats(0, 9)}),
)
_ENDS = {
    "Payment": ("payer", "beneficiary"),
    "UnknownLink": ("subject", "object"),
    "Ownership": ("owner", "asset"),
}
EXPORT = st.lists(st.one_of(ENTITY, ENTITY, LINK), min_size=1, max_size=6)


@pytest.mark.parametrize("format", READ_BACK)
@LAW
@given(exports=st.lists(EXPORT, min_size=1, max_size=2))
def test_what_is_written_comes_back(format: str, exports: list[list[dict[str, Any]]]) -> None:
    with tempfile.TemporaryDirectory() as given_, tempfile.TemporaryDirectory() as written:
        for number, export in enumerate(exports):
            lines = "".join(json.dumps(thing) + "\n" for thing in export)
            (Path(given_) / f"{number}.ftm.json").write_text(lines, "utf-8")
        graph = ni.load(given_, case=ni.Case(id_key="k"), progress=quiet)
        back = again(graph, format, written)
    assert differences(seen(graph), seen(back, keys(graph))) == {}
