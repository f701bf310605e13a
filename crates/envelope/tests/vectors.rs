//! The published vectors: `UPDATE=1` writes them anew (when the core dictionary grew, or a new format).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unusual_byte_groupings,
    reason = "tests"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{DAY, Towns, families, record, schema};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use kakanai_envelope::{
    EnvelopeHash, KeyRing, NoTowns, Reader, SecretKey, Seed, TownTable, open_text, pack, seal, split,
};
use kakanai_record::{Dictionary, date, json};
use serde_json::{Value as Json, json as object};

/// The small record of `docs/envelope.md`.
const EXAMPLE: &str = r##"{"service": "move_in", "move": {"date": "2026-11-18"},
 "new_address": {"postal": "0200001", "town": "見本町", "lot": "12-3"},
 "mover": [{"#": 1, "name": {"kanji": "見本　太郎"}}, {"#": 2, "name": {"kanji": "見本　花子"}}]}"##;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn updating() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of the test itself")]
    std::env::var("UPDATE").is_ok()
}

/// Everything that leads from a record to the texts of its codes.
fn vector(record_text: &str, towns: bool, seed: u8) -> Json {
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let record = record(&dictionary, record_text);
    let table: &dyn TownTable = if towns { &Towns } else { &NoTowns };
    let secret = SecretKey::generate(&Seed::new([seed; 32]));
    let packed = pack(&schema, &record, DAY, table).unwrap();
    let sealed = seal(&secret.public(), &packed, &Seed::new([seed ^ 0xFF; 32])).unwrap();
    let postals = ["old_address/postal", "new_address/postal"].map(|path| {
        let key = dictionary.parse_path(path).unwrap();
        record.get(key).text().unwrap_or_default().to_owned()
    });
    let towns: serde_json::Map<String, Json> =
        postals.into_iter().filter(|p| !p.is_empty()).map(|p| (p.clone(), table.towns(&p).into())).collect();
    object!({
        "record": json::to_json(&dictionary, &record),
        "schema_hash": HEXLOWER.encode(&schema.hash),
        "made_on": DAY.to_string(),
        "towns": towns,
        "key_seed": HEXLOWER.encode(&[seed; 32]),
        "secret_key": secret.to_text().as_str(),
        "public_key": secret.public().to_text(),
        "public_key_bytes": HEXLOWER.encode(secret.public().as_bytes()),
        "key_id": secret.public().id().to_string(),
        "envelope_seed": HEXLOWER.encode(&[seed ^ 0xFF; 32]),
        "packed": HEXLOWER.encode(&packed),
        "sealed": HEXLOWER.encode(&sealed),
        "envelope_hash": HEXLOWER.encode(&EnvelopeHash::of(&sealed).0),
        "parts": split(&sealed).unwrap(),
    })
}

