//! The procedures of a case as they stand: what the rules decide, and what staff added or struck by hand.
//!
//! Every screen and paper of a case begins here, so that none of them says something else than the others.

use kakanai_catalogue::Language;
use kakanai_interview::guide::{self, Adjustment, Decision, List, Outcome, Plan, Reader, Told, ToldEntry};
use kakanai_interview::ledger::{self, Which};
use kakanai_interview::question::{Asking, element};
use kakanai_interview::state::{Place, State};
use kakanai_reception::Case;
use kakanai_record::{Date, ElementId, Record, core};

use crate::app::Counter;

/// What was decided for a case.
pub struct Guided {
    state: State,
    decisions: Vec<Decision>,
    today: Date,
}

impl Guided {
    /// Of a case, today.
    pub fn of(counter: &Counter, case: &Case) -> Self {
        let (catalogue, today) = (&*counter.catalogue, counter.clock.today());
        let record = guide::at_home(catalogue, &case.record, today);
        let decisions = guide::decide(catalogue, &record, guide::day_of(&record));
        let by_hand = case.procedures.iter().map(|((id, person), it)| Adjustment {
            procedure: id.as_str(),
            person: *person,
            needed: it.how.is_needed(),
        });
        let decisions = guide::adjusted(catalogue, decisions, &by_hand.collect::<Vec<_>>());
        let nowhere = Place { page: String::new(), element: None };
        Self { state: State::at(record, nowhere), decisions, today }
    }

    /// What came out, procedure by procedure and person by person.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The record that was looked at: the case's own, with today where it has no day of filing.
    pub const fn record(&self) -> &Record {
        &self.state.record
    }

    /// The list for a reader.
    pub fn list(&self, counter: &Counter, reader: Reader) -> List {
        guide::list(&counter.catalogue, &self.state.record, &self.decisions, reader)
    }

    /// A list in words, in Japanese; `sensitive` as for [`guide::tell`].
    pub fn tell(&self, counter: &Counter, list: &List, sensitive: bool) -> Told {
        self.asking(counter, &self.state, |asking| guide::tell(asking, list, sensitive))
    }

    /// The same in a language.
    pub fn tell_in(&self, counter: &Counter, list: &List, sensitive: bool, language: Language) -> Told {
        let state = State { language, ..self.state.clone() };
        self.asking(counter, &state, |asking| guide::tell(asking, list, sensitive))
    }

    /// The list for a reader at the office of this letter, and the same in words: what the office does not receive stands
    /// apart. Where the city has no such office, it receives everything.
    pub fn at(&self, counter: &Counter, reader: Reader, letter: &str, sensitive: bool) -> (List, Told) {
        let offices = counter.catalogue.offices();
        let Some(office) = offices.iter().find(|office| office.letter == letter) else {
            let list = self.list(counter, reader);
            let told = self.tell(counter, &list, sensitive);
            return (list, told);
        };
        let list = guide::list_at(&counter.catalogue, &self.state.record, &self.decisions, reader, office);
        let plan = Plan { office, at: None };
        let told = self.asking(counter, &self.state, |asking| guide::tell_at(asking, &list, sensitive, plan));
        (list, told)
    }

    fn asking<T>(&self, counter: &Counter, state: &State, speak: impl FnOnce(&Asking) -> T) -> T {
        speak(&Asking::of(&counter.catalogue, &*counter.towns, state, self.today))
    }

    /// What the city's ledgers say of the new address: the question, and the answer.
    pub fn address(&self, counter: &Counter) -> Vec<(String, String)> {
        let told = self.asking(counter, &self.state, |asking| ledger::tell(asking, Which::New));
        told.into_iter().map(|(label, value)| (label.plain, value)).collect()
    }

    /// What one of the people is called.
    pub fn name(&self, counter: &Counter, person: ElementId) -> String {
        self.asking(counter, &self.state, |asking| element::words(asking, person))
    }

    /// Every procedure of the service in words, whether it is needed or not: what somebody may add.
    pub fn every(&self, counter: &Counter) -> Vec<ToldEntry> {
        let service = self.state.record.get(core::SERVICE.key()).code().unwrap_or_default();
        let procedures = counter.catalogue.procedures().iter().enumerate();
        let ours =
            procedures.filter(|(_, procedure)| procedure.services.iter().any(|known| known == service));
        let needed = ours.map(|(procedure, _)| Decision {
            procedure,
            person: None,
            outcome: Outcome::Needed,
            because: Vec::new(),
            hangs_on: Vec::new(),
            stuck_on: Vec::new(),
            sensitive: false,
            by_hand: false,
        });
        let decisions: Vec<Decision> = needed.collect();
        let list = guide::list(&counter.catalogue, &self.state.record, &decisions, Reader::All);
        let told = self.tell(counter, &list, false);
        told.places.into_iter().flat_map(|place| place.entries).chain(told.notices).collect()
    }

    /// What a procedure is called; its name in the catalogue where there are no words, or it is gone.
    pub fn called(&self, counter: &Counter, procedure: &str) -> String {
        let said = |asking: &Asking| asking.words.said_there(&format!("procedure.{procedure}.name"));
        self.asking(counter, &self.state, said).map_or_else(|| procedure.to_owned(), |said| said.plain)
    }
}
