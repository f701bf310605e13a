//! Days as numbers.

use jiff::SignedDuration;
use kakanai_record::Date;

/// The first day that can be packed, 1800-01-01: day 0.
const FIRST: Date = Date::constant(1800, 1, 1);
/// Day 0 of the day of making.
const MADE_FIRST: Date = Date::constant(2020, 1, 1);

/// Days since 1800-01-01; `None` before 1800 and after 2199.
pub(crate) fn number(date: Date) -> Option<i32> {
    let number = between(FIRST, date);
    (1800..=2199).contains(&date.year()).then_some(number)
}

/// The day with this number; `None` outside 1800 to 2199.
pub(crate) fn date(number: i32) -> Option<Date> {
    let date = FIRST.checked_add(days(number)).ok()?;
    (1800..=2199).contains(&date.year()).then_some(date)
}

/// The day of making in 16 bits: days since 2020-01-01.
pub(crate) fn made_number(date: Date) -> Option<u16> {
    u16::try_from(between(MADE_FIRST, date)).ok()
}

/// The day of making from its 16 bits.
pub(crate) fn made_date(number: u16) -> Date {
    MADE_FIRST.saturating_add(days(number.into()))
}

/// Days from one day to another, negative backwards.
pub(crate) fn between(from: Date, to: Date) -> i32 {
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

/// Days as a duration: jiff's calendar spans would weigh on the engine in the citizen's browser.
fn days(number: i32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_back() {
        for day in [FIRST, MADE_FIRST, Date::constant(2024, 2, 29), Date::constant(2199, 12, 31)] {
            assert_eq!(number(day).and_then(date), Some(day));
        }
        assert_eq!(number(Date::constant(2200, 1, 1)), None);
        assert_eq!(number(Date::constant(1799, 12, 31)), None);
        assert_eq!(date(146_097), None);
        assert_eq!(date(146_096), Some(Date::constant(2199, 12, 31)));
        assert_eq!(made_date(0xFFFF), Date::constant(2199, 6, 6));
        assert_eq!(made_number(Date::constant(2199, 6, 6)), Some(0xFFFF));
        assert_eq!(made_number(Date::constant(2199, 6, 7)), None);
    }
}
