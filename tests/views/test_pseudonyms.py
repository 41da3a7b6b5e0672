"""Victims, witnesses, minors and informants are named nowhere; everybody else is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from netintel import Network
from netintel.model.network import assemble
from netintel.views._pseudonyms import shown_names


def network(nodes: pd.DataFrame, digest: str | None = None) -> Network:
    edges = pd.DataFrame({"source": nodes.index[:-1], "target": nodes.index[1:]})
    made = Network.from_edgelist(edges, directed=False)
    return replace(made, nodes_table=nodes.loc[made.labels].reset_index(drop=True), digest=digest)


PEOPLE = pd.DataFrame(
    {
        "name": ["Ana Unsafe", "Bo Plain", "Cy Young", "Di Source", "Ed Seen", "Fi Counsel", None],
        "category": ["victim", "suspect", "suspect", "informant", "witness", "professional", None],
        "minor": [None, False, True, None, None, None, None],
    },
    index=["a", "b", "c", "d", "e", "f", "g"],
)


def test_the_protected_have_a_pseudonym_and_the_others_their_name() -> None:
    shown = shown_names(network(PEOPLE))
    assert shown.loc[["b", "f", "g"]].tolist() == ["Bo Plain", "Fi Counsel", "g"]
    assert [text.split()[0] for text in shown.loc[["a", "c", "d", "e"]]] == ["Victim", "Minor", "Informant", "Witness"]
    assert not any(name in " ".join(shown) for name in ("Ana", "Cy", "Di", "Ed"))


def test_a_pseudonym_stays_and_belongs_to_its_case() -> None:
    first, again, other = (shown_names(network(PEOPLE, digest))["a"] for digest in ("1", "1", "2"))
    assert first == again != other


def test_no_two_share_a_pseudonym_however_many_they_are() -> None:
    crowd = pd.DataFrame({"name": "x", "category": "victim"}, index=[f"v{i}" for i in range(3000)])
    assert shown_names(network(crowd)).is_unique


def test_a_label_that_is_a_name_is_hidden_too() -> None:
    people = PEOPLE.set_index(pd.Index(["Ana Unsafe", "b", "c", "d", "e", "f", "g"]))
    assert "Ana Unsafe" not in shown_names(network(people)).tolist()


def test_an_empty_network_has_no_names() -> None:
    empty = assemble(
        labels=pd.Index([], dtype=object),
        source=pd.Series(dtype="int64").to_numpy(),
        target=pd.Series(dtype="int64").to_numpy(),
        weight=pd.Series(dtype="float64").to_numpy(),
        drop=pd.Series(dtype="float64").to_numpy(),
        directed=False,
        memberships=pd.DataFrame({"node": [], "jurisdiction": [], "share": []}),
        group="x",
        recipe=(),
    )
    assert shown_names(empty).empty
