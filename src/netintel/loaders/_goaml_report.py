"""A goAML report: its head, its transactions between two sides or among several parties, its activity."""

from __future__ import annotations

import re
from typing import Final

from netintel.loaders._goaml_known import day, is_placeholder, number
from netintel.loaders._goaml_parties import Parties, Said, address_of
from netintel.loaders._xml import Element, canonical, find, find_all, leaves, line, local, text
from netintel.model.builder import Builder

RECORDS: Final = ("transaction", "activity")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d*)?|-?\.\d+")
_SIDES: Final = ("t_from_my_client", "t_from", "t_to_my_client", "t_to")
_APART: Final = frozenset({*_SIDES, "involved_parties", "report_parties", "goods_services", "amount_local"})
_OF_ITEM: Final = ("item_type", "address/")
_TRANSACTION: Final = {"transactionnumber": "transaction_number", "comments": "note"}


class Report:
    """Reads the transactions and activities of one report; what its head says is said with the first of them."""

    def __init__(self, build: Builder) -> None:
        self._build, self._parties = build, Parties(build)
        self._records = self._told = 0
        self._currency = ""
        self._untold_currency = 0

    def read(self, element: Element) -> None:
        """Read one `transaction` or `activity`, or set it aside."""
        fault = _fault(element)
        if fault is not None:
            self._build.quarantine(line(element), *fault)
            return
        repeatable = local(element) == "activity" or text(element, "transactionnumber")
        if not self._build.record(line(element), canonical(element) if repeatable else None):
            return
        self._records += 1
        report = element.getparent()
        if self._records == 1 and report is not None:
            self._currency = text(report, "currency_code_local")
            self._parties.home = text(report, "rentity_id")
            self._say_head(report)
        scope = f"{local(element)}/{self._records}"
        if local(element) == "activity":
            self._activity(element, scope)
        elif find(element, "involved_parties/party") is not None:
            self._among_several(element, scope)
        else:
            self._between_two(element, scope)

    def end(self, report: Element) -> None:
        """End the report: say what stands after its transactions, and tell what was found on the way."""
        warn = self._build.warn
        if self._records:
            self._say_head(report)
        else:
            warn("no_transactions", "a report without a transaction or activity that could be read; nothing of it is "
                 "read", "ask for it again", locator=line(report))  # fmt: skip
        for field, times in sorted(self._parties.placeholders.items()):
            warn(
                "placeholder_date", f"{times} dates that stand for `not known`, such as 1900-01-01: kept as text, no "
                "date is set", "treat them as unknown", field=field, locator="",
            )  # fmt: skip
        if self._untold_currency:
            warn(
                "missing_currency", f"{self._untold_currency} amounts without currency, because the report states no "
                "currency_code_local; none is guessed", "ask for it", field="currency_code_local", locator="",
            )  # fmt: skip

    # The head -----------------------------------------------------------------------------------------------------

    def _say_head(self, report: Element) -> None:
        """Say what the head holds by now and was not said yet."""
        if not self._told:
            said: Said = [
                ("name", text(report, "entity_reference")),
                ("reporting", text(report, "location/country_code")),
            ]
            self._build.entity("report", "Document", said)
            for key, told in ((k, v) for k, v in leaves(report) if k.startswith("@")):
                self._build.claim("report", key.removeprefix("@"), told)
        fields = [child for child in report if local(child) not in RECORDS]
        for child in fields[self._told :]:
            field = local(child)
            if field == "reporting_person" and len(child):
                person = self._parties.person(child, "report/reporting_person")
                self._build.claim(person, "category", "professional")
                self._build.reference("report", "reporting_person", person)
                continue
            for path, told in leaves(child):
                prop = f"{field}.{path.replace('/', '.')}" if path else field
                self._build.claim("report", "indicator" if field == "report_indicators" else prop, _moment(prop, told))
        self._told = len(fields)

    # Transactions -------------------------------------------------------------------------------------------------

    def _between_two(self, element: Element, scope: str) -> None:
        build, parties = self._build, self._parties
        sides = {local(child): child for child in element if local(child) in _SIDES}
        ends, said, refers = [], self._said(element), [("report", "report")]
        for way in ("from", "to"):
            name = next((name for name in (f"t_{way}_my_client", f"t_{way}") if name in sides), "")
            side = sides.get(name)
            node = parties.party(side, f"{scope}/{way}")
            if not node:
                node = f"{scope}/{way}/unnamed"
                build.entity(node, "Concept", [("note", "side not named")])
            ends.append(node)
            if side is not None:
                said += [(f"{way}_my_client", "true")] if name.endswith("my_client") else []
                said += self._side(side, way)
                refers += self._conductor(side, way, node, scope)
        payer, payee = ends
        build.link(
            payer,
            payee,
            "Payment",
            first=_first(element),
            amount=text(element, "amount_local"),
            currency=self._local(),
            claims=said,
            references=[*refers, *self._goods(element, scope)],
        )

    def _among_several(self, element: Element, scope: str) -> None:
        """Read a transaction with several parties: a Payment of its own, in which each has a part."""
        build = self._build
        paid = [("amount", text(element, "amount_local")), ("currency", self._local() or "")]
        build.entity(scope, "Payment", [("date", _first(element) or ""), *paid, *self._said(element)])
        self._refer(element, scope)
        for place, party in enumerate(find_all(element, "involved_parties/party")):
            node = self._parties.party(party, f"{scope}/party{place}")
            if node:
                build.link(
                    node, scope, "Participant", role=text(party, "role") or None, first=_first(element),
                    claims=self._side(party, ""), references=self._device(party, f"{scope}/party{place}"),
                )  # fmt: skip

    def _activity(self, element: Element, scope: str) -> None:
        """Read an activity: what it lists is contained in it, and listing several is no tie between them."""
        build = self._build
        build.entity(scope, "Incident", self._said(element))
        self._refer(element, scope)
        for place, party in enumerate(find_all(element, "report_parties/report_party")):
            node = self._parties.party(party, f"{scope}/party{place}")
            if node:
                build.link(scope, node, "Contains", role=text(party, "role") or None, claims=self._side(party, ""))

    def _refer(self, element: Element, scope: str) -> None:
        self._build.reference(scope, "report", "report")
        for prop, target in self._goods(element, scope):
            self._build.reference(scope, prop, target)

    def _said(self, element: Element) -> Said:
        said: Said = []
        for child in element:
            field = local(child)
            if field not in _APART:
                for path, told in leaves(child):
                    prop = f"{field}.{path.replace('/', '.')}" if path else _TRANSACTION.get(field, field)
                    if is_placeholder(told):
                        prop, told = self._parties.when(field, told)
                    said.append((prop, _moment(prop, told)))
        return said

    def _side(self, side: Element, way: str) -> Said:
        """Return what is said of a part in a transaction and is neither person, entity, account nor device."""
        said: Said = []
        for child in side:
            field = local(child)
            if (
                field.startswith("t_conductor")
                or (len(child) and _is_party(field))
                or field.endswith("additional_info")
            ):
                said += [] if not field.endswith("additional_info") else _without_device(child)
                continue
            for path, told in leaves(child):
                prop = path.rpartition("/")[2] or field
                if prop == "role":
                    continue
                said.append((f"{way}_{prop}" if way and not prop.startswith(f"{way}_") else prop, told))
        return said

    def _conductor(self, side: Element, way: str, node: str, scope: str) -> list[tuple[str, str]]:
        refers = self._device(side, f"{scope}/{way}")
        for name in ("t_conductor", "t_conductor_my_client"):
            found = find(side, name)
            if found is not None and len(found):
                person = self._parties.person(found, f"{scope}/{way}/conductor")
                refers.append(("conductor", person))
                if person != node:
                    self._build.link(
                        person, node, "Representation", native_id=f"{person}>{node}:conductor", role="conductor"
                    )
        return refers

    def _device(self, side: Element, scope: str) -> list[tuple[str, str]]:
        found = [
            device
            for child in side
            if local(child).endswith("additional_info")
            for device in find_all(child, "network_device")
        ]
        return [("device", self._parties.device(one, f"{scope}/device{place}")) for place, one in enumerate(found)]

    def _goods(self, element: Element, scope: str) -> list[tuple[str, str]]:
        refers = []
        for place, item in enumerate(find_all(element, "goods_services/item")):
            told = number(text(item, "identification_number")) or number(text(item, "registration_number"))
            thing = f"item/{text(item, 'item_type')}:{told}" if told else f"{scope}/item{place}"
            said = [("source_type", text(item, "item_type"))]
            said += [(p.replace("/", "."), day(word)) for p, word in leaves(item) if not p.startswith(_OF_ITEM)]
            said += [claim for one in find_all(item, "address") for claim in address_of(one)]
            self._build.entity(thing, "Concept", said)
            refers.append(("goods", thing))
        return refers

    def _local(self) -> str | None:
        self._untold_currency += not self._currency
        return self._currency or None


