//! Setting text in columns: shaped once, wrapped, and cut into rows that a page takes one by one.

use std::ops::Range;
use std::rc::Rc;

use crate::break_lines::{break_lines, width};
use crate::definition::FontRole;
use crate::error::FillError;
use crate::geometry::Rect;
use crate::glyphs::{NoGlyph, Shaper, Unit};
use crate::layout::Line;

/// Side of a box to tick, in em of the text beside it.
const TICK: f32 = 0.86;

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) size: f32,
    /// Height of a line, in points.
    pub(super) line: f32,
    pub(super) pen: Pen,
}

/// With what a text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pen {
    Plain,
    /// Filled and drawn around: there is one weight of each font.
    Bold,
    Grey,
    /// On a black plate.
    White,
}

impl Style {
    pub(super) const fn plain(size: f32, line: f32) -> Self {
        Self { size, line, pen: Pen::Plain }
    }

    pub(super) const fn bold(size: f32, line: f32) -> Self {
        Self { size, line, pen: Pen::Bold }
    }

    pub(super) const fn grey(size: f32, line: f32) -> Self {
        Self { size, line, pen: Pen::Grey }
    }
}

/// A text with its glyphs.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) units: Vec<Unit>,
    /// Where it stands, for whoever reads that it cannot.
    place: String,
    paragraphs: Vec<Range<usize>>,
}

impl Words {
    /// The width of its widest paragraph on one line, in em.
    pub(super) fn width(&self) -> f32 {
        let of = |range: &Range<usize>| width(self.units.get(range.clone()).unwrap_or_default());
        self.paragraphs.iter().map(of).fold(0.0, f32::max)
    }

    /// How far the middle of its first line stands above the baseline, in em.
    pub(super) fn middle(&self) -> f32 {
        self.units.first().map_or(0.38, |unit| unit.middle)
    }

    fn lines(&self, width: f32) -> Option<Vec<Range<usize>>> {
        let mut lines = Vec::new();
        for paragraph in &self.paragraphs {
            let broken = break_lines(self.units.get(paragraph.clone())?, width)?;
            if broken.is_empty() {
                lines.push(paragraph.clone());
            }
            lines.extend(broken.into_iter().map(|it| it.start + paragraph.start..it.end + paragraph.start));
        }
        Some(lines)
    }
}

/// Something black, grey or white, measured from the top of its row.
#[derive(Debug, Clone)]
pub(super) enum Ink {
    Text {
        words: Rc<Words>,
        line: Line,
        style: Style,
    },
    /// A filled box.
    Plate(Rect),
    /// A box to tick.
    Frame(Rect),
    /// An arrow to the right, as wide as its box.
    Arrow(Rect),
    /// A line across; `h` is its weight.
    Rule(Rect),
}

impl Ink {
    fn lower(&mut self, by: f32) {
        match self {
            Self::Text { line, .. } => line.y += by,
            Self::Plate(rect) | Self::Frame(rect) | Self::Arrow(rect) | Self::Rule(rect) => rect.y += by,
        }
    }
}

/// Whether a page may end behind a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glue {
    Free,
    /// Only where what belongs together is longer than a page.
    Soft,
    Hard,
}

/// What stands side by side and is never parted.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// White above, unless it begins the page.
    pub(super) above: f32,
    pub(super) height: f32,
    pub(super) ink: Vec<Ink>,
    pub(super) glue: Glue,
    /// Whether it is part of a heading, and what is told again where the page ends below it.
    pub(super) head: bool,
    pub(super) again: Option<Rc<Row>>,
}

impl Row {
    pub(super) fn of(height: f32, ink: Vec<Ink>) -> Self {
        Self { above: 0.0, height, ink, glue: Glue::Free, head: false, again: None }
    }

    /// Made at least so high, with what is in it in the middle.
    pub(super) fn raised(mut self, height: f32) -> Self {
        let more = height - self.height;
        if more > 0.0 {
            self.ink.iter_mut().for_each(|ink| ink.lower(more / 2.0));
            self.height = height;
        }
        self
    }
}

/// Text between two edges, beside others.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) words: Rc<Words>,
    pub(super) style: Style,
    pub(super) x: f32,
    pub(super) w: f32,
    /// At the right edge.
    pub(super) right: bool,
    /// Where a box to tick stands before its first line.
    pub(super) tick: Option<f32>,
}

impl Column {
    pub(super) fn of(words: Rc<Words>, style: Style, x: f32, w: f32) -> Self {
        Self { words, style, x, w, right: false, tick: None }
    }

    pub(super) fn ticked(mut self, at: f32) -> Self {
        self.tick = Some(at);
        self
    }

