"""Writes a graph in the formats of others: one module a format, found by walking this package.

`write(graph, path, format=…)` writes everything that is in the graph, victims and informants included: it is a change
of format and no release to anybody. Whatever a format cannot carry is counted in the `LossReport` that comes back.

A format module gives `NAME`, `TITLE`, `SUFFIX` (empty where it writes a folder), `CARRIES` (which of the losses that
`_contents` counts do not befall it) and `write(contents, path)`; its docstring is its page.
"""

from __future__ import annotations

from netintel.exchange._loss import Loss, LossReport
from netintel.exchange._write import formats, write

__all__ = ["Loss", "LossReport", "formats", "write"]
