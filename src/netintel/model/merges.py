"""Which origins are one entity: references and judgements, folded into one root for each origin.

Nothing is rewritten by a merge: judgements are appended, and the root of each origin follows from them. The order of
judgements about different pairs does not matter; of two about the same pair the later one holds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model.digest import origin_text
from netintel.model.judgements import held
from netintel.model.tables import Tables


def roots(tables: Tables) -> NDArray[np.int32]:
    """Return for each origin the origin that stands for its entity (the first in canonical order)."""
    n = tables.origins.num_rows
    same, apart = _edges(tables)
    if not len(same):
        return np.arange(n, dtype=np.int32)
    group = _components(n, same) if not apart else _components_apart(n, same, apart)
    return _canonical(tables, group)


def references(tables: Tables) -> pd.DataFrame:
    """Return pairs of origins (`left`, `right`) that name the same thing by its id.

    Ids that are unique in the world (STIX, MISP) join wherever they occur. An id that an export only mentions, saying
    nothing else of it, joins the one origin of the other exports that is described under this id; where several are,
    none is chosen.
    """
    if len(tables.origins["export"].unique()) < 2:  # within one export an id is one origin
        return pd.DataFrame({"left": np.array([], np.int64), "right": np.array([], np.int64)})
    origins = pd.DataFrame(
        {
            "native": tables.origins["native_id"].to_pandas(),
            "export": tables.origins["export"].to_numpy(),
            "stub": ~_described(tables),
        }
    )
    space = np.asarray(tables.received["ids"].to_pandas() == "global")
    origins["world"] = space[origins["export"]] if len(origins) else False
    pairs = [_world(origins), _stubs(origins)]
    return pd.concat(pairs, ignore_index=True)


def _described(tables: Tables) -> NDArray[np.bool_]:
    """Return for each origin whether its export says anything of it but its own id."""
    claims = tables.claims
    subject = claims["subject"].combine_chunks()
    on_entity = pc.invert(claims["on_link"]).combine_chunks()
    is_name = pc.and_(on_entity, pc.equal(claims["property"], "name").combine_chunks())
    named = claims["value"].filter(is_name), tables.origins["native_id"].take(subject.filter(is_name))
    other_name = pc.fill_null(pc.not_equal(*named), True)
    telling = np.concatenate(
        [
            subject.filter(pc.and_not(on_entity, is_name)).to_numpy(),
            subject.filter(is_name).filter(other_name).to_numpy(),
        ]
    )
    described: NDArray[np.bool_] = np.bincount(telling, minlength=tables.origins.num_rows) > 0
    return described


def _world(origins: pd.DataFrame) -> pd.DataFrame:
    world = origins[origins["world"]]
    world = world[world.duplicated("native", keep=False)]
    first = world.reset_index().groupby("native")["index"].transform("min").to_numpy()
    left, right = first, world.index.to_numpy()
    return pd.DataFrame({"left": left[left != right], "right": right[left != right]})


def _stubs(origins: pd.DataFrame) -> pd.DataFrame:
    stubs = origins[origins["stub"] & ~origins["world"]]
    told = origins[~origins["stub"] & origins["native"].isin(set(stubs["native"]))]
    told = told[~told.duplicated("native", keep=False)].reset_index(names="left")
    joined = stubs.reset_index(names="right").merge(told[["left", "native"]], on="native")
    return joined[["left", "right"]]


def _edges(tables: Tables) -> tuple[NDArray[np.int32], set[tuple[int, int]]]:
    judged = held(tables)
    named = references(tables)
    apart = judged.loc[judged["judgement"] == "not_same", ["left", "right"]]
    same = judged.loc[judged["judgement"] == "same", ["left", "right", "score"]]
    edges = pd.concat([named, same], ignore_index=True)
    if len(apart):
        edges = _strongest_first(tables, edges)
    pairs = [(int(a), int(b)) for a, b in apart.to_numpy()]
    return edges[["left", "right"]].to_numpy(np.int32), set(pairs)


def _strongest_first(tables: Tables, edges: pd.DataFrame) -> pd.DataFrame:
    """Order edges by score and then by name, so that what is left out does not depend on the order of loading."""
    names: Any = origin_text(tables).to_pandas().to_numpy()
    first = np.minimum(names[edges["left"]], names[edges["right"]])
    last = np.maximum(names[edges["left"]], names[edges["right"]])
    ordered = edges.assign(score=-edges["score"].fillna(np.inf), first=first, last=last)
    return ordered.sort_values(["score", "first", "last"], kind="stable")


def _components(n: int, edges: NDArray[np.int32]) -> NDArray[np.int32]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(edges), np.int8), (edges[:, 0], edges[:, 1])), shape=(n, n))
    labels: NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return labels


def _components_apart(n: int, edges: NDArray[np.int32], apart: set[tuple[int, int]]) -> NDArray[np.int32]:
    """Join edge by edge, strongest first, and leave out each that would join two origins judged not the same."""
    group = np.arange(n, dtype=np.int32)
    members: dict[int, list[int]] = {}
    foes: dict[int, set[int]] = {}
    for a, b in apart:
        foes.setdefault(a, set()).add(b)
        foes.setdefault(b, set()).add(a)
    for a, b in edges.tolist():
        left, right = int(group[a]), int(group[b])
        if left == right:
            continue
        ours, theirs = members.get(left, [left]), members.get(right, [right])
        if any(foes.get(x, set()).intersection(theirs) for x in ours):
            continue
        members[left] = ours + theirs
        members.pop(right, None)
        group[theirs] = left
    return group


def _canonical(tables: Tables, group: NDArray[np.int32]) -> NDArray[np.int32]:
    size = np.bincount(group, minlength=int(group.max()) + 1)
    several = np.flatnonzero(size[group] > 1)
    root = np.arange(len(group), dtype=np.int32)
    names: Any = origin_text(tables).take(several).to_pandas()
    stub = np.asarray(tables.origins["kind"].to_pandas() == "Unknown")[several]
    table = pd.DataFrame({"group": group[several], "stub": stub, "name": names.to_numpy(), "origin": several})
    table = table.sort_values(["group", "stub", "name"], kind="stable")
    first = table.groupby("group")["origin"].transform("first")
    root[table["origin"].to_numpy()] = first.to_numpy()
    return root
