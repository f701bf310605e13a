//! What can be done at which office, and when: hours of desks and services, and lists that an office reads.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use kakanai_catalogue::{Catalogue, Clock, HowFar, Language, named};
use kakanai_interview::guide::{self, Decision, List, Plan, Reader, Told, ToldEntry};
use kakanai_interview::places::NoTable;
use kakanai_interview::question::Asking;
use kakanai_interview::words::Words;
use kakanai_record::date::parse_date;
use kakanai_record::{Date, Record, json};
use serde_json::Value as Json;

/// A day and a time: `2026-11-20 10:00`.
fn moment(text: &str) -> (Date, Clock) {
    let (day, clock) = text.split_once(' ').unwrap();
    (parse_date(day).unwrap(), Clock::parse(clock).unwrap())
}

fn desk(catalogue: &Catalogue, id: &str) -> usize {
    catalogue.desks().iter().position(|desk| desk.id == id).unwrap_or_else(|| panic!("{id}"))
}

/// 2026-11-20 is a Friday, 11-23 a holiday; the first Saturday of January 2027 lies in the closed days of the year's end.
#[test]
fn the_next_time_is_found() {
    let catalogue = kakanai_demo::catalogue();
    let table = [
        // Within the hours, before them, and at their very end.
        ("honcho", "pension", "", "2026-11-20 8:30", "2026-11-20 8:30-17:15"),
        ("honcho", "pension", "", "2026-11-20 7:00", "2026-11-20 8:30-17:15"),
        ("honcho", "pension", "", "2026-11-20 17:14", "2026-11-20 8:30-17:15"),
        ("honcho", "pension", "", "2026-11-20 17:15", "2026-11-24 8:30-17:15"),
        // Thursday evening, at three desks of the main office.
        ("honcho", "residence", "", "2026-11-19 18:00", "2026-11-19 8:30-19:00"),
        ("honcho", "card", "", "2026-11-19 18:00", "2026-11-19 8:30-19:00"),
        ("honcho", "pension", "", "2026-11-19 18:00", "2026-11-20 8:30-17:15"),
        ("nishi", "residence", "", "2026-11-19 18:00", "2026-11-20 8:30-17:15"),
        ("honcho", "residence", "", "2026-11-19 19:00", "2026-11-20 8:30-17:15"),
        // The first and the third Saturday, at two desks.
        ("honcho", "certificates", "", "2026-11-07 9:00", "2026-11-07 9:00-12:30"),
        ("honcho", "residence", "", "2026-11-20 18:00", "2026-11-21 9:00-12:30"),
        ("honcho", "residence", "", "2026-11-21 12:30", "2026-11-24 8:30-17:15"),
        ("honcho", "residence", "", "2026-11-14 10:00", "2026-11-16 8:30-17:15"),
        ("honcho", "card", "", "2026-11-21 10:00", "2026-11-24 8:30-17:15"),
        ("nishi", "residence", "", "2026-11-21 10:00", "2026-11-24 8:30-17:15"),
        // Holidays and the year's end.
        ("honcho", "residence", "", "2026-11-23 10:00", "2026-11-24 8:30-17:15"),
        ("honcho", "residence", "", "2026-12-28 17:15", "2027-01-04 8:30-17:15"),
        ("honcho", "residence", "", "2027-01-02 10:00", "2027-01-04 8:30-17:15"),
        // 住基ネット: until 17:00, whatever the desk does, and on no Saturday.
        ("honcho", "card", "residence_network", "2026-11-20 16:59", "2026-11-20 9:00-17:00"),
        ("honcho", "card", "residence_network", "2026-11-19 17:05", "2026-11-20 9:00-17:00"),
        ("honcho", "residence", "residence_network", "2026-11-21 10:00", "2026-11-24 9:00-17:00"),
        ("ekimae", "residence", "residence_network", "2026-11-20 9:00", "2026-11-20 10:00-17:00"),
        // 戸籍広域交付 is in two offices; certificates of tax end before the corner at the station does.
        ("nishi", "family_register", "family_register_wide", "2026-11-20 16:30", "2026-11-24 9:00-16:30"),
        ("ekimae", "certificates", "family_register_wide", "2026-11-20 11:00", "none"),
        ("ekimae", "certificates", "tax_certificate", "2026-11-20 17:15", "2026-11-24 10:00-17:15"),
        ("honcho", "certificates", "tax_certificate", "2026-11-21 10:00", "2026-11-24 8:30-17:15"),
        ("ekimae", "certificates", "", "2026-11-20 18:59", "2026-11-20 10:00-19:00"),
        ("ekimae", "certificates", "", "2026-11-20 19:00", "2026-11-24 10:00-19:00"),
    ];
    for (office, at, needs, when, wanted) in table {
        let (office_here, (day, clock)) = (catalogue.office(office).unwrap(), moment(when));
        let needs = Some(needs).filter(|needs| !needs.is_empty());
        let at = desk(&catalogue, at);
        let next = guide::next_open_time(office_here, at, needs, day, clock);
        let told =
            next.map_or_else(|| "none".into(), |next| format!("{} {}-{}", next.day, next.from, next.until));
        assert_eq!(told, wanted, "{office} {at} {needs:?} {when}");

        // Open now is what begins at once.
        let open = guide::open_at(office_here, at, needs, day, clock);
        assert_eq!(open, next.filter(|next| next.is_at(day, clock)), "{office} {at} {needs:?} {when}");
        assert_eq!(open.is_some(), open.is_some_and(|open| open.from <= clock && clock < open.until));
    }
}

