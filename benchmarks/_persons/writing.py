"""How an office writes the name of a stranger: alphabets, romanisation habits and transcriptions.

Written from general knowledge of how agencies spell (ICAO 9303, BGN/PCGN, ISO 9, ELOT 743, newspapers and passports).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

WRITINGS = tuple("icao bgn iso9 german french popular polish turkish native bg ru uk greek".split())
CYRILLIC = {"bg", "ru", "uk", "sr"}
SCRIPTS = {"native": None, "bg": "cyrillic", "ru": "cyrillic", "uk": "cyrillic", "greek": "greek"}

Rules = tuple[re.Pattern[str], dict[str, str]]


def _rules(*texts: str) -> Rules:
    """Read "а a б b _" pairs, later ones winning; "_" is nothing and the longest fit comes first."""
    table: dict[str, str] = {}
    for text in texts:
        words = text.split()
        table |= {a: b.replace("_", "") for a, b in zip(words[::2], words[1::2], strict=True)}
    return re.compile("|".join(map(re.escape, sorted(table, key=lambda a: -len(a))))), table


def _apply(rules: Rules, text: str) -> str:
    pattern, table = rules
    return pattern.sub(lambda m: table[m[0]], text)


def bare(text: str) -> str:
    """Return the text without marks above and below letters."""
    text = text.translate(str.maketrans("łđĐıøŁ", "ldDioL"))
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).replace("ß", "ss")


def titled(text: str) -> str:
    """Return the text with a capital at the begin of each word."""
    return re.sub(r"(^|[ \-'])(\w)", lambda m: m[1] + m[2].upper(), text)


_BASE = """а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч
ch ш sh щ shch
ъ ie ы y ь _ э e ю iu я ia і i ї i є ie ґ g ' _ ђ dj ј j љ lj њ nj ћ c џ dz"""
_HABITS = {
    "icao": "",
    "bgn": "ё yo й y ъ _ ю yu я ya є ye ї yi ий iy ый yy",
    "iso9": "ё ë ж ž й j х h ц c ч č ш š щ šč ъ _ ю ju я ja є je ї ji ћ ć ђ đ џ dž",
    "german": "в w ж sch з s й j х ch ц z ч tsch ш sch щ schtsch ъ _ ю ju я ja ё jo ий i є je ї ji џ dsch ћ tsch ђ dj",
    "french": "ж j у ou х kh ч tch ш ch щ chtch ю iou я ia ин ine ий i е e ё io ъ _ ц ts є ie ј y ћ tch ђ dj џ dj",
    "popular": "ий y ый y й y х h ц ts щ sh ю yu я ya ё io ъ u ия ia є ye ї i ж j ћ c ђ dj џ dz љ lj",
    "polish": "в w ж ż х ch ц c ч cz ш sz щ szcz й j ю ju я ja ё jo ъ _ є je ї ji ий ij ћ ć ђ dź џ dż љ l њ ni",
    "turkish": "ж j х h ц ts ч ç ш ş щ şç й y ы ı ю yu я ya ё yo ъ ı є ye ї yi ћ ç ђ c џ c ј y љ ly њ ny",
}
_LANGUAGE = {
    ("bg", "icao"): "щ sht ъ a ь y ю iu я ia",
    ("bg", "bgn"): "щ sht ъ u ь _ ю yu я ya",
    ("bg", "iso9"): "щ št ъ a",
    ("bg", "german"): "щ scht ъ a",
    ("bg", "french"): "щ cht ъ a",
    ("bg", "popular"): "щ sht ъ u",
    ("bg", "polish"): "щ szt ъ a",
    ("bg", "turkish"): "щ şt",
    ("uk", "icao"): "г h и y",
    ("uk", "bgn"): "г h и y",
    ("uk", "iso9"): "г h и y",
    ("uk", "german"): "г h и y",
    ("uk", "french"): "г h и y",
    ("uk", "polish"): "г h и y",
    ("sr", "icao"): "х h ц c ж z ч c ш s",
    ("sr", "bgn"): "х h ц ts ж zh ч ch ш sh ћ c",
    ("sr", "popular"): "ч c ш s ж z ц c",
}
_GREEK_LATIN = """α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch
ψ ps ω o
αι ai αυ av ει ei ευ ev οι oi ου ou γγ ng γκ gk γχ nch μπ b ντ nt ηυ iv"""
_GREEK_HABITS = {
    "icao": "",
    "bgn": "χ kh ντ nd μπ b",
    "iso9": "χ ch υ y ντ nt μπ mp",
    "german": "χ ch φ ph υ y ντ nt ου ou",
    "french": "χ kh υ y φ ph ντ nd ει i",
    "popular": "χ h υ i ει i οι i γκ g ντ d αι e",
    "polish": "χ ch β w αυ aw ευ ew ου u ει i οι i αι e ντ nd",
    "turkish": "χ h ου u ει i οι i αι e υ i γκ g ντ d ζ z",
}
_GREEK_CYRILLIC = """α а β в γ г δ д ε е ζ з η и θ т ι и κ к λ л μ м ν н ξ кс ο о π п ρ р σ с ς с τ т υ и φ ф χ
х ψ пс ω о
αι е αυ ав ει и ευ ев οι и ου у γγ нг γκ г μπ б ντ д"""
_CYRILLIC_GREEK = """а α б μπ в β г γκ д ντ е ε ё ιο ж ζ з ζ и ι й ι к κ л λ м μ н ν о ο п π р ρ с σ т τ у ου ф
φ х χ ц τσ ч τσ ш σ
щ στσ ъ α ы ι ь _ э ε ю ιου я ια дж τζ кс ξ пс ψ ий ι ия ια ья ια"""
_TO_RUSSIAN = {  # from the other Cyrillic alphabets
    "bg": "щ шт ъ ы",
    "uk": "и ы і и ї и є е ґ г ' ъ ський ский ий ий",
    "sr": "ја я ју ю је е јо йо ј й љ ль њ нь ћ ч ђ дж џ дж",
    "ru": "ё ё",
}
_FROM_RUSSIAN = {
    "bg": "ы и э е ё йо ый и ский ски чий чи ьё ьо",
    "uk": "и і ы и э е ё ьо е е ский ський ый ий ъ '",
    "ru": "ё е",
}
_ROUND = """a а b б c к d д e е f ф g г h х i и j дж k к l л m м n н o о p п q к r р s с t т u у v в w в x кс y и z з
ph ф th т ch ч sh ш ' _"""
_SOUND = {
    "ro": "ce че ci чи ch к ge дже gi джи gh г ș ш ț ц ă э â ы î ы j ж ia ия",
    "tr": "c дж ç ч ş ш ğ г ı ы ö ё ü ю y й j ж ya я yu ю ye е yı йы h х",
    "es": """ch ч ll ль ñ нь j х ge хе gi хи gue ге gui ги que ке qui ки ce се cé се ci си
cí си cía сия z с h _ y и ía ия ya я""",
    "pl": "sz ш cz ч rz ж szcz щ ch х w в ł л ń нь ś с ź з ż ж ó у ą он ę ен j й ia я ja я ju ю ie е y ы c ц ć ч ł л",
    "de": """sch ш tsch ч ch х ck к z ц w в v ф j й ja я jo йо ju ю ei ай ey ай eu ой äu ой ie и ö ё ü ю ä е ß
сс th т ai ай""",
    "sq": "ç ч sh ш xh дж gj гь zh ж ë э q ч x дз y ю dh д th т nj нь ll л rr р j й c ц h х ja я",
    "fr": """jean жан ie и ch ш ou у oi уа eau о au о ai е ei е é е è е ê е ë е ç с gn нь qu к j ж ge же gi жи
eu ё u ю y и h _ ï и ô о
ce се ci си ss с ll л nn н tt т""",
    "en": """james джеймс john джон michael майкл david дэвид charles чарльз brian брайан george джордж joshua джошуа
brown браун taylor тейлор white уайт jennifer дженнифер ch ч th т ck к oo у ee и ea и w у wh у y и ce се ci си
ge дж qu кв kn н wr р ew ю ai ей ay ей ey и sh ш""",
    "vi": "ph ф th т tr ч ch ч kh х nh нь ng нг gi зи d з đ д x с qu ку gh г c к v в y и h х",
    "zh": """zh чж ch ч sh ш x с q ц j цз z цз c ц ng н r ж w в ya я yu юй yan янь yang ян ying ин yong юн you ю ye е
an ань in инь en энь ang ан eng эн ing ин ong ун ian янь iang ян iao яо iu ю ie е ia я ui уэй hui хуэй""",
    "ar": "kh х gh г sh ш th т dh д j дж q к w в y й ya я yu ю h х",
}
_ARABIC = """kh خ gh غ sh ش th ث dh ذ ā ا ī ي ū و ʿ ع ʾ ء b ب t ت j ج ḥ ح d د r ر z ز s س ṣ ص ḍ ض ṭ ط ẓ ظ f ف q
ق k ك l ل m م n ن h ه w و y ي a _ i _ u _"""
_ARABIC_LATIN = {
    "icao": "ī i ū u",
    "bgn": "ī i ū u",
    "iso9": "ī i ū u mm m dd d ss s ḥḥ h jj j",
    "german": "ī i ū u sh sch j dsch y j w w u o gh gh",
    "french": "ī i ū ou sh ch j dj w ou u o q k ay ei al- el- mm m dd d ss s rr r ll l",
    "popular": "ī ee ū oo u o ay ei q k",
    "polish": "ī i ū u sh sz j dż w w y j kh ch",
    "turkish": "ī i ū u sh ş j c w v q k kh h gh g",
}
_WADE = "zh ch x hs q ch j ch z ts c ts r j b p d t g k"


