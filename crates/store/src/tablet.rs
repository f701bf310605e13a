//! Tablets: the second screen of a terminal, turned to the citizen.
//!
//! A tablet asks for nothing but a code of six digits and shows it; a member of staff types it at
//! the terminal, and from then on the tablet shows what that terminal puts before the citizen. Only
//! the hash of the tablet's token is kept, as with sessions. Nothing here is personal data: a tablet
//! is told which case at which event, and fetches the rest like every screen.

use std::fmt;
use std::str::FromStr;

use kakanai_reception::ids::{CaseId, EventSeq};

use crate::base::{Code, InvalidText, Millis, OfficeCode};
use crate::staff::TokenHash;

/// The six digits a tablet shows until it is paired.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairingCode(u32);

impl PairingCode {
    /// How many codes there are: draw a number below.
    pub const COUNT: u32 = 1_000_000;

    /// Takes a number below [`PairingCode::COUNT`].
    ///
    /// # Errors
    /// [`InvalidText`] for any other.
    pub fn new(number: u32) -> Result<Self, InvalidText> {
        if number < Self::COUNT { Ok(Self(number)) } else { Err(Self::wrong(number.to_string())) }
    }

    /// The number.
    pub const fn number(self) -> u32 {
        self.0
    }

    const fn wrong(text: String) -> InvalidText {
        InvalidText { what: "a pairing code of six digits", text }
    }
}

impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whoever reads it in a log could pair the tablet.
        f.write_str("PairingCode(redacted)")
    }
}

impl FromStr for PairingCode {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        let wrong = || Self::wrong(text.to_owned());
        if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        text.parse().map(Self).map_err(|_| wrong())
    }
}

/// Whether a tablet belongs to a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairing {
    /// Not yet: it shows this code.
    Waiting(PairingCode),
    /// It belongs to a terminal, which has no other.
    Paired {
        /// The terminal: its name is unique in the city, as in the access log.
        terminal: Code,
        /// The office it was paired in, where that was said.
        office: Option<OfficeCode>,
        /// When.
        at: Millis,
    },
}

/// What a tablet has before the citizen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The case.
    pub case: CaseId,
    /// As it was after this event.
    pub event: EventSeq,
    /// Since when.
    pub at: Millis,
}

/// A tablet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tablet {
    /// Known by this.
    pub token: TokenHash,
    /// When it first asked.
    pub made: Millis,
    /// When it was last heard of.
    pub seen: Millis,
    /// Its terminal, or the code it waits with.
    pub pairing: Pairing,
    /// What it shows; nothing while it waits.
    pub shows: Option<Shown>,
}

impl Tablet {
    /// The terminal it belongs to.
    pub const fn terminal(&self) -> Option<&Code> {
        match &self.pairing {
            Pairing::Waiting(_) => None,
            Pairing::Paired { terminal, .. } => Some(terminal),
        }
    }
}

/// What pairs a tablet: typed by a member of staff at a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairTablet {
    /// As the tablet shows it.
    pub code: PairingCode,
    /// Where it was typed.
    pub terminal: Code,
    /// The office of that terminal, where it is known.
    pub office: Option<OfficeCode>,
    /// When.
    pub at: Millis,
    /// Codes of tablets that first asked before this moment count no longer.
    pub not_before: Millis,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pairing_code_is_six_digits_and_stays_out_of_logs() {
        for text in ["000000", "000417", "999999"] {
            assert_eq!(text.parse::<PairingCode>().map(|code| code.to_string()), Ok(text.to_owned()));
        }
        for wrong in ["", "417", "0000417", "+00417", "00041７", "00 417"] {
            assert!(wrong.parse::<PairingCode>().is_err(), "{wrong}");
        }
        assert!(PairingCode::new(1_000_000).is_err());
        assert!(!format!("{:?}", PairingCode(417)).contains("417"));
    }
}
