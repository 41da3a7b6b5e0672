"""Names and nodes of JSON-LD as one file spells them: prefixes, aliases, `@vocab`, typed values, lists and blank nodes.

A context is read only where it stands in the file; one that is an address is never fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec

from netintel.errors import FileRejectedError

_ONTOLOGY = re.compile(
    r"^https?://(?:www\.)?(?:ontology\.)?(?:unifiedcyberontology|caseontology)\.org/"
    r"(?:ontology/)?(?:uco/|case/)?([a-z]+)(?:/[0-9.]+)?[/#]([A-Za-z0-9_-]+)$"
)
_PLAIN: Final = {
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2001/XMLSchema#": "xsd",
    "http://purl.org/co/": "co",
    "urn:netintel:record:": "netintel",
}
_STANDARD = re.compile(r"^(?:uco|case)-[a-z]+$")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_encode = msgspec.json.Encoder(order="sorted").encode


class Name(NamedTuple):
    """What a key or type means: the module of UCO or CASE (`core`), a prefix, or `@`; and its local name."""

    space: str
    local: str
    known: bool

    @property
    def snake(self) -> str:
        """The name as netintel spells properties; of other vocabularies with their prefix."""
        local = snake(self.local)
        return local if self.known or not self.space else f"{self.space}.{local}"


class Literal(NamedTuple):
    """A value, with its language where it states one."""

    text: str
    language: str


@dataclass(slots=True)
class Node:
    """A node: its native id, its types, and what it says; a node that says nothing is a mention."""

    id: str
    types: list[Name] = field(default_factory=list)
    said: dict[Name, list[Node | Literal]] = field(default_factory=dict)
    empty: int = 0
    named: bool = True
    """Whether it has an id in the file; others can only be found at their place."""

    @property
    def is_mention(self) -> bool:
        return not self.types and not self.said

    def plain(self) -> Any:
        """Return the node as a structure that can be written as JSON."""
        shown: dict[str, Any] = {"@id": self.id} if self.named else {}
        if self.types:
            shown["@type"] = [name.local for name in self.types]
        for name, values in self.said.items():
            listed = [value.text if isinstance(value, Literal) else value.plain() for value in values]
            shown[name.snake] = listed[0] if len(listed) == 1 else listed
        return shown

    def json(self) -> str:
        return _encode(self.plain()).decode()


class OwnContextError(Exception):
    """A node brings a context of its own."""


class Context:
    """The context of one file.

    Parameters
    ----------
    given
        What stands under `@context`.
    sha256
        Hash of the file: ids that are not unique in the world hold only within it.
    corrects
        Hash of the file whose records it holds corrected: its ids mean the things of that file, its places do not.
    """

    def __init__(self, given: Any, sha256: str, corrects: str | None) -> None:
        self._file = sha256[:16]
        self._scope = (corrects or sha256)[:16]
        self._iris: dict[str, str] = {}
        self._references: set[str] = set()
        self._vocab = ""
        self._base = ""
        self.remote = 0
        self._names: dict[str, Name] = {}
        for part in given if isinstance(given, list) else [given]:
            self._learn(part)

    def _learn(self, part: Any) -> None:
        if isinstance(part, str):
            self.remote += 1
        for key, value in part.items() if isinstance(part, dict) else ():
            told = value.get("@id") if isinstance(value, dict) else value
            if key == "@vocab" and isinstance(told, str):
                self._vocab = told
            elif key == "@base" and isinstance(told, str):
                self._base = told
            elif isinstance(told, str) and not key.startswith("@"):
                self._iris[key] = told
            if isinstance(value, dict) and value.get("@type") in ("@id", "@vocab"):
                self._references.add(key)

    def name(self, key: str) -> Name:
        """Return what a key or a type means.

        Raises
        ------
        FileRejectedError
            Its prefix is stated nowhere in the file.
        """
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = self._meant(key)
        return found

    def _meant(self, key: str) -> Name:
        if key.startswith("@"):
            return Name("@", key[1:], False)
        iri = self._expanded(key)
        if iri.startswith("@"):
            return Name("@", iri[1:], False)
        match = _ONTOLOGY.match(iri)
        if match is not None:
            return Name(match[1], match[2], True)
        for start, space in _PLAIN.items():
            if iri.startswith(start):
                return Name(space, iri[len(start) :], True)
        prefix, colon, rest = key.partition(":")
        if colon and prefix in self._iris:
            return Name(prefix, rest, False)
        if ":" in key:
            known = [(len(start), name) for name, start in self._iris.items() if start and iri.startswith(start)]
            size, name = max(known, default=(0, ""))
            return Name(name, iri[size:], False)
        return Name("", key, False)

    def _expanded(self, key: str) -> str:
        """Follow terms and prefixes; a term may be defined by a prefix that is defined beside it."""
        for _ in range(8):
            if key in self._iris:
                key = self._iris[key]
                continue
            prefix, colon, rest = key.partition(":")
            if not colon:
                if self.remote and not self._vocab and not key.startswith("@"):
                    raise _stated_elsewhere()
                return key if key.startswith("@") else self._vocab + key
            if prefix in self._iris and not rest.startswith("//"):
                return self._iris[prefix] + rest
            if _STANDARD.match(prefix) or (self.remote and not rest.startswith("//") and prefix not in ("urn", "_")):
                raise _stated_elsewhere()
            return key
        return key

    def native(self, said: str) -> str:
        """Return the id of a node: its IRI where it ends with a UUID, else one that holds only within the file."""
        prefix, colon, rest = said.partition(":")
        iri = said
        if colon and prefix in self._iris and not rest.startswith("//"):
            iri = self._iris[prefix] + rest
        elif not colon:
            iri = self._base + said
        return iri if _UUID.search(iri) else f"{self._scope}#{iri}"

    def node(self, raw: dict[str, Any], place: str) -> Node:
        """Return a node of the file with all that stands below it.

        Raises
        ------
        OwnContextError
            It brings a context of its own.
        """
        said: dict[Name, list[Node | Literal]] = {}
        node = Node(f"{self._file}#{place}", named=False)
        for key, value in raw.items():
            name = self.name(key)
            if name.space == "@":
                if name.local == "context":
                    raise OwnContextError
                if name.local == "id" and isinstance(value, str) and value:
                    node.id, node.named = self.native(value), True
                elif name.local == "type":
                    listed = value if isinstance(value, list) else [value]
                    node.types = [self.name(one) for one in listed if isinstance(one, str)]
                elif value not in (None, "", [], {}):
                    said.setdefault(name, []).append(Literal(_encode(value).decode(), ""))
                continue
            values = said.setdefault(name, [])
            before = len(values)
            self._values(key, value, values, f"{place}/{key}", node)
            if len(values) == before:
                node.empty += 1
        node.said = {name: values for name, values in said.items() if values}
        return node

    def _values(self, key: str, value: Any, into: list[Node | Literal], place: str, holder: Node) -> None:
        if isinstance(value, list):
            for n, one in enumerate(value):
                self._values(key, one, into, f"{place}/{n}", holder)
        elif isinstance(value, dict):
            self._structure(key, value, into, place, holder)
        elif isinstance(value, str) and value and key in self._references:
            into.append(Node(self.native(value)))
        elif (text := _text(value)) != "":
            into.append(Literal(text, ""))

    def _structure(self, key: str, value: dict[str, Any], into: list[Node | Literal], place: str, holder: Node) -> None:
        words = {self.name(word): inner for word, inner in value.items()}
        for word in ("list", "set"):
            if Name("@", word, False) in words:
                self._values(key, words[Name("@", word, False)], into, place, holder)
                return
        if Name("@", "value", False) in words:
            text = _text(words[Name("@", "value", False)])
            if text:
                into.append(Literal(text, _text(words.get(Name("@", "language", False)))))
            return
        inner = self.node(value, place)
        holder.empty += inner.empty
        if inner.named or not inner.is_mention:
            into.append(inner)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return _encode(value).decode()


def _stated_elsewhere() -> FileRejectedError:
    return FileRejectedError(
        "context_elsewhere",
        "the context that says what its names mean is not in the file, and netintel fetches nothing",
        "ask the sender to write the prefixes into `@context` of the file itself",
        "/@context",
    )


@cache
def snake(name: str) -> str:
    """Return a camelCase name in snake_case.

    Examples
    --------
    >>> snake("accountIdentifier"), snake("ICCID"), snake("SIMType"), snake("kindOfRelationship")
    ('account_identifier', 'iccid', 'sim_type', 'kind_of_relationship')
    """
    return _HUMP.sub("_", name.replace("-", "_")).lower()
