//! The outbox: work left for others, written in the transaction of its command and picked up by
//! one worker.

use std::fmt;

use kakanai_reception::ids::CaseId;

use crate::base::{Code, Millis};
use crate::seal::SealedBlob;

/// Names one piece of work; receivers know a repeated delivery by it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxId(pub [u8; 16]);

impl fmt::Debug for OutboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Work to be left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Drawn at random.
    pub id: OutboxId,
    /// Which workers care: `print`, `resident_record` ...
    pub kind: Code,
    /// Sealed for `Place::Outbox(id)`.
    pub payload: SealedBlob,
}

/// Work taken by a worker, its own until settled or released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// The work.
    pub entry: OutboxEntry,
    /// The case whose key opens it.
    pub case: CaseId,
    /// When it was left.
    pub at: Millis,
}