def _arabic(word: str) -> str:
    """Write a romanised word in Arabic letters, as a clerk would: no short vowels, no doubling."""
    if word.startswith("al-"):
        return "ال" + _arabic(word[3:])
    if word == "allāh":
        return "الله"
    end = "ة" if word.endswith("a") else ""
    begin = "ا" if word[0] in "aiu" else ""
    once = re.sub(r"(kh|gh|sh|th|dh|.)\1", r"\1", word)
    return begin + _apply(_known(_ARABIC), once) + end


@cache
def _known(*texts: str) -> Rules:
    return _rules(*texts)


def _arabic_latin(source: str, habit: str) -> str:
    text = source
    if habit in ("popular", "turkish", "iso9"):
        text = text.replace("ʿabd_al-", "ʿabdul_" if habit == "popular" else "ʿabdal")
    elif habit == "french":
        text = text.replace("ʿabd_al-", "ʿabdel")
    text = re.sub(r"ī(?=$|[_-])", "i", text.replace("ā", "a"))  # no habit doubles these
    text = re.sub("[ʿʾ]", "", bare(_spaced(_known(_ARABIC_LATIN[habit]), text)))
    if habit in ("french", "german"):
        text = re.sub(r"(?<=[b-df-hj-np-tv-z])a(?=[b-dfgj-np-tv-z]$)", "e", text)
    if habit in ("french", "popular"):
        text = re.sub(r"(?<=[aeiou])s(?=[aeiou])", "ss", text)
    return re.sub(r"(?<=[mdsl])a$", "ah", text) if habit in ("iso9", "bgn") else text


