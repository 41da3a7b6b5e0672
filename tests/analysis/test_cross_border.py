"""Which ties cross a border: counted directly, with unknown and several jurisdictions, in any order of rows."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netintel.analysis._mixing import Mixing, assortativity
from netintel.analysis.cross_border import cross_border
from netintel.errors import UnknownEntityError
from netintel.model.network import Network, assemble

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"


def people(countries: dict[str, str | None]) -> pd.DataFrame:
    rows = [(who, code) for who, codes in countries.items() for code in (codes or " ").split("+")]
    table = pd.DataFrame(rows, columns=["id", "jurisdiction"])
    return table.assign(jurisdiction=table["jurisdiction"].where(table["jurisdiction"] != " "))


def ties(text: str) -> pd.DataFrame:
    return pd.DataFrame([tie.split("-") for tie in text.split()], columns=["source", "target"])


def test_a_tie_crosses_only_when_both_ends_are_known_and_share_nothing() -> None:
    nodes = people({"a": "RO", "b": "DE", "c": "RO+DE", "d": None, "e": "MD"})
    network = Network.from_edgelist(ties("a-b a-c b-c a-d c-e d-e"), nodes, directed=False)
    found = cross_border(network)
    assert set(zip(found.table()["source"], found.table()["target"], strict=True)) == {("a", "b"), ("c", "e")}
    assert found.table().set_index("source").loc["c", "source_countries"] == ("DE", "RO")
    counts = {k: found.summary[k] for k in ("n_ties", "n_crossing", "n_domestic", "n_unknown")}
    assert counts == {"n_ties": 6, "n_crossing": 2, "n_domestic": 2, "n_unknown": 2}
    assert found.summary["share_crossing"] == 0.5
    assert found.summary["ei_index"] == 0.0


def test_best_attested_first_with_what_the_ties_are_known_to_carry() -> None:
    labels = pd.Index(["a", "b", "c"], dtype=object)
    network = assemble(
        labels=labels,
        source=np.array([0, 0, 1]),
        target=np.array([1, 2, 2]),
        weight=np.array([9.0, 1, 1]),
        drop=np.full(3, 0.2),
        directed=True,
        memberships=pd.DataFrame({"node": [0, 1, 2], "jurisdiction": ["RO", "DE", "MD"], "share": 1.0}),
        group="residence",
        recipe=("made by hand",),
        digest="d1",
        ties_table=pd.DataFrame(
            {"link": ["L1", "L2", "L3"], "n_records": [9, 4, 5], "n_exports": [1, 2, 2], "n_originators": [1, 2, 2]}
        ),
    )
    found = cross_border(network)
    assert found.table()["link"].tolist() == ["L3", "L2", "L1"]
    assert found.table()["n_exports"].tolist() == [2, 2, 1]
    assert (found.group, found.projection, found.digest, found.name) == (
        "residence",
        ("made by hand",),
        "d1",
        "cross_border",
    )
    assert found.explain(0).startswith(
        "b (DE) is tied to c (MD) across a border (by residence). Both have a known country"
    )
    assert found.explain(0).endswith("It counts as 5 records.")


def test_ends_are_named_and_ties_of_protected_persons_are_counted_alone() -> None:
    nodes = pd.DataFrame({"id": list("abcd"), "jurisdiction": ["RO", "DE", "MD", "BG"]})
    network = Network.from_edgelist(ties("a-b b-c a-d"), nodes, directed=False)
    network.nodes_table["name"] = ["Ana", "Ion", "Kurt", "Eva"]
    network.nodes_table["category"] = ["suspect", "victim", "suspect", "contact"]
    network.nodes_table["minor"] = pd.array([None, None, True, None], dtype="boolean")
    found = cross_border(network)
    assert found.table()[["source_name", "target_name"]].to_numpy().tolist() == [["Ana", "Eva"]]
    assert found.summary["n_crossing"] == 3
    assert found.explain(0).startswith("Ana (RO) and Eva (BG) are tied across a border.")
    assert "Ties of victims, witnesses, minors" in str(found.caveats)
    with pytest.raises(UnknownEntityError):
        found.explain(1)


def test_same_answer_in_any_order_and_under_new_names() -> None:
    rng = np.random.default_rng(3)
    ends = rng.integers(0, 50, size=(200, 2))
    home = rng.choice(["RO", "DE", "MD", None], 50)
    edges = pd.DataFrame({"source": ends[:, 0].astype(str), "target": ends[:, 1].astype(str)})
    nodes = pd.DataFrame({"id": np.arange(50).astype(str), "jurisdiction": home})
    first = cross_border(Network.from_edgelist(edges, nodes, directed=True))
    shuffled = cross_border(
        Network.from_edgelist(edges.sample(frac=1, random_state=1), nodes.sample(frac=1, random_state=2), directed=True)
    )
    columns = ["source", "target", "source_countries", "target_countries", "n_records"]
    pd.testing.assert_frame_equal(first.table()[columns], shuffled.table()[columns])
    assert first.summary == shuffled.summary
    renamed = cross_border(
        Network.from_edgelist(edges.map("x{}".format), nodes.assign(id=nodes["id"].map("x{}".format)), directed=True)
    )
    again = renamed.table()[columns]
    again = again.assign(source=again["source"].str[1:], target=again["target"].str[1:])
    order = ["source", "target"]
    pd.testing.assert_frame_equal(
        first.table()[columns].sort_values(order, ignore_index=True), again.sort_values(order, ignore_index=True)
    )


def test_nothing_known_and_nothing_there() -> None:
    unknown = cross_border(Network.from_edgelist(ties("a-b b-c"), directed=False))
    assert unknown.table().empty
    assert "link" in unknown.table().columns
    assert unknown.summary["n_unknown"] == 2
    assert math.isnan(unknown.summary["share_crossing"])
    assert math.isnan(unknown.summary["ei_index"])
    assert any("No jurisdiction is known" in c for c in unknown.caveats)
    empty = cross_border(Network.from_edgelist(ties(""), directed=False))
    assert empty.table().empty
    assert empty.summary["n_ties"] == 0


def test_external_internal_index_of_the_london_gang_by_birthplace() -> None:
    """E-I (Krackhardt & Stern 1988) counted directly in the matrix: 54 actors, co-offending, four birthplaces."""
    matrix_file, attributes_file = SHARED / "covert/LONDON_GANG.csv", SHARED / "covert/LONDON_GANG_ATTR.csv"
    if not matrix_file.exists():
        pytest.skip("shared data absent: covert/LONDON_GANG.csv")
    matrix = pd.read_csv(matrix_file, index_col=0, encoding="utf-8-sig").to_numpy()
    born = pd.read_csv(attributes_file, index_col=0, encoding="utf-8-sig")["Birthplace"].to_numpy()
    external = internal = 0
    rows = []
    for i in range(54):
        for j in range(i + 1, 54):
            if matrix[i, j] or matrix[j, i]:
                rows.append((i, j))
                external += born[i] != born[j]
                internal += born[i] == born[j]
    nodes = pd.DataFrame({"id": range(54), "birthplace": born.astype(str)})
    edges = pd.DataFrame(rows, columns=["source", "target"])
    network = Network.from_edgelist(edges, nodes, directed=False, jurisdiction="birthplace")
    found = cross_border(network)
    assert (external, internal) == (found.summary["n_crossing"], found.summary["n_domestic"])
    assert found.summary["ei_index"] == pytest.approx((external - internal) / (external + internal))
    pairs = sum(born[i] != born[j] for i in range(54) for j in range(i + 1, 54)) / (54 * 53 / 2)
    assert found.summary["ei_expected"] == pytest.approx(2 * pairs - 1, abs=0.02)
    rng = np.random.default_rng(99)
    first, second = np.array(rows).T
    drawn = [(b[first] != b[second]).sum() for b in (rng.permutation(born) for _ in range(4000))]
    tails = np.mean([d >= external for d in drawn]), np.mean([d <= external for d in drawn])
    assert found.summary["ei_p"] == pytest.approx(2 * min(tails), abs=0.025)


def test_assortativity_of_catania() -> None:
    """Newman 2003, Mixing patterns in networks, table I: partnerships in San Francisco (Catania et al.), r = 0.621.

    The printed cells are rounded and sum to 0.997; scaled to 1 they give 0.623.
    """
    table = np.array(
        [
            [0.258, 0.016, 0.035, 0.013],
            [0.012, 0.157, 0.058, 0.019],
            [0.013, 0.023, 0.306, 0.035],
            [0.005, 0.007, 0.024, 0.016],
        ]
    )
    assert assortativity(table) == pytest.approx(0.621, abs=0.0025)


@pytest.mark.parametrize("directed", [True, False])
def test_assortativity_and_mixing_equal_networkx(directed: bool) -> None:
    import networkx

    rng = np.random.default_rng(5)
    ends = rng.integers(0, 30, size=(120, 2))
    nodes = pd.DataFrame({"id": range(30), "jurisdiction": rng.choice(["DE", "MD", "RO"], 30)})
    edges = pd.DataFrame(ends, columns=["source", "target"])
    network = Network.from_edgelist(edges, nodes, directed=directed)
    other = network.to_networkx()
    home = dict(zip(nodes["id"], nodes["jurisdiction"], strict=True))
    networkx.set_node_attributes(other, home, "home")
    mixing = Mixing(network).matrix(network.source, network.target)
    expected = networkx.attribute_mixing_matrix(other, "home", normalized=False, mapping={"DE": 0, "MD": 1, "RO": 2})
    np.testing.assert_allclose(mixing, expected)
    assert assortativity(mixing) == pytest.approx(networkx.attribute_assortativity_coefficient(other, "home"))
