"""The sample case lantern: repeatable, true to its own truth, and counted by readers that know nothing of netintel."""

import csv
import io
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx as nx
import phonenumbers
import pytest
from python_calamine import CalamineWorkbook
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
LANTERN = SAMPLES / "lantern"
Truth = dict[str, Any]


@pytest.fixture(scope="module")
def truth() -> Truth:
    return json.loads((SAMPLES / "lantern.truth.json").read_text(encoding="utf-8"))


def make(seed: int, out: Path) -> None:
    command = [sys.executable, str(SAMPLES / "make_lantern.py"), "--seed", str(seed), "--out", str(out)]
    subprocess.run(command, check=True)


def tie_graph(truth: Truth, *, recorded_only: bool = False) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(person["id"] for person in truth["persons"])
    graph.add_edges_from((t["a"], t["b"]) for t in truth["ties"] if t["carried_by"] or not recorded_only)
    return graph


# the generator


def test_the_default_seed_gives_the_committed_folder_byte_for_byte(tmp_path: Path) -> None:
    make(7, tmp_path / "lantern")
    made = {path.name: path.read_bytes() for path in (tmp_path / "lantern").iterdir()}
    kept = {path.name: path.read_bytes() for path in LANTERN.iterdir()}
    assert sorted(made) == sorted(kept)
    assert [name for name in kept if made[name] != kept[name]] == []
    assert (tmp_path / "lantern.truth.json").read_bytes() == (SAMPLES / "lantern.truth.json").read_bytes()


def test_another_seed_gives_another_case_of_the_same_shape(tmp_path: Path, truth: Truth) -> None:
    make(8, tmp_path / "other")
    other = json.loads((tmp_path / "other.truth.json").read_text(encoding="utf-8"))
    assert other["brokers"] != truth["brokers"] or other["ties"] != truth["ties"]
    assert len(other["brokers"]) == 12
    assert other["expected"].keys() == truth["expected"].keys()
    assert counted(tmp_path / "other") == other["expected"]


