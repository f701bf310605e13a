//! `kakanai catalogue`: checking what a city wrote, and telling what it covers.

pub mod report;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use data_encoding::HEXLOWER;
use kakanai_catalogue::files::{self as catalogue_files, Files};
use kakanai_catalogue::{Catalogue, Fault, named, plain_words};
use kakanai_forms::FormDef;
use serde_json::{Value as Json, json};

use crate::command::say;
use crate::files;

/// Options of `catalogue`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Checks a catalogue: faults with file and line, and words for citizens that are missing or not plain.
    Check {
        /// Its folder.
        folder: PathBuf,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Tells which rows of the city's own list of procedures are covered.
    Report {
        /// Its folder.
        folder: PathBuf,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub fn run(args: Args) -> Result<()> {
    match args.action {
        Action::Check { folder, json } => check(&folder, json),
        Action::Report { folder, json } => report::run(&folder, &files::catalogue(&folder)?, json),
    }
}

/// What is wrong with the words of a catalogue that can be served all the same.
pub fn faults_of_words(files: &Files, catalogue: &Catalogue) -> Vec<Fault> {
    let mut faults = plain_words::check(files, catalogue.dictionary());
    faults.extend(named::check(files, catalogue));
    faults
}

/// Faults for programs.
pub fn faults_json(faults: &[Fault]) -> Json {
    let told = faults.iter().map(|it| json!({ "file": it.file, "line": it.line, "what": it.what }));
    json!({ "faults": told.collect::<Vec<_>>() })
}

fn check(folder: &Path, json: bool) -> Result<()> {
    let found = files::catalogue_files(folder)?;
    let (catalogue, faults) = match catalogue_files::load(&found) {
        Ok(catalogue) => {
            let faults = faults_of_words(&found, &catalogue);
            (Some(catalogue), faults)
        }
        Err(faults) => (None, faults),
    };
    if json {
        say(serde_json::to_string_pretty(&faults_json(&faults))?)?;
    } else {
        for fault in &faults {
            say(fault)?;
        }
    }
    let Some(catalogue) = catalogue.filter(|_| faults.is_empty()) else {
        bail!("{} faults", faults.len());
    };
    let forms = files::forms(folder)?;
    let missing: Vec<&str> = catalogue
        .forms()
        .iter()
        .map(|(form, _)| form.id.as_str())
        .filter(|id| !forms.contains_key(*id))
        .collect();
    if !missing.is_empty() {
        bail!("forms without a background: {}", missing.join(", "));
    }
    if json {
        return Ok(());
    }
    let boxes: usize = forms.values().map(|form| placements(form.def())).sum();
    say(format_args!("{} {}", catalogue.city().prefecture, catalogue.city().name))?;
    say(format_args!(
        "items {}, services {}",
        catalogue.dictionary().items().count(),
        catalogue.services().len()
    ))?;
    say(format_args!("procedures {}, desks {}", catalogue.procedures().len(), catalogue.desks().len()))?;
    say(format_args!("forms {}, boxes {boxes}", forms.len()))?;
    say(format_args!("schema {}", HEXLOWER.encode(catalogue.schema_hash())))?;
    say(format_args!("version {}", HEXLOWER.encode(catalogue.version())))?;
    Ok(())
}

fn placements(def: &FormDef) -> usize {
    def.placements.len()
}
