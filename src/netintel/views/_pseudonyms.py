"""Under which name is somebody shown?"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

import pandas as pd

from netintel.model.graph import EntityGraph
from netintel.vocab import categories
from netintel.vocab.small_counts import said

if TYPE_CHECKING:
    from netintel.model.network import Network

    Subject = EntityGraph | Network


def shown_names(graph: Subject) -> pd.Series[str]:
    """Under which name does each node appear in a picture?

    Victims, witnesses, minors and informants appear under their category and a few digits keyed by the case: the
    same person has the same pseudonym in every picture of the case, and in no other case.

    Parameters
    ----------
    graph
        An entity graph, or a network whose `nodes_table` may hold `name`, `category` and `minor`.

    Returns
    -------
    pandas.Series
        Index: entity or node; raw text, to be escaped where it is shown. The id stands where no name is known.

    Limits
    ------
    A bare network has no case key; its pseudonyms are keyed by all its labels and change when one is added.

    Examples
    --------
    >>> from netintel import Network
    >>> edges = pd.DataFrame({"source": ["Ana"], "target": ["Bo"]})
    >>> shown_names(Network.from_edgelist(edges, directed=False)).tolist()
    ['Ana', 'Bo']
    """
    table, key = _known(graph)
    names = table["name"] if "name" in table else pd.Series(None, index=table.index, dtype=object)
    shown = {node: _text(name, node) for node, name in zip(table.index, names, strict=True)}
    hidden = _protected(table)
    digits = [hmac.digest(key, str(i).encode("utf-8", "surrogatepass"), "sha256").hex() for i in hidden.index]
    width = next(w for w in range(4, 65) if len({d[:w] for d in digits}) == len(digits))
    shown |= {node: f"{word} {d[:width]}" for node, word, d in zip(hidden.index, hidden, digits, strict=True)}
    return pd.Series(shown, dtype=object)


def pseudonym_note(graph: Subject, nodes: pd.Index[str]) -> tuple[str, ...]:
    """Return what must be said where some of these nodes stand under a pseudonym."""
    table, _ = _known(graph)
    hidden = _protected(table).index.intersection(nodes)
    if hidden.empty:
        return ()
    return (f"Under a pseudonym, a category and digits in place of a name, stand {said(len(hidden))} of those shown.",)


def _known(graph: Subject) -> tuple[pd.DataFrame, bytes]:
    if isinstance(graph, EntityGraph):
        return graph.entities, graph.case.id_key.encode()
    table = graph.nodes_table.copy(deep=False)
    table.index = pd.Index(graph.labels)
    seed = graph.digest or "\x1f".join(map(str, graph.labels))
    return table, hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()


def _protected(table: pd.DataFrame) -> pd.Series[str]:
    """Return the category word of everybody who is shown under a pseudonym."""
    category = table["category"] if "category" in table else pd.Series(None, index=table.index, dtype=object)
    minor = table["minor"].eq(True).fillna(False).astype(bool) if "minor" in table else None
    hidden = category.isin(categories.PSEUDONYMOUS)
    if minor is not None:
        category = category.where(hidden | ~minor, "minor")
        hidden = hidden | minor
    return category[hidden].astype(str).str.capitalize()


def _text(name: object, node: object) -> str:
    return name if isinstance(name, str) and name.strip() else str(node)
