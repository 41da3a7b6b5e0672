"""What two records are compared by: one feature a module, and this one list of them.

Whoever reads the list knows the algorithm. Special categories of data (ethnicity, religion, health, opinion) are read
by none of them.
"""

from __future__ import annotations

from netintel.resolve.features import (
    birth_date,
    contacts,
    documents,
    gender,
    legal_form,
    names,
    nationality,
    neighbours,
    occupation,
    places,
    seat,
)
from netintel.resolve.features._feature import Compared, Feature, Level, compare

FEATURES: tuple[Feature, ...] = (
    names.FEATURE,
    birth_date.FEATURE,
    documents.FEATURE,
    documents.REGISTER,
    contacts.PHONE,
    contacts.EMAIL,
    contacts.ACCOUNT,
    contacts.WALLET,
    legal_form.FEATURE,
    seat.FEATURE,
    nationality.FEATURE,
    gender.FEATURE,
    places.BIRTH_PLACE,
    places.CITY,
    places.POSTCODE,
    places.ADDRESS,
    occupation.FEATURE,
    neighbours.FEATURE,
)

__all__ = ["FEATURES", "Compared", "Feature", "Level", "compare"]
