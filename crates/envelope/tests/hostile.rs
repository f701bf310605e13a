//! Everything that is refused is refused for its own reason.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unusual_byte_groupings,
    reason = "tests"
)]

mod common;

use common::{DAY, Towns, families, record, ring, schema, secret};
use kakanai_envelope::{
    Collector, NoTowns, OpenError, PackError, PartError, Reader, Schema, SealError, SecretKey, Seed,
    TownTable, UnpackError, join, open, open_text, pack, seal, split, town_check16, unpack,
};
use kakanai_record::{Answer, Date, Dictionary, Record, core};

fn sealed_on(made_on: Date) -> Vec<u8> {
    let dictionary = Dictionary::core();
    let packed = pack(&schema(&dictionary), &record(&dictionary, &families()[0].1), made_on, &Towns).unwrap();
    seal(&secret().public(), &packed, &Seed::new([5; 32])).unwrap()
}

fn opened(sealed: &[u8], today: Date) -> Result<kakanai_envelope::Opened, OpenError> {
    let (dictionary, keys) = (Dictionary::core(), ring());
    let schema = schema(&dictionary);
    open(sealed, &Reader { keys: &keys, schemas: &schema, towns: &Towns, today })
}

fn sealed_bytes(packed: &[u8]) -> Vec<u8> {
    seal(&secret().public(), packed, &Seed::new([6; 32])).unwrap()
}

#[test]
fn thirty_days_and_no_more() {
    let sealed = sealed_on(DAY);
    let day = |days: i32| DAY.checked_add(jiff::Span::new().days(days)).unwrap();
    for days in [-1, 0, 30] {
        assert_eq!(opened(&sealed, day(days)).map(|opened| opened.made_on), Ok(DAY), "{days}");
    }
    assert_eq!(opened(&sealed, day(31)), Err(OpenError::Expired { made_on: DAY }));
    assert_eq!(opened(&sealed, day(-2)), Err(OpenError::NotYet { made_on: DAY }));
}

#[test]
fn another_city_and_other_versions() {
    let sealed = sealed_on(DAY);
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let other = kakanai_envelope::KeyRing::new([SecretKey::generate(&Seed::new([9; 32]))]);
    let reader = Reader { keys: &other, schemas: &schema, towns: &Towns, today: DAY };
    assert_eq!(open(&sealed, &reader), Err(OpenError::OtherKey { key: secret().public().id() }));
    let changed = |at: usize, byte: u8| {
        let mut changed = sealed.clone();
        changed[at] = byte;
        opened(&changed, DAY).unwrap_err()
    };
    assert_eq!(changed(0, 2), OpenError::UnknownVersion { found: 2 });
    assert_eq!(changed(1, 3), OpenError::UnknownSuite { found: 3 });
    assert_eq!(changed(6, sealed[6] ^ 1), OpenError::Altered);
    assert_eq!(opened(&sealed[..5], DAY), Err(OpenError::Damaged));
    assert_eq!(opened(&sealed[..54], DAY), Err(OpenError::Damaged));
    assert_eq!(opened(&sealed[..60], DAY), Err(OpenError::Altered));
    assert_eq!(opened(&[&sealed[..], &[0; 10_000]].concat(), DAY), Err(OpenError::TooLarge));
}

#[test]
fn a_key_opens_nothing_sealed_for_another_header() {
    // The header is bound: the same bytes under another key id of the same ring stay shut.
    let mut sealed = sealed_on(DAY);
    let second = SecretKey::generate(&Seed::new([9; 32]));
    sealed[2..6].copy_from_slice(&second.public().id().0);
    let keys = kakanai_envelope::KeyRing::new([secret(), second]);
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let reader = Reader { keys: &keys, schemas: &schema, towns: &Towns, today: DAY };
    assert_eq!(open(&sealed, &reader), Err(OpenError::Altered));
}

#[test]
fn packed_bytes_that_lie() {
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let good = pack(&schema, &record(&dictionary, "{\"service\": \"move_in\"}"), DAY, &NoTowns).unwrap();
    let refused = |bytes: &[u8]| unpack(bytes, &schema, &NoTowns).unwrap_err();
    assert_eq!(refused(&[]), UnpackError::Truncated);
    assert_eq!(refused(&good[..6]), UnpackError::Truncated);
    assert_eq!(refused(&good[..good.len() - 1]), UnpackError::Truncated);
    assert_eq!(refused(&[&good[..], &[0]].concat()), UnpackError::Trailing);
    assert_eq!(refused(&[&[2], &good[1..]].concat()), UnpackError::UnknownFormat { found: 2 });
    let other = Schema { dictionary: &dictionary, hash: [7; 32] };
    let prefix = schema.prefix();
    assert!(unpack(&good, &vec![other, schema], &NoTowns).is_ok());
    assert_eq!(unpack(&good, &other, &NoTowns).unwrap_err(), UnpackError::UnknownSchema { prefix });
    let mut spare = good.clone();
    *spare.last_mut().unwrap() |= 1;
    assert_eq!(refused(&spare), UnpackError::Trailing);
    // 31 movers where 20 are allowed: position 24 in, alone; then the count in five bits.
    let movers = dictionary.items().filter(|item| dictionary.lists(item.tag).is_empty());
    let at = movers.take_while(|item| item.tag != core::MOVER).count();
    assert_eq!(at, 24);
    // 0 (first not in), 11110 and 16 bits (run of 24 out), 0 (run of one in), 11111 (end), 0 (no absence), count 11111.
    let bits = 0b0_11110_0000000000000000_0_11111_0_11111_000000u64;
    let lie = [&good[..7], &bits.to_be_bytes()[3..]].concat();
    assert_eq!(refused(&lie), UnpackError::TooMany { path: "mover".into(), count: 31, most: 20 });
}

