//! A case told step by step, for the tests of this crate.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::collections::BTreeSet;

use kakanai_reception::command::Origin;
use kakanai_reception::{
    Actor, Case, CaseState, Command, EventSeq, Handover, Happened, Part, Printed, Refusal, Role, Sending,
    decide,
};
use kakanai_record::{Answer, Change, Date, Dictionary, ElementId, ItemKey, Record, Value, core, json};

/// A person.
pub(crate) fn id(number: u16) -> ElementId {
    ElementId::new(number).unwrap()
}

pub(crate) fn text(text: &str) -> Answer {
    Answer::Known(Value::Text(text.into()))
}

pub(crate) fn clerk(login: &str) -> Actor {
    Actor { login: login.into(), terminal: "E01".into() }
}

pub(crate) fn family() -> Record {
    let dictionary = Dictionary::core();
    let json = r##"{"service": "move_in", "mover": [
        {"#": 1, "name": {"kanji": "見本　太郎"}, "handbook": true},
        {"#": 2, "name": {"kanji": "見本　花子"}, "pregnant": true}]}"##;
    json::from_str(&dictionary, json).unwrap()
}

/// A case and the events that made it.
pub(crate) struct Story {
    pub(crate) dictionary: Dictionary,
    pub(crate) events: Vec<Happened>,
}

impl Story {
    pub(crate) fn opened() -> Self {
        let mut story = Self { dictionary: Dictionary::core(), events: Vec::new() };
        let origin = Origin::Code {
            made_on: Date::new(2026, 11, 20).unwrap(),
            doubts: vec!["new_address/town".into()],
        };
        story.tell(Command::Open { record: Box::new(family()), origin }, "uketsuke1").unwrap();
        story
    }

    pub(crate) fn case(&self) -> Case {
        Case::fold(&self.dictionary, &self.events).unwrap().unwrap()
    }

    pub(crate) fn tell(&mut self, command: Command, login: &str) -> Result<usize, Refusal> {
        let case = (!self.events.is_empty()).then(|| self.case());
        let events = decide(&self.dictionary, case.as_ref(), &command, &clerk(login))?;
        let count = events.len();
        for event in events {
            let seq = self.events.last().map_or(EventSeq::ZERO, |last| last.seq).next();
            self.events.push(Happened { seq, at: 1_763_600_000_000, by: clerk(login), event });
        }
        Ok(count)
    }

    pub(crate) fn amend(&mut self, changes: Vec<Change>, seen: u64, login: &str) -> Result<usize, Refusal> {
        self.tell(Command::Amend { changes, seen: EventSeq(seen), minor: String::new() }, login)
    }

    /// A case that waits for a reviewer.
    pub(crate) fn in_review() -> Self {
        let mut story = Self::opened();
        story.turn(CaseState::Review, "", "uketsuke1").unwrap();
        story
    }

    pub(crate) fn seq(&self) -> u64 {
        self.case().seq.0
    }

    pub(crate) fn part(&self) -> Handover {
        self.case().handover(Part::Move)
    }

    pub(crate) fn approve(&mut self, returns: bool, login: &str) -> Result<usize, Refusal> {
        self.tell(Command::Approve { parts: parts(returns) }, login)
    }

    /// Puts a paper before the citizen that prints names and the telephone number.
    pub(crate) fn ask(&mut self) -> EventSeq {
        let names = BTreeSet::from([core::MOVER_NAME, core::NOTIFIER_PHONE]);
        let copies = BTreeSet::from([core::NOTIFIER_PHONE, core::CERTIFICATE_COPIES]);
        let all = names.union(&copies).copied().collect();
        let by_role = [(Role::Filer, names), (Role::Applicant, copies)].into();
        let printed = Printed { all, by_role };
        let seen = self.case().seq;
        self.tell(Command::Ask { forms: vec!["resident_move".into()], printed, seen }, "a").unwrap();
        self.case().seq
    }

    pub(crate) fn turn(&mut self, to: CaseState, reason: &str, login: &str) -> Result<usize, Refusal> {
        self.tell(Command::Turn { to, reason: reason.into() }, login)
    }
}

/// The place of a path.
pub(crate) fn key(path: &str) -> ItemKey {
    Dictionary::core().parse_path(path).unwrap()
}

/// Yes or no at a place.
pub(crate) fn flag(path: &str, yes: bool) -> Change {
    Change::Set(key(path), Answer::Known(Value::Flag(yes)))
}

/// All parts of a case, as a mapping would name them.
pub(crate) fn parts(returns: bool) -> Vec<Sending> {
    Part::ALL.into_iter().map(|part| Sending { part, returns }).take(1).collect()
}

pub(crate) fn phone(number: &str) -> Vec<Change> {
    vec![Change::Set(core::NOTIFIER_PHONE.key(), text(number))]
}
