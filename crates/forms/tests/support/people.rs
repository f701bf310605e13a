//! Records to fill forms from: an ordinary family, and one that strains every box.

#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use kakanai_forms::resolve::{Surroundings, resolve};
use kakanai_forms::{FieldValue, FieldValues, Form};
use kakanai_record::{Date, Dictionary, Record, json};
use serde_json::{Value, json};

/// What the paper shows of a record, with signatures and a code.
pub fn resolved(form: &Form, record: &Record) -> FieldValues {
    let dictionary = Dictionary::core();
    let signed = |role: &str, value: FieldValue| (role.to_owned(), value);
    let signatures = [
        signed("filer", FieldValue::Text("𠮷見　太郎".to_owned())),
        signed("applicant", FieldValue::Png(super::SCRIBBLE.to_vec())),
        signed("registrant", FieldValue::Text("髙例　邉\u{e0110}子".to_owned())),
    ];
    let around = Surroundings {
        dictionary: &dictionary,
        place_name: &|code: &str| match code {
            "999962" => "見本県れいだい郡れい台町".to_owned(),
            _ => "見本県みほん市東区".to_owned(),
        },
        country_name: &|_: &str| "フィリピン".to_owned(),
        number: "H-20261120-0042",
        filed_on: Date::new(2026, 11, 20).ok(),
        signatures: &signatures,
        qr: Some(&[b'A'; 300]),
    };
    resolve(form, record, &around)
}

pub fn read(record: &Value) -> Record {
    json::from_str(&Dictionary::core(), &record.to_string()).unwrap()
}

/// A couple who sends somebody, with everything wanted.
pub fn ordinary() -> Value {
    json!({
        "service": "move_in", "move": {"date": "2026-10-01"}, "received_on": "2026-11-20",
        "delay_reason": "病気で入院していたため、期間のうちに市役所へ来られませんでした。\n11月10日に退院しました。",
        "certificates_wanted": true, "seal": {"wanted": true, "mover": 1, "name": "family"},
        "old_address": {"postal": "0009001", "municipality": "999962", "town": "一番町", "lot": "9999番地"},
        "old_household": {"head_name": "見本　太郎"},
        "new_address": {"postal": "0000001", "municipality": "999971", "town": "見本本町一丁目", "lot": "2番3号", "building": "例示マンション101号室"},
        "new_household": {"head": 1},
        "identity": [{"#": 1, "kind": "driving_licence"}],
        "notifier": {"kind": "agent", "name": {"kanji": "例示　十郎", "kana": "レイジ　ジュウロウ"},
                     "address": "見本県ためし市一番町9999番地", "birth": "1970-02-03", "phone": "0999000001"},
        "remarks": "国保：加入（世帯全員）",
        "certificate": [
            {"#": 1, "kind": "resident_record", "copies": 2, "extent": "all", "with_relationship": true, "with_koseki": true},
            {"#": 2, "kind": "seal", "copies": 1, "mover": 1, "purpose": "例示銀行に出すため"}],
        "mover": [
            {"#": 1, "name": {"kanji": "見本　太郎", "kana": "ミホン　タロウ"}, "birth": "1985-12-03", "sex": "male", "japanese": true,
             "relationship": "head", "card": {"held": true},
             "koseki": {"municipality": "999962", "town": "一番町", "lot": "1", "head": "見本　太郎"}},
            {"#": 2, "name": {"kanji": "𠮷見　花子", "kana": "ヨシミ　ハナコ"}, "birth": "1988-04-01", "sex": "female", "japanese": true,
             "relationship": "wife", "card": {"held": false},
             "koseki": {"municipality": "999962", "town": "一番町", "lot": "1", "head": "見本　太郎"}}]
    })
}

/// The same with twelve people, names of 40 characters, Latin names of 25, long buildings, 8 certificates and variants.
pub fn ugly() -> Value {
    let mut record = ordinary();
    let building = "シャトー例示見本アネックスグランドタワー第二東棟　１２０５号室";
    record["new_address"]["building"] = building.into();
    record["old_address"]["building"] = building.into();
    record["old_address"]["town"] = "大字架空字例示見本町通り東入る上る九丁目".into();
    record["new_address"]["lot"] = "千二百三十四番地の五十六の七".into();
    record["notifier"]["name"]["kanji"] = long_name(0).into();
    record["notifier"]["name"]["kana"] = "レイジミホン　".repeat(8).trim_end().into();
    record["notifier"]["address"] =
        format!("見本県れいだい郡れい台町大字架空字例示1234番地の56　{building}").into();
    record["old_household"]["head_name"] = long_name(1).into();
    record["notifier"]["phone"] = "099900000100000".into();
    record["identity"] = json!([{"#": 1, "kind": "residence_card"}, {"#": 2, "kind": "pension_notice"}, {"#": 3, "kind": "other", "detail": "社員証（顔写真つき）"}]);
    record["authority"] = json!({"kind": "same_household"});
    record["delay_reason"] =
        "海外の親族の看病のため長く家を空けており、届出の期間を知らずにおりました。".repeat(6).into();
    record["remarks"] = "転出証明書は後日提出。児童手当：認定請求２人。国民年金：第１号。".repeat(3).into();
    record["mover"] = (0..12).map(person).collect();
    let kinds = [
        "resident_record",
        "removed_record",
        "stated_items",
        "koseki_full",
        "koseki_one",
        "koseki_closed",
        "koseki_addresses",
        "identity",
    ];
    record["certificate"] = kinds.iter().enumerate().map(|(i, kind)| json!({
        "#": i + 1, "kind": kind, "copies": 99 - i, "extent": "part", "mover": 1 + i, "relation": "lineal",
        "with_relationship": true, "with_koseki": true, "with_number": true, "with_code": true, "with_foreign": true, "with_history": true,
        "purpose": "例示年金事務所に遺族年金の請求のため提出する（続柄の入ったもの）",
    })).collect();
    record
}

/// 40 characters, some of them variants.
fn long_name(of: usize) -> String {
    let start = ["𠮷見", "髙例", "邉\u{e0110}見", "﨑本"][of % 4];
    let rest = "見本例示甲野乙川丙山".chars().cycle().take(36);
    start.chars().chain(['　']).chain(rest).collect()
}

fn person(at: usize) -> Value {
    let koseki = json!({"municipality": "999962", "town": "大字架空字例示見本町通り", "lot": format!("千二百三十四番地の{at}"), "head": long_name(at)});
    let mut person = json!({
        "#": at + 1, "name": {"kanji": long_name(at), "kana": "レイジミホン　".repeat(8).trim_end()},
        "birth": format!("19{}-12-{}", 30 + at, 10 + at), "sex": "female", "japanese": true, "relationship": "housemate",
        "card": {"held": false}, "koseki": koseki,
    });
    if at % 4 == 3 {
        person["name"] = json!({"latin": "SAMPLE EXAMPLE MARIA JANES", "kana": "サンプル　エグザンプル　マリア", "alias": "見本　花子"});
        person["japanese"] = false.into();
        person["nationality"] = "PHL".into();
        person["residence"] =
            json!({"status": "engineer_humanities", "card_number": "ZZ00000001ZZ", "expires": "2029-10-31"});
    }
    person
}
