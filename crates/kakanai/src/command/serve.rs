//! `kakanai serve`: a city from its configuration.

use std::path::PathBuf;

use anyhow::Result;

use crate::city::City;
use crate::config::Config;
use crate::system::SystemClock;

/// Options of `serve`.
#[derive(clap::Args)]
pub struct Args {
    /// Configuration file.
    #[arg(long)]
    config: PathBuf,
}

/// Runs it until it is told to end.
pub fn run(args: Args) -> Result<()> {
    let config = Config::read(&args.config)?;
    let city = City {
        folders: config.folders(),
        data: config.data,
        database: config.database,
        public: config.public,
        counter: config.counter,
        clock: SystemClock::default(),
        demo: false,
    };
    tokio::runtime::Runtime::new()?.block_on(async {
        let running = city.start().await?;
        for (name, address) in running.addresses()? {
            println!("{name:<8} http://{address}/");
        }
        running.serve().await
    })
}
