//! Sample records are accepted, plausible, and enough for the interview.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

#[path = "../examples/parity/demo.rs"]
mod demo;
#[path = "../examples/parity/mistakes.rs"]
mod mistakes;
#[path = "../examples/parity/walker.rs"]
mod walker;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use kakanai_catalogue::{Catalogue, Language, PageKind, Procedure};
use kakanai_domain::age::{Reading, age_on};
use kakanai_domain::characters::{Profile, accept};
use kakanai_domain::municipality::MunicipalityCode;
use kakanai_domain::postal::PostalTable;
use kakanai_domain::town::PostalCode;
use kakanai_interview::places::NoTable;
use kakanai_interview::{Form, checks, guide, journey, show, start, step};
use kakanai_record::{Answer, Date, Dictionary, ElementId, Record, Tag, core, json};
use kakanai_sample::walks::{self, Proof};
use kakanai_sample::{CITY, ELSEWHERE, NEIGHBOURS, Place, Service, record, tick, whole};
use proptest::prelude::*;
use walker::{Manner, Move, Walker};

const TODAY: Date = Date::constant(2026, 11, 20);

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> =
        LazyLock::new(|| demo::with_elsewhere(&kakanai_demo::catalogue()).unwrap());
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
        // A seal is one person's.
        let movers = if service == Service::SealRegistration { 1 } else { people.clamp(1, 20) };
        prop_assert_eq!(one.elements(core::MOVER.key()).len(), usize::from(movers));
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
            for name in [core::MOVER_NAME, core::MOVER_ALIAS, core::MOVER_LATIN] {
                prop_assert!(accept(&text(&record, name, *id), Profile::Name).is_ok());
            }
            prop_assert_eq!(record.get(core::MOVER_LATIN.of(*id)).is_answered(), !japanese);
        }
    }

    #[test]
    fn the_interview_has_nothing_left_to_ask_and_nothing_to_mend(
        seed: u64, people in 1u8..=20, service in prop::sample::select(&Service::ALL), day in 0i16..4000,
    ) {
        let today = TODAY.checked_add(jiff::Span::new().days(day)).unwrap();
        let record = whole(catalogue(), service, seed, people, today).unwrap();
        prop_assert_eq!(left_open(&record, today), Vec::<String>::new());
    }

    #[test]
    fn nobody_is_real(seed: u64, people in 1u8..=8, service in prop::sample::select(&Service::ALL)) {
        let dictionary = Dictionary::core();
        let record = record(&dictionary, service, seed, people, TODAY).unwrap();
        let phone = record.get(core::NOTIFIER_PHONE.key()).text().unwrap();
        prop_assert!(phone.starts_with("0999") || phone.starts_with("0900000"), "{phone}");
        for id in record.elements(core::MOVER.key()) {
            let names = [core::MOVER_NAME, core::MOVER_LATIN, core::MOVER_ALIAS].map(|tag| text(&record, tag, *id));
            let invented = ["見本", "例示", "甲野", "乙川", "丙山", "𠮷見", "髙例", "﨑見", "邉\u{E010F}見", "例", "SAMPLE", "EXAMPLE"];
            for name in names.iter().filter(|name| !name.is_empty()) {
                let family = name.split(['\u{3000}', ' ']).next().unwrap();
                prop_assert!(invented.contains(&family), "{name}");
            }
            prop_assert!(!names.concat().is_empty());
            let card = text(&record, core::MOVER_CARD_NUMBER, *id);
            prop_assert!(card.is_empty() || (card.starts_with("ZZ") && card.ends_with("ZZ")));
        }
        for (municipality, lot) in [(core::OLD_MUNICIPALITY, core::OLD_LOT), (core::NEW_MUNICIPALITY, core::NEW_LOT)] {
            let place = record.get(municipality.key()).text().unwrap_or("9999");
            prop_assert!(place.starts_with("9999") || record.get(lot.key()).text() == Some("9999番地"));
        }
    }
}

