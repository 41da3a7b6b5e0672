"""Reads the nodes of a CASE/UCO graph: things with facets, relationships, markings, and who did what with what."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders import _case_words as words
from netintel.loaders import _case_written, _written
from netintel.loaders._case_context import Context, Literal, Name, Node, OwnContextError
from netintel.model.builder import Builder
from netintel.vocab import handling, identifiers

_CONTENT: Final = frozenset({"dataPayload", "bitString"})
_HASH: Final = re.compile(r"[^a-z0-9]")
_PLAIN_TYPE = re.compile(r"^[A-Za-z0-9_-]{1,80}$")
_encode = msgspec.json.Encoder(order="sorted").encode

Claims = list[tuple[str, str]]


class CaseReader:
    """Reads the nodes of one file, each a record, and counts what the reader must know at the end."""

    def __init__(self, build: Builder, context: Context, nodes: list[tuple[str, Any]], root: Node | None) -> None:
        self.build, self._context, self._nodes, self._root = build, context, nodes, root
        self._types: dict[str, list[Name]] = {}
        self._links: set[str] = set()
        self._owners: dict[str, list[tuple[str, Name]]] = defaultdict(list)
        self._markings: dict[str, str | None] = {}
        self._names: dict[str, str] = {}
        self._holds: Counter[str] = Counter()
        self._read: list[tuple[str, Any, Node | None]] = []
        self.unknown: Counter[str] = Counter()
        self.unmarked = self.empty = self.contents = self.only_named = 0

    def read(self) -> None:
        """Read every node."""
        for place, raw in self._nodes:
            self._read.append((place, raw, self._node(place, raw)))
        self._learn()
        for place, raw, node in self._read:
            if node is not None:
                self._record(place, raw, node)

    def _node(self, place: str, raw: Any) -> Node | None:
        if not isinstance(raw, dict):
            what = "not a node: a JSON object was expected"
            self.build.quarantine(place, "no_node", what, "correct the node, or ask for the file again")
            return None
        try:
            return self._context.node(raw, place)
        except OwnContextError:
            what = "a node that brings a context of its own, so that its names mean other things than in the file"
            self.build.quarantine(place, "own_context", what, "ask for one context at the top of the file", "@context")
            return None

    # Before the first record: what the ids mean ------------------------------------------------------------------

    def _learn(self) -> None:
        tops = [node for _, _, node in self._read if node is not None]
        for node in tops:
            self._holds[node.id] += 1
            for inner in _all(node):
                if inner.types:
                    self._types.setdefault(inner.id, inner.types)
                if _is_relationship(inner):
                    self._links.add(inner.id)
                if (called := _first(inner, "core", "name")) is not None:
                    self._names.setdefault(inner.id, called)
                if any(type_.known and type_.space == "marking" for type_ in inner.types):
                    self._markings[inner.id] = _marking(inner)
        parts = {node.id for node in tops if words.is_part(node.types)}
        for node in tops:
            for holder, name, inner in _mentions(node):
                if inner.id in parts and inner.id != holder:
                    self._owners[inner.id].append((holder, name))
        for node in tops:  # a definition may state its words in another node
            if node.id in self._markings:
                below = [self._markings.get(inner.id) for inner in _all(node)]
                self._markings[node.id] = handling.combine([self._markings[node.id], *below])

    def _owner(self, id_: str) -> str:
        """Return the thing a part belongs to, however deep."""
        seen = {id_}
        while self._owners.get(id_) and self._owners[id_][0][0] not in seen:
            id_ = self._owners[id_][0][0]
            seen.add(id_)
        return id_

    def _kind(self, id_: str, node: Node | None = None) -> str:
        types = node.types if node is not None and node.types else self._types.get(id_, [])
        return words.kind_of(types) or "Concept"

    # One record --------------------------------------------------------------------------------------------------

    def _record(self, place: str, raw: Any, node: Node) -> None:
        if _is_relationship(node) and not (_targets(node, "source") and _targets(node, "target")):
            missing = "target" if _targets(node, "source") else "source"
            what = f"a relationship without its {missing} ties nothing"
            self.build.quarantine(place, "missing_end", what, "ask the sender for both ends", missing)
            return
        marks = self._marks(node, place)
        repeats = self._holds[node.id] > 1 or not node.named
        if not self.build.record(place, _encode(raw) if repeats else None, **marks):
            return
        if self._root is not None:
            root, self._root = self._root, None
            self._say(root)
        self._say(node)

    def _marks(self, node: Node, place: str) -> dict[str, str | None]:
        texts: dict[str, str] = {}
        marks: dict[str, str | None] = {}
        codes: list[str | None] = []
        for name, values in node.said.items():
            if _case_written.is_mark(name):
                texts[name.local] = "; ".join(value.text for value in values if isinstance(value, Literal))
            elif name.known and name.local == "objectMarking":
                codes += [self._marked(value) for value in values]
            elif name.known and name.local == "createdBy" and isinstance(values[0], Node):
                marks["originator"] = self._names.get(values[0].id)
        marks |= _written.marks(texts, self.build, place)
        marks["handling"] = handling.combine([*codes, marks.get("handling")])
        return marks

    def _marked(self, value: Node | Literal) -> str | None:
        code = _code(value.text) if isinstance(value, Literal) else self._markings.get(value.id)
        self.unmarked += code is None
        return code

    def _say(self, node: Node) -> None:
        self.empty += node.empty
        own = _case_written.own(node)
        if node.is_mention:
            self.only_named += 1
        elif "defines" in own:
            return  # netintel wrote it for others; each record says its own handling
        elif _is_relationship(node):
            self._relationship(node, own)
        elif "kind" in own:
            self._written(node, own)
        elif words.is_part(node.types) and self._owners.get(node.id):
            for holder, name in self._owners[node.id]:
                owner = self._owner(holder)
                said: Claims = []
                self._part(owner, self._kind(owner), name, node, said)
                for prop, text in said:
                    self.build.claim(owner, prop, text)
        else:
            self._entity(node)

    def _entity(self, node: Node) -> None:
        kind = words.kind_of(node.types)
        if kind is None:
            for type_ in node.types[:1]:
                self.unknown[type_.local] += 1
            kind = self._kind(node.id) if not node.types else "Concept"
        if kind == "Place" and any(name.local == "street" for inner in _all(node) for name in inner.said):
            kind = "Address"
        said: Claims = []
        self._of(node.id, kind, node, said)
        if kind == "Person":
            said += [words.ROLES[type_.local] for type_ in node.types if type_.known and type_.local in words.ROLES]
        if _first(node, "core", "name") is None:
            found = words.name_from(_firsts(node))
            said += [("name", found)] if found else []
        said += [("source_type", type_.local) for type_ in node.types]
        self.build.entity(node.id, kind, said)

    def _written(self, node: Node, own: dict[str, str]) -> None:
        """Say what netintel wrote of an entity, and what others added to it."""
        kind = _written.kind(own["kind"]) or "Concept"
        said = _written.pairs(own.get("claims")) or []
        self._of(node.id, kind, _case_written.besides(node), said)
        self.build.entity(node.id, kind, said)
        for prop, target in _written.pairs(own.get("references")) or []:
            self.build.reference(node.id, prop, target)

    def _of(self, owner: str, kind: str, node: Node, said: Claims) -> None:
        """Say of its owner what a node or a facet states."""
        for name, values in node.said.items():
            if name.known and name.local == "objectMarking":
                self._named(owner, "marking", values, said)
                continue
            if _case_written.is_mark(name):
                continue
            prop = words.property_of(node.types, name)
            for value in values:
                if isinstance(value, Literal):
                    self._literal(name, prop, value, said)
                elif value.is_mention:
                    self._mention(owner, kind, name, node, value.id, said)
                elif name.local == "hasFacet" or words.is_part(value.types) or not self._is_thing(value):
                    self._part(owner, kind, name, value, said)
                else:
                    self._say(value)
                    self._mention(owner, kind, name, node, value.id, said)

    def _is_thing(self, node: Node) -> bool:
        return words.kind_of(node.types) is not None or _is_relationship(node) or node.named

    def _literal(self, name: Name, prop: str, value: Literal, said: Claims) -> None:
        text = value.text
        if name.local in _CONTENT:
            self.contents += 1
            text = f"{len(text)} characters, not decoded"
        # an MSISDN begins with its country code by its definition; tools write national numbers there, too
        if name.local == "MSISDN" and identifiers.is_whole(text):
            said.append(("phone", f"+{text}"))
        said.append((prop, text))
        if value.language:
            said.append((f"{prop}.language", value.language))

    def _part(self, owner: str, kind: str, name: Name, part: Node, said: Claims) -> None:
        """Say of its owner what a part states: a facet its properties, a hash its value, another one its JSON."""
        self.empty += part.empty
        if name.local == "hasFacet" or any(type_.local.endswith("Facet") for type_ in part.types):
            shown = " ".join(type_.local for type_ in part.types if type_.local != "Facet") or "Facet"
            said.append(("facet", f"{shown} {part.id}" if part.named else shown))
            self._of(owner, kind, part, said)
            return
        method, value = _first(part, "types", "hashMethod"), _first(part, "types", "hashValue")
        if method is not None and value is not None:
            said.append((_HASH.sub("", method.lower()) or "hash", value))
            return
        said.append((words.property_of([], name), part.json()))
        mentioned = {owner}
        for _, inner_name, inner in _mentions(part):
            if inner.id not in mentioned and not words.is_part(self._types.get(inner.id, [])):
                mentioned.add(inner.id)
                self._mention(owner, kind, inner_name, part, inner.id, said)

    def _named(self, owner: str, prop: str, values: list[Node | Literal], said: Claims) -> None:
        for value in values:
            if isinstance(value, Literal):
                said.append((prop, value.text))
            else:
                self.build.reference(owner, prop, value.id)

    def _mention(self, owner: str, kind: str, name: Name, node: Node, target: str, said: Claims) -> None:
        """Say what a node names: a part of its own, a link, a side of a call, a thing held, or something untied."""
        if words.is_part(self._types.get(target, [])) and self._owners.get(target):
            if self._owner(target) == owner:
                return  # the part says so itself
            target = self._owner(target)
        prop = name.snake
        if target in self._links:  # links have no links
            said.append((prop, target))
            return
        when: dict[str, Any] = {"first": _time(node, words.START), "last": _time(node, words.END)}
        side = words.SIDES.get((kind, name.local)) if name.known else None
        if side is not None:
            self.build.link(target, owner, "Participant", role=side, **when)
        elif name.known and name.local == "owner":
            self.build.link(target, owner, "Owner", role="owner")
        elif name.known and name.local in words.CONTACT and kind == "Person":
            self.build.link(owner, target, "Owner", role="contact")
        elif name.known and name.local in words.UNTIED:
            self.build.reference(owner, prop, target)
        elif name.local == "object" and any(t.local in words.LISTING for t in node.types):
            self.build.link(owner, target, "Contains", role="object")
        else:
            self.build.link(owner, target, "Reference", role=prop, **when)

    # Links -------------------------------------------------------------------------------------------------------

    def _relationship(self, node: Node, own: dict[str, str]) -> None:
        role = _first(node, "core", "kindOfRelationship")
        is_ours = "kind" in own
        said: Claims = (_written.pairs(own.get("claims")) or []) if is_ours else []
        named: Claims = (_written.pairs(own.get("references")) or []) if is_ours else []
        for name, values in (_case_written.besides(node) if is_ours else node).said.items():
            if name.known and name.local in ("source", "target"):
                said += [(f"{name.local}_text", value.text) for value in values if isinstance(value, Literal)]
                continue
            if (name.known and name.local in ("isDirectional", "kindOfRelationship")) or (_case_written.is_mark(name)):
                continue
            prop = words.property_of(node.types, name)
            if name.known and name.local in ("startTime", "endTime"):
                values = values[1:]
            for value in values:
                if isinstance(value, Literal):
                    said.append((prop, value.text))
                elif value.is_mention:
                    (said if value.id in self._links else named).append((prop, value.id))
                else:
                    said.append((prop, value.json()))
        said += [("source_type", type_.local) for type_ in node.types if type_.local != "Relationship"]
        directed = (_first(node, "core", "isDirectional") or "true").lower() not in ("false", "0")
        columns: dict[str, Any] = {
            "kind": _camel(role) if role else "Relationship",
            "role": role,
            "first": _time(node, words.START),
            "last": _time(node, words.END),
            "directed": directed,
        }
        if is_ours:
            columns = {"kind": "Relationship", **_case_written.columns(own, directed)}
        ends = product(self._ends(node, "source"), self._ends(node, "target"))
        for n, (source, target) in enumerate(ends, 1):
            native_id = node.id if n == 1 else f"{node.id}#{n}"
            self.build.link(source, target, native_id=native_id, claims=said, references=named, **columns)
            if not is_ours and role and _camel(role) == "HasRole":
                for type_ in self._types.get(target, []):
                    if type_.local in words.ROLES:
                        self.build.claim(source, *words.ROLES[type_.local])

    def _ends(self, node: Node, end: str) -> list[str]:
        found = []
        for value in _targets(node, end):
            if not value.is_mention:
                self._say(value)
            found.append(self._owner(value.id))
        return found

    def tell(self) -> None:
        """Tell once a file what was met on the way."""
        warn = self.build.warn
        for type_, n in sorted(self.unknown.items()):
            shown = type_ if _PLAIN_TYPE.match(type_) else "of an odd name"
            what = f"{n} nodes of the type {shown}, which netintel does not know, are kept as Concept"
            warn("unknown_type", what, "nothing to do; the type is in the claim source_type", field="@type", locator="")
        if self._context.remote:
            what = f"{self._context.remote} contexts are addresses and were not fetched; no name of the file needs them"
            warn("remote_context", what, "nothing to do", field="@context", locator="")
        if self.unmarked:
            what = f"{self.unmarked} markings name no handling code that is in a scheme, or are not in the file"
            hint = "the case's default handling holds for these records; ask the sender what the marking means"
            warn("unknown_marking", what, hint, field="objectMarking", locator="")
        if self.contents:
            what = f"{self.contents} embedded contents were not decoded; only their length is kept"
            warn("content_left_out", what, "open them only where that is safe", field="dataPayload", locator="")
        if self.only_named:
            what = f"{self.only_named} nodes have an id and say nothing"
            warn("only_named", what, "nothing to do, or ask the sender what they are", locator="")
        if self.empty:
            warn("empty_fields", f"{self.empty} fields are empty and give no claim", "nothing to do", locator="")


def _all(node: Node) -> Iterator[Node]:
    """Give a node and every node below it."""
    yield node
    for values in node.said.values():
        for value in values:
            if isinstance(value, Node):
                yield from _all(value)


def _mentions(node: Node) -> Iterator[tuple[str, Name, Node]]:
    """Give (id of the holder, property, node) of every mention below a node."""
    for name, values in node.said.items():
        for value in values:
            if isinstance(value, Node):
                if value.is_mention:
                    yield node.id, name, value
                elif words.is_part(value.types) or not value.named:
                    for _, inner, found in _mentions(value):
                        yield node.id, inner, found
                else:
                    yield from _mentions(value)


def _is_relationship(node: Node) -> bool:
    if any(type_.known and type_.local.endswith("Relationship") for type_ in node.types):
        return True
    return all(any(n.known and n.local == end for n in node.said) for end in ("source", "target"))


def _targets(node: Node, end: str) -> list[Node]:
    found = node.said.get(Name("core", end, True), [])
    return [value for value in found if isinstance(value, Node)]


def _first(node: Node, space: str, local: str) -> str | None:
    for value in node.said.get(Name(space, local, True), ()):
        if isinstance(value, Literal):
            return value.text
    return None


def _firsts(node: Node) -> dict[str, str]:
    """Return the first text of each name, in the node and its facets."""
    found: dict[str, str] = {}
    for name, values in node.said.items():
        for value in values:
            if isinstance(value, Literal):
                if name.known:
                    found.setdefault(name.local, value.text)
            elif name.local == "hasFacet":
                found = {**_firsts(value), **found}
    return found


def _time(node: Node, names: tuple[str, ...]) -> str | None:
    for name, values in node.said.items():
        if name.known and name.local in names and isinstance(values[0], Literal):
            return values[0].text
    return None


def _camel(text: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[\s_-]+", text) if part) or "Relationship"


def _code(text: str) -> str | None:
    if handling.refused(text):
        raise FileRejectedError(
            "classified",
            "a marking names an EU or NATO classification of RESTRICTED or above",
            "this machine is not accredited for it; netintel does not load it",
        )
    return handling.parse(text)


def _marking(node: Node) -> str | None:
    """Return what a marking definition means: its own words, or a TLP level that it calls by its name alone."""
    texts = [v.text for values in node.said.values() for v in values if isinstance(v, Literal)]
    is_tlp = any(text.strip().lower() == "tlp" for text in texts)
    codes = [_code(text) or (handling.parse(f"TLP:{text.strip()}") if is_tlp else None) for text in texts]
    return handling.combine(codes)
