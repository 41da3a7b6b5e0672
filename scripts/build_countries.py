"""Build the country tables of `netintel.vocab` from published sources.

Put these beside each other in one folder, unpacked (`npm pack NAME@VERSION`, then `tar xzf` into a folder of
that name), and give the folder to this script:

    cldr-localenames-full-48.2.0/    names of territories in every language
    i18n-iso-countries-7.14.0/       ISO 3166-1 codes and names
    country-codes.csv                data/country-codes.csv of github.com/datasets/country-codes

    python scripts/build_countries.py FOLDER

What the sources do not say (historic states, special codes, everyday aliases, corrections) stands below.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from netintel.vocab.countries import name_key

OUT = Path(__file__).parents[1] / "src" / "netintel" / "vocab" / "data"

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh", "de")
FURTHER = (
    "zh-Hant",
    "pt",
    "pt-PT",
    "it",
    "nl",
    "pl",
    "ro",
    "uk",
    "bg",
    "sr",
    "tr",
    "el",
    "cs",
    "sq",
    "ko",
    "ja",
    "fa",
    "he",
)

ROW = ("code", "alpha3", "numeric", "fips", "name", "status", "parent", "successors")

SPECIAL = """
XK|XKX||KV|Kosovo|user-assigned||
SU|SUN|810|UR|Soviet Union|historic||AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ
YU|YUG|890|YO|Yugoslavia|historic||BA HR ME MK RS SI XK
CS|SCG|891|YI|Serbia and Montenegro|historic||ME RS XK
CSHH|CSK|200||Czechoslovakia|historic||CZ SK
DD|DDR|278|GC|East Germany|historic||DE
AN|ANT|530|NT|Netherlands Antilles|historic||BQ CW SX
YD|YMD|720||South Yemen|historic||YE
VD|VDR|||South Vietnam|historic||VN
EU||||European Union|supranational||
AC|ASC|||Ascension Island|reserved|SH|
CP|CPT||IP|Clipperton Island|reserved|FR|
CQ|CRQ|||Sark|reserved|GG|
DG|DGA|||Diego Garcia|reserved|IO|
EA||||Ceuta and Melilla|reserved|ES|
IC||||Canary Islands|reserved|ES|
TA|TAA|||Tristan da Cunha|reserved|SH|
GB-NIR||||Northern Ireland|territory|GB|
GB-SCT||||Scotland|territory|GB|
GB-WLS||||Wales|territory|GB|
CY-TRNC||||Northern Cyprus|territory|CY|
GE-AB||||Abkhazia|territory|GE|
MD-PMR||||Transnistria|territory|MD|
UA-CRI||||Crimea|territory|UA|
UA-DPR||||Donetsk (occupied)|territory|UA|
UA-LPR||||Luhansk (occupied)|territory|UA|
IQ-KR||||Kurdistan Region of Iraq|territory|IQ|
AZ-NK||||Nagorno-Karabakh|territory|AZ|
CN-XZ||||Tibet|territory|CN|
SO-SOM||||Somaliland|territory|SO|
X-SO||||South Ossetia|territory|GE|
PK-KM||||Pakistan-administered Kashmir|territory|PK|
"""

# Codes a source may use for one of ours: withdrawn or reserved ISO codes, European Union and FollowTheMoney forms,
# and TWA, as one widely used STIX geography writes Taiwan.
CODES = {
    "GB": "UK", "GR": "EL", "XK": "RKS KOS", "SU": "suhh USSR", "YU": "yucs", "CS": "csxx", "CSHH": "cshh",
    "AN": "anhh", "MM": "BU BUR", "CD": "ZR ZAR", "TL": "TP TMP", "BF": "HV HVO", "BJ": "DY DHY", "ZW": "RH RHO",
    "FR": "FX FXX", "DD": "GDR", "RO": "ROM", "BY": "BYS", "CY-TRNC": "trnc", "DE": "BRD FRG", "TW": "TWA",
}  # fmt: skip

# FIPS 10-4 where the source is silent, joins two codes into one word, or gives the parent's code.
FIPS = {
    "RS": "RI RB", "PS": "WE GZ", "SJ": "SV JN", "UM": "BQ DQ FQ HQ JQ KQ LQ MQ WQ", "BQ": "", "AX": "", "CW": "UC",
    "TF": "FS BS EU GO JU TE", "AU": "AS AT CR", "SS": "OD", "SX": "NN", "BL": "TB", "MF": "RN",
    "MM": "BM",
}  # fmt: skip

ENGLISH = {
    "CD": "DR Congo", "CG": "Congo", "HK": "Hong Kong", "MO": "Macao", "PS": "Palestine", "MM": "Myanmar",
    "CC": "Cocos (Keeling) Islands", "CV": "Cabo Verde", "UM": "United States Minor Outlying Islands",
    "VI": "United States Virgin Islands",
}  # fmt: skip

# Short names of historic states, which CLDR no longer has: fr, es, ru, ar, zh, de.
HISTORIC = {
    "SU": "Union soviétique|Unión Soviética|Советский Союз|الاتحاد السوفيتي|苏联|Sowjetunion",
    "YU": "Yougoslavie|Yugoslavia|Югославия|يوغوسلافيا|南斯拉夫|Jugoslawien",
    "CS": "Serbie-et-Monténégro|Serbia y Montenegro|Сербия и Черногория|صربيا والجبل الأسود"
    "|塞尔维亚和黑山|Serbien und Montenegro",
    "CSHH": "Tchécoslovaquie|Checoslovaquia|Чехословакия|تشيكوسلوفاكيا|捷克斯洛伐克|Tschechoslowakei",
    "DD": "Allemagne de l’Est|Alemania Oriental|ГДР|ألمانيا الشرقية|东德|Deutsche Demokratische Republik",
    "AN": "Antilles néerlandaises|Antillas Neerlandesas|Нидерландские Антильские острова|جزر الأنتيل الهولندية"
    "|荷属安的列斯|Niederländische Antillen",
    "YD": "Yémen du Sud|Yemen del Sur|Южный Йемен|اليمن الجنوبي|南也门|Südjemen",
    "VD": "Viêt Nam du Sud|Vietnam del Sur|Южный Вьетнам|فيتنام الجنوبية|南越|Südvietnam",
}

# Shortest form CLDR offers where its plain form is a political compound or a pair of cities.
ALT_SHORT = ("HK", "MO", "PS", "MM")

ALIASES = {
    "AE": "UAE|U.A.E.|Vereinigte Arabische Emirate",
    "AG": "Antigua",
    "AX": "Aland",
    "BA": "Bosnia|Bosnia-Herzegovina|Bosnia Herzegovina|Bosnien|Bosnien-Herzegowina|BiH|Bosnia and Herz.",
    "BN": "Brunei Darussalam",
    "BO": "Bolivia, Plurinational State of|Bolivia (Plurinational State of)|Plurinational State of Bolivia",
    "BQ": "Bonaire|Sint Eustatius|Saba|Bonaire, Saint Eustatius and Saba",
    "BY": "Byelorussia|Belorussia|Белоруссия|Weißrussland|Biélorussie|Bielorrusia",
    "CC": "Cocos Islands|Keeling Islands",
    "CD": "DR Congo|DRC|D.R. Congo|D.R.C.|Congo DR|Congo, DR|Congo DRC|Congo (DRC)|Congo-Kinshasa|Zaire"
    "|Zaïre|Dem. Rep. Congo|Congo, Democratic Republic|Congo, Dem. Rep.|Congo (Kinshasa)|RDC|ДР Конго"
    "|ДРК|Заир|Congo, the Democratic Republic of the|Democratic Republic of Congo",
    "CF": "Central African Rep.|C.A.R.|Centrafrique",
    "CG": "Congo|Republic of Congo|Congo-Brazzaville|Congo (Brazzaville)|Congo, Rep.|Congo, Republic of|Конго",
    "CH": "Swiss Confederation|Confoederatio Helvetica",
    "CI": "Ivory Coast|Cote d Ivoire|Côte-d'Ivoire|Cote d'Ivoire (Ivory Coast)|Кот д’Ивуар|Elfenbeinküste",
    "CN": "PRC|P.R. China|PR China|P.R.C.|People's Rep. of China|Mainland China|China, People's Republic of"
    "|КНР|China (Mainland)",
    "CV": "Cape Verde|Cabo Verde|Cape Verde Islands|Kap Verde|Cap-Vert",
    "CZ": "Czech Republic|Czechia|Czech Rep.",
    "DE": "West Germany|Federal Republic of Germany|FRG|Germany, Federal Republic of|BR Deutschland|ФРГ|RFA",
    "DO": "Dominican Rep.",
    "EH": "W. Sahara|Western Sahara|Sahrawi Arab Democratic Republic|SADR",
    "ES": "Canary Islands|Canarias|Ceuta|Melilla|Ceuta and Melilla|Kingdom of Spain",
    "FK": "Falklands|Malvinas|Islas Malvinas|Falkland Islands (Malvinas)",
    "FM": "Micronesia, Federated States of|Micronesia (Federated States of)|Fed. States of Micronesia",
    "FO": "Faeroe Islands|Faroes",
    "FR": "Metropolitan France|France, Metropolitan|Clipperton Island",
    "GB": "United Kingdom|Great Britain|Britain|U.K.|England|Scotland|Wales|Northern Ireland|Großbritannien"
    "|Grande-Bretagne|Gran Bretaña|Великобритания|Соединенное Королевство|Англия|Шотландия|Angleterre"
    "|Écosse|Schottland|Inglaterra|Escocia|Nordirland|Irlande du Nord|Irlanda del Norte|Gales"
    "|UK and Northern Ireland",
    "GE": "Republic of Georgia",
    "GG": "Sark",
    "GM": "The Gambia|Gambia, The|Gambia, Islamic Republic of the",
    "GQ": "Eq. Guinea",
    "GS": "S. Geo. and the Is.",
    "GW": "Guinea Bissau",
    "HK": "Hong Kong|Hong Kong SAR|Hong Kong Special Administrative Region|Hong Kong, China"
    "|Hong Kong S.A.R.|Hongkong|China, Hong Kong Special Administrative Region|China, Hong Kong SAR"
    "|Hong Kong Special Administrative Region of China|Hong Kong (China)",
    "HM": "Heard I. and McDonald Is.",
    "IE": "Eire|Éire|Republic of Ireland|Irish Republic|Southern Ireland",
    "IO": "Br. Indian Ocean Ter.|Chagos|BIOT|Diego Garcia",
    "IR": "Iran, Islamic Republic of|Iran (Islamic Republic of)|Islamic Rep. of Iran",
    "KG": "Kyrgyz Republic|Kirghizia|Kirgizstan|Kirghizstan|Киргизия|Кыргызстан",
    "KH": "Kampuchea|Democratic Kampuchea",
    "KN": "St Kitts|Saint Kitts|St. Kitts-Nevis",
    "KP": "North Korea|Korea, North|North-Korea|N. Korea|DPRK|D.P.R.K.|DPR Korea|Korea, DPR|КНДР|Nordkorea"
    "|Korea, Democratic People's Republic of|Korea (Democratic People's Republic of)"
    "|Korea, Dem. People's Rep.",
    "KR": "South Korea|Korea, South|South-Korea|S. Korea|ROK|R.O.K.|Republic of Korea|Korea, Republic of"
    "|Korea, Rep.|Korea (Republic of)|Korea (South)|Südkorea",
    "KY": "Caymans|Cayman",
    "LA": "Lao|Laos|Lao PDR|Lao People's Democratic Republic|Lao People’s Dem. Rep.",
    "LK": "Ceylon",
    "LY": "Libyan Arab Jamahiriya|Libya, State of|Great Socialist People's Libyan Arab Jamahiriya",
    "MD": "Moldova, Republic of|Moldavia|Moldova (Republic of)|Молдавия",
    "MF": "Saint Martin (French part)|St-Martin",
    "MH": "Marshall Is.",
    "MK": "North Macedonia|Macedonia|FYROM|FYR Macedonia|F.Y.R.O.M."
    "|Macedonia, the former Yugoslav Republic of|The former Yugoslav Republic of Macedonia"
    "|Former Yugoslav Republic of Macedonia|Republic of Macedonia|Македония|Macedonia (FYROM)"
    "|Macedonia, FYR|Macédoine|Mazedonien|Macedonia del Norte",
    "MM": "Burma|Birmanie|Birma|Birmania|Бирма|Myanmar (Burma)|Burma (Myanmar)|Union of Myanmar",
    "MO": "Macao|Macau|Macao SAR|Macau SAR|Macao Special Administrative Region|Macao, China|Macau, China"
    "|China, Macao Special Administrative Region|Macau (China)|China, Macao SAR|Macao S.A.R."
    "|Macao Special Administrative Region of China",
    "MP": "N. Mariana Is.|Northern Marianas",
    "NL": "Holland|The Netherlands|Netherlands, The|Hollande|Голландия|Kingdom of the Netherlands",
    "PF": "Fr. Polynesia|Tahiti",
    "PN": "Pitcairn|Pitcairn Is.",
    "PS": "Palestine|State of Palestine|Palestine, State of|Palestinian Territory|Palestinian Territories"
    "|Palestinian Territory, Occupied|Occupied Palestinian Territory|Palestinian Authority|Gaza"
    "|Gaza Strip|West Bank|West Bank and Gaza",
    "RE": "La Réunion|Reunion Island|Ile de la Reunion",
    "RS": "Republic of Serbia",
    "RU": "Russia|Russian Federation|РФ|Russian Fed.",
    "SB": "Solomon Is.|Solomons",
    "SH": "Saint Helena|Saint Helena, Ascension and Tristan da Cunha|Ascension Island|Tristan da Cunha|Ascension",
    "SJ": "Svalbard|Jan Mayen|Spitsbergen",
    "SK": "Slovak Republic|Slovak Rep.",
    "SS": "S. Sudan|Southern Sudan",
    "ST": "Sao Tome|São Tomé",
    "SV": "El Salvador",
    "SX": "Sint Maarten|Sint Maarten (Dutch part)|St. Maarten",
    "SY": "Syrian Arab Republic|Syrian Arab Rep.|САР",
    "SZ": "Swaziland|Eswatini|eSwatini|Kingdom of Swaziland",
    "TC": "Turks and Caicos|Turks & Caicos|Turks and Caicos Is.",
    "TF": "Fr. S. Antarctic Lands|French Southern and Antarctic Lands",
    "TL": "East Timor|Timor Leste|Timor Oriental|Osttimor|Восточный Тимор",
    "TR": "Turkey|Türkiye|Turkiye|Republic of Turkey|Republic of Türkiye|Türkiye, Republic of",
    "TT": "Trinidad|Tobago|Trinidad and Tobago|Trinidad & Tobago",
    "TW": "Taiwan|Taiwan, Province of China|Republic of China|Taiwan (ROC)|Chinese Taipei|Formosa"
    "|Taiwan, China|Taiwan (Province of China)|Taiwan (China)",
    "TZ": "Tanzania, United Republic of|Tanzania (United Republic of)|United Rep. of Tanzania",
    "UM": "U.S. Minor Outlying Is.",
    "US": "USA|U.S.A.|U.S.|U.S. of A.|United States|United States of America|Estados Unidos|EEUU|EE.UU."
    "|EE UU|États-Unis|США|Etats Unis|The States|Vereinigte Staaten",
    "VA": "Holy See|Vatican|Vatican City|Vatican City State|Holy See (Vatican City State)|Vatikan|Ватикан",
    "VC": "St. Vincent|Saint Vincent|St. Vin. and Gren.",
    "VE": "Venezuela, Bolivarian Republic of|Venezuela (Bolivarian Republic of)",
    "VG": "British Virgin Islands|BVI|B.V.I.|Virgin Islands (British)|Virgin Islands, British"
    "|British Virgin Is.|Virgin Islands (UK)",
    "VI": "US Virgin Islands|USVI|U.S.V.I.|Virgin Islands (U.S.)|Virgin Islands, U.S.|U.S. Virgin Is."
    "|Virgin Islands (US)",
    "VN": "Viet Nam|Vietnam|Viet-Nam|Socialist Republic of Vietnam",
    "WF": "Wallis and Futuna|Wallis and Futuna Is.",
    "WS": "Western Samoa",
    "XK": "Kosovo|Kosova|Republic of Kosovo|Kosovo (UNSCR 1244)|Kosovo*|Republika e Kosovës|Kosovo, Republic of",
    "YE": "North Yemen|Yemen Arab Republic",
    "ZA": "RSA|Republic of South Africa|ЮАР|S. Africa",
    "ZW": "Rhodesia|Southern Rhodesia",
    "BF": "Upper Volta|Haute-Volta",
    "BJ": "Dahomey",
    "BZ": "British Honduras",
    "SU": "Soviet Union|USSR|U.S.S.R.|СССР|UdSSR|URSS|Советский Союз|Union of Soviet Socialist Republics"
    "|Sowjetunion|Union soviétique|Unión Soviética|苏联|الاتحاد السوفيتي|Former Soviet Union"
    "|Former USSR|Союз Советских Социалистических Республик",
    "YU": "Yugoslavia|SFRY|SFR Yugoslavia|FR Yugoslavia|Federal Republic of Yugoslavia|Former Yugoslavia"
    "|Югославия|Jugoslawien|Yougoslavie|南斯拉夫|يوغوسلافيا|Socialist Federal Republic of Yugoslavia"
    "|Jugoslavija|Jugosławia",
    "CS": "Serbia and Montenegro|Serbia & Montenegro|Сербия и Черногория|Serbien und Montenegro"
    "|Serbie-et-Monténégro|Serbia y Montenegro|Srbija i Crna Gora|Serbia-Montenegro|塞尔维亚和黑山"
    "|صربيا والجبل الأسود",
    "CSHH": "Czechoslovakia|ČSSR|CSSR|Чехословакия|Tschechoslowakei|Tchécoslovaquie|Checoslovaquia|捷克斯洛伐克"
    "|Československo|Czecho-Slovakia|تشيكوسلوفاكيا",
    "DD": "East Germany|DDR|GDR|G.D.R.|German Democratic Republic|Deutsche Demokratische Republik|ГДР"
    "|Ostdeutschland|RDA|Allemagne de l'Est|Alemania Oriental|东德|ألمانيا الشرقية",
    "AN": "Netherlands Antilles|Dutch Antilles|Netherland Antilles|Antilles néerlandaises"
    "|Antillas Neerlandesas|Niederländische Antillen|Нидерландские Антильские острова|荷属安的列斯"
    "|جزر الأنتيل الهولندية",
    "YD": "South Yemen|Democratic Yemen|People's Democratic Republic of Yemen",
    "VD": "South Vietnam",
    "CY-TRNC": "Northern Cyprus|North Cyprus|N. Cyprus|TRNC|Turkish Republic of Northern Cyprus|KKTC"
    "|Северный Кипр|Nordzypern",
    "GE-AB": "Abkhazia|Абхазия|Abchasien|Abkhazie|Abjasia|Republic of Abkhazia",
    "MD-PMR": "Transnistria|Transdniestria|Pridnestrovie|Приднестровье|Transnistrien|Transnistrie"
    "|Pridnestrovian Moldavian Republic",
    "UA-CRI": "Crimea|Крым|Крим|Krim|Crimée|Autonomous Republic of Crimea|Republic of Crimea",
    "UA-DPR": "Donetsk People's Republic|ДНР",
    "UA-LPR": "Luhansk People's Republic|Lugansk People's Republic|ЛНР",
    "IQ-KR": "Kurdistan Region of Iraq|Iraqi Kurdistan|Kurdistan Region|Kurdistan Regional Government",
    "AZ-NK": "Nagorno-Karabakh|Artsakh|Нагорный Карабах|Bergkarabach|Nagorno Karabakh",
    "CN-XZ": "Tibet|Xizang|Тибет|西藏|Tibet Autonomous Region",
    "SO-SOM": "Somaliland|Republic of Somaliland|Сомалиленд",
    "X-SO": "South Ossetia|Южная Осетия|Südossetien|Ossétie du Sud|Osetia del Sur",
    "PK-KM": "Pakistan-administered Kashmir|Azad Kashmir|Azad Jammu and Kashmir|Gilgit-Baltistan",
}

# Shown, never looked up: the names of undivided parts resolve to their state (see ALIASES), EU to nothing.
LABEL_ONLY = frozenset({"EU", "GB-NIR", "GB-SCT", "GB-WLS", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})

# Shared by two states, or also a region: no country may be guessed from it.
AMBIGUOUS = ("Korea", "Virgin Islands", "America", "Kashmir", "Kurdistan")

REGIONS = """
Middle East|Near East|The Middle East|Naher Osten|Nahost|Moyen-Orient|Proche-Orient|Oriente Medio
Oriente Próximo|Ближний Восток|الشرق الأوسط|中东
Middle East and North Africa|MENA|Gulf|Gulf States|Persian Gulf|Arabian Peninsula|Levant|Mashreq|Maghreb
Magreb
Europe|Asia|Africa|America|Americas|The Americas|Oceania|Antarctic|Eurasia|Australasia
North Africa|Northern Africa|Southern Africa|Central Africa|Middle Africa|East Africa|Eastern Africa
West Africa|Western Africa
Sub-Saharan Africa|Sub Saharan Africa|Subsaharan Africa|Northeast Africa|North East Africa|Horn of Africa
Sahel|Great Lakes
North America|Northern America|South America|Central America|Latin America
Latin America and the Caribbean|Caribbean|West Indies
Mesoamerica|Andes|Southern Cone|Northern Triangle|Central Asia|East Asia|Eastern Asia|North Asia
Northeast Asia|North East Asia
South Asia|Southern Asia|Southeast Asia|South-East Asia|South East Asia|South-eastern Asia
Southeast Asian|West Asia|Western Asia
Asia Pacific|Asia-Pacific|APAC|Pacific|Indo-Pacific|Far East|Indochina|Indian Subcontinent
Golden Triangle|Golden Crescent
Eastern Europe|Western Europe|Northern Europe|Southern Europe|Central Europe|Central and Eastern Europe
Southeast Europe
South-Eastern Europe|Southeastern Europe|EMEA|Balkans|Western Balkans|Baltics|Baltic States|Baltic
Benelux|Scandinavia|Nordics
Nordic Countries|Iberia|Caucasus|South Caucasus|North Caucasus|Transcaucasia|Black Sea|Mediterranean
Arctic
Australia and New Zealand|Korea|Korean Peninsula|Kashmir|Kurdistan|Melanesia|Polynesia
European Union|EU|E.U.|EU27|EU-27|EU28|European Economic Area|EEA|Eurozone|Euro Area|Schengen
Schengen Area|European Community
Europäische Union|Union européenne|Unión Europea|Европейский союз|ЕС|欧盟|الاتحاد الأوروبي
NATO|North Atlantic Treaty Organization|NATO countries|ASEAN|Association of Southeast Asian Nations|OSCE
OECD|BRICS|G7|G20
APEC|Asia Pacific Economic Cooperation|Asia-Pacific Economic Cooperation|African Union|Arab League
League of Arab States|GCC
Gulf Cooperation Council|ECOWAS|MERCOSUR|CARICOM|Commonwealth of Independent States|CIS|СНГ|Five Eyes
Shanghai Cooperation Organisation
World|Worldwide|Global|International Waters|High Seas|Former Soviet Union countries|Post-Soviet States
Developing Countries
Европа|Азия|Африка|Северная Америка|Южная Америка|Латинская Америка|Центральная Азия|Восточная Европа
Юго-Восточная Азия
"""


class Name(NamedTuple):
    code: str
    language: str
    kind: str
    name: str


class Sources:
    """The three published sources in one folder."""

    def __init__(self, folder: Path) -> None:
        self.cldr = folder / "cldr-localenames-full-48.2.0" / "package" / "main"
        self.iso = folder / "i18n-iso-countries-7.14.0" / "package"
        with (folder / "country-codes.csv").open(encoding="utf-8", newline="") as stream:
            self.facts = {row["ISO3166-1-Alpha-2"]: row for row in csv.DictReader(stream)}

    def codes(self) -> list[tuple[str, str, str]]:
        rows = json.loads((self.iso / "codes.json").read_text(encoding="utf-8"))
        return sorted((a2, a3, numeric) for a2, a3, numeric, _ in rows if a2 != "XK")

    def territories(self, language: str) -> dict[str, str]:
        document = json.loads((self.cldr / language / "territories.json").read_text(encoding="utf-8"))
        names: dict[str, str] = document["main"][language]["localeDisplayNames"]["territories"]
        return names

    def iso_names(self, language: str) -> Iterator[tuple[str, str]]:
        document = json.loads((self.iso / "langs" / f"{language}.json").read_text(encoding="utf-8"))
        for code, names in document["countries"].items():
            for one in [names] if isinstance(names, str) else names:
                yield code, one

    def official(self, language: str) -> Iterator[tuple[str, str]]:
        word = {"en": "English", "fr": "French", "es": "Spanish", "ru": "Russian", "ar": "Arabic", "zh": "Chinese"}
        columns = [f"UNTERM {word[language]} Short", f"UNTERM {word[language]} Formal"] if language in word else []
        columns.append("official_name_" + ("cn" if language == "zh" else language))
        for code, row in self.facts.items():
            for column in columns:
                if row.get(column, "").strip():
                    yield code, row[column].strip()


def countries(sources: Sources) -> list[dict[str, str]]:
    english = sources.territories("en")
    rows = [
        dict(
            zip(
                ROW,
                (a2, a3, numeric, fips(sources, a2), english_name(a2, english), "iso", parent(sources, a2), ""),
                strict=True,
            )
        )
        for a2, a3, numeric in sources.codes()
    ]
    rows += [dict(zip(ROW, line.split("|"), strict=True)) for line in SPECIAL.strip().splitlines()]
    return sorted(rows, key=lambda row: row["code"])


def fips(sources: Sources, code: str) -> str:
    given = sources.facts.get(code, {}).get("FIPS", "").strip()
    return FIPS.get(code, given if re.fullmatch("[A-Z]{2}", given) else "")


def parent(sources: Sources, code: str) -> str:
    said = sources.facts.get(code, {}).get("is_independent", "")
    found = re.search(r" (?:of|with) ([A-Z]{2})$", said)
    return found.group(1) if found else ""


def english_name(code: str, names: dict[str, str]) -> str:
    return ENGLISH.get(code, re.sub(r"\bSt\. ", "Saint ", names[code].replace("&", "and"))).replace("’", "'")


def short_names(sources: Sources, rows: list[dict[str, str]]) -> Iterator[Name]:
    for row in rows:
        kind = "label" if row["code"] in LABEL_ONLY else "short"
        yield Name(row["code"], "en", kind, row["name"])
    for language in LANGUAGES[1:]:
        names = sources.territories(language)
        for row in rows:
            code = row["code"]
            best = names.get(f"{code}-alt-short") if code in ALT_SHORT else None
            found = best or names.get(code)
            if found and code not in HISTORIC:
                yield Name(code, language, "label" if code in LABEL_ONLY else "short", found)

    for code, given in HISTORIC.items():
        for language, found in zip(LANGUAGES[1:], given.split("|"), strict=True):
            yield Name(code, language, "short", found)


def aliases(sources: Sources, codes: frozenset[str]) -> Iterator[Name]:
    """Candidate aliases, the surest source first; the first to claim a key keeps it."""
    for code, names in ALIASES.items():
        yield from (Name(code, "", "alias", one) for one in names.split("|"))
    for language in LANGUAGES:
        for code, one in [*sources.iso_names(language), *sources.official(language)]:
            yield from (Name(code, language, "alias", form) for form in forms(one, language))
    for language in (*LANGUAGES, *FURTHER):
        for key, one in sources.territories(language).items():
            code = key.split("-")[0]
            if code in codes - LABEL_ONLY:
                yield Name(code, language, "alias", one)


def forms(text: str, language: str) -> Iterator[str]:
    """The name as given, without its article, and (English) in the order of an index: Korea, Republic of."""
    bare = re.sub(r"\s*\((?:the|l['’]|la|le|les|el|los|las|der|die|das)\)\s*$", "", text.rstrip("*").strip())
    yield bare
    plain = (
        re.sub(r"^(?:the|la|le|les|el|los|las|l['’])\s*(?=\S)", "", bare) if language in ("en", "fr", "es") else bare
    )
    yield plain
    turned = re.fullmatch(
        r"(.*\b(?:Republic|Kingdom|State|States|Federation|Principality|Sultanate)) of (?:the )?(.+)", plain
    )
    if language == "en" and turned:
        yield f"{turned[2]}, {turned[1]} of"


def unique(candidates: Iterator[Name]) -> Iterator[Name]:
    """One row a key: a name that two codes claim stays with the surer source, and is printed."""
    holder: dict[str, str] = {name_key(word): "" for word in AMBIGUOUS}
    for one in candidates:
        key = name_key(one.name)
        if one.kind == "label":
            yield one
        elif one.kind == "short" and holder.get(key) == one.code:
            yield one  # the same word in another language is still that language's name
        elif key and key not in holder:
            holder[key] = one.code
            yield one
        elif key and holder[key] != one.code:
            print(f"{one.name!r} ({one.language}) for {one.code} left out: held by {holder[key] or 'nobody'}")


def write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(tuple(unicodedata.normalize("NFC", field) for field in row) for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the country tables.")
    parser.add_argument("folder", type=Path)
    sources = Sources(parser.parse_args().folder)
    rows = countries(sources)
    codes = frozenset(row["code"] for row in rows)
    names = list(unique(iter([*short_names(sources, rows), *aliases(sources, codes)])))
    names += [Name(code, "", "code", one) for code, given in CODES.items() for one in given.split()]
    regions = sorted({one.strip() for line in REGIONS.strip().splitlines() for one in line.split("|")})
    regions += [one for language in LANGUAGES for key, one in sources.territories(language).items() if key.isdigit()]
    taken = {name_key(one.name) for one in names if one.kind in ("short", "alias")}
    regions = [one for one in regions if name_key(one) not in taken]
    write(OUT / "countries.csv", ROW, [tuple(row.values()) for row in rows])
    write(OUT / "country_names.csv", Name._fields, sorted(names))
    write(OUT / "regions.csv", ("name",), sorted({(one,) for one in regions}))
    print(f"{len(rows)} codes, {len(names)} names, {len(regions)} regions")


if __name__ == "__main__":
    main()
