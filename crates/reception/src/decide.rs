//! From a command to events, or to the reason why not.

use kakanai_record::{Answer, Change, Dictionary, ItemKey, RecordError};

use crate::case::Case;
use crate::command::{Actor, Command};
use crate::event::Event;
use crate::ids::EventSeq;
use crate::state::CaseState;

/// One place that somebody else changed in the meantime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The place.
    pub key: ItemKey,
    /// The event that changed it.
    pub seq: EventSeq,
    /// Who.
    pub by: String,
    /// What it says now.
    pub now: Answer,
}

/// Why a command makes nothing happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The case is open already.
    #[error("the case is already open")]
    AlreadyOpen,
    /// There is no such case.
    #[error("there is no such case")]
    NotOpen,
    /// Somebody changed the same items after the maker last saw them.
    #[error("{} items were changed by somebody else in the meantime", changed.len())]
    Conflict {
        /// What changed, by whom, and what it says now.
        changed: Vec<Changed>,
    },
    /// The record refuses a change.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The case is closed: nothing changes any more.
    #[error("the case is {}", state.code())]
    Closed {
        /// Its state.
        state: CaseState,
    },
    /// The case is not closed yet.
    #[error("the case is still {}", state.code())]
    StillOpen {
        /// Its state.
        state: CaseState,
    },
    /// No way leads from one state to the other.
    #[error("a case that is {} cannot become {}", from.code(), to.code())]
    NoSuchTurn {
        /// Now.
        from: CaseState,
        /// Wanted.
        to: CaseState,
    },
    /// Who worked on a case does not review it.
    #[error("who worked on a case does not review it")]
    OwnWork,
    /// This turn needs a reason.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// It is handed over only once reviewed.
    #[error("the case has not been reviewed")]
    NotReviewed,
}

/// Answers a command. Nothing happens where nothing would change: no events, no error.
pub fn decide(
    dictionary: &Dictionary,
    case: Option<&Case>,
    command: &Command,
    actor: &Actor,
) -> Result<Vec<Event>, Refusal> {
    match (case, command) {
        (None, Command::Open { record, origin }) => {
            Ok(vec![Event::Opened { record: record.clone(), origin: origin.clone() }])
        }
        (Some(_), Command::Open { .. }) => Err(Refusal::AlreadyOpen),
        (None, _) => Err(Refusal::NotOpen),
        (Some(case), Command::Amend { changes, seen }) => amend(dictionary, case, changes, *seen),
        (Some(case), Command::Confirm { seen }) => confirm(case, *seen),
        (Some(case), Command::Turn { to, reason }) => turn(case, *to, reason, actor),
        (Some(_), Command::Print { forms }) => Ok(vec![Event::Printed { forms: forms.clone() }]),
        (Some(case), Command::HandOver { to }) => hand_over(case, to),
    }
}

fn amend(
    dictionary: &Dictionary,
    case: &Case,
    changes: &[Change],
    seen: EventSeq,
) -> Result<Vec<Event>, Refusal> {
    if !case.state.is_open() {
        return Err(Refusal::Closed { state: case.state });
    }
    let changed: Vec<Changed> = changes.iter().filter_map(|change| conflict(case, change, seen)).collect();
    if !changed.is_empty() {
        return Err(Refusal::Conflict { changed });
    }
    let mut next = case.record.clone();
    next.apply_all(dictionary, changes)?;
    let effective: Vec<Change> = changes.iter().filter(|change| !holds(case, change)).cloned().collect();
    if effective.is_empty() {
        return Ok(Vec::new());
    }
    let mut events = vec![Event::Amended { changes: effective }];
    if matches!(case.state, CaseState::Received | CaseState::Returned | CaseState::Review) {
        // Work on a reviewed case takes it back: what the reviewer saw no longer stands.
        events.push(Event::Turned { to: CaseState::Entry, reason: String::new() });
    }
    Ok(events)
}

/// A change conflicts where the same place changed after the maker last saw it, to something else.
fn conflict(case: &Case, change: &Change, seen: EventSeq) -> Option<Changed> {
    let key = change.key();
    let version = case.version(key);
    (version.seq > seen && !holds(case, change)).then(|| Changed {
        key,
        seq: version.seq,
        by: version.by,
        now: case.record.get(key).clone(),
    })
}

fn holds(case: &Case, change: &Change) -> bool {
    match change {
        Change::Set(key, answer) => case.record.get(*key) == answer,
        Change::Order(list, order) => case.record.elements(*list) == order,
        Change::Remove(list, element) => !case.record.elements(*list).contains(element),
        // Two people adding the same id mean two different persons: never taken as done.
        Change::Add(..) => false,
    }
}

fn confirm(case: &Case, seen: EventSeq) -> Result<Vec<Event>, Refusal> {
    if !case.state.is_open() {
        return Err(Refusal::Closed { state: case.state });
    }
    let changed: Vec<Changed> = case
        .amended()
        .filter(|(_, version)| version.seq > seen)
        .map(|(key, version)| Changed {
            key,
            seq: version.seq,
            by: version.by.clone(),
            now: case.record.get(key).clone(),
        })
        .collect();
    if changed.is_empty() { Ok(vec![Event::Confirmed { seen }]) } else { Err(Refusal::Conflict { changed }) }
}

fn turn(case: &Case, to: CaseState, reason: &str, actor: &Actor) -> Result<Vec<Event>, Refusal> {
    if case.state == to {
        return Ok(Vec::new());
    }
    if !case.state.may_become(to) {
        return Err(Refusal::NoSuchTurn { from: case.state, to });
    }
    let reviewing =
        case.state == CaseState::Review && matches!(to, CaseState::Completed | CaseState::Returned);
    if reviewing && case.editors.contains(&actor.login) {
        return Err(Refusal::OwnWork);
    }
    let wants_reason = matches!(
        to,
        CaseState::OnHold
            | CaseState::Correction
            | CaseState::Returned
            | CaseState::Withdrawn
            | CaseState::Refused
    );
    if wants_reason && reason.trim().is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    Ok(vec![Event::Turned { to, reason: reason.trim().to_owned() }])
}

fn hand_over(case: &Case, to: &str) -> Result<Vec<Event>, Refusal> {
    if case.state != CaseState::Completed {
        return Err(Refusal::NotReviewed);
    }
    if case.handed_over.contains(to) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::HandedOver { to: to.to_owned() }])
}
