//! Reading the files that a city keeps: TOML that diffs well, one file per matter.
//!
//! ```text
//! city.toml  items.toml  towns.toml  ledger.toml  forms.toml  fees.toml  bring.toml  desks.toml  offices.toml
//! pages.toml  services/*.toml  procedures/*.toml  texts/ja.toml  texts/ja/*.toml  texts/en.toml  texts/en/*.toml
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::compile::{Catalogue, PROCEDURES, offices};
use crate::fault::Fault;
use crate::source::{
    BringSource, City, DeskSource, Fee, FormUse, HoursSource, ItemSource, ListSource, OfficeSource,
    PageSource, ProcedureSource, ServiceSource, Source, TownSource,
};

/// The files of a catalogue: path below its folder, and text.
pub type Files = BTreeMap<String, String>;

/// Where texts lie.
pub(crate) const TEXTS: &str = "texts/";

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
struct Desks {
    #[serde(default)]
    desk: Vec<DeskSource>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Offices {
    #[serde(default)]
    office: Vec<OfficeSource>,
    #[serde(default)]
    hours: Vec<HoursSource>,
}

/// What belongs together: an event's procedures, and what only they want to be brought.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Procedures {
    /// Where this rule holds, nothing of the file is needed but what is there `always`.
    unless: Option<String>,
    /// Procedures that the rule does not touch.
    #[serde(default)]
    always: Vec<ProcedureSource>,
    #[serde(default)]
    thing: Vec<BringSource>,
    #[serde(default)]
    procedure: Vec<ProcedureSource>,
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
    let ledger = optional(files, "ledger.toml", &mut faults);
    let forms: Forms = optional(files, "forms.toml", &mut faults);
    let fees: Fees = optional(files, "fees.toml", &mut faults);
    let things: Bring = optional(files, "bring.toml", &mut faults);
    let mut bring = Vec::new();
    add_things(files, "bring.toml", &mut bring, things.bring, &mut faults);
    let desks: Desks = optional(files, "desks.toml", &mut faults);
    let offices: Offices = optional(files, "offices.toml", &mut faults);
    let mut procedures = Vec::new();
    for (stem, file) in each::<Procedures>(files, PROCEDURES, &mut faults) {
        add_things(files, &format!("{PROCEDURES}{stem}.toml"), &mut bring, file.thing, &mut faults);
        procedures.extend(file.always);
        procedures.extend(file.procedure.into_iter().map(|one| guarded(one, file.unless.as_deref())));
    }
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
    let texts = texts(files, &mut faults);
    let source = Source {
        city: city.unwrap_or_default(),
        lists: items.list,
        items: items.item,
        pages: pages.page,
        services,
        forms: forms.form,
        fees: fees.fee,
        bring,
        desks: desks.desk,
        offices: offices.office,
        hours: offices.hours,
        procedures,
        towns: towns.town,
        ledger,
        texts,
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let checked = Catalogue::compile(source).and_then(|catalogue| {
        let faults = offices::check(catalogue.offices(), catalogue.desks());
        if faults.is_empty() { Ok(catalogue) } else { Err(faults) }
    });
    checked.map_err(|faults| faults.into_iter().map(|fault| place(files, fault)).collect())
}

/// Things to bring of one file after those of others: each is written down once.
fn add_things(
    files: &Files,
    name: &str,
    known: &mut Vec<BringSource>,
    more: Vec<BringSource>,
    faults: &mut Vec<Fault>,
) {
    for thing in more {
        if known.iter().any(|other| other.id == thing.id) {
            let what = format!("`{}` is twice among the things to bring", thing.id);
            let text = files.get(name).map(String::as_str).unwrap_or_default();
            faults.push(Fault::new(name, what).locate(text, &format!("id = \"{}\"", thing.id)));
        }
        known.push(thing);
    }
}

/// A procedure with the rule of its file.
fn guarded(mut procedure: ProcedureSource, unless: Option<&str>) -> ProcedureSource {
    if let Some(unless) = unless {
        procedure.when = Some(match procedure.when {
            Some(when) => format!("not ({unless}) and ({when})"),
            None => format!("not ({unless})"),
        });
    }
    procedure
}

/// The texts of each language: one file, or several in a folder of its name.
fn texts(files: &Files, faults: &mut Vec<Fault>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut texts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (stem, more) in each::<BTreeMap<String, String>>(files, TEXTS, faults) {
        let language = stem.split('/').next().unwrap_or_default();
        let known = texts.entry(language.to_owned()).or_default();
        for (key, text) in more {
            if known.insert(key.clone(), text).is_some() {
                let what = format!("`{key}` is in another file of this language too");
                faults.push(place(files, Fault::new(format!("{TEXTS}{stem}.toml"), what)));
            }
        }
    }
    texts
}

/// Finds the line: the longest quoted word of the message that stands in the file.
pub(crate) fn place(files: &Files, mut fault: Fault) -> Fault {
    // Which of several files it is: the one that has the name that the message begins with.
    if let Some(name) = fault.what.split('`').nth(1).filter(|_| fault.file.ends_with('/')) {
        let has = |(file, text): &(&String, &String)| {
            file.starts_with(&fault.file) && text.contains(&format!("\"{name}\""))
        };
        if let Some((file, _)) = files.iter().find(has) {
            fault.file.clone_from(file);
        }
    }
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
