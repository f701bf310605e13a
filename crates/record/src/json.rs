//! The JSON form of a record, for people, tests and the command line.
//!
//! Objects follow the paths; a list is an array whose elements carry their id as `"#"`; the absences
//! are `{"?": "dont_know"}`, `{"?": "unrecorded"}` and `{"?": "not_applicable"}`, and what was not
//! asked is left out. Ids once given and dropped again are remembered as `"mover#last"`.

use serde_json::{Map, Value as Json};

use crate::dictionary::{Dictionary, ItemDef};
use crate::key::{ElementId, ItemKey, Tag};
use crate::kind::ItemKind;
use crate::record::{Change, Record, RecordError};
use crate::value::{Answer, Value};

/// Why a JSON text is no record: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {what}")]
pub struct JsonError {
    /// The path, or line and column where the text is not JSON at all.
    pub at: String,
    /// What is wrong and what is wanted.
    pub what: String,
}

impl JsonError {
    fn new(at: &str, what: impl Into<String>) -> Self {
        let at = if at.is_empty() { "record" } else { at };
        Self { at: at.to_owned(), what: what.into() }
    }
}

/// Writes a record.
pub fn to_json(dictionary: &Dictionary, record: &Record) -> Json {
    let mut root = Map::new();
    for (list, elements, last) in record.lists() {
        let Some(item) = dictionary.item(list.tag()) else { continue };
        let Some((object, name)) = place(dictionary, &mut root, list, &item.path) else { continue };
        let array =
            elements.iter().map(|id| Json::Object(Map::from_iter([("#".to_owned(), id.number().into())])));
        object.insert(name.clone(), Json::Array(array.collect()));
        let largest = elements.iter().map(|id| id.number()).max().unwrap_or(0);
        if last > largest {
            object.insert(format!("{name}#last"), last.into());
        }
    }
    for (key, answer) in record.answers() {
        let Some(item) = dictionary.item(key.tag()) else { continue };
        if let Some((object, name)) = place(dictionary, &mut root, key, &item.path) {
            object.insert(name, answer_json(answer));
        }
    }
    Json::Object(root)
}

/// The text of a JSON value, without spaces.
///
/// It is what `Display` writes as well. That would bring along a second writer, and the tables of printable characters
/// for an error that never happens: some four kilobytes more for the citizen's browser.
pub fn text(json: &Json) -> String {
    // Names are texts, so every value can be written.
    serde_json::to_string(json).unwrap_or_default()
}

/// Writes one answer.
pub fn answer_json(answer: &Answer) -> Json {
    let absence = |word: &str| Json::Object(Map::from_iter([("?".to_owned(), word.into())]));
    match answer {
        Answer::NotAsked => Json::Null,
        Answer::NotApplicable => absence("not_applicable"),
        Answer::DontKnow => absence("dont_know"),
        Answer::Unrecorded => absence("unrecorded"),
        Answer::Known(Value::Flag(flag)) => (*flag).into(),
        Answer::Known(Value::Number(number)) => (*number).into(),
        Answer::Known(Value::Element(element)) => element.number().into(),
        Answer::Known(value) => value.text_form().into(),
    }
}

/// Reads one answer of an item.
pub fn answer_from_json(item: &ItemDef, json: &Json) -> Result<Answer, String> {
    let text = match json {
        Json::Null => return Ok(Answer::NotAsked),
        Json::Object(object) if object.len() == 1 => {
            return match object.get("?").and_then(Json::as_str) {
                Some("not_applicable") => Ok(Answer::NotApplicable),
                Some("dont_know") => Ok(Answer::DontKnow),
                Some("unrecorded") => Ok(Answer::Unrecorded),
                _ => {
                    Err("an absence is {\"?\": \"dont_know\" | \"unrecorded\" | \"not_applicable\"}"
                        .to_owned())
                }
            };
        }
        Json::Bool(flag) if item.kind == ItemKind::Flag => return Ok(Value::Flag(*flag).into()),
        Json::Number(number) if matches!(item.kind, ItemKind::Number { .. } | ItemKind::Element(_)) => {
            number.to_string()
        }
        Json::String(text) if !matches!(item.kind, ItemKind::Flag | ItemKind::Number { .. }) => text.clone(),
        _ => return Err(format!("not a value of kind `{}`", item.kind.signature())),
    };
    item.kind.parse(&text).map(Answer::Known).map_err(|error| error.to_string())
}

/// Reads a record from JSON text, checking every item. It is taken whole or not at all.
pub fn from_str(dictionary: &Dictionary, text: &str) -> Result<Record, JsonError> {
    let json: Json = serde_json::from_str(text).map_err(|error| JsonError {
        at: format!("line {}, column {}", error.line(), error.column()),
        what: format!("not JSON: {error}"),
    })?;
    from_json(dictionary, &json)
}

/// Reads a record from JSON, checking every item. It is taken whole or not at all.
pub fn from_json(dictionary: &Dictionary, json: &Json) -> Result<Record, JsonError> {
    let mut reader = Reader { dictionary, record: Record::new(), answers: Vec::new() };
    let root = json.as_object().ok_or_else(|| JsonError::new("", "a record is an object"))?;
    reader.object(root, "", "", None)?;
    let Reader { mut record, answers, .. } = reader;
    // References may point at elements that are written further down.
    for (key, at, answer) in answers {
        let change = Change::Set(key, answer);
        record.apply(dictionary, &change).map_err(|error| JsonError::new(&at, error.to_string()))?;
    }
    Ok(record)
}

