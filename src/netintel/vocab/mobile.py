"""Countries of mobile networks: the first three digits of an IMSI or of a network's code (ITU-T E.212)."""

from __future__ import annotations

from functools import cache

from netintel.vocab.tables import rows


@cache
def _countries() -> dict[str, str]:
    return {row["mcc"]: row["country"] for row in rows("mobile_country_codes")}


def country(code: str) -> str | None:
    """Return the alpha-2 country of an IMSI or a network's code, None where it is of none, of several or not known.

    Examples
    --------
    >>> country("226101234567890"), country("262-01"), country("90101")
    ('RO', 'DE', None)
    """
    return _countries().get(code[:3])
