//! The demonstration city's catalogue as it lies in the source tree: for tests and examples, which may read files where
//! the pure crates may not. The product has its own reading, in `kakanai::files`.
#![allow(clippy::panic, reason = "helpers of tests fail by panicking")]

use std::io;
use std::path::{Path, PathBuf};

use kakanai_catalogue::files::{self, Files};
use kakanai_catalogue::{Catalogue, Fault};

/// The source tree.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The demonstration city.
///
/// # Panics
///
/// Where its files are not there, or have faults.
pub fn catalogue() -> Catalogue {
    compiled(&shipped())
}

/// The files of the demonstration city.
///
/// # Panics
///
/// Where they cannot be read.
pub fn shipped() -> Files {
    let folder = root().join("catalogue");
    read(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

/// The catalogue that files make.
///
/// # Panics
///
/// Where they have faults; all are told.
pub fn compiled(files: &Files) -> Catalogue {
    files::load(files).unwrap_or_else(|faults| panic!("{}", told(&faults)))
}

/// The files of the catalogue in a folder.
///
/// # Errors
///
/// What the file system says.
pub fn read(folder: &Path) -> io::Result<Files> {
    let mut found = Files::new();
    let mut inside = vec![folder.to_owned()];
    while let Some(here) = inside.pop() {
        for entry in std::fs::read_dir(here)? {
            let path = entry?.path();
            if path.is_dir() {
                inside.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                found.insert(name, std::fs::read_to_string(&path)?);
            }
        }
    }
    Ok(found)
}

/// Faults, one a line.
pub fn told(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
