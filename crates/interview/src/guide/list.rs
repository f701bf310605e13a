//! The list of procedures as somebody reads it: by desk in walking order, with dates and what to bring.

use kakanai_catalogue::{Catalogue, Where};
use kakanai_record::{Date, ElementId, Record};

use super::{Decision, Elsewhere, Outcome, due, scope_of};

/// Who reads a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Whoever answered all of it, on his own device; and staff, who have to know what to do, not why.
    All,
    /// One of the people, on paper or on a screen that others see: not what is told to another alone.
    One(ElementId),
    /// An agent: nothing that is told to the person alone.
    Agent,
}

impl Reader {
    /// Whether a decision is for his eyes.
    pub fn may_see(self, decision: &Decision) -> bool {
        match self {
            Self::All => true,
            Self::One(reader) => !decision.sensitive || decision.person.is_none_or(|person| person == reader),
            Self::Agent => !decision.sensitive,
        }
    }
}

/// Something to bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its name; its words are the text `bring.ID`.
    pub id: String,
    /// Whose, where it belongs to single persons.
    pub people: Vec<ElementId>,
    /// Perhaps: it depends on something that nobody knows.
    pub perhaps: bool,
    /// A copy will not do.
    pub original: bool,
}

/// A procedure, for everybody to whom the same holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the catalogue's procedures.
    pub procedure: usize,
    /// What comes out.
    pub outcome: Outcome,
    /// Whether somebody at the desk added or struck it.
    pub by_hand: bool,
    /// For whom; nobody single where it is the household's.
    pub people: Vec<ElementId>,
    /// The last day.
    pub due: Option<Date>,
    /// What to bring.
    pub bring: Vec<Thing>,
    /// What decided it, of each person in the order of `people`, or the household's one.
    pub decisions: Vec<Decision>,
}

/// A place to go to, and what is done there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Where.
    pub at: Where,
    /// What; those that wait for the registration last.
    pub entries: Vec<Entry>,
}

/// What a household has to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// Desks in walking order.
    pub desks: Vec<Stop>,
    /// What to know, and what to do elsewhere.
    pub notices: Vec<Entry>,
    /// What needs nothing done.
    pub automatic: Vec<Entry>,
    /// What has to be asked at the desk, because somebody did not know.
    pub ask: Vec<Entry>,
    /// What is to be done at another office; only in lists made for an office.
    pub elsewhere: Vec<Elsewhere>,
    /// What somebody at the desk struck: for staff, not for who reads what is to be done.
    pub struck: Vec<Entry>,
}

impl List {
    /// All that is to be brought, each once, in the order of the desks.
    pub fn bring(&self) -> Vec<Thing> {
        let mut all: Vec<Thing> = Vec::new();
        let entries = self.desks.iter().flat_map(|stop| &stop.entries).chain(&self.automatic);
        let things = entries.flat_map(|entry| &entry.bring);
        for thing in things {
            match all.iter_mut().find(|known| known.id == thing.id) {
                Some(known) => {
                    known.perhaps &= thing.perhaps;
                    // What the household brings is nobody's single, whoever else brings it too.
                    if known.people.is_empty() || thing.people.is_empty() {
                        known.people.clear();
                        continue;
                    }
                    let new = thing.people.iter().filter(|person| !known.people.contains(person));
                    let new: Vec<ElementId> = new.copied().collect();
                    known.people.extend(new);
                }
                None => all.push(thing.clone()),
            }
        }
        all
    }

    /// Every entry but those struck.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let desks = self.desks.iter().flat_map(|stop| &stop.entries);
        let elsewhere = self.elsewhere.iter().map(|elsewhere| &elsewhere.entry);
        desks.chain(elsewhere).chain(&self.notices).chain(&self.automatic).chain(&self.ask)
    }
}

/// The list for a reader.
pub fn list(catalogue: &Catalogue, record: &Record, decisions: &[Decision], reader: Reader) -> List {
    let mut list = List::default();
    let mut stops: Vec<Stop> = Vec::new();
    for entry in entries(catalogue, record, decisions, reader) {
        let Some(procedure) = catalogue.procedures().get(entry.procedure) else { continue };
        match entry.outcome {
            Outcome::NotNeeded if entry.by_hand => list.struck.push(entry),
            Outcome::NotNeeded => {}
            Outcome::Automatic => list.automatic.push(entry),
            Outcome::Unknown => list.ask.push(entry),
            Outcome::Needed if procedure.notice => list.notices.push(entry),
            Outcome::Needed => match stops.iter_mut().find(|stop| stop.at == procedure.at) {
                Some(stop) => stop.entries.push(entry),
                None => stops.push(Stop { at: procedure.at.clone(), entries: vec![entry] }),
            },
        }
    }
    let waits =
        |entry: &Entry| catalogue.procedures().get(entry.procedure).is_some_and(|it| it.after_registration);
    for stop in &mut stops {
        stop.entries.sort_by_key(waits);
    }
    stops.sort_by_key(|stop| match stop.at {
        Where::Desk(at) => at,
        Where::Outside(_) => usize::MAX,
    });
    list.desks = stops;
    list
}

fn entries(catalogue: &Catalogue, record: &Record, decisions: &[Decision], reader: Reader) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for decision in decisions.iter().filter(|decision| reader.may_see(decision)) {
        let Some(procedure) = catalogue.procedures().get(decision.procedure) else { continue };
        let due = due(procedure, record, decision.person);
        let same = entries.iter_mut().rev().take_while(|entry| entry.procedure == decision.procedure);
        let alike =
            |entry: &&mut Entry| entry.outcome == decision.outcome && entry.by_hand == decision.by_hand;
        let mut same = same.filter(alike).filter(|entry| entry.due == due);
        let bring = bring(catalogue, record, decision);
        match same.next() {
            Some(entry) => {
                entry.people.extend(decision.person);
                entry.decisions.push(decision.clone());
                for thing in bring {
                    match entry.bring.iter_mut().find(|known| known.id == thing.id) {
                        Some(known) => known.people.extend(thing.people),
                        None => entry.bring.push(thing),
                    }
                }
            }
            None => entries.push(Entry {
                procedure: decision.procedure,
                outcome: decision.outcome,
                by_hand: decision.by_hand,
                people: decision.person.into_iter().collect(),
                due,
                bring,
                decisions: vec![decision.clone()],
            }),
        }
    }
    entries
}

/// What to bring for a decision; nothing where nothing is to be done.
fn bring(catalogue: &Catalogue, record: &Record, decision: &Decision) -> Vec<Thing> {
    let Some(procedure) = catalogue.procedures().get(decision.procedure) else { return Vec::new() };
    // What the 届 does by itself may still take back a card.
    if !matches!(decision.outcome, Outcome::Needed | Outcome::Automatic) {
        return Vec::new();
    }
    let scope = scope_of(procedure, decision.person);
    let mut things = Vec::with_capacity(procedure.bring.len());
    for (id, when) in &procedure.bring {
        let verdict = when.as_ref().map(|when| when.eval(record, &scope));
        if verdict.as_ref().is_some_and(|verdict| verdict.is_false()) {
            continue;
        }
        things.push(Thing {
            id: id.clone(),
            people: decision.person.into_iter().collect(),
            perhaps: verdict.is_some_and(|verdict| !verdict.is_true()),
            original: catalogue.wants_original(id),
        });
    }
    things
}
