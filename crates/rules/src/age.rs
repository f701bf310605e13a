//! Ages, the days a partly known date allows, dates moved by durations and to open days.

use kakanai_domain::age::{Reading, age_on};
use kakanai_domain::birth::{BirthDate, BirthYear, Certainty as Sureness, Known};
use kakanai_domain::calendar::ClosedDays;
use kakanai_record::date::Certainty;
use kakanai_record::{Date, PartialDate};

use crate::ast::{Duration, Function, Sign};

/// First and last day that a date may be; one day twice where it is exact.
///
/// A day the calendar lacks (29 February of a common year) spans the days around it; 頃 widens by one
/// unit on both sides (see [`BirthDate::range`]).
pub(crate) fn range(date: PartialDate) -> (Date, Date) {
    if let Some(exact) = date.calendar() {
        return (exact, exact);
    }
    let year = BirthYear { year: date.year() as i16, era: None };
    let known = match (date.month(), date.day()) {
        (None, _) => Known::Year(year),
        (Some(month), None) => Known::Month(year, month),
        (Some(month), Some(day)) => Known::Day(year, month, day),
    };
    let certainty = match date.certainty() {
        Certainty::Stated => Sureness::Stated,
        Certainty::About => Sureness::About,
        Certainty::Estimated => Sureness::Estimated,
    };
    let range = BirthDate::new(known, certainty).ok().and_then(|birth| birth.range());
    // A date without a range may be any: the record holds none, but nothing is decided by accident.
    range.unwrap_or((Date::MIN, Date::MAX))
}

/// Completed years on a day: −1 before birth; 255 stands for 255 and more.
pub(crate) fn years(function: Function, birth: Date, day: Date) -> i64 {
    let reading = if function == Function::Age { Reading::Birthday } else { Reading::Eve };
    let day = if function == Function::SchoolAge { eve_of_school_year(day) } else { day };
    if day < birth {
        return -1;
    }
    age_on(birth, day, reading).map_or(i64::from(u8::MAX), i64::from)
}

/// The 31 March before the school year (from 1 April) that a day lies in.
fn eve_of_school_year(day: Date) -> Date {
    let year = if day.month() < 4 { day.year() - 1 } else { day.year() };
    Date::new(year, 3, 31).unwrap_or(day)
}

/// The day itself where it is no 休日, else the next that is none; of the year's end and holidays by law alone.
pub(crate) fn next_open(day: Date) -> Date {
    ClosedDays::default().next_open(day)
}

/// A date moved by the calendar: a day missing in the month becomes the month's last; the ends of the
/// calendar stop the move.
pub(crate) fn step(date: Date, by: Duration, sign: Sign) -> Date {
    let sign = if sign == Sign::Plus { 1 } else { -1 };
    let months = i32::from(date.year()) * 12 + i32::from(date.month()) - 1
        + sign * (i32::from(by.years) * 12 + i32::from(by.months));
    let moved = if by.years == 0 && by.months == 0 { Some(date) } else { month_day(months, date.day()) };
    let Some(moved) = moved else { return if sign > 0 { Date::MAX } else { Date::MIN } };
    moved.saturating_add(jiff::SignedDuration::from_hours(24 * i64::from(sign * i32::from(by.days))))
}

fn month_day(months: i32, day: i8) -> Option<Date> {
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    let start = Date::new(year, i8::try_from(months.rem_euclid(12)).ok()? + 1, 1).ok()?;
    Date::new(start.year(), start.month(), day.min(start.days_in_month())).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn spans(text: &str) -> (Date, Date) {
        range(PartialDate::parse(text).unwrap())
    }

    #[test]
    fn partly_known_dates_span_days() {
        assert_eq!(spans("1985-12-03"), (date(1985, 12, 3), date(1985, 12, 3)));
        assert_eq!(spans("1985-12"), (date(1985, 12, 1), date(1985, 12, 31)));
        assert_eq!(spans("1985"), (date(1985, 1, 1), date(1985, 12, 31)));
        assert_eq!(spans("1945~"), (date(1944, 1, 1), date(1946, 12, 31)));
        assert_eq!(spans("1945-01~"), (date(1944, 12, 1), date(1945, 2, 28)));
        assert_eq!(spans("1945-01-05~"), (date(1944, 12, 26), date(1945, 1, 15)));
        assert_eq!(spans("1945?"), (date(1945, 1, 1), date(1945, 12, 31)));
        assert_eq!(spans("1945-02-29"), (date(1945, 2, 28), date(1945, 3, 1)));
    }

    #[test]
    fn ages_rise_on_the_birthday_or_are_reached_on_its_eve() {
        let both = |birth, day| (years(Function::Age, birth, day), years(Function::AgeReached, birth, day));
        let birth = date(2010, 4, 1);
        assert_eq!(both(birth, date(2026, 3, 30)), (15, 15));
        assert_eq!(both(birth, date(2026, 3, 31)), (15, 16));
        assert_eq!(both(birth, date(2026, 4, 1)), (16, 16));
        assert_eq!(both(birth, birth), (0, 0));
        assert_eq!(both(birth, date(2010, 3, 31)), (-1, -1));
        let leap = date(2008, 2, 29);
        assert_eq!(both(leap, date(2026, 2, 27)), (17, 17));
        assert_eq!(both(leap, date(2026, 2, 28)), (17, 18));
        assert_eq!(both(leap, date(2026, 3, 1)), (18, 18));
        assert_eq!(both(leap, date(2028, 2, 28)), (19, 20));
        assert_eq!(both(date(2000, 1, 1), date(2026, 12, 31)), (26, 27));
    }

    #[test]
    fn school_years_begin_in_april_with_whoever_is_six_by_then() {
        let age = |birth, day| years(Function::SchoolAge, birth, day);
        for (birth, before, from) in [
            (date(2020, 4, 1), 5, 6),
            (date(2020, 4, 2), 4, 5),
            (date(2019, 4, 2), 5, 6),
            (date(2008, 4, 2), 16, 17),
            (date(2008, 4, 1), 17, 18),
            (date(2026, 1, 1), -1, 0),
        ] {
            assert_eq!(
                (age(birth, date(2026, 3, 31)), age(birth, date(2026, 4, 1))),
                (before, from),
                "{birth}"
            );
        }
        assert_eq!(age(date(2026, 4, 1), date(2026, 11, 20)), -1);
    }

    #[test]
    fn steps_go_by_the_calendar() {
        let months = |months| Duration { years: 0, months, days: 0 };
        assert_eq!(step(date(2026, 1, 31), months(1), Sign::Plus), date(2026, 2, 28));
        assert_eq!(step(date(2026, 3, 31), months(13), Sign::Minus), date(2025, 2, 28));
        let fortnight = Duration { years: 0, months: 0, days: 14 };
        assert_eq!(step(date(2026, 11, 20), fortnight, Sign::Plus), date(2026, 12, 4));
        let long = Duration { years: 9999, months: 9999, days: 9999 };
        assert_eq!(step(date(2026, 11, 20), long, Sign::Plus), Date::MAX);
    }
}
