"""ISO 20022 payment messages: statements, reports and notices of an account, and credit transfers.

Publisher
    ISO (Registration Authority: SWIFT); written by banks and payment systems: camt.052 report of the day, camt.053
    statement, camt.054 notice, pain.001 order of a customer, pacs.008 transfer between banks.
Channel
    XML, alone or in an envelope with a business header (`AppHdr`). Every version: names are compared without their
    namespace, `BIC` and `BICFI` are one, and parties may stand in `Pty`.
Unit counted
    Transaction: a `TxDtls`; an `Ntry` without any is one; in pain.001 and pacs.008 a `CdtTrfTxInf`. One without a
    readable amount, without direction, or a transfer that names neither side is set aside with its line; the rest is
    read. Word for word the same, with a reference of its own (UETR, TxId, InstrId, EndToEndId, AcctSvcrRef, NtryRef),
    it is a duplicate; two equal fees without any reference are two fees.
Identity
    Accounts: IBAN, else number and bank (BIC, LEI, clearing number, issuer), else this transaction alone. An `Othr`
    number that is a valid IBAN is one. Banks: BIC without the XXX of the head office, LEI, clearing number. Parties:
    LEI, BIC, or a number that an authority or named issuer gave; else the account they hold with what is said of them;
    else what is said of them, where that is more than a name and a place; else this transaction alone. Nobody is
    joined by a name. All ids are of this file.
Handling
    None in the format: what the case or the mapping states for the file.

Reading
-------
==============================================  ==============================================================
field                                           becomes
==============================================  ==============================================================
a transaction                                   a link Payment from the debtor's to the creditor's account (else
                                                party, ultimate party, or a node of this transaction alone)
`Amt`, else `AmtDtls`, else the only entry's    amount and currency, exact
`BookgDt`, else `ValDt`; `IntrBkSttlmDt`,       first of the link; both as booking_date, value_date
`ReqdExctnDt`, `AccptncDtTm`
`Dbtr`, `Cdtr`, `Ownr`                          Person or Organization, and a link Owner to the account; references
                                                debtor, creditor of the payment
`UltmtDbtr`, `UltmtCdtr`                        the same, with a link Representation from the party that pays or is
                                                paid for them; Beneficiary to the account where no party is named
`DbtrAcct`, `CdtrAcct`, `Acct`                  BankAccount: iban or account_id, currency, account_name
`DbtrAgt`, `CdtrAgt`, `Svcr`, other agents      Organization with role bank: bic, lei, clearing_member; references of
                                                the account and the payment, never a tie
`InitgPty`, `MsgRcpt`, `TradgPty`               parties that the message or the payment refers to, never a tie
`EndToEndId`, `UETR`, `TxId`, `InstrId` …       end_to_end_id, uetr, transaction_id, instruction_id …
`Ustrd`, `CdtrRefInf/Ref`                       remittance, creditor_reference
`Stmt`, `Rpt`, `Ntfctn`; `GrpHdr`, `AppHdr`     Documents that every payment refers to, with balances and the like
fields of the entry, of the batch               claims of each of its payments: entry_…, batch_…, entry_amount
other fields                                    claims under their path, `BkTxCd.Domn.Cd`
==============================================  ==============================================================

Three claims of a country stay apart: where a party lives (`PstlAdr/Ctry`: country, `CtryOfRes`: residence), of the
IBAN (iban_country), and of the bank (letters 5 and 6 of a BIC: bank_country).

Direction
    In a statement the booking is the fact: CRDT flows into the account, DBIT out of it, and the account itself is that
    side, whatever else is named there (an account that differs is the reference debtor_account or creditor_account). A
    reversal (`RvslInd`) is booked the other way round while its parties keep the roles of the payment that is taken
    back: it is one link, from who gives back to who gets back, with role reversal and claim reversal, and no forward
    payment. A payment that was sent back (`RtrInf`) is read likewise, with role return. Where entry, details and
    accounts disagree, the claim direction_note says how it was read.
Nobody named
    Fees and interest are a Payment between the account and a Concept of this transaction alone, so that nothing is lost
    and no "unknown" joins all accounts.

Ignored: nothing of a transaction that is read. The header and account of a statement without any transaction are
left out and told in a warning, because no record could vouch for them.

Traps
-----
pain.001 is an order, not a payment: its role is instruction. The same payment may be in an order, a transfer and two
statements; end_to_end_id and uetr tell, and sums over several files count it as often. `entry_Sts` PDNG is not booked.
The amount of details may be 0 or in another currency than the entry's. Amounts have up to five decimals. A message
seldom says whether a party is a person: PrvtId and OrgId do, but not the SEPA number of a creditor in PrvtId; else a
legal form at the end of the name means an organisation, and the rest are taken as persons, who are better protected
(claim kind_basis, counted in a warning). Account numbers other than IBANs are account_id: they hold at one bank only
and match nothing elsewhere.

References: iso20022.org/catalogue-messages; the message definition reports of camt, pain and pacs.
"""

from __future__ import annotations

import re
from typing import Final

from netintel.loaders._iso20022_message import Message
from netintel.loaders._iso20022_statement import DOCUMENTS, Statements
from netintel.loaders._iso20022_transfer import Transfers
from netintel.loaders._source import Head, Source
from netintel.loaders._xml import each, local
from netintel.model.builder import Builder

NAME: Final = "iso20022"
TITLE: Final = "ISO 20022 payments (camt.052, 053, 054, pain.001, pacs.008)"
PUBLISHER: Final = "ISO 20022, banks"
UNIT: Final = "transaction"
IDS: Final = "file"

_MESSAGE: Final = re.compile(
    r"<(?:[\w.-]+:)?(?:BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn|CstmrCdtTrfInitn|FIToFICstmrCdtTrf)[\s>]"
)


def sniff(head: Head) -> bool:
    """Return whether the file holds one of the messages, in an envelope or not."""
    begun = head.xml
    return begun is not None and not begun.doctype and _MESSAGE.search(head.text) is not None


def read(source: Source, build: Builder) -> None:
    """Read the transactions of the file one after another."""
    message = Message(build)
    statements, transfers = Statements(message, build), Transfers(message, build)
    for element in each(source.data, "AppHdr", "GrpHdr", "Ntry", "CdtTrfTxInf", *DOCUMENTS):
        name = local(element)
        if name == "Ntry":
            statements.read(element)
        elif name == "CdtTrfTxInf":
            transfers.read(element)
        elif name in DOCUMENTS:
            statements.leave(element)
        else:
            message.head(element)
    message.end()
