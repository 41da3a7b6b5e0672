"""GEXF: graphs as Gephi exchanges them, with their times.

Publisher
    gexf.net (Gephi); versions 1.1draft, 1.2draft, 1.3 and earlier, whose namespaces differ.
Channel
    `.gexf`, `.xml` with the root element `gexf`.
Unit counted
    Node or edge: one element `node` or `edge`, also of nodes inside nodes. A node without id, an edge without one of
    its ends, and a second node of one id that says something else are set aside; an element repeated word for word is
    a duplicate.
Identity
    `id` of a node, within the file; `id` of an edge together with its ends.
Handling
    Attributes named `handling`, `evaluation`, `originator`, `assertion`, `review_due` of a node or an edge.

==================================  =====================================================================
element                             becomes
==================================  =====================================================================
`node`                              entity; its kind by the attribute `kind`, `entity_type`, `node_type`,
                                    `labels`, `schema` or `type`, with claim `source_type` where the word
                                    differs; a word that is no kind gives a Concept and is counted
`node` that says no kind            a Person, as in an edge list, and a warning says how many
`label`                             name; where an attribute `name` is another, a claim label
`attvalue` (`for` or `id`)          the property of its title: `nationality`, `birth_date`, `lat` …; `number`
                                    as in GraphML; others under their own name in snake_case
`attribute/default`                 what an element says that does not say otherwise
`attvalue` with a time              besides, claim `<property>_period`: the value and when it held
`pid`, `parents`, nodes in a node   reference `parent`
`edge`                              link; its kind by an attribute or field `kind`, `type`, `relation`, `label`
`type` of an edge                   directed or not; `mutual` is not directed, with claim direction; else
                                    `defaultedgetype`, else not directed; any other word is a kind
`weight`                            weight of the link; several that held at several times are claims
`start`, `end`, `spells`,           first and last of a link, start_date and end_date of an entity: from the
`timestamp(s)`, `intervals`         first to the last; where there are several, each is a claim spell
`claims`, `references`              what netintel writes beside the format's own fields
==================================  =====================================================================

Ignored: colours, sizes and places of the namespace viz, which are how it was drawn, and `meta` (when and by what
program it was written), which is of no entity; both are counted. The weight 1 that the format supposes is not set.

Traps
-----
Times are numbers of the file's own clock unless `timeformat` says date or they can be nothing else: 2009.0 is then no
year, and stays a claim `start` or `end`. Ids of attributes are declared apart for nodes and for edges. An edge to a
node that is not there is read; its end is a stub.

References: gexf.net, primer and schemas.
"""

from __future__ import annotations

import csv
from typing import Final, NamedTuple

from netintel.loaders import _gexf_times, _xml
from netintel.loaders._graph_elements import Elements, Pairs
from netintel.loaders._graph_words import property_name
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "gexf"
TITLE: Final = "GEXF (Gephi)"
PUBLISHER: Final = "gexf.net"
UNIT: Final = "node or edge"
IDS: Final = "file"

_NODE: Final = frozenset({"id", "pid"})
_EDGE: Final = frozenset({"id", "source", "target", "type"})
_WAYS: Final = frozenset({"directed", "undirected", "mutual"})
_NESTED: Final = frozenset({"nodes", "edges"})


class _Content(NamedTuple):
    said: Pairs
    parents: list[str]
    drawn: int


def sniff(head: Head) -> bool:
    """Return whether the root element is `gexf`."""
    return head.xml is not None and head.xml.name == "gexf"


def read(source: Source, build: Builder) -> None:
    """Read the nodes and edges."""
    _Reader(source, build).read()


