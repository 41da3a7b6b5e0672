"""INTERPOL notices, as the public web service answers: red, yellow and UN Security Council special notices.

Publisher
    INTERPOL (ws-public.interpol.int); national bureaux pass the same shapes on.
Channel
    JSON: a page of a list (`_embedded.notices`), one notice in detail, or a list of details.
Unit counted
    Notice. One without `entity_id` is set aside; one repeated word for word is a duplicate.
Identity
    `entity_id`, written `1993/27493` in the body and `1993-27493` in addresses: always with a hyphen here. Unique
    within INTERPOL, so the same id in another file is the same notice, but it is kept as that file's own word.
Handling
    None in the format: what the case or the mapping states for the file.

Reading
-------
==============================================  ==============================================================
field                                           becomes
==============================================  ==============================================================
`entity_id`                                     a Person (of a UN notice without forename and birth date an
                                                Organization), and a Notice `<id>#notice` with the id as written
                                                as its `notice_number` and a link Notice, role subject, to the person
`forename`, `name`                              first_name, last_name, and both together as name
`date_of_birth`                                 birth_date; `1975/00/00` and `1975` keep the precision of a year
`sex_id`                                        gender: M male, F female, U unknown
`nationalities`                                 nationality, a claim each
`country_of_birth_id`, `place_of_birth`         birth_country, birth_place
`languages_spoken_ids`                          language (ISO 639-2)
`eyes_colors_id`, `hairs_id`                    eye_colour, hair_colour (codes of ANSI/NIST)
`arrest_warrants[].issuing_country_id`          wanted_by of the person, issued_by of the notice
`arrest_warrants[].charge`                      offence; `charge_translation` offence_translation
one whole warrant                               warrant of the notice, so that state and charge stay together
`country`, `place` (yellow)                     country_of_event, place_of_event
`_links.self.href`                              source_url of the notice; `_links.<other>.href` link_<other>
colour                                          colour of the notice, by its address, else by its fields
other fields                                    claims of the person under their own name, nested ones as a path
==============================================  ==============================================================

Ignored: null, `-` and empty values, and `weight` or `height` 0, because they all mean unknown. Of a page, `total`,
`query` and the addresses of other pages; a page that holds fewer notices than its `total` is told in a warning.

Traps
-----
A red notice says that a state wants somebody; it is no proof, so its records are assessments. Being wanted by a country
does not make a person belong to it. Notices are withdrawn: a file is true for the day of its retrieval. The subject of
a yellow notice is missing, often a child: counted as victim, the most protective reading, and told in a warning.

References: interpol.int/How-we-work/Notices; the service as documented at github.com/bundesAPI/interpol-api.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "interpol"
TITLE: Final = "INTERPOL notices (JSON)"
PUBLISHER: Final = "INTERPOL"
UNIT: Final = "notice"
IDS: Final = "file"

_FIELD = re.compile(r'"(?:forename|date_of_birth|arrest_warrants|nationalities|un_?[rR]eference)"')
_PROPERTIES: Final = {
    "forename": "first_name",
    "name": "last_name",
    "date_of_birth": "birth_date",
    "nationalities": "nationality",
    "country_of_birth_id": "birth_country",
    "place_of_birth": "birth_place",
    "languages_spoken_ids": "language",
    "eyes_colors_id": "eye_colour",
    "hairs_id": "hair_colour",
    "country": "country_of_event",
    "place": "place_of_event",
}
_SEX: Final = {"M": "male", "F": "female", "U": "unknown"}
_UNKNOWN: Final[tuple[Any, ...]] = (None, "", "-", [], {})
_APART: Final = frozenset({"entity_id", "_links", "arrest_warrants", "sex_id"})

Said = list[tuple[str, str]]


def sniff(head: Head) -> bool:
    """Return whether the file holds notices, or a page of them."""
    text = head.text
    if not head.is_json or '"properties"' in text or '"spec_version"' in text:
        return False
    return '"entity_id"' in text and _FIELD.search(text) is not None


def read(source: Source, build: Builder) -> None:
    """Read the notices of the file."""
    content = source.json(build)
    missing, found = 0, 0
    for locator, notice in _notices(content):
        found += 1
        entity_id = notice.get("entity_id") if isinstance(notice, dict) else None
        if not isinstance(entity_id, str) or entity_id.strip() in _UNKNOWN:
            build.quarantine(
                locator, "missing_id", "a notice without entity_id, so it cannot be told which notice it is",
                "ask for the notice again", "entity_id",
            )  # fmt: skip
        elif build.record(locator, msgspec.json.encode(notice, order="sorted"), assertion="assessment"):
            missing += _notice(notice, entity_id.strip(), build)
    if missing:
        build.warn(
            "missing_persons", f"{missing} subjects of yellow notices are missing persons, counted as victims",
            "they are shown under a pseudonym and never ranked; judge each by its file", field="category", locator="",
        )  # fmt: skip
    total = content.get("total") if isinstance(content, dict) else None
    if isinstance(total, int) and total > found:
        build.warn(
            "page_of_a_list", f"one page of a list: {found} of {total} notices", "ask for the other pages", locator=""
        )


def _notices(content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, list):
        yield from ((f"/{place}", notice) for place, notice in enumerate(content))
        return
    if "_embedded" not in content:
        yield "/", content
        return
    embedded = content["_embedded"]
    notices = embedded.get("notices") if isinstance(embedded, dict) else None
    if not isinstance(notices, list):
        raise FileRejectedError("no_notices", "a page without a list of notices", "ask for it again", "/_embedded")
    yield from ((f"/_embedded/notices/{place}", notice) for place, notice in enumerate(notices))


def _notice(notice: dict[str, Any], entity_id: str, build: Builder) -> int:
    """Read one notice; return 1 where its subject is a missing person."""
    person, colour = entity_id.replace("/", "-"), _colour(notice)
    about, on_notice = _subject(notice), [("notice_number", entity_id), ("colour", colour)]
    for warrant in _warrants(notice):
        about += [("wanted_by" if prop == "issued_by" else prop, text) for prop, text in warrant]
        on_notice += [(prop, text) for prop, text in warrant if prop == "issued_by"]
        on_notice.append(("warrant", ": ".join(text for prop, text in warrant if prop != "offence_translation")))
    if colour == "yellow":
        about.append(("category", "victim"))
    build.entity(person, _kind(notice, colour), about)
    build.entity(f"{person}#notice", "Notice", on_notice + _addresses(notice))
    build.link(f"{person}#notice", person, "Notice", role="subject")
    return int(colour == "yellow")


def _subject(notice: dict[str, Any]) -> Said:
    said: Said = []
    whole = " ".join(text for key in ("forename", "name") for text in _texts(notice.get(key))[:1])
    if whole:
        said.append(("name", whole))
    if notice.get("sex_id") not in _UNKNOWN:
        sex = str(notice["sex_id"])
        said.append(("gender", _SEX.get(sex.upper(), sex)))
    for field, value in notice.items():
        if field not in _APART and not (field in ("weight", "height") and value in (0, "0")):
            said += _flat(_PROPERTIES.get(field, field), value)
    return said


def _warrants(notice: dict[str, Any]) -> Iterator[Said]:
    names = {"issuing_country_id": "issued_by", "charge": "offence", "charge_translation": "offence_translation"}
    warrants = notice.get("arrest_warrants") or []
    for warrant in warrants if isinstance(warrants, list) else [warrants]:
        if isinstance(warrant, dict):
            said = [pair for key, value in warrant.items() for pair in _flat(names.get(key, f"warrant_{key}"), value)]
        else:
            said = _flat("offence", warrant)
        if said:
            yield said


def _addresses(notice: dict[str, Any]) -> Said:
    links = notice.get("_links")
    if not isinstance(links, dict):
        return []
    said: Said = []
    for name, link in links.items():
        value = link.get("href") if isinstance(link, dict) and set(link) == {"href"} else link
        said += _flat("source_url" if name == "self" else f"link_{name}", value)
    return said


def _flat(prop: str, value: Any) -> Said:
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in _flat(f"{prop}.{key}", inner)]
    if isinstance(value, list):
        return [pair for inner in value for pair in _flat(prop, inner)]
    return [(prop, text) for text in _texts(value)]


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    values = value if isinstance(value, list) else [value]
    return [str(one).strip() for one in values if one not in _UNKNOWN and str(one).strip() not in _UNKNOWN]


def _colour(notice: dict[str, Any]) -> str:
    links = notice.get("_links")
    address = str(links.get("self", "")) if isinstance(links, dict) else ""
    for colour in ("red", "yellow", "un"):
        if f"/{colour}/" in address:
            return colour
    if any(field.lower().startswith("un") and field.lower() != "unit" for field in notice):
        return "un"
    if "arrest_warrants" in notice:
        return "red"
    return "yellow" if "date_of_event" in notice else ""


def _kind(notice: dict[str, Any], colour: str) -> str:
    named = any(notice.get(field) not in _UNKNOWN for field in ("forename", "date_of_birth"))
    return "Organization" if colour == "un" and not named else "Person"
