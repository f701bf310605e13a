//! The city's key pairs in a folder: `NNN-id.secret` for the counter, `NNN-id.public` for whoever seals.
//! The largest number is the one in use; older secrets open codes still on their way.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kakanai_envelope::{KeyRing, PublicKey, SecretKey, Seed};

use crate::city::make_private;
use crate::files::{read_text, write_secret};
use crate::system::draw;

/// Whether the folder has no secret key (or is not there).
pub fn is_empty(folder: &Path) -> Result<bool> {
    Ok(paths(folder, "secret")?.is_empty())
}

/// All secret keys of the folder.
pub fn ring(folder: &Path) -> Result<KeyRing> {
    let paths = paths(folder, "secret")?;
    if paths.is_empty() {
        bail!("no secret key in {}; make a pair with `kakanai keygen`", folder.display());
    }
    let key = |path: &PathBuf| {
        SecretKey::from_text(read_text(path)?.trim()).with_context(|| path.display().to_string())
    };
    Ok(KeyRing::new(paths.iter().map(key).collect::<Result<Vec<_>>>()?))
}

/// The public key in use.
pub fn public(folder: &Path) -> Result<PublicKey> {
    let paths = paths(folder, "public")?;
    let Some(newest) = paths.last() else {
        bail!(
            "no public key in {}; make a pair with `kakanai keygen`, or copy the .public file here",
            folder.display()
        );
    };
    read_public(newest)
}

/// Reads a public key file.
pub fn read_public(path: &Path) -> Result<PublicKey> {
    PublicKey::from_text(read_text(path)?.trim()).with_context(|| path.display().to_string())
}

/// Makes a pair and names its files without their endings.
pub fn make(folder: &Path) -> Result<PathBuf> {
    make_private(folder)?;
    let number = paths(folder, "secret")?.len() + 1;
    let secret = SecretKey::generate(&Seed::new(draw()));
    let public = secret.public();
    let base = folder.join(format!("{number:03}-{}", public.id()));
    write_secret(&base.with_extension("secret"), format!("{}\n", &*secret.to_text()).as_bytes())?;
    fs::write(base.with_extension("public"), format!("{}\n", public.to_text()))?;
    Ok(base)
}

fn paths(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == ending));
    paths.sort();
    Ok(paths)
}
