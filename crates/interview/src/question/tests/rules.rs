//! What holds for every kind: わからない, left out, words of the language, names.

use kakanai_catalogue::{Ask, Field, PageKind};
use kakanai_record::ItemKind;

use super::fixture::{catalogue, drawn};
use super::{World, field};
use crate::question::speaks;

#[test]
fn not_known_is_offered_read_and_kept() {
    let question = Field { dont_know: true, ..field("old_address/postal") };
    let (path, name) = ("old_address/postal", "old_address/postal.dont_know");
    let ticked = |world: World| drawn(&world.show(&question)).last().unwrap().ends_with("[*]");
    assert_eq!(World::new().read(&question, &[(name, "yes")]), "old_address/postal=?");
    assert_eq!(World::new().read(&question, &[(name, "yes"), (path, "x")]), "old_address/postal=?");
    assert_eq!(World::new().read(&question, &[(name, "no"), (path, "")]), "! required@old_address/postal");
    assert!(!ticked(World::new()));
    assert!(ticked(World::new().with(&[(path, "?")])));
    assert!(ticked(World::new().typing(&[(name, "yes")])));
    assert!(!ticked(World::new().with(&[(path, "?")]).typing(&[(name, "no")])), "no longer ticked");
    assert!(!ticked(World::new().with(&[(path, "?")]).typing(&[(path, "0")])), "something is typed instead");
    assert!(!ticked(World::new().with(&[(path, "0000001")])));
    let never = field(path);
    assert_eq!(
        World::new().read(&never, &[(name, "yes")]),
        "! required@old_address/postal",
        "where not offered"
    );
    assert_eq!(drawn(&World::new().show(&never)).len(), 1);
}

#[test]
fn what_may_be_left_out_says_so_and_is_left_out() {
    for (path, name) in [
        ("mover/name/alias", "mover:1/name/alias"),
        ("notifier/birth", "notifier/birth.year"),
        ("message", "message"),
        ("move/date", "move/date.era"),
    ] {
        let optional = Field { optional: true, ..field(path) };
        let world = World::new();
        assert!(world.show(&optional).optional && !world.show(&field(path)).optional);
        let blank = world.read(&optional, &[(name, if name.ends_with("era") { "R" } else { " " })]);
        assert_eq!(blank, [&world.asking().name(optional.ask.leading()), "=·"].concat());
    }
    let birth = Field { optional: true, ..field("notifier/birth") };
    let half = World::new().read(&birth, &[("notifier/birth.month", "5")]);
    assert_eq!(half, "! date@notifier/birth.year", "half a date is not left out");
}

/// Every question of every service, in both languages.
#[test]
fn every_question_of_the_city_has_words_and_unique_names() {
    let mut seen = 0;
    for service in catalogue().services() {
        for (_, page) in service.pages() {
            let PageKind::Fields(fields) = &page.kind else { continue };
            for field in fields {
                for mut world in [World::new(), World::english()] {
                    world.element = page.each.and(world.element);
                    if page.each == Some(kakanai_record::core::CERTIFICATE) {
                        let add = kakanai_record::Change::Add(
                            kakanai_record::core::CERTIFICATE.key(),
                            world.element.unwrap(),
                        );
                        world.record.apply(catalogue().dictionary(), &add).unwrap();
                    }
                    let shown = world.show(field);
                    let name = world.asking().name(field.ask.leading());
                    assert!(!shown.legend.is_empty(), "{name}");
                    assert!(!drawn(&shown).is_empty(), "{name}");
                    let of_it = |control: &crate::question::Control| {
                        let tags = field.ask.items().into_iter();
                        tags.map(|tag| world.asking().name(tag))
                            .any(|path| crate::question::belongs(&control.name, &path))
                    };
                    assert!(shown.controls.iter().all(of_it), "{name}: drafts are kept by these names");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn only_dates_and_postal_codes_say_what_they_mean() {
    for item in catalogue().dictionary().items().filter(|item| !matches!(item.kind, ItemKind::List { .. })) {
        let mut world = World::new();
        world.element = None;
        let question = super::ask(Ask::Item(item.tag));
        let wants = matches!(item.kind, ItemKind::Date | ItemKind::PartialDate | ItemKind::Postal);
        assert_eq!(speaks(&world.asking(), &question), wants, "{}", item.path);
    }
}
