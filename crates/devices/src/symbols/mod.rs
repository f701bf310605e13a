//! Texts of QR codes (ISO/IEC 18004) on a picture: from a scanner, a camera's frame, a photo of a phone.
//!
//! A symbol may stand anywhere, turned by any angle, mirrored, light on dark; a picture may hold several. The order
//! of the texts says nothing: the parts of an envelope carry their own numbers.
//!
//! The reader is rxing's port of ZXing-C++. It tries every three squares that could be the corners of a symbol, which
//! a picture made for it can drive very far; so the search here is driven in steps of our own, each of them bounded.

mod greys;
mod search;

use image::GrayImage;
use thiserror::Error;

use search::Threshold;

/// Largest file, in bytes.
pub const MOST_BYTES: usize = 8_000_000;
/// Largest picture, in pixels: what phones take by default, and more.
pub const MOST_PIXELS: u64 = 25_000_000;

/// A file that is no picture to be read. A picture without symbols is none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ImageError {
    /// The file is too large.
    #[error("the picture has {bytes} bytes, at most {MOST_BYTES} are read; take it with fewer pixels")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The picture says it has too many pixels.
    #[error("the picture has {width} × {height} pixels, at most {MOST_PIXELS} are read; take it with fewer")]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Neither PNG nor JPEG nor BMP.
    #[error("the file is no PNG, JPEG or BMP picture; save it as one of them")]
    UnknownFormat,
    /// The file begins like a picture, but is damaged.
    #[error("the picture is damaged; take it again")]
    Unreadable,
}

/// How much time reading may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// One of many frames of a camera: what is not found now is found in the next.
    Frame,
    /// The only picture there is: several sizes and thresholds are tried.
    File,
}

/// Texts of the symbols on a picture, each once; none is no error.
pub fn read(image: &[u8], effort: Effort) -> Result<Vec<String>, ImageError> {
    let picture = greys::read(image)?;
    let sizes = sizes(&picture, effort);
    let mut found = Vec::new();
    for (threshold, inverted) in ways(effort) {
        for size in &sizes {
            for text in search::symbols(size, *threshold, *inverted, effort) {
                if !found.contains(&text) {
                    found.push(text);
                }
            }
        }
        // Symbols that are shown together are shown alike.
        if !found.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// How dark is told from light, and whether symbols are light on dark; the likely first.
const fn ways(effort: Effort) -> &'static [(Threshold, bool)] {
    const ALL: [(Threshold, bool); 4] = [
        (Threshold::Local, false),
        (Threshold::Local, true),
        (Threshold::Global, false),
        (Threshold::Global, true),
    ];
    match effort {
        Effort::Frame => ALL.split_at(2).0,
        Effort::File => &ALL,
    }
}

/// Pixels in which a symbol of version 20 (97 modules) that fills a quarter of the width has six pixels a module.
const LARGE: u32 = 4_000_000;
/// Pixels of a frame of 1280 × 720 and of other shapes like it.
const MIDDLE: u32 = 1_000_000;
/// Pixels in which noise and the raster of a photographed screen are averaged away.
const SMALL: u32 = 300_000;

/// The picture as it is searched: never enlarged but where it is tiny, for modules of two pixels.
fn sizes(picture: &GrayImage, effort: Effort) -> Vec<GrayImage> {
    if effort == Effort::Frame {
        return vec![greys::within(picture, MIDDLE)];
    }
    let pixels = picture.width() * picture.height();
    let mut sizes = vec![greys::within(picture, LARGE)];
    // A size that differs little finds little more.
    sizes.extend(
        [MIDDLE, SMALL]
            .into_iter()
            .filter(|most| pixels > most * 3 / 2)
            .map(|most| greys::within(picture, most)),
    );
    if pixels <= SMALL {
        sizes.push(greys::doubled(picture));
    }
    sizes
}
