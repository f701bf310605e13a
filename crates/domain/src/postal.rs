//! The national postal table: seven digits → towns.
//!
//! `tables/postal/all.kpt.br` holds the whole country, `tables/postal/NN.kpt.br` the codes that begin with NN. Both have
//! the same form once decompressed, version 1, numbers seven bits a
//! byte, lowest first, the high bit meaning more; signed ones in zigzag order:
//!
//! ```text
//! "KKPT" 0x01
//! shard + 1, or 0 for the whole country           number
//! municipalities: count, then ascending five-digit codes as differences (first from 0)
//! postal codes:   count, then ascending codes as differences (first from 0)
//! towns under each postal code, 1 or more         numbers
//! municipality of each town, as the signed difference of its place in the list above (first from 0)
//! flags of each town                               one byte: bit 0 = 丁目 follow, others 0
//! text of each town                                UTF-8: town, TAB, reading, LF
//! ```
//!
//! Towns of a code are ordered by municipality, reading and text, the empty town last; `tools/derive/towns.py` says
//! how the rows of the list become towns.

use crate::municipality::MunicipalityCode;
use crate::reader::Reader;
use crate::town::{Overlay, PostalCode, Town};

const MAGIC: &[u8; 5] = b"KKPT\x01";
/// Nothing real comes near; keeps offsets in 32 bits.
const LONGEST: usize = 1 << 26;

/// A table over decompressed bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalTable {
    shard: Option<u8>,
    municipalities: Vec<MunicipalityCode>,
    codes: Vec<u32>,
    /// First town of each code, and one past the last town.
    starts: Vec<u32>,
    places: Vec<u16>,
    flags: Vec<u8>,
    /// First byte of each town's line in `lines`.
    offsets: Vec<u32>,
    lines: String,
}

/// Why bytes are no postal table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the postal table is damaged in its {part}: fetch it again")]
pub struct PostalTableError {
    /// The part that cannot be read.
    pub part: &'static str,
}

fn damaged(part: &'static str) -> PostalTableError {
    PostalTableError { part }
}

impl PostalTable {
    /// Reads a table and checks all of it, so that later reads cannot fail.
    ///
    /// # Errors
    /// Names the damaged part.
    pub fn parse(bytes: &[u8]) -> Result<Self, PostalTableError> {
        let mut reader = Reader::new(bytes);
        if bytes.len() > LONGEST || reader.take(MAGIC.len()) != Some(MAGIC) {
            return Err(damaged("head"));
        }
        let shard = match reader.number() {
            Some(0) => None,
            Some(shard @ 1..=100) => u8::try_from(shard - 1).ok(),
            _ => return Err(damaged("shard number")),
        };
        let municipalities = ascending(&mut reader).ok_or(damaged("municipalities"))?;
        let municipalities: Option<Vec<_>> =
            municipalities.into_iter().map(MunicipalityCode::from_five).collect();
        let municipalities = municipalities.ok_or(damaged("municipalities"))?;
        let codes = ascending(&mut reader).ok_or(damaged("postal codes"))?;
        let belongs = |code: &u32| {
            PostalCode::new(*code).is_some_and(|code| shard.is_none_or(|shard| code.shard() == shard))
        };
        if !codes.iter().all(belongs) {
            return Err(damaged("postal codes"));
        }
        let starts = read_starts(&mut reader, codes.len(), bytes.len()).ok_or(damaged("counts of towns"))?;
        let towns = starts.last().map_or(0, |&end| end as usize);
        let places = read_places(&mut reader, towns, municipalities.len());
        let places = places.ok_or(damaged("municipalities of towns"))?;
        let flags = reader.take(towns).filter(|flags| flags.iter().all(|flag| *flag < 2));
        let flags = flags.ok_or(damaged("flags"))?.to_vec();
        let lines = std::str::from_utf8(reader.rest()).map_err(|_| damaged("text"))?.to_owned();
        let offsets = read_offsets(&lines, towns).ok_or(damaged("text"))?;
        Ok(Self { shard, municipalities, codes, starts, places, flags, offsets, lines })
    }

    /// The first two digits the table is limited to; none for the whole country.
    #[must_use]
    pub fn shard(&self) -> Option<u8> {
        self.shard
    }

    /// Whether a code would be in this table if it existed.
    #[must_use]
    pub fn covers(&self, code: PostalCode) -> bool {
        self.shard.is_none_or(|shard| shard == code.shard())
    }

