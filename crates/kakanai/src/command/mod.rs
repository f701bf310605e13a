//! One module for each command.

pub mod catalogue;
pub mod check_record;
pub mod demo;
pub mod files;
pub mod fill;
pub mod guide;
pub mod items;
pub mod keygen;
pub mod ledger;
pub mod open;
pub mod sample;
pub mod seal;
pub mod serve;
pub mod staff;
pub mod verify;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kakanai_catalogue::Catalogue;
use kakanai_record::{Date, Record, json};

/// Options that say which city is meant.
#[derive(clap::Args)]
pub struct Place {
    /// Folder of the source tree or installation.
    #[arg(long, default_value = ".")]
    pub root: PathBuf,
    /// Day to take for today (YYYY-MM-DD).
    #[arg(long, value_parser = day)]
    pub today: Option<Date>,
}

impl Place {
    /// Today, or the day given.
    pub fn today(&self) -> Date {
        self.today.unwrap_or_else(crate::system::today)
    }
}

/// The catalogue below a root folder.
pub fn catalogue_of(root: &Path) -> Result<Catalogue> {
    crate::files::catalogue(&root.join("catalogue"))
}

/// Prints a line.
pub fn say(line: impl std::fmt::Display) -> Result<()> {
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

/// Reads a day of the command line.
pub fn day(text: &str) -> Result<Date, String> {
    kakanai_record::date::parse_date(text).ok_or_else(|| format!("`{text}` is no day: 2026-11-20"))
}

/// Reads a record from a file, or from standard input for `-`.
pub fn read_record(catalogue: &Catalogue, path: &Path) -> Result<Record> {
    let text = read_input(path)?;
    json::from_str(catalogue.dictionary(), &text).with_context(|| path.display().to_string())
}

/// Reads a text file, or standard input for `-`.
pub fn read_input(path: &Path) -> Result<String> {
    if path != Path::new("-") {
        return crate::files::read_text(path);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

/// The runtime of a server. Filling forms, drawing pages and checking passwords keep a processor busy and memory
/// filled: more of them at a time than this would only wait for each other.
pub fn server_runtime() -> std::io::Result<tokio::runtime::Runtime> {
    let busy = std::thread::available_parallelism().map_or(2, usize::from);
    tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(2 * busy + 4).build()
}
