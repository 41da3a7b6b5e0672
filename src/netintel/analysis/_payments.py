"""Payments between holders of accounts: dated, with an exact amount in one currency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis import _carriers
from netintel.analysis._moments import Moments
from netintel.vocab import categories, kinds, properties

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

_DAY = 86_400


@dataclass(frozen=True, eq=False)
class Payments:
    """Payments in an order that does not depend on the order of loading.

    Attributes
    ----------
    source, target : int arrays
        Entity codes of who pays and who is paid: the holder of an account with one known holder, else the account.
    paying, paid : int arrays
        Entity codes of the very ends that were recorded.
    amount : float array
        For comparing; sums are made of `link`'s exact amounts.
    currency : int array
        Codes of `currencies`.
    begin, end : int arrays
        Stretch of seconds in which it was paid.
    link : int array
        Code of the recorded link.
    """

    source: Codes
    target: Codes
    paying: Codes
    paid: Codes
    amount: Floats
    currency: Codes
    begin: Codes
    end: Codes
    link: Codes
    currencies: tuple[str, ...]
    left_out: dict[str, int]

    @classmethod
    def of(cls, graph: EntityGraph, days: float) -> Payments:
        """Read the payments of a graph that are dated at least as precisely as `days`."""
        links = graph.tables.links
        rows = np.flatnonzero(np.asarray(links["kind"].to_pandas().astype("str") == "Payment"))
        taken = links.take(rows)
        when = Moments.of(taken["first"].combine_chunks())
        amount = taken["amount"].cast("float64").to_pandas().to_numpy(np.float64)
        currency = taken["currency"].to_pandas().astype("str")
        paying, paid = (graph.entity_of_origin[taken[end].to_numpy()].astype(np.int64) for end in ("source", "target"))
        holder = _holders(graph)
        table = pd.DataFrame(
            {
                "link": rows, "source": holder[paying], "target": holder[paid], "paying": paying, "paid": paid,
                "amount": amount, "word": currency, "begin": when.begin, "end": when.end,
                "export": graph.tables.records["export"].to_numpy()[taken["record"].to_numpy()],
            }
        )  # fmt: skip
        wrong = {
            "undated": ~when.dated,
            "dated less precisely than the window": when.dated & (when.end - when.begin > days * _DAY),
            "without amount or currency": np.isnan(amount) | currency.isna().to_numpy(),
            "not above zero": amount <= 0,
            "between own accounts": (table["source"] == table["target"]).to_numpy(),
        }
        kept, left_out = np.ones(len(table), bool), {}
        for why, mask in wrong.items():
            left_out[why] = int((mask & kept).sum())
            kept &= ~mask
        once = _once(table[kept])
        left_out["reported again by another export"] = int(kept.sum()) - len(once)
        ids = np.asarray(graph.entity_ids, dtype=object)
        once = once.assign(a=ids[once["source"]], b=ids[once["target"]])
        once = once.sort_values(["begin", "end", "word", "amount", "a", "b", "copy"], kind="stable")
        words = tuple(sorted(once["word"].unique()))
        codes = once["word"].map({word: i for i, word in enumerate(words)}).to_numpy(np.int64)
        return cls(
            source=once["source"].to_numpy(np.int64),
            target=once["target"].to_numpy(np.int64),
            paying=once["paying"].to_numpy(np.int64),
            paid=once["paid"].to_numpy(np.int64),
            amount=once["amount"].to_numpy(np.float64),
            currency=codes,
            begin=once["begin"].to_numpy(np.int64),
            end=once["end"].to_numpy(np.int64),
            link=once["link"].to_numpy(np.int64),
            currencies=words,
            left_out=left_out,
        )

    def __len__(self) -> int:
        return len(self.source)

    def shuffled(self, times: int, rng: np.random.Generator) -> Iterator[Payments]:
        """Yield the same payments with dates and amounts exchanged at random, each among those of one currency."""
        for _ in range(times):
            when, what = np.arange(len(self)), np.arange(len(self))
            for code in range(len(self.currencies)):
                here = np.flatnonzero(self.currency == code)
                when[here], what[here] = rng.permutation(here), rng.permutation(here)
            yield replace(self, begin=self.begin[when], end=self.end[when], amount=self.amount[what])


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each payment once where the banks of both sides report it; equal ones of one export are several."""
    key = ["source", "target", "begin", "end", "amount", "word"]
    copy = rows.groupby([*key, "export"]).cumcount()
    return rows.assign(copy=copy).drop_duplicates([*key, "copy"])


def _holders(graph: EntityGraph) -> Codes:
    """Return for each entity the one actor known to hold it, else the entity that stands for the same identifier."""
    held, stands = _held(graph)
    known = held.groupby("carrier")["actor"].agg(["size", "first"])
    one = known[(known["size"] == 1) & (known.index < len(stands))]
    holder = np.arange(len(stands))
    holder[one.index.to_numpy(np.int64)] = one["first"].to_numpy(np.int64)
    found: Codes = holder[stands]
    return found


def _held(graph: EntityGraph) -> tuple[pd.DataFrame, Codes]:
    """Return who holds which account (`actor`, `carrier`), and for each entity which stands for its identifier."""
    from netintel.analysis.actors import HUB, parts_of

    part = parts_of(graph, kinds.of_part("carrier") | kinds.of_part("event"), frozenset())
    _, holdings, _ = _carriers.incidences(graph, part, HUB, len(part))
    return holdings[["actor", "carrier"]].drop_duplicates(), _carriers.same_identifier(graph, part)


def protected(graph: EntityGraph) -> NDArray[np.bool_]:
    """Return which entities are victims, witnesses, minors, informants or professionals, or held by such alone."""
    table = graph.entities
    own = (table["category"].isin(categories.PROTECTED) | table["minor"].fillna(False).astype(bool)).to_numpy(bool)
    held, stands = _held(graph)
    theirs = held.assign(theirs=own[held["actor"].to_numpy(np.int64)]).groupby("carrier")["theirs"].all()
    found: NDArray[np.bool_] = own | np.isin(stands, theirs.index[theirs].to_numpy(np.int64))
    return found


def countries_of(graph: EntityGraph, entities: Codes) -> dict[int, tuple[str, ...]]:
    """Return the countries of accounts (by IBAN and bank) and of actors (by their strongest basis); none is unknown."""
    strength = {basis: i for i, basis in enumerate(("iban", "bank", *properties.HOME_BASES))}
    wanted = np.unique(entities)
    rows = graph.jurisdictions
    rows = rows[rows["basis"].isin(strength) & rows["entity"].isin(graph.entity_ids[wanted])]
    rows = rows.assign(code=graph.entity_ids.get_indexer(pd.Index(rows["entity"])), rank=rows["basis"].map(strength))
    best = rows[rows["rank"] == rows.groupby("code")["rank"].transform("min")]
    found: dict[int, set[str]] = {code: set() for code in wanted.tolist()}
    for code, country in zip(best["code"].tolist(), best["country"].tolist(), strict=True):
        found[code].add(country)
    return {code: tuple(sorted(there)) for code, there in found.items()}
