"""recordlinkage by its own documentation: block, compare by Jaro-Winkler at 0.85 and equality, classify by ECM.

Its own environment: it needs pandas below 3. ECM learns without labels; a pair is taken from a probability of 0.5.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import recordlinkage

from benchmarks.who_is_who_peers._recordlinkage import compared

THRESHOLD = 0.5


def find(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates with the probability of ECM."""
    features = compared(frame)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features)
    score = np.asarray(classifier.prob(features))
    left, right = (features.index.get_level_values(level).to_numpy() for level in (0, 1))
    return pd.DataFrame({"left": left, "right": right, "score": score})
