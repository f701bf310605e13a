//! A stream of bits, the most significant bit of each byte first.

use crate::error::UnpackError;

/// How many bits hold every number from 0 to `largest`.
pub(crate) const fn width(largest: u64) -> u32 {
    u64::BITS - largest.leading_zeros()
}

/// Writes bits into bytes.
#[derive(Debug, Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    used: usize,
}

impl BitWriter {
    /// Writes the `width` low bits of `value`, the highest of them first.
    pub(crate) fn put(&mut self, value: u64, width: u32) {
        for at in (0..width).rev() {
            let bit = (value >> at & 1) as u8;
            let place = 7 - (self.used % 8) as u8;
            if place == 7 {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << place;
            }
            self.used += 1;
        }
    }

    /// Writes one bit.
    pub(crate) fn flag(&mut self, flag: bool) {
        self.put(flag.into(), 1);
    }

    /// How many bits were written.
    pub(crate) const fn length(&self) -> usize {
        self.used
    }

    /// The bytes; the last one is filled up with zeros.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads bits from bytes.
#[derive(Debug)]
pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Reads `width` bits (64 at the most).
    pub(crate) fn take(&mut self, width: u32) -> Result<u64, UnpackError> {
        let mut value = 0;
        for _ in 0..width {
            let byte = self.bytes.get(self.at / 8).ok_or(UnpackError::Truncated)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Ok(value)
    }

    /// Reads a number of at most 16 bits.
    pub(crate) fn small(&mut self, width: u32) -> Result<u16, UnpackError> {
        Ok(self.take(width.min(16))? as u16)
    }

    /// Reads one bit.
    pub(crate) fn flag(&mut self) -> Result<bool, UnpackError> {
        Ok(self.take(1)? == 1)
    }

    /// Nothing may stand after the last bit read but zeros up to the end of its byte.
    pub(crate) fn finish(&self) -> Result<(), UnpackError> {
        let end = self.at.div_ceil(8);
        let rest = (end * 8 - self.at) as u32;
        let last = end.checked_sub(1).and_then(|last| self.bytes.get(last)).copied().unwrap_or(0);
        let spare = u16::from(last) & ((1u16 << rest) - 1);
        if self.bytes.len() == end && spare == 0 { Ok(()) } else { Err(UnpackError::Trailing) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_back_in_order() {
        let mut writer = BitWriter::default();
        for (value, width) in [(1, 1), (0, 0), (0x2A5, 10), (u64::MAX, 64), (3, 2)] {
            writer.put(value, width);
        }
        let bytes = writer.finish();
        assert_eq!(bytes.len(), 10);
        let mut reader = BitReader::new(&bytes);
        assert_eq!(reader.take(1), Ok(1));
        assert_eq!(reader.take(10), Ok(0x2A5));
        assert_eq!(reader.take(64), Ok(u64::MAX));
        assert_eq!(reader.finish(), Err(UnpackError::Trailing));
        assert_eq!(reader.take(2), Ok(3));
        assert_eq!(reader.finish(), Ok(()));
        assert_eq!(reader.take(4), Err(UnpackError::Truncated));
    }

    #[test]
    fn widths() {
        assert_eq!([0, 1, 2, 3, 4, 255, 256].map(width), [0, 1, 2, 2, 3, 8, 9]);
    }
}
