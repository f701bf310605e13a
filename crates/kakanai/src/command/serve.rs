//! `kakanai serve`: a city from its configuration.

use std::path::PathBuf;

use anyhow::Result;

use super::{say, server_runtime};
use crate::config::Config;

/// Options of `serve`.
#[derive(clap::Args)]
pub struct Args {
    /// Configuration file.
    #[arg(long)]
    config: PathBuf,
}

/// Runs it until it is told to end.
pub fn run(args: Args) -> Result<()> {
    let city = Config::read(&args.config)?.city();
    server_runtime()?.block_on(async {
        let running = city.start().await?;
        for (name, address) in running.addresses()? {
            say(format_args!("{name:<8} http://{address}/"))?;
        }
        running.serve().await
    })
}
