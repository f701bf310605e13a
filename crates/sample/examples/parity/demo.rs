//! The demonstration city's catalogue, read from the repository.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use kakanai_catalogue::source::{Source, TownSource, Ward};
use kakanai_catalogue::{Catalogue, Fault, files};
use kakanai_sample::ELSEWHERE;

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
    Ok(files::load(&found).map_err(words)?)
}

/// The same with the towns of [`ELSEWHERE`] among its own: walks then need no national table.
pub(crate) fn with_elsewhere(catalogue: &Catalogue) -> Result<Catalogue, Box<dyn Error>> {
    let mut source: Source = serde_json::from_str(&catalogue.published())?;
    for place in ELSEWHERE {
        let (code, name) = (place.municipality.to_owned(), place.municipality_name.to_owned());
        let (postal, town) = (place.postal.to_owned(), place.town.to_owned());
        source.towns.push(TownSource { postal, municipality: code.clone(), town, kana: String::new() });
        source.city.neighbours.push(Ward { code, name });
    }
    Ok(Catalogue::compile(source).map_err(words)?)
}

fn words(faults: Vec<Fault>) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
