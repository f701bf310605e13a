//! What was measured: every answer's time, by what was asked.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Times of one kind of request, in microseconds.
#[derive(Default)]
struct Times {
    taken: Vec<u32>,
    failed: u64,
}

/// Shared by all browsers.
#[derive(Clone, Default)]
pub(crate) struct Report(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    times: BTreeMap<String, Times>,
    /// From an action to the news of it elsewhere.
    live: BTreeMap<&'static str, Times>,
    counts: BTreeMap<&'static str, u64>,
    errors: Vec<String>,
    people_lost: u64,
    since: Option<Instant>,
    /// Set at the end: what happens afterwards, such as lines that break when the server ends, is nobody's failure.
    seconds: Option<f64>,
}

/// Errors kept in words.
const MOST_ERRORS: usize = 20;

impl Report {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes something down, until the end.
    fn note(&self, what: impl FnOnce(&mut State)) {
        let mut state = self.state();
        if state.seconds.is_none() {
            what(&mut state);
        }
    }

    /// Forgets the times so far: from now on they count. What failed before counts, too.
    pub(crate) fn begin(&self) {
        let mut state = self.state();
        let errors = std::mem::take(&mut state.errors);
        let people_lost = state.people_lost;
        *state = State { since: Some(Instant::now()), errors, people_lost, ..State::default() };
    }

    /// Ends the measuring.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        state.seconds = Some(state.since.map_or(1.0, |since| since.elapsed().as_secs_f64()));
    }

    /// An answer came.
    pub(crate) fn took(&self, what: &str, time: Duration) {
        self.note(|state| match state.times.get_mut(what) {
            Some(times) => times.taken.push(micros(time)),
            None => state.times.entry(what.to_owned()).or_default().taken.push(micros(time)),
        });
    }

    /// No answer came, or one that says no.
    pub(crate) fn failed(&self, what: &str) {
        self.note(|state| state.times.entry(what.to_owned()).or_default().failed += 1);
    }

    /// News of an action arrived at another screen.
    pub(crate) fn arrived(&self, what: &'static str, time: Duration) {
        self.note(|state| state.live.entry(what).or_default().taken.push(micros(time)));
    }

    /// Something happened.
    pub(crate) fn count(&self, what: &'static str) {
        self.note(|state| *state.counts.entry(what).or_default() += 1);
    }

    /// How often it happened.
    pub(crate) fn counted(&self, what: &'static str) -> u64 {
        self.state().counts.get(what).copied().unwrap_or_default()
    }

    /// Somebody could not go on with his case.
    pub(crate) fn error(&self, words: String) {
        self.note(|state| {
            if state.errors.len() < MOST_ERRORS {
                state.errors.push(words);
            }
            state.people_lost += 1;
        });
    }

    /// Seconds that were measured.
    pub(crate) fn seconds(&self) -> f64 {
        self.state().seconds.unwrap_or_default()
    }

    /// Tables in Markdown: requests, live news, what was counted, what went wrong.
    pub(crate) fn tables(&self) -> String {
        let state = self.state();
        let seconds = state.seconds.unwrap_or_default().max(0.001);
        let mut out = String::new();
        head(&mut out, "request");
        let mut all = Times::default();
        for (what, times) in &state.times {
            line(&mut out, what, times, seconds);
            all.taken.extend(&times.taken);
            all.failed += times.failed;
        }
        line(&mut out, "**all requests**", &all, seconds);
        let _ = writeln!(out);
        head(&mut out, "live: from the action to the news");
        for (what, times) in &state.live {
            line(&mut out, what, times, seconds);
        }
        let _ = writeln!(out);
        for (what, count) in &state.counts {
            let _ = writeln!(out, "- {what}: {count}");
        }
        let _ = writeln!(out, "- steps that could not be taken: {}", state.people_lost);
        for error in &state.errors {
            let _ = writeln!(out, "  - {error}");
        }
        out
    }

    /// How much went wrong.
    pub(crate) fn failures(&self) -> u64 {
        let state = self.state();
        state.times.values().map(|times| times.failed).sum::<u64>() + state.people_lost
    }
}

fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}

fn head(out: &mut String, first: &str) {
    let _ =
        writeln!(out, "| {first} | count | per second | median ms | p95 ms | p99 ms | longest ms | failed |");
    let _ = writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
}

fn line(out: &mut String, what: &str, times: &Times, seconds: f64) {
    let mut sorted = times.taken.clone();
    sorted.sort_unstable();
    let _ = writeln!(
        out,
        "| {what} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {} |",
        sorted.len(),
        sorted.len() as f64 / seconds,
        at(&sorted, 0.5),
        at(&sorted, 0.95),
        at(&sorted, 0.99),
        at(&sorted, 1.0),
        times.failed
    );
}

/// The time, in milliseconds, within which this part of all was done.
fn at(sorted: &[u32], part: f64) -> f64 {
    let place = ((sorted.len() as f64 * part).ceil() as usize).saturating_sub(1);
    f64::from(sorted.get(place).copied().unwrap_or_default()) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_hundred_are_those_of_the_nearest_rank() {
        let times: Vec<u32> = (1..=200).map(|ms| ms * 1000).collect();
        for (part, ms) in [(0.5, 100.0), (0.95, 190.0), (0.99, 198.0), (1.0, 200.0)] {
            assert!((at(&times, part) - ms).abs() < 1e-9, "{part}");
        }
        assert!(at(&[], 0.99).abs() < 1e-9);
    }

    #[test]
    fn what_fails_is_not_forgotten() {
        let report = Report::default();
        report.error("while they came in".to_owned());
        report.begin();
        report.took("GET /", Duration::from_millis(3));
        report.failed("GET /");
        report.end();
        report.failed("live line");
        assert_eq!(report.failures(), 2, "what breaks when all is over is no failure");
        assert!(report.tables().contains("| GET / | 1 |"));
    }
}
