//! The committed tables: intact, readable, and what the rules of `tools/derive` promise.
#![allow(clippy::unwrap_used)] // helpers of tests stand outside the functions clippy knows as tests

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kakanai_domain::country::CountryTable;
use kakanai_domain::municipality::{MunicipalityCode, MunicipalityTable};
use kakanai_domain::postal::PostalTable;
use kakanai_domain::town::{PostalCode, Resolved, Town, resolve};
use sha2::{Digest, Sha256};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tables")
}

fn decompressed(name: &str) -> Vec<u8> {
    let packed = std::fs::read(folder().join(name)).unwrap();
    let mut bytes = Vec::new();
    brotli_decompressor::BrotliDecompress(&mut packed.as_slice(), &mut bytes).unwrap();
    bytes
}

fn postal(name: &str) -> PostalTable {
    PostalTable::parse(&decompressed(&format!("postal/{name}.kpt.br"))).unwrap()
}

fn municipalities() -> MunicipalityTable {
    MunicipalityTable::parse(&decompressed("municipalities.tsv.br")).unwrap()
}

fn countries() -> CountryTable {
    CountryTable::parse(&decompressed("countries.tsv.br")).unwrap()
}

fn code(text: &str) -> PostalCode {
    PostalCode::parse(text).unwrap()
}

#[test]
fn files_are_the_ones_of_the_manifest() {
    let manifest = std::fs::read_to_string(folder().join("MANIFEST.toml")).unwrap();
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).unwrap();
        line.trim_matches('"').to_owned()
    };
    let blocks: Vec<&str> = manifest.split("[[table]]").skip(1).collect();
    assert_eq!(blocks.len(), 103, "municipalities, nationalities, the whole country and 100 shards");
    for block in blocks {
        let name = value(block, "file");
        let bytes = std::fs::read(folder().join(&name)).unwrap();
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, value(block, "sha256"), "{name}: run tools/derive/postal.py");
        assert!(
            name.contains("all") || bytes.len() <= 31 * 1024,
            "{name} is too big for a phone on a weak line"
        );
    }
}

#[test]
fn shards_together_are_the_whole_country() {
    let whole = postal("all");
    let mut seen = 0;
    for shard in 0..100u8 {
        let part = postal(&format!("{shard:02}"));
        assert_eq!(part.shard(), Some(shard));
        assert!(part.len() >= 95, "shard {shard:02} betrays the town");
        for code in part.codes() {
            assert!(part.towns(code).eq(whole.towns(code)), "{code}");
        }
        seen += part.len();
    }
    assert_eq!(seen, whole.len());
}

#[test]
fn odd_rows_became_towns() {
    let whole = postal("all");
    for (postal, want) in [
        ("100-0000", &["|"][..]),                    // 以下に掲載がない場合
        ("064-0826", &["北六条西|キタ6ジョウニシ"]), // 26〜28丁目
        ("104-6117", &["晴海|ハルミ"]),              // a floor
        ("604-8272", &["突抜町|ツキヌケチョウ"]),    // several lines of 通り名
        ("409-0142", &["|"]),                        // 小菅村の次に番地がくる場合
        ("761-4101", &["乙|オツ", "甲|コウ"]),       // two towns in one row
        ("028-7912", &["種市|タネイチ"]),            // 地割
        ("029-5502", &["樺沢|カバサワ", "下前|シタマエ", "寅沢|トラサワ"]), // several 地割
        ("000-0001", &[]),
    ] {
        let found: Vec<String> =
            whole.towns(code(postal)).map(|town| format!("{}|{}", town.text, town.kana)).collect();
        assert_eq!(found, want, "{postal}");
    }
    let chome: Vec<bool> = whole.towns(code("104-6117")).map(|town| town.has_chome).collect();
    assert_eq!(chome, [true], "晴海 has 丁目, although the row of the building does not say so");
}

#[test]
fn texts_are_what_a_form_can_hold() {
    let whole = postal("all");
    let towns = || whole.codes().flat_map(|code| whole.towns(code));
    for town in towns() {
        assert!(!town.text.contains(['（', '(', '、', '〜', '～', '０', '−']), "{}", town.text);
        assert!(
            town.kana.chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | '0'..='9')),
            "{}",
            town.kana
        );
        assert_eq!(town.text.is_empty(), town.kana.is_empty(), "{}", town.text);
        assert!(town.text.chars().count() <= 40);
    }
    assert_eq!(towns().count(), whole.len());
}

#[test]
fn checks_tell_towns_of_one_code_apart() {
    let whole = postal("all");
    let mut equal = 0;
    for code in whole.codes() {
        let towns: Vec<Town<'_>> = whole.towns(code).collect();
        let checks: BTreeSet<u16> = towns.iter().map(Town::check16).collect();
        equal += towns.len() - checks.len();
        for (index, town) in towns.iter().enumerate() {
            assert_eq!(resolve(towns.iter().copied(), index, town.check16()), Resolved::Same(*town));
        }
    }
    assert!(equal <= 2, "{equal} checks of 16 bits are equal by chance within a code");
}

#[test]
fn every_town_lies_in_a_known_municipality() {
    let (whole, cities) = (postal("all"), municipalities());
    assert_eq!(cities.len(), 1918);
    let mut towns_of: BTreeMap<MunicipalityCode, usize> = BTreeMap::new();
    for town in whole.codes().flat_map(|code| whole.towns(code)) {
        *towns_of.entry(town.municipality).or_default() += 1;
    }
    assert!(towns_of.keys().all(|code| cities.get(*code).is_some()));
    assert_eq!(cities.len() - towns_of.len(), 26, "designated cities and northern villages have no town");
}

