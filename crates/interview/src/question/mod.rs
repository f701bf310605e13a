//! Kinds of questions. Each module reads, checks and shows one kind; this one chooses among them.

mod asking;
pub mod birth;
pub mod choice;
pub mod country;
pub mod date;
pub mod element;
pub mod koseki;
pub mod name;
pub mod number;
pub mod period;
pub mod phone;
pub mod postal;
pub mod relationship;
pub mod text;
pub mod ticks;
pub mod town;

use kakanai_catalogue::{Ask, Field};
use kakanai_record::{Answer, Change, ItemKey, ItemKind, Tag, Value};

pub(crate) use asking::belongs;
pub use asking::{Asking, Check, Choice, Control, Shown, Widget};

use crate::form::Form;
use crate::problem::Problem;

/// What a question makes of the controls: answers, or problems.
pub type Reading = Result<Vec<(ItemKey, Answer)>, Vec<Problem>>;

/// Draws a question.
pub fn show(asking: &Asking, field: &Field) -> Shown {
    let leading = field.ask.leading();
    let mut shown = Shown {
        legend: asking.label(leading),
        hint: asking.hint(leading),
        optional: field.optional,
        ticks: false,
        names: false,
        controls: Vec::new(),
        checks: Vec::new(),
        live: None,
    };
    draw(asking, field, &mut shown);
    if field.dont_know {
        let name = asking.name(leading) + DONT_KNOW;
        let accepted = || *asking.answer(leading) == Answer::DontKnow && !asking.is_typed(leading);
        let chosen = asking.draft.get(&name).map_or_else(accepted, |text| text == "yes");
        shown.checks.push(Check { name, words: asking.words.said("answer.dont_know", &[]), chosen });
    }
    shown
}

/// What the name of the box わからない ends with.
pub const DONT_KNOW: &str = ".dont_know";

fn draw(asking: &Asking, field: &Field, shown: &mut Shown) {
    shown.controls = match field.ask {
        Ask::Name { kanji, kana } => name::controls(asking, kanji, kana),
        Ask::Town { .. } => town::controls(asking, field.ask),
        Ask::Koseki { .. } => koseki::controls(asking, field.ask),
        Ask::Item(tag) => match asking.item(tag).map(|item| &item.kind) {
            Some(ItemKind::Flag) => choice::flag_controls(asking, tag),
            Some(ItemKind::Code(codes)) => choice::code_controls(asking, tag, codes, &field.choices),
            Some(ItemKind::Chain { .. }) => relationship::controls(asking, tag),
            Some(ItemKind::Date) => {
                shown.live = date::live(asking, tag);
                date::controls(asking, tag)
            }
            Some(ItemKind::PartialDate) => {
                shown.live = birth::live(asking, tag);
                shown.checks.push(birth::unrecorded(asking, tag));
                birth::controls(asking, tag)
            }
            Some(ItemKind::Postal) => {
                shown.live = postal::live(asking, tag);
                postal::controls(asking, tag)
            }
            Some(ItemKind::Element(list)) => element::controls(asking, tag, *list),
            Some(ItemKind::Number { .. }) => number::controls(asking, tag),
            Some(ItemKind::Period) => period::controls(asking, tag),
            Some(ItemKind::Country) => country::controls(asking, tag),
            Some(ItemKind::Digits { .. }) => phone::controls(asking, tag),
            Some(kind) => text::controls(asking, tag, kind),
            None => Vec::new(),
        },
    };
}

/// Whether a question says what its typed answer means.
pub fn speaks(asking: &Asking, field: &Field) -> bool {
    let Ask::Item(tag) = field.ask else { return false };
    let kind = asking.item(tag).map(|item| &item.kind);
    matches!(kind, Some(ItemKind::Date | ItemKind::PartialDate | ItemKind::Postal))
}

/// Reads a question from what was sent.
pub fn read(asking: &Asking, field: &Field, form: &Form) -> Reading {
    let leading = field.ask.leading();
    if field.dont_know && form.text(&(asking.name(leading) + DONT_KNOW)) == "yes" {
        return Ok(field.ask.items().into_iter().map(|tag| (asking.key(tag), Answer::DontKnow)).collect());
    }
    match read_kind(asking, field, form) {
        // Nothing was written where nothing has to be: it stays as if never asked, which costs no room in the code.
        Err(problems) if field.optional && is_blank(asking, field.ask, form, &problems) => {
            Ok(field.ask.items().into_iter().map(|tag| (asking.key(tag), Answer::NotAsked)).collect())
        }
        read => read,
    }
}

/// Whether all that is wrong is that nothing is written: no part of a question of several items may be lost.
fn is_blank(asking: &Asking, ask: Ask, form: &Form, problems: &[Problem]) -> bool {
    let paths: Vec<String> = ask.items().into_iter().map(|tag| asking.name(tag)).collect();
    let of_it = |name: &str| paths.iter().any(|path| belongs(name, path));
    let one = matches!(ask, Ask::Item(_));
    let written = !one && form.fields().any(|(name, text)| of_it(name) && !text.trim().is_empty());
    !written && problems.iter().all(|problem| problem.key == "error.required")
}

