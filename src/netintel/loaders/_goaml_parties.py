"""Persons, entities and accounts of goAML, with all that stands inside them."""

from __future__ import annotations

from collections import Counter
from typing import Final

from netintel.loaders._goaml_known import Known, day, digest, is_placeholder, number
from netintel.loaders._xml import Element, find, find_all, leaves, local, text
from netintel.model.builder import Builder

Said = list[tuple[str, str]]

_PERSON: Final = {
    "birth_place": "birth_place",
    "country_of_birth": "birth_country",
    "nationality1": "nationality",
    "nationality2": "nationality",
    "nationality3": "nationality",
    "full_name_frn": "alias",
    "comments": "note",
}
_ENTITY: Final = {
    "commercial_name": "alias",
    "incorporation_country_code": "registration",
    "incorporation_legal_form": "legal_form",
    "incorporation_number": "registration_number",
    "comments": "note",
}
_ACCOUNT: Final = {
    "account": "account_id",
    "currency_code": "currency",
    "swift": "bic",
    "institution_country": "bank_country",
    "comments": "note",
}
_PAPER: Final = {"issued_by": "issued_by_office", "comments": "note"}
_DATES: Final = {"birthdate": "birth_date", "date_deceased": "death_date", "incorporation_date": "incorporation_date"}
_NAMES: Final = ("first_name", "middle_name", "prefix", "last_name")
_WEAK: Final = frozenset(
    "title first_name middle_name prefix last_name gender name commercial_name nationality1 nationality2 nationality3 "
    "residence country_of_birth passport_country incorporation_country_code incorporation_legal_form business "
    "occupation comments role is_protected deceased institution_name account_name currency_code branch".split()
)
"""What two different persons, firms or accounts share too easily."""
_WEAK_PARTS: Final = frozenset(
    "country_code address_type town city zip state tph_contact_type tph_communication_type".split()
)
_LINES: Final = (
    "address house_number apartment_number additional_address_line1 additional_address_line2 town city zip state"
).split()
_NESTED: Final = frozenset(
    "phones addresses emails email urls url identifications identification entity_identifications previous_names "
    "social_media network_devices director_id related_persons related_entities related_accounts t_entity signatory "
    "passport_number passport_country employer_address_id role".split()
)


