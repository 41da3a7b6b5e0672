"""The mapping language: its faults are named by file and key, and it says what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

import netintel as ni
from netintel.errors import MappingError
from netintel.loaders._mapping import blocks, read_mapping

PERSON = "entities:\n  person: {kind: Person, key: [id], properties: {name: {column: name}}}\n"


def fault(tmp_path: Path, text: str) -> str:
    path = tmp_path / "t.csv.mapping.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(MappingError) as caught:
        read_mapping(path)
    assert "nothing is loaded" in caught.value.__notes__[0]
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: [", "not valid YAML"),
        ("entities: {}", "version: 1"),
        ("version: 1\nentites: {}", "entites: unknown key"),
        ("version: 1\n", "entities: expected at least one entity"),
        ("version: 1\nentities: [a]", "entities: expected keys and values, found a list"),
        ("version: 1\nentities: {p: {kind: Person}}", "entities.p.key: expected a list of columns"),
        ("version: 1\nentities: {p: {key: [a]}}", "entities.p.kind: expected a word"),
        ("version: 1\nentities: {p: {kind: Person, key: [a], colour: x}}", "entities.p.colour: unknown key"),
        (
            "version: 1\nentities: {p: {kind: Person, key: [a], properties: {name: Name}}}",
            "entities.p.properties.name: expected {column: …}",
        ),
        (
            "version: 1\nentities: {p: {kind: Person, key: [a], properties: {name: {column: a, literal: b}}}}",
            "entities.p.properties.name: expected exactly one",
        ),
        (
            "version: 1\nentities: {p: {kind: Person, key: [a], properties: {name: {columns: a}}}}",
            "entities.p.properties.name.columns: expected a list",
        ),
        ("version: 1\n" + PERSON + "table: {dates: dmy}", "table.dates: expected one of year-first, day-first"),
        ("version: 1\n" + PERSON + "table: {header_row: 0}", "table.header_row: expected the number"),
        ("version: 1\n" + PERSON + "table: {decimal: ';'}", "table.decimal: expected one of"),
        ("version: 1\n" + PERSON + "defaults: {handling: secret}", "defaults.handling: no handling code"),
        ("version: 1\n" + PERSON + "defaults: {evaluation: good}", "defaults.evaluation: no grading"),
        ("version: 1\n" + PERSON + "defaults: {default_country: Atlantis}", "defaults.default_country: no country"),
        ("version: 1\n" + PERSON + "defaults: {assertion: rumour}", "defaults.assertion: expected one of fact"),
        ("version: 1\n" + PERSON + "filter: {column: a}", "filter: expected `column` and `equals`"),
        ("version: 1\n" + PERSON + "filter: [{column: a, equals: x, not: y}]", "filter[0]: expected `column` and"),
        ("version: 1\n" + PERSON + "filter: {column: a, empty: often}", "filter.empty: expected true or false"),
        ("version: 1\n" + PERSON + "filter: {column: a, not: []}", "filter.not: expected a text or a list"),
        ("version: 1\n" + PERSON + "filter: {column: a, equals: yes, or: no}", "filter.or: unknown key"),
        ("version: 1\n" + PERSON + "undeclared: hide", "undeclared: expected one of keep, drop"),
        ("version: 1\n" + PERSON + "table: {footer_rows: -1}", "table.footer_rows: expected how many lines"),
        ("version: 1\n" + PERSON + "record: {evaluation: {scheme: stars, column: a}}", "record.evaluation.scheme"),
        (
            "version: 1\nentities: {p: {kind: Person, key: [a], properties: {d: {column: a, format: '%d.%m'}}}}",
            "entities.p.properties.d.format: expected a form such as %d.%m.%Y",
        ),
        (
            "version: 1\nentities: {p: {kind: Person, key: [a], properties: {d: {column: a, format: '%d.%m.%y'}}}}",
            "entities.p.properties.d.until: expected the last year",
        ),
        (
            "version: 1\nentities: {p: {kind: Person, key: [a], properties: {d: {column: a, precision: week}}}}",
            "entities.p.properties.d.precision: expected one of year, month, day",
        ),
        (
            "version: 1\nentities: {p: {kind: Person, key: [a], properties: {d: [{column: a}, {colum: b}]}}}",
            "entities.p.properties.d[1].colum: unknown key",
        ),
        ("version: 1\n" + PERSON + "links: [{kind: Call, source: person, target: other}]", "links[0].target"),
        (
            "version: 1\n" + PERSON + "links: [{kind: Call, source: person, target: person, directed: often}]",
            "links[0].directed: expected true, false",
        ),
        ("version: 1\nsheets: []", "sheets: expected a list of blocks"),
        ("version: 1\nsheets: [{table: {sheet: A}, record: {}}]", "sheets[0].entities: expected at least one entity"),
        (
            "version: 1\nsheets: [{table: {sheet: A}, defaults: {originator: x}}]",
            "sheets[0].defaults: only beside `entities`",
        ),
        ("version: 1\n" + PERSON + "sheets: [{}]", "beside `sheets`"),
    ],
)
def test_a_fault_is_named_by_file_and_key(tmp_path: Path, text: str, expected: str) -> None:
    told = fault(tmp_path, text)
    assert told.startswith("t.csv.mapping.yml")
    assert expected in told


def test_a_country_written_no_is_norway_or_asked_to_be_quoted(tmp_path: Path) -> None:
    """YAML 1.2 reads `NO` as text; a reader of YAML 1.1 would have made it false."""
    path = tmp_path / "t.mapping.yml"
    path.write_text("version: 1\n" + PERSON + "defaults: {default_country: NO}", "utf-8")
    assert blocks(read_mapping(path))[0].defaults["default_country"] == "NO"


def test_what_a_mapping_says() -> None:
    (block,) = blocks(
        {
            "version": 1,
            "table": {"encoding": "cp1251", "delimiter": ";", "dates": "day-first", "header_row": 3},
            "entities": {
                "p": {
                    "kind": {"column": "type"},
                    "key": ["a", "b"],
                    "prefix": "x-",
                    "properties": {
                        "note": {"columns": ["c", "d"], "join": " "},
                        "phone": {"column": "e", "split": ","},
                    },
                }
            },
        }
    )
    assert (block.encoding, block.delimiter, block.order, block.header_row) == ("cp1251", ";", "day-first", 3)
    rule = block.entities["p"]
    assert (rule.key, rule.prefix, rule.kind.columns) == (("a", "b"), "x-", ("type",))
    assert rule.properties[0][1].join == " "
    assert rule.properties[1][1].split == ","


def test_split_join_literal_several_columns_keys_filter_and_unnamed_columns(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "a,b,c,d,phones,type,state,extra\n1,2,x,y,+40722123456;+40722123457,Company,on,more\n3,4,,z,,,off,\n", "utf-8"
    )
    (tmp_path / "t.csv.mapping.yml").write_text(
        """
