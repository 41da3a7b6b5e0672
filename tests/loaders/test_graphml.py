"""GraphML: our own sample, files written by networkx and igraph, names code point for code point, marks and faults."""

from __future__ import annotations

import tempfile
from pathlib import Path

import igraph
import networkx as nx
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "graphml"
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n"),
    min_size=1,
)


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def loaded(text: str, name: str = "x.graphml") -> ni.EntityGraph:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, encoding="utf-8")
        return load(Path(folder) / name)


def counts(graph: ni.EntityGraph) -> list[int]:
    return [int(n) for n in graph.received[["read", "accepted", "quarantined", "duplicates"]].iloc[0]]


def by_native_id(graph: ni.EntityGraph) -> pd.DataFrame:
    return graph.origins.set_index("native_id")[["entity"]].join(graph.entities, on="entity")


def said(graph: ni.EntityGraph, native_id: str) -> dict[str, str]:
    origin = graph.origins.loc[graph.origins["native_id"] == native_id, "origin"].item()
    of = graph.claims[graph.claims["subject"] == origin]
    return dict(zip(of["property"], of["value"], strict=True))


def ends(graph: ni.EntityGraph) -> list[tuple[str, str]]:
    names = graph.origins.set_index("entity")["native_id"]
    return [(names[a], names[b]) for a, b in zip(graph.links["source"], graph.links["target"], strict=True)]


def test_the_ring() -> None:
    graph = load(SAMPLES / "ok_ring.graphml")
    assert counts(graph) == [10, 10, 0, 0]
    assert graph.received["unit"].item() == "node or edge"
    kinds = by_native_id(graph)["kind"]
    assert kinds.to_dict() == {
        "a": "Person", "b": "Person", "p": "Phone", "crew": "Group", "c": "Person", "d": "Concept", "h1": "Incident",
    }  # fmt: skip
    assert said(graph, "a") == {
        "description": "keeps the cars", "name": "Åsa Öberg", "nationality": "SE", "birth_date": "1980-05",
        "port": "north", "unit": "Unit 7",
    }  # fmt: skip
    assert said(graph, "b")["name"] == "Иво Петров", "the words of a yEd label are the name"
    assert said(graph, "p") == {"number": "+351912345678", "phone_country": "PT"}
    assert said(graph, "d")["source_type"] == "Smuggler"
    assert graph.claims.loc[graph.claims["property"] == "parent", "subject"].nunique() == 2
    assert set(graph.jurisdictions[["country", "basis"]].itertuples(index=False, name=None)) == {
        ("SE", "nationality"), ("PT", "nationality"), ("PT", "phone"),
    }  # fmt: skip


def test_links_of_the_ring() -> None:
    links = load(SAMPLES / "ok_ring.graphml").links.set_index("kind")
    payment = links.loc["Payment"]
    assert (payment["first"], float(payment["amount"]), payment["currency"]) == ("2026-03-01", 1200.5, "EUR")
    assert payment["directed"]
    assert not links.loc["Owner", "directed"], "directed=false of an edge holds against its graph"
    assert links.loc["Owner", "weight"] == 2.5
    assert not links.loc["Associate", "directed"], "a nested graph says how its own edges are directed"
    assert links.loc[["Participant"], "role"].dropna().tolist() == ["in"]


def test_marks_of_an_element_and_of_its_graph() -> None:
    graph = load(SAMPLES / "ok_ring.graphml")
    records = graph.records.sort_values("record")
    assert records["handling"].value_counts().to_dict() == {"TLP:GREEN": 9, "TLP:RED": 1}
    assert records.loc[records["handling"] == "TLP:RED", "evaluation"].item() == "4x4:B2"


def test_marks_of_a_graph_may_stand_behind_its_nodes() -> None:
    text = """<graphml><key id="h" for="graph" attr.name="handling" attr.type="string"/><graph edgedefault="directed">
        <node id="a"/><data key="h">TLP:RED</data></graph></graphml>"""
    assert loaded(text).records["handling"].tolist() == ["TLP:RED"]


