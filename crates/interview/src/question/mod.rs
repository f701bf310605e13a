//! Kinds of questions. Each module reads, checks and shows one kind; this one chooses among them.

pub mod birth;
pub mod choice;
pub mod date;
pub mod element;
pub mod name;
pub mod number;
pub mod postal;
pub mod relationship;
pub mod text;
pub mod town;

use std::collections::BTreeMap;

use kakanai_catalogue::{Ask, Catalogue, Field, Language};
use kakanai_record::{Answer, Change, Date, ElementId, ItemDef, ItemKey, ItemKind, Record, Tag, Value};

use crate::form::Form;
use crate::problem::Problem;
use crate::towns::Towns;

/// All that a question may look at.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// Towns by postal code.
    pub towns: &'a dyn Towns,
    /// What has been accepted.
    pub record: &'a Record,
    /// What is typed and not accepted.
    pub draft: &'a BTreeMap<String, String>,
    /// Language of the screen.
    pub language: Language,
    /// The element that the page is about.
    pub element: Option<ElementId>,
    /// The day of asking.
    pub today: Date,
    /// Where a question still unanswered begins with another person's answer: that person.
    pub like: Option<ElementId>,
}

/// One question, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The question in words.
    pub legend: String,
    /// Why it is asked, or an example.
    pub hint: String,
    /// Said beside the question when it may be left out.
    pub optional: bool,
    /// Its controls.
    pub controls: Vec<Control>,
    /// Offers わからない: name of that control and whether it is chosen.
    pub dont_know: Option<(String, bool)>,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Name under which it is sent; also its id.
    pub name: String,
    /// Label; empty where the question's own words are the label.
    pub label: String,
    /// Text in it.
    pub value: String,
    /// How it looks.
    pub widget: Widget,
}

/// How a control looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Widget {
    /// One line.
    Line {
        /// `text`, `numeric` or `tel`.
        mode: &'static str,
        /// The browser's autofill token, `off` where none is meant.
        autofill: &'static str,
        /// Width in characters.
        width: u8,
    },
    /// A few choices, all visible.
    Radio(Vec<Choice>),
    /// Many choices.
    Select(Vec<Choice>),
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Sent value.
    pub value: String,
    /// Words.
    pub words: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// What a question makes of the controls: answers, or problems.
pub type Reading = Result<Vec<(ItemKey, Answer)>, Vec<Problem>>;

impl<'a> Asking<'a> {
    /// The place of an item on this page.
    pub fn key(&self, tag: Tag) -> ItemKey {
        match (self.element, self.catalogue.dictionary().lists(tag).is_empty()) {
            (Some(element), false) => tag.of(element),
            _ => tag.key(),
        }
    }

    /// The control name of an item: its path.
    pub fn name(&self, tag: Tag) -> String {
        self.catalogue.dictionary().path(self.key(tag))
    }

    /// What has been accepted for an item.
    pub fn answer(&self, tag: Tag) -> &'a Answer {
        let key = self.key(tag);
        match (self.like, key.innermost()) {
            (Some(like), Some(_)) => self.record.get(tag.of(like)),
            _ => self.record.get(key),
        }
    }

    /// The text to show in a control: what was typed last, else `accepted`.
    pub fn typed(&self, name: &str, accepted: impl FnOnce() -> String) -> String {
        self.draft.get(name).cloned().unwrap_or_else(accepted)
    }

    /// A text of the catalogue.
    pub fn words(&self, key: &str) -> String {
        self.catalogue.texts().get(self.language, key).to_owned()
    }

    /// A text of the catalogue, or nothing where there is none.
    pub fn words_or_none(&self, key: &str) -> String {
        self.catalogue.texts().find(self.language, key).unwrap_or_default().to_owned()
    }

    /// The item of a tag. Tags of a compiled catalogue are all in its dictionary.
    pub fn item(&self, tag: Tag) -> Option<&'a ItemDef> {
        self.catalogue.dictionary().item(tag)
    }

    /// Label of an item: the catalogue's words, else the dictionary's.
    pub fn label(&self, tag: Tag) -> String {
        let Some(item) = self.item(tag) else { return String::new() };
        let key = format!("item.{}.label", item.path);
        self.catalogue.texts().find(self.language, &key).unwrap_or(&item.label).to_owned()
    }

    /// Hint of an item, where the catalogue has one.
    pub fn hint(&self, tag: Tag) -> String {
        self.item(tag).map(|item| self.words_or_none(&format!("item.{}.hint", item.path))).unwrap_or_default()
    }

    /// Words of a code: the catalogue's in this language, else the list's own.
    pub fn code_words(&self, code: &kakanai_record::Code) -> String {
        let key = format!("code.{}.{}", code.list().id, code.key());
        self.catalogue.texts().find(self.language, &key).unwrap_or(code.word()).to_owned()
    }
}

/// Draws a question.
pub fn show(asking: &Asking, field: &Field) -> Shown {
    let leading = field.ask.leading();
    let dont_know = field.dont_know.then(|| {
        let name = dont_know_name(asking, leading);
        let chosen = match asking.draft.get(&name) {
            Some(text) => text == "yes",
            None => *asking.answer(leading) == Answer::DontKnow && asking.draft.is_empty(),
        };
        (name, chosen)
    });
    Shown {
        legend: asking.label(leading),
        hint: asking.hint(leading),
        optional: field.optional,
        controls: controls(asking, field),
        dont_know,
    }
}

