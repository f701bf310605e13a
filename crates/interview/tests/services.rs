//! Ways through the other services, and those of 転入 that a Japanese family does not go.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod common;

use common::{Walk, alone};
use kakanai_interview::engine::finished;
use kakanai_interview::page::{CodePage, draw_code};
use kakanai_record::{Date, json};
use serde_json::Value as Json;

const HERE: &[(&str, &str)] = &[
    ("new_address/town", "999989.架空台団地"),
    ("new_address/lot", "1-2"),
    ("new_address/building", "3号棟401"),
];
const BEFORE: &[(&str, &str)] =
    &[("old_address/town", "999971.雛形"), ("old_address/lot", "5"), ("old_address/building", "")];
const TARO: &[(&str, &str)] = &[
    ("mover:1/name/kanji.family", "見本"),
    ("mover:1/name/kanji.given", "太郎"),
    ("mover:1/name/kana.family", "みほん"),
    ("mover:1/name/kana.given", "たろう"),
    ("mover:1/birth.era", "S"),
    ("mover:1/birth.year", "60"),
    ("mover:1/birth.month", "12"),
    ("mover:1/birth.day", "3"),
    ("mover:1/sex", "male"),
];
const JAPANESE: &[(&str, &str)] = &[("mover:1/japanese", "yes")];
const SELF: &[(&str, &str)] = &[("notifier/kind", "self")];
const LICENCE: &[(&str, &str)] = &[("notifier/identity", "driving_licence")];
const PHONE: &[(&str, &str)] = &[("notifier/phone", "090-0000-0001")];
const DATE: &[(&str, &str)] =
    &[("move/date.year", "2026"), ("move/date.month", "11"), ("move/date.day", "7")];

fn written(walk: &Walk) -> Json {
    assert!(walk.at.view.wants_code, "{}: {}", walk.at.view.page, walk.html());
    json::to_json(walk.catalogue.dictionary(), finished(&walk.catalogue, &walk.at.state).unwrap())
}

/// What the last page tells to bring.
fn bring(walk: &Walk) -> String {
    let code = CodePage { symbols: Vec::new(), texts: Vec::new(), valid_until: Date::constant(2026, 12, 20) };
    draw_code(&walk.catalogue, &walk.at.state, &code, Date::constant(2026, 11, 20))
}

fn finish(walk: &mut Walk) {
    walk.pass(&[
        ("identity", LICENCE),
        ("phone", PHONE),
        ("message", &[("message", "車いすで行きます。")]),
        ("summary", &[]),
    ]);
}

#[test]
fn a_move_to_the_other_ward() {
    for service in ["move_within", "move_ward"] {
        let mut walk = Walk::begin(service);
        walk.pass(&[
            ("move_date", DATE),
            ("scope", &[("move/scope", "whole")]),
            ("nationality", JAPANESE),
            ("person", TARO),
        ]);
        walk.pass(&[
            ("card", &[("mover:1/card/held", "yes")]),
            ("people", &[]),
            ("joining", &[("move/joining", "new")]),
        ]);
        walk.pass(&[("old_postal", &[("old_address/postal", "0000003")]), ("old_town", BEFORE)]);
        walk.pass(&[("old_head", &[("old_household/head_name", "見本 太郎")])]);
        walk.pass(&[("new_postal", &[("new_address/postal", "000-0012")]), ("new_town", HERE)]);
        walk.pass(&[
            ("insurance", &[("mover:1/insurance", "national")]),
            ("pension", &[("mover:1/pension", "first")]),
        ]);
        walk.pass(&[("life", &[("household/water", "yes")])]);
        walk.pass(&[("city", &[("x.rubbish_guide", "japanese"), ("x.neighbourhood", "no")])]);
        walk.pass(&[("certificates_wanted", &[("certificates_wanted", "no")]), ("notifier_kind", SELF)]);
        finish(&mut walk);
        let record = written(&walk);
        assert_eq!(record["service"], service);
        assert_eq!(record["mover"][0]["relationship"], "head");
        assert_eq!(record["message"], "車いすで行きます。");
        assert!(bring(&walk).contains("引っ越す人のマイナンバーカード"), "{}", bring(&walk));
    }
}

