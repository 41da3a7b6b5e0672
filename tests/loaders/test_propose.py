"""`propose_mapping`: what a table may mean, by its titles and values; a wrong meaning is worse than none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import netintel as ni
from netintel.loaders._mapping import blocks, read_mapping

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "maps"

SAME = {
    ("agency", "originator"), ("case_reference", "case_number"), ("category", "type"), ("cell_id", "cell"),
    ("distinguishing_marks", "description"), ("id", "case_number"), ("national_id", "document_number"),
    ("note", "purpose"), ("place", "border_point"), ("registration", "registration_number"), ("residence", "address"),
}  # fmt: skip
"""Words of the truth files, and ours for the same: a register's number, a domicile, the number of a case."""

QUIET = {"progress": lambda _line: None}


def proposed(tmp_path: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> dict[str, tuple[str, str]]:
    """Return the meaning and the entity of each column."""
    path = tmp_path / name
    path.write_text(text, encoding)
    table = ni.propose_mapping(path).table()
    return {row.column: (row.meaning, row.entity) for row in table.itertuples()}


def counted(sample: str) -> tuple[int, int, int]:
    """Return how many columns of a sample are right, wrong and left alone."""
    file = next(p for p in SAMPLES.iterdir() if p.stem == sample and p.suffix in (".csv", ".xlsx"))
    with (SAMPLES / f"{sample}.truth.csv").open(encoding="utf-8-sig", newline="") as content:
        truth = list(csv.DictReader(content))
    found = ni.propose_mapping(file).table()["meaning"].tolist()
    assert len(found) == len(truth)
    right = wrong = alone = 0
    for row, meaning in zip(truth, found, strict=True):
        wanted = "" if row["meaning"] in ("ignore", "unclear") else row["meaning"]
        right += meaning == wanted or (wanted, meaning) in SAME
        wrong += bool(meaning) and meaning != wanted and (wanted, meaning) not in SAME
        alone += not meaning and bool(wanted)
    return right, wrong, alone


def test_ten_spreadsheets_made_by_somebody_who_did_not_know_the_rules() -> None:
    samples = sorted(path.name.removesuffix(".truth.csv") for path in SAMPLES.glob("*.truth.csv"))
    assert len(samples) == 10
    right, wrong, alone = (sum(counts) for counts in zip(*map(counted, samples), strict=True))
    assert right + wrong + alone == 146
    assert wrong <= 0
    assert right >= 109


def test_what_is_proposed_of_the_samples_is_a_mapping_that_loses_no_row(tmp_path: Path) -> None:
    for file in sorted(SAMPLES.iterdir()):
        if file.suffix not in (".csv", ".xlsx") or file.name.endswith(".truth.csv"):
            continue
        copy = tmp_path / file.name
        copy.write_bytes(file.read_bytes())
        ni.propose_mapping(copy).save(copy.with_name(copy.name + ".mapping.yml"))
    received = ni.load(tmp_path, **QUIET).received.set_index("file")
    assert (received["read"] == received["accepted"] + received["duplicates"]).all()
    unread = received.index[received["read"] == 0].tolist()
    assert unread == ["es_transferencias_sospechosas.xlsx"]  # it has two columns of one title


@pytest.mark.parametrize(
    ("titles", "values", "expected"),
    [
        ("Nachname;Vorname;Geb.-Datum", "Muster;Ana;03.02.1980", "last_name first_name birth_date"),
        ("Nom;Prénom;Né(e) le", "Muster;Ana;03/02/1980", "last_name first_name birth_date"),
        ("Nombre;Apellidos;Nacionalidad", "Ana;Muestra Ruiz;España", "first_name last_name nationality"),
        ("Cognome;Nome;Targa", "Esempio;Ana;AB 123 CD", "last_name first_name plate"),
        ("Apelido;Primeiro nome;Telemóvel", "Exemplo;Ana;+351 912 345 678", "last_name first_name phone"),
        ("Achternaam;Voornaam;Geboorteplaats", "Voorbeeld;Ana;Gent", "last_name first_name birth_place"),
        ("Nazwisko;Imię;Nr telefonu", "Przykład;Ana;600 100 200", "last_name first_name phone"),
        ("Numele de familie;Prenume;CNP", "Exemplu;Ana;2800203123456", "last_name first_name document_number"),
        ("Фамилия;Име;Гражданство", "Примерова;Ана;България", "last_name first_name nationality"),
        ("Фамилия;Имя;Дата рождения", "Примерова;Анна;03.02.1980", "last_name first_name birth_date"),
        ("Прізвище;Ім'я;Дата народження", "Прикладна;Ганна;03.02.1980", "last_name first_name birth_date"),
        ("Επώνυμο;Όνομα;Υπηκοότητα", "Παράδειγμα;Άννα;Ελλάδα", "last_name first_name nationality"),
        ("Soyadı;Adı;Doğum tarihi", "Örnek;Ana;03.02.1980", "last_name first_name birth_date"),
        ("اسم العائلة;الاسم الأول;الجنسية", "مثال;آنا;العراق", "last_name first_name nationality"),
        ("Last name;First name;DOB", "Sample;Ana;1980-02-03", "last_name first_name birth_date"),
    ],
)
def test_titles_of_fifteen_languages(tmp_path: Path, titles: str, values: str, expected: str) -> None:
    found = proposed(tmp_path, f"{titles}\n{values}\n")
    assert " ".join(meaning for meaning, _ in found.values()) == expected
    assert {entity for _, entity in found.values()} <= {"person", "vehicle"}


def test_values_that_contradict_a_title_leave_it_alone(tmp_path: Path) -> None:
    found = proposed(tmp_path, "name,birth date,phone,email\nAna,blue,n/a,yes\nJon,red,x,no\nEva,green,y,no\n")
    assert found == {"name": ("name", "person"), "birth date": ("", ""), "phone": ("", ""), "email": ("", "")}


def test_what_check_digits_prove_needs_no_title(tmp_path: Path) -> None:
    rows = "".join(f"{name},{iban},{name}@example.org\n" for name, iban in [
        ("Ana", "DE89370400440532013000"), ("Jon", "GB82WEST12345698765432"), ("Eva", "PL61109010140000071219812874"),
    ])  # fmt: skip
    found = proposed(tmp_path, f"name,zzz,yyy\n{rows}")
    assert (found["zzz"][0], found["yyy"][0]) == ("iban", "email")


def test_two_parties_are_never_mixed(tmp_path: Path) -> None:
    text = (
        "Nadawca;Rachunek nadawcy;Odbiorca;Rachunek odbiorcy;Kwota (EUR);Data;Obywatelstwo\n"
        "Ana Wzór;PL61109010140000071219812874;Jan Próba;DE89370400440532013000;1.234,50;13.05.2025;PL\n"
    )
    found = proposed(tmp_path, text)
    assert found["Rachunek nadawcy"] == ("iban", "sender")
    assert found["Odbiorca"] == ("name", "receiver")
    assert found["Obywatelstwo"] == ("", "")  # of whom, the title does not say
    proposal = ni.propose_mapping(tmp_path / "t.csv")
    assert any(told.startswith("Obywatelstwo: nationality?") for told in proposal.unsure)
    payment = proposal.preview().links.set_index("kind").loc["Payment"]
    assert (payment["first"], float(payment["amount"]), payment["currency"]) == ("2025-05-13", 1234.5, "EUR")


def test_the_order_of_day_and_month_is_stated_only_where_a_date_proves_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,date of birth\nAna,03/04/1980\nJon,05/06/1981\n", "utf-8")
    unclear = ni.propose_mapping(path)
    assert "dates:" not in unclear.yaml().replace("table.dates:", "")
    assert any("whether day or month comes first" in told for told in unclear.unsure)
    path.write_text("name,date of birth\nAna,03/14/1980\nJon,05/06/1981\n", "utf-8")
    assert "  dates: month-first\n" in ni.propose_mapping(path).yaml()


def test_title_lines_a_footer_and_a_guessed_encoding(tmp_path: Path) -> None:
    text = (
        "Списък на лицата;;\n;;\nИме и фамилия;Град;Сума (лв.)\n"
        "Иван Примеров;София;1,5\nАна Образцова;Русе;2,5\nОбщо;;4,0\n"
    )
    path = tmp_path / "t.csv"
    path.write_text(text, "cp1251")
    proposal = ni.propose_mapping(path)
    path.with_name("t.csv.mapping.yml").write_text(proposal.yaml(), "utf-8")
    (block,) = blocks(read_mapping(path.with_name("t.csv.mapping.yml")))
    assert (block.encoding, block.header_row, block.footer_rows, block.decimal) == ("cp1251", 3, 1, ",")
    assert "# unsure: the encoding is a guess" in proposal.yaml()
    graph = ni.load(tmp_path, **QUIET)
    assert sorted(graph.entities["name"]) == ["Ана Образцова", "Иван Примеров"]


def test_a_mapping_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,phone\nAna,+40722123456\n", "utf-8")
    proposal = ni.propose_mapping(path)
    beside = proposal.save(tmp_path / "t.csv.mapping.yml")
    beside.write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        proposal.save(beside)
    assert beside.read_text("utf-8") == "mine"
    proposal.save(beside, force=True)
    assert ni.load(path, **QUIET).entities["name"].tolist() == ["Ana"]


def test_values_cannot_write_to_the_notebook_or_break_the_mapping(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('name,"<script>x</script>","a: b\n# c"\nAna,1,2\n', "utf-8")
    proposal = ni.propose_mapping(path)
    assert "<script>" not in proposal._repr_html_()
    beside = proposal.save(tmp_path / "m.yml")
    assert blocks(read_mapping(beside))


def test_no_column_that_says_of_whom_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("qq,ww\n1,2\n", "utf-8")
    proposal = ni.propose_mapping(path)
    assert proposal.lines() == []
    assert any("by hand" in told for told in proposal.unsure)


def test_an_office_held_is_said_of_the_link(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "Firma;HRB-Nr.;Geschäftsführer;Funktion;Bestellt am\nAlfa GmbH;HRB 12;Ana Muster;Prokurist;13.05.2020\n",
        "utf-8",
    )
    link = ni.propose_mapping(path).preview().links.iloc[0]
    assert (link["kind"], link["role"], link["first"]) == ("Directorship", "Prokurist", "2020-05-13")


def test_the_end_of_a_long_table_is_not_taken_for_a_footer(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,city,note,sex\n" + "Ana,Porto,,f\n" * 4_999 + "Total,,,\n" + "Ana,Porto,,f\n" * 10, "utf-8")
    assert "footer_rows" not in ni.propose_mapping(path).yaml()


def test_rows_with_another_number_of_cells_are_no_evidence_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "name,date of birth,phone\nAna,03/04/1980,+40722123456\nEva,Ruiz,03/14/1980,+40722123457\nJon,03/15/1981\n"
        "Ida,05/06/1982,+40722123458,\n", "utf-8",
    )  # fmt: skip
    proposal = ni.propose_mapping(path)
    assert sorted(proposal.preview().entities["name"]) == ["Ana", "Ida"]
    assert "  dates:" not in proposal.yaml()  # only the two rows that do not fit would show the order
    assert any("another number of cells than the header: 2 " in told for told in proposal.unsure)


@pytest.mark.parametrize(
    "titles",
    [
        "Own IBAN,Counterparty IBAN,Date,Amount,Currency,Name",
        "Unser Konto,IBAN,Datum,Betrag,Währung,Name",
        "Nasz rachunek,Rachunek,Data,Kwota,Waluta,Nazwisko",
        "Payer,IBAN,Date,Debit,Currency,Remark",
    ],
)
def test_bookings_whose_sides_no_title_tells_make_no_person_with_an_amount(tmp_path: Path, titles: str) -> None:
    own, other, third = "DE89370400440532013000", "GB82WEST12345698765432", "PL61109010140000071219812874"
    rows = f"{own},{other},2026-05-13,120.50,EUR,Ana Muster\n{own},{third},2026-05-14,-80.00,EUR,Alfa GmbH\n"
    (tmp_path / "t.csv").write_text(f"{titles}\n{rows}", "utf-8")
    proposal = ni.propose_mapping(tmp_path / "t.csv")
    assert set(proposal.table()["meaning"]) == {""}
    assert any("looks like bookings of a statement" in told for told in proposal.unsure)
    assert proposal.preview().entities.empty


def test_a_loss_of_a_victim_with_an_account_is_no_booking(tmp_path: Path) -> None:
    text = "name,date of birth,iban,amount,date\nAna,13/04/1980,DE89370400440532013000,120.50,14/05/2026\n"
    assert proposed(tmp_path, text)["amount"][0] == "amount"
