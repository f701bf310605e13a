//! Arrows between the rooms: a crate may depend only on the crates that [`crate::rooms`] gives it.
//!
//! Dependencies of tests are free: a conformance suite or a sample may come from below.

use std::path::Path;

use crate::finding::Finding;
use crate::metadata::Package;
use crate::rooms::{ROOMS, room};

const RULE: &str = "arrows";

pub(crate) fn check(root: &Path, member: &Package) -> Vec<Finding> {
    let manifest = inside(root, &member.manifest_path);
    let text = std::fs::read_to_string(&member.manifest_path).unwrap_or_default();
    let used: Vec<&str> = member
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.as_deref() != Some("dev"))
        .map(|dependency| dependency.name.as_str())
        .filter(|name| is_ours(name))
        .collect();
    judge(&member.name, &used)
        .into_iter()
        .map(|(name, what, remedy)| Finding::new(&manifest, line_naming(&text, &name), RULE, what, remedy))
        .collect()
}

/// For each wrong arrow: the package it points to, what is wrong and what to do.
fn judge(member: &str, used: &[&str]) -> Vec<(String, String, String)> {
    let Some(here) = room(member) else {
        let what = format!("{member} is not in the table of rooms");
        let remedy = "give it its place in ARCHITECTURE.md and xtask/src/rooms.rs";
        return vec![(member.to_owned(), what, remedy.to_owned())];
    };
    let wrong = used.iter().filter(|name| !here.may_use.contains(name));
    wrong
        .map(|name| {
            let what = format!("{member} must not depend on {name}");
            (String::from(*name), what, remedy(member, name))
        })
        .collect()
}

fn remedy(member: &str, name: &str) -> String {
    let place = |name: &str| ROOMS.iter().position(|room| room.name == name);
    if place(name) < place(member) {
        format!(
            "{name} stands above {member}, but the table does not join them: move the code, or change the table"
        )
    } else {
        "it does not stand above: move the shared part into a room above both".to_owned()
    }
}

fn is_ours(name: &str) -> bool {
    name == "kakanai" || name.starts_with("kakanai-") || name == "xtask"
}

/// The line of a manifest that begins with a package's name, else its first.
fn line_naming(manifest: &str, name: &str) -> usize {
    manifest.lines().position(|line| line.trim_start().starts_with(name)).map_or(1, |at| at + 1)
}

/// A path as seen from the root.
pub(super) fn inside(root: &Path, path: &str) -> String {
    Path::new(path)
        .strip_prefix(root)
        .map_or_else(|_| path.to_owned(), |path| path.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_of_the_table_hold() {
        assert!(judge("kakanai-interview", &["kakanai-record", "kakanai-catalogue"]).is_empty());
    }

    #[test]
    fn the_server_knows_no_engine() {
        let found = judge("kakanai-server", &["kakanai-store", "kakanai-store-sqlite"]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1, "kakanai-server must not depend on kakanai-store-sqlite");
        assert!(found[0].2.contains("stands above"));
    }

    #[test]
    fn an_arrow_downwards_is_refused() {
        let found = judge("kakanai-record", &["kakanai-server"]);
        assert!(found[0].2.starts_with("it does not stand above"));
    }

    #[test]
    fn an_unknown_crate_has_to_be_placed() {
        assert!(judge("kakanai-novelty", &[])[0].1.contains("not in the table"));
    }

    #[test]
    fn the_line_of_a_dependency_is_found() {
        assert_eq!(
            line_naming("[dependencies]\nserde = \"1\"\nkakanai-store.workspace = true\n", "kakanai-store"),
            3
        );
    }
}
