"""What the words of i2 charts and sheets mean: types of entities in six languages, and usual titles of attributes.

Icon and entity types are words of the site that drew the chart. Only words that can mean one thing are here; another
word stays the entity's `source_type`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from netintel.vocab import identifiers, kinds

_WORDS: Final = {
    "Person": (
        "person, people, individual, male, female, man, woman, adult, child, boy, girl, suspect, victim, witness, "
        "anonymous, unknown person, unknown male, unknown female, personne, individu, homme, femme, enfant, "
        "suspecte, victime, temoin, mann, frau, verdachtiger, zeuge, opfer, persona, hombre, mujer, sospechoso, "
        "victima, testigo, persoon, vrouw, verdachte, slachtoffer, getuige, osoba, mezczyzna, kobieta, podejrzany, "
        "swiadek, ofiara"
    ),
    "Organization": (
        "organisation, organization, institution, charity, association, foundation, school, institut, verein, "
        "stiftung, organizacion, institucion, asociacion, organisatie, instelling, stichting, vereniging, "
        "organizacja, instytucja, fundacja, stowarzyszenie"
    ),
    "Company": (
        "company, business, firm, corporation, bank, societe, entreprise, banque, firma, unternehmen, "
        "gesellschaft, empresa, compania, sociedad, banco, bedrijf, onderneming, spolka, przedsiebiorstwo"
    ),
    "PublicBody": (
        "police, police force, police station, government, ministry, authority, customs, agency, polizei, behorde, "
        "policia, ministerio, politie, policja, urzad, ministere"
    ),
    "Group": (
        "group, gang, organised crime group, organized crime group, ocg, criminal group, terrorist group, groupe, "
        "gruppe, bande, grupo, banda, groep, bende, grupa, gang organise"
    ),
    "Phone": (
        "phone, telephone, mobile, mobile phone, mobile telephone, cell phone, cellphone, cellular phone, "
        "landline, fax, phone number, telephone number, smartphone, telephone portable, telefon, handy, "
        "mobiltelefon, telefonnummer, rufnummer, festnetz, telefono, telefono movil, movil, telefoon, mobiele "
        "telefoon, telefoonnummer, gsm, telefon komorkowy, numer telefonu, komorka"
    ),
    "SIM": "sim, sim card, imsi, carte sim, simkarte, sim karte, tarjeta sim, simkaart, karta sim",
    "Device": (
        "device, imei, handset, computer, laptop, tablet, server, ordinateur, gerat, rechner, ordenador, apparaat, "
        "urzadzenie, komputer"
    ),
    "BankAccount": (
        "account, bank account, iban, account number, compte, compte bancaire, konto, bankkonto, kontonummer, "
        "cuenta, cuenta bancaria, rekening, bankrekening, konto bankowe, rachunek, rachunek bankowy"
    ),
    "PaymentCard": (
        "credit card, debit card, payment card, bank card, carte bancaire, carte de credit, kreditkarte, "
        "bankkarte, tarjeta de credito, creditcard, bankpas, karta kredytowa, karta platnicza"
    ),
    "CryptoWallet": (
        "wallet, crypto wallet, cryptocurrency wallet, bitcoin address, bitcoin wallet, crypto address, "
        "portefeuille crypto, krypto wallet, monedero, portfel"
    ),
    "UserAccount": (
        "user account, username, user name, online account, social media account, profile, facebook, twitter, "
        "instagram, telegram, whatsapp, benutzerkonto, compte utilisateur, cuenta de usuario, gebruikersaccount, "
        "konto uzytkownika"
    ),
    "Email": (
        "email, e-mail, e mail, email address, e-mail address, courriel, adresse e-mail, e-mail-adresse, correo "
        "electronico, e-mailadres, adres e-mail, poczta"
    ),
    "Domain": "domain, domain name, domaine, nom de domaine, domane, dominio, domein, domena",
    "IPAddress": "ip, ip address, ipaddress, adresse ip, ip-adresse, direccion ip, ip-adres, adres ip",
    "URL": (
        "url, website, web site, web page, web address, site web, webseite, sitio web, pagina web, strona internetowa"
    ),
    "Vehicle": (
        "vehicle, car, van, lorry, truck, motorcycle, motorbike, bus, taxi, automobile, vehicule, voiture, camion, "
        "moto, fahrzeug, auto, kraftfahrzeug, pkw, lkw, motorrad, vehiculo, coche, camioneta, motocicleta, "
        "voertuig, vrachtwagen, motorfiets, pojazd, samochod, motocykl, ciezarowka"
    ),
    "Vessel": "vessel, ship, boat, yacht, navire, bateau, schiff, boot, barco, buque, schip, statek, lodz",
    "Airplane": (
        "aircraft, airplane, aeroplane, plane, helicopter, avion, flugzeug, hubschrauber, helicoptero, vliegtuig, "
        "samolot"
    ),
    "Container": "container, shipping container, conteneur, contenedor, kontener",
    "Passport": "passport, passeport, reisepass, pasaporte, paspoort, paszport",
    "Identification": (
        "id card, identity card, identity document, identification, driving licence, driver's license, carte "
        "d'identite, permis de conduire, personalausweis, fuhrerschein, dni, documento de identidad, "
        "identiteitskaart, rijbewijs, dowod osobisty, prawo jazdy"
    ),
    "Weapon": "weapon, gun, firearm, knife, pistol, rifle, arme, couteau, waffe, messer, arma, cuchillo, wapen",
    "Drug": (
        "drug, drugs, narcotics, cocaine, heroin, cannabis, stupefiants, drogue, droge, drogen, droga, verdovende "
        "middelen, narkotyki, narkotyk"
    ),
    "Cash": "cash, currency, argent, especes, bargeld, geld, dinero, efectivo, contant geld, pieniadze, gotowka",
    "Document": (
        "document, report, note, letter, dokument, bericht, brief, rapport, lettre, documento, informe, raport, "
        "pismo, intelligence report, statement"
    ),
    "Address": (
        "address, house, residence, property, building, apartment, flat, premises, adresse, domicile, maison, "
        "immeuble, haus, wohnung, anschrift, gebaude, direccion, casa, domicilio, vivienda, edificio, adres, huis, "
        "woning, gebouw, dom, mieszkanie, budynek"
    ),
    "Place": (
        "place, location, town, city, village, airport, railway station, restaurant, hotel, lieu, ville, aeroport, "
        "ort, stadt, flughafen, lugar, ciudad, aeropuerto, plaats, stad, locatie, luchthaven, miejsce, miasto, "
        "lotnisko"
    ),
    "Country": "country, pays, pais, kraj, panstwo",
    "Call": (
        "phone call, telephone call, call, appel, appel telephonique, anruf, llamada, gesprek, rozmowa telefoniczna"
    ),
    "Payment": (
        "transaction, payment, money transfer, bank transfer, virement, paiement, zahlung, uberweisung, pago, "
        "transferencia, betaling, overboeking, platnosc, przelew"
    ),
    "Trip": "trip, journey, flight, travel, voyage, reise, flug, viaje, vuelo, reis, vlucht, podroz",
    "Meeting": "meeting, rencontre, reunion, treffen, besprechung, encuentro, ontmoeting, vergadering, spotkanie",
    "Incident": (
        "incident, event, offence, offense, crime, accident, arrest, seizure, operation, burglary, robbery, "
        "evenement, infraction, arrestation, saisie, ereignis, vorfall, straftat, festnahme, evento, delito, "
        "detencion, gebeurtenis, misdrijf, aanhouding, zdarzenie, przestepstwo, zatrzymanie"
    ),
}
_SAYS: Final = {
    word: (prop, text)
    for prop, text, words in (
        ("gender", "male", "male, man, unknown male, homme, mann, hombre, mezczyzna"),
        ("gender", "female", "female, woman, unknown female, femme, frau, mujer, vrouw, kobieta"),
        ("category", "suspect", "suspect, suspecte, verdachtiger, sospechoso, verdachte, podejrzany"),
        ("category", "victim", "victim, victime, opfer, victima, slachtoffer, ofiara"),
        ("category", "witness", "witness, temoin, zeuge, testigo, getuige, swiadek"),
        ("minor", "true", "child, boy, girl, enfant"),
    )
    for word in words.split(", ")
}
_TITLES: Final = {
    "date_of_birth": "birth_date",
    "dob": "birth_date",
    "birthdate": "birth_date",
    "date_of_death": "death_date",
    "place_of_birth": "birth_place",
    "country_of_birth": "birth_country",
    "forename": "first_name",
    "forenames": "first_name",
    "given_name": "first_name",
    "surname": "last_name",
    "family_name": "last_name",
    "sex": "gender",
    "aka": "alias",
    "aliases": "alias",
    "nickname": "alias",
    "nationalities": "nationality",
    "telephone": "phone",
    "telephone_number": "phone",
    "phone_number": "phone",
    "phone_no": "phone",
    "telephone_no": "phone",
    "e_mail": "email",
    "email_address": "email",
    "passport_number": "document_number",
    "passport_no": "document_number",
    "registration_plate": "registration_number",
    "licence_plate": "registration_number",
    "license_plate": "registration_number",
    "vrm": "registration_number",
}
_PLAIN: Final = re.compile(r"[a-z0-9_.]+")
_NOT_LETTERS: Final = re.compile(r"[^\w.]+")


@lru_cache(maxsize=10_000)
def kind_of(word: str) -> str | None:
    """Return the kind that a type's name means, None where it is a word of the site.

    Examples
    --------
    >>> kind_of("Mobile Phone"), kind_of("Téléphone portable"), kind_of("Mężczyzna"), kind_of("BankAccount")
    ('Phone', 'Phone', 'Person', 'BankAccount')
    >>> kind_of("Smuggler's friend") is None
    True
    """
    return _kinds().get(_folded(word))


@lru_cache(maxsize=10_000)
def said_by(word: str) -> tuple[str, str] | None:
    """Return what the name of a type says of an entity beyond its kind.

    Examples
    --------
    >>> said_by("Male"), said_by("Victim"), said_by("Person")
    (('gender', 'male'), ('category', 'victim'), None)
    """
    return _SAYS.get(_folded(word))


@lru_cache(maxsize=10_000)
def property_of(title: str) -> str:
    """Return the property that the title of an attribute means; a name as netintel writes it stays as it is.

    Examples
    --------
    >>> property_of("Date of Birth"), property_of("nationality"), property_of("Shoe Size"), property_of("x.y_2")
    ('birth_date', 'nationality', 'shoe_size', 'x.y_2')
    """
    if _PLAIN.fullmatch(title) and title not in _TITLES:
        return title
    word = _NOT_LETTERS.sub("_", title.strip().lower()).strip("_") or "untitled"
    return _TITLES.get(word, word)


def number_of(kind: str, text: str) -> tuple[str, str] | None:
    """Return what the key of a carrier says of it by itself: a phone's number, an account's IBAN.

    Nothing is said where the text has not the form, because charts call phones also "Jan's phone".

    Examples
    --------
    >>> number_of("Phone", "+31 6 12345678"), number_of("Phone", "Jan's phone")
    (('number', '+31 6 12345678'), None)
    """
    for prop, read in _NUMBERS.get(kind, ()):
        if read(text) is not None:
            return prop, text
    return None


def _account(text: str) -> str | None:
    return text if sum(c.isdigit() for c in text) >= 5 else None


def _host(text: str) -> str | None:
    return text if "." in text and " " not in text else None


_NUMBERS: Final[dict[str, tuple[tuple[str, Callable[[str], str | None]], ...]]] = {
    "Phone": (("number", identifiers.phone),),
    "BankAccount": (("iban", identifiers.iban), ("account_number", _account)),
    "Email": (("email", identifiers.email),),
    "Domain": (("domain", _host),),
    "IPAddress": (("ip", lambda text: text if re.fullmatch(r"[0-9a-fA-F:.]{7,45}", text) else None),),
    "URL": (("url", _host),),
}


def _folded(word: str) -> str:
    """Fold case and marks, so that `Téléphone` and `TELEPHONE` are one word."""
    plain = unicodedata.normalize("NFKD", word.strip().casefold().replace("ł", "l"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@cache
def _kinds() -> dict[str, str]:
    known = {word.strip(): kind for kind, words in _WORDS.items() for word in words.split(",")}
    return {**known, **{kind.lower(): kind for kind in kinds.parts() if kind != "Unknown"}}
