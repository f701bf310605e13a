//! 49 forms of 30 fields each, as one PDF: the aim is 60 ms on one core, fonts and backgrounds in memory.

#![allow(clippy::unwrap_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use kakanai_forms::{FieldValues, Filled, fill};

fn main() {
    divan::main();
}

/// Only the boxes of the first 30 values, so that the figure compares with others.
fn thirty() -> FieldValues {
    let mut values = FieldValues::new();
    for (key, value) in
        support::large_family().iter().filter(|(k, _)| k.element.is_none_or(|e| e < 4)).take(30)
    {
        match key.element {
            Some(element) => values.set_row(&key.source, element, value.clone()),
            None => values.set(&key.source, value.clone()),
        }
    }
    values
}

#[divan::bench]
fn forms_49_fields_30(bencher: divan::Bencher<'_, '_>) {
    let (form, fonts, values) = (support::resident_move(), support::fonts(), thirty());
    bencher.bench_local(|| fill(&[Filled { form: &form, values: &values }; 49], &fonts).unwrap());
}

#[divan::bench]
fn one_family_of_four(bencher: divan::Bencher<'_, '_>) {
    let (form, fonts, values) = (support::resident_move(), support::fonts(), support::family());
    bencher.bench_local(|| fill(&[Filled { form: &form, values: &values }], &fonts).unwrap());
}
