//! NOTICE tells the truth: what it says is in the tree is there, and no font or packed table of others is unnamed.
//!
//! A program cannot see that a text file was copied from elsewhere; this sees the kinds of files that nobody writes by
//! hand.

use std::collections::BTreeSet;
use std::path::Path;

use crate::finding::Finding;
use crate::tree;

const RULE: &str = "notice";

/// Endings of fonts, and of tables packed from the data of others.
const FOREIGN: &[&str] = &["br", "gz", "otf", "sqlite", "ttc", "ttf", "woff", "woff2", "xz", "zst"];

pub(crate) fn check(root: &Path, paths: &[String]) -> Vec<Finding> {
    let text = std::fs::read_to_string(root.join("NOTICE")).unwrap_or_default();
    judge(&text, paths)
}

fn judge(notice: &str, paths: &[String]) -> Vec<Finding> {
    let named: Vec<(usize, &str)> = named(notice).collect();
    let missing = named.iter().filter(|(_, place)| !paths.iter().any(|path| is_under(path, place)));
    let mut findings: Vec<Finding> = missing
        .map(|(line, place)| {
            let what = format!("nothing is at {place}");
            Finding::new("NOTICE", *line, RULE, what, "take the entry out, or say where the thing is now")
        })
        .collect();
    let foreign = paths.iter().filter(|path| FOREIGN.contains(&tree::ending(path)));
    let unnamed = foreign.filter(|path| !named.iter().any(|(_, place)| is_under(path, place)));
    // One finding a folder: tables come by the hundred.
    let folders: BTreeSet<&str> =
        unnamed.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
    findings.extend(folders.into_iter().map(|folder| {
        let remedy = "add an entry with copyright, licence and `In:` to NOTICE";
        Finding::new(folder, 0, RULE, "fonts or packed tables that NOTICE does not name", remedy)
    }));
    findings
}

/// Line and path of each place after `In:`.
fn named(notice: &str) -> impl Iterator<Item = (usize, &str)> {
    notice.lines().enumerate().flat_map(|(at, line)| {
        let places = line.trim_start().strip_prefix("In:").unwrap_or_default();
        places.split(',').map(str::trim).filter(|place| !place.is_empty()).map(move |place| (at + 1, place))
    })
}

fn is_under(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || place.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(notice: &str, paths: &[&str]) -> Vec<String> {
        let paths: Vec<String> = paths.iter().map(|path| String::from(*path)).collect();
        judge(notice, &paths)
            .into_iter()
            .map(|finding| format!("{} {}", finding.file, finding.what))
            .collect()
    }

    #[test]
    fn what_is_named_has_to_be_there() {
        assert!(told("A\n  In: web/fonts, data", &["web/fonts/a.woff2", "data/t.br"]).is_empty());
        assert_eq!(told("A\n  In: web/fonts", &["web/fontsome/a.css"]), ["NOTICE nothing is at web/fonts"]);
    }

    #[test]
    fn what_is_there_has_to_be_named() {
        let unnamed = "web fonts or packed tables that NOTICE does not name";
        assert_eq!(told("", &["web/a.woff2", "web/b.woff2", "web/a.css"]), [unnamed]);
    }
}
