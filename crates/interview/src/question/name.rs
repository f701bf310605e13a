//! A name with its reading: family and given name apart, as the resident record keeps them.

use kakanai_domain::characters::{self, Profile};
use kakanai_record::Tag;

use super::text::{kana as read_kana, spaced};
use super::{Asking, Control, Reading, Widget};
use crate::form::Form;
use crate::problem::Problem;

const PARTS: [&str; 2] = ["family", "given"];

/// Four lines: family and given name, and their kana.
pub fn controls(asking: &Asking, kanji: Tag, kana: Tag) -> Vec<Control> {
    let line = |tag: Tag, part: usize, kind: &str| {
        let name = format!("{}.{}", asking.name(tag), PARTS[part]);
        let value = asking.typed(&name, || accepted(asking, tag, part));
        let label = asking.words(&format!("question.name.{kind}.{}", PARTS[part]));
        Control { name, label, value, widget: Widget::Line { mode: "text", autofill: "off", width: 14 } }
    };
    vec![line(kanji, 0, "kanji"), line(kanji, 1, "kanji"), line(kana, 0, "kana"), line(kana, 1, "kana")]
}

/// Joins the parts with one full-width space; a person with one name leaves the other part empty.
pub fn read(asking: &Asking, kanji: Tag, kana: Tag, form: &Form) -> Reading {
    let joined = |tag: Tag| {
        let parts = PARTS.map(|part| form.text(&format!("{}.{part}", asking.name(tag))).to_owned());
        spaced(&parts.join(" "))
    };
    let control = |tag: Tag| format!("{}.family", asking.name(tag));
    let whole = joined(kanji);
    let name = super::parse(asking, kanji, &control(kanji), &whole);
    let reading = read_kana(asking, kana, &control(kana), &joined(kana));
    match (name, reading) {
        (Ok(name), Ok(reading)) => match characters::accept(&whole, Profile::Name) {
            Ok(_) => Ok(vec![name, reading]),
            Err(_) => Err(vec![Problem::new(control(kanji), "error.name_character")]),
        },
        (name, reading) => Err([name.err(), reading.err()].into_iter().flatten().flatten().collect()),
    }
}

fn accepted(asking: &Asking, tag: Tag, part: usize) -> String {
    let whole = asking.answer(tag).text().unwrap_or_default();
    let (family, given) = whole.split_once('\u{3000}').unwrap_or((whole, ""));
    if part == 0 { family } else { given }.to_owned()
}
