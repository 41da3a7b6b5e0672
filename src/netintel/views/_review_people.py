"""Under which name an origin is shown in a review, and whether what is known of it may be shown at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model.graph import EntityGraph
from netintel.views._pseudonyms import shown_names
from netintel.vocab import categories

_NUMBERS = (
    "number", "phone", "iban", "account_number", "document_number", "wallet", "email", "ip", "domain", "url", "plate",
    "vin", "imei", "imsi", "iccid",
)  # fmt: skip


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
    hidden : array of bool
        For each origin whether it belongs to a victim, witness, minor or informant.
    """

    graph: EntityGraph
    names: pd.Series[str]
    hidden: NDArray[np.bool_]

    @classmethod
    def of(cls, graph: EntityGraph) -> People:
        """Look the names of a graph up, once."""
        table = graph.entities
        hidden = table["category"].isin(categories.PSEUDONYMOUS) | table["minor"].eq(True).fillna(False).astype(bool)
        return cls(graph, shown_names(graph), hidden.to_numpy(bool)[graph.entity_of_origin])

    def codes(self, *origins: str) -> tuple[int, ...]:
        """Return the codes of origins."""
        return tuple(int(code) for code in self.graph.origin_ids.get_indexer(pd.Index(origins, dtype=object)))

    def called(self, origin: int) -> str:
        """Return the name or pseudonym of an origin; where it has none, the number that it is, or its kind."""
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
