"""Mapping files of FollowTheMoney say in our language what they say in theirs, or are refused in words."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import netintel as ni
from netintel.errors import MappingError
from netintel.loaders._mapping import parse_mapping, read_mapping

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "ftm" / "mapping"
QUIET = {"progress": lambda _line: None}


def of_shared(name: str) -> Path:
    if not (SHARED / name).exists():
        pytest.skip(f"shared data absent: ftm/mapping/{name}")
    return SHARED / name


def test_experts_of_the_european_commission(tmp_path: Path) -> None:
    file = Path(shutil.copy(of_shared("experts.csv"), tmp_path))
    (tmp_path / "experts.csv.mapping.yml").write_text(
        """
ec_experts:
  label: Expert groups
  queries:
    - csv_url: https://example.org/experts.csv
      entities:
        expert:
          schema: Person
          keys: [name]
          key_literal: person
          properties: {name: {column: name}, nationality: {column: nationality}, gender: {column: gender}}
        group:
          schema: PublicBody
          keys: [group_code]
          properties: {name: {column: group_name}, sourceUrl: {column: group_uri}}
        member:
          schema: Membership
          keys: [id]
          properties:
            member: {entity: expert, required: true}
            organization: {entity: group, required: true}
            role: {column: membership_status}
""",
        "utf-8",
    )
    graph = ni.load(tmp_path, **QUIET)
    with file.open(encoding="utf-8", newline="") as content:
        rows = list(csv.DictReader(content))
    assert set(graph.origins["native_id"]) == {f"person-{row['name']}" for row in rows} | {
        r["group_code"] for r in rows
    }
    assert graph.links["kind"].tolist() == ["Membership"] * len({(r["name"], r["group_code"]) for r in rows})
    assert set(graph.links["role"]) == {row["membership_status"] for row in rows}


def test_links_with_a_template_a_split_and_an_edge(tmp_path: Path) -> None:
    shutil.copy(of_shared("links.csv"), tmp_path)
    mapping = tmp_path / "ftm.yml"
    mapping.write_text(
        """
acme:
  query:
    csv_url: file:///elsewhere/links.csv
    entities:
      person:
        schema: Person
        key: id
        properties:
          name: {column: name}
          address: {template: "{{ house_number }}, {{ town }}"}
          notes: {column: fave_colours, split: "; "}
      company: {schema: Company, key: comp_id, properties: {name: {column: comp_name}}}
      seat:
        schema: Directorship
        keys: [id, comp_id]
        properties: {director: {entity: person}, organization: {entity: company}, role: {column: role}}
""",
        "utf-8",
    )
    graph = ni.load(tmp_path / "links.csv", mapping=mapping, **QUIET)
    said = graph.claims[["property", "value"]].apply(tuple, axis=1).tolist()
    assert ("address", "64, The Desert") in said
    assert {value for prop, value in said if prop == "note"} == {'"brown', "black", 'blue"'}  # quoted after a blank
    (link,) = graph.links.to_dict("records")
    assert (link["kind"], link["role"], link["directed"]) == ("Directorship", "founder", True)


def test_a_mapping_that_asks_a_database_is_refused_in_words() -> None:
    with pytest.raises(MappingError, match="asks a database; netintel reads files: export the tables as CSV"):
        read_mapping(of_shared("kek.yml"))


def test_the_published_example_is_understood() -> None:
    assert list(read_mapping(of_shared("example_mapping.yml"))["files"]) == ["uk-mps-csv"]


QUERY = "csv_url: x.csv\nentities:\n  p: {schema: Person, key: id, properties: {%s}}\n"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("name: {template: '{{ first|upper }}'}", "entities.p.properties.name.template: only columns with one"),
        ("name: {column: a, required: true}", "entities.p.properties.name.required: not done here"),
        ("name: {transform: upper}", "entities.p.properties.name.transform: not known"),
        ("name: {entity: q}", "entities.p.properties.name.entity: expected the name of an entity"),
        ("birthDate: {column: a, format: '%q'}", "entities.p.properties.birthDate.format: expected a form of dates"),
    ],
)
def test_what_is_not_done_is_named(properties: str, expected: str) -> None:
    with pytest.raises(MappingError) as caught:
        parse_mapping((QUERY % properties).encode(), "m.yml")
    assert str(caught.value).startswith(f"m.yml: {expected}")


def test_filters_references_and_several_files(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "id,name,state,pass\n1,Ana,on,X123456\n2,Jon,off,X123457\n3,,on,X123458\n", "utf-8"
    )
    (tmp_path / "firms.csv").write_text("id,name\n9,Alfa\n", "utf-8")
    mapping = tmp_path / "m" / "ftm.yml"
    mapping.parent.mkdir()
    mapping.write_text(
        """
d:
  queries:
    - csv_url: https://example.org/people.csv?x=1
      filters: {state: ["on", "new"]}
      filters_not: {name: ""}
      entities:
        person: {schema: Person, key: id, properties: {name: {column: name}}}
        passport:
          schema: Passport
          key: pass
          properties: {number: {column: pass}, holder: {entity: person}}
    - csv_url: firms.csv
      entities: {firm: {schema: LegalEntity, key: id, key_literal: firm, properties: {name: {column: name}}}}
""",
        "utf-8",
    )
    (tmp_path / "data").mkdir()
    for name in ("people.csv", "firms.csv"):
        (tmp_path / name).rename(tmp_path / "data" / name)
    graph = ni.load(tmp_path / "data", mapping=mapping, **QUIET)
    assert sorted(graph.origins["native_id"]) == ["1", "X123456", "firm-9"]
    assert graph.links["kind"].tolist() == ["Owner"]
    assert ("document_number", "X123456") in graph.claims[["property", "value"]].apply(tuple, axis=1).tolist()
