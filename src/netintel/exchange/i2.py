"""i2 Analyst's Notebook: a sheet of entity, link and entity, as its importer takes it.

Rows with one end describe the entities, rows with two the links. Columns: `Entity 1 Identity`, `Entity 1 Type` (the
kind), `Entity 1 Label`, `Entity 1 <property>` with `(2)`, `(3)` for further values; `Entity 2 Identity`; `Link Type`,
`Link Direction` (`1 to 2` or blank), `Link First`, `Link Last`, `Link Amount`, `Link Currency`, `Link Weight`,
`Link Role`, `Link <property>`; and the marks `handling`, `evaluation`, `originator`, `assertion`, `review_due`.

The importer has no way to undo an apostrophe, so texts that a spreadsheet would take for a formula keep it, counted;
line breaks, control characters and outer blanks become visible escapes or are not kept, counted. A property whose name
is no plain word stands under its name in plain words, counted. Values of more than the thirty properties that occur
most often stand in those columns still: a sheet has as many as are needed. Ids of links are not in the format.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from netintel.exchange._attributes import MARKS, is_plain
from netintel.exchange._beside import columns
from netintel.exchange._cells import safe, write_rows
from netintel.exchange._contents import Contents, Entity, Link, Said
from netintel.exchange._loss import Loss
from netintel.store import durable

NAME: Final = "i2"
TITLE: Final = "i2 import sheet (CSV)"
SUFFIX: Final = ".i2.csv"
CARRIES: Final[frozenset[str]] = frozenset()

_LINK: Final = ("Type", "Direction", "First", "Last", "Amount", "Currency", "Weight", "Role")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def holds(key: str) -> bool:
    """Return whether an id comes back from a cell as it is, and is no formula."""
    return is_plain(key) and safe(key) == key


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write the sheet."""
    sheet = _Sheet(contents)
    with durable.writing(path) as file:
        write_rows(file, sheet.header, sheet.rows())
    return [
        Loss("ids", contents.replaced, "an id that no cell keeps; it is the property native_id"),
        Loss("link ids", contents.n_links, "the format has none"),
        Loss(
            "characters", sheet.counted["text"], "texts with an apostrophe before them, visible escapes or cut blanks"
        ),
        Loss("names", sheet.counted["name"], "names of properties that are no plain words"),
        Loss("references", sheet.counted["reference"], "ids named without a tie: written as text"),
        Loss("status", sheet.counted["status"], "inferred links: a sheet knows recorded ones only"),
    ]


class _Sheet:
    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.counted: Counter[str] = Counter()
        of_entity, of_link = Counter[str](), Counter[str]()
        for entity in contents.entities():
            _widen(of_entity, self._said(entity))
        for link in contents.links():
            _widen(of_link, self._said(link))
        self._entity = [(prop, n) for prop, times in of_entity.items() for n in range(times)]
        self._link = [(prop, n) for prop, times in of_link.items() for n in range(times)]
        self.header = [
            "Entity 1 Identity", "Entity 1 Type", "Entity 1 Label",
            *(_title("Entity 1", prop, n) for prop, n in self._entity), "Entity 2 Identity",
            *(f"Link {what}" for what in _LINK), *(_title("Link", prop, n) for prop, n in self._link), *MARKS,
        ]  # fmt: skip
        self.counted.clear()

    def rows(self) -> Iterator[list[str]]:
        empty_link = [""] * (1 + len(_LINK) + len(self._link))
        for entity in self._contents.entities():
            said = self._said(entity)
            values = [_nth(said, prop, n) for prop, n in self._entity]
            name = self._cell(entity.name) if entity.name is not None else ""
            marks = [entity.marks.said().get(mark, "") for mark in MARKS]
            yield [entity.key, entity.kind, name, *values, *empty_link, *marks]
        for link in self._contents.links():
            self.counted["status"] += link.status != "recorded"
            said, column = self._said(link), columns(link)
            weight = repr(link.weight) if link.weight is not None else ""
            told = [link.kind, "1 to 2" if link.directed else ""]
            told += [column.get(c, "") for c in ("first", "last", "amount", "currency")] + [weight]
            told.append(self._cell(column.get("role", "")))
            values = [_nth(said, prop, n) for prop, n in self._link]
            marks = [link.marks.said().get(mark, "") for mark in MARKS]
            blank = [""] * (2 + len(self._entity))
            yield [link.source, *blank, link.target, *told, *values, *marks]

    def _said(self, thing: Entity | Link) -> Said:
        found: Said = {}
        for said, refers in ((thing.said, False), (thing.references, True)):
            for prop, texts in said.items():
                word = prop if _WORD.fullmatch(prop) else _NOT_PLAIN.sub("_", prop.lower()).strip("_") or "claim"
                self.counted["name"] += word != prop
                self.counted["reference"] += refers * len(texts)
                found.setdefault(word, []).extend(self._cell(text) for text in texts)
        return found

    def _cell(self, text: str) -> str:
        if not is_plain(text) and text:
            text = text.strip().encode("unicode_escape").decode() if not text.strip().isprintable() else text.strip()
            self.counted["text"] += 1
        else:
            self.counted["text"] += safe(text) != text
        return text


def _widen(widths: Counter[str], said: Said) -> None:
    for prop, texts in said.items():
        widths[prop] = max(widths[prop], len(texts))


def _title(what: str, prop: str, n: int) -> str:
    return f"{what} {prop}" + (f" ({n + 1})" if n else "")


def _nth(said: Said, prop: str, n: int) -> str:
    texts = said.get(prop, [])
    return texts[n] if n < len(texts) else ""
