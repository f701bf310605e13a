//! The ledgers by address: what is refused, with what to do, and what comes back as it was published.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use kakanai_catalogue::{Catalogue, Column, Fault, files};

const CITY: &str = r#"code = "999999"
name = "みほん市"
prefecture = "見本県"
code_valid_days = 30
neighbours = [{ code = "999962", name = "見本県ためし市" }]
"#;

const TOWNS: &str = r#"
town = [
  { postal = "0000001", municipality = "999999", town = "本町", kana = "ホンチョウ" },
  { postal = "0000002", municipality = "999999", town = "例示町", kana = "レイジチョウ" },
  { postal = "0009001", municipality = "999962", town = "一番町", kana = "イチバンチョウ" },
]
"#;

const NAMES: &str = r#"
elementary = [{ id = "e", name = "見本小学校", reading = "みほん", latin = "Mihon" }, { id = "f", name = "例示小学校" }]
collection = [{ id = "a", name = "A地区" }]
"#;

fn load(towns: &str, names: &str, rows: &[&str]) -> Result<Catalogue, Vec<Fault>> {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let place = if row.contains("municipality") { "" } else { "municipality = \"999999\", " };
            format!("{{ {place}{row} }}")
        })
        .collect();
    let ledger = format!("{names}\nrow = [\n{}\n]\n", rows.join(",\n"));
    let found = [("city.toml", CITY), ("towns.toml", towns), ("ledger.toml", &ledger)];
    files::load(&found.map(|(name, text)| (name.to_owned(), text.to_owned())).into())
}

const WHOLE: [&str; 2] =
    [r#"towns = ["本町"], elementary = "e""#, r#"towns = ["例示町"], elementary = "e", collection = "a""#];

#[test]
fn faults_say_where_and_what_to_do() {
    let town = r#"towns = ["本町"]"#;
    let table: [(&[&str], &str); 13] = [
        (
            &[town, r#"towns = ["例示丁"]"#],
            "ledger.toml:7: `例示丁` is no town of 999999 in towns.toml: write it as there",
        ),
        (&[town], "`例示町` of 999999 stands in towns.toml and in no row: add it"),
        (
            &[town, r#"municipality = "999962", towns = ["一番町"]"#],
            "municipality `999962` is not where people",
        ),
        (&["towns = []"], "names no town"),
        (
            &[r#"towns = ["本町", "例示町"], elementary = "g""#],
            "elementary `g` is in no [[elementary]]: add it",
        ),
        (&[r#"towns = ["本町", "例示町"], polling = "a""#], "polling `a` is in no [[polling]]"),
        (&[r#"towns = ["本町", "例示町"], lots = "甲1-""#], "lots `甲1-`: write 1-499, 500- or 7"),
        (&[town, r#"towns = ["例示町"], lots = "1-499""#], "`例示町`: lots 500- stand in no row: add one"),
        (&[town, r#"towns = ["例示町"], lots = "2-""#], "`例示町`: lots 1-1 stand in no row"),
        (
            &[town, r#"towns = ["例示町"], lots = "1-4, 9-""#, r#"towns = ["例示町"], lots = "6-8""#],
            "`例示町`: lots 5-5 stand in no row",
        ),
        (
            &[town, r#"towns = ["例示町"], lots = "1-500""#, r#"towns = ["例示町"], lots = "500-""#],
            "`例示町`: lot 500 stands in two rows: give each row other `lots`",
        ),
        (&[town, r#"towns = ["例示町", "本町"]"#], "`本町`: lot 1 stands in two rows"),
        (&[town, r#"towns = ["例示町"], lot = "1-""#], "unknown field `lot`"),
    ];
    for (rows, wanted) in table {
        let faults = load(TOWNS, NAMES, rows).unwrap_err();
        let fault = faults[0].to_string();
        assert!(fault.starts_with("ledger.toml:") && fault.contains(wanted), "{rows:?}\n→ {fault}");
        assert_eq!(faults.len(), 1, "one fault is told once: {faults:?}");
    }
    for (names, wanted) in [
        ("polling = [{ id = \"1\", name = \"\" }]", "`1` in [[polling]] has no name"),
        (
            "polling = [{ id = \"1\", name = \"a\" }, { id = \"1\", name = \"b\" }]",
            "`1` is there twice in [[polling]]",
        ),
    ] {
        let fault = load(TOWNS, names, &[r#"towns = ["本町", "例示町"]"#]).unwrap_err()[0].to_string();
        assert!(fault.contains(wanted), "{fault}");
    }
}

#[test]
fn a_city_whose_towns_are_national_is_not_held_to_a_table_of_its_own() {
    assert!(load("", NAMES, &[r#"towns = ["どこか"], elementary = "e""#]).is_ok());
}

#[test]
fn published_and_read_again_it_says_the_same() {
    let catalogue = load(TOWNS, NAMES, &WHOLE).unwrap();
    let again = Catalogue::from_published(&catalogue.published()).unwrap();
    assert_eq!((again.version(), again.schema_hash()), (catalogue.version(), catalogue.schema_hash()));
    let said = |catalogue: &Catalogue, column: Column| -> Vec<Option<String>> {
        let ledger = catalogue.ledger();
        ledger.rows().iter().map(|row| ledger.value(row, column).map(|name| name.name.clone())).collect()
    };
    for column in Column::ALL {
        assert_eq!(said(&again, column), said(&catalogue, column), "{column:?}");
        assert_eq!(again.ledger().keeps(column), catalogue.ledger().keeps(column), "{column:?}");
    }
    assert_eq!(
        said(&again, Column::Elementary),
        [Some("見本小学校".to_owned()), Some("見本小学校".to_owned())]
    );
    assert_eq!(said(&again, Column::Collection), [None, Some("A地区".to_owned())]);
    assert!(!again.ledger().keeps(Column::Polling));
}

#[test]
fn a_city_may_keep_none_and_codes_stay_good_when_it_begins_to() {
    let city = [("city.toml".to_owned(), CITY.to_owned()), ("towns.toml".to_owned(), TOWNS.to_owned())];
    let without = files::load(&city.into()).unwrap();
    assert!(without.ledger().is_empty() && !without.published().contains("ledger"));
    let with = load(TOWNS, NAMES, &WHOLE).unwrap();
    assert_eq!(with.schema_hash(), without.schema_hash());
    assert_ne!(with.version(), without.version());
}
