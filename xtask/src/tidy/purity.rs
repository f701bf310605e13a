//! Pure rooms stay pure: no clock, randomness, files, network, environment or processes, neither in their own source
//! outside tests nor below them in the packages they build with.

use std::collections::BTreeSet;

use crate::code::{line_of, without_tests, without_words};
use crate::finding::Finding;
use crate::rooms::{ROOMS, WORLDLY};
use crate::tree::Source;

const RULE: &str = "pure rooms";

/// Names that open a door to the world, wherever they stand in code.
const DOORS: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant",
    "::now(",
    "thread_rng",
    "getrandom",
    "OsRng",
    "SysRng",
];

/// Modules that a grouped import could bring in: `use std::{fs, io}`.
const GROUPED: &[&str] = &["env", "fs", "net", "os", "process", "thread"];

/// Packages below a pure room.
pub(crate) fn check_dependencies(room: &str, built_with: &BTreeSet<String>) -> Vec<Finding> {
    let manifest = format!("crates/{}/Cargo.toml", room.trim_start_matches("kakanai-"));
    let worldly = WORLDLY.iter().filter(|name| built_with.contains(**name));
    worldly
        .map(|name| {
            let what = format!("{room} is pure, but builds with {name}");
            let remedy =
                format!("see `cargo tree -p {room} -i {name} -e normal`; drop the feature or the dependency");
            Finding::new(&manifest, 1, RULE, what, remedy)
        })
        .collect()
}

/// A source file of a pure room.
pub(crate) fn check_source(source: &Source) -> Vec<Finding> {
    if !is_pure_source(&source.path) {
        return Vec::new();
    }
    let code = without_tests(&without_words(&source.text));
    let mut found: Vec<(usize, String)> =
        DOORS.iter().flat_map(|door| places(&code, door).map(|at| (at, (*door).to_owned()))).collect();
    found.extend(grouped(&code));
    found
        .into_iter()
        .map(|(at, door)| {
            let what = format!("`{door}` in a pure room");
            let remedy = "take the time, the bytes or the text as an argument; a shell fetches it";
            Finding::new(&source.path, line_of(&code, at), RULE, what, remedy)
        })
        .collect()
}

/// Files under `src` of a pure room, but for its tests.
fn is_pure_source(path: &str) -> bool {
    let Some(rest) = path.strip_prefix("crates/") else { return false };
    let Some((folder, file)) = rest.split_once("/src/") else { return false };
    let tests =
        file == "tests.rs" || file.ends_with("/tests.rs") || file.split('/').any(|part| part == "tests");
    let pure = ROOMS.iter().any(|room| room.pure && room.name.strip_prefix("kakanai-") == Some(folder));
    pure && !tests && path.ends_with(".rs")
}

/// Where a name stands as a whole word.
fn places<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    code.match_indices(name).map(|(at, _)| at).filter(move |at| {
        let before = at.checked_sub(1).and_then(|before| code.as_bytes().get(before));
        let after = code.as_bytes().get(at + name.len());
        let (opens, closes) = (name.as_bytes().first(), name.as_bytes().last());
        !(word(opens) && word(before) || word(closes) && word(after))
    })
}

/// Doors in grouped imports of the standard library.
fn grouped(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, opening) in code.match_indices("std::{") {
        let mut depth = 0;
        let group = &code[at + opening.len()..];
        let mut word_from = 0;
        for (here, character) in group.char_indices() {
            if !character.is_alphanumeric() && character != '_' {
                let word = &group[word_from..here];
                if depth == 0 && GROUPED.contains(&word) {
                    found.push((at, format!("std::{word}")));
                }
                word_from = here + character.len_utf8();
            }
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_in(path: &str, text: &str) -> Vec<(usize, String)> {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        check_source(&source).into_iter().map(|finding| (finding.line, finding.what)).collect()
    }

    #[test]
    fn doors_are_found_in_code_alone() {
        let text = "//! std::fs is not for us.\nuse std::fs::File;\nlet said = \"SystemTime\";\n\
                    #[cfg(test)]\nmod tests { use std::time::Instant; }\n";
        assert_eq!(found_in("crates/rules/src/a.rs", text), [(2, "`std::fs` in a pure room".to_owned())]);
    }

    #[test]
    fn grouped_imports_are_seen_through() {
        let text = "use std::{collections::{BTreeMap}, fs::{self}, fmt};";
        assert_eq!(found_in("crates/rules/src/a.rs", text), [(1, "`std::fs` in a pure room".to_owned())]);
    }

    #[test]
    fn names_that_only_begin_alike_are_left_alone() {
        assert!(found_in("crates/rules/src/a.rs", "struct Instants; mod std::fsx; fn known(){}").is_empty());
    }

    #[test]
    fn shells_and_tests_are_free() {
        for path in ["crates/server/src/a.rs", "crates/rules/tests/a.rs", "crates/rules/src/tests/a.rs"] {
            assert!(found_in(path, "use std::fs;").is_empty(), "{path}");
        }
    }

    #[test]
    fn a_worldly_package_below_is_named() {
        let below = BTreeSet::from(["serde".to_owned(), "getrandom".to_owned()]);
        let found = check_dependencies("kakanai-record", &below);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].file, "crates/record/Cargo.toml");
    }
}
