//! Where a person stands in an interview.

use std::collections::BTreeMap;

use kakanai_catalogue::{Catalogue, Language};
use kakanai_record::{ElementId, Record, json};
use serde_json::{Map, Value as Json};

/// The page a person is on, and the list element it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the page in the service.
    pub page: String,
    /// The element, on pages asked once for each.
    pub element: Option<ElementId>,
}

/// Everything an interview remembers between two steps. It lives on the citizen's device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// What has been accepted so far.
    pub record: Record,
    /// The current page.
    pub place: Place,
    /// What is typed and not accepted, by name of its control, on whatever page: shown again, never lost.
    pub draft: BTreeMap<String, String>,
    /// Language of the screen.
    pub language: Language,
    /// Whether furigana are shown.
    pub furigana: bool,
    /// Hints that have been shown: the next time, nobody is stopped by them.
    pub told: Vec<String>,
    /// Whether the person came from the summary to change one page, and goes back there.
    pub from_summary: bool,
}

/// A stored state that cannot be read: it was made by another version or was damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the saved answers cannot be read: {0}")]
pub struct StateError(pub String);

impl State {
    /// At a page of a record, as staff open one: nothing typed, in Japanese.
    pub fn at(record: Record, place: Place) -> Self {
        let (language, furigana, from_summary) = (Language::Ja, false, false);
        Self { record, place, draft: BTreeMap::new(), told: Vec::new(), language, furigana, from_summary }
    }

    /// Writes the state as JSON, the same text for the same state.
    pub fn to_json(&self, catalogue: &Catalogue) -> String {
        let mut object = Map::new();
        object.insert("record".into(), json::to_json(catalogue.dictionary(), &self.record));
        object.insert("page".into(), self.place.page.clone().into());
        if let Some(element) = self.place.element {
            object.insert("element".into(), element.number().into());
        }
        if !self.draft.is_empty() {
            let draft = self.draft.iter().map(|(name, text)| (name.clone(), Json::from(text.clone())));
            object.insert("draft".into(), Json::Object(draft.collect()));
        }
        object.insert("language".into(), self.language.tag().into());
        if self.furigana {
            object.insert("furigana".into(), true.into());
        }
        if !self.told.is_empty() {
            object.insert("told".into(), self.told.iter().cloned().map(Json::from).collect());
        }
        if self.from_summary {
            object.insert("from_summary".into(), true.into());
        }
        json::text(&Json::Object(object))
    }

    /// Reads what [`State::to_json`] wrote. Everything is checked again: the text may come from anyone.
    pub fn from_json(catalogue: &Catalogue, text: &str) -> Result<Self, StateError> {
        let error = |what: &str| StateError(what.to_owned());
        let json: Json = serde_json::from_str(text).map_err(|e| StateError(e.to_string()))?;
        let record = json.get("record").ok_or_else(|| error("no record"))?;
        let record =
            json::from_json(catalogue.dictionary(), record).map_err(|e| StateError(e.to_string()))?;
        let page = json.get("page").and_then(Json::as_str).ok_or_else(|| error("no page"))?.to_owned();
        let element = match json.get("element") {
            None => None,
            Some(number) => Some(element(number).ok_or_else(|| error("the element is no id"))?),
        };
        let draft = json.get("draft").and_then(Json::as_object).into_iter().flatten();
        let draft =
            draft.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect();
        let told = json.get("told").and_then(Json::as_array).into_iter().flatten();
        let told = told.filter_map(|hint| Some(hint.as_str()?.to_owned())).collect();
        let language = json.get("language").and_then(Json::as_str).and_then(Language::of_tag);
        Ok(Self {
            record,
            place: Place { page, element },
            draft,
            told,
            language: language.ok_or_else(|| error("unknown language"))?,
            furigana: flag(&json, "furigana"),
            from_summary: flag(&json, "from_summary"),
        })
    }
}

fn flag(json: &Json, name: &str) -> bool {
    json.get(name).and_then(Json::as_bool).unwrap_or(false)
}

fn element(json: &Json) -> Option<ElementId> {
    ElementId::new(u16::try_from(json.as_u64()?).ok()?)
}
