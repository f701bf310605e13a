//! One of those already named.

use kakanai_record::{Change, ElementId, core};

use super::fixture::{catalogue, drawn};
use super::{World, field};
use crate::question::element::{named, titled};

const PATH: &str = "new_household/head";

fn first() -> ElementId {
    ElementId::new(1).unwrap()
}

#[test]
fn only_somebody_of_the_list_is_read() {
    World::new().reads(
        &field(PATH),
        PATH,
        &[
            ("1", "=1"),
            (" 2 ", "=2"),
            ("", "required"),
            ("3", "choose"),
            ("01", "choose"),
            ("0", "choose"),
            ("見本", "choose"),
        ],
    );
    let mut nobody = World::new();
    nobody.record = kakanai_record::Record::new();
    nobody.reads(&field(PATH), PATH, &[("1", "choose"), ("", "required")]);
}

#[test]
fn people_are_offered_by_name() {
    let mut world = World::new().with(&[("mover:1/name/kanji", "見本　太郎")]);
    let offered = |world: &World| {
        let shown = world.show(&field(PATH));
        shown.controls[0].choices().iter().map(|choice| choice.words.plain.clone()).collect::<Vec<_>>()
    };
    assert_eq!(offered(&world), ["見本　太郎", "2人目"]);
    world.set(&[("mover:2/name/latin", "SAMPLE HANAKO"), (PATH, "2")]);
    assert_eq!(offered(&world), ["見本　太郎", "SAMPLE HANAKO"]);
    assert_eq!(drawn(&world.show(&field(PATH))), ["new_household/head =[1|*2]"]);
    assert_eq!(world.words(&field(PATH)), "SAMPLE HANAKO");
    World::new().round(&field(PATH), &["1", "2"]);
    let typed = world.typing(&[(PATH, "1")]);
    assert_eq!(drawn(&typed.show(&field(PATH))), ["new_household/head =[*1|2]"]);
    assert_eq!(offered(&World::english()), ["Person 1", "Person 2"]);
}

#[test]
fn a_name_of_a_person_is_no_markup() {
    let world = World::new().with(&[("mover:1/name/kanji", "<b>&\"{見|み}")]);
    let choice = world.show(&field(PATH)).controls[0].choices()[0].clone();
    assert_eq!(choice.words.html.to_string(), "&lt;b&gt;&amp;&quot;{見|み}");
}

#[test]
fn certificates_are_called_by_kind_copies_and_price() {
    let mut world = World::new();
    let add = Change::Add(core::CERTIFICATE.key(), first());
    world.record.apply(catalogue().dictionary(), &add).unwrap();
    let list = core::CERTIFICATE;
    assert_eq!(titled(&world.asking(), list, first()), "証明書1");
    world.set(&[("certificate:1/kind", "resident_record")]);
    assert_eq!(titled(&world.asking(), list, first()), "住民票の写し");
    assert_eq!(named(&world.asking(), list, first()), "住民票の写し");
    world.set(&[("certificate:1/copies", "2")]);
    assert_eq!(named(&world.asking(), list, first()), "住民票の写し　2通　600円");
    assert_eq!(named(&world.asking(), core::MOVER, first()), "1人目");
}
