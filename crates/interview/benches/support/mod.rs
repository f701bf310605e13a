//! Households for measuring: a family of five, families drawn by a seed, and every item that rules read answered.
#![allow(dead_code, reason = "each measurement uses a part")]

use std::collections::BTreeSet;

use kakanai_catalogue::{Catalogue, PageKind, Procedure};
use kakanai_interview::journey::{asked, journey, key};
use kakanai_interview::{Journey, State};
use kakanai_record::{
    Answer, Change, Code, Date, ElementId, ItemKey, ItemKind, Record, Tag, Value, core, json,
};

/// The services whose procedures stand in the catalogue.
pub(crate) const SERVICES: [&str; 3] = ["move_in", "move_within", "move_out"];

/// The day of all measurements.
pub(crate) const TODAY: Date = Date::constant(2026, 11, 20);

/// Parents, two children at school and a grandmother; what is not said here is answered with no.
const PEOPLE: [&str; 5] = [
    r#""birth": "1984-05-01", "sex": "male", "insurance": "national", "pension": "first", "relationship": "head""#,
    r#""birth": "1986-07-12", "sex": "female", "insurance": "national", "pension": "third", "relationship": "wife""#,
    r#""birth": "2012-03-03", "sex": "female", "insurance": "national", "pension": "none", "relationship": "child""#,
    r#""birth": "2019-10-10", "sex": "male", "insurance": "national", "pension": "none", "relationship": "child""#,
    r#""birth": "1949-01-20", "sex": "female", "insurance": "late_elderly", "pension": "receiving", "relationship": "mother", "care": true"#,
];

/// A record with nothing but its service.
pub(crate) fn bare(catalogue: &Catalogue, service: &str) -> Record {
    json::from_str(catalogue.dictionary(), &format!(r#"{{"service": "{service}"}}"#)).unwrap()
}

/// Five people of whom nothing is known, for a service.
pub(crate) fn five(catalogue: &Catalogue, service: &str) -> Record {
    let mut record = bare(catalogue, service);
    add_people(catalogue, &mut record, core::MOVER, 5);
    record
}

/// The family of five, with what anybody would say of them first.
pub(crate) fn people(catalogue: &Catalogue, service: &str) -> Record {
    let people: Vec<String> = PEOPLE
        .iter()
        .enumerate()
        .map(|(at, said)| {
            let card = at < 2;
            format!(
                r##"{{"#": {}, {said}, "japanese": true, "card": {{"held": {card}, "signature_wanted": {card}}}}}"##,
                at + 1
            )
        })
        .collect();
    let text = format!(
        r##"{{"service": "{service}", "received_on": "2026-11-20", "notifier": {{"kind": "self"}},
            "move": {{"date": "2026-11-15", "origin": "domestic", "scope": "whole", "joining": "new"}},
            "household": {{"child_allowance": true, "car": true, "driving_licence": true, "water": true}},
            "old_address": {{"municipality": "131016"}}, "new_address": {{"municipality": "131016"}},
            "mover": [{}], "certificate": [{{"#": 1, "kind": "resident_record"}}],
            "identity": [{{"#": 1, "kind": "my_number_card"}}]}}"##,
        people.join(",")
    );
    json::from_str(catalogue.dictionary(), &text).unwrap_or_else(|error| panic!("{error}"))
}

/// The family with everything answered that a rule of the service reads.
pub(crate) fn family(catalogue: &Catalogue, service: &str) -> Record {
    let mut record = people(catalogue, service);
    answer_all(catalogue, &mut record, service, &mut Pick::plain());
    record
}

/// The family with every second of these answers; who and when they are is known.
pub(crate) fn half(catalogue: &Catalogue, service: &str) -> Record {
    let mut record = family(catalogue, service);
    let stays =
        |tag: Tag| [core::SERVICE, core::RECEIVED_ON, core::MOVE_DATE, core::MOVER_BIRTH].contains(&tag);
    let keys: Vec<ItemKey> = record.answers().map(|(key, _)| key).filter(|key| !stays(key.tag())).collect();
    for key in keys.into_iter().step_by(2) {
        record.apply(catalogue.dictionary(), &Change::Set(key, Answer::NotAsked)).unwrap();
    }
    record
}

