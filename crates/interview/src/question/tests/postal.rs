//! Postal codes: spellings, unknown ones, and the town said while typing.

use super::fixture::drawn;
use super::{World, field};

const PATH: &str = "old_address/postal";

#[test]
fn seven_digits_are_read_however_they_are_written() {
    World::new().reads(
        &field(PATH),
        PATH,
        &[
            ("0000001", "=0000001"),
            ("000-0001", "=0000001"),
            ("〒000-0001", "=0000001"),
            ("〒 ０００－０００１", "=0000001"),
            ("０００ー０００１", "=0000001"),
            (" 999 0002 ", "=9990002"),
            ("\u{FEFF}999−0002", "=9990002"),
        ],
    );
}

#[test]
fn what_no_town_has_is_refused() {
    World::new().reads(
        &field(PATH),
        PATH,
        &[
            ("", "required"),
            ("〒", "required"),
            ("000001", "postal"),
            ("00000011", "postal"),
            ("000-000a", "postal"),
            ("000000１0", "postal"),
            ("0000-😀001", "postal"),
            ("1000001", "postal_unknown"),
        ],
    );
    let mut alone = World::new();
    alone.tables = false;
    alone.reads(&field(PATH), PATH, &[("9990002", "postal_unknown"), ("0000002", "=0000002")]);
}

#[test]
fn it_is_shown_with_its_dash() {
    let world = World::new().with(&[(PATH, "0000001")]);
    assert_eq!(drawn(&world.show(&field(PATH))), ["old_address/postal =000-0001"]);
    assert_eq!(world.words(&field(PATH)), "000-0001");
    let world = world.typing(&[(PATH, "〒９")]);
    assert_eq!(drawn(&world.show(&field(PATH))), ["old_address/postal =〒９"]);
    World::new().round(&field(PATH), &["0000001", "9990005"]);
}

#[test]
fn it_says_which_town_is_meant() {
    for (typed, means) in [
        ("0000002", Some("見本県みほん市東区例示町")),
        ("〒000-0002", Some("見本県みほん市東区例示町")),
        ("0000001", Some("見本県みほん市東区")),
        ("9990001", Some("仮県ひな市雛町")),
        ("9990003", Some("仮県ひな市・仮県ひな郡かり町")),
        ("9990004", Some("仮県ひな郡かり町")),
        ("999000", None),
        ("1000001", None),
        ("", None),
    ] {
        let world = World::new().with(&[(PATH, "0000004")]).typing(&[(PATH, typed)]);
        assert_eq!(world.show(&field(PATH)).live.as_deref(), means, "{typed}");
    }
    let accepted = World::new().with(&[(PATH, "0000004")]);
    assert_eq!(accepted.show(&field(PATH)).live.as_deref(), Some("見本県みほん市東区書見﨑"));
}
