//! Holidays by rule and the days a city is closed.
//!
//! The rule of 国民の祝日に関する法律 equals the published list for 2022–2050. The equinoxes are computed; their official
//! dates are fixed each February for the year after, so a city may add or take days in [`ClosedDays`].

use jiff::civil::{Date, Weekday};

/// Name of the holiday, 「振替休日」 and 「国民の休日」 included; none on other days. Holds from 2022 on.
#[must_use]
pub fn holiday(day: Date) -> Option<&'static str> {
    if let Some(name) = named(day) {
        return Some(name);
    }
    if is_substitute(day) {
        return Some("振替休日");
    }
    // 国民の祝日に関する法律3条3項: a day between two holidays.
    let before = day.yesterday().ok()?;
    let after = day.tomorrow().ok()?;
    (named(before).is_some() && named(after).is_some()).then_some("国民の休日")
}

/// 3条2項: a holiday on Sunday moves to the next day that is none.
fn is_substitute(day: Date) -> bool {
    let mut before = day;
    loop {
        let Ok(previous) = before.yesterday() else { return false };
        if named(previous).is_none() {
            return false;
        }
        if previous.weekday() == Weekday::Sunday {
            return true;
        }
        before = previous;
    }
}

fn named(day: Date) -> Option<&'static str> {
    let nth_monday = |n: i8| day.weekday() == Weekday::Monday && (day.day() - 1) / 7 + 1 == n;
    match (day.month(), day.day()) {
        (1, 1) => Some("元日"),
        (1, _) if nth_monday(2) => Some("成人の日"),
        (2, 11) => Some("建国記念の日"),
        (2, 23) => Some("天皇誕生日"),
        (3, d) if d == equinox(208_431, day.year()) => Some("春分の日"),
        (4, 29) => Some("昭和の日"),
        (5, 3) => Some("憲法記念日"),
        (5, 4) => Some("みどりの日"),
        (5, 5) => Some("こどもの日"),
        (7, _) if nth_monday(3) => Some("海の日"),
        (8, 11) => Some("山の日"),
        (9, _) if nth_monday(3) => Some("敬老の日"),
        (9, d) if d == equinox(232_488, day.year()) => Some("秋分の日"),
        (10, _) if nth_monday(2) => Some("スポーツの日"),
        (11, 3) => Some("文化の日"),
        (11, 23) => Some("勤労感謝の日"),
        _ => None,
    }
}

/// Day of an equinox, 1980–2099: ⌊base + 0.242194·(y−1980) − ⌊(y−1980)/4⌋⌋, base in ten-thousandths, in integers so
/// that every machine agrees.
fn equinox(base: i64, year: i16) -> i8 {
    let years = i64::from(year) - 1980;
    let millionths = base * 100 + 242_194 * years - years.div_euclid(4) * 1_000_000;
    i8::try_from(millionths.div_euclid(1_000_000)).unwrap_or(0)
}

/// The 休日 of a city: those of its ordinance under 地方自治法4条の2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedDays {
    /// Days of the week; Saturday and Sunday by law.
    pub weekdays: Vec<Weekday>,
    /// First and last day of the closed year's end, as (month, day): 12-29 to 01-03 nearly everywhere.
    pub year_end: Option<((i8, i8), (i8, i8))>,
    /// Further closed days of the ordinance, or corrections of an equinox.
    pub also: Vec<Date>,
    /// Days that are open although a rule above closes them.
    pub except: Vec<Date>,
}

impl Default for ClosedDays {
    fn default() -> Self {
        Self {
            weekdays: vec![Weekday::Saturday, Weekday::Sunday],
            year_end: Some(((12, 29), (1, 3))),
            also: Vec::new(),
            except: Vec::new(),
        }
    }
}

impl ClosedDays {
    /// Whether the day is a 休日. A counter that opens on a Saturday does not change that.
    #[must_use]
    pub fn is_closed(&self, day: Date) -> bool {
        if self.except.contains(&day) {
            return false;
        }
        let at = (day.month(), day.day());
        let year_end = self.year_end.is_some_and(|(from, to)| at >= from || at <= to);
        self.weekdays.contains(&day.weekday())
            || year_end
            || self.also.contains(&day)
            || holiday(day).is_some()
    }

