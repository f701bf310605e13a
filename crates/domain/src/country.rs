//! The nationalities and regions that a 住民票 can name, in the order in which they are offered.
//!
//! The table (`tables/countries.tsv.br`, 199 rows) is loaded like the municipalities and not compiled in: a page that
//! never asks for a nationality never pays for it. Which names it holds, whose wording they follow and what a city has to confirm stands in
//! `tools/derive/countries.py`. It lists nationalities, not places to live: 香港 or グアム are not in it, 日本 neither.
//!
//! Both orders come with the table, so that no engine has to know how Japanese or accented letters sort.

/// One nationality or region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-3, as the record keeps it; `XXA` is 無国籍, `PRK` stands for 朝鮮, `RKS` for コソボ共和国.
    pub code: String,
    /// As 住民票 and 在留カード write it.
    pub ja: String,
    /// In English.
    pub en: String,
    /// Reading of the Japanese name, katakana without marks.
    pub kana: String,
}

/// Why the bytes are no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountryTableError {
    /// Other first line than the one of this version.
    #[error("not a table of nationalities of version 1: fetch the table of this release")]
    Head,
    /// A line that is not code, two names, reading and place, or that repeats a code or a place.
    #[error("line {line} of the table of nationalities is damaged: fetch the table again")]
    Line {
        /// Line from 1.
        line: usize,
    },
}

/// All nationalities, in the order of a Japanese page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountryTable {
    rows: Vec<Country>,
    /// Indices of rows in the order of an English page.
    english: Vec<usize>,
}

/// A place on the English page that no line has taken yet.
const EMPTY: usize = usize::MAX;

impl CountryTable {
    /// First line of the table's text.
    pub const HEAD: &'static str = "kakanai countries 1";

    /// How many stand before the others in both orders: the most usual ones among foreign residents.
    pub const USUAL: usize = 10;

    /// Reads the decompressed bytes of `countries.tsv`.
    ///
    /// # Errors
    /// Names the first damaged line.
    pub fn parse(bytes: &[u8]) -> Result<Self, CountryTableError> {
        let text = std::str::from_utf8(bytes).map_err(|_| CountryTableError::Head)?;
        let mut lines = text.lines();
        if lines.next() != Some(Self::HEAD) {
            return Err(CountryTableError::Head);
        }
        let count = lines.clone().count();
        let mut table = Self { rows: Vec::with_capacity(count), english: vec![EMPTY; count] };
        for (index, line) in lines.enumerate() {
            table.take(index, line).ok_or(CountryTableError::Line { line: index + 2 })?;
        }
        Ok(table)
    }

    /// Adds a line. There are as many places as lines and each is given once, so in the end none is empty.
    fn take(&mut self, index: usize, line: &str) -> Option<()> {
        let (row, place) = read_line(line)?;
        let usual_in_both = place == index || (place >= Self::USUAL && index >= Self::USUAL);
        if !usual_in_both || self.get(&row.code).is_some() {
            return None;
        }
        let at = self.english.get_mut(place).filter(|at| **at == EMPTY)?;
        *at = index;
        self.rows.push(row);
        Some(())
    }

