//! Pictures of filled forms: a PDF page as PNG, for the citizen's tablet and for screens that show paper.
//!
//! Meant for PDFs that [`fill`](crate::fill()) made: it shows what stands in the file, and embedded fonts only.
//!
//! Paper needs few colours. Sixteen levels of each channel keep the edges of letters of 10 pixels smooth, and
//! a page of greys then takes four bits a pixel, which compresses to a quarter of what eight bits take.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use thiserror::Error;

/// Widest picture, in pixels: A4 at 480 dots per inch.
pub const WIDEST: u16 = 4_000;
/// Most pixels of one picture, so that a page of a strange shape takes no strange amount of memory.
const MOST_PIXELS: u32 = 24_000_000;
/// Steps of one channel, less one.
const TOP: u16 = 15;
/// From a step to eight bits.
const STEP: u8 = 17;
/// Every colour of sixteen steps in each of three channels.
const COLOURS: usize = 16 * 16 * 16;

/// A page that cannot be pictured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PictureError {
    /// Not a PDF, damaged, or locked.
    #[error("the PDF cannot be read for a picture; fill the form again")]
    Pdf,
    /// The PDF has fewer pages.
    #[error("the PDF has {count} pages and page {page} (counted from 0) is asked for; ask for one it has")]
    Page {
        /// The page asked for, from 0.
        page: usize,
        /// Pages of the PDF.
        count: usize,
    },
    /// The picture would be empty or too large.
    #[error("a picture of {width} pixels across cannot be made of this page; ask for 1 to {WIDEST}")]
    Width {
        /// The width asked for.
        width: u16,
    },
    /// The encoder refused what was drawn.
    #[error("the picture of page {page} (counted from 0) cannot be written; say so to the operator")]
    Encoding {
        /// The page, from 0.
        page: usize,
    },
}

/// The pages of a PDF, ready to be pictured.
pub struct Pages {
    pdf: Pdf,
}

/// Reads a PDF.
pub fn pages(pdf: &[u8]) -> Result<Pages, PictureError> {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).map_err(|_| PictureError::Pdf)?;
    Ok(Pages { pdf })
}

impl Pages {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// One page, counted from 0, as PNG of the given width. The same page and width give the same bytes.
    pub fn png(&self, page: usize, width_px: u16) -> Result<Vec<u8>, PictureError> {
        self.one(page, width_px, &RenderCache::new())
    }

    /// All pages, which share the reading of fonts and backgrounds.
    pub fn pngs(&self, width_px: u16) -> Result<Vec<Vec<u8>>, PictureError> {
        let cache = RenderCache::new();
        (0..self.count()).map(|page| self.one(page, width_px, &cache)).collect()
    }

    fn one<'a>(&'a self, page: usize, width: u16, cache: &RenderCache<'a>) -> Result<Vec<u8>, PictureError> {
        let missing = PictureError::Page { page, count: self.count() };
        let sheet = self.pdf.pages().get(page).ok_or(missing)?;
        let drawn = drawn(sheet, width, cache).ok_or(PictureError::Width { width })?;
        encoded(&drawn).ok_or(PictureError::Encoding { page })
    }
}

/// The page over white; `None` where the size is out of bounds.
fn drawn<'a>(page: &'a Page<'a>, width: u16, cache: &RenderCache<'a>) -> Option<Pixmap> {
    let (wide, high) = page.render_dimensions();
    let scale = f32::from(width) / wide;
    let height = (high * scale).round();
    let fits = (1..=WIDEST).contains(&width) && height >= 1.0 && height < f32::from(u16::MAX);
    // Inside the bounds just checked, and NaN is in none.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded on the line above")]
    let height = if fits { height as u16 } else { return None };
    if u32::from(width) * u32::from(height) > MOST_PIXELS {
        return None;
    }
    let mut context = RenderContext::new(width, height);
    let transform = Affine::scale(f64::from(scale)) * page.initial_transform(true).to_kurbo();
    let (settings, render) = (InterpreterSettings::default(), RenderSettings::default());
    render_into(page, cache, &settings, &render, &mut context, transform);
    context.flush();
    let mut pixels = Pixmap::new(width, height);
    let onto_white = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() };
    context.render_with(&mut pixels, &mut Resources::default(), onto_white);
    Some(pixels)
}

/// How the pixels of a picture are written.
enum Ink {
    /// Sixteen greys, four bits each.
    Greys,
    /// At most 16 colours, four bits each, or at most 256, eight bits each. The table gives places by colour.
    Palette { colours: Vec<u16>, places: Vec<u8> },
    /// More colours than a palette takes.
    Full,
}

