"""What is set aside can be seen, corrected and loaded again; then the case is as if it had been right at once."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter

import netintel as ni
from netintel.errors import CaseFolderError
from netintel.loaders._quarantine import quarantine, write_quarantine

Said = tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]]]


def load(path: Path, into: ni.EntityGraph | None = None) -> ni.EntityGraph:
    return ni.load(path, into=into, progress=lambda _line: None)


def said(graph: ni.EntityGraph) -> Said:
    """Return what is claimed of whom and what is tied to what, by the exports' own ids; never by place or file."""
    of = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    origin = dict(zip(graph.origins["origin"], graph.origins["native_id"], strict=True))
    claims = graph.claims.fillna("")
    marks = graph.records.set_index("record")[["originator", "handling"]].fillna("")
    rows = Counter(
        (origin.get(row["subject"], "link"), row["property"], origin.get(row["value"], row["value"]), row["original"],
         *marks.loc[row["record"]]) for row in claims.to_dict("records")
    )  # fmt: skip
    links = graph.links[["source", "target", "kind", "first"]].fillna("")
    ties = Counter((of[source], of[target], kind, first) for source, target, kind, first in links.to_numpy().tolist())
    return rows, ties


def corrected(folder: Path, faults: dict[str, str]) -> None:
    for path in sorted(folder.iterdir()):
        if not path.name.endswith((".quarantine.csv", ".mapping.yml")):
            data = path.read_bytes()
            for wrong, right in faults.items():
                data = data.replace(wrong.encode(), right.encode())
            path.write_bytes(data)


def check_law(received: Path, right: Path, out: Path, faults: dict[str, str], n: int) -> ni.EntityGraph:
    graph = load(received)
    assert len(quarantine(graph)) == n
    assert len(write_quarantine(graph, out)) >= 1
    corrected(out, faults)
    mended = load(out, into=graph)
    whole = load(right)
    assert said(mended) == said(whole)
    assert len(mended.entities) == len(whole.entities)
    assert sorted(mended.entities["name"].dropna()) == sorted(whole.entities["name"].dropna())
    return mended


def test_rows_of_a_table(tmp_path: Path) -> None:
    wrong = 'id,name,nationality\n1,"Ana, M",RO\n2,Bo,PT,?\n,Cy "C",FR\n4,"two\nlines",\n5\n'
    (tmp_path / "in").mkdir()
    (tmp_path / "right").mkdir()
    (tmp_path / "in" / "p.csv").write_text(wrong, "utf-8")
    case = '[exports."p.csv"]\noriginator = "PJ"\nhandling = "TLP:GREEN"\n'
    (tmp_path / "in" / "case.toml").write_text(case, "utf-8")
    faults = {"2,Bo,PT,?": "2,Bo,PT", ",Cy": "3,Cy", "5\n": "5,Eve,BE\n"}
    good = wrong
    for bad, mended in faults.items():
        good = good.replace(bad, mended)
    (tmp_path / "right" / "p.csv").write_text(good, "utf-8")
    (tmp_path / "right" / "case.toml").write_bytes((tmp_path / "in" / "case.toml").read_bytes())
    table = quarantine(load(tmp_path / "in")).sort_values("locator")
    assert table["content"].tolist() == ["2,Bo,PT,?\n", ',Cy "C",FR\n', "5\n"]
    assert table["locator"].tolist() == ["row 3", "row 4", "row 7"]
    mended = check_law(tmp_path / "in", tmp_path / "right", tmp_path / "out", faults, 3)
    assert mended.received["corrects"].tolist()[1] == mended.received["sha256"][0]
    assert (tmp_path / "out" / "p.csv").stat().st_mode & 0o077 == 0


