//! Small values shared by everything stored.

use std::fmt;
use std::str::FromStr;

/// A moment: milliseconds since 1970-01-01T00:00:00Z, handed in by the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub i64);

/// Why a text or number is not one of the values of this module.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {what}")]
pub struct InvalidText {
    /// What was expected.
    pub what: &'static str,
    /// What was given.
    pub text: String,
}

macro_rules! short_text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $longest:literal, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes a text that has the right length and characters.
            ///
            /// # Errors
            /// [`InvalidText`] for any other.
            pub fn new(text: &str) -> Result<Self, InvalidText> {
                let allowed: fn(char) -> bool = $allowed;
                if (1..=$longest).contains(&text.len()) && text.chars().all(allowed) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidText { what: $what, text: text.to_owned() })
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidText;

            fn from_str(text: &str) -> Result<Self, InvalidText> {
                Self::new(text)
            }
        }
    };
}

short_text! {
    /// A short word in `snake_case` to which a layer above gives meaning: the state of a case, the
    /// kind of an outbox entry, a role, an action, a purpose. Never personal data: it is stored clear.
    Code, "a code of 1 to 32 characters out of a-z, 0-9, '_', '.', '-'", 32,
    |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-')
}
short_text! {
    /// The name a member of staff signs in with.
    Login, "a login of 1 to 64 characters out of a-z, 0-9, '.', '_', '-', '@'", 64,
    |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-' | '@')
}
short_text! {
    /// The office (本庁, 支所, 出張所) a visit belongs to, as printed in front of its number.
    OfficeCode, "an office of 1 to 8 characters out of A-Z, 0-9", 8,
    |c| c.is_ascii_uppercase() || c.is_ascii_digit()
}

short_text! {
    /// Where somebody tries to sign in: a terminal, or else an address (`192.0.2.7`, `2001:db8::7`).
    SignInPlace, "a place of 1 to 64 characters out of a-z, 0-9, '.', ':', '_', '-'", 64,
    |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | ':' | '_' | '-')
}

/// A calendar day as the number yyyymmdd, in the city's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

impl Day {
    /// Takes a number such as `20261120`.
    ///
    /// # Errors
    /// [`InvalidText`] where year, month or day cannot be; the length of months is not checked.
    pub fn new(yyyymmdd: u32) -> Result<Self, InvalidText> {
        let (year, month, day) = (yyyymmdd / 10_000, yyyymmdd / 100 % 100, yyyymmdd % 100);
        if (1900..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day) {
            Ok(Self(yyyymmdd))
        } else {
            Err(InvalidText { what: "a day yyyymmdd", text: yyyymmdd.to_string() })
        }
    }

    /// The number yyyymmdd.
    pub const fn yyyymmdd(self) -> u32 {
        self.0
    }
}

/// A calendar month as the number yyyymm, in the city's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u32);

impl Month {
    /// Takes a number such as `202611`.
    ///
    /// # Errors
    /// [`InvalidText`] where year or month cannot be.
    pub fn new(yyyymm: u32) -> Result<Self, InvalidText> {
        let (year, month) = (yyyymm / 100, yyyymm % 100);
        if (1900..=9999).contains(&year) && (1..=12).contains(&month) {
            Ok(Self(yyyymm))
        } else {
            Err(InvalidText { what: "a month yyyymm", text: yyyymm.to_string() })
        }
    }

    /// The month of a day.
    pub const fn of(day: Day) -> Self {
        Self(day.0 / 100)
    }

    /// The number yyyymm.
    pub const fn yyyymm(self) -> u32 {
        self.0
    }
}

/// The number called and printed for a visit: `E-20261120-0001`. Unique, without gaps per office
/// and day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitNumber {
    /// Where the visit was opened.
    pub office: OfficeCode,
    /// On which day.
    pub day: Day,
    /// From 1 upward; shown with at least four digits.
    pub serial: u32,
}

impl fmt::Display for VisitNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:04}", self.office, self.day.0, self.serial)
    }
}

impl FromStr for VisitNumber {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        let wrong = || InvalidText { what: "a visit number like E-20261120-0001", text: text.to_owned() };
        let number = |part: &str| match part.bytes().all(|b| b.is_ascii_digit()) {
            true => part.parse::<u32>().map_err(|_| wrong()),
            false => Err(wrong()),
        };
        let mut parts = text.split('-');
        let (Some(office), Some(day), Some(serial), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong());
        };
        let found = Self { office: office.parse()?, day: Day::new(number(day)?)?, serial: number(serial)? };
        // One visit, one spelling: 1, 01 and 0001 must not all find it.
        if found.serial > 0 && found.to_string() == text { Ok(found) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_number_reads_back_in_one_spelling_only() {
        for text in ["E-20261120-0001", "WEST2-20261231-12345"] {
            assert_eq!(text.parse::<VisitNumber>().map(|n| n.to_string()), Ok(text.to_owned()));
        }
        for wrong in
            ["E-20261120-1", "E-20261120-0000", "e-20261120-0001", "E-20261320-0001", "E-20261120", ""]
        {
            assert!(wrong.parse::<VisitNumber>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_month_is_that_of_a_day() {
        let day = Day::new(20_261_120).unwrap();
        assert_eq!(Month::of(day), Month::new(202_611).unwrap());
        for wrong in [0, 202_600, 202_613, 20_261_120] {
            assert!(Month::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn codes_are_short_and_plain() {
        assert!(Code::new("in_review").is_ok());
        for wrong in ["", "審査", "In", "a b", &"x".repeat(33)] {
            assert!(Code::new(wrong).is_err(), "{wrong}");
        }
    }
}
