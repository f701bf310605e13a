//! Free text, and the other kinds that are typed as they are.

use kakanai_domain::characters::{self, Profile, Reason, Refused};
use kakanai_domain::kana::{Furigana, is_dash, narrow};
use kakanai_record::{Answer, ItemKey, ItemKind, Script, Tag};

use super::{Asking, Control, Reading, Widget};
use crate::form::Form;
use crate::problem::Problem;
use crate::words::Said;

/// One line, or several.
pub fn controls(asking: &Asking, tag: Tag, kind: &ItemKind) -> Vec<Control> {
    let name = asking.name(tag);
    let value = asking.typed(&name, || asking.accepted(tag));
    if matches!(kind, ItemKind::Text { script: Script::Lines, .. }) {
        return vec![Control { name, label: Said::default(), value, widget: Widget::Lines }];
    }
    let width = if matches!(kind, ItemKind::CardNumber) { 14 } else { 32 };
    vec![Control::line(name, value, "text", width)]
}

/// Reads it, making what a keyboard does differently what is meant: widths, spaces, invisible marks.
pub fn read(asking: &Asking, tag: Tag, kind: &ItemKind, form: &Form) -> Reading {
    let name = asking.name(tag);
    let text = visible(form.text(&name));
    let text = match kind {
        ItemKind::CardNumber | ItemKind::Municipality => capitals(&text),
        ItemKind::Text { script: Script::Kana, .. } => {
            return kana(asking, tag, &name, &text).map(|answer| vec![answer]);
        }
        ItemKind::Text { script: Script::Latin, .. } => return latin(asking, tag, &name, &text),
        ItemKind::Text { script: Script::Name, .. } => {
            let text = spaced(&text);
            printable(&name, &text, Profile::Name)?;
            text
        }
        ItemKind::Text { script: Script::Lines, .. } => {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            for line in text.lines() {
                printable(&name, line, Profile::Text)?;
            }
            text
        }
        _ => {
            printable(&name, &text, Profile::Text)?;
            text
        }
    };
    super::parse(asking, tag, &name, &text).map(|answer| vec![answer])
}

/// Digits only: full width becomes half width, dashes and spaces go.
pub fn digits(text: &str) -> String {
    visible(text)
        .chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace() && !is_dash(*c) && !matches!(c, '-' | '(' | ')'))
        .collect()
}

/// Letters and digits of half width, capital, without spaces.
pub fn capitals(text: &str) -> String {
    let narrow = visible(text).chars().map(narrow).filter(|c| !c.is_whitespace()).collect::<String>();
    narrow.to_uppercase()
}

/// A name with one full-width space between its parts. Nothing else is touched: the person's own
/// characters stay, variation selectors included.
pub fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("\u{3000}")
}

/// Leaves out what nobody can see or mend: zero widths, direction marks, soft hyphens, as they come along with
/// copied text. Variation selectors are no such thing.
pub fn visible(text: &str) -> String {
    let invisible = |c: char| {
        matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    text.chars().filter(|c| !invisible(*c)).collect::<String>().trim().to_owned()
}

/// Refuses what cannot be printed on a form, naming the character.
pub fn printable(control: &str, text: &str, profile: Profile) -> Result<(), Vec<Problem>> {
    let Err(refused) = characters::accept(text, profile) else { return Ok(()) };
    let Some(Refused { character, position, reason }) = refused.first() else { return Ok(()) };
    let key = match reason {
        Reason::Invisible => "error.character",
        Reason::PrivateUse | Reason::Unassigned => "error.character_unknown",
        Reason::AccentedLetter => "error.character_accent",
        _ => "error.character_shown",
    };
    let problem = Problem::new(control, key).with("at", position.to_string());
    Err(vec![problem.with("character", character.to_string())])
}

/// Reads a フリガナ typed in whatever kana.
pub fn kana(asking: &Asking, tag: Tag, control: &str, text: &str) -> Result<(ItemKey, Answer), Vec<Problem>> {
    if text.is_empty() {
        return Err(vec![Problem::new(control, "error.required")]);
    }
    match Furigana::parse(text) {
        Ok(kana) => super::parse(asking, tag, control, kana.as_str()),
        Err(_) => Err(vec![Problem::new(control, "error.kana")]),
    }
}

/// A name in the capital letters of passport and card.
fn latin(asking: &Asking, tag: Tag, control: &str, text: &str) -> Reading {
    let text: String = text.chars().map(narrow).collect::<String>().to_uppercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = |c: char| c.is_ascii_uppercase() || matches!(c, ' ' | ',' | '.' | '-' | '\'');
    if !text.chars().all(fits) {
        return Err(vec![Problem::new(control, "error.latin")]);
    }
    super::parse(asking, tag, control, &text).map(|answer| vec![answer])
}
