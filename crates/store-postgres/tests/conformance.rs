//! PostgreSQL tells the common story.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod cluster;

use std::sync::Arc;

use cluster::Database;
use kakanai_store::conformance::Harness;
use kakanai_store::{BoxFuture, Store, conformance_suite};
use kakanai_store_postgres::PostgresStore;
use sqlx::AssertSqlSafe;

struct Postgres {
    store: Arc<PostgresStore>,
    database: Database,
}

async fn start() -> Postgres {
    let database = Database::new().await;
    let store = PostgresStore::open(&database.options()).await.unwrap();
    Postgres { store: Arc::new(store), database }
}

impl Harness for Postgres {
    fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    fn tamper_with_access_log(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            let mut db = self.database.administrator().await;
            let tamper = "UPDATE access_log SET purpose = 'curiosity' WHERE number = 1";
            let slip = sqlx::query(tamper).execute(&mut db).await;
            assert!(slip.is_err(), "a slip is stopped by the database itself");
            sqlx::query("DROP TRIGGER access_log_stays ON access_log").execute(&mut db).await.unwrap();
            assert_eq!(sqlx::query(tamper).execute(&mut db).await.unwrap().rows_affected(), 1);
        })
    }

    fn dump(&self) -> BoxFuture<'_, Vec<u8>> {
        Box::pin(async {
            let mut db = self.database.administrator().await;
            let mut dump = Vec::new();
            for column in [
                "sealed FROM events",
                "sealed FROM summaries",
                "COALESCE(payload, '') FROM outbox",
                "chain FROM cases",
            ] {
                let rows = sqlx::query_scalar::<_, Vec<u8>>(AssertSqlSafe(format!("SELECT {column}")));
                dump.extend(rows.fetch_all(&mut db).await.unwrap().concat());
            }
            dump
        })
    }
}

conformance_suite!(crate::start);
