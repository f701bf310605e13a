//! The core dictionary against the published list, and paths against keys.

use kakanai_record::{Dictionary, ElementId, PathError, core};

fn lines() -> Vec<String> {
    let line = |item: &kakanai_record::ItemDef| {
        format!(
            "{} {} {} {:?}{}",
            item.tag.0,
            item.path,
            item.kind.signature(),
            item.owner,
            if item.sensitive { " sensitive" } else { "" }
        )
    };
    Dictionary::core().items().map(line).collect()
}

fn code_lines() -> Vec<String> {
    let lists = kakanai_record::codes::ALL.iter();
    lists
        .flat_map(|list| {
            list.entries.iter().map(|entry| format!("{} {} {}", list.id, entry.number, entry.key))
        })
        .collect()
}

fn only_added(published: &str, now: &[String], file: &str) {
    for line in published.lines() {
        assert!(
            now.iter().any(|l| l == line),
            "published, but changed or gone: `{line}`. Tags and kinds never change; add a new item instead"
        );
    }
    for line in now {
        assert!(published.lines().any(|l| l == line), "new: add this line to published/{file}: {line}");
    }
}

#[test]
fn core_items_are_only_ever_added() {
    only_added(include_str!("../published/core-items.txt"), &lines(), "core-items.txt");
}

#[test]
fn codes_are_only_ever_added() {
    only_added(include_str!("../published/core-codes.txt"), &code_lines(), "core-codes.txt");
}

#[test]
fn tags_and_paths_are_unique_and_lists_come_before_what_lies_in_them() {
    let dictionary = Dictionary::core();
    assert_eq!(dictionary.items().count(), core::all().len());
    for item in dictionary.items() {
        assert!(!item.tag.is_city());
        assert_eq!(dictionary.by_path(&item.path).map(|same| same.tag), Some(item.tag));
        assert!(dictionary.lists(item.tag).iter().all(|list| *list < item.tag), "{}", item.path);
    }
}

#[test]
fn no_item_asks_for_the_individual_number() {
    assert!(
        Dictionary::core().items().all(|item| !item.path.contains("my_number") && item.label != "個人番号")
    );
}

#[test]
fn a_path_names_its_element_by_id() {
    let dictionary = Dictionary::core();
    let two = ElementId::new(2).unwrap();
    let key = core::MOVER_NAME.of(two);
    assert_eq!(dictionary.parse_path("mover:2/name/kanji"), Ok(key));
    assert_eq!(dictionary.path(key), "mover:2/name/kanji");
    assert_eq!(dictionary.path(core::MOVE_DATE.key()), "move/date");
    for wrong in [
        "mover/name/kanji",
        "mover:0/name/kanji",
        "mover:02/name/kanji",
        "mover:2/name:1/kanji",
        "service:1",
        "mover:x/name/kanji",
    ] {
        assert!(matches!(dictionary.parse_path(wrong), Err(PathError::Element { .. })), "{wrong}");
    }
    assert!(matches!(dictionary.parse_path("mover:2/nose"), Err(PathError::Unknown { .. })));
}

#[test]
fn what_an_older_dictionary_knew_can_still_be_read() {
    let item = |tag: u16, path: &'static str| kakanai_record::ItemDef {
        tag: kakanai_record::Tag(tag),
        path: path.into(),
        kind: kakanai_record::ItemKind::Flag,
        owner: kakanai_record::Owner::Citizen,
        sensitive: false,
        label: "".into(),
    };
    let with = |items: &[(u16, &'static str)]| {
        let mut dictionary = Dictionary::core();
        items.iter().for_each(|(tag, path)| dictionary.add_city_item(item(*tag, path)).unwrap());
        dictionary
    };
    let older = with(&[(0x8000, "x.dropped"), (0x8001, "x.old_name"), (0x8002, "x.again")]);
    let mut now = with(&[(0x8001, "x.new_name"), (0x8003, "x.again")]);
    now.absorb(&older);
    let tag = |path: &str| now.by_path(path).map(|item| item.tag.0);
    assert_eq!(tag("x.dropped"), Some(0x8000));
    assert_eq!((tag("x.old_name"), tag("x.new_name")), (Some(0x8001), Some(0x8001)));
    assert_eq!(tag("x.again"), Some(0x8003), "a path in force is never the older item's");
    assert_eq!(now.path(kakanai_record::Tag(0x8001).key()), "x.new_name");
}
