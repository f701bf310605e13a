//! What stands in the boxes of the 住民異動届, from records.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod support;

use kakanai_forms::resolve::{Surroundings, is_known_source, resolve};
use kakanai_forms::{FieldValue, FieldValues, FormDate};
use kakanai_record::{Date, Dictionary, json};

fn resolved_of(form: &str, record: &str) -> FieldValues {
    let dictionary = Dictionary::core();
    let record = json::from_str(&dictionary, record).unwrap();
    let place_name = |code: &str| match code {
        "999962" => "見本県ためし市".to_owned(),
        other => other.to_owned(),
    };
    let signed = |role: &str| (role.to_owned(), FieldValue::Text(format!("見本　{role}")));
    let signatures = ["applicant", "delegator", "filer", "guarantor"].map(signed);
    let around = Surroundings {
        dictionary: &dictionary,
        place_name: &place_name,
        country_name: &|code: &str| code.to_owned(),
        number: "E-20261120-0001",
        filed_on: Date::new(2026, 11, 20).ok(),
        signatures: &signatures,
        qr: Some(b"KAKANAI"),
    };
    resolve(&support::form(form), &record, &around)
}

fn resolved(record: &str) -> FieldValues {
    resolved_of("resident_move", record)
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
fn every_box_of_every_form_has_a_source_that_somebody_fills() {
    let dictionary = Dictionary::core();
    for id in support::FORMS {
        for placement in &support::form(id).def().placements {
            let source = placement.source.as_str();
            let known = source.is_empty() || is_known_source(source, &dictionary);
            assert!(known, "{id}, box {} names `{source}`, which nothing fills", placement.id);
        }
    }
    assert!(!is_known_source("notifier/shoe_size", &dictionary));
}

fn chosen<'a>(values: &'a FieldValues, source: &str, row: Option<usize>) -> Vec<&'a str> {
    match values.get(source, row) {
        Some(FieldValue::Choice(keys)) => keys.iter().map(String::as_str).collect(),
        None => Vec::new(),
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn a_signature_goes_to_its_own_role_and_the_code_to_its_place() {
    let values = resolved(COUPLE);
    assert_eq!(text(&values, "signature/filer", None), "見本　filer");
    assert_eq!(values.get("notification/qr", None), Some(&FieldValue::Qr(b"KAKANAI".to_vec())));
    let values = resolved_of("certificate_application", COUPLE);
    assert_eq!(text(&values, "signature/applicant", None), "見本　applicant");
    // Nobody has signed as the registrant; delegator and guarantor sign with the pen, whatever is handed in.
    for form in ["seal_application", "power_of_attorney"] {
        let values = resolved_of(form, COUPLE);
        assert!(values.iter().all(|(key, _)| !key.source.starts_with("signature/")), "{form}");
    }
}

#[test]
fn the_day_of_filing_is_the_desks_where_it_is_noted() {
    let values = resolved(&COUPLE.replacen('{', r#"{"received_on": "2026-11-25","#, 1));
    assert_eq!(values.get("case/filed_on", None).cloned(), date("reiwa", 8, Some(11), Some(25)));
}

const AGENT: &str = r##"{
  "service": "move_in", "seal": {"wanted": true, "mover": 2, "name": "family"}, "certificates_wanted": true,
  "new_address": {"municipality": "999962", "town": "見本町", "lot": "1番地", "building": "例示荘"},
  "new_household": {"head": 1}, "identity": [{"#": 1, "kind": "passport"}, {"#": 2, "kind": "other", "detail": "社員証"}],
  "authority": {"kind": "power_of_attorney"},
  "notifier": {"kind": "agent", "name": {"kanji": "例示　十郎", "kana": "レイジ　ジュウロウ"}, "address": "ためし市", "birth": "1970-02-03", "phone": "0999000001"},
  "certificate": [{"#": 1, "kind": "resident_record", "copies": 2, "extent": "all", "with_relationship": true, "with_history": true, "with_code": false},
                  {"#": 2, "kind": "koseki_one", "copies": 1, "mover": 2, "relation": "lineal", "purpose": "例示銀行"}],
  "mover": [
    {"#": 1, "name": {"kanji": "見本　太郎", "kana": "ミホン　タロウ"}, "birth": "1985-12-03", "japanese": true},
    {"#": 2, "name": {"latin": "SAMPLE HANAKO", "kana": "サンプル"}, "birth": "1988-04-01", "japanese": false,
     "koseki": {"municipality": "999962", "town": "一番町", "lot": "1", "head": "見本　太郎"}}]}"##;

#[test]
fn an_application_names_who_comes_who_sent_him_and_each_certificate() {
    let values = resolved_of("certificate_application", AGENT);
    assert_eq!(text(&values, "notifier/name/kanji", None), "例示　十郎");
    assert_eq!(text(&values, "applicant/address", None), "ためし市");
    assert_eq!(values.get("applicant/birth", None).cloned(), date("showa", 45, Some(2), Some(3)));
    assert_eq!(text(&values, "represented/address", None), "見本県ためし市見本町1番地　例示荘");
    assert_eq!(chosen(&values, "case/identity", None), ["passport", "other"]);
    assert_eq!(text(&values, "case/identity_detail", None), "社員証");
    assert_eq!(chosen(&values, "authority/kind", None), ["power_of_attorney"]);
    assert_eq!(values.elements(), 2);
    assert_eq!(text(&values, "certificate/copies", Some(0)), "2");
    assert_eq!(chosen(&values, "certificate/with", Some(0)), ["relationship", "history"]);
    assert_eq!(text(&values, "certificate/person", Some(0)), "見本　太郎");
    assert_eq!(text(&values, "certificate/koseki", Some(0)), "", "a 本籍 is for what is made from the 戸籍");
    assert_eq!(text(&values, "certificate/person", Some(1)), "SAMPLE HANAKO");
    assert_eq!(text(&values, "certificate/birth", Some(1)), "西暦1988年4月1日");
    assert_eq!(text(&values, "certificate/koseki", Some(1)), "見本県ためし市一番町1");
    assert_eq!(chosen(&values, "certificate/relation", Some(1)), ["lineal"]);
}

#[test]
fn a_seal_is_one_persons_and_an_agent_stands_apart() {
    let values = resolved_of("seal_application", AGENT);
    assert_eq!(text(&values, "registrant/name", None), "SAMPLE HANAKO");
    assert_eq!(chosen(&values, "seal/reason", None), ["new"]);
    assert_eq!(text(&values, "seal_agent/name", None), "例示　十郎");
    assert_eq!(text(&values, "registrant/phone", None), "");
    assert_eq!(text(&values, "seal_agent/phone", None), "0999000001");
    let own = AGENT.replace(r#""kind": "agent","#, r#""kind": "self", "mover": 2,"#);
    let values = resolved_of("seal_application", &own);
    assert_eq!(text(&values, "registrant/phone", None), "0999000001");
    assert_eq!(values.get("seal_agent/name", None), None);
    let others = AGENT.replace(r#""kind": "agent","#, r#""kind": "self", "mover": 1,"#);
    let values = resolved_of("seal_application", &others);
    assert_eq!(text(&values, "seal_agent/name", None), "見本　太郎");
    assert_eq!(chosen(&values, "seal_agent/kind", None), ["household_member"]);
}

#[test]
fn a_power_of_attorney_says_for_what_and_by_whom() {
    let values = resolved_of("power_of_attorney", AGENT);
    assert_eq!(chosen(&values, "case/matters", None), ["move", "certificates", "seal"]);
    assert_eq!(text(&values, "case/certificates", None), "住民票の写し2通、戸籍個人事項証明書1通");
    assert_eq!(text(&values, "represented/name", None), "SAMPLE HANAKO", "nobody else gives a seal away");
    let no_seal = AGENT.replace(r#""wanted": true, "mover": 2,"#, r#""wanted": false,"#);
    let values = resolved_of("power_of_attorney", &no_seal);
    assert_eq!(chosen(&values, "case/matters", None), ["move", "certificates"]);
    assert_eq!(text(&values, "represented/name", None), "見本　太郎");
    let own = AGENT.replace(r#""kind": "agent","#, r#""kind": "self", "mover": 2,"#);
    assert_eq!(resolved_of("power_of_attorney", &own).get("represented/name", None), None);
    let seal_alone =
        AGENT.replace("move_in", "seal_registration").replace(r#""certificates_wanted": true,"#, "");
    assert_eq!(chosen(&resolved_of("power_of_attorney", &seal_alone), "case/matters", None), ["seal"]);
}

#[test]
fn who_moves_out_still_lives_at_the_old_address() {
    let out = AGENT.replace("move_in", "move_out").replace("new_address", "old_address");
    let values = resolved_of("power_of_attorney", &out);
    assert_eq!(text(&values, "represented/address", None), "見本県ためし市見本町1番地　例示荘");
    let own = out.replace(r#""kind": "agent","#, r#""kind": "self", "mover": 2,"#);
    let values = resolved_of("resident_move", &own);
    assert_eq!(text(&values, "notifier/address", None), "いままでの住所と同じ");
    assert_eq!(text(&values, "notifier/name/kanji", None), "SAMPLE HANAKO");
}
