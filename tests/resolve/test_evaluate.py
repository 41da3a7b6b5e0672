"""Precision, recall and B³ against worked examples and scikit-learn; calibration; the errors that are shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.errors import EvaluationError
from netintel.resolve.agreement import agreement
from netintel.resolve.evaluate import evaluate
from netintel.resolve.matches import Matches

TRUTH = pd.Series({"a": "A", "b": "A", "c": "A", "d": "B", "e": "C"})


def matches(*pairs: tuple[str, str, float]) -> Matches:
    table = pd.DataFrame(pairs, columns=["left", "right", "score"])
    return Matches(table.assign(kind="Person", answer="review", reason="a reason"), "d" * 64)


@pytest.mark.parametrize(
    ("response", "precision"),
    [
        ("1 1 1 1 1 2 2 2 2 2 2 2", (5 + 2 * 2 / 7 + 5 * 5 / 7) / 12),  # printed as 76 %
        ("1 1 1 1 1 2 2 1 1 1 1 1", (10 * 5 / 10 + 2) / 12),  # printed as 58 %
    ],
)
def test_b3_of_the_example_of_bagga_and_baldwin(response: str, precision: float) -> None:
    """Bagga & Baldwin (1998), figures 1 to 3: {1-5} {6, 7} {8-C}, the last joined to one of the others."""
    told = agreement(response.split(), "1 1 1 1 1 2 2 3 3 3 3 3".split()).loc["b3"]
    assert told["precision"] == pytest.approx(precision) and told["recall"] == 1
    assert round(precision * 100) in (76, 58)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30))
def test_pairs_agree_with_the_confusion_matrix_of_scikit_learn(records: list[tuple[int, int]]) -> None:
    from sklearn.metrics.cluster import pair_confusion_matrix

    found, truth = zip(*records, strict=True)
    (_, wrong), (missed, right) = pair_confusion_matrix(truth, found)  # counts each pair twice
    told = agreement(found, truth).loc["pairs"]
    assert told["precision"] == pytest.approx(right / (right + wrong) if right + wrong else np.nan, nan_ok=True)
    assert told["recall"] == pytest.approx(right / (right + missed) if right + missed else np.nan, nan_ok=True)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30))
def test_b3_agrees_with_its_definition_record_by_record(records: list[tuple[int, int]]) -> None:
    precision, recall = [], []
    for found, truth in records:
        cluster = [r for r in records if r[0] == found]
        entity = [r for r in records if r[1] == truth]
        common = sum(r[1] == truth for r in cluster)
        precision.append(common / len(cluster))
        recall.append(common / len(entity))
    told = agreement(*zip(*records, strict=True)).loc["b3"]
    assert told["precision"] == pytest.approx(np.mean(precision)) and told["recall"] == pytest.approx(np.mean(recall))


def test_one_cluster_of_half_a_million_is_counted_not_listed() -> None:
    told = agreement(np.zeros(500_000), np.arange(500_000) // 2)
    assert told.loc["pairs", "precision"] == pytest.approx(250_000 / (500_000 * 499_999 / 2))
    assert told.loc["b3", "precision"] == pytest.approx(2 / 500_000) and (told["recall"] == 1).all()


def test_a_chain_costs_what_neither_the_pairs_nor_the_clusters_cost() -> None:
    """Two entities of three records whose pairs are all found, and one wrong pair between them: nine pairs more."""
    truth = pd.Series({"a": "A", "b": "A", "c": "A", "d": "B", "e": "B", "f": "B"})
    inside = [(x, y, 0.99) for three in ("abc", "def") for x in three for y in three if x < y]
    told = evaluate(matches(*inside, ("c", "d", 0.96)), truth).table()
    assert told.loc["pairs", "precision"] == pytest.approx(6 / 7)
    assert told.loc["chains", "precision"] == pytest.approx(6 / 15)
    assert told.loc["clusters", "precision"] == 1 and told.loc["b3", "precision"] == 1
    assert (told["recall"] == 1).all()


def test_a_record_that_is_not_judged_counts_nowhere_but_carries_a_chain() -> None:
    told = evaluate(matches(("a", "x", 0.99), ("x", "b", 0.99)), TRUTH)
    assert told.summary["found"] == 0 and told.summary["not_judged"] == 2 and told.summary["records"] == 5
    assert np.isnan(told.table().loc["pairs", "precision"])
    assert told.table().loc["chains", "precision"] == 1 and told.table().loc["chains", "recall"] == 1 / 3


def test_a_truth_of_other_ids_is_told() -> None:
    told = evaluate(matches(("a", "b", 0.99)), pd.Series({"row 1": "A", "row 2": "A"}))
    assert any("are these origin ids" in caveat for caveat in told.caveats)


def test_pairs_missed_and_pairs_not_among_the_matches_are_told_apart() -> None:
    told = evaluate(matches(("a", "b", 0.4), ("d", "e", 0.97)), TRUTH, threshold=0.95)
    assert told.summary["true"] == 3 and told.summary["unseen"] == 2
    shown = told.errors()
    assert shown["error"].tolist() == ["joined wrongly", "missed", "unseen"]
    assert set(shown.loc[2, ["left", "right"]]) in ({"a", "c"}, {"b", "c"}) and np.isnan(shown.loc[2, "score"])
    assert len(told.errors(0)) == 0


def test_the_worst_errors_come_first() -> None:
    told = evaluate(
        matches(("a", "d", 0.96), ("a", "e", 0.99), ("a", "b", 0.5), ("a", "c", 0.1)), TRUTH, threshold=0.95
    )
    assert told.errors()["score"].tolist()[:4] == [0.99, 0.96, 0.1, 0.5]


def test_calibration_agrees_with_scikit_learn_and_knows_honest_scores() -> None:
    from sklearn.metrics import brier_score_loss, log_loss

    rng = np.random.default_rng(3)
    score = rng.uniform(size=4000).round(3)
    same = rng.uniform(size=4000) < score
    ids = [f"o{i}" for i in range(8000)]
    entity = [k for i in range(4000) for k in (2 * i, 2 * i if same[i] else 2 * i + 1)]
    pairs = [(ids[2 * i], ids[2 * i + 1], float(score[i])) for i in range(4000)]
    told = evaluate(matches(*pairs), pd.Series(entity, index=ids))
    assert told.summary["brier"] == pytest.approx(brier_score_loss(same, score))
    assert told.summary["log_loss"] == pytest.approx(log_loss(same, score))
    assert told.summary["calibration_error"] < 0.03
    table = told.calibration()
    assert table["pairs"].sum() == 4000 and (table["true_low"] < table["true_high"]).all()
    assert (abs(told.curve()["precision"] - told.curve()["expected_precision"]).iloc[50:] < 0.03).all()


def test_the_curve_holds_the_answer_at_every_threshold() -> None:
    found = matches(("a", "b", 0.99), ("a", "d", 0.96), ("a", "c", 0.4))
    curve = evaluate(found, TRUTH).curve()
    for _, row in curve.iterrows():
        at = evaluate(found, TRUTH, threshold=row["score"]).table().loc["pairs"]
        assert (at["precision"], at["recall"], at["f1"]) == pytest.approx((row["precision"], row["recall"], row["f1"]))
    assert len(curve) == 3 and curve["score"].is_monotonic_decreasing


def test_intervals_are_seeded_and_hold_the_value() -> None:
    rng = np.random.default_rng(1)
    ids = [f"o{i}" for i in range(2000)]
    truth = pd.Series(np.arange(2000) // 2, index=ids)
    pairs = [(ids[i], ids[i + 1], 0.99) for i in range(0, 2000, 2) if rng.uniform() < 0.8]
    pairs += [(ids[i], ids[i + 2], 0.99) for i in range(0, 300, 4)]
    one, two = (evaluate(matches(*pairs), truth, seed=5).table() for _ in range(2))
    assert one.equals(two) and not one.equals(evaluate(matches(*pairs), truth, seed=6).table())
    for word in ("precision", "recall", "f1"):
        assert (one[f"{word}_low"] < one[word]).all() and (one[word] < one[f"{word}_high"]).all()
    width = one.loc["pairs", "recall_high"] - one.loc["pairs", "recall_low"]
    assert width == pytest.approx(2 * 1.96 * np.sqrt(0.8 * 0.2 / 1000), rel=0.25)


def test_nothing_found_and_nothing_known_are_answers() -> None:
    told = evaluate(matches(), TRUTH)
    assert told.table().loc["pairs", "recall"] == 0 and np.isnan(told.table().loc["pairs", "precision"])
    assert len(told.curve()) == 0 and len(told.calibration()) == 0 and "nan" in told.explain()
    empty = evaluate(matches(("a", "b", 0.9)), TRUTH[:0])
    assert empty.summary["records"] == 0 and empty.table().isna().all(axis=None)


def test_a_truth_with_two_entities_for_a_record_is_refused() -> None:
    truth = pd.DataFrame({"origin": ["a", "a"], "entity": ["A", "B"]})
    with pytest.raises(EvaluationError, match="1 origins of the truth have two entities"):
        evaluate(matches(), truth)
    with pytest.raises(EvaluationError, match="without 'entity'"):
        evaluate(matches(), truth[["origin"]])


def test_it_reads_aloud_and_escapes_what_it_shows() -> None:
    told = evaluate(matches(("a", "b", 0.99), ("d", "e", 0.97)), TRUTH, threshold=0.95)
    assert "Of 2 pairs with a score of at least 0.95, 1 are right" in told.explain()
    assert "where the scores promise 0.980" in told.explain() and "2 are not among the matches" in told.explain()
    assert repr(told).startswith("evaluation at 0.95: pairs P 0.500") and "<table" in told._repr_html_()
