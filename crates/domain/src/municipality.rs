//! Prefectures, municipality codes, and the table of municipalities.
//!
//! The table (`tables/municipalities.tsv.br`, 1,918 rows) is loaded like the postal table and not compiled in: a page
//! that never shows an address never pays for it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::check_digit::municipality_digit;

/// A 全国地方公共団体コード: five digits of JIS X 0401/0402 and a check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityCode(u32);

/// Why a code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MunicipalityCodeError {
    /// Not six digits.
    #[error("a municipality code has six digits, such as 131016")]
    Shape,
    /// The sixth digit does not fit the other five.
    #[error("the last digit of a municipality code must be {expected} here: check for a misprint")]
    CheckDigit {
        /// The digit that would fit.
        expected: u8,
    },
}

impl MunicipalityCode {
    /// 999999 of the demonstration city: its check digit is wrong on purpose, and no other code is exempt.
    pub const DEMONSTRATION: Self = Self(999_999);

    /// The code of the first five digits; five nines are the demonstration city.
    #[must_use]
    pub fn from_five(first_five: u32) -> Option<Self> {
        match first_five {
            99_999 => Some(Self::DEMONSTRATION),
            1_000..=99_998 => Some(Self(first_five * 10 + u32::from(municipality_digit(first_five)))),
            _ => None,
        }
    }

    /// Reads six digits of either width.
    ///
    /// # Errors
    /// Where there are not six digits, or the check digit is wrong.
    pub fn parse(text: &str) -> Result<Self, MunicipalityCodeError> {
        let digits: String = text.trim().chars().map(crate::kana::narrow).collect();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MunicipalityCodeError::Shape);
        }
        let number: u32 = digits.parse().map_err(|_| MunicipalityCodeError::Shape)?;
        let expected = municipality_digit(number / 10);
        if number != Self::DEMONSTRATION.0 && number % 10 != u32::from(expected) {
            return Err(MunicipalityCodeError::CheckDigit { expected });
        }
        if number < 10_000 { Err(MunicipalityCodeError::Shape) } else { Ok(Self(number)) }
    }

    /// The six digits as a number.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The first five digits (JIS X 0401 and 0402).
    #[must_use]
    pub fn five(self) -> u32 {
        self.0 / 10
    }

    /// The first two digits: 1–47, 99 for invented cities.
    #[must_use]
    pub fn prefecture(self) -> u8 {
        u8::try_from(self.0 / 10_000).unwrap_or(99)
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MunicipalityCode({self})")
    }
}

/// Prefectures in the order of JIS X 0401, from 北海道 (1) to 沖縄県 (47), with readings.
pub const PREFECTURES: [(&str, &str); 47] = [
    ("北海道", "ホッカイドウ"),
    ("青森県", "アオモリケン"),
    ("岩手県", "イワテケン"),
    ("宮城県", "ミヤギケン"),
    ("秋田県", "アキタケン"),
    ("山形県", "ヤマガタケン"),
    ("福島県", "フクシマケン"),
    ("茨城県", "イバラキケン"),
    ("栃木県", "トチギケン"),
    ("群馬県", "グンマケン"),
    ("埼玉県", "サイタマケン"),
    ("千葉県", "チバケン"),
    ("東京都", "トウキョウト"),
    ("神奈川県", "カナガワケン"),
    ("新潟県", "ニイガタケン"),
    ("富山県", "トヤマケン"),
    ("石川県", "イシカワケン"),
    ("福井県", "フクイケン"),
    ("山梨県", "ヤマナシケン"),
    ("長野県", "ナガノケン"),
    ("岐阜県", "ギフケン"),
    ("静岡県", "シズオカケン"),
    ("愛知県", "アイチケン"),
    ("三重県", "ミエケン"),
    ("滋賀県", "シガケン"),
    ("京都府", "キョウトフ"),
    ("大阪府", "オオサカフ"),
    ("兵庫県", "ヒョウゴケン"),
    ("奈良県", "ナラケン"),
    ("和歌山県", "ワカヤマケン"),
    ("鳥取県", "トットリケン"),
    ("島根県", "シマネケン"),
    ("岡山県", "オカヤマケン"),
    ("広島県", "ヒロシマケン"),
    ("山口県", "ヤマグチケン"),
    ("徳島県", "トクシマケン"),
    ("香川県", "カガワケン"),
    ("愛媛県", "エヒメケン"),
    ("高知県", "コウチケン"),
    ("福岡県", "フクオカケン"),
    ("佐賀県", "サガケン"),
    ("長崎県", "ナガサキケン"),
    ("熊本県", "クマモトケン"),
    ("大分県", "オオイタケン"),
    ("宮崎県", "ミヤザキケン"),
    ("鹿児島県", "カゴシマケン"),
    ("沖縄県", "オキナワケン"),
];

