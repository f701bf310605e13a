//! Any text as a file of procedures: a catalogue or faults, never a panic (`bodies/catalogue_files.rs`).
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../bodies/catalogue_files.rs"]
mod body;

fuzz_target!(|bytes: &[u8]| {
    let _ = body::run(bytes);
});
