//! What holds for every record, every byte string and every text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod common;
#[path = "../../record/tests/random/mod.rs"]
mod random;

use common::{DAY, Towns, families, record, ring, schema, secret};
use kakanai_envelope::{
    MOST_SEALED, NoTowns, OpenError, PartError, Reader, Seed, join, open, open_text, pack, parts, seal,
    split, unpack,
};
use kakanai_record::{Change, Dictionary, Owner};
use proptest::prelude::*;
use random::build;

/// Changes that a citizen can make.
fn changes() -> impl Strategy<Value = Vec<Change>> {
    random::changes().prop_map(|mut changes| {
        let dictionary = Dictionary::core();
        let owner = |change: &Change| dictionary.item(change.key().tag()).map(|item| item.owner);
        changes.retain(|change| owner(change) == Some(Owner::Citizen));
        changes
    })
}

/// Whatever is accepted packs again to the very same bytes.
fn only_spelling(packed: &[u8]) {
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let Ok(unpacked) = unpack(packed, &schema, &NoTowns) else { return };
    if unpacked.doubts.is_empty() {
        let again = pack(&schema, &unpacked.record, unpacked.made_on, &NoTowns);
        assert_eq!(again.as_deref(), Ok(packed));
    }
}

/// Bytes that get past the head of the packing.
fn headed(body: &[u8]) -> Vec<u8> {
    let dictionary = Dictionary::core();
    [&[1][..], &schema(&dictionary).prefix(), &[9, 200], body].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_record_comes_back(changes in changes(), late in any::<bool>()) {
        let dictionary = Dictionary::core();
        let (schema, record) = (schema(&dictionary), build(&dictionary, &changes));
        let made_on = if late { kakanai_record::Date::constant(2199, 6, 6) } else { DAY };
        let packed = pack(&schema, &record, made_on, &Towns).unwrap();
        let unpacked = unpack(&packed, &schema, &Towns).unwrap();
        prop_assert_eq!((unpacked.record, unpacked.made_on), (record, made_on));
    }

    #[test]
    fn records_have_one_spelling(changes in changes(), at in any::<proptest::sample::Index>(), bit in 0u8..8) {
        let dictionary = Dictionary::core();
        let mut packed = pack(&schema(&dictionary), &build(&dictionary, &changes), DAY, &NoTowns).unwrap();
        only_spelling(&packed);
        let at = at.index(packed.len());
        packed[at] ^= 1 << bit;
        only_spelling(&packed);
    }

    #[test]
    fn bytes_never_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        only_spelling(&body);
        only_spelling(&headed(&body));
        let (dictionary, keys) = (Dictionary::core(), ring());
        let schema = schema(&dictionary);
        let reader = Reader { keys: &keys, schemas: &schema, towns: &NoTowns, today: DAY };
        prop_assert!(open(&body, &reader).is_err());
        let sealed = seal(&secret().public(), &headed(&body), &Seed::new([3; 32])).unwrap();
        let _: Result<_, OpenError> = open(&sealed, &reader);
    }

    #[test]
    fn texts_never_panic(text in "\\PC{0,200}", letters in "K[A-Z2-7 ]{0,300}") {
        prop_assert!(join(&[&text]).is_err() || text.trim().starts_with(['k', 'K', 'Ｋ', 'ｋ']));
        let _: Result<_, PartError> = join(&[&letters]);
    }

    #[test]
    fn parts_come_back_however_they_are_scanned(
        sealed in proptest::collection::vec(any::<u8>(), 1..3000),
        order in any::<u64>(),
        style in 0u32..4,
    ) {
        let mut texts = split(&sealed).unwrap();
        prop_assert!(texts.iter().all(|text| text.len() <= parts::MOST_CHARACTERS && text.starts_with('K')));
        let places = texts.len() as u64;
        texts.rotate_left((order % places) as usize);
        texts.push(texts[0].clone());
        let typed: Vec<String> = texts.iter().map(|text| scanned(text, style)).collect();
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        prop_assert_eq!(join(&typed), Ok(sealed.clone()));
        prop_assert_eq!(join(&[&typed.concat()]), Ok(sealed));
    }
}

/// What keyboards, mail programs and input methods do to a code.
fn scanned(text: &str, style: u32) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) - 0x21 + 0xff01).unwrap();
    match style {
        0 => text.to_owned(),
        1 => text.to_lowercase() + "\r\n",
        2 => text.chars().map(wide).collect(),
        _ => text
            .as_bytes()
            .chunks(4)
            .map(|four| format!("{} \u{3000}", String::from_utf8_lossy(four)))
            .collect(),
    }
}

#[test]
fn the_largest_envelope_and_no_larger() {
    let sealed: Vec<u8> = (0..MOST_SEALED).map(|at| (at % 251) as u8).collect();
    let texts = split(&sealed).unwrap();
    assert_eq!(texts.len(), parts::MOST_PARTS);
    assert_eq!(join(&texts.iter().map(String::as_str).collect::<Vec<_>>()), Ok(sealed.clone()));
    assert_eq!(split(&[sealed, vec![0]].concat()), Err(PartError::TooLarge));
    assert_eq!(parts::MOST_CONTENTS * parts::MOST_PARTS, MOST_SEALED);
}

#[test]
fn no_single_bit_may_change() {
    let dictionary = Dictionary::core();
    let (schema, keys) = (schema(&dictionary), ring());
    let reader = Reader { keys: &keys, schemas: &schema, towns: &Towns, today: DAY };
    let record = record(&dictionary, &families()[0].1);
    let packed = pack(&schema, &record, DAY, &Towns).unwrap();
    let sealed = seal(&secret().public(), &packed, &Seed::new([4; 32])).unwrap();
    assert!(open(&sealed, &reader).is_ok());
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let error = open(&changed, &reader).unwrap_err();
        let expected = match bit / 8 {
            0 => matches!(error, OpenError::UnknownVersion { .. }),
            1 => matches!(error, OpenError::UnknownSuite { .. }),
            2..6 => matches!(error, OpenError::OtherKey { .. }),
            _ => error == OpenError::Altered,
        };
        assert!(expected, "bit {bit}: {error}");
    }
}

#[test]
fn no_single_letter_may_change() {
    let sealed: Vec<u8> = (0..200).collect();
    let text = split(&sealed).unwrap().remove(0);
    let (dictionary, keys) = (Dictionary::core(), ring());
    let schema = schema(&dictionary);
    let reader = Reader { keys: &keys, schemas: &schema, towns: &NoTowns, today: DAY };
    for at in 0..text.len() {
        let other = if text.as_bytes()[at] == b'Q' { "R" } else { "Q" };
        let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        assert!(matches!(open_text(&[&changed], &reader), Err(OpenError::Part(_))), "letter {at}");
    }
}
