//! 続柄, asked in everyday words and kept in those of the resident record.

use kakanai_catalogue::Language;
use kakanai_record::{Code, Tag};

use super::choice::from_choices;
use super::{Asking, Control};
use crate::words::Said;

/// Relationships to the head that people usually have, in the order in which they are offered.
/// The last two are open to all; rarer chains are the desk's to enter.
const USUAL: [&str; 24] = [
    "husband",
    "wife",
    "child",
    "father",
    "mother",
    "older_brother",
    "younger_brother",
    "older_sister",
    "younger_sister",
    "child.child",
    "child.wife",
    "child.husband",
    "wife.child",
    "husband.child",
    "wife.father",
    "wife.mother",
    "husband.father",
    "husband.mother",
    "husband_unregistered",
    "wife_unregistered",
    "child.husband_unregistered",
    "child.wife_unregistered",
    "relative",
    "housemate",
];

/// A list of everyday words; what the desk has entered beside them stays among the choices.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let said = |key: &str| asking.words.said(&["relationship.", key].concat(), &[]);
    let mut choices: Vec<(String, Said)> = USUAL.map(|key| (key.to_owned(), said(key))).into();
    let accepted = asking.accepted(tag);
    if !accepted.is_empty() && !USUAL.contains(&accepted.as_str()) {
        choices.push((accepted, Said::of(super::answer_words(asking, tag))));
    }
    from_choices(asking, tag, choices)
}

/// As the person chose it: in everyday words of the page's language, else in those of the record.
pub fn answer(asking: &Asking, chain: &[Code]) -> String {
    let keys = chain.iter().map(Code::key).collect::<Vec<_>>().join(".");
    let key = ["relationship.", &keys].concat();
    match asking.words.language {
        Language::Ja => words(chain),
        _ => asking.words.said_there(&key).map_or_else(|| words(chain), |said| said.plain),
    }
}

/// 子の妻
pub fn words(chain: &[Code]) -> String {
    chain.iter().map(Code::word).collect::<Vec<_>>().join("の")
}
