//! Invented places and a dozen nationalities.

use kakanai_catalogue::Language;

use crate::places::{Places, Town};

/// Stands for the national tables.
pub(super) struct Invented;

const MUNICIPALITIES: [(&str, &str); 2] = [("990011", "仮県ひな市"), ("990020", "仮県ひな郡かり町")];

/// One town; several and an open one; two municipalities that share a name; only an open one; many.
const TOWNS: [(&str, &str, &[&str]); 6] = [
    ("9990001", "990011", &["雛町"]),
    ("9990002", "990011", &["本町", "空町", ""]),
    ("9990003", "990011", &["中央"]),
    ("9990003", "990020", &["北", ""]),
    ("9990004", "990020", &[""]),
    ("9990005", "990020", &["一条", "二条", "三条", "四条", "五条", "六条", "七条", "八条", "九条", "十条"]),
];

const COUNTRIES: [(&str, &str, &str); 12] = [
    ("CHN", "中国", "China"),
    ("VNM", "ベトナム", "Viet Nam"),
    ("KOR", "韓国", "Korea"),
    ("PHL", "フィリピン", "Philippines"),
    ("NPL", "ネパール", "Nepal"),
    ("BRA", "ブラジル", "Brazil"),
    ("IDN", "インドネシア", "Indonesia"),
    ("MMR", "ミャンマー", "Myanmar"),
    ("USA", "米国", "United States"),
    ("THA", "タイ", "Thailand"),
    ("FRA", "フランス", "France"),
    ("XXA", "無国籍", "Stateless"),
];

impl Places for Invented {
    fn towns(&self, postal: &str) -> Vec<Town> {
        let rows = TOWNS.iter().filter(|(code, ..)| *code == postal);
        let town = |(_, municipality, towns): &(&str, &str, &[&str])| -> Vec<Town> {
            let town = |town: &&str| Town {
                municipality: (*municipality).to_owned(),
                municipality_name: self.municipality(municipality).unwrap(),
                town: (*town).to_owned(),
            };
            towns.iter().map(town).collect()
        };
        rows.flat_map(town).collect()
    }

    fn municipality(&self, code: &str) -> Option<String> {
        MUNICIPALITIES.iter().find(|row| row.0 == code).map(|row| row.1.to_owned())
    }

    fn split<'t>(&self, address: &'t str) -> Option<(String, &'t str)> {
        MUNICIPALITIES.iter().find_map(|(code, name)| {
            let short = name.strip_prefix("仮県").unwrap();
            let rest = address.strip_prefix(name).or_else(|| address.strip_prefix(short))?;
            Some(((*code).to_owned(), rest))
        })
    }

    fn countries(&self, language: Language) -> Vec<(String, String)> {
        COUNTRIES
            .iter()
            .map(|(code, ..)| ((*code).to_owned(), self.country(code, language).unwrap()))
            .collect()
    }

    fn country(&self, code: &str, language: Language) -> Option<String> {
        let row = COUNTRIES.iter().find(|row| row.0 == code)?;
        Some(if language == Language::Ja { row.1 } else { row.2 }.to_owned())
    }
}
