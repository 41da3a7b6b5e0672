"""Who may be whom: matching with reasons, merging by judgements, undoing by judgement, and how right it was."""

from __future__ import annotations

from netintel.resolve.conflicts import conflicts
from netintel.resolve.evaluate import evaluate
from netintel.resolve.evaluation import Evaluation
from netintel.resolve.judge import judge, undo
from netintel.resolve.match import match
from netintel.resolve.matches import Matches
from netintel.resolve.merge import merge
from netintel.resolve.sources import independent_sources

__all__ = ["Evaluation", "Matches", "conflicts", "evaluate", "independent_sources", "judge", "match", "merge", "undo"]