def test_a_corrected_row_speaks_of_the_entity_it_was_about(tmp_path: Path) -> None:
    """A link's end that was a stub, because its own row was set aside, is described by the corrected row."""
    for name, row in (("in", "2,Bo,PT,?\n"), ("right", "2,Bo,PT\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "p.csv").write_text(f"id,name,nationality\n1,Ana,RO\n{row}", "utf-8")
        (tmp_path / name / "l.csv").write_text("source,target,type\n1,2,associate\n", "utf-8")
    mended = check_law(tmp_path / "in", tmp_path / "right", tmp_path / "out", {",?": ""}, 1)
    assert mended.entities["kind"].tolist() == ["Person", "Person"] and len(mended.links) == 1
    assert "dangling_reference" not in set(mended.issues["code"])


def test_rows_under_a_mapping_in_another_encoding(tmp_path: Path) -> None:
    mapping = (
        "version: 1\ntable: {encoding: cp1251, delimiter: ';', header_row: 2}\nentities:\n"
        "  p: {kind: Person, key: [ИН], properties: {name: {column: Име}}}\n"
    )
    for name, row in (("in", ";Георги\n"), ("right", "7;Георги\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.csv").write_bytes(f"справка\nИН;Име\n1;Иван\n{row}".encode("cp1251"))
        (tmp_path / name / "t.csv.mapping.yml").write_text(mapping, "utf-8")
    graph = load(tmp_path / "in")
    write_quarantine(graph, tmp_path / "out")
    path = tmp_path / "out" / "t.csv"
    assert path.read_bytes().decode("cp1251") == "справка\nИН;Име\n;Георги\n"
    path.write_bytes("справка\nИН;Име\n7;Георги\n".encode("cp1251"))
    assert said(load(tmp_path / "out", into=graph)) == said(load(tmp_path / "right"))


def test_a_sheet_of_a_workbook_comes_as_csv(tmp_path: Path) -> None:
    for name, key in (("in", ""), ("right", "7")):
        (tmp_path / name).mkdir()
        book = xlsxwriter.Workbook(tmp_path / name / "t.xlsx")
        sheet = book.add_worksheet("Persons")
        for number, row in enumerate((("id", "name"), ("1", "Ana"), (key, "Bo"))):
            sheet.write_row(number, 0, row)
        book.close()
    check_law(tmp_path / "in", tmp_path / "right", tmp_path / "out", {",Bo": "7,Bo"}, 1)


def test_lines_of_json(tmp_path: Path) -> None:
    def line(**given: object) -> str:
        return json.dumps({"schema": "Person", "properties": {"name": ["Ana"]}, **given}) + "\n"

    for name, second in (("in", {}), ("right", {"id": "b"})):
        (tmp_path / name).mkdir()
        text = line(id="a") + line(**second, properties={"name": ["Bo"]})  # type: ignore[arg-type]
        (tmp_path / name / "t.ftm.json").write_text(text, "utf-8")
    check_law(tmp_path / "in", tmp_path / "right", tmp_path / "out", {'{"schema"': '{"id": "b", "schema"'}, 1)


def test_objects_of_a_bundle(tmp_path: Path) -> None:
    person = {"type": "identity", "spec_version": "2.1", "identity_class": "individual",
              "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z"}  # fmt: skip
    ident = "identity--11111111-1111-4111-8111-11111111111"
    for name, key in (("in", "ident"), ("right", "id")):
        (tmp_path / name).mkdir()
        objects = [{**person, "id": f"{ident}1", "name": "Ana"}, {**person, key: f"{ident}2", "name": "Bo"}]
        bundle = {"type": "bundle", "id": f"bundle--{ident[10:]}9", "objects": objects}
        (tmp_path / name / "t.json").write_text(json.dumps(bundle), "utf-8")
    graph = load(tmp_path / "in")
    write_quarantine(graph, tmp_path / "out")
    written = json.loads((tmp_path / "out" / "t.json").read_bytes())
    assert written["type"] == "bundle" and [obj["name"] for obj in written["objects"]] == ["Bo"]
    corrected(tmp_path / "out", {'"ident"': '"id"'})
    mended, whole = load(tmp_path / "out", into=graph), load(tmp_path / "right")
    assert said(mended)[1] == said(whole)[1]
    assert sorted(mended.entities["name"].dropna()) == sorted(whole.entities["name"].dropna())


def test_elements_of_xml(tmp_path: Path) -> None:
    for name, target in (("in", ""), ("right", ' target="a"')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.graphml").write_text(
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n<key id="n" for="node" attr.name="name"/>\n'
            '<graph edgedefault="directed">\n<node id="a"><data key="n">Ana</data></node>\n'
            '<node id="b"><data key="n">Bo</data></node>\n<edge source="a" target="b"/>\n'
            f'<edge source="b"{target}/>\n</graph></graphml>\n', "utf-8",
        )  # fmt: skip
    graph = load(tmp_path / "in")
    assert 'source="b"' in quarantine(graph)["content"].iloc[0]
    write_quarantine(graph, tmp_path / "out")
    written = (tmp_path / "out" / "t.graphml").read_text("utf-8")
    assert written.count("<edge") == 1 and "<key" in written
    corrected(tmp_path / "out", {'<edge source="b"': '<edge source="b" target="a"'})
    mended, whole = load(tmp_path / "out", into=graph), load(tmp_path / "right")
    assert said(mended)[1] == said(whole)[1] and len(mended.entities) == len(whole.entities)


def test_a_member_of_an_archive_of_a_saved_case(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("in/p.csv", "id,name\n1,Ana\n,Bo\n")
    ni.save(load(tmp_path / "a.zip"), tmp_path / "case.netintel")
    (tmp_path / "a.zip").unlink()
    graph = ni.open_case(tmp_path / "case.netintel")
    assert quarantine(graph)["content"].tolist() == [",Bo\n"]
    (path,) = write_quarantine(graph, tmp_path / "out")
    path.write_text(path.read_text().replace(",Bo", "2,Bo"))
    assert sorted(load(tmp_path / "out", into=graph).entities["name"]) == ["Ana", "Bo"]


def test_what_is_no_longer_at_hand_is_told_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n,Bo\n1,A\n", "utf-8")
    graph = load(tmp_path / "p.csv")
    (tmp_path / "p.csv").write_text("id,name\n,Changed\n1,A\n", "utf-8")
    assert quarantine(graph)["content"].tolist() == [None]
    assert write_quarantine(graph, tmp_path / "out") == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name\n,Bo\n1,A\n", "utf-8")
    with pytest.raises(CaseFolderError, match="not empty"):
        write_quarantine(load(tmp_path / "p.csv"), tmp_path)


def test_rows_of_parquet_come_as_csv(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    sample = Path(__file__).parents[2] / "data" / "samples" / "formats" / "parquet" / "bad_no_id.parquet"
    (tmp_path / "in" / "t.parquet").write_bytes(sample.read_bytes())
    graph = ni.load(tmp_path / "in", progress=lambda _line: None)
    (file,) = ni.write_quarantine(graph, tmp_path / "out")
    assert file.name.endswith(".csv")
    assert file.read_text("utf-8") == "id,name\n,Bo Marek\n"
    assert ni.quarantine(graph)["content"].tolist() == [",Bo Marek"]


MAPPED = "version: 1\n{}entities:\n  p: {{kind: Person, key: [ИН], properties: {{name: {{column: Име}}}}}}\n"


def test_a_member_is_written_with_the_mapping_in_its_archive_and_keeps_the_marks_of_the_archive(tmp_path: Path) -> None:
    """Also where the archive's name is in capitals."""
    for name, row in (("in", ";Георги\n"), ("right", "7;Георги\n")):
        (tmp_path / name).mkdir()
        with zipfile.ZipFile(tmp_path / name / "SENT.ZIP", "w") as packed:
            packed.writestr("t.csv", f"ИН;Име\n1;Иван\n{row}")
            packed.writestr("t.csv.mapping.yml", MAPPED.format("table: {delimiter: ';'}\n"))
        case = '[exports."SENT.ZIP"]\noriginator = "PJ"\nhandling = "TLP:RED"\n'
        (tmp_path / name / "case.toml").write_text(case, "utf-8")
    mended = check_law(tmp_path / "in", tmp_path / "right", tmp_path / "out", {";Георги": "7;Георги"}, 1)
    assert mended.records["handling"].tolist() == ["TLP:RED", "TLP:RED"]


def test_sheets_of_names_in_other_alphabets_come_with_what_they_mean(tmp_path: Path) -> None:
    block = "  - {table: {sheet: %s, header_row: 2}, entities: {p: {kind: Person, key: [id], prefix: '%s', "
    block += "properties: {name: {column: who}}}}}\n"
    for name, key in (("in", ""), ("right", "7")):
        (tmp_path / name).mkdir()
        book = xlsxwriter.Workbook(tmp_path / name / "t.xlsx")
        for title in ("Клиенты", "Платежи"):
            sheet = book.add_worksheet(title)
            for number, row in enumerate((("Справка", ""), ("id", "who"), ("1", f"Ana {title}"), (key, f"Bo {title}"))):
                sheet.write_row(number, 0, row)
        book.close()
        mapping = "version: 1\nsheets:\n" + block % ("Клиенты", "k-") + block % ("Платежи", "p-")
        (tmp_path / name / "t.xlsx.mapping.yml").write_text(mapping, "utf-8")
    check_law(tmp_path / "in", tmp_path / "right", tmp_path / "out", {",Bo": "7,Bo"}, 2)


def test_the_last_corrected_row_is_not_taken_for_the_footer(tmp_path: Path) -> None:
    for name, key in (("in", ""), ("right", "7")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.csv").write_text(f"ИН,Име\n1,Иван\n{key},Георги\nобщо,2\n", "utf-8")
        (tmp_path / name / "t.csv.mapping.yml").write_text(MAPPED.format("table: {footer_rows: 1}\n"), "utf-8")
    check_law(tmp_path / "in", tmp_path / "right", tmp_path / "out", {"\n,Г": "\n7,Г"}, 1)


@pytest.mark.parametrize("around", ['"Tag": [{"name": "tlp:red"}], ', ""])
def test_a_corrected_attribute_keeps_the_tags_of_its_event(tmp_path: Path, around: str) -> None:
    parts = ({"type": "domain", "value": "a.example"}, {"type": "domain", "value": ""})
    uuid = "11111111-1111-4111-8111-11111111111"
    rows = [{"uuid": f"{uuid}{n}", "category": "Network activity", **part} for n, part in enumerate(parts)]
    event = f'{{"Event": {{{around}"uuid": "{uuid}9", "info": "x", "Attribute": {json.dumps(rows)}}}}}'
    (tmp_path / "e.json").write_text(event, "utf-8")
    graph = load(tmp_path / "e.json")
    write_quarantine(graph, tmp_path / "out")
    corrected(tmp_path / "out", {'"value": ""': '"value": "b.example"'})
    mended = load(tmp_path / "out", into=graph)
    named = mended.records[mended.records["locator"].str.contains("Attribute")]
    assert set(named["handling"].fillna("")) == ({"TLP:RED"} if around else {""}) and len(named) == 2


def test_a_corrected_object_keeps_its_marking_and_its_author(tmp_path: Path) -> None:
    at = {"spec_version": "2.1", "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z"}
    uuid = "11111111-1111-4111-8111-11111111111"
    marking = {"type": "marking-definition", "spec_version": "2.1", "id": f"marking-definition--{uuid}5",
               "created": at["created"], "definition_type": "tlp", "definition": {"tlp": "red"}}  # fmt: skip
    author = {"type": "identity", "identity_class": "organization", "id": f"identity--{uuid}6", "name": "PJ", **at}
    person = {"type": "identity", "identity_class": "individual", "name": "Bo", "created_by_ref": author["id"],
              "object_marking_refs": [marking["id"]], **at}  # fmt: skip
    other = {**author, "id": f"identity--{uuid}7", "name": "Other"}
    objects = [marking, author, other, {**person, "ident": f"identity--{uuid}2"}]
    bundle = {"type": "bundle", "id": f"bundle--{uuid}9", "objects": objects}
    (tmp_path / "t.json").write_text(json.dumps(bundle), "utf-8")
    graph = load(tmp_path / "t.json")
    write_quarantine(graph, tmp_path / "out")
    assert "Other" not in (tmp_path / "out" / "t.json").read_text("utf-8")
    corrected(tmp_path / "out", {'"ident"': '"id"'})
    mended = load(tmp_path / "out", into=graph)
    claims = mended.claims[mended.claims["value"] == "Bo"]
    record = mended.records.set_index("record").loc[claims["record"].iloc[0]]
    assert (record["handling"], record["originator"]) == ("TLP:RED", "PJ")


@pytest.mark.parametrize("uuid", ["11111111-1111-4111-8111-11111111111", ""])
def test_a_node_keeps_the_context_that_says_what_it_means(tmp_path: Path, uuid: str) -> None:
    """Also where its ids hold within the file alone."""
    core = "https://ontology.unifiedcyberontology.org/uco/core/"
    context = [{"core": core, "id": core.replace("core", "identity"), "kb": "http://example.org/kb/"}]
    nodes = [{"@id": f"kb:{n}-{uuid}{n}", "@type": "id:Person", "core:name": name} for n, name in enumerate("AB")]
    tie = {"@id": f"kb:r-{uuid}5", "@type": "core:Relationship", "core:source": {"@id": nodes[0]["@id"]},
           "core:kindOfRelationship": "Knows"}  # fmt: skip
    (tmp_path / "t.jsonld").write_text(json.dumps({"@context": context, "@graph": [*nodes, tie]}), "utf-8")
    graph = load(tmp_path / "t.jsonld")
    write_quarantine(graph, tmp_path / "out")
    ends = '"core:target": {"@id": "' + nodes[1]["@id"] + '"}, "core:kind'
    corrected(tmp_path / "out", {'"core:kind': ends})
    mended = load(tmp_path / "out", into=graph)
    assert len(mended.links) == 1 and sorted(mended.entities["name"]) == ["A", "B"]


def test_an_element_that_shares_its_line_is_told_and_not_cut_out(tmp_path: Path) -> None:
    (tmp_path / "t.graphml").write_text(
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="n" for="node" attr.name="name"/>'
        '<graph edgedefault="directed"><node id="a"><data key="n">Ana</data></node><edge source="a"/></graph></graphml>'
    )
    graph = load(tmp_path / "t.graphml")
    assert quarantine(graph)["content"].tolist() == [None]
    assert write_quarantine(graph, tmp_path / "out") == []


def test_what_was_corrected_is_not_written_again_and_what_is_still_wrong_is(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.csv").write_text("id,name\n1,Ana\n,Bo\n,Cy\n", "utf-8")
    (tmp_path / "in" / "q.csv").write_text("id,name\n8,Eve\n,Fay\n", "utf-8")
    graph = load(tmp_path / "in")
    assert len(write_quarantine(graph, tmp_path / "out")) == 2
    for path in (tmp_path / "out").glob("q.csv*"):
        path.unlink()
    corrected(tmp_path / "out", {",Bo": "2,Bo"})
    graph = load(tmp_path / "out", into=graph)
    aside = quarantine(graph)
    assert aside["content"].tolist() == [",Bo\n", ",Cy\n", ",Fay\n", ",Cy\n"]
    assert aside["corrected_in"].tolist() == ["p.csv", "p.csv", None, None]
    again = write_quarantine(graph, tmp_path / "again")
    assert sorted(path.read_text("utf-8") for path in again) == ["id,name\n,Cy\n", "id,name\n,Fay\n"]
    corrected(tmp_path / "again", {",Cy": "3,Cy", ",Fay": "9,Fay"})
    graph = load(tmp_path / "again", into=graph)
    assert write_quarantine(graph, tmp_path / "last") == [] and not (tmp_path / "last").exists()
    assert sorted(graph.entities["name"]) == ["Ana", "Bo", "Cy", "Eve", "Fay"]


def test_a_file_loaded_again_as_it_was_corrects_nothing(tmp_path: Path) -> None:
    """The file to correct of an export that was set aside whole is that export, byte for byte."""
    (tmp_path / "p.csv").write_text("id,name\n,Bo\n", "utf-8")
    graph = load(tmp_path / "p.csv")
    write_quarantine(graph, tmp_path / "out")
    graph = load(tmp_path / "out", into=graph)
    assert quarantine(graph)["corrected_in"].tolist() == [None]
    assert len(write_quarantine(graph, tmp_path / "again")) == 1
