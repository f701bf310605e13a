//! `kakanai keygen`: a key pair.

use std::path::PathBuf;

use anyhow::Result;

use super::say;
use crate::keys;

/// Options of `keygen`.
#[derive(clap::Args)]
pub struct Args {
    /// Folder for the pair.
    #[arg(long, default_value = "var/demo/keys")]
    keys: PathBuf,
}

/// Makes the pair and names its files.
pub fn run(args: Args) -> Result<()> {
    let base = keys::make(&args.keys)?;
    say(base.with_extension("secret").display())?;
    say(base.with_extension("public").display())?;
    Ok(())
}
