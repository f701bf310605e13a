//! A household entered by hand at the counter, page by page from an empty record, is the one a citizen enters.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

#[path = "../examples/parity/demo.rs"]
mod demo;

use std::sync::LazyLock;

use kakanai_catalogue::{Ask, Catalogue, Field};
use kakanai_interview::desk::{self, Count};
use kakanai_interview::engine::{accept, questions};
use kakanai_interview::places::NoTable;
use kakanai_interview::question::ticks::rest;
use kakanai_interview::question::{self, Asking};
use kakanai_interview::state::Place;
use kakanai_interview::{Form, State, checks, step};
use kakanai_record::{Answer, Change, Date, ElementId, Record, Tag, core};
use kakanai_sample::walks::{self, Proof};
use kakanai_sample::{Service, tick, whole};

const TODAY: Date = Date::constant(2026, 11, 20);

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> =
        LazyLock::new(|| demo::with_elsewhere(&kakanai_demo::catalogue()).unwrap());
    &CATALOGUE
}

fn id(number: u16) -> ElementId {
    ElementId::new(number).unwrap()
}

/// What the controls of a page hold once `plan` is typed into them.
fn form(plan: &Record, state: &State) -> Form {
    let typed = State::at(plan.clone(), state.place.clone());
    let asking = Asking::of(catalogue(), &NoTable, &typed, TODAY);
    let mut fields = Vec::new();
    for field in questions(catalogue(), state) {
        let shown = question::show(&asking, field);
        fields.extend(shown.controls.into_iter().map(|control| (control.name, control.value)));
        let ticked = shown.checks.into_iter().filter(|check| check.chosen);
        fields.extend(ticked.map(|check| (check.name, "yes".to_owned())));
    }
    fields.extend(boxes(plan, state));
    fields.into_iter().collect()
}

/// The boxes of a page as the plan has them; its people are those here.
fn boxes(plan: &Record, state: &State) -> Vec<(String, String)> {
    let pages = desk::box_pages(catalogue(), &state.record, |_| true);
    let keys = pages.into_iter().find(|page| page.place == state.place).map(|page| page.keys);
    let keys = keys.unwrap_or_default();
    let yes = |name: String| (name, "yes".to_owned());
    let ticked = keys.iter().filter(|key| plan.get(**key).flag() == Some(true));
    let mut fields: Vec<_> = ticked.map(|key| yes(catalogue().dictionary().path(*key))).collect();
    if keys.iter().any(|key| *plan.get(*key) == Answer::DontKnow) {
        fields.push(yes(rest(&state.place.page)));
    }
    fields
}

fn entered(plan: &Record, record: Record, place: &Place) -> Record {
    let state = State::at(record, place.clone());
    let form = form(plan, &state);
    accept(catalogue(), &NoTable, &state, &form, TODAY)
        .unwrap_or_else(|problems| panic!("{place:?}: {problems:?}"))
}

/// Enters `plan` by going wherever something is open, people and certificates added as soon as they can be.
fn by_hand(plan: &Record) -> Record {
    let service = plan.get(core::SERVICE.key()).code().unwrap();
    let mut record = desk::begin(catalogue(), service).unwrap();
    let mut at: Option<Place> = None;
    for _ in 0..1000 {
        let short = |list: &&desk::List| plan.elements(list.list.key()).len() > list.elements.len();
        let lists = desk::lists(catalogue(), &record);
        if let Some(list) = lists.iter().find(short) {
            let (changes, _) = desk::added(catalogue(), &record, list.list)
                .unwrap_or_else(|| panic!("{list:?} may not grow"));
            record.apply_all(catalogue().dictionary(), &changes).unwrap();
            continue;
        }
        let Some(place) = desk::next_open(catalogue(), &record, at.as_ref(), TODAY) else {
            return with_optional(plan, record);
        };
        record = entered(plan, record, &place);
        at = Some(place);
    }
    panic!("never done: {at:?}");
}

/// Pages on which nothing has to be answered are never open; whoever has something to say goes there.
fn with_optional(plan: &Record, mut record: Record) -> Record {
    let way = kakanai_interview::journey::journey(catalogue(), &record);
    for stop in way.stops {
        record = entered(plan, record, &stop.place);
    }
    record
}

fn comes_out_as_it_was(plan: &Record, what: &str) {
    let dictionary = catalogue().dictionary();
    let done = by_hand(plan);
    let differing: Vec<String> = plan
        .changes_to(dictionary, &done)
        .iter()
        .map(|change| {
            format!("{}: {change:?}, planned {:?}", dictionary.path(change.key()), plan.get(change.key()))
        })
        .collect();
    assert_eq!(differing, Vec::<String>::new(), "{what}");
    assert_eq!(desk::next_open(catalogue(), &done, None, TODAY), None, "{what}");
    assert_eq!(desk::progress(catalogue(), &done, TODAY).open, 0, "{what}");
}