class Parties:
    """Makes the persons, entities and accounts of one file.

    Attributes
    ----------
    placeholders
        How often a date stands for "not known", by field.
    """

    def __init__(self, build: Builder) -> None:
        self._build = build
        self._persons, self._entities, self._accounts = Known("person"), Known("entity"), Known("account")
        self.placeholders: Counter[str] = Counter()
        self.home = ""

    def party(self, holder: Element | None, scope: str) -> str:
        """Describe whatever stands in a side or party: `from_person`, `to_account`, `entity_my_client`, …"""
        for child in () if holder is None else holder:
            sort = _sort(local(child))
            if sort and len(child):
                return {"person": self.person, "entity": self.entity, "account": self.account}[sort](child, scope)
        return ""

    def person(self, element: Element, scope: str) -> str:
        """Describe a person and return its id."""
        keys = _person_keys(element)
        born = text(element, "birthdate")
        facts = {} if not born or is_placeholder(born) else {"birthdate": day(born)}
        native_id = self._persons.same(keys, facts, _alone(element, scope))
        name = " ".join(word for word in (text(element, part) for part in _NAMES) if word)
        said = [("name", name), *self._plain(element, _PERSON)]
        for one in find_all(element, "previous_names/previous_name"):
            said.append(("alias", f"{text(one, 'first_name')} {text(one, 'last_name')}".strip()))
            said += [("alias_note", text(one, "comments"))]
        said += [("document_number", text(element, prop)) for prop in ("id_number",) if number(text(element, prop))]
        self._build.entity(native_id, "Person", [*said, *self._reach(element)])
        self._papers(element, native_id)
        self._devices(element, native_id, scope)
        for one in find_all(element, "social_media/social_account"):
            self._social(one, native_id)
        for one in find_all(element, "related_persons/person_related_person"):
            other = find(one, "person")
            if other is not None:
                self._related(native_id, self.person(other, f"{scope}/related"), one, "person")
        return native_id

    def entity(self, element: Element, scope: str) -> str:
        """Describe an entity (firm, association, authority) and return its id."""
        keys, name = _entity_keys(element), " ".join(text(element, "name").casefold().split())
        facts = {"name": name} if name else {}  # courts of one state number their registers alike: HRB 555
        native_id = self._entities.same(keys, facts, _alone(element, scope))
        said = self._plain(element, _ENTITY)
        if number(text(element, "incorporation_number")):
            said.append(("document_number", text(element, "incorporation_number")))
            said.append(("document_country", text(element, "incorporation_country_code")))
        self._build.entity(native_id, "Organization", [*said, *self._reach(element)])
        self._papers(element, native_id)
        self._devices(element, native_id, scope)
        for place, one in enumerate(find_all(element, "director_id")):
            director = self.person(one, f"{scope}/director{place}")
            self._tie(director, native_id, "Directorship", text(one, "role"))
        for block, what in (("entity_related_person", "person"), ("entity_related_entity", "entity")):
            for place, one in enumerate(each_of(element, block)):
                other = find(one, what)
                if other is not None:
                    describe = self.person if what == "person" else self.entity
                    self._related(describe(other, f"{scope}/related{place}"), native_id, one, what)
        return native_id

    def account(self, element: Element, scope: str) -> str:
        """Describe an account, who holds it and who signs for it, and return its id; its bank is a reference."""
        keys = self._account_keys(element)
        native_id = self._accounts.same(keys, {}, _alone(element, scope))
        said = self._plain(element, _ACCOUNT)
        self._build.entity(native_id, "BankAccount", [*said, *_of_swift(text(element, "swift").upper())])
        self._bank(element, native_id)
        self._devices(element, native_id, scope)
        holder = find(element, "t_entity")
        if holder is not None and len(holder):
            self._tie(self.entity(holder, f"{scope}/t_entity"), native_id, "Owner", "holder")
        signing = [*find_all(element, "signatory"), *each_of(element, "account_related_person")]
        for place, one in enumerate(signing):
            self._signatory(one, native_id, f"{scope}/signatory{place}", alone=holder is None)
        for block, what in (("account_related_entity", "entity"), ("account_related_account", "account")):
            for place, one in enumerate(each_of(element, block)):
                other = find(one, what)
                if other is not None:
                    describe = self.entity if what == "entity" else self.account
                    self._related(describe(other, f"{scope}/related{place}"), native_id, one, what)
        return native_id

    def when(self, field: str, told: str) -> tuple[str, str]:
        """Return the property and text of a date; a placeholder is kept as text and is no date."""
        if told and is_placeholder(told):
            self.placeholders[field] += 1
            return f"{field}_placeholder", told
        return _DATES.get(field, field), day(told)

    def _plain(self, element: Element, names: dict[str, str]) -> Said:
        """Return the claims of all that is not an entity of its own."""
        said: Said = []
        for child in element:
            field = local(child)
            if field in _NESTED:
                continue
            if field in _DATES:
                said.append(self.when(field, (child.text or "").strip()))
                continue
            for path, told in leaves(child):
                prop = f"{field}.{path.replace('/', '.')}" if path else names.get(field, field)
                said.append(self.when(prop, told))
        return said

    def _reach(self, element: Element) -> Said:
        """Return where somebody lives and can be reached."""
        said: Said = []
        for phone in find_all(element, "phones/phone"):
            said += _phone(phone)
        placed = False
        for address in (*find_all(element, "addresses/address"), *find_all(element, "employer_address_id")):
            prefix = "employer_" if local(address) == "employer_address_id" else ""
            said += address_of(address, prefix, placed=placed or bool(prefix))
            placed = placed or find(address, "geo_location") is not None
        for prop, paths in (("email", ("email", "emails/email")), ("url", ("url", "urls/url"))):
            said += [(prop, (one.text or "").strip()) for path in paths for one in find_all(element, path)]
        return said

    def _papers(self, element: Element, holder: str) -> None:
        """Describe passports and identity documents, each with its own country and days."""
        passport, country = text(element, "passport_number"), text(element, "passport_country")
        if passport or country:
            self._paper(holder, "Passport", passport, country, [])
        for path in ("identifications/identification", "identification", "entity_identifications/entity_identifier"):
            for one in find_all(element, path):
                read = ("number", "issue_country")
                said = [self.when(_PAPER.get(p, p), told) for p, told in leaves(one) if p not in read]
                self._paper(holder, "Identification", text(one, "number"), text(one, "issue_country"), said)

    def _paper(self, holder: str, kind: str, told: str, country: str, said: Said) -> None:
        if not told:  # a country without a number is a claim of the holder, and no document
            for prop, word in [("country", country), *said]:
                self._build.claim(holder, f"{kind.lower()}_{prop}", word)
            return
        key = number(told)
        paper = f"{kind.lower()}/{country}:{key}" if key else f"{kind.lower()}/{holder}"
        prop = "document_number" if key else f"{kind.lower()}_number"
        self._build.entity(paper, kind, [(prop, told), ("document_country", country), *said])
        self._tie(holder, paper, "Owner", "holder")

    def _devices(self, element: Element, holder: str, scope: str) -> None:
        for place, one in enumerate(find_all(element, "network_devices/network_device")):
            device = self.device(one, f"{scope}/device{place}")
            self._tie(holder, device, "Owner", "device")

    def device(self, one: Element, scope: str) -> str:
        """Describe a network device; its address on the internet is a reference, for many share one."""
        told = text(one, "device_number")
        device = f"device/{number(told) or scope}"
        said = [(path.replace("/", "."), word) for path, word in leaves(one)]
        self._build.entity(device, "Device", said)
        for version in ("ipv4", "ipv6"):
            for address in find_all(one, f"ip_address/{version}"):
                ip = (address.text or "").strip()
                if ip:
                    self._build.entity(f"ip/{ip}", "IPAddress", [("ip", ip)])
                    self._build.reference(device, "ip_address", f"ip/{ip}")
        return device

    def _social(self, one: Element, holder: str) -> None:
        platform, name = text(one, "platform"), text(one, "user_name")
        account = f"social/{platform}:{name}" if name else f"social/{holder}"
        said = [("username" if path == "user_name" else path, told) for path, told in leaves(one)]
        self._build.entity(account, "UserAccount", said)
        self._tie(holder, account, "Owner", "holder")

    def _bank(self, element: Element, account: str) -> None:
        swift, code = text(element, "swift").upper(), text(element, "institution_code")
        if swift or code:
            bank = f"bank/{swift.removesuffix('XXX') if len(swift) == 11 else swift or code}"
            said = [("name", text(element, "institution_name")), ("bic", swift), ("institution_code", code)]
            said += [("bank_country", text(element, "institution_country")), ("role", "bank"), *_of_swift(swift)]
            self._build.entity(bank, "Organization", said)
            self._build.reference(account, "bank", bank)

    def _signatory(self, one: Element, account: str, scope: str, *, alone: bool) -> None:
        person = find(one, "t_person")
        if person is None or not len(person):
            return
        owner = alone and text(one, "is_primary").lower() in ("true", "1")
        first, last, rest = _range(one)
        rest += [(field, text(one, field)) for field in ("is_primary", "comments")]
        self._tie(
            self.person(person, scope), account, "Owner" if owner else "Signatory", text(one, "role") or "signatory",
            first, last, rest,
        )  # fmt: skip

    def _related(self, source: str, target: str, one: Element, what: str) -> None:
        """Say how two are related; a share makes one the owner of the other, any other word stays a word."""
        share = text(one, "share_percentage")
        role = next((text(one, local(c)) for c in one if local(c).endswith("_relation") or local(c) == "role"), "")
        first, last, rest = _range(one)
        rest += [(field, text(one, field)) for field in ("share_percentage", "voting_percentage", "comments")]
        kind = "Ownership" if share else "UnknownLink"
        self._tie(source, target, kind, role or f"related {what}", first, last, rest)

    def _tie(
        self, source: str, target: str, kind: str, role: str,
        first: str | None = None, last: str | None = None, said: Said | None = None,
    ) -> None:  # fmt: skip
        """Say a tie that every transaction of the same two repeats: it is one, in many records."""
        self._build.link(
            source, target, kind, native_id=f"{source}>{target}:{kind}:{role}", directed=kind != "UnknownLink",
            role=role or None, first=first, last=last, claims=said or (),
        )  # fmt: skip

    def _account_keys(self, element: Element) -> dict[str, str]:
        keys = {}
        if text(element, "iban"):
            keys["iban"] = number(text(element, "iban"))
        told = number(text(element, "account"))
        bank = text(element, "swift").upper() or text(element, "institution_code") or text(element, "institution_name")
        if not bank and local(element).endswith("my_client"):
            bank = self.home
        if told and bank:
            keys["account"] = f"{told}@{bank.removesuffix('XXX') if len(bank) == 11 else bank}"
        return {sort: key for sort, key in keys.items() if key}


