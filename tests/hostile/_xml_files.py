"""XML with a fault: GraphML, GEXF, ANX, goAML, ISO 20022."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from _fault import Fault, beside, good, odd, partial, refused, since, warned

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>\n'
FETCH = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'


def faults() -> Iterator[Fault]:
    """Give the XML files of the corpus."""
    yield from _graphml()
    yield from _gexf()
    yield from _anx()
    yield from _goaml()
    yield from _own_schema()
    yield from _bank()
    for name, make in GOOD.items():
        yield from _any(name, make)


def graphml(nodes: str = '<node id="a"/><node id="b"/>', edges: str = '<edge source="a" target="b"/>') -> str:
    """Return a graph of two nodes, with names, and one edge."""
    key = '<key id="d0" for="node" attr.name="name" attr.type="string"/><key id="d1" for="edge" attr.name="weight" attr.type="double"/>'
    return f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{key}<graph edgedefault="directed">{nodes}{edges}</graph></graphml>'


def gexf(
    nodes: str = '<node id="a" label="Mara"/><node id="b" label="Ivo"/>',
    edges: str = '<edge id="0" source="a" target="b"/>',
    version: str = "1.3",
) -> str:
    """Return a graph of two nodes and one edge."""
    return f'<gexf xmlns="http://gexf.net/{version}" version="{version}"><graph defaultedgetype="directed"><nodes>{nodes}</nodes><edges>{edges}</edges></graph></gexf>'


def anx(items: str = "") -> str:
    """Return a chart of two persons and a link."""

    def one(number: int, name: str) -> str:
        return f'<ChartItem Label="{name}"><End><Entity EntityId="{number}" Identity="p{number}" LabelIsIdentity="false"><Icon><IconStyle Type="Person"/></Icon></Entity></End></ChartItem>'

    link = '<ChartItem Label="knows"><Link End1Id="1" End2Id="2"><LinkStyle ArrowStyle="ArrowOnHead" Type="Associate"/></Link></ChartItem>'
    return f"<Chart><ChartItemCollection>{one(1, 'Mara Vidal')}{one(2, 'Ivo Test')}{link}{items}</ChartItemCollection></Chart>"


def goaml(more: str = "") -> str:
    """Return a report of one transfer."""

    def person(name: str) -> str:
        return f"<first_name>Mara</first_name><last_name>{name}</last_name><birthdate>1984-03-02T00:00:00</birthdate><nationality1>ES</nationality1>"

    transfer = f"<transaction><transactionnumber>T1</transactionnumber><date_transaction>2024-03-01T00:00:00</date_transaction><transmode_code>A</transmode_code><amount_local>100.00</amount_local><t_from_my_client><from_funds_code>K</from_funds_code><from_person>{person('Vidal')}</from_person><from_country>ES</from_country></t_from_my_client><t_to><to_funds_code>K</to_funds_code><to_person>{person('Test')}</to_person><to_country>BG</to_country></t_to></transaction>"
    return f"<report><rentity_id>7</rentity_id><submission_code>E</submission_code><report_code>STR</report_code><entity_reference>R1</entity_reference><submission_date>2024-03-02T00:00:00</submission_date><currency_code_local>EUR</currency_code_local>{transfer}{more}</report>"


def entry(amount: str = "8.85", sign: str = "CRDT", more: str = "") -> str:
    """Return an entry of a statement with one transaction."""
    parties = "<RltdPties><Dbtr><Nm>Ivo Test</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></RltdPties>"
    return f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2024-03-01</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>{parties}{more}</TxDtls></NtryDtls></Ntry>'


def camt(*entries: str) -> str:
    """Return a bank statement."""
    account = "<Acct><Id><IBAN>GB82WEST12345698765432</IBAN></Id><Ownr><Nm>Mara Vidal</Nm></Ownr></Acct>"
    return f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2024-03-02T00:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>{account}{"".join(entries)}</Stmt></BkToCstmrStmt></Document>'


GOOD: dict[str, Callable[[], str]] = {
    "chart.graphml": graphml,
    "chart.gexf": gexf,
    "chart.anx": anx,
    "goaml.xml": goaml,
    "camt.xml": lambda: camt(entry()),
}


def _any(name: str, make: Callable[[], str]) -> Iterator[Fault]:
    """Give the faults that any XML can have."""
    stem, _, suffix = name.rpartition(".")

    def called(what: str) -> str:
        return f"{what}_{stem}_{suffix}.{suffix}" if stem == "chart" else f"{what}_{stem}.{suffix}"

    whole = make()
    yield refused(called("laughs"), (HEAD + LAUGHS + whole).encode(), "entities that grow without end")
    yield refused(called("fetches"), (HEAD + FETCH + whole).encode(), "an entity that names a file of this machine")
    yield refused(called("cut"), (HEAD + whole).encode()[:-25], "cut off")
    yield refused(
        called("entity"),
        (HEAD + whole.replace("Mara", "&nbsp;Mara").replace('id="a"', 'id="&nbsp;a"')).encode(),
        "an entity that is not defined",
    )
    yield refused(
        called("wrong_encoding"),
        (HEAD + whole.replace("Mara", "Иван").replace('id="a"', 'id="Ж"')).encode("cp1251"),
        "cp1251 declared as UTF-8",
    )


def _graphml() -> Iterator[Fault]:
    yield good("good.graphml", (HEAD + graphml()).encode(), "graphml", 3)
    named = '<node id="a"><data key="d0">Иван</data></node><node id="b"><data key="d0">Νίκη</data></node>'
    yield odd(
        "declared_cp1251.graphml",
        ('<?xml version="1.0" encoding="windows-1251"?>' + graphml(named.replace("Νίκη", "Мара"))).encode("cp1251"),
        "cp1251, which is declared",
        "graphml",
        3,
    )
    yield odd(
        "utf16.graphml",
        ('<?xml version="1.0" encoding="UTF-16"?>' + graphml(named)).encode("utf-16"),
        "UTF-16",
        "graphml",
        3,
    )
    yield odd(
        "same_node_twice.graphml",
        graphml('<node id="a"/><node id="a"/><node id="b"/>').encode(),
        "a node twice, word for word",
        "graphml",
        4,
        1,
    )
    yield partial(
        "node_differs.graphml",
        graphml('<node id="a"/><node id="a"><data key="d0">Mara</data></node><node id="b"/>').encode(),
        "two different nodes of one id",
        "graphml",
        4,
        1,
    )
    yield partial(
        "node_without_id.graphml",
        graphml('<node/><node id="a"/><node id="b"/>').encode(),
        "a node without id",
        "graphml",
        4,
        1,
    )
    yield partial(
        "edge_without_end.graphml",
        graphml(edges='<edge source="a"/><edge source="a" target="b"/>').encode(),
        "an edge with one end",
        "graphml",
        4,
        1,
    )
    yield warned(
        "dangling.graphml",
        graphml(edges='<edge source="a" target="z"/>').encode(),
        "an edge to a node that is not there",
        "graphml",
        3,
    )
    yield warned(
        "weight.graphml",
        graphml(edges='<edge source="a" target="b"><data key="d1">much</data></edge>').encode(),
        "a weight that is no number",
        "graphml",
        3,
    )
    yield refused(
        "deep.graphml",
        ("<graphml>" + "<graph><node id='a'>" * 300 + "</node></graph>" * 300 + "</graphml>").encode(),
        "600 elements in one another",
    )


def _gexf() -> Iterator[Fault]:
    for version in ("1.1draft", "1.2draft", "1.3"):
        yield good(f"good_{version}.gexf", gexf(version=version).encode(), "gexf", 3)
    yield partial(
        "edge_without_end.gexf", gexf(edges='<edge id="0" source="a"/>').encode(), "an edge with one end", "gexf", 3, 1
    )
    yield partial(
        "node_without_id.gexf",
        gexf('<node label="x"/><node id="a"/><node id="b"/>').encode(),
        "a node without id",
        "gexf",
        4,
        1,
    )
    yield warned(
        "dangling.gexf",
        gexf(edges='<edge id="0" source="a" target="z"/>').encode(),
        "an edge to a node that is not there",
        "gexf",
        3,
    )


def _anx() -> Iterator[Fault]:
    yield good("good.anx", anx().encode(), "anx", 3)
    yield partial(
        "link_without_end.anx",
        anx('<ChartItem Label="x"><Link End1Id="1"/></ChartItem>').encode(),
        "a link with one end",
        "anx",
        4,
        1,
    )
    yield partial("empty_item.anx", anx("<ChartItem/>").encode(), "a chart item that is nothing", "anx", 4, 1)
    nowhere = anx('<ChartItem Label="x"><Link End1Id="1" End2Id="99"/></ChartItem>').encode()
    yield since(
        partial("dangling.anx", nowhere, "a link to an item that is not there", "anx", 4, 1),
        "the number of an item means nothing outside its chart; no other file can describe it",
    )
    yield refused(
        "binary.anb", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a binary chart, which is another format"
    )


def _own_schema() -> Iterator[Fault]:
    """Give XML of nobody's schema with a mapping of paths beside it."""
    rules = b"version: 1\nxml: {record: Person}\nentities: {p: {kind: Person, key: ['@id'], properties: {name: {path: Name}}}}\n"
    whole = (
        HEAD
        + '<Case><Person id="1"><Name>Mara Vidal</Name></Person><Person id="2"><Name>Ivo Test</Name></Person></Case>'
    )
    yield good("own/case.xml", whole.encode(), "pole_xml", 2)
    yield beside("own/case.xml.mapping.yml", rules)
    yield partial("own_key/case.xml", whole.replace(' id="2"', "").encode(), "a person without key", "pole_xml", 2, 1)
    yield beside("own_key/case.xml.mapping.yml", rules)
    reads = rules.replace(b"path: Name", b"path: \"document('file:///etc/passwd')\"")
    yield refused("own_function/case.xml", whole.encode(), "a mapping whose path reads another file")
    yield beside("own_function/case.xml.mapping.yml", reads)


