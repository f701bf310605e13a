//! Dates of which parts may be unknown.
//!
//! The resident record knows birth dates such as 昭和20年頃, 大正10年3月（日不詳） or the 29th of
//! February of a common year, and they are kept as they stand (住民記録システム標準仕様書 1.1.8).

use std::fmt;

use jiff::civil::Date;

/// How sure a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// As recorded.
    Stated,
    /// 頃
    About,
    /// 推定
    Estimated,
}

/// A date with a year, perhaps a month, perhaps a day.
///
/// The text form is `1985-12-03`, `1985-12` or `1985`, with `~` behind it for 頃 and `?` for 推定.
/// A wholly unknown date is [`crate::Answer::Unrecorded`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: u16,
    month: u8,
    day: u8,
    certainty: Certainty,
}

impl PartialDate {
    /// Years that can be written: people, and the founders of families.
    pub const YEARS: std::ops::RangeInclusive<u16> = 1800..=2199;

    /// A date from its parts; a day needs a month. The day may be one that the calendar lacks
    /// (2/29 of a common year), but not one that no month has.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>, certainty: Certainty) -> Option<Self> {
        let month = month.unwrap_or(0);
        let day = day.unwrap_or(0);
        let most = match month {
            0 => 0,
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (Self::YEARS.contains(&year) && day <= most).then_some(Self { year, month, day, certainty })
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, where known.
    pub const fn month(self) -> Option<u8> {
        if self.month == 0 { None } else { Some(self.month) }
    }

    /// The day, where known.
    pub const fn day(self) -> Option<u8> {
        if self.day == 0 { None } else { Some(self.day) }
    }

    /// How sure it is.
    pub const fn certainty(self) -> Certainty {
        self.certainty
    }

    /// The calendar date, where the whole date is known, sure, and in the calendar.
    pub fn calendar(self) -> Option<Date> {
        if self.certainty != Certainty::Stated {
            return None;
        }
        Date::new(self.year as i16, self.month()? as i8, self.day()? as i8).ok()
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Self> {
        let (body, certainty) = match text.as_bytes().last()? {
            b'~' => (&text[..text.len() - 1], Certainty::About),
            b'?' => (&text[..text.len() - 1], Certainty::Estimated),
            _ => (text, Certainty::Stated),
        };
        let mut parts = body.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() || month == Some(0) || day == Some(0) {
            return None;
        }
        Self::new(year, month.map(|m| m as u8), day.map(|d| d as u8), certainty)
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self {
            year: date.year().unsigned_abs(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
            certainty: Certainty::Stated,
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month() {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day() {
            write!(f, "-{day:02}")?;
        }
        f.write_str(match self.certainty {
            Certainty::Stated => "",
            Certainty::About => "~",
            Certainty::Estimated => "?",
        })
    }
}

/// Reads `2026-11-20`.
pub fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    if parts.next().is_some() || !PartialDate::YEARS.contains(&year) {
        return None;
    }
    Date::new(year as i16, month as i8, day as i8).ok()
}

/// Writes `2026-11-20`.
pub fn date_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn digits(text: &str, length: usize) -> Option<u16> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_partial_date() {
        for text in ["1985-12-03", "1985-12", "1945~", "1921-03?", "1945-02-29"] {
            assert_eq!(PartialDate::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for wrong in ["", "1985-13", "1985-02-30", "85-12-03", "1985-00", "1985-1-1", "1985-12-03-01", "~"] {
            assert_eq!(PartialDate::parse(wrong), None, "{wrong}");
        }
        assert_eq!(PartialDate::parse("1945-02-29").and_then(PartialDate::calendar), None);
        assert_eq!(
            PartialDate::parse("1944-02-29").and_then(PartialDate::calendar).map(date_text).as_deref(),
            Some("1944-02-29")
        );
    }
}
