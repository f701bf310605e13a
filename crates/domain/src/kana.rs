//! Kana: widths, フリガナ, and the key under which names are searched.

/// Half width for full-width ASCII (`Ａ` → `A`, `－` → `-`) and the ideographic space; other characters unchanged.
#[must_use]
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// Katakana U+FF66–U+FF9D in the order of the half-width block.
const HALF: &str = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

fn full_of_half(c: char) -> Option<char> {
    match c {
        '｡' => Some('。'),
        '｢' => Some('「'),
        '｣' => Some('」'),
        '､' => Some('、'),
        '･' => Some('・'),
        '\u{FF66}'..='\u{FF9D}' => HALF.chars().nth((u32::from(c) - 0xFF66) as usize),
        _ => None,
    }
}

/// The kana with a sound mark: ガ for カ and `voiced`, パ for ハ and not `voiced`. Hiragana and katakana.
#[must_use]
pub fn with_mark(base: char, voiced: bool) -> Option<char> {
    let offset = match (base, voiced) {
        ('ウ', true) => return Some('ヴ'),
        ('う', true) => return Some('ゔ'),
        ('ワ', true) => return Some('ヷ'),
        ('ヰ', true) => return Some('ヸ'),
        ('ヱ', true) => return Some('ヹ'),
        ('ヲ', true) => return Some('ヺ'),
        ('ゝ' | 'ヽ', true) => 1,
        ('か' | 'き' | 'く' | 'け' | 'こ' | 'さ' | 'し' | 'す' | 'せ' | 'そ', true) => 1,
        ('た' | 'ち' | 'つ' | 'て' | 'と' | 'は' | 'ひ' | 'ふ' | 'へ' | 'ほ', true) => 1,
        ('カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ', true) => 1,
        ('タ' | 'チ' | 'ツ' | 'テ' | 'ト' | 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', true) => 1,
        ('は' | 'ひ' | 'ふ' | 'へ' | 'ほ' | 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', false) => 2,
        _ => return None,
    };
    char::from_u32(u32::from(base) + offset)
}

fn sound_mark(c: char) -> Option<bool> {
    match c {
        'ﾞ' | '゛' | '\u{3099}' => Some(true),
        'ﾟ' | '゜' | '\u{309A}' => Some(false),
        _ => None,
    }
}

/// Half-width kana to full width, joining separate sound marks (ｶﾞ → ガ, also か + U+3099 → が).
#[must_use]
pub fn to_full_width(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let joined = sound_mark(c).and_then(|voiced| with_mark(out.chars().next_back()?, voiced));
        if let Some(joined) = joined {
            out.pop();
            out.push(joined);
        } else {
            out.push(full_of_half(c).unwrap_or(c));
        }
    }
    out
}

/// Hiragana to katakana, character by character; everything else unchanged.
#[must_use]
pub fn to_katakana(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// Lines a keyboard or a scan offers where a long-vowel mark or a hyphen is meant (標準仕様書 2.1.2).
#[must_use]
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | 'ー'
            | 'ｰ'
            | '－'
            | '―'
            | '‐'
            | '‑'
            | '‒'
            | '–'
            | '—'
            | '−'
            | '─'
            | '━'
            | '〜'
            | '～'
            | '﹣'
    )
}

/// A フリガナ as the resident record takes it: katakana, ー, ・ and single full-width spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Furigana(String);

/// A character that a フリガナ may not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FuriganaError {
    /// Nothing but spaces.
    #[error("the reading is empty: write it in katakana")]
    Empty,
    /// A character outside the allowed ones; `position` counts characters from 1.
    #[error("'{character}' at character {position} cannot stand in a reading: write it in katakana")]
    Character {
        /// The character.
        character: char,
        /// Its place in the normalised text, from 1.
        position: usize,
    },
}

impl Furigana {
    /// Reads hiragana, katakana of either width and dashes meant as long vowels.
    ///
    /// # Errors
    /// Names the first character that cannot stand in a reading, with its position.
    pub fn parse(input: &str) -> Result<Self, FuriganaError> {
        let text = to_katakana(&to_full_width(input));
        let mut out = String::with_capacity(text.len());
        for (index, c) in text.trim().chars().enumerate() {
            match c {
                'ァ'..='ヺ' | 'ー' => out.push(c),
                '・' | '･' | '·' => out.push('・'),
                c if is_dash(c) && !out.is_empty() => out.push('ー'),
                c if c.is_whitespace() => {
                    if !out.ends_with('\u{3000}') {
                        out.push('\u{3000}');
                    }
                }
                character => return Err(FuriganaError::Character { character, position: index + 1 }),
            }
        }
        if out.is_empty() { Err(FuriganaError::Empty) } else { Ok(Self(out)) }
    }

    /// The reading.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Key for finding names and towns whatever way they are written (標準仕様書 2.1.2).
///
/// Spaces, ・, dashes and long-vowel marks vanish; hiragana, half width and small kana become large katakana; sound
/// marks vanish; ヂ=ジ, ヅ=ズ, ワ=ハ, ヲ=オ, ヴァ=バ; ウ after a kana of the オ row equals オ. Because ジ loses its mark to
/// シ and ヂ must equal ジ, チ and シ fall together, as do ツ and ス: the key finds too much rather than too little.
/// Latin letters become upper case; kanji stay, variation selectors fall away.
#[must_use]
pub fn search_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = to_katakana(&to_full_width(text));
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let vowel = if c == 'ヴ' { chars.next_if(|&next| v_row(next).is_some()) } else { None };
        match vowel.and_then(v_row).or_else(|| key_char(c)) {
            Some('ウ') if out.chars().next_back().is_some_and(is_o_row) => out.push('オ'),
            Some(key) => out.push(key),
            None => {}
        }
    }
    out
}

