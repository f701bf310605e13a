//! A name with its reading: family and given name apart, as the resident record keeps them.

use kakanai_domain::characters::Profile;
use kakanai_domain::kana::Furigana;
use kakanai_record::{Answer, ItemKey, Tag};

use super::text::{kana as read_kana, printable, spaced, visible};
use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::problem::Problem;

const PARTS: [&str; 2] = ["family", "given"];

/// Name or reading, or what is wrong with it.
type Part = Result<(ItemKey, Answer), Vec<Problem>>;

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
    let name = read_name(asking, kanji, typed(asking, kanji, form));
    let reading = read_reading(asking, kana, typed(asking, kana, form));
    match (name, reading) {
        (Ok(name), Ok(reading)) => Ok(vec![name, reading]),
        (name, reading) => Err([name.err(), reading.err()].into_iter().flatten().flatten().collect()),
    }
}

/// The control of each part, and what stands in it.
fn typed(asking: &Asking, tag: Tag, form: &Form) -> [(String, String); 2] {
    PARTS.map(|part| {
        let control = [&asking.name(tag), ".", part].concat();
        let text = spaced(&visible(form.text(&control)));
        (control, text)
    })
}

fn joined([family, given]: &[(String, String); 2]) -> String {
    spaced(&[&family.1, " ", &given.1].concat())
}

/// A character that cannot be printed is told at the part it stands in, the length of all at the first.
fn read_name(asking: &Asking, tag: Tag, mut parts: [(String, String); 2]) -> Part {
    for (control, text) in &mut parts {
        *text = printable(control, text, Profile::Name)?;
    }
    super::parse(asking, tag, &parts[0].0, &joined(&parts))
}

fn read_reading(asking: &Asking, tag: Tag, parts: [(String, String); 2]) -> Part {
    let wrong = |(_, text): &&(String, String)| !text.is_empty() && Furigana::parse(text).is_err();
    let (control, _) = parts.iter().find(wrong).unwrap_or(&parts[0]);
    read_kana(asking, tag, control, &joined(&parts))
}

fn accepted(asking: &Asking, tag: Tag, part: usize) -> String {
    let whole = asking.answer(tag).text().unwrap_or_default();
    let (family, given) = whole.split_once('\u{3000}').unwrap_or((whole, ""));
    if part == 0 { family } else { given }.to_owned()
}
