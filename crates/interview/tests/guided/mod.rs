//! Tools to try guidance with: households of chance, single cases, and rules that are wrong on purpose.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

pub(crate) mod cases;
pub(crate) mod generate;
pub(crate) mod mutants;
