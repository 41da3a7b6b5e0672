"""Where records come from, as far as they say: who made them, and what they name as their source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables

NAMED: Final = frozenset(
    {"source", "publisher", "authority", "dataset", "reported_by", "meta.source", "cluster.source"}
)
CREATED: Final = frozenset({"created_by", "created_by_ref"})
NUMBERED: Final = frozenset({"notice_number", "authority_id", "record_id", "program_number"})
ADDRESSED: Final = frozenset({"source_url"})
_REFERRED: Final = frozenset({"external_references"})
_MISTAKEN: Final = "\x1a"
_MIN_TEXT, _MIN_WORDS, _MIN_EQUAL = 30, 5, 3
_UUID: Final = r"([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?:#[0-9]+)?$"
_INTERPOL = re.compile(r"interpol\.int.*?((?:19|20)\d\d)[-/](\d{1,7})", re.IGNORECASE)

Rows = pd.DataFrame


def made_by(tables: Tables) -> pd.DataFrame:
    """Return who made each record.

    Returns
    -------
    pandas.DataFrame
        `record`, `export` (of corrected records the export they belong to), `maker` (the originator of the record,
        else of its file, in lower case; empty where neither is told). A record that several made has a row for each.
    """
    received = tables.received.select(["sha256", "corrects", "originator"]).to_pandas()
    first = received.reset_index().drop_duplicates("sha256").set_index("sha256")["index"]
    root = received["corrects"].map(first).fillna(pd.Series(range(len(received)))).to_numpy(np.int64)
    export = tables.records["export"].to_numpy()
    told = pc.coalesce(tables.records["originator"].cast(pa.string()), pa.nulls(len(export), pa.string())).to_pandas()
    words = told.fillna(received["originator"].reindex(export).reset_index(drop=True)).fillna("")
    codes, distinct = pd.factorize(words)
    makers = pd.Series([[plain(part) for part in word.split("; ")] for word in distinct], dtype=object)
    several = makers.explode()
    at = pd.DataFrame({"record": np.arange(len(export)), "export": root[export], "code": codes})
    joined = at.merge(pd.DataFrame({"code": several.index, "maker": several.to_numpy()}), on="code")
    return joined.drop(columns="code")


def plain(text: str) -> str:
    """Return a name of an authority in a form in which the same name is the same text.

    Examples
    --------
    >>> plain("  Brigada   FELINAR, București ")
    'brigada felinar, bucurești'
    """
    return " ".join(text.casefold().split())


def said_of(graph: EntityGraph, wanted: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the claims on some entities and on their notices: `entity`, `property`, `value`, `reference`, `record`.

    A value that was not understood is its text as written, after a mark: two equal mistakes are equal.
    """
    claims = graph.tables.claims
    on_entity = ~claims["on_link"].to_numpy(zero_copy_only=False)
    subject = claims["subject"].to_numpy()
    about = _about(graph)
    own = pd.DataFrame({"origin": np.arange(len(graph.entity_of_origin)), "entity": graph.entity_of_origin})
    about = pd.concat([own, about], ignore_index=True)
    about = about[wanted[about["entity"]]].drop_duplicates()
    named = np.zeros(len(own), bool)
    named[about["origin"]] = True
    at = np.flatnonzero(on_entity & named[np.where(on_entity, subject, 0)]) if len(own) else np.array([], np.int64)
    rows: pd.DataFrame = claims.select(["subject", "property", "value", "reference", "record"]).take(at).to_pandas()
    rows["property"] = rows["property"].astype("str")
    original = graph.tables.originals.to_pandas().set_index("claim")["original"].reindex(at)
    rows["value"] = rows["value"].fillna(_MISTAKEN + original.reset_index(drop=True))
    told: pd.DataFrame = rows.merge(about, left_on="subject", right_on="origin").drop(columns=["subject"])
    return told


def _about(graph: EntityGraph) -> pd.DataFrame:
    """Return the notices (`origin`) that links tie to an entity: what a notice says, it says of its subject."""
    links = graph.tables.links
    ends = [links["source"].to_numpy(), links["target"].to_numpy()]
    notice = np.asarray(graph.tables.origins["kind"].to_pandas().astype("str") == "Notice")
    found = [
        pd.DataFrame({"origin": ours, "entity": graph.entity_of_origin[theirs]}).loc[notice[ours] & ~notice[theirs]]
        for ours, theirs in (ends, ends[::-1])
    ]
    notices: pd.DataFrame = pd.concat(found, ignore_index=True)
    return notices


def traces(graph: EntityGraph, said: pd.DataFrame) -> Iterator[tuple[str, Rows]]:
    """Return why, and rows of `entity`, `record`, `trace`: records of one entity with one trace have one source."""
    of = said["property"]
    yield "names the same source", _told(said[of.isin(NAMED)], "who:", plain)
    yield "the same creator", _creators(graph, said[of.isin(CREATED)])
    yield "the same notice or list number", _told(said[of.isin(NUMBERED)], "number:", _number)
    yield "the same address", _told(said[of.isin(ADDRESSED)], "url:", str.strip)
    yield "the same notice or list number", _told(said[of.isin(ADDRESSED)], "number:", _of_interpol)
    yield "the same reference", _referred(said[of.isin(_REFERRED)])
    yield "the same id", _ids(graph, said)
    yield "repeats it word for word", _verbatim(graph, said)


def _told(rows: pd.DataFrame, letter: str, read: Any) -> Rows:
    rows = rows[rows["value"].notna()]
    codes, words = pd.factorize(rows["value"])
    made = pd.Series([read(word) for word in words], dtype="str").take(codes).reset_index(drop=True)
    traced = rows[["entity", "record"]].reset_index(drop=True).assign(trace=letter + made)
    told: pd.DataFrame = traced.loc[made.notna() & (made != "")]
    return told


