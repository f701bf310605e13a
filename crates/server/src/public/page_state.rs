//! The state of an interview, sealed into its own page.
//!
//! Where the browser cannot hold the state, the page carries it in a hidden field that only this
//! server can read: XChaCha20-Poly1305 (RFC 8439 with the longer nonce, so that random ones never
//! repeat), bound to the service, the kind of place and the day. An old page sent again leads to where that page led,
//! and to nothing else: there is nothing on this side that it could change.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use kakanai_record::Date;

use crate::app::{Random, draw};

/// A page is taken this long after it was made.
pub const LIMIT_MS: i64 = 12 * 60 * 60 * 1000;

/// A page of a tablet in the hall is taken this long: the tablet forgets earlier, and the next person must not bring
/// back the page of the one before by going back.
const HALL_LIMIT_MS: i64 = 5 * 60 * 1000;

const NONCE: usize = 24;
const TIME: usize = 8;

/// Where and when a page is made or taken.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) key: &'a [u8; 32],
    pub(super) service: &'a str,
    /// Whether this is a tablet in the hall.
    pub(super) hall: bool,
    /// Today in Japan.
    pub(super) today: Date,
    /// Unix time in milliseconds.
    pub(super) now: i64,
}

/// The page is not ours, was altered, belongs to another service, or is too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stale;

impl Moment<'_> {
    /// Seals a state.
    pub(super) fn seal(&self, state: &str, random: &dyn Random) -> String {
        let nonce: [u8; NONCE] = draw(random);
        let text = [&self.now.to_be_bytes(), state.as_bytes()].concat();
        let bound = self.bound(self.today);
        // Only texts beyond 256 GiB cannot be sealed; an empty one is refused when it comes back.
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), Payload { msg: &text, aad: &bound });
        BASE64URL_NOPAD.encode(&[&nonce[..], &sealed.unwrap_or_default()].concat())
    }

    /// Opens a state sealed at most twelve hours ago, today or before midnight.
    pub(super) fn open(&self, sealed: &str) -> Result<String, Stale> {
        let sealed = BASE64URL_NOPAD.decode(sealed.as_bytes()).map_err(|_| Stale)?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Stale)?;
        let days = [Some(self.today), self.today.yesterday().ok()];
        let text = days.into_iter().flatten().find_map(|day| {
            let payload = Payload { msg: sealed, aad: &self.bound(day) };
            self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()
        });
        let text = text.ok_or(Stale)?;
        let (time, state) = text.split_first_chunk::<TIME>().ok_or(Stale)?;
        let age = self.now.saturating_sub(i64::from_be_bytes(*time));
        if !(0..=if self.hall { HALL_LIMIT_MS } else { LIMIT_MS }).contains(&age) {
            return Err(Stale);
        }
        String::from_utf8(state.to_vec()).map_err(|_| Stale)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.key))
    }

    fn bound(&self, day: Date) -> Vec<u8> {
        let place = if self.hall { "hall" } else { "home" };
        format!("kakanai page state 2\0{}\0{place}\0{day}", self.service).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(std::sync::atomic::AtomicU8);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    const TODAY: Date = Date::constant(2026, 11, 20);
    const NOW: i64 = 1_795_132_800_000;

    fn moment<'a>() -> Moment<'a> {
        Moment { key: &[7; 32], service: "move_in", hall: false, today: TODAY, now: NOW }
    }

    #[test]
    fn a_page_comes_back_until_twelve_hours_have_passed() {
        let sealed = moment().seal("見本", &Counting(1.into()));
        let later = |ms: i64, today: Date| Moment { now: NOW + ms, today, ..moment() }.open(&sealed);
        assert_eq!(later(0, TODAY), Ok("見本".to_owned()));
        assert_eq!(later(LIMIT_MS, TODAY.tomorrow().unwrap()), Ok("見本".to_owned()));
        assert_eq!(later(LIMIT_MS + 1, TODAY), Err(Stale));
        assert_eq!(later(-1, TODAY), Err(Stale));
        assert_eq!(later(1, TODAY.tomorrow().unwrap().tomorrow().unwrap()), Err(Stale));
    }

    #[test]
    fn a_page_of_another_service_or_key_or_an_altered_one_is_refused() {
        let sealed = moment().seal("見本", &Counting(1.into()));
        assert_eq!(Moment { service: "move_out", ..moment() }.open(&sealed), Err(Stale));
        assert_eq!(Moment { key: &[8; 32], ..moment() }.open(&sealed), Err(Stale));
        let altered = sealed.replacen(&sealed[40..41], if &sealed[40..41] == "A" { "B" } else { "A" }, 1);
        assert_eq!(moment().open(&altered), Err(Stale));
        for text in ["", "A", "見本", &"A".repeat(60)] {
            assert_eq!(moment().open(text), Err(Stale), "{text}");
        }
    }

    #[test]
    fn a_page_of_the_hall_is_taken_for_minutes_and_nowhere_else() {
        let hall = Moment { hall: true, ..moment() };
        let sealed = hall.seal("見本", &Counting(1.into()));
        let later = |ms: i64| Moment { now: NOW + ms, ..hall }.open(&sealed);
        assert_eq!(later(HALL_LIMIT_MS), Ok("見本".to_owned()));
        assert_eq!(later(HALL_LIMIT_MS + 1), Err(Stale));
        assert_eq!(moment().open(&sealed), Err(Stale), "with another address");
    }

    #[test]
    fn nothing_of_the_state_can_be_read_and_no_two_pages_are_alike() {
        let random = Counting(1.into());
        let pages = [moment().seal("taro", &random), moment().seal("taro", &random)];
        assert_ne!(pages[0], pages[1]);
        let bytes = BASE64URL_NOPAD.decode(pages[0].as_bytes()).unwrap();
        assert!(!bytes.windows(4).any(|window| window == b"taro"));
    }
}
