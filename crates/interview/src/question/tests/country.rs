//! Nationalities: reading a code, the order of the list, and its words.

use super::fixture::drawn;
use super::{World, field};
use crate::question::Widget;

const ITEM: &str = "mover/nationality";
const PATH: &str = "mover:1/nationality";

#[test]
fn codes_of_the_table_are_read() {
    World::new().reads(
        &field(ITEM),
        PATH,
        &[
            ("VNM", "=VNM"),
            ("vnm", "=VNM"),
            ("ＶＮＭ", "=VNM"),
            (" X X A ", "=XXA"),
            ("\u{200B}CHN", "=CHN"),
            ("", "required"),
            ("JPN", "choose"),
            ("ベトナム", "choose"),
            ("VN", "choose"),
            ("VNMM", "choose"),
            ("😀", "choose"),
        ],
    );
}

#[test]
fn without_a_table_three_letters_are_taken() {
    let mut world = World::new();
    world.tables = false;
    world.reads(&field(ITEM), PATH, &[("zzz", "=ZZZ"), ("", "required"), ("ZZ", "form"), ("Z1Z", "form")]);
    world.set(&[(PATH, "ZZZ")]);
    assert_eq!(drawn(&world.show(&field(ITEM))), ["mover:1/nationality =ZZZ"]);
    assert_eq!(world.words(&field(ITEM)), "ZZZ");
    assert_eq!(world.again(&field(ITEM)), "mover:1/nationality=ZZZ");
}

#[test]
fn the_usual_ones_stand_in_front() {
    let world = World::new().with(&[(PATH, "VNM")]);
    let shown = world.show(&field(ITEM));
    let want = "mover:1/nationality =[CHN|*VNM|KOR|PHL|NPL|BRA|IDN|MMR|USA|THA|FRA|XXA]";
    assert_eq!(drawn(&shown), [want]);
    assert!(matches!(shown.controls[0].widget, Widget::Select { usual: 10, .. }));
    let words = |world: &World| world.show(&field(ITEM)).controls[0].choices()[1].words.plain.clone();
    assert_eq!(words(&world), "ベトナム");
    assert_eq!(words(&World::english()), "Viet Nam");
    assert_eq!(
        drawn(&world.typing(&[(PATH, "FRA")]).show(&field(ITEM)))[0].find('*'),
        want.find("FRA").map(|at| at - 1)
    );
    World::new().round(&field(ITEM), &["CHN", "XXA"]);
}

#[test]
fn one_that_is_not_in_the_table_is_shown_as_none() {
    let world = World::new().with(&[(PATH, "JPN")]);
    let shown = world.show(&field(ITEM));
    assert_eq!(shown.controls[0].value, "", "or the browser would show the first as chosen");
    assert_eq!(world.again(&field(ITEM)), "! required@mover:1/nationality");
    assert_eq!(world.words(&field(ITEM)), "JPN");
}

#[test]
fn words_of_the_summary() {
    for (code, ja, en) in [("VNM", "ベトナム", "Viet Nam"), ("XXA", "無国籍", "Stateless")] {
        assert_eq!(World::new().with(&[(PATH, code)]).words(&field(ITEM)), ja);
        assert_eq!(World::english().with(&[(PATH, code)]).words(&field(ITEM)), en);
    }
}
