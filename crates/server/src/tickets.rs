//! Tickets of the queue: what a tablet in the hall asks for when somebody has finished preparing.
//!
//! The desk that gives them is brought by the outermost crate: numbers of its own, or another system's. It sees
//! the tablet, the service and sealed text, never an answer.

use std::fmt;
use std::sync::Arc;

use kakanai_envelope::{EnvelopeHash, PartError, join, split};
use kakanai_record::Date;

/// A tablet in the hall: one to four capital letters, the first of them the office's, and one to three digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tablet(String);

impl Tablet {
    const MOST_LETTERS: usize = 4;
    const MOST_DIGITS: usize = 3;

    /// Reads the id of a tablet, `EH1`.
    pub fn parse(text: &str) -> Option<Self> {
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = text.bytes().skip(letters).take_while(u8::is_ascii_digit).count();
        let fits = (1..=Self::MOST_LETTERS).contains(&letters)
            && (1..=Self::MOST_DIGITS).contains(&digits)
            && letters + digits == text.len();
        fits.then(|| Self(text.to_owned()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The letter of its office.
    pub fn office(&self) -> &str {
        self.0.get(..1).unwrap_or_default()
    }
}

impl fmt::Display for Tablet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody at a tablet wants a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRequest {
    /// The tablet.
    pub tablet: Tablet,
    /// The service, as the catalogue names it.
    pub service: String,
    /// Today in Japan.
    pub day: Date,
    /// The texts of the QR codes: sealed to the city.
    pub codes: Vec<String>,
    /// The hash of the envelope in them: the same code gets the same ticket.
    pub hash: EnvelopeHash,
}

impl TicketRequest {
    /// Takes the texts of codes, all parts of one envelope, and keeps them in their one spelling: a reader passes over
    /// spaces and widths, and whatever else could stand between is not handed on.
    ///
    /// # Errors
    /// Where they are not: whatever else is sent goes no further.
    pub fn new(tablet: Tablet, service: &str, day: Date, codes: Vec<String>) -> Result<Self, PartError> {
        let texts: Vec<&str> = codes.iter().map(String::as_str).collect();
        let sealed = join(&texts)?;
        let hash = EnvelopeHash::of(&sealed);
        Ok(Self { tablet, service: service.to_owned(), day, codes: split(&sealed)?, hash })
    }
}

/// A number of the queue, `E-20261120-0001`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket(String);

impl Ticket {
    /// Longest number taken, in characters: it has to stand on a screen.
    pub const MOST: usize = 24;
    /// Digits that are called.
    const CALLED: usize = 3;

    /// Takes a number: printable, without space at its ends.
    pub fn new(number: &str) -> Option<Self> {
        let number = number.trim();
        let fits = (1..=Self::MOST).contains(&number.chars().count()) && number.chars().all(Self::is_shown);
        fits.then(|| Self(number.to_owned()))
    }

    /// Neither a control, nor a mark that nobody sees or that turns what stands beside it, nor what was no text.
    fn is_shown(c: char) -> bool {
        !c.is_control()
            && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}' | '\u{FFFD}')
    }

    /// A number of our own: office, day, and how many were given there that day.
    pub fn numbered(tablet: &Tablet, day: Date, serial: u32) -> Self {
        Self(format!("{}-{:04}{:02}{:02}-{serial:04}", tablet.office(), day.year(), day.month(), day.day()))
    }

    /// The whole number.
    pub fn number(&self) -> &str {
        &self.0
    }

    /// What is called in the hall: the last three digits, or the whole where it does not end in that many.
    pub fn called(&self) -> &str {
        let digits = self.0.bytes().rev().take(Self::CALLED).take_while(u8::is_ascii_digit).count();
        let at = if digits == Self::CALLED { self.0.len() - digits } else { 0 };
        self.0.get(at..).unwrap_or(&self.0)
    }
}

/// Why there is no ticket. The person takes one of paper; the operator finds the reason in the log.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// The numbers given today cannot be read or written.
    #[error("the numbers given today cannot be kept in {place}: {what}")]
    Ledger {
        /// The file or folder.
        place: String,
        /// What happened.
        what: String,
    },
    /// More than a day's numbers were asked for.
    #[error(
        "all {most} numbers of a day are given; if nobody could need so many, somebody floods `/hall/ticket`: \
         let the proxy take it from the hall's network alone"
    )]
    Full {
        /// The most of a day.
        most: usize,
    },
    /// Too many ask at once.
    #[error(
        "{most} others are waiting for a ticket already; the ticket program is too slow, or somebody floods `/hall/ticket`"
    )]
    Busy {
        /// How many may wait.
        most: usize,
    },
    /// The city's program could not be run, or failed.
    #[error("the ticket program {program} failed: {what}")]
    Program {
        /// The program.
        program: String,
        /// What happened.
        what: String,
    },
    /// The city's program took too long.
    #[error("the ticket program {program} did not answer in {seconds} s and was ended")]
    Late {
        /// The program.
        program: String,
        /// How long it was waited for.
        seconds: u64,
    },
}

