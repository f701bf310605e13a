//! What can go wrong with a store.

use kakanai_reception::ids::{CaseId, EventSeq};

use crate::base::{Code, Login};
use crate::outbox::OutboxId;

/// A result of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why a store did not do what it was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was faster: look at the new events, then decide again.
    #[error("case {case} has moved on to event {now}; load what changed and decide again")]
    Moved {
        /// The case.
        case: CaseId,
        /// Its last event now.
        now: EventSeq,
    },
    /// The submission was read before, or the printed code belongs to another case.
    #[error("this code already leads to case {case}; show that case")]
    AlreadyOpened {
        /// The case it leads to.
        case: CaseId,
    },
    /// There is no such case.
    #[error("there is no case {case}")]
    NoCase {
        /// The case asked for.
        case: CaseId,
    },
    /// The case was erased and takes no more events.
    #[error("case {case} was erased")]
    Erased {
        /// The case.
        case: CaseId,
    },
    /// The request contradicts itself.
    #[error("cannot be kept: {what}")]
    Invalid {
        /// What does not fit.
        what: &'static str,
    },
    /// The outbox entry is not this worker's: it was settled, released or erased.
    #[error("outbox entry {id:?} is not held by this worker; leave it")]
    NotHeld {
        /// The entry.
        id: OutboxId,
    },
    /// Another tablet is waiting with this pairing code.
    #[error("another tablet is waiting with this pairing code; draw another")]
    CodeTaken,
    /// The terminal has no tablet to show anything on.
    #[error("terminal {terminal} has no tablet; pair one")]
    NoTablet {
        /// The terminal.
        terminal: Code,
    },
    /// There is no such member of staff.
    #[error("there is no member of staff {login}")]
    NoStaff {
        /// The login asked for.
        login: Login,
    },
    /// The database holds a value this program never writes.
    #[error("table {table}, column {column}, row {row}: a value that cannot be; restore from a backup")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The key of the row.
        row: String,
    },
    /// The store is being shut down.
    #[error("the store is closed")]
    Closed,
    /// The database could not be reached or refused.
    #[error("{doing} failed; check the database and try again: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The engine's own error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// An engine's own error.
    pub fn database(
        doing: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Database { doing, source: source.into() }
    }
}
