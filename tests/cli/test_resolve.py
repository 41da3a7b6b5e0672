"""`netintel resolve`: candidates on stdout, judgements appended to the case, nothing without who and why."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import netintel as ni
from netintel.cli import main

HEAD = "id,name,birth_date,document_number,document_country,nationality,category"
PASSPORT = "1984-03-02,AB1234567,BG,BG"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A saved case: one man in two exports, a victim in both, and somebody else."""
    ours = ["1,Georgi Dimitrov," + PASSPORT + ",suspect", "2,Vera Vane,2001-04-05,CD7654321,BG,BG,victim"]
    theirs = ["8,Георги Димитров," + PASSPORT + ",suspect", "9,Вера Ване,2001-04-05,CD7654321,BG,BG,"]
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text("\n".join([HEAD, *ours, "3,Ana\x1b[2J Pop,1990-01-01,,,RO,suspect"]) + "\n", "utf-8")
    (folder / "b.csv").write_text("\n".join([HEAD, *theirs]) + "\n", "utf-8")
    ni.save(ni.load(folder, progress=lambda _line: None), tmp_path / "case.netintel")
    return tmp_path / "case.netintel"


def judged(case: Path) -> list[str]:
    return ni.open_case(case).judgements["judgement"].tolist()


def candidates(case: Path, capsys: pytest.CaptureFixture[str]) -> list[dict]:
    assert main(["resolve", str(case), "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    told = json.loads(printed.out)
    assert told["status"] == "ok" and told["judgements"] == []
    return told["candidates"]


def test_candidates_are_listed_with_pseudonyms_and_nothing_is_saved(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (case / "HEAD").read_bytes()
    assert main(["resolve", str(case)]) == 0
    printed = capsys.readouterr()
    assert "Georgi Dimitrov" in printed.out and "Георги Димитров" in printed.out
    assert "Victim " in printed.out and "Name not shown" in printed.out
    assert "Vera" not in printed.out + printed.err and "Вера" not in printed.out + printed.err
    assert (case / "HEAD").read_bytes() == before


def test_the_list_begins_with_what_needs_a_look_and_holds_no_objects_of_one_identifier(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["resolve", str(Path(__file__).parents[2] / "data" / "samples" / "lantern")]) == 0
    *pairs, told, _graph = capsys.readouterr().out.splitlines()
    answers = [pair.split(" Person: ")[0].split(" Company: ")[0].split()[-1] for pair in pairs]
    assert len(pairs) == 50 and list(dict.fromkeys(answers)) == ["review", "undecidable", "same"]
    assert "The first 50 are listed" in told and "objects of one identifier" in told and "--json gives all" in told


def test_a_judged_pair_is_listed_as_judged(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = candidates(case, capsys)[0]
    who = ["--by", "Ana Lyst", "--reason", "met both"]
    assert main(["resolve", str(case), "--judge", pair["left"], pair["right"], "unsure", *who]) == 0
    assert "1 judgement appended" in capsys.readouterr().err
    assert main(["resolve", str(case)]) == 0
    assert "(judged unsure)" in capsys.readouterr().out


def test_json_is_one_object_with_every_pair(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = candidates(case, capsys)[0]
    keys = {"left", "right", "left_name", "right_name", "kind", "score", "answer", "reason", "judgement"}
    assert set(first) == keys
    assert first["score"] > 0.95 and first["answer"] == "same" and first["judgement"] == ""


def test_exports_that_are_no_case_are_listed_and_not_judged(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = case.parent / "exports"
    assert main(["resolve", str(folder)]) == 0
    assert main(["resolve", str(folder), "--above", "0.9", "--by", "Ana Lyst", "--reason", "x"]) == 2
    assert "no saved case" in capsys.readouterr().err
    assert main(["resolve", str(folder), "--review"]) == 2


def test_pairs_above_a_threshold_are_accepted_by_somebody_for_a_reason(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["resolve", str(case), "--above", "0.95", "--by", "Ana Lyst", "--reason", "sample seen", "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err.count("expected to be wrong") == 1 and "2 accepted" in printed.err
    assert [row["judgement"] for row in json.loads(printed.out)["judgements"]] == ["same", "same"]
    graph = ni.open_case(case)
    assert set(graph.judgements["by"]) == {"Ana Lyst"} and len(graph.entities) == 3
    assert graph.judgements["reason"].str.startswith("sample seen: ").all()
    assert candidates(case, capsys) == []


@pytest.mark.parametrize("given", [["--by", "Ana Lyst"], ["--reason", "x"], ["--by", " ", "--reason", "x"], []])
@pytest.mark.parametrize("act", ["above", "judge"])
def test_nothing_is_judged_without_who_and_why(
    case: Path, capsys: pytest.CaptureFixture[str], act: str, given: list[str]
) -> None:
    acts = {"above": ["--above", "0.9"], "judge": ["--judge", "o1", "o2", "same"]}
    assert main(["resolve", str(case), *acts[act], *given]) == 2
    assert "who decides, and why" in capsys.readouterr().err
    assert judged(case) == []


@pytest.mark.parametrize("act", [["--above", "0.9"], ["--judge", "o1", "o2", "same"], ["--review"]])
def test_a_name_in_another_encoding_is_refused_in_words(
    case: Path, capsys: pytest.CaptureFixture[str], act: list[str]
) -> None:
    assert main(["resolve", str(case), *act, "--by", "Ana \udcff", "--reason", "r"]) == 2
    assert "what is no text" in capsys.readouterr().err
    assert judged(case) == []


@pytest.mark.parametrize("score", ["0.3", "2", "much"])
def test_a_threshold_that_is_none_is_refused(case: Path, score: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["resolve", str(case), "--above", score, "--by", "Ana Lyst", "--reason", "x"])
    assert stopped.value.code == 2


def test_one_pair_is_judged_by_its_ids(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = candidates(case, capsys)[0]
    who = ["--by", "Ana Lyst", "--reason", "met both", "--json"]
    assert main(["resolve", str(case), "--judge", pair["left"], pair["right"], "not_same", *who]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["judgements"][0]["judgement"] == "not_same" and told["digest"] == ni.open_case(case).digest
    assert main(["resolve", str(case), "--judge", pair["left"], pair["right"], "perhaps", *who]) == 2
    assert "expected one of" in capsys.readouterr().err
    assert main(["resolve", str(case), "--judge", pair["left"], "o0", "same", *who]) == 2
    assert judged(case) == ["not_same"]


def test_a_review_in_the_terminal_is_saved(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Ana Lyst\ns seen both passports\nn\nz\nq\n"))
    assert main(["resolve", str(case), "--review"]) == 0
    printed = capsys.readouterr()
    assert (
        "1 of 2, 0 judged" in printed.err
        and "pairs, by answer" not in printed.out
        and "Cyrillic" in printed.err
        and "Rank as broker" in printed.err
    )
    assert "Vera" not in printed.err and "CD7654321" not in printed.err
    graph = ni.open_case(case)
    assert graph.judgements["judgement"].tolist() == ["same", "not_same", "undone"]
    assert graph.judgements["reason"].tolist()[0] == "seen both passports"


def test_a_review_that_is_broken_off_keeps_what_was_judged(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(io.StringIO):
        def readline(self, *_: object) -> str:  # type: ignore[override]
            line = super().readline()
            if not line:
                raise KeyboardInterrupt
            return line

    monkeypatch.setattr("sys.stdin", Interrupted("s\n"))
    assert main(["resolve", str(case), "--review", "--by", "Ana Lyst"]) == 0
    assert "what was judged before is saved" in capsys.readouterr().err
    assert judged(case) == ["same"]


def test_no_control_character_reaches_the_terminal(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    for name in "ab":
        row = f"{name},Ana\x1b[2J\u202e Pop,{PASSPORT},suspect"
        (folder / f"{name}.csv").write_text(f"{HEAD}\n{row}\n", "utf-8")
    ni.save(ni.load(folder, progress=lambda _line: None), tmp_path / "more.netintel")
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    assert main(["resolve", str(tmp_path / "more.netintel")]) == 0
    assert main(["resolve", str(tmp_path / "more.netintel"), "--review", "--by", "Ana Lyst"]) == 0
    printed = capsys.readouterr()
    assert "Pop" in printed.out and "Pop" in printed.err
    assert not {"\x1b", "\u202e"} & set(printed.out + printed.err)


def test_exports_of_which_nothing_can_be_read_hold_no_pairs_to_tell_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.stix.json").write_text('{"type": "bundle", "objects": [{"type": "ide', "utf-8")
    assert main(["resolve", str(tmp_path), "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["status"] == "rejected"


def test_what_is_no_case_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", str(tmp_path / "absent"), "--json"]) == 2
    printed = capsys.readouterr()
    assert json.loads(printed.out)["status"] == "rejected"