def test_a_classified_node_refuses_the_file() -> None:
    text = """<graphml><key id="h" for="node" attr.name="handling" attr.type="string"/><graph edgedefault="directed">
        <node id="a"><data key="h">EU SECRET / SECRET UE</data></node></graph></graphml>"""
    graph = loaded(text)
    assert graph.issues["code"].tolist() == ["classified"]
    assert graph.entities.empty


def test_what_was_not_taken_is_counted() -> None:
    issues = load(SAMPLES / "ok_ring.graphml").issues.set_index("code")["message"]
    assert issues["drawing_ignored"].startswith("5 values")
    assert issues["graph_data_ignored"].startswith("1 attributes")
    assert issues["hyperedges_as_events"].startswith("1 hyperedges")
    assert issues["unknown_kind"].startswith("1 nodes")


def test_a_plain_network_is_of_persons_named_by_their_ids() -> None:
    graph = load(SAMPLES / "ok_plain.graphml")
    nodes = by_native_id(graph)
    assert nodes["kind"].to_dict() == {"Ana": "Person", "Bo": "Person", "Cy": "Unknown"}
    assert nodes.loc[["Ana", "Bo"], "name"].tolist() == ["Ana", "Bo"]
    assert said(graph, "Ana")["type"] == "true", "a two-mode network's type is no kind"
    assert graph.links["weight"].isna().tolist() == [True, False]
    assert graph.issues["code"].tolist() == ["taken_as_persons", "dangling_reference"]


def test_a_box_drawn_around_others_is_nobody() -> None:
    """As yEd writes groups: a node with a graph in it."""
    label = "<data key='d1'><y:GroupNode><y:NodeLabel>North</y:NodeLabel></y:GroupNode></data>"
    inside = "<graph><node id='n0::n0'><data key='d0'>Person</data></node></graph>"
    graph = loaded(
        "<graphml xmlns:y='http://www.yworks.com/xml/graphml'><key id='d0' for='node' attr.name='kind'/>"
        "<key id='d1' for='node' yfiles.type='nodegraphics'/><graph edgedefault='directed'>"
        f"<node id='n0' yfiles.foldertype='group'>{label}{inside}</node></graph></graphml>"
    )
    assert by_native_id(graph)["kind"].to_dict() == {"n0": "Concept", "n0::n0": "Person"}
    assert said(graph, "n0")["name"] == "North"
    assert "taken_as_persons" not in set(graph.issues["code"])


def test_a_victim_by_its_labels_is_protected_as_one() -> None:
    graph = loaded(
        "<graphml><key id='k' for='node' attr.name='labels'/><graph><node id='a'><data key='k'>:Person:Victim</data>"
        "</node><node id='b'><data key='k'>Witness</data></node></graph></graphml>"
    )
    nodes = by_native_id(graph)
    assert nodes["kind"].tolist() == ["Person", "Person"]
    assert nodes["category"].tolist() == ["victim", "witness"]


def test_the_arrows_that_yed_draws_are_the_direction() -> None:
    edge = "<edge source='a' target='b'><data key='e'><y:Arrows source='{}' target='{}'/></data></edge>"
    ways = (("none", "standard"), ("standard", "none"), ("none", "none"), ("standard", "standard"))
    graph = loaded(
        "<graphml xmlns:y='http://www.yworks.com/xml/graphml'><key id='e' for='edge' yfiles.type='edgegraphics'/>"
        "<graph edgedefault='directed'><node id='a'/><node id='b'/>"
        f"{''.join(edge.format(*way) for way in ways)}</graph></graphml>"
    )
    assert ends(graph) == [("a", "b"), ("b", "a"), ("a", "b"), ("a", "b")]
    assert graph.links["directed"].tolist() == [True, True, False, False]
    assert graph.claims.loc[graph.claims["property"] == "arrow", "value"].tolist() == ["both"]


