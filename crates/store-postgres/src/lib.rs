//! The engine for cities that outgrow one machine: PostgreSQL 15 or later.
//!
//! Every request is one transaction on a pooled connection; commands for one case queue on the row
//! of that case. `NOTIFY` tells the other application servers of changed cases, by identifier and
//! event number only, and of tablets; it is used for nothing else, because it halves the throughput.
//!
//! SQL is checked when the program is compiled, against the committed answers in `.sqlx/`.

mod access;
mod append;
mod cases;
mod counts;
mod list;
mod listen;
mod open;
mod outbox;
mod sign_in;
mod staff;
mod store;
mod tablets;

pub use open::PostgresOptions;
pub use store::PostgresStore;

use kakanai_store::StoreError;

/// Names what was being done when PostgreSQL refused.
fn failed(doing: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
    move |error| match error {
        sqlx::Error::PoolClosed => StoreError::Closed,
        error => StoreError::database(doing, error),
    }
}
