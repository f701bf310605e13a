//! The folders between this city's counter and whoever keys its cases into other systems.
//!
//! | folder | holds | who puts it there |
//! | --- | --- | --- |
//! | `outbox` | files to be taken | we, whole or not at all |
//! | `taken` | files that somebody works on | he, by moving them |
//! | `answers` | what became of them, under the same names | he |
//! | `recalled` | files that were called back | we, by moving them |
//! | `done` | answered files and their answers | we |
//!
//! Moving a file is atomic: of two who want it, one gets it.

use std::io::{ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

use kakanai_links::names::FileName;

/// The folders.
#[derive(Debug, Clone)]
pub struct Folders(PathBuf);

/// One of the folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Folder {
    Outbox,
    Taken,
    Answers,
    Recalled,
    Done,
}

impl Folder {
    const ALL: [Self; 5] = [Self::Outbox, Self::Taken, Self::Answers, Self::Recalled, Self::Done];

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
            std::fs::create_dir_all(root.join(folder.name()))?;
        }
        Ok(Self(root.to_owned()))
    }

    fn path(&self, folder: Folder, name: &str) -> PathBuf {
        self.0.join(folder.name()).join(name)
    }

    /// Whether a release has been written before, whatever became of its file.
    pub(super) fn knows(&self, name: &FileName) -> bool {
        let name = name.to_string();
        Folder::ALL.iter().any(|folder| *folder != Folder::Answers && self.path(*folder, &name).exists())
    }

    /// Writes a file whole or not at all: whoever looks into the outbox never sees half of one.
    pub(super) fn write(&self, name: &FileName, bytes: &[u8]) -> Result<()> {
        let target = self.path(Folder::Outbox, &name.to_string());
        let beside = target.with_extension("part");
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, &target)?;
        self.sync(Folder::Outbox)
    }

    /// Moves a file; false where it is not there.
    pub(super) fn transfer(&self, name: &FileName, from: Folder, to: Folder) -> Result<bool> {
        let name = name.to_string();
        match std::fs::rename(self.path(from, &name), self.path(to, &name)) {
            Ok(()) => {
                self.sync(from)?;
                self.sync(to)?;
                Ok(true)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Puts an answer aside as read, beside the file that it answers.
    pub(super) fn put_answer_aside(&self, name: &FileName) -> Result<()> {
        self.transfer(name, Folder::Taken, Folder::Done)?;
        let answer = self.path(Folder::Answers, &name.to_string());
        move_if_there(&answer, &self.path(Folder::Done, &format!("{name}.answer")))
    }

    /// Puts an answer aside that cannot be used, with the reason in a file beside it: the folder is read by
    /// those who write the answers.
    pub(super) fn refuse_answer(&self, name: &str, why: &str) -> Result<()> {
        let answer = self.path(Folder::Answers, name);
        std::fs::write(answer.with_extension("fault.txt"), format!("{why}\r\n"))?;
        move_if_there(&answer, &answer.with_extension("refused"))
    }

    /// What an answer holds, up to `most` bytes and one more.
    pub(super) fn answer(&self, name: &str, most: usize) -> Result<Vec<u8>> {
        use std::io::Read;
        let file = std::fs::File::open(self.path(Folder::Answers, name))?;
        let mut bytes = Vec::new();
        file.take(most as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The files of a folder, sorted; what is still being written (`.part`) and what we put aside is not among
    /// them.
    pub(super) fn list(&self, folder: Folder) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.0.join(folder.name()))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".csv") {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// Removes every file of a case, wherever it lies.
    pub(super) fn remove_all_of(&self, case: &str) -> Result<()> {
        for folder in Folder::ALL {
            for entry in std::fs::read_dir(self.0.join(folder.name()))? {
                let entry = entry?;
                if is_of(&entry.file_name().to_string_lossy(), case) {
                    remove(&entry.path())?;
                }
            }
            self.sync(folder)?;
        }
        Ok(())
    }

    fn sync(&self, folder: Folder) -> Result<()> {
        std::fs::File::open(self.0.join(folder.name()))?.sync_all()
    }
}

/// Whether a file, whole or half, answered or refused, is about a case.
fn is_of(name: &str, case: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    format!("{stem}.csv").parse::<FileName>().is_ok_and(|name| name.is_of(case))
}

fn move_if_there(from: &Path, to: &Path) -> Result<()> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
