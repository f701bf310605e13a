//! What happened in a case, and how it is stored.
//!
//! The stored form is JSON with a version, before sealing. Items are named by path. Older versions
//! are raised one step at a time when they are read; what is stored is never rewritten.

use kakanai_record::{Change, Date, Dictionary, ElementId, ItemKey, Record, date, json};
use serde_json::{Map, Value as Json, json};

use crate::command::{Actor, Origin};
use crate::ids::EventSeq;
use crate::state::CaseState;

/// The version written now.
pub const VERSION: u64 = 2;

/// One event with its circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// Place in the case.
    pub seq: EventSeq,
    /// Unix time in milliseconds.
    pub at: i64,
    /// Who did it, and where.
    pub by: Actor,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The case was opened.
    Opened {
        /// Its first record.
        record: Box<Record>,
        /// Where that came from.
        origin: Origin,
    },
    /// Items changed.
    Amended {
        /// The changes, in order.
        changes: Vec<Change>,
    },
    /// The citizen confirmed what the case said at this event.
    Confirmed {
        /// The event.
        seen: EventSeq,
    },
    /// Another state.
    Turned {
        /// The state.
        to: CaseState,
        /// Why.
        reason: String,
    },
    /// Forms were made for printing.
    Printed {
        /// Their names.
        forms: Vec<String>,
    },
    /// Data were handed over.
    HandedOver {
        /// To which system.
        to: String,
    },
}

/// A stored event that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {seq}: {what}")]
pub struct EventError {
    /// Its place.
    pub seq: EventSeq,
    /// What is wrong.
    pub what: String,
}

impl Happened {
    /// The stored form, before sealing.
    pub fn to_bytes(&self, dictionary: &Dictionary) -> Vec<u8> {
        let mut object = match self.event.to_json(dictionary) {
            Json::Object(object) => object,
            _ => Map::new(),
        };
        object.insert("v".into(), VERSION.into());
        object.insert("at".into(), self.at.into());
        object.insert("by".into(), self.by.login.clone().into());
        object.insert("terminal".into(), self.by.terminal.clone().into());
        Json::Object(object).to_string().into_bytes()
    }

    /// Reads a stored form of any version.
    pub fn from_bytes(dictionary: &Dictionary, seq: EventSeq, bytes: &[u8]) -> Result<Self, EventError> {
        let read = || -> Result<Self, String> {
            let json: Json = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
            let json = upcast(json)?;
            let login = text(&json, "by")?;
            let terminal = text(&json, "terminal")?;
            let at = json.get("at").and_then(Json::as_i64).ok_or("no time")?;
            let event = Event::from_json(dictionary, &json)?;
            Ok(Self { seq, at, by: Actor { login, terminal }, event })
        };
        read().map_err(|what| EventError { seq, what })
    }
}

/// Raises a stored event to the version of today.
fn upcast(mut json: Json) -> Result<Json, String> {
    let version = json.get("v").and_then(Json::as_u64).ok_or("no version")?;
    let object = json.as_object_mut().ok_or("not an object")?;
    match version {
        // Version 1 did not know at which terminal somebody worked, and called a turn "moved".
        1 => {
            object.entry("terminal").or_insert_with(|| "".into());
            if object.get("kind").and_then(Json::as_str) == Some("moved") {
                object.insert("kind".into(), "turned".into());
            }
            Ok(json)
        }
        VERSION => Ok(json),
        newer => Err(format!("version {newer} was written by a newer program; update this one")),
    }
}

impl Event {
    fn to_json(&self, dictionary: &Dictionary) -> Json {
        match self {
            Self::Opened { record, origin } => {
                let record = json::to_json(dictionary, record);
                match origin {
                    Origin::Code { made_on, doubts } => {
                        let made_on = date::date_text(*made_on);
                        json!({"kind": "opened", "record": record, "made_on": made_on, "doubts": doubts})
                    }
                    Origin::Hand => json!({"kind": "opened", "record": record}),
                }
            }
            Self::Amended { changes } => {
                let changes: Vec<Json> =
                    changes.iter().map(|change| change_json(dictionary, change)).collect();
                json!({"kind": "amended", "changes": changes})
            }
            Self::Confirmed { seen } => json!({"kind": "confirmed", "seen": seen.0}),
            Self::Turned { to, reason } => json!({"kind": "turned", "to": to.code(), "reason": reason}),
            Self::Printed { forms } => json!({"kind": "printed", "forms": forms}),
            Self::HandedOver { to } => json!({"kind": "handed_over", "to": to}),
        }
    }

