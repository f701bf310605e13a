//! What a browser sends: names and texts, in order.

/// The fields of one submitted page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
}

/// What the person asks for, besides the answers on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Accept the answers and go on.
    Next,
    /// Go to the page before; answers are kept as a draft only.
    Back,
    /// Go to a page, from the summary or the list of people.
    Goto(String),
    /// Add an element to the list shown.
    Add,
    /// Remove an element of the list shown.
    Remove(String),
    /// Show the page in another language.
    Language(String),
}

impl Form {
    /// The name under which the action is sent; the button's value says which.
    pub const ACTION: &'static str = "action";

    /// Longest text taken from one field, in bytes; what is longer is cut off by refusing the form.
    pub const MOST_BYTES: usize = 8 * 1024;

    /// Takes names and texts as sent. Texts beyond all measure are dropped: no question wants them.
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self { fields: fields.into_iter().filter(|(_, text)| text.len() <= Self::MOST_BYTES).collect() }
    }

    /// The text of a field, trimmed of space on both sides; `None` when it was not sent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, text)| text.trim())
    }

    /// The text of a field, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// All fields but the action.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .filter(|(name, _)| name != Self::ACTION)
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// What is asked for; going on where nothing or nonsense is said.
    pub fn action(&self) -> Action {
        let text = self.text(Self::ACTION);
        match text.split_once('=').unwrap_or((text, "")) {
            ("back", _) => Action::Back,
            ("goto", page) => Action::Goto(page.to_owned()),
            ("add", _) => Action::Add,
            ("remove", id) => Action::Remove(id.to_owned()),
            ("language", tag) => Action::Language(tag.to_owned()),
            _ => Action::Next,
        }
    }
}

impl FromIterator<(String, String)> for Form {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self::new(fields.into_iter().collect())
    }
}
