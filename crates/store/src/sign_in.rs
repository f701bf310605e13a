//! Wrong passwords: how long a login or a place has to wait.
//!
//! Five failures of a login within a quarter of an hour, or twenty at a place, begin a wait of 30
//! seconds; each failure after that doubles it, up to a quarter of an hour. A quarter of an hour
//! without failure after the end of a wait, and the next begins anew. A success forgets the
//! failures of its login, also where they counted for the place, but no others: who has an account
//! could otherwise try the passwords of others without end.
//!
//! Failures are counted whether the login exists or not, so that nothing tells which do.

use std::fmt;

use crate::base::Millis;

/// Failures count together for this long.
pub const WINDOW: i64 = 15 * 60 * 1000;
/// The first wait.
const SHORTEST: i64 = 30 * 1000;
/// No wait is longer.
const LONGEST: i64 = 15 * 60 * 1000;

/// What failures are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The login that was typed.
    Login,
    /// The terminal or address it came from.
    Place,
}

impl Counted {
    /// Failures within [`WINDOW`] that begin a wait.
    pub const fn limit(self) -> u64 {
        match self {
            Self::Login => 5,
            Self::Place => 20,
        }
    }

    /// The word engines keep.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Place => "place",
        }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A wait, over or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Which one in a row, from 1 upward.
    pub step: u32,
    /// From this moment on passwords are looked at again.
    pub until: Millis,
}

impl Wait {
    /// Its end where it is not over. Never further away than the longest wait: a clock that was
    /// set back shuts nobody out for days.
    pub fn end_after(self, now: Millis) -> Option<Millis> {
        let left = self.until.0.saturating_sub(now.0);
        (1..=LONGEST).contains(&left).then_some(self.until)
    }
}

/// The wait after a failure at `at`, the `failures`th within [`WINDOW`]; `before` is the last one.
pub fn wait_after(counted: Counted, failures: u64, before: Option<Wait>, at: Millis) -> Option<Wait> {
    let in_a_row = before.filter(|wait| at.0 < wait.until.0.saturating_add(WINDOW));
    let step = match in_a_row {
        Some(wait) => wait.step.saturating_add(1),
        None if failures >= counted.limit() => 1,
        None => return None,
    };
    // Beyond ten doublings the shift could overflow; the longest is reached long before.
    let length = (SHORTEST << (step - 1).min(10)).min(LONGEST);
    Some(Wait { step, until: Millis(at.0.saturating_add(length)) })
}

/// What a failure came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInFailures {
    /// Failures of the login within [`WINDOW`], this one among them.
    pub login: u64,
    /// Failures at the place.
    pub place: u64,
    /// Until when passwords of this login, or from this place, are not looked at.
    pub until: Option<Millis>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn the_first_wait_comes_with_the_limit() {
        for (counted, failures, due) in [
            (Counted::Login, 1, None),
            (Counted::Login, 4, None),
            (Counted::Login, 5, Some(30_000)),
            (Counted::Login, 6, Some(30_000)),
            (Counted::Place, 5, None),
            (Counted::Place, 19, None),
            (Counted::Place, 20, Some(30_000)),
        ] {
            let wait = wait_after(counted, failures, None, Millis(7));
            assert_eq!(wait.map(|wait| wait.until.0 - 7), due, "{counted} {failures}");
        }
    }

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let (mut wait, mut at) = (None, Millis(0));
        let mut lengths = Vec::new();
        // As somebody who tries again the moment he may; of the failures before, the window forgets.
        for _ in 0..40 {
            wait = wait_after(Counted::Login, 5, wait, at);
            let until = wait.unwrap().until;
            lengths.push((until.0 - at.0) / 1000);
            at = until;
        }
        assert_eq!(lengths[..7], [30, 60, 120, 240, 480, 900, 900]);
        assert!(lengths[7..].iter().all(|length| *length == 900));
    }

    #[test]
    fn a_quiet_quarter_of_an_hour_begins_anew() {
        let before = Some(Wait { step: 3, until: Millis(0) });
        for (at, failures, due) in [
            (0, 1, Some((4, 4 * MINUTE))),
            (15 * MINUTE - 1, 1, Some((4, 4 * MINUTE))),
            (15 * MINUTE, 1, None),
            (15 * MINUTE, 5, Some((1, MINUTE / 2))),
        ] {
            let wait = wait_after(Counted::Login, failures, before, Millis(at));
            assert_eq!(wait.map(|wait| (wait.step, wait.until.0 - at)), due, "{at} {failures}");
        }
    }

    #[test]
    fn a_wait_ends_and_a_clock_set_back_does_not_prolong_it() {
        let wait = Wait { step: 6, until: Millis(100 * MINUTE) };
        for (now, waits) in [
            (85 * MINUTE, true),
            (100 * MINUTE - 1, true),
            (100 * MINUTE, false),
            (200 * MINUTE, false),
            (85 * MINUTE - 1, false),
            (i64::MIN, false),
        ] {
            assert_eq!(wait.end_after(Millis(now)), waits.then_some(wait.until), "{now}");
        }
    }
}
