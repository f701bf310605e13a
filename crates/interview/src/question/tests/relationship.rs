//! Relationships: everyday words offered, words of the record kept.

use super::fixture::{catalogue, drawn};
use super::{World, field};
use crate::question::Widget;

const ITEM: &str = "mover/relationship";
const PATH: &str = "mover:1/relationship";

#[test]
fn chains_are_read() {
    World::new().reads(
        &field(ITEM),
        PATH,
        &[
            ("wife", "=wife"),
            ("child.wife", "=child.wife"),
            ("child.child.child.child", "=child.child.child.child"),
            ("", "required"),
            ("つま", "choose"),
            ("wife.", "choose"),
            ("child.child.child.child.child", "choose"),
            ("😀", "choose"),
        ],
    );
}

#[test]
fn every_choice_has_everyday_words_in_every_language_and_is_read_again() {
    for world in [World::new(), World::english()] {
        let shown = world.show(&field(ITEM));
        assert!(matches!(shown.controls[0].widget, Widget::Select { usual: 0, .. }));
        for choice in shown.controls[0].choices() {
            let key = ["relationship.", &choice.value].concat();
            assert!(catalogue().texts().find(world.language, &key).is_some(), "{key}");
            assert!(!choice.words.is_empty(), "{key}");
            World::new().round(&field(ITEM), &[&choice.value]);
        }
    }
}

#[test]
fn what_the_desk_has_entered_stays() {
    let world = World::new().with(&[(PATH, "child.child.child")]);
    let shown = world.show(&field(ITEM));
    let choice = shown.controls[0].choices().last().unwrap();
    assert!(choice.chosen);
    assert_eq!((choice.value.as_str(), choice.words.plain.as_str()), ("child.child.child", "子の子の子"));
    World::new().round(&field(ITEM), &["child.child.child", "head"]);
    let usual = World::new().with(&[(PATH, "wife")]).show(&field(ITEM));
    assert_eq!(usual.controls[0].choices().len(), 24, "no choice stands there twice");
}

#[test]
fn what_is_typed_is_chosen_before_what_was_accepted() {
    let world = World::new().with(&[(PATH, "wife")]).typing(&[(PATH, "husband")]);
    assert!(drawn(&world.show(&field(ITEM)))[0].starts_with("mover:1/relationship =[*husband|wife|"));
    let nothing = World::new().show(&field(ITEM));
    assert!(!drawn(&nothing)[0].contains('*') && nothing.controls[0].value.is_empty());
}

#[test]
fn words_of_the_summary() {
    for (kept, ja, en) in [
        ("wife", "妻", "Wife"),
        ("child.wife", "子の妻", "Wife of a child (子の妻)"),
        ("wife_unregistered", "妻（未届）", "Wife, not registered"),
        ("child.child.child", "子の子の子", "子の子の子"),
        ("?", "わからない", "I don't know"),
    ] {
        assert_eq!(World::new().with(&[(PATH, kept)]).words(&field(ITEM)), ja);
        let words = World::english().with(&[(PATH, kept)]).words(&field(ITEM));
        assert!(words.starts_with(en), "{kept}: {words}");
    }
}
