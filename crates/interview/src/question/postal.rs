//! 郵便番号: seven digits that the table of towns knows.

use kakanai_record::{Tag, Value};

use super::text::digits;
use super::{Asking, Control, Reading, Widget};
use crate::form::Form;
use crate::problem::Problem;
use crate::towns;

/// One line.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || {
        asking.answer(tag).value().map(Value::text_form).map(|text| words(&text)).unwrap_or_default()
    });
    vec![Control {
        name,
        label: String::new(),
        value,
        widget: Widget::Line { mode: "numeric", autofill: "off", width: 9 },
    }]
}

/// Seven digits with or without the dash.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let text = digits(form.text(&name));
    let (key, answer) = super::parse(asking, tag, &name, &text).map_err(|problems| match text.as_str() {
        "" => problems,
        _ => vec![Problem::new(&name, "error.postal")],
    })?;
    if towns::find(asking.catalogue, asking.towns, &text).is_empty() {
        return Err(vec![Problem::new(&name, "error.postal_unknown")]);
    }
    Ok(vec![(key, answer)])
}

/// 000-0001
pub fn words(text: &str) -> String {
    match (text.get(..3), text.get(3..)) {
        (Some(head), Some(tail)) => format!("{head}-{tail}"),
        _ => text.to_owned(),
    }
}
