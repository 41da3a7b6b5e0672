"""The words of names across scripts: what must agree, what must differ, and what no input may break."""

from __future__ import annotations

import time
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.resolve.names import forms, nickname, organisation_words, person_words

HERE = Path(__file__).parent


def lines(name: str) -> list[list[str]]:
    """Return the lines of a list beside this file; a low line in a word stands for a blank."""
    text = (HERE / name).read_text("utf-8")
    return [[word.replace("_", " ") for word in line.split()] for line in text.splitlines() if line and line[0] != "#"]


def keys(name: str) -> list[str]:
    """Return the keys of a name without its particles."""
    return [word.key for word in person_words(name) if word.kind != "particle"]


def texts(name: str) -> list[str]:
    """Return the texts of a name without its particles."""
    return [word.text for word in person_words(name) if word.kind != "particle"]


def kinds(name: str) -> list[tuple[str, str]]:
    """Return text and kind of each word."""
    return [(word.text, word.kind) for word in person_words(name)]


def test_spellings_of_one_name_have_one_key_nearly_always() -> None:
    pairs = [(first, other) for first, *others in lines("equal.txt") for other in others]
    apart = [pair for pair in pairs if keys(pair[0]) != keys(pair[1])]
    lost = [pair for pair in apart if texts(pair[0]) != texts(pair[1])]
    assert len(pairs) > 1300
    assert len(apart) / len(pairs) < 0.03, apart
    assert len(lost) / len(pairs) < 0.02, lost


def test_false_friends_have_different_keys() -> None:
    pairs = lines("different.txt")
    joined = [pair for pair in pairs if keys(pair[0]) == keys(pair[1])]
    assert len(pairs) >= 100
    assert joined == [["Marković", "Mirković"]]


def test_few_common_names_of_one_language_share_a_key() -> None:
    shared, pairs = 0, 0
    for _, *names in lines("common.txt"):
        by_key = defaultdict(set)
        for name in names:
            by_key[tuple(keys(name))].add(name)
        shared += sum(len(group) * (len(group) - 1) // 2 for group in by_key.values())
        pairs += len(set(names)) * (len(set(names)) - 1) // 2
    assert shared / pairs < 0.001


def test_order_case_and_comma_leave_the_words_alike() -> None:
    assert set(keys("Dimitrov, Georgi")) == set(keys("GEORGI DIMITROV")) == set(keys("Георги Димитров"))


def test_a_year_beside_a_name_is_a_number() -> None:
    assert kinds("GEORGI DIMITROV 1984") == [("georgi", "name"), ("dimitrov", "name"), ("1984", "number")]


@pytest.mark.parametrize("name", ["G. Dimitrov", "g dimitrov", "Г. Димитров"])
def test_a_letter_alone_is_an_initial_with_the_first_sound_as_key(name: str) -> None:
    initial = person_words(name)[0]
    assert initial.kind == "initial"
    assert person_words("Georgi")[0].key.startswith(initial.key)


def test_a_letter_that_means_and_is_a_particle_between_two_names_only() -> None:
    assert [kind for _, kind in kinds("Ortega y Gasset")] == ["name", "particle", "name"]
    assert kinds("Y. Ortega")[0] == ("y", "initial")
    assert kinds("K. Petrov")[0] == kinds("Κ. Petrov")[0] == ("k", "initial")


def test_two_letters_before_a_full_stop_are_an_initial() -> None:
    assert kinds("Yu. Petrov")[0] == ("yu", "initial")
    assert kinds("Yu Petrov")[0] == ("yu", "name")


@pytest.mark.parametrize(
    ("name", "father"),
    [
        ("Georgi Dimitrov Ivanov", "dimitrov"),
        ("Иван Петрович Сидоров", "petrovich"),
        ("Сидоров Иван Петрович", "petrovich"),
        ("Olena Mykolaivna Koval", "mykolaivna"),
    ],
)
def test_the_name_of_the_father_is_marked(name: str, father: str) -> None:
    assert [word.text for word in person_words(name) if word.kind == "patronymic"] == [father]


@pytest.mark.parametrize("name", ["Marko Petrović", "Juan García Márquez", "Ivan Petrov"])
def test_a_surname_is_no_patronymic(name: str) -> None:
    assert {word.kind for word in person_words(name)} == {"name"}


@pytest.mark.parametrize(
    "name", ["Mr. Ivan Petrov", "г-н Ivan Petrov", "Dr Ivan Petrov", "Ivan Petrov, Esq.", "κ. Ivan Petrov"]
)
def test_titles_are_left_out(name: str) -> None:
    assert kinds(name) == [("ivan", "name"), ("petrov", "name")]


def test_a_title_alone_is_a_name() -> None:
    assert kinds("Hajji") == [("hajji", "name")]
    assert kinds("Don Petrov") == [("don", "name"), ("petrov", "name")]


def test_particles_are_kept_and_marked() -> None:
    assert kinds("Ludwig van der Berg") == [
        ("ludwig", "name"),
        ("van", "particle"),
        ("der", "particle"),
        ("berg", "name"),
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Le, Tuan", ["le", "tuan"]),
        ("Tuan Le", ["tuan", "le"]),
        ("Le Van Tuan", ["le", "tuan"]),
        ("Do, Thi Hoa", ["do", "thi", "hoa"]),
        ("La, Van", ["la", "van"]),
        ("Aung San", ["aung", "san"]),
        ("Van Dijk", ["dijk"]),
        ("Berg, van der", ["berg"]),
        ("De La Cruz", ["cruz"]),
        ("Jean Le Goff", ["jean", "goff"]),
    ],
)
def test_a_family_name_that_looks_like_a_particle_is_a_name_beside_a_single_other(name: str, words: list[str]) -> None:
    assert texts(name) == words


