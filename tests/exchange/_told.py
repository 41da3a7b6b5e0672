"""What a graph's own tables say, by ids that hold in the graph and in what was written of it.

Nothing of `netintel.exchange` is used here: what a writer drops shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from netintel.model.graph import EntityGraph
from netintel.vocab import evaluation, handling

COLUMNS = ("kind", "name", "countries", "category", "minor", "role", "lat", "lon", "first", "last")
TIES = ("kind", "directed", "role", "first", "last", "amount", "currency", "weight", "status")
MARKS = ("handling", "evaluation", "originator", "assertion", "review_due")
COUNTED = (
    *MARKS,
    "own marks",
    "points",
    "records",
    "issues",
    "judgements",
    "lineage",
    "origins",
    "originals",
    "repeated",
)
Names = dict[str, str]


class Told:
    """The tables of a graph as plain facts.

    Parameters
    ----------
    known
        Of what was read back: the graph that was written, whose ids are meant.
    """

    def __init__(self, graph: EntityGraph, known: Told | None = None) -> None:
        self.graph = graph
        stored = graph.claims.iloc[: graph.tables.claims.num_rows]
        self.stored = stored.astype(object).where(stored.notna(), None)
        self.default = graph.case.default_handling
        self.natives: dict[str, set[str]] = defaultdict(set)
        for origin in graph.origins.itertuples():
            self.natives[origin.entity].add(origin.native_id)
        self.owner = dict(zip(graph.origins["origin"], graph.origins["entity"], strict=True))
        self.links_native = dict(zip(graph.links.index, graph.tables.links["native_id"].to_pylist(), strict=True))
        self._listed: dict[str, set[str]] = defaultdict(set)
        for claim in self.stored[self.stored["property"] == "native_id"].itertuples():
            self._listed[self.owner.get(str(claim.subject), str(claim.subject))].add(str(claim.value))
        self.ids = self._named(known.index) if known is not None else {e: e for e in graph.entities.index}
        links = graph.links.index
        self.link_ids = self._links_named(known.link_index) if known is not None else {key: key for key in links}

    # Ids --------------------------------------------------------------------------------------------------------

    @property
    def index(self) -> Names:
        """Every name that means one entity alone -> its id."""
        times = Counter(native for natives in self.natives.values() for native in natives)
        found = {n: entity for entity, natives in self.natives.items() for n in natives if times[n] == 1}
        return found | {entity: entity for entity in self.graph.entities.index}

    @property
    def link_index(self) -> Names:
        times = Counter(self.links_native.values())
        found = {native: key for key, native in self.links_native.items() if native and times[native] == 1}
        return found | {key: key for key in self.graph.links.index}

    def listed(self, subject: str) -> set[str]:
        """Return the ids that claims list."""
        return self._listed.get(subject, set())

    def _named(self, index: Names) -> Names:
        found = {}
        for entity in self.graph.entities.index:
            meant = {index[n] for n in self.natives[entity] if n in index}
            meant = meant or {index[n] for n in self.listed(entity) if n in index}
            assert len(meant) == 1, (self.natives[entity], self.listed(entity), meant)
            (found[entity],) = meant
        assert len(set(found.values())) == len(found), "two entities came back for one"
        return found

    def _links_named(self, index: Names) -> Names:
        found = {}
        for key, native in self.links_native.items():
            meant = {index[native]} if native in index else {index[n] for n in self.listed(key) if n in index}
            assert len(meant) == 1, (native, self.listed(key), meant)
            (found[key],) = meant
        assert len(set(found.values())) == len(found), "two links came back for one"
        return found

    # Facts ------------------------------------------------------------------------------------------------------

    def entities(self) -> dict[str, tuple[str, ...]]:
        rows = self.graph.entities
        return {self.ids[key]: tuple(repr(row[c]) for c in COLUMNS) for key, row in rows.iterrows()}

    def links(self) -> dict[str, tuple[str, ...]]:
        found = {}
        for key, row in self.graph.links.iterrows():
            ends = (self.ids[row["source"]], self.ids[row["target"]])
            found[self.link_ids[key]] = (*ends, *(repr(row[c]) for c in TIES))
        return found

    def jurisdictions(self) -> set[tuple[str, str, str]]:
        table = self.graph.jurisdictions
        return {(self.ids[row.entity], row.country, row.basis) for row in table.itertuples()}

    def subject(self, claim: Any) -> str:
        subject = str(claim.subject)
        return self.ids[self.owner[subject]] if subject in self.owner else self.link_ids[subject]

    def claims(self) -> Counter[tuple[str, str, str, str]]:
        """Return (subject, property, how, text) -> times; of a value that was not understood the text as written."""
        found: Counter[tuple[str, str, str, str]] = Counter()
        for claim in self.stored.itertuples():
            if claim.value in self.owner:
                how, text = "reference", self.ids[self.owner[str(claim.value)]]
            elif claim.value is None:
                how, text = "not understood", claim.original
            else:
                how, text = "value", claim.value
            if text is not None:
                found[self.subject(claim), str(claim.property), how, str(text)] += 1
        return found

    def marks(self) -> dict[str, dict[str, set[str | None]]]:
        """Return subject -> mark -> every word that a record or a value of its own says; of what is claimed."""
        records = self.graph.records.set_index("record")[list(MARKS)]
        records = records.astype(object).where(records.notna(), None)
        of_record = dict(zip(records.index, records.to_dict("records"), strict=True))
        found: dict[str, dict[str, set[str | None]]] = defaultdict(lambda: defaultdict(set))
        every = self.graph.claims.astype(object)
        for claim in every.where(every.notna(), None).itertuples():
            told = found[self.subject(claim)]
            for mark, word in of_record[claim.record].items():
                told[mark].add(word)
            for mark in ("handling", "evaluation"):
                if getattr(claim, mark) is not None:
                    told[mark].add(getattr(claim, mark))
        return found

    def own_marks(self) -> list[tuple[str, str, str, str]]:
        """Return (claim, subject, mark, word), one row a value and mark of its own."""
        return [
            (str(claim.claim), self.subject(claim), mark, getattr(claim, mark))
            for claim in self.stored.itertuples()
            for mark in ("handling", "evaluation")
            if getattr(claim, mark) is not None
        ]


def one(mark: str, words: set[str | None], default: str) -> str | None:
    """Return the one word that stands for several, as docs/exchange.md states it."""
    if len(words) == 1:
        return next(iter(words))
    known = sorted(word for word in words if word is not None)
    if mark == "handling":
        return handling.combine([default if word is None else word for word in words])
    if mark == "evaluation":
        return max(words, key=lambda word: (evaluation.drop_rate(word), word is None, word or ""))
    if mark == "assertion":
        said = {word or "assessment" for word in words}
        return next(word for word in ("computed", "assessment", "fact") if word in said)
    return "; ".join(known) if mark == "originator" else min(known)


def compare(before: EntityGraph, after: EntityGraph, lost: dict[str, int], carried: frozenset[str]) -> None:
    """Fail where what came back differs from what was written in anything that the loss report does not count.

    Parameters
    ----------
    lost
        The loss report: what -> count.
    carried
        What the report does not count because the format has tables of its own for it.
    """
    whole = Told(before)
    back = Told(after, whole)
    same("entities", whole.entities(), back.entities())
    _links(whole, back, lost.get("status", 0))
    assert whole.jurisdictions() == back.jurisdictions()
    counts = {"points": _claims(whole, back), **_marks(whole, back), **_others(whole)}
    assert counts.pop("words", 0) <= lost.get("words", 0)
    expected = {what: count for what, count in counts.items() if count and what not in carried}
    assert {what: count for what, count in lost.items() if what in COUNTED} == expected
    assert lost.get("ids", 0) + lost.get("link ids", 0) == _ids(whole, back)


def same(what: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Fail with the first few that differ."""
    wrong = {k: (before.get(k), after.get(k)) for k in {*before, *after} if before.get(k) != after.get(k)}
    assert not wrong, f"{what}: {dict(list(wrong.items())[:3])}"


