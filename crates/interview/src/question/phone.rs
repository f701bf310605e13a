//! A telephone number: digits of either width, however they are divided.

use kakanai_record::Tag;

use super::text::digits;
use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::problem::Problem;

/// What a number from abroad is kept with.
const ABROAD: &str = "00";

/// One line that calls up the keys of a telephone.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || words(&asking.accepted(tag)));
    vec![Control::line(name, value, "tel", 16)]
}

/// Japanese numbers begin with 0; what comes from abroad (+84 …) is kept as 00, which none of them begins
/// with, and its digits: so thirteen of them have room.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let typed = digits(form.text(&name));
    let text = match typed.strip_prefix('+') {
        Some(abroad) => from_abroad(abroad),
        // The way to dial it from here.
        None => typed.strip_prefix("010").map(from_abroad).unwrap_or(typed),
    };
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if plain && !text.starts_with('0') {
        return Err(vec![Problem::new(name, "error.phone_zero")]);
    }
    super::parse(asking, tag, &name, &text).map(|answer| vec![answer]).map_err(|problems| {
        match text.is_empty() {
            true => problems,
            false => vec![Problem::new(&name, "error.phone")],
        }
    })
}

fn from_abroad(digits: &str) -> String {
    match digits.strip_prefix("81") {
        Some(home) => ["0", home.trim_start_matches('0')].concat(),
        None => [ABROAD, digits].concat(),
    }
}

/// 090-0000-0001, +84…. Numbers of a fixed line stay whole: how long an area code is stands in no table here.
pub fn words(text: &str) -> String {
    if let Some(abroad) = text.strip_prefix(ABROAD) {
        return ["+", abroad].concat();
    }
    match (text.len(), text.get(..3), text.get(3..7), text.get(7..)) {
        (11, Some(head @ ("090" | "080" | "070" | "060" | "050")), Some(middle), Some(tail)) => {
            [head, "-", middle, "-", tail].concat()
        }
        _ => text.to_owned(),
    }
}
