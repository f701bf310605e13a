//! The same decisions by our rules and by GoRules' zen engine: first that they agree, then what they cost.
//!
//! Every household is complete, since zen has no unknown. Figures stand in docs/measurements/guidance.md.
//!
//! `cargo run --release --manifest-path measure/zen/Cargo.toml [rounds]`

mod context;
mod peer;
#[path = "../../../crates/interview/benches/support/mod.rs"]
mod support;
mod translate;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use kakanai_catalogue::Catalogue;
use kakanai_interview::guide::{self, Outcome};
use kakanai_record::{Record, json};
use zen_expression::Variable;
use zen_expression::vm::VM;

use crate::peer::{Form, Outcomes, Peer};
use crate::support::SERVICES;

/// Households by a seed, beside those of the tests, for each service.
const DRAWN: u64 = 200;
/// Of these so many are timed.
const TIMED: usize = 20;
/// Evaluations that one figure is the mean of.
const REPEATED: u32 = 5;

struct Household {
    name: String,
    record: Record,
    context: Variable,
}

fn main() -> Result<()> {
    let rounds = std::env::args().nth(1).map_or(Ok(101), |text| text.parse()).context("how many rounds")?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let catalogue = kakanai_demo::catalogue();
        for service in SERVICES {
            measure(&catalogue, service, rounds).await?;
        }
        Ok(())
    })
}

async fn measure(catalogue: &Catalogue, service: &str, rounds: usize) -> Result<()> {
    let peer = Peer::of(catalogue, service)?;
    let translated = peer.translation.procedures.len();
    let left_out = &peer.translation.left_out;
    println!("\n{service}: {translated} procedures in both, {} left out", left_out.len());
    for (id, why) in left_out {
        println!("  {id}: {why}");
    }
    let households = households(catalogue, service, &peer)?;
    let mut needed = 0;
    for household in &households {
        needed += agree(catalogue, &peer, household).await.with_context(|| household.name.clone())?;
    }
    println!("  {} households come out the same in all forms, {needed} procedures needed", households.len());
    let timed = &households[..TIMED.min(households.len())];
    time(catalogue, &peer, timed, rounds).await
}

/// The family of five, those of the tests, and those drawn; all of them complete.
fn households(catalogue: &Catalogue, service: &str, peer: &Peer) -> Result<Vec<Household>> {
    let mut records = vec![("family of five".to_owned(), support::family(catalogue, service))];
    let folder = kakanai_demo::root().join("crates/interview/tests/households");
    let mut files: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|it| it.path())).collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        let told: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        if told["record"]["service"] != service {
            continue;
        }
        let mut record = json::from_json(catalogue.dictionary(), &told["record"])?;
        support::answer_all(catalogue, &mut record, service, &mut support::Pick::plain());
        records.push((file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), record));
    }
    for seed in 0..DRAWN {
        records.push((format!("drawn {seed}"), support::drawn(catalogue, service, seed)));
    }
    let all = records.len();
    records.retain(|(_, record)| !has_unknown(catalogue, record));
    if records.len() < all {
        println!("  {} households are not complete and left out", all - records.len());
    }
    let household = |(name, record): (String, Record)| {
        let context = context::context(catalogue, &record, &peer.translation.given).into();
        Household { name, record, context }
    };
    Ok(records.into_iter().map(household).collect())
}

fn has_unknown(catalogue: &Catalogue, record: &Record) -> bool {
    let decisions = guide::decide(catalogue, record, guide::day_of(record));
    decisions.iter().any(|decision| decision.outcome == Outcome::Unknown)
}

/// Whether all forms say what our rules say; how many procedures are needed.
async fn agree(catalogue: &Catalogue, peer: &Peer, household: &Household) -> Result<usize> {
    let ours = ours(catalogue, peer, &household.record);
    ensure!(!ours.is_empty(), "nothing is decided");
    for form in Form::ALL {
        let results = peer.run(form, &household.context, &mut VM::new()).await?;
        let theirs = peer.outcomes(form, &household.record, &results)?;
        for (at, outcome) in &ours {
            if theirs.get(at) != Some(outcome) {
                let id = &catalogue.procedures()[at.0].id;
                bail!("{form:?}: {id} for {:?}: {outcome:?} here, {:?} there", at.1, theirs.get(at));
            }
        }
        ensure!(theirs.len() == ours.len(), "{form:?}: {} decisions, {} of ours", theirs.len(), ours.len());
    }
    Ok(ours.values().filter(|outcome| **outcome == Outcome::Needed).count())
}

