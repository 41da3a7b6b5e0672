"""`Contents`: what is written of a graph, entity by entity and link by link, the same for every format.

What many records say of one entity becomes one record: values once each, the strictest handling, the weakest grading.
Countries that follow from a phone number, an IBAN or an IMSI are left to the reader, who derives them again.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from netintel.exchange._flatten import Codes, Marks, marks
from netintel.exchange._loss import Loss
from netintel.model.graph import EntityGraph
from netintel.vocab import countries, devices, identifiers, mobile

Said = dict[str, list[str]]

_DERIVED: Final = {
    "phone": "phone_country",
    "number": "phone_country",
    "iban": "iban_country",
    "imsi": "sim_country",
}
_POINT: Final = ("latitude", "longitude")
_FLATTENED: Final = {
    "handling": "several handling codes on one entity or link: the strictest of each scheme is written",
    "evaluation": "several gradings on one entity or link: the weakest is written",
    "originator": "several originators of one entity or link: written joined by `; `",
    "assertion": "facts, assessments and computed values in one entity or link: the most cautious is written",
    "review_due": "several review dates on one entity or link: the earliest is written",
}


class Entity(NamedTuple):
    """One entity: `said` holds property -> texts (further names under `name`), `references` property -> keys."""

    key: str
    kind: str
    name: str | None
    marks: Marks
    said: Said
    references: Said


class Link(NamedTuple):
    """One link; `source` and `target` are keys of entities, `amount` is exact decimal text."""

    key: str
    kind: str
    source: str
    target: str
    directed: bool
    role: str | None
    first: str | None
    last: str | None
    amount: str | None
    currency: str | None
    weight: float | None
    status: str
    marks: Marks
    said: Said
    references: Said


class Contents:
    """A graph as it is written.

    Attributes
    ----------
    keys, link_keys : list of str
        The id of each entity and link as it is written.
    n_claims, n_link_claims : int
        Values written.
    replaced : int
        Ids of entities that the format cannot hold.
    replaced_links : int
        Ids of links that the format cannot hold.

    Parameters
    ----------
    holds
        Whether a format can hold an id; by default it can hold any.
    """

    def __init__(self, graph: EntityGraph, holds: Callable[[str], bool] | None = None) -> None:
        self.graph = graph
        self.replaced, self.replaced_links, self._holds = 0, 0, holds
        self.tables = graph.tables
        self.owner: Codes = graph.entity_of_origin.astype(np.int64)
        self.n_entities, self.n_links = len(graph.entity_ids), self.tables.links.num_rows
        self.kinds: list[str] = [str(kind) for kind in graph.entities["kind"]]
        self.names: list[str | None] = [name if isinstance(name, str) else None for name in graph.entities["name"]]
        self.keys, self._native_ids = self._entity_keys()
        self.link_keys, self._link_ids = self._keys_of_links()
        self._repeated = self._points = 0
        self._of_entities, self._of_links = self._claims(on_link=False), self._claims(on_link=True)
        self.n_claims, self.n_link_claims = len(self._of_entities), len(self._of_links)

    # Ids --------------------------------------------------------------------------------------------------------

    def _entity_keys(self) -> tuple[list[str], pd.DataFrame]:
        native = self.tables.origins["native_id"].to_pandas().astype(object)
        pairs = pd.DataFrame({"entity": self.owner, "native": native}).drop_duplicates()
        ids_of_entity = pairs.groupby("entity")["native"].transform("size")
        entities_of_id = pairs.groupby("native")["entity"].transform("size")
        kept = pairs[(ids_of_entity == 1) & (entities_of_id == 1) & (pairs["native"] != "")]
        if self._holds is not None:
            fits = kept["native"].map(self._holds).astype(bool)
            self.replaced = int((~fits).sum())
            kept = kept[fits]
        keys = np.array(self.graph.entity_ids, object)
        keys[kept["entity"].to_numpy()] = kept["native"].to_numpy()
        listed = pairs.drop(kept.index)
        return keys.tolist(), listed

    def _keys_of_links(self) -> tuple[list[str], pd.DataFrame]:
        native = self.tables.links["native_id"].to_pandas().astype(object)
        keys = np.array(self.graph.link_ids, object)
        given = native.notna() & (native != "")
        own = given & ~native.duplicated(keep=False) & ~native.isin(set(self.keys))
        if self._holds is not None:
            fits = native[own].map(self._holds).astype(bool)
            self.replaced_links = int((~fits).sum())
            own[own] = fits
        keys[own.to_numpy()] = native[own].to_numpy()
        left = np.flatnonzero(given & ~own)
        return keys.tolist(), pd.DataFrame({"owner": left, "native": native.to_numpy()[left]})

    # Claims -----------------------------------------------------------------------------------------------------

    def _claims(self, *, on_link: bool) -> pd.DataFrame:
        """Return owner, property, text, reference (bool), one row a value written, by owner."""
        claims = self.tables.claims
        wanted = claims["on_link"] if on_link else pc.invert(claims["on_link"])
        at = pc.indices_nonzero(wanted).to_numpy()
        taken = claims.take(pa.array(at))
        subject = taken["subject"].to_numpy().astype(np.int64)
        owner = subject if on_link else self.owner[subject]
        frame = pd.DataFrame({"owner": owner})
        frame["property"] = taken["property"].to_pandas().astype("str").astype("category")
        frame["text"] = taken["value"].to_pandas().astype(object)
        reference = pc.fill_null(taken["reference"], -1).to_numpy()
        frame["reference"] = reference >= 0
        named = frame["reference"].to_numpy()
        frame.loc[named, "text"] = np.array(self.keys, object)[self.owner[reference[named]]]
        frame["text"] = frame["text"].where(frame["text"].notna(), self._originals_of(at))
        frame = frame[frame["text"].notna()]
        before = len(frame)
        frame = frame.drop_duplicates()
        self._repeated += before - len(frame)
        if not on_link:
            frame = self._places(self._underived(frame))
        listed = _as_claims(self._link_ids if on_link else self._native_ids.rename(columns={"entity": "owner"}))
        frame = pd.concat([frame, listed], ignore_index=True).drop_duplicates()
        return frame.sort_values("owner", kind="stable", ignore_index=True)

    def _originals_of(self, at: Codes) -> Any:
        """Return the text of claims that have no value: what was not understood is written as it stood."""
        originals = self.tables.originals
        known = pd.Series(originals["original"].to_pandas().to_numpy(object), index=originals["claim"].to_numpy())
        return known.reindex(at).to_numpy(object)

    def _underived(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Leave out the countries that a reader of the numbers derives again."""
        numbers = frame[frame["property"].isin(list(_DERIVED)) & ~frame["reference"]]
        derived = pd.DataFrame(
            {
                "owner": numbers["owner"],
                "property": numbers["property"].astype("str").map(_DERIVED),
                "text": [_country_of(p, t) for p, t in zip(numbers["property"], numbers["text"], strict=True)],
            }
        ).drop_duplicates()
        if not len(derived):
            return frame
        follows = pd.MultiIndex.from_frame(derived)
        own = frame["property"].isin(list(_DERIVED.values()))
        some = pd.MultiIndex.from_frame(frame.loc[own, ["owner", "property", "text"]].astype({"property": "str"}))
        return frame.drop(frame.index[own][some.isin(follows)])

    def _places(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep the two halves of each entity's point; halves that are no place together get names of their own."""
        half = frame["property"].isin(_POINT)
        if not half.any():
            return frame
        lat, lon = (self.graph.entities[c].to_numpy() for c in ("lat", "lon"))
        rows = frame[half]
        point = {"latitude": lat, "longitude": lon}
        alone = [
            np.isnan(point[prop][who]) or _number(text) != point[prop][who]
            for prop, who, text in zip(rows["property"], rows["owner"], rows["text"], strict=True)
        ]
        both = rows.groupby("owner")["property"].transform("nunique") == 2
        moved = rows.index[np.array(alone) & both.to_numpy()]
        self._points = len(moved)
        named = frame["property"].astype(object)
        named.loc[moved] = "other_" + named.loc[moved]
        return frame.assign(property=named.astype("category"))

    # What is written, one by one --------------------------------------------------------------------------------

    def entities(self) -> Iterator[Entity]:
        """Give every entity, in the order of its code."""
        said = _grouped(self._of_entities, self.n_entities)
        rows = zip(self.keys, self.kinds, self.names, self._entity_marks[0], said, strict=True)
        for key, kind, name, of_entity, (texts, references) in rows:
            if name is not None:
                _further_names(name, texts)
            yield Entity(key, kind, name, of_entity, texts, references)

    def links(self) -> Iterator[Link]:
        """Give every link, in the order of its code."""
        links = self.tables.links
        keys = np.array(self.keys, object)
        ends = [keys[self.owner[links[end].to_numpy()]].tolist() for end in ("source", "target")]
        words = {c: links[c].cast(pa.string()).to_pylist() for c in ("kind", "role", "currency", "status")}
        amounts = [_plain(text) for text in links["amount"].cast(pa.string()).to_pylist()]
        rows = zip(
            self.link_keys, words["kind"], *ends, links["directed"].to_pylist(), words["role"],
            links["first"].to_pylist(), links["last"].to_pylist(), amounts, words["currency"],
            links["weight"].to_pylist(), words["status"], self._link_marks[0], strict=True,
        )  # fmt: skip
        for row, (texts, references) in zip(rows, _grouped(self._of_links, self.n_links), strict=True):
            yield Link._make((*row, texts, references))

    @cached_property
    def _entity_marks(self) -> tuple[list[Marks], dict[str, int]]:
        claims, side = self.tables.claims, self.tables.marks
        on_entity = ~claims["on_link"].to_numpy(zero_copy_only=False)
        owner = self.owner[claims["subject"].to_numpy()[on_entity]]
        record = claims["record"].to_numpy()[on_entity].astype(np.int64)
        claimed = np.bincount(owner, minlength=self.n_entities) > 0
        owner, record = self._with_stubs(owner, record)
        marked = side["claim"].to_numpy()
        keep = on_entity[marked]
        at = self.owner[claims["subject"].to_numpy()[marked[keep]]]
        own = [(at, side["handling"].filter(pa.array(keep)), side["evaluation"].filter(pa.array(keep)))]
        return marks(self.tables, owner, record, own, claimed, self.graph.case.default_handling)

    def _with_stubs(self, owner: Codes, record: Codes) -> tuple[Codes, Codes]:
        """Let an entity of which nobody claims anything be marked as the links and references that name it."""
        links, claims = self.tables.links, self.tables.claims
        silent = np.bincount(owner, minlength=self.n_entities) == 0
        reference = pc.fill_null(claims["reference"], -1).to_numpy()
        named = reference >= 0
        whom = [self.owner[links[end].to_numpy()] for end in ("source", "target")] + [self.owner[reference[named]]]
        by = [links["record"].to_numpy()] * 2 + [claims["record"].to_numpy()[named]]
        more, of = np.concatenate(whom), np.concatenate(by).astype(np.int64)
        return np.concatenate([owner, more[silent[more]]]), np.concatenate([record, of[silent[more]]])

    @cached_property
    def _link_marks(self) -> tuple[list[Marks], dict[str, int]]:
        links, more, claims, side = self.tables.links, self.tables.link_records, self.tables.claims, self.tables.marks
        on_link = claims["on_link"].to_numpy(zero_copy_only=False)
        owner = [np.arange(self.n_links), more["link"].to_numpy(), claims["subject"].to_numpy()[on_link]]
        record = [links["record"].to_numpy(), more["record"].to_numpy(), claims["record"].to_numpy()[on_link]]
        marked = side["claim"].to_numpy()
        keep = on_link[marked]
        at = claims["subject"].to_numpy()[marked[keep]].astype(np.int64)
        own = [(at, side["handling"].filter(pa.array(keep)), side["evaluation"].filter(pa.array(keep)))]
        who, by = (np.concatenate(side_).astype(np.int64) for side_ in (owner, record))
        every = np.ones(self.n_links, np.bool_)
        return marks(self.tables, who, by, own, every, self.graph.case.default_handling)

    # What is lost -----------------------------------------------------------------------------------------------

    def losses(self) -> list[Loss]:
        """Return what one record an entity or link cannot say, whatever the format; a format may carry some of it."""
        tables, case = self.tables, self.graph.case
        mixed = [
            Loss(what, self._entity_marks[1][what] + self._link_marks[1][what], why) for what, why in _FLATTENED.items()
        ]
        told = bool(case.title or case.purpose or case.legal_basis or case.parties)
        return [
            Loss("records", tables.records.num_rows, "file, SHA-256 and place of each record; see graph.evidence"),
            Loss("issues", tables.issues.num_rows, "what was set aside or warned of while reading; see graph.issues"),
            Loss("lineage", len(self.graph.lineage), "the steps that made the graph; see graph.lineage"),
            Loss("judgements", tables.judgements.num_rows, "who judged it, when and why; the result is written"),
            Loss("origins", tables.origins.num_rows - self.n_entities, "which of the joined ids said what"),
            Loss("case", int(told), "title, purpose, legal basis and parties of the case"),
            *mixed,
            Loss("own marks", self._own_marks(), "single values with a handling or grading other than the whole's"),
            Loss("originals", self._lost_originals(), "the words of the export; the canonical value is written"),
            Loss("repeated", self._repeated, "values that several records say of one entity or link: written once"),
            Loss("words", self._altered(), "marks and kinds that no cell keeps: written with visible escapes"),
            Loss("points", self._points, "coordinates beside the entity's one point: written as other_latitude, …"),
        ]  # fmt: skip

    def _own_marks(self) -> int:
        claims, side = self.tables.claims, self.tables.marks
        taken = claims.take(side["claim"])
        subject, on_link = taken["subject"].to_pylist(), taken["on_link"].to_pylist()
        handling, evaluation = (side[c].cast(pa.string()).to_pylist() for c in ("handling", "evaluation"))
        other = 0
        for who, link, code, grade in zip(subject, on_link, handling, evaluation, strict=True):
            whole = self._link_marks[0][who] if link else self._entity_marks[0][self.owner[who]]
            other += (code is not None and code != whole.handling) or (grade is not None and grade != whole.evaluation)
        return other

    def _altered(self) -> int:
        """Return how many marks and kinds of links the format writes with escapes."""
        if self._holds is None:
            return 0
        every = (*self._entity_marks[0], *self._link_marks[0])
        words = Counter(word for said in every for word in said if word is not None)
        words.update(self.tables.links["kind"].cast(pa.string()).to_pylist())
        return sum(times for word, times in words.items() if not self._holds(word))

    def _lost_originals(self) -> int:
        claims = self.tables.claims
        return int(pc.sum(pc.is_valid(claims["value"].take(self.tables.originals["claim"]))).as_py() or 0)


def _as_claims(ids: pd.DataFrame) -> pd.DataFrame:
    """Return ids that are not the one that is written as claims."""
    return pd.DataFrame({"owner": ids["owner"], "property": "native_id", "text": ids["native"], "reference": False})


def _grouped(frame: pd.DataFrame, n: int) -> Iterator[tuple[Said, Said]]:
    owner = frame["owner"].to_numpy(np.int64)
    bounds = np.searchsorted(owner, np.arange(n + 1)).tolist()
    properties, texts = frame["property"].astype(object).tolist(), frame["text"].tolist()
    refers = frame["reference"].tolist()
    for begin, end in itertools.pairwise(bounds):
        said: Said = {}
        references: Said = {}
        for at in range(begin, end):
            into = references if refers[at] else said
            prop = properties[at]
            if prop in into:
                into[prop].append(texts[at])
            else:
                into[prop] = [texts[at]]
        yield said, references


def _further_names(name: str, said: Said) -> None:
    """Leave under `name` what stands beside the best name, so that a reader who counts names finds the same best."""
    others = [text for text in said.pop("name", []) if text != name]
    if others:
        said["name"] = [name, *others] if min(others) < name else others


def _country_of(prop: str, value: str) -> str | None:
    if prop == "iban":
        return countries.lookup(value[:2]) if identifiers.iban(value) == value else None
    if prop == "imsi":
        return mobile.country(value) if devices.imsi(value) == value else None
    return identifiers.phone_country(value) if identifiers.phone(value) == value else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _plain(text: str | None) -> str | None:
    return text.rstrip("0").rstrip(".") if text is not None and "." in text else text
