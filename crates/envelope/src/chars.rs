//! Characters in few bits.
//!
//! Characters, and some words of addresses, stand in four classes; each is written as a class, relative
//! to the class of what stands before it, and a place within the class. A run of digits so costs 5 bits
//! a digit, of katakana 7 or 8, of frequent kanji 8 to 12. What no class holds is escaped, so that every Unicode
//! scalar value, variation selectors included, comes back as it was. The tables are part of packing
//! format 1 and never change within it.

use std::sync::OnceLock;

use crate::bits::{BitReader, BitWriter};
use crate::error::UnpackError;

/// Digits and what stands between them in house numbers: 16, some of several characters.
const LOT: [&str; 16] =
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "-", "番", "番地", "号", "号室", "丁目"];

/// Katakana, the most frequent of names and buildings first: 95, for the 96th place is the escape of
/// texts in kana. U+3000 stands here, first, and leaves the class as it was.
const KANA: &str = "\u{3000}ンイウコシカタミトキラマリサユヨスアーナルオクノハヤダジツモ\
チメロヒエテケフガズムセドワゴブバネホソギグョュベレボニパデヘザプゾビゲポャッペピゼヌ\
ヅヂォヲァィゥェヴヮヵヶヰヱ・ヷヸヹヺヽヾ";

/// Latin letters: 64, capitals before small ones.
const LATIN: &str = " ABCDEFGHIJKLMNOPQRSTUVWXYZ.,'()abcdefghijklmnopqrstuvwxyz&/#:+@";

/// Characters by usefulness; those of the other classes and white space in the file do not count.
const COMMON: &str = include_str!("../data/chars.txt");

/// Words of addresses in three lines: frequent ones, others, prefectures.
const WORDS: &str = include_str!("../data/words.txt");

/// Frequent characters that come before those of the file.
const COMMON_FIRST: &str = "々の室階";
/// Kanji of the file in the first bucket, and in the second after the frequent words.
const KANJI_FIRST: usize = 28;
const KANJI_SECOND: usize = 88;

/// Places of the buckets of common characters: bits of place, after a prefix of two bits.
const BUCKETS: [u32; 4] = [5, 7, 9, 12];

/// Escape within texts in kana: the last of the 96 places.
const KANA_ESCAPE: u16 = 95;

/// First of the 240 variation selectors of ideographs.
const SELECTORS: u32 = 0xE0100;
const SELECTOR_COUNT: u32 = 240;

/// The class of the characters before, which makes the next character of the same class cheap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Lot,
    Kana,
    Latin,
    Common,
}

impl Class {
    /// Classes from the cheapest to the dearest: 0, 10, 110, 1110; 1111 is the escape.
    const fn ranks(self) -> [Self; 4] {
        match self {
            Self::Lot => [Self::Lot, Self::Common, Self::Kana, Self::Latin],
            Self::Kana => [Self::Kana, Self::Lot, Self::Common, Self::Latin],
            Self::Latin => [Self::Latin, Self::Lot, Self::Common, Self::Kana],
            Self::Common => [Self::Common, Self::Kana, Self::Lot, Self::Latin],
        }
    }

    fn char(self, at: u16) -> Result<&'static str, UnpackError> {
        let entry = tables().of(self).get(usize::from(at)).copied();
        entry.ok_or(UnpackError::malformed("a place outside the table of characters"))
    }

    fn put_place(self, bits: &mut BitWriter, at: u16) {
        let mut at = u64::from(at);
        match self {
            Self::Lot => bits.put(at, 4),
            // Half of the places in one bit and the rest.
            Self::Kana if at >= 32 => bits.put(64 + at - 32, 7),
            Self::Latin if at >= 32 => bits.put(32 + at - 32, 6),
            Self::Kana | Self::Latin => bits.put(at, 6),
            Self::Common => {
                for (bucket, width) in BUCKETS.into_iter().enumerate() {
                    if at < 1 << width {
                        bits.put(bucket as u64, 2);
                        return bits.put(at, width);
                    }
                    at -= 1 << width;
                }
            }
        }
    }

    fn take_place(self, bits: &mut BitReader<'_>) -> Result<u16, UnpackError> {
        match self {
            Self::Lot => bits.small(4),
            Self::Kana => Ok(if bits.flag()? { 32 + bits.small(6)? } else { bits.small(5)? }),
            Self::Latin => bits.small(6),
            Self::Common => {
                let bucket = bits.take(2)? as usize;
                let before: u16 = BUCKETS[..bucket].iter().map(|width| 1u16 << width).sum();
                Ok(before + bits.small(BUCKETS[bucket])?)
            }
        }
    }
}

/// What stands at the beginning of a text: an entry of a table, or one character of none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbol<'a> {
    text: &'a str,
    place: Option<(Class, u16)>,
}

