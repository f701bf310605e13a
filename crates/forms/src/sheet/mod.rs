//! Sheets: a small flow of text on paper, without a background: the guidance sheet, slips between desks.
//!
//! A sheet says what stands on it, block by block; the flow says where. Text wraps where it does in a box of a form, pages
//! follow one another as long as there is something to say, and nothing is cut. A heading goes to the next page with
//! what it is the heading of; what is torn from its place is told again where it is (つづき).
//!
//! [`print()`] gives the PDF: fonts as in [`crate::fill`], the same input gives the same bytes.

mod flow;
mod pages;
mod paint;
mod set;

use crate::error::FillError;
use crate::fill;
use crate::fonts::Fonts;
use crate::glyphs::Shaper;

/// The paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 210 by 297 mm.
    A4,
    /// 148 by 210 mm.
    A5,
}

impl Size {
    /// Width and height in points.
    pub const fn points(self) -> [f32; 2] {
        match self {
            Self::A4 => [595.28, 841.89],
            Self::A5 => [419.53, 595.28],
        }
    }

    /// White at every edge, in points: more than any printer leaves, enough for a punch.
    pub const fn margin(self) -> f32 {
        match self {
            Self::A4 => 48.0,
            Self::A5 => 36.0,
        }
    }
}

/// One document, with page numbers of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The paper.
    pub size: Size,
    /// Who gives it out, above the title.
    pub issuer: String,
    /// The day it was made.
    pub made: String,
    /// What it is.
    pub title: String,
    /// The number that belongs to it.
    pub number: String,
    /// For whom, and the like.
    pub lines: Vec<Line>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// What stands at the foot of each page.
    pub footer: String,
}

/// A line of the head: a label and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is called.
    pub label: String,
    /// Words or names, set as names are; parted by 「、」.
    pub words: Vec<String>,
    /// Whether the eye has to find it first.
    pub strong: bool,
}

/// A part of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Numbers to be visited one after another.
    Route(Vec<String>),
    /// A heading, set as names are.
    Heading(String),
    /// A place to go to: heading of the entries after it.
    Place(Place),
    /// Something to do.
    Entry(Entry),
    /// Words.
    Paragraph(String),
    /// Boxes to tick, in two columns where they are short.
    List(Vec<Thing>),
    /// What follows begins a page.
    PageBreak,
}

/// A place to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its number, as on the signs; empty where it has none.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub whereabouts: String,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Whether it has a box to tick.
    pub tick: bool,
    /// What it is called.
    pub name: String,
    /// For whom, by name.
    pub people: Vec<String>,
    /// What it is for.
    pub what: String,
    /// More of it, each with a label.
    pub details: Vec<Detail>,
}

/// More about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is called.
    pub label: String,
    /// What is said.
    pub said: Said,
}

/// What a detail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Words.
    Plain(String),
    /// Words that the eye finds first, such as a last day.
    Strong(String),
    /// Words that only somebody reads who asks.
    Quiet(String),
    /// Things, with boxes to tick.
    Things(Vec<Thing>),
}

/// Something to have at hand, with a box to tick.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thing {
    /// What it is.
    pub name: String,
    /// Whose, by name.
    pub whose: Vec<String>,
    /// More words behind it.
    pub beside: String,
}

/// Draws sheets one after another into one PDF, each beginning a page and counting its own.
///
/// # Errors
/// The first character that no font shows, with the sheet and where on it; then there is no PDF at all.
pub fn print(sheets: &[Sheet], fonts: &Fonts) -> Result<Vec<u8>, FillError> {
    let shaper = Shaper::new(fonts).ok_or_else(|| FillError::Pdf("a font cannot be measured".to_owned()))?;
    let mut document = fill::document();
    for sheet in sheets {
        paint::sheet(&mut document, &shaper, sheet)?;
    }
    document.finish().map_err(|error| FillError::Pdf(error.to_string()))
}
