"""How rows of the postal list become towns. Run: `python3 -m unittest discover tools/derive`."""

import unittest

import towns


def row(text, kana, note=None, multiline=False):
    """A row with the fields the rules look at."""
    return {"neighborhood": text, "neighborhood_kana": kana, "note": note, "multiline": multiline}


class Texts(unittest.TestCase):
    """One example for each kind of row."""

    def test_rows(self):
        for given, want in [
            (row("例示町", "レイジチョウ"), [("例示町", "レイジチョウ")]),
            (row("", "", "以下に掲載がない場合"), [("", "")]),
            (row("見本村の次に１〜９番地がくる場合", "ミホンムラノツギニ"), [("", "")]),
            (row("例示", "レイジ", "1〜3丁目"), [("例示", "レイジ")]),
            (row("曙１条", "アケボノ１ジョウ"), [("曙1条", "アケボノ1ジョウ")]),
            (row("例示５８地割、例示５", "レイジ", "９地割"), [("例示", "レイジ")]),
            (row("例示", "レイジ", "第２６地割〜第３８地割(川尻)"), [("例示", "レイジ")]),
            (row("甲、乙", "コウ、オツ", "本町"), [("甲", "コウ"), ("乙", "オツ")]),
            (row("例示町", "レイジチョウレイジチョウ", "甲通上る", True), [("例示町", "レイジチョウ")]),
            (row("例示８２４０−１", "レイジ８２４０－１"), [("例示", "レイジ")]),
        ]:
            self.assertEqual(towns.texts(given), want)

    def test_floor_belongs_to_the_longest_town(self):
        known = {"99999": {"例示": "レイジ", "例示町": "レイジチョウ"}}
        floor = {**row("例示町見本タワー", "レイジチョウミホンタワー", "17階"), "jisx0402": "99999"}
        self.assertTrue(towns.is_floor(floor))
        self.assertEqual(towns.split_building(floor, known), ("例示町", "レイジチョウ"))


if __name__ == "__main__":
    unittest.main()
