//! Names of the files that go out and come back: `E-20261120-0001-move-0123abcd-7.csv`.
//!
//! Visit number, part, the first eight digits of the case's id, the event that released it. The same release
//! has the same name for ever, so that whoever looks for a name finds out whether it was written before. A
//! name carries nothing of a person, and nothing that a folder could misread.

use std::fmt;
use std::str::FromStr;

use crate::Part;

/// Digits of a case's id in a name.
const CASE_DIGITS: usize = 8;

/// The name of one file. There is one spelling for each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName {
    number: String,
    part: Part,
    case: String,
    event: u64,
}

/// Why a text is not the name of a file that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not the name of a file of a hand-over: {what}; give an answer the very name of the file it answers, such as E-20261120-0001-move-0123abcd-7.csv"
)]
pub struct NameError {
    /// What was read, cut short.
    pub text: String,
    /// What is wrong.
    pub what: &'static str,
}

impl FileName {
    /// The name for a part of a case (its id as 32 hexadecimal digits) released by an event.
    ///
    /// # Errors
    /// [`NameError`] where the number is no visit's, the id no case's, or the event 0.
    pub fn new(number: &str, part: Part, case: &str, event: u64) -> Result<Self, NameError> {
        let error = |what| NameError { text: short(number), what };
        if !is_number(number) {
            return Err(error("the visit's number is not like E-20261120-0001"));
        }
        let case = match case.get(..CASE_DIGITS) {
            Some(first) if case.len() == 32 && is_hex(case) => first.to_owned(),
            _ => return Err(error("a case's id has 32 digits out of 0-9 and a-f")),
        };
        if event == 0 {
            return Err(error("events are counted from 1"));
        }
        Ok(Self { number: number.to_owned(), part, case, event })
    }

    /// The visit's number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The part.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// The first eight digits of the case's id.
    #[must_use]
    pub fn case(&self) -> &str {
        &self.case
    }

    /// The event that released it.
    #[must_use]
    pub const fn event(&self) -> u64 {
        self.event
    }

    /// Whether it is a file of the case with this id.
    #[must_use]
    pub fn is_of(&self, case: &str) -> bool {
        case.starts_with(&self.case)
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}-{}.csv", self.number, self.part.code(), self.case, self.event)
    }
}

impl FromStr for FileName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let error = |what| NameError { text: short(text), what };
        let stem = text.strip_suffix(".csv").ok_or_else(|| error("it does not end in .csv"))?;
        let mut pieces = stem.rsplitn(4, '-');
        let (Some(event), Some(case), Some(part), Some(number)) =
            (pieces.next(), pieces.next(), pieces.next(), pieces.next())
        else {
            return Err(error("it has too few pieces between its hyphens"));
        };
        if !is_number(number) {
            return Err(error("it does not begin with a visit's number"));
        }
        if case.len() != CASE_DIGITS || !is_hex(case) {
            return Err(error("eight digits of a case's id stand before the last number"));
        }
        let part =
            Part::of_code(part).ok_or_else(|| error("its part is neither move, certificates nor seal"))?;
        let number_of_event = event.parse().ok().filter(|seq: &u64| *seq > 0 && seq.to_string() == event);
        let event = number_of_event.ok_or_else(|| error("it does not end in the number of an event"))?;
        Ok(Self { number: number.to_owned(), part, case: case.to_owned(), event })
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// `E-20261120-0001`: an office, a day, a serial of at least four digits.
fn is_number(text: &str) -> bool {
    let pieces: Vec<&str> = text.split('-').collect();
    let [office, day, serial] = pieces.as_slice() else { return false };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (1..=8).contains(&office.len())
        && office.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && day.len() == 8
        && digits(day)
        && (4..=10).contains(&serial.len())
        && digits(serial)
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "0123abcd0123abcd0123abcd0123abcd";

    #[test]
    fn a_name_is_made_and_read_back() {
        for (number, part, event, want) in [
            ("E-20261120-0001", Part::Move, 7, "E-20261120-0001-move-0123abcd-7.csv"),
            (
                "WEST2-20261231-12345",
                Part::Certificates,
                120,
                "WEST2-20261231-12345-certificates-0123abcd-120.csv",
            ),
            (
                "0-20261120-0001",
                Part::Seal,
                u64::MAX,
                "0-20261120-0001-seal-0123abcd-18446744073709551615.csv",
            ),
        ] {
            let name = FileName::new(number, part, CASE, event).unwrap();
            assert_eq!(name.to_string(), want);
            assert_eq!(want.parse::<FileName>(), Ok(name.clone()));
            assert_eq!(
                (name.number(), name.part(), name.case(), name.event()),
                (number, part, "0123abcd", event)
            );
            assert!(name.is_of(CASE) && !name.is_of(&CASE.replace('0', "1")));
        }
    }

    #[test]
    fn other_names_are_refused() {
        for wrong in [
            "",
            ".csv",
            "E-20261120-0001-move-0123abcd-7",
            "E-20261120-0001-move-0123abcd-7.CSV",
            "E-20261120-0001-move-0123abcd-7.csv.part",
            "E-20261120-0001-move-0123abcd-07.csv",
            "E-20261120-0001-move-0123abcd-0.csv",
            "E-20261120-0001-move-0123abcd-+7.csv",
            "E-20261120-0001-move-0123ABCD-7.csv",
            "E-20261120-0001-move-0123abc-7.csv",
            "E-20261120-0001-other-0123abcd-7.csv",
            "E-20261120-001-move-0123abcd-7.csv",
            "e-20261120-0001-move-0123abcd-7.csv",
            "../E-20261120-0001-move-0123abcd-7.csv",
            "E-20261120-0001-move-0123abcd-7 - コピー.csv",
            "E-20261120-0001-move-0123abcd-7 (1).csv",
            "E-20261120-0001-0123abcd-7.csv",
            "見本-20261120-0001-move-0123abcd-7.csv",
            "E-20261120-0001-move-0123abcd-18446744073709551616.csv",
        ] {
            assert!(wrong.parse::<FileName>().is_err(), "{wrong}");
        }
        for (number, case, event) in [
            ("E-1", CASE, 1),
            ("E-20261120-0001", "0123abcd", 1),
            ("E-20261120-0001", CASE, 0),
            ("E-20261120-0001", "本", 1),
        ] {
            assert!(FileName::new(number, Part::Move, case, event).is_err(), "{number} {case} {event}");
        }
    }
}