version: 1
filter: {column: state, equals: "on"}
entities:
  actor:
    kind: {column: type}
    key: [a, b]
    prefix: "x-"
    properties:
      note: {columns: [c, d], join: " "}
      name: {columns: [c, d]}
      phone: {column: phones, split: ";"}
      category: {literal: contact}
""",
        "utf-8",
    )
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.origins["native_id"].tolist() == ["x-1|2"]
    assert graph.entities["kind"].tolist() == ["Company"]
    said = list(zip(graph.claims["property"], graph.claims["value"], strict=True))
    for pair in [
        ("note", "x y"), ("name", "x"), ("name", "y"), ("phone", "+40722123456"), ("phone", "+40722123457"),
        ("category", "contact"), ("extra", "more"),
    ]:  # fmt: skip
        assert pair in said
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"]) == (2, 2)
    assert graph.issues["code"].tolist() == ["columns_not_named", "filtered"]


def test_rules_of_a_link_by_column(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b,how,way,w\n1,2,Family,no,0.5\n1,3,Call,yes,x\n", "utf-8")
    (tmp_path / "t.csv.mapping.yml").write_text(
        """
version: 1
entities:
  a: {kind: Person, key: [a], properties: {name: {column: a}}}
  b: {kind: Person, key: [b], properties: {name: {column: b}}}
links:
  - {kind: {column: how}, source: a, target: b, directed: {column: way}, properties: {weight: {column: w}}}
