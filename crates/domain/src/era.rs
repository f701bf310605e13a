//! Japanese eras: a table of data, conversion both ways, and the wording used on forms.
//!
//! The table is data (住民記録システム標準仕様書 1.3.6): a new era is a new row given to [`EraTable::new`], not a new
//! program. Conversion of 明治 starts on 1873-01-01, when the solar calendar came into force; earlier dates are
//! dates of the lunar calendar and are refused. 明治45年7月30日 and 大正15年12月25日 are valid although the next era
//! began on the same day (標準仕様書 1.1.9).

use std::borrow::Cow;
use std::fmt;

use jiff::civil::{Date, date};

pub use crate::era_input::{CivilInput, parse_date};

/// An era by its national code (1 明治 … 5 令和), as in 生年月日_元号 of the 基本データリスト.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Era(pub u8);

impl Era {
    /// 明治, from 1868; conversion from 1873-01-01.
    pub const MEIJI: Self = Self(1);
    /// 大正, from 1912-07-30.
    pub const TAISHO: Self = Self(2);
    /// 昭和, from 1926-12-25.
    pub const SHOWA: Self = Self(3);
    /// 平成, from 1989-01-08.
    pub const HEISEI: Self = Self(4);
    /// 令和, from 2019-05-01.
    pub const REIWA: Self = Self(5);
}

/// One era of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EraRow {
    /// National code.
    pub era: Era,
    /// Latin initial used as input key, upper case: `M T S H R`.
    pub key: char,
    /// Name: 「令和」. Its first character alone is accepted as input too.
    pub name: Cow<'static, str>,
    /// Calendar year of year 1 (元年).
    pub first_year: i16,
    /// First day that may be written in this era.
    pub first_day: Date,
    /// Last day that may be written in this era; none for the current one.
    pub last_day: Option<Date>,
}

const fn row(code: u8, key: char, name: &'static str, year: i16, from: Date, to: Option<Date>) -> EraRow {
    let name = Cow::Borrowed(name);
    EraRow { era: Era(code), key, name, first_year: year, first_day: from, last_day: to }
}

static ROWS: [EraRow; 5] = [
    row(1, 'M', "明治", 1868, date(1873, 1, 1), Some(date(1912, 7, 30))),
    row(2, 'T', "大正", 1912, date(1912, 7, 30), Some(date(1926, 12, 25))),
    row(3, 'S', "昭和", 1926, date(1926, 12, 25), Some(date(1989, 1, 7))),
    row(4, 'H', "平成", 1989, date(1989, 1, 8), Some(date(2019, 4, 30))),
    row(5, 'R', "令和", 2019, date(2019, 5, 1), None),
];

/// A date written in an era. Only [`EraTable`] says whether it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EraDate {
    /// Era.
    pub era: Era,
    /// Year of the era, 1 = 元年.
    pub year: u16,
    /// Month 1–12.
    pub month: u8,
    /// Day 1–31.
    pub day: u8,
}

/// Why a date could not be read or converted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EraError {
    /// No row of the table has this key or name.
    #[error("unknown era \"{0}\": use M, T, S, H, R or the name of an era")]
    UnknownEra(String),
    /// The day does not exist in the calendar.
    #[error("{year}-{month}-{day} is not a day of the calendar: correct the month or the day")]
    NoSuchDay {
        /// Calendar year.
        year: i32,
        /// Month as written.
        month: u8,
        /// Day as written.
        day: u8,
    },
    /// Before the first day of the era (for 明治: before the solar calendar of 1873).
    #[error("the date lies before the first day of {0}: choose the era before it")]
    BeforeEra(String),
    /// After the last day of the era; the same day in the right era is given.
    #[error("the date lies after the end of the era: it is {0}")]
    AfterEra(EraDate),
    /// Before the first era of the table.
    #[error("dates before {0} cannot be converted: they belong to the lunar calendar")]
    BeforeTable(Date),
    /// A part is missing or is not a number.
    #[error("{0} is missing or is not a number: write it in digits")]
    Part(DatePart),
    /// A short year without an era, such as `60.12.3`.
    #[error("the year has no era: write S60 or 1985")]
    Ambiguous,
    /// Something else than a date.
    #[error("not a date: write for example S60.12.3 or 1985-12-03")]
    NotADate,
}

/// Part of a date an error speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// Year.
    Year,
    /// Month.
    Month,
    /// Day.
    Day,
}

impl fmt::Display for DatePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Year => "the year",
            Self::Month => "the month",
            Self::Day => "the day",
        })
    }
}

/// The eras in force, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EraTable<'a> {
    rows: &'a [EraRow],
}

