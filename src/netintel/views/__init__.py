"""Pictures of results that work with the network cable out, and a screen on which people judge who is who."""

from __future__ import annotations

from netintel.views.broker_map import broker_map
from netintel.views.cluster_map import cluster_map
from netintel.views.corridor_map import corridor_map
from netintel.views.review import review
from netintel.views.table import table

__all__ = ["broker_map", "cluster_map", "corridor_map", "review", "table"]
