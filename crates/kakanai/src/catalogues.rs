//! Catalogues that were in force: codes made against them are opened for as long as a code is good, and cases
//! stored under them are read for as long as there are cases.
//!
//! Each published catalogue is kept in a folder under its schema hash. The file's time says when it was last
//! known to be in force: at each start that of the newest is brought up to now.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use data_encoding::HEXLOWER;
use kakanai_catalogue::Catalogue;
use kakanai_record::Dictionary;

use crate::city::make_private;
use crate::files::read_text;
use crate::system::now;

/// The catalogues that were in force before, the latest first.
pub struct Older {
    /// Those whose codes may still come.
    pub recent: Vec<Arc<Catalogue>>,
    /// The dictionary that reads what was stored under any of them.
    pub dictionary: Dictionary,
}

/// Keeps the catalogue now in force, and gives the older ones.
pub fn older(folder: &Path, catalogue: &Catalogue) -> Result<Older> {
    make_private(folder)?;
    let (current, now) = (folder.join(format!("{}.json", HEXLOWER.encode(catalogue.schema_hash()))), now());
    let mut kept = kept(folder)?;
    if let Some((_, newest)) = kept.last() {
        // It was in force until this start.
        set_time(newest, now)?;
    }
    if !current.exists() {
        fs::write(&current, catalogue.published()).with_context(|| current.display().to_string())?;
    }
    set_time(&current, now + Duration::from_secs(1))?;
    kept = self::kept(folder)?;
    let good = Duration::from_secs(24 * 3600 * (u64::from(catalogue.city().code_valid_days) + 2));
    let mut older = Older { recent: Vec::new(), dictionary: catalogue.dictionary().clone() };
    for (time, path) in kept.into_iter().rev().filter(|(_, path)| *path != current) {
        match Catalogue::from_published(&read_text(&path)?) {
            Ok(catalogue) => {
                older.dictionary.absorb(catalogue.dictionary());
                if now.duration_since(time).map_or(true, |age| age <= good) {
                    older.recent.push(Arc::new(catalogue));
                }
            }
            // Written by a version whose language this one no longer reads: its codes are refused with a word, and
            // cases with items of its own are told as unreadable until this is mended.
            Err(faults) => {
                eprintln!("kakanai: {} is not readable any more ({} faults)", path.display(), faults.len())
            }
        }
    }
    Ok(older)
}

/// The kept catalogues, the one last in force at the end.
fn kept(folder: &Path) -> Result<Vec<(SystemTime, PathBuf)>> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        kept.push((entry.metadata()?.modified()?, entry.path()));
    }
    kept.sort();
    Ok(kept)
}

fn set_time(path: &Path, time: SystemTime) -> Result<()> {
    let file = fs::File::options().write(true).open(path).with_context(|| path.display().to_string())?;
    file.set_modified(time).with_context(|| path.display().to_string())
}
