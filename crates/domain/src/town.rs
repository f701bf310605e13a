//! Postal codes and the towns under them, wherever they come from.

use std::fmt;

use crate::municipality::MunicipalityCode;

/// A postal code: seven digits, below 10,000,000.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostalCode(u32);

/// Not a postal code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a postal code has seven digits, such as 000-0001")]
pub struct NotAPostalCode;

impl PostalCode {
    /// The code of a number below 10,000,000.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (number < 10_000_000).then_some(Self(number))
    }

    /// Reads `0000001`, `000-0001`, 「〒０００－０００１」.
    ///
    /// # Errors
    /// Where there are not seven digits.
    pub fn parse(text: &str) -> Result<Self, NotAPostalCode> {
        let digits: String = text
            .chars()
            .map(crate::kana::narrow)
            .filter(|c| !c.is_whitespace() && *c != '〒' && !crate::kana::is_dash(*c))
            .collect();
        let seven = digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit());
        let number = seven.then(|| digits.parse().ok()).flatten();
        number.map(Self).ok_or(NotAPostalCode)
    }

    /// The seven digits as a number.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The first two digits, 0–99: the shard of the table it is found in.
    #[must_use]
    pub fn shard(self) -> u8 {
        (self.0 / 100_000) as u8
    }
}

impl fmt::Display for PostalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}-{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl fmt::Debug for PostalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostalCode({self})")
    }
}

/// A town under a postal code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Town<'a> {
    /// The municipality it lies in.
    pub municipality: MunicipalityCode,
    /// The town as written behind the municipality; empty where the code stands for all towns not listed.
    pub text: &'a str,
    /// Reading in katakana; may be empty.
    pub kana: &'a str,
    /// Whether 丁目 follow the town: the form asks for them.
    pub has_chome: bool,
}

impl Town<'_> {
    /// [`town_check16`] of the municipality's six digits and the text: 「131016霞が関」. With the code in it a town that
    /// changed hands in a merger is noticed too.
    #[must_use]
    pub fn check16(&self) -> u16 {
        let code = town_check16(&self.municipality.to_string());
        crc16(code, self.text.as_bytes())
    }
}

/// CRC-16/IBM-3740 (polynomial 0x1021, start 0xFFFF, not reflected) of the UTF-8 bytes.
///
/// It travels beside the number of a town, because the numbers shift when the national table changes.
#[must_use]
pub fn town_check16(text: &str) -> u16 {
    crc16(0xFFFF, text.as_bytes())
}

fn crc16(start: u16, bytes: &[u8]) -> u16 {
    bytes.iter().fold(start, |crc, &byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
        })
    })
}

/// What became of a town that was named by number and check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved<'a> {
    /// It is at its number.
    Same(Town<'a>),
    /// The table changed: it now has this number.
    Moved(usize, Town<'a>),
    /// No town, or more than one, fits the check: ask the citizen.
    Gone,
}

/// Finds the town with a number and a check among the towns of its code.
#[must_use]
pub fn resolve<'a>(towns: impl Iterator<Item = Town<'a>>, index: usize, check16: u16) -> Resolved<'a> {
    let mut found = Resolved::Gone;
    let mut several = false;
    for (at, town) in towns.enumerate().filter(|(_, town)| town.check16() == check16) {
        if at == index {
            return Resolved::Same(town);
        }
        several |= found != Resolved::Gone;
        found = Resolved::Moved(at, town);
    }
    if several { Resolved::Gone } else { found }
}

/// A town of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTown {
    /// Its postal code.
    pub postal: PostalCode,
    /// Municipality.
    pub municipality: MunicipalityCode,
    /// Text as in [`Town::text`].
    pub text: String,
    /// Reading; may be empty.
    pub kana: String,
    /// Whether 丁目 follow.
    pub has_chome: bool,
}

/// Towns a catalogue brings along, such as the invented codes 000-xxxx that are never looked up outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    towns: Vec<OwnTown>,
}

impl Overlay {
    /// Keeps the order of the catalogue within each code.
    #[must_use]
    pub fn new(mut towns: Vec<OwnTown>) -> Self {
        towns.sort_by_key(|town| town.postal);
        Self { towns }
    }

    /// The towns of a code; a code known here hides the national table.
    pub fn towns(&self, code: PostalCode) -> impl Iterator<Item = Town<'_>> {
        let start = self.towns.partition_point(|town| town.postal < code);
        let own = self.towns.get(start..).unwrap_or(&[]);
        own.iter().take_while(move |town| town.postal == code).map(|own| Town {
            municipality: own.municipality,
            text: &own.text,
            kana: &own.kana,
            has_chome: own.has_chome,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(postal: u32, text: &str) -> OwnTown {
        OwnTown {
            postal: PostalCode::new(postal).unwrap(),
            municipality: MunicipalityCode::DEMONSTRATION,
            text: text.into(),
            kana: String::new(),
            has_chome: false,
        }
    }

    #[test]
    fn postal_codes() {
        for text in ["0000001", "000-0001", "〒０００－０００１", " 000 ー 0001 "] {
            assert_eq!(PostalCode::parse(text).unwrap().to_string(), "000-0001", "{text}");
        }
        for text in ["", "000001", "00000001", "000-000x", "見本"] {
            assert_eq!(PostalCode::parse(text), Err(NotAPostalCode), "{text}");
        }
        assert_eq!(PostalCode::parse("064-0941").unwrap().shard(), 6);
        assert_eq!(PostalCode::new(10_000_000), None);
    }

    #[test]
    fn check_of_the_published_vector() {
        assert_eq!(town_check16("123456789"), 0x29B1);
        assert_eq!(town_check16(""), 0xFFFF);
        let overlay = Overlay::new(vec![own(3, "雛形")]);
        let town = overlay.towns(PostalCode::new(3).unwrap()).next().unwrap();
        assert_eq!(town.check16(), town_check16("999999雛形"));
    }

    #[test]
    fn overlay_keeps_the_catalogues_order() {
        let overlay = Overlay::new(vec![own(4, "書見﨑"), own(3, "雛形新田"), own(3, "雛形")]);
        let texts = |code| {
            overlay.towns(PostalCode::new(code).unwrap()).map(|town| town.text.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(texts(3), ["雛形新田", "雛形"]);
        assert_eq!(texts(4), ["書見﨑"]);
        assert!(texts(5).is_empty());
    }

    #[test]
    fn towns_are_found_again_after_the_table_changed() {
        let overlay = Overlay::new(vec![own(3, "雛形"), own(3, "雛形新田")]);
        let code = PostalCode::new(3).unwrap();
        let towns = || overlay.towns(code);
        let (first, second) = (towns().next().unwrap(), towns().nth(1).unwrap());
        assert_eq!(resolve(towns(), 1, second.check16()), Resolved::Same(second));
        assert_eq!(resolve(towns(), 7, first.check16()), Resolved::Moved(0, first));
        assert_eq!(resolve(towns(), 0, !first.check16()), Resolved::Gone);
    }
}
