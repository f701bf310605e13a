//! A whole number.

use kakanai_domain::kana::narrow;
use kakanai_record::Tag;

use super::text::visible;
use super::{Asking, Control, Reading};
use crate::form::Form;

/// Digits that an `i64` surely holds.
const LONGEST: usize = 18;

/// One short line.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || asking.accepted(tag));
    vec![Control::line(name, value, "numeric", 4)]
}

/// Digits of either width. A dash or a space among them is no mark of how a number is divided: it is refused.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let text: String = visible(form.text(&name)).chars().map(narrow).collect();
    let trimmed = text.trim_start_matches('0');
    let text = match trimmed {
        "" if !text.is_empty() => "0",
        // Out of any bounds, however long it goes on.
        long if long.len() > LONGEST && long.bytes().all(|b| b.is_ascii_digit()) => &long[..LONGEST],
        trimmed => trimmed,
    };
    super::parse(asking, tag, &name, text).map(|answer| vec![answer])
}
