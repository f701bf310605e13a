//! Typed values of the counter's field and the checks of law and practice on them.
//!
//! Everything here is pure: no clock, no randomness, no files. The day of reference and the bytes of the tables are
//! arguments, so the same code runs in the citizen's browser, on the server and in a replay.
//!
//! The large tables (postal towns, municipalities, nationalities) are not compiled in: `tables/` holds them compressed
//! with brotli, a shell or the browser decompresses them, and [`postal::PostalTable::parse`],
//! [`municipality::MunicipalityTable::parse`] and [`country::CountryTable::parse`] read the bytes.

pub mod age;
pub mod authority;
pub mod birth;
pub mod calendar;
pub mod characters;
pub mod check_digit;
pub mod country;
mod dates;
pub mod deadline;
pub mod era;
mod era_input;
pub mod identity;
pub mod kana;
pub mod municipality;
pub mod postal;
mod reader;
pub mod relationship;
mod relationship_words;
pub mod residence_status;
pub mod town;
