//! The way of the parts to the other system and back.

use super::{Refusal, must_be_open, reason_given};
use crate::case::Case;
use crate::command::Actor;
use crate::event::Event;
use crate::part::{Handover, Part, PartState, Registered, Sending};
use crate::state::CaseState;

/// The first review: by somebody who neither opened the case nor changed its record.
pub(super) fn approve(case: &Case, parts: &[Sending], actor: &Actor) -> Result<Vec<Event>, Refusal> {
    must_be_open(case)?;
    let waits = |part: Part| matches!(case.handover(part).state, PartState::Waiting | PartState::Rejected);
    let sent: Vec<Sending> = parts.iter().filter(|sending| waits(sending.part)).copied().collect();
    if sent.is_empty() {
        return Ok(Vec::new());
    }
    if case.state != CaseState::Review {
        return Err(Refusal::NotInReview);
    }
    second_person(case, actor)?;
    Ok(vec![Event::Sent { parts: sent }])
}

fn second_person(case: &Case, actor: &Actor) -> Result<(), Refusal> {
    if case.editors.contains(&actor.login) { Err(Refusal::OwnWork) } else { Ok(()) }
}

/// The part, where it is in the state wanted.
fn at(case: &Case, part: Part, right: impl Fn(&Handover) -> bool) -> Result<Handover, Refusal> {
    must_be_open(case)?;
    let handover = case.handover(part);
    if right(&handover) { Ok(handover) } else { Err(Refusal::WrongPoint { part }) }
}

pub(super) fn pick_up(case: &Case, part: Part) -> Result<Vec<Event>, Refusal> {
    // Said twice, or said after the answer: known already.
    if case.handover(part).taken {
        return Ok(Vec::new());
    }
    let handover = at(case, part, |handover| handover.state == PartState::Sent)?;
    let mut events = vec![Event::PickedUp { part }];
    if !handover.returns {
        events.extend(completed(case, part));
    }
    Ok(events)
}

pub(super) fn register(case: &Case, part: Part, answers: &[Registered]) -> Result<Vec<Event>, Refusal> {
    let handover = at(case, part, |handover| handover.state == PartState::Sent)?;
    let mut events = Vec::new();
    if !handover.taken {
        events.push(Event::PickedUp { part });
    }
    events.push(Event::Registered { part, answers: answers.to_vec() });
    Ok(events)
}

pub(super) fn finalise(case: &Case, part: Part, actor: &Actor) -> Result<Vec<Event>, Refusal> {
    if case.handover(part).state == PartState::Registered {
        return Ok(Vec::new());
    }
    at(case, part, |handover| handover.state == PartState::Provisional)?;
    second_person(case, actor)?;
    let mut events = vec![Event::Finalised { part }];
    events.extend(completed(case, part));
    Ok(events)
}

pub(super) fn reject(case: &Case, part: Part, reason: &str) -> Result<Vec<Event>, Refusal> {
    at(case, part, |handover| handover.state.is_out())?;
    let reason = reason_given(reason)?;
    Ok(vec![
        Event::Rejected { part, reason: reason.clone() },
        Event::Turned { to: CaseState::Returned, reason: format!("{}：{reason}", part.word()) },
    ])
}

pub(super) fn recall(case: &Case, part: Part, reason: &str) -> Result<Vec<Event>, Refusal> {
    at(case, part, |handover| handover.state == PartState::Sent && !handover.taken)?;
    let reason = reason_given(reason)?;
    let mut events = vec![Event::Recalled { part, reason: reason.clone() }];
    if case.state != CaseState::Entry {
        events.push(Event::Turned { to: CaseState::Entry, reason });
    }
    Ok(events)
}

/// 完了, where this was the last part to end.
fn completed(case: &Case, ended: Part) -> Option<Event> {
    let over = |(part, handover): (Part, Handover)| part == ended || handover.state == PartState::Registered;
    let all = case.parts().all(over);
    all.then_some(Event::Turned { to: CaseState::Completed, reason: String::new() })
}
