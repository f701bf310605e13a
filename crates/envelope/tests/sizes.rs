//! How large the families of `tests/families` become, and that they come back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod common;

use common::{DAY, Towns, families, record, ring, schema, secret};
use kakanai_envelope::{NoTowns, Reader, Seed, open_text, pack, qr, seal, split};
use kakanai_record::Dictionary;

/// Bytes with every header, and characters of the code: Japanese families of four with 130 to 160 answers, of which some
/// 60 are boxes of the questionnaire. With 20 answers to it 240 and 390 are the aim.
const JAPANESE: (usize, usize) = (260, 415);
/// Foreign families of four.
const FOREIGN: (usize, usize) = (400, 640);

#[test]
fn families_of_four_fit_into_one_small_symbol() {
    let dictionary = Dictionary::core();
    let (schema, keys) = (schema(&dictionary), ring());
    let reader = Reader { keys: &keys, schemas: &schema, towns: &Towns, today: DAY };
    println!("{:26} answers packed no-table sealed decoded characters version", "family");
    for (name, text) in families() {
        let record = record(&dictionary, &text);
        let packed = pack(&schema, &record, DAY, &Towns).unwrap();
        let spelled = pack(&schema, &record, DAY, &NoTowns).unwrap();
        let sealed = seal(&secret().public(), &packed, &Seed::new([2; 32])).unwrap();
        let parts = split(&sealed).unwrap();
        let decoded = parts.iter().map(|part| part.len() * 5 / 8).sum::<usize>();
        let characters = parts.iter().map(String::len).sum::<usize>();
        let version = qr::symbol(&parts[0]).unwrap().version();
        println!(
            "{name:26} {:7} {:6} {:8} {:6} {decoded:7} {characters:10} {version:7}",
            record.answers().count(),
            packed.len(),
            spelled.len(),
            sealed.len(),
        );
        assert_eq!(parts.len(), 1, "{name}");
        let most = if name.starts_with("japan") { JAPANESE } else { FOREIGN };
        assert!(
            decoded <= most.0 && characters <= most.1,
            "{name}: {decoded} bytes, {characters} characters"
        );
        let opened = open_text(&[&parts[0]], &reader).unwrap();
        assert_eq!((opened.record, opened.made_on, opened.doubts.len()), (record, DAY, 0), "{name}");
    }
}
