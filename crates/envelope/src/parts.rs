//! Sealed bytes in one or several QR codes, as text of capitals and the digits 2 to 7.

use std::collections::BTreeMap;

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};

use crate::base32;
use crate::clean::{self, Unreadable};
use crate::seal::EnvelopeHash;

/// Computed bit by bit: a part has some hundred bytes, a table would be 16 kB in every citizen's browser.
const CHECKSUM: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);
/// First byte of a part: five bits that make every part begin with `K`, three bits of version.
const MARK: u8 = 0b0101_0000;
/// The version of parts that this crate writes and reads.
pub const VERSION: u8 = 1;
/// Bytes before the contents: mark and version, number and count, id.
const HEAD: usize = 4;
/// Bytes after the contents: CRC-32.
const CHECK: usize = 4;
/// Parts at the most.
pub const MOST_PARTS: usize = 16;
/// Characters of a part at the most: QR version 20 with error correction M holds 970.
pub const MOST_CHARACTERS: usize = 970;
/// Bytes of contents of a part at the most.
pub const MOST_CONTENTS: usize = MOST_CHARACTERS * 5 / 8 - HEAD - CHECK;

/// Why texts are not the parts of one envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// Nothing that we wrote.
    #[error("this is not a Kakanai code")]
    NotOurs,
    /// Japanese letters: the scanner types like a keyboard, and the input method turned it into kana.
    #[error(
        "the input method changed what the scanner typed; switch it off (half-width letters) and scan again"
    )]
    InputMethod,
    /// Begins like ours, but the checksum does not hold.
    #[error("part of the code was lost or changed on the way; scan it again")]
    Damaged,
    /// Parts of a later version.
    #[error("the code is of part version {found}, this reader knows version 1; update the reader")]
    UnknownVersion {
        /// The version found.
        found: u8,
    },
    /// A number outside the count.
    #[error("part {number} of {count} cannot be")]
    Number {
        /// Its number, from 1.
        number: u8,
        /// The count it states.
        count: u8,
    },
    /// Parts of two envelopes.
    #[error("these are parts of two different codes; scan the parts of one")]
    Mixed,
    /// Two different parts with one number.
    #[error("part {number} is there twice with different contents; make the code again")]
    Conflict {
        /// Its number, from 1.
        number: u8,
    },
    /// Parts that are still to be scanned.
    #[error("of {count} parts these are missing: {}", numbers(missing))]
    Missing {
        /// Their numbers, from 1.
        missing: Vec<u8>,
        /// Parts in all.
        count: u8,
    },
    /// More text than any envelope has.
    #[error("more text than any code has; refused unread")]
    TooLarge,
}

fn numbers(parts: &[u8]) -> String {
    parts.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

impl PartError {
    /// A stable name for messages in other languages and for counts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotOurs => "not_ours",
            Self::InputMethod => "input_method",
            Self::Damaged => "damaged",
            Self::UnknownVersion { .. } => "unknown_version",
            Self::Number { .. } => "part_number",
            Self::Mixed => "parts_mixed",
            Self::Conflict { .. } => "part_conflict",
            Self::Missing { .. } => "part_missing",
            Self::TooLarge => "too_large",
        }
    }
}

/// Cuts sealed bytes into parts, each the text of one QR code: one if it fits, else as few as
/// possible and of nearly equal size.
pub fn split(sealed: &[u8]) -> Result<Vec<String>, PartError> {
    let count = sealed.len().div_ceil(MOST_CONTENTS);
    if count == 0 || count > MOST_PARTS {
        return Err(PartError::TooLarge);
    }
    let EnvelopeHash(hash) = EnvelopeHash::of(sealed);
    let chunks = sealed.chunks(sealed.len().div_ceil(count)).enumerate();
    Ok(chunks
        .map(|(number, contents)| {
            let mut bytes = vec![MARK | VERSION, (number << 4 | (count - 1)) as u8, hash[0], hash[1]];
            bytes.extend_from_slice(contents);
            bytes.extend_from_slice(&CHECKSUM.checksum(&bytes).to_be_bytes());
            base32::encode(&bytes)
        })
        .collect())
}

/// Puts the parts of one envelope together.
pub fn join(texts: &[&str]) -> Result<Vec<u8>, PartError> {
    let mut collector = Collector::default();
    for text in texts {
        collector.add(text)?;
    }
    collector.finish()
}

/// Gathers the parts of one envelope as they are scanned, in any order, repeats being harmless.
#[derive(Debug, Clone, Default)]
pub struct Collector {
    envelope: Option<(u8, [u8; 2])>,
    contents: BTreeMap<u8, Vec<u8>>,
}

