"""Entries of an account: statements (camt.053), reports of the day (camt.052), notices (camt.054)."""

from __future__ import annotations

from typing import Final, NamedTuple

from netintel.loaders._iso20022_message import Message
from netintel.loaders._iso20022_parties import account_key
from netintel.loaders._iso20022_payment import Amount, Side, amount, apart, claims, day, end, others, readable, side
from netintel.loaders._xml import Element, canonical, find, find_all, line, local, text
from netintel.model.builder import Builder

DOCUMENTS: Final = ("Stmt", "Rpt", "Ntfctn")
_TURNED: Final = {"DBIT": "CRDT", "CRDT": "DBIT"}
_OWN_REFERENCES: Final = ("UETR", "TxId", "AcctSvcrRef", "InstrId", "EndToEndId")
_TRUE: Final = frozenset({"true", "1"})


class _Entry(NamedTuple):
    """What an entry states for all its transactions."""

    booked: str
    reversal: bool
    when: str
    said: list[tuple[str, str]]
    head: bytes
    referenced: bool


class _Direction(NamedTuple):
    """Which way the money went, which side is the account owner's, and what did not agree."""

    into: bool
    own: str
    note: str


class Statements:
    """Reads the entries of one file, statement by statement."""

    def __init__(self, message: Message, build: Builder) -> None:
        self._message, self._build = message, build
        self._statement: Element | None = None
        self._number = 0
        self._account = self._document = self._key = ""
        self._said = False

    def read(self, entry: Element) -> None:
        """Read one `Ntry`: each of its `TxDtls` is a transaction, an entry without is one itself."""
        self._enter(entry.getparent())
        details = [one for block in find_all(entry, "NtryDtls") for one in find_all(block, "TxDtls")]
        common = _entry(entry)
        for place, detail in enumerate(details):
            self._transaction(entry, detail, common, place, len(details))
        if not details:
            self._transaction(entry, None, common, 0, 1)

    def leave(self, statement: Element) -> None:
        """End a statement: say what stands in it besides its entries and its account."""
        self._enter(statement)
        if not self._said:
            self._build.warn(
                "empty_statement", "a statement of which no transaction is read (none, set aside, or repeated); its "
                "account and balances are not read either",
                "nothing to do where the account did not move", locator=line(statement),
            )  # fmt: skip
            return
        for prop, told in claims(statement, without=("Ntry", "Acct")):
            self._build.claim(self._document, prop, told)

    def _enter(self, statement: Element | None) -> None:
        if statement is not self._statement:
            self._statement = statement
            self._number += 1
            self._document, self._account, self._said = f"statement/{self._number}", "", False
            own = None if statement is None else find(statement, "Acct")
            self._key = account_key(own, None)

    def _transaction(self, entry: Element, detail: Element | None, common: _Entry, place: int, of: int) -> None:
        message, at = self._message, line(entry if detail is None else detail)
        paid = _paid(entry, detail, of)
        if paid is None or not readable(paid):
            message.bad_amount(at, paid)
            return
        parties = None if detail is None else find(detail, "RltdPties")
        agents = None if detail is None else find(detail, "RltdAgts")
        sides = {role: side(role, parties, agents) for role in ("Dbtr", "Cdtr")}
        way = self._direction(common, detail, sides)
        if way is None:
            self._build.quarantine(
                at, "missing_direction", "a transaction that is neither DBIT nor CRDT, so nobody can say who paid",
                "ask for it again", "CdtDbtInd",
            )  # fmt: skip
        elif self._build.record(at, _identity(self._key, common, detail, place)):
            self._payment(paid, way, common, detail, sides)

    def _payment(
        self, paid: Amount, way: _Direction, common: _Entry, detail: Element | None, sides: dict[str, Side]
    ) -> None:
        build, message = self._build, self._message
        scope = message.begin()
        self._say_statement()
        ends = {role: end(message.parties, one, scope, self._account if role == way.own else "")
                for role, one in sides.items()}  # fmt: skip
        other = "Cdtr" if way.own == "Dbtr" else "Dbtr"
        counter = ends[other][0] or message.parties.unnamed(f"{scope}/unnamed")
        source, target = (counter, self._account) if way.into else (self._account, counter)
        said = list(common.said)
        refers = [*ends["Dbtr"][1], *ends["Cdtr"][1], ("statement", self._document), *message.refers()]
        if detail is not None:
            holders = [find(detail, "RltdPties"), find(detail, "RltdAgts")]
            read = [path for one in holders if one is not None for path in apart(one, local(one))]
            said += claims(detail, without=[*read, "Amt"] if amount(find(detail, "Amt")) else read)
            refers += others(message.parties, holders, scope)
        if common.reversal:
            said.append(("reversal", "true"))
        if way.note:
            message.disagrees()
            said.append(("direction_note", way.note))
        build.link(
            source, target, "Payment", role=_role(common, detail), first=common.when or None,
            amount=paid.number, currency=message.currency(paid), claims=said, references=refers,
        )  # fmt: skip

    def _say_statement(self) -> None:
        """Say the account of a statement, its owner and its bank, with the first transaction that is read."""
        if self._said:
            return
        self._said, statement, parties = True, self._statement, self._message.parties
        account = None if statement is None else find(statement, "Acct")
        self._account = parties.account(account, None, f"{self._document}/Acct")
        self._account = self._account or parties.unnamed(f"{self._document}/Acct")
        build = self._build
        build.entity(self._document, "Document", [] if statement is None else [("name", text(statement, "Id"))])
        build.reference(self._document, "account", self._account)

    def _direction(self, common: _Entry, detail: Element | None, sides: dict[str, Side]) -> _Direction | None:
        """Decide from the booking and the parties; where they disagree, the booking of the account is the fact.

        Parties keep the roles of the payment that is taken back in a reversal, so its money flows from the creditor; in
        a return they mostly do.
        """
        detailed = "" if detail is None else text(detail, "CdtDbtInd")
        back, booked, note = _role(common, detail), common.booked, ""
        own = next((role for role in ("Dbtr", "Cdtr") if self._is_own(sides[role], sides)), "")
        by_role = {"Dbtr": "DBIT", "Cdtr": "CRDT", "": ""}[own]
        if common.reversal or (back and by_role != booked):
            by_role = _TURNED.get(by_role, "")
        if booked not in _TURNED or (detailed in _TURNED and detailed != booked):
            told, booked = booked, by_role or detailed
            if told in _TURNED:
                judge = "the accounts" if by_role else "the details"
                note = f"entry {told}, details {detailed}: read as {booked} by {judge}"
        elif by_role and by_role != booked:
            note = f"entry {booked}, but the accounts of debtor and creditor say {by_role}: read as {booked}"
        if booked not in _TURNED:
            return None
        if not own:
            own = "Cdtr" if (booked == "CRDT") != (back is not None) else "Dbtr"
            other = "Dbtr" if own == "Cdtr" else "Cdtr"
            if back and not sides[other].stated and sides[own].stated:
                own = other  # a bank that names only the other party of what is taken back
        return _Direction(booked == "CRDT", own, note)

    def _is_own(self, one: Side, sides: dict[str, Side]) -> bool:
        keys = [account_key(each.account, each.agent) for each in sides.values()]
        return bool(self._key) and account_key(one.account, one.agent) == self._key and keys.count(self._key) == 1


