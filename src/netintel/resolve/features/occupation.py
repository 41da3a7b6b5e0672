"""Have the two the same occupation?

Reads `occupation` and `position`, folded to plain Latin letters. Weak: many share one, and people change.
"""

from __future__ import annotations

from netintel.resolve.features._stated import feature

FEATURE = feature("occupation", "occupation", "occupation", "position", m=0.7, kin=0.1)