#[test]
fn a_value_outside_its_kind() {
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let control = record(&dictionary, "{\"old_address\": {\"lot\": \"\u{e000}\"}}");
    let packed = pack(&schema, &control, DAY, &NoTowns).unwrap();
    // U+E000 becomes U+0001, a control character, which the writer never lets through.
    let bits: String = packed.iter().map(|byte| format!("{byte:08b}")).collect();
    let bits = bits.replacen("1110000000000000", "0000000000000001", 1);
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|b| u8::from_str_radix(std::str::from_utf8(b).unwrap(), 2).unwrap())
        .collect();
    let error = unpack(&bytes, &schema, &NoTowns).unwrap_err();
    assert!(matches!(&error, UnpackError::Refused { path, .. } if path == "old_address/lot"), "{error}");
    assert_eq!(opened(&sealed_bytes(&bytes), DAY).unwrap_err().code(), "bad_record");
}

#[test]
fn bombs_stay_small() {
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    for fill in [0x00, 0xFF, 0x55, 0xAA, 0x0F] {
        for length in [50, 500, 9000] {
            let bytes = [&[1][..], &schema.prefix(), &[9, 200], &vec![fill; length]].concat();
            assert!(unpack(&bytes, &schema, &NoTowns).is_err());
        }
    }
    assert!(matches!(
        seal(&secret().public(), &vec![0; 20_000], &Seed::new([1; 32])),
        Err(SealError::TooLarge { size: 20_054 })
    ));
}

/// A list of a city with a long text that repeats at one bit each.
#[test]
fn repeated_texts_are_counted_each_time() {
    use kakanai_record::dictionary::{ItemDef, Owner};
    use kakanai_record::{Change, ElementId, ItemKind, Script, Tag, Value};
    let mut city = Dictionary::core();
    let (list, note) = (Tag(Tag::CITY), Tag(Tag::CITY + 1));
    let text = ItemKind::Text { most: 60_000, script: Script::Lines };
    for (tag, path, kind) in [(list, "x.list", ItemKind::List { most: 60_000 }), (note, "x.list/note", text)]
    {
        let (owner, sensitive) = (Owner::Citizen, false);
        city.add_city_item(ItemDef { tag, path: path.into(), kind, owner, sensitive, label: "".into() })
            .unwrap();
    }
    let mut record = Record::new();
    let long = "長".repeat(10_000);
    for number in 1..=9 {
        let id = ElementId::new(number).unwrap();
        record.apply(&city, &Change::Add(list.key(), id)).unwrap();
        record.apply(&city, &Change::Set(note.of(id), Value::Text(long.clone()).into())).unwrap();
        let packed = pack(&schema(&city), &record, DAY, &NoTowns);
        assert_eq!(packed.is_ok(), number <= 8, "{number} times 30,000 bytes");
    }
}

#[test]
fn a_record_of_another_dictionary_is_not_cut_short_without_a_word() {
    use kakanai_record::dictionary::{ItemDef, Owner};
    use kakanai_record::{Change, ItemKind, Tag, Value};
    let mut city = Dictionary::core();
    let tag = Tag(Tag::CITY + 3);
    let item = ItemDef {
        tag,
        path: "x.bicycle".into(),
        kind: ItemKind::Flag,
        owner: Owner::Citizen,
        sensitive: false,
        label: "自転車".into(),
    };
    city.add_city_item(item).unwrap();
    let mut record = Record::new();
    record.apply(&city, &Change::Set(tag.key(), Value::Flag(true).into())).unwrap();
    assert!(pack(&schema(&city), &record, DAY, &NoTowns).is_ok());
    let dictionary = Dictionary::core();
    let error = pack(&schema(&dictionary), &record, DAY, &NoTowns).unwrap_err();
    assert!(matches!(error, PackError::NotOfSchema { .. }));
    let early = Date::constant(2019, 12, 31);
    assert_eq!(pack(&schema(&city), &record, early, &NoTowns), Err(PackError::MadeOn { made_on: early }));
}

#[test]
fn what_staff_or_the_city_say_does_not_travel() {
    let dictionary = Dictionary::core();
    for (text, path) in [
        ("{\"staff_note\": \"x\"}", "staff_note"),
        ("{\"service\": \"move_in\", \"caution\": \"x\"}", "caution"),
        ("{\"identity\": [{\"#\": 1}]}", "identity"),
    ] {
        let error = pack(&schema(&dictionary), &record(&dictionary, text), DAY, &NoTowns).unwrap_err();
        assert_eq!(error, PackError::NotCitizens { path: path.into() });
    }
}

