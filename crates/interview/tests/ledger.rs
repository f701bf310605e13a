//! What the demonstration city's ledgers tell of an address, and what follows for a move inside the city.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;

use kakanai_catalogue::{Catalogue, Column, Language};
use kakanai_interview::engine::accept;
use kakanai_interview::guide::{self, Outcome};
use kakanai_interview::ledger::{Changes, Found, Which, changes, lookup, tell};
use kakanai_interview::places::NoTable;
use kakanai_interview::question::Asking;
use kakanai_interview::state::{Place, State};
use kakanai_interview::words::Words;
use kakanai_interview::{Form, derive};
use kakanai_record::{Answer, Change, Date, Record, Value, core, json};
use serde_json::{Value as Json, json};

const TODAY: Date = Date::constant(2026, 11, 20);

fn address(text: &str) -> Json {
    let mut parts = text.split('/');
    let mut take = |name: &str, object: &mut Json| {
        if let Some(text) = parts.next().filter(|text| !text.is_empty()) {
            object[name] = if text == "?" { json!({ "?": "dont_know" }) } else { text.into() };
        }
    };
    let mut object = json!({});
    for name in ["municipality", "town", "lot"] {
        take(name, &mut object);
    }
    object
}

/// A record with old and new address, each as `MUNICIPALITY/TOWN/LOT`.
fn record(catalogue: &Catalogue, service: &str, old: &str, new: &str) -> Record {
    let json = json!({ "service": service, "old_address": address(old), "new_address": address(new) });
    json::from_json(catalogue.dictionary(), &json).unwrap()
}

fn said(found: Found) -> String {
    match found {
        Found::Named(name) => name.name.clone(),
        Found::NoneThere => "-".into(),
        Found::Unknown => "?".into(),
    }
}

#[test]
fn a_lot_belongs_to_what_its_row_says() {
    let catalogue = kakanai_demo::catalogue();
    let reiji = |elementary: &str| format!("{elementary} 見本中学校 例示会 A地区 第1投票区");
    let (first, second, open) = (reiji("見本小学校"), reiji("例示小学校"), reiji("?"));
    let hinagata = "例示小学校 例示中学校 雛形会 B地区 第2投票区";
    let oka = "空想小学校 架空中学校 丘会 D地区 第4投票区";
    let misaki = "例示小学校 例示中学校 岬会 B地区 第2投票区";
    let dai = "架空小学校 架空中学校 台会 C地区 第3投票区";
    let unknown = "? ? ? ? ?";
    let table = [
        // Split by lot; what both halves share is certain without one.
        ("999971/例示町/1", first.as_str()),
        ("999971/例示町/１番地", &first),
        ("999971/例示町/499", &first),
        ("999971/例示町/499番地の500", &first),
        ("999971/例示町/500", &second),
        ("999971/例示町/500-2", &second),
        ("999971/例示町/５００番地２", &second),
        ("999971/例示町/五百番地", &second),
        ("999971/例示町/99999", &second),
        ("999971/例示町/番外地", &open),
        ("999971/例示町/500番外地", &open),
        ("999971/例示町/", &open),
        ("999971/例示町/?", &open),
        // Whole towns need no lot.
        ("999971/見本本町二丁目/3-1", "見本小学校 見本中学校 本町会 A地区 第1投票区"),
        ("999971/雛形/", hinagata),
        ("999971/雛形新田/番外地", "例示小学校 例示中学校 - B地区 第2投票区"),
        ("999989/架空台団地/1-2", "架空小学校 架空中学校 団地会 C地区 第3投票区"),
        (
            "999989/想定新田字とても長い地名をためすための上中下入会地/7",
            "空想小学校 架空中学校 - D地区 第4投票区",
        ),
        // Written by another hand.
        ("999971/書見﨑/1", misaki),
        ("999971/書見崎/1", misaki),
        ("999989/空想ケ丘/1", oka),
        ("999989/空想ヶ丘/1", oka),
        ("999989/空想が丘/1", oka),
        ("999989/架空台五丁目/1", dai),
        ("999989/架空台５丁目/1", dai),
        ("999989/架空台6丁目/1", unknown),
        ("999989/架空台/5-1", unknown),
        // The other ward's, another city's, none.
        ("999989/雛形/1", unknown),
        ("999971/以下に掲載がない場合/1", unknown),
        ("999971/例示/1", unknown),
        ("999962/一番町/1", unknown),
        ("/雛形/1", unknown),
        ("999971//1", unknown),
        ("999971/?/1", unknown),
    ];
    for (at, wanted) in table {
        for which in [Which::Old, Which::New] {
            let (old, new) = if which == Which::Old { (at, "") } else { ("", at) };
            let entry = lookup(&catalogue, &record(&catalogue, "move_within", old, new), which);
            let found = Column::ALL.map(|column| said(entry.of(column))).join(" ");
            assert_eq!(found, wanted, "{at} {which:?}");
        }
    }
}

