//! The demonstration city's catalogue as generated journeys need it.

use std::error::Error;

use kakanai_catalogue::Catalogue;
use kakanai_catalogue::source::{Source, TownSource, Ward};
use kakanai_demo::told;
use kakanai_sample::ELSEWHERE;

/// A catalogue with the towns of [`ELSEWHERE`] among its own: walks then need no national table.
pub(crate) fn with_elsewhere(catalogue: &Catalogue) -> Result<Catalogue, Box<dyn Error>> {
    let mut source: Source = serde_json::from_str(&catalogue.published())?;
    for place in ELSEWHERE {
        let (code, name) = (place.municipality.to_owned(), place.municipality_name.to_owned());
        let (postal, town) = (place.postal.to_owned(), place.town.to_owned());
        source.towns.push(TownSource { postal, municipality: code.clone(), town, kana: String::new() });
        source.city.neighbours.push(Ward { code, name });
    }
    Ok(Catalogue::compile(source).map_err(|faults| told(&faults))?)
}
