//! 国籍・地域, with the wording of the 住民票.

use kakanai_domain::country::CountryTable;
use kakanai_record::Tag;

use super::text::capitals;
use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::problem::Problem;
use crate::words::Said;

/// A list, the most usual in front; three letters where the table of nationalities is not loaded.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || asking.accepted(tag));
    let countries = asking.places.countries(asking.words.language);
    if countries.is_empty() {
        return vec![Control::line(name, value, "text", 9)];
    }
    let choices = countries.into_iter().map(|(code, words)| (code, Said::of(words)));
    vec![Control::choice(name, value, choices.collect(), CountryTable::USUAL)]
}

/// The three letters of the table.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let code = capitals(form.text(&name));
    let known = asking.places.countries(asking.words.language);
    if !code.is_empty() && !known.is_empty() && known.iter().all(|(other, _)| *other != code) {
        return Err(vec![Problem::new(name, "error.choose")]);
    }
    super::parse(asking, tag, &name, &code).map(|answer| vec![answer])
}

/// ベトナム
pub fn words(asking: &Asking, code: &str) -> String {
    asking.places.country(code, asking.words.language).unwrap_or_else(|| code.to_owned())
}
