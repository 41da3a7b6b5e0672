"""XML is read without DOCTYPE, entities or network, by local names, one record at a time."""

from __future__ import annotations

import pytest

from netintel.errors import FileRejectedError
from netintel.loaders import _xml

STATEMENT = b"""<?xml version="1.0"?>
<d:Document xmlns:d="urn:x:1" xmlns:o="urn:other">
  <d:Acct>GB82</d:Acct>
  <d:Ntry><d:Amt Ccy="EUR"> 8.85 </d:Amt><o:Note>a<o:b>c</o:b>d</o:Note></d:Ntry>
  <d:Ntry><d:Amt Ccy="BGN">7</d:Amt></d:Ntry>
</d:Document>"""


def test_records_come_one_by_one_with_what_stands_before_them() -> None:
    seen = []
    for entry in _xml.each(STATEMENT, "Ntry"):
        parent = entry.getparent()
        assert parent is not None
        seen.append((_xml.text(entry, "Amt"), _xml.text(parent, "Acct"), _xml.line(entry)))
    assert seen == [("8.85", "GB82", "line 4"), ("7", "GB82", "line 5")]


def test_every_text_and_attribute_is_a_leaf() -> None:
    first = next(iter(_xml.each(STATEMENT, "Ntry")))
    assert list(_xml.leaves(first)) == [("Amt/@Ccy", "EUR"), ("Amt", "8.85"), ("Note", "a d"), ("Note/b", "c")]


def test_a_record_is_let_go_when_the_next_is_asked_for() -> None:
    kept = list(_xml.each(STATEMENT, "Ntry"))
    assert [len(entry) for entry in kept] == [0, 0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a []><a/>'.encode("utf-16"), "doctype"),
        (b"<a>&b;</a>", "invalid_xml"),
        (b"<a><b></a>", "invalid_xml"),
        (b"<a>\x00</a>", "invalid_xml"),
        (b"", "invalid_xml"),
        (b"<a>" * 300 + b"</a>" * 300, "xml_too_deep"),
        (b"<a>" + b"x" * 11_000_000 + b"</a>", "xml_text_too_large"),
        (b'<a b="' + b"x" * 11_000_000 + b'"/>', "xml_text_too_large"),
    ],
)
def test_what_is_no_plain_xml_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRejectedError) as refused:
        list(_xml.each(data, "a"))
    assert refused.value.code == code


def test_an_external_entity_is_never_fetched() -> None:
    data = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
    with pytest.raises(FileRejectedError, match="DOCTYPE"):
        list(_xml.each(data, "a"))


@pytest.mark.parametrize("start", [b"", b"{", b"<", b"<a", b"\xff\xfe", b"<a b='", bytes(range(256))])
def test_looking_at_the_beginning_never_raises(start: bytes) -> None:
    assert _xml.opening(start) is None


def test_the_beginning_is_read_in_any_encoding_that_it_declares() -> None:
    declared = '<?xml version="1.0" encoding="windows-1251"?><Чарт имя="Иван">'
    found = _xml.opening(declared.encode("cp1251"))
    assert found is not None
    assert (found.name, found.attributes) == ("Чарт", {"имя": "Иван"})


def test_equal_records_have_equal_canonical_forms() -> None:
    one, two = (
        next(iter(_xml.each(data, "r"))) for data in (b'<a><r y="2" x="1"/></a>', b"<a><r x='1' y='2'></r></a>")
    )
    assert _xml.canonical(one) == _xml.canonical(two)


def test_a_namespace_that_is_no_address_has_a_form_too() -> None:
    element = next(iter(_xml.each(b'<a xmlns="case"><r>x</r>tail</a>', "r")))
    assert b"tail" not in _xml.canonical(element)


def test_an_element_of_very_many_attributes_is_refused_before_they_are_listed() -> None:
    data = "<a {}/>".format(" ".join(f'b{n}="1"' for n in range(100_000))).encode()
    with pytest.raises(FileRejectedError) as refused:
        [_xml.attributes(element) for element in _xml.each(data, "a")]
    assert (refused.value.code, refused.value.locator) == ("too_many_attributes", "line 1")
