//! Guidance: which procedures a household needs, and why.
//!
//! Decided from the record alone, by the rules of the catalogue (docs/guidance.md). What nobody knows yet stays unknown
//! and names the questions it hangs on; what somebody answered with わからない leads to the desk.

mod adjust;
mod list;
mod office;
mod opening;
mod reasons;
mod told;

use std::collections::BTreeSet;

use kakanai_catalogue::{Catalogue, Procedure};
use kakanai_record::{Answer, Change, Date, ElementId, ItemKey, Record, Tag, Value, core};
use kakanai_rules::{Computed, Evaluator, Expr, Scope, Truth, Verdict};

pub use adjust::{Adjustment, adjusted};
pub use list::{Entry, List, Reader, Stop, Thing, list};
pub use office::{Elsewhere, Opening, Plan, covered, list_at, next_open_time, open_at, openings};
pub use reasons::{Reason, reasons};
pub use told::{Told, ToldElsewhere, ToldEntry, ToldPlace, ToldReason, ToldThing, tell, tell_at};

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
    /// Whether somebody at the desk added or struck it ([`adjusted`]); else its rule decided.
    pub by_hand: bool,
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
    let here = |procedure: &Procedure| {
        procedure.services.iter().any(|known| known == service)
            && day.is_none_or(|day| procedure.holds_on(day))
    };
    let procedures: Vec<(usize, &Procedure)> =
        catalogue.procedures().iter().enumerate().filter(|(_, procedure)| here(procedure)).collect();
    let scopes = Scopes::of(record, scope, &procedures);
    let mut evaluator = Evaluator::new(record);
    let mut decisions = Vec::with_capacity(procedures.len() * 4);
    for (at, procedure) in procedures {
        for (person, scope) in scopes.of_procedure(procedure) {
            decisions.push(one(procedure, at, *person, |rule| evaluator.eval(rule, scope)));
        }
    }
    decisions
}

/// The scopes of the persons of each list, made once.
struct Scopes {
    household: [(Option<ElementId>, Scope); 1],
    lists: Vec<(Tag, Vec<(Option<ElementId>, Scope)>)>,
}

impl Scopes {
    fn of(record: &Record, whole: &Scope, procedures: &[(usize, &Procedure)]) -> Self {
        let mut lists: Vec<(Tag, Vec<(Option<ElementId>, Scope)>)> = Vec::new();
        for list in procedures.iter().filter_map(|(_, procedure)| procedure.each) {
            if lists.iter().all(|(known, _)| *known != list) {
                let people = record.elements(list.key()).iter();
                let scoped = people.map(|person| (Some(*person), whole.clone().with(list.key(), *person)));
                lists.push((list, scoped.collect()));
            }
        }
        Self { household: [(None, whole.clone())], lists }
    }

    fn of_procedure(&self, procedure: &Procedure) -> &[(Option<ElementId>, Scope)] {
        match procedure.each {
            None => &self.household,
            Some(each) => {
                let found = self.lists.iter().find(|(list, _)| *list == each);
                found.map(|(_, people)| people.as_slice()).unwrap_or_default()
            }
        }
    }
}

fn one<'a>(
    procedure: &'a Procedure,
    at: usize,
    person: Option<ElementId>,
    mut eval: impl FnMut(&'a Expr) -> Verdict,
) -> Decision {
    let when = eval(&procedure.when);
    let (outcome, verdict) = match (when.truth(), &procedure.automatic) {
        (Truth::False, _) => (Outcome::NotNeeded, when),
        (Truth::Unknown, _) => (Outcome::Unknown, when),
        (Truth::True, None) => (Outcome::Needed, when),
        (Truth::True, Some(rule)) => {
            let automatic = eval(rule);
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
    Decision { procedure: at, person, outcome, because, hangs_on, stuck_on, sensitive, by_hand: false }
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
