//! What several tests share: a schema, a postal table, families with invented names.
#![allow(dead_code, reason = "each test takes what it needs")]

use kakanai_envelope::{KeyRing, Schema, SecretKey, Seed, TownTable};
use kakanai_record::{Date, Dictionary, Record, json};
use sha2::{Digest, Sha256};

/// The day on which everything in the tests is made.
pub(crate) const DAY: Date = Date::constant(2026, 11, 20);

pub(crate) fn schema(dictionary: &Dictionary) -> Schema<'_> {
    let mut hash = Sha256::new();
    dictionary.hash_into(&mut hash);
    Schema { dictionary, hash: hash.finalize().into() }
}

/// A fixed hash for vectors, so that new core items do not change them.
pub(crate) fn fixed_schema(dictionary: &Dictionary) -> Schema<'_> {
    Schema { dictionary, hash: [0x5A; 32] }
}

pub(crate) fn secret() -> SecretKey {
    SecretKey::generate(&Seed::new([1; 32]))
}

pub(crate) fn ring() -> KeyRing {
    KeyRing::new([secret()])
}

/// A few lines of an invented national table.
pub(crate) struct Towns;

impl TownTable for Towns {
    fn towns(&self, postal: &str) -> Vec<String> {
        let towns: &[&str] = match postal {
            "0200001" => &["見本町", "見本町一丁目", "見本町二丁目"],
            "0200866" => &["例示通"],
            "9990012" => &["大字例示字見本", "例示台"],
            "1000001" => &["見本中央一丁目", "見本中央二丁目"],
            _ => &[],
        };
        towns.iter().map(|town| (*town).to_owned()).collect()
    }
}

pub(crate) fn record(dictionary: &Dictionary, text: &str) -> Record {
    json::from_str(dictionary, text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Files of `tests/families`: name and JSON, in the order of names.
pub(crate) fn families() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/families");
    let mut families: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    families.sort();
    families
}
