"""splink on what netintel knows of names: the best a user could do who has our keys, and splink to learn and to score.

Names by the keys of their words, in order, with term frequencies on the text and on the keys, then by Jaro-Winkler of
the keys and by how many words are in common; the rest as in `splink_tutorial`. Blocked on what netintel blocks on: two
words, a word with a date, identifiers; blocks of more than 150 records only together with the year.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import warnings

import pandas as pd
import pyarrow as pa
import splink.comparison_level_library as level
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from benchmarks.who_is_who_peers._clean import cleaned
from netintel.resolve import names

THRESHOLD = 0.95
_CROWD, _RECALL = 150, 0.7
_WHOLE = ("document", "phone", "email")
_LISTS = ("two_words", "word_and_day", "word_and_year", "two_words_and_year")


def find(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the predictions of splink."""
    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    used = keyed(cleaned(frame).assign(name=frame["name"]))
    whole = [column for column in _WHOLE if column in used]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(set(used)),
        blocking_rules_to_generate_predictions=[
            *(block_on(column) for column in whole),
            *(block_on(column, arrays_to_explode=[column]) for column in _LISTS),
        ],
    )
    linker = Linker(DuckDBAPI().register(pa.Table.from_pandas(used)), settings)
    certain = [block_on("keys", "birth_date"), *(block_on(c) for c in whole if c != "phone")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("keys", "birth_date", *(c for c in whole if c != "phone")):
        with contextlib.suppress(ValueError, EMTrainingException):  # too few pairs to learn from: its defaults stay
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    told = linker.inference.predict(threshold_match_probability=0.01).as_pyarrow_table().to_pandas()
    named = {"unique_id_l": "left", "unique_id_r": "right", "match_probability": "score"}
    return told[list(named)].rename(columns=named)


def keyed(used: pd.DataFrame) -> pd.DataFrame:
    """Return the columns with `texts` and `keys`, the words of a name in order, and the lists to block by."""
    words = [_words(name) for name in used.pop("name")]
    texts, keys = ([sorted({part(word) for word in one}) for one in words] for part in (_text, _key))
    used = used.assign(unique_id=range(len(used)))
    used["texts"], used["keys"] = ([" ".join(one) or None for one in several] for several in (texts, keys))
    used["words"] = keys
    born = used["birth_date"].fillna("") if "birth_date" in used else pd.Series("", index=used.index)
    two = [[" ".join(both) for both in itertools.combinations(one, 2)] for one in keys]
    blocks = {
        "two_words": two,
        "word_and_day": _with(keys, born.where(born.str.len() == 10, "")),
        "word_and_year": _with(keys, born.str[:4]),
        "two_words_and_year": _with(two, born.str[:4]),
    }
    return used.assign(**{column: _uncrowded(one) for column, one in blocks.items()})


def _words(name: object) -> list[names.Word]:
    forms = names.forms(name) if isinstance(name, str) else []
    return [word for word in names.person_words(forms[0]) if word.kind in ("name", "patronymic")] if forms else []


def _text(word: names.Word) -> str:
    return word.text


def _key(word: names.Word) -> str:
    return word.key


def _with(lists: list[list[str]], beside: pd.Series) -> list[list[str]]:
    return [[f"{one} {told}" for one in found] if told else [] for found, told in zip(lists, beside, strict=True)]


def _uncrowded(lists: list[list[str]]) -> list[list[str]]:
    count = pd.Series([one for found in lists for one in found], dtype=object).value_counts()
    crowd = set(count.index[count > _CROWD])
    return [[one for one in found if one not in crowd] for found in lists]


def _comparisons(columns: set[str]) -> list[object]:
    name = cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            level.Or(level.NullLevel("keys"), level.NullLevel("texts")),
            level.ExactMatchLevel("texts", term_frequency_adjustments=True),
            level.ExactMatchLevel("keys", term_frequency_adjustments=True),
            level.JaroWinklerLevel("keys", 0.95),
            level.And(level.ArraySubsetLevel("words"), level.ArrayIntersectLevel("words", 2)),
            level.JaroWinklerLevel("keys", 0.88),
            level.ArrayIntersectLevel("words", 2),
            level.ArraySubsetLevel("words"),
            level.ArrayIntersectLevel("words", 1),
            level.ElseLevel(),
        ],
    )
    made = {
        "birth_date": _dates,
        "email": lambda: cl.EmailComparison("email"),
        "document": lambda: cl.DamerauLevenshteinAtThresholds("document", [1, 2]),
        "postcode": lambda: cl.LevenshteinAtThresholds("postcode", [1, 2]),
        "address": lambda: cl.JaroWinklerAtThresholds("address", [0.9, 0.7]),
    }
    equal = ("phone", "nationality", "gender", "place", "city", "occupation")
    made |= {c: (lambda c=c: cl.ExactMatch(c).configure(term_frequency_adjustments=True)) for c in equal}
    return [name, *(make() for column, make in made.items() if column in columns)]


def _dates() -> object:
    def sides(sql: str) -> str:
        return sql.format(a="birth_date_l", b="birth_date_r")

    full = "length({a}) = 10 and length({b}) = 10"
    swapped = "{a}[1:4] = {b}[1:4] and {a}[6:7] = {b}[9:10] and {a}[9:10] = {b}[6:7]"
    return cl.CustomComparison(
        output_column_name="birth_date",
        comparison_levels=[
            level.NullLevel("birth_date"),
            level.ExactMatchLevel("birth_date", term_frequency_adjustments=True),
            level.CustomLevel(sides(f"{full} and {swapped}"), "day and month swapped"),
            level.CustomLevel(sides(f"{full} and damerau_levenshtein({{a}}, {{b}}) <= 1"), "one character"),
            level.CustomLevel(sides("not (" + full + ") and {a}[1:4] = {b}[1:4]"), "same year, one without a day"),
            level.CustomLevel(sides(f"{full} and damerau_levenshtein({{a}}, {{b}}) <= 2"), "two characters"),
            level.CustomLevel(sides("{a}[1:4] = {b}[1:4]"), "same year"),
            level.ElseLevel(),
        ],
    )
