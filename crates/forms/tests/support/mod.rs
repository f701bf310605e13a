//! Fonts, the pressed form and a made-up family, for tests, examples and benches.

#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub mod people;

use kakanai_forms::{FieldValue, FieldValues, Fonts, Form, FormDate};

/// Debian packages fonts-morisawa-bizud-gothic, fonts-morisawa-bizud-mincho and fonts-ipamj-mincho.
const FONTS: &str = "/usr/share/fonts/truetype";

pub fn font(path: &str) -> Vec<u8> {
    let file = Path::new(FONTS).join(path);
    fs::read(&file)
        .unwrap_or_else(|e| panic!("{}: {e}; install the Debian packages of the fonts", file.display()))
}

pub fn fonts() -> Fonts {
    let text = font("bizud-mincho/BIZUDMincho-Regular.ttf");
    Fonts::new(Arc::new(text), Arc::new(font("ipamj/ipamjm.ttf"))).unwrap()
}

pub fn catalogue() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/forms")
}

/// Every form that is pressed.
pub const FORMS: [&str; 5] =
    ["certificate_application", "delay_statement", "power_of_attorney", "resident_move", "seal_application"];

pub fn form(id: &str) -> Form {
    let read = |end: &str| fs::read(catalogue().join(format!("{id}.{end}"))).unwrap();
    Form::load(&read("json"), read("pdf")).unwrap()
}

pub fn resident_move() -> Form {
    form("resident_move")
}

pub fn text(s: &str) -> FieldValue {
    FieldValue::Text(s.to_owned())
}

pub fn choice(key: &str) -> FieldValue {
    FieldValue::Choice(vec![key.to_owned()])
}

pub fn date(era: &str, year: u16, month: u8, day: u8) -> FieldValue {
    FieldValue::Date(FormDate { era: era.to_owned(), year: Some(year), month: Some(month), day: Some(day) })
}

/// One line per person: kana, name, era, year, month, day, sex, 続柄.
type Person = (&'static str, &'static str, &'static str, u16, u8, u8, &'static str, &'static str);

pub const FAMILY: [Person; 4] = [
    ("ミホン　タロウ", "𠮷見　太郎", "showa", 60, 4, 12, "male", "世帯主"),
    ("ミホン　ハナコ", "𠮷見　花子", "showa", 63, 11, 3, "female", "妻"),
    ("ミホン　イチロウ", "𠮷見　一郎", "heisei", 28, 1, 30, "male", "子"),
    ("レイジ　ジロウ", "邉\u{e0110}見　次郎", "reiwa", 3, 10, 10, "male", "妻の子"),
];

/// A family of four that moves in.
pub fn family() -> FieldValues {
    let mut v = FieldValues::new();
    v.set("service", choice("move_in"));
    v.set("case/filed_on", date("reiwa", 8, 11, 20));
    v.set("move/date", date("reiwa", 8, 11, 15));
    v.set("new_address/postal", text("9990001"));
    v.set("new_address/line", text("みほん県みほん市見本町一丁目２番３号"));
    v.set("new_address/building", text("例示マンション見本町第二　１２０５号室"));
    v.set("new_household/head_name", text("𠮷見　太郎"));
    v.set("old_address/postal", text("9980012"));
    v.set("old_address/line", text("例示県架空市仮名五丁目１０番地の８"));
    v.set("old_household/head_name", text("髙例　花子"));
    v.set("koseki/place", text("例示県架空市仮名五丁目１０番地"));
    v.set("koseki/head", text("𠮷見　太郎"));
    v.set("notifier/kind", choice("self"));
    v.set("notifier/name/kana", text("ミホン　タロウ"));
    v.set("notifier/name/kanji", text("𠮷見　太郎"));
    v.set(
        "notifier/address",
        text("みほん県みほん市見本町一丁目２番３号　例示マンション見本町第二　１２０５号室"),
    );
    v.set("notifier/phone", text("000-0000-0000"));
    v.set("case/number", text("R8-1120-0042"));
    v.set("case/identity", choice("my_number_card"));
    v.set(
        "case/remarks",
        text("国保：加入（世帯全員）\n児童手当：認定請求　２人\n国民年金：第１号　本人・妻"),
    );
    v.set("notification/qr", FieldValue::Qr(b"KAKANAI1:999999:0042:SAMPLE".to_vec()));
    for (i, p) in FAMILY.iter().enumerate() {
        person(&mut v, i, p);
    }
    v
}

fn person(v: &mut FieldValues, i: usize, (kana, name, era, y, m, d, sex, relationship): &Person) {
    v.set_row("mover/name/kana", i, text(kana));
    v.set_row("mover/name/written", i, text(name));
    v.set_row("mover/birth", i, date(era, *y, *m, *d));
    v.set_row("mover/sex", i, choice(sex));
    v.set_row("mover/relationship", i, text(relationship));
    v.set_row("mover/card/held", i, choice(if i < 2 { "yes" } else { "no" }));
}

/// A fifth and sixth person, one of them from abroad with a name of sixty letters.
pub fn large_family() -> FieldValues {
    let mut v = family();
    person(&mut v, 4, &("レイジ　ハナコ", "﨑見　花子", "showa", 10, 2, 9, "female", "夫の母"));
    let latin = "EXAMPLEONE MARIA SAMPLEVILLE DELA MUSTERMANN JANE SPECIMENAB";
    person(&mut v, 5, &("エグザンプル　マリア", latin, "ad", 1999, 12, 31, "female", "同居人"));
    v.set_row("mover/nationality", 5, text("フィリピン"));
    v.set_row("mover/residence/status", 5, text("技術・人文知識・国際業務"));
    v.set_row("mover/residence/card_number", 5, text("AB12345678CD"));
    v.set_row("mover/residence/expires", 5, text("2029年10月31日"));
    v.set_row("mover/koseki/place", 4, text("例示県架空市仮名四丁目千二百三十四番地の五"));
    v.set_row("mover/koseki/head", 4, text("﨑見　一太郎"));
    v
}

/// A scribble of 8 by 4 grey pixels (PNG, ISO/IEC 15948).
pub const SCRIBBLE: &[u8] = b"\
    \x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x08\x00\x00\
    \x00\x04\x08\x00\x00\x00\x00\x96\xa6\x21\x2c\x00\x00\x00\x15\x49\x44\x41\x54\x78\xda\x63\
    \x60\x80\x83\xff\xff\x21\x18\x44\x82\xe9\xff\x50\x71\x00\x98\x8b\x09\xf7\xc6\xe8\x79\x5f\
    \x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";
