"""The list of legal forms: its form, its size, and the classes by which translated forms agree."""

from __future__ import annotations

import pytest

from netintel.vocab import countries, legal_forms
from netintel.vocab.tables import rows

GROUPS = {
    *("limited", "stock", "partnership", "sole", "cooperative", "foundation", "association"),
    *("state", "private", "branch", "freezone", "offshore"),
}


def test_rows_name_known_groups_and_countries_and_stand_once() -> None:
    listed = rows("legal_forms")
    named = {code for row in listed for code in row["countries"].split()}
    assert len(listed) == len({row["form"] for row in listed}) >= 120
    assert {row["group"] for row in listed} == GROUPS
    assert len(named) >= 25 and all(code == "EU" or countries.lookup(code) == code for code in named)
    assert max(len(row["form"].split()) for row in listed) == legal_forms.LONGEST


@pytest.mark.parametrize("form", ["ooo", "gmbh", "srl", "eood", "spzoo", "ltd sti", "kft", "doo", "llc", "bv"])
def test_private_limited_companies_of_all_countries_are_one_group(form: str) -> None:
    found = legal_forms.parse(form)
    assert found is not None and found.group == "limited"
