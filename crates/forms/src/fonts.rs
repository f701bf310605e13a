//! The two fonts of a form, read from bytes the shell owns (in memory or mapped).

use std::sync::Arc;

use krilla::Data;
use krilla::text::Font as PdfFont;
use skrifa::charmap::{Charmap, MapVariant};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::error::FontError;

/// The bytes of a font. Fonts of names weigh 46 MB and more: a shell maps the file and hands it over here.
pub type FontBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The fonts of all forms: `text` for what is written (BIZ UD), `name` for the characters of names that
/// `text` lacks, variation sequences above all (IPAmj Mincho).
#[derive(Clone)]
pub struct Fonts {
    pub(crate) text: Face,
    pub(crate) name: Face,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fonts { .. }")
    }
}

impl Fonts {
    /// Reads both fonts (OpenType, first of a collection).
    ///
    /// # Errors
    /// Bytes that are no font, or a font without a Unicode character map.
    pub fn new(text: FontBytes, name: FontBytes) -> Result<Self, FontError> {
        Ok(Self { text: Face::new(text, "text")?, name: Face::new(name, "name")? })
    }
}

/// One font, for measuring and for the PDF.
#[derive(Clone)]
pub(crate) struct Face {
    bytes: FontBytes,
    pdf: PdfFont,
}

impl Face {
    fn new(bytes: FontBytes, role: &'static str) -> Result<Self, FontError> {
        let unusable = |what| FontError::Unusable { role, what };
        let font =
            FontRef::from_index(bytes.as_ref().as_ref(), 0).map_err(|_| unusable("it is not a font"))?;
        if !font.charmap().has_map() {
            return Err(unusable("it has no Unicode character map"));
        }
        let pdf = PdfFont::new(Data::from(bytes.clone()), 0)
            .ok_or_else(|| unusable("its tables cannot be read"))?;
        Ok(Self { bytes, pdf })
    }

    pub(crate) fn pdf(&self) -> &PdfFont {
        &self.pdf
    }

    /// The tables needed for measuring; read once per filling, since they borrow the bytes.
    pub(crate) fn measure(&self) -> Option<Measure<'_>> {
        let font = FontRef::from_index(self.bytes.as_ref().as_ref(), 0).ok()?;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let em = f32::from(metrics.units_per_em);
        Some(Measure {
            charmap: font.charmap(),
            glyphs: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
            em,
            middle: (metrics.ascent + metrics.descent) / 2.0 / em,
        })
    }
}

/// Bounds of the ink of a glyph in em, relative to its origin on the baseline, `y` upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink {
    pub(crate) left: f32,
    pub(crate) bottom: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
}

/// A glyph that exists: never number zero, never blank unless it stands for white space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    /// Advance in em.
    pub(crate) advance: f32,
    /// `None` for white space.
    pub(crate) ink: Option<Ink>,
}

pub(crate) struct Measure<'a> {
    charmap: Charmap<'a>,
    glyphs: GlyphMetrics<'a>,
    em: f32,
    /// Height of the middle of the line above the baseline, in em.
    pub(crate) middle: f32,
}

impl Measure<'_> {
    /// The glyph of a character, with its variation selector (cmap format 14) where one follows.
    pub(crate) fn glyph(&self, character: char, selector: Option<char>) -> Option<Glyph> {
        let nominal = || self.charmap.map(character);
        let id = match selector {
            None => nominal()?,
            Some(selector) => match self.charmap.map_variant(character, selector)? {
                MapVariant::UseDefault => nominal()?,
                MapVariant::Variant(id) => id,
            },
        };
        self.visible(id, character)
    }

    fn visible(&self, id: GlyphId, character: char) -> Option<Glyph> {
        if id == GlyphId::NOTDEF {
            return None;
        }
        let advance = self.glyphs.advance_width(id)? / self.em;
        let bounds = self.glyphs.bounds(id)?;
        let empty = bounds.x_max <= bounds.x_min && bounds.y_max <= bounds.y_min;
        let ink = (!empty).then(|| Ink {
            left: bounds.x_min / self.em,
            bottom: bounds.y_min / self.em,
            right: bounds.x_max / self.em,
            top: bounds.y_max / self.em,
        });
        // A blank glyph for a visible character (a filler, a zero-width mark) would be lost on paper;
        // so would a mark without width of its own, which needs a shaper to stand in its place.
        let blank = character == ' ' || character == '\u{3000}' || character == '\u{a0}';
        let drawn = if blank { ink.is_none() } else { ink.is_some() && advance > 0.0 };
        drawn.then_some(Glyph { id: id.to_u32(), advance, ink })
    }
}
