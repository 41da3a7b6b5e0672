"""No name, document or phone of a victim of the sample case is in any byte that leaves as a picture or a page."""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

import netintel as ni
from netintel.report._case import opened
from netintel.report._defaults import default_results
from netintel.vocab import categories

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


def folded(text: str) -> str:
    """Return a text without escapes, accents, case and the difference between kinds of space."""
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    plain = unicodedata.normalize("NFKD", unquote(html.unescape(html.unescape(plain))))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", kept).casefold()


def in_base64(text: str) -> Iterator[str]:
    """Return what the text looks like inside base64, at each of the three places it may begin."""
    raw = text.encode()
    for before in range(3):
        code = base64.b64encode(b"\0" * before + raw).decode().rstrip("=")
        yield code[-(-before * 8 // 6) : len(code) - 1]


def orders(name: str) -> set[str]:
    """Return a name as it may be written: as it stands, and with its last or first word in front."""
    first, *others = name.replace(",", " ").split()
    if not others:
        return {name}
    rest, (*given, last) = " ".join(others), [first, *others]
    return {name, f"{rest} {first}", f"{rest}, {first}", f"{last} {' '.join(given)}", f"{last}, {' '.join(given)}"}


def found(secrets: Iterable[str], text: str) -> list[str]:
    """Return those secrets that stand in a text in any form; forms that occur are counted, never shown."""
    flat = folded(text)
    return [s for s in secrets if folded(s) in flat or s in text or any(code in text for code in in_base64(s))]


@pytest.mark.parametrize(
    "hidden",
    [
        "Ion Mărgineț",
        "ION MARGINET",
        json.dumps("Ion Mărgineț"),
        html.escape("Ion Mărgineț"),
        "Ion M&#259;rgine&#x21b;",
        quote("Ion Mărgineț"),
        base64.b64encode("a table: Ion Mărgineț, 9".encode()).decode(),
        base64.b64encode("of a table: Ion Mărgineț, 9".encode()).decode(),
        base64.b64encode("a table; Ion Mărgineț, 99".encode()).decode(),
    ],
)
def test_a_name_is_found_in_whatever_form_it_hides(hidden: str) -> None:
    assert found(["Ion Mărgineț"], f"<p>{hidden}</p>") == ["Ion Mărgineț"]
    assert not found(["Ion Mărgineț"], "<p>Ion and Mărgineț are two words.</p>")


@pytest.fixture(scope="module")
def case() -> ni.EntityGraph:
    """The sample case as the command line reports on it."""
    return opened(SAMPLES / "lantern", lambda _line: None)


@pytest.fixture(scope="module")
def secrets(case: ni.EntityGraph) -> set[str]:
    """Every spelling of every protected person's name, and what else tells who they are and belongs to no other."""
    entities, claims = case.entities, case.claims
    protected = entities["category"].isin(categories.PSEUDONYMOUS) | entities["minor"].fillna(False).astype(bool)
    hidden = set(entities.index[protected])
    entity = dict(zip(case.origins["origin"], case.origins["entity"], strict=True))
    told = claims[claims["property"].isin(["name", "alias", "document_number", "phone", "email", "iban"])]
    theirs: dict[bool, set[str]] = {True: set(), False: set()}
    for subject, word, value, original in zip(
        told["subject"], told["property"], told["value"], told["original"], strict=True
    ):
        known = {text for text in (value, original) if isinstance(text, str)}
        spelt = {order for text in known for order in orders(text)} if word in ("name", "alias") else known
        theirs[entity.get(subject) in hidden] |= spelt
    persons = json.loads((SAMPLES / "lantern.truth.json").read_text("utf-8"))["persons"]
    for person in persons:
        theirs[person["category"] in categories.PSEUDONYMOUS] |= orders(person["name"])
    others = {folded(text) for text in theirs[False]}
    kept = {text for text in theirs[True] if len(text) > 5 and folded(text) not in others}
    assert len(hidden) >= 30
    assert len({person["name"] for person in persons if person["category"] == "victim"} & kept) >= 30
    return kept


def test_no_byte_of_report_picture_or_notebook_output_names_a_victim(
    case: ni.EntityGraph, secrets: set[str], tmp_path: Path
) -> None:
    results = default_results(ni.analysis.actors(case))
    made = {result.name: result for result in results}
    pictures = [
        ni.views.corridor_map(case, made["corridors"]),
        ni.views.broker_map(case, made["brokers"], top=50),
        ni.views.table(case, made["brokers"], top=10_000),
        ni.views.cluster_map(case, made["jurisdiction_clusters"]),
    ]
    page = ni.report.write(case, tmp_path / "lantern.html", *results, pictures=pictures)
    texts = {"report": page.read_text("utf-8"), "graph": repr(case) + case._repr_html_()}
    for picture in pictures:
        texts[f"{picture.title}: page"] = picture.html(standalone=False) + picture.part().script
        texts[f"{picture.title}: figure"] = picture.figure().to_json()
        texts[f"{picture.title}: notebook"] = json.dumps(picture._repr_mimebundle_()) + repr(picture) + picture.alt()
        texts[f"{picture.title}: table"] = picture.table().to_csv()
    for result in results:
        texts[f"{result.name}: shown"] = repr(result) + getattr(result, "_repr_html_", str)()
    leaks = {where: len(found(secrets, text)) for where, text in texts.items()}
    assert {where: n for where, n in leaks.items() if n} == {}
