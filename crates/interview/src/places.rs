//! Places by postal code, from the city's catalogue and from the national table.

use kakanai_catalogue::{Catalogue, Language};

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

/// What is known of places. The browser holds the part that it has loaded.
pub trait Places {
    /// The towns of a postal code in a stable order; empty where there are none.
    fn towns(&self, postal: &str) -> Vec<Town>;

    /// Prefecture and name of a municipality.
    fn municipality(&self, code: &str) -> Option<String>;

    /// The municipality that an address begins with, and what comes after it.
    fn split<'t>(&self, address: &'t str) -> Option<(String, &'t str)>;

    /// Nationalities in the order of a page, by code and name.
    fn countries(&self, language: Language) -> Vec<(String, String)>;

    /// The name of a nationality.
    fn country(&self, code: &str, language: Language) -> Option<String>;
}

/// No national table: the city's own towns only.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTable;

impl Places for NoTable {
    fn towns(&self, _postal: &str) -> Vec<Town> {
        Vec::new()
    }

    fn municipality(&self, _code: &str) -> Option<String> {
        None
    }

    fn split<'t>(&self, _address: &'t str) -> Option<(String, &'t str)> {
        None
    }

    fn countries(&self, _language: Language) -> Vec<(String, String)> {
        Vec::new()
    }

    fn country(&self, _code: &str, _language: Language) -> Option<String> {
        None
    }
}

/// The towns of a code: the city's own first, which the national table never has.
pub fn find(catalogue: &Catalogue, table: &dyn Places, postal: &str) -> Vec<Town> {
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

/// Prefecture and municipality in words; the code itself where no table knows it.
pub fn place_name(catalogue: &Catalogue, table: &dyn Places, code: &str) -> String {
    let own = municipality_name(catalogue, code);
    if !own.is_empty() {
        return own;
    }
    table.municipality(code).unwrap_or_else(|| code.to_owned())
}

/// The municipality that an address begins with, the city's own and its neighbours first, and the rest.
pub fn split<'t>(catalogue: &Catalogue, table: &dyn Places, address: &'t str) -> Option<(String, &'t str)> {
    let city = catalogue.city();
    let own = city.wards.iter().chain(&city.neighbours).map(|ward| ward.code.as_str());
    // Wards before the city: the longer name is the truer one.
    let own = own.chain(std::iter::once(city.code.as_str()));
    for code in own {
        let name = municipality_name(catalogue, code);
        let without_prefecture = name.strip_prefix(city.prefecture.as_str()).unwrap_or(&name);
        let rest = address.strip_prefix(name.as_str()).or_else(|| address.strip_prefix(without_prefecture));
        if let Some(rest) = rest {
            return Some((code.to_owned(), rest));
        }
    }
    table.split(address)
}