    /// Number of towns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.flags.len()
    }

    /// Whether it holds no town.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }

    /// All postal codes, ascending.
    pub fn codes(&self) -> impl Iterator<Item = PostalCode> {
        self.codes.iter().copied().filter_map(PostalCode::new)
    }

    /// The towns of a code in their stable order; none where it is unknown.
    pub fn towns(&self, code: PostalCode) -> impl Iterator<Item = Town<'_>> {
        let range = self.codes.binary_search(&code.number()).ok().and_then(|at| {
            let (from, to) = (*self.starts.get(at)?, *self.starts.get(at + 1)?);
            Some(from as usize..to as usize)
        });
        range.unwrap_or(0..0).filter_map(|index| self.town(index))
    }

    /// Number of the town with this very text (and municipality, where given) under a code.
    #[must_use]
    pub fn position(
        &self,
        code: PostalCode,
        text: &str,
        municipality: Option<MunicipalityCode>,
    ) -> Option<usize> {
        let fits =
            |town: Town<'_>| town.text == text && municipality.is_none_or(|code| code == town.municipality);
        self.towns(code).position(fits)
    }

    fn town(&self, index: usize) -> Option<Town<'_>> {
        let start = *self.offsets.get(index)? as usize;
        let line = self.lines.get(start..)?.split('\n').next()?;
        let (text, kana) = line.split_once('\t')?;
        let municipality = *self.municipalities.get(usize::from(*self.places.get(index)?))?;
        Some(Town { municipality, text, kana, has_chome: self.flags.get(index)? & 1 == 1 })
    }
}

/// A count and that many strictly ascending numbers, each as its distance from the one before.
fn ascending(reader: &mut Reader<'_>) -> Option<Vec<u32>> {
    let count = reader.count()?;
    let mut values: Vec<u32> = Vec::with_capacity(count);
    for _ in 0..count {
        let step = reader.number()?;
        let value = match values.last() {
            Some(last) if step > 0 => last.checked_add(step)?,
            Some(_) => return None,
            None => step,
        };
        values.push(value);
    }
    Some(values)
}

fn read_starts(reader: &mut Reader<'_>, codes: usize, most: usize) -> Option<Vec<u32>> {
    let mut starts = Vec::with_capacity(codes + 1);
    let mut end = 0u32;
    starts.push(end);
    for _ in 0..codes {
        end = end.checked_add(reader.number().filter(|&count| count > 0)?)?;
        starts.push(end);
    }
    ((end as usize) <= most).then_some(starts)
}

fn read_places(reader: &mut Reader<'_>, towns: usize, municipalities: usize) -> Option<Vec<u16>> {
    let mut place = 0i64;
    (0..towns)
        .map(|_| {
            place = place.checked_add(reader.signed()?)?;
            u16::try_from(place).ok().filter(|&place| usize::from(place) < municipalities)
        })
        .collect()
}

/// Starts of the lines, which must be exactly as many as towns, each with one tab and no other control character.
fn read_offsets(lines: &str, towns: usize) -> Option<Vec<u32>> {
    let mut offsets = Vec::with_capacity(towns);
    let mut start = 0;
    for line in lines.split_terminator('\n') {
        let (text, kana) = line.split_once('\t')?;
        if text.chars().chain(kana.chars()).any(char::is_control) {
            return None;
        }
        offsets.push(u32::try_from(start).ok()?);
        start += line.len() + 1;
    }
    (offsets.len() == towns && start == lines.len()).then_some(offsets)
}

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp<'a> {
    /// The towns of the code, in order.
    Towns(Vec<Town<'a>>),
    /// The code does not exist in the loaded tables that cover it.
    Unknown,
    /// No loaded table covers it: fetch the shard of this number, or the whole table.
    NotLoaded(u8),
}

/// The catalogue's towns over the national tables loaded so far.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    overlay: Overlay,
    tables: Vec<PostalTable>,
}

impl Directory {
    /// A directory that knows the towns of a catalogue.
    #[must_use]
    pub fn new(overlay: Overlay) -> Self {
        Self { overlay, tables: Vec::new() }
    }

    /// Adds a table; the whole country's replaces all shards.
    pub fn add(&mut self, table: PostalTable) {
        if table.shard.is_none() {
            self.tables.clear();
        }
        self.tables.push(table);
    }

    /// The towns of a code: the catalogue's, else the national ones.
    #[must_use]
    pub fn look_up(&self, code: PostalCode) -> LookUp<'_> {
        let own: Vec<_> = self.overlay.towns(code).collect();
        if !own.is_empty() {
            return LookUp::Towns(own);
        }
        let Some(table) = self.tables.iter().find(|table| table.covers(code)) else {
            return LookUp::NotLoaded(code.shard());
        };
        let towns: Vec<_> = table.towns(code).collect();
        if towns.is_empty() { LookUp::Unknown } else { LookUp::Towns(towns) }
    }
}

mod suggest;
#[cfg(test)]
mod tests;
