//! A list in words, for every place that shows it: the citizen's page, the counter, the sheet to take along.

use kakanai_catalogue::{HowFar, Procedure, Where};
use kakanai_record::{ElementId, core};

use super::office::{Plan, is_elsewhere, receiving};
use super::{Elsewhere, Entry, List, Outcome, Reason, Stop, Thing, opening, reasons};
use crate::question::{Asking, date, element};
use crate::words::Said;

/// A list of procedures in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// Where to go, in walking order.
    pub places: Vec<ToldPlace>,
    /// What to know, and what to do elsewhere.
    pub notices: Vec<ToldEntry>,
    /// What needs nothing done.
    pub automatic: Vec<ToldEntry>,
    /// What has to be asked at the desk.
    pub ask: Vec<ToldEntry>,
    /// What is to be done at another office.
    pub elsewhere: Vec<ToldElsewhere>,
    /// What somebody at the desk struck.
    pub struck: Vec<ToldEntry>,
    /// All that is to be brought, each once.
    pub bring: Vec<ToldThing>,
}

impl Told {
    /// Procedures to do, at desks and elsewhere.
    pub fn count(&self) -> usize {
        self.places.iter().map(|place| place.entries.len()).sum()
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        let others = [&self.notices, &self.automatic, &self.ask];
        self.count() == 0 && self.elsewhere.is_empty() && others.iter().all(|entries| entries.is_empty())
    }
}

/// A desk, or an office outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldPlace {
    /// Its number as on the signs, two digits; nothing outside.
    pub number: String,
    /// Its name.
    pub name: Said,
    /// The floor; nothing outside.
    pub floor: String,
    /// Where it lies on the map of the hall; nothing outside.
    pub map: String,
    /// What is done there.
    pub entries: Vec<ToldEntry>,
}

/// A procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldEntry {
    /// Its name in the catalogue.
    pub id: String,
    /// For whom, as elements of the procedure's list; empty where it is the household's.
    pub people: Vec<ElementId>,
    /// The same in words.
    pub names: Vec<String>,
    /// What it is called.
    pub name: Said,
    /// What it is for.
    pub what: Said,
    /// Where: number and name of the desk, for lists that are not by desk.
    pub place: Said,
    /// The last day, in words; nothing where it has none.
    pub due: String,
    /// When, where a date alone does not say it.
    pub when: Said,
    /// What happens when it is missed.
    pub late: Said,
    /// Who has to come.
    pub who: Said,
    /// It waits until the move is registered.
    pub waits: bool,
    /// What to bring.
    pub bring: Vec<ToldThing>,
    /// The answers that made it so, or of an open one those it waits for.
    pub reasons: Vec<ToldReason>,
    /// What it rests on.
    pub source: String,
    /// Somebody at the desk added or struck it.
    pub by_hand: bool,
    /// What to know before coming then: that the desk is closed, or about to close, and when it opens; where to ask.
    pub notice: Said,
}

/// A procedure that the office does not receive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldElsewhere {
    /// The procedure.
    pub entry: ToldEntry,
    /// Which offices receive it; nothing where none does.
    pub at: Said,
    /// How far the office goes with it.
    pub here: Said,
    /// The same.
    pub how_far: HowFar,
}

/// Something to bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldThing {
    /// Its name in the catalogue.
    pub id: String,
    /// What it is.
    pub name: Said,
    /// Whose.
    pub names: Vec<String>,
    /// It depends on something that nobody knows.
    pub perhaps: bool,
    /// A copy will not do.
    pub original: bool,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldReason {
    /// Whose; nothing where it is the household's.
    pub name: String,
    /// The question.
    pub label: Said,
    /// The answer; nothing where there is none yet.
    pub answer: String,
}

/// Puts a list into words. `sensitive` says whether reasons may speak of what was asked of a person alone.
pub fn tell(asking: &Asking, list: &List, sensitive: bool) -> Told {
    Teller { asking, sensitive, plan: None }.tell(list)
}

/// The same at an office, with what cannot be done there then.
pub fn tell_at(asking: &Asking, list: &List, sensitive: bool, plan: Plan) -> Told {
    Teller { asking, sensitive, plan: Some(plan) }.tell(list)
}

struct Teller<'a> {
    asking: &'a Asking<'a>,
    sensitive: bool,
    plan: Option<Plan<'a>>,
}

