"""Pictures of results that work with the network cable out: maps of corridors, brokers and clusters, and a table."""

from __future__ import annotations

from netintel.views.broker_map import broker_map
from netintel.views.cluster_map import cluster_map
from netintel.views.corridor_map import corridor_map
from netintel.views.table import table

__all__ = ["broker_map", "cluster_map", "corridor_map", "table"]
