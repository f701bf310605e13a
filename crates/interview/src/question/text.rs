//! Free text, telephone numbers, and the other kinds that are typed on one line.

use kakanai_domain::kana::{Furigana, is_dash, narrow};
use kakanai_record::{ItemKind, Script, Tag, Value};

use super::{Asking, Control, Reading, Widget};
use crate::form::Form;
use crate::problem::Problem;

/// One line.
pub fn controls(asking: &Asking, tag: Tag, kind: &ItemKind) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || asking.answer(tag).value().map(Value::text_form).unwrap_or_default());
    let (mode, autofill, width) = match kind {
        ItemKind::Digits { .. } => ("tel", "tel", 16),
        ItemKind::CardNumber | ItemKind::Country => ("text", "off", 14),
        _ => ("text", "off", 32),
    };
    vec![Control { name, label: String::new(), value, widget: Widget::Line { mode, autofill, width } }]
}

/// Reads one line, making full-width digits and spaces what they are meant to be.
pub fn read(asking: &Asking, tag: Tag, kind: &ItemKind, form: &Form) -> Reading {
    let name = asking.name(tag);
    let text = form.text(&name);
    let text = match kind {
        ItemKind::Digits { .. } => digits(text),
        ItemKind::CardNumber | ItemKind::Country | ItemKind::Municipality => {
            text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
        }
        ItemKind::Text { script: Script::Kana, .. } => {
            return kana(asking, tag, &name, text).map(|a| vec![a]);
        }
        ItemKind::Text { script: Script::Name, .. } => spaced(text),
        _ => text.to_owned(),
    };
    super::parse(asking, tag, &name, &text).map(|answer| vec![answer])
}

/// Digits only: full width becomes half width, dashes and spaces go.
pub fn digits(text: &str) -> String {
    text.chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace() && !is_dash(*c) && !matches!(c, '-' | '(' | ')'))
        .collect()
}

/// A name with one full-width space between its parts. Nothing else is touched: the person's own
/// characters stay, variation selectors included.
pub fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("\u{3000}")
}

/// Reads a フリガナ typed in whatever kana.
pub fn kana(
    asking: &Asking,
    tag: Tag,
    control: &str,
    text: &str,
) -> Result<(kakanai_record::ItemKey, kakanai_record::Answer), Vec<Problem>> {
    if text.is_empty() {
        return Err(vec![Problem::new(control, "error.required")]);
    }
    match Furigana::parse(text) {
        Ok(kana) => super::parse(asking, tag, control, kana.as_str()),
        Err(_) => Err(vec![Problem::new(control, "error.kana")]),
    }
}
