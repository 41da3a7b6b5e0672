"""Tables that say what they mean by the titles their publisher gives: presets in the mapping language.

A preset is `presets/<name>.yml`: a mapping (docs/mapping.md) written in canonical titles, with two keys more:

    titles:                              # canonical title: how exports spell it, in several languages
      account: [IBAN, Konto, Compte, Rachunek]
      amount: [Betrag, Montant, Kwota]
    needs: [account, [amount, debit]]    # what a header must have to be recognised; of a list in it, one

Titles are compared without regard to case, accents, blanks and punctuation. Of a preset that fits, rules that name
only columns which the header lacks are left out; columns that the preset does not know stay and become claims under
their own title, as in every table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from netintel.errors import FileRejectedError, MappingError
from netintel.loaders import _table_plain
from netintel.loaders._mapping import Block, EntityRule, LinkRule, Value, blocks

_NOTHING: Final = Value(literal="")
_MARKS: Final = ("originator", "handling", "evaluation", "assertion")


@dataclass(frozen=True, slots=True)
class Preset:
    """What a known table means.

    Attributes
    ----------
    name : str
        Name of its file, without suffix.
    block : Block
        Its meaning in canonical titles.
    titles : mapping
        Word of a title: canonical title.
    needs : tuple of frozenset
        Canonical titles of which the header must have at least one each.
    """

    name: str
    block: Block
    titles: Mapping[str, str]
    needs: tuple[frozenset[str], ...]


@cache
def preset(name: str) -> Preset:
    """Return a preset of this package.

    Raises
    ------
    MappingError
        It names one spelling for two titles, needs a title that it does not list, or is no mapping.
    """
    from ruamel.yaml import YAML

    text = (files("netintel.loaders") / "presets" / f"{name}.yml").read_text("utf-8")
    content = YAML(typ="safe", pure=True).load(text)
    titles = _titles(name, content.pop("titles"))
    needs = tuple(frozenset([need] if isinstance(need, str) else need) for need in content.pop("needs"))
    unlisted = sorted(frozenset().union(*needs) - set(titles.values()))
    if unlisted:
        raise MappingError(f"{name}.yml: needs: {unlisted[0]!r} is not among its titles")
    return Preset(name, blocks(content)[0], titles, needs)


def recognised(header: Sequence[str], presets: Iterable[str]) -> Block | None:
    """Return what a table means by the first of some presets that knows its header, None where none does.

    Parameters
    ----------
    header
        The titles as the table writes them.
    presets
        Names of presets, the most particular first.

    Returns
    -------
    Block or None
        The preset's block in the titles of this header.
    """
    found = chosen(header, presets)
    return fitted(found, header) if found is not None else None


def chosen(header: Sequence[str], presets: Iterable[str]) -> Preset | None:
    """Return the first of some presets that knows a header, None where none does."""
    words = {word(title) for title in header}
    for name in presets:
        known = preset(name)
        has = {known.titles[one] for one in words if one in known.titles}
        if all(has & need for need in known.needs):
            return known
    return None


def columns(known: Preset, header: Sequence[str]) -> dict[str, str]:
    """Return the canonical titles that a header has, each with the title it writes; of two spellings the first."""
    found: dict[str, str] = {}
    for title in header:
        canonical = known.titles.get(word(title))
        if canonical is not None and title:
            found.setdefault(canonical, title)
    return found


def fitted(known: Preset, header: Sequence[str]) -> Block:
    """Return the block of a preset in the titles of a header, without the rules that name only absent columns."""
    said, block = columns(known, header), known.block
    entities = {name: rule for name, one in block.entities.items() if (rule := _entity(one, said)) is not None}
    made = [_link(one, said) for one in block.links if one.source in entities and one.target in entities]
    record = {key: value for key, one in block.record.items() if (value := _value(one, said)) is not None}
    return replace(block, entities=entities, links=tuple(made), record=record)


@lru_cache(maxsize=20_000)
def word(title: str) -> str:
    """Return what two spellings of one title have in common.

    Examples
    --------
    >>> word("Número de cuenta"), word("NUMERO-DE-CUENTA"), word("Amount (EUR)")
    ('numero_de_cuenta', 'numero_de_cuenta', 'amount_eur')
    """
    spelled = unicodedata.normalize("NFKD", _table_plain.spelled(title))
    plain = "".join(c if c.isalnum() else " " for c in spelled if not unicodedata.combining(c))
    return "_".join(plain.replace("ł", "l").replace("ø", "o").split())


def _titles(name: str, said: Mapping[str, Sequence[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for canonical, spellings in said.items():
        for title in (canonical, *map(str, spellings or ())):
            if found.setdefault(word(title), canonical) != canonical:
                raise MappingError(f"{name}.yml: titles: {title!r} is a spelling of two titles")
    return found


def _entity(rule: EntityRule, said: Mapping[str, str]) -> EntityRule | None:
    key, kind = tuple(said[column] for column in rule.key if column in said), _value(rule.kind, said)
    if kind is None or (rule.key and not key):
        return None
    return replace(rule, kind=kind, key=key, properties=_properties(rule, said))


def _link(rule: LinkRule, said: Mapping[str, str]) -> LinkRule:
    kind, directed = _value(rule.kind, said) or _NOTHING, _value(rule.directed, said) or _NOTHING
    return replace(rule, kind=kind, directed=directed, properties=_properties(rule, said))


def _properties(rule: EntityRule | LinkRule, said: Mapping[str, str]) -> tuple[tuple[str, Value], ...]:
    made = ((name, _value(one, said)) for name, one in rule.properties)
    return tuple((name, value) for name, value in made if value is not None)


def _value(value: Value, said: Mapping[str, str]) -> Value | None:
    if value.literal is not None:
        return value
    found = tuple(said[column] for column in value.columns if column in said)
    return replace(value, columns=found) if found else None


def said(block: Block, defaults: Mapping[str, str]) -> dict[str, str]:
    """Return what a preset states for all rows, where the case does not state otherwise."""
    return {key: block.defaults[key] for key in _MARKS if key in block.defaults and key not in defaults}


def not_recognised(header: Sequence[str]) -> FileRejectedError:
    """Return the refusal of a table that begins as a known one, and whose header proves not to be it."""
    return FileRejectedError(
        "headers_unknown",
        f"the titles of its {len(header)} columns are not those of a known table",
        "write a mapping beside the file",
    )
