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
    /// Go to the page before; what is typed waits as a draft.
    Back,
    /// Go to a page, from the summary or the list of people.
    Goto(String),
    /// Add an element to the list shown.
    Add,
    /// Remove an element of the list shown.
    Remove(String),
    /// Stay, and remember what is typed: the person is called away.
    Keep,
    /// Take over what somebody named earlier has answered.
    Copy(String),
    /// Show the page in another language.
    Language(String),
    /// Show furigana, or no longer.
    Furigana(bool),
}

impl Form {
    /// The name under which the action is sent; the button's value says which.
    pub const ACTION: &'static str = "action";

    /// Longest text taken from one field, in bytes: more than any question takes, so that what is cut
    /// off here is refused there as too long.
    pub const MOST_BYTES: usize = 8 * 1024;

    /// Takes names and texts as sent, each cut to a length that pages and states can carry.
    pub fn new(mut fields: Vec<(String, String)>) -> Self {
        for (_, text) in &mut fields {
            text.truncate(text.floor_char_boundary(Self::MOST_BYTES));
        }
        Self { fields }
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
            ("keep", _) => Action::Keep,
            ("copy", id) => Action::Copy(id.to_owned()),
            ("language", tag) => Action::Language(tag.to_owned()),
            ("furigana", wanted) => Action::Furigana(wanted == "on"),
            _ => Action::Next,
        }
    }
}

impl FromIterator<(String, String)> for Form {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self::new(fields.into_iter().collect())
    }
}
