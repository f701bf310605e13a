//! Whole numbers: widths, bounds, and what is no number.

use super::fixture::drawn;
use super::{World, field};

const COPIES: &str = "certificate/copies";

fn staying() -> kakanai_catalogue::Field {
    field("old_household/adults_staying")
}

#[test]
fn digits_of_either_width_are_read() {
    let path = "old_household/adults_staying";
    World::new().reads(
        &staying(),
        path,
        &[
            ("3", "=3"),
            (" ３ ", "=3"),
            ("１２", "=12"),
            ("007", "=7"),
            ("0", "=0"),
            ("０００", "=0"),
            ("20", "=20"),
            ("\u{200E}4\u{FEFF}", "=4"),
        ],
    );
}

#[test]
fn what_is_no_number_is_refused() {
    let path = "old_household/adults_staying";
    let bounds = "out_of_range@old_household/adults_staying least=0 most=20";
    for typed in ["21", "２１", "99999999999999999999999999", "0000021", "-1"] {
        let read = World::new().read(&staying(), &[(path, typed)]);
        assert_eq!(read, ["! ", bounds].concat(), "{typed}");
    }
    World::new().reads(
        &staying(),
        path,
        &[
            ("", "required"),
            ("　", "required"),
            ("1-2", "form"),
            ("1 2", "form"),
            ("(3)", "form"),
            ("1.5", "form"),
            ("二", "form"),
            ("٣", "form"),
            ("😀", "form"),
            ("3人", "form"),
        ],
    );
}

#[test]
fn it_is_shown_as_it_was_accepted_or_typed() {
    let field = staying();
    let world = World::new().with(&[("old_household/adults_staying", "3")]);
    assert_eq!(drawn(&world.show(&field)), ["old_household/adults_staying =3"]);
    assert_eq!(world.words(&field), "3");
    let world = world.typing(&[("old_household/adults_staying", "三")]);
    assert_eq!(drawn(&world.show(&field)), ["old_household/adults_staying =三"]);
    World::new().round(&field, &["0", "7", "20"]);
}

#[test]
fn the_least_need_not_be_nought() {
    let mut world = World::new();
    let add = kakanai_record::Change::Add(
        kakanai_record::core::CERTIFICATE.key(),
        kakanai_record::ElementId::new(1).unwrap(),
    );
    world.record.apply(super::fixture::catalogue().dictionary(), &add).unwrap();
    let read = |typed: &str| world.read(&field(COPIES), &[("certificate:1/copies", typed)]);
    assert_eq!(read("0"), "! out_of_range@certificate:1/copies least=1 most=99");
    assert_eq!(read("99"), "certificate:1/copies=99");
    assert_eq!(read("100"), "! out_of_range@certificate:1/copies least=1 most=99");
}