    fn ink(&self, at: usize, range: Range<usize>, baseline: f32, into: &mut Vec<Ink>) {
        let size = self.style.size;
        if let (0, Some(x)) = (at, self.tick) {
            let side = size * TICK;
            let middle = baseline - self.words.middle() * size;
            into.push(Ink::Frame(Rect { x, y: middle - side / 2.0, w: side, h: side }));
        }
        let room = self.w - width(self.words.units.get(range.clone()).unwrap_or_default()) * size;
        let x = self.x + if self.right { room } else { 0.0 };
        let line = Line { units: range, x, y: baseline };
        into.push(Ink::Text { words: Rc::clone(&self.words), line, style: self.style });
    }
}

/// Sets columns side by side: the first line of each on one baseline, and so on.
pub(super) fn columns(setter: &Setter<'_>, columns: &[Column]) -> Result<Vec<Row>, FillError> {
    let mut lines = Vec::with_capacity(columns.len());
    for column in columns {
        let wide = column.w / column.style.size;
        lines.push(column.words.lines(wide).ok_or_else(|| setter.too_wide(&column.words))?);
    }
    let height = columns.iter().map(|column| column.style.line).fold(0.0, f32::max);
    let largest = columns.iter().max_by(|a, b| a.style.size.total_cmp(&b.style.size));
    let rise = largest.map_or(0.0, |column| column.words.middle() * column.style.size);
    let many = lines.iter().map(Vec::len).max().unwrap_or_default();
    let row = |at: usize| {
        let mut ink = Vec::with_capacity(columns.len());
        for (column, lines) in columns.iter().zip(&lines) {
            if let Some(range) = lines.get(at) {
                column.ink(at, range.clone(), height / 2.0 + rise, &mut ink);
            }
        }
        Row::of(height, ink)
    };
    Ok((0..many).map(row).collect())
}

/// Shapes the texts of one sheet.
pub(super) struct Setter<'a> {
    shaper: &'a Shaper<'a>,
    title: &'a str,
}

impl<'a> Setter<'a> {
    pub(super) const fn new(shaper: &'a Shaper<'a>, title: &'a str) -> Self {
        Self { shaper, title }
    }

    pub(super) const fn shaper(&self) -> &'a Shaper<'a> {
        self.shaper
    }

    /// Ordinary words.
    pub(super) fn words(&self, text: &str, place: &str) -> Result<Rc<Words>, FillError> {
        self.parts(&[(text, FontRole::Text)], place)
    }

    /// Names, each in one typeface.
    pub(super) fn names(&self, names: &[String], place: &str) -> Result<Rc<Words>, FillError> {
        self.parts(&listed(names), place)
    }

    /// A text made of parts; line feeds begin a new line. `place` tells whoever reads of a missing glyph where it is.
    pub(super) fn parts(&self, parts: &[(&str, FontRole)], place: &str) -> Result<Rc<Words>, FillError> {
        let mut words =
            Words { text: String::new(), units: Vec::new(), place: place.to_owned(), paragraphs: Vec::new() };
        let mut start = 0;
        for (part, role) in parts {
            for (at, text) in part.split('\n').enumerate() {
                if at > 0 {
                    words.paragraphs.push(start..words.units.len());
                    start = words.units.len();
                    words.text.push('\n');
                }
                let offset = words.text.len();
                let shaped = self.shaper.shape(text, *role).map_err(|why| self.no_glyph(why, place))?;
                let moved = |unit: Unit| Unit { start: unit.start + offset, end: unit.end + offset, ..unit };
                words.units.extend(shaped.into_iter().map(moved));
                words.text.push_str(text);
            }
        }
        words.paragraphs.push(start..words.units.len());
        Ok(Rc::new(words))
    }

    fn no_glyph(&self, why: NoGlyph, place: &str) -> FillError {
        let (form, placement) = (self.title.to_owned(), place.to_owned());
        match why {
            NoGlyph::Character(character) => FillError::MissingGlyph { form, placement, character },
            NoGlyph::Variation(character, selector) => {
                FillError::UnresolvedVariation { form, placement, character, selector }
            }
        }
    }

    pub(super) fn too_wide(&self, words: &Words) -> FillError {
        let (form, text) = (self.title.to_owned(), words.text.clone());
        FillError::DoesNotFit { form, placement: words.place.clone(), label: words.place.clone(), text }
    }
}

/// Names with 「、」 between them.
pub(super) fn listed(names: &[String]) -> Vec<(&str, FontRole)> {
    let mut parts = Vec::with_capacity(names.len() * 2);
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            parts.push(("、", FontRole::Text));
        }
        parts.push((name.as_str(), FontRole::Name));
    }
    parts
}
