//! What stands at a place of the record, and the four ways in which nothing stands there.

use std::fmt;

use jiff::civil::Date;

use crate::codes::Code;
use crate::date::PartialDate;
use crate::key::ElementId;

/// A typed value. Which kind an item takes is said by [`crate::ItemKind`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Names, addresses, telephone numbers, postal codes: text of a kind the dictionary names.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A day of the calendar.
    Date(Date),
    /// A date of which parts may be unknown (生年月日).
    Partial(PartialDate),
    /// One entry of a code list.
    Code(Code),
    /// Several entries in a row: a relationship such as 子の妻.
    Chain(Vec<Code>),
    /// A length of stay.
    Period(Period),
    /// Another element of the same record, such as the mover who is head of household.
    Element(ElementId),
}

/// An answer: a value, or which of the four absences.
///
/// The four are different and stay different in storage, on paper and in rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Answer {
    /// Nobody has been asked yet.
    #[default]
    NotAsked,
    /// It does not apply here (a Japanese has no 在留カード).
    NotApplicable,
    /// わからない: the person was asked and does not know; the desk helps.
    DontKnow,
    /// 不詳: officially unknown; papers say so.
    Unrecorded,
    /// It is known.
    Known(Value),
}

impl Answer {
    /// The value, where there is one.
    pub const fn value(&self) -> Option<&Value> {
        match self {
            Self::Known(value) => Some(value),
            _ => None,
        }
    }

    /// Whether anything at all has been said (a value or one of the stated absences).
    pub const fn is_answered(&self) -> bool {
        !matches!(self, Self::NotAsked)
    }

    /// The text, where the value is one.
    pub fn text(&self) -> Option<&str> {
        match self.value()? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The flag, where the value is one.
    pub fn flag(&self) -> Option<bool> {
        match self.value()? {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The number, where the value is one.
    pub fn number(&self) -> Option<i64> {
        match self.value()? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The calendar date, where the value is one.
    pub fn date(&self) -> Option<Date> {
        match self.value()? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The partly known date, where the value is one.
    pub fn partial(&self) -> Option<PartialDate> {
        match self.value()? {
            Value::Partial(date) => Some(*date),
            _ => None,
        }
    }

    /// The code, where the value is one.
    pub fn code(&self) -> Option<&str> {
        match self.value()? {
            Value::Code(code) => Some(code.key()),
            _ => None,
        }
    }

    /// The codes of a chain, where the value is one.
    pub fn chain(&self) -> Option<&[Code]> {
        match self.value()? {
            Value::Chain(codes) => Some(codes),
            _ => None,
        }
    }

    /// The period, where the value is one.
    pub fn period(&self) -> Option<Period> {
        match self.value()? {
            Value::Period(period) => Some(*period),
            _ => None,
        }
    }

    /// The element referred to, where the value is a reference.
    pub fn element(&self) -> Option<ElementId> {
        match self.value()? {
            Value::Element(element) => Some(*element),
            _ => None,
        }
    }
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self::Known(value)
    }
}

/// A period of stay as the 在留カード states it: years, months and days stand apart (1年3月).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Years, 0 to 99.
    pub years: u8,
    /// Months, 0 to 99.
    pub months: u8,
    /// Days, 0 to 999.
    pub days: u16,
}

impl fmt::Display for Period {
    /// As ISO 8601 writes durations: `P1Y3M`; `P0D` for none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        if self.years > 0 {
            write!(f, "{}Y", self.years)?;
        }
        if self.months > 0 {
            write!(f, "{}M", self.months)?;
        }
        if self.days > 0 || (self.years == 0 && self.months == 0) {
            write!(f, "{}D", self.days)?;
        }
        Ok(())
    }
}

impl Period {
    /// Reads `P1Y3M`; units in the order years, months, days, each at most once.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('P')?;
        let mut part = |unit: char, most: u16| -> Option<u16> {
            let Some((digits, after)) = rest.split_once(unit) else { return Some(0) };
            if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            rest = after;
            digits.parse().ok().filter(|number| *number <= most)
        };
        let (years, months, days) = (part('Y', 99)?, part('M', 99)?, part('D', 999)?);
        let period = Self { years: years as u8, months: months as u8, days };
        // Only the shortest spelling is taken, so that equal periods are equal texts.
        (rest.is_empty() && period.to_string() == text).then_some(period)
    }
}
