"""How nationalities are read and put in order. Run: `python3 -m unittest discover tools/derive`."""

import unittest

import countries


class Orders(unittest.TestCase):
    """Dictionary order in both languages."""

    def test_readings(self):
        for name, want in [
            ("アラブ首長国連邦", "アラブシュチョウコクレンポウ"),
            ("コンゴ民主共和国", "コンゴミンシュキョウワコク"),
            ("ボスニア・ヘルツェゴビナ", "ボスニアヘルツェゴビナ"),
        ]:
            self.assertEqual(countries.reading(name), want)
        with self.assertRaises(AssertionError):
            countries.reading("見本国")

    def test_japanese(self):
        want = "エイコク エジプト オーストラリア オーストリア オマーン ガーナ カーボベルデ ギニア ギリシャ ハイチ バチカン".split()
        self.assertEqual(sorted(reversed(want), key=countries.japanese_order), want)

    def test_english(self):
        want = ["Costa Rica", "Côte d’Ivoire", "Croatia", "São Tomé & Príncipe", "Saudi Arabia", "St. Lucia", "Sudan"]
        self.assertEqual(sorted(reversed(want), key=countries.english_order), want)


if __name__ == "__main__":
    unittest.main()