const HINAGATA: &str = "999971/雛形/1";

/// Old, new, whether the schools change, whether the collection does.
const MOVES: [(&str, &str, Option<bool>, Option<bool>); 11] = [
    // Both stay, both change, only the schools do, only the collection does.
    ("999971/例示町/1", "999971/例示町/499", Some(false), Some(false)),
    ("999971/例示町/1", HINAGATA, Some(true), Some(true)),
    ("999971/例示町/499", "999971/例示町/500", Some(true), Some(false)),
    ("999989/架空台一丁目/1", "999989/架空台団地/1", Some(false), Some(false)),
    ("999971/雛形/1", "999989/架空台団地/1-2", Some(true), Some(true)),
    // A town split by lot, without a number: the collection is the same whatever it is, and so is a 中学校 that differs.
    ("999971/例示町/番外地", "999971/例示町/500", None, Some(false)),
    ("999971/例示町/番外地", HINAGATA, Some(true), Some(true)),
    ("999971/見本本町一丁目/1", "999971/例示町/番外地", None, Some(false)),
    // One side is not known.
    ("999971/以下に掲載がない場合/1", HINAGATA, None, None),
    (HINAGATA, "", None, None),
    ("999962/一番町/1", HINAGATA, None, None),
];

#[test]
fn a_move_inside_the_city_changes_what_differs_for_certain() {
    let catalogue = kakanai_demo::catalogue();
    for (old, new, schools, collection) in MOVES {
        for service in ["move_within", "move_ward"] {
            let found = changes(&catalogue, &record(&catalogue, service, old, new));
            assert_eq!(found, Changes { schools, collection }, "{old} → {new}");
        }
        for service in ["move_in", "move_out", "certificates"] {
            let found = changes(&catalogue, &record(&catalogue, service, old, new));
            assert_eq!(found, Changes { schools: None, collection: None }, "{service}");
        }
    }
    let mut files = kakanai_demo::shipped();
    files.remove("ledger.toml").unwrap();
    let bare = kakanai_demo::compiled(&files);
    let found = changes(&bare, &record(&bare, "move_within", HINAGATA, HINAGATA));
    assert_eq!(found, Changes { schools: None, collection: None }, "no ledger, no word");
}

#[test]
fn only_the_collection_may_change() {
    let mut files = kakanai_demo::shipped();
    let ledger = files.get_mut("ledger.toml").unwrap();
    *ledger = ledger.replacen(
        "junior_high = \"mihon\"\nneighbourhood = \"honcho\"\ncollection = \"a\"",
        "junior_high = \"mihon\"\ncollection = \"d\"",
        1,
    );
    let catalogue = kakanai_demo::compiled(&files);
    let record = record(&catalogue, "move_within", "999971/見本本町一丁目/1", "999971/例示町/1");
    assert_eq!(changes(&catalogue, &record), Changes { schools: Some(false), collection: Some(true) });
}

fn flags(record: &Record) -> [Option<bool>; 2] {
    [core::SCHOOL_CHANGES, core::COLLECTION_CHANGES].map(|tag| record.get(tag.key()).flag())
}