/// Cuts a text into symbols: at every place the longest word of the tables, else one character.
pub(crate) fn symbols(text: &str) -> impl Iterator<Item = Symbol<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?.len_utf8();
        let symbol = tables().longest(rest).unwrap_or(Symbol { text: &rest[..first], place: None });
        rest = &rest[symbol.text.len()..];
        Some(symbol)
    })
}

/// Writes one symbol and returns the class that now rules.
pub(crate) fn put(bits: &mut BitWriter, before: Class, symbol: Symbol<'_>) -> Class {
    let ranked = symbol.place.and_then(|(class, at)| {
        let rank = before.ranks().iter().position(|ranked| *ranked == class)?;
        Some((class, at, rank as u32))
    });
    let Some((class, at, rank)) = ranked else {
        bits.put(0b1111, 4);
        symbol.text.chars().for_each(|c| put_escaped(bits, c));
        return before;
    };
    // `rank` ones and a zero.
    bits.put((1 << (rank + 1)) - 2, rank + 1);
    class.put_place(bits, at);
    ruling(before, class, symbol.text)
}

/// Reads one symbol, appends it to a text, and returns the class that now rules.
pub(crate) fn take(bits: &mut BitReader<'_>, before: Class, text: &mut String) -> Result<Class, UnpackError> {
    for class in before.ranks() {
        if !bits.flag()? {
            let symbol = class.char(class.take_place(bits)?)?;
            text.push_str(symbol);
            return Ok(ruling(before, class, symbol));
        }
    }
    text.push(take_escaped(bits)?);
    Ok(before)
}

/// Writes one character of a text in kana.
pub(crate) fn put_kana(bits: &mut BitWriter, c: char) {
    let mut text = [0; 4];
    let symbol = tables().single(c.encode_utf8(&mut text));
    match symbol.place {
        Some((Class::Kana, at)) => Class::Kana.put_place(bits, at),
        _ => {
            Class::Kana.put_place(bits, KANA_ESCAPE);
            put(bits, Class::Kana, symbol);
        }
    }
}

/// Reads one character of a text in kana.
pub(crate) fn take_kana(bits: &mut BitReader<'_>, text: &mut String) -> Result<(), UnpackError> {
    match Class::Kana.take_place(bits)? {
        KANA_ESCAPE => take(bits, Class::Kana, text).map(drop),
        at => Class::Kana.char(at).map(|c| text.push_str(c)),
    }
}

/// The wide space stands between kanji as well as between kana and changes nothing.
fn ruling(before: Class, class: Class, symbol: &str) -> Class {
    if symbol == "\u{3000}" { before } else { class }
}

fn put_escaped(bits: &mut BitWriter, c: char) {
    let scalar = u32::from(c);
    if scalar < 0x1_0000 {
        bits.flag(false);
        bits.put(scalar.into(), 16);
    } else if (SELECTORS..SELECTORS + SELECTOR_COUNT).contains(&scalar) {
        bits.put(0b10, 2);
        bits.put((scalar - SELECTORS).into(), 8);
    } else {
        bits.put(0b11, 2);
        bits.put((scalar - 0x1_0000).into(), 20);
    }
}

fn take_escaped(bits: &mut BitReader<'_>) -> Result<char, UnpackError> {
    let scalar = if !bits.flag()? {
        bits.take(16)? as u32
    } else if !bits.flag()? {
        SELECTORS + bits.take(8)? as u32
    } else {
        0x1_0000 + bits.take(20)? as u32
    };
    char::from_u32(scalar).ok_or(UnpackError::malformed("a number that is no Unicode character"))
}

