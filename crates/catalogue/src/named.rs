//! Whether what a catalogue names has words: procedures, desks, offices and what to bring.
//!
//! A city's program runs without them, and shows nothing, or a key, where they should stand.

use crate::compile::{Catalogue, PROCEDURES};
use crate::fault::Fault;
use crate::files::{Files, place};
use crate::office::HoursOf;
use crate::procedure::Where;
use crate::texts::Language;

/// What has no words in Japanese, each with the file that names it.
pub fn check(files: &Files, catalogue: &Catalogue) -> Vec<Fault> {
    let mut checking = Checking { catalogue, faults: Vec::new() };
    for procedure in catalogue.procedures() {
        let of = format!("procedure `{}`", procedure.id);
        checking.has(PROCEDURES, &of, format!("procedure.{}.name", procedure.id));
        checking.has(PROCEDURES, &of, format!("procedure.{}.for", procedure.id));
        if let Where::Outside(id) = &procedure.at {
            checking.has(PROCEDURES, &format!("{of}: `{id}`"), format!("outside.{id}.name"));
        }
    }
    for desk in catalogue.desks() {
        checking.has("desks.toml", &format!("desk `{}`", desk.id), format!("desk.{}.name", desk.id));
    }
    for office in catalogue.offices() {
        checking.has(
            "offices.toml",
            &format!("office `{}`", office.id),
            format!("office.{}.name", office.id),
        );
    }
    let hours = catalogue.offices().iter().flat_map(|office| &office.hours);
    for hours in hours {
        if let HoursOf::Service(id) = &hours.of {
            checking.has("offices.toml", &format!("service `{id}`"), format!("service_hours.{id}.name"));
        }
    }
    for (id, _) in catalogue.bring() {
        let shared = files.get("bring.toml").is_some_and(|text| text.contains(&format!("\"{id}\"")));
        let file = if shared { "bring.toml" } else { PROCEDURES };
        checking.has(file, &format!("`{id}`"), format!("bring.{id}"));
    }
    checking.faults.into_iter().map(|fault| place(files, fault)).collect()
}

struct Checking<'a> {
    catalogue: &'a Catalogue,
    faults: Vec<Fault>,
}

impl Checking<'_> {
    fn has(&mut self, file: &str, of: &str, key: String) {
        let missing = self.catalogue.texts().find(Language::Ja, &key).is_none();
        let fault = Fault::new(file, format!("{of} has no words: texts/ja has no `{key}`"));
        if missing && !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}
