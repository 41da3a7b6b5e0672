"""What is handed on: one page about one case (`write`), or a folder of pages about many (`batch`)."""

from __future__ import annotations

from netintel.report._batch import batch
from netintel.report._write import write

__all__ = ["batch", "write"]