#[test]
fn what_is_certain_is_filled_in_and_nothing_else() {
    let catalogue = kakanai_demo::catalogue();
    for (old, new, schools, collection) in MOVES {
        let mut record = record(&catalogue, "move_within", old, new);
        derive::derive(&catalogue, &mut record);
        assert_eq!(flags(&record), [schools, collection], "{old} → {new}");
        let keys = derive::derived(&catalogue, &record);
        for (tag, found) in [(core::SCHOOL_CHANGES, schools), (core::COLLECTION_CHANGES, collection)] {
            assert_eq!(keys.contains(&tag.key()), found.is_some(), "{old} → {new}");
            // What is not certain is not asked, and so it is not in the code.
            assert_eq!(*record.get(tag.key()) == Answer::NotAsked, found.is_none());
        }
    }
}

const SERVICE: &str = r#"id = "move_within"
[[step]]
id = "all"
page = [
  { id = "old_postal" },
  { id = "old_town" },
  { id = "new_postal" },
  { id = "new_town" },
  { id = "summary" },
  { id = "code" },
]
"#;

fn small() -> Catalogue {
    let mut files = kakanai_demo::shipped();
    files.retain(|name, _| !name.starts_with("services/"));
    files.insert("services/move_within.toml".into(), SERVICE.into());
    kakanai_demo::compiled(&files)
}

/// The record after the page of the new address was accepted with another lot of 例示町.
fn with_lot(catalogue: &Catalogue, record: Record, lot: &str) -> Record {
    let state = State::at(record, Place { page: "new_town".into(), element: None });
    let fields = [("town", "999971.例示町"), ("lot", lot), ("building", "")];
    let form = fields.map(|(name, text)| (format!("new_address/{name}"), text.to_owned()));
    accept(catalogue, &NoTable, &state, &form.into_iter().collect::<Form>(), TODAY).unwrap()
}

#[test]
fn what_was_certain_goes_with_the_address_that_made_it_so() {
    let catalogue = small();
    let mut record = record(&catalogue, "move_within", "999971/例示町/1", "");
    let postal = Answer::Known(Value::Text("0000002".into()));
    record.apply(catalogue.dictionary(), &Change::Set(core::NEW_POSTAL.key(), postal)).unwrap();
    for (lot, wanted) in [
        ("９９", [Some(false), Some(false)]),
        ("500", [Some(true), Some(false)]),
        ("番外地", [None, Some(false)]),
        ("500番地", [Some(true), Some(false)]),
    ] {
        record = with_lot(&catalogue, record, lot);
        assert_eq!(flags(&record), wanted, "{lot}");
    }
}

#[test]
fn what_the_counter_found_out_stays_while_the_ledgers_cannot_tell() {
    let catalogue = small();
    let mut record = record(&catalogue, "move_within", "999971/例示町/番外地", "");
    let postal = Answer::Known(Value::Text("0000002".into()));
    record.apply(catalogue.dictionary(), &Change::Set(core::NEW_POSTAL.key(), postal)).unwrap();
    record = with_lot(&catalogue, record, "1");
    assert_eq!(flags(&record), [None, Some(false)]);
    let entered = Change::Set(core::SCHOOL_CHANGES.key(), Value::Flag(true).into());
    record.apply(catalogue.dictionary(), &entered).unwrap();
    record = with_lot(&catalogue, record, "2");
    assert_eq!(flags(&record), [Some(true), Some(false)]);
}

/// The outcomes of the procedures that hang on the addresses.
fn outcomes(catalogue: &Catalogue, record: &Record) -> BTreeMap<String, Outcome> {
    let mine = ["within_school", "within_rubbish"];
    let decisions = guide::decide(catalogue, record, None).into_iter();
    let named = decisions.map(|one| (catalogue.procedures()[one.procedure].id.clone(), one.outcome));
    named.filter(|(id, _)| mine.contains(&id.as_str())).collect()
}

#[test]
fn procedures_follow_from_the_addresses() {
    let catalogue = kakanai_demo::catalogue();
    let child = json!([{ "#": 1, "birth": "2017-05-05", "school": "elementary" }]);
    for (old, new, school, rubbish) in [
        ("999971/例示町/1", "999971/例示町/500", Outcome::Needed, Outcome::NotNeeded),
        ("999971/例示町/1", HINAGATA, Outcome::Needed, Outcome::Needed),
        ("999971/例示町/1", "999971/例示町/2", Outcome::NotNeeded, Outcome::NotNeeded),
        ("999971/例示町/1", "999971/どこか/2", Outcome::Unknown, Outcome::Unknown),
    ] {
        let json = json!({
            "service": "move_within", "move": { "date": "2026-11-07" }, "mover": child,
            "household": { "other_school_wanted": false },
            "old_address": address(old), "new_address": address(new),
        });
        let mut record = json::from_json(catalogue.dictionary(), &json).unwrap();
        derive::derive(&catalogue, &mut record);
        let wanted = [("within_rubbish", rubbish), ("within_school", school)];
        assert_eq!(
            outcomes(&catalogue, &record),
            wanted.map(|(id, outcome)| (id.to_owned(), outcome)).into()
        );
    }
}

