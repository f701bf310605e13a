//! Procedures added and struck by hand, over what the rules say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use kakanai_catalogue::Catalogue;
use kakanai_interview::guide::{self, Adjustment, Decision, Entry, List, Outcome, Reader};
use kakanai_record::{ElementId, Record, json};
use serde_json::Value as Json;

/// A family of four from elsewhere who were not asked about the household yet: everything comes out at least once.
fn family(catalogue: &Catalogue) -> Record {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/households/01_in_family_cards.json");
    let mut told: Json = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    told["record"].as_object_mut().unwrap().remove("household").unwrap();
    json::from_json(catalogue.dictionary(), &told["record"]).unwrap()
}

struct Hall {
    catalogue: Catalogue,
    record: Record,
    decisions: Vec<Decision>,
}

impl Hall {
    fn new() -> Self {
        let catalogue = kakanai_demo::catalogue();
        let record = family(&catalogue);
        let decisions = guide::decide(&catalogue, &record, guide::day_of(&record));
        Self { catalogue, record, decisions }
    }

    fn name(&self, decision: &Decision) -> &str {
        &self.catalogue.procedures()[decision.procedure].id
    }

    /// The first that is needed for a person and wants something brought.
    fn first_to_bring(&self) -> Entry {
        let list = self.list(&self.decisions);
        let fits = |entry: &&Entry| {
            entry.outcome == Outcome::Needed && !entry.people.is_empty() && !entry.bring.is_empty()
        };
        list.entries().find(fits).cloned().unwrap()
    }

    fn adjusted(&self, adjustments: &[Adjustment]) -> Vec<Decision> {
        guide::adjusted(&self.catalogue, self.decisions.clone(), adjustments)
    }

    fn list(&self, decisions: &[Decision]) -> List {
        guide::list(&self.catalogue, &self.record, decisions, Reader::All)
    }
}

fn of<'a>(entries: impl Iterator<Item = &'a Entry>, decision: &Decision) -> Vec<&'a Entry> {
    entries.filter(|entry| entry.procedure == decision.procedure).collect()
}

#[test]
fn a_hand_decides_over_every_outcome() {
    let hall = Hall::new();
    let outcomes = [Outcome::Needed, Outcome::Automatic, Outcome::Unknown, Outcome::NotNeeded];
    for (outcome, needed) in outcomes.into_iter().flat_map(|outcome| [(outcome, true), (outcome, false)]) {
        let all: Vec<_> = hall.decisions.iter().filter(|it| it.outcome == outcome).collect();
        assert!(!all.is_empty(), "{outcome:?} never comes out");
        for before in all {
            let procedure = hall.name(before);
            let after = hall.adjusted(&[Adjustment { procedure, person: before.person, needed }]);
            assert_eq!(after.len(), hall.decisions.len(), "{procedure}");
            for (was, is) in hall.decisions.iter().zip(&after) {
                if was != before {
                    assert_eq!(was, is, "{procedure} alone is touched");
                    continue;
                }
                let due = if needed { Outcome::Needed } else { Outcome::NotNeeded };
                assert_eq!((is.outcome, is.by_hand, is.sensitive), (due, true, was.sensitive), "{procedure}");
                // What speaks against it is no reason for it.
                let told = !needed || outcome == Outcome::Needed;
                assert_eq!(is.because, if told { was.because.clone() } else { Vec::new() }, "{procedure}");
            }
        }
    }
}

#[test]
fn what_is_struck_is_told_apart_and_asks_for_nothing() {
    let hall = Hall::new();
    let before = hall.first_to_bring().decisions[0].clone();
    let procedure = hall.name(&before);
    let one = Adjustment { procedure, person: before.person, needed: false };
    let list = hall.list(&hall.adjusted(&[one]));
    let struck = of(list.struck.iter(), &before);
    assert_eq!(struck.len(), 1);
    assert_eq!((struck[0].people.clone(), struck[0].by_hand), (Vec::from_iter(before.person), true));
    assert!(struck[0].bring.is_empty());
    let left = of(list.entries(), &before);
    assert!(left.iter().all(|entry| !entry.people.contains(&before.person.unwrap())), "{left:?}");
    assert!(hall.list(&hall.decisions).struck.is_empty(), "what rules leave out is not struck");
}

#[test]
fn one_added_by_hand_does_not_hide_among_those_of_the_rule() {
    let hall = Hall::new();
    let needed_for_others = |it: &&Decision| {
        let others = hall.decisions.iter().filter(|other| other.procedure == it.procedure);
        it.outcome == Outcome::NotNeeded && others.into_iter().any(|other| other.outcome == Outcome::Needed)
    };
    let one = hall.decisions.iter().find(needed_for_others).unwrap();
    let adjustment = Adjustment { procedure: hall.name(one), person: one.person, needed: true };
    let people = |list: &List, by_hand| -> Vec<ElementId> {
        let entries = of(list.entries(), one).into_iter().filter(|entry| entry.by_hand == by_hand);
        entries.flat_map(|entry| entry.people.clone()).collect()
    };
    let (before, after) = (hall.list(&hall.decisions), hall.list(&hall.adjusted(&[adjustment])));
    assert_eq!(people(&after, true), Vec::from_iter(one.person));
    assert_eq!(people(&after, false), people(&before, false));
    assert!(!people(&after, false).is_empty() && people(&before, true).is_empty());
}

#[test]
fn what_the_rules_did_not_look_at_can_be_added_where_it_fits() {
    let hall = Hall::new();
    let elsewhere = |personal: bool| {
        let mut all = hall.catalogue.procedures().iter();
        let fits = |it: &&kakanai_catalogue::Procedure| {
            it.each.is_some() == personal && !it.services.iter().any(|service| service == "move_in")
        };
        all.find(fits).unwrap().id.as_str()
    };
    let (household, personal) = (elsewhere(false), elsewhere(true));
    let second = ElementId::new(2).unwrap();
    let table = [
        (household, None, true, 1),
        (personal, Some(second), true, 1),
        (household, Some(second), true, 0),
        (personal, None, true, 0),
        (household, None, false, 0),
        ("no_such_procedure", None, true, 0),
    ];
    for (procedure, person, needed, more) in table {
        let after = hall.adjusted(&[Adjustment { procedure, person, needed }]);
        assert_eq!(after.len(), hall.decisions.len() + more, "{procedure} {person:?}");
        let new: Vec<_> = after.iter().filter(|it| it.by_hand).collect();
        assert_eq!(new.len(), more);
        assert!(new.iter().all(|it| hall.name(it) == procedure && it.person == person));
        assert!(after.is_sorted_by_key(|it| it.procedure), "in the order of the files");
    }
}
