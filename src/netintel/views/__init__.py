"""Pictures of results that work with the network cable out: maps of corridors, brokers and clusters, and a table."""

from __future__ import annotations

from netintel.views.corridor_map import corridor_map

__all__ = ["corridor_map"]
