//! The `kakanai` command: wires the crates together and brings the clock, randomness and files.
//!
//! Each command has a module of its own under `command`; `docs/cli.md` describes them for their users.

mod catalogues;
mod city;
mod command;
mod config;
mod files;
mod keys;
mod memory;
mod system;
mod tickets;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The write-less counter for Japanese city halls.
#[derive(Parser)]
#[command(name = "kakanai", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the demonstration city みほん市 on this machine.
    Demo(command::demo::Args),
    /// Runs a city from a configuration file.
    Serve(command::serve::Args),
    /// Makes a key pair that citizens' data are sealed to.
    Keygen(command::keygen::Args),
    /// Lists the items of the data dictionary.
    Items(command::items::Args),
    /// Makes a synthetic record as JSON.
    Sample(command::sample::Args),
    /// Checks a record.
    CheckRecord(command::check_record::Args),
    /// Seals a record to the city and writes its codes.
    Seal(command::seal::Args),
    /// Opens sealed codes and writes the record as JSON.
    Open(command::open::Args),
    /// Fills the city's forms from a record.
    Fill(command::fill::Args),
    /// Tells which procedures a household needs, and why.
    Guide(command::guide::Args),
    /// Tells which schools, 町内会 and areas an address belongs to.
    Ledger(command::ledger::Args),
    /// Adds staff, lists them, shuts them out.
    Staff(command::staff::Args),
    /// Checks the hash chains of all cases and of the access log.
    Verify(command::verify::Args),
    /// Lists the files served to citizens, with their hashes.
    Files(command::files::Args),
    /// Works on a catalogue.
    Catalogue(command::catalogue::Args),
}

fn main() -> ExitCode {
    memory::keep_little();
    // The journal of the service manager adds the time where it keeps its own.
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_target(false).init();
    let done = match Cli::parse().command {
        Command::Demo(args) => command::demo::run(args),
        Command::Serve(args) => command::serve::run(args),
        Command::Keygen(args) => command::keygen::run(args),
        Command::Items(args) => command::items::run(args),
        Command::Sample(args) => command::sample::run(args),
        Command::CheckRecord(args) => command::check_record::run(args),
        Command::Seal(args) => command::seal::run(args),
        Command::Open(args) => command::open::run(args),
        Command::Fill(args) => command::fill::run(args),
        Command::Guide(args) => command::guide::run(args),
        Command::Ledger(args) => command::ledger::run(args),
        Command::Staff(args) => command::staff::run(args),
        Command::Verify(args) => command::verify::run(args),
        Command::Files(args) => command::files::run(args),
        Command::Catalogue(args) => command::catalogue::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough of it (`kakanai items | head`).
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kakanai: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
