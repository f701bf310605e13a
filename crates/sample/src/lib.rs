//! Synthetic people and records, clearly invented: for the command line's `sample`, for tests, measurements and
//! demonstrations. Everything follows from a seed; there is no clock and no randomness of its own in here.
//!
//! - [`whole`] makes all that an interview leaves behind; [`record`] and [`tick`] are its halves;
//! - [`record`] makes a plausible household for a service, from any seed, of any size;
//! - [`walks`] holds fixed families that whole walks through the product are shown with;
//! - [`Dice`] is chance from a seed, for whoever needs more of it.
//!
//! Names are 見本, 例示, 甲野 and the like, telephone numbers begin with 0999-00 or 090-0000, house numbers outside
//! the demonstration city are 9999番地, 在留カード are `ZZ…ZZ`. There is no 個人番号, as there is none in a record.

mod ages;
mod boxes;
mod circumstances;
mod dice;
mod draft;
mod household;
mod names;
mod papers;
mod person;
mod places;
mod service;
pub mod walks;
mod write;

use kakanai_catalogue::Catalogue;
use kakanai_record::{Date, Dictionary, Record};

pub use boxes::tick;
pub use dice::Dice;
pub use draft::SampleError;
pub use places::{CITY, ELSEWHERE, NEIGHBOURS, Place};
pub use service::{Service, UnknownService};

/// People in a sample record, at the least and at the most: a record holds no more movers.
pub const PEOPLE: std::ops::RangeInclusive<u8> = 1..=20;

/// A plausible record of an invented household: the same for the same arguments.
///
/// It is what an interview of the demonstration city leaves behind once all is answered but the boxes to tick, which
/// [`tick`] answers ([`whole`] does both): no less and no more, an optional question left empty is as if never asked. `people` outside [`PEOPLE`] is taken as the nearest number within;
/// a seal is one person's. `today` is the day of preparing; whatever happens in the record happens around it.
///
/// # Errors
/// Where the dictionary refuses a value: it is no dictionary with the core items.
pub fn record(
    dictionary: &Dictionary,
    service: Service,
    seed: u64,
    people: u8,
    today: Date,
) -> Result<Record, SampleError> {
    let people = people.clamp(*PEOPLE.start(), *PEOPLE.end());
    let mut dice = Dice::new(seed);
    let case = service::case(service, people, today, &mut dice);
    write::record(dictionary, &case, &mut dice)
}

/// The same with the boxes of a city's catalogue: all that its interview asks.
///
/// # Errors
/// As [`record`].
pub fn whole(
    catalogue: &Catalogue,
    service: Service,
    seed: u64,
    people: u8,
    today: Date,
) -> Result<Record, SampleError> {
    let record = record(catalogue.dictionary(), service, seed, people, today)?;
    Ok(tick(catalogue, &record, seed))
}