#[derive(Debug)]
struct Tables {
    kana: Vec<&'static str>,
    latin: Vec<&'static str>,
    common: Vec<&'static str>,
    /// Entries of several characters, the longest first.
    words: Vec<(&'static str, Class, u16)>,
    /// Entries of one character, in order.
    singles: Vec<(&'static str, Class, u16)>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(Tables::build)
}

/// The characters of a text, each by itself.
fn each(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split_inclusive(|_| true)
}

impl Tables {
    fn build() -> Self {
        let (kana, latin): (Vec<_>, Vec<_>) = (each(KANA).collect(), each(LATIN).collect());
        let first: Vec<_> = each(COMMON_FIRST).collect();
        let taken = [&kana[..], &latin, &first, &LOT].concat();
        let listed = each(COMMON).filter(|c| !c.trim().is_empty() && !taken.contains(c));
        let (kanji, other): (Vec<_>, Vec<_>) = listed.partition(|c| ("\u{3400}".."\u{fb00}").contains(c));
        let (hiragana, marks): (Vec<_>, Vec<_>) = other.into_iter().partition(|c| ("ぁ"..="ゖ").contains(c));
        let words: Vec<Vec<_>> = WORDS.lines().map(|line| line.split_whitespace().collect()).collect();
        let (often, more) = words.split_first().map_or((&[][..], &[][..]), |(often, more)| (often, more));
        let (kanji_first, rest) = kanji.split_at(KANJI_FIRST.min(kanji.len()));
        let (kanji_second, kanji_last) = rest.split_at(KANJI_SECOND.min(rest.len()));
        let common =
            [&first, kanji_first, often, kanji_second, &more.concat(), &hiragana, kanji_last, &marks]
                .concat();
        let mut tables = Self { kana, latin, common, words: Vec::new(), singles: Vec::new() };
        for class in [Class::Lot, Class::Kana, Class::Latin, Class::Common] {
            let placed = tables.of(class).iter().zip(0..).map(|(text, at)| (*text, class, at));
            let (singles, words): (Vec<_>, Vec<_>) =
                placed.partition(|(text, _, _)| text.chars().nth(1).is_none());
            tables.singles.extend(singles);
            tables.words.extend(words);
        }
        tables.singles.sort_unstable_by_key(|(text, _, _)| *text);
        tables.words.sort_by_key(|(text, _, _)| std::cmp::Reverse(text.len()));
        tables
    }

    fn of(&self, class: Class) -> &[&'static str] {
        match class {
            Class::Lot => &LOT,
            Class::Kana => &self.kana,
            Class::Latin => &self.latin,
            Class::Common => &self.common,
        }
    }

    fn longest<'a>(&self, text: &'a str) -> Option<Symbol<'a>> {
        let word = self.words.iter().find(|(word, _, _)| text.starts_with(word));
        if let Some((word, class, at)) = word {
            return Some(Symbol { text: &text[..word.len()], place: Some((*class, *at)) });
        }
        let first = text.chars().next()?.len_utf8();
        Some(self.single(&text[..first]))
    }

    /// One character.
    fn single<'a>(&self, text: &'a str) -> Symbol<'a> {
        let found = self.singles.binary_search_by_key(&text, |(known, _, _)| known).ok();
        let place = found.map(|at| (self.singles[at].1, self.singles[at].2));
        Symbol { text, place }
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn tables_have_their_sizes_and_nothing_twice() {
        let tables = tables();
        assert_eq!([tables.kana.len(), tables.latin.len()], [95, 64]);
        let room: usize = BUCKETS.iter().map(|width| 1usize << width).sum();
        assert!(tables.common.len() <= room, "{}", tables.common.len());
        let mut all = [&LOT[..], &tables.kana, &tables.latin, &tables.common].concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    /// Changing a table changes what packed bytes mean: that is a new packing format.
    #[test]
    fn tables_are_those_of_format_1() {
        let tables = tables();
        let all = [&LOT[..], &tables.kana, &tables.latin, &tables.common].concat();
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(all.join("\n").as_bytes()));
        assert_eq!(hash, include_str!("../data/tables.sha256").trim());
    }

    fn put_all(class: Class, text: &str) -> (Vec<u8>, Class, usize) {
        let mut writer = BitWriter::default();
        let class = symbols(text).fold(class, |class, symbol| put(&mut writer, class, symbol));
        (writer.finish(), class, symbols(text).count())
    }

    #[test]
    fn every_scalar_comes_back() {
        let scalars = (0..0x3_0000).chain(0xE_0000..0xE_0200).chain([0x10_FFFF]).filter_map(char::from_u32);
        for c in scalars.filter(|c| u32::from(*c) % 61 < 2 || u32::from(*c) < 0x80) {
            for class in [Class::Lot, Class::Common] {
                let (bytes, _, _) = put_all(class, &c.to_string());
                let mut text = String::new();
                take(&mut BitReader::new(&bytes), class, &mut text).unwrap();
                assert_eq!(text, c.to_string());
            }
        }
    }

    #[test]
    fn runs_and_words_are_cheap() {
        assert_eq!(put_all(Class::Lot, "12-3番4号").0.len(), 5, "35 bits");
        assert!(put_all(Class::Kana, "ミホンハイツ").0.len() <= 5);
        assert_eq!(put_all(Class::Lot, "大字見本1番地203号室").2, 9, "words are single symbols");
        assert_eq!(put_all(Class::Common, "見\u{3000}").1, Class::Common);
    }

    #[test]
    fn kana_escapes() {
        for c in ['\u{3000}', 'ヴ', 'ヾ', '゜', 'ぁ', 'A', '1', '𠮷'] {
            let mut writer = BitWriter::default();
            put_kana(&mut writer, c);
            let mut text = String::new();
            take_kana(&mut BitReader::new(&writer.finish()), &mut text).unwrap();
            assert_eq!(text, c.to_string());
        }
        // The 96th place is no character outside texts in kana.
        let mut writer = BitWriter::default();
        writer.put(0b0111_1111, 8);
        assert!(take(&mut BitReader::new(&writer.finish()), Class::Kana, &mut String::new()).is_err());
    }
}
