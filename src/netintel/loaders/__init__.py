"""One module a format: found by walking this package, chosen by content and name together.

A loader module gives `NAME`, `TITLE`, `PUBLISHER`, `UNIT` (what is counted), `IDS` (`global` where native ids are
unique in the world, else `file`), `sniff(head)` and `read(source, build)`; its docstring is its documentation.
"""

from __future__ import annotations