/// What the interview would still ask, and what it would refuse.
fn left_open(record: &Record, today: Date) -> Vec<String> {
    let catalogue = catalogue();
    let way = journey::journey(catalogue, record);
    let open = way.stops.iter().filter(|stop| !stop.complete).map(|stop| format!("{:?} is open", stop.place));
    let told = checks::whole(catalogue, record, today).into_iter().filter(|(_, problem)| !problem.alert);
    open.chain(told.map(|(place, problem)| format!("{place:?}: {problem:?}"))).collect()
}

/// Types a record into the interview without a mistake and returns what the interview made of it, and how many
/// hints it gave. A hint is the one reason to stay on a page, once.
fn typed(catalogue: &Catalogue, plan: &Record) -> Result<(Record, usize), String> {
    let manner = Manner { mistakes: 0, detours: 0 };
    let mut walker = Walker::new(catalogue, &NoTable, plan, TODAY, manner, 1);
    let service = plan.get(core::SERVICE.key()).code().ok_or("no service")?;
    let state = start(catalogue, service, Language::Ja).ok_or("no such service")?;
    let mut at = show(catalogue, &NoTable, &state, TODAY);
    for _ in 0..400 {
        if at.view.wants_code {
            return Ok((at.state.record, at.state.told.len()));
        }
        if let Move::Send(fields) = walker.next(&at.state) {
            let form: Form = fields.into_iter().collect();
            let next = step(catalogue, &NoTable, &at.state, &form, TODAY);
            if next.state.place == at.state.place && next.state.told == at.state.told {
                return Err(format!("refused on {}: {}", at.view.page, next.view.html));
            }
            at = next;
        }
    }
    Err(format!("stuck on {}: {}", at.view.page, at.view.html))
}

/// Typed in, a record comes out as it was: nothing lost, nothing added. Gives how many hints there were.
fn comes_out_as_it_was(plan: &Record, what: &str) -> usize {
    let dictionary = catalogue().dictionary();
    let (typed, hints) = typed(catalogue(), plan).unwrap_or_else(|error| panic!("{what}: {error}"));
    let differences: Vec<String> = plan
        .changes_to(dictionary, &typed)
        .iter()
        .map(|change| {
            format!("{}: {change:?}, planned {:?}", dictionary.path(change.key()), plan.get(change.key()))
        })
        .collect();
    assert_eq!(differences, Vec::<String>::new(), "{what}");
    assert_eq!(typed, *plan, "{what}");
    hints
}

#[test]
fn typing_a_record_into_the_interview_gives_the_same_record() {
    let mut hints = 0;
    for service in Service::ALL {
        for seed in 0..40 {
            let people = (seed % 7 + 1) as u8;
            let plan = whole(catalogue(), service, seed, people, TODAY).unwrap();
            hints += comes_out_as_it_was(&plan, &format!("{service}, seed {seed}"));
        }
    }
    assert!(hints > 10, "{hints} hints: nobody was late, nobody went on after one");
}

#[test]
fn the_seeds_reach_what_the_interview_can_ask() {
    // An item that no sample ever answers is one that nobody sees typed, packed or printed.
    let catalogue = catalogue();
    let dictionary = catalogue.dictionary();
    let mut answered = BTreeSet::new();
    for service in Service::ALL {
        for seed in 0..200 {
            let record = whole(catalogue, service, seed, (seed % 6 + 1) as u8, TODAY).unwrap();
            answered.extend(record.answers().map(|(key, _)| (service, key.tag())));
        }
    }
    for service in Service::ALL {
        let pages = catalogue.service(service.key()).unwrap().pages();
        let fields = pages.filter_map(|(_, page)| match &page.kind {
            PageKind::Fields(fields) => Some(fields),
            _ => None,
        });
        let asked = fields.flatten().flat_map(|field| field.ask.items());
        let boxes =
            catalogue.service(service.key()).unwrap().pages().flat_map(|(_, page)| match &page.kind {
                PageKind::Ticks(boxes) => boxes.iter().map(|tick| tick.tag).collect(),
                _ => Vec::new(),
            });
        let hang = hanging(service);
        for tag in asked.chain(boxes.filter(|tag| hang.contains(tag))) {
            let path = dictionary.path(tag.key());
            if path == "household/child_apart" && service == Service::MoveOut {
                // Asked where children leave without anybody grown: no sample is such a household.
                continue;
            }
            assert!(answered.contains(&(service, tag)), "{service}: {path}");
        }
    }
}

