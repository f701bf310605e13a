//! Forms are backgrounds with placements.
//!
//! A form is a pressed PDF page (see `tools/press`) and a list of boxes that name items of a record.
//! Filling has two steps, and only the first knows a record:
//!
//! 1. *resolve*: record → [`FieldValues`] (what stands in which box); [`resolve::printed`] says of which items;
//! 2. *fill*: [`fill`] measures every glyph against its box: it fits, is shrunk within limits, is wrapped,
//!    or the whole form is refused with the box and the reason. Nothing is cut off and nothing is drawn with
//!    the glyph for "missing".
//!
//! [`describe`] says the same pages in words, for those who cannot see them.
//!
//! [`sheet`] makes papers without a background: text that flows over pages.
//!
//! The crate takes bytes and gives bytes: no files, no clock, no randomness. The same input gives the same PDF.

mod break_lines;
mod definition;
mod describe;
mod draw;
mod error;
mod fill;
mod fonts;
mod geometry;
mod glyphs;
mod layout;
mod marks;
#[cfg(feature = "picture")]
pub mod picture;
pub mod resolve;
pub mod sheet;
mod sources;
mod values;

pub use definition::{
    Align, ChoiceOption, FontRole, Form, FormDef, Kind, Mark, PageSize, Placement, Repeat, SizeRange,
    SourceStamp,
};
pub use describe::{PageText, describe};
pub use error::{FillError, FontError, FormError};
pub use fill::{Filled, fill};
pub use fonts::{FontBytes, Fonts};
pub use geometry::Rect;
pub use sources::{StampError, check_stamp, hash_bytes, hash_sources};
pub use values::{FieldKey, FieldValue, FieldValues, FormDate};
