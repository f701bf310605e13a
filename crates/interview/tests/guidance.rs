//! What comes out for households whose lists were written by somebody who saw the city's rows and not the rules.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod guided;

use std::collections::{BTreeMap, BTreeSet};

use guided::cases::{self, Case, LISTS};
use kakanai_catalogue::Catalogue;
use kakanai_interview::guide;
use kakanai_record::{Record, core};
use serde_json::json;

fn found(catalogue: &Catalogue, record: &Record) -> BTreeMap<&'static str, BTreeSet<String>> {
    let decisions = guide::decide(catalogue, record, guide::day_of(record));
    let row = |decision: &guide::Decision| catalogue.procedures()[decision.procedure].row.as_str();
    cases::found(decisions.iter().map(|decision| (row(decision), decision.outcome)))
}

/// Where a case and the catalogue differ, one line for each list.
fn differences(catalogue: &Catalogue, cases: &[Case]) -> Vec<String> {
    let mut differences = Vec::new();
    for case in cases {
        let found = found(catalogue, &case.record);
        let rows: BTreeSet<&String> = case.named().chain(found.values().flatten()).collect();
        for list in LISTS {
            let spoken = rows.iter().filter(|row| case.speaks_of(row));
            let (wanted, other): (Vec<&String>, Vec<&String>) =
                spoken.partition(|row| case.wanted(row).contains(list));
            let missing: Vec<_> = wanted.into_iter().filter(|row| !found[list].contains(*row)).collect();
            let more: Vec<_> = other.into_iter().filter(|row| found[list].contains(*row)).collect();
            if !missing.is_empty() || !more.is_empty() {
                let name = &case.name;
                differences.push(
                    json!({ "case": name, "list": list, "missing": missing, "more": more }).to_string(),
                );
            }
        }
    }
    differences
}

#[test]
fn every_household_gets_its_list() {
    let catalogue = kakanai_demo::catalogue();
    let households = cases::households(&catalogue);
    assert!(households.len() >= 40);
    let differences = differences(&catalogue, &households);
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn at_every_boundary_the_rows_hold_that_say_so() {
    let catalogue = kakanai_demo::catalogue();
    let cases = cases::boundaries(&catalogue);
    let rows: BTreeSet<&str> =
        catalogue.procedures().iter().map(|procedure| cases::row(&procedure.row)).collect();
    for case in &cases {
        let unknown: Vec<_> = case.named().filter(|row| !rows.contains(row.as_str())).collect();
        assert!(unknown.is_empty(), "{}: no such row {unknown:?}", case.name);
    }
    let differences = differences(&catalogue, &cases);
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

/// Outcomes and open questions are looked for without reasons first; they are those of the decisions all the same.
#[test]
fn outcomes_and_open_questions_are_those_of_the_decisions() {
    let catalogue = kakanai_demo::catalogue();
    let mut open = 0;
    for Case { name, record, .. } in cases::households(&catalogue) {
        for kept in [1, 2, 3, 7] {
            // Every answer, every second, third, seventh; the service is always said.
            let mut part = record.clone();
            let mut at = 0;
            part.retain(|key| {
                at += 1;
                at % kept == 0 || key == core::SERVICE.key() || key == core::MOVER.key()
            });
            let day = guide::day_of(&part);
            let decisions = guide::decide(&catalogue, &part, day);
            let decided: Vec<_> =
                decisions.iter().map(|one| (one.procedure, one.person, one.outcome)).collect();
            assert_eq!(guide::outcomes(&catalogue, &part, day), decided, "{name}");
            let questions = guide::open_questions(&catalogue, &part, day);
            assert_eq!(questions, guide::open(&decisions), "{name}");
            open += questions.len();
        }
    }
    assert!(open > 1_000, "{open}");
}
