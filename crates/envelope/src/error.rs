//! Why a record cannot be packed or a byte string is no packed record.

use kakanai_record::{Date, RecordError};

use crate::coder::{MOST_CELLS, MOST_TEXT};

/// Why a record cannot be packed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The day of making does not fit.
    #[error("the day of making {made_on} is outside 2020-01-01 to 2199-06-06; check the clock")]
    MadeOn {
        /// The day given.
        made_on: Date,
    },
    /// Something in the record that the schema's dictionary does not know or would refuse.
    #[error(
        "`{path}` does not fit the schema's dictionary; pack with the dictionary the record was made with"
    )]
    NotOfSchema {
        /// Where.
        path: String,
    },
    /// An item that staff or the city supply.
    #[error("`{path}` is not the citizen's to say and does not travel in an envelope; leave it out")]
    NotCitizens {
        /// Where.
        path: String,
    },
    /// More than a reader would take.
    #[error(
        "the record holds more than {MOST_CELLS} answers and entries or {MOST_TEXT} bytes of text; leave the rest to the counter"
    )]
    TooLarge,
}

/// Why bytes are no packed record of a known schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// Packed by another version of the format.
    #[error("packed in format {found}, this reader knows format 1; update the reader")]
    UnknownFormat {
        /// The version found.
        found: u8,
    },
    /// No published schema begins with these bytes.
    #[error("packed against a schema that is not published here (it begins {:02x}{:02x}{:02x}{:02x}); load that version of the catalogue", prefix[0], prefix[1], prefix[2], prefix[3])]
    UnknownSchema {
        /// First bytes of its hash.
        prefix: [u8; 4],
    },
    /// The bytes end in the middle of a value.
    #[error("the packed record ends too early")]
    Truncated,
    /// Something follows the record.
    #[error("something stands behind the packed record")]
    Trailing,
    /// A list with more entries than the dictionary allows.
    #[error("`{path}` states {count} entries, at most {most} are allowed")]
    TooMany {
        /// The list.
        path: String,
        /// The count stated.
        count: u16,
        /// The most.
        most: u16,
    },
    /// A value outside its kind, or a change that the dictionary refuses.
    #[error("`{path}`: {error}")]
    Refused {
        /// Where.
        path: String,
        /// Why.
        error: RecordError,
    },
    /// A combination of bits that no writer makes.
    #[error("{what}; the writer is broken or hostile")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// More answers and entries than any record has.
    #[error("states more than {MOST_CELLS} answers and entries or {MOST_TEXT} bytes of text")]
    TooLarge,
}

impl UnpackError {
    pub(crate) const fn malformed(what: &'static str) -> Self {
        Self::Malformed { what }
    }
}
