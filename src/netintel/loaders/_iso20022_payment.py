"""One payment of an ISO 20022 message: its two sides, its amount, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from netintel.loaders._iso20022_parties import Parties, Said
from netintel.loaders._xml import Element, attributes, find, leaves, local, text

_NUMBER: Final = re.compile(r"\+?\d+(?:\.\d*)?|\+?\.\d+")
_ROLES: Final = {"Dbtr": "debtor", "Cdtr": "creditor"}
_PARTIES: Final = frozenset({"InitgPty", "TradgPty", "PrvsInitgPty"})
_SIDE_AGENTS: Final = frozenset({"DbtrAgt", "CdtrAgt"})
_OTHERS: Final = {
    "InitgPty": "initiating_party",
    "TradgPty": "trading_party",
    "IntrmyAgt": "intermediary_bank",
    "InstgAgt": "instructing_bank",
    "InstdAgt": "instructed_bank",
    "FwdgAgt": "forwarding_bank",
}
_NAMES: Final = {
    "EndToEndId": "end_to_end_id",
    "UETR": "uetr",
    "TxId": "transaction_id",
    "InstrId": "instruction_id",
    "MsgId": "message_id",
    "PmtInfId": "payment_information_id",
    "AcctSvcrRef": "account_servicer_reference",
    "NtryRef": "entry_reference",
    "MndtId": "mandate_id",
    "Ustrd": "remittance",
    "CdtrRefInf/Ref": "creditor_reference",
    "AddtlTxInf": "note",
    "AddtlNtryInf": "note",
}


class Amount(NamedTuple):
    """An amount as written, and its currency."""

    number: str
    currency: str


class Side(NamedTuple):
    """One side of a payment: who, from which account, at which bank; each may be missing."""

    role: str
    party: Element | None
    account: Element | None
    ultimate: Element | None
    agent: Element | None

    @property
    def stated(self) -> bool:
        """Whether anything at all is said of this side."""
        return any(one is not None for one in self[1:])


def side(role: str, parties: Element | None, agents: Element | None) -> Side:
    """Return the `Dbtr` or `Cdtr` side from the elements that hold the parties and the agents."""

    def of(element: Element | None, path: str) -> Element | None:
        return None if element is None else find(element, path)

    return Side(
        role, of(parties, role), of(parties, f"{role}Acct"), of(parties, f"Ultmt{role}"), of(agents, f"{role}Agt")
    )


def amount(element: Element | None) -> Amount | None:
    """Return an `Amt` or `InstdAmt`, None where it is missing."""
    if element is None or not (element.text or "").strip():
        return None
    return Amount((element.text or "").strip(), attributes(element).get("Ccy", "").strip())


def readable(paid: Amount) -> bool:
    """Return whether an amount is a number as XML writes it; a negative one is none, for the sign has its own field.

    Examples
    --------
    >>> readable(Amount("0.00001", "BHD")), readable(Amount("1.234,50", "EUR")), readable(Amount("-5", "EUR"))
    (True, False, False)
    """
    return _NUMBER.fullmatch(paid.number) is not None


def claims(element: Element, *, prefix: str = "", without: Iterable[str] = ()) -> Said:
    """Return every text below an element as a claim, under a plain name where it has one, else under its path.

    Parameters
    ----------
    without
        Paths that become something else.
    """
    said = [*attributes(element).items(), *_kept(element, "", frozenset(without))]
    return [(prefix + _name(path).removeprefix(prefix), told) for path, told in said if told]


def _kept(element: Element, above: str, without: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Give the texts below an element; what is apart is not even looked into, for it is most of a message."""
    for child in element:
        path = f"{above}{local(child)}"
        if path in without:
            continue
        if any(one.startswith(f"{path}/") for one in without):
            yield from ((f"{path}/@{key}", told) for key, told in attributes(child).items() if told)
            yield from _kept(child, f"{path}/", without)
        else:
            yield from ((f"{path}/{below}" if below else path, told) for below, told in leaves(child))


def end(parties: Parties, one: Side, scope: str, booked: str = "") -> tuple[str, list[tuple[str, str]]]:
    """Describe one side and return its node, empty where it is not stated, and what the payment refers to.

    The node is the account, else the party, else the ultimate party, else a node of this payment alone at its bank.

    Parameters
    ----------
    booked
        The account of the statement where this side is its owner's: the node, whatever else is stated.
    """
    role, place = _ROLES[one.role], f"{scope}/{one.role}"
    account = parties.account(one.account, one.agent, f"{place}Acct")
    party = parties.party(one.party, place, account or booked)
    ultimate = parties.party(one.ultimate, f"{scope}/Ultmt{one.role}")
    parties.hold(party, account or booked)
    refers = [(role, party), (f"ultimate_{role}", ultimate)]
    node = booked or account or party or ultimate
    if booked and account and account != booked:
        refers.append((f"{role}_account", account))
    if not node and one.agent is not None:
        node = parties.unnamed(f"{place}/unnamed", one.agent)
    bank = parties.bank(one.agent, f"{place}Agt")
    parties.held_at(account, bank)
    refers.append((f"{role}_bank", bank))
    if ultimate and ultimate != node:
        parties.behalf(ultimate, party or node, f"ultimate_{role}")
    return node, [(prop, target) for prop, target in refers if target]


def others(parties: Parties, holders: Iterable[Element | None], scope: str) -> list[tuple[str, str]]:
    """Describe further parties and banks of a payment and return what it refers to; none of them is a side."""
    refers: list[tuple[str, str]] = []
    for holder in holders:
        for child in () if holder is None else holder:
            name = local(child)
            if name in _PARTIES:
                refers.append((_snake(name), parties.party(child, f"{scope}/{name}")))
            elif _is_agent(name):
                refers.append((_snake(name), parties.bank(child, f"{scope}/{name}")))
    return [(prop, target) for prop, target in refers if target]


def apart(element: Element, path: str = "") -> list[str]:
    """Return the paths below an element that `end` and `others` read, so that they are no claims too."""
    names = [local(child) for child in element]
    sides = {f"{ultimate}{role}{what}" for role in _ROLES for ultimate, what in (("", ""), ("", "Acct"), ("Ultmt", ""))}
    read = [name for name in names if name in sides or name in _PARTIES or _is_agent(name) or name in _SIDE_AGENTS]
    return [f"{path}/{name}".removeprefix("/") for name in read]


def _is_agent(name: str) -> bool:
    return name.rstrip("123").endswith("Agt") and name not in _SIDE_AGENTS


def _name(path: str) -> str:
    steps = path.split("/")
    for size in (2, 1):
        found = _NAMES.get("/".join(steps[-size:]))
        if found and not {"OrgnlBizQry", "RfrdDocInf", "SplmtryData"} & set(steps):
            return found
    return path.replace("/", ".").replace("@", "")


def _snake(name: str) -> str:
    return _OTHERS.get(name.rstrip("123")) or re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def day(element: Element | None) -> str:
    """Return a `Dt` or `DtTm`, whichever is stated; empty where neither is."""
    return "" if element is None else text(element, "DtTm") or text(element, "Dt") or (element.text or "").strip()
