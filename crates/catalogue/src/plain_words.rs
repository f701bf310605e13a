//! Whether the citizens' words are plain: short sentences, kanji of the primary school, the same keys in each language.
//!
//! The yardstick for kanji is the 学年別漢字配当表 in force since 2020: `school_kanji.txt` holds its 1,026 characters, a line
//! for each school year, in the order of Unicode. Any other kanji needs its reading: `{印鑑|いんかん}`. There is no list of
//! words exempt from that, as a reading costs the reader nothing and can be switched off.

use std::collections::{BTreeMap, BTreeSet};

use kakanai_record::{Dictionary, ItemKind};
use toml::Spanned;

use crate::fault::Fault;
use crate::files::{Files, TEXTS};
use crate::ruby::{self, Part, Parts};
use crate::texts::Language;

/// The kanji of the primary school by year.
const SCHOOL_KANJI: &str = include_str!("../school_kanji.txt");

/// The most characters of a sentence, its full stop and readings aside.
pub const LONGEST: usize = 40;

/// Stands for an argument where characters are counted: names and numbers of about this length.
const ARGUMENT: &str = "…………";

/// One text, where it stands.
struct Text {
    file: String,
    line: usize,
    words: String,
}

type Texts = BTreeMap<String, Text>;

/// What is not plain in the texts of a catalogue, in the order of the files. `dictionary` is the catalogue's: its own
/// words for items and codes stand in where Japanese has no text. A file that is no TOML is left to
/// [`crate::files::load`].
pub fn check(files: &Files, dictionary: &Dictionary) -> Vec<Fault> {
    let Some(ja) = texts(files, Language::Ja.tag()) else { return Vec::new() };
    let own = own_words(dictionary);
    let mut faults = flaws(&ja, japanese);
    for language in Language::ALL.into_iter().filter(|language| *language != Language::Ja) {
        faults.extend(lacking(files, language, &ja));
    }
    let tags = files.keys().filter_map(|name| name.strip_prefix(TEXTS)?.strip_suffix(".toml"));
    for tag in tags.filter(|tag| *tag != Language::Ja.tag() && !tag.contains('/')) {
        let Some(other) = texts(files, tag) else { continue };
        faults.extend(flaws(&other, |_| Vec::new()));
        faults.extend(against_japanese(&other, &ja, &own));
    }
    faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    faults
}

/// Texts of another language that do not fit the Japanese ones, or the dictionary's `own` words in their place.
fn against_japanese(other: &Texts, ja: &Texts, own: &BTreeMap<String, String>) -> Vec<Fault> {
    let of_text = |(key, text): (&String, &Text)| {
        let whats = match (ja.get(key), own.get(key)) {
            (Some(japanese), _) => Vec::from_iter(differing(text, japanese)),
            (None, Some(word)) => unread(word),
            (None, None) => vec!["has no words in texts/ja.toml".to_owned()],
        };
        whats.into_iter().map(|what| fault(text, key, &what)).collect::<Vec<_>>()
    };
    other.iter().flat_map(of_text).collect()
}

/// The dictionary's labels of items and words of codes, by the keys that texts in their place have.
fn own_words(dictionary: &Dictionary) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for item in dictionary.items() {
        words.insert(format!("item.{}.label", item.path), item.label.to_string());
        if let ItemKind::Code(list) = &item.kind {
            words.extend(
                list.iter().map(|code| (format!("code.{}.{}", list.id, code.key()), code.word().into())),
            );
        }
    }
    words
}

fn file(tag: &str) -> String {
    format!("{TEXTS}{tag}.toml")
}

/// All texts of a language; `None` where one of its files cannot be read, or there is none.
fn texts(files: &Files, tag: &str) -> Option<Texts> {
    let folder = format!("{TEXTS}{tag}/");
    let mut own =
        files.iter().filter(|(name, _)| **name == file(tag) || name.starts_with(&folder)).peekable();
    own.peek()?;
    let mut placed = Texts::new();
    for (file, text) in own {
        let parsed: BTreeMap<String, Spanned<String>> = toml::from_str(text).ok()?;
        placed.extend(parsed.into_iter().map(|(key, words)| {
            let line = text.get(..words.span().start).unwrap_or_default().matches('\n').count() + 1;
            (key, Text { file: file.clone(), line, words: words.into_inner() })
        }));
    }
    Some(placed)
}

fn fault(text: &Text, key: &str, what: &str) -> Fault {
    Fault { line: Some(text.line), ..Fault::new(text.file.clone(), format!("`{key}` {what}")) }
}

/// What is wrong with single texts: braces in any language, and what `own` finds.
fn flaws(texts: &Texts, own: impl Fn(&str) -> Vec<String>) -> Vec<Fault> {
    let of_text = |(key, text): (&String, &Text)| {
        let whats = braces(&text.words).into_iter().chain(own(&text.words));
        whats.map(|what| fault(text, key, &what)).collect::<Vec<_>>()
    };
    texts.iter().flat_map(of_text).collect()
}