def test_chinese_names_in_cyrillic_are_read_as_pinyin() -> None:
    assert texts("Ван Сяомин") == ["wang", "xiaoming"]
    assert texts("Чжан Вэй") == ["zhang", "wei"]
    assert texts("Ван Дамм") == ["damm"]
    assert texts("Нэнси Мэган Конь") == ["nensi", "megan", "kon"]


@pytest.mark.parametrize("name", ["Al-Shami", "El Shami", "Alshami", "الشامي", "Аль-Шами", "Ash-Shami"])
def test_the_arabic_article_leaves_the_key_alone(name: str) -> None:
    assert keys(name) == keys("Shami")


@pytest.mark.parametrize("name", ["Alberto", "Almeida", "Alfonso", "Albanese", "Elkington", "Eldar"])
def test_a_name_that_begins_like_the_article_keeps_its_beginning(name: str) -> None:
    assert keys(name)[0].startswith("al")


def test_hyphens_part_double_surnames() -> None:
    assert keys("García Márquez") == keys("Garcia-Marquez")


def test_han_and_hangul_are_family_name_first() -> None:
    assert texts("王小明") == texts("Wang Xiaoming")
    assert texts("김민수") == texts("Kim Minsu")


def test_women_and_men_of_one_family_share_a_key_and_not_a_text() -> None:
    woman, man = person_words("Ivanova")[0], person_words("Ivanov")[0]
    assert woman.key == man.key and woman.text != man.text


def test_invisible_characters_change_nothing() -> None:
    assert person_words("\u202eIv\u200ban\u202c Pet\u00adrov\ufeff") == person_words("Ivan Petrov")


def test_composed_and_decomposed_marks_are_one() -> None:
    for name in ("Đorđe Živković", "Γιάννης Παππάς", "Андрей Йорданов", "Nguyễn Văn Đức", "أحمد مؤمن"):
        assert person_words(unicodedata.normalize("NFD", name)) == person_words(unicodedata.normalize("NFC", name))


def test_only_the_first_three_hundred_characters_are_read() -> None:
    assert len(person_words("ivan " * 1000)) == 60


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading(text: str) -> None:
    for word in (*person_words(text), *organisation_words(text)):
        assert word.text.isascii() and word.text.isalnum() and word.key.isascii() and word.key
    assert all(form.strip() for form in forms(text))


@given(st.text(alphabet="абвгджзийщъьюяαβγμπντου ابتثحخعغقوي عبدال'-.,()çćčđłşžßøåəıİ王김", max_size=40))
def test_reading_is_of_small_letters(text: str) -> None:
    for word in person_words(text):
        assert word.text == word.text.lower() and word.key == word.key.lower()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ООО «Ромашка»", "Romashka LLC"),
        ("ЕООД Вита", "Vita EOOD"),
        ("Kowal Sp. z o.o.", "Kowal Spółka z ograniczoną odpowiedzialnością"),
        ("Ferma S.R.L.", "Ferma SRL"),
        ("Ρόδος Α.Ε.", "Rodos S.A."),
        ("Deniz Tic. Ltd. Şti.", "Deniz Limited Şirketi"),
        ("Müller GmbH & Co. KG", "Mueller GmbH und Co KG"),
        ("Delta d.o.o.", "Делта ДОО"),
        ("Acme Co., Ltd.", "ACME Limited"),
        ("ПАО «Газовик»", "Public Joint-Stock Company Gazovik"),
    ],
)
def test_names_of_organisations_agree_across_forms(left: str, right: str) -> None:
    said = [sorted((word.key, word.kind) for word in organisation_words(name)) for name in (left, right)]
    assert said[0] == said[1]


def test_a_form_in_the_middle_is_a_name() -> None:
    assert [word.kind for word in organisation_words("Alpha Co Beta")] == ["name", "name", "name"]


def test_a_form_alone_is_a_name() -> None:
    assert [(word.text, word.kind) for word in organisation_words("S.R.L.")] == [("srl", "name")]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Ivan PETROV alias 'Vanya'", ("Ivan PETROV", "Vanya")),
        ("Ivan Petrov a.k.a. Vanya Petroff", ("Ivan Petrov", "Vanya Petroff")),
        ("Maria Petrova (née Ivanova)", ("Maria Petrova", "Ivanova")),
        ("Иван Петров, он же Ваня", ("Иван Петров", "Ваня")),
        ("Ivan Petrov; Vanya / Vanko", ("Ivan Petrov", "Vanya", "Vanko")),
        ("Sean O'Brien", ("Sean O'Brien",)),
        ("Ahmed Khan S/O Bashir Khan", ("Ahmed Khan",)),
        ("Nordvik A/S", ("Nordvik A/S",)),
        ("Salias Velkov", ("Salias Velkov",)),
        ("", ()),
        ("---", ()),
    ],
)
def test_the_names_of_one_field_are_taken_apart(field: str, names: tuple[str, ...]) -> None:
    assert forms(field) == names


@pytest.mark.parametrize("unit", ["(", " ", ",( ", "a (b ", "'a' ", "[", "„", " alias"])
def test_a_field_made_to_take_long_does_not(unit: str) -> None:
    begun = time.perf_counter()
    for _ in range(50):
        forms(unit * 300)
    assert time.perf_counter() - begun < 0.5


def test_a_nickname_stands_for_its_formal_names() -> None:
    assert nickname("sasha") == {"alexander", "alexandra"}
    assert nickname(person_words("Саша")[0].text) == nickname("sasha")
    assert nickname("mitko") & nickname("dimitar")
    assert nickname("qqqq") is None


def test_another_spelling_of_a_nickname_is_found_by_its_key() -> None:
    assert nickname("katiousha") == nickname("katyusha")
    assert nickname("aleksander") & nickname("alexandre")
