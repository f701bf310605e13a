//! Reading tables, refusing damaged ones, and looking through several of them.

use proptest::prelude::*;

use super::*;
use crate::town::OwnTown;

/// Two municipalities (13101, 13102), three codes, four towns.
fn small(shard: u8) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.push(shard);
    bytes.extend([2, 0xAD, 0x66, 1]); // 13101, +1
    bytes.extend([3, 0xC1, 0x84, 0x3D, 1, 2]); // 1000001, 1000002, 1000004
    bytes.extend([1, 2, 1]);
    bytes.extend([0, 2, 1, 0]); // places 0, 1, 0, 0
    bytes.extend([0, 1, 0, 0]);
    bytes.extend("例示町\tレイジチョウ\n雛形\tヒナガタ\n\t\n見本\t\n".as_bytes());
    bytes
}

fn code(number: u32) -> PostalCode {
    PostalCode::new(number).unwrap()
}

#[test]
fn reads_towns_in_order() {
    let table = PostalTable::parse(&small(0)).unwrap();
    assert_eq!((table.len(), table.codes().count(), table.shard()), (4, 3, None));
    let towns: Vec<_> = table.towns(code(1_000_002)).collect();
    assert_eq!(towns[0].text, "雛形");
    assert_eq!(towns[0].kana, "ヒナガタ");
    assert_eq!(towns[0].municipality.to_string(), "131024");
    assert!(towns[0].has_chome);
    assert_eq!((towns[1].text, towns[1].municipality.to_string().as_str()), ("", "131016"));
    assert_eq!(table.towns(code(1_000_003)).count(), 0);
    assert_eq!(table.position(code(1_000_002), "", None), Some(1));
    assert_eq!(table.position(code(1_000_002), "雛形", MunicipalityCode::from_five(13101)), None);
}

#[test]
fn damage_is_named() {
    let good = small(0);
    let change = |at: usize, to: u8| {
        let mut bytes = good.clone();
        bytes[at] = to;
        PostalTable::parse(&bytes).unwrap_err().part
    };
    assert_eq!(change(0, b'X'), "head");
    assert_eq!(change(4, 2), "head");
    assert_eq!(change(5, 101), "shard number");
    assert_eq!(change(5, 2), "postal codes"); // shard 01 does not hold 100-xxxx
    assert_eq!(change(9, 0), "municipalities");
    assert_eq!(change(14, 0), "postal codes");
    assert_eq!(change(16, 0), "counts of towns");
    assert_eq!(change(19, 4), "municipalities of towns");
    assert_eq!(change(23, 2), "flags");
    assert_eq!(change(27, 0xFF), "text");
    for cut in 0..good.len() {
        assert!(PostalTable::parse(&good[..cut]).is_err(), "cut at {cut}");
    }
    assert_eq!(PostalTable::parse(&[good, b"x".to_vec()].concat()).unwrap_err().part, "text");
}

#[test]
fn directory_prefers_the_catalogue() {
    let own = OwnTown {
        postal: code(1),
        municipality: MunicipalityCode::DEMONSTRATION,
        text: "見本本町".into(),
        kana: "ミホンホンチョウ".into(),
        has_chome: true,
    };
    let mut directory = Directory::new(Overlay::new(vec![own]));
    assert!(matches!(directory.look_up(code(1)), LookUp::Towns(towns) if towns[0].text == "見本本町"));
    assert_eq!(directory.look_up(code(1_000_001)), LookUp::NotLoaded(10));
    directory.add(PostalTable::parse(&small(11)).unwrap());
    assert!(matches!(directory.look_up(code(1_000_001)), LookUp::Towns(towns) if towns.len() == 1));
    assert_eq!(directory.look_up(code(1_099_999)), LookUp::Unknown);
    assert_eq!(directory.look_up(code(2)), LookUp::NotLoaded(0));
    directory.add(PostalTable::parse(&small(0)).unwrap());
    assert_eq!(directory.look_up(code(2)), LookUp::Unknown);
}

#[test]
fn suggestions_by_text_and_by_reading() {
    let table = PostalTable::parse(&small(0)).unwrap();
    let (first, second) =
        (MunicipalityCode::from_five(13101).unwrap(), MunicipalityCode::from_five(13102).unwrap());
    let found = |municipality, typed: &str, limit| {
        let towns = table.suggest(municipality, typed, limit).into_iter();
        towns.map(|(code, town)| format!("{code} {}", town.text)).collect::<Vec<_>>()
    };
    assert_eq!(found(first, "れいじ", 5), ["100-0001 例示町"]);
    assert_eq!(found(first, "ﾚｲｼﾞﾁﾖｳ", 5), ["100-0001 例示町"]);
    assert_eq!(found(first, "本", 5), ["100-0004 見本"], "a part of the text");
    assert_eq!(found(first, "チョウ", 5).len(), 0, "readings match from their beginning");
    assert_eq!(found(second, "ひな", 5), ["100-0002 雛形"]);
    assert_eq!(found(second, "れいじ", 5).len(), 0, "another municipality");
    assert_eq!(found(first, " ", 5).len(), 0);
    assert_eq!(found(first, "れ", 0).len(), 0);
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = PostalTable::parse(&bytes);
        let _ = PostalTable::parse(&[MAGIC.as_slice(), &bytes].concat());
    }

    #[test]
    fn flipped_bytes_never_panic(at in 0usize..80, to in any::<u8>(), asked in 0u32..10_000_000) {
        let mut bytes = small(0);
        if let Some(byte) = bytes.get_mut(at) {
            *byte = to;
        }
        if let Ok(table) = PostalTable::parse(&bytes) {
            for code in table.codes().chain([code(asked)]) {
                prop_assert!(table.towns(code).count() <= table.len());
            }
        }
    }
}
