//! A CSV that an RPA keys into the resident-record system (KM-04, KU-38): one line for each person.
//!
//! UTF-8 with byte order mark, CRLF, a header, every cell in quotes. A cell that a spreadsheet would run
//! as a formula (beginning with `= + - @`, tab or CR) is made harmless by an apostrophe before it.

use kakanai_record::codes::Code;
use kakanai_record::{Answer, ElementId, Record, Tag, Value, core};

/// Where a column's cell comes from.
enum Cell {
    /// The visit's number.
    Number,
    /// An item of the case.
    Case(Tag),
    /// An item of the person.
    Person(Tag),
}

/// The columns, with names as in the 基本データリスト where it has one.
const COLUMNS: [(&str, Cell); 24] = [
    ("受付番号", Cell::Number),
    ("手続き", Cell::Case(core::SERVICE)),
    ("異動年月日", Cell::Case(core::MOVE_DATE)),
    ("氏名", Cell::Person(core::MOVER_NAME)),
    ("氏名_フリガナ", Cell::Person(core::MOVER_KANA)),
    ("氏名_外国人ローマ字", Cell::Person(core::MOVER_LATIN)),
    ("生年月日", Cell::Person(core::MOVER_BIRTH)),
    ("性別表記", Cell::Person(core::MOVER_SEX)),
    ("続柄表記", Cell::Person(core::MOVER_RELATIONSHIP)),
    ("住所_郵便番号", Cell::Case(core::NEW_POSTAL)),
    ("住所_市区町村コード", Cell::Case(core::NEW_MUNICIPALITY)),
    ("住所_町字", Cell::Case(core::NEW_TOWN)),
    ("住所_番地号表記", Cell::Case(core::NEW_LOT)),
    ("住所_方書", Cell::Case(core::NEW_BUILDING)),
    ("転入前住所_郵便番号", Cell::Case(core::OLD_POSTAL)),
    ("転入前住所_市区町村コード", Cell::Case(core::OLD_MUNICIPALITY)),
    ("転入前住所_町字", Cell::Case(core::OLD_TOWN)),
    ("転入前住所_番地号表記", Cell::Case(core::OLD_LOT)),
    ("転入前住所_方書", Cell::Case(core::OLD_BUILDING)),
    ("本籍_町字", Cell::Person(core::KOSEKI_TOWN)),
    ("本籍_地番号または、街区符号", Cell::Person(core::KOSEKI_LOT)),
    ("戸籍_筆頭者", Cell::Person(core::KOSEKI_HEAD)),
    ("国籍等_国名コード", Cell::Person(core::MOVER_NATIONALITY)),
    ("在留資格等", Cell::Person(core::MOVER_STATUS)),
];

/// The file for one case. The same record gives the same bytes.
pub fn csv(record: &Record, number: &str) -> Vec<u8> {
    let mut out = Vec::from(*b"\xef\xbb\xbf");
    line(&mut out, COLUMNS.iter().map(|(name, _)| (*name).to_owned()));
    for person in record.elements(core::MOVER.key()) {
        line(&mut out, COLUMNS.iter().map(|(_, cell)| words(record, *person, cell, number)));
    }
    out
}

fn words(record: &Record, person: ElementId, cell: &Cell, number: &str) -> String {
    let answer = match cell {
        Cell::Number => return number.to_owned(),
        Cell::Case(tag) => record.get(tag.key()),
        Cell::Person(tag) => record.get(tag.of(person)),
    };
    match answer {
        Answer::Known(Value::Code(code)) => code.word().to_owned(),
        Answer::Known(Value::Chain(chain)) => chain.iter().map(Code::word).collect::<Vec<_>>().join("の"),
        Answer::Known(value) => value.text_form(),
        Answer::Unrecorded => "不詳".to_owned(),
        Answer::NotAsked | Answer::NotApplicable | Answer::DontKnow => String::new(),
    }
}

fn line(out: &mut Vec<u8>, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> =
        cells.map(|cell| format!("\"{}\"", harmless(&cell).replace('"', "\"\""))).collect();
    out.extend(cells.join(",").into_bytes());
    out.extend(b"\r\n");
}

/// An apostrophe before what a spreadsheet would run. A cell that begins with an apostrophe gets one
/// too, so that the way back is exact.
fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\'') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

/// What stood in a cell before it was made harmless.
pub fn original(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kakanai_record::{Dictionary, json};

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[3..]);
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_line_for_each_person_reads_back_as_it_was_meant() {
        let dictionary = Dictionary::core();
        let json = r##"{"service": "move_in", "mover": [
            {"#": 1, "name": {"kanji": "=見本　\"太郎\""}, "relationship": "head"},
            {"#": 2, "name": {"kanji": "'𠮷見　花子"}, "relationship": "child.wife", "birth": {"?": "unrecorded"}}]}"##;
        let record = json::from_str(&dictionary, json).unwrap();
        let bytes = csv(&record, "E-20261120-0001");
        assert!(bytes.starts_with(b"\xef\xbb\xbf\"") && bytes.ends_with(b"\"\r\n"));
        let rows = read(&bytes);
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
        assert_eq!((rows[1][3].as_str(), original(&rows[1][3])), ("'=見本　\"太郎\"", "=見本　\"太郎\""));
        assert_eq!(original(&rows[2][3]), "'𠮷見　花子");
        assert_eq!((rows[2][8].as_str(), rows[2][6].as_str()), ("子の妻", "不詳"));
    }
}
