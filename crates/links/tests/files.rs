//! Files that go out: what stands in their cells, and that nothing of them runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod support;

use std::sync::LazyLock;

use kakanai_links::csv_out::{clean, original, table};
use kakanai_links::mapping::PartMapping;
use kakanai_links::{Part, csv};
use kakanai_record::{Answer, Change, Dictionary, ElementId, Record, Value, core};
use proptest::prelude::*;
use support::{around, cells, demo, moving, record};

/// The cell of a line under a column, as it was before it was made harmless.
fn cell(part: &PartMapping, bytes: &[u8], line: usize, name: &str) -> String {
    let rows = cells(bytes);
    assert!(rows.iter().all(|row| row.len() == part.columns().len()));
    let at = rows[0].iter().position(|known| known == name).unwrap_or_else(|| panic!("no column {name}"));
    original(&rows[line][at]).to_owned()
}

const FAMILY: &str = r##"{
  "service": "move_in", "move": {"date": "2026-11-15", "origin": "domestic", "scope": "whole"},
  "new_address": {"postal": "9990000", "municipality": "999999", "town": "見本町", "lot": "1-2-3", "building": "例示荘101"},
  "old_address": {"municipality": "999962", "town": "旧町", "lot": "4"},
  "new_household": {"head": 1}, "old_household": {"head_name": "例示 一郎", "adults_staying": 2},
  "mover": [
    {"#": 1, "name": {"kanji": "=見本　\"太郎\"", "kana": "ミホン　タロウ"}, "birth": "1985-12-03", "sex": "male",
     "relationship": "head", "japanese": true, "koseki": {"municipality": "999962", "town": "本町", "lot": "9番"}},
    {"#": 2, "name": {"latin": "ZZ SAMPLE", "alias": "'見本"}, "birth": "1990-01-02", "sex": "female", "japanese": false,
     "relationship": "child.wife", "nationality": "ZZZ", "residence": {"period": "P1Y3M", "expires": "2028-02-03"}},
    {"#": 4, "name": {"kanji": "見本花子"}, "birth": "1945~", "relationship": {"?": "dont_know"}, "koseki": {"head": {"?": "unrecorded"}}},
    {"#": 5, "name": {"kanji": "見本 次郎"}, "birth": {"?": "unrecorded"}}],
  "notifier": {"kind": "self", "mover": 2, "phone": "09990000000"},
  "identity": [{"#": 1, "kind": "passport"}, {"#": 2, "kind": "other", "detail": "社員証"}],
  "remarks": "一\n二"}"##;

#[test]
fn what_stands_in_the_demonstration_citys_move() {
    let (part, record) = (demo(Part::Move), record(FAMILY));
    let bytes = csv(&part, &record, &around());
    assert_eq!(bytes, csv(&part, &record, &around()), "the same case gives the same bytes");
    assert!(bytes.ends_with(b"\"\r\n"));
    assert_eq!(cells(&bytes).len(), 5);
    for (line, name, want) in [
        (1, "受付番号", "E-20261120-0001"),
        (1, "件番号", support::CASE),
        (1, "送信番号", "7"),
        (3, "人", "4"),
        (3, "行", "3"),
        (3, "人数", "4"),
        (1, "手続き", "転入"),
        (1, "手続きコード", "A1"),
        (1, "異動事由表記", "国内転入"),
        (1, "異動事由", "01"),
        (1, "異動年月日", "2026-11-15"),
        (1, "異動年月日_和暦", "5081115"),
        (1, "異動届出年月日", "2026-11-20"),
        (1, "氏名", "=見本　\"太郎\""),
        (1, "氏_日本人", "=見本"),
        (1, "名_日本人", "\"太郎\""),
        (3, "氏_日本人", ""),
        (1, "住民種別", "1"),
        (2, "住民種別", "2"),
        (3, "住民種別", ""),
        (2, "氏名", ""),
        (2, "氏名_外国人ローマ字", "ZZ SAMPLE"),
        (2, "通称", "'見本"),
        (1, "生年月日", "1985-12-03"),
        (1, "生年月日_元号", "3"),
        (1, "生年月日_不詳フラグ", "0"),
        (1, "生年月日_不詳表記", ""),
        (3, "生年月日", ""),
        (3, "生年月日_不詳フラグ", "1"),
        (3, "生年月日_不詳表記", "昭和20年頃"),
        (4, "生年月日", ""),
        (4, "生年月日_不詳フラグ", "1"),
        (4, "生年月日_不詳表記", "年月日不詳"),
        (1, "性別", "1"),
        (2, "性別表記", "女"),
        (1, "続柄コード1", "02"),
        (2, "続柄コード1", "20"),
        (2, "続柄コード2", "12"),
        (2, "続柄コード3", ""),
        (2, "続柄表記", "子の妻"),
        (3, "続柄表記", ""),
        (2, "国籍等_国名コード", "ZZZ"),
        (2, "国籍名等", "例示国"),
        (2, "在留期間等コード_年", "1"),
        (2, "在留期間等コード_月", "3"),
        (2, "在留期間等コード_日", "0"),
        (1, "本籍", "神奈川県ためし市本町9番"),
        (3, "戸籍_筆頭者", "不詳"),
        (1, "新住所_都道府県", "見本県"),
        (1, "新住所_市区郡町村名", "みほん市"),
        (1, "旧住所_都道府県", "神奈川県"),
        (1, "旧住所_市区郡町村名", "ためし市"),
        (1, "世帯主氏名", "=見本　\"太郎\""),
        (1, "旧世帯_世帯主氏名", "例示 一郎"),
        (1, "旧世帯_残る15歳以上の人数", "2"),
        (1, "届出人氏名", "ZZ SAMPLE（'見本）"),
        (1, "届出人生年月日", "1990年1月2日"),
        (1, "届出人住所", "見本県みほん市見本町1-2-3"),
        (1, "本人確認書類", "旅券、その他（社員証）"),
        (1, "備考", "一\n二"),
    ] {
        assert_eq!(cell(&part, &bytes, line, name), want, "line {line} {name}");
    }
}

