"""Who takes part in an ISO 20022 transaction: parties, accounts and banks as entities of one file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from netintel.loaders._party_kind import kind_of
from netintel.loaders._xml import Element, find, find_all, leaves, text
from netintel.model.builder import Builder
from netintel.vocab import identifiers

Said = list[tuple[str, str]]

_PROPERTIES: Final = {
    "Nm": "name",
    "CtryOfRes": "residence",
    "PstlAdr/Ctry": "country",
    "PstlAdr/AdrLine": "address",
    "PstlAdr/StrtNm": "street",
    "PstlAdr/BldgNb": "building",
    "PstlAdr/PstCd": "postcode",
    "PstlAdr/TwnNm": "city",
    "Id/OrgId/LEI": "lei",
    "Id/OrgId/AnyBIC": "bic",
    "Id/OrgId/BICOrBEI": "bic",
    "Id/PrvtId/DtAndPlcOfBirth/BirthDt": "birth_date",
    "Id/PrvtId/DtAndPlcOfBirth/CityOfBirth": "birth_place",
    "Id/PrvtId/DtAndPlcOfBirth/PrvcOfBirth": "birth_province",
    "Id/PrvtId/DtAndPlcOfBirth/CtryOfBirth": "birth_country",
    "CtctDtls/PhneNb": "phone",
    "CtctDtls/MobNb": "phone",
    "CtctDtls/EmailAdr": "email",
    **{
        f"Id/{sort}/Othr/{field}": prop
        for sort in ("OrgId", "PrvtId")
        for field, prop in (
            ("Id", "id_number"),
            ("SchmeNm/Cd", "id_scheme"),
            ("SchmeNm/Prtry", "id_scheme"),
            ("Issr", "id_issuer"),
        )
    },
    **{
        f"FinInstnId/{field}": prop
        for field, prop in (
            ("BIC", "bic"),
            ("BICFI", "bic"),
            ("LEI", "lei"),
            ("Nm", "name"),
            ("ClrSysMmbId/ClrSysId/Cd", "clearing_system"),
            ("ClrSysMmbId/ClrSysId/Prtry", "clearing_system"),
            ("ClrSysMmbId/MmbId", "clearing_member"),
            ("PstlAdr/Ctry", "country"),
            ("PstlAdr/AdrLine", "address"),
            ("PstlAdr/StrtNm", "street"),
            ("PstlAdr/BldgNb", "building"),
            ("PstlAdr/PstCd", "postcode"),
            ("PstlAdr/TwnNm", "city"),
        )
    },
}
_OF_ACCOUNT: Final = {
    "Id/IBAN": "iban",
    "Id/Othr/Id": "account_id",
    "Id/Othr/SchmeNm/Cd": "account_scheme",
    "Id/Othr/SchmeNm/Prtry": "account_scheme",
    "Id/Othr/Issr": "account_issuer",
    "Tp/Cd": "account_type",
    "Tp/Prtry": "account_type",
    "Nm": "account_name",
    "Ccy": "currency",
}
_OFFICIAL: Final = frozenset({"NIDN", "CCPT", "SOSE", "TXID", "DRLC", "ARNU", "COID", "DUNS"})
"""ISO 20022 code words of numbers that an authority gives: national, passport, tax, company."""
_OF_PLACE: Final = ("PstlAdr/Ctry", "PstlAdr/CtrySubDvsn", "PstlAdr/PstCd", "PstlAdr/TwnNm")
_WEAK: Final = frozenset({"Nm", "CtryOfRes", "FinInstnId/Nm", *_OF_PLACE, *(f"FinInstnId/{one}" for one in _OF_PLACE)})
"""What two different parties share too easily: a name, with or without a town or country; a street is more."""
_BLANKS: Final = re.compile(r"\s+")


class Parties:
    """Makes the parties, accounts and banks of one file; each is one entity as far as the file proves it.

    Attributes
    ----------
    assumed
        Parties of which the file does not say whether they are persons or organisations.
    """

    def __init__(self, build: Builder) -> None:
        self._build = build
        self.assumed: set[str] = set()

    def party(self, holder: Element | None, scope: str, account: str = "") -> str:
        """Describe a party (`Dbtr`, `Ownr`, …) and return its id, empty where nothing is stated of it.

        Parameters
        ----------
        scope
            Where it stands in the file: the id of a party that nothing but a name tells apart.
        account
            The account it holds, which tells it apart from others of its name.
        """
        element, is_bank = _unwrapped(holder)
        if element is None:
            return ""
        if is_bank:
            return self.bank(element, scope)
        content = list(leaves(element))
        if not content:
            return ""
        strong = next(_strong(element), "")
        weak = all(path in _WEAK for path, _ in content)
        if not strong:
            strong = f"{account or scope if weak or account else ''}#{_digest(f'{p}={t}' for p, t in content)}"
        native_id = f"party/{strong}"
        kind, stated = _kind(element)
        said = [(_PROPERTIES.get(path, path.replace("/", ".")), told) for path, told in content]
        said += _documents(element)
        said += [("bank_country", told[4:6]) for prop, told in said if prop == "bic" and len(told) >= 8]
        if not stated:
            self.assumed.add(native_id)
            said.append(("kind_basis", "assumed: the message does not say whether it is a person"))
        self._build.entity(native_id, kind, said)
        return native_id

    def bank(self, agent: Element | None, scope: str) -> str:
        """Describe a bank (`DbtrAgt`, `Svcr`, …) and return its id, empty where nothing is stated of it."""
        content = [] if agent is None else list(leaves(agent))
        if agent is None or not content:
            return ""
        native_id = f"bank/{bank_key(agent) or _weak_key(content, scope)}"
        said = [(_PROPERTIES.get(path, path.replace("/", ".")), told) for path, told in content]
        self._build.entity(native_id, "Organization", [*said, ("role", "bank"), *_bank_country(agent)])
        return native_id

    def account(self, account: Element | None, agent: Element | None, scope: str) -> str:
        """Describe an account and return its id, empty where none is stated; its bank is a reference, not a tie."""
        content = [] if account is None else list(leaves(account))
        if account is None or not content:
            return ""
        apart = ("Ownr/", "Svcr/")
        said = [(_OF_ACCOUNT.get(p, p.replace("/", ".")), told) for p, told in content if not p.startswith(apart)]
        agent = _first(find(account, "Svcr"), agent)
        key, number = account_key(account, agent), text(account, "Id/Othr/Id")
        if number and identifiers.iban(number):
            said.append(("iban", number))
        native_id = f"account/{key or scope}"
        self._build.entity(native_id, "BankAccount", [*said, *_bank_country(agent)])
        self.hold(self.party(find(account, "Ownr"), f"{scope}/Ownr", native_id), native_id)
        self.held_at(native_id, self.bank(find(account, "Svcr"), f"{scope}/Svcr"))
        return native_id

    def held_at(self, account: str, bank: str) -> None:
        """Say at which bank an account is; naming its bank ties nobody to the other customers."""
        if account and bank:
            self._build.reference(account, "bank", bank)

    def behalf(self, ultimate: str, party: str, role: str) -> None:
        """Say that a party, or the account of one that is not named, paid or was paid on behalf of another."""
        if party.startswith("party/"):
            self._build.link(party, ultimate, "Representation", native_id=f"{party}>>{ultimate}", role=role)
        else:
            self._build.link(ultimate, party, "Beneficiary", native_id=f"{ultimate}>{party}", role=role)

    def unnamed(self, native_id: str, agent: Element | None = None) -> str:
        """Describe a side that the message does not name: a node of this transaction alone."""
        self._build.entity(native_id, "Concept", [("note", "side not named"), *_bank_country(agent)])
        return native_id

    def hold(self, party: str, account: str) -> None:
        """Say that a party holds an account."""
        if party and account:
            self._build.link(party, account, "Owner", native_id=f"{party}>{account}", role="holder")


def account_key(account: Element | None, agent: Element | None) -> str:
    """Return what tells an account apart in the world or at its bank, empty where neither is possible."""
    if account is None:
        return ""
    iban = _BLANKS.sub("", text(account, "Id/IBAN")).upper()
    number = text(account, "Id/Othr/Id")
    if iban or identifiers.iban(number):
        return iban or str(identifiers.iban(number))
    scheme = text(account, "Id/Othr/SchmeNm/Cd") or text(account, "Id/Othr/SchmeNm/Prtry")
    bank = bank_key(_first(find(account, "Svcr"), agent)) or text(account, "Id/Othr/Issr")
    if number:
        return f"{number}@{bank}:{scheme}" if bank else ""
    proxy = text(account, "Prxy/Id")
    return f"proxy:{proxy}@{bank}" if proxy and bank else ""


def bank_key(agent: Element | None) -> str:
    """Return BIC (without the XXX of the head office), LEI, or number in a clearing system; empty where none is."""
    if agent is None:
        return ""
    bic = bic_of(agent)
    if bic:
        return bic.removesuffix("XXX") if len(bic) == 11 else bic
    lei, member = text(agent, "FinInstnId/LEI"), text(agent, "FinInstnId/ClrSysMmbId/MmbId")
    system = text(agent, "FinInstnId/ClrSysMmbId/ClrSysId/Cd") or text(agent, "FinInstnId/ClrSysMmbId/ClrSysId/Prtry")
    return lei or (f"{system}:{member}" if member and system else "")


def bic_of(agent: Element) -> str:
    """Return the BIC of a bank, under its older or its newer name."""
    return (text(agent, "FinInstnId/BICFI") or text(agent, "FinInstnId/BIC")).upper()


def _bank_country(agent: Element | None) -> Said:
    bic = "" if agent is None else bic_of(agent)
    return [("bank_country", bic[4:6])] if len(bic) >= 8 else []


def _unwrapped(holder: Element | None) -> tuple[Element | None, bool]:
    """Return the element that describes a party, and whether a bank stands in its place (`Agt` of version 8)."""
    if holder is None:
        return None, False
    agent = find(holder, "Agt")
    if agent is not None or find(holder, "FinInstnId") is not None:
        return _first(agent, holder), True
    return _first(find(holder, "Pty"), holder), False


def _strong(party: Element) -> Iterator[str]:
    for field in ("LEI", "AnyBIC", "BICOrBEI"):
        told = text(party, f"Id/OrgId/{field}")
        if told:
            yield f"{field}:{told}"
    for sort in ("OrgId", "PrvtId"):
        for other in find_all(party, f"Id/{sort}/Othr"):
            number, scheme, issuer = _official(other)
            by = issuer or text(party, "CtryOfRes") or text(party, "PstlAdr/Ctry")
            if number and by and (issuer or scheme in _OFFICIAL):
                yield f"{scheme}:{number}:{by}"


def _official(other: Element) -> tuple[str, str, str]:
    scheme = text(other, "SchmeNm/Cd") or text(other, "SchmeNm/Prtry")
    return text(other, "Id"), scheme, text(other, "Issr")


def _documents(party: Element) -> Said:
    """Return the numbers that an authority gave, by which a person is found elsewhere, and each with its issuer."""
    said: Said = []
    for sort in ("OrgId", "PrvtId"):
        for other in find_all(party, f"Id/{sort}/Othr"):
            number, scheme, issuer = _official(other)
            if number and scheme in _OFFICIAL:
                said.append(("document_number", number))
            if number and (scheme or issuer):
                said.append(("identification", " ".join(word for word in (scheme, number, issuer) if word)))
    return said


def _kind(party: Element) -> tuple[str, bool]:
    """Return the kind of a party, and whether the message says so; who may be a person is protected as one."""
    private = find(party, "Id/PrvtId")
    if private is not None and not _is_creditor_number(private):
        return "Person", True
    if find(party, "Id/OrgId") is not None:
        return "Organization", True
    return kind_of(text(party, "Nm")), False


def _is_creditor_number(private: Element) -> bool:
    """Return whether a `PrvtId` is the number of a SEPA creditor: the rules put it there for firms and persons."""
    return {text(one, "SchmeNm/Prtry") for one in find_all(private, "Othr")} == {"SEPA"} and len(private) == 1


def _weak_key(content: Sequence[tuple[str, str]], scope: str) -> str:
    weak = all(path in _WEAK for path, _ in content)
    return f"{scope if weak else ''}#{_digest(f'{path}={told}' for path, told in content)}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _first(*elements: Element | None) -> Element | None:
    return next((one for one in elements if one is not None), None)
