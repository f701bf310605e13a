//! What happened in a case, and how it is stored.
//!
//! The stored form is JSON with a version, before sealing. Items are named by path. Older versions
//! are raised one step at a time when they are read; what is stored is never rewritten.

use std::collections::BTreeSet;

use kakanai_record::{Change, Dictionary, ElementId, ItemKey, Record};
use serde_json::{Map, Value as Json};

use crate::command::{Actor, Origin};
use crate::ids::EventSeq;
use crate::part::{Part, Registered, Sending};
use crate::procedure::{Adjust, AdjustReason, ProcedureId};
use crate::signing::{Bound, How, Printed, Role};
use crate::state::CaseState;
use crate::stored;

/// The version written now.
pub const VERSION: u64 = 3;

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
        /// 軽微な補正: its reason, where it is one.
        minor: String,
    },
    /// Filled forms were put before the citizen.
    Asked {
        /// Their names.
        forms: Vec<String>,
        /// Items that they print.
        printed: Printed,
    },
    /// The citizen confirmed what was put before him.
    Confirmed {
        /// The event that put it there; in events of version 2, the last one he had seen.
        seen: EventSeq,
    },
    /// The citizen wants something changed.
    Objected {
        /// What, in his words.
        words: String,
        /// The event that put it before him.
        seen: EventSeq,
    },
    /// Somebody signed.
    Signed {
        /// In these roles.
        roles: BTreeSet<Role>,
        /// How.
        how: How,
        /// What he saw.
        bound: Box<Bound>,
    },
    /// Questions were put before the citizen.
    QuestionsAsked {
        /// The places that he may answer.
        questions: BTreeSet<ItemKey>,
        /// Which of the people he is.
        who: Option<ElementId>,
    },
    /// The citizen answered some of them.
    Answered {
        /// The event that put them before him.
        asked: EventSeq,
        /// His answers, in order.
        changes: Vec<Change>,
    },
    /// The questions lie before him no more.
    QuestionsEnded {
        /// The event that had put them there.
        asked: EventSeq,
    },
    /// A procedure was added or struck by hand.
    ProcedureAdjusted {
        /// Its name in the catalogue.
        procedure: ProcedureId,
        /// Whose.
        person: Option<ElementId>,
        /// Which of both.
        how: Adjust,
        /// Why.
        why: AdjustReason,
        /// More about it.
        note: String,
    },
    /// A procedure was left to its rule again.
    ProcedureRestored {
        /// Its name in the catalogue.
        procedure: ProcedureId,
        /// Whose.
        person: Option<ElementId>,
        /// What had been done to it.
        how: Adjust,
        /// Why that had been done.
        why: AdjustReason,
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
    /// Parts were sent to the other system.
    Sent {
        /// Which.
        parts: Vec<Sending>,
    },
    /// The other system took a part.
    PickedUp {
        /// Which.
        part: Part,
    },
    /// The other system registered a part provisionally.
    Registered {
        /// Which.
        part: Part,
        /// What it says now.
        answers: Vec<Registered>,
    },
    /// A part was registered for good.
    Finalised {
        /// Which.
        part: Part,
    },
    /// A part came back.
    Rejected {
        /// Which.
        part: Part,
        /// Why.
        reason: String,
    },
    /// A part was called back before it was taken.
    Recalled {
        /// Which.
        part: Part,
        /// Why.
        reason: String,
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
        let mut object = match stored::event_json(dictionary, &self.event) {
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
            let login = stored::text(&json, "by")?;
            let terminal = stored::text(&json, "terminal")?;
            let at = json.get("at").and_then(Json::as_i64).ok_or("no time")?;
            let event = stored::read_event(dictionary, &json)?;
            Ok(Self { seq, at, by: Actor { login, terminal }, event })
        };
        read().map_err(|what| EventError { seq, what })
    }
}

/// Raises a stored event to the version of today, one version at a time.
fn upcast(mut json: Json) -> Result<Json, String> {
    let version = json.get("v").and_then(Json::as_u64).ok_or("no version")?;
    let object = json.as_object_mut().ok_or("not an object")?;
    match version {
        1 => {
            raise_1(object);
            raise_2(object);
        }
        2 => raise_2(object),
        VERSION => {}
        newer => return Err(format!("version {newer} was written by a newer program; update this one")),
    }
    Ok(json)
}

/// Version 1 did not know at which terminal somebody worked, and called a turn "moved".
fn raise_1(object: &mut Map<String, Json>) {
    object.entry("terminal").or_insert_with(|| "".into());
    if object.get("kind").and_then(Json::as_str) == Some("moved") {
        object.insert("kind".into(), "turned".into());
    }
}

/// Version 2 knew no parts: a case was handed over whole, once it was 完了, and nothing came back.
fn raise_2(object: &mut Map<String, Json>) {
    if object.get("kind").and_then(Json::as_str) == Some("handed_over") {
        object.insert("kind".into(), "sent".into());
        object.insert("parts".into(), serde_json::json!([{"part": "move", "returns": false}]));
    }
}
