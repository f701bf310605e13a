//! Signatures drawn with a pen on a tablet: looked at, cut out, and written anew.
//!
//! What a browser's canvas sends is mostly empty, and may carry text or profiles beside the picture. What is kept is
//! the ink alone: black, as dark as it was drawn (sixteen steps), over nothing. So it can lie on the lines of a form.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, DeflateCompression, Encoder, Filter, Limits, Transformations};
use thiserror::Error;

/// Largest file taken, in bytes.
pub const MOST_BYTES: usize = 200_000;
/// Widest canvas taken, in pixels.
pub const WIDEST: u32 = 2_000;
/// Highest canvas taken, in pixels.
pub const HIGHEST: u32 = 800;
/// Largest file given, in bytes.
pub const MOST_KEPT: usize = 20_000;

/// Widest picture given: a box of 6 cm printed with 330 dots per inch.
const WIDEST_KEPT: usize = 800;
/// Memory for the decoder, in bytes.
const MEMORY: usize = 16_000_000;
/// A pixel this dark is ink.
const INK: u8 = 64;
/// Fewer pixels of ink are a touch, not a signature. One stroke of a pen is more.
const LEAST_INK: usize = 40;
/// Ink must reach this far, across or down.
const LEAST_REACH: usize = 16;
/// Empty pixels left around the ink.
const MARGIN: usize = 6;
/// From a step of darkness to eight bits.
const STEP: u8 = 17;

/// A picture that is not kept as a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// The file is too large.
    #[error(
        "the signature's picture has {bytes} bytes, at most {MOST_BYTES} are taken; sign on a smaller canvas"
    )]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The canvas is too large.
    #[error("the signature's canvas has {width} × {height} pixels, at most {WIDEST} × {HIGHEST} are taken")]
    TooWide {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// No PNG, or damaged.
    #[error("the signature's picture is no readable PNG; sign again")]
    Unreadable,
    /// No ink, or a touch alone.
    #[error("there is no signature on the canvas; sign before going on")]
    Blank,
    /// More ink than paper.
    #[error("the canvas is filled with ink; clear it and sign again")]
    Filled,
    /// The ink is so intricate that it takes more than [`MOST_KEPT`] even when made smaller.
    #[error("the signature is too intricate to be kept; clear the canvas and sign again")]
    TooIntricate,
}

/// Takes the PNG of a canvas and gives the ink as a small PNG (eight-bit grey with alpha) without anything beside it.
pub fn signature(png: &[u8]) -> Result<Vec<u8>, SignatureError> {
    let canvas = canvas(png)?;
    let mut ink = cut_out(&canvas)?;
    while ink.width > WIDEST_KEPT {
        ink = ink.halved();
    }
    // A hand's signature fits at once; each round has a quarter of the pixels.
    while ink.width >= LEAST_REACH && ink.height >= 1 {
        let written = ink.written().ok_or(SignatureError::Unreadable)?;
        if written.len() <= MOST_KEPT {
            return Ok(written);
        }
        ink = ink.halved();
    }
    Err(SignatureError::TooIntricate)
}

/// How dark each pixel is: 0 for paper.
struct Ink {
    width: usize,
    height: usize,
    dark: Vec<u8>,
}

impl Ink {
    fn at(&self, x: usize, y: usize) -> u8 {
        if x < self.width { self.dark.get(y * self.width + x).copied().unwrap_or_default() } else { 0 }
    }

    /// Half as wide and high; four pixels become their mean.
    fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mean = |x: usize, y: usize| {
            let four =
                [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(i, j)| u16::from(self.at(2 * x + i, 2 * y + j)));
            u8::try_from(four.iter().sum::<u16>() / 4).unwrap_or(u8::MAX)
        };
        let dark =
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y)).collect();
        Self { width, height, dark }
    }

    fn written(&self) -> Option<Vec<u8>> {
        let mut png = Vec::new();
        let (width, height) = (u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        let mut encoder = Encoder::new(&mut png, width, height);
        encoder.set_color(ColorType::GrayscaleAlpha);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_deflate_compression(DeflateCompression::Level(9));
        encoder.set_filter(Filter::NoFilter);
        let mut writer = encoder.write_header().ok()?;
        let step = |dark: u8| dark.saturating_add(STEP / 2) / STEP * STEP;
        let pixels: Vec<u8> = self.dark.iter().flat_map(|dark| [0, step(*dark)]).collect();
        writer.write_image_data(&pixels).ok()?;
        writer.finish().ok()?;
        Some(png)
    }
}

fn canvas(png: &[u8]) -> Result<Ink, SignatureError> {
    if png.len() > MOST_BYTES {
        return Err(SignatureError::TooLarge { bytes: png.len() });
    }
    let mut decoder = Decoder::new_with_limits(Cursor::new(png), Limits { bytes: MEMORY });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let unreadable = |_| SignatureError::Unreadable;
    let header = decoder.read_header_info().map_err(unreadable)?;
    let (width, height) = (header.width, header.height);
    if width > WIDEST || height > HIGHEST {
        return Err(SignatureError::TooWide { width, height });
    }
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let size = reader.output_buffer_size().ok_or(SignatureError::Unreadable)?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(unreadable)?;
    let samples = frame.color_type.samples();
    let drawn = pixels.get(..frame.buffer_size()).ok_or(SignatureError::Unreadable)?;
    let dark: Vec<u8> = drawn.chunks_exact(samples).map(darkness).collect();
    let (width, height) = (frame.width as usize, frame.height as usize);
    if dark.len() == width * height {
        Ok(Ink { width, height, dark })
    } else {
        Err(SignatureError::Unreadable)
    }
}

/// Of one pixel: grey, grey and alpha, colours, or colours and alpha.
fn darkness(pixel: &[u8]) -> u8 {
    let (colours, alpha) = match pixel {
        [colours @ .., alpha] if matches!(pixel.len(), 2 | 4) => (colours, *alpha),
        colours => (colours, u8::MAX),
    };
    let mean =
        colours.iter().map(|c| u32::from(*c)).sum::<u32>() / u32::try_from(colours.len().max(1)).unwrap_or(1);
    u8::try_from((255 - mean.min(255)) * u32::from(alpha) / 255).unwrap_or(u8::MAX)
}

/// The ink with a margin; refused where it is no writing.
fn cut_out(canvas: &Ink) -> Result<Ink, SignatureError> {
    let (mut count, mut left, mut right, mut top, mut bottom) = (0, usize::MAX, 0, usize::MAX, 0);
    for (y, line) in canvas.dark.chunks_exact(canvas.width.max(1)).enumerate() {
        for (x, _) in line.iter().enumerate().filter(|(_, dark)| **dark >= INK) {
            count += 1;
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
        }
    }
    if count < LEAST_INK || (right - left).max(bottom - top) < LEAST_REACH {
        return Err(SignatureError::Blank);
    }
    if count * 2 > canvas.dark.len() {
        return Err(SignatureError::Filled);
    }
    let (from_x, from_y) = (left.saturating_sub(MARGIN), top.saturating_sub(MARGIN));
    let to_x = (right + MARGIN).min(canvas.width - 1);
    let to_y = (bottom + MARGIN).min(canvas.height - 1);
    let places = (from_y..=to_y).flat_map(|y| (from_x..=to_x).map(move |x| (x, y)));
    let dark = places.map(|(x, y)| canvas.at(x, y)).collect();
    Ok(Ink { width: to_x - from_x + 1, height: to_y - from_y + 1, dark })
}
