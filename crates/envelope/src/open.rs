//! Sealed bytes or scanned text to a checked record.

use kakanai_record::{Date, Record};

use crate::day;
use crate::error::UnpackError;
use crate::keys::{KeyId, KeyRing};
use crate::pack::{self, Doubt, Schemas};
use crate::parts::{self, PartError};
use crate::seal::{EnvelopeHash, unseal};
use crate::town::TownTable;

/// An envelope is valid up to and including this many days after the day it was made.
pub const VALID_DAYS: i32 = 30;
/// Clocks may be ahead by this many days.
pub const AHEAD_DAYS: i32 = 1;

/// Why an envelope is not opened. Each is a different thing to tell the citizen or the clerk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The scanned text cannot be read or put together.
    #[error(transparent)]
    Part(#[from] PartError),
    /// Too short to be an envelope.
    #[error("the envelope is cut off; scan it again")]
    Damaged,
    /// Longer than any envelope.
    #[error("larger than any envelope; refused unread")]
    TooLarge,
    /// A later (or no) version of the envelope.
    #[error("envelope version {found}, this reader knows version 1; update the reader")]
    UnknownVersion {
        /// The version found.
        found: u8,
    },
    /// A suite that this reader does not have.
    #[error("sealed with suite {found}, which this reader does not know; update the reader")]
    UnknownSuite {
        /// Its number.
        found: u8,
    },
    /// Sealed to a key that is not ours.
    #[error(
        "sealed to the key {key}, which is not on this city's ring: made for another city, or with a key withdrawn"
    )]
    OtherKey {
        /// The key's id.
        key: KeyId,
    },
    /// The encryption does not hold: somebody or something changed the bytes.
    #[error("the contents were altered after sealing; make a new code")]
    Altered,
    /// Made too long ago.
    #[error("made on {made_on}, valid for {VALID_DAYS} days; make a new code")]
    Expired {
        /// The day of making.
        made_on: Date,
    },
    /// Made in the future.
    #[error("made on {made_on}, which is yet to come: check the clocks of device and counter")]
    NotYet {
        /// The day of making.
        made_on: Date,
    },
    /// Opened, but what is inside is no record of a known schema.
    #[error("opened, but not a record: {0}")]
    Unpack(#[from] UnpackError),
}

impl OpenError {
    /// A stable name for messages in other languages and for counts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Part(error) => error.code(),
            Self::Damaged => "damaged",
            Self::TooLarge => "too_large",
            Self::UnknownVersion { .. } => "unknown_version",
            Self::UnknownSuite { .. } => "unknown_suite",
            Self::OtherKey { .. } => "other_key",
            Self::Altered => "altered",
            Self::Expired { .. } => "expired",
            Self::NotYet { .. } => "not_yet",
            Self::Unpack(UnpackError::UnknownSchema { .. }) => "unknown_schema",
            Self::Unpack(UnpackError::UnknownFormat { .. }) => "unknown_version",
            Self::Unpack(UnpackError::TooMany { .. } | UnpackError::TooLarge) => "too_large",
            Self::Unpack(UnpackError::Truncated | UnpackError::Trailing) => "bad_length",
            Self::Unpack(UnpackError::Refused { .. } | UnpackError::Malformed { .. }) => "bad_record",
        }
    }
}

/// What a reader brings along.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The city's secret keys.
    pub keys: &'a KeyRing,
    /// The schemas it knows.
    pub schemas: &'a dyn Schemas,
    /// Its postal table.
    pub towns: &'a dyn TownTable,
    /// Today, in Japan.
    pub today: Date,
}

/// An opened envelope. Nobody is authenticated by it: it says what somebody wrote, no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The record.
    pub record: Record,
    /// The day of making, as the device said.
    pub made_on: Date,
    /// Hash of the schema it was packed against.
    pub schema: [u8; 32],
    /// The name of the envelope.
    pub envelope: EnvelopeHash,
    /// The key it was sealed to.
    pub key: KeyId,
    /// Towns left unanswered, because the reader's postal table differs from the citizen's.
    pub doubts: Vec<Doubt>,
}

/// Opens scanned texts: all parts of one envelope, in any order.
pub fn open_text(texts: &[&str], reader: &Reader<'_>) -> Result<Opened, OpenError> {
    open(&parts::join(texts)?, reader)
}

/// Opens sealed bytes.
pub fn open(sealed: &[u8], reader: &Reader<'_>) -> Result<Opened, OpenError> {
    let (header, packed) = unseal(reader.keys, sealed)?;
    // The date before the schema: an old schema is gone because the envelope is too old.
    let (made_on, _) = pack::head(&packed)?;
    match day::between(made_on, reader.today) {
        age if age > VALID_DAYS => return Err(OpenError::Expired { made_on }),
        age if age < -AHEAD_DAYS => return Err(OpenError::NotYet { made_on }),
        _ => {}
    }
    let unpacked = pack::unpack(&packed, reader.schemas, reader.towns)?;
    Ok(Opened {
        record: unpacked.record,
        made_on,
        schema: unpacked.schema,
        envelope: EnvelopeHash::of(sealed),
        key: header.key,
        doubts: unpacked.doubts,
    })
}