def _fault(element: Element) -> tuple[str, str, str, str] | None:
    """Return code, message, hint and field of what is wrong with a record, None where it can be read."""
    if local(element) == "transaction":
        told = text(element, "amount_local")
        if not told:
            return "missing_amount", "a transaction without amount_local", "ask for it again", "amount_local"
        if _NUMBER.fullmatch(told) is None:
            return (
                "unreadable_amount", "an amount that is no number as XML writes it (digits, a point, no groups)",
                "correct the export", "amount_local",
            )  # fmt: skip
        if told.startswith("-"):
            return (
                "unreadable_amount", "a negative amount: from and to say the direction, so this one is not guessed",
                "correct the export", "amount_local",
            )  # fmt: skip
        holders = [child for child in element if local(child) in _SIDES] + find_all(element, "involved_parties/party")
        field = "t_from"
    else:
        holders, field = find_all(element, "report_parties/report_party"), "report_party"
    if not any(_is_party(local(child)) and len(child) for holder in holders for child in holder):
        return "no_parties", "names no person, entity or account at all", "ask for it again", field
    return None


def _is_party(name: str) -> bool:
    return name.removesuffix("_my_client").rpartition("_")[2] in ("person", "entity", "account")


def _without_device(child: Element) -> Said:
    return [(path.replace("/", "."), told) for path, told in leaves(child) if not path.startswith("network_device/")]


def _first(element: Element) -> str | None:
    for field in ("date_transaction", "value_date", "date_posting"):
        told = text(element, field)
        if told and not is_placeholder(told):
            return day(told)
    return None


def _moment(prop: str, told: str) -> str:
    return day(told) if "date" in prop else told
