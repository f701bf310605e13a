//! The default engine: one SQLite file on the machine of the program.
//!
//! Writes go through one task that gathers what waits, keeps it in one transaction (a savepoint for
//! each, so that one refusal takes back only itself) and answers all after the one commit: group
//! commit. Reads have their own connections and never wait for writes (WAL). `synchronous=FULL`:
//! answered means synced.
//!
//! SQL is checked when the program is compiled, against the committed answers in `.sqlx/`.

mod access;
mod append;
mod cases;
mod counts;
mod list;
mod open;
mod outbox;
mod sign_in;
mod staff;
mod store;
mod tablets;
mod writer;

pub use open::SqliteOptions;
pub use store::SqliteStore;

use kakanai_store::StoreError;

/// Names what was being done when SQLite refused.
fn failed(doing: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
    move |error| match error {
        sqlx::Error::PoolClosed => StoreError::Closed,
        error => StoreError::database(doing, error),
    }
}
