"""Ties that a projection made are told of by every analysis whose counts they fill."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from netintel.analysis.actors import actors
from netintel.analysis.brokerage_roles import brokerage_roles
from netintel.analysis.corridors import corridors
from netintel.analysis.cross_border import cross_border
from netintel.analysis.openness import openness
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.results import Result
from netintel.model.tables import Tables

CALLS: dict[str, Callable[[Network], Result]] = {
    "brokerage_roles": lambda network: brokerage_roles(network, permutations=10),
    "corridors": lambda network: corridors(network, rewires=50),
    "cross_border": cross_border,
    "openness": openness,
}


def case(*, meeting: bool, phone: bool) -> Network:
    """Return three people of two countries, two of them linked; all tied by a meeting, two by one phone, if asked."""
    build = Builder()
    build.record("row 1", b"1")
    for name, country in (("A", "RO"), ("B", "DE"), ("C", "DE")):
        build.entity(name, "Person", [("name", name), ("nationality", country)])
    build.link("A", "B", "Associate", directed=False)
    if meeting:
        build.entity("m", "Meeting")
        for name in "ABC":
            build.link(name, "m", "Participant")
    if phone:
        build.entity("p", "Phone", [("number", "+40722123456")])
        for name in "AC":
            build.link(name, "p", "Owner")
    received = {"file": "a", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return actors(EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received)))


@pytest.mark.parametrize("name", CALLS)
def test_ties_by_events_and_by_shared_carriers_are_told_of_and_links_need_no_word(name: str) -> None:
    linked, met, both = (
        [caveat for caveat in CALLS[name](case(meeting=m, phone=p)).caveats if "ties all who share it" in caveat]
        for m, p in ((False, False), (True, False), (True, True))
    )
    assert linked == []
    assert len(met) == 1 and "made by event:" in met[0]
    assert len(both) == 1 and "made by event and by shared carrier:" in both[0]
