//! Offices and their hours are read, and what is wrong with them is told with its place.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use kakanai_catalogue::files::{self, Files};
use kakanai_catalogue::{Catalogue, HowFar, named};

const CITY: &str = "code = \"999999\"\nname = \"みほん市\"\nprefecture = \"見本県\"\ncode_valid_days = 30\n";

const DESKS: &str = r#"
[[desk]]
id = "residence"
number = 1
floor = "1F"
map = "1F-1"
how_far = 6

[[desk]]
id = "education"
number = 19
floor = "3F"
map = "3F-31"
how_far = 5
"#;

const OFFICES: &str = r#"[[office]]
id = "main"
letter = "E"

[[office]]
id = "west"
letter = "W"
floor = "1F"
how_far = 3
desks = { residence = 6 }

[[hours]]
from = "8:30"
until = "17:15"

[[hours]]
offices = ["main"]
desks = ["residence"]
weekdays = ["sat"]
nth = [1, 3]
from = "9:00"
until = "12:30"

[[hours]]
service = "network"
from = "9:00"
until = "17:00"
"#;

const PROCEDURES: &str = r#"[[thing]]
id = "paper"

[[procedure]]
id = "move"
row = "転入届"
service = ["move_in"]
desk = "residence"
needs = "network"
bring = ["paper"]
source = "実務"

[[procedure]]
id = "licence"
row = "免許"
service = ["move_in"]
outside = "police"
source = "実務"
"#;

const TEXTS: &str = r#""procedure.move.name" = "転入"
"procedure.move.for" = "転入"
"procedure.licence.name" = "めんきょ"
"procedure.licence.for" = "めんきょ"
"outside.police.name" = "けいさつ"
"desk.residence.name" = "住所"
"desk.education.name" = "学校"
"office.main.name" = "本庁"
"office.west.name" = "西"
"service_hours.network.name" = "ネット"
"bring.paper" = "紙"
"#;

fn files() -> Files {
    let files = [
        ("city.toml", CITY),
        ("desks.toml", DESKS),
        ("offices.toml", OFFICES),
        ("procedures/a.toml", PROCEDURES),
        ("texts/ja.toml", TEXTS),
    ];
    files.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

/// The files with one place changed.
fn changed(name: &str, from: &str, to: &str) -> Files {
    let mut files = files();
    let text = files.get_mut(name).unwrap();
    assert!(text.contains(from), "{name}: {from}");
    *text = text.replacen(from, to, 1);
    files
}

#[test]
fn read_published_and_read_again_they_are_the_same() {
    let catalogue = files::load(&files()).unwrap();
    let again = Catalogue::from_published(&catalogue.published()).unwrap();
    assert_eq!(again.offices(), catalogue.offices());
    assert_eq!(again.version(), catalogue.version());
    assert_eq!(again.procedures()[0].needs.as_deref(), Some("network"));

    let levels = |id: &str| again.office(id).unwrap().how_far.clone();
    assert_eq!(levels("main"), [HowFar::Advises, HowFar::HandsOver], "as the desks themselves");
    assert_eq!(levels("west"), [HowFar::Advises, HowFar::Makes]);
    let hours = |id: &str| again.office(id).unwrap().hours.len();
    assert_eq!((hours("main"), hours("west")), (3, 2));
    let of = |terminal: &str| again.office_of(terminal).map(|office| office.id.as_str());
    assert_eq!((of("E01"), of("WH1"), of("X1"), of("")), (Some("main"), Some("west"), None, None));
}

#[test]
fn faults_are_told_with_file_and_line() {
    let offices = "offices.toml";
    let table = [
        (
            offices,
            "desks = { residence = 6 }",
            "desks = { residense = 6 }",
            "offices.toml:10: office `west`: `residense` is no desk",
        ),
        (offices, "residence = 6", "residence = 7", "offices.toml:6: office `west`: goes as far as 1"),
        (offices, "how_far = 3", "how_far = 0", "office `west`: goes as far as 1"),
        (offices, "\"west\"", "\"main\"", "office `main`: is there twice"),
        (offices, "\"W\"", "\"E\"", "office `west`: another office has the letter `E`"),
        (offices, "\"W\"", "\"WE\"", "office `west`: `letter` is one letter"),
        (offices, "\"W\"", "\"w\"", "office `west`: `letter` is one letter"),
        (offices, "[\"main\"]", "[\"mian\"]", "hours `9:00` to `12:30`: `mian` is no office"),
        (offices, "[\"residence\"]", "[\"residense\"]", "hours `9:00` to `12:30`: `residense` is no desk"),
        (offices, "[\"sat\"]", "[\"sa\"]", "offices.toml:22: hours `9:00` to `12:30`: `sa` is none of mon,"),
        (offices, "[1, 3]", "[0]", "`nth` counts from 1 to 5"),
        (offices, "[1, 3]", "[6]", "`nth` counts from 1 to 5"),
        (offices, "\"12:30\"", "\"9:00\"", "hours `9:00` to `9:00`: are two times"),
        (offices, "\"12:30\"", "\"8:59\"", "hours `9:00` to `8:59`: are two times"),
        (offices, "\"12:30\"", "\"noon\"", "hours `9:00` to `noon`: are two times"),
        (
            offices,
            "desks = [\"residence\"]",
            "desks = [\"residence\"]\nservice = \"n\"",
            "are those of `desks` or of a `service`",
        ),
        (
            offices,
            "[\"sat\"]",
            "[\"sat\", \"fri\"]",
            "office `main`: hours `9:00` to `12:30` overlap `8:30` to `17:15`",
        ),
        (offices, "service = \"network\"", "desks = [\"education\"]", "`network` is no service"),
        (
            offices,
            "[[hours]]\nfrom",
            "[[hours]]\noffices = [\"west\"]\nfrom",
            "office `main`: desk `education` receives, and has no",
        ),
        (offices, "nth", "nht", "offices.toml:"),
        (
            "procedures/a.toml",
            "needs = \"network\"",
            "needs = \"net\"",
            "procedures/a.toml:5: procedure `move`: `net` is no service",
        ),
        (
            "procedures/a.toml",
            "[[thing]]",
            "[[thing]]\nid = \"paper\"\n[[thing]]",
            "procedures/a.toml:2: `paper` is twice among the things to bring",
        ),
    ];
    for (name, from, to, wanted) in table {
        let told: Vec<String> =
            files::load(&changed(name, from, to)).unwrap_err().iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|fault| fault.contains(wanted)), "{to}: {wanted}\n→ {told:?}");
    }
}

