//! Words for citizens are plain, and the check tells where they are not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::path::Path;

use kakanai_catalogue::{files, files::Files, plain_words};
use kakanai_record::Dictionary;

fn told(ja: &str, en: &str) -> Vec<String> {
    let files = [("texts/ja.toml", ja), ("texts/en.toml", en)];
    let files: Files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    plain_words::check(&files, &Dictionary::core()).iter().map(ToString::to_string).collect()
}

/// What is told of one Japanese text on line 2.
fn told_of(text: &str) -> Vec<String> {
    let english: String =
        text.split('{').skip(1).filter(|rest| !rest.contains('|')).fold(String::new(), |english, rest| {
            english + "{" + rest.split_once('}').map_or("", |(name, _)| name) + "}"
        });
    told(&format!("# 見出し\nk = \"{text}\""), &format!("k = \"{english}\""))
}

#[test]
fn plain_texts_pass() {
    let forty = "あ".repeat(40);
    let table = [
        "市の窓口へ来てください。",
        "{印鑑|いんかん}を持って、ABC・12・々〆〇ヶ月。",
        "{都道府県|トドウフケン}",
        &format!("{forty}。{forty}！{forty}？{forty}"),
        &format!("{forty}\\n{forty}"),
        &format!("{{{}|かんじ}}", "字".repeat(40)),
        &format!("{}{{a}}", "あ".repeat(36)),
    ];
    for text in table {
        assert_eq!(told_of(text), [""; 0], "{text}");
    }
}

#[test]
fn each_flaw_is_told_with_file_and_line() {
    let long = "あ".repeat(41);
    let table = [
        (
            format!("短い。{long}。"),
            format!("has a sentence of 41 characters; make two of it, of 40 at most: {long}"),
        ),
        (format!("{}{{a}}", "あ".repeat(37)), "has a sentence of 41 characters".to_owned()),
        (format!("{{{}|かんじ}}", "字".repeat(41)), "has a sentence of 41 characters".to_owned()),
        ("印鑑と続柄と鑑".to_owned(), "has kanji not taught at primary school: 柄 鑑;".to_owned()),
        ("{印鑑|いんかん}と印鑑".to_owned(), "has kanji not taught at primary school: 鑑;".to_owned()),
        ("𠮷".to_owned(), "has kanji not taught at primary school: 𠮷;".to_owned()),
        ("{印鑑|inkan}".to_owned(), "has {印鑑|inkan}: the reading is not".to_owned()),
        ("{印|いん|かん}".to_owned(), "has a brace that belongs neither".to_owned()),
        ("あ}".to_owned(), "has a brace that belongs neither".to_owned()),
    ];
    for (text, wanted) in table {
        let told = told_of(&text);
        assert_eq!(told.len(), 1, "{text}\n→ {told:?}");
        assert!(told[0].starts_with(&format!("texts/ja.toml:2: `k` {wanted}")), "{text}\n→ {told:?}");
    }
    // Names of arguments are the same in each language, so one flaw is told for each.
    assert_eq!(told("k = \"{Name}\"", "k = \"{Name}\"").len(), 2);
}

#[test]
fn languages_have_the_same_keys_and_arguments() {
    let table = [
        ("a = \"あ\"\nb = \"い\"", "a = \"a\"", "texts/ja.toml:2: `b` has no words in texts/en.toml"),
        ("a = \"あ\"", "# b\nb = \"b\"\na = \"a\"", "texts/en.toml:2: `b` has no words in texts/ja.toml"),
        (
            "\n\na = \"{n}人目\"",
            "a = \"person {m} of {k}\"",
            "texts/en.toml:1: `a` takes {k} {m}, while texts/ja.toml:3 takes {n}",
        ),
        (
            "a = \"{n}人目\"",
            "a = \"a person\"",
            "texts/en.toml:1: `a` takes no argument, while texts/ja.toml:1 takes {n}",
        ),
        ("a = \"あ\"", "a = \"}\"", "texts/en.toml:1: `a` has a brace"),
    ];
    for (ja, en, wanted) in table {
        let told = told(ja, en);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with(wanted), "{told:?}");
    }
    assert_eq!(told("a = \"{n}の{印鑑|いんかん}\"", "a = \"seal of {n}\""), [""; 0]);
    let alone: Files = [("texts/ja.toml".to_owned(), "a = \"あ\"".to_owned())].into();
    assert!(
        plain_words::check(&alone, &Dictionary::core())[0]
            .to_string()
            .starts_with("texts/en.toml: the file is missing")
    );
    assert_eq!(plain_words::check(&Files::new(), &Dictionary::core()), []);
}

#[test]
fn a_language_on_its_way_may_lack_keys_but_have_none_too_many() {
    let files = [
        ("texts/ja.toml", "a = \"あ\"\nb = \"い\""),
        ("texts/en.toml", "a = \"a\"\nb = \"b\""),
        ("texts/vi.toml", "c = \"c\""),
    ];
    let files: Files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let told: Vec<String> =
        plain_words::check(&files, &Dictionary::core()).iter().map(ToString::to_string).collect();
    assert_eq!(told, ["texts/vi.toml:1: `c` has no words in texts/ja.toml"]);
}

#[test]
fn where_japanese_has_no_text_the_dictionarys_own_word_is_to_be_plain() {
    let table = [
        ("code.joining.new = \"A new household\"", None),
        ("item.mover/birth.label = \"Date of birth\"", None),
        (
            "code.pension.third = \"Third\"",
            Some(
                "texts/en.toml:1: `code.pension.third` has no words in texts/ja.toml, and the dictionary's own",
            ),
        ),
        (
            "code.pension.fourth = \"Fourth\"",
            Some("texts/en.toml:1: `code.pension.fourth` has no words in texts/ja.toml"),
        ),
    ];
    for (en, wanted) in table {
        let quoted = en.split_once(" = ").map(|(key, words)| format!("\"{key}\" = {words}")).unwrap();
        let told = told("", &quoted);
        assert_eq!(told.len(), usize::from(wanted.is_some()), "{told:?}");
        assert!(wanted.is_none_or(|wanted| told[0].starts_with(wanted)), "{told:?}");
    }
}

#[test]
fn the_demonstration_city_speaks_plainly() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    let names = ["city.toml", "items.toml", "texts/ja.toml", "texts/en.toml"];
    let read = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap());
    let files: Files = names.map(read).into();
    let catalogue = files::load(&files).unwrap();
    let told: Vec<String> =
        plain_words::check(&files, catalogue.dictionary()).iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{} faults:\n{}", told.len(), told.join("\n"));
}