    /// The day itself where open, else the next open day. Stops after a year where a table closes everything.
    #[must_use]
    pub fn next_open(&self, day: Date) -> Date {
        let mut open = day;
        for _ in 0..366 {
            if !self.is_closed(open) {
                return open;
            }
            open = open.tomorrow().unwrap_or(open);
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn holidays_of_2026() {
        let want = [
            ((1, 1), "元日"),
            ((1, 12), "成人の日"),
            ((2, 11), "建国記念の日"),
            ((2, 23), "天皇誕生日"),
            ((3, 20), "春分の日"),
            ((4, 29), "昭和の日"),
            ((5, 3), "憲法記念日"),
            ((5, 4), "みどりの日"),
            ((5, 5), "こどもの日"),
            ((5, 6), "振替休日"),
            ((7, 20), "海の日"),
            ((8, 11), "山の日"),
            ((9, 21), "敬老の日"),
            ((9, 22), "国民の休日"),
            ((9, 23), "秋分の日"),
            ((10, 12), "スポーツの日"),
            ((11, 3), "文化の日"),
            ((11, 23), "勤労感謝の日"),
        ];
        let mut found = Vec::new();
        let mut day = date(2026, 1, 1);
        while day.year() == 2026 {
            found.extend(holiday(day).map(|name| ((day.month(), day.day()), name)));
            day = day.tomorrow().unwrap();
        }
        assert_eq!(found, want);
    }

    #[test]
    fn odd_years() {
        for (day, want) in [
            (date(2023, 1, 2), Some("振替休日")),
            (date(2024, 3, 20), Some("春分の日")),
            (date(2025, 5, 6), Some("振替休日")),
            (date(2027, 3, 21), Some("春分の日")),
            (date(2027, 3, 22), Some("振替休日")),
            (date(2028, 9, 22), Some("秋分の日")),
            (date(2032, 9, 21), Some("国民の休日")),
            (date(2026, 11, 20), None),
        ] {
            assert_eq!(holiday(day), want, "{day}");
        }
    }

    /// Days of the equinoxes as a published calendar has them.
    #[test]
    fn equinoxes_to_2050() {
        let spring =
            [21, 21, 20, 20, 20, 21, 20, 20, 20, 21, 20, 20, 20, 21, 20, 20, 20, 21, 20, 20, 20, 21, 20, 20]
                .into_iter()
                .chain([20, 21, 20, 20, 20]);
        let autumn =
            [23, 23, 22, 23, 23, 23, 22, 23, 23, 23, 22, 23, 23, 23, 22, 23, 23, 23, 22, 23, 23, 23, 22, 22]
                .into_iter()
                .chain([23, 23, 22, 22, 23]);
        for (year, (march, september)) in (2022..=2050).zip(spring.zip(autumn)) {
            assert_eq!(holiday(date(year, 3, march)), Some("春分の日"), "{year}");
            assert_eq!(holiday(date(year, 9, september)), Some("秋分の日"), "{year}");
        }
    }

    #[test]
    fn closed_and_open() {
        let days = ClosedDays::default();
        for closed in
            [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 29), date(2027, 1, 3)]
        {
            assert!(days.is_closed(closed), "{closed}");
        }
        assert!(!days.is_closed(date(2026, 12, 28)));
        assert_eq!(days.next_open(date(2026, 12, 29)), date(2027, 1, 4));
        let open = ClosedDays { except: vec![date(2026, 11, 21)], year_end: None, ..ClosedDays::default() };
        assert!(!open.is_closed(date(2026, 11, 21)));
        assert!(!open.is_closed(date(2026, 12, 29)));
    }

    #[test]
    fn a_table_that_closes_everything_ends() {
        let weekdays = ClosedDays::default().weekdays.into_iter().cycle().take(2);
        let mut days = ClosedDays { weekdays: weekdays.collect(), ..ClosedDays::default() };
        days.weekdays.extend([
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
        ]);
        assert_eq!(days.next_open(date(2026, 11, 20)), date(2026, 11, 20));
    }
}
