//! The folders between this city's counter and whoever keys its cases into other systems.
//!
//! | folder | holds | who puts it there |
//! | --- | --- | --- |
//! | `outbox` | files to be taken | we, whole or not at all |
//! | `taken` | files that somebody works on | he, by moving them |
//! | `answers` | what became of them, under the same names | he |
//! | `recalled` | files that were called back, or that a person keyed in | we, by moving them |
//! | `done` | files that nobody needs any more, and answers | we |
//!
//! Moving a file is atomic: of two who want it, one gets it. What takes several steps is done under a lock on a
//! file, which ends with the process that holds it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kakanai_links::names::FileName;
use kakanai_reception::Part;
use kakanai_store::Millis;

/// The folders.
#[derive(Debug, Clone)]
pub struct Folders(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    /// Files of which nothing new is known before a moment, so that no case is opened for each of them in
    /// every round.
    later: Mutex<BTreeMap<(Folder, FileName), Millis>>,
    /// What is done once after a start, until it was done.
    undelivered: AtomicBool,
    unswept: AtomicBool,
}

/// One of the folders, in the order in which a file goes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Folder {
    Outbox,
    Recalled,
    Taken,
    Answers,
    Done,
}

impl Folder {
    /// Whoever looks through them in this order meets a file that is moved on meanwhile.
    pub(super) const ALL: [Self; 5] = [Self::Outbox, Self::Recalled, Self::Taken, Self::Answers, Self::Done];

    const fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Taken => "taken",
            Self::Answers => "answers",
            Self::Recalled => "recalled",
            Self::Done => "done",
        }
    }
}

impl Folders {
    /// The folders below this one, made where they are missing.
    ///
    /// # Errors
    /// Where they cannot be made.
    pub fn open(root: &Path) -> Result<Self> {
        for folder in Folder::ALL {
            let path = root.join(folder.name());
            std::fs::create_dir_all(&path).map_err(at(&path))?;
        }
        Ok(Self(Arc::new(Inner {
            root: root.to_owned(),
            later: Mutex::default(),
            undelivered: AtomicBool::new(true),
            unswept: AtomicBool::new(true),
        })))
    }

