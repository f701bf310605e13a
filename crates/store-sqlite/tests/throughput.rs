//! A measurement, not a test: commands kept per second with true syncs. Run by hand:
//! `cargo test --release -p kakanai-store-sqlite --test throughput -- --ignored --nocapture`

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use std::sync::Arc;
use std::time::Instant;

use kakanai_store::conformance::Draft;
use kakanai_store::{AccessEntry, EventSeq, Store};
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};
use tokio::task::JoinSet;

const PER_TASK: u64 = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
#[allow(clippy::disallowed_methods, reason = "a measurement needs the clock")]
async fn appends_per_second() {
    // Not the system's temporary folder, which may lie in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let store =
        Arc::new(SqliteStore::open(SqliteOptions::new(folder.path().join("kakanai.db"))).await.unwrap());
    for clerks in [1, 10, 50, 200] {
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..clerks {
            let store = store.clone();
            tasks.spawn(async move { one_case(&store).await });
        }
        tasks.join_all().await;
        let seconds = begun.elapsed().as_secs_f64();
        println!("{clerks} at once: {:.0} commands per second", (clerks * PER_TASK) as f64 / seconds);
    }
}

/// Each command: two events of a kilobyte, a summary, a row in the access log.
async fn one_case(store: &SqliteStore) {
    let draft = Draft::new();
    let mut seen = EventSeq::ZERO;
    let text = "見".repeat(340);
    for _ in 0..PER_TASK {
        let mut append = draft.step(seen, &[&text, &text]);
        append.open = (seen == EventSeq::ZERO).then(|| draft.open_at("E", None));
        append.access = Some(access(&draft));
        seen = store.append(append).await.unwrap().last;
    }
}

fn access(draft: &Draft) -> AccessEntry {
    let code = |text: &str| text.parse().unwrap();
    AccessEntry {
        at: kakanai_store::conformance::NOW,
        staff: "sample.clerk".parse().unwrap(),
        action: code("amend"),
        case: Some(draft.case),
        visit: Some(draft.visit),
        purpose: code("reception"),
        place: code("counter-1"),
    }
}
