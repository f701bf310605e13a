//! Rules made wrong on purpose: the households and the boundaries, whose outcomes were read from the city's rows, notice.
//!
//! Each procedure's rules are changed in one place at a time (`guided::mutants`), compiled by the catalogue like any others, and
//! decided for every household and boundary that speaks of the procedure's row.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod guided;

use guided::cases::{self, Case};
use guided::mutants;
use kakanai_catalogue::source::{ProcedureSource, Source};
use kakanai_catalogue::{Catalogue, Procedure};
use kakanai_interview::guide::{self, Decision};
use kakanai_record::core;
use kakanai_rules::Expr;

/// Of a hundred wrong rules at least so many are noticed.
const NOTICED: usize = 92;

/// A procedure with everything that may be wrong in it, beside the others of its row.
struct Trial {
    /// The procedures of the row as they are, then the wrong ones.
    catalogue: Catalogue,
    /// Which of the first it is.
    own: usize,
    /// How many of them are right.
    right: usize,
    /// The wrong rules.
    wrong: Vec<String>,
    row: String,
}

impl Trial {
    fn of(source: &Source, procedure: &Procedure) -> Self {
        let row = cases::row(&procedure.row).to_owned();
        let same = |other: &&ProcedureSource| cases::row(&other.row) == row;
        let shares =
            |other: &&ProcedureSource| other.service.iter().any(|id| procedure.services.contains(id));
        let mut procedures: Vec<ProcedureSource> =
            source.procedures.iter().filter(same).filter(shares).cloned().collect();
        let right = procedures.len();
        let own = procedures.iter().position(|other| other.id == procedure.id).unwrap();
        let mut wrong = Vec::new();
        for (what, rule) in [("when", Some(&procedure.when)), ("automatic", procedure.automatic.as_ref())] {
            for text in rule.map(mutants::of).into_iter().flatten() {
                let mut mutant = procedures[own].clone();
                mutant.id = format!("{} wrong {}", mutant.id, wrong.len());
                wrong.push(format!("{} {what}: {text}", procedure.id));
                match what {
                    "when" => mutant.when = Some(text),
                    _ => mutant.automatic = Some(text),
                }
                procedures.push(mutant);
            }
        }
        let source = Source { procedures, ..without_procedures(source) };
        let compiled = Catalogue::compile(source).unwrap_or_else(|faults| panic!("{faults:?}"));
        Self { catalogue: compiled, own, right, wrong, row }
    }

    /// The wrong rules that nobody notices.
    fn unnoticed(&self, cases: &[Case]) -> Vec<&String> {
        let mut left: Vec<usize> = (0..self.wrong.len()).collect();
        let services = &self.catalogue.procedures()[self.own].services;
        for case in cases.iter().filter(|case| case.speaks_of(&self.row)) {
            let service = case.record.get(core::SERVICE.key()).code().unwrap();
            if !services.iter().any(|id| id == service) {
                continue;
            }
            let decisions = guide::decide(&self.catalogue, &case.record, guide::day_of(&case.record));
            let wanted = case.wanted(&self.row);
            left.retain(|wrong| cases::lists_of(self.with(&decisions, *wrong)) == wanted);
        }
        left.into_iter().map(|wrong| &self.wrong[wrong]).collect()
    }

    /// What comes out with one wrong procedure in place of the right one.
    fn with<'a>(&self, decisions: &'a [Decision], wrong: usize) -> impl Iterator<Item = &'a Decision> {
        let (own, right) = (self.own, self.right);
        decisions.iter().filter(move |decision| match decision.procedure {
            at if at < right => at != own,
            at => at == right + wrong,
        })
    }
}

/// A source with everything that procedures refer to, without them.
fn without_procedures(source: &Source) -> Source {
    let mut rest = source.clone();
    rest.procedures.clear();
    rest
}

/// The published source without what no rule of a procedure refers to.
fn slender(catalogue: &Catalogue) -> Source {
    let mut source: Source = serde_json::from_str(&catalogue.published()).unwrap();
    source.pages.clear();
    source.services.clear();
    source.forms.clear();
    source.towns.clear();
    source.texts.clear();
    source
}

#[test]
fn a_wrong_rule_of_any_procedure_is_noticed() {
    let catalogue = kakanai_demo::catalogue();
    let source = slender(&catalogue);
    let mut cases = cases::households(&catalogue);
    cases.extend(cases::boundaries(&catalogue));
    let (mut made, mut unnoticed, mut unguarded) = (0, Vec::new(), Vec::new());
    for procedure in catalogue.procedures() {
        let trial = Trial::of(&source, procedure);
        let survivors = trial.unnoticed(&cases);
        made += trial.wrong.len();
        if survivors.len() == trial.wrong.len() {
            unguarded.push(procedure.id.clone());
        }
        unnoticed.extend(survivors.into_iter().cloned());
    }
    let noticed = made - unnoticed.len();
    println!("{noticed} of {made} wrong rules are noticed; not noticed:\n{}", unnoticed.join("\n"));
    assert!(made > 2_000, "{made} wrong rules");
    assert!(
        unguarded.is_empty(),
        "{} procedures without a case that notices: {unguarded:?}",
        unguarded.len()
    );
    assert!(noticed * 100 >= made * NOTICED, "{noticed} of {made} are noticed:\n{}", unnoticed.join("\n"));
}

#[test]
fn slips_of_a_rule_are_those_that_people_make() {
    let catalogue = kakanai_demo::catalogue();
    let slips = |text: &str| mutants::of(&Expr::parse(catalogue.dictionary(), text).unwrap());
    assert_eq!(slips("yes"), ["no"]);
    assert_eq!(
        slips("household/dog and not household/car"),
        [
            "not household/car",
            "not household/dog and not household/car",
            "household/dog",
            "household/dog and household/car"
        ]
    );
    let age = slips("any(p in mover, age(p/birth, move/date) < 15)");
    for wanted in [
        "any(p in mover, age(p/birth, move/date) <= 15)",
        "any(p in mover, age(p/birth, move/date) < 14)",
        "any(p in mover, age_reached(p/birth, move/date) < 15)",
        "all(p in mover, age(p/birth, move/date) < 15)",
    ] {
        assert!(age.iter().any(|text| text == wanted), "{wanted}: {age:#?}");
    }
    let late = slips("received_on > next_open(move/date + 14 days)");
    assert!(late.contains(&"received_on > move/date + 14 days".to_owned()), "{late:#?}");
    assert!(slips("move/left in {card, portal}").contains(&"move/left in {portal}".to_owned()));
}