    /// The nationality of three capital letters.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Country> {
        self.rows.iter().find(|row| row.code == code)
    }

    /// All as a Japanese page offers them: the most usual ones, then by reading.
    pub fn iter(&self) -> impl Iterator<Item = &Country> {
        self.iter_by(false)
    }

    /// All as a page offers them: the most usual ones, then by reading or from A to Z.
    pub fn iter_by(&self, english: bool) -> impl Iterator<Item = &Country> {
        let at = move |place: usize| if english { self.english.get(place).copied() } else { Some(place) };
        (0..self.rows.len()).filter_map(move |place| self.rows.get(at(place)?))
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing is loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Country {
    /// The name in the language of a page.
    #[must_use]
    pub fn name(&self, english: bool) -> &str {
        if english { &self.en } else { &self.ja }
    }
}

/// The nationality of a line, and its place on an English page.
fn read_line(line: &str) -> Option<(Country, usize)> {
    let mut fields = line.split('\t');
    let mut text = || fields.next().filter(|field| !field.is_empty());
    let (code, ja, kana, en, place) = (text()?, text()?, text()?, text()?, text()?.parse().ok()?);
    let complete = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) && fields.next().is_none();
    let row =
        || Country { code: code.to_owned(), ja: ja.to_owned(), en: en.to_owned(), kana: kana.to_owned() };
    complete.then(|| (row(), place))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table whose ten usual ones are lands A to J, and what follows them.
    fn text(tail: &str) -> String {
        let usual = ('A'..='J').enumerate();
        let lines: String = usual
            .map(|(at, letter)| format!("ZZ{letter}\t国{letter}\tクニ\tLand {letter}\t{at}\n"))
            .collect();
        format!("{}\n{lines}{tail}", CountryTable::HEAD)
    }

    const OTHERS: &str = "GBR\t英国\tエイコク\tUnited Kingdom\t11\nDEU\tドイツ\tドイツ\tGermany\t10\n";

    #[test]
    fn one_table_two_orders() {
        let table = CountryTable::parse(text(OTHERS).as_bytes()).unwrap();
        assert_eq!((table.len(), table.is_empty()), (12, false));
        let codes = |english| table.iter_by(english).map(|row| row.code.as_str()).collect::<Vec<_>>();
        let usual = CountryTable::USUAL;
        assert_eq!(codes(false)[usual..], ["GBR", "DEU"]);
        assert_eq!(codes(true)[usual..], ["DEU", "GBR"]);
        assert_eq!(codes(false)[..usual], codes(true)[..usual]);
        assert!(table.iter().map(|row| row.code.as_str()).eq(codes(false)));
        let germany = table.get("DEU").unwrap();
        assert_eq!(
            (germany.name(false), germany.name(true), germany.kana.as_str()),
            ("ドイツ", "Germany", "ドイツ")
        );
        for unknown in ["", "deu", "JPN", "DE"] {
            assert_eq!(table.get(unknown), None, "{unknown}");
        }
        assert_eq!(CountryTable::default().iter_by(true).count(), 0);
    }

    #[test]
    fn damaged_tables_are_refused() {
        let line = |line| Err(CountryTableError::Line { line });
        for (tail, want) in [
            ("GBR\t英国\tエイコク\tUnited Kingdom", line(12)),
            ("GBR\t英国\tエイコク\tUnited Kingdom\t", line(12)),
            ("GBR\t英国\tエイコク\tUnited Kingdom\t10\t", line(12)),
            ("GBR\t英国\t\tUnited Kingdom\t10", line(12)),
            ("gbr\t英国\tエイコク\tUnited Kingdom\t10", line(12)),
            ("GB\t英国\tエイコク\tUnited Kingdom\t10", line(12)),
            ("ZZA\t英国\tエイコク\tUnited Kingdom\t10", line(12)),
            ("GBR\t英国\tエイコク\tUnited Kingdom\t9", line(12)),
            ("GBR\t英国\tエイコク\tUnited Kingdom\t11", line(12)),
            ("GBR\t英国\tエイコク\tUnited Kingdom\t10\nDEU\tドイツ\tドイツ\tGermany\t10", line(13)),
        ] {
            assert_eq!(CountryTable::parse(text(tail).as_bytes()), want, "{tail}");
        }
        for bytes in [&b""[..], b"kakanai municipalities 1\n", b"\xFF\xFE"] {
            assert_eq!(CountryTable::parse(bytes), Err(CountryTableError::Head));
        }
        // An unusual one among the usual ones in English: the group would not be the same on both pages.
        let moved =
            text(OTHERS).replace("\tLand J\t9\n", "\tLand J\t10\n").replace("Germany\t10", "Germany\t9");
        assert_eq!(CountryTable::parse(moved.as_bytes()), line(11));
    }
}
