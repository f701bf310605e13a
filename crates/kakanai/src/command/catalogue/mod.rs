//! `kakanai catalogue`: checking what a city wrote.

use std::path::PathBuf;

use anyhow::{Result, bail};
use data_encoding::HEXLOWER;
use kakanai_catalogue::{files as catalogue_files, plain_words};
use kakanai_forms::FormDef;

use super::say;
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
    },
}

/// Does it.
pub fn run(args: Args) -> Result<()> {
    let Action::Check { folder } = args.action;
    let found = files::catalogue_files(&folder)?;
    let (catalogue, faults) = match catalogue_files::load(&found) {
        Ok(catalogue) => {
            let faults = plain_words::check(&found, catalogue.dictionary());
            (Some(catalogue), faults)
        }
        Err(faults) => (None, faults),
    };
    for fault in &faults {
        say(fault)?;
    }
    let Some(catalogue) = catalogue.filter(|_| faults.is_empty()) else {
        bail!("{} faults", faults.len());
    };
    let forms = files::forms(&folder)?;
    let missing: Vec<&str> = catalogue
        .forms()
        .iter()
        .map(|(form, _)| form.id.as_str())
        .filter(|id| !forms.contains_key(*id))
        .collect();
    if !missing.is_empty() {
        bail!("forms without a background: {}", missing.join(", "));
    }
    let boxes: usize = forms.values().map(|form| placements(form.def())).sum();
    say(format_args!("{} {}", catalogue.city().prefecture, catalogue.city().name))?;
    say(format_args!(
        "items {}, services {}",
        catalogue.dictionary().items().count(),
        catalogue.services().len()
    ))?;
    say(format_args!("forms {}, boxes {boxes}", forms.len()))?;
    say(format_args!("schema {}", HEXLOWER.encode(catalogue.schema_hash())))?;
    say(format_args!("version {}", HEXLOWER.encode(catalogue.version())))?;
    Ok(())
}

fn placements(def: &FormDef) -> usize {
    def.placements.len()
}