/// A household of the tests, decided.
struct Household {
    catalogue: Catalogue,
    record: Record,
    decisions: Vec<Decision>,
    furigana: bool,
}

impl Household {
    fn of(name: &str) -> Self {
        let catalogue = kakanai_demo::catalogue();
        let file = format!("{}/tests/households/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let told: Json =
            serde_json::from_str(&std::fs::read_to_string(PathBuf::from(file)).unwrap()).unwrap();
        let record = json::from_json(catalogue.dictionary(), &told["record"]).unwrap();
        let decisions = guide::decide(&catalogue, &record, guide::day_of(&record));
        Self { catalogue, record, decisions, furigana: false }
    }

    fn list(&self, office: &str) -> List {
        let office = self.catalogue.office(office).unwrap();
        guide::list_at(&self.catalogue, &self.record, &self.decisions, Reader::All, office)
    }

    fn told(&self, language: Language, office: &str, when: &str) -> Told {
        let draft = BTreeMap::new();
        let asking = Asking {
            words: Words {
                language,
                furigana: self.furigana,
                ..Words::japanese(&self.catalogue, &self.record)
            },
            places: &NoTable,
            record: &self.record,
            draft: &draft,
            element: None,
            today: Date::constant(2026, 11, 20),
            like: None,
        };
        let at = Some(when).filter(|when| !when.is_empty()).map(moment);
        let plan = Plan { office: self.catalogue.office(office).unwrap(), at };
        guide::tell_at(&asking, &self.list(office), false, plan)
    }

    /// Procedures at desks, and those elsewhere with how far this office goes.
    fn parted(&self, office: &str) -> (Vec<&str>, BTreeMap<&str, (HowFar, String)>) {
        let id = |procedure: usize| self.catalogue.procedures()[procedure].id.as_str();
        let list = self.list(office);
        let here =
            list.desks.iter().flat_map(|stop| &stop.entries).map(|entry| id(entry.procedure)).collect();
        let away = list.elsewhere.iter();
        let away = away.map(|away| (id(away.entry.procedure), (away.how_far, away.offices.join(" "))));
        (here, away.collect())
    }
}

#[test]
fn an_office_tells_apart_what_it_does_not_receive() {
    let family = Household::of("01_in_family_cards");
    let (all, away) = family.parted("honcho");
    assert_eq!(away, BTreeMap::new());

    // 保育, 予防接種 and 水道 are desks of the main office alone.
    let (here, away) = family.parted("nishi");
    assert!(here.contains(&"move_in_card") && here.contains(&"move_in_school"), "{here:?}");
    assert!(away.len() >= 3, "{away:?}");
    for procedure in ["move_in_nursery", "move_in_infant_vaccination", "move_in_water"] {
        assert_eq!(away[procedure], (HowFar::Makes, "honcho".into()), "{procedure}");
    }
    assert_eq!(here.len() + away.len(), all.len());

    // At the station, a 転入 is only told about, and all else pointed to.
    let (here, away) = family.parted("ekimae");
    assert_eq!(here, [""; 0]);
    assert_eq!(away.len(), all.len());
    assert_eq!(away["move_in_card"], (HowFar::Names, "honcho nishi".into()));
    assert_eq!(away["move_in_school"], (HowFar::Points, "honcho nishi".into()));
    assert_eq!(away["move_in_water"], (HowFar::Points, "honcho".into()));

    // What is received there stays: certificates and seals.
    let single = Household::of("02_in_single_paper_seal");
    let (here, away) = single.parted("ekimae");
    assert!(here.contains(&"move_in_seal") && !here.contains(&"move_in_paper"), "{here:?}");
    assert_eq!(away["move_in_paper"].0, HowFar::Names);
}

/// Nothing is lost and nothing there twice, whatever the office; what nobody has to go for stays as it was.
#[test]
fn a_list_at_an_office_is_the_same_list() {
    for name in ["01_in_family_cards", "19_within_family_school_changes", "32_out_family_cards_other_school"]
    {
        let household = Household::of(name);
        let Household { catalogue, record, decisions, .. } = &household;
        let home = guide::list(catalogue, record, decisions, Reader::All);
        assert!(home.elsewhere.is_empty(), "at home nothing is elsewhere");
        for office in catalogue.offices() {
            let list = household.list(&office.id);
            let procedures = |list: &List| {
                let mut all: Vec<usize> = list.entries().map(|entry| entry.procedure).collect();
                all.sort_unstable();
                all
            };
            assert_eq!(procedures(&list), procedures(&home), "{name} {}", office.id);
            assert_eq!(
                (&list.notices, &list.automatic, &list.ask),
                (&home.notices, &home.automatic, &home.ask)
            );
            assert!(list.desks.iter().all(|stop| !stop.entries.is_empty()));
        }
    }
}

/// What can be had nowhere near: a service that an office never has leaves it the form.
#[test]
fn what_a_procedure_needs_and_an_office_has_not_is_not_received_there() {
    let files = {
        let mut files = kakanai_demo::shipped();
        let offices = files.get_mut("offices.toml").unwrap();
        *offices = offices.replace(
            "service = \"residence_network\"",
            "service = \"residence_network\"\noffices = [\"honcho\"]",
        );
        files
    };
    let catalogue = kakanai_demo::compiled(&files);
    let by_id = |id: &str| catalogue.procedures().iter().find(|procedure| procedure.id == id).unwrap();
    let table = [
        ("nishi", "move_in_card", Some(HowFar::Makes)),
        ("nishi", "move_in_paper", Some(HowFar::Advises)),
        ("honcho", "move_in_card", Some(HowFar::Advises)),
        ("ekimae", "move_in_card", Some(HowFar::Names)),
        ("nishi", "move_in_driving_licence", None),
    ];
    for (office, procedure, wanted) in table {
        let covered = guide::covered(by_id(procedure), catalogue.office(office).unwrap());
        assert_eq!(covered, wanted, "{office} {procedure}");
    }
}

fn entry<'a>(told: &'a Told, id: &str) -> &'a ToldEntry {
    let mut entries = told.places.iter().flat_map(|place| &place.entries);
    entries.find(|entry| entry.id == id).unwrap_or_else(|| panic!("{id}"))
}

