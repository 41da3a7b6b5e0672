"""What a party is of which only the name is known."""

from __future__ import annotations

from typing import Final

_FORMS: Final = frozenset(
    "ag kg ohg ug gmbh mbh se sa sarl sas sàrl srl srls spa bv nv bvba vof cv ltd limited llc llp plc inc corp "
    "corporation company co oy oyj ab as a/s aps kft zrt sro s.r.o d.o.o doo eood ood ад оод еоод ооо оао зао пао sia "
    "uab oü lda sl sll ev e.v foundation stiftung stichting verein zoo z.o.o fze pte pty bank".split()
)


def kind_of(name: str) -> str:
    """Return `Organization` where a name ends with a legal form, else `Person`: who may be one is protected as one.

    Examples
    --------
    >>> kind_of("Nordwind Handels GmbH"), kind_of("Usługi Sp. z o.o."), kind_of("Ana Example"), kind_of("")
    ('Organization', 'Organization', 'Person', 'Person')
    """
    words = name.casefold().replace(",", " ").split()
    if not words:
        return "Person"
    last, two = words[-1], "".join(words[-2:])
    endings = {last, last.strip("."), last.replace(".", ""), two.replace(".", "")}
    return "Organization" if endings & _FORMS else "Person"
