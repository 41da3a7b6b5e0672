"""Invented names in nine naming cultures, and how agencies of other countries would spell them."""

import random
import unicodedata

CULTURE_OF = {
    "RO": "ro", "MD": "ro", "BG": "bg", "UA": "ua", "GR": "gr", "DE": "de", "NL": "nl", "ES": "es",
    "AE": "ar", "SY": "ar", "MA": "ar", "TR": "tr", "AL": "tr",
}  # fmt: skip

FIRST = {
    "ro": (
        "Andrei Ștefan Călin Doru Răzvan Liviu Tiberiu Octavian Sorin Vlăduț Nicușor Gheorghe Mircea Horia",
        "Ioana Mădălina Ruxandra Crina Lăcrămioara Viorica Anișoara Steluța Domnița Ilinca Sânziana Otilia",
    ),
    "bg": (
        "Пламен Красимир Златко Живко Тихомир Юлиян Момчил Детелин Огнян Румен Стоил Цветан Ясен Калоян",
        "Десислава Снежана Живка Радостина Цветелина Йорданка Милица Ружа Божидара Теменужка Калина Жана",
    ),
    "ua": (
        "Олексій Тарас Юрій Ярема Назар Остап Ігор Мирослав Святослав Гліб Захар Любомир Руслан Євген",
        "Оксана Леся Зоряна Соломія Уляна Ярина Христина Галина Мирослава Людмила Віта Юлія",
    ),
    "gr": (
        "Σταύρος Θεόδωρος Λευτέρης Παναγιώτης Χρήστος Ευάγγελος Μιχάλης Αριστείδης Στέλιος Φώτης Ξενοφών Ηλίας",
        "Δέσποινα Ευγενία Χρυσούλα Μυρτώ Ουρανία Φωτεινή Στυλιανή Θεοδώρα Αγγελική Ζωή Ξανθή Πελαγία",
    ),
    "de": (
        "Jörg Günter Lars Henning Torsten Uwe Björn Detlef Kai Matthias Rüdiger Sönke Volker Wolfgang",
        "Bärbel Heike Ute Sabine Käthe Gudrun Silke Antje Dörte Frauke Maren Wiebke",
    ),
    "nl": (
        "Joost Ruud Sjoerd Maarten Thijs Wouter Bram Jelle Koen Niels Pim Reinier Teun Gijs",
        "Marieke Femke Anouk Sanne Loes Tineke Hanneke Fleur Mirthe Noortje Zoë Renée",
    ),
    "es": (
        "Íñigo Andrés Ramón Joaquín Ángel Martín Rubén Nicolás Fermín Gastón Lázaro Hernán Iván Saúl",
        "Begoña Inés Lucía Sofía Rocío Concepción Belén María Ángeles Mónica Verónica Asunción",
    ),
    "tr": (
        "Çağlar Görkem Şükrü Tuğrul Ünal Yiğit Barış Oğuz Kıvanç Işık Doğan Süleyman Gökhan Özgür",
        "Ayşegül Gülşah Şermin Çiğdem Nurgül Özlem Tuğba Zübeyde Filiz Sevgi Yıldız Hülya",
    ),
}
LAST = {
    "ro": "Brădișan Cornățel Dănescu Fărcaș Grăjdeanu Ilișoi Lăzăreanu Mânzatu Năstăsoiu Pârvan Rășinar Săcăleanu "
    "Șerpoianu Țâru Urziceanu Vârlan Zărnoi Bălțat Cojușna Drăgușan Feștilă Hâncu Iepuraș Mărgineț",
    "bg": "Брезов Воденичаров Гълъбов Джамбазов Еленков Жълтев Здравков Изворов Йовчев Кестенов Люляков Мечкаров "
    "Нощев Орешков Песяков Речев Сливаров Тополов Усойнов Фенеров Хмелев Цървулев Чакъров Щърбев",
    "ua": "Барвінченко Вербенко Гайдамашко Дзвіночук Журавчук Зозуленко Їжакевич Калинюк Ліщинчук Маківчук "
    "Нагайченко Обруч Перепелюк Роменчук Солом'янюк Тополенко Урочко Фалюк Хмелюк Цимбалко Чорнобривець "
    "Шиповник Щедрюк Явірчук",
    "gr": "Αμπελάκης Βαρκάρης Γαλάζιος Δαφνομήλης Ελαιώνας Ζαχαρίδης Θαλασσινός Καραβάκης Λυχνάρης Μελισσάρης "
    "Νεφελούδης Ξυλάς Ολυμπίου Πελαγινός Ρηγάτος Σταφυλάς Τρικυμίας Φαναράκης Χελιδόνης Ψαρουδάκης",
    "de": "Brückenbauer Dünnwald Eichenhöfer Fährmann Grünspan Hagebölling Immenkötter Jägerhuber Königsfeld "
    "Löwenzahn Mühlengrund Nöthling Ölschläger Pfützner Quellmalz Rößler Sülzbach Türkheimer Überschär Würzbach",
    "nl": "Appelboom Bruggenkate Dijkgraafland Eikelenkamp Frietstra Grachtering Haverkoren Ijsvogel Kadewijk "
    "Lantaarnman Molenwiek Noordzijde Oeverloos Polderdijk Rietveen Sluiswachter Turfsteker Vlietland",
    "es": "Albarracínez Bermejón Calderíñez Dársena Espigón Farolín Güeldo Higuerón Jábega Lucernario Marjalés "
    "Nogueñas Olivarón Peñascal Quejigal Ribazón Sotoañez Tormentín Ubriqués Yesarón Zarzañón",
    "tr": "Ağaçdalı Balıkçıoğlu Çınaraltı Denizfener Ekşioğlu Fındıklı Gümüşkuş Hancıoğlu Işıkdağ Kavşakoğlu "
    "Limoncu Mürdümlü Nalbantçı Örümcek Pusulacı Rüzgâroğlu Söğütlü Şimşirci Tuğracı Üzümcü Yıldırıcı",
}
ARABIC_MALE = [
    ("راشد", "Rashid"), ("خالد", "Khalid"), ("يوسف", "Yousef"), ("مروان", "Marwan"), ("طارق", "Tariq"),
    ("فيصل", "Faisal"), ("جمال", "Jamal"), ("نبيل", "Nabil"), ("هيثم", "Haitham"), ("زياد", "Ziad"),
]  # fmt: skip
ARABIC_FEMALE = [
    ("ليلى", "Layla"), ("مريم", "Maryam"), ("هند", "Hind"), ("سلمى", "Salma"), ("نورة", "Noura"),
    ("عائشة", "Aisha"), ("رانيا", "Rania"), ("سمية", "Sumaya"),
]  # fmt: skip
ARABIC_LAST = [
    ("القنديلي", "Al Qandili"), ("النخلاوي", "Al Nakhlawi"), ("البوصلي", "Al Bousali"), ("المرساوي", "Al Marsawi"),
    ("الشراعي", "Al Shiraei"), ("اللؤلؤي", "Al Luluei"), ("الصقراني", "Al Saqrani"), ("الفناري", "Al Fanari"),
    ("الموجي", "Al Mawji"), ("الزعفراني", "Al Zaafarani"), ("الميناوي", "Al Minawi"), ("الواحي", "Al Wahi"),
]  # fmt: skip