/// Items on which a procedure of a service can hang.
fn hanging(service: Service) -> BTreeSet<Tag> {
    let here = |it: &&Procedure| it.services.iter().any(|known| known == service.key());
    let procedures = catalogue().procedures().iter().filter(here);
    let rules = procedures.flat_map(|it| std::iter::once(&it.when).chain(&it.automatic));
    rules.flat_map(|rule| rule.items()).collect()
}

#[test]
fn people_come_from_everywhere_a_move_can_begin() {
    let dictionary = Dictionary::core();
    let mut old = BTreeMap::<String, BTreeSet<[bool; 3]>>::new();
    for seed in 0..100 {
        let record = record(&dictionary, Service::MoveIn, seed, 2, TODAY).unwrap();
        let origin = record.get(core::MOVE_ORIGIN.key()).code().unwrap().to_owned();
        let items = [core::OLD_TOWN, core::OLD_OVERSEAS, core::OLD_HEAD_NAME];
        old.entry(origin).or_default().insert(items.map(|item| record.get(item.key()).is_answered()));
    }
    // An address in the country, one abroad, the head of the household left.
    let kinds = [
        ("abroad", [false, true, false]),
        ("domestic", [true, false, true]),
        ("unregistered", [true, false, false]),
    ];
    assert_eq!(old, kinds.map(|(origin, items)| (origin.to_owned(), BTreeSet::from([items]))).into());
}

#[test]
fn an_optional_question_left_empty_leaves_nothing_behind() {
    // 該当なし would cost two bits for every item of its branch. Only a building is known not to be there.
    let dictionary = Dictionary::core();
    let buildings = [core::OLD_BUILDING, core::NEW_BUILDING];
    for service in Service::ALL {
        for seed in 0..100 {
            let record = record(&dictionary, service, seed, (seed % 6 + 1) as u8, TODAY).unwrap();
            let none = record.answers().filter(|(_, answer)| **answer == Answer::NotApplicable);
            let paths: Vec<String> = none
                .filter(|(key, _)| !buildings.contains(&key.tag()))
                .map(|(key, _)| dictionary.path(key))
                .collect();
            assert_eq!(paths, Vec::<String>::new(), "{service}, seed {seed}");
        }
    }
}

