//! House rules as a program: `cargo run -p xtask -- tidy` holds the tree to what ARCHITECTURE.md promises.
//!
//! Each rule is a small module under `tidy/` that takes what it has to look at and returns findings; nothing here
//! changes a file.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line for developers")]

mod code;
mod finding;
mod metadata;
mod rooms;
mod tidy;
mod tree;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo run -p xtask -- tidy";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    match (words.next().as_deref(), words.next()) {
        (Some("tidy"), None) => tidy(),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn tidy() -> ExitCode {
    match tidy::run(&repository()) {
        Err(error) => {
            eprintln!("tidy: {error:#}");
            ExitCode::from(2)
        }
        Ok(report) if report.findings.is_empty() => {
            println!("tidy: {} files and {} packages, nothing to mend", report.files, report.packages);
            ExitCode::SUCCESS
        }
        Ok(report) => {
            for finding in &report.findings {
                println!("{finding}");
            }
            println!("tidy: {} to mend", report.findings.len());
            ExitCode::FAILURE
        }
    }
}

/// The repository this program was built from: tidy is always run by cargo, inside it.
fn repository() -> std::path::PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
