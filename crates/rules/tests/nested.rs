//! Lists within lists, as a city may add them: households and the people in each.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop where they stand")]

use std::borrow::Cow;

use kakanai_record::{Dictionary, ElementId, ItemDef, ItemKey, ItemKind, Owner, Record, Tag, json};
use kakanai_rules::Truth::{False, True, Unknown};
use kakanai_rules::{Expr, Scope, Verdict};

const HOUSE: Tag = Tag(0x8001);
const PERSON: Tag = Tag(0x8002);
const PAYS: Tag = Tag(0x8003);

fn dictionary() -> Dictionary {
    let mut dictionary = Dictionary::core();
    let items = [
        (HOUSE, "x.house", ItemKind::List { most: 3 }),
        (PERSON, "x.house/person", ItemKind::List { most: 2 }),
        (PAYS, "x.house/person/pays", ItemKind::Flag),
    ];
    for (tag, path, kind) in items {
        let (path, label) = (Cow::Borrowed(path), Cow::Borrowed("見本"));
        let item = ItemDef { tag, path, kind, owner: Owner::Citizen, sensitive: false, label };
        dictionary.add_city_item(item).unwrap();
    }
    dictionary
}

fn verdict(rule: &str, record: &Record, scope: &Scope) -> Verdict {
    Expr::parse(&dictionary(), rule).unwrap().eval(record, scope)
}

fn id(number: u16) -> ElementId {
    ElementId::new(number).unwrap()
}

fn person(house: u16, person: u16, tag: Tag) -> ItemKey {
    HOUSE.of(id(house)).within(id(person), tag).unwrap()
}

const TWO_HOUSES: &str = r##"{"x.house": [
    {"#": 1, "person": [{"#": 1, "pays": true}, {"#": 2, "pays": false}]},
    {"#": 2, "person": [{"#": 1, "pays": false}]}]}"##;

#[test]
fn walks_go_from_the_outer_element_inward() {
    let record = json::from_str(&dictionary(), TWO_HOUSES).unwrap();
    let closed = Scope::new();
    let some = verdict("any(h in x.house, any(p in h/person, p/pays))", &record, &closed);
    assert_eq!((some.truth(), some.because), (True, vec![person(1, 1, PAYS)]));
    assert_eq!(verdict("all(h in x.house, any(p in h/person, p/pays))", &record, &closed).truth(), False);
    assert_eq!(verdict("count(h in x.house, count(h/person) == 2) == 1", &record, &closed).truth(), True);
    let current = Scope::new().with(HOUSE.key(), id(2));
    assert_eq!(verdict("any(p in x.house/person, p/pays)", &record, &current).truth(), False);
    assert_eq!(verdict("any(p in x.house/person, p/pays)", &record, &closed).hangs_on, [HOUSE.key()]);
    let inner = current.with(HOUSE.of(id(1)).with_tag(PERSON), id(1));
    assert_eq!(verdict("x.house/person/pays", &record, &inner).because, [person(1, 1, PAYS)]);
}

#[test]
fn an_inner_list_may_grow_alone_or_with_a_new_outer_element() {
    let record = json::from_str(&dictionary(), TWO_HOUSES).unwrap();
    let all = "all(h in x.house, any(p in h/person, p/pays))";
    let inner = Scope::new().with_incomplete(HOUSE.of(id(2)).with_tag(PERSON));
    let hanging = verdict(all, &record, &inner);
    assert_eq!((hanging.truth(), hanging.hangs_on), (Unknown, vec![HOUSE.of(id(2)).with_tag(PERSON)]));
    // House 1 is full: saying that it may grow changes nothing.
    let full = Scope::new().with_incomplete(HOUSE.of(id(1)).with_tag(PERSON));
    assert_eq!(
        verdict("count(h in x.house, count(p in h/person, p/pays) == 2) >= 1", &record, &full).truth(),
        False
    );
    let outer = Scope::new().with_incomplete(HOUSE.key());
    let more = verdict("count(h in x.house, any(p in h/person, p/pays)) >= 2", &record, &outer);
    assert_eq!((more.truth(), more.hangs_on), (Unknown, vec![HOUSE.key()]));
    assert_eq!(
        verdict("any(h in x.house, any(p in h/person, p/pays and no))", &record, &outer).truth(),
        False
    );
}

#[test]
fn a_path_into_a_list_says_of_which_element() {
    let refused = Expr::parse(&dictionary(), "any(h in x.house, h/person/pays)").unwrap_err().to_string();
    assert!(refused.contains("lies in the list `x.house/person`; say of which element"), "{refused}");
}