#[test]
fn vectors_hold() {
    let mut vectors = vec![("example".to_owned(), EXAMPLE.to_owned(), false)];
    vectors.extend(families().into_iter().map(|(name, text)| (name, text, true)));
    for (number, (name, text, towns)) in vectors.iter().enumerate() {
        let made = vector(text, *towns, number as u8 + 1);
        let path = folder().join(format!("{name}.json"));
        if updating() {
            fs::write(&path, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
        }
        let published: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(
            published["schema_hash"], made["schema_hash"],
            "{name}: the core dictionary changed since; make the vectors anew with UPDATE=1 in a commit of its own"
        );
        for (field, value) in made.as_object().unwrap() {
            assert_eq!(&published[field], value, "{name}: {field}");
        }
        reads(&published, *towns);
    }
}

/// The other way: from the published texts to the record.
fn reads(vector: &Json, towns: bool) {
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let keys = KeyRing::new([SecretKey::from_text(vector["secret_key"].as_str().unwrap()).unwrap()]);
    let table: &dyn TownTable = if towns { &Towns } else { &NoTowns };
    let reader = Reader { keys: &keys, schemas: &schema, towns: table, today: DAY };
    let parts: Vec<&str> =
        vector["parts"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
    let opened = open_text(&parts, &reader).unwrap();
    assert_eq!(json::to_json(&dictionary, &opened.record), vector["record"]);
}

/// A part with a checksum that holds, whatever it says.
fn part(bytes: &[u8]) -> String {
    data_encoding::BASE32_NOPAD
        .encode(&[bytes, &crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(bytes).to_be_bytes()].concat())
}

/// Hostile vectors: texts, what the reader has, and the code of the refusal.
fn hostile() -> Vec<Json> {
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let secret = SecretKey::generate(&Seed::new([1; 32]));
    let good = pack(&schema, &record(&dictionary, EXAMPLE), DAY, &NoTowns).unwrap();
    let seal = |packed: &[u8]| seal(&secret.public(), packed, &Seed::new([0xFE; 32])).unwrap();
    let sealed = seal(&good);
    let changed = |at: usize, byte: u8| {
        let mut changed = sealed.clone();
        changed[at] = byte;
        changed
    };
    let other = SecretKey::generate(&Seed::new([2; 32])).public();
    let text = |sealed: &[u8]| split(sealed).unwrap();
    let long = split(&(0..1500u32).map(|at| at as u8).collect::<Vec<_>>()).unwrap();
    let mixed = split(&vec![8; 1500]).unwrap();
    let case = |what: &str, error: &str, today: &str, texts: Vec<String>| object!({"what": what, "error": error, "today": today, "texts": texts});
    let today = "2026-11-20";
    vec![
        case("a web address", "not_ours", today, vec!["HTTPS://EXAMPLE.JP".into()]),
        case("typed through an input method", "input_method", today, vec!["Kいいｄ".into()]),
        case("one letter lost", "damaged", today, vec![text(&sealed)[0].replacen('K', "KA", 2)]),
        case("parts of version 2", "unknown_version", today, vec![part(&[0x52, 0, 0, 0, 9])]),
        case("part 2 of 3 missing", "part_missing", today, vec![long[0].clone(), long[2].clone()]),
        case("parts of two envelopes", "parts_mixed", today, vec![long[0].clone(), mixed[1].clone()]),
        case("five bytes", "damaged", today, text(&sealed[..5])),
        case("envelope version 2", "unknown_version", today, text(&changed(0, 2))),
        case("suite 3", "unknown_suite", today, text(&changed(1, 3))),
        case(
            "another city's key",
            "other_key",
            today,
            text(&kakanai_envelope::seal(&other, &good, &Seed::new([0xFE; 32])).unwrap()),
        ),
        case("ephemeral key altered", "altered", today, text(&changed(20, sealed[20] ^ 1))),
        case("contents altered", "altered", today, text(&changed(45, sealed[45] ^ 1))),
        case("cut off", "altered", today, text(&sealed[..sealed.len() - 1])),
        case("31 days old", "expired", "2026-12-21", text(&sealed)),
        case("from the day after tomorrow", "not_yet", "2026-11-18", text(&sealed)),
        case(
            "another schema",
            "unknown_schema",
            today,
            text(&seal(&[&[1, 0, 0, 0, 0], &good[5..]].concat())),
        ),
        case("packing format 2", "unknown_version", today, text(&seal(&[&[2], &good[1..]].concat()))),
        case("packed bytes cut off", "bad_length", today, text(&seal(&good[..good.len() - 2]))),
        case("packed bytes too long", "bad_length", today, text(&seal(&[&good[..], &[0]].concat()))),
        case(
            "31 movers",
            "too_large",
            today,
            text(&seal(
                &[&good[..7], &0b0_11110_0000000000000000_0_11111_0_11111_000000u64.to_be_bytes()[3..]]
                    .concat(),
            )),
        ),
        case("bits that mean nothing", "bad_record", today, text(&seal(&[&good[..7], &[0xFF; 40]].concat()))),
    ]
}

#[test]
fn hostile_vectors_are_refused() {
    let path = folder().join("hostile.json");
    if updating() {
        let secret = SecretKey::generate(&Seed::new([1; 32]));
        let dictionary = Dictionary::core();
        let all = object!({
            "secret_key": secret.to_text().as_str(),
            "schema_hash": HEXLOWER.encode(&schema(&dictionary).hash),
            "cases": hostile(),
        });
        fs::write(&path, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
    }
    let vectors: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let dictionary = Dictionary::core();
    let mut schema = schema(&dictionary);
    let hash = HEXLOWER_PERMISSIVE.decode(vectors["schema_hash"].as_str().unwrap().as_bytes()).unwrap();
    schema.hash.copy_from_slice(&hash);
    let keys = KeyRing::new([SecretKey::from_text(vectors["secret_key"].as_str().unwrap()).unwrap()]);
    for case in vectors["cases"].as_array().unwrap() {
        let today = date::parse_date(case["today"].as_str().unwrap()).unwrap();
        let reader = Reader { keys: &keys, schemas: &schema, towns: &NoTowns, today };
        let texts: Vec<&str> =
            case["texts"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
        let error = open_text(&texts, &reader).unwrap_err();
        assert_eq!(error.code(), case["error"].as_str().unwrap(), "{}: {error}", case["what"]);
    }
}

/// A second implementation, written from `docs/envelope.md` alone, reads the vectors too.
#[test]
fn an_independent_reader_reads_the_vectors() {
    if updating() {
        return; // They are being written.
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/read_envelope.py");
    let output = std::process::Command::new("python3").arg(script).output();
    let output = output.expect("python3 is not installed: apt-get install python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), families().len() + 1);
}
