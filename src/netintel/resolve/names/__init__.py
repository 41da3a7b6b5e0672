"""Names across scripts: the words on which names of persons and organisations are compared."""

from __future__ import annotations

from netintel.resolve.names._forms import forms
from netintel.resolve.names._nickname import nickname
from netintel.resolve.names._organisation import organisation_words
from netintel.resolve.names._person import person_words
from netintel.resolve.names._word import Word

__all__ = ["Word", "forms", "nickname", "organisation_words", "person_words"]