""",
        "utf-8",
    )
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.links["kind"].tolist() == ["Family", "Call"]
    assert graph.links["directed"].tolist() == [False, True]
    assert graph.links["weight"].iloc[0] == 0.5
    assert graph.issues["code"].tolist() == ["weight_not_understood"]


def test_a_column_that_the_header_does_not_have_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,surname\n1,A\n", "utf-8")
    (tmp_path / "t.csv.mapping.yml").write_text("version: 1\n" + PERSON, "utf-8")
    issue = ni.load(tmp_path, progress=lambda _line: None).issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("column_missing", "reject")
    assert "'name'" in issue["message"]
    assert "surname" in issue["hint"]


def test_the_example_of_the_page_is_a_mapping_that_does_what_the_page_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text("utf-8")
    (tmp_path / "t.csv.mapping.yml").write_text(page.split("```yaml\n")[1].split("```")[0], "utf-8")
    header, row = (
        "No;Name;Born;Citizenship;Phones;Remark;Source;Seen;Grade",
        "7;Иван;03.02.1980;BG,RO;0888123456;a;b;1.5.2025;4x4:A1",
    )
    (tmp_path / "t.csv").write_bytes(f"{header}\n{row}\n".encode("cp1251"))
    graph = ni.load(tmp_path, progress=lambda _line: None)
    person = graph.entities[graph.entities["kind"] == "Person"].iloc[0]
    assert (person["name"], person["countries"], person["category"]) == ("Иван", ("BG", "RO"), "suspect")
    link = graph.links.iloc[0]
    assert (link["kind"], link["first"]) == ("Owner", "2025-05-01")
    said = graph.claims.set_index("property")["value"]
    assert (
        said["birth_date"] == "1980-02-03"
        and said["note"] == "a / b"
        and set(said[["phone", "number"]]) == {"+359888123456"}
    )
    assert graph.records["evaluation"].tolist() == ["4x4:A1"]


def test_a_property_that_is_nearly_one_of_the_vocabulary_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,land,shoes\n1,BG,42\n", "utf-8")
    (tmp_path / "t.csv.mapping.yml").write_text(
        """
version: 1
entities:
  p: {kind: Person, key: [id], properties: {nationalty: {column: land}, shoe_size: {column: shoes}}}
""",
        "utf-8",
    )
    graph = ni.load(tmp_path, progress=lambda _line: None)
    issue = graph.issues.iloc[0]
    assert len(graph.issues) == 1
    assert (issue["code"], issue["severity"], issue["field"]) == ("unknown_property", "warning", "nationalty")
    assert "'nationality'" in issue["hint"]
    assert set(graph.claims["property"]) >= {"nationalty", "shoe_size"}


def loaded(tmp_path: Path, table: str, mapping: str) -> ni.EntityGraph:
    (tmp_path / "t.csv").write_text(table, "utf-8")
    (tmp_path / "t.csv.mapping.yml").write_text("version: 1\n" + mapping, "utf-8")
    return ni.load(tmp_path, progress=lambda _line: None)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ("{column: state, equals: [new, open]}", ["A", "B"]),
        ("{column: state, not: new}", ["B", "C"]),
        ("{column: state, not: [new, open]}", ["C"]),
        ("{column: name, empty: false}", ["A", "B", "C"]),
        ("[{column: name, empty: false}, {column: state, empty: true}]", ["C"]),
    ],
)
@pytest.mark.parametrize("row_by_row", [False, True])
def test_filters_take_one_text_several_none_or_any(
    tmp_path: Path, filters: str, names: list[str], row_by_row: bool
) -> None:
    """A row that is not taken needs no key, and counts as read; a split of a date makes the reader go row by row."""
    extra = ", seen: {column: seen, precision: year}" if row_by_row else ""
    only = filters if filters.startswith("[") else f"[{filters}, {{column: name, empty: false}}]"
    graph = loaded(
        tmp_path,
        "name,state,seen\nA,new,2020\nB,open,2020\nC,,2020\n,open,2021\n",
        f"filter: {only}\nentities:\n"
        f"  p: {{kind: Person, key: [name], properties: {{name: {{column: name}}{extra}}}}}\n",
    )
    assert sorted(graph.entities["name"]) == names
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (4, 4, 0)
    told = graph.issues.set_index("code").loc["filtered", "message"]
    assert told.startswith(f"{4 - len(names)} rows")


@pytest.mark.parametrize("row_by_row", [False, True])
def test_undeclared_columns_are_left_out_where_the_mapping_says_so(tmp_path: Path, row_by_row: bool) -> None:
    extra = ", seen: {column: seen, precision: year}" if row_by_row else ", seen: {column: seen}"
    graph = loaded(
        tmp_path,
        "name,,seen,faith\nA,also,2020,secret\n",
        "undeclared: drop\nentities:\n"
        f"  p: {{kind: Person, key: [name], properties: {{name: {{column: name}}{extra}}}}}\n",
    )
    assert not {"secret", "also"} & set(graph.claims["value"])
    assert graph.issues["code"].tolist() == ["columns_dropped"]
    assert graph.issues["message"].iloc[0].startswith("2 columns")


def test_dates_of_a_stated_form_keep_the_text(tmp_path: Path) -> None:
    graph = loaded(
        tmp_path,
        "name,born,day,hour\nA,03.02.80,20250513,0830\nB,03.02.26,20250514,1730\nC,1980,20250515,0000\n",
        """