def test_the_number_of_an_account_is_its_iban_where_it_is_one() -> None:
    graph = loaded(
        "<graphml><key id='k' for='node' attr.name='kind'/><key id='n' for='node' attr.name='number'/><graph>"
        "<node id='a'><data key='k'>BankAccount</data><data key='n'>PT50000201231234567890154</data></node>"
        "<node id='b'><data key='k'>BankAccount</data><data key='n'>4711</data></node></graph></graphml>"
    )
    assert said(graph, "a")["iban_country"] == "PT"
    assert said(graph, "b") == {"account_number": "4711"}


def test_two_nodes_of_one_id() -> None:
    graph = load(SAMPLES / "bad_two_nodes_of_one_id.graphml")
    assert counts(graph) == [9, 3, 4, 2]
    aside = graph.issues[graph.issues["severity"] == "quarantine"]
    assert list(zip(aside["locator"], aside["code"], strict=True)) == [
        ("line 5", "id_twice"), ("line 8", "missing_id"), ("line 11", "missing_end"), ("line 12", "missing_end"),
    ]  # fmt: skip
    assert by_native_id(graph)["name"].to_dict() == {"a": "Mara", "b": "b"}


def test_values_that_are_not_of_their_type_are_kept_and_told() -> None:
    graph = load(SAMPLES / "bad_types.graphml")
    assert set(graph.issues["code"]) == {
        "taken_as_persons", "type_differs", "key_not_declared", "direction_not_stated", "weight_not_understood",
    }  # fmt: skip
    assert said(graph, "a") == {"age": "forty", "d9": "what is this", "name": "a"}
    assert (graph.claims["property"] == "weight_text").sum() == 1


def test_a_doctype_is_refused() -> None:
    text = '<!DOCTYPE graphml SYSTEM "x.dtd"><graphml><graph edgedefault="directed"><node id="a"/></graph></graphml>'
    assert loaded(text).issues["code"].tolist() == ["doctype"]


def test_an_edge_told_again_otherwise_is_another_record_of_its_link() -> None:
    text = """<graphml><key id="w" for="edge" attr.name="weight" attr.type="double"/><graph edgedefault="directed">
        <edge id="e" source="a" target="b"><data key="w">1</data></edge>
        <edge id="e" source="a" target="b"><data key="w">2</data></edge>
        <edge id="e" source="b" target="c"/></graph></graphml>"""
    graph = loaded(text)
    assert counts(graph) == [3, 3, 0, 0]
    assert graph.links["n_records"].tolist() == [2, 1]


def test_what_netintel_writes_beside_is_read_back() -> None:
    text = """<graphml><key id="c" for="all" attr.name="claims" attr.type="string"/>
        <key id="r" for="node" attr.name="references" attr.type="string"/><graph edgedefault="directed">
        <node id="a"><data key="c">{"alias":["A","B"]}</data><data key="r">{"creator":["b"]}</data></node><node id="b"/>
        </graph></graphml>"""
    claims = loaded(text).claims
    assert claims.loc[claims["property"] == "alias", "value"].tolist() == ["A", "B"]
    assert (claims["property"] == "creator").sum() == 1


def invented_network(kind: type[nx.Graph]) -> nx.Graph:
    graph = kind()
    graph.add_node("å", name="Åsa Öberg", kind="Person", nationality="SE", age=40, tall=1.875, fit=True)
    graph.add_node("и", name="Иво", kind="Company", registration="BG")
    graph.add_node("n3")
    graph.add_edge("å", "и", weight=2.5, type="Payment", amount="10.5")
    graph.add_edge("и", "å", weight=1.0)
    graph.add_edge("n3", "n3", note="to itself")
    if graph.is_multigraph():
        graph.add_edge("å", "и", weight=2.5, type="Payment", amount="10.5")
    return graph