fn controls(asking: &Asking, field: &Field) -> Vec<Control> {
    match field.ask {
        Ask::Name { kanji, kana } => name::controls(asking, kanji, kana),
        Ask::Town { postal, municipality, town, lot, building } => {
            town::controls(asking, town::Items { postal, municipality, town, lot, building })
        }
        Ask::Item(tag) => match asking.item(tag).map(|item| &item.kind) {
            Some(ItemKind::Flag) => choice::flag_controls(asking, tag),
            Some(ItemKind::Code(codes)) => choice::code_controls(asking, tag, codes),
            Some(ItemKind::Chain { .. }) => relationship::controls(asking, tag),
            Some(ItemKind::Date) => date::controls(asking, tag),
            Some(ItemKind::PartialDate) => birth::controls(asking, tag),
            Some(ItemKind::Postal) => postal::controls(asking, tag),
            Some(ItemKind::Element(list)) => element::controls(asking, tag, *list),
            Some(ItemKind::Number { .. }) => number::controls(asking, tag),
            Some(kind) => text::controls(asking, tag, kind),
            None => Vec::new(),
        },
    }
}

/// Reads a question from what was sent.
pub fn read(asking: &Asking, field: &Field, form: &Form) -> Reading {
    let leading = field.ask.leading();
    if field.dont_know && form.text(&dont_know_name(asking, leading)) == "yes" {
        return Ok(field.ask.items().into_iter().map(|tag| (asking.key(tag), Answer::DontKnow)).collect());
    }
    let read = match field.ask {
        Ask::Name { kanji, kana } => name::read(asking, kanji, kana, form),
        Ask::Town { postal, municipality, town, lot, building } => {
            town::read(asking, town::Items { postal, municipality, town, lot, building }, form)
        }
        Ask::Item(tag) => match asking.item(tag).map(|item| &item.kind) {
            Some(ItemKind::Date) => date::read(asking, tag, form),
            Some(ItemKind::PartialDate) => birth::read(asking, tag, form),
            Some(ItemKind::Postal) => postal::read(asking, tag, form),
            Some(ItemKind::Flag | ItemKind::Code(_) | ItemKind::Chain { .. } | ItemKind::Element(_)) => {
                choice::read(asking, tag, form)
            }
            Some(ItemKind::Number { .. }) => number::read(asking, tag, form),
            Some(kind) => text::read(asking, tag, kind, form),
            None => Ok(Vec::new()),
        },
    };
    let empty = |problems: &[Problem]| problems.iter().all(|problem| problem.key == "error.required");
    match read {
        Err(problems) if field.optional && empty(&problems) => {
            Ok(field.ask.items().into_iter().map(|tag| (asking.key(tag), Answer::NotAsked)).collect())
        }
        read => read,
    }
}

/// The answer of a question in words, for the summary.
pub fn words(asking: &Asking, field: &Field) -> String {
    match field.ask {
        Ask::Name { kanji, kana } => {
            let (kanji, kana) = (answer_words(asking, kanji), answer_words(asking, kana));
            if kana.is_empty() || kana == kanji { kanji } else { format!("{kanji}（{kana}）") }
        }
        Ask::Town { municipality, town, lot, building, .. } => {
            let place = town::municipality_words(asking, municipality);
            let parts = [place, answer_words(asking, town), answer_words(asking, lot)].concat();
            let building = match asking.answer(building) {
                Answer::NotApplicable => String::new(),
                _ => answer_words(asking, building),
            };
            if building.is_empty() { parts } else { format!("{parts}　{building}") }
        }
        Ask::Item(tag) => answer_words(asking, tag),
    }
}

/// One item's answer in words; empty where nothing was said.
pub fn answer_words(asking: &Asking, tag: Tag) -> String {
    let answer = asking.answer(tag);
    match answer {
        Answer::NotAsked => String::new(),
        Answer::NotApplicable => asking.words("answer.not_applicable"),
        Answer::DontKnow => asking.words("answer.dont_know"),
        Answer::Unrecorded => asking.words("answer.unrecorded"),
        Answer::Known(Value::Flag(flag)) => asking.words(if *flag { "answer.yes" } else { "answer.no" }),
        Answer::Known(Value::Code(code)) => asking.code_words(code),
        Answer::Known(Value::Chain(chain)) => relationship::words(chain),
        Answer::Known(Value::Date(day)) => date::words(*day),
        Answer::Known(Value::Partial(day)) => birth::words(*day),
        Answer::Known(Value::Element(id)) => element::words(asking, *id),
        Answer::Known(Value::Text(text)) => match asking.item(tag).map(|item| &item.kind) {
            Some(ItemKind::Postal) => postal::words(text),
            _ => text.clone(),
        },
        Answer::Known(value) => value.text_form(),
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

fn dont_know_name(asking: &Asking, tag: Tag) -> String {
    format!("{}.dont_know", asking.name(tag))
}
