"""Turns the rows of the postal list into towns as a citizen writes them on a form.

The list was made for sorting mail, so many of its rows are no towns:

* 「以下に掲載がない場合」, 「…の次に番地がくる場合」: the town is empty; the citizen writes what follows the municipality.
* notes in brackets (丁目 ranges, 小字, 番地 ranges, 通り名 of Kyoto, その他): dropped, the town stays; the citizen adds 丁目
  or 字. Rows that become equal are one town.
* floors of tall buildings: the town alone. The building is 方書 and has no place in the town.
* 地割 of Iwate: the town without its 地割, which is written like a lot number.
* a lot number behind a town: dropped. Digits inside a town (「曙1条」) are half width.
* several towns in one row (「甲、乙」): one town each.
* island names before a municipality (「三宅島三宅村」): the municipality alone.
* readings repeated by rows that ran over several lines: once.
"""

import json
import re
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ISLANDS = {"三宅島三宅村": ("三宅村", "ミヤケムラ"), "八丈島八丈町": ("八丈町", "ハチジョウマチ")}
OPEN_ENDED = re.compile(r"の次に.*場合$")
LOT_DIVISION = re.compile(r"^(.*?)第?[０-９0-9]+(?:地割|$|〜|～|、)")
LOT_NUMBER = re.compile(r"[0-9]+−[0-9]+$")
FULL_TO_HALF = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class Town:
    """One town under one postal code. `code` has five digits; `chome` says that 丁目 follow."""

    postal: str
    code: str
    text: str
    kana: str
    chome: bool


def rows(database: Path):
    """All rows of the list, alternates included, in the order of the source."""
    with sqlite3.connect(database) as connection:
        for (data,) in connection.execute("select data from postal_data order by rowid"):
            first = json.loads(data)
            yield first
            yield from first["alternates"]


def municipality_name(row) -> tuple[str, str]:
    """Name and reading of the municipality, with 郡, without an island before it."""
    return ISLANDS.get(row["city"], (row["city"], row["city_kana"]))


def once(text: str) -> str:
    """「アアア」 for a reading that was repeated whole: 「ア」. Short doubles such as ミミ stay."""
    for size in range(2, len(text) // 2 + 1):
        if len(text) % size == 0 and text == text[:size] * (len(text) // size):
            return text[:size]
    return text


def reading(row) -> str:
    """The reading of the town in the list, repaired; empty where it is not one."""
    kana = row["neighborhood_kana"]
    if row["multiline"]:
        kana = once(kana)
    kana = re.sub(r"[0-9]+－[0-9]+$", "", kana.translate(FULL_TO_HALF))
    return kana if not re.search(r"[^ァ-ヶー・0-9A-ZＡ-Ｚ]", kana) else ""


def texts(row) -> list[tuple[str, str]]:
    """The towns of one row with their readings; one empty text for rows without a town."""
    text, note = row["neighborhood"], row["note"] or ""
    if not text or OPEN_ENDED.search(text):
        return [("", "")]
    if "地割" in text + note:
        match = LOT_DIVISION.match(text)
        return [(match.group(1) if match else text, reading(row))]
    if "、" in text:
        parts, readings = text.split("、"), row["neighborhood_kana"].split("、")
        return list(zip(parts, readings if len(readings) == len(parts) else [""] * len(parts)))
    return [(LOT_NUMBER.sub("", text.translate(FULL_TO_HALF)), reading(row))]


def is_floor(row) -> bool:
    """Whether the row is a floor of a tall building."""
    return bool(re.search(r"[0-9]階|地階", row["note"] or ""))


def split_building(row, by_city) -> tuple[str, str]:
    """The town of a building's row: the longest town of the same municipality that begins the text."""
    text = texts(row)[0][0]
    known = by_city[row["jisx0402"]]
    for size in range(len(text), 0, -1):
        if text[:size] in known:
            return text[:size], known[text[:size]]
    return "", ""


def towns(database: Path) -> list[Town]:
    """All towns, sorted by code, municipality, reading and text, the empty town last, none twice."""
    by_city: dict[str, dict[str, str]] = defaultdict(dict)
    with_chome: set[tuple[str, str]] = set()
    everything = list(rows(database))
    for row in everything:
        for text, kana in [] if is_floor(row) else texts(row):
            if text:
                by_city[row["jisx0402"]].setdefault(text, kana)
            if text and row["chome"]:
                with_chome.add((row["jisx0402"], text))
    found: dict[tuple[str, str, str], Town] = {}
    for row in everything:
        pairs = [split_building(row, by_city)] if is_floor(row) else texts(row)
        for text, kana in pairs:
            key = (row["postal_code"], row["jisx0402"], text)
            if key not in found or not found[key].kana:
                found[key] = Town(*key, kana, key[1:] in with_chome)
    return sorted(found.values(), key=lambda t: (t.postal, t.code, t.text == "", t.kana, t.text))
