//! Clerks, reviewers and tablets at a real counter, over HTTP: by the hundred to measure it (`load`), a few to see
//! what is left when it is killed (`kills`).
//!
//! | module | holds |
//! | --- | --- |
//! | [`product`], [`cluster`] | the product as a child process, a database that is thrown away |
//! | [`http`], [`page`], [`stream`] | a browser: requests, what its pages hold, its live line |
//! | [`codes`], [`pen`] | what citizens bring and draw |
//! | [`steps`] | what people do at the counter, one function each |
//! | [`robot`] | who keys released files into the other system |
//! | [`load`], [`report`] | many people at once, and how long they waited |
//! | [`kills`] | few people, a ledger of what was acknowledged, and the comparison after each kill |
#![allow(clippy::disallowed_methods, reason = "what measures waiting asks the clock")]

mod cluster;
mod codes;
mod http;
mod kills;
mod load;
mod page;
mod pen;
mod product;
mod report;
mod robot;
mod steps;
mod stream;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// What may be asked for.
#[derive(Parser)]
#[command(about = "Clerks, reviewers and tablets at a real counter: to measure it, and while it is killed.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Many people work whole cases; prints how long they waited for each kind of request.
    Load(load::Args),
    /// A few people work while the server is killed again and again; says whether everything acknowledged is there once.
    Kills(kills::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = complain(format_args!("kakanai-load: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether all that should hold held.
fn run(cli: Cli) -> Result<bool> {
    let runtime = tokio::runtime::Runtime::new()?;
    match cli.command {
        Command::Load(args) => runtime.block_on(load::run(args)),
        Command::Kills(args) => runtime.block_on(kills::run(args)),
    }
}

/// Prints a line of the result.
fn say(line: impl std::fmt::Display) -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout().lock(), "{line}")
}

/// Prints a line about how it goes.
fn complain(line: impl std::fmt::Display) -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stderr().lock(), "{line}")
}
