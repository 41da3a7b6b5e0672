"""Turns nodes and edges of graph files, read as attributes, into entities and links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from netintel.loaders import _graph_words, _written
from netintel.loaders._table_words import link_kind
from netintel.model.builder import Builder
from netintel.vocab import identifiers

Pairs = list[tuple[str, str]]
_Found = tuple[int, str, str]

_encode: Final = msgspec.json.Encoder().encode
_NUMBERS: Final = {"Phone": "number", "SIM": "number", "BankAccount": "account_number"}
_DOCUMENTS: Final = frozenset({"Passport", "Identification"})


class _Slot(NamedTuple):
    """Where the text of an attribute goes: `part` empty is a claim; of texts for one part the lowest `rank` is it."""

    prop: str
    part: str = ""
    rank: int = 0


class Elements:
    """The nodes and edges of one file.

    Parameters
    ----------
    build
    said
        Marks that hold for every element that has none of its own.
    """

    def __init__(self, build: Builder, said: Mapping[str, str] | None = None) -> None:
        self._build, self._marks = build, dict(said or {})
        self._ids: dict[str, bytes] = {}
        self._node_slots: dict[str, _Slot] = {}
        self._edge_slots: dict[str, _Slot] = {}
        self._counts: dict[tuple[str, str, str, str], list[Any]] = {}
        self._persons = 0
        self._beside_met = False

    # Elements ---------------------------------------------------------------------------------------------------

    def node(
        self,
        locator: str,
        native_id: str,
        said: Pairs,
        *,
        parents: Iterable[str] = (),
        otherwise: str = "",
        whole: bytes | None = None,
    ) -> bool:
        """Say a node; return False where it repeats an earlier one, or is set aside.

        Parameters
        ----------
        said
            Attributes as the file calls them, in its order.
        parents
            Ids of the nodes it is inside of.
        otherwise
            Kind where no attribute says one; a Person where this is empty, too.
        whole
            The element in canonical form, where `said` and `parents` are not all of it.
        """
        if not native_id:
            self.set_aside(locator, "missing_id", "a node without id: nobody could say who is meant", "id")
            return False
        parents = tuple(parents)
        content = hashlib.blake2b(whole or _encode((native_id, said, parents)), digest_size=16).digest()
        before = self._ids.setdefault(native_id, content)
        if before is not content:
            self._again(locator, before == content)
            return False
        claims, parts = self._sorted(said, self._node_slots, self._node_slot)
        marks = self._marked(parts, claims, locator) if self._beside_met else self._marks
        self._build.record(locator, None, **marks)
        kind = self._kind(parts, claims, otherwise, locator)
        if "claims" not in parts:  # netintel writes a name where there is one
            self._name(native_id, kind, parts, claims)
        references = [("parent", parent) for parent in parents] + (
            self._beside(parts, claims) if self._beside_met else []
        )
        self._build.entity(native_id, kind, claims)
        for prop, target in references:
            self._build.reference(native_id, prop, target)
        return True

    def edge(
        self,
        locator: str,
        ends: tuple[str, str],
        said: Pairs,
        *,
        native_id: str = "",
        directed: bool = True,
        whole: bytes | None = None,
    ) -> bool:
        """Say an edge; return False where it repeats an earlier one, or is set aside."""
        if not ends[0] or not ends[1]:
            self.set_aside(locator, "missing_end", "an edge without one of its ends", "source" if ends[1] else "target")
            return False
        claims, parts = self._sorted(said, self._edge_slots, self._edge_slot)
        marks = self._marked(parts, claims, locator) if self._beside_met else self._marks
        if not self._build.record(locator, whole or _encode((native_id, ends, directed, said)), **marks):
            return False
        # What netintel wrote has its kind and its id exactly, and no other edge of the file has that id.
        is_ours = "claims" in parts and _written.pairs(parts["claims"][2]) is not None
        references = self._beside(parts, claims) if self._beside_met else ()
        kind, status, weight = "UnknownLink", "recorded", None
        columns: dict[str, str] = {}
        for part, (_, prop, text) in parts.items():
            if part == "kind":
                kind = text if is_ours else link_kind(text.strip())
            elif part == "weight":
                weight = self._weight(text, claims, locator)
            elif part in _LINK_COLUMNS:
                columns[part] = text
            elif part == "status" and text in _STATUS:
                status = text
            elif part == "directed" and text in ("true", "false"):
                directed = text == "true"
            elif part not in _BESIDE:
                claims.append((prop, text))
        if self._beside_met:
            claims = _written.lift(claims, columns)
        if native_id and not is_ours:
            native_id = "\x1f".join((*ends, native_id))
        self._build.link(
            ends[0], ends[1], kind, native_id=native_id or None,
            directed=directed, weight=weight, status=status, claims=claims, references=references, **columns,
        )  # fmt: skip
        return True

    def set_aside(self, locator: str, code: str, message: str, field: str) -> None:
        """Set an element aside."""
        self._build.quarantine(locator, code, message, "correct the element, or ask for the file again", field)

    # Telling ----------------------------------------------------------------------------------------------------

    def count(self, code: str, what: str, hint: str, locator: str, *, field: str = "", times: int = 1) -> None:
        """Count something the reader must know; it is told once, with its number and its first place."""
        self._counts.setdefault((code, what, hint, field), [0, locator])[0] += times

    def tell(self) -> None:
        """Tell what was counted."""
        if self._persons:
            self._build.warn(
                "taken_as_persons", f"{self._persons} nodes do not say what they are; taken as persons",
                "say it in an attribute `kind`, with a word of netintel.vocab.kinds", field="kind", locator="",
            )  # fmt: skip
        for (code, what, hint, field), (times, locator) in self._counts.items():
            self._build.warn(code, f"{times} {what}", hint, field=field, locator=locator)

    # Parts of an element ----------------------------------------------------------------------------------------

    def _sorted(self, said: Pairs, slots: dict[str, _Slot], slot_of: Any) -> tuple[Pairs, dict[str, _Found]]:
        """Return claims, and by part of the record the (rank, property, text) that it is."""
        claims: Pairs = []
        parts: dict[str, _Found] = {}
        for title, text in said:
            if not text:
                continue
            slot = slots.get(title)
            if slot is None:
                slot = slots[title] = slot_of(title)
                self._beside_met = self._beside_met or slot.part in _BESIDE
            prop, part, rank = slot
            if not part or (part in _DATES and prop in _graph_words.STEPS and _graph_words.number(text) is not None):
                claims.append((prop, text))
            elif part not in parts:
                parts[part] = (rank, prop, text)
            elif part == "handling":  # the strictest of all holds
                parts[part] = (rank, prop, f"{parts[part][2]}; {text}")
            else:
                here, there = (rank, prop, text), parts[part]
                parts[part], other = (here, there) if _better(here, there, part) else (there, here)
                claims.append(other[1:])
        return claims, parts

    @staticmethod
    def _node_slot(title: str) -> _Slot:
        prop = _graph_words.property_name(title)
        if prop in _graph_words.KIND:
            return _Slot(prop, "node kind", _graph_words.KIND[prop])
        if prop == "label":
            return _Slot(prop, "label")
        if prop in _BESIDE or prop == "number":
            return _Slot(prop, prop)
        return _Slot(prop)

    @staticmethod
    def _edge_slot(title: str) -> _Slot:
        prop = _graph_words.property_name(title)
        if prop in _graph_words.LINK_KIND:
            return _Slot(prop, "kind", _graph_words.LINK_KIND[prop])
        if prop in _graph_words.COLUMNS:
            return _Slot(prop, *_graph_words.COLUMNS[prop])
        return _Slot(prop, prop) if prop in _BESIDE or prop == "directed" else _Slot(prop)

    def _marked(self, parts: dict[str, _Found], claims: Pairs, locator: str) -> dict[str, str]:
        own: dict[str, str] = {name: parts[name][2] for name in _written.MARKS if name in parts}
        if not own:
            return self._marks
        found = _written.marks(own, self._build, locator)
        claims += [(f"{name}_text", text) for name, text in own.items() if name not in found]
        return self._marks | found

    def _beside(self, parts: dict[str, _Found], claims: Pairs) -> Pairs:
        """Take what netintel writes beside a format's own fields; return the references among it."""
        references: Pairs = []
        for name, into in (("claims", claims), ("references", references)):
            if name in parts:
                text = parts[name][2]
                pairs = _written.pairs(text)
                into.extend(pairs) if pairs is not None else claims.append((name, text))
        return references

    def _kind(self, parts: dict[str, _Found], claims: Pairs, otherwise: str, locator: str) -> str:
        if "node kind" in parts:
            _, prop, text = parts["node kind"]
            known = _graph_words.kind_of(text)
            if known is not None:
                if text.strip(":") != known:
                    claims.append(("source_type", text))
                claims += [("category", category) for category in _graph_words.categories_of(text)]
                return known
            if _graph_words.is_word(text):
                claims.append(("source_type", text))
                self.count(
                    "unknown_kind", "nodes of kinds outside the vocabulary taken as Concept",
                    "their words are in the claims `source_type`; use the kinds of netintel.vocab.kinds", locator,
                    field="kind",
                )  # fmt: skip
                return "Concept"
            claims.append((prop, text))
        if not otherwise:
            self._persons += 1
        return otherwise or "Person"

    @staticmethod
    def _name(native_id: str, kind: str, parts: dict[str, _Found], claims: Pairs) -> None:
        if "number" in parts:
            text = parts["number"][2]
            prop = _NUMBERS.get(kind, "document_number" if kind in _DOCUMENTS else "column_number")
            claims.append(("iban" if prop == "account_number" and identifiers.iban(text) else prop, text))
        named = any(prop == "name" for prop, _ in claims)
        if "label" in parts:
            claims.append(("label" if named else "name", parts["label"][2]))
        elif not any(prop in _graph_words.NAMING for prop, _ in claims):
            claims.append(("name", native_id))

    def _weight(self, text: str, claims: Pairs, locator: str) -> float | None:
        value = _graph_words.number(text)
        if value is None and text.strip().lower() != "nan":
            claims.append(("weight_text", text))
            self.count(
                "weight_not_understood", "weights that are no number; the text is kept, no weight is set",
                "correct the export", locator, field="weight",
            )  # fmt: skip
        return value

    def _again(self, locator: str, same: bool) -> None:
        if same:
            self._build.repeated()
        else:
            self.set_aside(locator, "id_twice", "another node has this id and says something else", "id")


_BESIDE: Final = frozenset({*_written.MARKS, "claims", "references"})
_DATES: Final = frozenset({"first", "last"})
_LINK_COLUMNS: Final = frozenset({"first", "last", "amount", "currency", "role"})
_STATUS: Final = frozenset({"recorded", "inferred"})


def _better(here: _Found, there: _Found, part: str) -> bool:
    """Return whether a later text is the one for a part: by rank, and of words for a kind, one that is known."""
    if part == "node kind":
        known = [_graph_words.kind_of(text) is None for _, _, text in (here, there)]
        return (known[0], here[0]) < (known[1], there[0])
    return here[0] < there[0]
