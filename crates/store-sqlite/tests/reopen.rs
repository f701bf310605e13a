//! A database is there again after closing, and one of a later program is left alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use kakanai_store::conformance::Draft;
use kakanai_store::{
    CaseFilter, CaseId, EventSeq, Millis, PairingCode, Store, StoreError, TokenHash, VisitId, verify_case,
};
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

#[tokio::test]
async fn what_was_kept_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions::new(folder.path().join("kakanai.db"));
    let draft = Draft::new();
    let store = SqliteStore::open(options.clone()).await.unwrap();
    store.append(draft.opening()).await.unwrap();
    store.close().await;
    assert!(matches!(store.append(draft.step(EventSeq(1), &["x"])).await, Err(StoreError::Closed)));
    assert!(matches!(store.case_header(draft.case).await, Err(StoreError::Closed)));

    let store = SqliteStore::open(options).await.unwrap();
    store.append(draft.step(EventSeq(1), &["b"])).await.unwrap();
    let header = store.case_header(draft.case).await.unwrap().unwrap();
    verify_case(&header, &store.load(draft.case, EventSeq::ZERO).await.unwrap()).unwrap();
    store.ping().await.unwrap();
}

#[tokio::test]
async fn a_database_of_a_later_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kakanai.db");
    SqliteStore::open(SqliteOptions::new(&file)).await.unwrap().close().await;
    let mut db = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'later', TRUE, x'00', 0)";
    sqlx::query(later).execute(&mut db).await.unwrap();
    let refused = SqliteStore::open(SqliteOptions::new(&file)).await;
    assert!(matches!(&refused, Err(StoreError::Database { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_backup_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteOptions::new(folder.path().join("kakanai.db"))).await.unwrap();
    let to = folder.path().join("backup.db");
    store.backup(&to).await.unwrap();
    let first = std::fs::read(&to).unwrap();
    assert!(matches!(store.backup(&to).await, Err(StoreError::Invalid { .. })));
    assert_eq!(std::fs::read(&to).unwrap(), first);
}

#[tokio::test]
async fn a_database_of_an_earlier_program_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kakanai.db");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut db = options.connect().await.unwrap();
    sqlx::migrate!().run_direct(Some(1), &mut db, false).await.unwrap();
    let (case, visit) = (CaseId::from_bytes([7; 16]), VisitId::from_bytes([8; 16]));
    let written = "INSERT INTO visits VALUES (?2, 'E', 20261120, 1); \
                   INSERT INTO cases VALUES (?1, ?2, 'received', 1, zeroblob(32), 5, 5, NULL)";
    for statement in written.split(';') {
        let insert = sqlx::query(sqlx::AssertSqlSafe(statement));
        insert
            .bind(case.as_bytes().as_slice())
            .bind(visit.as_bytes().as_slice())
            .execute(&mut db)
            .await
            .unwrap();
    }
    sqlx::Connection::close(db).await.unwrap();

    let store = SqliteStore::open(SqliteOptions::new(&file)).await.unwrap();
    assert_eq!(store.visit_cases(visit).await.unwrap()[0].case, case);
    let changed = CaseFilter { changed_after: Some(Millis(4)), ..CaseFilter::default() };
    assert_eq!(store.count_cases(changed).await.unwrap(), [("received".parse().unwrap(), 1)]);
    let (token, code) = (TokenHash([1; 32]), PairingCode::new(417).unwrap());
    store.tablet_begin(token, code, Millis(6)).await.unwrap();
}
