//! One record: the tree of typed values that travels from a citizen's phone to the city's systems.
//!
//! - [`dictionary`] names every item that can exist, with a numeric tag that never changes;
//! - [`key`] addresses one place in one record: an item and the list elements it lies in;
//! - [`value`] holds what stands there, and the four ways in which nothing stands there;
//! - [`record`] is the tree itself and the changes that lead from one tree to another;
//! - [`json`] is its form for people and tests;
//! - [`core_items`] and [`codes`] are the data dictionary that ships with the code.
//!
//! Pages, checks, QR codes, form boxes, exports and logs name items by the same path, such as
//! `mover:2/name/kanji`: the 2 is the element's own local id, never its position, so that removing
//! a person or two people editing at once moves nobody else's answers.

pub mod codes;
pub mod core_items;
pub mod date;
pub mod dictionary;
pub mod json;
pub mod key;
pub mod kind;
pub mod record;
pub mod value;

pub use codes::{Code, CodeList};
pub use core_items as core;
pub use date::PartialDate;
pub use dictionary::{Dictionary, ItemDef, Owner, PathError};
pub use jiff::civil::Date;
pub use key::{ElementId, ItemKey, Tag};
pub use kind::{ItemKind, KindError, Script};
pub use record::{Change, Record, RecordError};
pub use value::{Answer, Period, Value};
