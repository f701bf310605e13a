//! Periods of notification and the day they end.

use jiff::civil::Date;

use crate::calendar::ClosedDays;
use crate::dates::{add_days, add_months};

/// Length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Days.
    Days(u16),
    /// Months by the calendar (民法143条).
    Months(u16),
}

/// Where counting begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// The day of the event is not counted (民法140条): 住民基本台帳法, 国民健康保険, 児童手当.
    FromNextDay,
    /// The day of the event is the first (戸籍法43条).
    FromTheDay,
}

/// 14 days for 転入, 転居, 世帯変更 (住民基本台帳法22, 23, 25条) and the foreign residents' notifications (30条の46–48).
pub const RESIDENCE: (Period, Counting) = (Period::Days(14), Counting::FromNextDay);
/// 14 days for a birth inside Japan (戸籍法49条), counted from the day itself.
pub const BIRTH: (Period, Counting) = (Period::Days(14), Counting::FromTheDay);
/// 7 days for a death inside Japan (戸籍法86条), counted from the day it became known.
pub const DEATH: (Period, Counting) = (Period::Days(7), Counting::FromTheDay);

/// A period laid on the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// First counted day.
    pub first_day: Date,
    /// Last day by counting alone.
    pub nominal: Date,
    /// Last day in law: the next open day where `nominal` is a 休日 (地方自治法4条の2第4項).
    pub last_day: Date,
}

impl Deadline {
    /// The period after an event, for a city with these closed days.
    #[must_use]
    pub fn of(event: Date, (period, counting): (Period, Counting), closed: &ClosedDays) -> Self {
        let first_day = match counting {
            Counting::FromNextDay => add_days(event, 1),
            Counting::FromTheDay => event,
        };
        let nominal = match period {
            Period::Days(count) => add_days(first_day, i32::from(count) - 1),
            // 143条2項: the day before the corresponding day; without one the last day of the month, which is also
            // the day before the first of the next.
            Period::Months(count) => add_days(add_months(first_day, count).0, -1),
        };
        Self { first_day, nominal, last_day: closed.next_open(nominal) }
    }

    /// Whether the day lies after the period. Late is never an error: it is accepted with 遅延理由書.
    #[must_use]
    pub fn is_late(&self, day: Date) -> bool {
        day > self.last_day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn fourteen_days_of_the_demonstration_city() {
        let deadline = Deadline::of(date(2026, 11, 7), RESIDENCE, &ClosedDays::default());
        assert_eq!(deadline.first_day, date(2026, 11, 8));
        assert_eq!(deadline.nominal, date(2026, 11, 21));
        assert_eq!(deadline.last_day, date(2026, 11, 24));
        assert!(!deadline.is_late(date(2026, 11, 24)));
        assert!(deadline.is_late(date(2026, 11, 25)));
    }

    #[test]
    fn kinds_of_counting() {
        let closed = ClosedDays::default();
        for (event, rule, last) in [
            (date(2026, 11, 6), RESIDENCE, date(2026, 11, 20)),
            (date(2026, 11, 6), BIRTH, date(2026, 11, 19)),
            (date(2026, 12, 15), RESIDENCE, date(2027, 1, 4)),
            (date(2026, 11, 20), DEATH, date(2026, 11, 26)),
            (date(2026, 4, 18), BIRTH, date(2026, 5, 1)),
            (date(2026, 8, 20), (Period::Months(3), Counting::FromTheDay), date(2026, 11, 19)),
            (date(2026, 8, 19), (Period::Months(3), Counting::FromNextDay), date(2026, 11, 19)),
            // 30 November has no counterpart in February: the period ends on its last day, a Sunday.
            (date(2026, 11, 29), (Period::Months(3), Counting::FromNextDay), date(2027, 3, 1)),
        ] {
            assert_eq!(Deadline::of(event, rule, &closed).last_day, last, "{event} {rule:?}");
        }
    }
}