/// Name of a prefecture by its code, 1–47.
#[must_use]
pub fn prefecture_name(code: u8) -> Option<&'static str> {
    PREFECTURES.get(usize::from(code).checked_sub(1)?).map(|row| row.0)
}

/// One municipality: city, town, village, ward of Tokyo, ward of a designated city, or the designated city itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Code.
    pub code: MunicipalityCode,
    /// Prefecture by name, so that invented ones have one too.
    pub prefecture: Cow<'static, str>,
    /// Name with 郡 or designated city before it: 「余市郡仁木町」, 「札幌市中央区」.
    pub name: String,
    /// Reading of the name.
    pub kana: String,
}

/// Why the bytes are no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MunicipalityTableError {
    /// Other first line than the one of this version.
    #[error("not a municipality table of version 1: fetch the table of this release")]
    Head,
    /// A line that is not code, name and reading, or not in ascending order.
    #[error("line {line} of the municipality table is damaged: fetch the table again")]
    Line {
        /// Line from 1.
        line: usize,
    },
}

/// All municipalities by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MunicipalityTable {
    rows: BTreeMap<MunicipalityCode, Municipality>,
}

impl MunicipalityTable {
    /// First line of the table's text.
    pub const HEAD: &'static str = "kakanai municipalities 1";

    /// Reads the decompressed bytes of `municipalities.tsv`.
    ///
    /// # Errors
    /// Names the first damaged line.
    pub fn parse(bytes: &[u8]) -> Result<Self, MunicipalityTableError> {
        let text = std::str::from_utf8(bytes).map_err(|_| MunicipalityTableError::Head)?;
        let mut lines = text.lines();
        if lines.next() != Some(Self::HEAD) {
            return Err(MunicipalityTableError::Head);
        }
        let mut rows = BTreeMap::new();
        for (index, line) in lines.enumerate() {
            let damaged = MunicipalityTableError::Line { line: index + 2 };
            let row = read_line(line).ok_or(damaged)?;
            if rows.last_key_value().is_some_and(|(last, _)| *last >= row.code) {
                return Err(damaged);
            }
            rows.insert(row.code, row);
        }
        Ok(Self { rows })
    }

    /// Adds municipalities of a catalogue (the demonstration city and its neighbours), or replaces rows.
    pub fn extend(&mut self, extra: impl IntoIterator<Item = Municipality>) {
        self.rows.extend(extra.into_iter().map(|row| (row.code, row)));
    }

    /// The municipality of a code.
    #[must_use]
    pub fn get(&self, code: MunicipalityCode) -> Option<&Municipality> {
        self.rows.get(&code)
    }

    /// All in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Municipality> {
        self.rows.values()
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

    /// The designated city a ward belongs to (札幌市中央区 → 札幌市).
    #[must_use]
    pub fn designated_city(&self, ward: &Municipality) -> Option<&Municipality> {
        let city = ward.name.get(..ward.name.find('市')? + '市'.len_utf8())?;
        let inside = ward.name.ends_with('区') && ward.name.len() > city.len();
        self.iter().find(|row| inside && row.name == city && row.prefecture == ward.prefecture)
    }

    /// Splits an address as a card or a scan gives it into municipality and the rest: the longest match wins, the
    /// prefecture may be missing where the name is unique.
    #[must_use]
    pub fn split<'a>(&self, address: &'a str) -> Option<(&Municipality, &'a str)> {
        let address = address.trim_start();
        let matches = self.iter().filter_map(|row| {
            let named = address.strip_prefix(row.prefecture.as_ref());
            let rest = named.unwrap_or(address).trim_start().strip_prefix(row.name.as_str())?;
            Some((row, rest, named.is_some()))
        });
        let mut best: Vec<_> = matches.collect();
        let longest = best.iter().map(|(row, ..)| row.name.len()).max()?;
        best.retain(|(row, ..)| row.name.len() == longest);
        if best.iter().any(|(_, _, named)| *named) {
            best.retain(|(_, _, named)| *named);
        }
        match best.as_slice() {
            [(row, rest, _)] => Some((row, rest)),
            _ => None,
        }
    }
}

