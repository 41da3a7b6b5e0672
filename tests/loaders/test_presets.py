"""Presets: recognised by their titles in any spelling, fitted to what the header has, and sound themselves."""

from __future__ import annotations

from importlib.resources import files

import pytest

from netintel.loaders import _presets
from netintel.loaders._mapping import Block
from netintel.loaders._source import Head

PRESETS = sorted(
    path.name.removesuffix(".yml")
    for path in (files("netintel.loaders") / "presets").iterdir()
    if path.name.endswith(".yml")
)
FINCEN = (
    "id,icij_sar_id,filer_org_name_id,filer_org_name,begin_date,end_date,originator_bank_id,originator_bank,"
    "originator_bank_country,originator_iso,beneficiary_bank_id,beneficiary_bank,beneficiary_bank_country,"
    "beneficiary_iso,number_transactions,amount_transactions"
)


def named_columns(block: Block) -> set[str]:
    rules = [*block.entities.values(), *block.links]
    values = [value for rule in rules for _, value in rule.properties] + [rule.kind for rule in rules]
    values += [link.directed for link in block.links] + list(block.record.values())
    found = {column for value in values for column in value.columns}
    return found | {column for entity in block.entities.values() for column in entity.key}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_lists_every_title_that_it_names(name: str) -> None:
    known = _presets.preset(name)
    assert named_columns(known.block) <= set(known.titles.values())


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_knows_its_own_titles_and_no_other_preset_is_needed(name: str) -> None:
    known = _presets.preset(name)
    header = sorted(set(known.titles.values()))
    assert _presets.recognised(header, [name]) == known.block


def test_a_header_is_recognised_in_any_spelling() -> None:
    header = ["Source Node-ID", "TARGETNODEID", "Value", "time"]
    assert _presets.recognised(header, ["amlsim_transactions"]) is None
    block = _presets.recognised(["sourcenodeid", *header[1:]], ["amlsim_transactions"])
    assert block is not None
    assert block.entities["payee"].key == ("TARGETNODEID",)


def test_a_header_that_lacks_what_is_needed_is_not_recognised() -> None:
    assert _presets.recognised(["nodeid", "init_balance"], PRESETS) is None
    assert _presets.recognised([], PRESETS) is None


def test_rules_of_absent_columns_are_left_out() -> None:
    block = _presets.recognised(["nodeid", "isFraud", "init_balance", "branch"], ["amlsim_nodes"])
    assert block is not None
    assert [name for name, _ in block.entities["account"].properties] == ["is_fraud", "initial_balance"]


def test_of_two_spellings_of_one_title_the_first_is_read() -> None:
    known = _presets.preset("amlsim_nodes")
    assert _presets.columns(known, ["NodeId", "nodeid"]) == {"nodeid": "NodeId"}


def test_the_first_preset_that_fits_is_chosen() -> None:
    found = _presets.chosen(FINCEN.split(","), ["amlsim_nodes", "fincen"])
    assert found is not None and found.name == "fincen"


@pytest.mark.parametrize(
    ("name", "start", "mapped", "claimed"),
    [
        ("x.csv", f"{FINCEN}\n1,2\n".encode(), False, True),
        ("x.csv", f"\ufeff{FINCEN}\r\n".encode(), False, True),
        ("x.csv", FINCEN.replace(",", ";").encode("utf-16"), False, True),
        ("x.csv", f"{FINCEN}\n\xe9;x".encode("latin-1"), False, False),
        ("x.csv", f"{FINCEN}\n1,2\n".encode(), True, False),
        ("x.json", f"{FINCEN}\n1,2\n".encode(), False, False),
        ("x.csv", b"id,name,amount\n", False, False),
        ("x.csv", b'"never closed,\n', False, False),
    ],
    ids=["plain", "byte order mark", "UTF-16", "Latin-1", "mapped", "another name", "plain headers", "broken"],
)
def test_a_file_is_claimed_by_its_header(name: str, start: bytes, mapped: bool, claimed: bool) -> None:
    assert (Head(name, start, start, mapped).header.knows == "bank_rows") is claimed