CYRILLIC = dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh sht a y y e yu ya".split(),
    strict=True,
))  # fmt: skip
UKRAINIAN = CYRILLIC | {
    "г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "i", "є": "ie", "й": "i", "щ": "shch", "ь": "", "'": "",
    "ю": "iu", "я": "ia",
}  # fmt: skip
GREEK = dict(zip(
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
    strict=True,
))  # fmt: skip
GREEK_PAIRS = {"ου": "ou", "μπ": "mp", "ευ": "ev", "αυ": "av"}
PLAIN = {"ß": "ss", "ı": "i", "İ": "I", "ø": "o", "ł": "l", "đ": "d"}
UMLAUT = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
GERMAN_EAR = [("shch", "schtsch"), ("zh", "sch"), ("ch", "tsch"), ("v", "w"), ("V", "W"), ("ts", "z"), ("kh", "ch")]
TO_CYRILLIC = [
    ("sch", "ш"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("th", "т"), ("ts", "ц"), ("kh", "х"), ("ou", "у"),
    ("oe", "у"), ("ij", "ай"), ("ee", "ее"), ("oo", "о"), ("aa", "а"), ("ck", "к"), ("ph", "ф"), ("qu", "кв"),
    *zip("abcdefghijklmnopqrstuvwxyz", "а б к д е ф г х и ж к л м н о п к р с т у в в кс й з".split(), strict=True),
]  # fmt: skip


def draw(rng: random.Random, culture: str, female: bool) -> tuple[tuple[str, str], tuple[str, str]]:
    """Draw an invented name: ((first, last) in its own script, (first, last) in Latin letters)."""
    if culture == "ar":
        first, latin_first = rng.choice(ARABIC_FEMALE if female else ARABIC_MALE)
        last, latin_last = rng.choice(ARABIC_LAST)
        return (first, last), (latin_first, latin_last)
    first = rng.choice(FIRST[culture][female].split())
    last = rng.choice(LAST[culture].split())
    if female and culture == "bg":
        last += "а"
    return (first, last), (latin(first, culture), latin(last, culture))


def latin(text: str, culture: str) -> str:
    """Spell a word in Latin letters, marks kept, as its own country's passports would."""
    if culture not in ("bg", "ua", "gr"):
        return text
    table = {"bg": CYRILLIC, "ua": UKRAINIAN, "gr": GREEK}[culture]
    lower = text.lower() if culture != "gr" else stripped(text.lower())
    if culture == "gr":
        for pair, spelled in GREEK_PAIRS.items():
            lower = lower.replace(pair, spelled)
    spelled = "".join(table.get(letter, letter) for letter in lower)
    return spelled[:1].upper() + spelled[1:]


def stripped(text: str) -> str:
    """Drop the marks: Ștefan becomes Stefan."""
    text = "".join(PLAIN.get(letter, letter) for letter in text)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def german(text: str, culture: str) -> str:
    """Spell a Latin form as a German clerk would: Wodenitscharow, Gruenspan."""
    for letter, pair in UMLAUT.items():
        text = text.replace(letter, pair)
    if culture in ("bg", "ua"):
        for english, heard in GERMAN_EAR:
            text = text.replace(english, heard)
    return stripped(text)


def cyrillic(text: str) -> str:
    """Spell a Latin form in Cyrillic, letter by letter, as a clerk does at the counter."""
    lower, out = stripped(text).lower(), ""
    while lower:
        for pattern, letter in TO_CYRILLIC:
            if lower.startswith(pattern):
                out, lower = out + letter, lower[len(pattern) :]
                break
        else:
            out, lower = out + lower[0], lower[1:]
    return out.title()
