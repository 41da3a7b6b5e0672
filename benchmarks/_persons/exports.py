"""Writes drawn records as one export an agency, with the mappings that say what the columns mean."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

_CASE = """# An invented case: no person, office, number or document in this folder is real.
title = "Persons of sixteen agencies"
purpose = "Find which records of sixteen agencies are of one person."
legal_basis = "Joint investigation team agreement (sample)"
parties = [{parties}]
default_handling = "TLP:AMBER"
id_key = "706c616e7465642d706572736f6e732d6b65792d6e6f742d666f722d63617365"  # spells "planted-persons-key-not-for-case"
"""
_MAPPING = """version: 1
table: {{encoding: utf-8, delimiter: ";", dates: year-first}}
defaults: {{originator: "Office {agency} (invented)", handling: "TLP:AMBER", evaluation: "4x4:B2"}}
entities:
  person:
    kind: Person
    key: [File]
    properties:
      name: {{column: Name}}
      birth_date: {{column: Born}}
      document_number: {{column: Document}}
      document_country: {{column: Issued by}}
      phone: {{column: Phone}}
      nationality: {{column: Nationality, split: "|"}}
      gender: {{column: Gender}}
"""
_TITLES = {
    "record": "File",
    "name": "Name",
    "birth_date": "Born",
    "document_number": "Document",
    "document_country": "Issued by",
    "phone": "Phone",
    "nationality": "Nationality",
    "gender": "Gender",
}
_SPECIAL = {"ethnicity": "Ethnicity", "religion": "Religion"}


def write_exports(frame: pd.DataFrame, folder: Path) -> Path:
    """Write one CSV an agency with its mapping and `case.toml` into `folder`, and the truth beside it.

    The truth, `<folder>.truth.csv`, holds `file`, `native_id`, `person`; its path is returned. It lies outside the
    folder so that nothing that loads the folder can read it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    special = {column: title for column, title in _SPECIAL.items() if column in frame}
    said = "".join(f"      {column}: {{column: {title}}}\n" for column, title in special.items())
    truths = []
    for agency, rows in frame.groupby("agency", observed=True):
        name = f"{str(agency).lower()}_persons.csv"
        titles = _TITLES | special
        rows[list(titles)].rename(columns=titles).to_csv(folder / name, sep=";", index=False, lineterminator="\n")
        mapping = _MAPPING.format(agency=agency) + said
        (folder / f"{name}.mapping.yml").write_text(mapping, encoding="utf-8")
        truths.append(pd.DataFrame({"file": name, "native_id": rows["record"], "person": rows["person"]}))
    parties = ", ".join(f'"{agency}"' for agency in sorted(frame["agency"].unique()))
    (folder / "case.toml").write_text(_CASE.format(parties=parties), encoding="utf-8")
    truth = folder.with_name(folder.name + ".truth.csv")
    pd.concat(truths).to_csv(truth, index=False, lineterminator="\n")
    return truth
