//! `kakanai check-record`: is this a record, and what does its service still want to know?

use std::path::PathBuf;

use anyhow::{Result, bail};
use kakanai_interview::journey::{journey, service};

use super::{Place, catalogue_of, read_record, say};

/// Options of `check-record`.
#[derive(clap::Args)]
pub struct Args {
    /// The record as JSON; `-` reads standard input.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Says what is missing; a record of another shape is refused with its place.
pub fn run(args: Args) -> Result<()> {
    let catalogue = catalogue_of(&args.place.root)?;
    let record = read_record(&catalogue, &args.file)?;
    let answers = record.answers().count();
    if service(&catalogue, &record).is_none() {
        say(format_args!("a record with {answers} answers; its service has no interview in this catalogue"))?;
        return Ok(());
    }
    let open: Vec<String> = journey(&catalogue, &record)
        .stops
        .into_iter()
        .filter(|stop| !stop.complete)
        .map(|stop| match stop.place.element {
            Some(element) => format!("{}:{element}", stop.place.page),
            None => stop.place.page,
        })
        .collect();
    if !open.is_empty() {
        bail!("a record with {answers} answers; pages that still want one: {}", open.join(", "));
    }
    say(format_args!("a record with {answers} answers, complete"))?;
    Ok(())
}
