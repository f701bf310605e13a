//! What was done so far, a line for each batch of kills, so that a second run goes on where the first one ended.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// One batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    /// Which, from 1.
    pub(crate) number: u64,
    /// `sqlite` or `postgres`.
    pub(crate) database: String,
    /// Chances of all batches.
    pub(crate) seed: u64,
    /// Kills.
    pub(crate) kills: u64,
    /// Steps acknowledged.
    pub(crate) acknowledged: u64,
    /// Steps said a second time with the same command.
    pub(crate) said_again: u64,
    /// Steps that were under way at a kill, and how many of them had arrived without an answer.
    pub(crate) under_way: u64,
    /// Of these.
    pub(crate) arrived: u64,
    /// Cases opened.
    pub(crate) cases: u64,
    /// Files released.
    pub(crate) files: u64,
    /// What did not hold.
    pub(crate) violations: u64,
}

impl Batch {
    fn fields(&self) -> [(&'static str, u64); 10] {
        [
            ("number", self.number),
            ("seed", self.seed),
            ("kills", self.kills),
            ("acknowledged", self.acknowledged),
            ("said_again", self.said_again),
            ("under_way", self.under_way),
            ("arrived", self.arrived),
            ("cases", self.cases),
            ("files", self.files),
            ("violations", self.violations),
        ]
    }

    fn to_line(&self) -> String {
        let mut line = json!({ "database": self.database });
        for (name, number) in self.fields() {
            line[name] = number.into();
        }
        line.to_string()
    }

    fn of_line(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line)?;
        let number = |name: &str| value[name].as_u64().with_context(|| format!("no number `{name}`"));
        Ok(Self {
            number: number("number")?,
            database: value["database"].as_str().context("no `database`")?.to_owned(),
            seed: number("seed")?,
            kills: number("kills")?,
            acknowledged: number("acknowledged")?,
            said_again: number("said_again")?,
            under_way: number("under_way")?,
            arrived: number("arrived")?,
            cases: number("cases")?,
            files: number("files")?,
            violations: number("violations")?,
        })
    }
}

/// All batches so far; with a file, also those of earlier runs.
pub(crate) struct Journal {
    path: Option<PathBuf>,
    /// In their order.
    pub(crate) batches: Vec<Batch>,
}

impl Journal {
    /// Reads a file where there is one.
    pub(crate) fn open(path: Option<PathBuf>, seed: u64, database: &str) -> Result<Self> {
        let text = path.as_deref().filter(|path| path.exists()).map(std::fs::read_to_string).transpose()?;
        let read = |path: &Path, text: &str| {
            let lines = text.lines().filter(|line| !line.trim().is_empty()).map(Batch::of_line);
            lines.collect::<Result<Vec<_>>>().with_context(|| path.display().to_string())
        };
        let batches = match (&path, text) {
            (Some(path), Some(text)) => read(path, &text)?,
            _ => Vec::new(),
        };
        if let Some(other) = batches.iter().find(|batch| batch.seed != seed || batch.database != database) {
            bail!(
                "the journal is of seed {} on {}: name another one, or the same seed and database",
                other.seed,
                other.database
            );
        }
        Ok(Self { path, batches })
    }

    /// Writes a batch down.
    pub(crate) fn add(&mut self, batch: Batch) -> Result<()> {
        if let Some(path) = &self.path {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            writeln!(file, "{}", batch.to_line())?;
            file.sync_all()?;
        }
        self.batches.push(batch);
        Ok(())
    }

    /// Something of all batches together.
    pub(crate) fn total(&self, of: impl Fn(&Batch) -> u64) -> u64 {
        self.batches.iter().map(of).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_read_as_it_was_written() {
        let batch =
            Batch { number: 3, database: "sqlite".to_owned(), seed: 7, kills: 50, ..Batch::default() };
        assert_eq!(Batch::of_line(&batch.to_line()).unwrap(), batch);
        assert!(Batch::of_line("{}").is_err());
    }
}
