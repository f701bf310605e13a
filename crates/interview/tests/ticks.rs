//! Boxes to tick: only those on which a procedure still hangs are shown, and an empty box is an answer.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use kakanai_catalogue::{Catalogue, Language, files};
use kakanai_interview::guide::{self, Outcome as Guided};
use kakanai_interview::places::NoTable;
use kakanai_interview::{Form, Outcome, show, start, step};
use kakanai_record::{Answer, Date, core, json};

const TODAY: Date = Date::constant(2026, 11, 20);

const CITY: &str = r#"code = "999999"
name = "みほん市"
prefecture = "見本県"
code_valid_days = 30
"#;

const SERVICE: &str = r#"id = "move_out"
[[step]]
id = "all"
page = [
  { id = "date", fields = [{ item = "move/date" }] },
  { id = "birth", each = "mover", fields = [{ item = "mover/birth" }] },
  { id = "people", kind = "group", each = "mover" },
  { id = "boxes", kind = "ticks", fields = [
    { item = "mover/pregnant" },
    { item = "mover/care", when = "age(mover/birth, move/date) >= 40" },
    { item = "household/dog" },
    { item = "household/car" },
  ] },
  { id = "summary", kind = "summary" },
]
"#;

const PROCEDURES: &str = r#"
[[procedure]]
id = "care"
row = "care"
service = ["move_out"]
desk = "care"
each = "mover"
when = "mover/care and age(mover/birth, move/date) >= 40"
source = "law"

[[procedure]]
id = "baby"
row = "baby"
service = ["move_out"]
desk = "care"
each = "mover"
when = "age(mover/birth, move/date) < 60 and mover/pregnant"
sensitive = true
source = "law"

[[procedure]]
id = "dog"
row = "dog"
service = ["move_out"]
outside = "vet"
when = "household/dog"
due = "next_open(move/date + 30 days)"
source = "law"
"#;

const DESKS: &str = r#"[[desk]]
id = "care"
number = 8
floor = "1F"
map = "1F-8"
how_far = 6
"#;

const TEXTS: &str = r#""page.boxes.title" = "あてはまるもの"
"ticks.household" = "家のこと"
"ticks.rest" = "わからないもの"
"ticks.dont_know" = "わからないものがある"
"answer.none" = "なし"
"answer.dont_know" = "わからない"
"person.nth" = "{n}人目"
"#;

fn catalogue() -> Catalogue {
    let files = [
        ("city.toml", CITY),
        ("services/move_out.toml", SERVICE),
        ("procedures/all.toml", PROCEDURES),
        ("desks.toml", DESKS),
        ("texts/ja/all.toml", TEXTS),
    ];
    files::load(&files.map(|(name, text)| (name.to_owned(), text.to_owned())).into()).unwrap()
}

/// Somebody of 70 and somebody of 25, at the page of boxes.
fn at_boxes(catalogue: &Catalogue) -> Outcome {
    let state = start(catalogue, "move_out", Language::Ja).unwrap();
    let mut at = show(catalogue, &NoTable, &state, TODAY);
    let birth = |n: u16, year: &'static str| {
        [("era", ""), ("year", year), ("month", "5"), ("day", "1")]
            .map(|(part, text)| (format!("mover:{n}/birth.{part}"), text.to_owned()))
            .to_vec()
    };
    let date = [("era", "R"), ("year", "8"), ("month", "11"), ("day", "25")];
    let date = date.map(|(part, text)| (format!("move/date.{part}"), text.to_owned())).to_vec();
    for fields in
        [date, birth(1, "1956"), vec![("action".into(), "add".into())], birth(2, "2001"), Vec::new()]
    {
        at = step(catalogue, &NoTable, &at.state, &fields.into_iter().collect::<Form>(), TODAY);
    }
    assert_eq!(at.view.page, "boxes", "{}", at.view.html);
    at
}

fn sent(catalogue: &Catalogue, at: &Outcome, names: &[&str]) -> Outcome {
    let form = names.iter().map(|name| ((*name).to_owned(), "yes".to_owned())).collect::<Form>();
    step(catalogue, &NoTable, &at.state, &form, TODAY)
}

#[test]
fn only_what_something_hangs_on_is_shown() {
    let catalogue = catalogue();
    let at = at_boxes(&catalogue);
    let shown = |name: &str| at.view.html.contains(&format!("name=\"{name}\""));
    assert!(shown("mover:1/care") && shown("mover:2/pregnant") && shown("household/dog"), "{}", at.view.html);
    assert!(!shown("mover:2/care"), "too young for anything to hang on it");
    assert!(!shown("mover:1/pregnant"), "no procedure hangs on it at that age");
    assert!(!shown("household/car"), "no procedure asks");
    assert!(!at.view.html.contains("class=\"required\""));
}

#[test]
fn an_empty_box_is_a_no_and_the_page_is_done() {
    let catalogue = catalogue();
    let done = sent(&catalogue, &at_boxes(&catalogue), &["household/dog"]);
    assert_eq!(done.view.page, "summary");
    let written = json::to_json(catalogue.dictionary(), &done.state.record);
    assert_eq!(written["mover"][0]["care"], false);
    assert_eq!(written["mover"][1]["pregnant"], false);
    assert_eq!(written["household"]["dog"], true);
    assert!(done.view.html.contains("犬"), "{}", done.view.html);
    let decisions = guide::decide(&catalogue, &done.state.record, guide::day_of(&done.state.record));
    assert!(guide::open(&decisions).is_empty());
    let needed: Vec<&str> = decisions
        .iter()
        .filter(|decision| decision.outcome == Guided::Needed)
        .map(|decision| catalogue.procedures()[decision.procedure].id.as_str())
        .collect();
    assert_eq!(needed, ["dog"]);
    let list = guide::list(&catalogue, &done.state.record, &decisions, guide::Reader::All);
    assert_eq!(list.desks[0].entries[0].due, Some("2026-12-25".parse().unwrap()));
    // Back on the page, what was said stands there.
    let back = step(
        &catalogue,
        &NoTable,
        &done.state,
        &[("action", "goto=boxes")].map(|(a, b)| (a.to_owned(), b.to_owned())).into_iter().collect::<Form>(),
        TODAY,
    );
    assert!(back.view.html.contains("name=\"household/dog\" value=\"yes\" checked"), "{}", back.view.html);
}

#[test]
fn what_is_not_known_leads_to_the_desk() {
    let catalogue = catalogue();
    let done = sent(&catalogue, &at_boxes(&catalogue), &["mover:2/pregnant", "boxes.dont_know"]);
    let record = &done.state.record;
    let people = record.elements(core::MOVER.key()).to_vec();
    assert_eq!(*record.get(core::MOVER_CARE.of(people[0])), Answer::DontKnow);
    assert_eq!(record.get(core::MOVER_PREGNANT.of(people[1])).flag(), Some(true));
    let decisions = guide::decide(&catalogue, record, guide::day_of(record));
    let list = guide::list(&catalogue, record, &decisions, guide::Reader::All);
    assert_eq!(list.ask.len(), 2, "care and dog");
    // The child that is coming is told to its mother, and neither to the other person nor to an agent.
    let baby = |reader| guide::list(&catalogue, record, &decisions, reader).desks.len();
    assert_eq!(baby(guide::Reader::One(people[1])), 1);
    assert_eq!(baby(guide::Reader::One(people[0])), 0);
    assert_eq!(baby(guide::Reader::Agent), 0);
}
