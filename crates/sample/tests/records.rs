//! Sample records are accepted, plausible, and enough for the interview.
#![allow(clippy::unwrap_used)] // helpers of tests stand outside the functions clippy knows as tests

#[path = "../examples/parity/demo.rs"]
mod demo;
#[path = "../examples/parity/mistakes.rs"]
mod mistakes;
#[path = "../examples/parity/walker.rs"]
mod walker;

use std::path::Path;
use std::sync::LazyLock;

use kakanai_catalogue::{Catalogue, Language};
use kakanai_domain::age::{Reading, age_on};
use kakanai_domain::characters::{Profile, accept};
use kakanai_domain::municipality::MunicipalityCode;
use kakanai_domain::postal::PostalTable;
use kakanai_domain::town::PostalCode;
use kakanai_interview::places::NoTable;
use kakanai_interview::{Form, journey, show, start, step};
use kakanai_record::{Date, Dictionary, ElementId, Record, Tag, core, json};
use kakanai_sample::walks::{self, Proof};
use kakanai_sample::{CITY, ELSEWHERE, NEIGHBOURS, Place, Service, record};
use proptest::prelude::*;
use walker::{Manner, Move, Walker};

const TODAY: Date = Date::constant(2026, 11, 20);

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn plain_catalogue() -> Catalogue {
    demo::catalogue(&root().join("catalogue")).unwrap()
}

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> =
        LazyLock::new(|| demo::with_elsewhere(&plain_catalogue()).unwrap());
    &CATALOGUE
}

fn text(record: &Record, tag: Tag, id: ElementId) -> String {
    record.get(tag.of(id)).value().map(kakanai_record::Value::text_form).unwrap_or_default()
}

