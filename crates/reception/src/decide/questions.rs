//! Questions on the citizen's tablet: put there by staff, answered by him, ended by either.

use std::collections::BTreeSet;

use kakanai_record::{Change, Dictionary, ElementId, ItemKey};

use super::record::{Effect, effect, to_entry};
use super::{Refusal, must_be_in_hand, must_be_open};
use crate::case::Case;
use crate::event::Event;
use crate::ids::EventSeq;
use crate::procedure::is_there;
use crate::questions::{MOST_QUESTIONS, Questions, may_be_asked};

pub(super) fn ask(
    dictionary: &Dictionary,
    case: &Case,
    questions: &BTreeSet<ItemKey>,
    who: Option<ElementId>,
) -> Result<Vec<Event>, Refusal> {
    must_be_open(case)?;
    must_be_in_hand(case)?;
    if !is_there(&case.record, who) {
        return Err(Refusal::NoPerson);
    }
    let may = |key: &ItemKey| may_be_asked(dictionary, &case.record, who, *key);
    let keys: Vec<ItemKey> = questions.iter().filter(|key| !may(key)).copied().collect();
    if !keys.is_empty() || questions.is_empty() || questions.len() > MOST_QUESTIONS {
        return Err(Refusal::NotToAsk { keys });
    }
    Ok(vec![Event::QuestionsAsked { questions: questions.clone(), who }])
}

pub(super) fn answer(
    dictionary: &Dictionary,
    case: &Case,
    asked: EventSeq,
    changes: &[Change],
    (seen, done): (EventSeq, bool),
) -> Result<Vec<Event>, Refusal> {
    must_be_open(case)?;
    must_be_in_hand(case)?;
    let questions = lying(case, asked).ok_or(Refusal::OutOfDate)?;
    let is_answer = |change: &&Change| matches!(change, Change::Set(key, _) if questions.keys.contains(key));
    let keys: Vec<ItemKey> = changes.iter().filter(|it| !is_answer(it)).map(Change::key).collect();
    if !keys.is_empty() {
        return Err(Refusal::NotAsked { keys });
    }
    let mut events = Vec::new();
    if let Effect::Changes(changes) = effect(dictionary, case, changes, seen)? {
        events.push(Event::Answered { asked, changes });
        events.extend(to_entry(case));
    }
    if done {
        events.push(Event::QuestionsEnded { asked });
    }
    Ok(events)
}

/// Nothing happens where they have ended: staff and the citizen may press at once.
pub(super) fn end(case: &Case, asked: EventSeq) -> Vec<Event> {
    lying(case, asked).map(|_| Event::QuestionsEnded { asked }).into_iter().collect()
}

/// The questions that an event put before the citizen, while they lie there.
fn lying(case: &Case, asked: EventSeq) -> Option<&Questions> {
    case.questions.as_ref().filter(|it| it.is_open() && it.seq == asked)
}
