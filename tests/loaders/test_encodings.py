"""Encodings: a mark, what is declared, or strict UTF-8; else guesses that a person chooses from, never a silent one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel.loaders._encodings import encodings, guesses, is_wide

NAMES = {
    "ru": "Иванов Пётр;Мария Кузнецова;Дмитрий Соколов;Екатерина Щербакова;улица Ленина;Юлия Шевченко;Фёдор Эткин",
    "uk": "Олександр Шевченко;Наталія Бойко;вул. Хрещатик;Ігор Ткаченко;Юлія Гриценко;Євген Коваленко",
    "bg": "Георги Димитров;Мария Николова;Стоян Желязков;Цветелина Йорданова;Пламен Кръстев;Ваня Ъглова",
    "el": "Γιώργος Παπαδόπουλος;Μαρία Οικονόμου;Λεωφόρος Συγγρού;Ελένη Χατζή;Άννα Ψαρού;Έλλη Ράπτη",
    "pl": "Łukasz Wiśniewski;Małgorzata Wójcik;Zażółć Gęślą;Stanisław Dąbrowski;Żaneta Kamińska;Święty Źdźbło",
    "cs": "Jiří Dvořák;Tomáš Procházka;Kateřina Černá;Náměstí Míru;Šárka Růžičková;Ondřej Žák;Ťapka Ďuriš",
    "ro": "Ştefan Popescu;Ţepeş Vlad;Piaţa Unirii;Mădălina Ionescu;Târgu Mureş;Gheorghiţă Băsescu",
    "de": "Jürgen Müller;Käthe Schröder;Königsallee Düsseldorf;Günther Weiß;Jörg Böhm;Änne Größer",
    "fr": "François Lefèvre;Hélène Dubois;rue de la Liberté;Zoé Bélanger;Jérôme Gagné;Anaïs Côté",
    "tr": "Ayşe Yılmaz;Mehmet Öztürk;İstanbul Beşiktaş;Gülşah Çağlar;Işıl Şahin;Uğur Doğan;Çiğdem Güneş",
    "ar": "محمد أحمد;فاطمة الزهراء;القاهرة شارع التحرير;عبد الله بن خالد;يوسف إبراهيم;خديجة حسن",
    "ja": "田中太郎;鈴木花子;東京都新宿区;やまだ はなこ;サトウ ケンジ;渡辺さくら;大阪市北区",
    "zh": "王小明;李秀英;北京市朝阳区;张伟;刘洋;陈静;上海市浦东新区;广东省深圳市",
}
SPOKEN = {
    "cp1250": "pl cs ro", "cp1251": "ru uk bg", "cp1252": "de fr", "cp1253": "el", "cp1254": "tr", "cp1256": "ar",
    "koi8-r": "ru", "iso8859-2": "pl cs ro", "iso8859-5": "ru uk bg", "iso8859-7": "el", "iso8859-9": "tr",
    "shift_jis": "ja", "gb18030": "zh",
}  # fmt: skip
CASES = [(encoding, language) for encoding, languages in SPOKEN.items() for language in languages.split()]


def table_of(names: list[str]) -> str:
    return "id,name,city\n" + "".join(f"{n},{name},Utrecht\n" for n, name in enumerate(names, 1))


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


@pytest.mark.parametrize(("encoding", "language"), CASES)
@pytest.mark.parametrize("capitals", [False, True])
def test_the_likeliest_encoding_reads_the_names_right(encoding: str, language: str, capitals: bool) -> None:
    names = [name.upper() if capitals else name for name in NAMES[language].split(";")]
    text = table_of(names)
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip(f"capitals of {language} are not in {encoding}")
    first = guesses(data)[0]
    assert data.decode(first.encoding) == text
    assert len(first.words) == 5 and all(word in text for word in first.words)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(CASES), st.data())
def test_of_a_few_names_the_right_encoding_is_among_the_first_three(case: tuple[str, str], data: st.DataObject) -> None:
    encoding, language = case
    text = table_of(
        data.draw(st.lists(st.sampled_from(NAMES[language].split(";")), min_size=4, max_size=6, unique=True))
    )
    written = text.encode(encoding)
    try:
        written.decode("utf-8")
    except UnicodeDecodeError:
        assert any(written.decode(guess.encoding, "ignore") == text for guess in guesses(written)[:3])


@settings(max_examples=1000, deadline=None)
@given(
    st.sampled_from(sorted(SPOKEN)), st.lists(st.text("АБВабвąęÜüαβşغىé田王 -'", min_size=1, max_size=12), max_size=5)
)
def test_with_the_encoding_given_a_name_is_never_changed_or_the_file_is_refused(
    encoding: str, names: list[str]
) -> None:
    from netintel.errors import FileRejectedError
    from netintel.loaders._source import Source

    text = table_of(names)
    data = text.encode(encoding, "ignore")
    read = Source("t.csv", data, "", len(data), None, {}).text(encoding)
    assert read.encode(encoding) == data and "\ufffd" not in read
    with suppress(FileRejectedError):
        assert Source("t.csv", data, "", len(data), None, {}).text() == data.decode("utf-8")


def test_the_message_holds_no_name_and_the_table_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(table_of(NAMES["ru"].split(";")).encode("cp1251"))
    issue = load(path).issues.iloc[0]
    assert issue["code"] == "encoding_unknown" and "most likely one of cp1251" in issue["hint"]
    assert (issue["message"] + issue["hint"]).isascii() or "Иван" not in issue["hint"]
    shown = encodings(path)
    assert shown.columns.tolist() == ["encoding", "plausible", *(f"word_{n}" for n in range(1, 6))]
    assert shown.iloc[0, :3].tolist()[0] == "cp1251" and shown["word_1"].iloc[0] == "Иванов"
    assert shown["plausible"].is_monotonic_decreasing and shown["plausible"].between(0, 1).all()
    path.write_text("id,name\n1,Zoë\n", "utf-8")
    assert encodings(path).empty


def test_words_are_cut_and_what_cannot_be_seen_is_shown_as_its_code(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(("id,name\n1," + "Щ" * 90 + "\n").encode("cp1251"))
    word = encodings(tmp_path / "t.csv")["word_1"].iloc[0]
    assert len(word) <= 41 and word.endswith("…")


def test_two_encodings_pasted_together_are_told_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("id,name\n1,Zoë\n".encode() + "2,Иван\n".encode("cp1251"))
    issue = load(tmp_path / "t.csv").issues.iloc[0]
    assert (issue["code"], issue["locator"]) == ("mixed_encodings", "line 3")


@pytest.mark.parametrize("content", [b"id,name\n1,\xc0\xafetc\n", b"id,name\n1,\xed\xa0\x80\n", b"id,name\n1,\xff\n"])
def test_overlong_forms_and_surrogates_are_no_utf8(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    assert load(tmp_path / "t.csv").issues["severity"].tolist() == ["reject"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_named_and_read_when_it_is_declared(tmp_path: Path, encoding: str) -> None:
    text = table_of(NAMES["el"].split(";"))
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    issue = load(tmp_path / "t.csv").issues.iloc[0]
    assert issue["code"] == "encoding_unknown" and encoding in issue["hint"]
    (tmp_path / "t.csv.mapping.yml").write_text(
        f"version: 1\ntable: {{encoding: {encoding}}}\nentities:\n"
        "  p: {kind: Person, key: [id], properties: {name: {column: name}}}\n", "utf-8",
    )  # fmt: skip
    assert sorted(load(tmp_path).entities["name"]) == sorted(NAMES["el"].split(";"))


def test_a_character_of_the_value_zero_refuses_a_text_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"id,name\n" + b"1,Ana\n" * 20_000 + b"2,B\x00o\n")
    issue = load(tmp_path / "t.csv").issues.iloc[0]
    assert (issue["code"], issue["locator"]) == ("nul_characters", "line 20002")


def test_binary_content_is_not_taken_for_utf16() -> None:
    import random

    rng = random.Random(5)
    assert not any(is_wide(rng.randbytes(400)) for _ in range(300))


def test_a_name_of_an_encoding_with_the_character_0_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name\n1,Ana\n", "utf-8")
    (tmp_path / "t.csv.mapping.yml").write_text(
        'version: 1\ntable: {encoding: "utf\\08"}\nentities: {p: {kind: Person, key: [id]}}\n', "utf-8"
    )
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.issues["code"].tolist() == ["unknown_encoding"]
