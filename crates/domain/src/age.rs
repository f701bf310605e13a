//! Ages by 年齢計算ニ関する法律 (Act 50 of 1902) and what hangs on them.
//!
//! The law counts the day of birth as the first day, so a year of life ends at midnight of the day *before* the
//! birthday (民法143条). Two readings follow, and every rule must say which it means:
//!
//! - [`Reading::Birthday`]: the age somebody has *during* a day; it rises on the birthday. Used for 「○歳以上」 on a
//!   day, 後期高齢者医療 (75, from the birthday), signatures of people of 15 and over.
//! - [`Reading::Eve`]: 「○歳に達する日」, the day before the birthday, at whose end the age is reached. Used for school age
//!   (学校教育法17条), 介護保険 第1号 (65), 国民年金 (20, 60), and 「○歳に達する日以後の最初の3月31日」.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::birth::BirthDate;

/// Which day an age is reached on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// On the birthday (1 March for 29 February in a common year).
    Birthday,
    /// On the day before the birthday.
    Eve,
}

/// The day on which the age `years` is reached in the given reading.
///
/// Somebody born on 29 February reaches an age at the end of 28 February, in leap years and common ones alike.
#[must_use]
pub fn day_of_reaching(birth: Date, years: u8, reading: Reading) -> Date {
    let year = birth.year().saturating_add(i16::from(years)).min(9999);
    let birthday = Date::new(year, birth.month(), birth.day())
        .unwrap_or_else(|_| crate::dates::first_of_next_month(year, birth.month()));
    match reading {
        Reading::Birthday => birthday,
        Reading::Eve => birthday.yesterday().unwrap_or(birthday),
    }
}

/// Completed years on the day `on`; none before birth.
#[must_use]
pub fn age_on(birth: Date, on: Date, reading: Reading) -> Option<u8> {
    if on < birth {
        return None;
    }
    let years = u8::try_from(on.year() - birth.year()).ok()?;
    // The eve of a birthday on 1 January lies in the year before.
    let candidates = [years.saturating_add(1), years, years.saturating_sub(1)];
    candidates.into_iter().find(|&age| day_of_reaching(birth, age, reading) <= on).or(Some(0))
}

/// Ages a vague birth allows on the day `on`; none where nothing is known or the birth is still to come.
#[must_use]
pub fn age_range(birth: &BirthDate, on: Date, reading: Reading) -> Option<RangeInclusive<u8>> {
    let (earliest, latest) = birth.range()?;
    let oldest = age_on(earliest, on, reading)?;
    Some(age_on(latest, on, reading).unwrap_or(0)..=oldest)
}

/// Whether somebody is at least `years` old on the day: none where the vague birth leaves it open.
#[must_use]
pub fn is_at_least(birth: &BirthDate, years: u8, on: Date, reading: Reading) -> Option<bool> {
    let range = age_range(birth, on, reading)?;
    if *range.start() >= years {
        Some(true)
    } else if *range.end() < years {
        Some(false)
    } else {
        None
    }
}

/// 「○歳に達する日以後の最初の3月31日」: the end of the school year in which the age is reached.
///
/// Born on 1 April: the age is reached on 31 March, which is that very day.
#[must_use]
pub fn march_31_after(birth: Date, years: u8) -> Date {
    let reached = day_of_reaching(birth, years, Reading::Eve);
    let year = if reached.month() > 3 { reached.year().saturating_add(1) } else { reached.year() };
    Date::new(year, 3, 31).unwrap_or(reached)
}

/// The 1 April on which a child enters primary school: the day after the first 31 March at six (学校教育法17条1項).
#[must_use]
pub fn school_entry(birth: Date) -> Date {
    let end = march_31_after(birth, 6);
    end.tomorrow().unwrap_or(end)
}

/// A year of compulsory school by age (学齢); repeating or skipping is not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchoolGrade {
    /// 小学校, year 1–6.
    Primary(u8),
    /// 中学校, year 1–3.
    Middle(u8),
}

