"""Write the corpus of hostile files and its manifest; the same bytes every time.

    python tests/hostile/make_hostile.py [FOLDER]

Without a folder, `files/` and `manifest.csv` beside this script are written anew. An expectation is written with its
fault, before any loader runs on the file; one that is changed later says why in the column `changed`.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import _json_files
import _packed_files
import _table_files
import _xml_files
from _fault import Fault

HERE = Path(__file__).parent
COLUMNS = ("file", "format", "wrong", "outcome", "read", "accepted", "quarantined", "duplicates", "changed")


def main(arguments: list[str]) -> None:
    """Write the files and the manifest."""
    folder = Path(arguments[0]) if arguments else HERE
    made = [*_table_files.faults(), *_json_files.faults(), *_xml_files.faults(), *_packed_files.faults()]
    names = [fault.name for fault in made]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"two files of one name: {twice}"
    for fault in made:
        path = folder / "files" / fault.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fault.data)
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as sink:
        table = csv.writer(sink, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(_row(fault) for fault in sorted(made, key=lambda fault: fault.name))


def _row(fault: Fault) -> list[object]:
    counts = fault.counts if fault.counts is not None else ("", "", "", "")
    return [fault.name, fault.format, fault.wrong, fault.outcome, *counts, fault.changed]


if __name__ == "__main__":
    main(sys.argv[1:])
