//! What is wrong with a catalogue, and where.

use std::fmt;

/// One fault. A catalogue with a fault is refused whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, as the city keeps it.
    pub file: String,
    /// Line from 1, where known.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub what: String,
}

impl Fault {
    /// A fault in a file; its line is sought with [`Fault::locate`].
    pub fn new(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, what: what.into() }
    }

    /// Finds the line of the first occurrence of `needle` in the file's text.
    #[must_use]
    pub fn locate(mut self, text: &str, needle: &str) -> Self {
        self.line = text.lines().position(|line| line.contains(needle)).map(|at| at + 1);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}
