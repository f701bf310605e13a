//! Whether a pressed form is current, told without laying it out again.

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::definition::FormDef;

/// SHA-256 (FIPS 180-4) in lower-case hexadecimal.
#[must_use]
pub fn hash_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The hash over the sources of a form, in the order given: for each file its name, its length as eight
/// bytes (big-endian) and its content. Lengths stand between so that no two lists of files read alike.
pub fn hash_sources<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hash = Sha256::new();
    for (name, content) in files {
        for part in [name.as_bytes(), content] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hex(&hash.finalize())
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// A pressed form that no longer matches its sources.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum StampError {
    /// A source cannot be read.
    #[error("form {form}: its source {file} cannot be read; press the form again")]
    Unreadable {
        /// The form.
        form: String,
        /// The source.
        file: String,
    },
    /// A source has changed.
    #[error("form {form}: its sources have changed since it was pressed; press it again")]
    Stale {
        /// The form.
        form: String,
    },
    /// The background is not the one that was pressed.
    #[error("form {form}: the background PDF is not the one that was pressed; press it again")]
    Background {
        /// The form.
        form: String,
    },
}

/// Checks the stamp of a pressed form: `read` gives the bytes of a source by its name, `background` is the
/// committed PDF. Forms without sources (uploaded backgrounds) only have their background checked.
///
/// # Errors
/// The first thing found stale or unreadable.
pub fn check_stamp(
    def: &FormDef,
    background: &[u8],
    mut read: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Result<(), StampError> {
    let form = || def.id.clone();
    if hash_bytes(background) != def.background_sha256 {
        return Err(StampError::Background { form: form() });
    }
    let Some(stamp) = &def.sources else { return Ok(()) };
    let mut contents = Vec::new();
    for file in &stamp.files {
        let content =
            read(file).ok_or_else(|| StampError::Unreadable { form: form(), file: file.clone() })?;
        contents.push((file.as_str(), content));
    }
    if hash_sources(contents.iter().map(|(n, c)| (*n, c.as_slice()))) != stamp.sha256 {
        return Err(StampError::Stale { form: form() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{hash_bytes, hash_sources};

    #[test]
    fn hashes_are_the_published_ones() {
        // FIPS 180-4 example for "abc".
        assert_eq!(hash_bytes(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn moving_a_byte_between_files_changes_the_hash() {
        let one = hash_sources([("a.typ", b"xy".as_slice()), ("b.typ", b"z")]);
        let two = hash_sources([("a.typ", b"x".as_slice()), ("b.typ", b"yz")]);
        assert_ne!(one, two);
    }
}
