//! What a database must do for Kakanai, and everything about it that is the same for each engine.
//!
//! A case is an append-only sequence of sealed events ([`Append`]); beside it stand its sealed
//! summary, an outbox, the access log, staff, sessions, tablets and counts. [`Store`] is the face of an engine;
//! `store-sqlite` and `store-postgres` implement it, and the server holds an `Arc<dyn Store>`.
//!
//! What this crate promises for all engines:
//!
//! - Payloads reach an engine only sealed under the key of their case ([`CaseKey`]). Keys live in a
//!   [`KeyVault`], outside the database, its log and its backups: destroying the key erases the case
//!   in all of them at once.
//! - Each case carries a hash chain over its ciphertexts ([`verify_chain`]), so that it still
//!   verifies after erasure.
//! - Time and randomness are arguments.
//!
//! Absent on purpose: plaintext, search over personal data, business rules, the clock.

pub mod access;
pub mod append;
pub mod base;
pub mod cases;
pub mod chain;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod counts;
pub mod error;
pub mod legs;
pub mod outbox;
pub mod rows;
pub mod seal;
pub mod sign_in;
pub mod staff;
mod store;
pub mod tablet;
pub mod vault;

pub use access::{AccessEntry, AccessRow, AccessSeal, AccessVerdict};
pub use append::{Append, Appended, OpenCase};
pub use base::{Code, Day, Login, Millis, Month, OfficeCode, SignInPlace, VisitNumber};
pub use cases::{
    CaseChange, CaseCursor, CaseFilter, CaseHeader, CasePage, CaseRow, CaseView, Change, StoredEvent,
};
pub use chain::{ChainError, ChainHash, verify_case, verify_chain};
pub use counts::{AdjustmentCount, ProcedureCount};
pub use error::{Result, StoreError};
pub use outbox::{OutboxEntry, OutboxId, OutboxItem};
pub use seal::{CaseKey, Nonce, Place, SealError, SealedBlob, SealedEvent};
pub use sign_in::SignInFailures;
pub use staff::{Session, Staff, TokenHash};
pub use store::{BoxFuture, Store};
pub use tablet::{PairTablet, Pairing, PairingCode, Shown, Tablet};
pub use vault::{FileVault, KeyVault, VaultError, VaultKey};

pub use kakanai_reception::ids::{CaseId, CommandId, EnvelopeHash, EventSeq, VisitId};
