//! Names that nobody has: 見本, 例示 and the like, with variant characters; SAMPLE and EXAMPLE for foreign residents.

use crate::dice::Dice;

/// How a name is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) written: &'static str,
    pub(crate) kana: &'static str,
}

const fn word(written: &'static str, kana: &'static str) -> Word {
    Word { written, kana }
}

/// Family names in common characters.
pub(crate) const PLAIN: [Word; 5] = [
    word("見本", "ミホン"),
    word("例示", "レイジ"),
    word("甲野", "コウノ"),
    word("乙川", "オツカワ"),
    word("丙山", "ヘイヤマ"),
];

/// Family names in variant characters: beyond the first plane, of the compatibility blocks, with a selector.
pub(crate) const VARIANTS: [Word; 4] = [
    word("𠮷見", "ヨシミ"),
    word("髙例", "タカレイ"),
    word("﨑見", "サキミ"),
    // IPAmj Mincho draws the sequences of 邉 from U+E010F on.
    word("邉\u{E010F}見", "ナベミ"),
];

pub(crate) const MALE: [Word; 10] = [
    word("太郎", "タロウ"),
    word("一郎", "イチロウ"),
    word("次郎", "ジロウ"),
    word("三郎", "サブロウ"),
    word("四郎", "シロウ"),
    word("五郎", "ゴロウ"),
    word("例太", "レイタ"),
    word("見一", "ケンイチ"),
    word("文例", "フミノリ"),
    word("ためし", "タメシ"),
];

pub(crate) const FEMALE: [Word; 10] = [
    word("花子", "ハナコ"),
    word("一子", "カズコ"),
    word("二葉", "フタバ"),
    word("三葉", "ミツバ"),
    word("例子", "レイコ"),
    word("文子", "フミコ"),
    word("見子", "ミコ"),
    word("葉子", "ヨウコ"),
    word("みほん", "ミホン"),
    word("ひな", "ヒナ"),
];

/// Latin family names of foreign residents.
pub(crate) const LATIN: [Word; 2] = [word("SAMPLE", "サンプル"), word("EXAMPLE", "エグザンプル")];

pub(crate) const LATIN_MALE: [Word; 5] = [
    word("JUAN CARLOS", "フアン　カルロス"),
    word("MINH", "ミン"),
    word("DAVID", "デイビッド"),
    word("RAM BAHADUR", "ラム　バハドゥル"),
    word("GABRIEL", "ガブリエル"),
];

pub(crate) const LATIN_FEMALE: [Word; 5] = [
    word("MARIA APARECIDA", "マリア　アパレシダ"),
    word("LINH", "リン"),
    word("ANNA", "アンナ"),
    word("SITA", "シタ"),
    word("SOFIA BEATRIZ", "ソフィア　ベアトリス"),
];

/// The name of a foreign resident in kanji, of somebody whose passport or card may have one.
pub(crate) fn kanji(country: &str, dice: &mut Dice) -> Option<String> {
    let writes = matches!(country, "CHN" | "KOR");
    (writes && dice.percent(60)).then(|| format!("例\u{3000}{}", dice.pick(&["見明", "文", "例実"])))
}

/// A 通称: a Japanese family name beside the reading of the given name.
pub(crate) fn alias(given: Word, dice: &mut Dice) -> Option<String> {
    let short = given.kana.split('\u{3000}').next().unwrap_or(given.kana);
    dice.percent(15).then(|| format!("{}\u{3000}{short}", dice.pick(&PLAIN).written))
}

/// A family name, seldom one in variant characters.
pub(crate) fn family(dice: &mut Dice) -> Word {
    if dice.percent(25) { dice.pick(&VARIANTS) } else { dice.pick(&PLAIN) }
}

/// A family name other than `not`.
pub(crate) fn other_family(dice: &mut Dice, not: Word) -> Word {
    loop {
        let name = family(dice);
        if name != not {
            return name;
        }
    }
}
