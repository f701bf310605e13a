//! `kakanai keygen`: a key pair.

use std::path::PathBuf;

use anyhow::Result;

use crate::city::new_key;

/// Options of `keygen`.
#[derive(clap::Args)]
pub struct Args {
    /// Folder for the pair.
    #[arg(long, default_value = "var/demo/keys")]
    keys: PathBuf,
}

/// Makes the pair and names its files.
pub fn run(args: Args) -> Result<()> {
    let base = new_key(&args.keys)?;
    println!("{}", base.with_extension("secret").display());
    println!("{}", base.with_extension("public").display());
    Ok(())
}
