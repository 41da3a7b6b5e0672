"""Which origins are one entity: references and judgements, folded into one root for each origin.

Nothing is rewritten by a merge: judgements are appended, and the root of each origin follows from them. The order of
judgements about different pairs does not matter; which of those about one pair holds says `judgements.held`.

Where a chain of "same" would join two origins that are judged not the same, the weakest link of it is left out. What
is left out is decided link by link, the strongest first, so it follows from what is judged alone. It is not monotone:
a further "not the same" may leave out one link and thereby let another join; a further "same" that is weaker than all
others only ever joins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model._apart import components, joined_apart
from netintel.model._ranked import Ranked
from netintel.model.digest import origin_text
from netintel.model.judgements import held
from netintel.model.tables import Tables


def roots(tables: Tables) -> NDArray[np.int32]:
    """Return for each origin the origin that stands for its entity (the first in canonical order)."""
    n = tables.origins.num_rows
    said = Said.of(tables)
    if not len(said.same):
        return np.arange(n, dtype=np.int32)
    group = components(n, *(said.same[side].to_numpy() for side in ("left", "right")))
    fight = said.fighting(tables, group)
    if len(fight.apart):
        group = _parted(group, fight)
    return _canonical(tables, group)


@dataclass(frozen=True)
class Said:
    """What is said on which origins are one entity.

    Attributes
    ----------
    same : pandas.DataFrame
        Pairs said to be the same: `left`, `right` (origin codes), `strength`, `person`, and `row`, the place among
        the judgements, -1 where both origins bear one id.
    apart : pandas.DataFrame
        Pairs judged not the same, likewise.
    """

    same: pd.DataFrame
    apart: pd.DataFrame

    @classmethod
    def of(cls, tables: Tables) -> Said:
        """Read what is said from judgements and from ids."""
        judged = held(tables)[["left", "right", "judgement", "strength", "person", "row"]]
        named = references(tables).assign(strength=1.0, person=False, row=-1)
        word = judged.pop("judgement")
        apart, same = judged[word == "not_same"], judged[word == "same"]
        return cls(pd.concat([named, same], ignore_index=True), apart.reset_index(drop=True))

    def fighting(self, tables: Tables, group: NDArray[np.int32]) -> Said:
        """Return those pairs judged apart that chains of "same" would join, and the links of all such chains.

        The links stand in the order in which they are joined: what persons said first, then by strength, then by the
        names of the origins, so that what is left out does not depend on the order of loading.

        Parameters
        ----------
        group
            For each origin the component it would belong to if none were kept apart.
        """
        apart = self.apart[group[self.apart["left"]] == group[self.apart["right"]]]
        torn = np.zeros(len(group), bool)
        torn[group[apart["left"]]] = True
        same = self.same[torn[group[self.same["left"]]]]
        return Said(_strongest_first(tables, same), apart.reset_index(drop=True))


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
            "native": tables.origins["native_id"].combine_chunks().dictionary_encode().indices.to_numpy(),
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
    told = origins[~origins["stub"] & origins["native"].isin(stubs["native"])]
    told = told[~told.duplicated("native", keep=False)].reset_index(names="left")
    joined = stubs.reset_index(names="right").merge(told[["left", "native"]], on="native")
    return joined[["left", "right"]]


def _strongest_first(tables: Tables, same: pd.DataFrame) -> pd.DataFrame:
    codes = np.unique(same[["left", "right"]].to_numpy(np.int64))
    names = Ranked.of(origin_text(replace(tables, origins=tables.origins.take(codes)))).ranks
    ends = [names[np.searchsorted(codes, same[side].to_numpy())] for side in ("left", "right")]
    keys = {"first": np.minimum(*ends), "last": np.maximum(*ends), "rule": ~same["person"].to_numpy(bool)}
    ordered = same.assign(**keys, weak=-same["strength"].fillna(np.inf))
    ordered = ordered.sort_values(["rule", "weak", "first", "last", "row"], ignore_index=True)
    return ordered.drop(columns=["rule", "weak", "first", "last"])


def _parted(group: NDArray[np.int32], fight: Said) -> NDArray[np.int32]:
    """Return the groups after those are parted in which some origins are kept apart."""
    codes = np.unique(fight.same[["left", "right"]].to_numpy(np.int64))
    same, apart = (
        pairs.assign(**{side: np.searchsorted(codes, pairs[side].to_numpy()) for side in ("left", "right")})
        for pairs in (fight.same, fight.apart)
    )
    parted = group.copy()
    parted[codes] = joined_apart(len(codes), same, apart) + group.max() + 1
    return parted


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
