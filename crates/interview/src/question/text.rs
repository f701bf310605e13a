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
        ItemKind::Text { script: Script::Name, .. } => printable(&name, &spaced(&text), Profile::Name)?,
        ItemKind::Text { script: Script::Lines, .. } => {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            // A line break is printable here, and counts as a character before the one at fault.
            printable(&name, &text.replace('\n', " "), Profile::Text)?;
            characters::join_sound_marks(&text)
        }
        _ => printable(&name, &text, Profile::Text)?,
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
    visible(text).chars().map(narrow).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase()
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

/// The text as it is printed on a form, or the character that cannot be.
pub fn printable(control: &str, text: &str, profile: Profile) -> Result<String, Vec<Problem>> {
    let refused = match characters::accept(text, profile) {
        Ok(text) => return Ok(text),
        Err(refused) => refused,
    };
    let Some(Refused { character, position, reason }) = refused.first() else { return Err(Vec::new()) };
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
        // Marks alone are no reading.
        Ok(kana) if kana.as_str().contains(|c| matches!(c, 'ァ'..='ヺ')) => {
            super::parse(asking, tag, control, kana.as_str())
        }
        _ => Err(vec![Problem::new(control, "error.kana")]),
    }
}

/// A name in the capital letters of passport and card.
fn latin(asking: &Asking, tag: Tag, control: &str, text: &str) -> Reading {
    // The two letters that are no ASCII though their capitals are.
    let text = text.chars().map(plain).collect::<String>().replace('ß', "SS").replace('ı', "I");
    let text = text.to_ascii_uppercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = |c: char| c.is_ascii_uppercase() || matches!(c, ' ' | ',' | '.' | '-' | '\'');
    let has_letter = text.is_empty() || text.bytes().any(|b| b.is_ascii_uppercase());
    if !has_letter || !text.chars().all(fits) {
        return Err(vec![Problem::new(control, "error.latin")]);
    }
    super::parse(asking, tag, control, &text).map(|answer| vec![answer])
}

/// A keyboard's own quotation marks and dashes mean the plain ones.
fn plain(c: char) -> char {
    match narrow(c) {
        '‘' | '’' | 'ʼ' => '\'',
        c if is_dash(c) => '-',
        c => c,
    }
}
