//! A whole number.

use kakanai_record::{Tag, Value};

use super::text::digits;
use super::{Asking, Control, Reading, Widget};
use crate::form::Form;

/// One short line.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || asking.answer(tag).value().map(Value::text_form).unwrap_or_default());
    vec![Control {
        name,
        label: String::new(),
        value,
        widget: Widget::Line { mode: "numeric", autofill: "off", width: 4 },
    }]
}

/// Digits of either width.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let text = digits(form.text(&name));
    let trimmed = text.trim_start_matches('0');
    let text = if trimmed.is_empty() && !text.is_empty() { "0" } else { trimmed };
    super::parse(asking, tag, &name, text).map(|answer| vec![answer])
}