def _spaced(rules: Rules, text: str) -> str:
    """Apply the rules word by word, for "_" in a rule is nothing and in a name the space."""
    return " ".join(_apply(rules, word) for word in text.split("_"))


def _russian(culture: str, source: str) -> str:
    """Write a name of any culture in Russian letters; the other alphabets start from there."""
    text = source.replace("İ", "i").lower()
    if culture in CYRILLIC:
        return _apply(_known(_TO_RUSSIAN[culture]), text)
    if culture == "el":
        return _apply(_known(_GREEK_CYRILLIC), bare(text).lower())
    if culture == "ar":
        text = _arabic_latin(text, "icao")
    if culture == "zh":
        text = text.replace("ü", "yu")
    if culture == "fr" and len(text) > 4:
        text = re.sub(r"(?<=[a-z])(e|es|t|x)$", "", text)
    heard = _apply(_known(_ROUND, _SOUND[culture]), unicodedata.normalize("NFC", _without_tones(culture, text)))
    return _apply(_known(_ROUND), bare_latin(heard))


def _without_tones(culture: str, text: str) -> str:
    return bare(text.replace("đ", "#")).replace("#", "đ") if culture == "vi" else text


def bare_latin(text: str) -> str:
    """Return the text with marks only on Cyrillic letters, which are letters of their own."""
    return "".join(c if "Ѐ" <= c <= "ӿ" else bare(c) for c in text)


