//! The access log: who looked at what, and why.
//!
//! A row is written in the transaction of the view it is about. Chaining there would cost three
//! quarters of the throughput; so seconds later a seal closes a batch of rows:
//!
//! seal n = SHA-256(seal n−1 ‖ n ‖ at ‖ rows ‖ for each row: number, and its fields, each with its
//! length before it), beginning with SHA-256("kakanai access chain 1").
//!
//! What this cannot show by itself: rows removed before they were sealed, and the newest seals
//! removed with all their rows. Print or hand over the newest seal ([`AccessSeal`]) each day.

use kakanai_reception::ids::{CaseId, VisitId};
use sha2::{Digest, Sha256};

use crate::base::{Code, Login, Millis};
use crate::chain::ChainHash;

/// Rows in one seal at most.
pub const SEAL_ROWS: usize = 10_000;

/// A row to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// When.
    pub at: Millis,
    /// Who.
    pub staff: Login,
    /// Did what: `view`, `print`, `export` ...
    pub action: Code,
    /// With which case.
    pub case: Option<CaseId>,
    /// With which visit.
    pub visit: Option<VisitId>,
    /// What for.
    pub purpose: Code,
    /// At which counter or screen.
    pub place: Code,
}

/// A row as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    /// Its number, growing, possibly with gaps.
    pub number: u64,
    /// What it says.
    pub entry: AccessEntry,
}

/// The seal over a batch of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessSeal {
    /// From 1 upward, without gaps.
    pub number: u64,
    /// When sealed.
    pub at: Millis,
    /// First row in it.
    pub first: u64,
    /// Last row in it.
    pub last: u64,
    /// Rows in it: at most [`SEAL_ROWS`]; when full, seal again.
    pub rows: u64,
    /// The link.
    pub hash: ChainHash,
}

/// What a check of the access log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessVerdict {
    /// Every sealed row is as it was.
    Whole {
        /// Seals checked.
        seals: u64,
        /// Rows under them.
        rows: u64,
        /// The newest seal, to be compared with a printed one.
        head: ChainHash,
    },
    /// The rows of this seal, or the seal itself, were altered or removed.
    Altered {
        /// The first seal that does not match.
        seal: u64,
    },
}

/// The link before the first seal.
pub fn before_first_seal() -> ChainHash {
    ChainHash(Sha256::digest(b"kakanai access chain 1").into())
}

/// Computes the seal that closes `rows`, given the last one.
///
/// Gives nothing for no rows.
pub fn next_seal(previous: Option<&AccessSeal>, at: Millis, rows: &[AccessRow]) -> Option<AccessSeal> {
    let (first, last) = (rows.first()?.number, rows.last()?.number);
    let number = previous.map_or(0, |seal| seal.number) + 1;
    let link = previous.map_or_else(before_first_seal, |seal| seal.hash);
    let hash = seal_hash(link, number, at, rows);
    Some(AccessSeal { number, at, first, last, rows: rows.len() as u64, hash })
}

fn seal_hash(link: ChainHash, number: u64, at: Millis, rows: &[AccessRow]) -> ChainHash {
    let mut hash = Sha256::new();
    hash.update(link.0);
    hash.update(number.to_be_bytes());
    hash.update(at.0.to_be_bytes());
    hash.update((rows.len() as u64).to_be_bytes());
    for row in rows {
        hash_row(&mut hash, row);
    }
    ChainHash(hash.finalize().into())
}

fn hash_row(hash: &mut Sha256, row: &AccessRow) {
    let AccessEntry { at, staff, action, case, visit, purpose, place } = &row.entry;
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    field(&row.number.to_be_bytes());
    field(&at.0.to_be_bytes());
    field(staff.as_str().as_bytes());
    field(action.as_str().as_bytes());
    field(case.as_ref().map_or(&[], |case| case.as_bytes()));
    field(visit.as_ref().map_or(&[], |visit| visit.as_bytes()));
    field(purpose.as_str().as_bytes());
    field(place.as_str().as_bytes());
}

/// Checks seals in their order; an engine hands in each with the rows it finds between its ends.
#[derive(Debug, Default)]
pub struct AccessCheck {
    previous: Option<AccessSeal>,
    rows: u64,
}

impl AccessCheck {
    /// Checks the next seal: `Err` holds the verdict when it does not match.
    ///
    /// # Errors
    /// [`AccessVerdict::Altered`].
    pub fn next(&mut self, seal: AccessSeal, rows: &[AccessRow]) -> Result<(), AccessVerdict> {
        let due = self.previous.map_or(0, |seal| seal.number) + 1;
        // Nothing may stand between the last batch and this one: a row slipped in there is noticed
        // because the engine hands in all rows from the end of the last batch on.
        if next_seal(self.previous.as_ref(), seal.at, rows) != Some(seal) {
            return Err(AccessVerdict::Altered { seal: due });
        }
        self.rows += seal.rows;
        self.previous = Some(seal);
        Ok(())
    }

    /// The number after which rows of the next seal begin.
    pub fn sealed_to(&self) -> u64 {
        self.previous.map_or(0, |seal| seal.last)
    }

    /// The verdict after the last seal.
    pub fn verdict(&self) -> AccessVerdict {
        AccessVerdict::Whole {
            seals: self.previous.map_or(0, |seal| seal.number),
            rows: self.rows,
            head: self.previous.map_or_else(before_first_seal, |seal| seal.hash),
        }
    }
}
