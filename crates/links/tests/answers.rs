//! Answers of an RPA: read whole or refused with line and column, and compared with what was filed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod support;

use kakanai_links::answer::{Answer, Reply, Weight, compare, read};
use kakanai_links::csv_in::Fault;
use kakanai_links::mapping::PartMapping;
use kakanai_links::{Part, csv};
use kakanai_record::{ElementId, Record};
use proptest::prelude::*;
use support::{around, cells, demo, moving, record};

fn small() -> PartMapping {
    moving(
        r#"{ name = "受付番号", source = "case/number" },
           { name = "送信番号", source = "case/event" },
           { name = "人", source = "element" },
           { name = "氏名", source = "mover/name/kanji" },
           { name = "続柄", source = "mover/relationship" },
           { name = "日", source = "move/date", form = "era_digits" }"#,
        r#"answer = ["氏名", "続柄", "日"]"#,
    )
}

fn two() -> Record {
    record(
        r##"{"move": {"date": "2026-11-15"}, "mover": [
            {"#": 1, "name": {"kanji": "髙見　太郎"}, "relationship": "head"},
            {"#": 3, "name": {"kanji": "=見本"}, "relationship": "wife"}]}"##,
    )
}

fn answer(text: &str) -> Result<Reply, Fault> {
    read(&small(), &two(), &around(), text.as_bytes())
}

fn id(number: u16) -> Option<ElementId> {
    ElementId::new(number)
}

#[test]
fn columns_in_any_order_and_lines_in_any_order() {
    let text = "\u{feff}理由,日,結果,人,続柄,氏名,メモ\r\n,5081115,仮登録,3,妻,'=見本,CANARY\r\n,5081115,仮登録,1,世帯主,髙見　太郎,\r\n";
    for text in [text.to_owned(), text.replace("\r\n", "\n"), text.replace('\u{feff}', "")] {
        let reply = answer(&text).unwrap();
        let Answer::Registered(rows) = &reply.answer else { panic!("{reply:?}") };
        assert_eq!(rows.iter().map(|row| row.element).collect::<Vec<_>>(), [id(1), id(3)]);
        let values: Vec<(&str, &str)> =
            rows[1].values.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(values, [("氏名", "=見本"), ("続柄", "妻"), ("日", "5081115")]);
        assert_eq!(reply.notes, ["column 7 `メモ` was passed over"]);
        assert!(compare(&small(), &two(), &around(), &reply.answer).is_empty());
    }
}

