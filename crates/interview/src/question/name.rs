//! A name with its reading: family and given name apart, as the resident record keeps them.

use kakanai_domain::characters::Profile;
use kakanai_record::Tag;

use super::text::{kana as read_kana, printable, spaced, visible};
use super::{Asking, Control, Reading};
use crate::form::Form;

const PARTS: [&str; 2] = ["family", "given"];

/// Four lines: family and given name, and their kana.
pub fn controls(asking: &Asking, kanji: Tag, kana: Tag) -> Vec<Control> {
    let line = |tag: Tag, part: usize, kind: &str| {
        let name = [&asking.name(tag), ".", PARTS[part]].concat();
        let value = asking.typed(&name, || accepted(asking, tag, part));
        let label = asking.words.said(&["question.name.", kind, ".", PARTS[part]].concat(), &[]);
        Control::line(name, value, "text", 14).labelled(label)
    };
    vec![line(kanji, 0, "kanji"), line(kanji, 1, "kanji"), line(kana, 0, "kana"), line(kana, 1, "kana")]
}

/// Joins the parts with one full-width space; a person with one name leaves the other part empty.
pub fn read(asking: &Asking, kanji: Tag, kana: Tag, form: &Form) -> Reading {
    let joined = |tag: Tag| {
        let name = asking.name(tag);
        let parts = PARTS.map(|part| visible(form.text(&[&name, ".", part].concat())));
        spaced(&parts.join(" "))
    };
    let control = |tag: Tag| asking.name(tag) + ".family";
    let whole = joined(kanji);
    let name = super::parse(asking, kanji, &control(kanji), &whole)
        .and_then(|name| printable(&control(kanji), &whole, Profile::Name).map(|()| name));
    let reading = read_kana(asking, kana, &control(kana), &joined(kana));
    match (name, reading) {
        (Ok(name), Ok(reading)) => Ok(vec![name, reading]),
        (name, reading) => Err([name.err(), reading.err()].into_iter().flatten().flatten().collect()),
    }
}

fn accepted(asking: &Asking, tag: Tag, part: usize) -> String {
    let whole = asking.answer(tag).text().unwrap_or_default();
    let (family, given) = whole.split_once('\u{3000}').unwrap_or((whole, ""));
    if part == 0 { family } else { given }.to_owned()
}