#[test]
fn a_household_entered_by_hand_is_the_citizens() {
    for service in Service::ALL {
        for seed in 0..12 {
            let people = (seed % 6 + 1) as u8;
            let plan = whole(catalogue(), service, seed, people, TODAY).unwrap();
            comes_out_as_it_was(&plan, &format!("{service}, seed {seed}"));
        }
    }
    let dictionary = catalogue().dictionary();
    let family = walks::family_of_walk_1(dictionary, TODAY, Proof::Paper).unwrap();
    let family = tick(catalogue(), &family, 1);
    comes_out_as_it_was(&family, "the family of walk 1");
    let family = walks::foreign_family(dictionary, TODAY).unwrap();
    comes_out_as_it_was(&tick(catalogue(), &family, 1), "a foreign family");
}

#[test]
fn each_service_begins_with_what_it_cannot_do_without() {
    for service in Service::ALL {
        let begun = desk::begin(catalogue(), service.key()).unwrap();
        assert_eq!(begun.get(core::SERVICE.key()).code(), Some(service.key()));
        assert_eq!(begun.elements(core::MOVER.key()), [id(1)], "{service}");
        let first = catalogue().service(service.key()).unwrap().pages().next().unwrap().1.id.clone();
        let open = desk::next_open(catalogue(), &begun, None, TODAY).unwrap();
        assert_eq!(open, Place { page: first, element: None }, "{service}");
        let Count { answered, open } = desk::progress(catalogue(), &begun, TODAY);
        assert!(open > 5 && answered <= 2, "{service}: {answered} answered, {open} open");
    }
    assert_eq!(desk::begin(catalogue(), "birth"), None);
    assert_eq!(desk::begin(catalogue(), ""), None);
    assert_eq!(desk::next_open(catalogue(), &Record::new(), None, TODAY), None);
    assert_eq!(desk::progress(catalogue(), &Record::new(), TODAY), Count::default());
    assert_eq!(desk::lists(catalogue(), &Record::new()), []);
}

fn family() -> Record {
    let family = walks::family_of_walk_1(catalogue().dictionary(), TODAY, Proof::Paper).unwrap();
    tick(catalogue(), &family, 1)
}

fn without(mut record: Record, paths: &[&str]) -> Record {
    for path in paths {
        let key = catalogue().dictionary().parse_path(path).unwrap();
        record.apply(catalogue().dictionary(), &Change::Set(key, Answer::NotAsked)).unwrap();
    }
    record
}

#[test]
fn the_next_open_page_comes_after_the_one_just_done_and_then_from_the_start() {
    let record = without(family(), &["move/left", "mover:2/sex", "notifier/phone"]);
    let place = |page: &str, element: Option<u16>| Place { page: page.into(), element: element.map(id) };
    let [left, person, phone] = [place("left", None), place("person", Some(2)), place("phone", None)];
    for (after, wanted) in [
        (None, &left),
        (Some(place("origin", None)), &left),
        (Some(left.clone()), &person),
        (Some(place("person", Some(1))), &person),
        (Some(person.clone()), &phone),
        (Some(phone.clone()), &left),
        (Some(place("code", None)), &left),
        // Not on the way: nobody joins a household or is a foreigner, and a page of no service.
        (Some(place("existing_head", None)), &phone),
        (Some(place("residence", Some(1))), &person),
        (Some(place("nowhere", None)), &left),
    ] {
        assert_eq!(
            desk::next_open(catalogue(), &record, after.as_ref(), TODAY).as_ref(),
            Some(wanted),
            "{after:?}"
        );
    }
    assert_eq!(desk::progress(catalogue(), &record, TODAY).open, 3);
    let one = without(family(), &["notifier/phone"]);
    assert_eq!(desk::next_open(catalogue(), &one, Some(&phone), TODAY), Some(phone), "still open itself");
    let whole = desk::progress(catalogue(), &family(), TODAY);
    assert_eq!(desk::progress(catalogue(), &one, TODAY), Count { answered: whole.answered - 1, open: 1 });
}

#[test]
fn what_cannot_be_is_open_though_all_is_answered() {
    let mut record = family();
    let future = Answer::Known(kakanai_record::Value::Date(Date::constant(2026, 11, 21)));
    record.apply(catalogue().dictionary(), &Change::Set(core::MOVE_DATE.key(), future)).unwrap();
    assert!(checks::whole(catalogue(), &record, TODAY).iter().any(|(_, problem)| !problem.alert));
    let open = desk::next_open(catalogue(), &record, None, TODAY).unwrap();
    assert_eq!(open.page, "move_date");
    assert_eq!(desk::progress(catalogue(), &record, TODAY).open, 1);
}

fn may(record: &Record) -> Vec<(Tag, usize, bool, bool)> {
    let lists = desk::lists(catalogue(), record).into_iter();
    lists.map(|list| (list.list, list.elements.len(), list.may_add, list.may_remove)).collect()
}