fn read_kind(asking: &Asking, field: &Field, form: &Form) -> Reading {
    match field.ask {
        Ask::Name { kanji, kana } => name::read(asking, kanji, kana, form),
        Ask::Town { .. } => town::read(asking, field.ask, form),
        Ask::Koseki { .. } => koseki::read(asking, field.ask, form),
        Ask::Item(tag) => match asking.item(tag).map(|item| &item.kind) {
            Some(ItemKind::Date) => date::read(asking, tag, form),
            Some(ItemKind::PartialDate) => birth::read(asking, tag, form),
            Some(ItemKind::Postal) => postal::read(asking, tag, form),
            Some(ItemKind::Flag | ItemKind::Code(_) | ItemKind::Chain { .. }) => {
                choice::read(asking, tag, form, &field.choices)
            }
            Some(ItemKind::Element(list)) => element::read(asking, tag, *list, form),
            Some(ItemKind::Number { .. }) => number::read(asking, tag, form),
            Some(ItemKind::Period) => period::read(asking, tag, form),
            Some(ItemKind::Country) => country::read(asking, tag, form),
            Some(ItemKind::Digits { .. }) => phone::read(asking, tag, form),
            Some(kind) => text::read(asking, tag, kind, form),
            None => Ok(Vec::new()),
        },
    }
}

/// The answer of a question in words, for the summary.
pub fn words(asking: &Asking, field: &Field) -> String {
    match field.ask {
        Ask::Name { kanji, kana } => {
            let (kanji, kana) = (answer_words(asking, kanji), answer_words(asking, kana));
            if kana.is_empty() || kana == kanji { kanji } else { format!("{kanji}（{kana}）") }
        }
        Ask::Town { .. } => town::words(asking, field.ask),
        Ask::Koseki { .. } => koseki::words(asking, field.ask),
        Ask::Item(tag) => answer_words(asking, tag),
    }
}

/// One item's answer in words; empty where nothing was said.
pub fn answer_words(asking: &Asking, tag: Tag) -> String {
    let plain = |key: &str| asking.words.plain(key);
    match asking.answer(tag) {
        Answer::NotAsked => String::new(),
        Answer::NotApplicable => plain("answer.not_applicable"),
        Answer::DontKnow => plain("answer.dont_know"),
        Answer::Unrecorded => plain("answer.unrecorded"),
        Answer::Known(Value::Flag(flag)) => plain(if *flag { "answer.yes" } else { "answer.no" }),
        Answer::Known(Value::Code(code)) => asking.code_words(code).plain,
        Answer::Known(Value::Chain(chain)) => relationship::answer(asking, chain),
        Answer::Known(Value::Date(day)) => date::words(asking.words.language, *day),
        Answer::Known(Value::Partial(day)) => birth::words(asking.words.language, *day),
        Answer::Known(Value::Period(period)) => period::words(asking, *period),
        Answer::Known(Value::Element(id)) => element::words(asking, *id),
        Answer::Known(Value::Text(text)) => match asking.item(tag).map(|item| &item.kind) {
            Some(ItemKind::Postal) => postal::words(text),
            Some(ItemKind::Digits { .. }) => phone::words(text),
            Some(ItemKind::Country) => country::words(asking, text),
            Some(ItemKind::Municipality) => {
                crate::places::place_name(asking.catalogue(), asking.places, text)
            }
            _ => text.clone(),
        },
        Answer::Known(value @ Value::Number(_)) => value.text_form(),
    }
}

/// Turns answers into changes.
pub fn changes(answers: Vec<(ItemKey, Answer)>) -> impl Iterator<Item = Change> {
    answers.into_iter().map(|(key, answer)| Change::Set(key, answer))
}

/// Parses a canonical text for an item and makes the general problems of kinds into words.
pub(crate) fn parse(
    asking: &Asking,
    tag: Tag,
    control: &str,
    text: &str,
) -> Result<(ItemKey, Answer), Vec<Problem>> {
    use kakanai_record::kind::KindError;
    let Some(item) = asking.item(tag) else { return Err(Vec::new()) };
    let problem = |key| Problem::new(control, key);
    item.kind.parse(text).map(|value| (asking.key(tag), Answer::Known(value))).map_err(|error| {
        vec![match error {
            KindError::Empty => problem("error.required"),
            KindError::TooLong { most } => problem("error.too_long").with("most", most.to_string()),
            KindError::TooShort { least } => problem("error.too_short").with("least", least.to_string()),
            KindError::OutOfRange { least, most } => {
                problem("error.out_of_range").with("least", least.to_string()).with("most", most.to_string())
            }
            KindError::Character { at } => problem("error.character").with("at", (at + 1).to_string()),
            KindError::UnknownCode => problem("error.choose"),
            KindError::Form { .. } | KindError::IsList => problem("error.form"),
        }]
    })
}

#[cfg(test)]
mod tests;