#[test]
fn towns_are_those_of_the_catalogue_and_of_the_national_table() {
    let catalogue = kakanai_demo::catalogue();
    let own: Vec<_> = CITY.iter().chain(&NEIGHBOURS).map(|p| (p.postal, p.municipality, p.town)).collect();
    let towns = catalogue.towns().iter();
    assert_eq!(own, towns.map(|t| (&*t.postal, &*t.municipality, &*t.town)).collect::<Vec<_>>());
    let packed = std::fs::read(kakanai_demo::root().join("crates/domain/tables/postal/all.kpt.br")).unwrap();
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
    let dictionary = catalogue().dictionary();
    let families = [
        walks::family_of_walk_1(dictionary, TODAY, Proof::Paper).unwrap(),
        walks::family_of_walk_1(dictionary, TODAY, Proof::Cards).unwrap(),
        walks::family_with_variants(dictionary, TODAY).unwrap(),
        walks::student_of_walk_3(dictionary, TODAY).unwrap(),
        walks::trainee_of_walk_5(dictionary, TODAY).unwrap(),
        walks::father_of_walk_6(dictionary, TODAY).unwrap(),
        walks::foreign_family(dictionary, TODAY).unwrap(),
    ];
    for (at, family) in families.into_iter().enumerate() {
        let family = &tick(catalogue(), &family, at as u64);
        assert_eq!(left_open(family, TODAY), Vec::<String>::new(), "family {at}");
        assert_eq!(checks::whole(catalogue(), family, TODAY), [], "family {at}: not even a hint");
        assert_eq!(comes_out_as_it_was(family, &format!("family {at}")), 0, "family {at}: a hint");
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

#[test]
fn the_people_of_the_other_walks_are_those_told() {
    let dictionary = Dictionary::core();
    let first = |record: &Record| record.elements(core::MOVER.key())[0];
    let age = |record: &Record| {
        let on = record.get(core::MOVE_DATE.key()).date().unwrap();
        age_on(birth(record, first(record)), on, Reading::Birthday).unwrap()
    };
    for today in [TODAY, Date::constant(2028, 2, 29), Date::constant(2027, 1, 1)] {
        let student = walks::student_of_walk_3(&dictionary, today).unwrap();
        assert_eq!((age(&student), student.get(core::OLD_HEAD_LEAVES.key()).flag()), (18, Some(false)));
        let trainee = walks::trainee_of_walk_5(&dictionary, today).unwrap();
        assert_eq!(text(&trainee, core::MOVER_STATUS, first(&trainee)), "trainee_2ro");
        let father = walks::father_of_walk_6(&dictionary, today).unwrap();
        assert_eq!((age(&father), father.get(core::NOTIFIER_AUTHORITY.key()).code()), (86, Some("bring")));
    }
}

#[test]
fn what_is_asked_settles_every_procedure() {
    // Nothing is left open but where somebody said that he does not know: then it is told as something to ask.
    for service in [Service::MoveIn, Service::MoveWithin, Service::MoveWard, Service::MoveOut] {
        for seed in 0..40 {
            let record = whole(catalogue(), service, seed, (seed % 6 + 1) as u8, TODAY).unwrap();
            let record = guide::at_home(catalogue(), &record, TODAY);
            let open = guide::open_questions(catalogue(), &record, guide::day_of(&record));
            let open: Vec<String> = open.iter().map(|key| catalogue().dictionary().path(*key)).collect();
            assert_eq!(open, Vec::<String>::new(), "{service}, seed {seed}");
        }
    }
}

/// Questions of the questionnaire on the way of a household; a page of boxes is one.
fn questions(record: &Record) -> usize {
    let service = journey::service(catalogue(), record).unwrap();
    let step = service.steps.iter().position(|step| step.id == "questions").unwrap();
    let way = journey::journey(catalogue(), record);
    let here = way.stops.iter().filter(|stop| stop.step == step);
    let count = |stop: &journey::Stop| match &service.page(&stop.place.page).unwrap().1.kind {
        PageKind::Fields(_) => {
            let page = service.page(&stop.place.page).unwrap().1;
            journey::asked(record, page, stop.place.element).count()
        }
        _ => 1,
    };
    here.map(count).sum()
}

#[test]
fn a_usual_household_is_asked_no_more_than_twenty_eighteen_and_fourteen_questions() {
    // Kawasaki's figures. Usual are one to four people, of whom nobody is asked for more because of a box.
    let most =
        [(Service::MoveIn, 20), (Service::MoveWithin, 18), (Service::MoveWard, 18), (Service::MoveOut, 14)];
    for (service, most) in most {
        for people in 1..=4 {
            let counts: Vec<usize> = (0..20)
                .map(|seed| questions(&whole(catalogue(), service, seed, people, TODAY).unwrap()))
                .collect();
            let mut sorted = counts.clone();
            sorted.sort_unstable();
            assert!(sorted[10] <= most, "{service}, {people} people: {counts:?}");
        }
    }
}