/// Gives tickets. It may wait for files and programs, so callers run it where waiting stops nobody.
pub trait TicketDesk: Send + Sync {
    /// Gives a ticket; the same one again for the same code on the same day.
    ///
    /// # Errors
    /// Where none can be given.
    fn take(&self, request: &TicketRequest) -> Result<Ticket, TicketError>;
}

/// Asks the desk without holding up other requests.
pub(crate) async fn take(desk: &Arc<dyn TicketDesk>, request: TicketRequest) -> Option<Ticket> {
    let desk = Arc::clone(desk);
    let tablet = request.tablet.clone();
    let taken = tokio::task::spawn_blocking(move || desk.take(&request)).await;
    match taken {
        Ok(Ok(ticket)) => Some(ticket),
        Ok(Err(error)) => {
            tracing::error!("tablet {tablet} got no ticket: {error}");
            None
        }
        Err(error) => {
            tracing::error!("tablet {tablet} got no ticket: {error}");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tablet_has_letters_and_digits_and_nothing_else() {
        for text in ["EH1", "E1", "ABCD123", "WH04"] {
            assert_eq!(Tablet::parse(text).unwrap().as_str(), text);
        }
        for text in
            ["", "E", "1", "eh1", "EH", "EH1234", "ABCDE1", "EH1 ", "EH1X", "ＥＨ1", "E-1", "<b>1", "EH１"]
        {
            assert_eq!(Tablet::parse(text), None, "{text}");
        }
        assert_eq!(Tablet::parse("WH4").unwrap().office(), "W");
    }

    #[test]
    fn the_last_three_digits_are_called() {
        let called = |number| Ticket::new(number).unwrap().called().to_owned();
        assert_eq!(called("E-20261120-0001"), "001");
        assert_eq!(called("E-20261120-1234"), "234");
        assert_eq!(called("A-12"), "A-12");
        assert_eq!(called("あ七"), "あ七");
        assert_eq!(called(" 105\n"), "105");
        let own = Ticket::numbered(&Tablet::parse("EH1").unwrap(), Date::constant(2026, 1, 2), 7);
        assert_eq!(own.number(), "E-20260102-0007");
    }

    #[test]
    fn what_does_not_fit_a_screen_is_no_number() {
        for text in
            ["", "  ", "1\n2", "\u{1b}[31m1", &"1".repeat(25), "\u{200b}", "1\u{202e}2", "\u{fffd}`c,"]
        {
            assert_eq!(Ticket::new(text), None, "{text:?}");
        }
    }

    #[test]
    fn only_sealed_texts_are_taken_and_their_order_does_not_matter() {
        let codes = kakanai_envelope::split(&[9; 1500]).unwrap();
        assert!(codes.len() > 1);
        let ask = |codes: Vec<String>| {
            TicketRequest::new(Tablet::parse("EH1").unwrap(), "move_in", Date::constant(2026, 11, 20), codes)
        };
        let turned: Vec<String> = codes.iter().rev().cloned().collect();
        assert_eq!(ask(codes.clone()).unwrap().hash, ask(turned).unwrap().hash);
        assert!(ask(codes[..1].to_vec()).is_err(), "a part is missing");
        for wrong in [vec![], vec!["見本太郎".to_owned()], vec!["ABC123".to_owned()]] {
            assert!(ask(wrong.clone()).is_err(), "{wrong:?}");
        }
        // However they were written, they are handed on as they were made.
        let written =
            codes.iter().map(|code| format!(" \u{200b}{}\n{}", code.to_lowercase(), " ".repeat(9000)));
        assert_eq!(ask(written.collect()).unwrap(), ask(codes.clone()).unwrap());
        assert_eq!(ask(codes.clone()).unwrap().codes, codes);
    }
}
