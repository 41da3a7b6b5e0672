"""goAML: reports of banks and other obliged entities to a financial intelligence unit (FIU), and between FIUs.

Publisher
    UNODC; written by the reporting entities and FIUs that use goAML, each with code lists of its own.
Channel
    XML with the root `report` and no namespace, versions 4.x and 5.x; often in a ZIP with attachments.
Unit counted
    Transaction or activity. A transaction without a readable amount_local, and one of either sort that names nobody,
    is set aside with its line; the rest is read. A transaction with a number, or an activity, that repeats an earlier
    one word for word is a duplicate.
Identity
    goAML repeats persons in full and gives them no id. Within a file one person is: the same passport with its country,
    id_number, ssn or identity document (type, country, number); one entity: incorporation number with its country, or
    identity document; one account: IBAN, or number and institution. Where two descriptions share one key and differ in
    another of the same sort, in the birth date or in the name of an entity, they stay two. Without key, the same words
    are the same entity where they say more than a name and a town; else each stands alone. Nobody is joined by a name.
    Numbers such as 000000 are no keys.
Handling
    None in the format: what the case or the mapping states for the file. A report may name its subjects on suspicion
    alone and is protected by law in most states.

Reading
-------
==============================================  ==============================================================
field                                           becomes
==============================================  ==============================================================
`report`                                        a Document `report` that every transaction refers to, with all its
                                                fields; never a tie between those it names
`location/country_code`                         reporting of that Document
`reporting_person`                              Person of category professional that the Document refers to
`report_indicators/indicator`                   indicator of the Document
`transaction` with `t_from…`, `t_to…`           link Payment between both sides: amount_local, currency_code_local,
                                                date_transaction; a side that is missing is a Concept of its own
`from_country`, `…_foreign_currency`,           claims of the link: from_country, from_foreign_amount …; `is_suspected`
`…_funds_code`, `…_my_client`                   and the like with their side
`t_conductor`                                   Person, link Representation (role conductor) to the side acted for
`involved_parties/party`                        a Payment of its own; each party a link Participant with its role
`activity/report_parties/report_party`          an Incident; each party a link Contains with its role, so that being
                                                listed together ties nobody
`goods_services/item`                           Concept with source_type, referred to as goods
person                                          name (of its parts), birth_date, birth_country, nationality, residence,
                                                phone, address, country, email, id_number, ssn, peps.… …
`passport_number`, `passport_country`           Passport with document_number, document_country, link Owner
`identifications`, `entity_identifications`     Identification with its own country and days, link Owner
entity                                          Organization: name, registration, registration_number
`director_id`                                   link Directorship
`related_persons`, `related_entities`, …        link Ownership where a share is stated, else UnknownLink; role
account                                         BankAccount: iban, account_id, bank_country; its bank is a reference
`t_entity` of an account                        link Owner
`signatory`, `account_related_person`           link Owner for the primary one of an account without `t_entity`, else
                                                Signatory; role as written, is_primary
`network_device`                                Device and link Owner; its addresses IPAddress, referred to and no tie
`social_account`                                UserAccount and link Owner
other fields                                    claims under their own name, nested ones as a path
==============================================  ==============================================================

Country codes: no list of one FIU is checked; what is in no list of countries stays text and is told.

Ignored: nothing. The head of a report without any transaction or activity that can be read is left out and told,
because no record could vouch for it.

Traps
-----
1900-01-01 and its like stand for "not known": kept as text (`birthdate_placeholder`), no date, told with a count.
A midnight without zone is how goAML writes a day. An address on the internet is shared by many. Account numbers other
than IBANs hold at one institution only and match nothing elsewhere. That a country is where money came from makes
nobody belong to it. Attachments of the ZIP are other files.

References: goAML schema 5.0.2 and 4.0 as published by FIUs; unodc.org/goaml.
"""

from __future__ import annotations

import re
from typing import Final

from netintel.loaders._goaml_report import RECORDS, Report
from netintel.loaders._source import Head, Source
from netintel.loaders._xml import each, local
from netintel.model.builder import Builder

NAME: Final = "goaml"
TITLE: Final = "goAML report (XML 4.x, 5.x)"
PUBLISHER: Final = "UNODC, financial intelligence units"
UNIT: Final = "transaction or activity"
IDS: Final = "file"

_HEAD: Final = re.compile(r"<(?:\w+:)?(?:rentity_id|submission_code|report_code)[\s>]")


def sniff(head: Head) -> bool:
    """Return whether the file is a goAML report."""
    begun = head.xml
    return begun is not None and begun.name == "report" and _HEAD.search(head.text) is not None


def read(source: Source, build: Builder) -> None:
    """Read the transactions or the activity of the report one after another."""
    report = Report(build)
    for element in each(source.data, *RECORDS, "report"):
        if local(element) == "report":
            report.end(element)
        else:
            report.read(element)
