"""Call records: every row a contact, telephones and cards said once, and no hub of those who hide their number."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

import netintel as ni
from netintel.errors import CaseFolderError

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples" / "formats" / "cdr"
VAST = ROOT / ".." / "shared" / "data" / "cdr" / "vast2008_cdr.csv"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def written(folder: Path, text: str) -> ni.EntityGraph:
    (folder / "calls.csv").write_text(text, "utf-8")
    return load(folder)


def ties(graph: ni.EntityGraph) -> list[tuple[str, ...]]:
    names = graph.origins.set_index("entity")["native_id"]
    links = graph.links
    return list(zip(links["kind"], links["source"].map(names), links["target"].map(names), strict=True))


def said(graph: ni.EntityGraph, prop: str) -> list[str]:
    claims = graph.claims
    return claims.loc[claims["property"] == prop, "value"].tolist()


def codes(graph: ni.EntityGraph) -> set[str]:
    return set(graph.issues["code"])


def test_a_police_layout_in_german() -> None:
    graph = load(SAMPLES / "ok_police_de.csv")
    assert ties(graph) == [
        ("Call", "+40722000001", "+40722000002"),
        ("Call", "+40722000001", "+4930000001"),
        ("Message", "+40722000002", "+40722000001"),
        ("UnknownLink", "+40722000001", "imsi:226010000000001"),
        ("UnknownLink", "imsi:226010000000001", "imei:490154203237518"),
        ("UnknownLink", "imsi:226010000000001", "imei:490154203237500"),
    ]
    assert graph.links["n_records"].tolist() == [1, 1, 1, 3, 2, 1], "a card is tied once, by every record that shows it"
    assert graph.links["role"].tolist()[:3] == ["outgoing", "outgoing", "incoming"]
    assert graph.links["first"].tolist()[:3] == ["2026-03-01T10:00:00", "2026-03-01T23:59:30", "2026-03-02T08:00:00"]
    assert graph.links["last"].tolist()[:2] == ["2026-03-01T10:01:15", "2026-03-02T00:00:15"]
    assert said(graph, "duration") == ["75", "45"]


def test_countries_come_from_the_number_the_card_and_the_network_of_a_cell() -> None:
    graph = load(SAMPLES / "ok_police_de.csv")
    found = Counter(zip(graph.jurisdictions["country"], graph.jurisdictions["basis"], strict=True))
    assert found == {
        ("RO", "phone"): 2, ("DE", "phone"): 1, ("RO", "sim"): 1, ("RO", "location"): 1, ("DE", "location"): 1,
    }  # fmt: skip
    phones = graph.entities[graph.entities["kind"] == "Phone"]
    assert set(phones["countries"]) == {()}, "a number makes nobody belong to a country"


def test_an_incoming_call_of_a_subscriber_runs_towards_the_subscriber() -> None:
    graph = load(SAMPLES / "ok_subscriber_ru.csv")
    assert ties(graph) == [("Call", "+40722000001", "+37360000001"), ("Call", "+37360000002", "+40722000001")]
    assert said(graph, "тариф") == ["Базовый"]
    assert codes(graph) == {"columns_not_named"}


def test_withheld_and_damaged_numbers_are_no_hub_and_112_is_one_of_each_network() -> None:
    graph = load(SAMPLES / "bad_hidden_numbers.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (13, 10, 2, 1)
    calls = [tie for tie in ties(graph) if tie[0] == "Call"]
    called = Counter(target for _, _, target in calls)
    assert set(called.values()) == {1}
    assert {"service 112 226-01", "service 112 262-02", "service voicemail 226-01"} <= set(called)
    assert sorted(said(graph, "withheld_number")) == ["+40722***001", "private", "private"]
    assert sorted(said(graph, "short_number")) == ["112", "112", "VOICEMAIL"], "one of each network"
    assert codes(graph) >= {
        "number_withheld", "excel_damaged", "short_numbers", "numbers_without_country", "plus_lost",
        "imsi_not_understood", "imei_not_understood", "duration_not_understood", "missing_party",
    }  # fmt: skip


def test_words_for_no_number_are_no_hub(tmp_path: Path) -> None:
    hidden = ("Private number", "No caller ID", "NUMĂR ASCUNS", "Numéro masqué", "Unbekannte Rufnummer", "privat",
              "anonymous@anonymous.invalid", "номер скрыт", "+40 722 xxx xxx", "n.a.")  # fmt: skip
    rows = "".join(
        f"{text},+4072200000{end},2026-03-01T10:0{end}:00,5\n" for text in (*hidden, "Raiffeisen") for end in (1, 2)
    )
    graph = written(tmp_path, "Caller,Called,Start,Duration\n" + rows)
    callers = Counter(source for _, source, _ in ties(graph))
    assert callers.pop("service raiffeisen ") == 2
    assert set(callers.values()) == {1} and len(callers) == 2 * len(hidden)
    assert sorted(said(graph, "withheld_number")) == sorted(2 * hidden)


def test_a_card_that_is_no_card_is_kept_on_the_call() -> None:
    graph = load(SAMPLES / "bad_hidden_numbers.csv")
    assert said(graph, "imsi_text") == ["2.2601E+14"]
    assert said(graph, "imei_text") == ["0"] * 6
    assert "Device" not in set(graph.entities["kind"])


def test_national_numbers_need_the_country_of_the_file(tmp_path: Path) -> None:
    text = "A number,B number,Start,Duration\n0722000001,0722 000 002,2026-03-01 10:00:00,5\n"
    graph = written(tmp_path, text)
    assert ties(graph) == [("Call", "0722000001", "0722000002")]
    assert codes(graph) == {"numbers_without_country"}
    assert graph.jurisdictions.empty
    (tmp_path / "case.toml").write_text('title = "t"\n[exports."calls.csv"]\ndefault_country = "RO"\n', "utf-8")
    assert ties(load(tmp_path)) == [("Call", "+40722000001", "+40722000002")]


def test_a_default_country_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('title = "t"\n[exports."x.csv"]\ndefault_country = "Roumania"\n', "utf-8")
    with pytest.raises(CaseFolderError, match="default_country"):
        load(tmp_path)


def test_day_and_month_are_in_the_order_that_the_file_shows(tmp_path: Path) -> None:
    text = "A number,B number,Start,Duration\n+40722000001,+40722000002,03/04/2026 10:00:00,5\n"
    assert set(written(tmp_path, text).links["first"].isna()) == {True}
    graph = written(tmp_path, text + "+40722000001,+40722000002,13/04/2026 10:00:00,5\n")
    assert graph.links["first"].tolist() == ["2026-04-03T10:00:00", "2026-04-13T10:00:00"]
    assert "date_order_inferred" in codes(graph)


def test_a_day_and_an_hour_side_by_side_are_one_moment(tmp_path: Path) -> None:
    graph = written(
        tmp_path, "Caller,Called,Call date,Call time,Duration\n+40722000001,+40722000002,2026-03-01,10:00:00,60\n"
    )
    assert graph.links["first"].tolist() == ["2026-03-01T10:00:00"] and "columns_not_named" not in codes(graph)


def test_a_minute_without_seconds_gives_no_end(tmp_path: Path) -> None:
    graph = written(tmp_path, "From,To,Datetime,Duration\n+40722000001,+40722000002,2026-03-01 10:00,50\n")
    assert graph.links["last"].isna().all()


@pytest.mark.parametrize(
    "header",
    [
        "Numéro appelant;Numéro appelé;Date et heure;Durée",
        "Número llamante;Número llamado;Fecha y hora;Duración",
        "Numero chiamante;Numero chiamato;Data e ora;Durata",
        "Bellende nummer;Gebelde nummer;Datum en tijd;Duur",
        "Numer dzwoniący;Numer wybierany;Data i godzina;Czas trwania",
        "Număr apelant;Număr apelat;Data și ora;Durată",
        "Викащ номер;Викан номер;Дата и час;Продължителност",
        "Вызывающий абонент;Вызываемый абонент;Дата и время;Длительность",
        "Викликаючий номер;Викликаний номер;Дата і час;Тривалість",
        "Arayan numara;Aranan numara;Tarih saat;Süre",
        "Καλών αριθμός;Καλούμενος αριθμός;Ημερομηνία και ώρα;Διάρκεια",
        "الرقم المتصل;الرقم المطلوب;التاريخ والوقت;المدة",
    ],
)
def test_titles_in_other_languages(tmp_path: Path, header: str) -> None:
    graph = written(tmp_path, f"{header}\n+40722000001;+37360000001;2026-03-01 10:00:00;60\n")
    assert graph.received["format"].tolist() == ["cdr"]
    assert graph.links["last"].tolist() == ["2026-03-01T10:01:00"]
    assert graph.issues.empty


def test_a_table_of_transfers_is_no_table_of_calls(tmp_path: Path) -> None:
    assert written(tmp_path, "From,To,Date,Amount\na,b,2026-03-01,5\n").received["format"].tolist() != ["cdr"]


def test_the_published_calls_of_vast_2008_are_read_whole() -> None:
    if not VAST.exists():
        pytest.skip("shared data absent: cdr/vast2008_cdr.csv")
    with VAST.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    graph = load(VAST)
    assert graph.received["accepted"].tolist() == [len(rows)] == [9834]
    counted = Counter((row["From"], row["To"]) for row in rows)
    assert Counter((source, target) for _, source, target in ties(graph)) == counted
    assert graph.entities["kind"].value_counts().to_dict() == {
        "Phone": len({end for pair in counted for end in pair}),
        "CellSite": len({row["Cell Tower"] for row in rows}),
    }
    days = Counter(row["Datetime"][:8] for row in rows)
    assert Counter(graph.links["first"].str[:10].str.replace("-", "")) == days
    assert sum(map(int, said_numbers(graph))) == sum(
        int(row["Duration(seconds)"]) for row in rows if row["Duration(seconds)"][0] != "-"
    )


def said_numbers(graph: ni.EntityGraph) -> list[str]:
    claims = graph.claims
    return claims.loc[(claims["property"] == "duration") & claims["value"].notna(), "value"].tolist()
