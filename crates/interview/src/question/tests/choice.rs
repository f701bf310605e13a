//! Yes or no, and one of a list.

use kakanai_catalogue::Field;

use super::fixture::drawn;
use super::{World, field};
use crate::question::Widget;

#[test]
fn yes_and_no() {
    let path = "household/dog";
    World::new().reads(
        &field(path),
        path,
        &[
            ("yes", "=yes"),
            (" no ", "=no"),
            ("", "required"),
            ("maybe", "choose"),
            ("はい", "choose"),
            ("😀", "choose"),
        ],
    );
    let shown = |world: World| drawn(&world.show(&field(path)));
    assert_eq!(shown(World::new()), ["household/dog =[yes|no]"]);
    assert_eq!(shown(World::new().with(&[(path, "no")])), ["household/dog =[yes|*no]"]);
    assert_eq!(
        shown(World::new().with(&[(path, "no")]).typing(&[(path, "yes")])),
        ["household/dog =[*yes|no]"]
    );
    World::new().round(&field(path), &["yes", "no"]);
    for (answer, ja, en) in [
        ("yes", "はい", "Yes"),
        ("no", "いいえ", "No"),
        ("?", "わからない", "I don't know"),
        ("-", "なし", "None"),
    ] {
        assert_eq!(World::new().with(&[(path, answer)]).words(&field(path)), ja);
        assert_eq!(World::english().with(&[(path, answer)]).words(&field(path)), en);
    }
}

#[test]
fn one_of_a_list() {
    let (item, path) = ("mover/sex", "mover:1/sex");
    World::new().reads(
        &field(item),
        path,
        &[("male", "=male"), ("female", "=female"), ("", "required"), ("MALE", "choose"), ("1", "choose")],
    );
    let world = World::new().with(&[(path, "female")]);
    assert_eq!(drawn(&world.show(&field(item))), ["mover:1/sex =[male|*female]"]);
    assert_eq!(world.words(&field(item)), "女");
    assert_eq!(World::english().with(&[(path, "female")]).words(&field(item)), "Female");
    World::new().round(&field(item), &["male", "female"]);
}

#[test]
fn many_choices_unfold_and_none_is_chosen_unasked() {
    let item = "mover/residence/status";
    let shown = World::new().show(&field(item));
    let control = &shown.controls[0];
    assert!(matches!(control.widget, Widget::Select { usual: 0, .. }) && control.choices().len() > 9);
    assert!(control.value.is_empty() && control.choices().iter().all(|choice| !choice.chosen));
    World::new().round(&field(item), &["permanent", "medical"]);
    let furigana = World { furigana: true, ..World::new() }.show(&field(item));
    let medical = furigana.controls[0].choices().iter().find(|choice| choice.value == "medical").unwrap();
    assert_eq!(medical.words.plain, "医療");
    assert!(medical.words.html.to_string().starts_with("<ruby>医療"), "{}", medical.words.html);
}

#[test]
fn only_what_is_offered_can_be_chosen() {
    let path = "move/left";
    let some = Field { choices: vec!["paper".into(), "card".into()], ..field(path) };
    World::new().reads(&some, path, &[("card", "=card"), ("not_yet", "choose"), ("", "required")]);
    let kept = World::new().with(&[(path, "not_yet")]).show(&some);
    assert_eq!(drawn(&kept), ["move/left =[paper|card]"]);
    assert_eq!(kept.controls[0].value, "", "what is not offered is not sent again unseen");
    let one = Field { choices: vec!["paper".into()], ..field(path) };
    assert_eq!(drawn(&World::new().show(&one)), ["move/left =[*paper]"], "nobody has to choose among one");
    assert_eq!(World::new().again(&one), "move/left=paper");
}

#[test]
fn certificates_are_offered_with_their_price() {
    let mut world = World::new();
    let list = kakanai_record::core::CERTIFICATE.key();
    let add = kakanai_record::Change::Add(list, kakanai_record::ElementId::new(1).unwrap());
    world.record.apply(super::fixture::catalogue().dictionary(), &add).unwrap();
    for (language, words) in [
        (kakanai_catalogue::Language::Ja, "住民票の写し（1通300円）"),
        (kakanai_catalogue::Language::En, " (300 yen each)"),
    ] {
        world.language = language;
        let shown = world.show(&field("certificate/kind"));
        let choices = shown.controls[0].choices();
        let choice = choices.iter().find(|choice| choice.value == "resident_record").unwrap();
        assert!(choice.words.plain.ends_with(words), "{}", choice.words.plain);
    }
    world.set(&[("certificate:1/kind", "resident_record")]);
    assert!(!world.words(&field("certificate/kind")).contains("300"), "the price is not the answer");
}
