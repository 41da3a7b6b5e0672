"""Do the two name the same place: of birth, of residence, a postcode, an address?

Reads `birth_place`, `city`, `postcode` and `address`, folded to plain Latin letters. People move, and towns are shared
by many: a rare place counts more than a capital.
"""

from __future__ import annotations

from netintel.resolve.features._stated import feature

BIRTH_PLACE = feature("birth place", "place of birth", "birth_place", m=0.75, kin=0.5)
CITY = feature("city", "town", "city", m=0.6, kin=0.5)
POSTCODE = feature("postcode", "postcode", "postcode", "postal_code", m=0.6, kin=0.4)
ADDRESS = feature("address", "address", "address", "full_address", "street", m=0.5, kin=0.4)