#[test]
fn a_town_of_another_table_is_not_guessed() {
    struct Changed;
    impl TownTable for Changed {
        fn towns(&self, _postal: &str) -> Vec<String> {
            vec!["見本町三丁目".into(), "見本町".into()]
        }
    }
    let dictionary = Dictionary::core();
    let schema = schema(&dictionary);
    let address = "{\"new_address\": {\"postal\": \"0200001\", \"town\": \"見本町\", \"lot\": \"1\"}}";
    let record = record(&dictionary, address);
    let packed = pack(&schema, &record, DAY, &Towns).unwrap();
    for table in [&Changed as &dyn TownTable, &NoTowns] {
        let unpacked = unpack(&packed, &schema, table).unwrap();
        assert_eq!(unpacked.record.get(core::NEW_TOWN.key()), &Answer::NotAsked);
        assert_eq!(unpacked.record.get(core::NEW_LOT.key()).text(), Some("1"));
        assert_eq!(unpacked.doubts[0].path, "new_address/town");
    }
    assert_eq!(unpack(&packed, &schema, &Towns).unwrap().record, record);
    assert_eq!([town_check16("123456789"), town_check16("")], [0x29B1, 0xFFFF]);
}

#[test]
fn texts_that_are_refused() {
    let texts = split(&(0..1500u32).map(|at| at as u8).collect::<Vec<_>>()).unwrap();
    let other = split(&vec![8; 1500]).unwrap();
    assert_eq!((texts.len(), other.len()), (3, 3));
    let code = |texts: &[&str]| join(texts).unwrap_err().code();
    let table: &[(&[&str], &str)] = &[
        (&[], "not_ours"),
        (&[""], "not_ours"),
        (&["https://www.example.jp/"], "not_ours"),
        (&["ABCDEF"], "not_ours"),
        (&["KKK"], "damaged"),
        (&["きあちに"], "input_method"),
        (&["ＫＩくぁ"], "input_method"),
        (&[&texts[0][..300]], "damaged"),
        (&[&texts[0], &texts[2]], "part_missing"),
        (&[&texts[0], &other[1]], "parts_mixed"),
    ];
    for (texts, expected) in table {
        assert_eq!(code(texts), *expected, "{texts:?}");
    }
    let missing = PartError::Missing { missing: vec![2], count: 3 };
    assert_eq!(join(&[&texts[2], &texts[0]]), Err(missing.clone()));
    assert_eq!(missing.to_string(), "of 3 parts these are missing: 2");
    assert_eq!(code(&[&"K".repeat(40_000)]), "too_large");
}

/// A part with a checksum that holds, whatever it says.
fn part(bytes: &[u8]) -> String {
    let whole = [bytes, &crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(bytes).to_be_bytes()].concat();
    data_encoding::BASE32_NOPAD.encode(&whole)
}

#[test]
fn parts_that_lie_behind_a_good_checksum() {
    let code = |texts: &[&str]| join(texts).unwrap_err();
    assert_eq!(code(&[&part(&[0x51, 0x31, 0, 0, 9])]), PartError::Number { number: 4, count: 2 });
    assert_eq!(code(&[&part(&[0x52, 0x00, 0, 0, 9])]), PartError::UnknownVersion { found: 2 });
    let conflict = [part(&[0x51, 0x01, 0, 0, 9]), part(&[0x51, 0x01, 0, 0, 8])];
    assert_eq!(code(&[&conflict[0], &conflict[1]]), PartError::Conflict { number: 1 });
    // The id is not that of the whole.
    assert_eq!(code(&[&part(&[0x51, 0x00, 0, 0, 9])]), PartError::Mixed);
}

#[test]
fn an_error_leaves_what_was_scanned() {
    let texts = split(&vec![1; 1500]).unwrap();
    let other = split(&vec![2; 1500]).unwrap();
    let mut collector = Collector::default();
    assert_eq!(collector.add(&texts[1]), Ok((1, 3)));
    assert_eq!(collector.add(&other[0]), Err(PartError::Mixed));
    assert_eq!(collector.add(&texts[1]), Ok((1, 3)));
    assert_eq!(collector.add(&format!("{}\n{}", texts[2], texts[0])), Ok((3, 3)));
    assert_eq!(collector.finish(), Ok(vec![1; 1500]));
}

#[test]
fn a_second_reading_has_the_same_name() {
    let sealed = sealed_on(DAY);
    let (dictionary, keys) = (Dictionary::core(), ring());
    let schema = schema(&dictionary);
    let reader = Reader { keys: &keys, schemas: &schema, towns: &Towns, today: DAY };
    let text = split(&sealed).unwrap().remove(0);
    let first = open_text(&[&text], &reader).unwrap();
    assert_eq!(open_text(&[&text.to_lowercase()], &reader).unwrap().envelope, first.envelope);
    assert_eq!(first.key, secret().public().id());
    assert_ne!(opened(&sealed_on(DAY.yesterday().unwrap()), DAY).unwrap().envelope, first.envelope);
}
