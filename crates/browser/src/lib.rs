//! The WebAssembly face of interview and envelope.
//!
//! One function takes a request and gives a response, both JSON text; a second takes the tables of
//! towns as bytes. The same functions run native: the tests hold the two against each other byte by
//! byte. There is no clock and no randomness in here: the page passes today's date and a seed from the
//! browser's own generator.
//!
//! | request (`op`) | besides `op` | response |
//! | --- | --- | --- |
//! | `catalogue` | `published` | `schema`: its hash in hex digits |
//! | `start` | `service`, `language`, `today` | the page |
//! | `show` | `state`, `today` | the page |
//! | `wants` | `state`, `form` | `shards`: two digits each |
//! | `step` | `state`, `form`, `today` | the page |
//! | `seal` | `state`, `today`, `key`, `seed` | `html`, `parts`, `valid_until` |
//!
//! A page is `state`, `html`, `title`, `page`, `place` and `wants_code`. What cannot be answered gives `error`, a
//! stable code, and `detail` for whoever looks for the cause.

pub mod abi;
pub mod engine;

pub use engine::{Engine, Table};
