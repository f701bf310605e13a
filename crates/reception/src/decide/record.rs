//! Changing items: conflicts, what takes a case back, and what a 軽微な補正 may be.

use kakanai_record::{Change, Dictionary, ItemKey};

use super::{Changed, Refusal, must_be_in_hand, must_be_open};
use crate::case::Case;
use crate::event::Event;
use crate::ids::EventSeq;
use crate::signing::may_be_minor;
use crate::state::CaseState;

pub(super) fn amend(
    dictionary: &Dictionary,
    case: &Case,
    changes: &[Change],
    seen: EventSeq,
    minor: &str,
) -> Result<Vec<Event>, Refusal> {
    must_be_open(case)?;
    must_be_in_hand(case)?;
    let Effect::Changes(effective) = effect(dictionary, case, changes, seen)? else { return Ok(Vec::new()) };
    let substance = effective.iter().filter(|change| !may_be_minor(dictionary, change));
    let keys: Vec<ItemKey> = substance.map(Change::key).collect();
    if !minor.trim().is_empty() && !keys.is_empty() {
        return Err(Refusal::Substance { keys });
    }
    let mut events = vec![Event::Amended { changes: effective, minor: minor.trim().to_owned() }];
    events.extend(to_entry(case));
    Ok(events)
}

/// What changes do to a record.
pub(super) enum Effect {
    /// Nothing: it says so already.
    Nothing,
    /// These, which is not what it says already.
    Changes(Vec<Change>),
}

/// What changes do, where nobody was faster and the record takes them.
pub(super) fn effect(
    dictionary: &Dictionary,
    case: &Case,
    changes: &[Change],
    seen: EventSeq,
) -> Result<Effect, Refusal> {
    let changed: Vec<Changed> = changes.iter().filter_map(|change| conflict(case, change, seen)).collect();
    if !changed.is_empty() {
        return Err(Refusal::Conflict { changed });
    }
    let mut next = case.record.clone();
    next.apply_all(dictionary, changes)?;
    let effective: Vec<Change> = changes.iter().filter(|change| !holds(case, change)).cloned().collect();
    Ok(if effective.is_empty() { Effect::Nothing } else { Effect::Changes(effective) })
}

/// Work on a reviewed case takes it back: what the reviewer saw no longer stands.
pub(super) fn to_entry(case: &Case) -> Option<Event> {
    let goes_back = matches!(case.state, CaseState::Received | CaseState::Returned | CaseState::Review);
    goes_back.then(|| Event::Turned { to: CaseState::Entry, reason: String::new() })
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
