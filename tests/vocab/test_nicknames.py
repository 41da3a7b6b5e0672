"""The list of nicknames: its form, its size, and that a formal name stands for itself."""

from __future__ import annotations

from netintel.vocab import nicknames
from netintel.vocab.tables import rows


def test_rows_are_small_latin_letters_and_stand_once() -> None:
    listed = [(row["nickname"], row["formal"]) for row in rows("nicknames")]
    assert len(listed) == len(set(listed)) >= 300
    assert all(word.isascii() and word.isalpha() and word.islower() for pair in listed for word in pair)


def test_a_formal_name_stands_for_itself() -> None:
    assert nicknames.formal("alexander") == {"alexander"}


def test_a_nickname_of_two_names_stands_for_both() -> None:
    assert nicknames.formal("sasha") == {"alexander", "alexandra"}
