"""Makes the values of `test_clusters.py` that leidenalg gives; it is no part of the environment of the project.

pip install leidenalg==0.12.0 igraph==1.0.0 networkx; python tests/reference/multiplex_leidenalg.py
"""

from __future__ import annotations


def main() -> None:
    """Print the quality of the two halves of the club in each layer, and the best that 300 runs reach."""
    import igraph
    import leidenalg
    import networkx

    layers = (networkx.karate_club_graph(), networkx.circular_ladder_graph(17))

    graphs = [igraph.Graph(n=34, edges=list(layer.edges())) for layer in layers]
    club = [int(layers[0].nodes[v]["club"] != "Mr. Hi") for v in range(34)]
    for graph in graphs:
        print(leidenalg.ModularityVertexPartition(graph, club).quality())
    weights = [graph.ecount() ** 0.5 for graph in graphs]
    best = 0.0
    for seed in range(300):
        found, _ = leidenalg.find_partition_multiplex(
            graphs, leidenalg.ModularityVertexPartition, layer_weights=weights, seed=seed, n_iterations=-1
        )
        reached = [leidenalg.ModularityVertexPartition(graph, found).quality() for graph in graphs]
        best = max(best, sum(w * q for w, q in zip(weights, reached, strict=True)) / sum(weights))
    print(best)


if __name__ == "__main__":
    main()