#[test]
fn reasons_follow_from_the_service_and_where_to() {
    let part = moving(
        r#"{ name = "e", source = "element" }, { name = "r", source = "move/reason", form = "key" }"#,
        "",
    );
    for (service, origin, want) in [
        ("move_in", "domestic", "domestic_in"),
        ("move_in", "unregistered", "domestic_in"),
        ("move_in", "abroad", "abroad_in"),
        ("move_within", "domestic", "within"),
        ("move_ward", "domestic", "ward"),
        ("move_out", "domestic", "domestic_out"),
        ("move_out", "abroad", "abroad_out"),
        ("household_part", "domestic", "part"),
        ("certificates", "domestic", ""),
    ] {
        let json = format!(
            r##"{{"service": "{service}", "move": {{"origin": "{origin}"}}, "mover": [{{"#": 1}}]}}"##
        );
        assert_eq!(cell(&part, &csv(&part, &record(&json), &around()), 1, "r"), want, "{service} {origin}");
    }
}

#[test]
fn certificates_and_seals_name_the_only_person_unasked_and_nobody_else() {
    let (certificates, seal) = (demo(Part::Certificates), demo(Part::Seal));
    let one = r##""mover": [{"#": 1, "name": {"kanji": "見本"}, "birth": "1985-12-03"}]"##;
    let two = r##""mover": [{"#": 1, "name": {"kanji": "見本"}}, {"#": 2, "name": {"kanji": "例示"}, "birth": "1945~"}]"##;
    for (people, said, want) in [(one, "", "見本"), (two, "", ""), (two, r#", "mover": 2"#, "例示")] {
        let json = format!(
            r##"{{{people}, "certificate": [{{"#": 3, "kind": "seal", "copies": 2, "with_number": false{said}}}], "seal": {{"reason": "new"{said}}}}}"##
        );
        let record = record(&json);
        let bytes = csv(&certificates, &record, &around());
        assert_eq!(cell(&certificates, &bytes, 1, "対象者氏名"), want, "{json}");
        assert_eq!(cell(&certificates, &bytes, 1, "申請"), "3");
        assert_eq!(cell(&certificates, &bytes, 1, "通数"), "2");
        assert_eq!(cell(&certificates, &bytes, 1, "証明書コード"), "I1");
        assert_eq!(cell(&certificates, &bytes, 1, "記載_個人番号"), "0");
        assert_eq!(cell(&certificates, &bytes, 1, "記載_続柄"), "");
        let bytes = csv(&seal, &record, &around());
        assert_eq!(cells(&bytes).len(), 2, "a seal has one line");
        assert_eq!(cell(&seal, &bytes, 1, "登録者氏名"), want);
        let uncertain = if want == "例示" { "昭和20年頃" } else { "" };
        assert_eq!(cell(&seal, &bytes, 1, "登録者生年月日_不詳表記"), uncertain);
        assert_eq!(cell(&seal, &bytes, 1, "印鑑の手続きコード"), "1");
    }
}

#[test]
fn what_may_not_go_out_does_not() {
    let json = r##"{"service": "move_in", "staff_note": "CANARY1", "caution": "CANARY2", "household": {"protection": true},
        "mover": [{"#": 1, "name": {"kanji": "見本"}, "pregnant": true, "handbook": true, "care": true}]}"##;
    let quiet = r##"{"service": "move_in", "mover": [{"#": 1, "name": {"kanji": "見本"}}]}"##;
    for part in Part::ALL {
        let part = demo(part);
        assert_eq!(csv(&part, &record(json), &around()), csv(&part, &record(quiet), &around()));
    }
}