def _links(whole: Told, back: Told, lost_status: int) -> None:
    before, after = whole.links(), back.links()
    inferred = [key for key, told in before.items() if told != after[key] and told[-1] == "'inferred'"]
    assert len(inferred) == lost_status
    for key in inferred:
        before[key] = (*before[key][:-1], "'recorded'")
    same("links", before, after)


def _claims(whole: Told, back: Told) -> int:
    """Compare claims as sets, and return how many coordinates came back under the name that says they are no point."""
    before, after = set(whole.claims()), set(back.claims())
    native = {
        **{e: {e, *ids} for e, ids in whole.natives.items()},
        **{k: {k, n} for k, n in whole.links_native.items()},
    }
    added = {fact for fact in after - before if fact[1] == "native_id" and fact[3] in native[fact[0]]}
    moved = {fact for fact in before - after if fact[1] in ("latitude", "longitude")}
    renamed = {(who, f"other_{prop}", "value", text) for who, prop, _, text in moved}
    wrong = ((before - after) ^ moved) | ((after - before) ^ (added | renamed))
    assert not wrong, sorted(wrong)[:4]
    canonical = back.stored[back.stored["original"].notna() & back.stored["value"].notna()]
    assert canonical.empty, "a canonical value is read as another one"
    for entity, ids in whole.natives.items():
        found = next(key for key, meant in back.ids.items() if meant == entity)
        assert ids - {""} <= back.natives[found] | back.listed(found)
    return len(moved)