impl EraTable<'static> {
    /// 明治 to 令和.
    #[must_use]
    pub fn standard() -> Self {
        Self { rows: &ROWS }
    }
}

impl<'a> EraTable<'a> {
    /// A table of one's own: rows oldest first, as a city loads them when a new era begins.
    #[must_use]
    pub fn new(rows: &'a [EraRow]) -> Self {
        Self { rows }
    }

    /// The rows, oldest first.
    #[must_use]
    pub fn rows(&self) -> &'a [EraRow] {
        self.rows
    }

    /// The row of an era.
    #[must_use]
    pub fn row(&self, era: Era) -> Option<&'a EraRow> {
        self.rows.iter().find(|row| row.era == era)
    }

    /// The era named by a citizen: `S`, `s`, full width `Ｓ`, 「昭」, 「昭和」 or the national code `3`.
    ///
    /// # Errors
    /// [`EraError::UnknownEra`] where no row answers to it.
    pub fn era(&self, input: &str) -> Result<Era, EraError> {
        let wanted: String = input.chars().map(crate::kana::narrow).filter(|c| !c.is_whitespace()).collect();
        let key = wanted.to_ascii_uppercase();
        self.rows
            .iter()
            .find(|row| {
                let short = row.name.chars().next().map(String::from);
                key == row.key.to_string()
                    || wanted == row.name
                    || Some(&wanted) == short.as_ref()
                    || wanted == row.era.0.to_string()
            })
            .map(|row| row.era)
            .ok_or_else(|| EraError::UnknownEra(input.to_owned()))
    }

    /// The date in its era; on the first day of an era the new one.
    ///
    /// # Errors
    /// [`EraError::BeforeTable`] before 1873-01-01.
    pub fn to_era(&self, day: Date) -> Result<EraDate, EraError> {
        let row = self.rows.iter().rev().find(|row| day >= row.first_day);
        let row = row.ok_or_else(|| EraError::BeforeTable(self.rows.first().map_or(day, |r| r.first_day)))?;
        Ok(EraDate {
            era: row.era,
            year: (day.year() - row.first_year + 1).unsigned_abs(),
            month: day.month().unsigned_abs(),
            day: day.day().unsigned_abs(),
        })
    }

    /// The civil date of a date in an era.
    ///
    /// # Errors
    /// Where the day does not exist, or lies outside the days that may be written in the era; past its end the
    /// error carries the same day in the right era (平成33年1月1日 → 令和3年1月1日).
    pub fn to_civil(&self, era: EraDate) -> Result<Date, EraError> {
        let row = self.row(era.era).ok_or_else(|| EraError::UnknownEra(era.era.0.to_string()))?;
        let year = i32::from(row.first_year) + i32::from(era.year) - 1;
        let missing = EraError::NoSuchDay { year, month: era.month, day: era.day };
        let civil = match (i16::try_from(year), i8::try_from(era.month), i8::try_from(era.day)) {
            (Ok(y), Ok(m), Ok(d)) if era.year > 0 => Date::new(y, m, d).map_err(|_| missing)?,
            _ => return Err(missing),
        };
        if civil < row.first_day {
            return Err(EraError::BeforeEra(row.name.clone().into_owned()));
        }
        if row.last_day.is_some_and(|last| civil > last) {
            return Err(EraError::AfterEra(self.to_era(civil)?));
        }
        Ok(civil)
    }

    /// 「令和8年」, 「令和元年」.
    #[must_use]
    pub fn year_words(&self, era: Era, year: u16) -> String {
        let name = self.row(era).map_or("", |row| row.name.as_ref());
        if year == 1 { format!("{name}元年") } else { format!("{name}{year}年") }
    }

    /// 「令和8年11月20日」.
    #[must_use]
    pub fn words(&self, date: EraDate) -> String {
        format!("{}{}月{}日", self.year_words(date.era, date.year), date.month, date.day)
    }

    /// 「R8.11.20」, for narrow columns.
    #[must_use]
    pub fn short(&self, date: EraDate) -> String {
        let key = self.row(date.era).map_or('?', |row| row.key);
        format!("{key}{}.{}.{}", date.year, date.month, date.day)
    }
}

impl fmt::Display for EraDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&EraTable::standard().words(*self))
    }
}

impl TryFrom<Date> for EraDate {
    type Error = EraError;
    fn try_from(day: Date) -> Result<Self, EraError> {
        EraTable::standard().to_era(day)
    }
}

impl TryFrom<EraDate> for Date {
    type Error = EraError;
    fn try_from(era: EraDate) -> Result<Self, EraError> {
        EraTable::standard().to_civil(era)
    }
}

