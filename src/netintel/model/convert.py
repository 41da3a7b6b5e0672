"""An entity graph in the forms of other libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas
    import igraph
    import networkx

    from netintel.model.graph import EntityGraph


def to_networkx(graph: EntityGraph) -> networkx.MultiDiGraph[Any]:
    """Return a MultiDiGraph; a missing value is left out of the attributes."""
    import networkx

    made: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph()
    nodes = graph.entities.to_dict("index")
    made.add_nodes_from((entity, _known(row)) for entity, row in nodes.items())
    for key, row in graph.links.to_dict("index").items():
        made.add_edge(row.pop("source"), row.pop("target"), key=key, **_known(row))
    return made


def to_igraph(graph: EntityGraph) -> igraph.Graph:
    """Return a directed graph with the ids, kinds, names and countries of entities and the kinds of links."""
    import igraph

    source, target = (graph.entity_of_origin[graph.tables.links[end].to_numpy()] for end in ("source", "target"))
    edges = list(zip(source.tolist(), target.tolist(), strict=True))
    made = igraph.Graph(n=len(graph.entity_ids), edges=edges, directed=True)
    table = graph.entities
    made.vs["name"], made.vs["label"] = list(graph.entity_ids), [_text(x) for x in table["name"]]
    made.vs["kind"], made.vs["countries"] = list(table["kind"]), list(table["countries"])
    made.es["name"], made.es["kind"] = list(graph.link_ids), list(graph.links["kind"])
    return made


def to_geopandas(graph: EntityGraph) -> geopandas.GeoDataFrame:
    """Return entities with both coordinates, geometry in EPSG:4326."""
    import geopandas

    table = graph.entities
    placed = table[table["lat"].notna() & table["lon"].notna()]
    points = geopandas.points_from_xy(placed["lon"], placed["lat"])
    return geopandas.GeoDataFrame(placed, geometry=points, crs="EPSG:4326")


def _known(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): v for k, v in row.items() if isinstance(v, tuple) or (v is not None and v == v)}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
