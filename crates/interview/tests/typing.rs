//! What is typed and not yet accepted, and what keyboards and clipboards bring along.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod common;

use common::{TODAY, Walk, alone};
use kakanai_interview::places::NoTable;
use kakanai_interview::{Form, page};

fn person_page() -> Walk {
    let mut walk = Walk::begin("move_in");
    walk.answer("origin", &[("move/origin", "domestic")]);
    walk.answer(
        "move_date",
        &[("move/date.year", "2026"), ("move/date.month", "11"), ("move/date.day", "7")],
    );
    walk.answer("left", &[("move/left", "card")]);
    walk.answer("nationality", &[("mover:1/japanese", "yes")]);
    walk
}

const TYPED: (&str, &str) = ("mover:1/name/kanji.given", "𠮷太郎");

#[test]
fn whatever_button_is_pressed_what_was_typed_is_there_afterwards() {
    for action in ["keep", "language=en", "furigana=on", "back", "goto=origin", "goto=nowhere", "copy=9"] {
        let mut walk = person_page();
        walk.send(&[TYPED, ("action", action)]);
        walk.send(&[("action", "goto=person:1")]);
        assert!(walk.html().contains("𠮷太郎"), "{action}: {}", walk.html());
        let again =
            kakanai_interview::State::from_json(&walk.catalogue, &walk.at.state.to_json(&walk.catalogue));
        assert_eq!(again.unwrap(), walk.at.state, "{action}");
    }
}

#[test]
fn an_accepted_page_leaves_no_draft_and_a_removed_person_none_either() {
    let mut walk = alone();
    assert!(walk.at.state.draft.is_empty(), "{:?}", walk.at.state.draft);
    walk.answer("people", &[("action", "add")]);
    walk.answer("nationality", &[("mover:2/japanese", "yes")]);
    walk.send(&[("mover:2/name/kanji.given", "花子"), ("action", "back")]);
    assert!(walk.at.state.draft.values().any(|text| text == "花子"));
    walk.send(&[("action", "goto=nationality:2")]);
    walk.send(&[("action", "remove=2")]);
    assert_eq!(walk.at.view.page, "people");
    assert!(walk.at.state.draft.is_empty(), "{:?}", walk.at.state.draft);
}

#[test]
fn names_that_the_page_does_not_have_are_not_kept() {
    let mut walk = person_page();
    walk.send(&[("mover:1/birthday", "x"), ("<script>", "x"), ("staff_note", "x"), ("action", "keep")]);
    assert!(
        walk.at.state.draft.keys().all(|name| name.ends_with(".unrecorded")),
        "{:?}",
        walk.at.state.draft
    );
}

#[test]
fn a_box_that_is_no_longer_ticked_stays_so() {
    let mut walk = alone();
    walk.answer("people", &[]);
    walk.answer("joining", &[("move/joining", "new")]);
    walk.send(&[("old_address/postal.dont_know", "yes"), ("action", "keep")]);
    assert!(walk.html().contains("checked"));
    walk.send(&[("old_address/postal", "1"), ("action", "keep")]);
    assert!(!walk.html().contains("checked"), "{}", walk.html());
}

#[test]
fn another_persons_answers_are_taken_over_with_one_press() {
    let mut walk = alone();
    walk.answer("people", &[("action", "add")]);
    walk.answer("nationality", &[("mover:2/japanese", "yes")]);
    walk.send(&[("action", "goto=koseki:1")]);
    let fields: Vec<(String, String)> = [
        ("name/kanji.family", "見本"),
        ("name/kanji.given", "花子"),
        ("name/kana.family", "ミホン"),
        ("name/kana.given", "ハナコ"),
        ("birth.year", "1988"),
        ("birth.month", "4"),
        ("birth.day", "1"),
        ("sex", "female"),
    ]
    .map(|(name, text)| (format!("mover:2/{name}"), text.to_owned()))
    .into();
    walk.send(&[("action", "goto=person:2")]);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    walk.answer("person", &fields);
    assert!(walk.html().contains("見本　太郎と同じにする"), "{}", walk.html());
    walk.answer("koseki", &[("mover:2/koseki/town", "別の町"), ("action", "copy=1")]);
    assert!(
        walk.html().contains("value=\"見本県ためし市一番町\"") && !walk.html().contains("別の町"),
        "{}",
        walk.html()
    );
    assert!(!walk.at.state.to_json(&walk.catalogue).contains("\"koseki\":{\"head\":\"見本　太郎\",\"lot\":\"9999番地\",\"municipality\":\"999962\",\"town\":\"一番町\"}},{\"birth\""));
}

