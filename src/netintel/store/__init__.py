"""A case on disk: immutable snapshots, a pointer that is swapped whole, SQL over the tables in memory."""

from __future__ import annotations

from netintel.store.case_folder import open_case, save
from netintel.store.sql import sql

__all__ = ["open_case", "save", "sql"]
