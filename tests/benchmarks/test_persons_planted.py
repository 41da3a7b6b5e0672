"""The planted persons: repeatable, as noisy as they say, loadable, and judged by an oracle that is worth the name."""

from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from benchmarks._persons import agreement, clean, oracle, records, split, true_pairs, write_exports
from benchmarks._persons.oracle import scores
from benchmarks._persons.writing import feminine, native, patronymic, written

import netintel as ni

SIZE, SEED = 5_000, 1


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return records(SIZE, SEED)


def test_the_same_seed_gives_the_same_records_and_another_seed_others(frame: pd.DataFrame) -> None:
    from benchmarks._persons.records import draw

    draw.cache_clear()
    pd.testing.assert_frame_equal(records(SIZE, SEED), frame)
    assert not records(SIZE, 2)["name"].equals(frame["name"])


def test_ethnicity_and_religion_are_added_and_change_no_other_column(frame: pd.DataFrame) -> None:
    special = records(SIZE, SEED, special=True)
    assert list(special.columns.difference(frame.columns)) == ["ethnicity", "religion"]
    pd.testing.assert_frame_equal(special[frame.columns], frame)


@pytest.mark.parametrize(
    ("column", "share"),
    [("birth_date", 0.88), ("document_number", 0.35), ("phone", 0.20), ("nationality", 0.80), ("gender", 0.70)],
)
def test_fields_are_missing_as_often_as_stated(frame: pd.DataFrame, column: str, share: float) -> None:
    assert (frame[column] != "").mean() == pytest.approx(share, abs=0.02)


def test_fields_are_wrong_as_often_as_stated(frame: pd.DataFrame) -> None:
    right = clean(frame)
    dates = frame["birth_date"] != right["birth_date"]
    assert dates.mean() == pytest.approx(0.06 * 0.82 + 0.003, abs=0.015)  # swapped or one digit wrong, of full dates
    assert (frame["birth_date"].str.len() == 4).mean() == pytest.approx(0.06, abs=0.01)
    known = frame["document_number"] != ""
    papers = (frame["document_number"] != right["document_number"])[known].mean()
    assert papers == pytest.approx(0.03, abs=0.015)


def test_every_written_date_is_a_day_of_the_calendar(frame: pd.DataFrame) -> None:
    full = frame["birth_date"][frame["birth_date"].str.len() == 10]
    assert pd.to_datetime(full, format="%Y-%m-%d", errors="coerce").notna().all()


