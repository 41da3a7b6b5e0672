"""How much of the way from one jurisdiction to another a node holds by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._structural_holes import Kept, by_jurisdiction, degree
from netintel.analysis._triads import Triads

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]


def gateway(triads: Triads, shares: csr_array, kept: Kept = None) -> Floats:
    """Return the gateway coefficient: participation, the more so where nobody else at home holds the same way.

    1 - sum over jurisdictions S of (k_S/k)^2 (1 - e_S c_S)^2 for a node with k known contacts, k_S of them in S. e_S is
    its part of all ties between its own jurisdiction and S; c_S the contacts that its contacts in S have, over those
    that all members of one jurisdiction have, the one with most. A node of several jurisdictions has the mean part by
    its shares, one of none has no part in any way: its coefficient is its participation. nan without a known contact.

    References
    ----------
    vargas2014

    Examples
    --------
    a and b of one country are tied, and a alone to c of another: a has e = 1/2 at home (the tie counts for both ends)
    and 1 abroad, its contacts have 1 of the 3 contacts of its country, so 1 - (1 - 1/6)^2/4 - (1 - 1/3)^2/4.

    >>> from scipy.sparse import csr_array
    >>> line = Triads.of(3, np.array([0, 0]), np.array([1, 2]), directed=False)
    >>> gateway(line, csr_array(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))).round(4).tolist()
    [0.7153, 0.5556, 0.8889]
    """
    contacts = by_jurisdiction(triads, shares, kept).toarray()
    own = shares.toarray()
    ties = own.T @ contacts
    part = own * own @ _over(1.0, ties) * contacts
    many = degree(triads, kept)
    reached = by_jurisdiction(triads, shares.multiply(many[:, None]).tocsr(), kept).toarray()
    central = reached * _over(1.0, np.max(many @ own, initial=0.0))
    known = contacts.sum(axis=1)
    squares = ((contacts * (1 - part * central)) ** 2).sum(axis=1)
    return np.where(known > 0, 1 - squares * _over(1.0, known**2), np.nan)


def _over(part: float, whole: Floats) -> Floats:
    """Return a part of each, nothing of nothing."""
    there = np.asarray(whole, dtype=np.float64)
    return np.divide(part, there, out=np.zeros_like(there), where=there > 0)
