//! The interface for other programs, over HTTP as a program calls it, against its own description.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod answers;
mod callers;
mod client;
mod description;
mod refusals;
