//! What the city's mapping may say, and what each wrong one is told.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod support;

use std::collections::BTreeSet;

use kakanai_links::Part;
use kakanai_links::mapping::Mapping;
use kakanai_record::{Dictionary, ItemDef, ItemKind, Owner};

fn faults(text: &str) -> Vec<String> {
    match Mapping::read(&Dictionary::core(), text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

fn part(each: &str, columns: &str) -> Vec<String> {
    faults(&format!("[move]\nreturns = false\neach = \"{each}\"\ncolumns = [\n{columns}\n]\n"))
}

#[test]
fn each_wrong_column_is_told_where_and_what_to_do() {
    for (column, place, words) in [
        (r#"{ name = "a", source = "mover/height" }"#, "5:24", "no source `mover/height`: `kakanai items`"),
        (r#"{ name = "a", source = "person/kanji" }"#, "5:24", "perhaps `mover/name/kanji`"),
        (r#"{ name = "a", source = "caution" }"#, "5:24", "never goes out"),
        (r#"{ name = "a", source = "staff_note" }"#, "5:24", "use `remarks`"),
        (r#"{ name = "a", source = "mover/pregnant" }"#, "5:24", "is sensitive"),
        (r#"{ name = "a", source = "household/protection" }"#, "5:24", "is sensitive"),
        (r#"{ name = "a", source = "seal/mover/handbook" }"#, "5:24", "is sensitive"),
        (r#"{ name = "a", source = "mover/care", sensitive = true }"#, "5:38", "unknown field `sensitive`"),
        (r#"{ name = "a", source = "mover" }"#, "5:24", "is a list"),
        (r#"{ name = "a", source = "certificate/kind" }"#, "5:24", "set `each = \"certificate\"`"),
        (r#"{ name = "a", source = "certificate/mover/birth" }"#, "5:24", "set `each = \"certificate\"`"),
        (r#"{ name = "a", source = "seal/mover/case/number" }"#, "5:24", "no source"),
        (
            r#"{ name = "a", source = "service", form = "iso" }"#,
            "5:42",
            "choose \"word\", \"code\", \"key\", \"table\"",
        ),
        (r#"{ name = "a", source = "service", form = "roman" }"#, "5:42", "unknown variant"),
        (r#"{ name = "a", source = "service", form = "table" }"#, "5:1", "needs the name of a table"),
        (r#"{ name = "a", source = "service", table = "b" }"#, "5:43", "goes with `form = \"table\"` alone"),
        (
            r#"{ name = "a", source = "service", form = "table", table = "b" }"#,
            "5:59",
            "no table `b`: write [table.b]",
        ),
        (r#"{ name = "a", source = "service", when = "x" }"#, "5:35", "unknown field `when`"),
        (r#"{ name = "a" }"#, "5:1", "missing field `source`"),
        (r#"{ name = "", source = "service" }"#, "5:10", "has no name"),
        (r#"{ name = "結果", source = "service" }"#, "5:10", "the answer's own column"),
        (r#"{ name = "個人番号", source = "service" }"#, "5:10", "is never handed over"),
        (r#"{ name = " a", source = "service" }"#, "5:10", "spaces at its ends"),
        (r#"{ name = "a\nb", source = "service" }"#, "5:10", "control characters"),
        (r#"{ name = "=a", source = "service" }"#, "5:10", "take the name `=a` for a formula"),
        (r#"{ name = "a", source = "mover/birth" }"#, "5:1", "add a column of the same source"),
    ] {
        let found = part("mover", column);
        let place = format!("handover.toml:{place}: ");
        assert!(
            found.len() == 1 && found[0].starts_with(&place) && found[0].contains(words),
            "{column}\n{found:?}\nwanted {place}{words}"
        );
    }
}

#[test]
fn each_wrong_part_is_told_where_and_what_to_do() {
    let columns = r#"columns = [{ name = "a", source = "service" }]"#;
    let table = r#"columns = [{ name = "a", source = "mover/sex", form = "table", table = "t" }]"#;
    for (text, words) in [
        (String::new(), "1:1: no part at all"),
        ("[moves]\n".into(), "1:2: unknown field `moves`"),
        ("[move]\nreturns = false\ncolumns = []".into(), "3:11: no columns"),
        ("[move]\ncolumns = [}".into(), "2:12: "),
        (format!("[move]\n{columns}"), "missing field `returns`"),
        (format!("[move]\nreturns = false\neach = \"people\"\n{columns}"), "3:8: `people` is no list of the case"),
        (format!("[move]\nreturns = false\neach = \"remarks\"\n{columns}"), "3:8: `remarks` is no list of the case"),
        (format!("[move]\nreturns = false\n{columns}\nanswer = [\"a\"]"), "4:10: `answer` goes with"),
        (format!("[move]\nreturns = true\n{columns}\nanswer = [\"b\"]"), "4:11: `b` is no column"),
        (format!("[move]\nreturns = true\n{columns}\nanswer = [\"a\", \"a\"]"), "4:16: `a` is named twice"),
        (format!("[move]\nreturns = true\neach = \"mover\"\n{columns}"), "4:11: an answer has to say whose line"),
        (
            format!("[move]\nreturns = false\neach = \"mover\"\n{table}\n[table.t]\nmale = \"1\"\nother = \"9\""),
            "`t` says nothing for female",
        ),
        (
            format!("[move]\nreturns = false\neach = \"mover\"\n{table}\n[table.t]\nmale = \"1\"\nfemale = \"2\"\nx = \"9\""),
            "8:5: `x` is no key of `mover/sex`",
        ),
        (
            "[seal]\nreturns = false\ncolumns = [\n{ name = \"a\", source = \"service\" },\n{ name = \"a\", source = \"element\" }]".into(),
            "5:1: two columns `a`",
        ),
        (
            "[seal]\nreturns = false\ncolumns = [{ name = \"a\", source = \"element\" }]".into(),
            "3:35: `element` is the number of a list's entry",
        ),
        (
            "[seal]\nreturns = false\ncolumns = [{ name = \"a\", source = \"mover/birth\", form = \"wareki\" }]".into(),
            "3:35: `mover/birth` belongs to an entry of `mover`",
        ),
    ] {
        let found = faults(&text);
        assert!(found.iter().any(|fault| fault.contains(words)), "{text}\n{found:?}\nwanted {words}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_file() {
    let found = part(
        "mover",
        "{ name = \"a\", source = \"caution\" },\n{ name = \"b\", source = \"x\" },\n{ name = \"c\", source = \"mover/care\" }",
    );
    let lines: Vec<&str> = found.iter().filter_map(|fault| fault.split(':').nth(1)).collect();
    assert_eq!(lines, ["5", "6", "7"], "{found:?}");
}

/// The demonstration's own promise: its file carries every item of a move, or says why not.
#[test]
fn the_demonstration_city_hands_over_every_item_of_a_move() {
    let mapping = support::mapping(support::DEMO);
    assert_eq!(mapping.parts().map(|part| part.part()).collect::<Vec<_>>(), Part::ALL);
    assert!(mapping.part(Part::Move).unwrap().columns().len() >= 40);
    let covered = |part: Part| -> BTreeSet<String> {
        let file: toml::Table = toml::from_str(support::DEMO).unwrap();
        let columns = file[part.code()]["columns"].as_array().unwrap();
        columns.iter().map(|column| column["source"].as_str().unwrap().to_owned()).collect()
    };
    let (moving, certificates, seal) =
        (covered(Part::Move), covered(Part::Certificates), covered(Part::Seal));
    // Given by what is made of several items.
    let made = [
        "old_household/head",
        "old_household/head_name",
        "new_household/head",
        "new_household/head_name",
        "notifier/mover",
        "notifier/name/kanji",
        "notifier/name/kana",
        "notifier/address",
        "notifier/birth",
        "identity/kind",
        "identity/detail",
        "received_on",
        "certificate/mover",
        "seal/mover",
    ];
    // Not the resident-record system's: journeys and hints of the interview, matters of other desks, what
    // the citizen meant to bring (the desk record says what was seen), and the desk's own note on it.
    let elsewhere = [
        "prepared_on",
        "certificates_wanted",
        "seal/wanted",
        "mover/school",
        "household/one_parent",
        "household/scooter",
        "household/dog",
        "household/water",
        "message",
        "notifier/authority",
        "notifier/identity",
        "authority/note",
    ];
    // What only decides which procedures a household needs.
    let guides = |item: &ItemDef| (120..200).contains(&item.tag.0);
    for item in Dictionary::core().items() {
        let path = item.path.as_ref();
        let kept = item.owner == Owner::City || item.sensitive || path == "staff_note";
        if kept
            || matches!(item.kind, ItemKind::List { .. })
            || made.contains(&path)
            || elsewhere.contains(&path)
            || guides(item)
        {
            assert!(!kept || !moving.contains(path), "{path} goes out");
            continue;
        }
        let part = match path {
            _ if path.starts_with("certificate/") => &certificates,
            _ if path.starts_with("seal/") => &seal,
            _ => &moving,
        };
        assert!(
            part.contains(path),
            "{path} is in no column of catalogue/handover.toml: add it, or say here why not"
        );
    }
}

#[test]
fn the_page_for_robots_tells_each_column_of_the_demonstration_city() {
    let page = include_str!("../../../docs/handover.md");
    let mapping = support::mapping(support::DEMO);
    for part in mapping.parts() {
        let tables =
            page.split("### ").find(|chapter| chapter.contains(&format!("(`{}`)", part.part().code())));
        let rows: Vec<&str> = tables.unwrap().lines().filter(|line| line.starts_with("| ")).skip(2).collect();
        let told: Vec<&str> =
            rows.iter().filter_map(|row| row.split(" | ").next()?.strip_prefix("| ")).collect();
        let names: Vec<&str> = part.columns().iter().map(|column| column.name()).collect();
        assert_eq!(told, names, "docs/handover.md, table of {}", part.part().code());
        let back = rows.iter().filter(|row| row.ends_with("| yes |")).count();
        assert_eq!(
            back,
            part.answer().count(),
            "docs/handover.md, what comes back of {}",
            part.part().code()
        );
    }
}
