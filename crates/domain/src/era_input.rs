//! What citizens write for a date, read without asking them to write it our way.

use jiff::civil::Date;

use crate::era::{DatePart, EraDate, EraError, EraTable};
use crate::kana::narrow;

/// A date as read, with the era it was written in, so that a form may repeat the citizen's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CivilInput {
    /// The day.
    pub day: Date,
    /// The date in the era the citizen used; none where he wrote the calendar year.
    pub era: Option<EraDate>,
}

/// A number of one to `most` digits; full width and surrounding spaces are accepted.
pub(crate) fn number(text: &str, most: usize) -> Option<u16> {
    let digits: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let plain = !digits.is_empty() && digits.len() <= most && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// A year of an era: digits or 「元」.
pub(crate) fn era_year(text: &str) -> Option<u16> {
    if text.trim() == "元" { Some(1) } else { number(text, 3) }
}

fn small(text: &str, part: DatePart) -> Result<u8, EraError> {
    number(text, 2).and_then(|n| u8::try_from(n).ok()).ok_or(EraError::Part(part))
}

impl EraTable<'_> {
    /// Reads the four fields of a form: era (key, name or code; empty = calendar year), year, month, day.
    ///
    /// # Errors
    /// Names the part that cannot be read, or says why the day does not exist.
    pub fn from_parts(&self, era: &str, year: &str, month: &str, day: &str) -> Result<CivilInput, EraError> {
        let (m, d) = (small(month, DatePart::Month), small(day, DatePart::Day));
        if era.trim().is_empty() {
            let y = number(year, 4).ok_or(EraError::Part(DatePart::Year))?;
            return civil(y, m?, d?);
        }
        let era = self.era(era)?;
        let year = era_year(year).ok_or(EraError::Part(DatePart::Year))?;
        let written = EraDate { era, year, month: m?, day: d? };
        Ok(CivilInput { day: self.to_civil(written)?, era: Some(written) })
    }

    /// Reads one line: `S60.12.3`, `昭和60年12月3日`, `Ｓ６０／１２／３`, `令和元年5月1日`, `1985-12-03`, `19851203`.
    ///
    /// # Errors
    /// As [`EraTable::from_parts`]; [`EraError::Ambiguous`] for a short year without an era.
    pub fn parse(&self, input: &str) -> Result<CivilInput, EraError> {
        let text: String = input.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
        let start = text.find(|c: char| c.is_ascii_digit() || c == '元').ok_or(EraError::NotADate)?;
        let (era, rest) = text.split_at(start);
        if era.is_empty() && rest.len() == 8 && rest.bytes().all(|b| b.is_ascii_digit()) {
            return self.from_parts("", &rest[..4], &rest[4..6], &rest[6..]);
        }
        let rest = rest.strip_suffix('日').unwrap_or(rest);
        let mut parts = rest.split(is_separator);
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let (Some(year), Some(month), Some(day), None) = (year, month, day, parts.next()) else {
            return Err(EraError::NotADate);
        };
        if era.is_empty() && year.len() != 4 {
            return Err(EraError::Ambiguous);
        }
        self.from_parts(era.trim_end_matches(is_separator), year, month, day)
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '/' | '-' | '・' | '年' | '月' | '、' | ',' | 'ー' | '－' | '−' | '‐')
}

fn civil(year: u16, month: u8, day: u8) -> Result<CivilInput, EraError> {
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    let found = match parts {
        (Ok(y), Ok(m), Ok(d)) => Date::new(y, m, d).ok(),
        _ => None,
    };
    let day = found.ok_or(EraError::NoSuchDay { year: i32::from(year), month, day })?;
    Ok(CivilInput { day, era: None })
}

/// [`EraTable::parse`] with the eras 明治 to 令和.
///
/// # Errors
/// As [`EraTable::parse`].
pub fn parse_date(input: &str) -> Result<CivilInput, EraError> {
    EraTable::standard().parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_what_citizens_write() {
        for (text, want) in [
            ("S60.12.3", date(1985, 12, 3)),
            ("s60/12/03", date(1985, 12, 3)),
            ("Ｓ６０．１２．３", date(1985, 12, 3)),
            ("昭和60年12月3日", date(1985, 12, 3)),
            ("昭和 ６０ 年 １２ 月 ３ 日", date(1985, 12, 3)),
            ("昭60・12・3", date(1985, 12, 3)),
            ("S.60.12.3", date(1985, 12, 3)),
            ("令和元年5月1日", date(2019, 5, 1)),
            ("R元.5.1", date(2019, 5, 1)),
            ("1985-12-03", date(1985, 12, 3)),
            ("1985年12月3日", date(1985, 12, 3)),
            ("１９８５／１２／３", date(1985, 12, 3)),
            ("19851203", date(1985, 12, 3)),
            ("M45.7.30", date(1912, 7, 30)),
            ("T15.12.25", date(1926, 12, 25)),
        ] {
            assert_eq!(parse_date(text).map(|read| read.day), Ok(want), "{text}");
        }
    }

    #[test]
    fn refuses_what_it_cannot_know() {
        for (text, want) in [
            ("60.12.3", EraError::Ambiguous),
            ("", EraError::NotADate),
            ("きのう", EraError::NotADate),
            ("S60.12", EraError::NotADate),
            ("S60.12.3.4", EraError::NotADate),
            ("S60.x.3", EraError::Part(DatePart::Month)),
            ("S60.12.", EraError::Part(DatePart::Day)),
            ("Q60.12.3", EraError::UnknownEra("Q".into())),
            ("1985-02-29", EraError::NoSuchDay { year: 1985, month: 2, day: 29 }),
        ] {
            assert_eq!(parse_date(text).map(|read| read.day), Err(want), "{text}");
        }
    }

    #[test]
    fn fields_of_a_form() {
        let table = EraTable::standard();
        let read = table.from_parts("3", "６０", "12", "３").unwrap();
        assert_eq!(read.day, date(1985, 12, 3));
        assert_eq!(read.era.unwrap().to_string(), "昭和60年12月3日");
        assert_eq!(table.from_parts("", "2026", "11", "20").unwrap().era, None);
        assert_eq!(table.from_parts("令和", "", "11", "20"), Err(EraError::Part(DatePart::Year)));
        assert_eq!(table.from_parts("令和", "八", "11", "20"), Err(EraError::Part(DatePart::Year)));
    }
}
