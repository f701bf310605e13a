//! The clock and the randomness of the machine: the only place that asks for them.
#![allow(clippy::disallowed_methods, reason = "this is the shell that brings clock and randomness")]

use jiff::tz::{Offset, TimeZone};
use kakanai_record::Date;
use kakanai_server::{Clock, Random};
use kakanai_store::Millis;

/// The machine's clock, in Japan's time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    /// A day to take for today: demonstrations and tests are told one.
    pub fixed_day: Option<Date>,
}

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        Millis(jiff::Timestamp::now().as_millisecond())
    }

    fn today(&self) -> Date {
        self.fixed_day.unwrap_or_else(today)
    }
}

/// Now, for times of files.
pub fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// Today in Japan.
pub fn today() -> Date {
    let japan = TimeZone::fixed(Offset::constant(9));
    jiff::Timestamp::now().to_zoned(japan).date()
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness nothing may be sealed or signed in: going on would be worse than ending.
        if getrandom::fill(bytes).is_err() {
            eprintln!("kakanai: the operating system gives no randomness; ending");
            std::process::abort();
        }
    }
}

/// Random bytes.
pub fn draw<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom.fill(&mut bytes);
    bytes
}
