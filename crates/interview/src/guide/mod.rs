//! Guidance: which procedures a household needs, and why.
//!
//! Decided from the record alone, by the rules of the catalogue (docs/guidance.md). What nobody knows yet stays unknown
//! and names the questions it hangs on; what somebody answered with わからない leads to the desk.

mod list;
mod reasons;

use std::collections::BTreeSet;

use kakanai_catalogue::{Catalogue, Procedure};
use kakanai_record::{Answer, Change, Date, ElementId, ItemKey, Record, Tag, Value, core};
use kakanai_rules::{Computed, Scope, Truth, Verdict};

pub use list::{Entry, List, Reader, Stop, Thing, list};
pub use reasons::{Reason, reasons};

/// What comes out for a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is to be done.
    Needed,
    /// It is done by the 届 itself: nothing to do (自動).
    Automatic,
    /// It depends on what is not known.
    Unknown,
    /// It is not to be done.
    NotNeeded,
}

impl Outcome {
    /// As the command line and the interface write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Needed => "needed",
            Self::Automatic => "automatic",
            Self::Unknown => "unknown",
            Self::NotNeeded => "not_needed",
        }
    }
}

/// One procedure for one person, or for the household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its place in the catalogue's procedures.
    pub procedure: usize,
    /// Whom it belongs to; nobody single where it is the household's.
    pub person: Option<ElementId>,
    /// What comes out.
    pub outcome: Outcome,
    /// The answers that made it so.
    pub because: Vec<ItemKey>,
    /// Questions not asked that could still change it.
    pub hangs_on: Vec<ItemKey>,
    /// Questions answered わからない that keep it unknown.
    pub stuck_on: Vec<ItemKey>,
    /// Whether an answer asked of the person alone, or data of the city about people, had a part in it.
    pub sensitive: bool,
}

/// Decides every procedure of the record's service, person by person. `day` says which procedures are in force
/// ([`day_of`]); all of them are where it is not known.
pub fn decide(catalogue: &Catalogue, record: &Record, day: Option<Date>) -> Vec<Decision> {
    decide_over(catalogue, record, day, &Scope::new())
}

/// The same where lists may still grow, as `scope` says.
pub fn decide_over(
    catalogue: &Catalogue,
    record: &Record,
    day: Option<Date>,
    scope: &Scope,
) -> Vec<Decision> {
    let Some(service) = record.get(core::SERVICE.key()).code() else { return Vec::new() };
    let mut decisions = Vec::with_capacity(128);
    let mut scopes = Scopes { whole: scope, of: None };
    for (at, procedure) in catalogue.procedures().iter().enumerate() {
        let here = procedure.services.iter().any(|known| known == service)
            && day.is_none_or(|day| procedure.holds_on(day));
        if !here {
            continue;
        }
        match procedure.each {
            None => decisions.push(one(procedure, at, record, None, scope)),
            Some(list) => {
                for (person, scope) in scopes.each(record, list) {
                    decisions.push(one(procedure, at, record, Some(*person), scope));
                }
            }
        }
    }
    decisions
}

/// The scopes of the persons of a list, made once.
struct Scopes<'a> {
    whole: &'a Scope,
    of: Option<(Tag, Vec<(ElementId, Scope)>)>,
}

impl Scopes<'_> {
    fn each(&mut self, record: &Record, list: Tag) -> &[(ElementId, Scope)] {
        if self.of.as_ref().is_none_or(|(of, _)| *of != list) {
            let scope = |person: &ElementId| (*person, self.whole.clone().with(list.key(), *person));
            self.of = Some((list, record.elements(list.key()).iter().map(scope).collect()));
        }
        self.of.as_ref().map(|(_, scopes)| scopes.as_slice()).unwrap_or_default()
    }
}

fn one(
    procedure: &Procedure,
    at: usize,
    record: &Record,
    person: Option<ElementId>,
    scope: &Scope,
) -> Decision {
    let when = procedure.when.eval(record, scope);
    let (outcome, verdict) = match (when.truth(), &procedure.automatic) {
        (Truth::False, _) => (Outcome::NotNeeded, when),
        (Truth::Unknown, _) => (Outcome::Unknown, when),
        (Truth::True, None) => (Outcome::Needed, when),
        (Truth::True, Some(rule)) => {
            let automatic = rule.eval(record, scope);
            let outcome = match automatic.truth() {
                Truth::True => Outcome::Automatic,
                Truth::False => Outcome::Needed,
                Truth::Unknown => Outcome::Unknown,
            };
            (outcome, both(when, automatic))
        }
    };
    let Verdict { because, hangs_on, stuck_on, sensitive, .. } = verdict;
    let sensitive = sensitive || procedure.sensitive;
    Decision { procedure: at, person, outcome, because, hangs_on, stuck_on, sensitive }
}

/// Two verdicts that both had a part in an outcome.
fn both(mut one: Verdict, other: Verdict) -> Verdict {
    if other.truth().is_decided() {
        one.because.extend(other.because);
        one.because.sort_unstable();
        one.because.dedup();
        one.sensitive |= other.sensitive;
        return one;
    }
    Verdict { sensitive: one.sensitive || other.sensitive, ..other }
}

/// The questions on which anything still hangs: whoever asks these asks all that could change an outcome, and nothing
/// that could not.
pub fn open(decisions: &[Decision]) -> BTreeSet<ItemKey> {
    let unknown = decisions.iter().filter(|decision| decision.outcome == Outcome::Unknown);
    unknown.flat_map(|decision| decision.hangs_on.iter().copied()).collect()
}

/// The day that decides which procedures are in force: the day of filing, else of the move.
pub fn day_of(record: &Record) -> Option<Date> {
    let days = [core::RECEIVED_ON, core::MOVE_DATE];
    days.into_iter().find_map(|tag| record.get(tag.key()).date())
}

/// A record as it is judged at home: nobody can file before today.
pub fn at_home(catalogue: &Catalogue, record: &Record, today: Date) -> Record {
    let mut record = record.clone();
    if !record.get(core::RECEIVED_ON.key()).is_answered() {
        let today = Change::Set(core::RECEIVED_ON.key(), Answer::Known(Value::Date(today)));
        // A day is of the item's kind.
        let _ = record.apply(catalogue.dictionary(), &today);
    }
    record
}

/// The last day for a procedure, where it has one and all that it follows from is known.
pub fn due(procedure: &Procedure, record: &Record, person: Option<ElementId>) -> Option<Date> {
    let formula = procedure.due.as_ref()?;
    let scope = scope_of(procedure, person);
    match formula.eval(record, &scope).result {
        Computed::Value(Value::Date(day)) => Some(day),
        _ => None,
    }
}

fn scope_of(procedure: &Procedure, person: Option<ElementId>) -> Scope {
    match (procedure.each, person) {
        (Some(list), Some(person)) => Scope::new().with(list.key(), person),
        _ => Scope::new(),
    }
}
