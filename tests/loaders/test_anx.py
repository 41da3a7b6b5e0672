"""i2 charts: what an independent writer draws is read with everything equal; references, grades, cards, bad items."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from anxwritter import ANXChart, Card, TimeZone

import netintel as ni
from netintel.loaders import anx
from netintel.loaders._source import Head, receive
from netintel.model.builder import Builder

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "anx"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def said(graph: ni.EntityGraph, native_id: str) -> dict[str, str]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return dict(zip(claims["property"], claims["value"], strict=True))


def kinds(graph: ni.EntityGraph) -> dict[str, str]:
    return dict(zip(graph.origins["native_id"], graph.origins["kind"], strict=True))


def ties(graph: ni.EntityGraph) -> dict[str, tuple[str, str, bool]]:
    name = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    rows = graph.links.to_dict("records")
    return {row["kind"]: (name[row["source"]], name[row["target"]], row["directed"]) for row in rows}


def on_links(graph: ni.EntityGraph) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for link, kind in graph.links["kind"].items():
        claims = graph.claims[graph.claims["subject"] == link]
        found[kind] = dict(zip(claims["property"], claims["value"], strict=True))
    return found


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> ni.EntityGraph:
    """A chart drawn by anxwritter, which shares no line with netintel."""
    chart = ANXChart()
    chart.grades_one.items = ["A", "B", "C", "X"]
    chart.grades_two.items = ["1", "2", "3", "4"]
    chart.grades_three.items = ["H1", "H2"]
    chart.source_types = ["Informant", "Officer"]
    chart.add_strength(name="Confirmed")
    chart.add_strength(name="Tentative", dot_style="dotted")
    chart.add_icon(
        id="P-1", type="Person", label="Zoë Ωμέγα Ćirić", date="2024-01-15", time="10:20:30", description="tall",
        grade_one="A", grade_two=1, grade_three="H2", source_ref="R/7", source_type="Informant",
        datetime_description="about ten", timezone=TimeZone(id=1, name="UTC"),
        attributes={"Date of Birth": "1980-05", "Nationality": "Portugal", "Height": 1.75, "Armed": True,
                    "Last seen at": datetime(2024, 1, 2, 3, 4, 5)},
        cards=[Card(summary="seen", description="in Porto", date="2024-02-02", time="11:00:00", grade_one="B",
                    grade_two=2, grade_three="H1", source_ref="C/1", source_type="Officer"),
               Card(summary="again")],
    )  # fmt: skip
    chart.add_icon(id="+351 912 345 678", type="Mobile phone")
    chart.add_icon(id="GB82 WEST 1234 5698 7654 32", type="Bank Account")
    chart.add_event_frame(id="E-1", type="Meeting", date="2024-01-01")
    chart.add_theme_line(id="P-2", type="Femme", strength="Confirmed")
    chart.add_box(id="B-1", type="Standort Nord")
    chart.add_circle(id="O-1", type="Organisation")
    chart.add_text_block(id="T-1", type="Note", label="a remark")
    chart.add_link(
        from_id="P-1", to_id="P-2", type="Call", arrow="->", date="2024-01-15", label="5 calls",
        attributes={"duration": 120}, strength="Tentative", grade_one="B", grade_two=0, description="night",
        cards=[Card(summary="log", grade_one="A", grade_two=0)],
    )  # fmt: skip
    chart.add_link(from_id="P-1", to_id="O-1", type="Pays", arrow="<-")
    chart.add_link(from_id="P-1", to_id="B-1", type="Uses", arrow="<->")
    chart.add_link(from_id="P-1", to_id="+351 912 345 678", type="Holds")
    path = tmp_path_factory.mktemp("anx") / "chart.anx"
    chart.to_anx(str(path))
    return load(path)


def test_every_item_of_an_independent_writer_is_counted(drawn: ni.EntityGraph) -> None:
    row = drawn.received.iloc[0]
    assert (row["format"], row["unit"]) == ("anx", "chart item")
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (12, 12, 0, 0)


def test_types_and_representations_of_an_independent_writer_become_kinds(drawn: ni.EntityGraph) -> None:
    assert kinds(drawn) == {
        "P-1": "Person", "+351 912 345 678": "Phone", "GB82 WEST 1234 5698 7654 32": "BankAccount", "E-1": "Meeting",
        "P-2": "Person", "B-1": "Concept", "O-1": "Organization", "T-1": "Document",
    }  # fmt: skip
    assert said(drawn, "B-1") == {"name": "B-1", "source_type": "Standort Nord", "representation": "box"}
    assert said(drawn, "P-2") == {
        "name": "P-2", "gender": "female", "source_type": "Femme", "representation": "theme line",
        "strength": "Confirmed",
    }  # fmt: skip
    assert said(drawn, "T-1")["name"] == "a remark"
    assert said(drawn, "E-1")["date"] == "2024-01-01"


def test_the_words_of_an_item_of_an_independent_writer_are_read_equal(drawn: ni.EntityGraph) -> None:
    assert said(drawn, "P-1") == {
        "name": "Zoë Ωμέγα Ćirić", "source_type": "Person", "date": "2024-01-15T10:20:30Z",
        "date_description": "about ten", "time_zone": "UTC", "description": "tall", "source_reference": "R/7",
        "source_hint": "Informant", "birth_date": "1980-05", "nationality": "PT", "height": "1.75", "armed": "true",
        "last_seen_at": "2024-01-02T03:04:05", "card_summary": "seen", "card_text": "in Porto",
        "card_date": "2024-02-02T11:00:00", "card_source_reference": "C/1", "card_source_hint": "Officer",
        "card_2_summary": "again",
    }  # fmt: skip


def test_the_key_of_a_carrier_is_its_number(drawn: ni.EntityGraph) -> None:
    phone, account = said(drawn, "+351 912 345 678"), said(drawn, "GB82 WEST 1234 5698 7654 32")
    assert (phone["number"], phone["phone_country"]) == ("+351912345678", "PT")
    assert (account["iban"], account["iban_country"]) == ("GB82WEST12345698765432", "GB")


def test_arrows_of_an_independent_writer_give_the_direction(drawn: ni.EntityGraph) -> None:
    assert ties(drawn) == {
        "Call": ("P-1", "P-2", True),
        "Pays": ("O-1", "P-1", True),
        "Uses": ("P-1", "B-1", False),
        "Holds": ("P-1", "+351 912 345 678", False),
    }
    assert on_links(drawn)["Uses"]["arrow"] == "both"


def test_the_words_of_a_link_of_an_independent_writer_are_read_equal(drawn: ni.EntityGraph) -> None:
    call = on_links(drawn)["Call"]
    assert call["first"] == "2024-01-15"
    expected = {
        "label": "5 calls", "strength": "Tentative", "description": "night", "duration": "120", "card_summary": "log",
    }  # fmt: skip
    assert expected.items() <= call.items()


def test_grades_become_evaluation_and_handling_of_the_record_and_of_the_card(drawn: ni.EntityGraph) -> None:
    records = drawn.records.set_index("record")
    person = drawn.claims[drawn.claims["property"] == "birth_date"].iloc[0]
    assert records.loc[person["record"], ["handling", "evaluation"]].tolist() == ["EUROPOL:H2", "4x4:A2"]
    card = drawn.claims[drawn.claims["property"] == "card_text"].iloc[0]
    assert (card["handling"], card["evaluation"]) == ("EUROPOL:H1", "4x4:B3")
    log = drawn.claims[drawn.claims["value"] == "log"].iloc[0]
    assert log["evaluation"] == "4x4:A1"


def test_only_drawing_is_left_out_and_types_of_the_site_are_counted(drawn: ni.EntityGraph) -> None:
    assert set(drawn.issues["code"]) == {"unknown_kind", "drawing_not_kept"}


def test_types_classes_grades_and_ends_by_reference() -> None:
    graph = load(SAMPLES / "ok_references.xml")
    assert kinds(graph) == {"DE-77": "Person", "DE-78": "Vehicle", "DE-79": "Concept"}
    assert ties(graph) == {"Besitzt": ("DE-78", "DE-77", True)}
    person = said(graph, "DE-77")
    assert (person["birth_date"], person["nationality"], person["category"]) == ("1970-02-03", "DE", "suspect")
    assert "date" not in person, "a date that is not flagged as set is not said"
    boat = said(graph, "DE-78")
    assert (boat["length"], boat["length.unit"], boat["grade_three"]) == ("6.5", "m", "Own unit only")
    assert (boat["card_2_summary"], boat["card_2_text"]) == ("second", "words")


def test_a_chart_marked_as_a_whole_marks_each_item_and_the_strictest_wins() -> None:
    graph = load(SAMPLES / "ok_references.xml")
    assert graph.records["handling"].tolist() == ["TLP:GREEN", "TLP:AMBER", "TLP:GREEN", "TLP:GREEN"]
    assert graph.records["evaluation"].tolist()[1] == "B2", "codes of several schemes stay without scheme"


def test_embedded_objects_are_named_with_their_size_and_never_opened() -> None:
    graph = load(SAMPLES / "ok_references.xml")
    other = said(graph, "DE-79")
    assert (other["embedded"], other["Novelty"]) == ("OleItem, 9 bytes", "kept")
    codes = set(graph.issues["code"])
    assert {"embedded_not_opened", "fields_not_named", "unknown_kind", "summary_not_kept"} <= codes


def test_items_that_cannot_be_told_are_set_aside_with_their_line() -> None:
    graph = load(SAMPLES / "bad_unknown_end.anx")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (6, 2, 3, 1)
    aside = graph.issues[graph.issues["severity"] == "quarantine"]
    assert list(zip(aside["locator"], aside["code"], strict=True)) == [
        ("line 10", "missing_key"), ("line 16", "unknown_end"), ("line 17", "empty_item"),
    ]  # fmt: skip


def test_one_identity_of_two_types_is_two_entities() -> None:
    graph = load(SAMPLES / "bad_unknown_end.anx")
    assert kinds(graph) == {"A": "Person", "Vehicle:A": "Vehicle"}
    assert "identity_repeated" in set(graph.issues["code"])


@pytest.mark.parametrize(
    ("name", "code"),
    [("bad_cut_off.anx", "invalid_xml"), ("bad_classified.anx", "classified")],
)
def test_a_chart_that_may_not_or_cannot_be_read_is_refused(name: str, code: str) -> None:
    issue = load(SAMPLES / name).issues.iloc[0]
    assert (issue["code"], issue["severity"]) == (code, "reject")


def test_a_binary_chart_is_refused_with_the_advice_to_export_anx() -> None:
    path = SAMPLES / "bad_binary_chart.anb"
    source = receive(path, path.name, None, {})
    assert anx.sniff(source.head)
    with pytest.raises(ni.errors.FileRejectedError, match="binary form"):
        anx.read(source, Builder())


def test_attributes_called_like_marks_mark_the_record(tmp_path: Path) -> None:
    path = tmp_path / "marked.anx"
    marks = {"handling": "TLP:RED", "evaluation": "B2", "originator": "Office 7", "assertion": "assessment"}
    attributes = "".join(f'<Attribute AttributeClass="{key}" Value="{value}"/>' for key, value in marks.items())
    path.write_text(
        '<Chart><ChartItemCollection><ChartItem Label="A"><End><Entity EntityId="1" Identity="A"><Icon>'
        f'<IconStyle Type="Person"/></Icon></Entity></End><AttributeCollection>{attributes}</AttributeCollection>'
        "</ChartItem></ChartItemCollection></Chart>",
        "utf-8",
    )
    record = load(path).records.iloc[0]
    assert {key: record[key] for key in marks} == marks
    assert said(load(path), "A") == {"name": "A", "source_type": "Person"}


def test_attributes_of_a_link_that_the_links_table_has_columns_for(tmp_path: Path) -> None:
    chart = ANXChart()
    chart.add_icon(id="A", type="Bank Account")
    chart.add_icon(id="B", type="Bank Account")
    chart.add_link(
        from_id="A", to_id="B", type="Payment", arrow="->",
        attributes={"Amount": 1200.5, "Currency": "EUR", "Source": "a ledger"},
    )  # fmt: skip
    chart.to_anx(str(tmp_path / "paid.anx"))
    graph = load(tmp_path / "paid.anx")
    row = graph.links.iloc[0]
    assert (float(row["amount"]), row["currency"]) == (1200.5, "EUR")
    assert on_links(graph)["Payment"]["attribute_source"] == "a ledger"
    assert ties(graph) == {"Payment": ("A", "B", True)}


def test_a_day_of_a_chart_has_no_time_and_the_sign_around_an_amount_is_its_currency(tmp_path: Path) -> None:
    """The program writes every time with a clock; the class says that none is meant."""
    classes = (
        '<AttributeClass Id="1" Name="Joined" Type="AttTime" ShowDate="true" ShowTime="false"/>'
        '<AttributeClass Id="2" Name="Seen" Type="AttTime" ShowDate="true" ShowTime="true"/>'
        '<AttributeClass Id="3" Name="Amount" Type="AttNumber" Prefix="€ "/>'
    )
    values = {
        "Joined": "2020-05-06T00:00:00.000",
        "Seen": "2021-01-01T00:00:00.000",
        "Date of Birth": "1980-02-03T00:00:00.000",
    }
    told = "".join(f'<Attribute AttributeClass="{key}" Value="{value}"/>' for key, value in values.items())
    person, other = (
        f'<ChartItem Label="{key}"><End><Entity EntityId="{key}" Identity="{key}"><Icon><IconStyle Type="Person"/>'
        f"</Icon></Entity></End><AttributeCollection>{told}</AttributeCollection></ChartItem>"
        for key in "AB"
    )
    paid = (
        '<ChartItem Label="paid"><Link End1Id="A" End2Id="B"><LinkStyle Type="Payment"/></Link>'
        '<AttributeCollection><Attribute AttributeClass="Amount" Value="500.10"/></AttributeCollection></ChartItem>'
    )
    path = tmp_path / "days.anx"
    path.write_text(
        f"<Chart><AttributeClassCollection>{classes}</AttributeClassCollection><ChartItemCollection>{person}{other}{paid}"
        "</ChartItemCollection></Chart>",
        "utf-8",
    )
    graph = load(path)
    found = said(graph, "A")
    assert (found["joined"], found["birth_date"]) == ("2020-05-06", "1980-02-03")
    assert found["seen"].startswith("2021-01-01T00:00")
    assert graph.links.iloc[0]["currency"] == "EUR"


def test_another_chart_in_xml_is_left_to_others() -> None:
    other = b"<Chart><Series/></Chart>"
    assert not anx.sniff(Head("sales.xml", other, other, False))


def test_an_item_id_that_two_items_bear_names_neither_end_of_a_link(tmp_path: Path) -> None:
    text = (SAMPLES / "ok_references.xml").read_text("utf-8")
    (tmp_path / "a.anx").write_text(text.replace('Id="CI4" Label="Something"', 'Id="CI1" Label="Something"'), "utf-8")
    graph = load(tmp_path / "a.anx")
    assert len(graph.links) == 0
    assert "unknown_end" in set(graph.issues["code"])
