"""GraphML: graphs as yEd, Gephi, Neo4j, igraph and networkx exchange them.

Publisher
    graphml.graphdrawing.org; written by nearly every tool that draws or analyses networks.
Channel
    `.graphml`, `.xml` with the root element `graphml`.
Unit counted
    Node or edge: one element `node`, `edge` or `hyperedge`, also of nested graphs. A node without id, an edge without
    one of its ends, and a second node of one id that says something else are set aside; an element repeated word for
    word is a duplicate. Edges that say the same and have no id are repeats: give parallel ties an id.
Identity
    `id` of a node, within the file. Ids of edges count together with the ends, for networkx numbers parallel edges of
    each pair anew; an edge of an id and ends told before is another record of the same link.
Handling
    Attributes `handling`, `evaluation`, `originator`, `assertion`, `review_due` of a node or an edge; of a graph, for
    all its elements that have none of their own and where the case does not state otherwise.

==================================  =====================================================================
element                             becomes
==================================  =====================================================================
`node`                              entity; its kind by `kind`, `entity_type`, `node_type`, `labels`,
                                    `schema` or `type`, with claim `source_type` where the word differs;
                                    a word that is no kind gives a Concept and is counted; Victim,
                                    Witness, Suspect among its labels: a Person, and the category
`node` that says no kind            a Person, as in an edge list, and a warning says how many
a node around a graph, without kind a Concept: a box drawn around others is nobody
`name`; `label`, `y:NodeLabel`      name; the label is a claim of its own where there is a name; without
                                    any name or number the id is the name
`nationality`, `birthDate`, `lat`…  the property of that name (`birth_date`, `latitude`)
`number`                            number of a Phone, iban or account_number of a BankAccount,
                                    document_number of a document, else column_number
other attributes                    claims under their own name in snake_case
`edge`                              link; its kind by `kind`, `type`, `relation`, `label` or `y:EdgeLabel`
`directed`, else `y:Arrows`, else    directed; an arrow drawn at the source turns the link round, none or
`edgedefault`                       two give no direction (two: claim `arrow`)
`first`, `start_date`, `date`…      first, last, amount, currency, role, weight of the link
`id` of an edge                     id of the link
`key/default`                       what an element says that does not say otherwise
a graph inside a node               reference `parent` of the nodes in it to that node
`hyperedge`                         an event of the kind its `kind` says, or an Incident, and a link
                                    Participant from each end to it, `type` of the end as role; counted
`port`, `sourceport`, `targetport`  claims port, source_port, target_port
`desc`                              description
attributes and elements of others   claims under the path of their names
`claims`, `references`              what netintel writes beside the format's own fields
==================================  =====================================================================

Ignored: shapes, colours and places in a drawing of yFiles, and attributes of a graph as a whole other than marks, for
they are of no entity (counted); `NaN` of a number, which is how igraph writes that there is none; hints to parsers
(`parse.*`).

Traps
-----
A key is declared for nodes or for edges, and its id is not its name. Edges without a node at an end are read: their
ends are stubs that another export may describe. `type` may be a number in two-mode networks; it is then kept as a
claim. A `locator` names another file; it is never opened.

References: graphml.graphdrawing.org/specification.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from netintel.loaders import _written, _xml
from netintel.loaders._graph_elements import Elements, Pairs
from netintel.loaders._graph_words import number, property_name
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "graphml"
TITLE: Final = "GraphML"
PUBLISHER: Final = "graphml.graphdrawing.org"
UNIT: Final = "node or edge"
IDS: Final = "file"

_OWN: Final = frozenset({"id", "source", "target", "directed"})
_PORTS: Final = {"sourceport": "source_port", "targetport": "target_port"}
_NUMERIC: Final = frozenset({"int", "integer", "long", "float", "double"})
_BOOLEAN: Final = frozenset({"true", "false", "0", "1"})
_WORDS: Final = {"NodeLabel": "label", "EdgeLabel": "label"}


class _Key(NamedTuple):
    title: str
    type: str


class _Content(NamedTuple):
    said: Pairs
    drawn: int
    whole: bool
    """Whether `said` is all that the element says."""


def sniff(head: Head) -> bool:
    """Return whether the root element is `graphml`."""
    return head.xml is not None and head.xml.name == "graphml"


def read(source: Source, build: Builder) -> None:
    """Read the nodes and edges."""
    _Reader(source, build).read()


class _Reader:
    """The state of reading one file: its keys, and how the elements of each graph are directed."""

    def __init__(self, source: Source, build: Builder) -> None:
        self._data, self._build = source.data, build
        self._keys: dict[tuple[str, str], _Key] = {}
        self._defaults: dict[str, list[tuple[str, str, str]]] = {"node": [], "edge": [], "hyperedge": []}
        self._directed: dict[_xml.Element, bool] = {}
        self._names: dict[str, str] = {}
        marks = {name: text for name, text in _graph_marks(source.data).items() if name not in source.defaults}
        self._elements = Elements(build, _written.marks(marks, build, ""))

    def read(self) -> None:
        """Read element by element."""
        names = self._names
        for element in _xml.each(self._data, "key", "node", "edge", "hyperedge", "graph"):
            name = names.get(element.tag) or names.setdefault(element.tag, _xml.local(element))
            if name == "node":
                self._node(element)
            elif name == "edge":
                self._edge(element)
            elif name == "hyperedge":
                self._hyperedge(element)
            elif name == "key":
                self._key(element)
            else:
                self._graph(element)
        self._elements.tell()

    def _key(self, element: _xml.Element) -> None:
        said = _xml.attributes(element)
        own, domain = said.get("id", ""), said.get("for", "all")
        title = said.get("attr.name") or said.get("yfiles.type") or own
        default = _xml.find(element, "default")
        text = (default.text or "") if default is not None else ""
        weight = property_name(title) == "weight"  # whether it is a number is told in its own words
        key = _Key(title, "" if weight else said.get("attr.type", "").lower())
        for of in self._defaults if domain == "all" else (domain,):
            self._keys[of, own] = key
            if text.strip() and of in self._defaults:
                self._defaults[of].append((own, title, text))

    def _node(self, element: _xml.Element) -> None:
        content = self._content(element, "node")
        locator = _xml.line(element)
        parents = [outer] if (outer := _parent(element)) else []
        whole = None if content.whole else _xml.canonical(element)
        self._drawn(content, locator)
        around = _xml.find(element, "graph") is not None
        self._elements.node(
            locator, element.get("id", ""), content.said, parents=parents, otherwise="Concept" if around else "",
            whole=whole,
        )  # fmt: skip

    def _edge(self, element: _xml.Element) -> None:
        content = self._content(element, "edge")
        said, locator, way = content.said, _xml.line(element), element.get("directed")
        self._drawn(content, locator)
        ends = (element.get("source", ""), element.get("target", ""))
        directed = way.strip().lower() in ("true", "1") if way else self._default_way(element, locator)
        drawn = None if way or content.whole else next(element.iter("{http://www.yworks.com/xml/graphml}Arrows"), None)
        if drawn is not None:  # yEd calls every edge directed and says by the arrows which way
            tail, head = (drawn.get(end, "none") != "none" for end in ("source", "target"))
            ends, directed = ends[::-1] if tail and not head else ends, tail != head
            said += [("arrow", "both")] if tail and head else []
        self._elements.edge(
            locator,
            ends,
            said,
            native_id=element.get("id", ""),
            directed=directed,
            whole=None if content.whole else _xml.canonical(element),
        )

    def _hyperedge(self, element: _xml.Element) -> None:
        locator, ends = _xml.line(element), _xml.find_all(element, "endpoint")
        own = element.get("id", "") or f"hyperedge {locator}"
        if not ends or not all(end.get("node") for end in ends):
            self._elements.set_aside(locator, "missing_end", "a hyperedge without ends, or with an empty one", "node")
            return
        content = self._content(element, "hyperedge")
        self._drawn(content, locator)
        if not self._elements.node(locator, own, content.said, otherwise="Incident", whole=_xml.canonical(element)):
            return
        for end in ends:
            claims = [(property_name(path), text) for path, text in _xml.leaves(end) if path not in ("@node", "@type")]
            self._build.link(str(end.get("node")), own, "Participant", role=end.get("type"), claims=claims)
        what = "hyperedges taken as events in which their ends take part"
        self._elements.count("hyperedges_as_events", what, "nothing to do, if it is one", locator)

    def _graph(self, element: _xml.Element) -> None:
        texts = [child for child in element if child.tag is not None and _xml.local(child) in ("data", "desc")]
        left = [child for child in texts if property_name(self._title(child, "graph")) not in _written.MARKS]
        if left:
            self._elements.count(
                "graph_data_ignored", "attributes of the graph as a whole, which are of no entity, ignored",
                "read them in the file", _xml.line(element), times=len(left),
            )  # fmt: skip

    def _content(self, element: _xml.Element, domain: str) -> _Content:
        """Return what an element says, as pairs of name and text."""
        said: Pairs = []
        given: list[str] = []
        drawn, whole, names = 0, True, self._names
        for child in element:
            name = names.get(child.tag) or names.setdefault(child.tag, _xml.local(child))
            if name == "data":
                own = child.get("key", "")
                given.append(own)
                if len(child):
                    drawn += self._foreign(child, self._title(child, domain), said)
                    whole = False
                else:
                    text = child.text
                    if text:
                        key = self._keys.get((domain, own))
                        if key is None or (key.type and not self._typed(key, text)):
                            self._odd(child, key, text, domain, said)
                        else:
                            said.append((key.title, text))
            elif name == "desc":
                said.append(("description", child.text or ""))
            elif name == "port":
                said += [(f"port/{path}" if path != "@name" else "port", text) for path, text in _xml.leaves(child)]
            elif name not in ("graph", "endpoint"):
                said += [(f"{name}/{path}" if path else name, text) for path, text in _xml.leaves(child)]
        if not _OWN.issuperset(element.keys()):
            others = _xml.attributes(element).items()
            said += [(_PORTS.get(key, key), text) for key, text in others if _is_foreign(key)]
        defaults = self._defaults[domain]
        if defaults:
            said += [(title, text) for own, title, text in defaults if own not in given]
        return _Content(said, drawn, whole)

    @staticmethod
    def _typed(key: _Key, text: str) -> bool:
        """Return whether a text is of the type that its key declares."""
        if key.type in _NUMERIC:
            return text.isdecimal() or number(text) is not None
        return key.type != "boolean" or text.strip().lower() in _BOOLEAN

    def _odd(self, data: _xml.Element, key: _Key | None, text: str, domain: str, said: Pairs) -> None:
        """Take a value whose key is not declared, or that is not of its type."""
        if key is None:
            said.append((self._title(data, domain), text))
            self._elements.count(
                "key_not_declared", "values of keys that are not declared for their element; kept under the key's id",
                "ask for the file again, if its name matters", _xml.line(data),
            )  # fmt: skip
        elif key.type not in _NUMERIC or text.strip().lower() != "nan":
            said.append((key.title, text))
            self._elements.count(
                "type_differs", "values that are not of the type their key declares; kept as text",
                "correct the export", _xml.line(data), field=property_name(key.title),
            )  # fmt: skip

    def _title(self, data: _xml.Element, domain: str) -> str:
        own = data.get("key", "")
        key = self._keys.get((domain, own)) or next((k for (_, name), k in self._keys.items() if name == own), None)
        return key.title if key is not None else own

    @staticmethod
    def _foreign(data: _xml.Element, title: str, said: Pairs) -> int:
        """Take elements of other namespaces: of drawings the words, of others everything; return what was not taken."""
        drawn = 0
        for path, text in _xml.leaves(data):
            names = path.split("/")
            words = next((step for step in names if step in _WORDS), "")
            if words and not names[-1].startswith("@"):
                said.append((_WORDS[words], text))
            elif path.startswith("@"):
                continue
            elif _is_drawing(data):
                drawn += names[-1].startswith("@")
                said += [] if names[-1].startswith("@") else [(f"{title}/{path}", text)]
            else:
                said.append((f"{title}/{path}" if path else title, text))
        return drawn

    def _drawn(self, content: _Content, locator: str) -> None:
        if content.drawn:
            self._elements.count(
                "drawing_ignored", "values of a drawing (shapes, colours, places on a sheet) ignored",
                "nothing to do: they are how it was drawn", locator, times=content.drawn,
            )  # fmt: skip

    def _default_way(self, element: _xml.Element, locator: str) -> bool:
        graph = element.getparent()
        if graph is None:
            return False
        found = self._directed.get(graph)
        if found is None:
            said = graph.get("edgedefault", "").strip().lower()
            found = self._directed[graph] = said == "directed"
            if said not in ("directed", "undirected"):
                self._elements.count(
                    "direction_not_stated", "graphs do not say whether edges are directed; taken as undirected",
                    "ask the sender", locator, field="edgedefault",
                )  # fmt: skip
        return found


def _is_drawing(data: _xml.Element) -> bool:
    return any("yworks" in str(child.tag) or "yfiles" in str(child.tag).lower() for child in data)


def _is_foreign(key: str) -> bool:
    return key not in _OWN and not key.startswith("parse.")


def _parent(element: _xml.Element) -> str:
    """Return the id of the node whose graph holds this element, empty where none does."""
    graph = element.getparent()
    node = graph.getparent() if graph is not None else None
    return node.get("id", "") if node is not None and _xml.local(node) == "node" else ""


def _graph_marks(data: bytes) -> dict[str, str]:
    """Return the marks of graphs, which may stand behind their nodes; the file is read for them only if it has keys."""
    keys = dict(_mark_keys(data))
    found: dict[str, list[str]] = {}
    for graph in _xml.each(data, "graph", "node", "edge", "hyperedge") if keys else ():
        for child in graph if _xml.local(graph) == "graph" else ():
            name = keys.get(child.get("key", "")) if _xml.local(child) == "data" else None
            if name is not None and child.text:
                found.setdefault(name, []).append(child.text.strip())
    return {name: "; ".join(dict.fromkeys(texts)) for name, texts in found.items()}


def _mark_keys(data: bytes) -> Iterator[tuple[str, str]]:
    """Give id and name of the keys of marks that a graph may have; keys stand before the first graph."""
    for element in _xml.each(data, "key", "node", "edge"):
        if _xml.local(element) != "key":
            return
        said = _xml.attributes(element)
        name = property_name(said.get("attr.name", ""))
        if name in _written.MARKS and said.get("for", "all") in ("all", "graph", "graphml"):
            yield said.get("id", ""), name
