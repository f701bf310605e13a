//! Fills the 住民異動届 with a made-up family, to look at: `cargo run -p kakanai-forms --example fill_resident_move -- out.pdf`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use kakanai_forms::{FieldValues, Filled, fill};

fn main() {
    let out = std::env::args().nth(1).expect("name the file to write");
    let form = support::resident_move();
    let (four, six, none) = (support::family(), support::large_family(), FieldValues::new());
    let filled = [&four, &six, &none].map(|values| Filled { form: &form, values });
    std::fs::write(out, fill(&filled, &support::fonts()).unwrap()).unwrap();
}