impl Teller<'_> {
    fn tell(&self, list: &List) -> Told {
        Told {
            places: list.desks.iter().map(|stop| self.place(stop)).collect(),
            notices: self.entries(&list.notices),
            automatic: self.entries(&list.automatic),
            ask: self.entries(&list.ask),
            elsewhere: list.elsewhere.iter().filter_map(|elsewhere| self.elsewhere(elsewhere)).collect(),
            struck: self.entries(&list.struck),
            bring: list.bring().iter().map(|thing| self.thing(thing)).collect(),
        }
    }

    fn words(&self, parts: &[&str]) -> Said {
        self.asking.words.said_there(&parts.concat()).unwrap_or_default()
    }

    fn place(&self, stop: &Stop) -> ToldPlace {
        let entries = self.entries(&stop.entries);
        let desk = match stop.at {
            Where::Desk(at) => self.asking.catalogue().desks().get(at),
            Where::Outside(_) => None,
        };
        // An office on one floor is not the hall of the map.
        let floor = self.plan.and_then(|plan| plan.office.floor.as_ref());
        let map = desk.filter(|_| floor.is_none()).map(|desk| desk.map.clone());
        let floor = desk.map(|desk| floor.unwrap_or(&desk.floor).clone());
        ToldPlace {
            number: desk.map(|desk| two_digits(desk.number)).unwrap_or_default(),
            name: self.place_name(&stop.at),
            floor: floor.unwrap_or_default(),
            map: map.unwrap_or_default(),
            entries,
        }
    }

    fn place_name(&self, at: &Where) -> Said {
        match at {
            Where::Desk(at) => match self.asking.catalogue().desks().get(*at) {
                Some(desk) => self.words(&["desk.", &desk.id, ".name"]),
                None => Said::default(),
            },
            Where::Outside(id) => self.words(&["outside.", id, ".name"]),
        }
    }

    fn entries(&self, entries: &[Entry]) -> Vec<ToldEntry> {
        entries.iter().filter_map(|entry| self.entry(entry)).collect()
    }

    fn entry(&self, entry: &Entry) -> Option<ToldEntry> {
        let procedure = self.asking.catalogue().procedures().get(entry.procedure)?;
        let text = |what: &str| self.words(&["procedure.", &procedure.id, what]);
        Some(ToldEntry {
            id: procedure.id.clone(),
            people: entry.people.clone(),
            names: self.names(&entry.people),
            name: text(".name"),
            what: text(".for"),
            place: self.numbered(&procedure.at),
            due: entry.due.map(|due| date::words(self.asking.words.language, due)).unwrap_or_default(),
            when: text(".due"),
            late: text(".late"),
            who: self.who(procedure),
            waits: procedure.after_registration,
            bring: entry.bring.iter().map(|thing| self.thing(thing)).collect(),
            reasons: self.reasons(entry),
            source: procedure.source.clone(),
            by_hand: entry.by_hand,
            notice: self.notice(procedure, entry),
        })
    }

    fn notice(&self, procedure: &Procedure, entry: &Entry) -> Said {
        let (words, plan) = match &self.plan {
            Some(plan) => (&self.asking.words, plan),
            None => return Said::default(),
        };
        match entry.outcome {
            Outcome::Unknown if is_elsewhere(procedure, plan.office) => {
                opening::offices(words, "elsewhere.ask", &receiving(words.catalogue, procedure))
            }
            Outcome::Unknown => opening::notice(words, procedure, plan),
            Outcome::Needed if !procedure.notice => opening::notice(words, procedure, plan),
            _ => Said::default(),
        }
    }

    fn elsewhere(&self, elsewhere: &Elsewhere) -> Option<ToldElsewhere> {
        let words = &self.asking.words;
        Some(ToldElsewhere {
            entry: self.entry(&elsewhere.entry)?,
            at: opening::offices(words, "elsewhere.at", &elsewhere.offices),
            here: opening::here(words, elsewhere.how_far),
            how_far: elsewhere.how_far,
        })
    }

    fn numbered(&self, at: &Where) -> Said {
        let name = self.place_name(at);
        match at {
            Where::Desk(at) => match self.asking.catalogue().desks().get(*at) {
                Some(desk) => Said::of([&two_digits(desk.number), " "].concat()).followed_by(&name),
                None => name,
            },
            Where::Outside(_) => name,
        }
    }

    /// Said only where not everybody may.
    fn who(&self, procedure: &Procedure) -> Said {
        let names: Vec<&str> = procedure.who.iter().map(|filer| filer.name()).collect();
        match names.is_empty() {
            true => Said::default(),
            false => self.words(&["guide.who.", &names.join("_")]),
        }
    }

    fn thing(&self, thing: &Thing) -> ToldThing {
        ToldThing {
            id: thing.id.clone(),
            name: self.words(&["bring.", &thing.id]),
            names: self.names(&thing.people),
            perhaps: thing.perhaps,
            original: thing.original,
        }
    }

    /// Each answer once, whatever the number of people it speaks for.
    fn reasons(&self, entry: &Entry) -> Vec<ToldReason> {
        let mut told: Vec<ToldReason> = Vec::new();
        let mut known = Vec::new();
        for reason in
            entry.decisions.iter().flat_map(|decision| reasons(self.asking, decision, self.sensitive))
        {
            if known.contains(&reason.key) {
                continue;
            }
            known.push(reason.key);
            let Reason { person, label, answer, .. } = reason;
            let name = person.map(|id| self.name(id)).unwrap_or_default();
            told.push(ToldReason { name, label, answer });
        }
        told
    }

    /// All of several are told as such.
    fn names(&self, people: &[ElementId]) -> Vec<String> {
        let all = self.asking.record.elements(core::MOVER.key());
        if people.len() > 1 && all.iter().all(|id| people.contains(id)) {
            return vec![self.asking.words.plain("guide.everybody")];
        }
        people.iter().map(|id| self.name(*id)).collect()
    }

    fn name(&self, id: ElementId) -> String {
        element::words(self.asking, id)
    }
}

fn two_digits(number: u16) -> String {
    let digits = number.to_string();
    if digits.len() < 2 { ["0", &digits].concat() } else { digits }
}