def _goaml() -> Iterator[Fault]:
    yield good("good_goaml.xml", (HEAD + goaml()).encode(), "goaml", 1)
    bare = "<transaction><transactionnumber>T2</transactionnumber></transaction>"
    yield partial(
        "goaml_bare.xml", (HEAD + goaml(bare)).encode(), "a transaction without date, amount and sides", "goaml", 2, 1
    )
    yield warned(
        "goaml_placeholder.xml",
        (HEAD + goaml().replace("1984-03-02T", "1900-01-01T", 1)).encode(),
        "a birth date of 1900-01-01, which stands for none",
        "goaml",
        1,
    )
    worded = (HEAD + goaml().replace("100.00", "a lot")).encode()
    yield since(
        refused("goaml_amount.xml", worded, "an amount that is no number"),
        "the transaction, the only one, is set aside, to be corrected and loaded again",
    )


def _bank() -> Iterator[Fault]:
    yield good("good_camt.xml", (HEAD + camt(entry(), entry("7.10", "DBIT"))).encode(), "iso20022", 2)
    yield good("good_five_decimals.xml", (HEAD + camt(entry("8.85123"))).encode(), "iso20022", 1)
    yield odd(
        "reversal.xml",
        (HEAD + camt(entry().replace("<Sts>", "<RvslInd>true</RvslInd><Sts>"))).encode(),
        "a reversal",
        "iso20022",
        1,
    )
    yield since(
        partial(
            "camt_amount.xml",
            (HEAD + camt(entry("much"), entry())).encode(),
            "an amount that is no number",
            "iso20022",
            2,
            1,
        ),
        "a payment without a readable amount is set aside, to be corrected and loaded again",
    )
    yield warned(
        "camt_iban.xml",
        (HEAD + camt(entry().replace("DE8937", "DE8837"))).encode(),
        "an IBAN with wrong check digits",
        "iso20022",
        1,
    )
    yield odd(
        "camt_markup.xml",
        (HEAD + camt(entry().replace("Ivo Test", "&lt;script&gt;alert(1)&lt;/script&gt;"))).encode(),
        "a name that is markup",
        "iso20022",
        1,
    )
    yield refused("unknown.xml", (HEAD + "<rss><channel/></rss>").encode(), "XML of no format of the trade")
    yield refused(
        "other_message.xml",
        (
            HEAD + camt().replace("camt.053.001.02", "acmt.001.001.08").replace("BkToCstmrStmt", "AcctOpngInstr")
        ).encode(),
        "an ISO 20022 message of another kind",
    )