/// The grade by age on the day, none before and after compulsory school.
#[must_use]
pub fn school_grade(birth: Date, on: Date) -> Option<SchoolGrade> {
    let school_year = if on.month() >= 4 { on.year() } else { on.year() - 1 };
    match school_year - school_entry(birth).year() {
        n @ 0..=5 => Some(SchoolGrade::Primary(n.unsigned_abs() as u8 + 1)),
        n @ 6..=8 => Some(SchoolGrade::Middle(n.unsigned_abs() as u8 - 5)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::birth::{BirthYear, Certainty, Known};
    use jiff::civil::date;

    #[test]
    fn both_readings() {
        for (birth, on, birthday, eve) in [
            (date(2000, 4, 1), date(2020, 3, 30), Some(19), Some(19)),
            (date(2000, 4, 1), date(2020, 3, 31), Some(19), Some(20)),
            (date(2000, 4, 1), date(2020, 4, 1), Some(20), Some(20)),
            (date(2000, 1, 1), date(2019, 12, 31), Some(19), Some(20)),
            (date(2004, 2, 29), date(2019, 2, 27), Some(14), Some(14)),
            (date(2004, 2, 29), date(2019, 2, 28), Some(14), Some(15)),
            (date(2004, 2, 29), date(2019, 3, 1), Some(15), Some(15)),
            (date(2004, 2, 29), date(2024, 2, 28), Some(19), Some(20)),
            (date(2004, 2, 29), date(2024, 2, 29), Some(20), Some(20)),
            (date(2026, 11, 20), date(2026, 11, 20), Some(0), Some(0)),
            (date(2026, 11, 20), date(2026, 11, 19), None, None),
        ] {
            assert_eq!(age_on(birth, on, Reading::Birthday), birthday, "{birth} on {on}");
            assert_eq!(age_on(birth, on, Reading::Eve), eve, "{birth} on {on}, eve");
        }
    }

    #[test]
    fn first_of_april_belongs_to_the_older_year() {
        assert_eq!(school_entry(date(2020, 4, 1)), date(2026, 4, 1));
        assert_eq!(school_entry(date(2020, 4, 2)), date(2027, 4, 1));
        assert_eq!(school_grade(date(2020, 4, 1), date(2026, 11, 20)), Some(SchoolGrade::Primary(1)));
        assert_eq!(school_grade(date(2020, 4, 2), date(2026, 11, 20)), None);
        assert_eq!(school_grade(date(2014, 4, 1), date(2026, 11, 20)), Some(SchoolGrade::Middle(1)));
        assert_eq!(school_grade(date(2014, 4, 2), date(2026, 11, 20)), Some(SchoolGrade::Primary(6)));
        assert_eq!(school_grade(date(2011, 4, 2), date(2027, 3, 31)), Some(SchoolGrade::Middle(3)));
        assert_eq!(school_grade(date(2011, 4, 2), date(2027, 4, 1)), None);
    }

    #[test]
    fn march_after_eighteen() {
        assert_eq!(march_31_after(date(2008, 4, 1), 18), date(2026, 3, 31));
        assert_eq!(march_31_after(date(2008, 4, 2), 18), date(2027, 3, 31));
        assert_eq!(march_31_after(date(2009, 3, 31), 18), date(2027, 3, 31));
    }

    #[test]
    fn vague_births_give_ranges() {
        let known = Known::Year(BirthYear { year: 1961, era: None });
        let birth = BirthDate::new(known, Certainty::Stated).unwrap();
        let on = date(2026, 11, 20);
        assert_eq!(age_range(&birth, on, Reading::Birthday), Some(64..=65));
        assert_eq!(is_at_least(&birth, 65, on, Reading::Birthday), None);
        assert_eq!(is_at_least(&birth, 64, on, Reading::Birthday), Some(true));
        assert_eq!(is_at_least(&birth, 66, on, Reading::Birthday), Some(false));
        let unknown = BirthDate::new(Known::Nothing, Certainty::Stated).unwrap();
        assert_eq!(age_range(&unknown, on, Reading::Eve), None);
    }
}
