//! Who keys released files into the other system: takes a file by moving it, and answers under its name. A kill of the
//! counter is nothing to it. It remembers every file it has seen, and says where one was there twice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use kakanai_sample::Dice;
use sha2::{Digest, Sha256};

/// Between two looks into the folder.
const LOOK: Duration = Duration::from_millis(20);
/// Before every line of a file that is answered.
const BOM: &str = "\u{feff}";

/// What it has seen.
#[derive(Default)]
struct State {
    /// Hash of each file by its name, and whether it was taken.
    seen: BTreeMap<String, ([u8; 32], bool)>,
    violations: Vec<String>,
    answered: u64,
    rejected: u64,
}

/// A thread at work; it ends when this is dropped.
pub(crate) struct Robot {
    state: Arc<Mutex<State>>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// How it works.
#[derive(Clone, Copy)]
pub(crate) struct Habits {
    /// Its chances.
    pub(crate) seed: u64,
    /// A file waits at least and at most so long to be taken, and again to be answered, in milliseconds.
    pub(crate) wait: (u32, u32),
    /// Of a hundred files, so many are rejected.
    pub(crate) rejects: u32,
}

impl Robot {
    /// Begins to work in the hand-over's folder.
    pub(crate) fn start(folder: &Path, habits: Habits) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let ended = Arc::new(AtomicBool::new(false));
        let work = Work {
            folder: folder.to_owned(),
            state: Arc::clone(&state),
            habits,
            dice: Dice::new(habits.seed),
            due: BTreeMap::new(),
        };
        let thread = std::thread::spawn({
            let ended = Arc::clone(&ended);
            move || work.run(&ended)
        });
        Self { state, ended, thread: Some(thread) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it found wrong.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.state().violations.clone()
    }

    /// Files answered, and how many of them with a no.
    pub(crate) fn answered(&self) -> (u64, u64) {
        let state = self.state();
        (state.answered, state.rejected)
    }
}

impl Drop for Robot {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Work {
    folder: PathBuf,
    state: Arc<Mutex<State>>,
    habits: Habits,
    dice: Dice,
    /// When each file's next step is due: true where it is the answer.
    due: BTreeMap<(String, bool), Instant>,
}

impl Work {
    fn run(mut self, ended: &AtomicBool) {
        while !ended.load(Ordering::Relaxed) {
            if let Err(error) = self.round() {
                self.state().violations.push(format!("the robot could not work: {error:#}"));
                return;
            }
            std::thread::sleep(LOOK);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn round(&mut self) -> Result<()> {
        for name in names(&self.folder.join("outbox"))? {
            if self.is_due(&name, false) {
                self.take(&name)?;
            }
        }
        let due: Vec<String> =
            self.due.keys().filter(|(_, answer)| *answer).map(|(name, _)| name.clone()).collect();
        for name in due {
            if self.is_due(&name, true) {
                self.answer(&name)?;
                self.due.remove(&(name, true));
            }
        }
        Ok(())
    }

    fn is_due(&mut self, name: &str, answer: bool) -> bool {
        let (least, most) = self.habits.wait;
        let wait = Duration::from_millis(u64::from(self.dice.between(least..=most)));
        let due = self.due.entry((name.to_owned(), answer)).or_insert_with(|| Instant::now() + wait);
        *due <= Instant::now()
    }

    /// Takes a file, unless it was called back in this moment.
    fn take(&mut self, name: &str) -> Result<()> {
        self.due.remove(&(name.to_owned(), false));
        let (from, to) = (self.folder.join("outbox").join(name), self.folder.join("taken").join(name));
        let bytes = match std::fs::read(&from) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).context(from.display().to_string()),
        };
        let before = self.state().seen.get(name).copied();
        if before.is_some_and(|(_, taken)| taken) || to.exists() {
            self.state().violations.push(format!("{name} was in the outbox again after it had been taken"));
            return std::fs::remove_file(&from).context(from.display().to_string());
        }
        match std::fs::rename(&from, &to) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).context(from.display().to_string()),
        }
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        let mut state = self.state();
        if before.is_some_and(|(earlier, _)| earlier != hash) {
            state.violations.push(format!("{name} was written twice with different content"));
        }
        if let Some((other, _)) =
            state.seen.iter().find(|(other, (known, _))| *known == hash && *other != name)
        {
            let words = format!("{name} holds the same as {other}");
            state.violations.push(words);
        }
        state.seen.insert(name.to_owned(), (hash, true));
        drop(state);
        if is_answered(name) {
            let _ = self.is_due(name, true);
        }
        Ok(())
    }

    /// Answers what was taken: every line as it was sent, registered or not.
    fn answer(&mut self, name: &str) -> Result<()> {
        let taken = self.folder.join("taken").join(name);
        let text = std::fs::read_to_string(&taken).with_context(|| taken.display().to_string())?;
        let no = self.dice.percent(self.habits.rejects);
        let bytes = answer(&text, no)?;
        let answers = self.folder.join("answers");
        let beside = answers.join(format!("{name}.robot"));
        std::fs::write(&beside, bytes)?;
        std::fs::rename(&beside, answers.join(name))?;
        let mut state = self.state();
        state.answered += 1;
        state.rejected += u64::from(no);
        Ok(())
    }
}

/// Nothing comes back of applications for certificates.
fn is_answered(name: &str) -> bool {
    !name.contains("-certificates-")
}

/// The answer to a file.
fn answer(text: &str, no: bool) -> Result<Vec<u8>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches(BOM).as_bytes());
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BOM.as_bytes().to_vec());
    for (at, row) in reader.records().enumerate() {
        let mut row = row?;
        let (result, reason) = match (at, no) {
            (0, _) => ("結果", "理由"),
            (_, true) => ("差戻し", "見本の差戻し"),
            (_, false) => ("仮登録", ""),
        };
        row.push_field(result);
        row.push_field(reason);
        writer.write_record(&row)?;
    }
    Ok(writer.into_inner()?)
}

/// Files of a folder that are whole.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".csv") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_the_same_and_how_it_went() {
        let sent = "\u{feff}受付番号,氏名\r\nE-1,\"見本,太郎\"\r\n";
        let yes = String::from_utf8(answer(sent, false).unwrap()).unwrap();
        assert_eq!(yes, "\u{feff}受付番号,氏名,結果,理由\r\nE-1,\"見本,太郎\",仮登録,\r\n");
        assert!(String::from_utf8(answer(sent, true).unwrap()).unwrap().contains("差戻し,見本の差戻し"));
    }
}