#[test]
fn names_and_notes_of_surroundings_cannot_break_the_file() {
    let part = moving(
        r#"{ name = "e", source = "element" }, { name = "p", source = "new_address/municipality", form = "word" }"#,
        "",
    );
    let mut broken = around();
    broken.place_name = &|_| "=市\u{0}\u{1b}\",\"".to_owned();
    let record = record(r##"{"new_address": {"municipality": "999999"}, "mover": [{"#": 1}]}"##);
    let bytes = csv(&part, &record, &broken);
    assert!(!bytes.contains(&0) && !bytes.contains(&0x1b));
    assert_eq!(cell(&part, &bytes, 1, "p"), "=市\u{fffd}\u{fffd}\",\"");
}

/// What spreadsheets, in Japan too, take for the beginning of a formula, whatever they skip before it.
fn runs(cell: &str) -> bool {
    let skipped =
        |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start_matches(skipped).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

fn any_text() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        3 => any::<char>(),
        4 => prop::sample::select(vec!['=', '+', '-', '@', '\'', '"', ',', '\t', '\r', '\n', ' ', '　', '＝', '\u{feff}', '\u{0}', '見']),
    ];
    prop::collection::vec(one, 0..12).prop_map(String::from_iter)
}

/// Read once: the mapping is the same for every record.
static MOVE: LazyLock<(Dictionary, PartMapping)> = LazyLock::new(|| (Dictionary::core(), demo(Part::Move)));

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_table_comes_back_exactly_and_nothing_runs(
        rows in prop::collection::vec(prop::collection::vec(any_text(), 3), 0..6)
    ) {
        let bytes = table(["a", "b", "c"], rows.clone());
        let read = cells(&bytes);
        prop_assert_eq!(read.len(), rows.len() + 1);
        for (read, meant) in read[1..].iter().zip(&rows) {
            for (read, meant) in read.iter().zip(meant) {
                prop_assert!(!runs(read), "{:?}", read);
                prop_assert!(!read.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')));
                prop_assert_eq!(original(read), clean(meant));
            }
        }
        // The strict reader of answers reads the same table.
        let strict = kakanai_links::csv_in::read(&bytes).unwrap();
        let strict: Vec<_> = strict.into_iter().map(|line| line.cells).collect();
        let meant: Vec<_> = read.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        prop_assert_eq!(strict, meant);
    }

    #[test]
    fn texts_of_any_record_come_back_exactly(
        people in prop::collection::vec((any_text(), any_text(), any_text()), 1..4),
        remarks in any_text()
    ) {
        let (dictionary, part) = &*MOVE;
        let mut record = Record::new();
        let mut put = |key, text: &str| {
            // What an item does not take stands in no record.
            let change = Change::Set(key, Answer::Known(Value::Text(text.to_owned())));
            record.apply(dictionary, &change).map_or(String::new(), |()| text.to_owned())
        };
        let remarks = put(core::REMARKS.key(), &remarks);
        let mut want = Vec::new();
        for (at, (name, alias, head)) in people.iter().enumerate() {
            let id = ElementId::new(at as u16 + 1).unwrap();
            record.apply(dictionary, &Change::Add(core::MOVER.key(), id)).unwrap();
            let mut put = |key, text: &str| {
                let change = Change::Set(key, Answer::Known(Value::Text(text.to_owned())));
                record.apply(dictionary, &change).map_or(String::new(), |()| text.to_owned())
            };
            want.push((
                put(core::MOVER_NAME.of(id), name),
                put(core::MOVER_ALIAS.of(id), alias),
                put(core::KOSEKI_HEAD.of(id), head),
            ));
        }
        let bytes = csv(part, &record, &around());
        for (at, (name, alias, head)) in want.iter().enumerate() {
            prop_assert_eq!(&cell(part, &bytes, at + 1, "氏名"), name);
            prop_assert_eq!(&cell(part, &bytes, at + 1, "通称"), alias);
            prop_assert_eq!(&cell(part, &bytes, at + 1, "戸籍_筆頭者"), head);
            prop_assert_eq!(&cell(part, &bytes, at + 1, "備考"), &remarks);
        }
        prop_assert!(cells(&bytes).iter().flatten().all(|cell| !runs(cell)));
    }
}
