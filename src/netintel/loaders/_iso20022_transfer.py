"""Credit transfers of ISO 20022: orders of a customer (pain.001) and transfers between banks (pacs.008)."""

from __future__ import annotations

import copy
from typing import Final

from netintel.loaders._iso20022_message import Message
from netintel.loaders._iso20022_payment import Side, amount, apart, claims, day, end, others, readable, side
from netintel.loaders._xml import Element, canonical, find, line, local, text
from netintel.model.builder import Builder

_AMOUNTS: Final = ("IntrBkSttlmAmt", "Amt/InstdAmt", "Amt/EqvtAmt/Amt", "InstdAmt")
_REFERENCES: Final = ("UETR", "TxId", "InstrId", "EndToEndId")


class Transfers:
    """Reads the transfers of one file."""

    def __init__(self, message: Message, build: Builder) -> None:
        self._message, self._build = message, build
        self._batch: Element | None = None
        self._common: Element | None = None
        self._common_bytes = b""

    def read(self, transfer: Element) -> None:
        """Read one `CdtTrfTxInf`, with what its batch (`PmtInf`) states for all of them."""
        build, message, at = self._build, self._message, line(transfer)
        self._enter(transfer.getparent())
        path = next((path for path in _AMOUNTS if amount(find(transfer, path))), "")
        paid = amount(find(transfer, path)) if path else None
        sides = self._side("Dbtr", transfer), self._side("Cdtr", transfer)
        if paid is None or not readable(paid):
            message.bad_amount(at, paid)
        elif not any(one.stated for one in sides):
            message.no_sides(at)
        elif build.record(at, self._identity(transfer)):
            scope = message.begin()
            (source, by_source), (target, by_target) = (end(message.parties, one, scope) for one in sides)
            further = others(message.parties, (transfer, self._common), scope)
            build.link(
                source or message.parties.unnamed(f"{scope}/Dbtr/unnamed"),
                target or message.parties.unnamed(f"{scope}/Cdtr/unnamed"),
                "Payment", role=None if self._common is None else "instruction", first=self._when(transfer) or None,
                amount=paid.number, currency=message.currency(paid),
                claims=self._claims(transfer, path), references=[*by_source, *by_target, *further, *message.refers()],
            )  # fmt: skip

    def _enter(self, parent: Element | None) -> None:
        """Keep what a batch states before its first transfer; the transfers that were read are not looked at again."""
        if parent is self._batch:
            return
        self._batch, self._common, self._common_bytes = parent, None, b""
        if parent is not None and local(parent) == "PmtInf":
            self._common = copy.deepcopy(parent)
            for child in list(self._common):
                if local(child) == "CdtTrfTxInf":
                    self._common.remove(child)
            self._common_bytes = canonical(self._common)

    def _side(self, role: str, transfer: Element) -> Side:
        own = side(role, transfer, transfer)
        if self._common is None:
            return own
        common = side(role, self._common, self._common)
        party, account, ultimate, agent = (
            mine if mine is not None else theirs for mine, theirs in zip(own[1:], common[1:], strict=True)
        )
        return Side(role, party, account, ultimate, agent)

    def _claims(self, transfer: Element, amount_path: str) -> list[tuple[str, str]]:
        said = claims(transfer, without=[*apart(transfer), amount_path])
        if self._common is not None:
            said += claims(self._common, prefix="batch_", without=apart(self._common))
        return said

    def _when(self, transfer: Element) -> str:
        asked = None if self._common is None else find(self._common, "ReqdExctnDt")
        return text(transfer, "IntrBkSttlmDt") or day(asked) or self._message.settled or text(transfer, "AccptncDtTm")

    def _identity(self, transfer: Element) -> bytes | None:
        """Return what a transfer says where a reference makes it the only one of its kind; else two may be alike."""
        told = [text(transfer, f"PmtId/{name}") for name in _REFERENCES]
        referenced = any(one and one != "NOTPROVIDED" for one in told)
        return self._common_bytes + canonical(transfer) if referenced else None
