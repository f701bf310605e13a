//! `kakanai files`: what the public side serves, with the hash of each file.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;

use crate::config::Config;
use crate::files::{self, Folders};

/// Options of `files`.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the source tree or installation.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// Another catalogue than the one below it.
    #[arg(long)]
    catalogue: Option<PathBuf>,
    /// Configuration file of a city, in place of both.
    #[arg(long, conflicts_with_all = ["root", "catalogue"])]
    config: Option<PathBuf>,
}

/// Prints the list byte for byte as a running site gives it at `/assets/files.json`.
pub fn run(args: Args) -> Result<()> {
    let folders = match args.config {
        Some(path) => Config::read(&path)?.city().folders,
        None => {
            let tree = Folders::of_tree(&args.root);
            Folders { catalogue: args.catalogue.unwrap_or(tree.catalogue.clone()), ..tree }
        }
    };
    let catalogue = files::catalogue(&folders.catalogue)?;
    let assets = kakanai_server::public::assets(&catalogue, files::public_files(&folders)?);
    std::io::stdout().write_all(kakanai_server::public::list(&assets).as_bytes())?;
    Ok(())
}