#[test]
fn who_moves_out_and_leaves_two_grown_people_behind_says_who_is_head() {
    let mut walk = Walk::begin("move_out");
    walk.answer("origin", &[("move/origin", "unregistered")]);
    assert!(walk.html().contains("1つ選んでください"), "not offered, not taken");
    walk.pass(&[("origin", &[("move/origin", "domestic")])]);
    let planned = [("move/date.year", "2026"), ("move/date.month", "11"), ("move/date.day", "30")];
    walk.pass(&[
        ("move_date", &planned),
        ("scope", &[("move/scope", "part")]),
        ("nationality", JAPANESE),
        ("person", TARO),
    ]);
    walk.pass(&[("card", &[("mover:1/card/held.dont_know", "yes")]), ("people", &[])]);
    walk.pass(&[("old_postal", &[("old_address/postal", "0000003")]), ("old_town", BEFORE)]);
    walk.pass(&[("old_head", &[("old_household/head_name", "見本 太郎")])]);
    walk.pass(&[("head_leaves", &[("old_household/head_leaves", "yes")])]);
    walk.pass(&[("adults_staying", &[("old_household/adults_staying", "２")])]);
    walk.pass(&[("next_head", &[("old_household/next_head_name", "見本 花子")])]);
    walk.pass(&[("new_postal", &[("new_address/postal.dont_know", "yes")])]);
    let away = [
        ("new_address/town", "見本県ためし市一番町"),
        ("new_address/lot", "9999番地"),
        ("new_address/building", ""),
    ];
    walk.pass(&[("new_town", &away)]);
    walk.pass(&[
        ("insurance", &[("mover:1/insurance", "national")]),
        ("pension", &[("mover:1/pension", "first")]),
    ]);
    walk.pass(&[("child_allowance", &[("household/child_allowance", "no")])]);
    walk.pass(&[("life", &[("household/water", "yes")])]);
    walk.pass(&[("notifier_kind", SELF)]);
    finish(&mut walk);
    let record = written(&walk);
    assert_eq!(record["old_household"]["next_head_name"], "見本\u{3000}花子");
    assert_eq!(record["new_address"]["municipality"], "999962", "read off the address as written");
    assert_eq!(record["new_address"]["postal"]["?"], "dont_know");
    assert_eq!(record["new_household"], Json::Null, "who moves out is head of nothing here");
    assert!(bring(&walk).contains("国民健康保険の資格確認書"));
}

#[test]
fn abroad_needs_no_postal_code() {
    let mut walk = Walk::begin("move_out");
    walk.pass(&[("origin", &[("move/origin", "abroad")])]);
    walk.pass(&[
        ("move_date", DATE),
        ("scope", &[("move/scope", "whole")]),
        ("nationality", JAPANESE),
        ("person", TARO),
    ]);
    walk.pass(&[("card", &[("mover:1/card/held", "no")]), ("people", &[])]);
    walk.pass(&[("old_postal", &[("old_address/postal", "0000003")]), ("old_town", BEFORE)]);
    walk.pass(&[("old_head", &[("old_household/head_name", "見本 太郎")])]);
    walk.answer("new_overseas", &[("new_address/overseas", "ベトナム ハノイ")]);
    assert_eq!(walk.at.view.page, "insurance");
}

#[test]
fn what_no_longer_goes_together_is_mended_before_there_is_a_code() {
    let mut walk = Walk::begin("seal_registration");
    walk.pass(&[("seal_reason", &[("seal/reason", "end")]), ("nationality", JAPANESE), ("applicant", TARO)]);
    walk.pass(&[("new_postal", &[("new_address/postal", "000-0012")]), ("new_town", HERE)]);
    assert_eq!(walk.at.view.page, "notifier_kind", "no certificate once the registration ends");
    walk.pass(&[("notifier_kind", SELF)]);
    finish(&mut walk);
    assert!(walk.at.view.wants_code);
    assert!(!bring(&walk).contains("手数料は"), "ending costs nothing: {}", bring(&walk));
    // Opened again on a device whose clock stands before the person was 15.
    let early = Date::constant(1999, 12, 3);
    let at =
        kakanai_interview::show(&walk.catalogue, &kakanai_interview::places::NoTable, &walk.at.state, early);
    assert!(!at.view.wants_code && at.view.page == "summary", "{}", at.view.html);
    assert!(
        at.view.title.starts_with("エラー") && at.view.html.contains("value=\"goto=applicant:1\""),
        "{}",
        at.view.html
    );
}

