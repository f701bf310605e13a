//! Adding and striking procedures by hand.
//!
//! What a household needs changes nothing in what is filed: an adjustment takes no case back, is possible while parts
//! are with the other system, and leaves its maker free to review.

use super::{Refusal, must_be_open};
use crate::case::Case;
use crate::event::Event;
use crate::ids::EventSeq;
use crate::procedure::{Adjust, AdjustReason, Adjustment, MOST_NOTE, Whose, is_there};

/// What is wanted of a procedure.
pub(super) struct Wanted<'a> {
    pub(super) how: Adjust,
    pub(super) why: AdjustReason,
    pub(super) note: &'a str,
}

pub(super) fn adjust(
    case: &Case,
    whose: &Whose,
    wanted: &Wanted,
    seen: EventSeq,
) -> Result<Vec<Event>, Refusal> {
    must_be_open(case)?;
    let note = note(wanted)?;
    if !is_there(&case.record, whose.1) {
        return Err(Refusal::NoPerson);
    }
    let before = case.procedures.get(whose);
    let same = |it: &Adjustment| it.how == wanted.how && it.why == wanted.why && it.note == note;
    if before.is_some_and(same) {
        return Ok(Vec::new());
    }
    unseen(case, whose, seen)?;
    let (procedure, person) = whose.clone();
    let mut events: Vec<Event> = before.map(|before| restored(whose, before)).into_iter().collect();
    events.push(Event::ProcedureAdjusted { procedure, person, how: wanted.how, why: wanted.why, note });
    Ok(events)
}

pub(super) fn restore(case: &Case, whose: &Whose, seen: EventSeq) -> Result<Vec<Event>, Refusal> {
    must_be_open(case)?;
    let Some(before) = case.procedures.get(whose) else { return Ok(Vec::new()) };
    unseen(case, whose, seen)?;
    Ok(vec![restored(whose, before)])
}

fn restored((procedure, person): &Whose, before: &Adjustment) -> Event {
    Event::ProcedureRestored {
        procedure: procedure.clone(),
        person: *person,
        how: before.how,
        why: before.why,
    }
}

fn note(wanted: &Wanted) -> Result<String, Refusal> {
    if !wanted.why.fits(wanted.how) {
        return Err(Refusal::ReasonDoesNotFit);
    }
    let note = wanted.note.split_whitespace().collect::<Vec<_>>().join(" ");
    if wanted.why.wants_note() && note.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    match note.chars().count() > MOST_NOTE || note.chars().any(char::is_control) {
        true => Err(Refusal::NoteTooLong),
        false => Ok(note),
    }
}

/// Somebody adjusted or restored it after the maker last saw it.
fn unseen(case: &Case, whose: &Whose, seen: EventSeq) -> Result<(), Refusal> {
    match case.adjusted(whose) {
        Some(version) if version.seq > seen => {
            Err(Refusal::ProcedureMoved { seq: version.seq, by: version.by.clone() })
        }
        _ => Ok(()),
    }
}