def _marks(whole: Told, back: Told) -> dict[str, int]:
    """Compare the marks of all of which something is claimed; return how many of each became one."""
    before, after = whole.marks(), back.marks()
    several: Counter[str] = Counter()
    for subject, told in before.items():
        expected = {mark: {one(mark, told[mark], whole.default)} for mark in MARKS}
        written_out = {word and f"\\u003d{word[1:]}" for word in expected["originator"] if word and word[0] == "="}
        if written_out and after[subject]["originator"] == written_out:
            expected["originator"] = written_out
            several["words"] += 1
        assert {mark: after[subject][mark] for mark in MARKS} == expected, subject
        several.update(mark for mark in MARKS if len(told[mark]) > 1)
    other = {claim for claim, subject, mark, word in whole.own_marks() if after[subject][mark] != {word}}
    return {**several, "own marks": len(other)}


def _others(whole: Told) -> dict[str, int]:
    graph, claims = whole.graph, whole.claims()
    told = [c for c in whole.stored.itertuples() if c.value is not None and c.original is not None]
    return {
        "records": len(graph.records),
        "issues": len(graph.issues),
        "judgements": len(graph.judgements),
        "lineage": len(graph.lineage),
        "origins": len(graph.origins) - len(graph.entities),
        "originals": len(told),
        "repeated": claims.total() - len(claims),
    }


def _ids(whole: Told, back: Told) -> int:
    """Return how many entities and links have another id than they had, or had none and have another than ours."""
    index, times = whole.index, Counter(whole.links_native.values())
    known = {meant: key for key, meant in back.ids.items()}
    links = {meant: key for key, meant in back.link_ids.items()}
    keys = {}
    for entity, ids in whole.natives.items():
        (only,) = ids if len(ids) == 1 else (entity,)
        keys[entity] = only if only and index.get(only) == entity else entity
    taken = {key for entity, key in keys.items() if key in back.natives[known[entity]]}
    lost = len(keys) - len(taken)
    for link, native in whole.links_native.items():
        key = native if native and times[native] == 1 and native not in taken else link
        lost += back.links_native[links[link]] != key
    return lost