def test_records_per_person_are_mostly_one_and_up_to_eight(frame: pd.DataFrame) -> None:
    size = frame.groupby("person").size()
    assert size.mean() == pytest.approx(1.68, abs=0.03)
    assert (size == 1).mean() > 0.5 and size.max() <= 8
    assert len(true_pairs(frame)) == (size * (size - 1) // 2).sum()


def test_what_is_clean_is_one_for_one_person(frame: pd.DataFrame) -> None:
    right = clean(frame)
    full = right[right["birth_date"].str.len() == 10]
    assert (full.groupby("person")["birth_date"].nunique() == 1).all()
    assert ((right == "") == (frame == "")).all(axis=None)


def test_a_phone_of_a_call_centre_is_held_by_forty_and_more(frame: pd.DataFrame) -> None:
    from benchmarks._persons.records import draw_of

    phones = draw_of(frame).persons.phones[:, 0]
    assert 40 <= pd.Series(phones).value_counts().iloc[0] <= 60


def test_two_in_five_true_pairs_are_written_in_two_scripts(frame: pd.DataFrame) -> None:
    assert true_pairs(frame)["scripts_differ"].mean() == pytest.approx(0.4, abs=0.05)


@pytest.mark.parametrize(
    ("culture", "source", "writing", "expected"),
    [
        ("bg", "Димитров", "icao", "Dimitrov"),
        ("bg", "Димитров", "german", "Dimitrow"),
        ("bg", "Димитров", "popular", "Dimitroff"),
        ("bg", "Щерев", "icao", "Shterev"),
        ("ru", "Щербаков", "german", "Schtscherbakow"),
        ("uk", "Григорій", "bgn", "Hryhoriy"),
        ("sr", "Ђорђевић", "iso9", "Đorđević"),
        ("el", "Παπαδόπουλος", "icao", "Papadopoulos"),
        ("el", "Χρήστος", "popular", "Hristos"),
        ("de", "Müller", "icao", "Mueller"),
        ("de", "Müller", "popular", "Muller"),
        ("vi", "Nguyễn", "icao", "Nguyen"),
        ("ar", "ḥusayn", "icao", "Husayn"),
        ("ar", "yūsuf", "french", "Youssof"),
        ("ar", "ḥasan", "popular", "Hassan"),
        ("ar", "ʿabd_al-raḥmān", "french", "Abdelrahmen"),
        ("ru", "Волков", "greek", "Βολκοφ"),
        ("fr", "Rousseau", "ru", "Русо"),
        ("zh", "xiao", "ru", "Сяо"),
    ],
)
def test_a_name_is_written_by_the_habit(culture: str, source: str, writing: str, expected: str) -> None:
    assert written(culture, source, native(culture, source), writing) == expected


def test_names_bend_as_their_language_bends_them() -> None:
    assert feminine("pl", "Kowalski") == "Kowalska"
    assert feminine("el", "Παπαδόπουλος") == "Παπαδοπούλου"
    assert patronymic("ru", "Сергей", True) == "Сергеевна"
    assert patronymic("bg", "Георги", False) == "Георгиев"
    assert native("ar", "muḥammad") == "محمد"


def test_agreement_counts_pairs_and_records_as_a_plain_count_does() -> None:
    truth, found = [1, 1, 1, 2, 2, 3], [1, 1, 2, 2, 2, 3]
    pairs = list(combinations(range(6), 2))
    told = {(i, j) for i, j in pairs if found[i] == found[j]}
    true = {(i, j) for i, j in pairs if truth[i] == truth[j]}
    score = agreement(pd.Series(truth), pd.Series(found))
    assert score["precision"] == len(told & true) / len(told)
    assert score["recall"] == len(told & true) / len(true)
    # B³ by hand: of each record, which part of its cluster is its person, and which part of its person its cluster
    assert score["b3_precision"] == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3 + 1) / 6)
    assert score["b3_recall"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6)


def test_the_oracle_means_what_it_says_and_is_hard_to_beat() -> None:
    frame = records(20_000, SEED)
    pairs = scores(frame)
    person = frame["person"].to_numpy()
    pairs["same"] = person[pairs["left"]] == person[pairs["right"]]
    grey = pairs[pairs["score"].between(0.1, 0.9)]
    assert grey["same"].mean() == pytest.approx(grey["score"].mean(), abs=0.08)
    found = oracle(frame)
    score = agreement(frame["person"], found)
    assert score["f1"] > 0.98
    exact = clean(frame).groupby(["name", "birth_date"]).ngroup()  # who joins equal names and dates finds far less
    assert agreement(frame["person"], exact)["f1"] < score["f1"] - 0.2


def test_seeds_for_tuning_are_not_those_that_are_reported() -> None:
    assert {split(seed) for seed in (1, 2, 3)} == {"tuning"}
    assert {split(seed) for seed in (7, 8, 9)} == {"held out"}
    with pytest.raises(ValueError, match="neither for tuning"):
        split(4)


def test_the_exports_load_whole_and_the_truth_fits_them(tmp_path: Path) -> None:
    folder = tmp_path / "persons"
    frame = records(2_000, SEED, special=True)
    truth = pd.read_csv(write_exports(frame, folder))
    graph = ni.load(folder, progress=lambda _line: None)
    assert graph.received["accepted"].sum() == 2_000
    assert graph.received["quarantined"].sum() == graph.received["duplicates"].sum() == 0
    assert graph.issues.empty
    joined = graph.origins.merge(truth, on=["file", "native_id"])
    assert len(joined) == len(truth) == 2_000
    assert not list(folder.glob("*truth*"))
    claims = graph.claims["property"].value_counts()
    assert claims["birth_date"] == (frame["birth_date"] != "").sum()
    assert claims["religion"] == 2_000
