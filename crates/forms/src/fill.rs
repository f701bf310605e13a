//! Filling: values and boxes become one PDF.

use std::ops::Range;

use krilla::configure::{Configuration, ConfigurationBuilder, PdfVersion};
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use crate::definition::{Align, ChoiceOption, FontRole, Form, Kind, Placement, SizeRange};
use crate::draw;
use crate::error::FillError;
use crate::fonts::Fonts;
use crate::geometry::Rect;
use crate::glyphs::{NoGlyph, Shaper, Unit};
use crate::layout::{self, Style};
use crate::marks;
use crate::values::{FieldValue, FieldValues, FormDate};

/// A form and what stands in it.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The form.
    pub form: &'a Form,
    /// The values; a box without one stays empty.
    pub values: &'a FieldValues,
}

impl Filled<'_> {
    /// Sheets needed for all rows; at least one.
    #[must_use]
    pub fn sheets(&self) -> usize {
        let rows = self.form.def().repeat.as_ref().map_or(usize::MAX, |r| r.rows);
        self.values.elements().div_ceil(rows).max(1)
    }
}

/// Draws the forms one after another into one PDF. Each background is embedded once, however many sheets
/// use it, and fonts are reduced to the glyphs used. The same input gives the same bytes.
///
/// # Errors
/// The first box whose value cannot be drawn whole; then there is no PDF at all.
pub fn fill(filled: &[Filled<'_>], fonts: &Fonts) -> Result<Vec<u8>, FillError> {
    let shaper = Shaper::new(fonts).ok_or_else(|| FillError::Pdf("a font cannot be measured".to_owned()))?;
    let mut document = document();
    for one in filled {
        let sheets = one.sheets();
        for sheet in 0..sheets {
            draw_sheet(&mut document, &shaper, *one, sheet, sheets)?;
        }
    }
    document.finish().map_err(|e| FillError::Pdf(e.to_string()))
}

/// An empty PDF.
pub(crate) fn document() -> Document {
    let mut document = Document::new_with(settings());
    document.set_metadata(Metadata::new().language("ja".to_owned()).creator("Kakanai".to_owned()));
    document
}

fn settings() -> SerializeSettings {
    let configuration: Configuration =
        ConfigurationBuilder::new().with_version(PdfVersion::Pdf17).finish().unwrap_or_default();
    SerializeSettings { configuration, xmp_metadata: false, enable_tagging: false, ..Default::default() }
}

fn draw_sheet(
    document: &mut Document,
    shaper: &Shaper<'_>,
    filled: Filled<'_>,
    sheet: usize,
    sheets: usize,
) -> Result<(), FillError> {
    let def = filled.form.def();
    let total = sheets * def.pages.len();
    let rows = def.repeat.as_ref().map_or(0, |r| r.rows);
    for (index, size) in def.pages.iter().enumerate() {
        let wrong = || FillError::Pdf(format!("form {} has a page without size", def.id));
        let settings = PageSettings::from_wh(size.width, size.height).ok_or_else(wrong)?;
        let paper = Size::from_wh(size.width, size.height).ok_or_else(wrong)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.draw_pdf_page(filled.form.background(), paper, index);
        for placement in def.placements.iter().filter(|p| p.page == index) {
            let element = placement.row.map(|row| sheet * rows + row);
            let field = Field { form: &def.id, placement, element, shaper };
            if let Kind::Fixed { text } = &placement.kind {
                let page = sheet * def.pages.len() + index + 1;
                let text = text
                    .replace("{page}", &page.to_string())
                    .replace("{pages}", &total.to_string())
                    .replace("{row}", &element.map_or(0, |e| e + 1).to_string());
                field.text(&mut surface, &text)?;
                continue;
            }
            if let Some(value) = filled.values.get(&placement.source, element) {
                field.draw(&mut surface, value)?;
            }
        }
    }
    Ok(())
}

/// A box being drawn.
struct Field<'a> {
    form: &'a str,
    placement: &'a Placement,
    /// The element of the repeated list, in a row.
    element: Option<usize>,
    shaper: &'a Shaper<'a>,
}

