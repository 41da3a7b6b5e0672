"""Turns what an analysis was given into the network it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netintel.model.network import Network

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph


def network_of(subject: EntityGraph | Network) -> Network:
    """Return a network as it is, an entity graph as projected by `actors` with its defaults (its recipe says so)."""
    if isinstance(subject, Network):
        return subject
    from netintel.analysis.actors import actors

    return actors(subject)