/// A household by a seed: one to eight people, everything answered that a rule of the service reads.
pub(crate) fn drawn(catalogue: &Catalogue, service: &str, seed: u64) -> Record {
    let mut pick = Pick::seeded(seed);
    let mut record = bare(catalogue, service);
    let size = 1 + pick.below(8);
    add_people(catalogue, &mut record, core::MOVER, size);
    for list in lists_read(catalogue, service).into_iter().filter(|list| *list != core::MOVER) {
        add_people(catalogue, &mut record, list, pick.below(3));
    }
    answer_all(catalogue, &mut record, service, &mut pick);
    record
}

/// The procedures of a service.
pub(crate) fn procedures<'a>(
    catalogue: &'a Catalogue,
    service: &'a str,
) -> impl Iterator<Item = &'a Procedure> {
    catalogue.procedures().iter().filter(move |procedure| procedure.services.iter().any(|of| of == service))
}

/// Answers everything that a rule of the service reads and that has no value yet.
pub(crate) fn answer_all(catalogue: &Catalogue, record: &mut Record, service: &str, pick: &mut Pick) {
    for tag in items_read(catalogue, service) {
        for place in places(catalogue, record, tag) {
            if record.get(place).value().is_none() {
                answer(catalogue, record, place, pick);
            }
        }
    }
}

/// A walk through the pages of a service with the family of five, up to the first page of boxes that still wants an
/// answer or to the end; every question before is answered with something of its kind.
pub(crate) fn walked(catalogue: &Catalogue, service: &str) -> State {
    let mut record = people(catalogue, service);
    let pages = catalogue.service(service).unwrap();
    let mut pick = Pick::plain();
    let mut way: Journey = journey(catalogue, &record);
    for _ in 0..500 {
        let Some(stop) = way.first_incomplete() else { break };
        let (_, page) = pages.page(&stop.place.page).unwrap();
        match &page.kind {
            PageKind::Fields(_) => {
                let wanted: Vec<Tag> = asked(&record, page, stop.place.element)
                    .filter(|field| !field.optional)
                    .flat_map(|field| field.ask.required())
                    .collect();
                for tag in wanted {
                    let place = key(catalogue, tag, stop.place.element);
                    if !record.get(place).is_answered() {
                        answer(catalogue, &mut record, place, &mut pick);
                    }
                }
            }
            PageKind::Group(list) => add_people(catalogue, &mut record, *list, 1),
            _ => break,
        }
        way = journey(catalogue, &record);
    }
    let stop = way.first_incomplete().or(way.stops.last()).unwrap();
    State::at(record, stop.place.clone())
}

/// Every item that a rule of the service reads, lists left out.
fn items_read(catalogue: &Catalogue, service: &str) -> BTreeSet<Tag> {
    let mut tags = all_read(catalogue, service);
    tags.retain(|tag| !is_list(catalogue, *tag));
    tags
}

fn lists_read(catalogue: &Catalogue, service: &str) -> BTreeSet<Tag> {
    let mut tags = all_read(catalogue, service);
    tags.retain(|tag| is_list(catalogue, *tag));
    tags
}

fn all_read(catalogue: &Catalogue, service: &str) -> BTreeSet<Tag> {
    let mut tags = BTreeSet::from([core::RECEIVED_ON, core::MOVE_DATE]);
    for procedure in procedures(catalogue, service) {
        tags.extend(procedure.when.items());
        tags.extend(procedure.automatic.iter().flat_map(|rule| rule.items()));
        tags.extend(procedure.due.iter().flat_map(|formula| formula.items()));
        tags.extend(
            procedure.bring.iter().filter_map(|(_, when)| when.as_ref()).flat_map(|rule| rule.items()),
        );
    }
    tags
}

