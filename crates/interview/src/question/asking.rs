//! What a question may look at, and what it becomes.

use std::collections::BTreeMap;

use kakanai_catalogue::Catalogue;
use kakanai_record::{Answer, Date, ElementId, ItemDef, ItemKey, Record, Tag};

use crate::places::Places;
use crate::state::State;
use crate::words::{Said, Words};

/// Choices up to this number are shown in full; more of them unfold.
const RADIO_MOST: usize = 9;

/// All that a question may look at.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// Words, and the catalogue they come from.
    pub words: Words<'a>,
    /// Towns, municipalities, nationalities.
    pub places: &'a dyn Places,
    /// What has been accepted.
    pub record: &'a Record,
    /// What is typed and not accepted.
    pub draft: &'a BTreeMap<String, String>,
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
    pub legend: Said,
    /// Why it is asked, or an example.
    pub hint: Said,
    /// Said beside the question when it may be left out.
    pub optional: bool,
    /// Boxes to tick, of which none has to be.
    pub ticks: bool,
    /// Their words are names, short enough to stand side by side.
    pub names: bool,
    /// Its controls.
    pub controls: Vec<Control>,
    /// Boxes below them: わからない, a part that the record itself does not know.
    pub checks: Vec<Check>,
    /// What the typed answer means: a date in both calendars, the town of a postal code.
    pub live: Option<String>,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Name under which it is sent; also its id.
    pub name: String,
    /// Label; empty where the question's own words are the label.
    pub label: Said,
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
    /// Several lines.
    Lines,
    /// A few choices, all visible.
    Radio(Vec<Choice>),
    /// Many choices.
    Select {
        /// In the order of the page.
        choices: Vec<Choice>,
        /// So many of them stand in front of the others, as the most usual.
        usual: usize,
    },
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Sent value.
    pub value: String,
    /// Words.
    pub words: Said,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// A box to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Name under which it is sent, as `yes`; also its id.
    pub name: String,
    /// Words.
    pub words: Said,
    /// Whether it is ticked.
    pub chosen: bool,
}

impl Control {
    /// One line under the question's own words.
    pub fn line(name: String, value: String, mode: &'static str, width: u8) -> Self {
        let autofill = if mode == "tel" { "tel" } else { "off" };
        Self { name, label: Said::default(), value, widget: Widget::Line { mode, autofill, width } }
    }

    /// With a label of its own.
    #[must_use]
    pub fn labelled(mut self, label: Said) -> Self {
        self.label = label;
        self
    }

    /// A choice among `choices`; many unfold, with so many `usual` ones in front.
    pub fn choice(name: String, value: String, choices: Vec<(String, Said)>, usual: usize) -> Self {
        // Where there is no choice, nobody has to choose.
        let only = choices.len() == 1;
        let choice =
            |(own, words): (String, Said)| Choice { chosen: only || own == value, value: own, words };
        let choices: Vec<Choice> = choices.into_iter().map(choice).collect();
        // What is not among them is no answer, or a browser would show the first of them as if it were it.
        let value = if choices.iter().any(|choice| choice.chosen) { value } else { String::new() };
        let widget = match choices.len() > RADIO_MOST {
            true => Widget::Select { choices, usual },
            false => Widget::Radio(choices),
        };
        Self { name, label: Said::default(), value, widget }
    }

    /// The choices of one that has them.
    pub fn choices(&self) -> &[Choice] {
        match &self.widget {
            Widget::Radio(choices) | Widget::Select { choices, .. } => choices,
            _ => &[],
        }
    }
}

impl<'a> Asking<'a> {
    /// About the page of a state.
    pub fn of(catalogue: &'a Catalogue, places: &'a dyn Places, state: &'a State, today: Date) -> Self {
        Self {
            words: Words::of(catalogue, state),
            places,
            record: &state.record,
            draft: &state.draft,
            element: state.place.element,
            today,
            like: None,
        }
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &'a Catalogue {
        self.words.catalogue
    }

    /// The place of an item on this page.
    pub fn key(&self, tag: Tag) -> ItemKey {
        crate::journey::key(self.catalogue(), tag, self.element)
    }

    /// The control name of an item: its path.
    pub fn name(&self, tag: Tag) -> String {
        self.catalogue().dictionary().path(self.key(tag))
    }

    /// What has been accepted for an item.
    pub fn answer(&self, tag: Tag) -> &'a Answer {
        let key = self.key(tag);
        match (self.like, key.innermost()) {
            (Some(like), Some(_)) => self.record.get(tag.of(like)),
            _ => self.record.get(key),
        }
    }

    /// The canonical text of what has been accepted; empty where there is no value.
    pub fn accepted(&self, tag: Tag) -> String {
        self.answer(tag).value().map(kakanai_record::Value::text_form).unwrap_or_default()
    }

    /// The text to show in a control: what was typed last, else `accepted`.
    pub fn typed(&self, name: &str, accepted: impl FnOnce() -> String) -> String {
        self.draft.get(name).cloned().unwrap_or_else(accepted)
    }

    /// Whether something typed for this item waits in the draft.
    pub fn is_typed(&self, tag: Tag) -> bool {
        let name = self.name(tag);
        self.draft.keys().any(|typed| belongs(typed, &name))
    }

    /// The item of a tag. Tags of a compiled catalogue are all in its dictionary.
    pub fn item(&self, tag: Tag) -> Option<&'a ItemDef> {
        self.catalogue().dictionary().item(tag)
    }

    /// Label of an item: the catalogue's words, else the dictionary's.
    pub fn label(&self, tag: Tag) -> Said {
        let Some(item) = self.item(tag) else { return Said::default() };
        let said = self.words.said_there(&["item.", &item.path, ".label"].concat());
        said.unwrap_or_else(|| Said::of(item.label.as_ref()))
    }

    /// Hint of an item, where the catalogue has one.
    pub fn hint(&self, tag: Tag) -> Said {
        let item = self.item(tag);
        item.and_then(|item| self.words.said_there(&["item.", &item.path, ".hint"].concat()))
            .unwrap_or_default()
    }

    /// Words of a code: the catalogue's in this language, else the list's own.
    pub fn code_words(&self, code: &kakanai_record::Code) -> Said {
        let key = ["code.", &code.list().id, ".", code.key()].concat();
        self.words.said_there(&key).unwrap_or_else(|| Said::of(code.word()))
    }
}

/// Whether a control's name belongs to the item of a path: the path itself, or a part of its answer.
pub(crate) fn belongs(control: &str, path: &str) -> bool {
    control.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
