"""What a finding stands on, to be read aloud: how many records of how many exports, and where the first one lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from netintel.errors import UnknownEntityError
from netintel.model.network import Network


def cited(records: pd.DataFrame) -> str:
    """Return the sentence on the records of a finding, empty where none are known.

    No record that speaks of a victim, witness, minor, informant or professional is named: the file alone may tell that
    somebody spoke. `records` lists it, with its handling.

    Parameters
    ----------
    records
        One row a record, as from `Network.records`; a record that speaks for several ties counts once.

    Examples
    --------
    >>> rows = pd.DataFrame({"record": ["r1", "r2", "r1"], "export": ["x", "x", "x"], "file": ["bg.csv"] * 3,
    ...                      "locator": ["row 12", "row 14", "row 12"], "protected": [True, False, True]})
    >>> cited(rows)
    'It stands on 2 records of one export, one of them bg.csv row 14.'
    >>> cited(rows[:1])
    'It stands on one record of one export.'
    """
    once = records.drop_duplicates("record")
    if once.empty:
        return ""
    exports = int(once["export"].nunique())
    of = "one export" if exports == 1 else f"{exports} exports"
    number = "one record" if len(once) == 1 else f"{len(once)} records"
    open_ones = once[~once["protected"].astype(bool)]
    if open_ones.empty:
        return f"It stands on {number} of {of}."
    named = open_ones.iloc[0]
    first = "the first" if named["record"] == once["record"].iloc[0] else "one of them"
    which = "namely" if len(once) == 1 else first
    return f"It stands on {number} of {of}, {which} {named['file']} {named['locator']}."


def small_p(p: float) -> str:
    """Return a p to be read aloud.

    Examples
    --------
    >>> small_p(0.0312), small_p(0.0)
    ('0.031', 'below 0.0001')
    """
    return f"{p:.2g}" if p >= 1e-4 else "below 0.0001"


def recorder_of_nodes(network: Network) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how a table with nodes as its index finds the records behind the ties of one node.

    Who is not listed is an error, not an empty table: that would say that nothing is recorded.
    """

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        if key not in rows.index:
            raise UnknownEntityError.of("listed node", key)
        return network.records(network.around(int(network.labels.get_indexer(pd.Index([key]))[0])))

    return records