    /// Waits until no other process is in the middle of something; what it gives holds them off.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.0.root.join("lock");
        let file = File::options().create(true).append(true).open(&path).map_err(at(&path))?;
        file.lock().map_err(at(&path))?;
        Ok(file)
    }

    /// True once after a start: whoever had taken work before it is dead.
    pub(super) fn is_first_delivery(&self) -> bool {
        self.0.undelivered.swap(false, Ordering::Relaxed)
    }

    /// True until it is said that everything was swept since the start.
    pub(super) fn is_unswept(&self) -> bool {
        self.0.unswept.load(Ordering::Relaxed)
    }

    pub(super) fn swept(&self) {
        self.0.unswept.store(false, Ordering::Relaxed);
    }

    fn folder(&self, folder: Folder) -> PathBuf {
        self.0.root.join(folder.name())
    }

    fn path(&self, folder: Folder, name: &str) -> PathBuf {
        self.folder(folder).join(name)
    }

    /// Whether a file is there. A folder that cannot be looked into holds nobody knows what, not nothing.
    pub(super) fn has(&self, folder: Folder, name: &FileName) -> Result<bool> {
        let path = self.path(folder, &name.to_string());
        if path.try_exists().map_err(at(&path))? {
            return Ok(true);
        }
        let folder = self.folder(folder);
        match std::fs::metadata(&folder).map_err(at(&folder))?.is_dir() {
            true => Ok(false),
            false => Err(at(&folder)(ErrorKind::NotADirectory.into())),
        }
    }

    /// Whether a release has been written before, whatever became of its file.
    pub(super) fn knows(&self, name: &FileName) -> Result<bool> {
        for folder in [Folder::Outbox, Folder::Recalled, Folder::Taken, Folder::Done] {
            if self.has(folder, name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes a file whole or not at all: whoever looks into the outbox never sees half of one. Under the lock:
    /// two must not write beside under one name.
    pub(super) fn write(&self, name: &FileName, bytes: &[u8]) -> Result<()> {
        write_whole(&self.path(Folder::Outbox, &name.to_string()), bytes)?;
        self.sync(Folder::Outbox)
    }

    /// Removes what is left of a file that was not written to its end, and will not be.
    pub(super) fn drop_half(&self, name: &FileName) -> Result<()> {
        remove(&beside(&self.path(Folder::Outbox, &name.to_string())))
    }

    /// Moves a file; false where it is not there.
    pub(super) fn transfer(&self, name: &FileName, from: Folder, to: Folder) -> Result<bool> {
        let name = name.to_string();
        let moved = move_if_there(&self.path(from, &name), &self.path(to, &name))?;
        if moved {
            self.sync(to)?;
            self.sync(from)?;
        }
        Ok(moved)
    }

    /// Gets a file back before somebody takes it; false where somebody has. Whoever copies a file instead of
    /// moving it has it, too.
    pub(super) fn call_back(&self, name: &FileName) -> Result<bool> {
        for folder in [Folder::Taken, Folder::Answers, Folder::Done] {
            if self.has(folder, name)? {
                return Ok(false);
            }
        }
        Ok(self.transfer(name, Folder::Outbox, Folder::Recalled)?
            || self.has(Folder::Recalled, name)?
            || !self.knows(name)?)
    }

    /// Removes the file that somebody left in the outbox who copied it; true where there was one.
    pub(super) fn drop_copy(&self, name: &FileName) -> Result<bool> {
        // In this order: a file that is moved back, from taken to the outbox, is never seen in both.
        let copied = self.has(Folder::Outbox, name)? && self.has(Folder::Taken, name)?;
        if copied {
            remove(&self.path(Folder::Outbox, &name.to_string()))?;
            self.sync(Folder::Outbox)?;
        }
        Ok(copied)
    }

    /// Puts an answer aside as read, beside the file that it answers, and drops what was wrong with others
    /// before it. Repeated after a crash, it does the rest.
    pub(super) fn put_answer_aside(&self, name: &FileName) -> Result<()> {
        for folder in [Folder::Outbox, Folder::Recalled, Folder::Taken] {
            self.transfer(name, folder, Folder::Done)?;
        }
        let answer = self.path(Folder::Answers, &name.to_string());
        move_if_there(&answer, &self.path(Folder::Done, &format!("{name}.answer")))?;
        self.sync(Folder::Done)?;
        for kind in ["refused", "fault.txt"] {
            remove(&answer.with_extension(kind))?;
        }
        self.sync(Folder::Answers)
    }

    /// Puts an answer aside that cannot be used, with the reason in a file beside it: the folder is read by
    /// those who write the answers.
    pub(super) fn refuse_answer(&self, name: &str, why: &str) -> Result<()> {
        let answer = self.path(Folder::Answers, name);
        write_whole(&answer.with_extension("fault.txt"), format!("{why}\r\n").as_bytes())?;
        move_if_there(&answer, &answer.with_extension("refused"))?;
        self.sync(Folder::Answers)
    }

    /// What an answer holds, up to `most` bytes and one more.
    pub(super) fn answer(&self, name: &str, most: usize) -> Result<Vec<u8>> {
        use std::io::Read;
        let path = self.path(Folder::Answers, name);
        // Only what lies in this folder: no way to somewhere else, no pipe that never ends.
        if !std::fs::symlink_metadata(&path).map_err(at(&path))?.is_file() {
            return Err(at(&path)(Error::other("no ordinary file")));
        }
        let mut bytes = Vec::new();
        let file = File::open(&path).map_err(at(&path))?;
        file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(at(&path))?;
        Ok(bytes)
    }

    /// The files of a folder, sorted; what is still being written (`.part`) and what we put aside is not among
    /// them.
    pub(super) fn list(&self, folder: Folder) -> Result<Vec<String>> {
        let mut names = self.every(folder)?;
        names.retain(|name| name.ends_with(".csv"));
        names.sort();
        Ok(names)
    }

    fn every(&self, folder: Folder) -> Result<Vec<String>> {
        let path = self.folder(folder);
        let entries = std::fs::read_dir(&path).map_err(at(&path))?;
        entries
            .map(|entry| Ok(entry.map_err(at(&path))?.file_name().to_string_lossy().into_owned()))
            .collect()
    }

    /// The files of a folder that are to be looked at now.
    pub(super) fn due(&self, folder: Folder, now: Millis) -> Result<Vec<FileName>> {
        let mut names: Vec<FileName> =
            self.list(folder)?.iter().filter_map(|name| name.parse().ok()).collect();
        names.sort();
        let mut later = self.0.later.lock().unwrap_or_else(PoisonError::into_inner);
        later.retain(|(within, name), _| *within != folder || names.binary_search(name).is_ok());
        let due = |name: &FileName| later.get(&(folder, name.clone())).is_none_or(|until| *until <= now);
        Ok(names.iter().filter(|name| due(name)).cloned().collect())
    }

    /// Leaves a file alone until then.
    pub(super) fn look_later(&self, folder: Folder, name: &FileName, until: Millis) {
        let mut later = self.0.later.lock().unwrap_or_else(PoisonError::into_inner);
        later.insert((folder, name.clone()), until);
    }

    /// Removes every file of a case, wherever it lies: whole or half, answered or refused, copied or renamed, as
    /// long as its name still says so.
    pub(super) fn remove_all_of(&self, number: &str, case: &str) -> Result<()> {
        for folder in Folder::ALL {
            for name in self.every(folder)? {
                if is_of(&name, number, case) {
                    remove(&self.path(folder, &name))?;
                }
            }
            self.sync(folder)?;
        }
        Ok(())
    }

    fn sync(&self, folder: Folder) -> Result<()> {
        let path = self.folder(folder);
        File::open(&path).and_then(|folder| folder.sync_all()).map_err(at(&path))
    }
}

/// Whether a name is about a case, whatever was written before or behind what we call its files.
fn is_of(name: &str, number: &str, case: &str) -> bool {
    let case = case.get(..8).unwrap_or(case);
    Part::ALL.iter().any(|part| name.contains(&format!("{number}-{}-{case}-", part.code())))
}

/// Where a file is written before it is there.
fn beside(target: &Path) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn write_whole(target: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(target);
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, target)
    };
    write().map_err(|error| {
        // A full disk: what was written of it makes room.
        let _ = std::fs::remove_file(&beside);
        at(target)(error)
    })
}

fn move_if_there(from: &Path, to: &Path) -> Result<bool> {
    match std::fs::rename(from, to) {
        Ok(()) => Ok(true),
        // There is no such file, not: no such folder.
        Err(error) if error.kind() == ErrorKind::NotFound && to.parent().is_some_and(Path::is_dir) => {
            Ok(false)
        }
        Err(error) => Err(at(from)(error)),
    }
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

/// The same error with its place.
fn at(path: &Path) -> impl Fn(Error) -> Error {
    move |error| Error::new(error.kind(), format!("{}: {error}", path.display()))
}
