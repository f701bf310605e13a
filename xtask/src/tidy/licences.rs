//! Licences of everything in the lock file: what we ship must be free to ship under MIT OR Apache-2.0.

use std::path::Path;

use super::arrows::inside;
use super::spdx;
use crate::finding::Finding;
use crate::metadata::Package;

const RULE: &str = "licences";

/// Licences that ask for no more than to be named.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "NCSA",
    "OFL-1.1",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Additions to a licence that only give more.
const EXCEPTIONS: &[(&str, &str)] = &[("Apache-2.0", "LLVM-exception")];

/// Packages allowed by name: package, licence, reason. One that is no longer there is reported.
const BY_NAME: &[(&str, &str, &str)] = &[];

/// Packages of others.
pub(crate) fn check<'a>(packages: impl Iterator<Item = &'a Package>) -> Vec<Finding> {
    let packages: Vec<&Package> = packages.collect();
    let mut findings: Vec<Finding> = packages.iter().filter_map(|package| judge(package)).collect();
    for (name, licence, _) in BY_NAME {
        if !packages.iter().any(|package| package.name == *name) {
            let what = format!("{name} ({licence}) is allowed by name, but no longer in the lock file");
            findings.push(Finding::new("xtask/src/tidy/licences.rs", 1, RULE, what, "take it off the list"));
        }
    }
    findings
}

/// Our own packages carry the product's licence.
pub(crate) fn check_missing_in_ours<'a>(
    root: &Path,
    members: impl Iterator<Item = &'a Package>,
) -> Vec<Finding> {
    let wrong = members.filter(|member| member.license.as_deref() != Some("MIT OR Apache-2.0"));
    wrong
        .map(|member| {
            let what = format!("{} does not carry the licence of the product", member.name);
            Finding::new(
                inside(root, &member.manifest_path),
                1,
                RULE,
                what,
                "write `license.workspace = true`",
            )
        })
        .collect()
}

fn judge(package: &Package) -> Option<Finding> {
    let (name, version) = (&package.name, &package.version);
    let refuse = |what: String, remedy: &str| Some(Finding::new("Cargo.lock", 0, RULE, what, remedy));
    let Some(licence) = &package.license else {
        let what = format!("{name} {version} names no licence");
        return refuse(
            what,
            "read its licence file, then allow it by name with the reason, or do without it",
        );
    };
    let expression = match spdx::parse(licence) {
        Ok(expression) => expression,
        Err(error) => {
            let what = format!("{name} {version}: `{licence}` cannot be read: {error}");
            return refuse(what, "read its licence file, then allow it by name with the reason");
        }
    };
    if expression.is_met(&|id, exception| is_allowed(name, id, exception)) {
        return None;
    }
    refuse(
        format!("{name} {version} is under {licence}"),
        "do without it (`cargo tree -i` tells who brings it); MPL-2.0 can be allowed by name with a reason in \
         xtask/src/tidy/licences.rs, GPL, AGPL and LGPL cannot",
    )
}

fn is_allowed(package: &str, id: &str, exception: Option<&str>) -> bool {
    match exception {
        Some(exception) => EXCEPTIONS.contains(&(id, exception)),
        None => {
            ALLOWED.contains(&id)
                || BY_NAME.iter().any(|(name, licence, _)| (*name, *licence) == (package, id))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, licence: &str) -> Package {
        let licence = if licence.is_empty() { "null".to_owned() } else { format!("\"{licence}\"") };
        let text = format!(
            r#"{{"id": "{name}", "name": "{name}", "version": "1.0.0", "license": {licence}, "manifest_path": "/a"}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn free_licences_pass() {
        for licence in ["MIT", "MIT/Apache-2.0", "Apache-2.0 WITH LLVM-exception", "MIT OR GPL-3.0-or-later"]
        {
            assert_eq!(judge(&package("a", licence)), None, "{licence}");
        }
    }

    #[test]
    fn others_are_refused() {
        for licence in ["GPL-3.0-only", "LGPL-2.1+", "AGPL-3.0", "MPL-2.0", "MIT AND GPL-2.0", "SSPL-1.0", ""]
        {
            assert!(judge(&package("a", licence)).is_some(), "{licence}");
        }
    }

    #[test]
    fn nothing_copyleft_is_allowed_by_name() {
        assert!(BY_NAME.iter().all(|(_, licence, reason)| !licence.contains("GPL") && !reason.is_empty()));
    }
}