entities:
  p:
    kind: Person
    key: [name]
    properties:
      birth_date: {column: born, format: "%d.%m.%y", until: 2025}
      seen: {columns: [day, hour], join: " ", format: "%Y%m%d %H%M"}
""",
    )
    said = graph.claims[["property", "value"]].apply(tuple, axis=1).tolist()
    for pair in [
        ("birth_date", "1980-02-03"), ("birth_date", "1926-02-03"), ("birth_date_text", "03.02.80"),
        ("birth_date_text", "1980"), ("seen", "2025-05-13T08:30:00"), ("seen_text", "20250513 0830"),
    ]:  # fmt: skip
        assert pair in said
    assert ("birth_date", "1980") not in said
    issue = graph.issues.set_index("code").loc["date_not_in_format"]
    assert (issue["field"], issue["message"].split()[0]) == ("birth_date", "1")


def test_a_day_and_a_time_in_two_columns_are_one_moment(tmp_path: Path) -> None:
    graph = loaded(
        tmp_path,
        "a,b,day,time\n1,2,13/05/2025,08:30\n",
        """
table: {dates: day-first}
entities: {a: {kind: Phone, key: [a]}, b: {kind: Phone, key: [b]}}
links: [{kind: Call, source: a, target: b, properties: {date: {columns: [day, time], join: " "}}}]
""",
    )
    assert graph.links["first"].tolist() == ["2025-05-13T08:30:00"]


def test_footer_rows_are_no_rows_and_are_told(tmp_path: Path) -> None:
    graph = loaded(
        tmp_path,
        "name,sum\nA,1\nB,2\nTotal,3\nprinted today\n\n",
        "table: {footer_rows: 2}\n" + PERSON.replace("[id]", "[name]"),
    )
    assert graph.entities["name"].tolist() == ["A", "B"]
    assert graph.received.iloc[0]["read"] == 2
    assert "footer_rows" in graph.issues["code"].tolist()


def test_an_evaluation_of_a_stated_scheme_and_several_values_of_one_property(tmp_path: Path) -> None:
    graph = loaded(
        tmp_path,
        "name,nick,other,src,inf\nA,x,y,B,2\n",
        """
record: {evaluation: {scheme: 4x4, columns: [src, inf], join: ""}}
entities: {p: {kind: Person, key: [name], properties: {alias: [{column: nick}, {column: other}, {literal: z}]}}}
""",
    )
    assert graph.records["evaluation"].tolist() == ["4x4:B2"]
    assert sorted(graph.claims[graph.claims["property"] == "alias"]["value"]) == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 1\nentities: " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("version: 1\nentities: " + "{a: " * 2000 + "1" + "}" * 2000, "nested too deeply"),
        (
            "version: 1\na: &a [" + "x, " * 99 + "x]\n"
            + "".join(f"{b}: &{b} [" + f"*{a}, " * 99 + f"*{a}]\n" for a, b in ("ab", "bc", "cd", "de", "ef")),
            "more than 100,000 values",
        ),
        ("version: 1\nentities: &e {p: *e}", "more than 100,000 values"),
        (PERSON + "#" + "x" * 1024 * 1024, "larger than 1,048,576 bytes"),
        ("version: 1\nfilter: {column: name, not: 2024-02-30}\n" + PERSON, "a date or number that is none"),
        ("version: 1\nfilter: {column: name, not: " + "9" * 5000 + "}\n" + PERSON, "a date or number that is none"),
    ],
)  # fmt: skip
def test_a_mapping_made_to_take_all_time_or_memory_is_refused_in_words(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert expected in fault(tmp_path, text)


@pytest.mark.parametrize("filter_", ["", "filter: {column: type, not: x}\n"])
@pytest.mark.parametrize("weight", ["inf", "-inf", "1e400", "nan", "1_0"])
def test_a_weight_that_is_no_finite_number_is_kept_as_text_and_told(tmp_path: Path, weight: str, filter_: str) -> None:
    (tmp_path / "t.csv").write_text(f"source,target,type,weight\na,b,Call,{weight}\na,c,Call,1.5\n", "utf-8")
    if filter_:
        (tmp_path / "t.csv.mapping.yml").write_text(
            f"version: 1\n{filter_}"
            "entities:\n  a: {kind: Person, key: [source]}\n  b: {kind: Person, key: [target]}\n"
            "links: [{kind: Call, source: a, target: b, properties: {weight: {column: weight}}}]\n"
        )  # fmt: skip
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.links["weight"].dropna().tolist() == [1.5]
    assert "weight_not_understood" in set(graph.issues["code"])
    assert weight in graph.claims.loc[graph.claims["property"] == "weight_text", "value"].tolist()
