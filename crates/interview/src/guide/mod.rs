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
    let mut decisions = Vec::with_capacity(256);
    go_through(catalogue, record, day, scope, |evaluator, scope, procedure, at, person| {
        decisions.push(one(procedure, at, person, |rule| evaluator.eval(rule, scope)));
    });
    decisions
}

/// What comes out for each procedure and person, in the order of [`decide`], without any reason.
pub fn outcomes(
    catalogue: &Catalogue,
    record: &Record,
    day: Option<Date>,
) -> Vec<(usize, Option<ElementId>, Outcome)> {
    let mut outcomes = Vec::with_capacity(256);
    go_through(catalogue, record, day, &Scope::new(), |evaluator, scope, procedure, at, person| {
        outcomes.push((at, person, outcome(procedure, |rule| evaluator.truth(rule, scope))));
    });
    outcomes
}

/// What [`open`] gives for [`decide`]: reasons are looked for only where something is unknown.
pub fn open_questions(catalogue: &Catalogue, record: &Record, day: Option<Date>) -> BTreeSet<ItemKey> {
    open_among(catalogue, record, day, |_| true)
}

/// The same of some procedures.
pub fn open_among(
    catalogue: &Catalogue,
    record: &Record,
    day: Option<Date>,
    among: impl Fn(&Procedure) -> bool,
) -> BTreeSet<ItemKey> {
    let mut open = BTreeSet::new();
    go_through(catalogue, record, day, &Scope::new(), |evaluator, scope, procedure, at, person| {
        if !among(procedure) {
            return;
        }
        if outcome(procedure, |rule| evaluator.truth(rule, scope)) == Outcome::Unknown {
            open.extend(one(procedure, at, person, |rule| evaluator.eval(rule, scope)).hangs_on);
        }
    });
    open
}

/// Meets every procedure of the record's service that holds on a day, for the household or for each of its persons.
fn go_through(
    catalogue: &Catalogue,
    record: &Record,
    day: Option<Date>,
    whole: &Scope,
    mut meet: impl for<'a> FnMut(&mut Evaluator<'a>, &'a Scope, &'a Procedure, usize, Option<ElementId>),
) {
    let Some(service) = record.get(core::SERVICE.key()).code() else { return };
    let here = |procedure: &Procedure| {
        procedure.services.iter().any(|known| known == service)
            && day.is_none_or(|day| procedure.holds_on(day))
    };
    let scopes = Scopes::of(catalogue, record, whole);
    let mut evaluator = Evaluator::new(record);
    for (at, procedure) in catalogue.procedures().iter().enumerate().filter(|(_, procedure)| here(procedure))
    {
        for (person, scope) in scopes.of_procedure(procedure) {
            meet(&mut evaluator, scope, procedure, at, *person);
        }
    }
}

/// A person, or nobody single for the household, and where rules about him look.
type Scoped = (Option<ElementId>, Scope);

/// The scopes of the persons of each list, made once.
struct Scopes {
    household: [Scoped; 1],
    lists: Vec<(Tag, Vec<Scoped>)>,
}

impl Scopes {
    fn of(catalogue: &Catalogue, record: &Record, whole: &Scope) -> Self {
        let mut lists: Vec<(Tag, Vec<Scoped>)> = Vec::new();
        for list in catalogue.procedures().iter().filter_map(|procedure| procedure.each) {
            if lists.iter().all(|(known, _)| *known != list) {
                let people = record.elements(list.key()).iter();
                let scoped = people.map(|person| (Some(*person), whole.clone().with(list.key(), *person)));
                lists.push((list, scoped.collect()));
            }
        }
        Self { household: [(None, whole.clone())], lists }
    }

    fn of_procedure(&self, procedure: &Procedure) -> &[Scoped] {
        match procedure.each {
            None => &self.household,
            Some(each) => {
                let found = self.lists.iter().find(|(list, _)| *list == each);
                found.map(|(_, people)| people.as_slice()).unwrap_or_default()
            }
        }
    }
}

/// What comes out by the truth of a procedure's rules.
fn outcome<'a>(procedure: &'a Procedure, mut truth: impl FnMut(&'a Expr) -> Truth) -> Outcome {
    match (truth(&procedure.when), &procedure.automatic) {
        (Truth::False, _) => Outcome::NotNeeded,
        (Truth::Unknown, _) => Outcome::Unknown,
        (Truth::True, None) => Outcome::Needed,
        (Truth::True, Some(rule)) => done_by_itself(truth(rule)),
    }
}

/// What comes out for something needed, by its rule for 自動.
fn done_by_itself(automatic: Truth) -> Outcome {
    match automatic {
        Truth::True => Outcome::Automatic,
        Truth::False => Outcome::Needed,
        Truth::Unknown => Outcome::Unknown,
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
        (Truth::Unknown, None) => (Outcome::Unknown, when),
        // Once it is needed, the other rule will matter as well.
        (Truth::Unknown, Some(rule)) => (Outcome::Unknown, hanging_on_both(when, eval(rule))),
        (Truth::True, None) => (Outcome::Needed, when),
        (Truth::True, Some(rule)) => {
            let automatic = eval(rule);
            (done_by_itself(automatic.truth()), both(when, automatic))
        }
    };
    let Verdict { because, hangs_on, stuck_on, sensitive, .. } = verdict;
    let sensitive = sensitive || procedure.sensitive;
    Decision { procedure: at, person, outcome, because, hangs_on, stuck_on, sensitive, by_hand: false }
}

/// A verdict that is open, with what the one after it hangs on.
fn hanging_on_both(mut one: Verdict, other: Verdict) -> Verdict {
    if !other.truth().is_decided() {
        one.hangs_on.extend(other.hangs_on);
        one.hangs_on.sort_unstable();
        one.hangs_on.dedup();
        one.sensitive |= other.sensitive;
    }
    one
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