impl Field<'_> {
    fn draw(&self, surface: &mut Surface<'_>, value: &FieldValue) -> Result<(), FillError> {
        match (&self.placement.kind, value) {
            (Kind::Text | Kind::Kana | Kind::Multiline | Kind::Fixed { .. }, FieldValue::Text(text)) => {
                self.text(surface, text)
            }
            (Kind::Digits { cells, fill }, FieldValue::Text(text)) => {
                self.digits(surface, text, cells, *fill)
            }
            (Kind::EraDate { .. }, FieldValue::Date(date)) => self.date(surface, date),
            (Kind::Choice { options }, FieldValue::Choice(keys)) => {
                keys.iter().try_for_each(|key| self.mark(surface, options, key))
            }
            (Kind::SignatureImage { .. }, FieldValue::Png(png)) => {
                marks::png(surface, self.area(), png).ok_or_else(|| self.wrong("a readable PNG picture"))
            }
            (Kind::SignatureImage { .. }, FieldValue::Text(name)) => self.text(surface, name),
            (Kind::Qr, FieldValue::Qr(content)) => {
                marks::qr(surface, self.area(), content).ok_or_else(|| self.too_long(""))
            }
            (kind, _) => Err(self.wrong(expected(kind))),
        }
    }

    fn area(&self) -> Rect {
        self.placement.rect.inset(self.placement.pad)
    }

    fn text(&self, surface: &mut Surface<'_>, text: &str) -> Result<(), FillError> {
        let Placement { kind, font, align, .. } = self.placement;
        let multiline = *kind == Kind::Multiline;
        let (role, align) = match kind {
            Kind::Kana => (FontRole::Text, *align),
            Kind::SignatureImage { .. } => (FontRole::Name, Align::Center),
            _ => (*font, *align),
        };
        let (units, paragraphs) = self.shape(text, role, multiline)?;
        let style =
            Style { size: self.placement.size, align, top: multiline, line_first: *kind == Kind::Kana };
        let block =
            layout::set(&units, &paragraphs, self.area(), style).ok_or_else(|| self.too_long(text))?;
        draw::block(surface, self.shaper, text, &units, &block);
        Ok(())
    }

    /// Glyphs of the text, and the paragraphs as ranges of them. Line feeds part paragraphs where the box
    /// takes several lines; elsewhere they are characters without a glyph.
    fn shape(
        &self,
        text: &str,
        role: FontRole,
        multiline: bool,
    ) -> Result<(Vec<Unit>, Vec<Range<usize>>), FillError> {
        let mut units = Vec::new();
        let mut paragraphs = Vec::new();
        let mut offset = 0;
        let feed = if multiline { '\n' } else { '\0' };
        for part in text.split(feed) {
            let shaped = self.shaper.shape(part, role).map_err(|e| self.no_glyph(e))?;
            let start = units.len();
            units.extend(shaped.into_iter().map(|u| Unit {
                start: u.start + offset,
                end: u.end + offset,
                ..u
            }));
            paragraphs.push(start..units.len());
            offset += part.len() + feed.len_utf8();
        }
        Ok((units, paragraphs))
    }

    fn digits(
        &self,
        surface: &mut Surface<'_>,
        text: &str,
        cells: &[Rect],
        fill: Align,
    ) -> Result<(), FillError> {
        let units = self.shaper.shape(text, FontRole::Text).map_err(|e| self.no_glyph(e))?;
        let Some(free) = cells.len().checked_sub(units.len()) else { return Err(self.too_long(text)) };
        let skip = if fill == Align::Right { free } else { 0 };
        let cells = cells.get(skip..).unwrap_or_default();
        // Runs of one font each: a number in two fonts is still read, cell by cell.
        let mut done = 0;
        for run in units.chunk_by(|a, b| a.face == b.face) {
            let these = cells.get(done..).unwrap_or_default();
            let size = cell_size(run, these, self.placement.size).ok_or_else(|| self.too_long(text))?;
            draw::cells(surface, self.shaper, text, run, these, size);
            done += run.len();
        }
        Ok(())
    }

    fn date(&self, surface: &mut Surface<'_>, date: &FormDate) -> Result<(), FillError> {
        let Kind::EraDate { eras, fixed_era, year, month, day } = &self.placement.kind else {
            return Err(self.wrong("a date"));
        };
        if fixed_era.as_ref() != Some(&date.era) {
            self.mark(surface, eras, &date.era)?;
        }
        let parts = [(date.year, year), (date.month.map(u16::from), month), (date.day.map(u16::from), day)];
        for (number, cells) in parts {
            if let Some(number) = number {
                self.digits(surface, &number.to_string(), cells, Align::Right)?;
            }
        }
        Ok(())
    }

    fn mark(&self, surface: &mut Surface<'_>, options: &[ChoiceOption], key: &str) -> Result<(), FillError> {
        let option = options.iter().find(|o| o.key == key).ok_or_else(|| FillError::UnknownOption {
            form: self.form.to_owned(),
            placement: self.placement.id.clone(),
            key: key.to_owned(),
        })?;
        marks::mark(surface, option.rect, option.mark);
        Ok(())
    }

    fn no_glyph(&self, reason: NoGlyph) -> FillError {
        let (form, placement) = (self.form.to_owned(), self.placement.id.clone());
        match reason {
            NoGlyph::Character(character) => FillError::MissingGlyph { form, placement, character },
            NoGlyph::Variation(character, selector) => {
                FillError::UnresolvedVariation { form, placement, character, selector }
            }
        }
    }

    fn too_long(&self, text: &str) -> FillError {
        FillError::DoesNotFit {
            form: self.form.to_owned(),
            placement: self.placement.id.clone(),
            label: self.placement.label(self.element),
            text: text.to_owned(),
        }
    }

    fn wrong(&self, expected: &'static str) -> FillError {
        FillError::WrongValue { form: self.form.to_owned(), placement: self.placement.id.clone(), expected }
    }
}

/// The size at which every glyph's ink stands in its cell.
fn cell_size(units: &[Unit], cells: &[Rect], size: SizeRange) -> Option<f32> {
    let fits = units.iter().zip(cells).fold(size.max, |best, (unit, cell)| {
        let ink = unit.glyph.ink.map_or(0.0, |i| i.right - i.left);
        best.min(cell.w / unit.glyph.advance.max(ink).max(0.01)).min(cell.h)
    });
    (fits >= size.min).then_some(fits)
}

fn expected(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Kana | Kind::Multiline | Kind::Digits { .. } | Kind::Fixed { .. } => "text",
        Kind::EraDate { .. } => "a date",
        Kind::Choice { .. } => "chosen options",
        Kind::SignatureImage { .. } => "a PNG picture or a typed name",
        Kind::Qr => "the content of a QR code",
    }
}
