//! A dictionary, a mapping, surroundings and records for the tests of the hand-over.

#![allow(dead_code, reason = "each test file takes what it needs")]

use kakanai_links::mapping::{Mapping, PartMapping};
use kakanai_links::{Part, Surroundings};
use kakanai_record::{Dictionary, Record, json};

/// The demonstration city's mapping.
pub(crate) const DEMO: &str = include_str!("../../../../catalogue/handover.toml");

/// The id of a case.
pub(crate) const CASE: &str = "0123abcd0123abcd0123abcd0123abcd";

/// The demonstration city's mapping of one part.
pub(crate) fn demo(part: Part) -> PartMapping {
    mapping(DEMO).part(part).unwrap().clone()
}

/// Reads a mapping that has to be good.
pub(crate) fn mapping(text: &str) -> Mapping {
    match Mapping::read(&Dictionary::core(), text) {
        Ok(mapping) => mapping,
        Err(faults) => panic!("{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>()),
    }
}

/// A move with one line for each person and the columns given as TOML.
pub(crate) fn moving(columns: &str, rest: &str) -> PartMapping {
    let text = format!("[move]\nreturns = true\neach = \"mover\"\ncolumns = [{columns}]\n{rest}");
    mapping(&text).part(Part::Move).unwrap().clone()
}

/// A record from its JSON.
pub(crate) fn record(text: &str) -> Record {
    json::from_str(&Dictionary::core(), text).unwrap()
}

/// Surroundings with invented places.
pub(crate) fn around() -> Surroundings<'static> {
    Surroundings {
        place_name: &|code| match code {
            "999999" => "見本県みほん市".to_owned(),
            "999962" => "神奈川県ためし市".to_owned(),
            other => other.to_owned(),
        },
        country_name: &|code| if code == "ZZZ" { "例示国".to_owned() } else { code.to_owned() },
        number: "E-20261120-0001",
        case: CASE,
        event: 7,
        filed_on: kakanai_record::date::parse_date("2026-11-20"),
    }
}

/// The cells of a file by an independent reader, made harmless as they are; the header first.
pub(crate) fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[3..]);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}
