"""The entity graph: counting, views, merges, evidence, selection and digest on a graph made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from netintel.errors import UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.dangling import with_dangling
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables


def received(name: str, ids: str = "file") -> dict[str, object]:
    return {
        "file": name,
        "format": "hand",
        "unit": "row",
        "sha256": f"{name:0>64}",
        "bytes": 1,
        "loader": "hand 1",
        "ids": ids,
    }


def export_a() -> Tables:
    build = Builder(originator="RO Police", handling="TLP:AMBER")
    build.record("row 2", b"1", evaluation="4x4:A1")
    build.entity("p1", "Person", [("name", "Ana Pop"), ("nationality", "Romania"), ("phone", "0040722123456")])
    build.record("row 3", b"2")
    build.entity("p2", "Person", [("name", "Ion Rusu"), ("nationality", "Atlantis"), ("birth_date", "31.02.1980")])
    assert not build.record("row 4", b"2")
    build.record("row 5", b"3", handling="TLP:RED")
    build.link("p1", "p2", "Associate", directed=False, first="2024-03", claims=[("note", "seen together")])
    build.link("p1", "nobody", "Associate", directed=False)
    build.quarantine("row 6", "missing_id", "a row without id", "give it one", "id")
    return build.tables(received("a.csv"))


def export_b() -> Tables:
    build = Builder(originator="DE Police")
    build.record("row 2", b"1")
    build.entity("x9", "Person", [("name", "Anna Popp"), ("nationality", "DE"), ("category", "victim")])
    build.link("x9", "acc", "Owner", amount="5.689852347E7", currency="EUR")
    build.entity("acc", "BankAccount", [("iban", "GB82 WEST 1234 5698 7654 32")])
    return build.tables(received("b.csv"))


def graph_of(*parts: Tables, key: str = "k") -> EntityGraph:
    return EntityGraph(Tables.empty(), Case(id_key=key)).then("load", {}, Tables.concat(parts))


def named(graph: EntityGraph, name: str) -> str:
    return str(graph.entities.index[graph.entities["name"] == name][0])


def judged(graph: EntityGraph, left: int, right: int, judgement: str, score: float = 1.0) -> EntityGraph:
    import dataclasses

    import pyarrow as pa

    row = {"left": left, "right": right, "judgement": judgement, "by": "me", "at": "2026-01-01", "score": score}
    added = pa.Table.from_pylist([row | {"reason": "r"}], graph.tables.judgements.schema)
    table = pa.concat_tables([graph.tables.judgements, added])
    return graph.then("judge", {}, dataclasses.replace(graph.tables, judgements=table))


def test_every_record_read_is_accepted_quarantined_or_duplicate() -> None:
    row = graph_of(export_a()).received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (5, 3, 1, 1)


def test_values_not_understood_are_kept_and_told() -> None:
    graph = graph_of(export_a())
    claims = graph.claims
    odd = claims[claims["original"].isin(["Atlantis", "31.02.1980"])]
    assert odd["value"].isna().all() and len(odd) == 2
    assert set(graph.issues["code"]) == {"country_not_understood", "date_not_understood", "missing_id"}


def test_entities_say_what_their_claims_say() -> None:
    table = graph_of(export_a(), export_b()).entities.set_index("name")
    assert table.loc["Ana Pop", "countries"] == ("RO",)
    assert table.loc["Ion Rusu", "countries"] == ()
    assert table.loc["Anna Popp", "category"] == "victim" and table.loc["Ana Pop", "category"] == "unknown"
    assert table.loc["Ana Pop", "n_records"] == 2 and table.loc["Ana Pop", "first"] == "2024-03"


def test_a_country_keeps_its_basis() -> None:
    graph = graph_of(export_a(), export_b())
    bases = set(zip(graph.jurisdictions["country"], graph.jurisdictions["basis"], strict=True))
    assert bases == {("RO", "nationality"), ("RO", "phone"), ("DE", "nationality"), ("GB", "iban")}


def test_a_merge_joins_the_views_and_leaves_the_claims() -> None:
    before = graph_of(export_a(), export_b())
    after = judged(before, 0, 3, "same")
    assert len(after.entities) == len(before.entities) - 1
    merged = after.entities[after.entities["n_exports"] == 2].iloc[0]
    assert merged["countries"] == ("DE", "RO") and merged["category"] == "victim"
    assert after.claims.equals(before.claims)
    assert after.digest != before.digest


def test_the_later_judgement_on_a_pair_holds() -> None:
    before = graph_of(export_a(), export_b())
    after = judged(judged(before, 0, 3, "same"), 3, 0, "unsure")
    assert len(after.entities) == len(before.entities)


def test_not_the_same_blocks_a_chain_at_its_weakest_link() -> None:
    graph = graph_of(export_a(), export_b())
    chained = judged(judged(judged(graph, 0, 1, "same", 0.9), 1, 3, "same", 0.8), 0, 3, "not_same")
    entity = chained.entity_of_origin
    assert entity[0] == entity[1] != entity[3]


def test_digest_does_not_depend_on_the_order_or_key() -> None:
    assert graph_of(export_a(), export_b()).digest == graph_of(export_b(), export_a(), key="other").digest
    assert graph_of(export_a()).digest != graph_of(export_b()).digest


def test_ids_are_keyed_by_the_case() -> None:
    one, other = graph_of(export_a()), graph_of(export_a(), key="other")
    assert not set(one.entities.index) & set(other.entities.index)


def test_evidence_leads_to_file_record_and_hash() -> None:
    graph = graph_of(export_a(), export_b())
    found = graph.evidence(named(graph, "Ana Pop"))
    row = found[found["property"] == "nationality"].iloc[0]
    assert (row["file"], row["locator"], row["value"], row["original"]) == ("a.csv", "row 2", "RO", "Romania")
    assert row["sha256"] == f"{'a.csv':0>64}" and row["evaluation"] == "4x4:A1" and row["handling"] == "TLP:AMBER"
    link = graph.evidence(graph.links.index[0])
    assert set(link["property"]) >= {"kind", "source", "target", "first", "note"} and set(link["handling"]) == {
        "TLP:RED"
    }


def test_evidence_of_an_unknown_id_says_so() -> None:
    with pytest.raises(UnknownEntityError, match="no entity or link"):
        graph_of(export_a()).evidence("e0000")


def test_selection_by_handling_leaves_out_stricter_and_unmarked() -> None:
    graph = graph_of(export_a(), export_b())
    chosen = graph.select(handling="TLP:AMBER")
    assert set(chosen.entities["name"].dropna()) == {"Ana Pop", "Ion Rusu"} and len(chosen.links) == 0
    assert set(chosen.records["handling"]) == {"TLP:AMBER"}


def test_selection_by_kind_country_and_time() -> None:
    graph = graph_of(export_a(), export_b())
    assert len(graph.select(kinds=["Person"]).entities) == 3
    assert list(graph.select(countries=["DE"]).entities["name"]) == ["Anna Popp"]
    assert len(graph.select(since="2024-04").links) == 2 and len(graph.select(since="2024-03-01").links) == 3
    assert len(graph.select(until="2024-02").links) == 2


def test_amounts_are_exact_decimals() -> None:
    amount = graph_of(export_b()).links["amount"].iloc[0]
    assert str(amount.normalize()) == "56898523.47"


def test_an_id_named_but_not_described_is_one_stub_that_joins_where_it_is_told() -> None:
    build = Builder()
    build.record("row 2", b"1")
    build.link("p1", "p2", "Call")
    alone = graph_of(build.tables(received("links.csv")))
    assert set(alone.entities["kind"]) == {"Unknown"}
    joined = Tables.concat([export_a(), alone.tables])
    graph = graph_of(joined)
    call = graph.links[graph.links["kind"] == "Call"].iloc[0]
    assert call["source"] == named(graph, "Ana Pop") and call["target"] == named(graph, "Ion Rusu")


def test_only_ids_that_no_export_describes_are_told() -> None:
    build = Builder()
    build.record("row 2", b"1")
    build.link("p1", "gone", "Call")
    build.link("p2", "gone", "Call")
    issues = with_dangling(Tables.concat([export_a(), build.tables(received("links.csv"))])).issues.to_pandas()
    told = issues[issues["code"] == "dangling_reference"]
    assert len(told) == 2 and told["message"].str.contains("named 2 times").sum() == 1


def test_an_empty_graph_has_every_table() -> None:
    graph = EntityGraph(Tables.empty(), Case(id_key="k"))
    for table in (
        "entities",
        "links",
        "origins",
        "jurisdictions",
        "claims",
        "records",
        "received",
        "issues",
        "judgements",
    ):
        assert len(getattr(graph, table)) == 0
    assert "0 entities" in repr(graph)


def test_a_graph_converts() -> None:
    graph = graph_of(export_a(), export_b())
    assert graph.to_networkx().number_of_edges() == 3 == graph.to_igraph().ecount()
    assert len(graph.to_geopandas()) == 0


def test_representations_escape() -> None:
    build = Builder()
    build.record("row 2", b"1")
    build.entity("1", "<img src=x onerror=alert(1)>", [("name", "<b>x</b>")])
    graph = graph_of(build.tables(received("<script>.csv")))
    assert "<script>" not in graph._repr_html_() and "<img" not in graph._repr_html_()


def test_a_link_without_an_id_of_its_own_has_one_id_in_every_selection() -> None:
    build = Builder()
    for day in ("2020", "2021", "2021", "2022"):
        build.record(f"row {day}{build.read}")
        build.entity("a", "Person", [("name", "A")])
        build.link("a", "b", "Call", first=day)
        build.link("a", "b", "Call", first=day)
    graph = graph_of(build.tables(received("calls.csv")))
    assert graph.links.index.is_unique
    later = graph.select(since="2021")
    assert len(later.links) == 6 and later.links["first"].equals(graph.links["first"].loc[later.links.index])


def test_an_entity_id_stands_for_the_same_origin_in_whatever_order_exports_were_loaded() -> None:
    """So that a decision on an entity gives the same digest to two partners."""
    from netintel.resolve import judge, merge

    def decided(*parts: Tables) -> str:
        import pandas as pd

        graph = graph_of(*parts)
        origin = graph.origins.set_index("native_id")["origin"]
        graph = merge(graph, pd.DataFrame({"left": [origin["p1"]], "right": [origin["x9"]], "judgement": ["same"]}))
        ion = named(graph, "Ion Rusu")
        ana = graph.origins.set_index("native_id")["entity"]["p1"]
        return judge(graph, ana, ion, "not_same", by="me", reason="seen together").digest

    assert decided(export_a(), export_b()) == decided(export_b(), export_a())


def test_another_kind_or_another_record_of_a_link_gives_another_digest() -> None:
    def told(kind: str, *, twice: bool = False) -> str:
        build = Builder()
        build.record("row 2")
        build.entity("a", kind, [("name", "A")])
        build.link("a", "b", "Owner", native_id="t")
        build.record("row 3")
        if twice:
            build.link("a", "b", "Owner", native_id="t")
        return graph_of(build.tables(received("a.csv"))).digest

    assert len({told("Person"), told("Company"), told("Person", twice=True)}) == 3


def test_a_selection_by_handling_does_not_tell_that_a_stricter_record_holds_a_link_as_well() -> None:
    build = Builder(handling="TLP:GREEN")
    build.record("row 2")
    for key in "ab":
        build.entity(key, "Person", [("name", key)])
    build.link("a", "b", "Owner", native_id="t")
    build.record("row 3", handling="TLP:RED", originator="Informant unit")
    build.link("a", "b", "Owner", native_id="t")
    graph = graph_of(build.tables(received("a.csv")))
    assert graph.links["n_records"].tolist() == [2] and graph.entities["n_records"].tolist() == [2, 2]
    chosen = graph.select(handling="TLP:GREEN")
    assert chosen.links["n_records"].tolist() == [1] and list(chosen.records["locator"]) == ["row 2"]
    assert "Informant unit" not in set(chosen.evidence(chosen.links.index[0])["originator"])


def test_a_link_told_twice_by_one_record_has_one_record() -> None:
    build = Builder()
    build.record("row 2")
    for _ in range(2):
        build.link("a", "b", "Owner", native_id="t")
    assert graph_of(build.tables(received("a.csv"))).links["n_records"].tolist() == [1]


def test_a_point_is_never_put_together_from_two_records() -> None:
    build = Builder()
    for row, claims in enumerate([[("latitude", "10")], [("latitude", "50"), ("longitude", "20")]]):
        build.record(f"row {row}")
        build.entity("a", "Place", claims)
    place = graph_of(build.tables(received("a.csv"))).entities.iloc[0]
    assert (place["lat"], place["lon"]) == (50.0, 20.0)


@pytest.mark.parametrize(
    ("role", "category", "minor"),
    [("victim", "victim", None), ("Victims", "victim", None), ("child", "minor", True), ("recruiter", "unknown", None)],
)
def test_a_victim_is_protected_also_where_the_role_says_so(role: str, category: str, minor: bool | None) -> None:
    build = Builder()
    build.record("row 2", b"1")
    build.entity("p1", "Person", [("name", "Ana Pop"), ("role", role)])
    graph = EntityGraph(Tables.empty(), Case()).then("load", {}, build.tables(received("a.csv")))
    person = graph.entities.iloc[0]
    assert person["category"] == category and person["role"] == role
    assert person["minor"] is pd.NA if minor is None else person["minor"] == minor
