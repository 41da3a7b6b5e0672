"""What happened to the evidence: a ledger in which every line holds the hash of the line before it."""

from __future__ import annotations
