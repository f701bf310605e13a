//! The demonstration city's catalogue and a few towns from outside, read from the repository.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use kakanai_catalogue::{Catalogue, files};
use kakanai_interview::{Town, Towns};
use kakanai_sample::ELSEWHERE;
use serde_json::json;

/// The catalogue in a folder.
pub(crate) fn catalogue(folder: &Path) -> Result<Catalogue, Box<dyn Error>> {
    let mut found = BTreeMap::new();
    for below in ["", "services", "texts"] {
        for entry in std::fs::read_dir(folder.join(below))? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "toml") {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                found.insert(name, std::fs::read_to_string(&path)?);
            }
        }
    }
    let faults = |faults: Vec<kakanai_catalogue::Fault>| {
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    Ok(files::load(&found).map_err(faults)?)
}

/// The towns of [`ELSEWHERE`], in place of the national table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outside;

impl Outside {
    /// The same as rows for the engine.
    pub(crate) fn rows() -> String {
        let row = |place: &kakanai_sample::Place| {
            json!([place.postal, place.municipality, place.municipality_name, place.town])
        };
        serde_json::Value::Array(ELSEWHERE.iter().map(row).collect()).to_string()
    }
}

impl Towns for Outside {
    fn towns(&self, postal: &str) -> Vec<Town> {
        let here = ELSEWHERE.iter().filter(|place| place.postal == postal);
        here.map(|place| Town {
            municipality: place.municipality.to_owned(),
            municipality_name: place.municipality_name.to_owned(),
            town: place.town.to_owned(),
        })
        .collect()
    }
}
