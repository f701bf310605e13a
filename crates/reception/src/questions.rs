//! Questions that lie before the citizen on the tablet: which, for whom, and what he has answered (KU-15, KM-05).
//!
//! Staff say exactly which places may be answered; the tablet can set these and nothing else, while they lie there. What
//! the citizen may not see of others' answers he does not overwrite either ([`may_be_asked`]).

use std::collections::BTreeSet;

use kakanai_record::{Dictionary, ElementId, ItemKey, ItemKind, Owner, Record};

use crate::audience::{Answering, Audience, Citizen};
use crate::ids::EventSeq;

/// Most places asked at a time.
pub const MOST_QUESTIONS: usize = 1_000;

/// Questions put before the citizen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questions {
    /// The event that put them there: the tablet shows the case as of this event.
    pub seq: EventSeq,
    /// The places that may be answered.
    pub keys: BTreeSet<ItemKey>,
    /// Which of the people sits before the tablet; none for somebody who files for others.
    pub who: Option<ElementId>,
    /// On which terminal's tablet.
    pub terminal: String,
    /// Places that were answered there since.
    pub given: BTreeSet<ItemKey>,
    /// The event that ended it: by the citizen, by staff, or by papers put in their place.
    pub ended: Option<EventSeq>,
}

impl Questions {
    /// Whether they lie before the citizen still.
    pub const fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// What the citizen may see while he answers: what is for his eyes anyway, and what he has just answered.
    pub fn audience(&self) -> Answering {
        let given = if self.is_open() { self.given.clone() } else { BTreeSet::new() };
        Answering { citizen: Citizen { who: self.who }, given }
    }
}

/// Whether a question may be put before somebody: it is the citizen's to answer, its person is there, and it is not
/// answered already by what he must not see.
pub fn may_be_asked(dictionary: &Dictionary, record: &Record, who: Option<ElementId>, key: ItemKey) -> bool {
    let Some(item) = dictionary.item(key.tag()) else { return false };
    let mut ids = key.elements();
    let is_there = match (dictionary.lists(key.tag()), ids.next(), ids.next()) {
        ([], None, None) => true,
        ([list], Some(id), None) => record.elements(list.key()).contains(&id),
        // Lists within lists have no page.
        _ => false,
    };
    let is_question = item.owner == Owner::Citizen && !matches!(item.kind, ItemKind::List { .. });
    let is_hidden = !Citizen { who }.may_see(item, key) && record.get(key).is_answered();
    is_question && is_there && !is_hidden
}