#[test]
fn lists_grow_and_shrink_where_the_service_lets_them() {
    let begun = |service: &str| desk::begin(catalogue(), service).unwrap();
    assert_eq!(may(&begun("move_out")), [(core::MOVER, 1, true, false)]);
    assert_eq!(may(&begun("seal_registration"))[0], (core::MOVER, 1, false, false), "a seal is one person's");
    assert_eq!(
        may(&begun("certificates")),
        [(core::MOVER, 1, true, false), (core::CERTIFICATE, 1, true, false)]
    );
    assert_eq!(may(&family()), [(core::MOVER, 4, true, true), (core::CERTIFICATE, 1, true, false)]);
    let none = entered(
        &{
            let mut none = family();
            let no = Answer::Known(kakanai_record::Value::Flag(false));
            none.apply(catalogue().dictionary(), &Change::Set(core::CERTIFICATES_WANTED.key(), no)).unwrap();
            none
        },
        family(),
        &Place { page: "certificates_wanted".into(), element: None },
    );
    assert_eq!(may(&none), [(core::MOVER, 4, true, true)], "none are wanted");
    assert_eq!(desk::added(catalogue(), &none, core::CERTIFICATE), None);
    assert_eq!(desk::added(catalogue(), &begun("seal_registration"), core::MOVER), None);
    assert_eq!(desk::added(catalogue(), &begun("move_out"), core::IDENTITY), None, "not the service's");
    assert_eq!(desk::removed(catalogue(), &begun("move_out"), core::MOVER, id(1)), None, "the last one");
    assert_eq!(desk::removed(catalogue(), &family(), core::MOVER, id(9)), None);
    let mut full = begun("move_out");
    for _ in 0..19 {
        let (changes, _) = desk::added(catalogue(), &full, core::MOVER).unwrap();
        full.apply_all(catalogue().dictionary(), &changes).unwrap();
    }
    assert_eq!(may(&full), [(core::MOVER, 20, false, true)]);
}

#[test]
fn a_newcomer_is_asked_about_from_the_first_page_and_may_be_the_head() {
    let (changes, place) = desk::added(catalogue(), &family(), core::MOVER).unwrap();
    assert_eq!(changes, [Change::Add(core::MOVER.key(), id(5))], "who is head was asked before");
    assert_eq!(place, Place { page: "nationality".into(), element: Some(id(5)) });
    // The second certificate has the number of a person, and is asked about as a certificate.
    let (_, place) = desk::added(catalogue(), &family(), core::CERTIFICATE).unwrap();
    assert_eq!(place, Place { page: "certificate".into(), element: Some(id(2)) });
    let alone = whole(catalogue(), Service::MoveWithin, 3, 1, TODAY).unwrap();
    assert_eq!(alone.get(core::NEW_HEAD.key()).element(), Some(id(1)), "a seed with a household of its own");
    let (changes, _) = desk::added(catalogue(), &alone, core::MOVER).unwrap();
    let asked_again = Change::Set(core::NEW_HEAD.key(), Answer::NotAsked);
    assert!(changes.contains(&asked_again), "{changes:?}");
    assert!(
        changes.contains(&Change::Set(core::MOVER_RELATIONSHIP.of(id(1)), Answer::NotAsked)),
        "{changes:?}"
    );
}

/// Questions about a child go with the child.
#[test]
fn what_was_asked_for_somebodys_sake_goes_with_him() {
    let mut record = family();
    assert!(record.get(core::CHILD_ALLOWANCE.key()).is_answered());
    for child in [3, 4] {
        let changes = desk::removed(catalogue(), &record, core::MOVER, id(child)).unwrap();
        assert!(changes.contains(&Change::Remove(core::MOVER.key(), id(child))));
        record.apply_all(catalogue().dictionary(), &changes).unwrap();
    }
    assert!(!record.get(core::CHILD_ALLOWANCE.key()).is_answered());
    assert_eq!(desk::next_open(catalogue(), &record, None, TODAY), None);
    let leads = |field: &Field| matches!(field.ask, Ask::Item(tag) if tag == core::CHILD_ALLOWANCE);
    let state = State::at(record, Place { page: "child_allowance".into(), element: None });
    assert!(questions(catalogue(), &state).into_iter().any(leads), "the page is the one meant");
}

/// The citizen's buttons do the same to a list as the counter's.
#[test]
fn the_buttons_of_a_list_lead_to_whom_they_are_about() {
    let press = |record: Record, page: &str, action: &str| {
        let state = State::at(record, Place { page: page.into(), element: None });
        let form = [("action".to_owned(), action.to_owned())].into_iter().collect();
        step(catalogue(), &NoTable, &state, &form, TODAY).state
    };
    let second = press(family(), "certificates", "add");
    assert_eq!(second.place, Place { page: "certificate".into(), element: Some(id(2)) });
    let parents = press(press(family(), "people", "remove=3").record, "people", "remove=4");
    assert_eq!(parents.record.elements(core::MOVER.key()), [id(1), id(2)]);
    assert!(!parents.record.get(core::CHILD_ALLOWANCE.key()).is_answered(), "asked for the children's sake");
}
