//! A record from a citizen's device to the counter: packed, sealed to the city, cut into QR codes, and
//! back.
//!
//! ```text
//! record ─ pack ─▶ bits ─ seal ─▶ bytes ─ split ─▶ text of one or more QR codes
//! record ◀ unpack ─ bits ◀ unseal ─ bytes ◀ join ── scanned text
//! ```
//!
//! `docs/envelope.md` describes every bit. Randomness and dates are arguments. Nothing that comes in
//! is trusted: every length is bounded before anything is allocated, and whatever is accepted has gone
//! through the dictionary and is the only spelling of its record.

mod base32;
mod bits;
mod chars;
mod clean;
mod coder;
mod day;
mod error;
mod keys;
mod open;
mod pack;
pub mod parts;
pub mod qr;
mod read;
mod scope;
mod seal;
mod seed;
mod suite;
mod text;
mod town;
mod tree;
mod values;
mod write;

pub use coder::{MOST_CELLS, MOST_TEXT};
pub use error::{PackError, UnpackError};
pub use keys::{KeyError, KeyId, KeyRing, PublicKey, SecretKey};
pub use open::{AHEAD_DAYS, OpenError, Opened, Reader, VALID_DAYS, open, open_text};
pub use pack::{Doubt, FORMAT, Schema, Schemas, Unpacked, pack, unpack};
pub use parts::{Collector, PartError, join, split};
pub use seal::{EnvelopeHash, HEADER, Header, MOST_SEALED, SealError, VERSION, seal, unseal};
pub use seed::Seed;
pub use suite::Suite;
pub use town::{NoTowns, TownTable, town_check16};
