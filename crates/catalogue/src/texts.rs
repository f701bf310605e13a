//! Words by key and language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ruby;

/// A language of screens. Forms stay Japanese.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

impl Language {
    /// All languages with texts of their own.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language of a tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// Its own name.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Ja => "日本語",
            Self::En => "English",
        }
    }
}

/// The texts of one catalogue. They may carry furigana, `{漢字|かんじ}`, and places for arguments, `{name}`.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// By language tag; each language in the order of the keys.
    texts: Vec<(String, Vec<(String, Text)>)>,
}

/// A text without readings, for whoever asks for words alone; and as written, where that differs.
#[derive(Debug, Clone)]
struct Text {
    plain: String,
    ruby: Option<String>,
}

impl Text {
    fn new(written: &str) -> Self {
        if written.contains('|') {
            Self { plain: ruby::plain(written), ruby: Some(written.to_owned()) }
        } else {
            Self { plain: written.to_owned(), ruby: None }
        }
    }

    fn written(&self) -> &str {
        self.ruby.as_ref().unwrap_or(&self.plain)
    }
}

impl Texts {
    /// Texts by language tag and key.
    pub fn new(texts: &BTreeMap<String, BTreeMap<String, String>>) -> Self {
        let of_language = |texts: &BTreeMap<String, String>| {
            texts.iter().map(|(key, text)| (key.clone(), Text::new(text))).collect()
        };
        Self { texts: texts.iter().map(|(tag, texts)| (tag.clone(), of_language(texts))).collect() }
    }

    fn of(&self, language: Language) -> &[(String, Text)] {
        self.texts.iter().find(|(tag, _)| tag == language.tag()).map_or(&[], |(_, texts)| texts)
    }

    fn own_text(&self, language: Language, key: &str) -> Option<&Text> {
        let texts = self.of(language);
        let at = texts.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        texts.get(at).map(|(_, text)| text)
    }

    fn text(&self, language: Language, key: &str) -> Option<&Text> {
        self.own_text(language, key).or_else(|| self.own_text(Language::Ja, key))
    }

    /// As written; the key itself where there is no text.
    fn written<'a>(&'a self, language: Language, key: &'a str) -> &'a str {
        self.text(language, key).map_or(key, Text::written)
    }

    /// The text of a key without readings, in Japanese where the language has none.
    pub fn find(&self, language: Language, key: &str) -> Option<&str> {
        self.text(language, key).map(|text| text.plain.as_str())
    }

    /// The text of a key without readings; the key itself where there is none.
    pub fn get<'a>(&'a self, language: Language, key: &'a str) -> &'a str {
        self.find(language, key).unwrap_or(key)
    }

    /// The text of a key without readings, with `{name}` filled in.
    pub fn fill(&self, language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
        ruby::fill(self.written(language, key), arguments)
    }

    /// The same as [`Texts::fill`]: words for a title or an attribute. Arguments go in as they are, so a template has
    /// to escape the whole.
    pub fn words(&self, language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
        self.fill(language, key, arguments)
    }

    /// The text of a key as HTML: with furigana where wanted, arguments escaped and never read as furigana.
    pub fn html(&self, language: Language, key: &str, arguments: &[(&str, &str)], furigana: bool) -> String {
        ruby::html(self.written(language, key), arguments, furigana)
    }

    /// Keys that Japanese has and `language` lacks.
    pub fn missing(&self, language: Language) -> Vec<&str> {
        let all = self.of(Language::Ja).iter().map(|(key, _)| key.as_str());
        all.filter(|key| self.own_text(language, key).is_none()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let ja = [("seal", "{印鑑|いんかん}をもつ{name}"), ("only", "市")];
        let en = [("seal", "{name} holds a seal")];
        let of = |texts: &[(&str, &str)]| {
            texts.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
        };
        Texts::new(&[("ja".to_owned(), of(&ja)), ("en".to_owned(), of(&en))].into())
    }

    #[test]
    fn who_asks_for_words_sees_no_readings() {
        let texts = texts();
        assert_eq!(texts.find(Language::Ja, "seal"), Some("印鑑をもつ{name}"));
        assert_eq!(texts.get(Language::Ja, "seal"), "印鑑をもつ{name}");
        assert_eq!(texts.get(Language::En, "only"), "市");
        assert_eq!(texts.find(Language::Ja, "none"), None);
        assert_eq!(texts.get(Language::Ja, "none"), "none");
        assert_eq!(texts.missing(Language::En), ["only"]);
    }

    #[test]
    fn a_name_is_never_read_as_furigana_argument_or_html() {
        let texts = texts();
        let arguments = [("name", "{印|い}<b>{name}")];
        let words = "印鑑をもつ{印|い}<b>{name}";
        assert_eq!(texts.fill(Language::Ja, "seal", &arguments), words);
        assert_eq!(texts.words(Language::Ja, "seal", &arguments), words);
        let base = "をもつ{印|い}&lt;b&gt;{name}";
        assert_eq!(texts.html(Language::Ja, "seal", &arguments, false), format!("印鑑{base}"));
        let ruby = "<ruby>印鑑<rp>（</rp><rt>いんかん</rt><rp>）</rp></ruby>";
        assert_eq!(texts.html(Language::Ja, "seal", &arguments, true), format!("{ruby}{base}"));
        assert_eq!(texts.html(Language::En, "seal", &arguments, true), "{印|い}&lt;b&gt;{name} holds a seal");
        assert_eq!(texts.html(Language::Ja, "<none>", &arguments, true), "&lt;none&gt;");
    }
}
