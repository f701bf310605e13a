//! Base32 (RFC 4648, upper case, no padding), on the bit streams that are here anyway: the letters are those
//! of QR's alphanumeric mode. A library for it would be a tenth of the engine in the citizen's browser.

use crate::bits::{BitReader, BitWriter};
use crate::clean::value;

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Writes bytes as letters.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut padded = bytes.to_vec();
    padded.push(0);
    let mut bits = BitReader::new(&padded);
    let count = (bytes.len() * 8).div_ceil(5);
    (0..count).map(|_| char::from(LETTERS[usize::from(bits.small(5).unwrap_or(0)) % 32])).collect()
}

/// Reads letters; `None` for other characters, a length that no bytes have, or bits behind the last byte
/// that are not zero: every sequence of bytes has one spelling.
pub(crate) fn decode(letters: &[u8]) -> Option<Vec<u8>> {
    let mut bits = BitWriter::default();
    for letter in letters {
        bits.put(value(*letter)?.into(), 5);
    }
    let spare = letters.len() * 5 % 8;
    let mut bytes = bits.finish();
    bytes.truncate(letters.len() * 5 / 8);
    // Fewer than five bits are left over, or the last letter stands for nothing.
    let tail = letters.last().and_then(|last| value(*last)).unwrap_or(0) & ((1 << spare.min(5)) - 1);
    (spare < 5 && tail == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_standard_hold() {
        let table = [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ];
        for (bytes, letters) in table {
            assert_eq!(encode(bytes.as_bytes()), letters);
            assert_eq!(decode(letters.as_bytes()).as_deref(), Some(bytes.as_bytes()));
        }
        for wrong in ["M", "MZX", "MZ", "my", "M1", "MY======"] {
            assert_eq!(decode(wrong.as_bytes()), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back_and_have_one_spelling(bytes in proptest::collection::vec(any::<u8>(), 0..300), letters in "[A-Z2-7]{0,40}") {
            prop_assert_eq!(decode(encode(&bytes).as_bytes()), Some(bytes));
            if let Some(read) = decode(letters.as_bytes()) {
                prop_assert_eq!(encode(&read), letters);
            }
        }
    }
}
