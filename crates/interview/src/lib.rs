//! The interview engine: one pure function asks everything that anyone asks.
//!
//! `(catalogue, state, input, today) → (state, view)`. It runs in the server and, as WebAssembly, in
//! the citizen's browser, with the same bytes out of both: no clock, no randomness, no hidden state.
//!
//! - [`state`] is where a person stands: the record, the page, and what is typed but not yet accepted;
//! - [`journey`] is the whole way recomputed from the answers each time;
//! - [`question`] holds one module for each kind of question: reading, checking, showing;
//! - [`engine`] takes one step; [`page`] draws it;
//! - [`desk`] is the counter's way through the same pages, with what only a counter can check;
//! - [`guide`] decides which procedures a household needs;
//! - [`ledger`] looks up what an address belongs to: schools, 町内会, collection, polling;
//! - [`code`] seals a finished record and makes the page with the code;
//! - [`places`] and [`tables`] know towns, municipalities, nationalities;
//! - [`words`] speaks the language of the screen.

pub mod checks;
pub mod code;
mod code_page;
pub mod derive;
pub mod desk;
pub mod engine;
pub mod fees;
pub mod form;
mod guidance_page;
pub mod guide;
pub mod journey;
pub mod ledger;
pub mod page;
pub mod places;
pub mod problem;
pub mod progress;
pub mod question;
pub mod state;
pub mod summary;
pub mod tables;
pub mod words;

pub use code::{CityTowns, CodeError};
pub use engine::{Outcome, show, start, step};
pub use form::Form;
pub use journey::{Journey, Stop};
pub use page::{CodePage, View};
pub use places::{Places, Town};
pub use state::{State, StateError};
pub use tables::Tables;
