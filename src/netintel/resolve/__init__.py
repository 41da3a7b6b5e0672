"""Who may be whom: matching with reasons, merging by judgements, undoing by judgement."""

from __future__ import annotations

from netintel.resolve.conflicts import conflicts
from netintel.resolve.judge import judge, undo
from netintel.resolve.match import match
from netintel.resolve.matches import Matches
from netintel.resolve.merge import merge

__all__ = ["Matches", "conflicts", "judge", "match", "merge", "undo"]
