//! Any rule over any record: never a panic, and what is decided stays decided (`bodies/rules_eval.rs`).
#![no_main]

use std::sync::LazyLock;

use kakanai_record::Dictionary;
use libfuzzer_sys::fuzz_target;

#[path = "../bodies/rules_eval.rs"]
mod body;

static CORE: LazyLock<Dictionary> = LazyLock::new(Dictionary::core);

fuzz_target!(|bytes: &[u8]| {
    let _ = body::run(&CORE, bytes);
});
