"""Texts from the data stay texts in a figure, in a page and in a script."""

import html
import json

from hypothesis import given
from hypothesis import strategies as st

from netintel.views import _escape

anything = st.text(st.characters(exclude_categories=[]), max_size=200)


@given(anything)
def test_no_text_opens_a_tag_or_entity_in_a_figure(text: str) -> None:
    shown = _escape.plotly(text)
    assert "<" not in shown
    assert ">" not in shown
    assert shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0


@given(anything)
def test_what_a_page_shows_is_what_a_reader_sees_of_the_text(text: str) -> None:
    shown = _escape.page(text)
    assert not set(shown) & set("<>\"'")
    assert html.unescape(shown) == _escape.visible(text, 2000)


@given(anything)
def test_a_value_in_a_script_reads_back_and_cannot_end_it(text: str) -> None:
    written = _escape.script({"name": text})
    assert json.loads(written) == {"name": text}
    assert written.isascii()
    assert not set(written) & set("<>&")


@given(anything)
def test_nothing_a_reader_sees_turns_its_neighbours_around(text: str) -> None:
    shown = _escape.visible(text)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\x00\n\r\u2028")
    shown.encode("utf-8")


def test_joiners_that_letters_need_are_kept() -> None:
    """Persian and Indic scripts write with zero-width joiners; without them the name is another word."""
    assert _escape.visible("می\u200cخواهم") == "می\u200cخواهم"


def test_a_long_text_says_how_long_it_was() -> None:
    assert _escape.plotly("<" * 300, 2) == "&lt;&lt;… (300 characters)"
