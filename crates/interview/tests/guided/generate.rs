//! Households of chance: any answers, and any of the four absences, to all that the rules of procedures read. They need not be
//! plausible: a rule has to hold its promises for whatever somebody says.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use kakanai_catalogue::{Catalogue, Procedure};
use kakanai_record::codes::Code;
use kakanai_record::{
    Answer, Change, Date, Dictionary, ElementId, ItemKey, ItemKind, PartialDate, Record, Tag, Value, core,
};
use kakanai_sample::{Dice, Service};

/// Services that have procedures.
pub(crate) const MOVES: [Service; 4] =
    [Service::MoveIn, Service::MoveWithin, Service::MoveWard, Service::MoveOut];

/// A day around which everything happens.
pub(crate) const TODAY: Date = Date::constant(2026, 11, 20);

/// Ages at which some rule turns.
const TURNS: [i16; 22] = [0, 1, 3, 5, 6, 12, 15, 18, 20, 22, 40, 59, 60, 64, 65, 69, 70, 74, 75, 79, 99, 100];

const PLACES: [&str; 5] = ["999971", "999989", "999962", "999954", "131016"];

/// How households come out: of a hundred answers so many are given, and so many of these are absences.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    pub(crate) asked: u32,
    pub(crate) absent: u32,
}

/// Everything that a rule reads, as procedures use it: with the items of its formula and of what to bring.
pub(crate) fn items_of(procedure: &Procedure) -> BTreeSet<Tag> {
    let bring = procedure.bring.iter().filter_map(|(_, when)| when.as_ref());
    let rules = [Some(&procedure.when), procedure.automatic.as_ref()].into_iter().flatten().chain(bring);
    let mut items: BTreeSet<Tag> = rules.flat_map(|rule| rule.items()).collect();
    items.extend(procedure.due.iter().flat_map(|due| due.items()));
    items
}

/// The items of all procedures.
pub(crate) fn items(catalogue: &Catalogue) -> BTreeSet<Tag> {
    catalogue.procedures().iter().flat_map(items_of).collect()
}

/// A household that comes for a service, with answers to `items`.
pub(crate) fn household(
    dictionary: &Dictionary,
    items: &BTreeSet<Tag>,
    service: Service,
    dice: &mut Dice,
) -> Record {
    let asked = dice.pick(&[100, 100, 95, 80, 50, 20]);
    let absent = dice.pick(&[0, 0, 5, 30]);
    household_in(dictionary, items, service, Manner { asked, absent }, dice)
}

/// The same in a manner.
pub(crate) fn household_in(
    dictionary: &Dictionary,
    items: &BTreeSet<Tag>,
    service: Service,
    manner: Manner,
    dice: &mut Dice,
) -> Record {
    let mut record = people(dictionary, service, dice);
    let anchor = day(dice);
    for key in places(dictionary, &record, items) {
        if key.tag() == core::SERVICE || !dice.percent(manner.asked) {
            continue;
        }
        let answer = answer(dictionary, &record, key.tag(), anchor, manner.absent, dice);
        set(&mut record, dictionary, key, answer);
    }
    record
}

/// A household of the samples, whose boxes to tick are answered at random, わからない among it: all is answered that an
/// interview asks.
pub(crate) fn plausible(
    dictionary: &Dictionary,
    items: &BTreeSet<Tag>,
    service: Service,
    dice: &mut Dice,
) -> Record {
    let people = dice.pick(&[1, 1, 2, 2, 3, 4, 6]);
    let mut record = kakanai_sample::record(dictionary, service, dice.roll(), people, TODAY).unwrap();
    let yes = dice.pick(&[2, 10, 40]);
    for key in places(dictionary, &record, items) {
        let is_box = matches!(dictionary.item(key.tag()).map(|item| &item.kind), Some(ItemKind::Flag));
        if is_box && !record.get(key).is_answered() {
            let answer = match dice.percent(3) {
                true => Answer::DontKnow,
                false => Value::Flag(dice.percent(yes)).into(),
            };
            set(&mut record, dictionary, key, answer);
        }
    }
    record
}

/// Nothing answered but the service, and who there is.
pub(crate) fn people(dictionary: &Dictionary, service: Service, dice: &mut Dice) -> Record {
    let mut record = Record::new();
    put(&mut record, dictionary, core::SERVICE.key(), service.key());
    let lists = [
        (core::MOVER, dice.pick(&[1, 1, 2, 2, 3, 4])),
        (core::CERTIFICATE, dice.pick(&[0, 0, 1, 2])),
        (core::IDENTITY, dice.pick(&[0, 0, 1, 2])),
    ];
    for (list, number) in lists {
        for id in (1..=number).filter_map(ElementId::new) {
            record.apply(dictionary, &Change::Add(list.key(), id)).unwrap();
        }
    }
    record
}

/// The record with its lists, but without an answer beside the service.
pub(crate) fn unasked(dictionary: &Dictionary, record: &Record) -> Record {
    let mut bare = record.clone();
    bare.retain(|key| key.tag() == core::SERVICE || is_list(dictionary, key.tag()));
    bare
}

pub(crate) fn is_list(dictionary: &Dictionary, tag: Tag) -> bool {
    matches!(dictionary.item(tag).map(|item| &item.kind), Some(ItemKind::List { .. }))
}

/// Every place of a record at which one of the items stands.
pub(crate) fn places(dictionary: &Dictionary, record: &Record, items: &BTreeSet<Tag>) -> Vec<ItemKey> {
    let mut places = Vec::new();
    for tag in items.iter().filter(|tag| !is_list(dictionary, **tag)) {
        match dictionary.lists(*tag) {
            [] => places.push(tag.key()),
            [list] => places.extend(record.elements(list.key()).iter().map(|id| tag.of(*id))),
            lists => panic!("{lists:?}: lists within lists are not made here"),
        }
    }
    places
}

