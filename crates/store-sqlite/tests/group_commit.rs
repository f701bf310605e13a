//! Many commands share one sync, and none is answered without.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod shim;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use kakanai_store::Store;
use kakanai_store::conformance::Draft;
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};
use tokio::task::JoinSet;

#[test]
fn two_hundred_commands_at_once_need_few_syncs() {
    let base = tempfile::tempdir().unwrap();
    let (data, shadow) = (base.path().join("data"), base.path().join("shadow"));
    fs::create_dir(&data).unwrap();
    let output = shim::child("appends_and_counts", &data, &shadow, 5).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let number = |of: &str| -> u64 {
        let line = told.lines().find_map(|line| line.strip_prefix(of));
        line.unwrap_or_else(|| panic!("no {of:?} in:\n{told}")).trim().parse().unwrap()
    };
    assert!(number("one by one:") >= 20, "twenty answers, each after a sync of its own:\n{told}");
    let together = number("together:");
    assert!((1..=50).contains(&together), "200 commands took {together} syncs");
}

/// The process whose syncs are counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the test above"]
async fn appends_and_counts() {
    let Some(data) = std::env::var_os(shim::FOLDER) else { return };
    let count = std::env::var_os("POWERCUT_COUNT").unwrap();
    let syncs = || fs::metadata(&count).map_or(0, |metadata| metadata.len());
    let file = Path::new(&data).join("kakanai.db");
    let store = Arc::new(SqliteStore::open(SqliteOptions::new(file)).await.unwrap());

    let before = syncs();
    for _ in 0..20 {
        store.append(Draft::new().opening()).await.unwrap();
    }
    println!("\none by one: {}", syncs() - before);

    let before = syncs();
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let store = store.clone();
        tasks.spawn(async move { store.append(Draft::new().opening()).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.len(), 200);
    println!("together: {}", syncs() - before);
}