class _Reader:
    """The state of reading one file: what its attributes are called, and how its edges and times are meant."""

    def __init__(self, source: Source, build: Builder) -> None:
        self._data, self._elements = source.data, Elements(build)
        self._titles: dict[tuple[str, str], str] = {}
        self._lists: set[tuple[str, str]] = set()
        self._defaults: dict[str, list[tuple[str, str, str]]] = {"node": [], "edge": []}
        self._graph: dict[str, str] | None = None
        self._names: dict[str, str] = {}
        self._drawn = 0

    def read(self) -> None:
        """Read element by element."""
        for element in _xml.each(self._data, "attribute", "node", "edge", "meta"):
            name = _xml.local(element)
            if name == "node":
                self._node(element)
            elif name == "edge":
                self._edge(element)
            elif name == "attribute":
                self._attribute(element)
            else:
                left = sum(1 for _ in _xml.leaves(element))
                self._count(
                    "meta_ignored", "values on the file as a whole (meta), which are of no entity, ignored", left
                )
        self._count("drawing_ignored", "values of a drawing (namespace viz) ignored", self._drawn)
        self._elements.tell()

    def _count(self, code: str, what: str, times: int) -> None:
        if times:
            self._elements.count(code, what, "nothing to do; they are in the file", "", times=times)

    def _attribute(self, element: _xml.Element) -> None:
        said, group = _xml.attributes(element), element.getparent()
        own, title = said.get("id", ""), said.get("title") or said.get("id", "")
        of = group.get("class", "node") if group is not None else "node"
        self._titles[of, own] = title
        if said.get("type", "").lower().startswith("list"):
            self._lists.add((of, own))
        default = _xml.find(element, "default")
        if default is not None and (default.text or "").strip() and of in self._defaults:
            self._defaults[of].append((own, title, default.text or ""))

    def _node(self, element: _xml.Element) -> None:
        content = self._content(element, "node", _NODE)
        outer = element.getparent()
        holder = outer.getparent() if outer is not None else None
        parents = [parent for parent in (element.get("pid"), *content.parents) if parent]
        if holder is not None and _xml.local(holder) == "node" and holder.get("id"):
            parents.append(holder.get("id", ""))
        self._elements.node(
            _xml.line(element), element.get("id", ""), content.said, parents=dict.fromkeys(parents),
            whole=_xml.canonical(element) if content.drawn else None,
        )  # fmt: skip

    def _edge(self, element: _xml.Element) -> None:
        content = self._content(element, "edge", _EDGE)
        said, locator = content.said, _xml.line(element)
        way = element.get("type", "").strip()
        if way and way.lower() not in _WAYS:
            said.append(("type", way))
            way = ""
        way = way.lower() or self._stated(element, "defaultedgetype").lower()
        if way == "mutual":
            said.append(("direction", way))
        ends = (element.get("source", ""), element.get("target", ""))
        self._elements.edge(
            locator, ends, said, native_id=element.get("id", ""), directed=way == "directed",
            whole=_xml.canonical(element) if content.drawn else None,
        )  # fmt: skip

    def _stated(self, element: _xml.Element, name: str) -> str:
        """Return an attribute of the graph around an element."""
        if self._graph is None:
            graph = next((outer for outer in element.iterancestors() if _xml.local(outer) == "graph"), None)
            self._graph = _xml.attributes(graph) if graph is not None else {}
        return self._graph.get(name, "")

    def _content(self, element: _xml.Element, of: str, own: frozenset[str]) -> _Content:
        """Return what an element says, as pairs of title and text, and the nodes it is inside of."""
        said: Pairs = []
        times: dict[str, str] = {}
        for name in element.keys():  # noqa: SIM118 - an element is no mapping
            if name in own:
                continue
            key, text = str(name).rpartition("}")[2], element.get(name, "")
            if key in _gexf_times.TIMES:
                times[key] = text
            else:
                said.append((key, text))
        spans = _gexf_times.spans(times) if times else []
        parents: list[str] = []
        given: set[str] = set()
        drawn, names = 0, self._names
        for child in element:
            name = names.get(child.tag) or names.setdefault(child.tag, _named(child))
            if name == "attvalues":
                self._values(child, of, said, given)
            elif name == "viz":
                drawn += 1
            elif name in ("spells", "slices"):
                for spell in child:
                    spans += _gexf_times.spans(_xml.attributes(spell))
            elif name == "parents":
                parents += [parent for one in child if (parent := one.get("for"))]
            elif name not in _NESTED:
                said += [(f"{name}/{path}" if path else name, text) for path, text in _xml.leaves(child)]
        defaults = self._defaults[of]
        if defaults:
            said += [(title, text) for key, title, text in defaults if key not in given]
        if spans:
            said += _gexf_times.claims(spans, self._stated(element, "timeformat") or self._stated(element, "timetype"))
        self._drawn += drawn
        return _Content(said, parents, drawn)

    def _values(self, values: _xml.Element, of: str, said: Pairs, given: set[str]) -> None:
        titles, lists, weights = self._titles, self._lists, []
        for value in values:
            own = value.get("for") or value.get("id") or ""
            text = value.get("value")
            text = (value.text or "") if text is None else text
            given.add(own)
            title = titles.get((of, own))
            if title is None:
                title = own
                self._undeclared(value)
            if len(value.attrib) > 2:
                prop = property_name(title)
                for span in _gexf_times.spans(_xml.attributes(value)):
                    said.append((f"{prop}_period", f"{text}: {span.told()}"))
                if of == "edge" and prop == "weight":
                    weights.append(text)
                    continue
            if lists and (of, own) in lists:
                said += [(title, part) for part in _listed(text)]
            else:
                said.append((title, text))
        if weights:  # one weight at several times is one; of several none is the weight
            same = len(set(weights)) == 1
            said += [("weight" if same else "weight_at_times", text) for text in dict.fromkeys(weights)]

    def _undeclared(self, value: _xml.Element) -> None:
        self._elements.count(
            "attribute_not_declared", "values of attributes that are not declared; kept under the attribute's id",
            "ask for the file again, if its name matters", _xml.line(value),
        )  # fmt: skip


def _listed(text: str) -> list[str]:
    """Return the members of a list, as GEXF 1.2 writes it, `a|b`, or as Gephi does, `[a, "b, c"]`."""
    if text.startswith("[") and text.endswith("]"):
        return [part.strip() for part in next(csv.reader([text[1:-1]], skipinitialspace=True), [])]
    return text.split("|")


def _named(element: _xml.Element) -> str:
    """Return the local name of a child, `viz` for all that is drawing."""
    namespace, _, name = element.tag.rpartition("}")
    return "viz" if "viz" in namespace or name.startswith("viz:") else name