/// An answer, or so many times of a hundred an absence.
pub(crate) fn answer(
    dictionary: &Dictionary,
    record: &Record,
    tag: Tag,
    anchor: Date,
    absent: u32,
    dice: &mut Dice,
) -> Answer {
    if dice.percent(absent) {
        return match dice.below(5) {
            0..=2 => Answer::DontKnow,
            3 => Answer::Unrecorded,
            _ => Answer::NotApplicable,
        };
    }
    value(dictionary, record, tag, anchor, dice).map_or(Answer::DontKnow, Answer::Known)
}

fn value(dictionary: &Dictionary, record: &Record, tag: Tag, anchor: Date, dice: &mut Dice) -> Option<Value> {
    let kind = &dictionary.item(tag)?.kind;
    Some(match kind {
        ItemKind::Flag => Value::Flag(dice.percent(50)),
        ItemKind::Code(codes) => Value::Code(code(&codes.iter().collect::<Vec<_>>(), dice)?),
        ItemKind::Chain { codes, .. } => {
            let codes: Vec<Code> = codes.iter().collect();
            let first = code(&codes, dice)?;
            Value::Chain(if dice.percent(20) { vec![first, code(&codes, dice)?] } else { vec![first] })
        }
        ItemKind::Number { least, .. } => Value::Number(least + i64::from(dice.below(4))),
        ItemKind::Date if tag == core::RECEIVED_ON => Value::Date(filed(anchor, dice)),
        ItemKind::Date => Value::Date(anchor),
        ItemKind::PartialDate => Value::Partial(birth(anchor, dice)),
        ItemKind::Municipality => kind.parse(dice.pick(&PLACES)).ok()?,
        ItemKind::Element(list) => Value::Element(*dice.choose(record.elements(list.key()))?),
        other => panic!("{}: {other:?} is made nowhere", dictionary.path(tag.key())),
    })
}

fn code(codes: &[Code], dice: &mut Dice) -> Option<Code> {
    dice.choose(codes).cloned()
}

/// The day of a move: any time of the year, month ends and weekends among it.
pub(crate) fn day(dice: &mut Dice) -> Date {
    Date::constant(2026, 10, 1).checked_add(i64::from(dice.below(500)).days()).unwrap()
}

/// Filed before, in time, on the very last days, late.
fn filed(moved: Date, dice: &mut Dice) -> Date {
    let days = match dice.below(3) {
        0 => i64::from(dice.below(60)) - 15,
        _ => i64::from(dice.between(13..=18)),
    };
    moved.checked_add(days.days()).unwrap()
}

/// Born so that an age turns on that very day or beside it, at the edges of the school year, or any day; sometimes not wholly
/// known.
fn birth(on: Date, dice: &mut Dice) -> PartialDate {
    let years = match dice.percent(70) {
        true => dice.pick(&TURNS),
        false => i16::try_from(dice.below(101)).unwrap(),
    };
    let born = match dice.below(3) {
        0 => {
            Date::new(on.year() - years, 4, 1).unwrap().checked_add(i64::from(dice.below(2)).days()).unwrap()
        }
        1 => on
            .checked_sub(i64::from(years).years())
            .unwrap()
            .checked_add((i64::from(dice.below(3)) - 1).days())
            .unwrap(),
        _ => on
            .checked_sub(i64::from(years).years())
            .unwrap()
            .checked_sub(i64::from(dice.below(366)).days())
            .unwrap(),
    };
    let whole = PartialDate::from(born);
    match dice.below(12) {
        0 => PartialDate::new(whole.year(), None, None, whole.certainty()).unwrap_or(whole),
        1 => PartialDate::new(whole.year(), whole.month(), None, whole.certainty()).unwrap_or(whole),
        _ => whole,
    }
}

/// Answers a place.
pub(crate) fn set(record: &mut Record, dictionary: &Dictionary, key: ItemKey, answer: Answer) {
    record
        .apply(dictionary, &Change::Set(key, answer))
        .unwrap_or_else(|error| panic!("{}: {error}", dictionary.path(key)));
}

/// Answers a place by the text form of its value.
pub(crate) fn put(record: &mut Record, dictionary: &Dictionary, key: ItemKey, text: &str) {
    let item = dictionary.item(key.tag()).unwrap();
    let value = item.kind.parse(text).unwrap_or_else(|error| panic!("{} = {text}: {error}", item.path));
    set(record, dictionary, key, value.into());
}

/// A list in another order.
pub(crate) fn shuffled<T: Clone>(list: &[T], dice: &mut Dice) -> Vec<T> {
    let mut list = list.to_vec();
    for at in (1..list.len()).rev() {
        let other = dice.below(u32::try_from(at + 1).unwrap()) as usize;
        list.swap(at, other);
    }
    list
}

/// A record in words, for whoever has to look for the fault.
pub(crate) fn told(dictionary: &Dictionary, record: &Record) -> String {
    kakanai_record::json::text(&kakanai_record::json::to_json(dictionary, record))
}

/// Outcomes by procedure and person.
pub(crate) type Outcomes = BTreeMap<(usize, Option<ElementId>), kakanai_interview::guide::Outcome>;

pub(crate) fn outcomes(decisions: &[kakanai_interview::guide::Decision]) -> Outcomes {
    decisions.iter().map(|decision| ((decision.procedure, decision.person), decision.outcome)).collect()
}