fn v_row(small: char) -> Option<char> {
    match small {
        'ァ' => Some('ハ'),
        'ィ' => Some('ヒ'),
        'ェ' => Some('ヘ'),
        'ォ' => Some('ホ'),
        _ => None,
    }
}

fn is_o_row(c: char) -> bool {
    matches!(c, 'オ' | 'コ' | 'ソ' | 'ト' | 'ノ' | 'ホ' | 'モ' | 'ヨ' | 'ロ')
}

fn key_char(c: char) -> Option<char> {
    let c = narrow(c);
    Some(match c {
        c if c.is_whitespace() || is_dash(c) || c == '・' => return None,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => return None,
        // Marks that found no kana to join vanish like the joined ones.
        c if sound_mark(c).is_some() => return None,
        'ァ' | 'ア' => 'ア',
        'ィ' | 'イ' | 'ヰ' | 'ヸ' => 'イ',
        'ゥ' | 'ウ' => 'ウ',
        'ェ' | 'エ' | 'ヱ' | 'ヹ' => 'エ',
        'ォ' | 'オ' | 'ヲ' | 'ヺ' => 'オ',
        'ヵ' | 'ガ' => 'カ',
        'ギ' => 'キ',
        'グ' => 'ク',
        'ヶ' | 'ゲ' => 'ケ',
        'ゴ' => 'コ',
        'ザ' => 'サ',
        'ジ' | 'ヂ' | 'チ' => 'シ',
        'ズ' | 'ヅ' | 'ッ' | 'ツ' => 'ス',
        'ゼ' => 'セ',
        'ゾ' => 'ソ',
        'ダ' => 'タ',
        'デ' => 'テ',
        'ド' => 'ト',
        'バ' | 'パ' | 'ワ' | 'ヮ' | 'ヷ' => 'ハ',
        'ビ' | 'ピ' => 'ヒ',
        'ブ' | 'プ' | 'ヴ' => 'フ',
        'ベ' | 'ペ' => 'ヘ',
        'ボ' | 'ポ' => 'ホ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        c => c.to_ascii_uppercase(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_joins_its_marks() {
        assert_eq!(to_full_width("ﾐﾎﾝ ﾀﾛｳ"), "ミホン タロウ");
        assert_eq!(to_full_width("ｶﾞｷﾞﾊﾟｳﾞｰ｡｢｣､･"), "ガギパヴー。「」、・");
        assert_eq!(to_full_width("か\u{3099}は\u{309A}"), "がぱ");
        assert_eq!(to_full_width("ﾞア゛ン゜"), "ﾞア゛ン゜", "a mark without a base stays");
        assert_eq!(to_full_width("ヲ\u{FF66}\u{FF9D}"), "ヲヲン");
    }

    #[test]
    fn hiragana_becomes_katakana() {
        assert_eq!(to_katakana("みほん ゔ ゝ ヶ 漢字"), "ミホン ヴ ヽ ヶ 漢字");
    }

    #[test]
    fn furigana_accepts_what_people_type() {
        for (input, want) in [
            ("みほん　たろう", "ミホン　タロウ"),
            ("ﾐﾎﾝ  ﾀﾛｳ", "ミホン　タロウ"),
            ("ヴァン・デル－ベルク", "ヴァン・デルーベルク"),
            (" れいじ はなこ ", "レイジ　ハナコ"),
        ] {
            assert_eq!(Furigana::parse(input).unwrap().as_str(), want, "{input}");
        }
    }

    #[test]
    fn furigana_names_the_wrong_character() {
        for (input, character, position) in [("ミホン太郎", '太', 4), ("TARO", 'T', 1), ("ーミホ1", '1', 4)]
        {
            assert_eq!(Furigana::parse(input), Err(FuriganaError::Character { character, position }));
        }
        assert_eq!(Furigana::parse("　"), Err(FuriganaError::Empty));
    }

    #[test]
    fn keys_that_must_be_equal() {
        for (a, b) in [
            ("ヂ", "ジ"),
            ("ズ", "ヅ"),
            ("ワ", "ハ"),
            ("ヴァ", "バ"),
            ("ヴィ", "ビ"),
            ("ヴ", "ブ"),
            ("オ", "ヲ"),
            ("ヒ", "ピ"),
            ("ッャュョ", "ツヤユヨ"),
            ("サトー", "サト"),
            ("サトウ", "サトオ"),
            ("コウノ", "コオノ"),
            ("ショウタ", "シヨオタ"),
            ("ミホン　タロウ", "みほんたろう"),
            ("ﾐﾎﾝ ﾀﾛｳ", "ミホンタロウ"),
            ("ミ－ホ―ン", "ミホン"),
            ("空想ヶ丘", "空想ケ丘"),
            ("Ｓａｍｐｌｅ", "SAMPLE"),
            ("邉\u{E0100}見", "邉見"),
            ("カー゛", "カ"),
        ] {
            assert_eq!(search_key(a), search_key(b), "{a} = {b}");
        }
    }

    #[test]
    fn keys_that_must_differ() {
        for (a, b) in [("サトウ", "サイトウ"), ("ユウ", "ユオ"), ("オノ", "オオノ"), ("見本", "例示")]
        {
            assert_ne!(search_key(a), search_key(b), "{a} ≠ {b}");
        }
    }

    #[test]
    fn a_key_is_its_own_key() {
        for text in ["ヴァイオリン", "コウウ", "トヴォ", "ドウゾー", "㍻ｳﾞｧ", "ゔぁん"]
        {
            let key = search_key(text);
            assert_eq!(search_key(&key), key, "{text}");
        }
    }
}
