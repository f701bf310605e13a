//! Bytes of a stranger's QR symbol: whatever they are, opening them answers with a record or a refusal, within bounds.
//!
//! Chance never gets through the seal, so the same bytes also go in behind it, as what somebody sealed on purpose.
#![no_main]

use std::sync::LazyLock;

use kakanai_envelope::{
    FORMAT, KeyRing, NoTowns, Reader, Schema, SecretKey, Seed, open, open_text, pack, unpack,
};
use kakanai_record::{Date, Dictionary};
use libfuzzer_sys::fuzz_target;

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::core);
static KEYS: LazyLock<KeyRing> = LazyLock::new(|| KeyRing::new([SecretKey::generate(&Seed::new([7; 32]))]));

const HASH: [u8; 32] = [9; 32];

fuzz_target!(|symbol: &[u8]| {
    let schema = Schema { dictionary: &DICTIONARY, hash: HASH };
    let today = Date::constant(2026, 11, 20);
    let reader = Reader { keys: &KEYS, schemas: &schema, towns: &NoTowns, today };
    let _ = open(symbol, &reader);
    if let Ok(text) = std::str::from_utf8(symbol) {
        let parts: Vec<&str> = text.lines().collect();
        let _ = open_text(&parts, &reader);
    }
    behind_the_seal(&schema, symbol);
});

/// What is accepted is the only spelling of its record.
fn behind_the_seal(schema: &Schema<'_>, bits: &[u8]) {
    let packed = [&[FORMAT], &HASH[..4], bits].concat();
    if let Ok(unpacked) = unpack(&packed, schema, &NoTowns)
        && unpacked.doubts.is_empty()
    {
        let again = pack(schema, &unpacked.record, unpacked.made_on, &NoTowns);
        assert_eq!(again.ok(), Some(packed));
    }
}
