"""The message around the transactions: its header, the statement they stand in, and what is told once a file."""

from __future__ import annotations

import copy

from netintel.loaders._iso20022_parties import Parties
from netintel.loaders._iso20022_payment import Amount, claims
from netintel.loaders._xml import Element, find, local, text
from netintel.model.builder import Builder

_HEAD_PARTIES = "InitgPty", "MsgRcpt"


class Message:
    """Gives transactions their numbers, and says what stands above them once, with the first of them.

    Attributes
    ----------
    settled
        The day on which all transfers of a message are settled, as its header states it.
    """

    def __init__(self, build: Builder) -> None:
        self.build = build
        self.parties = Parties(build)
        self._heads: list[Element] = []
        self._documents = self._transactions = 0
        self._document = ""
        self._without_currency = self._disagreeing = 0
        self.settled = ""

    def head(self, element: Element) -> None:
        """Keep a header (`AppHdr`, `GrpHdr`) until the first transaction under it is read."""
        self._heads.append(copy.deepcopy(element))
        self.settled = text(element, "IntrBkSttlmDt")

    def begin(self) -> str:
        """Begin a transaction and return its id; the headers that wait are said with it."""
        self._transactions += 1
        if self._heads:
            self._documents += 1
            self._document = f"message/{self._documents}"
            self.build.entity(self._document, "Document", [])
            for head in self._heads:
                self._say(head)
            self._heads.clear()
        return f"transaction/{self._transactions}"

    def refers(self) -> list[tuple[str, str]]:
        """Return what every transaction refers to: the message it came in."""
        return [("message", self._document)] if self._document else []

    def currency(self, paid: Amount) -> str | None:
        """Return the currency of an amount; a missing one is counted and never guessed."""
        self._without_currency += not paid.currency
        return paid.currency or None

    def disagrees(self) -> None:
        """Count a transaction whose parties and booking say different directions."""
        self._disagreeing += 1

    def bad_amount(self, locator: str, paid: Amount | None) -> None:
        """Set a transaction aside because it has no amount, or one that is no number."""
        if paid is None:
            self.build.quarantine(
                locator, "missing_amount", "a transaction without an amount", "ask for it again", "Amt"
            )
        else:
            signed = paid.number.startswith("-")
            self.build.quarantine(
                locator, "unreadable_amount",
                "a negative amount: the direction has its own field, so this one is not guessed" if signed
                else "an amount that is no number as XML writes it (digits, a point, no groups)",
                "correct the export", "Amt",
            )  # fmt: skip

    def no_sides(self, locator: str) -> None:
        """Set a transaction aside because it names neither debtor nor creditor."""
        self.build.quarantine(
            locator, "no_parties", "a transfer that names neither debtor nor creditor", "ask for it again", "Dbtr"
        )

    def end(self) -> None:
        """Tell once a file what was assumed, or could not be told of one transaction alone."""
        warn, assumed = self.build.warn, len(self.parties.assumed)
        if assumed:
            warn(
                "party_kind_assumed", f"{assumed} parties are not said to be persons or organisations: taken as "
                "organisations where the name ends in a legal form, else as persons, who are better protected",
                "judge them by their names", field="Nm", locator="",
            )  # fmt: skip
        if self._without_currency:
            warn(
                "missing_currency", f"{self._without_currency} amounts without currency; none is guessed",
                "ask for it again", field="Ccy", locator="",
            )  # fmt: skip
        if self._disagreeing:
            warn(
                "directions_disagree", f"{self._disagreeing} transactions whose entry, details and parties do not "
                "agree who paid; the claim direction_note says how each was read",
                "look at these by hand", field="CdtDbtInd", locator="",
            )  # fmt: skip
        if not self._transactions:
            warn(
                "no_transactions", "a message without a transaction that could be read; its header is not read either",
                "nothing to do where the account did not move", locator="",
            )  # fmt: skip

    def _say(self, head: Element) -> None:
        build, document = self.build, self._document
        for name in _HEAD_PARTIES:
            party = self.parties.party(find(head, name), f"{document}/{name}")
            if party:
                build.reference(document, {"InitgPty": "initiating_party", "MsgRcpt": "recipient"}[name], party)
        prefix = "AppHdr." if local(head) == "AppHdr" else ""
        for prop, told in claims(head, prefix=prefix, without=_HEAD_PARTIES):
            build.claim(document, prop, told)
        if text(head, "MsgId"):
            build.claim(document, "name", text(head, "MsgId"))
