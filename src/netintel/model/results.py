"""Results of analyses: frozen records over one table that know how they were made.

Every result carries what a reader must know to use its numbers: method, parameters, seed, citation,
group attribute, projection, the digest of the graph it stands on, and its caveats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from netintel.errors import StaleResultError


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """One analysis' answer: a table, and how it was made.

    Attributes
    ----------
    name : str
        The analysis, as called: `brokers`, `corridors`, …
    method, parameters, seed, citation
        What was computed, with which settings, after whom (key into `docs/references.bib`).
    group : str
        The attribute that made the jurisdictions: `nationality`, `residence`, `registration`, …
    projection : tuple of str
        The recipe by which the network was made, one sentence a step.
    digest : str or None
        Digest of the `EntityGraph`; None for a bare `Network`.
    caveats : tuple of str
        What must be told with the numbers.
    summary : mapping
        Numbers about the whole (for example the E-I index), with their names.
    """

    name: str
    rows: pd.DataFrame
    method: str
    parameters: Mapping[str, Any]
    seed: int | None
    citation: str
    group: str
    projection: tuple[str, ...]
    digest: str | None
    caveats: tuple[str, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    explainer: Callable[[pd.DataFrame, Any], str] | None = None
    recorder: Callable[[pd.DataFrame, Any], pd.DataFrame] | None = None

    def table(self) -> pd.DataFrame:
        """Return the whole table, best first, as a shallow copy."""
        return self.rows.copy(deep=False)

    def top(self, n: int = 10) -> pd.DataFrame:
        """Return the first `n` rows."""
        return self.rows.head(n).copy(deep=False)

    def explain(self, key: Any) -> str:
        """Return two sentences on one row that an investigator can read aloud.

        Parameters
        ----------
        key
            The row's index label, or its position in the table where the index is a plain range.
        """
        if self.explainer is None:
            row = self.rows.loc[key]
            return f"{self.name}, {self.method}: " + ", ".join(f"{k} {v}" for k, v in row.items())
        return self.explainer(self.rows, key)

    def records(self, key: Any) -> pd.DataFrame:
        """Return the records that one row stands on.

        Parameters
        ----------
        key
            As for `explain`.

        Returns
        -------
        pandas.DataFrame
            One row a record: `record`, `export`, `file`, `locator`, `sha256`, `originator`, `handling`, `evaluation`,
            `protected` (it speaks of a victim, witness, minor, informant or professional), and the `tie` it speaks
            for where there is one; empty where the network was given without records.
        """
        from netintel.model.cited import nothing

        return nothing() if self.recorder is None else self.recorder(self.rows, key)

    def require(self, digest: str) -> None:
        """Raise `StaleResultError` when the result does not stand on the graph with this digest."""
        if self.digest != digest:
            raise StaleResultError.between(self.name, self.digest, digest)

    def __repr__(self) -> str:
        made = f"{self.name}: {len(self.rows)} rows by {self.method}, group {self.group}"
        return made + f", graph {self.digest[:12] if self.digest else 'none (bare network)'}"

    def _repr_html_(self) -> str:
        caveats = "".join(f"<li>{_escape(c)}</li>" for c in self.caveats)
        head = self.rows.head(10)
        return f"<p>{_escape(repr(self))}</p>{head.to_html(escape=True)}<ul>{caveats}</ul>"


class Scores(Result):
    """One row a node (index `node`)."""

    @property
    def low_is_best(self) -> bool:
        """Return whether a low score comes first, as with constraint."""
        return bool(self.parameters.get("best") == "lowest")


class Pairs(Result):
    """One row a pair."""


class Groups(Result):
    """One row a membership."""


class Routes(Result):
    """One row a path, or a step of one."""


def spoken(row: pd.Series[Any], key: Any) -> str:
    """Return the name of a row to be read aloud, at most 60 characters of it; the id where no name is known.

    Examples
    --------
    >>> spoken(pd.Series({"name": "x" * 100}), "e1").endswith("x…"), spoken(pd.Series({"score": 1}), "e1")
    (True, 'e1')
    """
    name = row.get("name")
    if not isinstance(name, str):
        return str(key)
    return name if len(name) <= 60 else f"{name[:59]}…"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
