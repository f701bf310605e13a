//! Yes or no, and one of a list.

use kakanai_record::codes::Codes;
use kakanai_record::{Tag, core};

use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::problem::Problem;
use crate::words::Said;

/// Yes, no.
pub fn flag_controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let choices = [("yes", "answer.yes"), ("no", "answer.no")];
    let choices = choices.map(|(value, key)| (value.to_owned(), asking.words.said(key, &[])));
    from_choices(asking, tag, choices.into())
}

/// One of a code list, or of a part of it.
pub fn code_controls(asking: &Asking, tag: Tag, codes: &Codes, offered: &[String]) -> Vec<Control> {
    let codes = codes.iter().filter(|code| is_offered(offered, code.key()));
    let choices = codes
        .map(|code| (code.key().to_owned(), with_fee(asking, tag, code.key(), asking.code_words(&code))));
    from_choices(asking, tag, choices.collect())
}

/// A certificate is offered with its price.
fn with_fee(asking: &Asking, tag: Tag, key: &str, words: Said) -> Said {
    match asking.catalogue().fee(key).filter(|_| tag == core::CERTIFICATE_KIND) {
        Some(yen) => words.followed_by(&asking.words.said("fee.each", &[("yen", &crate::fees::yen(yen))])),
        None => words,
    }
}

fn is_offered(offered: &[String], key: &str) -> bool {
    offered.is_empty() || offered.iter().any(|other| other == key)
}

/// One control over values and words, the accepted or typed one chosen.
pub fn from_choices(asking: &Asking, tag: Tag, choices: Vec<(String, Said)>) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || asking.accepted(tag));
    vec![Control::choice(name, value, choices, 0)]
}

/// Reads any of these: the sent value is the canonical text.
pub fn read(asking: &Asking, tag: Tag, form: &Form, offered: &[String]) -> Reading {
    let name = asking.name(tag);
    let text = form.text(&name);
    let choose = || vec![Problem::new(&name, "error.choose")];
    if !text.is_empty() && !is_offered(offered, text) {
        return Err(choose());
    }
    super::parse(asking, tag, &name, text)
        .map(|answer| vec![answer])
        .map_err(|problems| if text.is_empty() { problems } else { choose() })
}
