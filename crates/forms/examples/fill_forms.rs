//! Fills every form with made-up people, to look at: `cargo run -p kakanai-forms --example fill_forms -- folder`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::PathBuf;

use kakanai_forms::{FieldValues, Filled, fill};
use support::people;

fn main() {
    let folder: PathBuf = std::env::args().nth(1).expect("name the folder to write to").into();
    let fonts = support::fonts();
    for id in support::FORMS {
        let form = support::form(id);
        let records = [people::ordinary(), people::ugly()].map(|record| people::read(&record));
        let [ordinary, ugly] = records.map(|record| people::resolved(&form, &record));
        for (name, values) in [("empty", FieldValues::new()), ("ordinary", ordinary), ("ugly", ugly)] {
            match fill(&[Filled { form: &form, values: &values }], &fonts) {
                Ok(pdf) => std::fs::write(folder.join(format!("{id}-{name}.pdf")), pdf).unwrap(),
                Err(error) => {
                    std::fs::write(folder.join(format!("{id}-{name}.txt")), error.to_string()).unwrap()
                }
            }
        }
    }
}
