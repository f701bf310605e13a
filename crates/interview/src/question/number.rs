//! A whole number.

use kakanai_record::Tag;

use super::text::digits;
use super::{Asking, Control, Reading};
use crate::form::Form;

/// One short line.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || asking.accepted(tag));
    vec![Control::line(name, value, "numeric", 4)]
}

/// Digits of either width.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let text = digits(form.text(&name));
    let trimmed = text.trim_start_matches('0');
    let text = if trimmed.is_empty() && !text.is_empty() { "0" } else { trimmed };
    super::parse(asking, tag, &name, text).map(|answer| vec![answer])
}
