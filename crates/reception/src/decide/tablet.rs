//! The citizen's own steps: seeing the filled forms, confirming, objecting, signing.

use std::collections::BTreeSet;

use kakanai_record::Dictionary;

use super::{Refusal, must_be_in_hand, must_be_open, questions};
use crate::case::Case;
use crate::event::Event;
use crate::ids::EventSeq;
use crate::signing::{Bound, How, Printed, Role};

pub(super) fn ask(
    dictionary: &Dictionary,
    case: &Case,
    forms: &[String],
    printed: &Printed,
    seen: EventSeq,
) -> Result<Vec<Event>, Refusal> {
    must_be_open(case)?;
    must_be_in_hand(case)?;
    if case.touched_since(dictionary, &printed.all, seen) {
        return Err(Refusal::OutOfDate);
    }
    // The tablet shows one thing: questions make way for papers.
    let questions = case.questions.as_ref().map(|it| it.seq);
    let mut events = questions.map(|asked| questions::end(case, asked)).unwrap_or_default();
    events.push(Event::Asked { forms: forms.to_vec(), printed: printed.clone() });
    Ok(events)
}

/// What was put before the citizen, if that is what he has seen and if it still says what the case says.
fn shown(case: &Case, seen: EventSeq) -> Result<(), Refusal> {
    must_be_open(case)?;
    match &case.asked {
        Some(asked) if asked.void.is_none() && asked.seq == seen => Ok(()),
        _ => Err(Refusal::OutOfDate),
    }
}

pub(super) fn confirm(case: &Case, seen: EventSeq) -> Result<Vec<Event>, Refusal> {
    shown(case, seen)?;
    if case.is_confirmed() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Confirmed { seen }])
}

pub(super) fn object(case: &Case, words: &str, seen: EventSeq) -> Result<Vec<Event>, Refusal> {
    shown(case, seen)?;
    Ok(vec![Event::Objected { words: words.trim().to_owned(), seen }])
}

pub(super) fn sign(
    case: &Case,
    roles: &BTreeSet<Role>,
    how: &How,
    bound: &Bound,
    seen: EventSeq,
) -> Result<Vec<Event>, Refusal> {
    shown(case, seen)?;
    if !case.is_confirmed() {
        return Err(Refusal::OutOfDate);
    }
    if roles.is_empty() {
        return Err(Refusal::NoRole);
    }
    Ok(vec![Event::Signed { roles: roles.clone(), how: how.clone(), bound: Box::new(*bound) }])
}
