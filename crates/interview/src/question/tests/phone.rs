//! Telephone numbers of every kind.

use proptest::prelude::*;

use super::fixture::drawn;
use super::{World, field};

const PATH: &str = "notifier/phone";

#[test]
fn numbers_are_read_however_they_are_divided() {
    World::new().reads(
        &field(PATH),
        PATH,
        &[
            ("0999-00-0001", "=0999000001"),
            ("０９９９（００）０００１", "=0999000001"),
            ("(0999) 00 0001", "=0999000001"),
            ("090-0000-0001", "=09000000001"),
            ("０９０ー００００ー０００１", "=09000000001"),
            ("090–0000–0001", "=09000000001"),
            ("090−0000−0001", "=09000000001"),
            ("050 0000 0001", "=05000000001"),
            ("\u{202A}090-0000-0001\u{202C}", "=09000000001"),
            ("0120-000-001", "=0120000001"),
            ("090000000", "=090000000"),
        ],
    );
}

#[test]
fn numbers_from_abroad_keep_their_country() {
    World::new().reads(
        &field(PATH),
        PATH,
        &[
            ("+81 90-0000-0001", "=09000000001"),
            ("+81 (0)90-0000-0001", "=09000000001"),
            ("＋８１９０００００００１", "=0900000001"),
            ("+84 90 000 0001", "=0084900000001"),
            ("+86 130 0000 0001", "=008613000000001"),
            ("010 84 90 000 0001", "=0084900000001"),
            ("010-81-90-0000-0001", "=09000000001"),
            ("+1 (000) 000-0001", "=0010000000001"),
        ],
    );
}

#[test]
fn what_nobody_can_call_is_refused() {
    World::new().reads(
        &field(PATH),
        PATH,
        &[
            ("", "required"),
            (" ー ", "required"),
            ("1234567", "phone_zero"),
            ("90-0000-0001", "phone_zero"),
            ("09000000", "phone"),
            ("0900000000000001", "phone"),
            ("+84", "phone"),
            ("+", "phone"),
            ("++84900000001", "phone"),
            ("+8690000000000001", "phone"),
            ("090-0000-000a", "phone"),
            ("なし", "phone"),
            ("090😀0000001", "phone"),
            ("090\u{E000}0000001", "phone"),
        ],
    );
}

#[test]
fn it_is_shown_divided_where_that_is_certain() {
    for (kept, shown) in [
        ("09000000001", "090-0000-0001"),
        ("05000000001", "050-0000-0001"),
        ("0999000001", "0999000001"),
        ("01200000001", "01200000001"),
        ("0084900000001", "+84900000001"),
    ] {
        let world = World::new().with(&[(PATH, kept)]);
        assert_eq!(world.words(&field(PATH)), shown);
        assert_eq!(drawn(&world.show(&field(PATH))), [["notifier/phone =", shown].concat()]);
    }
    let typed = World::new().with(&[(PATH, "0999000001")]).typing(&[(PATH, "0999 00")]);
    assert_eq!(drawn(&typed.show(&field(PATH))), ["notifier/phone =0999 00"]);
}

proptest! {
    #[test]
    fn every_number_is_read_as_it_is_shown(kept in "0[1-9][0-9]{7,13}|00[1-79][0-9]{7,12}") {
        prop_assume!(!kept.starts_with("010"));
        World::new().round(&field(PATH), &[&kept]);
    }
}