def _entry(entry: Element) -> _Entry:
    said = claims(entry, prefix="entry_", without=("NtryDtls/TxDtls", "Amt", "BookgDt", "ValDt"))
    paid = amount(find(entry, "Amt"))
    if paid is not None:
        said += [("entry_amount", paid.number), ("entry_currency", paid.currency)]
    for prop, path in (("booking_date", "BookgDt"), ("value_date", "ValDt")):
        said.append((prop, day(find(entry, path))))
    when = day(find(entry, "BookgDt")) or day(find(entry, "ValDt"))
    head = b"".join(canonical(child) for child in entry if local(child) != "NtryDtls")
    referenced = any(text(entry, name) for name in ("NtryRef", "AcctSvcrRef"))
    reversal = text(entry, "RvslInd").lower() in _TRUE
    return _Entry(text(entry, "CdtDbtInd"), reversal, when, said, head, referenced)


def _role(common: _Entry, detail: Element | None) -> str | None:
    """Return whether a payment is taken back, by the bank's booking or by a payment of its own, or None."""
    if common.reversal:
        return "reversal"
    return "return" if detail is not None and find(detail, "RtrInf") is not None else None


def _paid(entry: Element, detail: Element | None, of: int) -> Amount | None:
    """Return the amount of a transaction: its own, else that of its entry where it is the only one."""
    paths = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
    own = next((paid for path in paths if detail is not None and (paid := amount(find(detail, path)))), None)
    return own or (amount(find(entry, "Amt")) if of == 1 else None)


def _identity(account: str, common: _Entry, detail: Element | None, place: int) -> bytes | None:
    """Return what a transaction says where a reference makes it the only one; two equal fees without are two fees."""
    if detail is not None:
        told = [text(detail, f"Refs/{name}") for name in _OWN_REFERENCES]
        if any(one and one != "NOTPROVIDED" for one in told):
            return b"\x1f".join([account.encode(), common.head, canonical(detail)])
    if not common.referenced:
        return None
    own = b"" if detail is None else canonical(detail)
    return b"\x1f".join([account.encode(), common.head, own, str(place).encode()])
