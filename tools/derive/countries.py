"""The nationalities and regions that a 住民票 can name, from CLDR, with the wording of residence cards.

Which: the members of the United Nations without Japan, and what Japan treats alike besides. A card says 中国 for holders
of passports of Hong Kong and Macao, 英国 (the statistics) or 中国 (other accounts) for British nationals (overseas), and
the nationality of the state for people of Puerto Rico, Guam, Martinique and the like; so these are not offered. 西サハラ is
not recognised, and 台湾 and パレスチナ are the two 地域 of the order to the Immigration Act.

Wording: the 国籍・地域 column of cards is what the 在留外国人統計 is counted by, so its spelling is taken wherever it
differs from CLDR. To be confirmed by the city, because no published table of the cards' own wording was found:

- all of WORDING as far as the spelling of the statistics is shorter than usual (ソロモン, マーシャル, ミクロネシア,
  ドミニカ, 中央アフリカ, セントビンセント) or longer (南アフリカ共和国, 南スーダン共和国, コソボ共和国);
- バチカン, クック諸島 and ニウエ, which stand in no list of the statistics that was seen;
- the codes RKS (Kosovo has none in ISO 3166-1; its passports carry this one) and XXA (無国籍; ICAO Doc 9303 gives it to
  stateless persons);
- 朝鮮, which is no statement of a citizenship and shares the code PRK for want of another;
- セルビア・モンテネグロ (SCG), which a few old cards may still say and which is not offered.
"""

import unicodedata
from pathlib import Path
from xml.etree import ElementTree

# 在留外国人統計, end of 2024: the ten largest groups, the largest first.
USUAL = ["CHN", "VNM", "KOR", "PHL", "NPL", "BRA", "IDN", "MMR", "TWN", "USA"]

# Not members of the United Nations: states Japan has recognised, and the two 地域.
BESIDES = {"CK", "NU", "VA", "XK", "TW", "PS"}

# Codes that CLDR gives otherwise.
CODES = {"XK": "RKS"}

# Japanese wording that differs from CLDR.
WORDING = {
    "CAF": "中央アフリカ",
    "COD": "コンゴ民主共和国",
    "COG": "コンゴ共和国",
    "DMA": "ドミニカ",
    "FSM": "ミクロネシア",
    "GBR": "英国",
    "KNA": "セントクリストファー・ネービス",
    "MHL": "マーシャル",
    "MMR": "ミャンマー",
    "PRK": "朝鮮",
    "PSE": "パレスチナ",
    "RKS": "コソボ共和国",
    "SLB": "ソロモン",
    "SSD": "南スーダン共和国",
    "USA": "米国",
    "VAT": "バチカン",
    "VCT": "セントビンセント",
    "ZAF": "南アフリカ共和国",
}

# English wording that differs from CLDR: shorter, or telling 韓国 and 朝鮮 apart as cards do.
ENGLISH = {
    "COD": "Congo (Democratic Republic)",
    "COG": "Congo (Republic)",
    "MMR": "Myanmar",
    "PRK": "Korea (Chosen)",
    "PSE": "Palestine",
}

# Readings of the words written in kanji.
READINGS = {
    "中央": "チュウオウ",
    "中国": "チュウゴク",
    "首長国連邦": "シュチョウコクレンポウ",
    "民主共和国": "ミンシュキョウワコク",
    "共和国": "キョウワコク",
    "北": "キタ",
    "南": "ミナミ",
    "東": "ヒガシ",
    "台湾": "タイワン",
    "朝鮮": "チョウセン",
    "無国籍": "ムコクセキ",
    "米国": "ベイコク",
    "英国": "エイコク",
    "諸島": "ショトウ",
    "赤道": "セキドウ",
    "韓国": "カンコク",
}

STATELESS = ("XXA", "無国籍", "Stateless")

ENLARGED = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
VOWELS = {
    "ア": "アカサタナハマヤラワ",
    "イ": "イキシチニヒミリ",
    "ウ": "ウクスツヌフムユル",
    "エ": "エケセテネヘメレ",
    "オ": "オコソトノホモヨロヲ",
}


def reading(name: str) -> str:
    """The name in katakana without marks. Fails where a character has no reading here."""
    for word, kana in READINGS.items():
        name = name.replace(word, kana)
    name = name.replace("・", "")
    assert all("ァ" <= c <= "ヺ" or c == "ー" for c in name), name
    return name


def japanese_order(kana: str) -> tuple[str, str]:
    """As in a dictionary: a long sound counts as its vowel, voicing and size only between equals."""
    plain = ""
    for c in unicodedata.normalize("NFD", kana):
        if c == "ー":
            c = next((vowel for vowel, row in VOWELS.items() if plain[-1:] in row), c)
        plain += "" if unicodedata.combining(c) else c.translate(ENLARGED)
    return plain, kana


def english_order(name: str) -> str:
    """A to Z, whatever accents and points stand on or between the letters."""
    folded = unicodedata.normalize("NFD", name).casefold()
    return "".join(c for c in folded if c.isascii() and (c.isalnum() or c == " "))


def names(common: Path, language: str) -> dict[str, str]:
    """What CLDR calls each territory, by its two letters."""
    found = ElementTree.parse(common / "main" / f"{language}.xml").findall("localeDisplayNames/territories/territory")
    return {entry.get("type"): entry.text for entry in found if entry.get("alt") is None}


def offered(common: Path) -> dict[str, str]:
    """Two letters to three, of all that is offered."""
    supplement = ElementTree.parse(common / "supplemental" / "supplementalData.xml")
    members = set(supplement.find("territoryContainment/group[@type='UN']").get("contains").split())
    assert len(members) == 193, len(members)
    codes = {entry.get("type"): entry.get("alpha3") for entry in supplement.findall("codeMappings/territoryCodes")}
    return {two: CODES.get(two, codes[two]) for two in members - {"JP"} | BESIDES}


def countries(root: Path) -> list[tuple[str, str, str, str, int]]:
    """Code, Japanese, reading, English and place in the English order, in the Japanese order."""
    common = root / "usr" / "share" / "unicode" / "cldr" / "common"
    japanese, english = names(common, "ja"), names(common, "en")
    found = [STATELESS]
    for two, code in offered(common).items():
        found.append((code, WORDING.get(code, japanese[two]), ENGLISH.get(code, english[two])))
    assert {*WORDING, *ENGLISH, *USUAL} <= {code for code, _, _ in found}, "an exception for what is not offered"

    def usual(row: tuple[str, str, str]) -> int:
        return USUAL.index(row[0]) if row[0] in USUAL else len(USUAL)

    in_english = [code for code, _, _ in sorted(found, key=lambda row: (usual(row), english_order(row[2])))]
    in_japanese = sorted(found, key=lambda row: (usual(row), japanese_order(reading(row[1]))))
    return [(code, ja, reading(ja), en, in_english.index(code)) for code, ja, en in in_japanese]
