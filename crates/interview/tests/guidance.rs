//! What comes out for households whose lists were written by somebody who saw the city's rows and not the rules.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use kakanai_catalogue::Catalogue;
use kakanai_interview::guide::{self, Outcome};
use kakanai_record::{Record, json};
use serde_json::{Value as Json, json};

/// A household as its file tells it.
struct Household {
    name: String,
    record: Record,
    wanted: BTreeMap<&'static str, BTreeSet<String>>,
}

/// What is to be done, or to be known: a notice is needed in that sense, and only told apart on the screen.
const LISTS: [&str; 3] = ["needed", "automatic", "unknown"];

/// Where the rules read a row otherwise than the lists, on purpose.
const READINGS: [(&str, &str, &str); 7] = [
    (
        "08_in_foreign_unified_card",
        "カードの継続利用",
        "the 特定在留カード's own row does both at once (一括)",
    ),
    ("08_in_foreign_unified_card", "在留カード等の住居地記載", "likewise"),
    ("14_in_joins_parents", "擬制世帯の確認", "what is not known of the head is what this row looks up"),
    (
        "28_within_facility_to_facility",
        "介護保険の住所変更",
        "the insurer is the former city, whose card it is",
    ),
    (
        "36_out_couple_into_facility",
        "市の証（バス券・図書・避難名簿）の返却",
        "whether they are on the list is left out",
    ),
    ("34_out_father_abroad_family_stays", "児童手当の受給事由消滅", "going abroad has a row of its own"),
    ("34_out_father_abroad_family_stays", "児童手当の受給事由消滅（国外）", "likewise"),
];

fn households(catalogue: &Catalogue) -> Vec<Household> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/households");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| household(catalogue, file)).collect()
}

fn household(catalogue: &Catalogue, file: &PathBuf) -> Household {
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let told: Json = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let record = json::from_json(catalogue.dictionary(), &told["record"])
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let rows = |list: &str| -> BTreeSet<String> {
        told[list].as_array().into_iter().flatten().map(|row| row.as_str().unwrap().to_owned()).collect()
    };
    let mut wanted: BTreeMap<&'static str, BTreeSet<String>> = LISTS.map(|list| (list, rows(list))).into();
    wanted.entry("needed").or_default().extend(rows("notice"));
    Household { name, record, wanted }
}

/// Rows by what came out: a row of several procedures is needed where one of them is.
fn found(catalogue: &Catalogue, record: &Record) -> BTreeMap<&'static str, BTreeSet<String>> {
    let decisions = guide::decide(catalogue, record, guide::day_of(record));
    let mut found: BTreeMap<&'static str, BTreeSet<String>> =
        LISTS.map(|list| (list, BTreeSet::new())).into();
    for decision in decisions {
        let procedure = &catalogue.procedures()[decision.procedure];
        let list = match decision.outcome {
            Outcome::Needed => "needed",
            Outcome::Automatic => "automatic",
            Outcome::Unknown => "unknown",
            Outcome::NotNeeded => continue,
        };
        found.get_mut(list).unwrap().insert(row(&procedure.row));
    }
    let done = found["needed"].clone();
    for list in ["automatic", "unknown"] {
        found.get_mut(list).unwrap().retain(|row| !done.contains(row));
    }
    found
}

/// Rows that the city's list has under another event too are told by its name alone.
fn row(name: &str) -> String {
    name.trim_end_matches("（転居）").trim_end_matches("（転出）").to_owned()
}

#[test]
fn every_household_gets_its_list() {
    let catalogue = kakanai_demo::catalogue();
    let mut differences = Vec::new();
    let households = households(&catalogue);
    assert!(households.len() >= 40);
    for Household { name, record, wanted } in households {
        let found = found(&catalogue, &record);
        let otherwise =
            |row: &&String| READINGS.iter().any(|(of, read, _)| *of == name && *read == row.as_str());
        for list in LISTS {
            let missing: Vec<_> =
                wanted[list].difference(&found[list]).filter(|row| !otherwise(row)).collect();
            let more: Vec<_> = found[list].difference(&wanted[list]).filter(|row| !otherwise(row)).collect();
            if !missing.is_empty() || !more.is_empty() {
                differences.push(
                    json!({ "household": name, "list": list, "missing": missing, "more": more }).to_string(),
                );
            }
        }
    }
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}