fn is_list(catalogue: &Catalogue, tag: Tag) -> bool {
    catalogue.dictionary().item(tag).is_some_and(|item| matches!(item.kind, ItemKind::List { .. }))
}

/// Everywhere an item stands: once, or once for each element of its list.
fn places(catalogue: &Catalogue, record: &Record, tag: Tag) -> Vec<ItemKey> {
    match catalogue.dictionary().lists(tag) {
        [] => vec![tag.key()],
        [list] => record.elements(list.key()).iter().map(|id| tag.of(*id)).collect(),
        _ => Vec::new(),
    }
}

fn add_people(catalogue: &Catalogue, record: &mut Record, list: Tag, more: u64) {
    for _ in 0..more {
        let id = record.next_element(list.key()).unwrap();
        record.apply(catalogue.dictionary(), &Change::Add(list.key(), id)).unwrap();
    }
}

fn answer(catalogue: &Catalogue, record: &mut Record, place: ItemKey, pick: &mut Pick) {
    let item = catalogue.dictionary().item(place.tag()).unwrap();
    let Some(value) = pick.value(&item.kind, record) else { return };
    let change = Change::Set(place, Answer::Known(value));
    record.apply(catalogue.dictionary(), &change).unwrap_or_else(|error| panic!("{}: {error}", item.path));
}

/// Where answers come from: always the plainest, or by a seed.
pub(crate) struct Pick(Option<u64>);

impl Pick {
    pub(crate) fn plain() -> Self {
        Self(None)
    }

    pub(crate) fn seeded(seed: u64) -> Self {
        Self(Some(seed))
    }

    /// A number below `end`, 0 where nothing is drawn (SplitMix64).
    fn below(&mut self, end: u64) -> u64 {
        let Some(state) = &mut self.0 else { return 0 };
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    fn value(&mut self, kind: &ItemKind, record: &Record) -> Option<Value> {
        Some(match kind {
            ItemKind::Flag => Value::Flag(self.below(3) == 1),
            ItemKind::Number { least, most } => Value::Number((*least + self.below(4) as i64).min(*most)),
            ItemKind::Date => {
                let day = Date::constant(2026, 11, 15);
                Value::Date(day.saturating_add(days(self.below(60))))
            }
            ItemKind::PartialDate => {
                let day = Date::constant(1933, 1, 1);
                Value::Partial(day.saturating_add(days(self.below(34_000))).into())
            }
            ItemKind::Code(codes) => {
                let codes: Vec<Code> = codes.iter().collect();
                Value::Code(codes.get(self.below(codes.len() as u64) as usize)?.clone())
            }
            ItemKind::Chain { codes, .. } => {
                let codes: Vec<Code> = codes.iter().collect();
                Value::Chain(vec![codes.get(self.below(codes.len() as u64) as usize)?.clone()])
            }
            ItemKind::Element(list) => {
                let elements: &[ElementId] = record.elements(list.key());
                Value::Element(*elements.get(self.below(elements.len() as u64) as usize)?)
            }
            ItemKind::Municipality => {
                let codes = ["131016", "999971", "999989"];
                Value::Text(codes[self.below(3) as usize].to_owned())
            }
            ItemKind::Text { .. } | ItemKind::Town => Value::Text("ミホン".to_owned()),
            ItemKind::Digits { least, .. } => Value::Text("0".repeat((*least).into())),
            ItemKind::Postal => Value::Text("9990001".to_owned()),
            ItemKind::Country => Value::Text("ZZZ".to_owned()),
            ItemKind::CardNumber => Value::Text("ZZ00000000ZZ".to_owned()),
            ItemKind::Period | ItemKind::List { .. } => return None,
        })
    }
}

fn days(days: u64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_hours(24 * days as i64)
}