#[test]
fn municipalities_by_name() {
    let cities = municipalities();
    for (number, name, kana) in [
        ("011002", "札幌市", "サッポロシ"),
        ("011011", "札幌市中央区", "サッポロシチュウオウク"),
        ("016951", "色丹郡色丹村", "シコタングンシコタンムラ"),
        ("131016", "千代田区", "チヨダク"),
        ("133817", "三宅村", "ミヤケムラ"),
        ("473821", "八重山郡与那国町", "ヤエヤマグンヨナグニチョウ"),
    ] {
        let found = cities.get(MunicipalityCode::parse(number).unwrap()).unwrap();
        assert_eq!((found.name.as_str(), found.kana.as_str()), (name, kana));
    }
    for (address, name) in [
        ("東京都府中市宮西町", "府中市"),
        ("千葉県市川市例示", "市川市"),
        ("三重県四日市市例示", "四日市市"),
        ("京都府京都市中京区例示", "京都市中京区"),
        ("広島県廿日市市例示", "廿日市市"),
    ] {
        assert_eq!(cities.split(address).unwrap().0.name, name, "{address}");
    }
    let wards = cities.iter().filter(|row| cities.designated_city(row).is_some());
    assert_eq!(wards.count(), 171, "wards of the 20 designated cities");
}

#[test]
fn nationalities_as_residents_write_them() {
    let countries = countries();
    // The members of the United Nations but Japan, four states and two regions besides, and 無国籍.
    assert_eq!(countries.len(), 193 - 1 + 4 + 2 + 1);
    for (code, ja, kana, en) in [
        ("KOR", "韓国", "カンコク", "South Korea"),
        ("PRK", "朝鮮", "チョウセン", "Korea (Chosen)"),
        ("TWN", "台湾", "タイワン", "Taiwan"),
        ("PSE", "パレスチナ", "パレスチナ", "Palestine"),
        ("GBR", "英国", "エイコク", "United Kingdom"),
        ("RUS", "ロシア", "ロシア", "Russia"),
        ("MMR", "ミャンマー", "ミャンマー", "Myanmar"),
        ("ARE", "アラブ首長国連邦", "アラブシュチョウコクレンポウ", "United Arab Emirates"),
        ("COD", "コンゴ民主共和国", "コンゴミンシュキョウワコク", "Congo (Democratic Republic)"),
        ("BIH", "ボスニア・ヘルツェゴビナ", "ボスニアヘルツェゴビナ", "Bosnia & Herzegovina"),
        ("RKS", "コソボ共和国", "コソボキョウワコク", "Kosovo"),
        ("COK", "クック諸島", "クックショトウ", "Cook Islands"),
        ("XXA", "無国籍", "ムコクセキ", "Stateless"),
    ] {
        let found = countries.get(code).unwrap();
        assert_eq!((found.ja.as_str(), found.kana.as_str(), found.en.as_str()), (ja, kana, en));
    }
    // Japan, what belongs to a state whose nationality the card names, what nobody lives in, what is no country.
    for code in ["JPN", "HKG", "MAC", "PRI", "GUM", "MTQ", "ESH", "ATA", "UMI", "XKK", "ZZZ"] {
        assert_eq!(countries.get(code), None, "{code}");
    }
    for row in countries.iter() {
        assert!(row.kana.chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ー')), "{}", row.kana);
        assert!(row.ja.chars().count() <= 20 && !row.ja.contains(['(', '（', ' ']), "{}", row.ja);
    }
    for english in [false, true] {
        let names: BTreeSet<&str> = countries.iter().map(|row| row.name(english)).collect();
        assert_eq!(names.len(), countries.len(), "two of one name could not be told apart");
    }
}

#[test]
fn nationalities_in_the_order_of_pages() {
    let countries = countries();
    let order = |english| countries.iter_by(english).map(|row| row.code.as_str()).collect::<Vec<_>>();
    let usual = ["CHN", "VNM", "KOR", "PHL", "NPL", "BRA", "IDN", "MMR", "TWN", "USA"];
    let next_to = |english, code| {
        let order = order(english);
        let at = order.iter().position(|other| *other == code).unwrap();
        order[at - 1..=at + 1].join(" ")
    };
    for english in [false, true] {
        let order = order(english);
        assert_eq!(order[..CountryTable::USUAL], usual);
        assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), countries.len());
    }
    assert_eq!((order(false)[10], order(false).last()), ("ISL", Some(&"RUS")));
    assert_eq!((order(true)[10], order(true).last()), ("AFG", Some(&"ZWE")));
    for (english, around) in [
        (false, "URY GBR ECU"), // ウルグアイ 英国 エクアドル
        (false, "AUS AUT OMN"), // オーストラリア オーストリア オマーン
        (false, "KHM MKD GIN"), // カンボジア 北マケドニア ギニア
        (false, "TUN PRK CHL"), // チュニジア 朝鮮 チリ
        (true, "CRI CIV HRV"),  // Costa Rica, Côte d’Ivoire, Croatia
        (true, "SMR STP SAU"),  // San Marino, São Tomé & Príncipe, Saudi Arabia
        (true, "KIR PRK RKS"),  // Kiribati, Korea (Chosen), Kosovo
    ] {
        assert_eq!(next_to(english, &around[4..7]), around);
    }
}
