//! Day and month arithmetic on civil dates, without the weight of a span parser.

use jiff::civil::Date;

/// The day `count` days after `date` (before it where negative); the end of the calendar stops the walk.
pub(crate) fn add_days(date: Date, count: i32) -> Date {
    let mut day = date;
    for _ in 0..count.unsigned_abs() {
        let next = if count < 0 { day.yesterday() } else { day.tomorrow() };
        match next {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    day
}

/// Days of the month, 0 where the month does not exist.
pub(crate) fn days_in_month(year: i16, month: i8) -> i8 {
    Date::new(year, month, 1).map_or(0, Date::days_in_month)
}

/// The day with the same number `months` later, or the first day of the month after it where that month is too
/// short, together with a mark that it was. The caller decides what a missing day means in law.
pub(crate) fn add_months(date: Date, months: u16) -> (Date, bool) {
    let total = i32::from(date.year()) * 12 + i32::from(date.month()) - 1 + i32::from(months);
    let (year, month) = ((total / 12).clamp(1, 9998) as i16, (total % 12 + 1) as i8);
    match Date::new(year, month, date.day()) {
        Ok(same) => (same, false),
        Err(_) => (first_of_next_month(year, month), true),
    }
}

/// The first day of the month after the one given.
pub(crate) fn first_of_next_month(year: i16, month: i8) -> Date {
    let (year, month) = if month >= 12 { (year.saturating_add(1), 1) } else { (year, month + 1) };
    Date::new(year, month.max(1), 1).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn walks_over_month_and_leap_ends() {
        assert_eq!(add_days(date(2024, 2, 28), 2), date(2024, 3, 1));
        assert_eq!(add_days(date(2026, 1, 1), -1), date(2025, 12, 31));
        assert_eq!(add_days(Date::MAX, 3), Date::MAX);
        assert_eq!(add_months(date(2026, 11, 30), 3), (date(2027, 3, 1), true));
        assert_eq!(add_months(date(2026, 11, 20), 14), (date(2028, 1, 20), false));
        assert_eq!(days_in_month(2024, 2), 29);
        assert_eq!(days_in_month(2024, 13), 0);
    }
}
