//! Values while evaluating: where a thing is only partly known, the range it lies in.

use kakanai_record::{Answer, Code, Date, ElementId, Period, Value};

use crate::age;
use crate::ast::{Comparison, Duration, Function, Literal, Sign};
use crate::outcome::{Computed, Truth};

/// A value, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Known<'a> {
    /// Something in it does not apply: every comparison is false.
    NotApplicable,
    /// It may be anything, or not applicable.
    Unknown,
    Flag(bool),
    /// Smallest and largest.
    Number(i64, i64),
    /// First and last.
    Date(Date, Date),
    Duration(Duration),
    Text(&'a str),
    Code(&'a Code),
    Chain(&'a [Code]),
    Element(ElementId),
    /// An element that an incomplete list may still get: no element there is now.
    NewElement,
}

impl<'a> Known<'a> {
    pub(crate) fn of_literal(literal: &'a Literal) -> Self {
        match literal {
            Literal::Flag(flag) => Self::Flag(*flag),
            Literal::Number(number) => Self::Number(*number, *number),
            Literal::Date(date) => Self::Date(*date, *date),
            Literal::Duration(duration) => Self::Duration(*duration),
            Literal::Text(text) => Self::Text(text),
            Literal::Code(code) => Self::Code(code),
            Literal::Chain(codes) => Self::Chain(codes),
        }
    }

    pub(crate) fn of_answer(answer: &'a Answer) -> Self {
        match answer {
            Answer::NotApplicable => Self::NotApplicable,
            Answer::NotAsked | Answer::DontKnow | Answer::Unrecorded => Self::Unknown,
            Answer::Known(value) => Self::of_value(value),
        }
    }

    fn of_value(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Flag(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::Number(*number, *number),
            Value::Date(date) => Self::Date(*date, *date),
            Value::Partial(date) => {
                let (from, to) = age::range(*date);
                Self::Date(from, to)
            }
            Value::Code(code) => Self::Code(code),
            Value::Chain(codes) => Self::Chain(codes),
            Value::Period(Period { years, months, days }) => {
                Self::Duration(Duration { years: (*years).into(), months: (*months).into(), days: *days })
            }
            Value::Element(element) => Self::Element(*element),
        }
    }

    pub(crate) const fn is_not_applicable(&self) -> bool {
        matches!(self, Self::NotApplicable)
    }

    /// Whether it is known in part only.
    pub(crate) fn is_vague(&self) -> bool {
        match self {
            Self::Number(from, to) => from != to,
            Self::Date(from, to) => from != to,
            _ => false,
        }
    }

    /// The sum or difference; not applicable beats unknown, since whatever comes, it stays so.
    pub(crate) fn add(self, sign: Sign, other: Self) -> Self {
        match (self, other) {
            (Self::NotApplicable, _) | (_, Self::NotApplicable) => Self::NotApplicable,
            (Self::Number(a, b), Self::Number(c, d)) if sign == Sign::Plus => {
                Self::Number(a.saturating_add(c), b.saturating_add(d))
            }
            (Self::Number(a, b), Self::Number(c, d)) => {
                Self::Number(a.saturating_sub(d), b.saturating_sub(c))
            }
            (Self::Date(a, b), Self::Duration(by)) => {
                let from = age::step(a, by, sign);
                Self::Date(from, if a == b { from } else { age::step(b, by, sign) })
            }
            _ => Self::Unknown,
        }
    }

    /// Ages a birth and a day allow.
    pub(crate) fn years(function: Function, birth: Self, day: Self) -> Self {
        match (birth, day) {
            (Self::NotApplicable, _) | (_, Self::NotApplicable) => Self::NotApplicable,
            (Self::Date(a, b), Self::Date(c, d)) => {
                let most = age::years(function, a, d);
                let least = if a == b && c == d { most } else { age::years(function, b, c) };
                Self::Number(least, most)
            }
            _ => Self::Unknown,
        }
    }

    /// The next open day of each day it may be: a later day never opens earlier, so the ends stay the ends.
    pub(crate) fn next_open(self) -> Self {
        match self {
            Self::NotApplicable => Self::NotApplicable,
            Self::Date(a, b) => {
                let from = age::next_open(a);
                Self::Date(from, if a == b { from } else { age::next_open(b) })
            }
            _ => Self::Unknown,
        }
    }

    /// The month of each day it may be.
    pub(crate) fn month(self) -> Self {
        match self {
            Self::NotApplicable => Self::NotApplicable,
            Self::Date(a, b) if a.year() == b.year() => Self::Number(a.month().into(), b.month().into()),
            Self::Date(..) => Self::Number(1, 12),
            _ => Self::Unknown,
        }
    }

    /// The prefecture of a municipality's code.
    pub(crate) fn prefecture(self) -> Self {
        match self {
            Self::NotApplicable => Self::NotApplicable,
            Self::Text(code) => code.get(..2).map_or(Self::Unknown, Self::Text),
            _ => Self::Unknown,
        }
    }

    /// What a formula shows.
    pub(crate) fn computed(self) -> Computed {
        let value = match self {
            Self::NotApplicable => return Computed::NotApplicable,
            Self::Number(a, b) if a == b => Value::Number(a),
            Self::Date(a, b) if a == b => Value::Date(a),
            Self::Unknown | Self::NewElement | Self::Number(..) | Self::Date(..) => return Computed::Unknown,
            Self::Flag(flag) => Value::Flag(flag),
            Self::Duration(duration) => match period(duration) {
                Some(period) => Value::Period(period),
                None => return Computed::Unknown,
            },
            Self::Text(text) => Value::Text(text.to_owned()),
            Self::Code(code) => Value::Code(code.clone()),
            Self::Chain(codes) => Value::Chain(codes.to_vec()),
            Self::Element(element) => Value::Element(element),
        };
        Computed::Value(value)
    }
}

fn period(duration: Duration) -> Option<Period> {
    let small = |number: u16| u8::try_from(number).ok().filter(|number| *number <= 99);
    Some(Period { years: small(duration.years)?, months: small(duration.months)?, days: duration.days })
}

/// Compares what is known. Where something does not apply, only `!=` holds.
pub(crate) fn compare(left: &Known<'_>, by: Comparison, right: &Known<'_>) -> Truth {
    use Known::{Chain, Code, Date, Duration, Element, Flag, NewElement, NotApplicable, Number, Text};
    let equal = match (left, right) {
        (NotApplicable, _) | (_, NotApplicable) => return Truth::from(by == Comparison::NotEqual),
        (Number(a, b), Number(c, d)) => return ranges((*a, *b), by, (*c, *d)),
        (Date(a, b), Date(c, d)) => return ranges((*a, *b), by, (*c, *d)),
        (Duration(a), Duration(b)) => {
            let (a, b) = (a.nominal_days(), b.nominal_days());
            return ranges((a, a), by, (b, b));
        }
        (Flag(a), Flag(b)) => a == b,
        (Text(a), Text(b)) => a == b,
        // Both come from one list: the parser saw to it.
        (Code(a), Code(b)) => a.number() == b.number(),
        (Chain(a), Chain(b)) => {
            a.iter().map(kakanai_record::Code::number).eq(b.iter().map(kakanai_record::Code::number))
        }
        (Element(a), Element(b)) => a == b,
        (NewElement, Element(_)) | (Element(_), NewElement) => false,
        _ => return Truth::Unknown,
    };
    Truth::from(equal == (by == Comparison::Equal))
}

fn ranges<T: Ord + Copy>((a, b): (T, T), by: Comparison, (c, d): (T, T)) -> Truth {
    match by {
        Comparison::Less => decide(b < c, a >= d),
        Comparison::LessOrEqual => decide(b <= c, a > d),
        Comparison::Greater => decide(a > d, b <= c),
        Comparison::GreaterOrEqual => decide(a >= d, b < c),
        Comparison::Equal => decide(a == b && b == c && c == d, b < c || d < a),
        Comparison::NotEqual => decide(b < c || d < a, a == b && b == c && c == d),
    }
}

fn decide(holds: bool, fails: bool) -> Truth {
    if holds {
        Truth::True
    } else if fails {
        Truth::False
    } else {
        Truth::Unknown
    }
}