def _latin(culture: str, source: str, habit: str) -> str:
    text = source.replace("İ", "i").lower()
    if culture in CYRILLIC:
        if habit == "popular" and culture == "bg":
            text = re.sub("в$", "фф", text)
        return _apply(_known(_BASE, _HABITS[habit], _LANGUAGE.get((culture, habit), "")), text)
    if culture == "el":
        return _apply(_known(_GREEK_LATIN, _GREEK_HABITS[habit]), bare(text).lower())
    if culture == "ar":
        return _arabic_latin(text, habit)
    if culture == "zh":
        text = _apply(_known(_WADE), text) if habit == "popular" else text
        joint = {"icao": "", "bgn": " ", "iso9": "", "french": "-", "popular": "-"}.get(habit, "")
        return bare(text.replace("ü", "u").replace("+", joint))
    if habit == "iso9":
        return source
    return bare(_apply(_known("ä ae ö oe ü ue ß ss å aa" if habit == "icao" else "ß ss"), text))


def written(culture: str, source: str, native: str, writing: str) -> str:
    """Return how a name is written by one habit; `source` is its romanisation where the script hides the sound."""
    if source == "":
        return ""
    if writing == "native":
        return native
    if writing in ("bg", "ru", "uk"):
        if writing == culture:
            return native
        return titled(_apply(_known(_FROM_RUSSIAN[writing]), _russian(culture, source.replace("+", ""))))
    if writing == "greek":
        heard = _russian(culture, source.replace("+", ""))
        text = _apply(_known(_CYRILLIC_GREEK), heard)
        text = re.sub("β$", "φ", text)
        return titled(re.sub(r"σ(?=$|[ \-])", "ς", text))
    return titled(_latin(culture, source, writing))


def native(culture: str, source: str) -> str:
    """Return the name in its own letters."""
    return " ".join(map(_arabic, source.split("_"))) if culture == "ar" else source


Feminine = Callable[[str], str]
_FEMININE = {
    "bg": "ов ова ев ева ин ина ски ска",
    "ru": "ов ова ин ина ский ская ёнков ёнкова",
    "uk": "ський ська",
    "pl": "ski ska cki cka",
    "el": "όπουλος οπούλου ίδης ίδου άκης άκη άτος άτου",
}


def feminine(culture: str, surname: str) -> str:
    """Return the surname as a woman bears it."""
    words = _FEMININE.get(culture, "").split()
    for man, woman in zip(words[::2], words[1::2], strict=True):
        if surname.endswith(man):
            return surname.removesuffix(man) + woman
    return surname


def patronymic(culture: str, father: str, woman: bool) -> str:
    """Return the name that a child bears after its father, empty where the culture has none."""
    if culture == "bg":
        soft = father.endswith(("й", "и"))
        stem = father.removesuffix("й") + "е" if soft else father.rstrip("оая") + "о"
        return stem + ("ва" if woman else "в")
    if culture == "ru":
        soft = father.endswith(("й", "ь"))
        stem = father[:-1] + "е" if soft else father.rstrip("а") + "о"
        return stem + ("вна" if woman else "вич")
    if culture == "uk":
        if father.endswith("й"):
            return father[:-1] + ("ївна" if woman else "йович")
        return father.rstrip("оа") + ("івна" if woman else "ович")
    if culture == "el":
        return re.sub("ος$", "ου", father) if father.endswith("ος") else father.removesuffix("ς")
    return father
