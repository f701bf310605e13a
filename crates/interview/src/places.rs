//! Towns by postal code, from the city's catalogue and from the national table.

use kakanai_catalogue::Catalogue;

/// One town of a postal code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// 全国地方公共団体コード.
    pub municipality: String,
    /// Prefecture and municipality as written in an address.
    pub municipality_name: String,
    /// Town as written in an address.
    pub town: String,
}

/// A table of towns. The browser holds the part that it has loaded.
pub trait Towns {
    /// The towns of a postal code in a stable order; empty where there are none.
    fn towns(&self, postal: &str) -> Vec<Town>;
}

/// No national table: the city's own towns only.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTable;

impl Towns for NoTable {
    fn towns(&self, _postal: &str) -> Vec<Town> {
        Vec::new()
    }
}

/// The towns of a code: the city's own first, which the national table never has.
pub fn find(catalogue: &Catalogue, table: &dyn Towns, postal: &str) -> Vec<Town> {
    let own = catalogue.towns().iter().filter(|town| town.postal == postal);
    let own: Vec<Town> = own
        .map(|town| Town {
            municipality: town.municipality.clone(),
            municipality_name: municipality_name(catalogue, &town.municipality),
            town: town.town.clone(),
        })
        .collect();
    if own.is_empty() { table.towns(postal) } else { own }
}

/// The name of one of the city's own municipalities, with the prefecture; empty for others.
pub fn municipality_name(catalogue: &Catalogue, code: &str) -> String {
    let city = catalogue.city();
    let whole = format!("{}{}", city.prefecture, city.name);
    if code == city.code {
        return whole;
    }
    if let Some(ward) = city.wards.iter().find(|ward| ward.code == code) {
        return format!("{whole}{}", ward.name);
    }
    city.neighbours
        .iter()
        .find(|other| other.code == code)
        .map(|other| other.name.clone())
        .unwrap_or_default()
}

/// Prefecture and municipality in words; the code itself where no table knows it. The national table is
/// asked by way of the postal code that stands beside the code in an address.
pub fn place_name(catalogue: &Catalogue, table: &dyn Towns, code: &str, postal: Option<&str>) -> String {
    let own = municipality_name(catalogue, code);
    if !own.is_empty() {
        return own;
    }
    let towns = postal.map(|postal| find(catalogue, table, postal)).unwrap_or_default();
    let known = towns.into_iter().find(|town| town.municipality == code);
    known.map_or_else(|| code.to_owned(), |town| town.municipality_name)
}
