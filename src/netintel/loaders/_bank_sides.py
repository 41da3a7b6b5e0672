"""Who pays whom in a row of a bank: from account, counterparty, sign and two columns to payer, payee and amount.

The rows keep their columns; those that must be taken apart (accounts, amounts) are replaced by columns whose titles
begin with `read`, which the presets `bank_statement` and `bank_transfers` name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Final

from netintel.loaders import _money
from netintel.loaders._party_kind import kind_of
from netintel.model.builder import Builder
from netintel.vocab import identifiers

Row = tuple[str, list[str]]

_BIC: Final = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_LIKE_IBAN: Final = re.compile(r"[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}")
_BLANKS: Final = re.compile(r"[\s.-]+")
_IN_TITLE: Final = re.compile(r"\b([A-Z]{3})\b(?=[^A-Za-z]*$)|(\beuros?\b)", re.IGNORECASE)
_OUT: Final = frozenset(
    "d dr db debit dbit s soll belastung lastschrift out outgoing paid debito débit débito sortie cargo debe adeudo "
    "dare addebito uscita af debet uit wn obciążenie wychodzący wydatek plată plati -".split()
)
_IN: Final = frozenset(
    "c cr crdt credit h haben gutschrift in incoming received crédit crédito credito entrée abono haber avere "
    "accredito entrata bij ma uznanie przychodzący wpływ încasare incasare +".split()
)
_SIDE: Final = ("account", "iban", "number", "party", "holder", "kind", "bank country", "unnamed")
_SUFFIX: Final = {"account": "", **{part: f" {part}" for part in _SIDE[1:]}}


def whose_account(known: Mapping[str, str], header: tuple[str, ...], rows: list[Row], build: Builder) -> dict[str, str]:
    """Return the columns of a table with the one called just `IBAN` or `Kontonummer` given to the side it is of.

    Next to a column that says whose it is, it is of the other side. Alone, it is the counterparty's where it stands
    behind the counterparty's name, unless one account stands beside several names, which is a guess and told.
    """
    found = dict(known)
    title = found.pop("some_account", None)
    if title is None or {"account", "counterparty_account"} <= found.keys():
        return found
    name = found.get("counterparty_name")
    if "account" in found:
        found["counterparty_account"] = title
    elif "counterparty_account" in found or name is None:
        found["account"] = title
    else:
        at, beside, bank = (header.index(column) for column in (title, name, found.get("counterparty_bank", title)))
        accounts = {(cells[at], cells[bank]) for _, cells in rows if cells[at]}
        names = {cells[beside] for _, cells in rows if cells[beside]}
        if at < beside or (len(accounts) == 1 and len(names) > 1):
            found["account"] = title
        else:
            found["counterparty_account"] = title
            build.warn(
                "account_side_assumed",
                f"{sum(bool(cells[at]) for _, cells in rows)} accounts stand behind the name of the other side in a "
                "column that does not say whose they are; taken as those of the other side",
                "if they are of the holder of the statement, write a mapping beside the file", field="account",
                locator="",
            )  # fmt: skip
    return found


class Amounts:
    """Reads the amounts of a column by the decimal sign that the whole column shows, and counts what it guessed."""

    def __init__(self, texts: list[str], stated: str = "") -> None:
        self.sign, self.shown, self.silent = _money.decimal_sign(_money.written(text).digits for text in texts if text)
        if stated:
            self.sign, self.silent = "," if stated == "," else ".", 0

    def read(self, text: str) -> tuple[str | None, _money.Money]:
        """Return an amount without its sign in plain digits, None where it cannot be read, and how it is written."""
        money = _money.written(text)
        return _money.number(money.digits, self.sign), money


class Sides:
    """Rewrites the rows of one table.

    Parameters
    ----------
    header
        Titles of the table.
    known
        Canonical title of the preset: title of the table.
    rows
        All rows: what a column shows of its decimal sign is seen only by looking at all of it.
    decimal
        Decimal sign, where it is stated.
    """

    def __init__(
        self, header: tuple[str, ...], known: Mapping[str, str], rows: list[Row], build: Builder, decimal: str = ""
    ) -> None:
        self._build, self._rows, self._known = build, rows, known
        self._at = {canonical: header.index(title) for canonical, title in known.items()}
        self.statement = "payer_account" not in known and "payer_name" not in known
        self._names = ("account", "counterparty") if self.statement else ("payer", "payee")
        self._dropped = frozenset(self._at[title] for title in self._replaced() if title in self._at)
        self._kept = [place for place in range(len(header)) if place not in self._dropped]
        self.header = (*(header[place] for place in self._kept), *self._added())
        self._amounts = Amounts([cells[at] for at in self._of_amounts() for _, cells in rows], decimal)
        self._signed = self.statement and (
            "debit" in self._at or "credit" in self._at or "direction" in self._at or self._has_negative()
        )
        self._held: set[tuple[str, str]] = set()
        self._unreadable = self._unread_words = self._alone = self._unowned = self._negative = 0

    def rows(self) -> Iterator[Row]:
        """Give the rows with their new columns; a row of which it is unclear what was paid is set aside."""
        for locator, cells in self._rows:
            paid = self._paid(locator, cells)
            if paid is None:
                continue
            outgoing, amount, as_written, currency = paid
            kept = [cells[place] for place in self._kept]
            own, other = (self._side(side, locator, cells) for side in self._names)
            if not self.statement and own["unnamed"] and other["unnamed"]:
                self._aside(locator, "missing_key", "neither payer nor payee is named", "payer")
                continue
            ends = [side["account"] or side["party"] or side["unnamed"] for side in (own, other)]
            added = [*own.values(), *other.values()]
            if self.statement:
                payer, payee = ends if outgoing is not False else reversed(ends)
                added += [payer, payee, "false" if outgoing is None else "true"]
            else:
                added += ends
            yield locator, [*kept, *added, amount, as_written, currency]

    def tell(self) -> None:
        """Tell what was guessed, with its count."""
        amounts = self._amounts
        if amounts.silent and amounts.sign:
            self._warn(
                "decimal_sign_inferred",
                f"{amounts.silent} amounts such as 9.876 or 9,876 are read with the decimal "
                f"{'comma' if amounts.sign == ',' else 'point'} that {amounts.shown} other amounts of the table show",
                "if that is wrong, write a mapping with `table: {decimal: …}`", "amount",
            )  # fmt: skip
        if amounts.silent and not amounts.sign:
            self._warn(
                "decimal_sign_unknown",
                f"{amounts.silent} amounts such as 9.876 or 9,876 are kept as text: "
                + ("some of the table show a comma, others a point" if amounts.shown else "no amount shows which"),
                "write a mapping with `table: {decimal: …}`", "amount",
            )  # fmt: skip
        if self._unreadable:
            self._warn(
                "amount_not_understood", f"{self._unreadable} amounts are no numbers; their text is kept",
                "correct the export", "amount",
            )  # fmt: skip
        if self._negative:
            self._warn(
                "negative_between_named_sides",
                f"{self._negative} amounts are negative though payer and payee are named; whether that takes a payment "
                "back or is how the bank writes a debit is not said; their text is kept and no amount is set",
                "ask the sender; a mapping can state what it means", "amount",
            )  # fmt: skip
        if self.statement and not self._signed:
            self._warn(
                "direction_unknown",
                f"{len(self._rows)} bookings do not say whether they were paid or received: no sign, no column of it",
                "they are taken without direction; write a mapping, or ask for the export with signs", "direction",
            )  # fmt: skip
        if self._unread_words:
            self._warn(
                "direction_not_understood", f"{self._unread_words} bookings name their direction by a word in no list",
                "they are taken without direction; write a mapping that says it", "direction",
            )  # fmt: skip
        if self._alone:
            self._warn(
                "named_without_account",
                f"{self._alone} sides are named without an account, each taken as one of its own",
                "a name does not say who it is: `netintel.resolve.match` proposes who may be the same", self._names[1],
            )  # fmt: skip
        if self._unowned:
            self._warn(
                "account_not_named",
                f"{self._unowned} bookings do not name the account they are of; it is one account of this table",
                "add a column with its number, so that it is known in other files", "account",
            )  # fmt: skip

    def _replaced(self) -> tuple[str, ...]:
        accounts = ("account" if side == "account" else f"{side}_account" for side in self._names)
        return (*accounts, "amount", "debit", "credit")

    def _added(self) -> tuple[str, ...]:
        sides = [title for side in self._names for title in self._titles(side)]
        ends = ["read payer", "read payee", "read directed"] if self.statement else ["read payer", "read payee"]
        return (*sides, *ends, "read amount", "read amount text", "read currency")

    def _titles(self, side: str) -> list[str]:
        if self.statement:
            return [f"read {side}{_SUFFIX[part]}" for part in _SIDE]
        return [f"read {side} {part}" for part in _SIDE]

    def _of_amounts(self) -> list[int]:
        return [self._at[title] for title in ("amount", "debit", "credit") if title in self._at]

    def _has_negative(self) -> bool:
        at = self._at["amount"]
        return any(_money.written(cells[at]).negative for _, cells in self._rows)

    def _cell(self, title: str, cells: list[str]) -> str:
        at = self._at.get(title)
        return "" if at is None else cells[at]

    def _paid(self, locator: str, cells: list[str]) -> tuple[bool | None, str, str, str] | None:
        """Return whether it goes out (None: not said), amount, the text where it says more, and currency."""
        filled = []
        for title in ("amount", "debit", "credit"):
            text = self._cell(title, cells)
            if text:
                plain, money = self._amounts.read(text)
                filled.append((title, text, plain, money))
        said = [one for one in filled if one[2] is None or one[2].strip("0.")] or filled[:1]
        if len(said) > 1:
            self._aside(locator, "two_amounts", "more than one of amount, debit and credit is filled", "amount")
            return None
        if not said:
            self._aside(locator, "no_amount", "a booking without an amount", "amount")
            return None
        title, text, plain, money = said[0]
        outgoing = self._direction(title, money, cells) if plain is None or plain.strip("0.") else None
        if plain is None and _money.number(money.digits, ".") is None:
            self._unreadable += 1
        if money.negative and not self.statement and plain and plain.strip("0."):
            self._negative += 1
            plain = None
        unlike = text if text != plain else ""
        currency = "" if self._cell("currency", cells) else money.currency or self._in_title(title)
        return outgoing, plain or "", unlike, currency

    def _direction(self, title: str, money: _money.Money, cells: list[str]) -> bool | None:
        """Return whether a booking is paid out; a word says it before a sign does, which often only repeats it."""
        if title in ("debit", "credit"):  # a negative amount among the credits takes one back
            return (title == "debit") != (title == "credit" and money.negative)
        word = self._cell("direction", cells).casefold().strip(".")
        if word in _OUT or word in _IN:
            return word in _OUT
        if word:
            self._unread_words += 1
            return None
        return money.negative if self._signed else None

    def _in_title(self, title: str) -> str:
        found = _IN_TITLE.search(self._known.get(title, ""))
        return "" if found is None else "EUR" if found[2] else found[1].upper() if found[1].isupper() else ""

    def _side(self, side: str, locator: str, cells: list[str]) -> dict[str, str]:
        prefix = "" if side == "account" else f"{side}_"
        text = self._cell(f"{prefix}account", cells)
        name = self._cell("account_holder" if side == "account" else f"{side}_name", cells)
        bic, bank = self._cell(f"{side}_bic", cells), self._cell(f"{side}_bank", cells)
        made = dict.fromkeys(_SIDE, "")
        like = _LIKE_IBAN.fullmatch(_BLANKS.sub("", text).upper().removeprefix("IBAN")) is not None
        made["iban" if like else "number"] = text
        made["account"] = self._account(side, text, bic or bank or self._cell(f"{side}_bank_country", cells), locator)
        found = _BIC.fullmatch(bic.upper().replace(" ", ""))
        made["bank country"] = found[1] if found is not None else ""
        if name or self._cell(f"{side}_country", cells) or self._cell(f"{side}_address", cells):
            made["kind"] = kind_of(name)
            made["party"] = f"party/{made['account'] or f'{locator} {side}'}#{_digest(name)}"
            self._alone += not made["account"]
            if made["account"] and (made["party"], made["account"]) not in self._held:
                self._held.add((made["party"], made["account"]))
                made["holder"] = made["party"]
        elif not made["account"]:
            made["unnamed"] = f"unnamed/{locator} {side}"
        if side == "account":
            made["unnamed"] = "" if text else "the export does not name the account"
        return made

    def _account(self, side: str, text: str, bank: str, locator: str) -> str:
        """Return the id of an account: its IBAN, else its number at its bank, else its number in this file."""
        number = _BLANKS.sub("", text).upper().removeprefix("IBAN")
        if number:
            known = identifiers.iban(text)
            return f"account/{known}" if known else f"account/{number}@{bank.upper().replace(' ', '')}:"
        if side == "account":
            self._unowned += 1
            sheet = locator.rpartition(" row ")[0]
            return f"account/of {sheet or 'this file'}"
        return f"account/{locator} {side}" if bank else ""

    def _aside(self, locator: str, code: str, message: str, field: str) -> None:
        self._build.quarantine(locator, code, message, "correct the row, or ask for the statement again", field)

    def _warn(self, code: str, message: str, hint: str, field: str) -> None:
        self._build.warn(code, message, hint, field=field, locator="")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
