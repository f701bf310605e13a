//! What is wrong with an answer: at which control, in which words.

use kakanai_record::Date;

use crate::question::date;
use crate::words::{Said, Words};

/// What goes into the text of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// Words or a number.
    Text(String),
    /// A day, written as the language of the page writes it.
    Day(Date),
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Date> for Argument {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

/// One problem, shown at its control and in the list at the top of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the control.
    pub control: String,
    /// Key of the text.
    pub key: &'static str,
    /// Arguments of the text.
    pub arguments: Vec<(&'static str, Argument)>,
    /// A hint that does not stop anybody (a late notification is accepted).
    pub alert: bool,
}

impl Problem {
    /// An error at a control.
    pub fn new(control: impl Into<String>, key: &'static str) -> Self {
        Self { control: control.into(), key, arguments: Vec::new(), alert: false }
    }

    /// Adds an argument of the text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// In words.
    pub fn said(&self, words: &Words) -> Said {
        let said = |argument: &Argument| match argument {
            Argument::Text(text) => text.clone(),
            Argument::Day(day) => date::words(words.language, *day),
        };
        let arguments: Vec<(&str, String)> =
            self.arguments.iter().map(|(name, value)| (*name, said(value))).collect();
        let arguments: Vec<(&str, &str)> =
            arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        words.said(self.key, &arguments)
    }

    /// Makes it a hint.
    #[must_use]
    pub fn as_alert(mut self) -> Self {
        self.alert = true;
        self
    }
}