def each_of(element: Element, name: str) -> list[Element]:
    """Return the members of the list that holds elements of this name, whatever the list is called."""
    lists = {"person": "related_persons", "entity": "related_entities", "account": "related_accounts"}
    return find_all(element, f"{lists[name.rpartition('_')[2]]}/{name}")


def _of_swift(swift: str) -> Said:
    return [("bank_country", swift[4:6])] if len(swift) in (8, 11) else []


def _sort(name: str) -> str:
    bare = name.removesuffix("_my_client").removeprefix("from_").removeprefix("to_").removeprefix("t_")
    return bare if bare in ("person", "entity", "account") else ""


def _person_keys(element: Element) -> dict[str, str]:
    keys = {}
    passport = number(text(element, "passport_number"))
    if passport and text(element, "passport_country"):
        keys["passport"] = f"{text(element, 'passport_country')}:{passport}"
    for field in ("id_number", "ssn"):
        keys[field] = number(text(element, field))
    for path in ("identifications/identification", "identification"):
        keys |= _paper_keys(element, path)
    return {sort: key for sort, key in keys.items() if key}


def _entity_keys(element: Element) -> dict[str, str]:
    keys = {}
    registered = number(text(element, "incorporation_number"))
    if registered:
        keys["incorporation"] = f"{text(element, 'incorporation_country_code')}:{registered}"
    keys |= _paper_keys(element, "entity_identifications/entity_identifier")
    return keys


