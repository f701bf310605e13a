//! Reading the files that a city keeps: TOML that diffs well, one file per matter.
//!
//! ```text
//! city.toml  items.toml  towns.toml  forms.toml  fees.toml  bring.toml
//! pages.toml  services/*.toml  texts/ja.toml  texts/en.toml
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::compile::Catalogue;
use crate::fault::Fault;
use crate::source::{
    BringSource, City, Fee, FormUse, ItemSource, ListSource, PageSource, ServiceSource, Source, TownSource,
};

/// The files of a catalogue: path below its folder, and text.
pub type Files = BTreeMap<String, String>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Items {
    #[serde(default)]
    list: Vec<ListSource>,
    #[serde(default)]
    item: Vec<ItemSource>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Towns {
    #[serde(default)]
    town: Vec<TownSource>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Forms {
    #[serde(default)]
    form: Vec<FormUse>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Fees {
    #[serde(default)]
    fee: Vec<Fee>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Bring {
    #[serde(default)]
    bring: Vec<BringSource>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Pages {
    #[serde(default)]
    page: Vec<PageSource>,
}

/// Reads and checks the files. Faults name the file and, where it can be found, the line.
pub fn load(files: &Files) -> Result<Catalogue, Vec<Fault>> {
    let mut faults = Vec::new();
    let items: Items = optional(files, "items.toml", &mut faults);
    let towns: Towns = optional(files, "towns.toml", &mut faults);
    let forms: Forms = optional(files, "forms.toml", &mut faults);
    let fees: Fees = optional(files, "fees.toml", &mut faults);
    let bring: Bring = optional(files, "bring.toml", &mut faults);
    let city: Option<City> = match files.get("city.toml") {
        Some(text) => parse("city.toml", text, &mut faults),
        None => {
            faults.push(Fault::new("city.toml", "the file is missing: it says which city this is"));
            None
        }
    };
    let pages: Pages = optional(files, "pages.toml", &mut faults);
    let services = each(files, "services/", &mut faults);
    let mut services: Vec<ServiceSource> = services.into_iter().map(|(_, service)| service).collect();
    services.sort_by_key(|service| service.order);
    let texts = each(files, "texts/", &mut faults);
    let source = Source {
        city: city.unwrap_or_default(),
        lists: items.list,
        items: items.item,
        pages: pages.page,
        services,
        forms: forms.form,
        fees: fees.fee,
        bring: bring.bring,
        towns: towns.town,
        texts: texts.into_iter().collect(),
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    Catalogue::compile(source).map_err(|faults| faults.into_iter().map(|fault| place(files, fault)).collect())
}

/// Finds the line: the longest quoted word of the message that stands in the file.
fn place(files: &Files, fault: Fault) -> Fault {
    let Some(text) = files.get(&fault.file) else { return fault };
    let quoted = fault.what.split('`').skip(1).step_by(2).filter(|word| text.contains(*word));
    match quoted.max_by_key(|word| word.len()).map(str::to_owned) {
        Some(word) => fault.locate(text, &word),
        None => fault,
    }
}

fn optional<T: DeserializeOwned + Default>(files: &Files, name: &str, faults: &mut Vec<Fault>) -> T {
    files.get(name).and_then(|text| parse(name, text, faults)).unwrap_or_default()
}

fn each<T: DeserializeOwned>(files: &Files, folder: &str, faults: &mut Vec<Fault>) -> Vec<(String, T)> {
    let inside = files.iter().filter_map(|(name, text)| {
        let stem = name.strip_prefix(folder)?.strip_suffix(".toml")?;
        Some((name, stem, text))
    });
    inside.filter_map(|(name, stem, text)| Some((stem.to_owned(), parse(name, text, faults)?))).collect()
}

fn parse<T: DeserializeOwned>(name: &str, text: &str, faults: &mut Vec<Fault>) -> Option<T> {
    toml::from_str(text)
        .map_err(|error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            faults.push(Fault { file: name.to_owned(), line, what: error.message().to_owned() });
        })
        .ok()
}
