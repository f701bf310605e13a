//! Random records, for the tests of every crate that carries records (by `#[path]`).

use kakanai_record::{Answer, Change, Dictionary, ElementId, ItemKind, Record, Value, core};
use proptest::prelude::*;

pub(crate) fn id(number: u16) -> ElementId {
    ElementId::new(number).unwrap()
}

fn value_of(kind: ItemKind) -> BoxedStrategy<Answer> {
    let known = match kind {
        ItemKind::Flag => prop_oneof![Just("yes"), Just("no")].prop_map(String::from).boxed(),
        ItemKind::Number { least, most } => (least..=most).prop_map(|n| n.to_string()).boxed(),
        ItemKind::Date => {
            (1990i16..2100, 1i8..13, 1i8..29).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")).boxed()
        }
        ItemKind::PartialDate => {
            prop_oneof!["19[0-9]{2}-0[1-9]-1[0-9]", "19[0-9]{2}~", "19[0-9]{2}-1[0-2]\\?"].boxed()
        }
        ItemKind::Code(codes) => {
            proptest::sample::select(codes.iter().map(|c| c.key().to_owned()).collect::<Vec<_>>()).boxed()
        }
        ItemKind::Chain { codes, .. } => {
            let keys = codes.iter().map(|c| c.key().to_owned()).collect::<Vec<_>>();
            proptest::collection::vec(proptest::sample::select(keys), 1..4)
                .prop_map(|keys| keys.join("."))
                .boxed()
        }
        ItemKind::Period => {
            prop_oneof![Just("P3Y"), Just("P1Y3M"), Just("P90D")].prop_map(String::from).boxed()
        }
        ItemKind::Postal => "[0-9]{7}".boxed(),
        ItemKind::Municipality => "[0-9]{6}".boxed(),
        ItemKind::Digits { .. } => "0[0-9]{9}".boxed(),
        ItemKind::Country => "[A-Z]{3}".boxed(),
        ItemKind::CardNumber => "[A-Z]{2}[0-9]{8}[A-Z]{2}".boxed(),
        _ => "(番地|マンション|[ぁ-んァ-ヶ一-龠a-zA-Z0-9 　𠮷\u{E0101}-]){1,12}".boxed(),
    };
    let item = kind_of_known(known);
    prop_oneof![8 => item, 1 => Just(Answer::DontKnow), 1 => Just(Answer::Unrecorded), 1 => Just(Answer::NotApplicable)].boxed()
}

fn kind_of_known(text: BoxedStrategy<String>) -> BoxedStrategy<Answer> {
    // Parsed against the item's kind by the caller; kept as text here.
    text.prop_map(|text| Answer::Known(Value::Text(text))).boxed()
}

/// Random changes, most of which make sense, some of which are refused.
pub(crate) fn changes() -> impl Strategy<Value = Vec<Change>> {
    let dictionary = Dictionary::core();
    let mut choices: Vec<BoxedStrategy<Change>> = Vec::new();
    for item in dictionary.items().cloned().collect::<Vec<_>>() {
        let nested = !dictionary.lists(item.tag).is_empty();
        let key = move |element: u16| if nested { item.tag.of(id(element)) } else { item.tag.key() };
        choices.push(match item.kind.clone() {
            ItemKind::List { .. } => {
                prop_oneof![2 => (1u16..6).prop_map(move |n| Change::Add(key(1), id(n))), 1 => (1u16..6).prop_map(move |n| Change::Remove(key(1), id(n)))].boxed()
            }
            ItemKind::Element(_) => (1u16..4, 1u16..4).prop_map(move |(at, to)| Change::Set(key(at), Value::Element(id(to)).into())).boxed(),
            kind => (1u16..4, value_of(kind.clone()))
                .prop_map(move |(at, answer)| {
                    let answer = match answer {
                        Answer::Known(Value::Text(text)) => Answer::Known(kind.parse(&text).unwrap()),
                        absent => absent,
                    };
                    Change::Set(key(at), answer)
                })
                .boxed(),
        });
    }
    proptest::collection::vec(proptest::strategy::Union::new(choices), 0..80)
}

pub(crate) fn build(dictionary: &Dictionary, changes: &[Change]) -> Record {
    let mut record = Record::new();
    for number in 1..4 {
        record.apply(dictionary, &Change::Add(core::MOVER.key(), id(number))).unwrap();
    }
    for change in changes {
        let before = record.clone();
        if record.apply(dictionary, change).is_err() {
            assert_eq!(record, before, "a refused change leaves the record as it was");
        }
    }
    record
}