def _paper_keys(element: Element, path: str) -> dict[str, str]:
    keys = {}
    for one in find_all(element, path):
        told = number(text(one, "number"))
        if told:
            sort = f"{text(one, 'type')}:{text(one, 'issue_country')}"
            keys[f"paper:{sort}"] = told
    return keys


def _alone(element: Element, scope: str) -> str:
    """Return the id of what no key tells apart: by all it says, or by its place where that is hardly a name."""
    weak = all(_is_weak(path.split("/"), told) for path, told in leaves(element))
    return f"{scope}#{digest(element)}" if weak else f"#{digest(element)}"


def _is_weak(steps: list[str], told: str) -> bool:
    if steps[-1] in ("passport_number", "id_number", "ssn", "account", "iban", "incorporation_number"):
        return not number(told)
    return steps[0] in _WEAK or steps[-1] in _WEAK_PARTS or is_placeholder(told)


def _phone(phone: Element) -> Said:
    prefix, told = text(phone, "tph_country_prefix").lstrip("+0"), text(phone, "tph_number")
    written = f"+{prefix}{told}" if prefix.isdigit() and not told.startswith(("+", "00")) else told
    read = ("tph_country_prefix", "tph_number") if written != told or not prefix else ("tph_number",)
    rest = [(f"phone_{path.removeprefix('tph_')}", word) for path, word in leaves(phone) if path not in read]
    return [("phone", written), *rest]


def address_of(address: Element, prefix: str = "", *, placed: bool = False) -> Said:
    """Return an address as one line, its city and country, and a point; of several points one is that of the holder."""
    told = ", ".join(word for word in (text(address, field) for field in _LINES) if word)
    said = [(f"{prefix}address", told), (f"{prefix}city", text(address, "city"))]
    said.append((f"{prefix}country", text(address, "country_code")))
    for path, word in leaves(address):
        field = path.rpartition("/")[2]
        if field in ("latitude", "longitude") and not placed:
            said.append((field, word))
        elif path not in _LINES and path != "country_code":
            said.append((f"{prefix}address_{field.removeprefix('address_')}", word))
    return said


def _range(one: Element) -> tuple[str | None, str | None, Said]:
    """Return first and last day of a relation, and what is said of their exactness; a placeholder is no day."""
    days, rest = [], []
    for field in ("valid_from", "valid_to"):
        told = text(one, f"relation_date_range/{field}")
        if told and is_placeholder(told):
            rest.append((f"{field}_placeholder", told))
        days.append(None if not told or is_placeholder(told) else day(told))
    for field in ("is_approx_from_date", "is_approx_to_date"):
        rest.append((field, text(one, f"relation_date_range/{field}")))
    return days[0], days[1], rest