def test_networkx_is_read_with_its_nodes_edges_and_attributes(tmp_path: Path) -> None:
    for kind in (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph):
        network = invented_network(kind)
        path = tmp_path / f"{kind.__name__}.graphml"
        nx.write_graphml(network, path)
        graph = load(path)
        nodes = by_native_id(graph)
        assert counts(graph)[:3] == [len(network) + network.number_of_edges()] * 2 + [0]
        assert set(nodes.index) == set(network)
        assert said(graph, "å") == {
            "name": "Åsa Öberg", "nationality": "SE", "age": "40", "tall": "1.875", "fit": "True",
        }  # fmt: skip
        assert nodes.loc["и", ["kind", "name", "countries"]].tolist() == ["Company", "Иво", ("BG",)]
        assert sorted(map(sorted, ends(graph))) == sorted(sorted(edge[:2]) for edge in network.edges)
        assert graph.links["directed"].eq(network.is_directed()).all()
        weights = sorted(weight for *_, weight in network.edges(data="weight") if weight is not None)
        assert sorted(graph.links["weight"].dropna()) == weights


def test_igraph_is_read_with_its_nodes_edges_and_attributes(tmp_path: Path) -> None:
    network = igraph.Graph.Famous("Krackhardt_Kite")
    network.vs["name"] = [f"Kite {i}" for i in range(10)]
    network.es["weight"] = [float(i) for i in range(18)]
    path = tmp_path / "kite.graphml"
    network.write_graphml(str(path))
    graph = load(path)
    assert counts(graph) == [28, 28, 0, 0]
    names = graph.entities["name"]
    found = {
        (names[a], names[b], weight)
        for a, b, weight in graph.links[["source", "target", "weight"]].itertuples(index=False)
    }
    assert found == {(network.vs[e.source]["name"], network.vs[e.target]["name"], e["weight"]) for e in network.es}
    assert not graph.links["directed"].any()


@given(NAMES)
def test_a_name_comes_back_code_point_for_code_point(name: str) -> None:
    network = nx.Graph()
    network.add_node("a", name=name)
    with tempfile.TemporaryDirectory() as folder:
        nx.write_graphml(network, Path(folder) / "x.graphml")
        claims = load(Path(folder) / "x.graphml").claims
    assert claims.loc[claims["property"] == "name", "value"].tolist() == [name]


def test_of_two_handling_codes_the_strictest_holds() -> None:
    text = """<graphml><key id="h" for="node" attr.name="handling" attr.type="string"/>
        <key id="i" for="node" attr.name="Handling" attr.type="string"/><graph edgedefault="directed">
        <node id="a"><data key="h">TLP:RED</data><data key="i">TLP:GREEN</data></node></graph></graphml>"""
    assert loaded(text).records["handling"].tolist() == ["TLP:RED"]


ELEMENTS = st.lists(
    st.one_of(
        st.tuples(st.just("node"), st.sampled_from(["", "a", "b", "c"]), st.sampled_from(["", "x", "y"])),
        st.tuples(st.just("edge"), st.sampled_from(["", "a", "b", "z"]), st.sampled_from(["", "a", "b"])),
    ),
    max_size=12,
)


@given(ELEMENTS)
def test_every_element_is_accounted_for(elements: list[tuple[str, str, str]]) -> None:
    text = '<graphml><key id="n" for="node" attr.name="name" attr.type="string"/><graph edgedefault="directed">'
    for kind, one, other in elements:
        if kind == "node":
            text += f'<node id="{one}"><data key="n">{other}</data></node>'
        else:
            text += f'<edge source="{one}" target="{other}"/>'
    accepted, quarantined, seen, named = 0, 0, set(), set()
    for element in elements:
        kind, one, other = element
        if not one or (kind == "edge" and not other) or (kind == "node" and one in named and element not in seen):
            quarantined += 1
        elif element not in seen:
            accepted += 1
            seen.add(element)
            named |= {one} if kind == "node" else set()
    graph = loaded(text + "</graph></graphml>")
    assert counts(graph) == [len(elements), accepted, quarantined, len(elements) - accepted - quarantined]
    assert graph.received["links"].item() == sum(kind == "edge" for kind, *_ in seen)