def test_the_generator_imports_nothing_of_netintel() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import make_lantern; print('netintel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, str(SAMPLES)], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_nothing_in_the_product_mentions_the_truth() -> None:
    sources = [path for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert [path.name for path in sources if b"truth.json" in path.read_bytes()] == []


# the truth agrees with itself and is hard enough to mean something


def test_the_case_is_as_large_and_as_mixed_as_it_says(truth: Truth) -> None:
    persons = truth["persons"]
    assert len(persons) >= 300
    assert len({person["country"] for person in persons}) >= 8
    assert len(truth["brokers"]) == 12
    assert Counter(truth["brokers_kind"].values()) == {"bosses": 6, "members": 6}
    assert sum(person["category"] == "victim" for person in persons) >= 30
    assert any(p["category"] == "victim" and p["birth_date"] > "2008-11" for p in persons), "no minor among the victims"
    assert 0.05 < share(not person["nationalities"] for person in persons) < 0.12
    assert 0.04 < share(len(person["nationalities"]) == 2 for person in persons) < 0.1
    assert 0.12 < share(len(person["origins"]) > 1 for person in persons) < 0.25


def share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return sum(values) / len(values)


def test_at_least_an_eighth_of_the_ties_is_missing_from_the_exports(truth: Truth) -> None:
    assert share(not tie["carried_by"] for tie in truth["ties"]) >= 0.12


def test_a_carried_tie_joins_two_people_whom_its_export_knows(truth: Truth) -> None:
    partner = {"ro_links.csv": "ro_persons.csv", "bg_associates.csv": "bg_persons.csv"}
    known = {person["id"]: {file for file, _ in person["origins"]} for person in truth["persons"]}
    for tie in truth["ties"]:
        for file in tie["carried_by"]:
            assert partner.get(file, file) in known[tie["a"]] & known[tie["b"]]


def test_a_tie_crosses_a_border_when_both_nationalities_are_known_and_disjoint(truth: Truth) -> None:
    nations = {person["id"]: set(person["nationalities"]) for person in truth["persons"]}
    for tie in truth["ties"]:
        one, two = nations[tie["a"]], nations[tie["b"]]
        assert tie["cross_border"] == bool(one and two and one.isdisjoint(two))


def test_no_broker_stands_among_the_five_best_connected(truth: Truth) -> None:
    for recorded_only in (False, True):
        degree = dict(tie_graph(truth, recorded_only=recorded_only).degree)
        fifth = sorted(degree.values(), reverse=True)[4]
        assert max(degree[broker] for broker in truth["brokers"]) <= fifth


def test_plain_degree_and_plain_betweenness_miss_many_brokers(truth: Truth) -> None:
    graph = tie_graph(truth, recorded_only=True)
    for scores in (dict(graph.degree), nx.betweenness_centrality(graph)):
        best = sorted(scores, key=lambda node: scores[node], reverse=True)[:15]
        assert len(set(best) & set(truth["brokers"])) <= 8


def test_cross_border_ties_stay_mostly_inside_the_blocs_and_fill_the_corridors(truth: Truth) -> None:
    country = {person["id"]: person["country"] for person in truth["persons"]}
    bloc = {code: name for name, codes in truth["blocs"].items() for code in codes}
    pairs = [frozenset((country[t["a"]], country[t["b"]])) for t in truth["ties"] if t["carried_by"]]
    abroad = Counter(pair for pair in pairs if len(pair) == 2)
    stubs: Counter[str] = Counter()
    for pair, count in abroad.items():
        for code in pair:
            stubs[code] += count
    total = sum(abroad.values())
    assert sum(n for pair, n in abroad.items() if len({bloc[c] for c in pair}) == 1) > 0.75 * total
    for one, two in truth["corridors"]:
        assert abroad[frozenset((one, two))] > 2 * stubs[one] * stubs[two] / (2 * total), (one, two)


def test_namesakes_share_a_name_and_nothing_else(truth: Truth) -> None:
    people = {person["id"]: person for person in truth["persons"]}
    for one, two in truth["namesakes"]:
        assert people[one]["name"] == people[two]["name"]
        assert people[one]["birth_date"] != people[two]["birth_date"]
        assert not {tuple(o) for o in people[one]["origins"]} & {tuple(o) for o in people[two]["origins"]}


def test_the_decoys_are_as_big_as_they_must_be(truth: Truth) -> None:
    decoys = truth["decoys"]
    assert len(decoys["call_centre"]["callers"]) >= 60
    assert len(decoys["exchange_wallet"]["users"]) >= 40
    assert len(decoys["shared_ip"]["users"]) > 35
    country = {person["id"]: person["country"] for person in truth["persons"]}
    clients = tie_graph(truth)[decoys["lawyer"]]
    assert len(clients) >= 20
    assert len({country[client] for client in clients}) >= 4
    assert not set(decoys["go_betweens"]) & set(truth["brokers"])


# the exports agree with the truth, read by other readers


def test_every_file_adds_up_as_an_independent_reader_counts(truth: Truth) -> None:
    assert counted(LANTERN) == truth["expected"]


def counted(folder: Path) -> dict[str, dict[str, int]]:
    """Count read, quarantined and duplicate records of every export without netintel."""
    units = {
        "ro_persons.csv": table(folder / "ro_persons.csv", ",", "utf-8", [0]),
        "ro_links.csv": table(folder / "ro_links.csv", ",", "utf-8", [0]),
        "bg_persons.csv": table(folder / "bg_persons.csv", ";", "cp1251", [0]),
        "bg_associates.csv": table(folder / "bg_associates.csv", ";", "utf-8", [0, 1]),
        "es_payments.tsv": table(folder / "es_payments.tsv", "\t", "utf-8", [1, 9]),
        "ua_calls.xlsx": [
            *sheet(folder / "ua_calls.xlsx", "Дзвінки", [0, 1]), *sheet(folder / "ua_calls.xlsx", "Абоненти", [0]),
        ],
        "ae_hawala.xlsx": sheet(folder / "ae_hawala.xlsx", "دفتر", [1, 7]),
        "gr_companies.ftm.json": [ftm_line(line) for line in (folder / "gr_companies.ftm.json").open(encoding="utf-8")],
        "nl_cert.stix21.json": objects(load(folder / "nl_cert.stix21.json")["objects"], "id"),
        "de_misp.json": misp(load(folder / "de_misp.json")["Event"]),
        "interpol_red.json": objects(load(folder / "interpol_red.json")["_embedded"]["notices"], "entity_id"),
    }  # fmt: skip
    return {name: add_up(records) for name, records in sorted(units.items())}


def add_up(records: list[str | None]) -> dict[str, int]:
    """Add up: None is a bad record, the empty string a blank line, a text seen before a duplicate."""
    present = [record for record in records if record != ""]
    good = [record for record in present if record is not None]
    accepted = len(set(good))
    return {
        "read": len(present), "accepted": accepted, "quarantined": len(present) - len(good),
        "duplicates": len(good) - accepted,
    }  # fmt: skip


def table(path: Path, delimiter: str, encoding: str, keys: list[int]) -> list[str | None]:
    text = path.read_bytes().decode(encoding)
    header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return ["" if not row else fields(row, keys) if len(row) == len(header) else None for row in rows]


def sheet(path: Path, title: str, keys: list[int]) -> list[str | None]:
    _, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(title).to_python()
    return [fields([title, *map(str, row)], [key + 1 for key in keys]) for row in rows]


def fields(row: list[str], keys: list[int]) -> str | None:
    return json.dumps(row) if all(row[key] for key in keys) else None


def ftm_line(line: str) -> str | None:
    if not line.strip():
        return ""
    try:
        entity = json.loads(line)
    except json.JSONDecodeError:
        return None
    return json.dumps(entity, sort_keys=True) if "id" in entity else None


def objects(things: list[dict[str, Any]], key: str) -> list[str | None]:
    return [json.dumps(thing, sort_keys=True) if key in thing else None for thing in things]


def misp(event: dict[str, Any]) -> list[str | None]:
    return objects(event["Attribute"] + event["Object"], "uuid")


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_origin_named_in_the_truth_is_in_its_file(truth: Truth) -> None:
    texts = {path.name: path.read_bytes() for path in LANTERN.iterdir()}
    for name in ("ua_calls.xlsx", "ae_hawala.xlsx"):
        book = CalamineWorkbook.from_path(str(LANTERN / name))
        texts[name] = "\n".join(str(book.get_sheet_by_name(s).to_python()) for s in book.sheet_names).encode()
    for person in truth["persons"]:
        for file, native in person["origins"]:
            written = native.removeprefix("bg-") if file == "bg_persons.csv" else native
            written = written.replace("-", "/", 1) if file == "interpol_red.json" else written
            assert written.encode() in texts[file], (file, native)


def test_a_strong_duplicate_shares_an_identifier_and_a_namesake_none(truth: Truth) -> None:
    shown = identifiers_shown()
    for left, right in truth["duplicates"]["strong"]:
        assert shown[tuple(left)] & shown[tuple(right)], (left, right)
    for left, right in truth["duplicates"]["name_only"]:
        assert not shown[tuple(left)] & shown[tuple(right)], (left, right)
    owners: dict[tuple[str, str], set[str]] = {}
    person_of = {tuple(origin): person["id"] for person in truth["persons"] for origin in person["origins"]}
    for origin, values in shown.items():
        for value in values:
            owners.setdefault(value, set()).add(person_of[origin])
    assert {value for value, people in owners.items() if len(people) > 1} == set()


def identifiers_shown() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Collect documents (with issuing country) and telephone numbers (E.164) that each export shows of a person."""
    shown: dict[tuple[str, str], set[tuple[str, str]]] = {}

    def show(file: str, native: str, document: str, issuer: str, phone: str, region: str | None = None) -> None:
        values = shown.setdefault((file, native), set())
        if document:
            values.add((document, COUNTRY.get(issuer, issuer.upper())))
        if phone:
            number = phonenumbers.parse(re.sub(r"^00", "+", phone), region)
            assert phonenumbers.is_valid_number(number), (file, native)
            values.add(("phone", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)))

    for row in whole_rows("ro_persons.csv", ",", "utf-8"):
        show("ro_persons.csv", row[0], row[7], row[8], row[6])
    for row in whole_rows("bg_persons.csv", ";", "cp1251"):
        show("bg_persons.csv", f"bg-{row[0]}", row[5], row[6], row[4], "BG")
    for row in whole_rows("es_payments.tsv", "\t", "utf-8"):
        show("es_payments.tsv", row[1], row[4], row[5], "")
        show("es_payments.tsv", row[9], row[12], row[13], "")
    for row in sheet_rows("ua_calls.xlsx", "Абоненти"):
        show("ua_calls.xlsx", row[0], row[5], row[6], row[4], "UA")
    for row in sheet_rows("ae_hawala.xlsx", "دفتر"):
        show("ae_hawala.xlsx", row[1], row[5], row[6], row[4])
        show("ae_hawala.xlsx", row[7], row[11], row[12], row[10])
    for text in (LANTERN / "gr_companies.ftm.json").read_text(encoding="utf-8").splitlines():
        if ftm_line(text):
            entity = json.loads(text)
            facts = {name: values[0] for name, values in entity["properties"].items()}
            if entity["schema"] == "Person":
                show("gr_companies.ftm.json", entity["id"], "", "", facts.get("phone", ""))
            if entity["schema"] == "Passport":
                show("gr_companies.ftm.json", facts["holder"], facts["number"], facts["country"], "")
    for thing in load(LANTERN / "nl_cert.stix21.json")["objects"]:
        if thing.get("identity_class") == "individual":
            fact = [thing.get(f"x_misp_{name}", "") for name in ("passport_number", "passport_country", "phone_number")]
            show("nl_cert.stix21.json", thing["id"], *fact)
    for thing in load(LANTERN / "de_misp.json")["Event"]["Object"]:
        if thing["name"] == "person":
            said = {a["object_relation"]: a["value"] for a in thing["Attribute"]}
            fact = [said.get(name, "") for name in ("passport-number", "passport-country", "phone-number")]
            show("de_misp.json", thing["uuid"], *fact)
    for notice in load(LANTERN / "interpol_red.json")["_embedded"]["notices"]:
        if "entity_id" in notice:
            show("interpol_red.json", notice["entity_id"].replace("/", "-"), "", "", "")
    return {origin: values for origin, values in shown.items() if origin[1] and origin[1] != "bg-"}


COUNTRY = {
    "ROU": "RO", "MDA": "MD", "DEU": "DE", "BGR": "BG", "GRC": "GR", "TUR": "TR", "UKR": "UA", "NLD": "NL",
    "ESP": "ES", "ARE": "AE", "Rumänien": "RO", "Republik Moldau": "MD", "Deutschland": "DE", "Bulgarien": "BG",
    "Griechenland": "GR", "Türkei": "TR", "Ukraine": "UA", "Niederlande": "NL", "Spanien": "ES",
    "Vereinigte Arabische Emirate": "AE", "SYR": "SY", "MAR": "MA", "ALB": "AL", "Syrien": "SY", "Marokko": "MA",
    "Albanien": "AL",
}  # fmt: skip


def whole_rows(name: str, delimiter: str, encoding: str) -> list[list[str]]:
    text = (LANTERN / name).read_bytes().decode(encoding)
    header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [row for row in rows if len(row) == len(header)]


def sheet_rows(name: str, title: str) -> list[list[str]]:
    return [
        list(map(str, row))
        for row in CalamineWorkbook.from_path(str(LANTERN / name)).get_sheet_by_name(title).to_python()[1:]
    ]


# the descriptions beside the exports


def test_the_case_record_names_only_exports_that_are_there() -> None:
    case = tomllib.loads((LANTERN / "case.toml").read_text(encoding="utf-8"))
    assert {"title", "purpose", "legal_basis", "parties", "default_handling", "id_key"} <= case.keys()
    assert bytes.fromhex(case["id_key"]).startswith(b"sample-key")
    assert [name for name in case["exports"] if not (LANTERN / name).is_file()] == []


def test_every_column_a_mapping_names_is_in_its_table() -> None:
    for path in sorted(LANTERN.glob("*.mapping.yml")):
        mapping = YAML(typ="safe", pure=True).load(path)
        for block in mapping.get("sheets", [mapping]):
            header = heading(path.with_name(path.name.removesuffix(".mapping.yml")), block["table"])
            assert set(columns_named(block)) <= set(header), path.name


def heading(path: Path, described: dict[str, str]) -> list[str]:
    if path.suffix == ".xlsx":
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(described["sheet"]).to_python()[0]
    first = path.read_bytes().decode(described.get("encoding", "utf-8")).splitlines()[0]
    return first.split(described["delimiter"])


def columns_named(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["column"]] if "column" in part else []
        keys = list(part["key"]) if isinstance(part.get("key"), list) else []
        return own + keys + [name for value in part.values() for name in columns_named(value)]
    return [name for value in part for name in columns_named(value)] if isinstance(part, list) else []
