//! What was asked and what was acknowledged: the other side of the comparison.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use kakanai_sample::Dice;
use tokio::sync::watch;

/// Of a hundred acknowledged steps, so many are said a second time.
const SAID_AGAIN: u32 = 15;

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Sent, and no answer yet.
    Intended,
    /// Answered with yes: it must be there, once.
    Acknowledged,
    /// Answered with no: it must not be there.
    Refused,
}

/// A step.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// What.
    pub(crate) step: &'static str,
    /// The case; empty until a new one is known.
    pub(crate) case: String,
    /// How far it has come.
    pub(crate) known: Known,
}

struct State {
    entries: Vec<Entry>,
    dice: Dice,
    file: File,
    said_again: u64,
    violations: Vec<String>,
}

/// All steps of a run, also in a file.
#[derive(Clone)]
pub(crate) struct Ledger {
    state: Arc<Mutex<State>>,
    requests: Arc<watch::Sender<u64>>,
    steps: Arc<watch::Sender<u64>>,
}

impl Ledger {
    /// An empty one.
    pub(crate) fn new(file: &Path, seed: u64) -> Result<Self> {
        let state = State {
            entries: Vec::new(),
            dice: Dice::new(seed),
            file: File::create(file)?,
            said_again: 0,
            violations: Vec::new(),
        };
        let counter = || Arc::new(watch::channel(0).0);
        Ok(Self { state: Arc::new(Mutex::new(state)), requests: counter(), steps: counter() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A step is about to be sent.
    pub(crate) fn intend(&self, step: &'static str, case: &str) -> usize {
        let mut state = self.state();
        state.entries.push(Entry { step, case: case.to_owned(), known: Known::Intended });
        let at = state.entries.len() - 1;
        state.note(at, "intended");
        self.steps.send_modify(|sent| *sent += 1);
        at
    }

    /// It was answered with yes.
    pub(crate) fn acknowledged(&self, at: usize, case: &str) {
        let mut state = self.state();
        if let Some(entry) = state.entries.get_mut(at) {
            entry.known = Known::Acknowledged;
            if entry.case.is_empty() {
                case.clone_into(&mut entry.case);
            }
        }
        state.note(at, "acknowledged");
    }

    /// It was answered with no.
    pub(crate) fn refused(&self, at: usize, how: &str) {
        let mut state = self.state();
        if let Some(entry) = state.entries.get_mut(at) {
            entry.known = Known::Refused;
        }
        state.note(at, how);
    }

    /// Whether an acknowledged step is said a second time.
    pub(crate) fn says_again(&self, at: usize) -> bool {
        let mut state = self.state();
        let is_of_a_case = state.entries.get(at).is_some_and(|entry| !entry.case.is_empty());
        is_of_a_case && state.dice.percent(SAID_AGAIN)
    }

    /// It was.
    pub(crate) fn said_again(&self) {
        self.state().said_again += 1;
    }

    /// How many were.
    pub(crate) fn times_said_again(&self) -> u64 {
        self.state().said_again
    }

    /// A request is about to be sent.
    pub(crate) fn sending(&self) {
        self.requests.send_modify(|sent| *sent += 1);
    }

    /// How many requests were sent, as it grows.
    pub(crate) fn requests(&self) -> watch::Receiver<u64> {
        self.requests.subscribe()
    }

    /// How many steps were sent, as it grows.
    pub(crate) fn steps(&self) -> watch::Receiver<u64> {
        self.steps.subscribe()
    }

    /// Something that must not be.
    pub(crate) fn violation(&self, words: &str) {
        self.state().violations.push(words.to_owned());
    }

    /// All of them.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.state().violations.clone()
    }

    /// All steps of cases so far.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.state().entries.clone()
    }
}

impl State {
    fn note(&mut self, at: usize, how: &str) {
        let Some(entry) = self.entries.get(at) else { return };
        // The file helps whoever looks for a fault; the run itself does not need it.
        let _ = writeln!(self.file, "{at} {} {} {how}", entry.step, entry.case);
    }
}
