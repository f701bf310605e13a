//! The part of the national table of towns that the page has loaded.

use std::collections::BTreeMap;

use kakanai_interview::{Town, Towns};
use serde::Deserialize;

/// Towns by postal code.
#[derive(Debug, Default)]
pub struct LoadedTowns {
    codes: BTreeMap<String, Vec<Town>>,
    shards: Vec<String>,
}

/// One row as the server sends it: postal code, municipality, its name, town.
#[derive(Debug, Deserialize)]
struct Row(String, String, String, String);

impl LoadedTowns {
    /// Takes a shard: all towns whose postal codes begin with two digits.
    pub fn load(&mut self, shard: &str, rows_json: &str) -> Result<(), serde_json::Error> {
        let rows: Vec<Row> = serde_json::from_str(rows_json)?;
        for Row(postal, municipality, municipality_name, town) in rows {
            self.codes.entry(postal).or_default().push(Town { municipality, municipality_name, town });
        }
        self.shards.push(shard.to_owned());
        Ok(())
    }
}

impl Towns for LoadedTowns {
    fn towns(&self, postal: &str) -> Vec<Town> {
        self.codes.get(postal).cloned().unwrap_or_default()
    }
}
