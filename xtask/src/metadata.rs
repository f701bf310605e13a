//! What cargo knows about the workspace: its packages, their licences and dependencies.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The part of `cargo metadata` that the rules read.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    workspace_members: Vec<String>,
}

/// A package of the workspace or of the lock file.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Package {
    id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    /// SPDX expression of the manifest.
    pub(crate) license: Option<String>,
    pub(crate) manifest_path: String,
    #[serde(default)]
    pub(crate) dependencies: Vec<Dependency>,
}

/// A line of a manifest.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Nothing for `[dependencies]`, else "dev" or "build".
    pub(crate) kind: Option<String>,
}

impl Metadata {
    /// Our own packages.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// Packages of others.
    pub(crate) fn outsiders(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| !self.workspace_members.contains(&package.id))
    }
}

/// Asks cargo for the whole lock file, optional dependencies included.
pub(crate) fn load(root: &Path) -> Result<Metadata> {
    let text = cargo(root, &["metadata", "--locked", "--all-features", "--format-version", "1"])?;
    serde_json::from_str(&text).context("cargo metadata answered with something else than its JSON")
}

/// Names of all packages a member builds with, as its own features have it, on a server and in a browser. Compile-time
/// helpers (procedural macros, build scripts) and tests are not counted.
pub(crate) fn built_with(root: &Path, package: &str) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for target in ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"] {
        let edges = "normal,no-proc-macro";
        let mut words = vec!["tree", "--locked", "--package", package, "--target", target];
        words.extend(["--edges", edges, "--prefix", "none", "--format", "{p}"]);
        let text = cargo(root, &words)?;
        names.extend(text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned));
    }
    Ok(names)
}

fn cargo(root: &Path, words: &[&str]) -> Result<String> {
    let output = Command::new("cargo")
        .args(words)
        .current_dir(root)
        .output()
        .context("cargo could not be started; is it on the PATH?")?;
    if !output.status.success() {
        bail!("cargo {} failed:\n{}", words.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).context("cargo answered in something else than UTF-8")
}
