"""The errors netintel raises: what, where, expected, got, what to do.

No message holds personal data: it gives the file, the place and the shape of a value, never the value.
"""

from __future__ import annotations

from operator import index
from typing import Final, SupportsIndex

_ROWS: Final = 1_000_000
"""Whole numbers below this are places of rows; larger ones may be a phone's or a passport's."""


class NetintelError(Exception):
    """Base of every error netintel raises on purpose."""


class FileRejectedError(NetintelError):
    """A whole file cannot be read; nothing of it enters the graph.

    Parameters
    ----------
    code : str
        Reason code, as in the `code` column of `EntityGraph.issues`.
    message : str
        What was expected and what was found, without personal data.
    hint : str
        What the analyst can do.
    locator : str, default ""
        Place in the file (line, sheet, JSON pointer), empty for the whole file.
    """

    def __init__(self, code: str, message: str, hint: str, locator: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.locator = code, message, hint, locator
        self.add_note(f"Hint: {hint}")


class MappingError(NetintelError, ValueError):
    """A mapping file does not say what a table means in the mapping language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.add_note("Hint: correct the mapping and load again; as long as it is wrong, nothing is loaded.")


class StaleResultError(NetintelError, ValueError):
    """A result was computed on another graph than the one it is shown with."""

    @classmethod
    def between(cls, what: str, result_digest: str | None, graph_digest: str) -> StaleResultError:
        """Name the result and both digests, and say how to recompute it."""
        error = cls(
            f"{what} was computed on graph {str(result_digest)[:12]}, not on this graph {graph_digest[:12]}; "
            "shown together they would mislead"
        )
        error.add_note("Hint: compute it again, by the function that made it, now on this graph.")
        return error


class UnknownEntityError(NetintelError, KeyError):
    """An entity, link or origin id is not in this graph."""

    @classmethod
    def of(cls, what: str, given: object) -> UnknownEntityError:
        """Say which kind of id was looked for, and of what was given no more than its shape.

        A name or number of a person that is typed where an id belongs must not come back in logs and tracebacks; a
        small number is the place of a row.

        Examples
        --------
        >>> print(UnknownEntityError.of("path", 7), UnknownEntityError.of("entity", "Ana Pop"), sep="; ")
        no path with id 7 here; no entity with this id here (a text of 7 characters)
        """
        error = cls(f"no {what} with {_told(given)}")
        error.add_note(
            "Hint: ids change with the case's key and with merges; look it up in graph.entities, or in the table of "
            "the result: who is not listed there has no row."
        )
        return error

    def __str__(self) -> str:
        return str(self.args[0])


def _told(given: object) -> str:
    """Return what may be told of an id that was looked for; who is meant by it never is."""
    if isinstance(given, SupportsIndex) and abs(index(given)) < _ROWS:
        return f"id {given} here"
    shape = f"a text of {len(given)} characters" if isinstance(given, str) else f"of type {type(given).__name__}"
    return f"this id here ({shape})"


class JudgementError(NetintelError, ValueError):
    """A judgement is not one of same, not_same, unsure, or names origins this graph does not hold."""


class EvaluationError(NetintelError, ValueError):
    """The truth that matches are to be measured against does not say of each record one entity."""


class NetworkError(NetintelError, ValueError):
    """Edges or nodes given to a Network do not have the columns or values it needs."""


class CaseFolderError(NetintelError):
    """A saved case cannot be opened or written."""


class ExchangeError(NetintelError, ValueError):
    """A graph cannot be written in this format, or not to this place."""


class IntegrityError(CaseFolderError):
    """A saved case does not match its manifest: a file changed after it was written."""


class MissingExtraError(NetintelError, ImportError):
    """A rare feature needs a library that is not part of the core installation."""

    @classmethod
    def of(cls, library: str, extra: str) -> MissingExtraError:
        """Name the library and the extra that brings it."""
        error = cls(f"this needs the library {library!r}, which is not installed")
        error.add_note(f"Hint: pip install 'netintel[{extra}]'")
        return error
