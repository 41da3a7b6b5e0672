"""Tables with a fault: delimited text, workbooks, edge lists, matrices, call and bank rows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from _fault import Fault, good, odd, partial, refused, since, warned

PERSONS = [
    ["id", "name", "birth_date", "nationality", "note"],
    ["1", "Mara Vidal", "1984-03-02", "ES", "met twice"],
    ["2", "Иван Примеров", "1979", "Bulgaria", ""],
    ["3", "Νίκη Δοκιμή", "1990-11", "GRC", "x"],
]
LINKS = [["source", "target", "type", "date"], ["1", "2", "Associate", "2024-01-02"], ["2", "3", "Call", "2024-05"]]


def faults() -> Iterator[Fault]:
    """Give the tables of the corpus."""
    yield from _text()
    yield from _values()
    yield from _encodings()
    yield from _shapes()
    yield from _workbooks()
    yield from _calls_and_banks()
    yield from _parquet()


def rows(content: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\r\n") -> bytes:
    """Return rows as RFC 4180 text in UTF-8."""
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator=end).writerows(content)
    return sink.getvalue().encode("utf-8", "surrogatepass")


def persons(*more: Sequence[str]) -> bytes:
    """Return the good table of three persons and further rows."""
    return rows([*PERSONS, *more])


def _text() -> Iterator[Fault]:
    yield good("good_persons.csv", persons(), "table", 3)
    yield good("good_links.csv", rows(LINKS), "table", 2)
    yield good("good_semicolon.csv", rows(PERSONS, ";"), "table", 3)
    yield good("good_tabs.tsv", rows(PERSONS, "\t"), "table", 3)
    yield good("good_pipe.txt", rows(PERSONS, "|"), "table", 3)
    yield odd("only_header.csv", rows(PERSONS[:1]), "a header and no row", "table", 0)
    yield odd("blank_lines.csv", persons().replace(b"\r\n", b"\r\n\r\n"), "a blank line after every line", "table", 3)
    yield odd("mac_ends.csv", rows(PERSONS, end="\r"), "lines end with CR alone", "table", 3)
    yield odd("no_last_newline.csv", persons().rstrip(b"\r\n"), "the last line has no end", "table", 3)
    yield odd("bom.csv", b"\xef\xbb\xbf" + persons(), "a byte order mark", "table", 3)
    yield odd("utf16.csv", persons().decode().encode("utf-16"), "UTF-16 with a byte order mark", "table", 3)
    yield odd("trailing_commas.csv", persons().replace(b"\r\n", b",,\r\n"), "two empty columns at the end", "table", 3)
    yield odd("quoted_newline.csv", persons(["4", "A\nB", "", "", ""]), "a line break inside a cell", "table", 4)
    yield odd("line_separator.csv", persons(["4", "A\u2028B", "", "", ""]), "U+2028 inside a name", "table", 4)
    yield odd("again.csv", persons(PERSONS[1], PERSONS[1]), "one row three times", "table", 5, 2)
    yield partial(
        "ragged.csv",
        persons(["4", "Ana", "1970"], ["5", "Bo", "", "", "", "six"]),
        "rows too short and too long",
        "table",
        5,
        2,
    )
    yield partial(
        "ragged_first.csv",
        rows([PERSONS[0], ["9", "Ana", "", "", "", "x"], *PERSONS[1:]]),
        "the first row is too long, which shifts an index",
        "table",
        4,
        1,
    )
    yield partial("footer.csv", persons() + b"Total: 3 persons\r\n", "a footer line", "table", 4, 1)
    yield partial(
        "header_again.csv",
        persons(PERSONS[0], ["4", "Ana", "", "", ""]),
        "the header again among the rows",
        "table",
        5,
        1,
    )
    yield partial("blank_id.csv", persons(["", "Nobody", "1970", "", ""]), "a row without id", "table", 4, 1)
    yield partial(
        "stray_quote.csv",
        persons() + b'4,"Ana" Lund,,,\r\n5,Bo,,,\r\n',
        "text after a closing quotation mark",
        "table",
        5,
        1,
    )
    yield refused(
        "unclosed_quote.csv", persons() + b'4,"Ana,1970,,\r\n5,Bo,,,\r\n', "a quotation mark that is never closed"
    )
    yield refused("twice_titled.csv", rows([["id", "name", "name"], ["1", "a", "b"]]), "two columns of the same title")
    yield refused("no_header.csv", rows(PERSONS[1:]), "no header: the first line is a person")
    yield refused("empty.csv", b"", "no byte")
    yield refused("blanks.csv", b" \r\n\r\n \t\r\n", "blanks alone")
    yield refused("unknown_titles.csv", rows([["foo", "bar", "baz"], ["1", "2", "3"]]), "titles that say nothing")
    yield refused("html.csv", b"<!DOCTYPE html><html><body>Please log in</body></html>", "a log-in page saved as data")
    yield refused(
        "lfs.csv",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
        "a Git-LFS pointer",
    )
    yield refused("nul.csv", persons(["4", "A\x00B", "", "", ""]), "a NUL inside a name")
    yield refused("big_field.csv", persons(["4", "A" * 1_100_000, "", "", ""]), "a cell of more than a mebibyte")
    yield refused(
        "many_columns.csv", rows([["id", "name", *map(str, range(6000))], ["1", "a", *["x"] * 6000]]), "6,002 columns"
    )


def _values() -> Iterator[Fault]:
    none = [["id", "name", "nationality"], ["NA", "NaN", "NA"], ["null", "None", "NA"], ["nan", "NULL", "NO"]]
    yield odd("na_is_data.csv", rows(none), "NA, NaN, null, None, NO as data", "table", 3)
    yield odd(
        "ids_with_zeros.csv",
        rows([["id", "name"], ["007", "a"], ["07", "b"], ["7", "c"]]),
        "ids that differ by leading zeros",
        "table",
        3,
    )
    yield odd(
        "huge_ids.csv",
        rows([["id", "name"], ["9007199254740993", "a"], ["9007199254740992", "b"]]),
        "ids beyond 2^53 that differ by one",
        "table",
        2,
    )
    yield odd(
        "formulas.csv", persons(["4", "=cmd|' /C calc'!A0", "", "", "@SUM(1)"]), "a name that is a formula", "table", 4
    )
    yield odd(
        "markup.csv",
        persons(["4", "<script>alert(1)</script>", "", "", '"><img src=x onerror=alert(1)>']),
        "names that are markup",
        "table",
        4,
    )
    yield odd(
        "paths.csv", persons(["../../etc/passwd", "..\\..\\x", "", "", "/etc"]), "an id that is a path", "table", 4
    )
    yield odd(
        "prototypes.csv",
        rows([["id", "name"], ["__proto__", "constructor"], ["toString", "__class__"]]),
        "ids that are names of prototypes",
        "table",
        2,
    )
    yield odd("long_name.csv", persons(["4", "ab " * 20_000, "", "", ""]), "a name of 60,000 characters", "table", 4)
    yield odd(
        "braces.csv",
        persons(["4", "{0.__class__} %s ${x} {{7*7}}", "", "", ""]),
        "a name that is a template",
        "table",
        4,
    )
    yield warned(
        "bidi.csv",
        persons(["4", "Ana \u202egro.elpmaxe", "", "", ""]),
        "a name that turns the direction of writing",
        "table",
        4,
    )
    yield warned(
        "zero_width.csv", persons(["4", "A\u200bna", "", "", ""]), "an invisible character in a name", "table", 4
    )
    yield warned(
        "mixed_script.csv", persons(["4", "P\u0430ul", "", "", ""]), "a Cyrillic letter in a Latin name", "table", 4
    )
    yield warned(
        "no_such_day.csv", persons(["4", "Ana", "1980-02-31", "", ""]), "a day that does not exist", "table", 4
    )
    yield warned(
        "day_or_month.csv",
        persons(["4", "Ana", "03/04/1980", "", ""]),
        "day and month that could be swapped",
        "table",
        4,
    )
    yield warned("year_zero.csv", persons(["4", "Ana", "0000-01-01", "", ""]), "the year 0000", "table", 4)
    yield warned(
        "buddhist_year.csv", persons(["4", "Ana", "2567-01-05", "", ""]), "a year of the Buddhist era", "table", 4
    )
    yield warned(
        "hijri_year.csv", persons(["4", "Ana", "1405-03-12", "", ""]), "a year of the Hijri calendar", "table", 4
    )
    yield warned("two_digit_year.csv", persons(["4", "Ana", "03.04.80", "", ""]), "a year of two digits", "table", 4)
    yield warned(
        "excel_serial.csv",
        persons(["4", "Ana", "29347", "", ""]),
        "a date that a spreadsheet made a number",
        "table",
        4,
    )
    yield warned("no_country.csv", persons(["4", "Ana", "", "Atlantis", ""]), "a country that is none", "table", 4)
    yield warned("region.csv", persons(["4", "Ana", "", "Middle East", ""]), "a region given as a country", "table", 4)
    yield odd(
        "old_codes.csv",
        persons(
            ["4", "a", "", "UK", ""],
            ["5", "b", "", "EL", ""],
            ["6", "c", "", "XK", ""],
            ["7", "d", "", "SU", ""],
            ["8", "e", "", "YU", ""],
        ),
        "UK, EL, XK, SU, YU as countries",
        "table",
        8,
    )
    phones = [["id", "name", "phone"], ["1", "a", "4.07E+10"], ["2", "b", "+40722123456"]]
    yield warned("excel_phone.csv", rows(phones), "a phone number that a spreadsheet made 4.07E+10", "table", 2)
    yield warned(
        "excel_zeros.csv",
        rows([["id", "name", "phone"], ["1", "a", "722123456.0"]]),
        "a phone number that a spreadsheet gave a fraction",
        "table",
        1,
    )
    yield warned(
        "wrong_iban.csv",
        rows([["id", "name", "iban"], ["1", "a", "GB82WEST12345698765433"]]),
        "an IBAN with wrong check digits",
        "table",
        1,
    )
    places = ["id", "name", "latitude", "longitude"]
    yield warned("null_island.csv", rows([places, ["1", "a", "0", "0"]]), "a place at 0, 0", "table", 1)
    yield warned(
        "out_of_range.csv", rows([places, ["1", "a", "95.2", "200.1"]]), "coordinates beyond the earth", "table", 1
    )
    yield warned(
        "swapped.csv", rows([places, ["1", "a", "123.4", "41.2"]]), "latitude and longitude swapped", "table", 1
    )
    yield warned("nan_place.csv", rows([places, ["1", "a", "NaN", "12.1"]]), "a latitude that is NaN", "table", 1)
    yield odd(
        "dms.csv",
        rows([places, ["1", "a", "41°24'12.2\"N", "2°10'26.5\"E"]]),
        "coordinates in degrees, minutes, seconds",
        "table",
        1,
    )
    marks = ["id", "name", "handling"]
    yield odd("tlp_blank.csv", rows([marks, ["1", "a", "TLP:RED "]]), "a blank after TLP:RED", "table", 1)
    yield warned("unknown_mark.csv", rows([marks, ["1", "a", "EYES ONLY"]]), "a handling code of no scheme", "table", 1)
    yield refused(
        "classified.csv",
        rows([marks, ["1", "a", "SECRET UE/EU SECRET"]]),
        "a classification that this machine must not hold",
    )
    yield warned(
        "loop.csv",
        rows([LINKS[0], ["1", "1", "Associate", ""], ["1", "2", "Associate", ""]]),
        "ends that no file describes, one link to itself",
        "table",
        2,
    )


def _encodings() -> Iterator[Fault]:
    def table(name: str, encoding: str) -> bytes:
        return rows([["id", "name"], ["1", name]]).decode().encode(encoding)

    for encoding, name in (
        ("cp1251", "Иван Примеров"),
        ("koi8-r", "Иван Примеров"),
        ("cp1253", "Νίκη Δοκιμή"),
        ("cp1250", "Łucja Próbna"),
        ("cp1256", "سارة مثال"),
        ("shift_jis", "山田花子"),
        ("gb18030", "张示例"),
    ):
        yield refused(
            f"undeclared_{encoding.replace('_', '-')}.csv", table(name, encoding), f"{encoding}, which nothing declares"
        )
    pasted = table("Νίκη", "utf-8") + "2,Иван\r\n".encode("cp1251")
    yield refused("two_encodings.csv", pasted, "two encodings pasted together")
    yield refused("overlong.csv", persons() + b"4,\xc0\xafAna,,,\r\n", "overlong UTF-8")
    yield refused("surrogate.csv", persons() + b"4,\xed\xa0\x80Ana,,,\r\n", "a lone surrogate in UTF-8")
    yield refused("utf16_without_mark.csv", persons().decode().encode("utf-16-le"), "UTF-16 without a byte order mark")


def _shapes() -> Iterator[Fault]:
    yield good(
        "good_edges.csv", rows([["source", "target", "weight"], ["a", "b", "2"], ["b", "c", "1"]]), "edgelist", 2
    )
    worded = rows([["source", "target", "weight"], ["a", "b", "much"]])
    yield since(
        refused("edge_weight.csv", worded, "a weight that is no number"),
        "an edge list says nothing of a tie but its weight: the edge, the only one, is set aside",
    )
    yield partial(
        "edge_without_end.csv",
        rows([["source", "target", "weight"], ["a", "", "2"], ["b", "c", "1"]]),
        "an edge with one end",
        "edgelist",
        2,
        1,
    )
    yield good("good_matrix.csv", rows([["", "a", "b"], ["a", "0", "2"], ["b", "1", "0"]]), "matrix", 2)
    yield refused("oblong_matrix.csv", rows([["", "a", "b"], ["a", "0", "2"]]), "a matrix that is not square")
    yield partial(
        "matrix_word.csv",
        rows([["", "a", "b"], ["a", "0", "two"], ["b", "1", "0"]]),
        "a cell of a matrix that is a word",
        "matrix",
        2,
        1,
    )
    nodes = [
        ["personId:ID(P)", "name", "age:int", ":LABEL"],
        ["1", "Mara", "40", "Person"],
        ["2", "Ivo", "41", "Person"],
    ]
    ties = [[":START_ID(P)", ":END_ID(P)", ":TYPE"], ["1", "2", "KNOWS"]]
    yield good("good_neo4j_nodes.csv", rows(nodes), "neo4j", 2)
    yield warned("good_neo4j_links.csv", rows(ties), "ends that no file describes", "neo4j", 1)
    yield partial("neo4j_no_id.csv", rows([*nodes, ["", "Nobody", "1", "Person"]]), "a node without id", "neo4j", 3, 1)
    yield partial("neo4j_no_end.csv", rows([*ties, ["1", "", "KNOWS"]]), "a relationship without end", "neo4j", 2, 1)
    simple = [
        [
            "id",
            "schema",
            "name",
            "aliases",
            "birth_date",
            "countries",
            "addresses",
            "identifiers",
            "sanctions",
            "phones",
            "emails",
            "dataset",
            "first_seen",
            "last_seen",
            "last_change",
        ]
    ]
    simple.append(
        [
            "t-1",
            "Person",
            "Mara Vidal",
            "M. V.;Mara",
            "1984",
            "es;bg",
            "",
            "",
            "",
            "",
            "",
            "Invented list",
            "2024-01-01",
            "2024-02-01",
            "2024-02-01",
        ]
    )
    yield good("good_targets.simple.csv", rows(simple), "targets_simple", 1)
    yield partial(
        "targets_no_id.csv", rows([*simple, ["", *simple[1][1:]]]), "a target without id", "targets_simple", 2, 1
    )
    said = [
        ["canonical_id", "entity_id", "prop", "schema", "value", "dataset", "first_seen"],
        ["k1", "e1", "name", "Person", "Mara Vidal", "d", "2024-01-01"],
        ["k1", "e1", "birthDate", "Person", "1984", "d", ""],
    ]
    yield good("good_statements.csv", rows(said), "ftm_statements", 2)
    yield partial(
        "statement_of_nobody.csv",
        rows([*said, ["", "", "name", "Person", "Nobody", "d", ""]]),
        "a statement about nobody",
        "ftm_statements",
        3,
        1,
    )
    sheet = [
        [
            "Entity 1 Identity",
            "Entity 1 Type",
            "Entity 1 Label",
            "Link Type",
            "Link Label",
            "Link Direction",
            "Entity 2 Identity",
            "Entity 2 Type",
            "Entity 2 Label",
        ]
    ]
    sheet.append(["p1", "Person", "Mara Vidal", "Associate", "friend of", "", "p2", "Person", "Ivo Test"])
    yield good("good_i2_sheet.csv", rows(sheet), "i2_sheet", 1)
    yield partial(
        "i2_sheet_nobody.csv",
        rows([*sheet, ["", "", "", "Associate", "x", "", "", "", ""]]),
        "a link between nobody",
        "i2_sheet",
        2,
        1,
    )


def _calls_and_banks() -> Iterator[Fault]:
    calls = [["From", "To", "Datetime", "Duration(seconds)", "Cell Tower"], ["349", "23", "20060601 0008", "1634", "1"]]
    yield good("good_calls.csv", rows(calls), "cdr", 1)
    yield warned(
        "call_nowhen.csv",
        rows([*calls, ["349", "24", "20061301 0008", "10", "2"]]),
        "a call in the 13th month",
        "cdr",
        2,
    )
    yield partial(
        "call_of_nobody.csv",
        rows([*calls, ["", "", "20060601 0009", "10", "2"]]),
        "a call of nobody with nobody",
        "cdr",
        2,
        1,
    )
    full = [
        ["A-Number", "B-Number", "IMSI", "IMEI", "Date", "Time", "Duration", "Cell ID"],
        [
            "+40722123456",
            "+359888123456",
            "226011234567890",
            "490154203237518",
            "2024-03-01",
            "10:00:00",
            "65",
            "226-1-100-200",
        ],
    ]
    yield good("good_police_calls.csv", rows(full), "cdr", 1)
    hidden = [[*full[1][:1], "unknown", *full[1][2:5], f"10:0{n}:00", *full[1][6:]] for n in range(3)]
    yield odd(
        "masked_calls.csv", rows([*full, *hidden]), "calls with withheld numbers, which are not one person", "cdr", 4
    )
    damaged = ["4.07E+10", *full[1][1:]]
    yield warned(
        "damaged_calls.csv", rows([*full, damaged]), "a calling number that a spreadsheet made 4.07E+10", "cdr", 2
    )
    bank = [["Account", "Counterparty", "Counterparty IBAN", "BIC", "Amount", "Currency", "Booking date", "Purpose"]]
    bank.append(
        [
            "GB82WEST12345698765432",
            "Ivo Test",
            "DE89370400440532013000",
            "COBADEFFXXX",
            "120.50",
            "EUR",
            "2024-03-01",
            "rent",
        ]
    )
    yield good("good_bank.csv", rows(bank), "bank_rows", 1)
    yield warned(
        "bank_amount.csv",
        rows([*bank, [*bank[1][:4], "a lot", *bank[1][5:]]]),
        "an amount that is no number",
        "bank_rows",
        2,
    )
    offshore = [
        ["node_id", "name", "jurisdiction", "country_codes", "countries", "sourceID", "valid_until", "note"],
        ["10000001", "INVENTED LTD", "BVI", "VGB", "British Virgin Islands", "Invented Papers", "x", ""],
    ]
    yield good("good_nodes-entities.csv", rows(offshore), "icij", 1)
    ties = [
        ["node_id_start", "node_id_end", "rel_type", "link", "status", "start_date", "end_date", "sourceID"],
        ["1", "10000001", "officer_of", "shareholder of", "", "23-MAR-2006", "", "Invented Papers"],
    ]
    yield warned("good_relationships.csv", rows(ties), "ends that no file describes", "icij", 1)
    listed = [["uuid", "event_id", "category", "type", "value", "comment", "to_ids", "date"]]
    listed.append(
        ["00000000-0000-4000-8000-000000000001", "1", "Network activity", "ip-dst", "192.0.2.1", "", "1", "1704067200"]
    )
    yield good("good_misp.csv", rows(listed), "misp_csv", 1)
    nameless = ["", "1", "Network activity", "", "", "", "1", "1704067200"]
    yield partial(
        "misp_without_value.csv", rows([*listed, nameless]), "an attribute without type and value", "misp_csv", 2, 1
    )
    hashes = [["ab" * 16, "00000000-0000-4000-8000-000000000100"], ["cd" * 16, "00000000-0000-4000-8000-000000000100"]]
    yield good("feed_of_two/hashes.csv", rows(hashes), "misp_hashes", 2)
    yield partial("hashes.csv", rows([*hashes, ["short", "x"]]), "a line of hashes that is none", "misp_hashes", 3, 1)
    victims = [
        [
            "yearOfRegistration",
            "Datasource",
            "gender",
            "ageBroad",
            "citizenship",
            "CountryOfExploitation",
            "isForcedLabour",
            "isSexualExploit",
        ]
    ]
    victims += [["2019", "Invented", "-99", "0--8", "PHL", "SAU", "1", "0"]] * 7
    namibia = [[*row[:4], "NA", "ZA", *row[6:]] for row in victims[1:]]
    yield good("good_ctdc_namibia.csv", rows([victims[0], *namibia]), "ctdc", 7)
    yield good("good_ctdc.csv", b"\xef\xbb\xbf" + rows(victims), "ctdc", 7)
    wanted = [
        ["Notice No", "Surname", "Forename", "Date of Birth", "Nationality", "Wanted By", "Offence"],
        ["2024/1", "Vidal", "Mara", "1984-03-02", "ES", "BG", "Theft"],
    ]
    yield good("good_wanted.csv", rows(wanted), "police_table", 1)


def _workbooks() -> Iterator[Fault]:
    yield good("good_book.xlsx", book(PERSONS), "table", 3)
    yield warned("hidden_sheet.xlsx", book(PERSONS, hidden=True), "a hidden sheet", "table", 3)
    yield odd(
        "formula_cell.xlsx",
        book([*PERSONS, ["4", "=1+1", "", "", ""]], formula=True),
        "a cell with a formula and its stored value",
        "table",
        4,
    )
    yield odd(
        "dates_1904.xlsx",
        book([*PERSONS, ["4", "Ana", datetime(1980, 2, 3), "", ""]], since_1904=True),
        "dates that count from 1904",
        "table",
        4,
    )
    yield refused("broken_book.xlsx", book(PERSONS)[:900], "a workbook cut off")
    yield refused("book.csv", book(PERSONS), "a workbook named .csv")
    yield refused("text.xlsx", persons(), "a text named .xlsx")
    yield refused("macro.xlsm", book(PERSONS), "a workbook with macros by its name")
    vast = _replaced(book(PERSONS), b'ref="A1:E4"', b'ref="A1:XFD1048576"')
    yield since(
        odd("vast_dimension.xlsx", vast, "a sheet that says it has 17 billion cells", "table", 3),
        "the dimension is not believed: the cells that are there are read, in no more memory",
    )
    yield refused(
        "slip_book.xlsx", _with_member(book(PERSONS), "../../evil.txt", b"x"), "a member that leads out of the workbook"
    )
    yield refused(
        "bomb_book.xlsx",
        _with_member(book(PERSONS), "xl/media/zero.bin", b"\x00" * 50_000_000),
        "a member that grows a thousandfold",
    )
    yield refused(
        "doctype_book.xlsx",
        _replaced(book(PERSONS), b"<worksheet ", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet '),
        "a workbook whose XML declares a DOCTYPE",
    )


def book(
    content: Sequence[Sequence[Any]], *, hidden: bool = False, formula: bool = False, since_1904: bool = False
) -> bytes:
    """Return rows as a workbook."""
    sink = io.BytesIO()
    made = xlsxwriter.Workbook(sink, {"in_memory": True, "default_date_format": "yyyy-mm-dd", "date_1904": since_1904})
    made.set_properties({"created": datetime(2024, 1, 1)})
    sheet = made.add_worksheet("Persons")
    for line, cells in enumerate(content):
        for place, cell in enumerate(cells):
            if formula and str(cell).startswith("="):
                sheet.write_formula(line, place, cell, None, "2")
            elif isinstance(cell, datetime):
                sheet.write_datetime(line, place, cell)
            else:
                sheet.write_string(line, place, str(cell))
    if hidden:
        other = made.add_worksheet("Notes")
        other.write_string(0, 0, "seen by nobody")
        other.hide()
    made.close()
    return _fixed(sink.getvalue())


def _fixed(data: bytes) -> bytes:
    return _copied(data, lambda name, content: content)


def _replaced(data: bytes, *pairs: bytes) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            for old, new in zip(pairs[::2], pairs[1::2], strict=True):
                content = content.replace(old, new)
        return content

    return _copied(data, change)


def _copied(data: bytes, change: Any) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(
                zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), change(name, old.read(name)), zipfile.ZIP_DEFLATED
            )
    return sink.getvalue()


def _with_member(data: bytes, name: str, content: bytes) -> bytes:
    sink = io.BytesIO(data)
    with zipfile.ZipFile(sink, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def _parquet() -> Iterator[Fault]:
    columns = {title: [row[place] for row in PERSONS[1:]] for place, title in enumerate(PERSONS[0])}
    made = _parquet_bytes(pa.table(columns))
    yield good("good_persons.parquet", made, "parquet", 3)
    yield refused("cut.parquet", made[:-20], "a Parquet file cut off")
    flipped = bytearray(made)
    flipped[len(made) // 2 :: 7] = b"\xff" * len(flipped[len(made) // 2 :: 7])
    yield refused("damaged.parquet", bytes(flipped), "a Parquet file with bytes changed")
    yield refused("text.parquet", persons(), "a text named .parquet")
    yield refused("parquet.csv", made, "a Parquet file named .csv")
    long = pa.table({"id": ["1"] * 200_000, "name": ["x" * 1_000] * 200_000})
    yield refused("bomb.parquet", _parquet_bytes(long), "200 MB of text in a file of one")
    marked = pa.table(columns).replace_schema_metadata(
        {b"pandas": b"\x80\x04cos\nsystem\n(S'touch NETINTEL_MARKER'\ntR."}
    )
    yield odd(
        "pickled_metadata.parquet",
        _parquet_bytes(marked),
        "a pickle in the metadata, which nobody may run",
        "parquet",
        3,
    )


def _parquet_bytes(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()
