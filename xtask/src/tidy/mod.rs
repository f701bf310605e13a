//! The rules, and the order in which they are asked.

mod arrows;
mod heads;
mod licences;
mod lockfiles;
mod notice;
mod pressed;
mod purity;
mod spdx;
mod words;

use std::path::Path;

use anyhow::Result;

use crate::finding::Finding;
use crate::rooms::ROOMS;
use crate::{metadata, tree};

/// What a run looked at and found.
pub(crate) struct Report {
    pub(crate) findings: Vec<Finding>,
    /// Files of the repository.
    pub(crate) files: usize,
    /// Packages of the lock file.
    pub(crate) packages: usize,
}

/// Holds the repository at `root` to all rules.
pub(crate) fn run(root: &Path) -> Result<Report> {
    let paths = tree::paths(root)?;
    let sources = tree::sources(root, &paths)?;
    let metadata = metadata::load(root)?;
    let mut findings = Vec::new();

    for member in metadata.members() {
        findings.extend(arrows::check(root, member));
    }
    let pure = ROOMS.iter().filter(|room| room.pure);
    for room in pure.filter(|room| metadata.members().any(|member| member.name == room.name)) {
        findings.extend(purity::check_dependencies(room.name, &metadata::built_with(root, room.name)?));
    }
    findings.extend(licences::check(metadata.outsiders()));
    findings.extend(licences::check_missing_in_ours(root, metadata.members()));

    for source in &sources {
        findings.extend(purity::check_source(source));
        findings.extend(heads::check(source));
        findings.extend(words::check(source));
        findings.extend(lockfiles::check(source));
    }
    findings.extend(notice::check(root, &paths));
    findings.extend(pressed::check(root, &sources)?);
    findings.sort();
    Ok(Report { findings, files: paths.len(), packages: metadata.packages.len() })
}
