//! Boxes at the counter: staff are shown what may be said aloud, and what they were not shown they have not answered.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use kakanai_catalogue::{Catalogue, files};
use kakanai_interview::desk::{box_pages, is_aloud, next_open, progress, tick, ticked};
use kakanai_interview::journey::journey;
use kakanai_interview::page::draw_boxes;
use kakanai_interview::places::NoTable;
use kakanai_interview::state::{Place, State};
use kakanai_record::{Answer, Change, Date, ItemKey, Record, Value, core, json};

const TODAY: Date = Date::constant(2026, 11, 20);

const CITY: &str = "code = \"999999\"\nname = \"みほん市\"\nprefecture = \"見本県\"\ncode_valid_days = 30\n";

const SERVICE: &str = r#"id = "move_out"
[[step]]
id = "all"
page = [
  { id = "date", fields = [{ item = "move/date" }] },
  { id = "birth", each = "mover", fields = [{ item = "mover/birth" }] },
  { id = "people", kind = "group", each = "mover" },
  { id = "mixed", kind = "ticks", fields = [{ item = "mover/pregnant" }, { item = "household/dog" }] },
  { id = "alone", kind = "ticks", fields = [{ item = "mover/care" }] },
  { id = "summary", kind = "summary" },
]
"#;

const PROCEDURES: &str = r#"
[[procedure]]
id = "care"
row = "care"
service = ["move_out"]
outside = "office"
each = "mover"
when = "mover/care"
source = "law"

[[procedure]]
id = "baby"
row = "baby"
service = ["move_out"]
outside = "office"
each = "mover"
when = "mover/pregnant"
source = "law"

[[procedure]]
id = "dog"
row = "dog"
service = ["move_out"]
outside = "vet"
when = "household/dog"
source = "law"
"#;

const TEXTS: &str = "\"page.mixed.title\" = \"くらし\"\n\"ticks.household\" = \"家\"\n\"ticks.rest\" = \"不明\"\n\"ticks.dont_know\" = \"わからない\"\n\"person.nth\" = \"{n}人目\"\n";

fn catalogue() -> Catalogue {
    let files = [
        ("city.toml", CITY),
        ("services/move_out.toml", SERVICE),
        ("procedures/all.toml", PROCEDURES),
        ("texts/ja/all.toml", TEXTS),
    ];
    files::load(&files.map(|(name, text)| (name.to_owned(), text.to_owned())).into()).unwrap()
}

/// Two people, everything but the boxes answered.
fn record(catalogue: &Catalogue) -> Record {
    let json = serde_json::json!({
        "service": "move_out",
        "move": { "date": "2026-11-25" },
        "mover": [{ "#": 1, "birth": "1990-05-01" }, { "#": 2, "birth": "1992-05-01" }],
    });
    json::from_json(catalogue.dictionary(), &json).unwrap()
}

fn set(catalogue: &Catalogue, record: &Record, changes: &[(ItemKey, bool)]) -> Record {
    let mut record = record.clone();
    for (key, yes) in changes {
        let change = Change::Set(*key, Answer::Known(Value::Flag(*yes)));
        record.apply(catalogue.dictionary(), &change).unwrap();
    }
    record
}

fn at(record: &Record, page: &str) -> State {
    State::at(record.clone(), Place { page: page.to_owned(), element: None })
}

fn named(catalogue: &Catalogue, record: &Record, shows: impl Fn(ItemKey) -> bool) -> Vec<String> {
    let path = |key: &ItemKey| catalogue.dictionary().path(*key);
    let pages = box_pages(catalogue, record, shows);
    pages
        .iter()
        .map(|page| {
            format!("{}: {}", page.place.page, page.keys.iter().map(path).collect::<Vec<_>>().join(" "))
        })
        .collect()
}

#[test]
fn staff_see_what_may_be_said_aloud_and_the_citizen_all() {
    let catalogue = catalogue();
    let record = record(&catalogue);
    let aloud = |key| is_aloud(catalogue.dictionary(), key);
    assert_eq!(named(&catalogue, &record, aloud), ["mixed: household/dog"]);
    let all = ["mixed: mover:1/pregnant mover:2/pregnant household/dog", "alone: mover:1/care mover:2/care"];
    assert_eq!(named(&catalogue, &record, |_| true), all);
    let (_, html) =
        draw_boxes(&catalogue, &NoTable, &at(&record, "mixed"), &[core::DOG.key()], TODAY).unwrap();
    assert!(html.contains("name=\"household/dog\"") && !html.contains("pregnant"), "{html}");
}

#[test]
fn what_only_the_citizens_screen_asks_holds_up_nobody_at_the_desk() {
    let catalogue = catalogue();
    let open = record(&catalogue);
    let page = |record: &Record| next_open(&catalogue, record, None, TODAY).map(|place| place.page);
    assert_eq!(page(&open), Some("mixed".to_owned()), "the dog is asked aloud");
    assert_eq!(progress(&catalogue, &open, TODAY).open, 1);
    let said = set(&catalogue, &open, &[(core::DOG.key(), true)]);
    assert_eq!(page(&said), None);
    assert_eq!(progress(&catalogue, &said, TODAY).open, 0);
    assert!(journey(&catalogue, &said).first_incomplete().is_some(), "the rest is open still");
}

#[test]
fn what_was_not_shown_was_not_answered() {
    let catalogue = catalogue();
    let people = record(&catalogue).elements(core::MOVER.key()).to_vec();
    let pregnant = core::MOVER_PREGNANT.of(people[0]);
    let before = set(&catalogue, &record(&catalogue), &[(pregnant, true)]);
    let dog = core::DOG.key();
    let form = [("mover:2/pregnant".to_owned(), "yes".to_owned())].into_iter().collect();
    let state = at(&before, "mixed");
    let after = tick(&catalogue, &NoTable, &state, &[dog], &form, TODAY);
    assert_eq!(after.get(dog).flag(), Some(false), "shown, and not ticked");
    assert_eq!(after.get(pregnant).flag(), Some(true), "as it was");
    assert_eq!(*after.get(core::MOVER_PREGNANT.of(people[1])), Answer::NotAsked, "sent, and not shown");
    let changes = ticked(&catalogue, &NoTable, &state, &[dog], &form, TODAY);
    assert_eq!(changes, [Change::Set(dog, Answer::Known(Value::Flag(false)))]);
}
