//! The catalogue of one city: its identity, its own items, the services with their questions, the
//! forms they print, and every text, loaded from files, checked, and published as one document.
//!
//! - [`source`] is the catalogue as written, and as published: plain data, no personal data;
//! - [`compile`] turns it into a checked [`Catalogue`] or a list of faults with their places;
//! - [`files`] reads the source from the files a city keeps;
//! - [`texts`] finds the words for a key in a language; [`ruby`] reads the furigana in them;
//! - [`plain_words`] tells where the citizens' words are not plain enough.

pub mod compile;
pub mod fault;
#[cfg(feature = "files")]
pub mod files;
pub mod ledger;
#[cfg(feature = "files")]
pub mod named;
pub mod office;
#[cfg(feature = "files")]
pub mod plain_words;
pub mod procedure;
mod published;
pub mod ruby;
pub mod service;
pub mod source;
pub mod texts;

pub use compile::Catalogue;
pub use fault::Fault;
pub use ledger::{Column, Ledger, LedgerName};
pub use office::{Clock, Hours, HoursOf, Office};
pub use procedure::{Desk, Filer, HowFar, Procedure, Where};
pub use service::{Ask, Field, Page, PageKind, Service, Step, Tick};
pub use source::{City, FormUse, Source, TownSource};
pub use texts::{Language, Texts};
