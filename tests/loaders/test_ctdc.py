"""CTDC: flows between countries, no small counts, and nothing of a person."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "ctdc"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def rows() -> list[dict[str, str]]:
    with (SAMPLES / "ok_cases.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def flows(graph: ni.EntityGraph) -> list[tuple[str, str, str, str, float]]:
    names = graph.entities["name"]
    return sorted(
        (names[row.source], names[row.target], str(row.role), str(row.first), row.weight)
        for row in graph.links.itertuples()
    )


def test_only_countries_and_flows_come_of_it() -> None:
    graph = load(SAMPLES / "ok_cases.csv")
    assert set(graph.entities["kind"]) == {"Country"}
    assert set(graph.links["kind"]) == {"AggregateFlow"}
    of_countries = graph.claims[graph.claims["subject"].isin(graph.origins["origin"])]
    assert set(of_countries["property"]) == {"name", "country_code"}
    assert set(graph.records["assertion"]) == {"computed"}
    assert graph.received["read"].item() == graph.received["accepted"].item() == len(rows())


def test_small_counts_are_pooled_over_years_then_over_exploitation() -> None:
    assert flows(load(SAMPLES / "ok_cases.csv")) == [
        ("Philippines", "Saudi Arabia", "forced_labour", "2019", 7.0),
        ("Philippines", "Saudi Arabia", "forced_labour", "nan", 7.0),
        ("Ukraine", "Poland", "nan", "nan", 5.0),
        ("Ukraine", "Ukraine", "sexual_exploitation", "2020", 6.0),
    ]


def test_every_case_counts_once_or_is_told() -> None:
    graph = load(SAMPLES / "ok_cases.csv")
    pairs = Counter((row["citizenship"], row["CountryOfExploitation"]) for row in rows())
    known = {pair: n for pair, n in pairs.items() if not {"-99", "00"} & set(pair)}
    small = sum(n for n in known.values() if n < 5)
    assert graph.links["weight"].sum() == sum(known.values()) - small
    told = graph.issues.set_index("code")["message"]
    assert told["flow_unknown"].startswith(f"{len(rows()) - sum(known.values())} of {len(rows())}")
    assert small < 5 and told["small_counts_left_out"].startswith(f"fewer than 5 of {len(rows())}")
    assert graph.links["weight"].min() >= 5


def test_what_describes_a_victim_is_left_out_and_counted() -> None:
    graph = load(SAMPLES / "ok_cases.csv")
    counted = {
        title: sum(row[title] not in ("", "-99") for row in rows())
        for title in ("gender", "ageBroad", "meansThreats", "typeOfLabourAgriculture")
    }
    message = graph.issues.set_index("code")["message"]["not_aggregated"]
    for title, count in counted.items():
        assert f"{title} {count}" in message
    kept = " ".join(graph.claims["value"].dropna())
    assert "Woman" not in kept and "30--38" not in kept


def test_nothing_of_it_is_an_actor_or_a_broker(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes((SAMPLES / "ok_cases.csv").read_bytes())
    alone = ni.analysis.actors(load(tmp_path))
    assert len(alone.nodes) == 0
    text = "source,target,type\nA,B,Associate\nB,C,Associate\n"
    (tmp_path / "ties.csv").write_text(text + "A,country/PH,Associate\n", "utf-8")
    mixed = load(tmp_path)
    network = ni.analysis.actors(mixed)
    names = mixed.origins.set_index("entity").loc[network.nodes.index, "native_id"]
    assert not any(name.startswith("country/") for name in names)


def test_what_is_not_understood_is_told() -> None:
    graph = load(SAMPLES / "bad_unknown_country.csv")
    assert graph.received[["read", "accepted", "quarantined"]].iloc[0].tolist() == [3, 2, 1]
    fields = graph.issues.loc[graph.issues["code"] == "value_not_understood", "field"]
    assert sorted(fields) == ["citizenship", "yearofregistration"]
    assert len(graph.links) == 0


def test_namibia_is_a_country_among_codes_of_two_letters_and_the_union_none(tmp_path: Path) -> None:
    titles = "yearOfRegistration,citizenship,CountryOfExploitation,isForcedLabour\n"
    (tmp_path / "two.csv").write_text(
        titles + "2016,NA,ZA,1\n" * 5 + "2016,BW,ZA,1\n" * 6 + "2016,EU,ZA,1\n" * 7, "utf-8"
    )
    (tmp_path / "three.csv").write_text(titles + "2016,NA,ZAF,1\n" * 5 + "2016,BWA,ZAF,1\n" * 6, "utf-8")
    two, three = load(tmp_path / "two.csv"), load(tmp_path / "three.csv")
    assert flows(two) == [
        ("Botswana", "South Africa", "forced_labour", "2016", 6.0),
        ("Namibia", "South Africa", "forced_labour", "2016", 5.0),
    ]
    assert two.issues.set_index("code")["message"]["value_not_understood"].startswith("7 ")
    assert flows(three) == [("Botswana", "South Africa", "forced_labour", "2016", 6.0)]
