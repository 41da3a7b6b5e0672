"""`case.toml`: what is not understood is named, and nothing is taken for something else."""

from __future__ import annotations

from pathlib import Path

import pytest

import netintel as ni
from netintel.errors import CaseFolderError
from netintel.model.case import Case

WRONG: dict[str, dict[str, object]] = {
    "a number as title": {"title": 7},
    "parties as one word": {"parties": "PT"},
    "parties as numbers": {"parties": [1, 2]},
    "handling as number": {"default_handling": 2},
    "handling of no scheme": {"default_handling": "secret-ish"},
    "months in words": {"review_months": "six"},
    "key as number": {"id_key": 12},
    "exports as list": {"exports": ["a.csv"]},
    "export as word": {"exports": {"a.csv": "TLP:RED"}},
    "a misspelt field of an export": {"exports": {"a.csv": {"handlng": "TLP:RED"}}},
    "a marking of no scheme": {"exports": {"a.csv": {"handling": "very secret"}}},
    "a grading of no scheme": {"exports": {"a.csv": {"evaluation": "Z9"}}},
    "an assertion that is none": {"exports": {"a.csv": {"assertion": "rumour"}}},
    "an unknown field": {"titel": "x"},
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_not_understood_is_named(fault: str) -> None:
    with pytest.raises(CaseFolderError, match=r"case\.toml: ") as told:
        Case.from_dict(WRONG[fault], "case.toml")
    assert "very secret" not in str(told.value) and "rumour" not in str(told.value)


def test_dates_may_be_written_as_toml_dates(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text('title = "Lantern"\nperiod_from = 2024-01-31\nparties = ["PT", "RO"]\nreview_months = 6\n', "utf-8")
    case = Case.read(path)
    assert (case.period_from, case.parties, case.review_months) == ("2024-01-31", ("PT", "RO"), 6)
    assert Case.from_dict(case.to_dict()) == case


def test_what_next_months_folder_says_of_its_files_holds(tmp_path: Path) -> None:
    rows = "id,name\n1,Ana\n"
    for month, said in (("one", 'title = "Lantern"\n'), ("two", '[exports."b.csv"]\nhandling = "TLP:RED"\n')):
        (tmp_path / month).mkdir()
        (tmp_path / month / "case.toml").write_text(said, "utf-8")
    (tmp_path / "one" / "a.csv").write_text(rows, "utf-8")
    (tmp_path / "two" / "b.csv").write_text(rows + "2,Ion\n", "utf-8")
    graph = ni.load(tmp_path / "one", progress=lambda _line: None)
    joined = ni.load(tmp_path / "two", into=graph, progress=lambda _line: None)
    assert joined.case.title == "Lantern"
    assert joined.records["handling"].dropna().tolist() == ["TLP:RED", "TLP:RED"]