fn encoded(pixels: &Pixmap) -> Option<Vec<u8>> {
    let steps: Vec<u16> = pixels.data_as_u8_slice().chunks_exact(4).map(step).collect();
    let ink = ink(&steps);
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, u32::from(pixels.width()), u32::from(pixels.height()));
    encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
    encoder.set_filter(Filter::NoFilter);
    let width = usize::from(pixels.width());
    let data = match &ink {
        Ink::Greys => {
            encoder.set_color(ColorType::Grayscale);
            encoder.set_depth(BitDepth::Four);
            #[allow(clippy::cast_possible_truncation, reason = "four bits are left")]
            packed(&steps, width, |step| (step & TOP) as u8)
        }
        Ink::Palette { colours, places } => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(colours.iter().flat_map(|c| channels(*c)).collect::<Vec<u8>>());
            let place = |step: u16| places.get(usize::from(step)).copied().unwrap_or_default();
            if colours.len() <= 16 {
                encoder.set_depth(BitDepth::Four);
                packed(&steps, width, place)
            } else {
                encoder.set_depth(BitDepth::Eight);
                steps.iter().map(|step| place(*step)).collect()
            }
        }
        Ink::Full => {
            encoder.set_color(ColorType::Rgb);
            encoder.set_depth(BitDepth::Eight);
            encoder.set_filter(Filter::Adaptive);
            steps.iter().flat_map(|step| channels(*step)).collect()
        }
    };
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(png)
}

/// Deflate level: 6 takes a quarter off the bytes (36 kB instead of 50 kB) and is half of what a page takes.
const LEVEL: u8 = 1;

/// A pixel (opaque, so premultiplied or not is the same) as three steps of four bits.
fn step(rgba: &[u8]) -> u16 {
    let one = |channel: u8| (u16::from(channel) * TOP + 127) / 255;
    rgba.iter().take(3).fold(0, |step, channel| step << 4 | one(*channel))
}

fn channels(step: u16) -> [u8; 3] {
    #[allow(clippy::cast_possible_truncation, reason = "four bits are left")]
    [8, 4, 0].map(|shift| (step >> shift & TOP) as u8 * STEP)
}

fn ink(steps: &[u16]) -> Ink {
    let mut seen = vec![false; COLOURS];
    for step in steps {
        if let Some(seen) = seen.get_mut(usize::from(*step)) {
            *seen = true;
        }
    }
    let colours: Vec<u16> = (0_u16..).zip(&seen).filter(|(_, seen)| **seen).map(|(step, _)| step).collect();
    if colours.iter().all(|c| c >> 8 == c & TOP && c >> 4 & TOP == c & TOP) {
        return Ink::Greys;
    }
    let mut places = vec![0; COLOURS];
    for (place, colour) in colours.iter().enumerate() {
        let (Ok(place), Some(slot)) = (u8::try_from(place), places.get_mut(usize::from(*colour))) else {
            return Ink::Full;
        };
        *slot = place;
    }
    Ink::Palette { colours, places }
}

/// Two pixels a byte, each line beginning a byte of its own.
fn packed(steps: &[u16], width: usize, nibble: impl Fn(u16) -> u8) -> Vec<u8> {
    let pair = |two: &[u16]| two.iter().fold(0, |byte, s| byte << 4 | nibble(*s)) << (4 * (2 - two.len()));
    steps.chunks(width).flat_map(|line| line.chunks(2).map(pair)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_becomes_three_steps_and_comes_back() {
        for (rgba, wanted) in [
            ([0, 0, 0, 255], [0, 0, 0]),
            ([255, 255, 255, 255], [255, 255, 255]),
            ([255, 17, 0, 255], [255, 17, 0]),
            ([8, 9, 136, 255], [0, 17, 136]),
        ] {
            assert_eq!(channels(step(&rgba)), wanted, "{rgba:?}");
        }
    }

    #[test]
    fn the_narrowest_ink_is_taken() {
        assert!(matches!(ink(&[0x000, 0x777, 0xfff]), Ink::Greys));
        assert!(matches!(ink(&[0x000, 0xf00]), Ink::Palette { colours, .. } if colours.len() == 2));
        let many: Vec<u16> = (0..256).collect();
        assert!(matches!(ink(&many), Ink::Palette { places, .. } if places[255] == 255));
        let more: Vec<u16> = (0..257).collect();
        assert!(matches!(ink(&more), Ink::Full));
    }

    #[test]
    fn a_line_of_odd_width_ends_with_its_byte() {
        let nibble = |s: u16| u8::try_from(s).unwrap_or_default();
        assert_eq!(packed(&[1, 2, 3, 4, 5, 6], 3, nibble), [0x12, 0x30, 0x45, 0x60]);
    }
}
