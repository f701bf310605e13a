//! The 本籍: municipality read off the front, lot, and old names of towns.

use kakanai_catalogue::{Ask, Field};
use kakanai_record::core;

use super::fixture::drawn;
use super::{World, ask};

const MUNICIPALITY: &str = "mover:1/koseki/municipality";
const TOWN: &str = "mover:1/koseki/town";
const LOT: &str = "mover:1/koseki/lot";

fn question() -> Field {
    ask(Ask::Koseki {
        municipality: core::KOSEKI_MUNICIPALITY,
        town: core::KOSEKI_TOWN,
        lot: core::KOSEKI_LOT,
    })
}

fn read(town: &str, lot: &str) -> String {
    World::new().read(&question(), &[(TOWN, town), (LOT, lot)]).replace("mover:1/koseki/", "")
}

#[test]
fn places_are_read_whether_or_not_a_table_knows_them() {
    for (town, lot, want) in [
        ("見本県ためし市一番町", "９９９９番地", "municipality=999962 town=一番町 lot=9999番地"),
        ("ためし市 一番町", "１２番地の３", "municipality=999962 town=一番町 lot=12番地の3"),
        ("見本県みほん市東区古町", "1－2", "municipality=999971 town=古町 lot=1-2"),
        ("みほん市大字旧見本字上", "甲1番", "municipality=999999 town=大字旧見本字上 lot=甲1番"),
        ("仮県ひな郡かり町壱番町", "壱番屋敷", "municipality=990020 town=壱番町 lot=壱番屋敷"),
        ("旧国見本村\u{FE00}字\u{200B}古", "1番戸", "municipality=· town=旧国見本村\u{FE00}字古 lot=1番戸"),
        ("書見﨑", "1", "municipality=· town=書見﨑 lot=1"),
    ] {
        assert_eq!(read(town, lot), want, "{town}");
    }
}

#[test]
fn what_is_wrong_is_told_at_its_line() {
    let (longest, longer) = ("町".repeat(120), "町".repeat(121));
    for (town, lot, want) in [
        ("", "", "! required@town ! required@lot"),
        ("\u{200B}", " ", "! required@town ! required@lot"),
        ("見本県ためし市", "1", "! town_missing@town"),
        ("見本県ためし市一番町", "", "! required@lot"),
        ("ためし市😀", "1", "! character_shown@town at=5 character=😀"),
        (
            "ためし市\u{E000}",
            "1\u{E001}",
            "! character_unknown@town at=5 character=\u{E000} ! character_unknown@lot at=2 character=\u{E001}",
        ),
        (longer.as_str(), "1", "! too_long@town most=120"),
        ("一番町", longer.as_str(), "! too_long@lot most=120"),
    ] {
        assert_eq!(read(town, lot), want);
    }
    assert_eq!(read(&longest, &longest), ["municipality=· town=", &longest, " lot=", &longest].concat());
}

#[test]
fn not_known_is_not_known_as_a_whole() {
    let question = Field { dont_know: true, ..question() };
    let name = "mover:1/koseki/town.dont_know";
    let read = World::new().read(&question, &[(name, "yes"), (TOWN, "")]);
    assert_eq!(read, "mover:1/koseki/municipality=? mover:1/koseki/town=? mover:1/koseki/lot=?");
    let world = World::new().with(&[(MUNICIPALITY, "?"), (TOWN, "?"), (LOT, "?")]);
    assert_eq!(world.words(&question), "わからない");
    assert_eq!(world.again(&question), world.accepted(&question));
    assert_eq!(drawn(&world.show(&question))[2], "mover:1/koseki/town.dont_know わからない=[*]");
}

#[test]
fn it_is_shown_in_two_lines_written_out() {
    let answers = [(MUNICIPALITY, "999962"), (TOWN, "一番町"), (LOT, "9999番地")];
    let world = World::new().with(&answers);
    let shown = drawn(&world.show(&question()));
    assert_eq!(shown[0], "mover:1/koseki/town 都道府県から町名まで=見本県ためし市一番町");
    assert!(shown[1].starts_with("mover:1/koseki/lot ") && shown[1].ends_with("=9999番地"), "{shown:?}");
    assert_eq!(world.words(&question()), "見本県ためし市一番町9999番地");
    let world = world.typing(&[(TOWN, "見本"), (LOT, "")]);
    let shown = drawn(&world.show(&question()));
    assert!(shown[0].ends_with("=見本") && shown[1].ends_with('='), "{shown:?}");
    assert_eq!(World::new().words(&question()), "");
}

#[test]
fn it_is_read_as_it_is_shown() {
    for place in [
        ("999962", "一番町"),
        ("999971", "例示町"),
        ("999999", "大字旧見本"),
        ("990020", "壱番町"),
        ("", "旧国見本村"),
    ] {
        let mut world = World::new().with(&[(TOWN, place.1), (LOT, "1番地")]);
        if !place.0.is_empty() {
            world.set(&[(MUNICIPALITY, place.0)]);
        }
        assert_eq!(world.again(&question()), world.accepted(&question()), "{place:?}");
    }
}

#[test]
fn it_may_begin_with_another_persons() {
    let answers = [
        ("mover:2/koseki/municipality", "999962"),
        ("mover:2/koseki/town", "一番町"),
        ("mover:2/koseki/lot", "1"),
    ];
    let mut world = World::new().with(&answers);
    world.like = kakanai_record::ElementId::new(2);
    let shown = drawn(&world.show(&question()));
    assert_eq!(
        shown[0], "mover:1/koseki/town 都道府県から町名まで=見本県ためし市一番町",
        "under this person's names"
    );
}
