//! Every Rust file says at its head what it is for, and no file of ours grows beyond what one sitting can read.

use crate::finding::Finding;
use crate::tree::Source;

/// Longest file, in lines.
const LONGEST: usize = 500;

/// A head of fewer words says nothing that the file's name does not say.
const FEWEST_WORDS: usize = 3;

/// Files that may be longer, and why.
const LONG_FILES: &[(&str, &str)] = &[];

pub(crate) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if source.ending() == "rs" && words_of_head(&source.text) < FEWEST_WORDS {
        findings.push(Finding::new(
            &source.path,
            1,
            "file head",
            "the file does not begin with `//!` lines that say what it is for",
            "say in a sentence what is in here and what is not",
        ));
    }
    let lines = source.text.lines().count();
    let code = matches!(source.ending(), "rs" | "js" | "mjs" | "sh" | "sql");
    if code && lines > LONGEST && !LONG_FILES.iter().any(|(path, _)| *path == source.path) {
        findings.push(Finding::new(
            &source.path,
            LONGEST + 1,
            "file length",
            format!("{lines} lines, {LONGEST} at most"),
            "split it by what it is about, or list it with a reason in xtask/src/tidy/heads.rs",
        ));
    }
    findings
}

/// Words of the `//!` lines a file begins with.
fn words_of_head(text: &str) -> usize {
    let head = text.lines().map_while(|line| line.strip_prefix("//!"));
    head.map(|line| line.split_whitespace().count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules_broken(path: &str, text: &str) -> Vec<&'static str> {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        check(&source).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_head_says_something() {
        assert!(rules_broken("a.rs", "//! Names of people and places.\nfn a() {}").is_empty());
        assert_eq!(rules_broken("a.rs", "//! Names.\n"), ["file head"]);
        assert_eq!(rules_broken("a.rs", "use a;\n//! Names of people and places.\n"), ["file head"]);
        assert!(rules_broken("a.css", "").is_empty());
    }

    #[test]
    fn a_long_file_is_named() {
        let text = format!("//! Names of people and places.\n{}", "a();\n".repeat(LONGEST));
        assert_eq!(rules_broken("a.rs", &text), ["file length"]);
    }
}
