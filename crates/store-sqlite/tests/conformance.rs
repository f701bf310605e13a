//! SQLite tells the common story.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use std::path::PathBuf;
use std::sync::Arc;

use kakanai_store::conformance::Harness;
use kakanai_store::{BoxFuture, Store, conformance_suite};
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tempfile::TempDir;

struct Sqlite {
    store: Arc<SqliteStore>,
    folder: TempDir,
}

async fn start() -> Sqlite {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteOptions::new(folder.path().join("kakanai.db"))).await.unwrap();
    Sqlite { store: Arc::new(store), folder }
}

impl Sqlite {
    fn file(&self) -> PathBuf {
        self.folder.path().join("kakanai.db")
    }

    async fn administrator(&self) -> SqliteConnection {
        SqliteConnectOptions::new().filename(self.file()).connect().await.unwrap()
    }
}

impl Harness for Sqlite {
    fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    fn tamper_with_access_log(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            let mut db = self.administrator().await;
            let tamper = "UPDATE access_log SET purpose = 'curiosity' WHERE number = 1";
            let slip = sqlx::query(tamper).execute(&mut db).await;
            assert!(slip.is_err(), "a slip is stopped by the database itself");
            sqlx::query("DROP TRIGGER access_log_stays").execute(&mut db).await.unwrap();
            assert_eq!(sqlx::query(tamper).execute(&mut db).await.unwrap().rows_affected(), 1);
        })
    }

    fn dump(&self) -> BoxFuture<'_, Vec<u8>> {
        Box::pin(async {
            let copy = self.folder.path().join("copy.db");
            self.store.backup(&copy).await.unwrap();
            // The files as they are: freed pages and the write-ahead log count as well.
            let log = self.folder.path().join("kakanai.db-wal");
            [self.file(), log, copy].map(|file| std::fs::read(file).unwrap()).concat()
        })
    }
}

conformance_suite!(crate::start);
