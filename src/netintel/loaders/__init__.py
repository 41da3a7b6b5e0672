"""One module a format: found by walking this package, chosen by content and name together.

A loader module gives `NAME`, `TITLE`, `PUBLISHER`, `UNIT` (what is counted), `IDS` (`global` where native ids are
unique in the world, else `file`), `sniff(head)` and `read(source, build)`; its docstring is its documentation. One that
knows a table by its titles gives `recognises(titles)` and `read_rows(sheet, source, build)` too; it is then asked for
sheets of workbooks and Parquet, and `sniff` is `head.header.knows == NAME`.
"""

from __future__ import annotations
