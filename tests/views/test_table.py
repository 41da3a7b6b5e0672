"""The table lists ranks with their intervals, countries and evidence."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from netintel import Network
from netintel.analysis.brokers import brokers
from netintel.views import table

EDGES = pd.DataFrame({"source": ["h", "h", "h"], "target": ["a", "b", "c"]})
NODES = pd.DataFrame({"id": list("habc"), "nationality": ["RO", "DE", "BG", None]})
NETWORK = Network.from_edgelist(EDGES, NODES, directed=False, jurisdiction="nationality")
RESULT = brokers(NETWORK, resamples=40, method="boundary")


def test_each_row_has_rank_interval_countries_and_contacts() -> None:
    rows = table(NETWORK, RESULT).table().set_index("name")
    assert rows.loc["h", "rank"] == 1
    assert rows.loc["h", "countries"] == ("Romania",)
    assert rows.loc["c", "countries"] == ()
    assert rows.loc["h", "contacts"] == 3
    assert re.fullmatch(r"1|1 to \d", rows.loc["h", "interval"])


def test_the_page_shows_bars_and_says_unknown_in_words() -> None:
    shown = table(NETWORK, RESULT).part().html
    assert 'style="width:100%"' in shown
    assert "<td>unknown</td>" in shown


def test_the_title_says_who_is_first_of_how_many() -> None:
    picture = table(NETWORK, RESULT, top=2)
    assert picture.title.startswith("h ranks first of 4, interval 1")
    assert picture.subtitle.startswith("2 of 4 ranked listed")
    assert len(picture.table()) == 2


def test_a_table_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        table(NETWORK, RESULT, top=0)