fn birth(record: &Record, id: ElementId) -> Date {
    record.get(core::MOVER_BIRTH.of(id)).partial().unwrap().calendar().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_seed_gives_a_record_that_comes_back(
        seed: u64, people in 0u8..40, service in prop::sample::select(&Service::ALL), day in 0i16..4000,
    ) {
        let today = TODAY.checked_add(jiff::Span::new().days(day)).unwrap();
        let dictionary = Dictionary::core();
        let one = record(&dictionary, service, seed, people, today).unwrap();
        prop_assert_eq!(&one, &record(&dictionary, service, seed, people, today).unwrap());
        prop_assert_eq!(one.elements(core::MOVER.key()).len(), usize::from(people.clamp(1, 20)));
        let changes = Record::new().changes_to(&dictionary, &one);
        let mut again = Record::new();
        again.apply_all(&dictionary, &changes).unwrap();
        prop_assert_eq!(&again, &one);
        let written = json::to_json(&dictionary, &one);
        prop_assert_eq!(json::from_json(&dictionary, &written).unwrap(), one);
    }

    #[test]
    fn a_household_is_consistent(seed: u64, people in 1u8..=20) {
        let record = record(&Dictionary::core(), Service::MoveIn, seed, people, TODAY).unwrap();
        let on = record.get(core::MOVE_DATE.key()).date().unwrap();
        prop_assert!(on <= TODAY);
        let movers = record.elements(core::MOVER.key());
        let joins = record.get(core::MOVE_JOINING.key()).code() == Some("existing");
        let heads: Vec<&ElementId> =
            movers.iter().filter(|id| text(&record, core::MOVER_RELATIONSHIP, **id) == "head").collect();
        prop_assert_eq!(heads.len(), usize::from(!joins));
        prop_assert_eq!(record.get(core::NEW_HEAD.key()).element(), heads.first().map(|id| **id));
        let head = birth(&record, movers[0]);
        for id in movers {
            let age = age_on(birth(&record, *id), on, Reading::Birthday);
            prop_assert!(age.is_some_and(|age| age <= 103), "born {} moved {on}", birth(&record, *id));
            let age = age.unwrap();
            let insurance = text(&record, core::MOVER_INSURANCE, *id);
            prop_assert!(insurance == "welfare" || (insurance == "late_elderly") == (age >= 75), "{insurance} at {age}");
            let pension = text(&record, core::MOVER_PENSION, *id);
            prop_assert_eq!(pension.is_empty(), age < 18);
            prop_assert_eq!(pension == "receiving", age >= 65);
            prop_assert_eq!(text(&record, core::MOVER_SCHOOL, *id).is_empty(), age >= 19);
            prop_assert!(text(&record, core::MOVER_SCHOOL, *id) != "elementary" || (6..=12).contains(&age));
            let japanese = record.get(core::MOVER_JAPANESE.of(*id)).flag().unwrap();
            prop_assert_eq!(record.get(core::KOSEKI_HEAD.of(*id)).is_answered(), japanese);
            prop_assert_eq!(record.get(core::MOVER_STATUS.of(*id)).is_answered(), !japanese);
            prop_assert!(record.get(core::MOVER_EXPIRES.of(*id)).date().is_none_or(|day| day > on));
            if text(&record, core::MOVER_RELATIONSHIP, *id) == "child" && !joins {
                let parent = age_on(head, birth(&record, *id), Reading::Birthday);
                prop_assert!(parent.is_some_and(|age| age >= 16), "head born {head}, child {}", birth(&record, *id));
            }
            prop_assert!(accept(&text(&record, core::MOVER_NAME, *id), Profile::Name).is_ok());
        }
    }

    #[test]
    fn the_interview_has_nothing_left_to_ask(seed: u64, people in 1u8..=20) {
        let catalogue = catalogue();
        let record = record(catalogue.dictionary(), Service::MoveIn, seed, people, TODAY).unwrap();
        let way = journey::journey(catalogue, &record);
        prop_assert_eq!(way.first_incomplete(), None);
    }

    #[test]
    fn nobody_is_real(seed: u64, people in 1u8..=8, service in prop::sample::select(&Service::ALL)) {
        let dictionary = Dictionary::core();
        let record = record(&dictionary, service, seed, people, TODAY).unwrap();
        let phone = record.get(core::NOTIFIER_PHONE.key()).text().unwrap();
        prop_assert!(phone.starts_with("0999") || phone.starts_with("0900000"), "{phone}");
        for id in record.elements(core::MOVER.key()) {
            let name = text(&record, core::MOVER_NAME, *id);
            let invented = ["見本", "例示", "甲野", "乙川", "丙山", "𠮷見", "髙例", "﨑見", "邉\u{E010F}見", "SAMPLE", "EXAMPLE"];
            prop_assert!(invented.iter().any(|family| name.starts_with(&format!("{family}\u{3000}"))), "{name}");
            let card = text(&record, core::MOVER_CARD_NUMBER, *id);
            prop_assert!(card.is_empty() || (card.starts_with("ZZ") && card.ends_with("ZZ")));
        }
        for (municipality, lot) in [(core::OLD_MUNICIPALITY, core::OLD_LOT), (core::NEW_MUNICIPALITY, core::NEW_LOT)] {
            let place = record.get(municipality.key()).text().unwrap_or("9999");
            prop_assert!(place.starts_with("9999") || record.get(lot.key()).text() == Some("9999番地"));
        }
    }
}

/// Types a record into the interview without a mistake and returns what the interview made of it.
fn typed(catalogue: &Catalogue, plan: &Record) -> Result<Record, String> {
    let manner = Manner { mistakes: 0, detours: 0 };
    let mut walker = Walker::new(catalogue, &NoTable, plan, TODAY, manner, 1);
    let state = start(catalogue, "move_in", Language::Ja).ok_or("no such service")?;
    let mut at = show(catalogue, &NoTable, &state, TODAY);
    for _ in 0..400 {
        if at.view.wants_code {
            return Ok(at.state.record);
        }
        if let Move::Send(fields) = walker.next(&at.state) {
            let form: Form = fields.into_iter().collect();
            at = step(catalogue, &NoTable, &at.state, &form, TODAY);
        }
    }
    Err(format!("stuck on {}: {}", at.view.page, at.view.html))
}

