//! From a file to greys: bounded by its header, decoded, laid over white, made smaller.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::imageops::{FilterType, resize, thumbnail};
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{ImageError, MOST_BYTES, MOST_PIXELS};

/// Bytes a decoder may take for one picture: 25 megapixels of eight-bit colours and their working space.
const MOST_MEMORY: u64 = 160_000_000;

/// Reads a picture whose size is known to be bearable.
pub(super) fn read(bytes: &[u8]) -> Result<GrayImage, ImageError> {
    if bytes.len() > MOST_BYTES {
        return Err(ImageError::TooLarge { bytes: bytes.len() });
    }
    let format = image::guess_format(bytes).map_err(|_| ImageError::UnknownFormat)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Bmp) {
        return Err(ImageError::UnknownFormat);
    }
    // Decoders should not panic; if one does, it is for a damaged picture, and the counter goes on.
    catch_unwind(AssertUnwindSafe(|| decoded(bytes, format))).unwrap_or(Err(ImageError::Unreadable))
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<GrayImage, ImageError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|_| ImageError::Unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(ImageError::TooManyPixels { width, height });
    }
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| ImageError::Unreadable)?;
    Ok(over_white(picture))
}

/// What is transparent shows the page behind it, and pages are white.
fn over_white(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let picture = picture.into_luma_alpha8();
    let (width, height) = picture.dimensions();
    let mut greys = GrayImage::new(width, height);
    for (grey, image::LumaA([luma, alpha])) in greys.pixels_mut().zip(picture.pixels()) {
        let shown = (u16::from(*luma) * u16::from(*alpha) + 255 * (255 - u16::from(*alpha))) / 255;
        grey.0 = [u8::try_from(shown).unwrap_or(u8::MAX)];
    }
    greys
}

/// The picture with at most so many pixels, averaged.
pub(super) fn within(picture: &GrayImage, most: u32) -> GrayImage {
    let (width, height) = picture.dimensions();
    let factor = (f64::from(most) / (f64::from(width) * f64::from(height))).sqrt();
    if factor >= 1.0 {
        return picture.clone();
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "smaller than a u32")]
    let shrunk = |side: u32| ((f64::from(side) * factor) as u32).max(1);
    thumbnail(picture, shrunk(width), shrunk(height))
}

/// The picture at twice its size, smoothed.
pub(super) fn doubled(picture: &GrayImage) -> GrayImage {
    resize(picture, picture.width() * 2, picture.height() * 2, FilterType::Triangle)
}
