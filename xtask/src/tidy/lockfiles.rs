//! Lock files of npm: no download address in them, and only licences that fit.
//!
//! These packages help tests and never ship, so MPL-2.0 (axe-core) is fine here.

use serde_json::Value;

use super::spdx;
use crate::finding::Finding;
use crate::tree::Source;

const RULE: &str = "npm lock";

const ALLOWED: &[&str] = &["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"];

pub(crate) fn check(source: &Source) -> Vec<Finding> {
    if !source.path.ends_with("package-lock.json") {
        return Vec::new();
    }
    let mut findings = addresses(source);
    match serde_json::from_str::<Value>(&source.text) {
        Ok(lock) => findings.extend(licences(source, &lock)),
        Err(error) => {
            findings.push(Finding::new(
                &source.path,
                error.line(),
                RULE,
                "not JSON",
                "let npm write it anew",
            ));
        }
    }
    findings
}

fn addresses(source: &Source) -> Vec<Finding> {
    let lines =
        source.text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("\"resolved\""));
    lines
        .map(|(at, _)| {
            let remedy =
                "put omit-lockfile-registry-resolved=true into .npmrc beside it and run npm install again";
            Finding::new(&source.path, at + 1, RULE, "a download address is recorded", remedy)
        })
        .collect()
}

fn licences(source: &Source, lock: &Value) -> Vec<Finding> {
    let packages = lock.get("packages").and_then(Value::as_object).into_iter().flatten();
    packages
        .filter(|(path, _)| !path.is_empty())
        .filter(|(_, package)| {
            let licence = package.get("license").and_then(Value::as_str).unwrap_or_default();
            !spdx::parse(licence).is_ok_and(|read| read.is_met(&|id, _| ALLOWED.contains(&id)))
        })
        .map(|(path, package)| {
            let licence = package.get("license").and_then(Value::as_str).unwrap_or("no licence");
            let what = format!("{} is under {licence}", path.trim_start_matches("node_modules/"));
            Finding::new(&source.path, 0, RULE, what, "do without it")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules_broken(text: &str) -> Vec<String> {
        let source = Source { path: "e2e/package-lock.json".to_owned(), text: text.to_owned() };
        check(&source).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn addresses_and_licences_are_seen() {
        let text = "{\"packages\": {\"\": {}, \"node_modules/a\": {\n\"resolved\": \"x\",\n\"license\": \"GPL-3.0\"},\n\
                    \"node_modules/b\": {\"license\": \"(MIT OR GPL-3.0)\"}, \"node_modules/c\": {}}}";
        let found = rules_broken(text);
        assert_eq!(found, ["a download address is recorded", "a is under GPL-3.0", "c is under no licence"]);
    }
}