fn read_line(line: &str) -> Option<Municipality> {
    let mut fields = line.split('\t');
    let (code, name, kana) = (fields.next()?, fields.next()?, fields.next()?);
    let code = (code.len() == 5).then(|| code.parse().ok()).flatten();
    let code = MunicipalityCode::from_five(code?)?;
    let prefecture = Cow::Borrowed(prefecture_name(code.prefecture())?);
    let complete = !name.is_empty() && !kana.is_empty() && fields.next().is_none();
    complete.then(|| Municipality { code, prefecture, name: name.to_owned(), kana: kana.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> MunicipalityTable {
        let text = "kakanai municipalities 1\n01100\t札幌市\tサッポロシ\n01101\t札幌市中央区\tサッポロシチュウオウク\n\
            13206\t府中市\tフチュウシ\n34208\t府中市\tフチュウシ\n";
        let mut table = MunicipalityTable::parse(text.as_bytes()).unwrap();
        table.extend([Municipality {
            code: MunicipalityCode::DEMONSTRATION,
            prefecture: "見本県".into(),
            name: "みほん市".into(),
            kana: "ミホンシ".into(),
        }]);
        table
    }

    #[test]
    fn codes_of_the_demonstration() {
        // 999999 is exempt by name; wards and neighbours pass by the rule.
        for text in ["999999", "999971", "999989", "999962", "999954", "011002", "１３１０１６"] {
            let code = MunicipalityCode::parse(text).unwrap();
            assert_eq!(MunicipalityCode::from_five(code.five()), Some(code), "{text}");
        }
        assert_eq!(MunicipalityCode::parse("999998"), Err(MunicipalityCodeError::CheckDigit { expected: 7 }));
        assert_eq!(MunicipalityCode::parse("131017"), Err(MunicipalityCodeError::CheckDigit { expected: 6 }));
        for text in ["", "13101", "1310166", "13101x", "000000", "000001"] {
            assert!(MunicipalityCode::parse(text).is_err(), "{text}");
        }
        assert_eq!(MunicipalityCode::from_five(999), None);
        assert_eq!(MunicipalityCode::parse("011011").unwrap().to_string(), "011011");
    }

    #[test]
    fn prefectures() {
        assert_eq!(prefecture_name(1), Some("北海道"));
        assert_eq!(prefecture_name(13), Some("東京都"));
        assert_eq!(prefecture_name(47), Some("沖縄県"));
        assert_eq!((prefecture_name(0), prefecture_name(48)), (None, None));
    }

    #[test]
    fn wards_and_designated_cities() {
        let table = table();
        let ward = table.get(MunicipalityCode::parse("011011").unwrap()).unwrap();
        assert_eq!(table.designated_city(ward).unwrap().name, "札幌市");
        let city = table.get(MunicipalityCode::parse("011002").unwrap()).unwrap();
        assert_eq!(table.designated_city(city), None);
    }

    #[test]
    fn splits_addresses() {
        let table = table();
        for (address, name, rest) in [
            ("北海道札幌市中央区南一条西1丁目", "札幌市中央区", "南一条西1丁目"),
            ("札幌市中央区南一条西", "札幌市中央区", "南一条西"),
            ("広島県府中市府川町", "府中市", "府川町"),
            ("見本県みほん市例示町1番地", "みほん市", "例示町1番地"),
        ] {
            let (row, found) = table.split(address).unwrap();
            assert_eq!((row.name.as_str(), found), (name, rest));
        }
        assert_eq!(table.split("府中市府川町"), None, "two cities of that name");
        assert_eq!(table.split("見本"), None);
    }

    #[test]
    fn damaged_tables_are_refused() {
        let head = MunicipalityTable::HEAD;
        for (text, want) in [
            (String::new(), MunicipalityTableError::Head),
            ("other\n".into(), MunicipalityTableError::Head),
            (format!("{head}\n01101\t札幌市中央区"), MunicipalityTableError::Line { line: 2 }),
            (format!("{head}\n01102\tあ\tア\n01101\tい\tイ"), MunicipalityTableError::Line { line: 3 }),
            (format!("{head}\n48001\tあ\tア"), MunicipalityTableError::Line { line: 2 }),
        ] {
            assert_eq!(MunicipalityTable::parse(text.as_bytes()), Err(want));
        }
        assert_eq!(MunicipalityTable::parse(&[0xFF, 0xFE]), Err(MunicipalityTableError::Head));
    }
}
