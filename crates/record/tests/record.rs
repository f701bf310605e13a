//! Records: changes, removal, the absences, and the JSON form, by property.
#![allow(clippy::unwrap_used, reason = "tests")]

mod random;

use kakanai_record::{Answer, Change, Dictionary, ItemKey, Record, RecordError, Value, core, json};
use proptest::prelude::*;
use random::{build, changes, id};

fn text(text: &str) -> Answer {
    Answer::Known(Value::Text(text.into()))
}

#[test]
fn removing_a_person_moves_nobody_and_leaves_no_reference() {
    let dictionary = Dictionary::core();
    let movers = core::MOVER.key();
    let mut record = Record::new();
    let changes = [
        Change::Add(movers, id(1)),
        Change::Add(movers, id(2)),
        Change::Add(core::CERTIFICATE.key(), id(1)),
        Change::Set(core::MOVER_NAME.of(id(1)), text("見本　太郎")),
        Change::Set(core::MOVER_NAME.of(id(2)), text("見本　花子")),
        Change::Set(core::CERTIFICATE_COPIES.of(id(1)), Value::Number(2).into()),
        Change::Set(core::NEW_HEAD.key(), Value::Element(id(1)).into()),
    ];
    record.apply_all(&dictionary, &changes).unwrap();
    record.apply(&dictionary, &Change::Remove(movers, id(1))).unwrap();
    assert_eq!(record.get(core::MOVER_NAME.of(id(2))).text(), Some("見本　花子"));
    assert_eq!(record.get(core::NEW_HEAD.key()), &Answer::NotAsked);
    assert_eq!(
        record.get(core::CERTIFICATE_COPIES.of(id(1))).number(),
        Some(2),
        "another list's element 1 stays"
    );
    assert_eq!(record.next_element(movers), Some(id(3)));
    assert_eq!(
        record.apply(&dictionary, &Change::Add(movers, id(1))),
        Err(RecordError::ElementTaken { element: id(1) })
    );
    assert_eq!(
        record.apply(&dictionary, &Change::Set(core::MOVER_NAME.of(id(1)), text("見本　太郎"))),
        Err(RecordError::NoSuchElement { element: id(1) })
    );
}

#[test]
fn ids_once_given_are_remembered() {
    let dictionary = Dictionary::core();
    let mut record = Record::new();
    record.reserve(&dictionary, core::MOVER.key(), 0).unwrap();
    assert_eq!(record, Record::new());
    record.reserve(&dictionary, core::MOVER.key(), 7).unwrap();
    record.reserve(&dictionary, core::MOVER.key(), 3).unwrap();
    assert_eq!(record.next_element(core::MOVER.key()), Some(id(8)));
    let written = json::to_json(&dictionary, &record);
    assert_eq!(json::from_json(&dictionary, &written).unwrap(), record);
    assert_eq!(record.reserve(&dictionary, core::SERVICE.key(), 1), Err(RecordError::NoSuchItem));
}

#[test]
fn the_four_absences_are_four_different_things() {
    let dictionary = Dictionary::core();
    let key = core::MOVE_DATE.key();
    let mut seen = Vec::new();
    for answer in [Answer::NotAsked, Answer::NotApplicable, Answer::DontKnow, Answer::Unrecorded] {
        let mut record = Record::new();
        record.apply(&dictionary, &Change::Set(key, answer.clone())).unwrap();
        let written = json::to_json(&dictionary, &record);
        assert_eq!(json::from_json(&dictionary, &written).unwrap().get(key), &answer);
        assert!(!seen.contains(&written));
        seen.push(written);
    }
}

#[test]
fn bad_json_is_refused_whole_with_its_place() {
    let dictionary = Dictionary::core();
    let table = [
        ("{\"move\": {\"date\": \"2026-02-30\"}}", "move/date"),
        ("{\"mover\": [{\"#\": 1, \"sex\": \"x\"}]}", "mover:1/sex"),
        ("{\"mover\": [{\"sex\": \"male\"}]}", "mover"),
        ("{\"mover\": [{\"#\": 1}, {\"#\": 1}]}", "mover"),
        ("{\"nose\": 1}", "nose"),
        ("{\"new_household\": {\"head\": 4}}", "new_household/head"),
        ("{\n  \"service\": }", "line 2, column 14"),
        ("[]", "record"),
    ];
    for (text, at) in table {
        assert_eq!(json::from_str(&dictionary, text).unwrap_err().at, at, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn json_reads_back_what_it_wrote(changes in changes()) {
        let dictionary = Dictionary::core();
        let record = build(&dictionary, &changes);
        let written = json::to_json(&dictionary, &record).to_string();
        prop_assert_eq!(json::from_str(&dictionary, &written).unwrap(), record);
    }

    #[test]
    fn differences_lead_from_one_record_to_the_other(a in changes(), b in changes()) {
        let dictionary = Dictionary::core();
        let (from, to) = (build(&dictionary, &a), build(&dictionary, &[a.clone(), b].concat()));
        let mut walked = from.clone();
        walked.apply_all(&dictionary, &from.changes_to(&dictionary, &to)).unwrap();
        prop_assert_eq!(json::to_json(&dictionary, &walked)["mover"].clone(), json::to_json(&dictionary, &to)["mover"].clone());
        prop_assert!(walked.answers().eq(to.answers()));
    }

    #[test]
    fn every_reference_points_at_somebody(changes in changes()) {
        let dictionary = Dictionary::core();
        let record = build(&dictionary, &changes);
        let movers = record.elements(core::MOVER.key());
        for (key, answer) in record.answers() {
            prop_assert!(dictionary.is_well_formed(key));
            if let Some(element) = answer.element() {
                prop_assert!(movers.contains(&element));
            }
        }
        let _: Vec<ItemKey> = record.lists().map(|(key, _, _)| key).collect();
    }
}
