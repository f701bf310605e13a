//! What a form prints is what it says it prints: for each item of each form, over sample records.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod support;

use std::collections::BTreeSet;

use kakanai_forms::resolve::{Surroundings, printed, resolve};
use kakanai_forms::{FieldValues, Form};
use kakanai_record::{
    Answer, Change, Date, Dictionary, ElementId, ItemDef, ItemKey, ItemKind, Record, Tag, Value, core,
};
use kakanai_sample::Service;

fn resolved(form: &Form, dictionary: &Dictionary, record: &Record) -> FieldValues {
    let around = Surroundings {
        dictionary,
        place_name: &|code: &str| code.to_owned(),
        country_name: &|code: &str| code.to_owned(),
        number: "E-20261120-0001",
        filed_on: Date::new(2026, 11, 20).ok(),
        signatures: &[],
        qr: None,
    };
    resolve(form, record, &around)
}

fn set(record: &mut Record, dictionary: &Dictionary, key: ItemKey, text: &str) {
    let value = dictionary.item(key.tag()).unwrap().kind.parse(text).unwrap();
    record.apply(dictionary, &Change::Set(key, Answer::Known(value))).unwrap();
}

/// Sample records with what the desk notes, and with items that no page asks.
fn samples(dictionary: &Dictionary) -> Vec<Record> {
    let mut records = Vec::new();
    for service in Service::ALL {
        for seed in 0..14 {
            let people = 1 + (seed % 5) as u8;
            let today = Date::new(2026, 11, 20).unwrap();
            let mut record = kakanai_sample::record(dictionary, service, seed, people, today).unwrap();
            desk(&mut record, dictionary, seed);
            records.push(record);
        }
    }
    records
}

fn desk(record: &mut Record, dictionary: &Dictionary, seed: u64) {
    let id = ElementId::new(1).unwrap();
    record.apply(dictionary, &Change::Add(core::IDENTITY.key(), id)).unwrap();
    set(record, dictionary, core::IDENTITY_KIND.of(id), "other");
    set(record, dictionary, core::IDENTITY_DETAIL.of(id), "社員証");
    set(record, dictionary, core::AUTHORITY_KIND.key(), "other");
    set(record, dictionary, core::RECEIVED_ON.key(), "2026-11-25");
    set(record, dictionary, core::REMARKS.key(), "見本");
    set(record, dictionary, core::DELAY_REASON.key(), "例示");
    let movers = record.elements(core::MOVER.key()).to_vec();
    if seed.is_multiple_of(2) {
        let first = Answer::Known(Value::Element(movers[0]));
        record.apply(dictionary, &Change::Set(core::OLD_HEAD.key(), first)).unwrap();
    }
    if seed % 4 == 1 {
        set(record, dictionary, core::OLD_OVERSEAS.key(), "EXAMPLE 1");
        set(record, dictionary, core::NEW_OVERSEAS.key(), "EXAMPLE 2");
    }
    if seed.is_multiple_of(3) {
        record.apply(dictionary, &Change::Set(core::MOVER_BIRTH.of(movers[0]), Answer::Unrecorded)).unwrap();
    }
}

fn is_list(item: &ItemDef) -> bool {
    matches!(item.kind, ItemKind::List { .. })
}

/// Places of an item in a record: one, or one for each element of its list.
fn places(dictionary: &Dictionary, record: &Record, tag: Tag) -> Vec<ItemKey> {
    match dictionary.lists(tag) {
        [] => vec![tag.key()],
        [list, ..] => record.elements(list.key()).iter().map(|element| tag.of(*element)).collect(),
    }
}

/// Other answers an item may have.
fn others(record: &Record, item: &ItemDef) -> Vec<Answer> {
    let words: Vec<String> = match &item.kind {
        ItemKind::Code(codes) | ItemKind::Chain { codes, .. } => {
            codes.iter().map(|c| c.key().to_owned()).collect()
        }
        ItemKind::Flag => vec!["yes".into(), "no".into()],
        ItemKind::Element(list) => {
            let all = record.elements(list.key()).iter();
            return all.map(|id| Answer::Known(Value::Element(*id))).chain([Answer::NotAsked]).collect();
        }
        _ => [
            "例示",
            "レイジ",
            "EXAMPLE",
            "7",
            "0999000099",
            "0000002",
            "999989",
            "VNM",
            "1999-01-02",
            "ZZ00000009ZZ",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    let known = words.iter().filter_map(|word| item.kind.parse(word).ok()).map(Answer::Known);
    known.chain([Answer::NotAsked, Answer::Unrecorded, Answer::NotApplicable]).collect()
}

/// Whether the form shows another value of the item in this record.
fn shows(form: &Form, dictionary: &Dictionary, record: &Record, item: &ItemDef) -> bool {
    let before = resolved(form, dictionary, record);
    places(dictionary, record, item.tag).into_iter().any(|key| {
        others(record, item).into_iter().any(|answer| {
            let mut changed = record.clone();
            changed.apply(dictionary, &Change::Set(key, answer)).is_ok()
                && resolved(form, dictionary, &changed) != before
        })
    })
}

#[test]
fn an_item_that_is_not_printed_changes_nothing() {
    let dictionary = Dictionary::core();
    for id in support::FORMS {
        let form = support::form(id);
        let printed = printed(&form, &dictionary);
        for record in samples(&dictionary) {
            // Whatever the other items say, this is what remains of them.
            let mut kept = record.clone();
            kept.retain(|key| printed.contains(&key.tag()));
            assert_eq!(resolved(&form, &dictionary, &kept), resolved(&form, &dictionary, &record), "{id}");
        }
    }
}

#[test]
fn each_item_that_is_printed_changes_something() {
    let dictionary = Dictionary::core();
    let records = samples(&dictionary);
    for id in support::FORMS {
        let form = support::form(id);
        let printed = printed(&form, &dictionary);
        let items: Vec<&ItemDef> =
            dictionary.items().filter(|item| printed.contains(&item.tag) && !is_list(item)).collect();
        let idle: Vec<&str> = items
            .iter()
            .filter(|item| !records.iter().any(|record| shows(&form, &dictionary, record, item)))
            .map(|item| &*item.path)
            .collect();
        assert!(idle.is_empty(), "{id} prints nothing of {idle:?}");
    }
}

#[test]
fn the_sets_are_those_of_the_papers() {
    let dictionary = Dictionary::core();
    let has = |id: &str, tags: &[Tag]| {
        let printed: BTreeSet<Tag> = printed(&support::form(id), &dictionary);
        tags.iter().all(|tag| printed.contains(tag))
    };
    assert!(has("resident_move", &[core::MOVER, core::MOVER_NAME, core::NEW_TOWN, core::IDENTITY]));
    assert!(has(
        "certificate_application",
        &[core::CERTIFICATE, core::CERTIFICATE_PURPOSE, core::MOVER_BIRTH]
    ));
    assert!(has("delay_statement", &[core::DELAY_REASON]));
    for id in support::FORMS {
        for tag in [core::STAFF_NOTE, core::CAUTION, core::MESSAGE, core::PROTECTION, core::MOVER_INSURANCE] {
            assert!(!has(id, &[tag]), "{id} prints {tag:?}");
        }
    }
}