#[test]
fn bad_input_is_answered_with_a_clear_sentence_and_shown_again() {
    let long = "あ".repeat(3_500_000);
    let sixty = "A".repeat(101);
    let table = [
        ("mover:1/name/kanji.family", "見本😀", "「😀」は使えません"),
        ("mover:1/name/kanji.family", "見\u{7}本", "見えない文字"),
        ("mover:1/name/kanji.family", long.as_str(), "長すぎます。100文字まで"),
        ("mover:1/name/kanji.family", sixty.as_str(), "長すぎます"),
        ("mover:1/name/kanji.family", "\u{E000}見", "この端末だけの文字"),
        ("mover:1/name/kanji.family", "<b>", "「&lt;」は使えません"),
        ("mover:1/name/kana.family", "見本", "カタカナ"),
        ("mover:1/birth.year", "0", "1868年（明治元年）より前"),
        ("mover:1/birth.year", "2027", "先の日"),
        ("mover:1/birth.month", "13", "日付"),
        ("mover:1/birth.day", "٣", "日付"),
    ];
    for (name, text, words) in table {
        let mut walk = person_page();
        let mut fields = vec![
            ("mover:1/name/kanji.family", "見本"),
            ("mover:1/name/kanji.given", "太郎"),
            ("mover:1/name/kana.family", "ミホン"),
            ("mover:1/name/kana.given", "タロウ"),
            ("mover:1/birth.year", "1985"),
            ("mover:1/birth.month", "12"),
            ("mover:1/birth.day", "3"),
            ("mover:1/sex", "male"),
        ];
        for field in &mut fields {
            if field.0 == name {
                field.1 = text;
            }
        }
        walk.answer("person", &fields);
        assert_eq!(walk.at.view.page, "person", "{name}");
        let shown: String = text.chars().take(50).collect();
        assert!(
            walk.html().contains(words),
            "{name} {shown:?}: {}",
            &walk.html()[..walk.html().len().min(4000)]
        );
        assert!(walk.html().len() < 60_000, "{name}: the page has {} bytes", walk.html().len());
        assert!(walk.html().contains("太郎"), "the rest is kept");
    }
}

#[test]
fn invisible_marks_of_copied_text_are_left_out_and_variation_selectors_are_not() {
    let mut walk = person_page();
    let fields = [
        ("mover:1/name/kanji.family", "\u{202E}邉\u{E010F}見\u{200B}"),
        ("mover:1/name/kanji.given", "太\u{200F}郎\u{FEFF}"),
        ("mover:1/name/kana.family", "\u{2067}ミホン"),
        ("mover:1/name/kana.given", "タロウ"),
        ("mover:1/birth.year", "1985"),
        ("mover:1/birth.month", "12"),
        ("mover:1/birth.day", "3"),
        ("mover:1/sex", "male"),
    ];
    walk.answer("person", &fields);
    assert_eq!(walk.at.view.page, "koseki", "{}", walk.html());
    assert!(walk.at.state.to_json(&walk.catalogue).contains("\"邉\u{E010F}見\u{3000}太郎\""));
}

#[test]
fn a_birth_without_a_day_is_taken_where_the_record_has_none() {
    let mut walk = person_page();
    let mut fields = vec![
        ("mover:1/name/kanji.family", "見本"),
        ("mover:1/name/kana.family", "ミホン"),
        ("mover:1/sex", "male"),
        ("mover:1/birth.era", "S"),
        ("mover:1/birth.year", "元"),
    ];
    walk.answer("person", &fields);
    assert_eq!(walk.at.view.page, "person", "a missing day is a mistake");
    fields.push(("mover:1/birth.unrecorded", "yes"));
    walk.answer("person", &fields);
    assert_eq!(walk.at.view.page, "koseki", "{}", walk.html());
    assert!(walk.at.state.to_json(&walk.catalogue).contains("\"birth\":\"1926\""));
}

#[test]
fn dates_and_postal_codes_say_what_they_mean_while_they_are_typed() {
    let walk = person_page();
    let live = |walk: &Walk, fields: &[(&str, &str)]| {
        let form: Form = fields.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        page::live(&walk.catalogue, &NoTable, &walk.at.state, &form, TODAY)
    };
    let birth = [
        ("mover:1/birth.era", "S"),
        ("mover:1/birth.year", "60"),
        ("mover:1/birth.month", "12"),
        ("mover:1/birth.day", "3"),
    ];
    assert_eq!(
        live(&walk, &birth),
        [("mover:1/birth".to_owned(), "昭和60年12月3日（1985年）・40歳".to_owned())]
    );
    assert_eq!(live(&walk, &birth[..2]), [("mover:1/birth".to_owned(), String::new())]);
    let mut walk = alone();
    walk.answer("people", &[]);
    walk.answer("joining", &[("move/joining", "new")]);
    assert_eq!(live(&walk, &[("old_address/postal", "０００－９００１")])[0].1, "見本県ためし市一番町");
    assert_eq!(live(&walk, &[("old_address/postal", "000-90")])[0].1, "");
}

#[test]
fn furigana_stand_over_the_words_and_never_in_attributes_nor_in_what_people_wrote() {
    let mut walk = alone();
    walk.answer("people", &[]);
    walk.send(&[("action", "furigana=on")]);
    walk.send(&[("action", "goto=koseki:1")]);
    assert!(
        walk.html().contains("<ruby>本籍<rp>（</rp><rt>ほんせき</rt><rp>）</rp></ruby>"),
        "{}",
        walk.html()
    );
    for attribute in walk.html().split("=\"").skip(1) {
        let value = attribute.split('"').next().unwrap();
        assert!(!value.contains("ruby") && !value.contains('|'), "{value}");
    }
    walk.send(&[("mover:1/koseki/head", "{見本|みほん}<b>"), ("action", "keep")]);
    assert!(walk.html().contains("value=\"{見本|みほん}&#60;b&#62;\""), "{}", walk.html());
    walk.send(&[("action", "furigana=off")]);
    assert!(!walk.html().contains("<ruby>"));
}