/// Braces that open or close nothing, and furigana whose reading cannot be read.
fn braces(text: &str) -> Vec<String> {
    let of_part = |part| match part {
        Part::Words(words) if words.contains(['{', '}']) => Some(
            "has a brace that belongs neither to an argument, {name}, nor to furigana, {漢字|かんじ}"
                .to_owned(),
        ),
        Part::Argument(name) if !name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_')) => {
            Some(format!("takes {{{name}}}: names of arguments are in small letters"))
        }
        Part::Ruby { base, reading } if !reading.chars().all(is_kana) => {
            Some(format!("has {{{base}|{reading}}}: the reading is not in hiragana or katakana"))
        }
        _ => None,
    };
    let mut found: Vec<String> = Parts::of(text).filter_map(of_part).collect();
    found.dedup();
    found
}

fn japanese(text: &str) -> Vec<String> {
    let mut found: Vec<String> = long_sentences(text)
        .into_iter()
        .map(|(sentence, length)| {
            format!("has a sentence of {length} characters; make two of it, of {LONGEST} at most: {sentence}")
        })
        .collect();
    let hard = hard_kanji(text);
    if !hard.is_empty() {
        let hard: Vec<String> = hard.into_iter().map(String::from).collect();
        found.push(format!(
            "has kanji not taught at primary school: {}; give the reading, {{漢字|かんじ}}, or say it otherwise",
            hard.join(" ")
        ));
    }
    found
}

fn long_sentences(text: &str) -> Vec<(String, usize)> {
    let arguments = arguments(text);
    let arguments: Vec<(&str, &str)> = arguments.into_iter().map(|name| (name, ARGUMENT)).collect();
    let counted = ruby::fill(text, &arguments);
    counted
        .split(['。', '！', '？', '\n'])
        .map(|sentence| (sentence.trim().to_owned(), sentence.trim().chars().count()))
        .filter(|(_, length)| *length > LONGEST)
        .collect()
}

fn hard_kanji(text: &str) -> BTreeSet<char> {
    let bare = Parts::of(text).filter_map(|part| match part {
        Part::Words(words) => Some(words),
        Part::Argument(_) | Part::Ruby { .. } => None,
    });
    bare.flat_map(str::chars).filter(|c| is_kanji(*c) && !SCHOOL_KANJI.contains(*c)).collect()
}

fn arguments(text: &str) -> BTreeSet<&str> {
    let name = |part| match part {
        Part::Argument(name) => Some(name),
        Part::Words(_) | Part::Ruby { .. } => None,
    };
    Parts::of(text).filter_map(name).collect()
}

/// Keys that a complete language lacks, told where Japanese has them.
fn lacking(files: &Files, language: Language, ja: &Texts) -> Vec<Fault> {
    let name = file(language.tag());
    if !files.contains_key(&name) {
        return vec![Fault::new(name, "the file is missing: this language is offered to citizens")];
    }
    // A file that cannot be read is told by the loader; all its keys would only hide that.
    let Some(other) = texts(files, language.tag()) else { return Vec::new() };
    let lacked = ja.iter().filter(|(key, _)| !other.contains_key(*key));
    let what = format!("has no words in {name}");
    lacked.map(|(key, text)| fault(text, key, &what)).collect()
}

/// Arguments that are not those of the Japanese text.
fn differing(text: &Text, japanese: &Text) -> Option<String> {
    let (has, wanted) = (arguments(&text.words), arguments(&japanese.words));
    (has != wanted).then(|| {
        let Text { file, line, .. } = japanese;
        format!("takes {}, while {file}:{line} takes {}", listed(&has), listed(&wanted))
    })
}

/// What is not plain in the dictionary's own word, which citizens see where Japanese has no text.
fn unread(word: &str) -> Vec<String> {
    let told = |what| {
        format!("has no words in texts/ja.toml, and the dictionary's own are not plain: {word}: {what}")
    };
    japanese(word).into_iter().map(told).collect()
}

fn listed(arguments: &BTreeSet<&str>) -> String {
    if arguments.is_empty() {
        return "no argument".to_owned();
    }
    arguments.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ")
}

/// Ideographs; the signs 々 〆 〇 are not among them.
const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

const fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_school_has_1026_kanji_each_once() {
        let years: Vec<usize> = SCHOOL_KANJI.lines().map(|year| year.chars().count()).collect();
        assert_eq!(years, [80, 160, 200, 202, 193, 191]);
        let kanji: BTreeSet<char> = SCHOOL_KANJI.lines().flat_map(str::chars).collect();
        assert_eq!(kanji.len(), 1026);
        assert!(kanji.into_iter().all(is_kanji));
    }

    #[test]
    fn the_table_is_that_of_2020() {
        let year = |c: char| SCHOOL_KANJI.lines().position(|year| year.contains(c)).map(|at| at + 1);
        // New for the names of prefectures, moved between years, and some that are in no year.
        let table = [
            ("茨媛岡潟岐熊香佐埼崎滋鹿縄井沖栃奈梨阪阜", Some(4)),
            ("賀群徳富城", Some(4)),
            ("囲得歴", Some(5)),
            ("胃腸預", Some(6)),
            ("鑑籍柄頃込", None),
        ];
        for (kanji, wanted) in table {
            for c in kanji.chars() {
                assert_eq!(year(c), wanted, "{c}");
            }
        }
    }
}
