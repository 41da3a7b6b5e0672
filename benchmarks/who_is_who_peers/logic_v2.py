"""nomenklatura: LogicV2 on the candidates of its own index, as its `xref` does, without the discount within a data set.

Its own environment: it needs PyICU, which ships no wheel. A pair is taken from 0.7, the cut-off of OpenSanctions' API.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import pandas as pd
from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker import Index
from nomenklatura.matching import LogicV2
from nomenklatura.resolver import Linker
from nomenklatura.store.memory import MemoryStore

THRESHOLD = 0.7
_PAIRS_A_ROW = 20
_PROPERTIES = {
    "name": "name", "given_name": "firstName", "surname": "lastName", "birth_date": "birthDate", "phone": "phone",
    "document": "idNumber", "email": "email", "nationality": "nationality", "gender": "gender", "address": "address",
    "place": "birthPlace", "occupation": "position",
}  # fmt: skip


def find(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates with the score of LogicV2."""
    logging.disable(logging.WARNING)
    people = Dataset({"name": "people", "title": "people"})
    store: MemoryStore = MemoryStore(people, Linker({}))
    with store.writer() as writer:
        for row, said in enumerate(frame.to_dict("records")):
            writer.add_entity(_entity(people, row, said))
    view = store.default_view()
    entities = {entity.id: entity for entity in view.entities()}
    config = LogicV2.default_config()
    with tempfile.TemporaryDirectory() as folder:
        index = Index(view, Path(folder))
        index.build()
        pairs = [(a.id, b.id) for (a, b), _ in index.pairs(max_pairs=_PAIRS_A_ROW * len(frame))]
        index.close()
    told = [(int(a[4:]), int(b[4:]), LogicV2.compare(entities[a], entities[b], config).score) for a, b in pairs]
    return pd.DataFrame(told, columns=["left", "right", "score"])


def _entity(people: Dataset, row: int, said: dict[str, object]) -> StatementEntity:
    properties = {_PROPERTIES[c]: [v] for c, v in said.items() if c in _PROPERTIES and isinstance(v, str)}
    return StatementEntity.from_data(people, {"id": f"row-{row}", "schema": "Person", "properties": properties})
