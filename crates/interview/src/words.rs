//! Words of the catalogue, in the language of the screen, with furigana where the person wants them.

use std::fmt;

use kakanai_catalogue::{Catalogue, Language};
use kakanai_record::{Record, core};

use crate::state::State;

/// A piece of HTML that needs no escaping: it was made from the city's texts, with citizens' words escaped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// The same words twice: for attributes and titles, and for the page itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// Without furigana; escape it.
    pub plain: String,
    /// As it stands on the page.
    pub html: Html,
}

impl Said {
    /// Words of a person, which nobody writes furigana to.
    pub fn of(text: impl Into<String>) -> Self {
        let plain = text.into();
        let mut html = String::with_capacity(plain.len());
        kakanai_catalogue::ruby::escape(&plain, &mut html);
        Self { html: Html(html), plain }
    }

    /// These words, and others after them.
    #[must_use]
    pub fn followed_by(mut self, other: &Self) -> Self {
        self.plain.push_str(&other.plain);
        self.html.0.push_str(&other.html.0);
        self
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }
}

/// Texts of one catalogue for one screen.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// Language of the screen.
    pub language: Language,
    /// Whether furigana are shown.
    pub furigana: bool,
    /// The service, which may have words of its own for a question.
    pub service: &'a str,
}

impl<'a> Words<'a> {
    /// Plain Japanese about a record: what staff read.
    pub fn japanese(catalogue: &'a Catalogue, record: &'a Record) -> Self {
        let service = record.get(core::SERVICE.key()).code().unwrap_or_default();
        Self { catalogue, language: Language::Ja, furigana: false, service }
    }

    /// As the person of a state wants them.
    pub fn of(catalogue: &'a Catalogue, state: &'a State) -> Self {
        let japanese = Self::japanese(catalogue, &state.record);
        Self { language: state.language, furigana: state.furigana, ..japanese }
    }

    /// For a page: furigana where wanted.
    pub fn t(&self, key: &str) -> Html {
        Html(self.catalogue.texts().html(self.language, key, &[], self.furigana))
    }

    /// The same with an argument.
    pub fn with(&self, key: &str, name: &str, value: &str) -> Html {
        Html(self.catalogue.texts().html(self.language, key, &[(name, value)], self.furigana))
    }

    /// For an attribute or a title.
    pub fn plain(&self, key: &str) -> String {
        self.catalogue.texts().get(self.language, key).to_owned()
    }

    /// The same with arguments.
    pub fn fill(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.catalogue.texts().words(self.language, key, arguments)
    }

    /// Both.
    pub fn said(&self, key: &str, arguments: &[(&str, &str)]) -> Said {
        let texts = self.catalogue.texts();
        Said {
            plain: texts.words(self.language, key, arguments),
            html: Html(texts.html(self.language, key, arguments, self.furigana)),
        }
    }

    /// Both, with an argument that has words of its own, furigana among them.
    pub fn said_with(&self, key: &str, name: &str, said: &Said) -> Said {
        const HERE: &str = "\u{1}";
        let html = self.catalogue.texts().html(self.language, key, &[(name, HERE)], self.furigana);
        Said { plain: self.fill(key, &[(name, &said.plain)]), html: Html(html.replace(HERE, &said.html.0)) }
    }

    /// The first of these that the catalogue has: the service's own words for it (`KEY.SERVICE`), the general ones.
    pub fn key(&self, key: &str) -> Option<String> {
        let own = [key, ".", self.service].concat();
        let has = |key: &str| self.catalogue.texts().find(self.language, key).is_some();
        if has(&own) { Some(own) } else { has(key).then(|| key.to_owned()) }
    }

    /// What the catalogue says there; nothing where it says nothing.
    pub fn said_there(&self, key: &str) -> Option<Said> {
        Some(self.said(&self.key(key)?, &[]))
    }
}
