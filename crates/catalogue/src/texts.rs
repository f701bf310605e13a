//! Words by key and language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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

/// The texts of one catalogue.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    texts: BTreeMap<String, BTreeMap<String, String>>,
}

impl Texts {
    /// Texts by language tag and key.
    pub fn new(texts: BTreeMap<String, BTreeMap<String, String>>) -> Self {
        Self { texts }
    }

    /// The text of a key, in Japanese where the language has none.
    pub fn find(&self, language: Language, key: &str) -> Option<&str> {
        let of = |tag: &str| self.texts.get(tag).and_then(|texts| texts.get(key)).map(String::as_str);
        of(language.tag()).or_else(|| of(Language::Ja.tag()))
    }

    /// The text of a key; the key itself where there is none (the check of the catalogue finds those).
    pub fn get<'a>(&'a self, language: Language, key: &'a str) -> &'a str {
        self.find(language, key).unwrap_or(key)
    }

    /// The text of a key with `{name}` filled in.
    pub fn fill(&self, language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
        fill(self.get(language, key), arguments)
    }

    /// Keys that Japanese has and `language` lacks.
    pub fn missing(&self, language: Language) -> Vec<&str> {
        let has = |key: &str| self.texts.get(language.tag()).is_some_and(|texts| texts.contains_key(key));
        let all = self.texts.get(Language::Ja.tag()).into_iter().flat_map(|texts| texts.keys());
        all.map(String::as_str).filter(|key| !has(key)).collect()
    }
}

/// Replaces each `{name}` by its argument; a brace without one stays as it is.
fn fill(text: &str, arguments: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let argument = after
            .split_once('}')
            .and_then(|(name, behind)| Some((arguments.iter().find(|(n, _)| *n == name)?.1, behind)));
        match argument {
            Some((value, behind)) => {
                filled.push_str(value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn arguments_are_filled_once_and_never_into_each_other() {
        assert_eq!(fill("{a}と{b}と{c}", &[("a", "{b}"), ("b", "2")]), "{b}と2と{c}");
    }
}
