"""Routes: what puts steps in order, what is a proxy, and that no few victims can be found in any number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis.routes import routes
from netintel.errors import NetworkError, UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.results import Routes
from netintel.model.tables import Tables


class Travels:
    """Persons and what records say of where they were: `MD 2024-03 Recruitment`, `DE 2024-05-01 Sighting`, …"""

    def __init__(self) -> None:
        self.build = Builder()
        self.places: set[str] = set()
        self.rows = 0

    def record(self, originator: str | None = None, evaluation: str | None = None) -> None:
        self.rows += 1
        self.build.record(f"row {self.rows}", originator=originator, evaluation=evaluation)

    def place(self, country: str) -> str:
        if country not in self.places:
            self.places.add(country)
            self.record()
            self.build.entity(country, "Place", [("country", country)])
        return country

    def person(self, name: str, *steps: str, category: str = "suspect", by: str | None = None, **claims: str) -> None:
        self.record(by)
        self.build.entity(name, "Person", [("name", name), ("category", category), *claims.items()])
        for step in steps:
            country, date, kind = step.split()
            self.place(country)
            self.record(by, "4x4:A1")
            kind, _, role = kind.partition(":")
            self.build.link(name, country, kind, role=role or None, first=None if date == "-" else date)

    def graph(self) -> EntityGraph:
        received = {"file": "a.csv", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x"}
        tables = self.build.tables({**received, "ids": "file"})
        return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, tables)

    def routes(self, **options: int) -> Routes:
        return routes(self.graph(), **options)


def one(*steps: str, category: str = "suspect", **claims: str) -> pd.DataFrame:
    told = Travels()
    told.person("A", *steps, category=category, **claims)
    return told.routes().table()


def victims(told: Travels, n: int, *steps: str, start: int = 0, **claims: str) -> None:
    for i in range(start, start + n):
        told.person(f"V{i}", *steps, category="victim", **claims)


# the order of steps


@pytest.mark.parametrize(
    ("steps", "route", "order"),
    [
        (["DE 2024-05-02 Sighting", "RO 2024-04-01 Sighting"], "RO > DE", "dates"),
        (["DE 2024-05 Sighting", "RO 2024-04-30 Sighting"], "RO > DE", "dates"),
        (["RO 2023 Sighting", "DE 2024-05 Sighting", "RO 2024-01 Sighting"], "RO > DE", "dates"),
        (["DE 2024-05-02 Trip:arrival", "RO 2024-05-02 Trip:departure"], "RO > DE", "dates and acts"),
        (["HU 2024-05-02 BorderCrossing:entry", "RO 2024-05-02 Trip:departure"], "RO > HU", "dates and acts"),
        (["RO 2024-05-02T08:00:00Z Sighting", "DE 2024-05-02T20:00:00Z Sighting"], "RO > DE", "dates"),
    ],
)
def test_steps_stand_in_the_order_of_time(steps: list[str], route: str, order: str) -> None:
    table = one(*steps)
    assert table["route"].tolist() == [route]
    assert table["order"].tolist() == [order]


def test_a_year_is_not_padded_so_it_cannot_be_placed_among_months_of_it() -> None:
    assert one("RO 2024-03 Sighting", "FR 2024 Sighting", "DE 2024-05 Sighting")["route"].tolist() == ["RO > DE"]


def test_two_countries_on_one_day_are_not_put_in_order() -> None:
    told = Travels()
    told.person("A", "AT 2024-03-05 Sighting", "DE 2024-03-05 Sighting")
    found = told.routes()
    assert found.table().empty
    assert found.summary["left_out"] == {"steps that no date puts in order": {"others": 1, "victims": None}}


def test_undated_steps_in_several_countries_make_no_route() -> None:
    assert one("AT - Sighting", "DE - Sighting").empty


def test_a_victims_undated_recruitment_is_first_and_exploitation_last() -> None:
    told = Travels()
    victims(told, 5, "IT - Exploitation", "GR 2024-03 Sighting", "BG - Recruitment")
    assert told.routes().table()[["route", "destination", "transit"]].values.tolist() == [
        ["BG > GR > IT", "IT", ("GR",)]
    ]


def test_what_came_before_the_recruitment_is_no_part_of_a_victims_route() -> None:
    told = Travels()
    victims(told, 5, "TR 2020 Address", "BG 2024-01 Recruitment", "IT 2024-03 Exploitation")
    assert told.routes().table()["route"].tolist() == ["BG > IT"]


def test_who_recruits_is_where_others_are_recruited_and_that_orders_nothing() -> None:
    assert one("MD 2024-05-01 Recruitment", "IT 2024-02-01 Sighting")["route"].tolist() == ["IT > MD"]


def test_a_country_of_exploitation_is_no_transit_and_the_last_of_them_is_the_destination() -> None:
    told = Travels()
    victims(
        told, 6, "MD 2023-01 Recruitment", "IT 2023-03 Exploitation", "DE 2023-06 Exploitation", "NL 2023-09 Sighting"
    )
    row = told.routes().table().iloc[0]
    assert (row["route"], row["destination"], row["transit"]) == ("MD > IT > DE > NL", "DE", ())


def test_internal_and_return_routes() -> None:
    told = Travels()
    victims(told, 5, "RO 2024-01 Recruitment", "RO 2024-02 Exploitation")
    victims(told, 5, "MD 2024-01 Recruitment", "IT 2024-02 Exploitation", "MD 2024-09 Address", start=10)
    found = told.routes()
    table = found.table().set_index("route")
    assert table.loc["RO > RO", "kind"] == "internal"
    assert table.loc["MD > IT > MD", "kind"] == "return"
    assert table.loc["MD > IT > MD", "destination"] == "IT"
    assert "within Romania" in found.explain("RO > RO")
    assert "from Moldova by way of Italy back to Moldova" in found.explain("MD > IT > MD")


def test_who_comes_back_and_leaves_again_has_made_two_journeys_of_which_each_counts_a_person_once() -> None:
    table = one(*[f"{c} 2024-0{i + 1} Sighting" for i, c in enumerate(["RO", "DE", "RO", "DE", "RO"])])
    assert table[["route", "n_persons"]].values.tolist() == [["RO > DE > RO", 1]]


# trips and events


def test_a_trip_with_places_and_days_gives_two_steps_to_each_who_took_part() -> None:
    told = Travels()
    told.person("A")
    told.person("B")
    for country in ("RO", "DE"):
        told.place(country)
    told.record("police", "4x4:B2")
    told.build.entity("t", "Trip", [("start_date", "2024-03-01"), ("end_date", "2024-03-02")])
    told.build.link("t", "RO", "StartLocation", role="start_location")
    told.build.link("t", "DE", "EndLocation", role="end_location")
    for name in ("A", "B"):
        told.build.link(name, "t", "Participant", role="involved")
    row = told.routes().table().iloc[0]
    assert (row["route"], row["n_persons"], row["n_records"]) == ("RO > DE", 2, 1)
    assert (row["first"], row["last"], row["steps"]) == ("2024-03-01", "2024-03-02", ("RO: trip", "DE: trip"))


def test_an_event_that_states_its_country_is_a_step_of_its_participants() -> None:
    told = Travels()
    told.person("A", "RO 2024-01 Sighting")
    told.record()
    told.build.entity("e", "Meeting", [("country", "AT"), ("date", "2024-02-03")])
    told.build.link("A", "e", "Participant")
    assert told.routes().table()["steps"].tolist() == [("RO: sighting", "AT: meeting")]


def test_what_a_report_merely_contains_was_nowhere() -> None:
    told = Travels()
    told.person("A", "RO 2024-01 Sighting")
    told.record()
    told.build.entity("e", "Incident", [("country", "AT"), ("date", "2024-02-03")])
    told.build.link("e", "A", "Contains")
    assert told.routes().table().empty


def test_facts_of_the_case_in_a_persons_own_record_are_steps() -> None:
    told = Travels()
    facts = {"recruited_in": "Moldova", "exploited_in": "Italy", "exploitation_date": "2024-05"}
    victims(told, 5, **facts)
    row = told.routes().table().iloc[0]
    assert (row["route"], row["proxy"], row["first"]) == ("MD > IT", False, "2024-05")


# proxies


def test_citizenship_stands_for_the_origin_where_only_the_place_of_exploitation_is_known() -> None:
    told = Travels()
    victims(told, 5, "AT 2024-05 Exploitation", citizenship="NG")
    found = told.routes()
    row = found.table().iloc[0]
    assert (row["route"], row["proxy"], row["proxy_of"]) == ("NG > AT", True, "origin: citizenship")
    assert row["steps"] == ("NG: citizenship (proxy)", "AT: exploitation")
    assert "it is a proxy" in found.explain(0).lower()
    assert any("proxies" in caveat for caveat in found.caveats)


def test_the_place_of_identification_stands_for_the_destination() -> None:
    told = Travels()
    victims(told, 5, "MD 2024-01 Recruitment", "AT 2024-05 Identification")
    row = told.routes().table().iloc[0]
    assert (row["route"], row["proxy"], row["proxy_of"]) == ("MD > AT", True, "destination: place of identification")


def test_who_wants_a_person_stands_for_the_destination_where_nothing_else_is_known() -> None:
    row = one(nationality="BY", wanted_by="RU").iloc[0]
    assert (row["route"], row["proxy"]) == ("BY > RU", True)
    assert row["proxy_of"] == "origin: nationality; destination: the country that wants the person"


def test_a_proxy_that_could_be_two_countries_is_none() -> None:
    told = Travels()
    told.record()
    told.build.entity("A", "Person", [("nationality", "BY"), ("nationality", "UA"), ("wanted_by", "RU")])
    assert told.routes().table().empty


def test_attested_routes_and_proxies_of_the_same_countries_are_two_rows() -> None:
    told = Travels()
    victims(told, 5, "MD 2024-01 Recruitment", "IT 2024-03 Exploitation")
    victims(told, 6, "IT 2024-03 Exploitation", start=10, citizenship="MD")
    table = told.routes().table()
    assert table[["route", "proxy", "n_victims"]].values.tolist() == [["MD > IT", False, 5], ["MD > IT", True, 6]]


def test_a_national_at_home_is_on_no_route() -> None:
    assert one("RO 2024-01 Sighting", nationality="RO").empty


def test_flows_of_a_data_set_are_rows_of_their_own_and_editions_do_not_add_up() -> None:
    told = Travels()
    told.record()
    for code in ("PH", "SA", "NG"):
        told.build.entity(f"country/{code}", "Country", [("country_code", code)])
    for source, weight, year in (("PH", 7.0, "2019"), ("PH", 6.0, "2020"), ("NG", 4.0, "2020")):
        told.record()
        told.build.link(f"country/{source}", "country/SA", "AggregateFlow", first=year, last=year, weight=weight)
    found = told.routes()
    row = found.table().iloc[0]
    assert len(found.table()) == 1 and found.summary["n_withheld"] == 1
    assert (row["route"], row["aggregate"], row["proxy"], row["n_victims"]) == ("PH > SA", True, True, 13)
    assert "13 cases" in found.explain(0) and "proxies" in found.explain(0)
    assert len(found.records(0)) == 2


# counts that cannot find a victim


def test_fewer_than_five_victims_are_in_no_number_and_five_are() -> None:
    def found(n: int, **options: int) -> Routes:
        told = Travels()
        victims(told, n, "MD 2024-01 Recruitment", "IT 2024-03 Exploitation")
        return told.routes(**options)

    assert found(4).table().empty
    assert found(4).summary["n_withheld"] == 1
    assert found(5).table()["n_victims"].tolist() == [5]
    assert found(5, k=6).table().empty


def test_a_minor_and_a_victim_by_role_are_victims_and_witnesses_are_not_counted() -> None:
    told = Travels()
    steps = ("MD 2024-01 Recruitment", "IT 2024-03 Exploitation")
    victims(told, 3, *steps)
    told.person("M", *steps, category="minor")
    told.person("R", *steps, category="unknown", role="victim")
    told.person("W", *steps, category="witness")
    told.person("I", *steps, category="informant")
    assert told.routes().table()[["n_persons", "n_victims"]].values.tolist() == [[5, 5]]


def test_days_of_victims_are_told_by_the_month() -> None:
    told = Travels()
    victims(told, 5, "MD 2024-01-17 Recruitment", "IT 2024-03-02 Exploitation")
    row = told.routes().table().iloc[0]
    assert (row["first"], row["last"]) == ("2024-01", "2024-03")


def test_no_name_or_id_of_a_victim_is_in_a_result() -> None:
    told = Travels()
    victims(told, 6, "MD 2024-01-17 Recruitment", "IT 2024-03-02 Exploitation")
    graph = told.graph()
    found = routes(graph)
    said = found.table().to_csv() + found.explain(0) + found._repr_html_() + repr(found.summary) + repr(found.caveats)
    for key, name in graph.entities.loc[graph.entities["kind"] == "Person", "name"].items():
        assert str(key) not in said and str(name) not in said
    assert "all of them victims" in found.explain(0)


@pytest.mark.parametrize("k", [0, 1, 4, float("nan"), "5"])
def test_a_smaller_k_is_refused_in_words(k: Any) -> None:
    with pytest.raises(ValueError, match="never shown"):
        routes(Travels().graph(), k=k)


WAYS = (
    ("MD 2024-01-03 Recruitment", "IT 2024-03 Exploitation"),
    ("MD 2024-01-04 Recruitment", "RO 2024-02-02 BorderCrossing", "IT 2024-03 Exploitation"),
    ("RO 2024-01 Recruitment", "RO 2024-03 Exploitation"),
    ("AT 2024-01 Identification",),
    ("AT 2024-01-02 Sighting", "DE 2024-01-02 Sighting"),
)


def told_of(counts: list[tuple[int, int]]) -> Routes:
    """Return the routes of some victims and suspects on each of the ways."""
    told = Travels()
    for way, (n_victims, n_others) in enumerate(counts):
        for i in range(n_victims):
            told.person(f"V{way}-{i}", *WAYS[way], category="victim", by=f"office {i}", citizenship="NG")
        for i in range(n_others):
            told.person(f"S{way}-{i}", *WAYS[way], by="police", citizenship="NG")
    return told.routes()


several = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1)), min_size=len(WAYS), max_size=len(WAYS))


@settings(max_examples=5)
@given(several, st.data())
def test_one_to_four_victims_give_the_same_result_however_many_they_are(
    counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    """What does not change with a number cannot tell it, by subtraction or otherwise."""
    other = [(data.draw(st.integers(1, 4)), s) if 1 <= v <= 4 else (v, s) for v, s in counts]
    one, two = told_of(counts), told_of(other)
    pd.testing.assert_frame_equal(one.table(), two.table())
    assert one.summary == two.summary
    assert [len(one.records(i)) for i in range(len(one.table()))] == [
        len(two.records(i)) for i in range(len(two.table()))
    ]
    assert one.caveats == two.caveats


@settings(max_examples=5)
@given(several)
def test_without_the_few_the_table_is_the_same(counts: list[tuple[int, int]]) -> None:
    without = [(v if v >= 5 else 0, s) for v, s in counts]
    found = told_of(counts).table()
    pd.testing.assert_frame_equal(found, told_of(without).table())
    assert found["n_victims"].dropna().ge(5).all()
    assert (found["n_persons"] >= found["n_victims"].fillna(0)).all()


# certainty


def test_the_interval_comes_from_the_gradings_and_a_second_originator_narrows_it() -> None:
    def interval(*by: str) -> tuple[int, int]:
        told = Travels()
        for i in range(20):
            for office in by:
                told.person(f"S{i}", "RO 2024-01 Sighting", "DE 2024-02 Sighting", by=office)
        row = told.routes().table().iloc[0]
        return int(row["n_low"]), int(row["n_high"])

    assert interval("police") == (17, 20)  # binomial(20, 0.95): P(at most 16) = 0.016, P(at most 17) = 0.075
    assert interval("police", "customs") == (20, 20)  # binomial(20, 0.9975): P(at most 19) = 0.049


def test_attested_is_the_part_of_steps_that_two_originators_speak_of() -> None:
    told = Travels()
    told.person("A", "RO 2024-01 Sighting", "DE 2024-02 Sighting", by="police")
    told.person("B", "RO 2024-01 Sighting", "DE 2024-02 Sighting", by="police")
    told.record("customs")
    told.build.link("B", "RO", "Sighting", first="2024-01")
    assert told.routes().table()["attested"].tolist() == [0.5]


# poor graphs


def test_an_empty_graph_gives_an_empty_table_and_says_so() -> None:
    found = Travels().routes()
    assert found.table().empty and "No routes" in found.caveats[0]
    assert found.table().columns.tolist() == one("RO 2024 Sighting", "DE 2025 Sighting").columns.tolist()


def test_a_network_is_refused_in_words() -> None:
    edges = pd.DataFrame({"source": ["a"], "target": ["b"]})
    with pytest.raises(NetworkError, match="expected an EntityGraph"):
        routes(Network.from_edgelist(edges, directed=False))


def test_a_place_said_to_lie_in_two_countries_lies_in_none() -> None:
    told = Travels()
    told.person("A", "RO 2024-01 Sighting")
    told.record()
    told.build.entity("gate", "BorderPoint", [("country", "RO"), ("country", "HU")])
    told.build.link("A", "gate", "BorderCrossing", first="2024-02")
    assert told.routes().table().empty


def test_the_order_of_records_changes_nothing() -> None:
    def made(turned: bool) -> pd.DataFrame:
        told = Travels()
        names = [f"S{i}" for i in range(6)]
        for name in reversed(names) if turned else names:
            steps = ["RO 2024-01 Sighting", "HU 2024-02 Sighting", "DE 2024-03 Sighting"]
            told.person(name, *(reversed(steps) if turned else steps))
        return told.routes().table()

    pd.testing.assert_frame_equal(made(False), made(True))


def test_a_row_cites_its_records_and_an_unknown_one_is_refused_in_words() -> None:
    told = Travels()
    told.person("A", "RO 2024-01 Sighting", "DE 2024-02 Sighting", by="police")
    found = told.routes()
    assert found.records("RO > DE")["locator"].tolist() == ["row 3", "row 5"]
    assert "It stands on 2 records of one export, the first a.csv row 3." in found.explain("RO > DE")
    with pytest.raises(UnknownEntityError):
        found.explain("XX > YY")
    with pytest.raises(UnknownEntityError):
        found.explain(7)