    fn from_json(dictionary: &Dictionary, json: &Json) -> Result<Self, String> {
        match text(json, "kind")?.as_str() {
            "opened" => {
                let record = json::from_json(dictionary, json.get("record").ok_or("no record")?);
                let record = Box::new(record.map_err(|error| error.to_string())?);
                let origin = match json.get("made_on").and_then(Json::as_str) {
                    Some(made_on) => Origin::Code { made_on: day(made_on)?, doubts: texts(json, "doubts")? },
                    None => Origin::Hand,
                };
                Ok(Self::Opened { record, origin })
            }
            "amended" => {
                let changes = json.get("changes").and_then(Json::as_array).ok_or("no changes")?;
                let changes = changes.iter().map(|change| read_change(dictionary, change));
                Ok(Self::Amended { changes: changes.collect::<Result<_, _>>()? })
            }
            "confirmed" => {
                let seen = json.get("seen").and_then(Json::as_u64).ok_or("no event")?;
                Ok(Self::Confirmed { seen: EventSeq(seen) })
            }
            "turned" => {
                let to = text(json, "to")?;
                let to = CaseState::of_code(&to).ok_or_else(|| format!("unknown state `{to}`"))?;
                Ok(Self::Turned { to, reason: text(json, "reason")? })
            }
            "printed" => Ok(Self::Printed { forms: texts(json, "forms")? }),
            "handed_over" => Ok(Self::HandedOver { to: text(json, "to")? }),
            other => Err(format!("unknown kind `{other}`")),
        }
    }
}

fn change_json(dictionary: &Dictionary, change: &Change) -> Json {
    let path = dictionary.path(change.key());
    match change {
        Change::Set(_, answer) => json!({"set": path, "to": json::answer_json(answer)}),
        Change::Add(_, element) => json!({"add": path, "element": element.number()}),
        Change::Remove(_, element) => json!({"remove": path, "element": element.number()}),
        Change::Order(_, order) => {
            json!({"order": path, "elements": order.iter().map(|id| id.number()).collect::<Vec<_>>()})
        }
    }
}

fn read_change(dictionary: &Dictionary, json: &Json) -> Result<Change, String> {
    let key = |name: &str| -> Result<Option<ItemKey>, String> {
        let Some(path) = json.get(name).and_then(Json::as_str) else { return Ok(None) };
        dictionary.parse_path(path).map(Some).map_err(|error| error.to_string())
    };
    let element = || read_element(json.get("element")).ok_or("no element");
    if let Some(key) = key("set")? {
        let item = dictionary.item(key.tag()).ok_or("no such item")?;
        let answer = json::answer_from_json(item, json.get("to").unwrap_or(&Json::Null))?;
        return Ok(Change::Set(key, answer));
    }
    if let Some(key) = key("add")? {
        return Ok(Change::Add(key, element()?));
    }
    if let Some(key) = key("remove")? {
        return Ok(Change::Remove(key, element()?));
    }
    if let Some(key) = key("order")? {
        let elements = json.get("elements").and_then(Json::as_array).ok_or("no elements")?;
        let order: Option<Vec<ElementId>> = elements.iter().map(|id| read_element(Some(id))).collect();
        return Ok(Change::Order(key, order.ok_or("no elements")?));
    }
    Err("not a change".to_owned())
}

fn read_element(json: Option<&Json>) -> Option<ElementId> {
    ElementId::new(u16::try_from(json?.as_u64()?).ok()?)
}

fn text(json: &Json, name: &str) -> Result<String, String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned).ok_or_else(|| format!("no `{name}`"))
}

fn texts(json: &Json, name: &str) -> Result<Vec<String>, String> {
    let texts = json.get(name).and_then(Json::as_array).ok_or_else(|| format!("no `{name}`"))?;
    Ok(texts.iter().filter_map(Json::as_str).map(str::to_owned).collect())
}

fn day(text: &str) -> Result<Date, String> {
    date::parse_date(text).ok_or_else(|| format!("`{text}` is no day"))
}
