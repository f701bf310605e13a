//! Guidance: what it costs to decide what a household needs, to list it, to tell it, and to ask the next question.
//!
//! The demonstration city's procedures, over a family of five; figures stand in docs/measurements/guidance.md.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    missing_docs,
    reason = "a bench may stop where it stands"
)]

mod support;

use divan::{Bencher, black_box};
use kakanai_catalogue::{Catalogue, PageKind};
use kakanai_interview::guide::{self, Decision, Reader};
use kakanai_interview::journey::{journey, service};
use kakanai_interview::places::NoTable;
use kakanai_interview::question::Asking;
use kakanai_interview::state::Place;
use kakanai_interview::{Form, State, show, step};
use kakanai_record::{Record, core};
use kakanai_rules::Scope;
use support::{SERVICES, TODAY};

fn main() {
    let catalogue = kakanai_demo::catalogue();
    eprintln!("{} procedures in the catalogue", catalogue.procedures().len());
    for service in SERVICES {
        let record = support::family(&catalogue, service);
        let decisions = decided(&catalogue, &record);
        let unknown = decisions.iter().filter(|one| one.outcome == guide::Outcome::Unknown).count();
        let needed = decisions.iter().filter(|one| one.outcome == guide::Outcome::Needed).count();
        let of = support::procedures(&catalogue, service).count();
        let answers = record.answers().count();
        eprintln!(
            "{service}: {of} procedures, {} decisions over {answers} answers, {needed} needed, {unknown} unknown",
            decisions.len()
        );
        let state = support::walked(&catalogue, service);
        eprintln!("{service}: the walk ends on page `{}`", state.place.page);
    }
    divan::main();
}

fn decided(catalogue: &Catalogue, record: &Record) -> Vec<Decision> {
    guide::decide(catalogue, record, guide::day_of(record))
}

fn placed(record: Record) -> State {
    State::at(record, Place { page: String::new(), element: None })
}

/// All that is known: the outcome of each procedure for each person, with its reasons.
#[divan::bench(args = SERVICES)]
fn decide(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let record = support::family(&catalogue, service);
    bencher.bench_local(|| decided(&catalogue, black_box(&record)));
}

/// The outcomes alone, without reasons.
#[divan::bench(args = SERVICES)]
fn outcomes(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let record = support::family(&catalogue, service);
    let day = guide::day_of(&record);
    bencher.bench_local(|| guide::outcomes(&catalogue, black_box(&record), day));
}

/// Every procedure of the catalogue that a move can bring: the three services one after another.
#[divan::bench]
fn decide_all_services(bencher: Bencher<'_, '_>) {
    let catalogue = kakanai_demo::catalogue();
    let records = SERVICES.map(|service| support::family(&catalogue, service));
    bencher.bench_local(|| {
        records.iter().map(|record| decided(&catalogue, black_box(record)).len()).sum::<usize>()
    });
}

#[divan::bench(args = SERVICES)]
fn decide_and_list(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let record = support::family(&catalogue, service);
    bencher.bench_local(|| {
        let decisions = decided(&catalogue, black_box(&record));
        guide::list(&catalogue, &record, &decisions, Reader::All)
    });
}

/// The list in words, decisions and list made before.
#[divan::bench(args = SERVICES)]
fn tell(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let record = support::family(&catalogue, service);
    let list = guide::list(&catalogue, &record, &decided(&catalogue, &record), Reader::All);
    let state = placed(record);
    let asking = Asking::of(&catalogue, &NoTable, &state, TODAY);
    bencher.bench_local(|| guide::tell(black_box(&asking), &list, false));
}

/// The next questions where only the service is known and anybody may still be added.
#[divan::bench(args = SERVICES)]
fn next_questions_of_nothing(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let record = support::bare(&catalogue, service);
    let scope = Scope::new().with_incomplete(core::MOVER.key());
    bencher.bench_local(|| guide::open(&guide::decide_over(&catalogue, black_box(&record), None, &scope)));
}

/// The same where five people are named, and nothing else.
#[divan::bench(args = SERVICES)]
fn next_questions_of_five_people(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let record = support::five(&catalogue, service);
    bencher.bench_local(|| guide::open_questions(&catalogue, black_box(&record), guide::day_of(&record)));
}

#[divan::bench(args = SERVICES)]
fn next_questions_of_half(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let record = support::half(&catalogue, service);
    bencher.bench_local(|| guide::open_questions(&catalogue, black_box(&record), guide::day_of(&record)));
}

/// The whole way through a service, up to its page of boxes.
#[divan::bench(args = SERVICES)]
fn way(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let state = support::walked(&catalogue, service);
    bencher.bench_local(|| journey(&catalogue, black_box(&state.record)));
}

/// One step of the citizen's engine on the page of boxes: three ticked, sent, the next page drawn.
#[divan::bench(args = SERVICES)]
fn step_on_boxes(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let Some((state, form)) = at_boxes(&catalogue, service) else {
        eprintln!("{service} has no page of boxes");
        return;
    };
    bencher.bench_local(|| step(&catalogue, &NoTable, black_box(&state), &form, TODAY));
}

/// One step back from there: what any step costs after the boxes are known.
#[divan::bench(args = SERVICES)]
fn step_back_from_boxes(bencher: Bencher<'_, '_>, service: &str) {
    let catalogue = kakanai_demo::catalogue();
    let Some((state, _)) = at_boxes(&catalogue, service) else { return };
    let form = Form::new(vec![(Form::ACTION.to_owned(), "back".to_owned())]);
    bencher.bench_local(|| step(&catalogue, &NoTable, black_box(&state), &form, TODAY));
}

/// The state on the first page of boxes and a form with its first three boxes ticked.
fn at_boxes(catalogue: &Catalogue, of: &str) -> Option<(State, Form)> {
    let at = show(catalogue, &NoTable, &support::walked(catalogue, of), TODAY);
    let (_, page) = service(catalogue, &at.state.record)?.page(&at.state.place.page)?;
    if !matches!(page.kind, PageKind::Ticks(_)) {
        return None;
    }
    let names = at.view.html.split(" name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let boxes = names.filter(|name| *name != Form::ACTION).take(3);
    Some((at.state, boxes.map(|name| (name.to_owned(), "yes".to_owned())).collect()))
}
