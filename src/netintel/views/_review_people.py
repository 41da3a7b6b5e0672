"""Under which name an origin is shown in a review, and whether what is known of it may be shown at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model._apart import components
from netintel.model.graph import EntityGraph
from netintel.views._pseudonyms import shown_names
from netintel.vocab import categories, kinds

_NUMBERS = (
    "number", "phone", "iban", "account_number", "document_number", "wallet", "email", "ip", "domain", "url", "plate",
    "vin", "imei", "imsi", "iccid",
)  # fmt: skip


_OWNED = ("carrier", "document", "thing")
"""Parts of kinds whose names are numbers, addresses and titles."""

NOT_SHOWN = "Name not shown"


@dataclass(frozen=True)
class People:
    """Names as of the graph that the review began with; origins keep their codes whatever is judged.

    Attributes
    ----------
    graph : EntityGraph
        The graph that the review began with.
    names : pandas.Series
        Entity -> name or pseudonym.
    protected : array of bool
        For each origin whether it belongs to a victim, witness, minor or informant.
    hidden : array of bool
        For each origin whether it is protected or would tell who is: what a protected person is linked to (phones,
        documents, addresses), and who may be one with a protected person through any chain of pairs.
    pairs : two arrays of int
        The origins of pairs that may be the same.
    """

    graph: EntityGraph
    names: pd.Series[str]
    protected: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]]

    @classmethod
    def of(cls, graph: EntityGraph, left: pd.Series[str], right: pd.Series[str]) -> People:
        """Look the names of a graph up, once; `left` and `right` are the origins of pairs that may be the same."""
        table = graph.entities
        named = table["category"].isin(categories.PSEUDONYMOUS) | table["minor"].eq(True).fillna(False).astype(bool)
        protected = named.to_numpy(bool)[graph.entity_of_origin]
        ours, theirs = (graph.origin_ids.get_indexer(pd.Index(side, dtype=object)) for side in (left, right))
        hidden = _telling(graph, protected, ours, theirs)
        return cls(graph, shown_names(graph), protected, hidden, (ours, theirs))

    def after(self, graph: EntityGraph) -> People:
        """Return the same names, of which those are hidden too who were joined with a protected person since."""
        hidden = _telling(graph, self.protected, *self.pairs)
        return self if np.array_equal(hidden, self.hidden) else replace(self, hidden=hidden)

    def codes(self, *origins: str) -> tuple[int, ...]:
        """Return the codes of origins."""
        return tuple(int(code) for code in self.graph.origin_ids.get_indexer(pd.Index(origins, dtype=object)))

    def called(self, origin: int) -> str:
        """Return the name or pseudonym of an origin; where it has none, the number that it is, or its kind."""
        if self.hidden[origin] and not self.protected[origin]:
            return NOT_SHOWN
        identity = self.graph.entity_ids[self.graph.entity_of_origin[origin]]
        shown = str(self.names[identity])
        if shown != identity:
            return shown
        return self._numbers.get(origin) or f"{self.graph.tables.origins['kind'][origin].as_py()} without a name"

    def pair(self, left: int, right: int) -> tuple[str, str]:
        """Return the names of two who may be one; where one of them is hidden, the name of the other would tell it."""
        names = [self.called(code) for code in (left, right)]
        if self.hidden[left] != self.hidden[right]:
            names[int(self.hidden[left])] = NOT_SHOWN
        return names[0], names[1]

    @cached_property
    def _numbers(self) -> dict[int, str]:
        """For each origin the first number or address it claims."""
        claims = self.graph.tables.claims
        numbers = pc.and_(pc.is_in(claims["property"], pa.array(_NUMBERS)), pc.is_valid(claims["value"]))
        told = claims.filter(pc.and_(numbers, pc.invert(claims["on_link"]))).select(["subject", "value"]).to_pandas()
        return {int(origin): str(value) for origin, value in told.drop_duplicates("subject").to_numpy()}


def _telling(
    graph: EntityGraph, protected: NDArray[np.bool_], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which origins are protected or would tell who is."""
    if not protected.any():
        return protected
    links, entity = graph.tables.links, graph.entity_of_origin
    owned = np.isin(graph.tables.origins["kind"].to_pandas().map(kinds.parts()).astype("str"), _OWNED)
    telling = protected.copy()
    ends = [entity[links[end].to_numpy()] for end in ("source", "target")]
    of_entity = np.zeros(len(graph.entity_ids), bool)
    of_entity[entity[protected]] = True
    linked = np.zeros(len(of_entity), bool)
    for here, there in (ends, ends[::-1]):
        linked[there[of_entity[here]]] = True
    telling |= linked[entity] & owned
    group = components(len(of_entity), entity[left], entity[right])
    return np.isin(group, group[entity[telling]])[entity]
