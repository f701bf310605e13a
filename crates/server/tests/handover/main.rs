//! Written once, picked up once, whatever dies in between: the hand-over on disk, with a database of its own.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod answers;
mod city;
mod crashes;
mod files;
