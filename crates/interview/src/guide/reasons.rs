//! Why something came out: the answers that made it so, in words.

use kakanai_record::{ElementId, ItemKey, Owner};

use super::Decision;
use crate::question::{self, Asking};
use crate::words::Said;

/// One answer that had a part in a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The place.
    pub key: ItemKey,
    /// Whose answer it is, where it is about a single person.
    pub person: Option<ElementId>,
    /// What was asked.
    pub label: Said,
    /// What was answered; nothing where it was not asked.
    pub answer: String,
}

/// The answers that made a decision so, or of an open one those that it waits for. Left out is what was asked of a person
/// alone, and what the city knows about people: whoever may see that is told it by his own list.
pub fn reasons(asking: &Asking, decision: &Decision, sensitive: bool) -> Vec<Reason> {
    let open = decision.hangs_on.iter().chain(&decision.stuck_on);
    let mut reasons = Vec::new();
    for key in decision.because.iter().chain(open) {
        let Some(item) = asking.catalogue().dictionary().item(key.tag()) else { continue };
        if !sensitive && (item.sensitive || item.owner == Owner::City) {
            continue;
        }
        let person = key.innermost();
        let about = Asking { element: person, like: None, ..*asking };
        let answer = question::answer_words(&about, key.tag());
        reasons.push(Reason { key: *key, person, label: about.label(key.tag()), answer });
    }
    reasons
}
