//! The WebAssembly face of interview and envelope.
//!
//! One function takes a request and gives a response, both JSON text. The same function runs native:
//! the tests hold the two against each other byte by byte. There is no clock and no randomness in
//! here: the page passes today's date and a seed from the browser's own generator.

mod abi;
pub mod engine;
pub mod towns;

pub use engine::Engine;