#[test]
fn one_rejected_line_rejects_the_part_and_says_what_was_registered() {
    for (text, reason, registered) in [
        ("人,結果,理由\n1,差戻し,住所が\r\n ない\n3,差戻し,氏名\n", None, 0),
        ("人,結果,理由\n1,差戻し,住所がない\n3,差戻し,氏名\n", Some("1行目：住所がない\n2行目：氏名"), 0),
        (
            "人,結果,理由\n1,差戻し,\"住所\r\nなし\"\n",
            Some("1行目：住所 なし\n2行目は返答がありません。確かめてください。"),
            0,
        ),
        (
            "人,結果,理由,氏名,続柄,日\n3,差戻し,外字,,,\n1,仮登録,,高見太郎,世帯主,5081115\n",
            Some("2行目：外字\n1行目は仮登録ずみです。取り消しが必要です。"),
            1,
        ),
    ] {
        match (answer(text), reason) {
            (
                Ok(Reply { answer: Answer::Rejected { reason: found, registered: rows }, .. }),
                Some(reason),
            ) => {
                assert_eq!((found.as_str(), rows.len()), (reason, registered));
            }
            (Err(_), None) => {}
            (other, _) => panic!("{text} {other:?}"),
        }
    }
    let (seal, record) = (demo(Part::Seal), record(r##"{"mover": [{"#": 1}]}"##));
    let reply = read(&seal, &record, &around(), "結果,理由\n差戻し,印影が薄い\n".as_bytes()).unwrap();
    assert_eq!(reply.answer, Answer::Rejected { reason: "印影が薄い".to_owned(), registered: Vec::new() });
}

#[test]
fn a_fault_refuses_the_file_whole_and_says_where() {
    let long = format!("人,結果,理由\n1,差戻し,{}\n", "長".repeat(201));
    for (text, line, column, words) in [
        ("", 1, None, "空の"),
        ("人,氏名\n1,x\n", 1, None, "「結果」の列が"),
        ("結果,理由\n仮登録,\n", 1, None, "「人」の列が"),
        ("人,結果,人\n", 1, Some(3), "「人」の列が2つ"),
        ("人,結果,氏名,続柄,日\n", 1, None, "1, 3の行"),
        ("人,結果,氏名,続柄,日\n1,仮登録,a,b,c\n", 2, None, "3の行"),
        ("人,結果,氏名,続柄,日\n1,仮登録,a,b,c\n3,仮登録,a,b,c\n3,仮登録,a,b,c\n", 4, Some(1), "3行目にも"),
        ("人,結果,氏名,続柄,日\n2,仮登録,a,b,c\n", 2, Some(1), "「2」は、渡した"),
        ("人,結果,氏名,続柄,日\n01,仮登録,a,b,c\n", 2, Some(1), "「01」は、渡した"),
        ("人,結果,氏名,続柄,日\n1,完了,a,b,c\n", 2, Some(2), "「完了」は結果"),
        ("人,結果,氏名,続柄\n1,仮登録,a,b\n", 2, None, "「日」の列が"),
        ("人,結果\n1,差戻し\n", 2, Some(2), "「理由」の列が"),
        ("人,結果,理由\n1,差戻し, \n", 2, Some(3), "理由がありません"),
        (&long, 2, Some(3), "短く"),
        ("受付番号,人,結果,理由\nE-20261120-0002,1,差戻し,x\n", 2, Some(1), "ほかのファイル"),
        ("送信番号,人,結果,理由\n8,1,差戻し,x\n", 2, Some(1), "「7」では"),
        ("人,結果,理由\n1,差戻し\n", 2, None, "セルが2個"),
        ("人,結果,理由\n1,差戻し,\"x\n", 2, Some(3), "閉じていません"),
    ] {
        let fault = answer(text).unwrap_err();
        assert_eq!((fault.line, fault.column), (line, column), "{text} {fault}");
        assert!(fault.what.contains(words), "{text} {fault}");
    }
    let fault = answer("人,結果,理由\n1,差戻し\n").unwrap_err();
    assert!(fault.to_string().starts_with("2行目："), "{fault}");
    let fault = answer("人,結果\n1,差戻し\n").unwrap_err();
    assert!(fault.to_string().starts_with("2行目2列目："), "{fault}");
}

#[test]
fn differences_are_slight_or_plain() {
    let text = "人,結果,氏名,続柄,日\n1,仮登録,高見 太郎,世帯主,5081116\n3,仮登録,=見本,,5081115\n";
    let reply = answer(text).unwrap();
    let found = compare(&small(), &two(), &around(), &reply.answer);
    let found: Vec<_> = found
        .iter()
        .map(|one| {
            (one.element, one.column.as_str(), one.filed.as_str(), one.registered.as_str(), one.weight)
        })
        .collect();
    assert_eq!(
        found,
        [
            (id(1), "氏名", "髙見　太郎", "高見 太郎", Weight::Slight),
            (id(1), "日", "5081115", "5081116", Weight::Plain),
            (id(3), "続柄", "妻", "", Weight::Plain),
        ]
    );
}

#[test]
fn what_cannot_be_compared_is_a_plain_difference() {
    let text = "人,結果,氏名,続柄,日\n1,仮登録,髙見　太郎,世帯主,5081115\n3,仮登録,=見本,妻,5081115\n";
    let reply = answer(text).unwrap();
    let one = record(
        r##"{"move": {"date": "2026-11-15"}, "mover": [{"#": 1, "name": {"kanji": "髙見　太郎"}, "relationship": "head"}]}"##,
    );
    let gone = compare(&small(), &one, &around(), &reply.answer);
    assert!(
        gone.len() == 3 && gone.iter().all(|d| d.element == id(3) && d.weight == Weight::Plain),
        "{gone:?}"
    );
    let other = moving(
        r#"{ name = "人", source = "element" }, { name = "氏名", source = "mover/name/kanji" }, { name = "性別", source = "mover/sex" }"#,
        r#"answer = ["氏名", "性別"]"#,
    );
    let changed = compare(&other, &two(), &around(), &reply.answer);
    let columns: Vec<&str> =
        changed.iter().filter(|d| d.element == id(1)).map(|d| d.column.as_str()).collect();
    assert_eq!(columns, ["続柄", "日", "性別"]);
}

#[test]
fn our_own_file_with_a_result_is_an_answer_without_differences() {
    for part in [demo(Part::Move), demo(Part::Seal)] {
        let record = two();
        let mut text = String::new();
        for (at, row) in cells(&csv(&part, &record, &around())).iter().enumerate() {
            let row: Vec<String> =
                row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            text += &format!("{},{}\n", row.join(","), if at == 0 { "結果" } else { "仮登録" });
        }
        let reply = read(&part, &record, &around(), text.as_bytes()).unwrap();
        assert!(matches!(reply.answer, Answer::Registered(_)));
        assert_eq!(compare(&part, &record, &around(), &reply.answer), []);
    }
}

proptest! {
    #[test]
    fn hostile_answers_are_read_or_refused(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[人結果理由仮登録差戻し氏名続柄日13,\"\r\n\u{feff}\u{0}]{0,80}".prop_map(String::into_bytes),
            "人,結果,理由\n([13],(仮登録|差戻し|),[見\"=' ]{0,3}\r?\n){0,4}".prop_map(String::into_bytes),
        ]
    ) {
        if let Ok(reply) = read(&small(), &two(), &around(), &bytes) {
            // Registered needs a column for each value, and a line for each person.
            if let Answer::Registered(rows) = &reply.answer {
                prop_assert_eq!(rows.len(), 2);
            }
            let _ = compare(&small(), &two(), &around(), &reply.answer);
        }
    }
}