#[test]
fn who_comes_when_it_is_closed_is_told_before() {
    let family = Household::of("01_in_family_cards");
    let network = "住民基本台帳ネットワークを使う手続きです。";
    let table = [
        ("honcho", "2026-11-20 10:00", "move_in_card", String::new()),
        ("honcho", "", "move_in_card", String::new()),
        // Open, and not for long.
        ("honcho", "2026-11-20 16:29", "move_in_card", String::new()),
        ("honcho", "2026-11-20 16:30", "move_in_card", "この日は17時で終わります。".into()),
        ("honcho", "2026-11-20 17:10", "move_in_school", "この日は17時15分で終わります。".into()),
        // The desk is open, 住基ネット is not.
        (
            "honcho",
            "2026-11-19 17:05",
            "move_in_card_goes_on",
            format!("この日は17時までです。{network}次は11月20日（金）9時からです。"),
        ),
        (
            "honcho",
            "2026-11-21 10:00",
            "move_in_card",
            format!("土曜日はできません。{network}次は11月24日（火）9時からです。"),
        ),
        // The desk itself is closed: never on a Saturday, not on this one, on a holiday, not yet.
        (
            "honcho",
            "2026-11-21 10:00",
            "move_in_school",
            "土曜日はできません。次は11月24日（火）8時30分からです。".into(),
        ),
        (
            "nishi",
            "2026-11-23 10:00",
            "move_in_school",
            "11月23日（月）はできません。次は11月24日（火）8時30分からです。".into(),
        ),
        ("nishi", "2026-11-20 8:00", "move_in_school", "次は11月20日（金）8時30分からです。".into()),
    ];
    for (office, when, id, wanted) in table {
        let told = family.told(Language::Ja, office, when);
        assert_eq!(entry(&told, id).notice.plain, wanted, "{office} {when} {id}");
    }
    let paper = Household::of("02_in_single_paper_seal");
    let told = paper.told(Language::Ja, "honcho", "2026-11-14 10:00");
    let wanted = "11月14日（土）はできません。次は11月16日（月）8時30分からです。";
    assert_eq!(entry(&told, "move_in_paper").notice.plain, wanted, "open on other Saturdays");
    let told = family.told(Language::En, "honcho", "2026-11-21 10:00");
    let wanted = "Not possible on Saturdays. It uses the residence network. The next time is Tuesday 24 November, 9:00.";
    assert_eq!(entry(&told, "move_in_card").notice.plain, wanted);
}

