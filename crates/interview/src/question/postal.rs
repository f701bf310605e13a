//! 郵便番号: seven digits that the table of towns knows.

use kakanai_record::Tag;

use super::text::digits;
use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::places;
use crate::problem::Problem;

/// One line.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || words(&asking.accepted(tag)));
    vec![Control::line(name, value, "numeric", 9)]
}

/// The town of the digits typed so far; of several only where they lie.
pub fn live(asking: &Asking, tag: Tag) -> Option<String> {
    let typed = asking.typed(&asking.name(tag), || asking.accepted(tag));
    let towns = places::find(asking.catalogue(), asking.places, &seven(&typed));
    if let [town] = towns.as_slice() {
        return Some([town.municipality_name.as_str(), &town.town].concat());
    }
    let mut names: Vec<String> = towns.into_iter().map(|town| town.municipality_name).collect();
    names.dedup();
    (!names.is_empty()).then(|| names.join("・"))
}

fn seven(typed: &str) -> String {
    digits(typed).replace('〒', "")
}

/// Seven digits with or without the dash.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let text = seven(form.text(&name));
    let (key, answer) = super::parse(asking, tag, &name, &text).map_err(|problems| match text.as_str() {
        "" => problems,
        _ => vec![Problem::new(&name, "error.postal")],
    })?;
    if places::find(asking.catalogue(), asking.places, &text).is_empty() {
        return Err(vec![Problem::new(&name, "error.postal_unknown")]);
    }
    Ok(vec![(key, answer)])
}

/// 000-0001
pub fn words(text: &str) -> String {
    match (text.get(..3), text.get(3..)) {
        (Some(head), Some(tail)) if !tail.is_empty() => [head, "-", tail].concat(),
        _ => text.to_owned(),
    }
}
