//! Hand-over to and intake from other systems.
//!
//! What a system wants is said by a mapping, never by constants of ours: where a national layout is not
//! public, the city's own mapping file carries it. Nothing here reads or writes a file: bytes come in and go
//! out as arguments.
//!
//! - [`mapping`] reads the city's `handover.toml` and checks every column against the data dictionary;
//! - [`cells`] says what stands in a column for one line;
//! - [`csv_out`] writes what a spreadsheet cannot run, [`csv_in`] reads it strictly;
//! - [`answer`] reads what an RPA sends back and compares it with what was filed;
//! - [`names`] makes and reads the names of files.

pub mod alike;
pub mod answer;
pub mod cells;
pub mod csv_in;
pub mod csv_out;
mod dates;
pub mod mapping;
pub mod names;

pub use cells::{Surroundings, csv};
pub use kakanai_reception::Part;
