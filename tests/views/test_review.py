"""The review of matches: what is compared, what is hidden, what a judgement leaves behind."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netintel as ni
from netintel.errors import JudgementError, MissingExtraError, StaleResultError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables
from netintel.resolve import Matches
from netintel.views import _review_effect, _review_terminal
from netintel.views._review_screen import plain
from netintel.views._review_widget import Acts
from netintel.views.review import Review

LEFT = {"name": "Георги Димитров", "birth_date": "1984-03-02", "nationality": "BG", "phone": "+359881112233"}
RIGHT = {"name": "Dimitrov, Georgi", "birth_date": "1984-02-03", "nationality": "BG", "email": "g@example.org"}
OTHER = {"name": "Ana Pop", "birth_date": "1990-01-01"}


class Said:
    """Evidence that says the same of every pair."""

    def parts(self, place: int) -> pd.DataFrame:
        rows = [
            ("prior", "one of 1,024 pairs is the same", "", "", -10.0),
            ("name", "the same name in another script", LEFT["name"], RIGHT["name"], 14.0),
            ("birth date", "born on the same day, with day and month swapped", "1984-03-02", "1984-02-03", 3.0),
        ]
        return pd.DataFrame(rows, columns=["feature", "said", "left", "right", "bits"])


def export(name: str, *people: dict[str, str]) -> Tables:
    build = Builder()
    for i, claims in enumerate(people):
        build.record(f"row {i}", str(i).encode())
        build.entity(f"{name}{i}", "Person", list(claims.items()))
    row = {"file": f"{name}.csv", "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x"}
    return build.tables({**row, "ids": "file"})


def review_of(
    *pairs: tuple[dict[str, str], dict[str, str]], scores: tuple[float, ...] = (), by: str = "Ana Lyst"
) -> Review:
    """Return a review of these pairs, each side from an export of its own."""
    tables = Tables.concat([export("a", *(one for one, _ in pairs)), export("b", *(other for _, other in pairs))])
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, tables)
    ids = list(graph.origins["origin"])
    rows = pd.DataFrame({"left": ids[: len(pairs)], "right": ids[len(pairs) :], "kind": "Person"})
    rows["score"] = scores or [0.9] * len(pairs)
    rows = rows.assign(answer="review", reason="the same name")
    return ni.views.review(graph, Matches(rows, graph.digest, Said(), np.arange(len(rows))), by=by)


def marks(review: Review) -> dict[str, tuple[str, str]]:
    return {line.title: (line.mark, line.word) for line in review.screen().fields}


def test_fields_are_equal_similar_different_or_missing() -> None:
    assert marks(review_of((LEFT, RIGHT))) == {
        "Name": ("similar", "same words"),
        "Born": ("similar", "day and month swapped"),
        "Document": ("missing", "on neither side"),
        "Nationality": ("equal", "equal"),
        "Phone": ("missing", "not on the right"),
        "Online": ("missing", "not on the left"),
    }
    assert marks(review_of((LEFT, OTHER)))["Born"] == ("different", "different")
    assert marks(review_of((LEFT, {"birth_date": "1984"})))["Born"] == ("similar", "one is less exact")


def test_every_mark_has_a_sign_of_its_own() -> None:
    lines = plain(review_of((LEFT, {**RIGHT, "nationality": "GR"}), (LEFT, LEFT)).screen())["fields"]
    assert {(line["mark"], line["sign"]) for line in lines} >= {("similar", "≈"), ("different", "≠"), ("missing", "–")}


def test_a_side_tells_name_script_and_source() -> None:
    half = review_of((LEFT, RIGHT)).screen().halves[0]
    assert (half.name, half.script) == ("Георги Димитров", "Cyrillic")
    assert (half.sources[0].file, half.sources[0].locator) == ("a.csv", "row 0")


def test_ethnicity_and_religion_are_not_looked_at() -> None:
    told = str(plain(review_of(({**LEFT, "ethnicity": "Zzyx"}, {**RIGHT, "religion": "Zzyx"})).screen()))
    assert "Zzyx" not in told and "ethnicity" not in told


@pytest.mark.parametrize("hidden", [{"category": "victim"}, {"category": "informant"}, {"minor": "true"}])
def test_of_a_pair_with_a_protected_person_nothing_is_shown_but_how_it_compares(hidden: dict[str, str]) -> None:
    review = review_of(({**LEFT, **hidden}, {**RIGHT, "name": LEFT["name"]}))
    lines: list[str] = []
    _review_terminal.sit(review, answers(), lines.append, 100)
    table = review.table().to_csv()
    for told in (str(Acts(review).shown()), review.html(), "\n".join(lines), table, review.alt()):
        assert not [value for value in (*LEFT.values(), *RIGHT.values()) if len(value) > 2 and value in told]
    assert marks(review)["Name"] == ("equal", "equal")
    assert review.screen().halves[1].name == "Name not shown"
    assert "pseudonym" in review.screen().know[-1]


def told_by(review: Review) -> str:
    """Return all that is shown of all pairs, in every way a review shows them, while they are judged the same."""
    told = [review.table().to_csv(), review.html()]
    for position in range(len(review)):
        review.position = position
        told += [str(Acts(review).shown()), *review.effect(), *_review_terminal.lines(review.screen(), 90)]
        told += review.judge("same")
    told += [review.table().to_csv(), review.html(), review.judgements()["reason"].str.cat()]
    return "\n".join([*told, str(ni.resolve.conflicts(review.graph).to_dict("records")), str(review.graph.lineage)])


def test_who_may_be_a_victim_is_not_shown_in_another_pair_either() -> None:
    victim, same = {**LEFT, "category": "victim"}, {**RIGHT, "name": "Georgina Dimitrova"}
    build = Builder()
    for i, claims in enumerate(
        [victim, same, {**same, "name": "Gina Dimitrova"}, OTHER, {**OTHER, "name": "Ana Popa"}]
    ):
        build.record(f"of {claims['name']}", str(i).encode())
        build.entity(f"p{i}", "Person", list(claims.items()))
    row = {"file": "of Georgina Dimitrova.csv", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1}
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables({**row, "loader": "x"}))
    ids = graph.origins["origin"].tolist()
    pairs = [(ids[0], ids[1]), (ids[2], ids[1]), (ids[3], ids[4])]
    rows = pd.DataFrame(pairs, columns=["left", "right"]).assign(kind="Person", score=[0.6, 0.9, 0.5])
    matches = Matches(rows.assign(answer="review", reason="the same name"), graph.digest)
    told = told_by(ni.views.review(graph, matches.above(0.55), by="Ana Lyst"))
    assert not [word for word in ("Dimitrov", "Димитров", "Georgi", "Gina", "1984", "g@example") if word in told]
    assert "Victim" in told and "Name not shown" in told
    assert "Ana Popa" in told_by(ni.views.review(graph, matches, by="Ana Lyst"))


def test_who_was_judged_to_be_a_victim_is_hidden_from_then_on() -> None:
    """Two records of Ana, and a victim whom nobody took for her; the sitting joins them, and takes it back."""
    given = review_of((OTHER, {**OTHER, "name": "Ana Popa"}), ({**LEFT, "category": "victim"}, RIGHT))
    (ana, victim), (popa, _) = (given.matches.rows[side] for side in ("left", "right"))
    rows = pd.DataFrame({"left": ana, "right": [victim, popa], "kind": "Person", "score": [0.01, 0.9]})
    matches = Matches(rows.assign(answer="review", reason="r"), given.graph.digest)
    sitting = ni.views.review(given.graph, matches, by="Ana Lyst")
    assert "Ana Popa" in sitting.table().to_csv()
    sitting.judge("same")
    assert "Ana Pop" not in sitting.table().to_csv() + sitting.html()
    sitting.undo()
    assert "Ana Popa" in sitting.table().to_csv()


def test_a_phone_of_a_victim_is_hidden_where_phones_are_compared_and_where_others_call_it() -> None:
    build = Builder()
    for i, (kind, claims) in enumerate(
        [
            ("Person", {**LEFT, "category": "victim"}),
            ("Phone", {"number": "+40700111"}),
            ("Phone", {"number": "+40700112"}),
            ("Person", OTHER),
            ("Person", {**OTHER, "name": "Ana Popa"}),
        ]
    ):
        build.record(f"row {i}", str(i).encode())
        build.entity(f"p{i}", kind, list(claims.items()))
    for i, (one, other) in enumerate([("p0", "p1"), ("p3", "p1"), ("p3", "p2")]):
        build.record(f"tie {i}", f"tie {i}".encode())
        build.link(one, other, "Holds", directed=True)
    row = {"file": "f", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(row))
    ids = graph.origins["origin"].tolist()
    rows = pd.DataFrame(
        {"left": [ids[1], ids[3]], "right": [ids[2], ids[4]], "kind": ["Phone", "Person"], "score": 0.6}
    )
    told = told_by(ni.views.review(graph, Matches(rows.assign(answer="review", reason="r"), graph.digest), by="Ana"))
    assert "+4070011" not in told and "Ana Popa" in told


def test_nothing_reveals() -> None:
    with pytest.raises(TypeError):
        ni.views.review(review_of((LEFT, RIGHT)).graph, review_of((LEFT, RIGHT)).matches, reveal=True)  # type: ignore[call-arg]


def test_judging_goes_on_and_undo_gives_the_digest_back() -> None:
    review = review_of((LEFT, RIGHT), (OTHER, OTHER), (LEFT, OTHER))
    given, begun = review.graph, review.graph.digest
    review.judge("same")
    review.judge("not_same", reason="met both")
    review.judge("unsure")
    assert review.judgements()["judgement"].tolist() == ["same", "not_same", "unsure"]
    assert review.judgements()["reason"].tolist()[1] == "met both"
    assert review.progress() == "3 of 3, 3 judged"
    assert len(review.graph.entities) == 5 and len(given.entities) == 6
    while review.undo():
        pass
    assert review.graph.digest == begun == given.digest
    assert review.position == 0 and not review.can_undo
    assert len(review.judgements()) == 6, "what was undone stays in the table"


def test_undo_gives_an_earlier_judgement_back() -> None:
    review = review_of((LEFT, RIGHT))
    review.judge("same")
    joined = review.graph.digest
    review.judge("not_same")
    review.undo()
    assert review.graph.digest == joined and len(review.graph.entities) == 1


def test_the_reason_is_made_of_the_parts_that_weigh_most_and_holds_no_value() -> None:
    review = review_of((LEFT, RIGHT))
    review.judge("same")
    reason = review.judgements()["reason"][0]
    assert reason == "the same name in another script; born on the same day, with day and month swapped"


def test_nobody_judges_without_a_name() -> None:
    review = review_of((LEFT, RIGHT), by="")
    with pytest.raises(JudgementError, match="who decided"):
        review.judge("same")
    assert len(review.judgements()) == 0
    review.judge("same", by="Bo Second")
    assert review.by == "Bo Second"


def test_a_judgement_that_contradicts_others_says_so() -> None:
    review = review_of((LEFT, RIGHT))
    left, right = review.matches.rows.loc[0, ["left", "right"]]
    review.graph = ni.resolve.judge(review.graph, left, right, "not_same", by="Bo Second", reason="met both")
    fights = review.judge("same")
    assert len(fights) == 1 and "Judgements fight" in fights[0]
    assert Acts(review).shown()["pair"]["know"][-1].startswith("Judged same by Ana Lyst")


def test_accepting_unseen_tells_how_many_are_expected_to_be_wrong_and_is_undone_at_once() -> None:
    review = review_of((LEFT, RIGHT), (OTHER, OTHER), (LEFT, OTHER), scores=(0.9, 0.99, 0.7))
    review.position = 1
    review.judge("unsure")
    begun = review.graph.digest
    assert review.expected(0.65) == "2 pairs not judged yet with a score of 0.65 or more; 0.4 expected to be wrong"
    told = review.accept_above(0.65, by="Bo Second", reason="looked at a sample")
    assert told.endswith("2 accepted")
    assert review.judgements().iloc[1:]["reason"].tolist() == ["looked at a sample: the same name"] * 2
    assert set(review.judgements()["by"].iloc[1:]) == {"Bo Second"}
    review.undo()
    assert review.graph.digest == begun


def test_accepting_unseen_tells_what_does_not_hold_together() -> None:
    """a is like b and b like c, and c is surely not a: one of the two likely pairs is left for review."""
    given = review_of((LEFT, RIGHT), (OTHER, OTHER))
    a, b, c = given.graph.origins["origin"].tolist()[:3]
    rows = pd.DataFrame({"left": [a, b, a], "right": [b, c, c], "kind": "Person", "score": [0.99, 0.98, 1e-6]})
    rows = rows.assign(answer=["same", "review", "different"], reason="r")
    matches = Matches(rows, given.graph.digest, inside=np.array([True, False, False]))
    review = ni.views.review(given.graph, matches, by="Ana Lyst")
    told = review.accept_above(0.95, by="Bo Second", reason="x")
    assert told.startswith("1 pair not judged yet") and told.endswith("1 accepted")
    assert "1 more would join what speaks against each other: left for review" in told
    assert len(review.judgements()) == 1


def test_what_is_due_begins_with_what_needs_a_look_and_ends_with_the_unsure() -> None:
    given = review_of(*[(LEFT, RIGHT)] * 7, scores=(1.0, 0.99, 0.9, 0.7, 0.6, 0.5, 0.02))
    answers = ["same", "review", "undecidable", "review", "review", "review", "different"]
    sitting = ni.views.review(given.graph, Matches(given.matches.rows.assign(answer=answers), given.graph.digest))
    sitting.by, sitting.position = "Ana Lyst", 4
    sitting.judge("unsure")
    sitting.judge("not_same")
    due = sitting.due()
    assert due.table()["score"].tolist() == [0.99, 0.7, 0.9, 1.0, 0.6]
    assert due.table()["judgement"].tolist() == ["", "", "", "", "unsure"]
    assert due.graph is sitting.graph and due.by == "Ana Lyst"


def test_objects_of_one_identifier_are_not_due() -> None:
    build = Builder()
    for i in range(2):
        build.record(f"row {i}", str(i).encode())
        build.entity(f"t{i}", "Phone", [("number", "+40700111222")])
    row = {"file": "f", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(row))
    sitting = ni.views.review(graph, ni.resolve.match(graph))
    assert len(sitting) == 1 and len(sitting.due()) == 0


def test_who_is_hidden_stays_hidden_in_what_is_due() -> None:
    """A victim and another are surely the same, and the other may be a third: that third is not named either."""
    victim = {**LEFT, "category": "victim"}
    given = review_of((victim, RIGHT), (OTHER, OTHER))
    a, third, b, _ = given.graph.origins["origin"]
    rows = pd.DataFrame({"left": [a, b], "right": [b, third], "kind": "Person", "score": [0.06, 0.9]})
    rows = rows.assign(answer=["different", "review"], reason="r")
    due = ni.views.review(given.graph, Matches(rows, given.graph.digest), by="Ana Lyst").due()
    assert len(due) == 1 and "Ana Pop" not in due.table().to_csv() + due.html()


@pytest.mark.parametrize(("score", "by", "reason"), [(0.2, "B", "x"), (1.5, "B", "x"), (0.9, " ", "x"), (0.9, "B", "")])
def test_accepting_unseen_needs_a_threshold_a_name_and_a_reason(score: float, by: str, reason: str) -> None:
    with pytest.raises(JudgementError):
        review_of((LEFT, RIGHT)).accept_above(score, by=by, reason=reason)


def test_matches_of_another_graph_are_refused() -> None:
    review = review_of((LEFT, RIGHT))
    with pytest.raises(StaleResultError):
        ni.views.review(review_of((LEFT, OTHER)).graph, review.matches)


def test_no_pairs_are_told() -> None:
    review = review_of((LEFT, RIGHT))
    empty = ni.views.review(review.graph, review.matches.above(0.999))
    assert empty.alt() == "0 pairs to review."
    assert "0 pairs to review" in empty.html()
    assert set(empty._repr_mimebundle_()) == {"text/html", "text/plain"}
    with pytest.raises(JudgementError, match="no pair"):
        empty.judge("same", by="Ana Lyst")


def test_without_anywidget_the_pairs_are_shown_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    review = review_of((LEFT, RIGHT))
    assert set(review._repr_mimebundle_()) == {"text/html", "text/plain"}
    with pytest.raises(MissingExtraError, match="anywidget") as raised:
        review.widget()
    assert "netintel[lab]" in raised.value.__notes__[0]


def test_a_page_needs_no_script() -> None:
    page = review_of((LEFT, RIGHT)).html()
    assert "<script" not in page and "script-src 'none'" in page
    assert "Георги Димитров" in page and "day and month swapped" in page


def chain(*ties: tuple[str, str], unknown: str = "") -> EntityGraph:
    """Return two Romanians x and y, two Germans d and e, two Greeks g and h; one may be of unknown country."""
    build = Builder()
    home = {"x": "RO", "y": "RO", "d": "DE", "e": "DE", "g": "GR", "h": "GR"}
    for name, code in home.items():
        build.record(f"row {name}", name.encode())
        build.entity(name, "Person", [("name", name), *([] if name == unknown else [("nationality", code)])])
    for one, other in ties:
        build.record(f"tie {one}{other}", f"{one}{other}".encode())
        build.link(one, other, "Associate", directed=False)
    row = {"file": "f", "format": "x", "unit": "row", "sha256": "f" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(row))


def of_two(graph: EntityGraph) -> Review:
    ids = dict(zip(graph.origins["native_id"], graph.origins["origin"], strict=True))
    rows = pd.DataFrame([{"left": ids["x"], "right": ids["y"], "kind": "Person", "score": 0.9, "answer": "review"}])
    return ni.views.review(graph, Matches(rows.assign(reason="planted"), graph.digest), by="Ana Lyst")


def test_the_effect_of_joining_two_halves_of_a_broker() -> None:
    """x knows two Germans, y two Greeks: each stands between one pair abroad, as one between all six."""
    review = of_two(chain(("x", "d"), ("x", "e"), ("y", "g"), ("y", "h")))
    told = review.effect()
    assert told[0].startswith("Rank as broker: 1 (") and "→ 1 (" in told[0] and told[0].endswith("of 5.")
    assert told[1] == "0 new cross-border ties."
    assert told[2] == "As one it stands between 6 pairs of contacts across a border; as two, between 1 and 1."
    review.judge("same")
    assert review.effect(0) == ("They are one entity already: joining them changes nothing.",)


def test_ties_that_begin_to_cross_a_border_are_counted() -> None:
    """y has no known country and knows two Germans; joined with a Romanian, both ties cross."""
    graph = chain(("y", "d"), ("y", "e"), ("x", "g"), unknown="y")
    assert of_two(graph).effect()[1] == "2 new cross-border ties."


def test_judgements_that_keep_the_two_apart_are_told_instead_of_an_effect() -> None:
    review = of_two(chain(("x", "d")))
    ids = dict(zip(review.graph.origins["native_id"], review.graph.origins["origin"], strict=True))
    for one, other, word in (("x", "d", "same"), ("y", "d", "not_same")):
        review.graph = ni.resolve.judge(review.graph, ids[one], ids[other], word, by="Bo", reason="x")
    assert review.effect() == ("Other judgements keep these two apart: as long as they hold, nothing changes.",)


def test_a_large_case_says_that_the_effect_was_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_review_effect, "AFFORDED", 3)
    assert of_two(chain(("x", "d"))).effect()[0].startswith("Not computed")


def answers(*given: str) -> Any:
    """Return who answers a terminal's prompts with these lines and then is gone."""
    left = list(given)

    def ask(_prompt: str) -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    return ask


def test_a_terminal_judges_by_letters() -> None:
    review = review_of((LEFT, RIGHT), (OTHER, OTHER), (LEFT, OTHER), by="")
    lines: list[str] = []
    _review_terminal.sit(
        review, answers(" ", "Ana Lyst", "s seen the passport", "n", "z", "", "what", "q", "s"), lines.append, 100
    )
    assert review.judgements()["judgement"].tolist() == ["same", "not_same", "undone"]
    assert review.judgements()["reason"][0] == "seen the passport"
    assert review.by == "Ana Lyst"
    told = "\n".join(lines)
    assert "≈ same words" in told and "1 of 3, 0 judged" in told and "taken back" in told


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_terminal_of_any_width_gets_both_sides(width: int) -> None:
    lines = "\n".join(_review_terminal.lines(review_of((LEFT, RIGHT)).screen(), width))
    assert "Георги" in lines and "Georgi" in lines
