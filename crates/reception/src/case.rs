//! The fold: a case as its events have made it.

use std::collections::{BTreeMap, BTreeSet};

use kakanai_record::{Change, Dictionary, ItemKey, Record};

use crate::command::Origin;
use crate::event::{Event, Happened};
use crate::ids::EventSeq;
use crate::state::CaseState;

/// Who changed an item last, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The event.
    pub seq: EventSeq,
    /// Login.
    pub by: String,
}

/// A case. The same events always make the same case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The last event.
    pub seq: EventSeq,
    /// The record now.
    pub record: Record,
    /// The record as it came in.
    pub first: Record,
    /// Where it came from.
    pub origin: Origin,
    /// Paths to ask about again, until somebody has.
    pub doubts: BTreeSet<String>,
    /// Where it stands.
    pub state: CaseState,
    /// Why it stands there.
    pub reason: String,
    /// Who opened the case or worked on its record: none of them may review it.
    pub editors: BTreeSet<String>,
    /// The event up to which the citizen confirmed it.
    pub confirmed: Option<EventSeq>,
    /// Forms made for printing so far.
    pub printed: Vec<String>,
    /// Systems that have the data.
    pub handed_over: BTreeSet<String>,
    versions: BTreeMap<ItemKey, Version>,
}

/// Events that do not make a case: damage, or a program's fault. The place is named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {seq} does not fit the events before it: {what}")]
pub struct FoldError {
    /// The event.
    pub seq: EventSeq,
    /// Why.
    pub what: String,
}

impl Case {
    /// Folds events in order. `None` where there are none.
    pub fn fold(dictionary: &Dictionary, events: &[Happened]) -> Result<Option<Self>, FoldError> {
        let mut case: Option<Self> = None;
        for happened in events {
            case = Some(match case {
                None => Self::open(happened)?,
                Some(mut case) => {
                    case.apply(dictionary, happened)?;
                    case
                }
            });
        }
        Ok(case)
    }

    /// Adds one event.
    pub fn apply(&mut self, dictionary: &Dictionary, happened: &Happened) -> Result<(), FoldError> {
        let error = |what: String| FoldError { seq: happened.seq, what };
        if happened.seq != self.seq.next() {
            return Err(error(format!("event {} was expected", self.seq.next())));
        }
        match &happened.event {
            Event::Opened { .. } => return Err(error("the case is already open".into())),
            Event::Amended { changes } => {
                self.record.apply_all(dictionary, changes).map_err(|e| error(e.to_string()))?;
                self.note_changes(dictionary, changes, happened);
            }
            Event::Confirmed { seen } => self.confirmed = Some(*seen),
            Event::Turned { to, reason } => {
                self.state = *to;
                self.reason.clone_from(reason);
            }
            Event::Printed { forms } => self.printed.extend(forms.iter().cloned()),
            Event::HandedOver { to } => {
                self.handed_over.insert(to.clone());
            }
        }
        self.seq = happened.seq;
        Ok(())
    }

    /// The event that last changed a place; for a list, its elements. Unchanged since the opening: event 1.
    pub fn version(&self, key: ItemKey) -> Version {
        let opened = || Version { seq: EventSeq(1), by: String::new() };
        self.versions.get(&key).cloned().unwrap_or_else(opened)
    }

    /// Items that say something else than what came in, with who changed them.
    pub fn amended(&self) -> impl Iterator<Item = (ItemKey, &Version)> {
        self.versions
            .iter()
            .filter(|(key, _)| self.record.get(**key) != self.first.get(**key))
            .map(|(k, v)| (*k, v))
    }

    /// Whether what the citizen confirmed is what the case says now.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed.is_some_and(|seen| self.versions.values().all(|version| version.seq <= seen))
    }

    fn open(happened: &Happened) -> Result<Self, FoldError> {
        let Event::Opened { record, origin } = &happened.event else {
            return Err(FoldError { seq: happened.seq, what: "the case is not open".into() });
        };
        let doubts = match origin {
            Origin::Code { doubts, .. } => doubts.iter().cloned().collect(),
            Origin::Hand => BTreeSet::new(),
        };
        Ok(Self {
            seq: happened.seq,
            record: (**record).clone(),
            first: (**record).clone(),
            origin: origin.clone(),
            doubts,
            state: CaseState::Received,
            reason: String::new(),
            editors: BTreeSet::from([happened.by.login.clone()]),
            confirmed: None,
            printed: Vec::new(),
            handed_over: BTreeSet::new(),
            versions: BTreeMap::new(),
        })
    }

    fn note_changes(&mut self, dictionary: &Dictionary, changes: &[Change], happened: &Happened) {
        let version = Version { seq: happened.seq, by: happened.by.login.clone() };
        for change in changes {
            self.versions.insert(change.key(), version.clone());
            self.doubts.remove(&dictionary.path(change.key()));
        }
        self.editors.insert(happened.by.login.clone());
    }
}