fn told(
    catalogue: &Catalogue,
    record: &Record,
    language: Language,
    furigana: bool,
    which: Which,
) -> Vec<String> {
    let draft = BTreeMap::new();
    let words = Words { language, furigana, ..Words::japanese(catalogue, record) };
    let asking =
        Asking { words, places: &NoTable, record, draft: &draft, element: None, today: TODAY, like: None };
    tell(&asking, which).into_iter().map(|(label, value)| format!("{}: {value}", label.plain)).collect()
}

#[test]
fn an_entry_in_words() {
    let catalogue = kakanai_demo::catalogue();
    let record = record(&catalogue, "move_within", "999971/例示町/番外地", "999971/雛形新田/5");
    assert_eq!(
        told(&catalogue, &record, Language::Ja, false, Which::Old),
        [
            "小学校: 窓口で聞いてください",
            "中学校: 見本中学校",
            "町内会: 例示会",
            "ごみを集める地区: A地区",
            "投票区: 第1投票区"
        ]
    );
    assert_eq!(
        told(&catalogue, &record, Language::Ja, true, Which::New)[..3],
        [
            "小学校: 例示小学校（れいじしょうがっこう）",
            "中学校: 例示中学校（れいじちゅうがっこう）",
            "町内会: ありません"
        ]
    );
    assert_eq!(
        told(&catalogue, &record, Language::En, true, Which::New)[..4],
        [
            "Elementary school: Reiji Elementary School (例示小学校)",
            "Junior high school: Reiji Junior High School (例示中学校)",
            "Neighbourhood association: None",
            "Rubbish collection area: Area B (B地区)",
        ]
    );
}

#[test]
fn nothing_is_told_where_there_is_nothing_to_look_up() {
    let catalogue = kakanai_demo::catalogue();
    let count = |catalogue: &Catalogue, new: &str| {
        let record = record(catalogue, "move_out", "", new);
        told(catalogue, &record, Language::Ja, false, Which::New).len()
    };
    for (new, wanted) in [
        ("999971/雛形/1", 5),
        ("999971/どこか/1", 5),
        ("/見本県みほん市のどこか/1", 5),
        ("999971/?/", 5),
        ("999962/一番町/1", 0),
        ("999971//", 0),
        ("", 0),
    ] {
        assert_eq!(count(&catalogue, new), wanted, "{new}");
    }
    let mut files = kakanai_demo::shipped();
    files.remove("ledger.toml").unwrap();
    assert_eq!(count(&kakanai_demo::compiled(&files), "999971/雛形/1"), 0);
    // A column that the city does not keep is not told of.
    let mut files = kakanai_demo::shipped();
    let ledger = files.get_mut("ledger.toml").unwrap();
    let start = ledger.find("polling = [").unwrap();
    let end = start + ledger[start..].find("\n]\n").unwrap() + 3;
    ledger.replace_range(start..end, "");
    let lines: Vec<&str> = ledger.lines().filter(|line| !line.starts_with("polling")).collect();
    *ledger = lines.join("\n");
    assert_eq!(count(&kakanai_demo::compiled(&files), "999971/雛形/1"), 4);
}

#[test]
fn every_column_has_words() {
    let catalogue = kakanai_demo::catalogue();
    let labels = Column::ALL.map(|column| format!("ledger.{}.label", column.name()));
    for key in labels.iter().map(String::as_str).chain(["ledger.none", "ledger.ask"]) {
        for language in Language::ALL {
            assert!(catalogue.texts().find(language, key).is_some(), "{key}");
        }
        assert!(!catalogue.texts().missing(Language::En).contains(&key), "{key}");
    }
}
