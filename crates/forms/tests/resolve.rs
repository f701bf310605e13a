//! What stands in the boxes of the 住民異動届, from records.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::path::Path;

use kakanai_forms::resolve::{Surroundings, resolve};
use kakanai_forms::{FieldValue, FieldValues, Form, FormDate};
use kakanai_record::{Date, Dictionary, json};

fn form() -> Form {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/forms");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    Form::load(&read("resident_move.json"), read("resident_move.pdf")).unwrap()
}

fn resolved(record: &str) -> FieldValues {
    let dictionary = Dictionary::core();
    let record = json::from_str(&dictionary, record).unwrap();
    let place_name = |code: &str| match code {
        "999962" => "見本県ためし市".to_owned(),
        other => other.to_owned(),
    };
    let around = Surroundings {
        dictionary: &dictionary,
        place_name: &place_name,
        country_name: &|code: &str| code.to_owned(),
        number: "E-20261120-0001",
        filed_on: Date::new(2026, 11, 20).ok(),
    };
    resolve(&form(), &record, &around)
}

fn text<'a>(values: &'a FieldValues, source: &str, row: Option<usize>) -> &'a str {
    match values.get(source, row) {
        Some(FieldValue::Text(text)) => text,
        None => "",
        other => panic!("{source}: {other:?}"),
    }
}

fn date(era: &str, year: u16, month: Option<u8>, day: Option<u8>) -> Option<FieldValue> {
    Some(FieldValue::Date(FormDate { era: era.into(), year: Some(year), month, day }))
}

const COUPLE: &str = r##"{
  "service": "move_in", "move": {"date": "2026-11-07"},
  "old_address": {"postal": "0009001", "municipality": "999962", "town": "一番町", "lot": "9999番地", "building": {"?": "not_applicable"}},
  "new_household": {"head": 1}, "notifier": {"kind": "self", "mover": 2, "phone": "0999000001"},
  "mover": [
    {"#": 1, "name": {"kanji": "見本　太郎", "kana": "ミホン　タロウ"}, "birth": "1926-12-25", "sex": "male", "relationship": "head",
     "koseki": {"municipality": "999962", "town": "一番町", "lot": "1", "head": "見本　太郎"}, "card": {"held": false}},
    {"#": 2, "name": {"kanji": "見本　花子", "kana": "ミホン　ハナコ"}, "birth": "1989-01-07", "sex": "female", "relationship": "wife",
     "koseki": {"municipality": "999962", "town": "一番町", "lot": "1", "head": "見本　太郎"}}]}"##;

#[test]
fn what_is_the_same_for_all_is_written_once() {
    let values = resolved(COUPLE);
    assert_eq!(text(&values, "koseki/place", None), "見本県ためし市一番町1");
    assert_eq!(text(&values, "koseki/head", None), "見本　太郎");
    assert_eq!(text(&values, "mover/koseki/place", Some(0)), "");
    let differing = resolved(&COUPLE.replacen("\"lot\": \"1\"", "\"lot\": \"2\"", 1));
    assert_eq!(text(&differing, "koseki/place", None), "");
    assert_eq!(text(&differing, "mover/koseki/place", Some(0)), "見本県ためし市一番町2");
    assert_eq!(text(&differing, "mover/koseki/place", Some(1)), "見本県ためし市一番町1");
}

#[test]
fn people_are_named_by_who_they_are() {
    let values = resolved(COUPLE);
    assert_eq!(text(&values, "new_household/head_name", None), "見本　太郎");
    assert_eq!(text(&values, "notifier/name/kanji", None), "見本　花子");
    assert_eq!(text(&values, "notifier/address", None), "新しい住所と同じ");
    assert_eq!(text(&values, "mover/relationship", Some(1)), "妻");
    assert_eq!(text(&values, "old_address/line", None), "見本県ためし市一番町9999番地");
    assert_eq!(text(&values, "old_address/building", None), "", "not applicable is left empty");
    assert_eq!(values.get("mover/card/held", Some(0)), Some(&FieldValue::Choice(vec!["no".into()])));
    assert_eq!(values.get("mover/card/held", Some(1)), None, "not asked is left open");
    assert_eq!(values.elements(), 2);
}

#[test]
fn dates_stand_in_their_eras() {
    let values = resolved(COUPLE);
    assert_eq!(values.get("move/date", None).cloned(), date("reiwa", 8, Some(11), Some(7)));
    assert_eq!(values.get("case/filed_on", None).cloned(), date("reiwa", 8, Some(11), Some(20)));
    assert_eq!(values.get("mover/birth", Some(1)).cloned(), date("showa", 64, Some(1), Some(7)));
    let table = [
        ("1926-12-24", date("taisho", 15, Some(12), Some(24))),
        ("1912-07-29", date("meiji", 45, Some(7), Some(29))),
        ("1872-05-05", date("ad", 1872, Some(5), Some(5))),
        ("1945", date("ad", 1945, None, None)),
        ("1945-03", date("showa", 20, Some(3), None)),
        ("1945-02-29", date("showa", 20, Some(2), Some(29))),
    ];
    for (birth, wanted) in table {
        let values = resolved(&COUPLE.replace("1926-12-25", birth));
        assert_eq!(values.get("mover/birth", Some(0)).cloned(), wanted, "{birth}");
    }
}

#[test]
fn a_birth_that_no_box_can_hold_goes_to_the_remarks() {
    let values = resolved(&COUPLE.replace("\"1926-12-25\"", "{\"?\": \"unrecorded\"}"));
    assert_eq!(values.get("mover/birth", Some(0)), None);
    assert_eq!(text(&values, "case/remarks", None), "見本　太郎：生年月日不詳");
}

#[test]
fn a_foreign_resident_is_written_as_on_the_card() {
    let values = resolved(
        r##"{"service": "move_in", "old_address": {"country": "VNM", "overseas": "HANOI"}, "mover": [
            {"#": 3, "name": {"latin": "SAMPLE HANAKO", "alias": "見本　花"}, "japanese": false, "nationality": "VNM", "birth": "1998-04-01",
             "residence": {"status": "trainee_2ro", "expires": "2027-03-31", "card_number": "ZZ00000001ZZ"}}]}"##,
    );
    assert_eq!(text(&values, "mover/name/written", Some(0)), "SAMPLE HANAKO（見本　花）");
    assert_eq!(values.get("mover/birth", Some(0)).cloned(), date("ad", 1998, Some(4), Some(1)));
    assert_eq!(text(&values, "mover/residence/status", Some(0)), "技能実習2号ロ");
    assert_eq!(text(&values, "mover/residence/expires", Some(0)), "2027年3月31日");
    assert_eq!(text(&values, "old_address/line", None), "VNM HANOI");
}

#[test]
fn every_box_of_the_form_has_a_source_that_somebody_fills() {
    let dictionary = Dictionary::core();
    let made = [
        "case/",
        "signature/",
        "koseki/",
        "new_address/line",
        "old_address/line",
        "mover/name/written",
        "mover/koseki/place",
    ];
    for placement in &form().def().placements {
        let source = placement.source.as_str();
        let known = source.is_empty()
            || made.iter().any(|prefix| source.starts_with(prefix))
            || dictionary.by_path(source).is_some();
        assert!(known, "box {} names `{source}`, which nothing fills", placement.id);
    }
}
