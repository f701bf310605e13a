//! Offices of the city: how far each goes with the matters of a desk, and when its desks are open.

use std::fmt;

use kakanai_record::Date;

use crate::procedure::HowFar;

/// A time of the day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(u16);

impl Clock {
    /// The end of the day.
    const MIDNIGHT: u16 = 24 * 60;

    /// Reads `8:30` or `08:30`, up to `24:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let number = |digits: &str| {
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok())?
        };
        let minutes = number(hour).filter(|_| hour.len() <= 2)? * 60 + number(minute).filter(|m| *m < 60)?;
        (minute.len() == 2 && minutes <= Self::MIDNIGHT).then_some(Self(minutes))
    }

    /// Its hour.
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }

    /// Its minute.
    pub const fn minute(self) -> u16 {
        self.0 % 60
    }

    /// The minutes from it to a later time; none where that is not later.
    pub const fn until(self, later: Self) -> u16 {
        later.0.saturating_sub(self.0)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hour().to_string())?;
        f.write_str(if self.minute() < 10 { ":0" } else { ":" })?;
        f.write_str(&self.minute().to_string())
    }
}

/// An office. Its name is the text `office.ID.name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Name.
    pub id: String,
    /// The letter that its terminals, tablets and visits begin with.
    pub letter: String,
    /// The floor of all its desks; as [`crate::Desk::floor`] says where there is none.
    pub floor: Option<String>,
    /// How far it goes with the matters of each desk, in the order of [`crate::Catalogue::desks`].
    pub how_far: Vec<HowFar>,
    /// When its desks are open, and the services that procedures need.
    pub hours: Vec<Hours>,
}

impl Office {
    /// How far it goes with the matters of a desk, by its place in [`crate::Catalogue::desks`].
    pub fn how_far(&self, desk: usize) -> HowFar {
        self.how_far.get(desk).copied().unwrap_or(HowFar::Points)
    }
}

/// What hours are the hours of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoursOf {
    /// These desks, by their places in [`crate::Catalogue::desks`].
    Desks(Vec<usize>),
    /// A service that procedures need, such as 住基ネット. Its name is the text `service_hours.ID.name`.
    Service(String),
}

/// Hours of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Of what.
    pub of: HoursOf,
    /// Days of the week, a bit each from Monday.
    pub weekdays: u8,
    /// Which of the month's Mondays, Tuesdays …, a bit each from the first.
    pub weeks: u8,
    /// From this time,
    pub from: Clock,
    /// until this, which is no longer within.
    pub until: Clock,
}

impl Hours {
    /// Whether they are those of a day, if the city works on it.
    pub fn on(&self, day: Date) -> bool {
        let bit = |bits: u8, at: i8| bits & 1_u8.wrapping_shl(at.unsigned_abs().into()) != 0;
        bit(self.weekdays, day.weekday().to_monday_zero_offset()) && bit(self.weeks, (day.day() - 1) / 7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        let table = [
            ("8:30", Some("8:30")),
            ("08:05", Some("8:05")),
            ("0:00", Some("0:00")),
            ("24:00", Some("24:00")),
            ("24:01", None),
            ("8:60", None),
            ("8:5", None),
            ("008:30", None),
            ("+8:30", None),
            (":30", None),
            ("830", None),
            ("65535:00", None),
            ("", None),
        ];
        for (text, wanted) in table {
            let read = Clock::parse(text).map(|clock| clock.to_string());
            assert_eq!(read.as_deref(), wanted, "{text}");
        }
        let at = |text| Clock::parse(text).unwrap();
        assert_eq!((at("9:50").until(at("10:05")), at("10:05").until(at("9:50"))), (15, 0));
    }

    #[test]
    fn days_of_the_week_and_of_the_month() {
        let at = |text| Clock::parse(text).unwrap();
        let (from, until) = (at("9:00"), at("12:30"));
        let of = HoursOf::Desks(vec![0]);
        let saturdays = Hours { of, weekdays: 1 << 5, weeks: 0b101, from, until };
        let open: Vec<i8> = (1..=30).filter(|day| saturdays.on(Date::constant(2026, 11, *day))).collect();
        assert_eq!(open, [7, 21]);
    }
}