#[test]
fn what_is_elsewhere_says_where_and_how_far_it_goes_here() {
    let family = Household::of("01_in_family_cards");
    let told = family.told(Language::Ja, "nishi", "2026-11-21 10:00");
    let water = told.elsewhere.iter().find(|away| away.entry.id == "move_in_water").unwrap();
    assert_eq!(water.at.plain, "本庁舎でできます。");
    assert_eq!(water.here.plain, "ここでは、書類を作るところまでできます。");
    assert_eq!(water.entry.notice.plain, "", "it is not closed, it is not here");
    assert!(told.places.iter().all(|place| place.floor == "1F" && place.map.is_empty()));

    let told = family.told(Language::Ja, "ekimae", "");
    let of = |id: &str| told.elsewhere.iter().find(|away| away.entry.id == id).unwrap();
    assert_eq!(of("move_in_card").at.plain, "本庁舎、西区役所でできます。");
    assert_eq!(of("move_in_card").here.plain, "ここでは、どんな手続きかを説明します。");
    assert_eq!(of("move_in_school").here.plain, "ここでは、行き先を案内します。");
    assert!(!told.is_empty() && told.count() == 0);
    let told = family.told(Language::En, "ekimae", "");
    let card = told.elsewhere.iter().find(|away| away.entry.id == "move_in_card").unwrap();
    assert_eq!(card.at.plain, "You can do this at: Main Office, Nishi Ward Office.");

    let told = family.told(Language::Ja, "honcho", "");
    let school = told.places.iter().find(|place| place.number == "19").unwrap();
    assert_eq!((school.floor.as_str(), school.map.as_str()), ("3F", "3F-31"));
}

/// What is open has to be asked where the desk is.
#[test]
fn what_is_to_be_asked_is_asked_at_an_office_that_has_the_desk() {
    let mut family = Household::of("01_in_family_cards");
    let pin =
        kakanai_record::Change::Set(kakanai_record::core::MOVE_LEFT.key(), kakanai_record::Answer::DontKnow);
    family.record.apply(family.catalogue.dictionary(), &pin).unwrap();
    family.decisions = guide::decide(&family.catalogue, &family.record, guide::day_of(&family.record));
    let notice = |office: &str, when: &str| {
        let told = family.told(Language::Ja, office, when);
        told.ask.iter().find(|entry| entry.id == "move_in_paper").unwrap().notice.plain.clone()
    };
    assert_eq!(notice("nishi", "2026-11-20 10:00"), "");
    assert_eq!(notice("ekimae", "2026-11-20 10:00"), "本庁舎、西区役所で聞いてください。");
    assert_eq!(notice("nishi", "2026-11-20 8:00"), "次は11月20日（金）8時30分からです。");
}

#[test]
fn names_within_sentences_keep_their_furigana() {
    let mut files = kakanai_demo::shipped();
    let texts = files.get_mut("texts/ja/offices.toml").unwrap();
    *texts = texts.replace("\"本庁舎\"", "\"{本庁|ほんちょう}<舎>\"");
    let mut family = Household::of("01_in_family_cards");
    family.catalogue = kakanai_demo::compiled(&files);
    family.furigana = true;
    let told = family.told(Language::Ja, "nishi", "");
    let at = &told.elsewhere[0].at;
    assert_eq!(at.plain, "本庁<舎>でできます。");
    let name = "<ruby>本庁<rp>（</rp><rt>ほんちょう</rt><rp>）</rp></ruby>&lt;舎&gt;";
    assert_eq!(at.html.to_string(), format!("{name}でできます。"));
}

#[test]
fn the_demonstration_city_names_nothing_without_words() {
    let files = kakanai_demo::shipped();
    assert_eq!(named::check(&files, &kakanai_demo::compiled(&files)), []);
}