/// 「令和8年11月20日」; before 1873 「1870年1月1日」.
#[must_use]
pub fn japanese(day: Date) -> String {
    EraDate::try_from(day).map_or_else(|_| western(day), |era| era.to_string())
}

/// 「2026年11月20日」.
#[must_use]
pub fn western(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 「2026年11月20日（令和8年）」, the wording of citizens' pages; before 1873 without the era.
#[must_use]
pub fn both(day: Date) -> String {
    let table = EraTable::standard();
    match table.to_era(day) {
        Ok(era) => format!("{}（{}）", western(day), table.year_words(era.era, era.year)),
        Err(_) => western(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn era(code: u8, year: u16, month: u8, day: u8) -> EraDate {
        EraDate { era: Era(code), year, month, day }
    }

    #[test]
    fn first_and_last_days_convert_both_ways() {
        for (day, want) in [
            (date(1873, 1, 1), era(1, 6, 1, 1)),
            (date(1912, 7, 29), era(1, 45, 7, 29)),
            (date(1912, 7, 30), era(2, 1, 7, 30)),
            (date(1926, 12, 24), era(2, 15, 12, 24)),
            (date(1926, 12, 25), era(3, 1, 12, 25)),
            (date(1989, 1, 7), era(3, 64, 1, 7)),
            (date(1989, 1, 8), era(4, 1, 1, 8)),
            (date(2019, 4, 30), era(4, 31, 4, 30)),
            (date(2019, 5, 1), era(5, 1, 5, 1)),
            (date(2026, 11, 20), era(5, 8, 11, 20)),
        ] {
            assert_eq!(EraDate::try_from(day), Ok(want), "{day}");
            assert_eq!(Date::try_from(want), Ok(day), "{want}");
        }
    }

    #[test]
    fn overlapping_days_are_valid_in_the_old_era_too() {
        assert_eq!(Date::try_from(era(1, 45, 7, 30)), Ok(date(1912, 7, 30)));
        assert_eq!(Date::try_from(era(2, 15, 12, 25)), Ok(date(1926, 12, 25)));
    }

    #[test]
    fn days_outside_an_era_are_refused_with_the_remedy() {
        assert_eq!(Date::try_from(era(1, 45, 7, 31)), Err(EraError::AfterEra(era(2, 1, 7, 31))));
        assert_eq!(Date::try_from(era(3, 64, 1, 8)), Err(EraError::AfterEra(era(4, 1, 1, 8))));
        assert_eq!(Date::try_from(era(4, 33, 1, 1)), Err(EraError::AfterEra(era(5, 3, 1, 1))));
        assert_eq!(Date::try_from(era(5, 1, 4, 30)), Err(EraError::BeforeEra("令和".into())));
        assert_eq!(Date::try_from(era(1, 5, 12, 2)), Err(EraError::BeforeEra("明治".into())));
        assert!(matches!(Date::try_from(era(3, 60, 2, 29)), Err(EraError::NoSuchDay { .. })));
        assert!(matches!(Date::try_from(era(3, 0, 1, 1)), Err(EraError::NoSuchDay { .. })));
        assert!(matches!(Date::try_from(era(3, u16::MAX, 255, 255)), Err(EraError::NoSuchDay { .. })));
        assert!(matches!(EraDate::try_from(date(1872, 12, 31)), Err(EraError::BeforeTable(_))));
    }

    #[test]
    fn words() {
        let day = date(2026, 11, 20);
        assert_eq!(japanese(day), "令和8年11月20日");
        assert_eq!(japanese(date(2019, 5, 1)), "令和元年5月1日");
        assert_eq!(both(day), "2026年11月20日（令和8年）");
        assert_eq!(both(date(1989, 2, 1)), "1989年2月1日（平成元年）");
        assert_eq!(both(date(1868, 2, 1)), "1868年2月1日");
        assert_eq!(EraTable::standard().short(era(3, 60, 12, 3)), "S60.12.3");
    }

    #[test]
    fn a_new_era_is_a_row() {
        let mut rows = EraTable::standard().rows().to_vec();
        rows[4].last_day = Some(date(2040, 3, 31));
        rows.push(row(6, 'X', "例示", 2040, date(2040, 4, 1), None));
        let table = EraTable::new(&rows);
        assert_eq!(table.to_era(date(2041, 1, 1)), Ok(era(6, 2, 1, 1)));
        assert_eq!(table.words(era(6, 1, 4, 1)), "例示元年4月1日");
        assert_eq!(table.to_civil(era(5, 22, 4, 1)), Err(EraError::AfterEra(era(6, 1, 4, 1))));
    }
}
