"""splink with the settings of its tutorial for such columns, learned without labels, joined at 0.95 as there.

Names by `NameComparison` (Jaro-Winkler; `ForenameSurnameComparison` where both are known, as in its example of
50,000 historical persons), dates by `DateOfBirthComparison`, e-mails by `EmailComparison`, the rest by equality or edit
distance; term frequencies wherever the value is what people share. Blocking by several rules of which each is tight.
On some hundred records it has too little to learn from, and a session of learning may fail: its defaults then stay.
"""

from __future__ import annotations

import contextlib
import logging
import re
import warnings

import pandas as pd
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from benchmarks.who_is_who_peers._clean import cleaned

THRESHOLD = 0.95
_RECALL = 0.7  # of the deterministic rules, as in the tutorial

_RULES = (  # a rule is used where the data set has its columns
    ("given_name", "surname"), ("given_name", "birth_date"), ("surname", "birth_date"), ("postcode", "given_name"),
    ("postcode", "surname"), ("birth_date", "place"), ("substr(postcode,1,2)", "birth_date"), ("email",),
    ("document",), ("phone",), ("name",), ("birth_date",), ("substr(name,1,6)", "nationality"),
)  # fmt: skip
_SESSIONS = (("given_name", "surname"), ("name",), ("birth_date",), ("email",), ("document",))
_CERTAIN = (("given_name", "surname", "birth_date"), ("name", "birth_date"), ("email",), ("document",))


def find(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the predictions of splink."""
    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    used = cleaned(frame)
    both = {"given_name", "surname"} <= set(used)
    if both:
        used = used.drop(columns="name").assign(whole=used["given_name"] + " " + used["surname"])
    columns = set(used)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(columns),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _usable(_RULES, columns)],
    )
    table = pa.Table.from_pandas(used.assign(unique_id=range(len(used)))[["unique_id", *sorted(columns)]])
    linker = Linker(DuckDBAPI().register(table), settings)
    certain = [block_on(*rule) for rule in _usable(_CERTAIN, columns)]
    linker.training.estimate_probability_two_random_records_match(certain, recall=_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in _usable(_SESSIONS, columns):
        with contextlib.suppress(ValueError, EMTrainingException):  # too few pairs to learn from: its defaults stay
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    told = linker.inference.predict(threshold_match_probability=0.01).as_pyarrow_table().to_pandas()
    names = {"unique_id_l": "left", "unique_id_r": "right", "match_probability": "score"}
    return told[list(names)].rename(columns=names)


def _usable(rules: tuple[tuple[str, ...], ...], columns: set[str]) -> list[tuple[str, ...]]:
    named = [(rule, set(re.findall("[a-z_]+", " ".join(rule))) - {"substr"}) for rule in rules]
    return [rule for rule, needed in named if needed <= columns]


def _comparisons(columns: set[str]) -> list[object]:
    made = {
        "name": lambda: cl.NameComparison("name").configure(term_frequency_adjustments=True),
        "birth_date": lambda: cl.DateOfBirthComparison("birth_date", input_is_string=True),
        "email": lambda: cl.EmailComparison("email"),
        "document": lambda: cl.DamerauLevenshteinAtThresholds("document", [1, 2]),
        "postcode": lambda: cl.LevenshteinAtThresholds("postcode", [1, 2]),
        "address": lambda: cl.JaroWinklerAtThresholds("address", [0.9, 0.7]),
    }
    equal = ("phone", "nationality", "gender", "place", "city", "occupation")
    made |= {c: (lambda c=c: cl.ExactMatch(c).configure(term_frequency_adjustments=True)) for c in equal}
    found: list[object] = [make() for column, make in made.items() if column in columns]
    if {"given_name", "surname"} <= columns:
        names = cl.ForenameSurnameComparison("given_name", "surname", forename_surname_concat_col_name="whole")
        found.insert(0, names.configure(term_frequency_adjustments=True))
    return found