impl Collector {
    /// Takes a text with one part or several, and says how many are there of how many. After an error
    /// the parts taken before are still there.
    pub fn add(&mut self, text: &str) -> Result<(usize, usize), PartError> {
        let letters =
            clean::letters(text, MOST_PARTS * 2 * MOST_CHARACTERS).map_err(|error| match error {
                Unreadable::Foreign => PartError::NotOurs,
                Unreadable::Kana => PartError::InputMethod,
                Unreadable::TooLong => PartError::TooLarge,
            })?;
        let mut rest = letters.as_slice();
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let part;
            (part, rest) = Part::first(rest)?;
            parts.push(part);
        }
        if parts.is_empty() {
            return Err(PartError::NotOurs);
        }
        let mut next = self.clone();
        parts.into_iter().try_for_each(|part| next.take(part))?;
        *self = next;
        Ok((self.contents.len(), self.count().into()))
    }

    /// The sealed bytes, when all parts are there.
    pub fn finish(self) -> Result<Vec<u8>, PartError> {
        let (count, id) = self.envelope.ok_or(PartError::NotOurs)?;
        let missing: Vec<u8> = (1..=count).filter(|number| !self.contents.contains_key(number)).collect();
        if !missing.is_empty() {
            return Err(PartError::Missing { missing, count });
        }
        let sealed: Vec<u8> = self.contents.into_values().flatten().collect();
        let EnvelopeHash(hash) = EnvelopeHash::of(&sealed);
        // Checksums hold, yet the whole is not what was cut: parts of envelopes with equal ids.
        if hash.starts_with(&id) { Ok(sealed) } else { Err(PartError::Mixed) }
    }

    fn count(&self) -> u8 {
        self.envelope.map_or(0, |(count, _)| count)
    }

    fn take(&mut self, part: Part) -> Result<(), PartError> {
        let envelope = (part.count, part.id);
        if *self.envelope.get_or_insert(envelope) != envelope {
            return Err(PartError::Mixed);
        }
        match self.contents.insert(part.number, part.contents.clone()) {
            Some(before) if before != part.contents => Err(PartError::Conflict { number: part.number }),
            _ => Ok(()),
        }
    }
}

/// One part, its checksum seen.
#[derive(Debug)]
struct Part {
    /// From 1.
    number: u8,
    count: u8,
    id: [u8; 2],
    contents: Vec<u8>,
}

impl Part {
    /// Reads the part at the beginning of cleaned letters, and what follows it. Parts may follow one
    /// another without anything between: the checksum tells where one ends.
    fn first(letters: &[u8]) -> Result<(Self, &[u8]), PartError> {
        if letters.first() != Some(&b'K') {
            return Err(PartError::NotOurs);
        }
        let most = letters.len().min(MOST_CHARACTERS);
        let bytes = decode(&letters[..most]);
        // From the longest on, since one whole part is the rule.
        let lengths = (HEAD + CHECK + 1..=bytes.len()).rev();
        let length = lengths.filter(|length| ends_cleanly(letters, *length)).find(|length| {
            let (body, check) = bytes[..*length].split_at(length - CHECK);
            CHECKSUM.checksum(body).to_be_bytes() == *check
        });
        let length = length.ok_or(PartError::Damaged)?;
        // Mark, version and checksum stay where they are in every version to come.
        if let Some(found) = bytes.first().map(|first| first & 0b111).filter(|version| *version != VERSION) {
            return Err(PartError::UnknownVersion { found });
        }
        Ok((Self::from_bytes(&bytes[..length - CHECK])?, &letters[characters(length)..]))
    }

    fn from_bytes(body: &[u8]) -> Result<Self, PartError> {
        let [_, numbers, a, b, contents @ ..] = body else { return Err(PartError::Damaged) };
        let (number, count) = ((numbers >> 4) + 1, (numbers & 0xF) + 1);
        if number > count {
            return Err(PartError::Number { number, count });
        }
        Ok(Self { number, count, id: [*a, *b], contents: contents.to_vec() })
    }
}

/// Characters that `length` bytes take.
const fn characters(length: usize) -> usize {
    (length * 8).div_ceil(5)
}

/// The whole bytes of Base32 letters; bits left over at the end do not count.
fn decode(letters: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(letters.len() * 5 / 8);
    let (mut held, mut count) = (0u32, 0);
    for letter in letters {
        held = held << 5 | u32::from(clean::value(*letter).unwrap_or_default());
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((held >> count) as u8);
            held &= (1 << count) - 1;
        }
    }
    bytes
}

/// Whether the last letter of so many bytes has zeros where nothing is left to say (RFC 4648 3.5).
fn ends_cleanly(letters: &[u8], length: usize) -> bool {
    let spare = characters(length) * 5 - length * 8;
    let last = letters.get(characters(length) - 1).and_then(|letter| clean::value(*letter));
    last.is_some_and(|value| u32::from(value) & ((1 << spare) - 1) == 0)
}