/// Touching hours, other days, other weeks, other desks and other offices overlap nothing.
#[test]
fn hours_beside_each_other_are_none_that_overlap() {
    let more = [
        "desks = [\"residence\"]\nweekdays = [\"thu\"]\nfrom = \"17:15\"\nuntil = \"19:00\"",
        "desks = [\"residence\"]\nweekdays = [\"sat\"]\nnth = [2]\nfrom = \"9:00\"\nuntil = \"12:30\"",
        "desks = [\"education\"]\nweekdays = [\"sat\"]\nnth = [1]\nfrom = \"9:00\"\nuntil = \"12:30\"",
        "offices = [\"west\"]\ndesks = [\"residence\"]\nweekdays = [\"sat\"]\nfrom = \"9:00\"\nuntil = \"12:30\"",
        "service = \"other\"\nfrom = \"9:00\"\nuntil = \"12:30\"",
    ];
    for hours in more {
        let files = changed("offices.toml", "[[hours]]\n", &format!("[[hours]]\n{hours}\n[[hours]]\n"));
        files::load(&files).unwrap_or_else(|faults| panic!("{hours}: {faults:?}"));
    }
}

/// In another file, which is the one that is told.
#[test]
fn a_thing_of_another_file_is_told_where_it_is_the_second() {
    let mut files = files();
    files.insert("bring.toml".into(), "[[bring]]\nid = \"paper\"\n".into());
    let told = files::load(&files).unwrap_err()[0].to_string();
    assert_eq!(told, "procedures/a.toml:2: `paper` is twice among the things to bring");
}

#[test]
fn what_is_named_has_words() {
    let told = |files: &Files| -> Vec<String> {
        named::check(files, &files::load(files).unwrap()).iter().map(ToString::to_string).collect()
    };
    assert_eq!(told(&files()), [""; 0]);
    let table = [
        (
            "procedure.move.name",
            "procedures/a.toml:5: procedure `move` has no words: texts/ja has no `procedure.move.name`",
        ),
        (
            "procedure.move.for",
            "procedures/a.toml:5: procedure `move` has no words: texts/ja has no `procedure.move.for`",
        ),
        (
            "outside.police.name",
            "procedures/a.toml:14: procedure `licence`: `police` has no words: texts/ja has no `outside.police.name`",
        ),
        ("desk.education.name", "desks.toml:10: desk `education` has no words"),
        ("office.west.name", "offices.toml:6: office `west` has no words"),
        ("service_hours.network.name", "offices.toml:25: service `network` has no words"),
        ("bring.paper", "procedures/a.toml:2: `paper` has no words"),
    ];
    for (key, wanted) in table {
        let told = told(&changed("texts/ja.toml", &format!("\"{key}\""), "\"other\""));
        assert_eq!(told.len(), 1, "{key}: {told:?}");
        assert!(told[0].contains(wanted), "{key}: {told:?}");
    }
}