#[test]
fn three_certificates_with_their_options_and_what_they_cost() {
    let mut walk = Walk::begin("certificates");
    walk.pass(&[("notifier_kind", SELF), ("nationality", JAPANESE), ("applicant", TARO), ("people", &[])]);
    walk.pass(&[("new_postal", &[("new_address/postal", "000-0012")]), ("new_town", HERE)]);
    assert!(walk.html().contains("住民票の写し（1通300円）"), "{}", walk.html());
    walk.pass(&[(
        "certificate",
        &[("certificate:1/kind", "resident_record"), ("certificate:1/copies", "2")],
    )]);
    walk.pass(&[("certificate_extent", &[("certificate:1/extent", "all")])]);
    let options = [
        ("certificate:1/with_relationship", "no"),
        ("certificate:1/with_koseki", "yes"),
        ("certificate:1/with_history", "no"),
    ];
    walk.pass(&[("certificate_options", &options)]);
    walk.pass(&[(
        "certificate_numbers",
        &[("certificate:1/with_number", "no"), ("certificate:1/with_code", "no")],
    )]);
    walk.pass(&[("certificate_purpose", &[("certificate:1/purpose", "運転免許")])]);
    assert!(walk.html().contains("住民票の写し　2通　600円"), "{}", walk.html());
    walk.answer("certificates", &[("action", "add")]);
    walk.pass(&[("certificate", &[("certificate:2/kind", "koseki_full"), ("certificate:2/copies", "1")])]);
    walk.pass(&[("certificate_purpose", &[("certificate:2/purpose", "")])]);
    assert!(walk.html().contains("合わせて1,050円"), "{}", walk.html());
    walk.answer("certificates", &[("action", "add")]);
    walk.pass(&[("certificate", &[("certificate:3/kind", "seal"), ("certificate:3/copies", "1")])]);
    walk.pass(&[
        ("certificate_purpose", &[]),
        ("certificates", &[("action", "remove=3")]),
        ("certificates", &[]),
    ]);
    let koseki = [
        ("mover:1/koseki/town", "見本県ためし市一番町"),
        ("mover:1/koseki/lot", "1"),
        ("mover:1/koseki/head", "見本 太郎"),
    ];
    walk.pass(&[("koseki", &koseki)]);
    finish(&mut walk);
    let record = written(&walk);
    assert_eq!(record["certificate"].as_array().unwrap().len(), 2);
    assert_eq!(record["certificate"][0]["with_koseki"], true);
    assert!(bring(&walk).contains("手数料は1,050円です"), "{}", bring(&walk));
}

#[test]
fn a_seal_with_a_guarantor_and_its_certificate() {
    let mut walk = Walk::begin("seal_registration");
    walk.pass(&[("seal_reason", &[("seal/reason", "new")]), ("seal_name", &[("seal/name", "family")])]);
    walk.pass(&[("nationality", JAPANESE), ("applicant", TARO)]);
    walk.pass(&[("new_postal", &[("new_address/postal", "000-0012")]), ("new_town", HERE)]);
    walk.pass(&[("certificates_wanted", &[("certificates_wanted", "yes")])]);
    walk.answer("seal_copies", &[("certificate:1/kind", "koseki_full"), ("certificate:1/copies", "1")]);
    assert_eq!(walk.at.view.page, "seal_copies", "only the seal's own certificate");
    walk.pass(&[
        ("seal_copies", &[("certificate:1/kind", "seal"), ("certificate:1/copies", "1")]),
        ("certificates", &[]),
    ]);
    walk.pass(&[("notifier_kind", SELF), ("identity", &[("notifier/identity", "eligibility")])]);
    walk.pass(&[
        ("guarantor", &[("seal/guarantor", "yes")]),
        ("phone", PHONE),
        ("message", &[]),
        ("summary", &[]),
    ]);
    assert_eq!(written(&walk)["certificate"][0]["kind"], "seal");
    assert!(bring(&walk).contains("保証人の印鑑"), "{}", bring(&walk));
    assert!(bring(&walk).contains("手数料は600円です"), "registration and one certificate: {}", bring(&walk));
}

