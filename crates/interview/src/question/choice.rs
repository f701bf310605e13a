//! Yes or no, and one of a list.

use kakanai_record::codes::Codes;
use kakanai_record::{Tag, Value};

use super::{Asking, Choice, Control, Reading, Widget};
use crate::form::Form;

/// Lists up to this length are shown in full; longer ones unfold.
const RADIO_MOST: usize = 9;

/// Yes, no.
pub fn flag_controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let choices = [("yes", "answer.yes"), ("no", "answer.no")];
    from_choices(asking, tag, choices.map(|(value, key)| (value.to_owned(), asking.words(key))).into())
}

/// One of a code list.
pub fn code_controls(asking: &Asking, tag: Tag, codes: &Codes) -> Vec<Control> {
    let choices = codes.iter().map(|code| (code.key().to_owned(), asking.code_words(&code)));
    from_choices(asking, tag, choices.collect())
}

/// One control over values and words, the accepted or typed one chosen.
pub fn from_choices(asking: &Asking, tag: Tag, choices: Vec<(String, String)>) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || asking.answer(tag).value().map(Value::text_form).unwrap_or_default());
    let choices: Vec<Choice> = choices
        .into_iter()
        .map(|(choice, words)| Choice { chosen: choice == value, value: choice, words })
        .collect();
    let widget = if choices.len() > RADIO_MOST { Widget::Select(choices) } else { Widget::Radio(choices) };
    vec![Control { name, label: String::new(), value, widget }]
}

/// Reads any of these: the sent value is the canonical text.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    super::parse(asking, tag, &name, form.text(&name)).map(|answer| vec![answer])
}
