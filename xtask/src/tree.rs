//! The files of the repository: those that git has or would take, so that build results are left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// Folders that a copy without git is searched without.
const LEFT_OUT: &[&str] = &[".git", "node_modules", "target", "var"];

/// A text file.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Path from the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// The end of its name after the last dot, or nothing.
    pub(crate) fn ending(&self) -> &str {
        ending(&self.path)
    }
}

/// The end of a file's name after the last dot, or nothing.
pub(crate) fn ending(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The text files among `paths`. What is not UTF-8 or holds a NUL is taken for binary.
pub(crate) fn sources(root: &Path, paths: &[String]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in paths {
        let bytes = fs::read(root.join(path)).with_context(|| format!("reading {path}"))?;
        if let Ok(text) = String::from_utf8(bytes)
            && !text.contains('\0')
        {
            sources.push(Source { path: path.clone(), text });
        }
    }
    Ok(sources)
}

/// Paths of all files of the repository from its root, with `/`.
pub(crate) fn paths(root: &Path) -> Result<Vec<String>> {
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output();
    if let Ok(output) = listing
        && output.status.success()
    {
        let text = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
        // A file removed from the folder and not yet from git's list is gone for us.
        let there = text.split('\0').filter(|path| root.join(path).is_file());
        return Ok(there.map(str::to_owned).collect());
    }
    let mut found = Vec::new();
    walk(root, root, &mut found)?;
    Ok(found)
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let path: PathBuf = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !LEFT_OUT.contains(&name.as_str()) {
            walk(root, &path, found)?;
        } else if path.is_file() {
            let inside = path.strip_prefix(root).unwrap_or(&path);
            found.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
