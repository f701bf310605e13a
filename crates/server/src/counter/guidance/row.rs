//! Procedures as the page of a case's guidance shows them, row by row.

use std::collections::BTreeSet;

use kakanai_interview::desk;
use kakanai_interview::guide::{
    Elsewhere, Entry, List, Outcome, Stop as Desk, Told, ToldElsewhere, ToldEntry, ToldPlace, ToldReason,
    ToldThing,
};
use kakanai_reception::{Adjust, AdjustReason};
use kakanai_record::{Date, Dictionary, ElementId, ItemKey, Record, core};

use super::{Person, Why};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::counter::adjust::Typed;
use crate::guided::Guided;

/// Questions for the citizen's own screen that entries hang on, each once.
pub(super) fn hidden(dictionary: &Dictionary, record: &Record, entries: &[Entry]) -> usize {
    let open = entries.iter().flat_map(|entry| &entry.decisions).flat_map(|decision| &decision.hangs_on);
    let apart = |key: &&ItemKey| !desk::is_aloud(dictionary, **key) && !record.get(**key).is_answered();
    open.filter(apart).collect::<BTreeSet<_>>().len()
}

/// Whether all that an entry hangs on is for the person alone.
pub(super) fn is_apart(dictionary: &Dictionary, entry: &Entry) -> bool {
    let mut keys = waits_for(entry).peekable();
    keys.peek().is_some() && keys.all(|key| !desk::is_aloud(dictionary, *key))
}

/// What an open entry waits for.
fn waits_for(entry: &Entry) -> impl Iterator<Item = &ItemKey> {
    entry.decisions.iter().flat_map(|decision| decision.hangs_on.iter().chain(&decision.stuck_on))
}

/// How many questions for the citizen's own screen an entry hangs on; nothing where it hangs on none, and answered or not.
fn apart(dictionary: &Dictionary, record: &Record, entry: &Entry) -> Option<usize> {
    let any = waits_for(entry).any(|key| !desk::is_aloud(dictionary, *key));
    any.then(|| hidden(dictionary, record, std::slice::from_ref(entry)))
}

/// A procedure as the page shows it.
pub(super) struct Row {
    /// The id of its element.
    pub(super) at: String,
    pub(super) procedure: String,
    pub(super) name: String,
    pub(super) whom: String,
    pub(super) due: String,
    /// The last day has passed.
    pub(super) late: bool,
    pub(super) what: String,
    pub(super) when: String,
    pub(super) missed: String,
    pub(super) who: String,
    pub(super) waits: bool,
    pub(super) bring: Vec<String>,
    /// Where, in lists that are not by desk.
    pub(super) place: String,
    /// The answers that made it so.
    pub(super) because: Vec<String>,
    /// What it hangs on and may be asked aloud.
    pub(super) open: Vec<String>,
    /// How many questions for the citizen's own screen it hangs on; none where he has said that he does not know.
    pub(super) apart: Option<usize>,
    /// It is not decided.
    pub(super) unknown: bool,
    /// All that it hangs on is for the person alone.
    pub(super) is_apart: bool,
    pub(super) source: String,
    /// Those to whom it can be struck one by one.
    pub(super) people: Vec<Person>,
    /// Whose it is where it is one person's; empty where nobody single's.
    pub(super) person: String,
    pub(super) added: bool,
    pub(super) may_strike: bool,
    pub(super) may_add: bool,
    /// What was typed and not taken.
    pub(super) typed: Option<Typed>,
}

impl Row {
    /// In the list of its desk, which need not be named again.
    pub(super) fn here(self) -> Self {
        Self { place: String::new(), ..self }
    }

    /// Whether it is still to be asked aloud.
    pub(super) const fn is_open(&self) -> bool {
        self.unknown && !self.is_apart
    }

    /// All to whom it belongs, as the form sends them.
    pub(super) fn everybody(&self) -> String {
        everybody(&self.people)
    }

    /// Why it may be struck, or added where it is not decided.
    pub(super) fn reasons(&self) -> Vec<Why> {
        let fits = |why: &AdjustReason| why.fits(Adjust::Strike) || (self.may_add && why.fits(Adjust::Add));
        AdjustReason::ALL.into_iter().filter(fits).map(Why::of).collect()
    }

    pub(super) fn is_typed_person(&self, id: &str) -> bool {
        self.typed.as_ref().is_some_and(|typed| typed.person == id)
    }

    pub(super) fn is_typed_why(&self, code: &str) -> bool {
        self.typed.as_ref().is_some_and(|typed| typed.why == code)
    }

    pub(super) fn typed_note(&self) -> &str {
        self.typed.as_ref().map_or("", |typed| typed.note.as_str())
    }
}

pub(super) fn everybody(people: &[Person]) -> String {
    people.iter().map(|person| person.id.as_str()).collect::<Vec<_>>().join(",")
}

/// A desk with what is done there.
pub(super) struct Stop {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) floor: String,
    pub(super) rows: Vec<Row>,
}

/// Makes rows out of what is told.
pub(super) struct Rows<'a> {
    pub(super) counter: &'a Counter,
    pub(super) loaded: &'a Loaded,
    pub(super) guided: &'a Guided,
    pub(super) typed: Option<&'a Typed>,
}

