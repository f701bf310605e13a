//! The national tables of towns, as far as they are loaded.
//!
//! The server loads the whole country; the browser at first only the part whose codes begin with two
//! digits, and the rest in the background (a look-up is personal data, so it should need no network).

use kakanai_catalogue::{Catalogue, Language, PageKind};
use kakanai_domain::country::{CountryTable, CountryTableError};
use kakanai_domain::municipality::{MunicipalityCode, MunicipalityTable, MunicipalityTableError};
use kakanai_domain::postal::{Directory, LookUp, PostalTable, PostalTableError};
use kakanai_domain::town::PostalCode;
use kakanai_record::{ItemKind, Tag};

use crate::form::Form;
use crate::journey::{asked, key, service};
use crate::places::{self, Places, Town};
use crate::state::State;

/// No postal code of the country begins so; invented ones of a demonstration do.
const NEVER_NATIONAL: std::ops::Range<u32> = 0..10_000;

/// Municipalities, towns, nationalities.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    directory: Directory,
    municipalities: MunicipalityTable,
    countries: CountryTable,
}

impl Tables {
    /// Takes the decompressed table of municipalities. Towns have no names of municipalities before.
    ///
    /// # Errors
    /// Where the bytes are damaged.
    pub fn set_municipalities(&mut self, bytes: &[u8]) -> Result<(), MunicipalityTableError> {
        self.municipalities = MunicipalityTable::parse(bytes)?;
        Ok(())
    }

    /// Takes the decompressed table of nationalities. Before, only codes can be shown.
    ///
    /// # Errors
    /// Where the bytes are damaged.
    pub fn set_countries(&mut self, bytes: &[u8]) -> Result<(), CountryTableError> {
        self.countries = CountryTable::parse(bytes)?;
        Ok(())
    }

    /// Takes a decompressed table of towns: of two digits, or of the whole country.
    ///
    /// # Errors
    /// Where the bytes are damaged; what was loaded before stays.
    pub fn add_towns(&mut self, bytes: &[u8]) -> Result<(), PostalTableError> {
        self.directory.add(PostalTable::parse(bytes)?);
        Ok(())
    }

    /// The two digits of each table that a step needs and that is not loaded: for the codes accepted
    /// so far, and those typed on the page. A code of the catalogue's own needs none.
    pub fn wanted(&self, catalogue: &Catalogue, state: &State, form: &Form) -> Vec<u8> {
        let typed = postal_controls(catalogue, state).into_iter().map(|name| form.text(&name).to_owned());
        let postal_items = catalogue.dictionary().items().filter(|item| item.kind == ItemKind::Postal);
        let known = postal_items.flat_map(|item| {
            let answers = state.record.answers().filter(|(key, _)| key.tag() == item.tag);
            answers.filter_map(|(_, answer)| answer.text().map(str::to_owned)).collect::<Vec<_>>()
        });
        let codes = known.chain(typed).filter_map(|text| PostalCode::parse(&text).ok());
        let missing = codes.filter_map(|code| self.missing(catalogue, code));
        let mut missing: Vec<u8> = missing.collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    fn missing(&self, catalogue: &Catalogue, code: PostalCode) -> Option<u8> {
        let own = catalogue.towns().iter().any(|town| PostalCode::parse(&town.postal) == Ok(code));
        if own || NEVER_NATIONAL.contains(&code.number()) {
            return None;
        }
        match self.directory.look_up(code) {
            LookUp::NotLoaded(shard) => Some(shard),
            LookUp::Towns(_) | LookUp::Unknown => None,
        }
    }
}

impl Places for Tables {
    fn towns(&self, postal: &str) -> Vec<Town> {
        let Ok(code) = PostalCode::parse(postal) else { return Vec::new() };
        let LookUp::Towns(found) = self.directory.look_up(code) else { return Vec::new() };
        let town = |town: kakanai_domain::town::Town<'_>| Town {
            municipality: town.municipality.to_string(),
            municipality_name: self.name(town.municipality).unwrap_or_default(),
            town: town.text.to_owned(),
        };
        found.into_iter().map(town).collect()
    }

    fn municipality(&self, code: &str) -> Option<String> {
        self.name(MunicipalityCode::parse(code).ok()?)
    }

    fn split<'t>(&self, address: &'t str) -> Option<(String, &'t str)> {
        let (municipality, rest) = self.municipalities.split(address)?;
        Some((municipality.code.to_string(), rest))
    }

    fn countries(&self, language: Language) -> Vec<(String, String)> {
        let english = language != Language::Ja;
        let rows = self.countries.iter_by(english);
        rows.map(|row| (row.code.clone(), row.name(english).to_owned())).collect()
    }

    fn country(&self, code: &str, language: Language) -> Option<String> {
        Some(self.countries.get(code)?.name(language != Language::Ja).to_owned())
    }
}

impl Tables {
    fn name(&self, code: MunicipalityCode) -> Option<String> {
        let row = self.municipalities.get(code)?;
        Some([row.prefecture.as_ref(), row.name.as_str()].concat())
    }
}

/// Names of the controls on the current page that ask for a postal code.
fn postal_controls(catalogue: &Catalogue, state: &State) -> Vec<String> {
    let Some((_, page)) = service(catalogue, &state.record).and_then(|s| s.page(&state.place.page)) else {
        return Vec::new();
    };
    if !matches!(page.kind, PageKind::Fields(_)) {
        return Vec::new();
    }
    let is_postal =
        |tag: &Tag| catalogue.dictionary().item(*tag).is_some_and(|item| item.kind == ItemKind::Postal);
    let tags = asked(&state.record, page, state.place.element).flat_map(|field| field.ask.items());
    let keys = tags.filter(is_postal).map(|tag| key(catalogue, tag, state.place.element));
    keys.map(|key| catalogue.dictionary().path(key)).collect()
}

/// The towns of one postal code, as page and envelope see them: the same list in the same order.
pub(crate) fn names(catalogue: &Catalogue, table: &dyn Places, postal: &str) -> Vec<String> {
    places::find(catalogue, table, postal).into_iter().map(|town| town.town).collect()
}