#[test]
fn somebody_from_abroad_has_a_latin_name_a_nationality_and_a_period() {
    let mut walk = Walk::begin("move_in");
    walk.pass(&[("origin", &[("move/origin", "abroad")]), ("move_date", DATE)]);
    walk.pass(&[("nationality", &[("mover:1/japanese", "no")])]);
    let long = "Sample-Example Maria  Magdalena de la Concepcion y Asuncion Tercera de Todas";
    let mut person = vec![("mover:1/name/latin", long), ("mover:1/name/kana", "さんぷる マリア")];
    person.extend_from_slice(&TARO[4..]);
    walk.pass(&[("person", &person)]);
    walk.pass(&[("other_names", &[("mover:1/name/kanji", ""), ("mover:1/name/alias", "")])]);
    let residence = [
        ("mover:1/nationality", "vnm"),
        ("mover:1/residence/status", "trainee_2ro"),
        ("mover:1/residence/period.year", "１"),
        ("mover:1/residence/period.month", "3"),
        ("mover:1/residence/expires.year", "2028"),
        ("mover:1/residence/expires.month", "2"),
        ("mover:1/residence/expires.day", "7"),
        ("mover:1/residence/card_number", "ｚｚ00000001zz"),
    ];
    walk.pass(&[("residence", &residence)]);
    assert_eq!(walk.at.view.page, "card", "no 本籍 is asked");
    let text = walk.at.state.to_json(&walk.catalogue);
    for part in ["SAMPLE-EXAMPLE MARIA MAGDALENA", "P1Y3M", "ZZ00000001ZZ", "サンプル\u{3000}マリア"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    walk.send(&[("action", "goto=residence:1")]);
    let permanent = [
        ("mover:1/nationality", "VNM"),
        ("mover:1/residence/status", "permanent"),
        ("mover:1/residence/card_number.dont_know", "yes"),
    ];
    walk.pass(&[("residence", &permanent)]);
    assert!(
        !walk.at.state.to_json(&walk.catalogue).contains("P1Y3M"),
        "no period is kept for an indefinite stay"
    );
}

#[test]
fn a_parent_with_small_children_is_head_without_being_asked() {
    let mut walk = alone();
    walk.answer("people", &[("action", "add")]);
    walk.person(2, ["見本", "咲良"], ["ミホン", "サクラ"], "2018-6-15", "female");
    walk.pass(&[("people", &[]), ("joining", &[("move/joining", "new")])]);
    assert_eq!(walk.at.view.page, "relationship");
    assert!(walk.html().contains("<h1>見本　咲良の続柄</h1>"), "{}", walk.html());
}

#[test]
fn certificates_with_a_move_come_and_go_with_the_wish_for_them() {
    let mut walk = alone();
    walk.pass(&[("people", &[]), ("joining", &[("move/joining", "new")])]);
    walk.pass(&[("old_postal", &[("old_address/postal.dont_know", "yes")])]);
    let place = [
        ("old_address/town", "とおい国のむかしの町"),
        ("old_address/lot", "1"),
        ("old_address/building", ""),
    ];
    walk.pass(&[("old_town", &place), ("old_head", &[("old_household/head_name.dont_know", "yes")])]);
    walk.pass(&[("new_postal", &[("new_address/postal", "000-0012")]), ("new_town", HERE)]);
    walk.pass(&[
        ("insurance", &[("mover:1/insurance", "employer")]),
        ("pension", &[("mover:1/pension", "second")]),
    ]);
    walk.pass(&[(
        "life",
        &[("household/scooter", "no"), ("household/dog", "no"), ("household/water", "yes")],
    )]);
    walk.pass(&[("city", &[("x.rubbish_guide", "japanese"), ("x.neighbourhood", "no")])]);
    walk.pass(&[("certificates_wanted", &[("certificates_wanted", "yes")])]);
    walk.pass(&[("certificate", &[("certificate:1/kind", "seal"), ("certificate:1/copies", "1")])]);
    walk.send(&[("action", "goto=certificates_wanted")]);
    walk.pass(&[("certificates_wanted", &[("certificates_wanted", "no")])]);
    assert_eq!(walk.at.view.page, "seal");
    assert!(!walk.at.state.to_json(&walk.catalogue).contains("copies"));
}