impl Rows<'_> {
    pub(super) fn stops(&self, told: &Told, list: &List) -> Vec<Stop> {
        let stop = |(at, (place, stop)): (usize, (&ToldPlace, &Desk))| Stop {
            number: place.number.clone(),
            name: place.name.plain.clone(),
            floor: place.floor.clone(),
            rows: self
                .all(&format!("d{at}"), &place.entries, &stop.entries)
                .into_iter()
                .map(Row::here)
                .collect(),
        };
        told.places.iter().zip(&list.desks).enumerate().map(stop).collect()
    }

    /// What the office does not receive: where it is received, and how far one gets here.
    pub(super) fn elsewhere(&self, told: &Told, list: &List) -> Vec<Row> {
        let both = told.elsewhere.iter().zip(&list.elsewhere).enumerate();
        let row = |(n, (told, there)): (usize, (&ToldElsewhere, &Elsewhere))| {
            let row = self.row(format!("e-{n}"), &told.entry, &there.entry);
            let place = [told.at.plain.as_str(), &told.here.plain].map(str::trim);
            let place = place.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>();
            Row { place: place.join("　"), ..row }
        };
        both.map(row).collect()
    }

    /// What is told of entries stands in their order.
    pub(super) fn all(&self, at: &str, told: &[ToldEntry], entries: &[Entry]) -> Vec<Row> {
        let row =
            |(n, (told, entry)): (usize, (&ToldEntry, &Entry))| self.row(format!("{at}-{n}"), told, entry);
        told.iter().zip(entries).enumerate().map(row).collect()
    }

    pub(super) fn row(&self, at: String, told: &ToldEntry, entry: &Entry) -> Row {
        let record = self.guided.record();
        let dictionary = self.counter.catalogue.dictionary();
        let open = entry.outcome == Outcome::Unknown;
        let words = |answered: bool| {
            let wanted = told.reasons.iter().filter(|reason| reason.answer.is_empty() != answered);
            wanted.map(reason_words).collect::<Vec<_>>()
        };
        let works = self.loaded.case.state.is_open();
        let person =
            |id: &ElementId| Person { id: id.to_string(), name: self.guided.name(self.counter, *id) };
        Row {
            at,
            procedure: told.id.clone(),
            name: told.name.plain.clone(),
            whom: whom(record, &told.people, &told.names),
            due: entry.due.map(|due| day_words(due, self.counter.clock.today())).unwrap_or_default(),
            late: entry.due.is_some_and(|due| due < self.counter.clock.today()),
            what: told.what.plain.clone(),
            when: told.when.plain.clone(),
            missed: told.late.plain.clone(),
            who: told.who.plain.clone(),
            waits: told.waits,
            bring: told.bring.iter().map(bring_words).collect(),
            place: told.place.plain.clone(),
            because: words(true),
            open: if open { words(false) } else { Vec::new() },
            apart: if open { apart(dictionary, record, entry) } else { None },
            unknown: open,
            is_apart: open && is_apart(dictionary, entry),
            source: told.source.clone(),
            person: match entry.people.as_slice() {
                [only] => only.to_string(),
                _ => String::new(),
            },
            people: if entry.people.len() > 1 {
                entry.people.iter().map(person).collect()
            } else {
                Vec::new()
            },
            added: told.by_hand,
            may_strike: works && !told.by_hand && matches!(entry.outcome, Outcome::Needed | Outcome::Unknown),
            may_add: works && open,
            typed: self.typed.filter(|typed| typed.procedure == told.id).cloned(),
        }
    }
}

fn reason_words(reason: &ToldReason) -> String {
    let whose = if reason.name.is_empty() { String::new() } else { format!("{}　", reason.name) };
    match reason.answer.as_str() {
        "" => format!("{whose}{}", reason.label.plain),
        answer => format!("{whose}{}：{answer}", reason.label.plain),
    }
}

fn bring_words(thing: &ToldThing) -> String {
    let mut words = thing.name.plain.clone();
    if thing.perhaps {
        words.push_str("（要ることがある）");
    }
    words
}

/// For whom: nobody single, everybody, or by name.
fn whom(record: &Record, people: &[ElementId], names: &[String]) -> String {
    let all = record.elements(core::MOVER.key()).len();
    match (people.len(), all) {
        (0, _) => String::new(),
        (some, all) if some == all && all > 1 => "全員".to_owned(),
        _ => names.join("・"),
    }
}

/// A day without its year where it is this one's: 12月4日.
fn day_words(day: Date, today: Date) -> String {
    let short = format!("{}月{}日", day.month(), day.day());
    if day.year() == today.year() { short } else { format!("{}年{short}", day.year()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_this_year_needs_no_year() {
        let today = Date::constant(2026, 11, 20);
        for (day, words) in [
            (Date::constant(2026, 12, 4), "12月4日"),
            (Date::constant(2026, 11, 19), "11月19日"),
            (Date::constant(2027, 1, 5), "2027年1月5日"),
        ] {
            assert_eq!(day_words(day, today), words);
        }
    }
}
