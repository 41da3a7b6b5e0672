"""Answers to investigators' questions: brokers, cross-border links, corridors, communities, jurisdiction clusters.

Every analysis takes an `EntityGraph`, which it projects by `actors` with defaults and says so, or a `Network`.
"""

from __future__ import annotations

from netintel.analysis.actors import actors
from netintel.analysis.brokerage_roles import brokerage_roles
from netintel.analysis.brokers import brokers
from netintel.analysis.changes import changes
from netintel.analysis.communities import communities
from netintel.analysis.corridors import corridors
from netintel.analysis.cross_border import cross_border
from netintel.analysis.cross_case import cross_case
from netintel.analysis.disruption import disruption
from netintel.analysis.hotspots import hotspots
from netintel.analysis.jit_composition import jit_composition
from netintel.analysis.jurisdiction_clusters import jurisdiction_clusters
from netintel.analysis.key_players import key_players
from netintel.analysis.money_paths import money_paths
from netintel.analysis.openness import openness
from netintel.analysis.paths import paths
from netintel.analysis.predict_links import predict_links
from netintel.analysis.routes import routes

__all__ = [
    "actors",
    "brokerage_roles",
    "brokers",
    "changes",
    "communities",
    "corridors",
    "cross_border",
    "cross_case",
    "disruption",
    "hotspots",
    "jit_composition",
    "jurisdiction_clusters",
    "key_players",
    "money_paths",
    "openness",
    "paths",
    "predict_links",
    "routes",
]
