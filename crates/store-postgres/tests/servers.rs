//! Several application servers on one database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod cluster;

use std::sync::Arc;
use std::time::Duration;

use cluster::Database;
use kakanai_store::conformance::access::entry;
use kakanai_store::conformance::{Draft, NOW, events, unique};
use kakanai_store::{
    AccessVerdict, CaseChange, Change, Code, EventSeq, PairTablet, PairingCode, Store, TokenHash,
};
use kakanai_store_postgres::PostgresStore;
use sqlx::Connection;
use tokio::task::JoinSet;

async fn server(database: &Database) -> Arc<PostgresStore> {
    Arc::new(PostgresStore::open(&database.options()).await.unwrap())
}

#[tokio::test]
async fn one_server_hears_what_another_keeps() {
    let database = Database::new().await;
    let (first, second) = (server(&database).await, server(&database).await);
    let mut heard = second.changes();
    let draft = Draft::new();
    first.append(draft.opening()).await.unwrap();
    let change = tokio::time::timeout(Duration::from_secs(10), heard.recv()).await;
    let due = Change::Case(CaseChange { case: draft.case, seq: EventSeq(1) });
    assert_eq!(change.unwrap().unwrap(), due);

    let terminal: Code = "counter-1".parse().unwrap();
    let code = PairingCode::new(417).unwrap();
    first.tablet_begin(TokenHash(unique()), code, NOW).await.unwrap();
    let pair = PairTablet { code, terminal: terminal.clone(), office: None, at: NOW, not_before: NOW };
    first.tablet_pair(pair).await.unwrap();
    let change = tokio::time::timeout(Duration::from_secs(10), heard.recv()).await;
    assert_eq!(change.unwrap().unwrap(), Change::Tablet { terminal });
}

#[tokio::test]
async fn servers_starting_at_once_all_come_up() {
    let database = Database::new().await;
    let starts = (0..3).map(|_| {
        let options = database.options();
        async move { PostgresStore::open(&options).await.map(drop) }
    });
    let answers = starts.collect::<JoinSet<_>>().join_all().await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
}

/// Rows are numbered before they are committed: a seal waits for those under way, or it would pass
/// them by.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seal_waits_for_rows_under_way() {
    let database = Database::new().await;
    let store = server(&database).await;
    let mut slow = database.administrator().await;
    let mut under_way = slow.begin().await.unwrap();
    let insert =
        "INSERT INTO access_log (at, staff, action, purpose, place) VALUES (0, 'a', 'view', 'p', 'c')";
    sqlx::query(insert).execute(&mut *under_way).await.unwrap();
    store.log_access(entry(&Draft::new())).await.unwrap();

    let sealing = tokio::spawn({
        let store = store.clone();
        async move { store.seal_access(NOW).await.unwrap().unwrap() }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!sealing.is_finished(), "sealed the second row without the first");
    under_way.commit().await.unwrap();
    assert_eq!(sealing.await.unwrap().rows, 2);
}

/// Two servers seal while both write: every row is under exactly one seal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_seal_every_row_once() {
    let database = Database::new().await;
    let (first, second) = (server(&database).await, server(&database).await);
    let mut writers = JoinSet::new();
    for n in 0..6 {
        let store = if n % 2 == 0 { first.clone() } else { second.clone() };
        writers.spawn(async move {
            for _ in 0..10 {
                let draft = Draft::new();
                let mut opening = draft.opening();
                opening.access = Some(entry(&draft));
                store.append(opening).await.unwrap();
            }
        });
    }
    let mut sealed = 0;
    while writers.try_join_next().is_some() || !writers.is_empty() {
        let (a, b) = tokio::join!(first.seal_access(NOW), second.seal_access(NOW));
        sealed += [a, b].into_iter().filter_map(Result::unwrap).map(|seal| seal.rows).sum::<u64>();
    }
    sealed += first.seal_access(NOW).await.unwrap().map_or(0, |seal| seal.rows);
    assert_eq!(sealed, 60);
    let verdict = second.verify_access().await.unwrap();
    assert!(matches!(verdict, AccessVerdict::Whole { rows: 60, .. }), "{verdict:?}");
}

/// The hardest chapter of the common story, told through two servers in turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_append_to_one_case_without_loss() {
    let database = Database::new().await;
    let (first, second) = (server(&database).await, server(&database).await);
    let (draft, mut tasks) = (Draft::new(), JoinSet::new());
    first.append(draft.opening()).await.unwrap();
    for n in 0..20 {
        let store = if n % 2 == 0 { first.clone() } else { second.clone() };
        let draft = draft.clone();
        tasks.spawn(async move { events::append_until_kept(&*store, &draft, "step").await });
    }
    let mut kept = tasks.join_all().await;
    kept.sort();
    assert_eq!(kept, (2..=21).map(EventSeq).collect::<Vec<_>>());
}
