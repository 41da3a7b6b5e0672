"""What a record is worth and where it lies: originator, chance to be wrong, file and place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._few import protected
from netintel.model.cited import COLUMNS
from netintel.vocab.evaluation import drop_rate

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph


def rates(graph: EntityGraph) -> NDArray[np.float64]:
    """Return each record's chance to be wrong, by its evaluation."""
    import pyarrow as pa

    column = graph.tables.records["evaluation"].combine_chunks()
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = encoded.dictionary.to_pylist()
    rates = np.array([drop_rate(word) for word in words] + [drop_rate(None)])
    found: NDArray[np.float64] = rates[encoded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)]
    return found


def worth(graph: EntityGraph) -> pd.DataFrame:
    """Return `export`, `originator` and `rate` (the chance to be wrong, by its evaluation) of each record code."""
    stored: pd.DataFrame = graph.tables.records.select(["export", "originator"]).to_pandas()
    originator = stored["originator"].astype(object).fillna("not stated")
    return pd.DataFrame({"export": stored["export"], "originator": originator, "rate": rates(graph)})


def looked_up(graph: EntityGraph, codes: NDArray[np.int64]) -> pd.DataFrame:
    """Return where records lie, one row a code: see `netintel.model.cited`."""
    rows = graph.tables.records.take(codes)
    received = graph.received.iloc[rows["export"].to_numpy()]
    said: pd.DataFrame = rows.select(["locator", "originator", "handling", "evaluation"]).to_pandas()
    table = said.assign(record=graph.record_ids[codes])
    for column in ("export", "file", "sha256"):
        table[column] = received[column].to_numpy()
    return table.assign(protected=_of_protected(graph, codes))


def _of_protected(graph: EntityGraph, codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether records describe, name as an end of a link, or claim of such a link, somebody protected."""
    import pyarrow as pa
    import pyarrow.compute as pc

    tables, wanted = graph.tables, pa.array(np.unique(codes), pa.int32())
    guarded = np.append(protected(graph)[graph.entity_of_origin], False)  # the last place stands for no reference
    tied = guarded[tables.links["source"].to_numpy()] | guarded[tables.links["target"].to_numpy()]
    claims, links, again = (
        table.filter(pc.is_in(table["record"], wanted)) for table in (tables.claims, tables.links, tables.link_records)
    )
    on_link = claims["on_link"].to_numpy(zero_copy_only=False)
    subject = claims["subject"].to_numpy()
    about = guarded[pc.fill_null(claims["reference"], -1).to_numpy()]
    about[on_link] |= tied[subject[on_link]]
    about[~on_link] |= guarded[subject[~on_link]]
    ends = guarded[links["source"].to_numpy()] | guarded[links["target"].to_numpy()]
    once_more = tied[again["link"].to_numpy()]
    told = ((claims, about), (links, ends), (again, once_more))
    speaking = np.concatenate([table["record"].to_numpy()[which] for table, which in told])
    return np.isin(codes, speaking)


def told(graph: EntityGraph, records: NDArray[np.int64]) -> pd.DataFrame:
    """Return one row a record, in the columns of `Result.records`; they speak for no tie."""
    return looked_up(graph, records).assign(tie=None)[list(COLUMNS)]