def _number(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "-", text.casefold()).strip("-")


def _of_interpol(url: str) -> str:
    found = _INTERPOL.search(url)
    return f"{found[1]}-{found[2]}" if found else ""


def _creators(graph: EntityGraph, rows: pd.DataFrame) -> Rows:
    """Return creators by their ids, and by their names, which may be those of who made a record."""
    rows = rows[rows["reference"].notna()]
    origin = rows["reference"].to_numpy(np.int64)
    native = graph.tables.origins["native_id"].take(origin).to_pandas().reset_index(drop=True)
    name = graph.entities["name"].take(graph.entity_of_origin[origin]).fillna("").reset_index(drop=True)
    at: pd.DataFrame = rows[["entity", "record"]].reset_index(drop=True)
    by_name = at.assign(trace="who:" + name.map(plain))[name != ""]
    return pd.concat([at.assign(trace="id:" + native), by_name], ignore_index=True)


def _referred(rows: pd.DataFrame) -> Rows:
    def read(text: str) -> str:
        try:
            said = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return ""
        if not isinstance(said, dict):
            return ""
        number, url = said.get("external_id"), said.get("url")
        return f"{plain(str(said.get('source_name', '')))} {number}" if number else str(url or "")

    return _told(rows, "reference:", read)


def _ids(graph: EntityGraph, said: pd.DataFrame) -> Rows:
    """Return the ids that are unique in the world, and those of a file that another names as what it was made from.

    Of an id the UUID counts, for STIX puts a type before the one of MISP; those that are computed from what is observed
    are left out.
    """
    origins = graph.tables.origins
    space = np.asarray(graph.tables.received["ids"].to_pandas() == "global")
    at = said[["entity", "record", "origin"]].drop_duplicates().reset_index(drop=True)
    native = origins["native_id"].take(at["origin"].to_numpy()).to_pandas().reset_index(drop=True)
    merged = said.loc[(said["property"] == "referent") & said["value"].notna(), ["entity", "record", "value"]]
    world = space[origins["export"].to_numpy()[at["origin"].to_numpy()]]
    ids = at.drop(columns="origin").assign(value=native)[world | native.isin(merged["value"])]
    ids = pd.concat([ids, merged], ignore_index=True)
    uuid = ids["value"].str.extract(_UUID, expand=False).str.lower()
    traced = ids.assign(trace="id:" + uuid.fillna(ids["value"])).drop(columns="value")
    observed: pd.DataFrame = traced.loc[uuid.str[14] != "5"]
    return observed


def _verbatim(graph: EntityGraph, said: pd.DataFrame) -> Rows:
    """Return records that say three equal things of an entity, one of them a long text or a mistake no other bears."""
    rows = said.loc[said["value"].notna(), ["entity", "property", "value", "record"]].drop_duplicates()
    texts = rows[_telling(rows["value"])].drop(columns="property").drop_duplicates()  # or another's translation
    texts["export"] = graph.tables.records["export"].to_numpy()[texts["record"]]
    spread = texts.groupby(["entity", "value"])["export"].transform("nunique")
    texts = texts[spread > 1]
    texts = texts[texts["value"].map(_bearers(graph, texts["value"])) == 1]
    first = texts.groupby(["entity", "value"])["record"].transform("min")
    pairs = texts.assign(first=first)[["entity", "first", "record"]].drop_duplicates()
    pairs = pairs[pairs["first"] != pairs["record"]]
    ours = rows.merge(pairs, on=["entity", "record"])
    equal = ours.merge(rows, left_on=["entity", "property", "value", "first"],
                       right_on=["entity", "property", "value", "record"], suffixes=("", "_first"))  # fmt: skip
    counted = equal.groupby(["entity", "first", "record"])["property"].nunique()
    repeated = counted[counted >= _MIN_EQUAL].index.to_frame(index=False)
    trace = "text:" + repeated["first"].astype("str")
    both = [repeated[["entity"]].assign(record=repeated[side], trace=trace) for side in ("first", "record")]
    return pd.concat(both, ignore_index=True)


def _telling(values: pd.Series[str]) -> pd.Series[bool]:
    """Return which values are long texts, or are not understood and hold a number, so that they are no placeholder."""
    mistaken = values.str.startswith(_MISTAKEN) & values.str.contains("[0-9]")
    long = (values.str.len() >= _MIN_TEXT) & (values.str.count(" ") >= _MIN_WORDS - 1)
    telling: pd.Series[bool] = mistaken | long
    return telling


def _bearers(graph: EntityGraph, values: pd.Series[str]) -> pd.Series[int]:
    """Return of how many entities each text is said in the whole case; what a notice says, it says of its subject."""
    claims, originals = graph.tables.claims, graph.tables.originals
    wanted = pa.array(values.unique(), pa.string())
    told = pc.and_(pc.is_in(claims["value"], wanted), pc.invert(claims["on_link"]))
    plain_text = claims.filter(told).select(["subject", "value"]).to_pandas()
    mistaken = originals.filter(pc.is_in(originals["original"], pc.replace_substring(wanted, _MISTAKEN, "")))
    of = claims.select(["subject", "on_link", "value"]).take(mistaken["claim"]).to_pandas()
    written = of.assign(value=_MISTAKEN + mistaken["original"].to_pandas())[of["value"].isna() & ~of["on_link"]]
    subject = graph.entity_of_origin.copy()
    about = _about(graph)
    subject[about["origin"]] = about["entity"]
    both = pd.concat([plain_text, written[["subject", "value"]]], ignore_index=True)
    counted: pd.Series[int] = both.assign(entity=subject[both["subject"]]).groupby("value")["entity"].nunique()
    return counted
