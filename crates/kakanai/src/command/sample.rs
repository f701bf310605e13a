//! `kakanai sample`: a synthetic record.

use anyhow::{Result, anyhow};
use kakanai_record::json;
use kakanai_sample::Service;

use super::{Place, catalogue_of, say};

/// Options of `sample`.
#[derive(clap::Args)]
pub struct Args {
    /// Service, such as `move_in`.
    service: String,
    #[command(flatten)]
    place: Place,
    /// The same seed gives the same record.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// People in it.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=20))]
    people: u8,
}

/// Prints the record as JSON.
pub fn run(args: Args) -> Result<()> {
    let catalogue = catalogue_of(&args.place.root)?;
    let service: Service = args.service.parse().map_err(|error| anyhow!("{error}"))?;
    let dictionary = catalogue.dictionary();
    let record = kakanai_sample::whole(&catalogue, service, args.seed, args.people, args.place.today())?;
    say(serde_json::to_string_pretty(&json::to_json(dictionary, &record))?)?;
    Ok(())
}
