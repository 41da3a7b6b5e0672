"""Matches against the truth: how many are right, how many were missed, and whether the scores may be believed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netintel.errors import EvaluationError
from netintel.model._apart import components
from netintel.resolve import _calibration
from netintel.resolve._intervals import with_intervals
from netintel.resolve.agreement import Codes, entity_parts
from netintel.resolve.evaluation import Evaluation
from netintel.resolve.matches import Matches

_CAVEATS = (
    "True for records like these: another case has other names, other gaps and other namesakes.",
    "A pair that one export's ids had joined before matching is not among the matches and counts as missed.",
    "Intervals tell of the choice of entities, not of errors in the truth.",
)
_STRANGERS = "No record of the matches is in the truth: are these origin ids?"


def evaluate(
    matches: Matches, truth: pd.DataFrame | pd.Series[str], *, threshold: float | None = None, seed: int = 0
) -> Evaluation:
    """Return how right the matches are where the truth is known.

    Four readings, for they fail in different ways: the pairs as scored, at the threshold; the pairs after every chain
    of them is joined, which is where one wrong pair becomes a hundred; the pairs of the clusters that hold together, as
    `merge` joins them; and these clusters record by record (B³). Beside them whether a score of 0.9 is right nine times
    in ten, what another threshold would give, and the worst errors to look at.

    Parameters
    ----------
    matches
        All of them, not only those above a score: what was compared and rejected is part of the answer.
    truth
        The true entity of each origin: a table with `origin` and `entity`, or a Series by origin. Origins it does not
        hold, or without an entity, are not judged: pairs with them are left out of all counts, and counted.
    threshold
        From which score on a pair is taken as the same; `matches.threshold()` where none is given.
    seed
        Of the 200 samples of entities that make the intervals (95 %).

    Returns
    -------
    Evaluation
        `.table()`, `.curve()`, `.calibration()`, `.errors(n)`, `.explain()`.

    Raises
    ------
    EvaluationError
        The truth lacks a column or gives one origin two entities.

    Limits
    ------
    An origin of the truth that the graph does not hold counts as a record that nothing was matched with. Judgements
    already in the graph are not matches.

    References
    ----------
    bagga1998; amigo2009; binette2023

    Examples
    --------
    Three records of one person and one of another: one pair right, one wrong, one missed, one unseen.

    >>> rows = [("a", "b", 0.99), ("c", "d", 0.96), ("b", "c", 0.40)]
    >>> table = pd.DataFrame(rows, columns=["left", "right", "score"]).assign(kind="Person", reason="")
    >>> truth = pd.Series({"a": "A", "b": "A", "c": "A", "d": "B"})
    >>> told = evaluate(Matches(table, "0"), truth, threshold=0.95)
    >>> told.table()[["precision", "recall", "f1"]].round(3)
              precision  recall     f1
    measure
    pairs          0.50   0.333  0.400
    chains         0.50   0.333  0.400
    clusters       0.50   0.333  0.400
    b3             0.75   0.667  0.706
    >>> told.errors()[["error", "left", "right", "score"]]
                error left right  score
    0  joined wrongly    c     d   0.96
    1          missed    b     c   0.40
    2          unseen    a     c    NaN
    """
    known = _entities(truth)
    pairs = _judged(matches.table(), known)
    entity = known.to_numpy().astype(np.int64)
    strangers = len(matches) - len(pairs)
    threshold = matches.threshold() if threshold is None else threshold
    taken = pairs[pairs["score"] >= threshold]
    scored = _scored(taken, entity)
    above = matches.above(threshold)
    chains, clusters = _joined(above.table(), known), _joined(above.held_together().table(), known)
    joined = entity_parts(clusters, entity)
    parts = {"pairs": scored, "chains": entity_parts(chains, entity), "clusters": joined}
    rows = with_intervals(parts, {name: name for name in parts} | {"b3": "clusters"}, seed)
    compared = pairs["same"].sum()
    summary = {
        "records": len(known),
        "entities": len(joined),
        "found": len(taken),
        "right": int(taken["same"].sum()),
        "true": int(joined["true"].sum()),
        "unseen": int(joined["true"].sum() - compared),
        "not_judged": strangers,
        **_calibration.losses(pairs),
    }
    caveats = (*_CAVEATS, _STRANGERS) if strangers and not len(pairs) else _CAVEATS
    return Evaluation(rows, pairs, known, summary, threshold, seed, "bagga1998", matches.digest, caveats)


def _entities(truth: pd.DataFrame | pd.Series[str]) -> pd.Series[int]:
    """Return the number of the true entity of each judged origin, by origin."""
    if isinstance(truth, pd.DataFrame):
        missing = sorted({"origin", "entity"} - set(truth.columns))
        if missing:
            raise EvaluationError(f"a truth without {missing[0]!r}; expected the columns origin and entity")
        truth = truth.set_index("origin")["entity"]
    told = truth.dropna().rename_axis("origin").reset_index(name="entity").drop_duplicates()
    twice = int(told["origin"].duplicated().sum())
    if twice:
        raise EvaluationError(f"{twice} origins of the truth have two entities; expected one each")
    numbers = pd.Series(pd.factorize(told["entity"])[0].astype("int64"), index=pd.Index(told["origin"]))
    return numbers.rename("entity")


def _judged(table: pd.DataFrame, known: pd.Series[int]) -> pd.DataFrame:
    """Return the pairs both of whose records are judged: their places `a`, `b` among the judged, and `same`."""
    a, b = (known.index.get_indexer(pd.Index(table[side])) for side in ("left", "right"))
    entity = known.to_numpy(np.int64)
    judged = (a >= 0) & (b >= 0)
    found = table[judged].assign(a=a[judged], b=b[judged])
    return found.assign(same=entity[found["a"]] == entity[found["b"]]).reset_index(drop=True)


def _scored(taken: pd.DataFrame, entity: Codes) -> pd.DataFrame:
    """Return the parts of pairwise precision and recall of pairs that are taken as they are."""
    whole = np.bincount(entity)
    ends = entity[np.concatenate([taken["a"], taken["b"]]).astype(np.int64)]
    inside = entity[taken.loc[taken["same"], "a"].to_numpy(np.int64)]
    halves, right = np.bincount(ends, minlength=len(whole)) / 2, np.bincount(inside, minlength=len(whole))
    return pd.DataFrame({"right": right, "found": halves, "true": whole * (whole - 1) / 2})


def _joined(table: pd.DataFrame, known: pd.Series[int]) -> Codes:
    """Return what the pairs join of the judged records; a chain may lead through a record that is not judged."""
    everyone = known.index.append([pd.Index(table["left"]), pd.Index(table["right"])]).unique()
    left, right = (everyone.get_indexer(pd.Index(table[side])) for side in ("left", "right"))
    return np.asarray(components(len(everyone), left, right)[: len(known)], np.int64)
