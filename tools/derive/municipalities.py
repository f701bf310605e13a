"""The municipalities: those of the postal list, the designated cities, and the northern villages."""

from pathlib import Path

from towns import municipality_name, rows

DESIGNATED = {
    "01100": ("札幌市", "サッポロシ"),
    "04100": ("仙台市", "センダイシ"),
    "11100": ("さいたま市", "サイタマシ"),
    "12100": ("千葉市", "チバシ"),
    "14100": ("横浜市", "ヨコハマシ"),
    "14130": ("川崎市", "カワサキシ"),
    "14150": ("相模原市", "サガミハラシ"),
    "15100": ("新潟市", "ニイガタシ"),
    "22100": ("静岡市", "シズオカシ"),
    "22130": ("浜松市", "ハママツシ"),
    "23100": ("名古屋市", "ナゴヤシ"),
    "26100": ("京都市", "キョウトシ"),
    "27100": ("大阪市", "オオサカシ"),
    "27140": ("堺市", "サカイシ"),
    "28100": ("神戸市", "コウベシ"),
    "33100": ("岡山市", "オカヤマシ"),
    "34100": ("広島市", "ヒロシマシ"),
    "40100": ("北九州市", "キタキュウシュウシ"),
    "40130": ("福岡市", "フクオカシ"),
    "43100": ("熊本市", "クマモトシ"),
}

# Villages without an administration or a postal code; they stand in 本籍.
NORTHERN = {
    "01695": ("色丹郡色丹村", "シコタングンシコタンムラ"),
    "01696": ("国後郡泊村", "クナシリグントマリムラ"),
    "01697": ("国後郡留夜別村", "クナシリグンルヤベツムラ"),
    "01698": ("択捉郡留別村", "エトロフグンルベツムラ"),
    "01699": ("紗那郡紗那村", "シャナグンシャナムラ"),
    "01700": ("蘂取郡蘂取村", "シベトログンシベトロムラ"),
}


def municipalities(database: Path) -> list[tuple[str, str, str]]:
    """Five-digit code, name and reading, ascending. Fails where a designated city and its wards disagree."""
    found = {row["jisx0402"]: municipality_name(row) for row in rows(database)}
    for code, (name, kana) in DESIGNATED.items():
        wards = [ward for ward in found.values() if ward[0].startswith(name) and ward[0].endswith("区")]
        assert len(wards) >= 2 and all(ward[1].startswith(kana) for ward in wards), (code, name, wards)
    for extra in (DESIGNATED, NORTHERN):
        assert not found.keys() & extra.keys()
        found.update(extra)
    return [(code, *found[code]) for code in sorted(found)]
