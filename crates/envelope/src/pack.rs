//! Record to packed bytes, and back.

use kakanai_record::{Date, Dictionary, Record};

use crate::bits::{BitReader, BitWriter};
use crate::day;
use crate::error::{PackError, UnpackError};
use crate::scope::Scopes;
use crate::town::TownTable;
use crate::tree;
use crate::{read, write};

/// The packing format that this crate writes and reads.
pub const FORMAT: u8 = 1;
/// Bytes before the bits of the record: format, schema, day of making.
const HEAD: usize = 7;

/// A published dictionary and its hash.
#[derive(Debug, Clone, Copy)]
pub struct Schema<'a> {
    /// The core items and the city's own.
    pub dictionary: &'a Dictionary,
    /// Hash of the published catalogue: core and city items and questions.
    pub hash: [u8; 32],
}

impl Schema<'_> {
    /// The first bytes of the hash, by which a packed record names its schema.
    pub const fn prefix(&self) -> [u8; 4] {
        [self.hash[0], self.hash[1], self.hash[2], self.hash[3]]
    }
}

/// The schemas that a reader knows: the published one and those of the last 30 days.
pub trait Schemas {
    /// The schema whose hash begins so.
    fn by_prefix(&self, prefix: [u8; 4]) -> Option<Schema<'_>>;
}

impl Schemas for Schema<'_> {
    fn by_prefix(&self, prefix: [u8; 4]) -> Option<Schema<'_>> {
        (self.prefix() == prefix).then_some(*self)
    }
}

impl Schemas for Vec<Schema<'_>> {
    fn by_prefix(&self, prefix: [u8; 4]) -> Option<Schema<'_>> {
        self.iter().copied().find(|schema| schema.prefix() == prefix)
    }
}

/// A town that could not be read because the reader's postal table differs; the item is left
/// unanswered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The item.
    pub key: kakanai_record::ItemKey,
    /// Its path.
    pub path: String,
}

/// What packed bytes hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// The record; everything in it was checked against the schema's dictionary.
    pub record: Record,
    /// The day it was packed, as the packer says.
    pub made_on: Date,
    /// Hash of the schema it was packed against.
    pub schema: [u8; 32],
    /// Towns that stay unanswered.
    pub doubts: Vec<Doubt>,
}

/// Packs a record against a schema.
pub fn pack(
    schema: &Schema<'_>,
    record: &Record,
    made_on: Date,
    towns: &dyn TownTable,
) -> Result<Vec<u8>, PackError> {
    let scopes = Scopes::new(schema.dictionary);
    let root = tree::of_record(&scopes, record, towns)?;
    pack_tree(schema, &scopes, made_on, &root)
}

fn pack_tree(
    schema: &Schema<'_>,
    scopes: &Scopes<'_>,
    made_on: Date,
    root: &tree::Branch,
) -> Result<Vec<u8>, PackError> {
    let mut bits = BitWriter::default();
    bits.put(FORMAT.into(), 8);
    bits.put(u32::from_be_bytes(schema.prefix()).into(), 32);
    bits.put(day::made_number(made_on).ok_or(PackError::MadeOn { made_on })?.into(), 16);
    write::tree(&mut bits, scopes, made_on, root)?;
    Ok(bits.finish())
}

/// The day of making and the schema's prefix, which are readable without the schema.
pub(crate) fn head(packed: &[u8]) -> Result<(Date, [u8; 4]), UnpackError> {
    match *packed {
        [FORMAT, a, b, c, d, high, low, ..] => {
            Ok((day::made_date(u16::from_be_bytes([high, low])), [a, b, c, d]))
        }
        [FORMAT, ..] | [] => Err(UnpackError::Truncated),
        [found, ..] => Err(UnpackError::UnknownFormat { found }),
    }
}

/// Reads packed bytes. Whatever is accepted is of the dictionary, and packs again to the same bytes
/// (with the same choice of towns spelled out or referred to).
pub fn unpack<S: Schemas + ?Sized>(
    packed: &[u8],
    schemas: &S,
    towns: &dyn TownTable,
) -> Result<Unpacked, UnpackError> {
    let (made_on, prefix) = head(packed)?;
    let schema = schemas.by_prefix(prefix).ok_or(UnpackError::UnknownSchema { prefix })?;
    let scopes = Scopes::new(schema.dictionary);
    let mut bits = BitReader::new(&packed[HEAD..]);
    let root = read::tree(&mut bits, &scopes, made_on)?;
    bits.finish()?;
    // One record, one packing: whatever could be written shorter or otherwise is refused.
    if pack_tree(&schema, &scopes, made_on, &root).as_deref() != Ok(packed) {
        return Err(UnpackError::malformed("not written in the shortest way"));
    }
    let (record, doubts) = tree::to_record(&scopes, &root, towns)?;
    let doubts = doubts.into_iter().map(|key| Doubt { key, path: scopes.dictionary.path(key) }).collect();
    Ok(Unpacked { record, made_on, schema: schema.hash, doubts })
}