struct Reader<'a> {
    dictionary: &'a Dictionary,
    record: Record,
    answers: Vec<(ItemKey, String, Answer)>,
}

impl Reader<'_> {
    /// `path` is without element ids, `shown` with them; `outer` is the innermost element's key.
    fn object(
        &mut self,
        object: &Map<String, Json>,
        path: &str,
        shown: &str,
        outer: Option<ItemKey>,
    ) -> Result<(), JsonError> {
        for (name, json) in object {
            if name == "#" || name.ends_with("#last") {
                continue;
            }
            let join = |base: &str| if base.is_empty() { name.clone() } else { format!("{base}/{name}") };
            let (path, shown) = (join(path), join(shown));
            let item = self.dictionary.by_path(&path);
            match (item, json) {
                (Some(ItemDef { tag, kind: ItemKind::List { .. }, .. }), Json::Array(elements)) => {
                    let list = outer.map_or_else(|| tag.key(), |outer| outer.with_tag(*tag));
                    self.list(list, elements, &path, &shown)?;
                    self.reserve(list, object, name, &shown)?;
                }
                (Some(item), json) => {
                    let answer = answer_from_json(item, json).map_err(|what| JsonError::new(&shown, what))?;
                    let key = outer.map_or_else(|| item.tag.key(), |outer| outer.with_tag(item.tag));
                    self.answers.push((key, shown, answer));
                }
                (None, Json::Object(inner)) => self.object(inner, &path, &shown, outer)?,
                (None, _) => return Err(JsonError::new(&shown, "no such item in the data dictionary")),
            }
        }
        Ok(())
    }

    fn list(&mut self, list: ItemKey, elements: &[Json], path: &str, shown: &str) -> Result<(), JsonError> {
        let mut order = Vec::new();
        for json in elements {
            let object = json.as_object().ok_or_else(|| JsonError::new(shown, "a list holds objects"))?;
            let id = object.get("#").and_then(Json::as_u64).and_then(|id| u16::try_from(id).ok());
            let id = id.and_then(ElementId::new);
            order.push((
                id.ok_or_else(|| JsonError::new(shown, "each element needs its id as \"#\": 1, 2 …"))?,
                object,
            ));
        }
        let mut ids: Vec<ElementId> = order.iter().map(|(id, _)| *id).collect();
        let written = ids.clone();
        ids.sort_unstable();
        let refuse = |error: RecordError| JsonError::new(shown, error.to_string());
        for id in ids {
            self.record.apply(self.dictionary, &Change::Add(list, id)).map_err(refuse)?;
        }
        self.record.apply(self.dictionary, &Change::Order(list, written)).map_err(refuse)?;
        for (id, object) in order {
            let deeper =
                self.element_key(list, id).ok_or_else(|| JsonError::new(shown, "lists nest too deeply"))?;
            self.object(object, path, &format!("{shown}:{id}"), Some(deeper))?;
        }
        Ok(())
    }

    fn element_key(&self, list: ItemKey, id: ElementId) -> Option<ItemKey> {
        list.within(id, Tag(0))
    }

    fn reserve(
        &mut self,
        list: ItemKey,
        object: &Map<String, Json>,
        name: &str,
        shown: &str,
    ) -> Result<(), JsonError> {
        let Some(last) = object.get(&format!("{name}#last")) else { return Ok(()) };
        let last = last.as_u64().and_then(|last| u16::try_from(last).ok());
        let last = last.ok_or_else(|| JsonError::new(shown, "\"#last\" is the largest id ever given"))?;
        let reserved = self.record.reserve(self.dictionary, list, last);
        reserved.map_err(|error| JsonError::new(shown, error.to_string()))
    }
}

/// The object in which an item stands, and its name there.
fn place<'a>(
    dictionary: &Dictionary,
    root: &'a mut Map<String, Json>,
    key: ItemKey,
    path: &str,
) -> Option<(&'a mut Map<String, Json>, String)> {
    let mut elements = key.elements();
    let mut object = root;
    let mut walked = String::new();
    let (parents, name) = path.rsplit_once('/').map_or(("", path), |(parents, name)| (parents, name));
    for part in parents.split('/').filter(|part| !part.is_empty()) {
        if !walked.is_empty() {
            walked.push('/');
        }
        walked.push_str(part);
        let is_list =
            dictionary.by_path(&walked).is_some_and(|item| matches!(item.kind, ItemKind::List { .. }));
        object = if is_list {
            let id = elements.next()?.number();
            let array = object.get_mut(part)?.as_array_mut()?;
            array
                .iter_mut()
                .find(|json| json.get("#").and_then(Json::as_u64) == Some(id.into()))?
                .as_object_mut()?
        } else {
            object.entry(part).or_insert_with(|| Json::Object(Map::new())).as_object_mut()?
        };
    }
    Some((object, name.to_owned()))
}