#[test]
fn typing_a_record_into_the_interview_gives_the_same_answers() {
    let catalogue = catalogue();
    let mut compared = 0;
    for seed in 0..60 {
        let people = (seed % 7 + 1) as u8;
        let plan = record(catalogue.dictionary(), Service::MoveIn, seed, people, TODAY).unwrap();
        for (key, answer) in typed(catalogue, &plan).unwrap().answers() {
            assert_eq!(plan.get(key), answer, "seed {seed}: {}", catalogue.dictionary().path(key));
            compared += 1;
        }
    }
    assert!(compared > 3000, "{compared}");
}

#[test]
fn towns_are_those_of_the_catalogue_and_of_the_national_table() {
    let catalogue = plain_catalogue();
    let own: Vec<_> = CITY.iter().chain(&NEIGHBOURS).map(|p| (p.postal, p.municipality, p.town)).collect();
    let towns = catalogue.towns().iter();
    assert_eq!(own, towns.map(|t| (&*t.postal, &*t.municipality, &*t.town)).collect::<Vec<_>>());
    let packed = std::fs::read(root().join("crates/domain/tables/postal/all.kpt.br")).unwrap();
    let mut bytes = Vec::new();
    brotli_decompressor::BrotliDecompress(&mut packed.as_slice(), &mut bytes).unwrap();
    let table = PostalTable::parse(&bytes).unwrap();
    for Place { postal, municipality, town, .. } in ELSEWHERE {
        assert!(MunicipalityCode::parse(municipality).is_ok(), "{municipality}");
        let found: Vec<&str> =
            table.towns(PostalCode::parse(postal).unwrap()).map(|town| town.text).collect();
        assert_eq!(found, [town], "{postal}");
    }
}

#[test]
fn the_families_of_the_walks_need_no_further_question() {
    let catalogue = catalogue();
    let dictionary = catalogue.dictionary();
    let families = [
        walks::family_of_walk_1(dictionary, TODAY, Proof::Paper).unwrap(),
        walks::family_of_walk_1(dictionary, TODAY, Proof::Cards).unwrap(),
        walks::family_with_variants(dictionary, TODAY).unwrap(),
        walks::foreign_family(dictionary, TODAY).unwrap(),
        walks::single_student(dictionary, TODAY).unwrap(),
    ];
    for family in families {
        assert_eq!(journey::journey(catalogue, &family).first_incomplete(), None);
        for (key, answer) in typed(catalogue, &family).unwrap().answers() {
            assert_eq!(family.get(key), answer, "{}", dictionary.path(key));
        }
    }
}

#[test]
fn the_family_of_the_first_walk_is_the_one_told() {
    let family = walks::family_of_walk_1(&Dictionary::core(), TODAY, Proof::Paper).unwrap();
    let movers = family.elements(core::MOVER.key());
    let births: Vec<Date> = movers.iter().map(|id| birth(&family, *id)).collect();
    assert_eq!(births[..2].iter().map(|day| day.year()).collect::<Vec<_>>(), [1985, 1988]);
    let ages = births[2..].iter().map(|day| age_on(*day, TODAY, Reading::Birthday));
    assert_eq!(ages.collect::<Vec<_>>(), [Some(7), Some(2)]);
    assert_eq!(family.get(core::MOVE_DATE.key()).date(), Some(Date::constant(2026, 11, 7)));
    assert_eq!(family.get(core::SEAL_MOVER.key()).element(), movers.first().copied());
    let certificate = family.elements(core::CERTIFICATE.key())[0];
    assert_eq!(family.get(core::CERTIFICATE_COPIES.of(certificate)).number(), Some(2));
}
