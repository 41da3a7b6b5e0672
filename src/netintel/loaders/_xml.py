"""XML as it is read here: no DOCTYPE, no entity of its own, nothing fetched, one record in memory at a time.

Tags are compared by their local name, because publishers change the namespace with every version of a schema.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple
from xml.parsers import expat

from lxml import etree

from netintel.errors import FileRejectedError

Element = etree._Element
_MOST_ATTRIBUTES: Final = 1_000
"""Attributes of one element; the time that lxml needs to list them grows with the square of their number."""
_SKIPPED: Final = (etree._Comment, etree._ProcessingInstruction, etree._Entity)


@dataclass(frozen=True)
class Opening:
    """How an XML document begins: its root element, or the fact that it declares a DOCTYPE.

    Attributes
    ----------
    name, namespace
        Of the root element; both empty where a DOCTYPE comes first.
    attributes
        Of the root element, by local name; `xmlns` declarations are none.
    doctype
        Whether a DOCTYPE is declared. Such a file is refused.
    """

    name: str
    namespace: str
    attributes: Mapping[str, str]
    doctype: bool = False


class Leaf(NamedTuple):
    """One text of an element: the path of local names that leads to it (`Amt`, `Amt/@Ccy`), and the text."""

    path: str
    text: str


class _OpenedError(Exception):
    """Ends the look at a document as soon as it has said what it is."""


def opening(start: bytes) -> Opening | None:
    """Return how a document begins, None where it is no XML; cheap, never raises, and reads no further than the root.

    Examples
    --------
    >>> opening(b'<?xml version="1.0"?><!-- x --><c:Chart xmlns:c="urn:i2" Rigorous="false"><x/>').name
    'Chart'
    >>> opening(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>").doctype, opening(b"{}")
    (True, None)
    """
    found: list[Opening] = []
    parser = expat.ParserCreate(namespace_separator="\n")

    def doctype(*_: object) -> None:
        found.append(Opening("", "", {}, doctype=True))
        raise _OpenedError

    def root(tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition("\n")
        found.append(Opening(name, namespace, {key.rpartition("\n")[2]: text for key, text in attributes.items()}))
        raise _OpenedError

    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, root
    with suppress(_OpenedError, expat.ExpatError, ValueError, LookupError):
        parser.Parse(start, False)
    return found[0] if found else None


def each(data: bytes, *names: str) -> Iterator[Element]:
    """Give the elements of these local names one after another, each complete; what it held is let go afterwards.

    The elements around it keep what came before and was not asked for: a statement's account is there when an entry
    of it is given. An element inside one that was asked for too is given first, and is then empty in the outer one.

    Raises
    ------
    FileRejectedError
        A DOCTYPE, no well-formed XML, or nested more than 256 deep; the locator is the line.
    """
    begun = opening(data)
    if begun is not None and begun.doctype:
        raise refused_doctype()
    walk = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in walk:
            yield element
            element.clear(keep_tail=True)
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from error


def refused_doctype() -> FileRejectedError:
    """Return the refusal of a document that declares a DOCTYPE: it can name other files and grow without end."""
    return FileRejectedError(
        "doctype",
        "the XML declares a DOCTYPE, which can name other files and make a small file grow without end",
        "ask for it without DOCTYPE; no export of this trade needs one",
    )


def find(element: Element, path: str) -> Element | None:
    """Return the first element at a path of local names below this one, such as `Acct/Id/IBAN`."""
    return element.find(_any_namespace(path))


def find_all(element: Element, path: str) -> list[Element]:
    """Return all elements at a path of local names below this one."""
    return element.findall(_any_namespace(path))


def text(element: Element, path: str) -> str:
    """Return the text at a path of local names, without outer blanks; empty where there is none."""
    found = element.find(_any_namespace(path))
    return (found.text or "").strip() if found is not None else ""


def local(element: Element) -> str:
    """Return the local name of an element."""
    return element.tag.rpartition("}")[2]


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes of an element by local name."""
    return {key.rpartition("}")[2]: value for key, value in named_attributes(element)}


def named_attributes(element: Element) -> list[tuple[str, str]]:
    """Return the attributes of an element with their full names.

    Raises
    ------
    FileRejectedError
        They are more than any export has.
    """
    if len(element.attrib) > _MOST_ATTRIBUTES:
        raise FileRejectedError(
            "too_many_attributes",
            f"an element of more than {_MOST_ATTRIBUTES:,} attributes, which no export has",
            "look at the file before asking for it again",
            line(element),
        )
    return [(str(key), str(value)) for key, value in element.attrib.items()]


def line(element: Element) -> str:
    """Return the locator of a record: the line on which its element begins.

    Beyond line 65,535 libxml2 takes it from a neighbour and can be a line or two off.
    """
    return f"line {element.sourceline}"


def leaves(element: Element) -> Iterator[Leaf]:
    """Give every text and attribute below an element with its path, in document order; blank ones are none."""
    yield from _leaves(element, "")


def canonical(element: Element) -> bytes:
    """Return the element in canonical form: two records that say the same word for word are the same bytes.

    A namespace that is no absolute address has no canonical form; such an element is taken as it is written.
    """
    try:
        return etree.tostring(element, method="c14n", with_comments=False)
    except etree.C14NError:
        return etree.tostring(element, with_tail=False)


def _leaves(element: Element, path: str) -> Iterator[Leaf]:
    for key, value in attributes(element).items():
        if value.strip():
            yield Leaf(f"{path}/@{key}".removeprefix("/"), value.strip())
    words = [element.text, *(child.tail for child in element)]
    told = " ".join(word.strip() for word in words if word and word.strip())
    if told:
        yield Leaf(path, told)
    for child in element:
        if not isinstance(child, _SKIPPED):
            yield from _leaves(child, f"{path}/{local(child)}".removeprefix("/"))


@cache
def _any_namespace(path: str) -> str:
    return "/".join(step if step in (".", "..", "*") else f"{{*}}{step}" for step in path.split("/"))


def _malformed(error: etree.XMLSyntaxError) -> FileRejectedError:
    row = error.lineno or 0
    told = str(error).lower()
    deep = "depth" in told
    if not deep and any(word in told for word in ("limit exceeded", "too long", "too big")):
        return FileRejectedError(
            "xml_text_too_large",
            "a text, comment, name or attribute that is longer than any export needs (some 10 million characters)",
            "ask for it without what is embedded there",
            f"line {row}" if row else "",
        )
    return FileRejectedError(
        "xml_too_deep" if deep else "invalid_xml",
        "nested more than 256 deep" if deep else "not well-formed XML: damaged, cut off, or with forbidden characters",
        "ask for it again",
        f"line {row}" if row else "",
    )