/// Our outcomes; what is not in force on the day is not needed.
fn ours(catalogue: &Catalogue, peer: &Peer, record: &Record) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for one in &peer.translation.procedures {
        match one.each {
            None => {
                outcomes.insert((one.procedure, None), Outcome::NotNeeded);
            }
            Some(list) => {
                let people = record.elements(list.key()).iter();
                outcomes.extend(people.map(|id| ((one.procedure, Some(*id)), Outcome::NotNeeded)));
            }
        }
    }
    for decision in guide::decide(catalogue, record, guide::day_of(record)) {
        if let Some(known) = outcomes.get_mut(&(decision.procedure, decision.person)) {
            *known = decision.outcome;
        }
    }
    outcomes
}

async fn time(catalogue: &Catalogue, peer: &Peer, households: &[Household], rounds: usize) -> Result<()> {
    // By household: ours with reasons, ours without, zen's forms.
    let mut figures = vec![vec![Vec::with_capacity(rounds); 2 + Form::ALL.len()]; households.len()];
    let mut vm = VM::new();
    for round in 0..rounds + 10 {
        for (household, figures) in households.iter().zip(&mut figures) {
            let day = guide::day_of(&household.record);
            let mut taken = Vec::new();
            taken.push(repeated(|| guide::decide(catalogue, black_box(&household.record), day)));
            taken.push(repeated(|| guide::outcomes(catalogue, black_box(&household.record), day)));
            for form in Form::ALL {
                let start = Instant::now();
                for _ in 0..REPEATED {
                    black_box(peer.run(form, black_box(&household.context), &mut vm).await?);
                }
                taken.push(start.elapsed() / REPEATED);
            }
            // The first rounds warm everything up.
            if round >= 10 {
                figures.iter_mut().zip(taken).for_each(|(all, one)| all.push(one));
            }
        }
    }
    let five = households.first().context("no household")?;
    let json = context::context(catalogue, &five.record, &peer.translation.given);
    let mut read: Vec<Duration> =
        (0..rounds).map(|_| repeated(|| Variable::from(black_box(&json).clone()))).collect();
    println!(
        "  zen's values from the JSON of the five, not in the figures below: {:.1}",
        us(median(&mut read))
    );
    let names = ["ours, with reasons", "ours, outcomes alone"].into_iter().chain(Form::ALL.map(Form::name));
    println!("  {rounds} rounds of {} households, microseconds", households.len());
    println!(
        "  {:<44} {:>8} {:>8} {:>8} | {:>8} {:>8} {:>8} | of the first",
        "", "5 people", "5 %", "95 %", "median", "least", "most"
    );
    let mut base = None;
    for (at, name) in names.enumerate() {
        let mut five = figures[0][at].clone();
        five.sort_unstable();
        let mut medians: Vec<Duration> =
            figures.iter_mut().map(|household| median(&mut household[at])).collect();
        let (middle, least, most) = (median(&mut medians), medians[0], medians[medians.len() - 1]);
        let own = us(five[five.len() / 2]);
        let base = *base.get_or_insert(own);
        println!(
            "  {name:<44} {own:>8.1} {:>8.1} {:>8.1} | {:>8.1} {:>8.1} {:>8.1} | {:.1}",
            us(five[five.len() / 20]),
            us(five[five.len() * 19 / 20]),
            us(middle),
            us(least),
            us(most),
            own / base
        );
    }
    Ok(())
}

fn repeated<T>(mut run: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..REPEATED {
        black_box(run());
    }
    start.elapsed() / REPEATED
}

/// The median; the list is sorted afterwards.
fn median(list: &mut [Duration]) -> Duration {
    list.sort_unstable();
    list[list.len() / 2]
}

fn us(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
