//! The search in one picture: dark and light, corners, grid, text; every step bounded.

use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::GrayImage;
use rxing::common::{BitMatrix, DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer, Luma8LuminanceSource};

use super::Effort;

/// How dark is told from light.
#[derive(Debug, Clone, Copy)]
pub(super) enum Threshold {
    /// By what stands around a pixel: shadows and the glare of a lamp do no harm.
    Local,
    /// One for the whole picture: large modules and screens of one colour do no harm.
    Global,
}

/// Most squares that are taken for corners, the largest first: small ones are noise and print.
const MOST_CORNERS: usize = 240;
/// Most symbols of one picture: an envelope has at most eight parts.
const MOST_SYMBOLS: usize = 32;

/// Pixels of a large picture.
const MANY_PIXELS: u32 = 1_500_000;

/// Most sets of three corners that are tried.
const fn most_tries(effort: Effort) -> usize {
    match effort {
        Effort::Frame => 2_000,
        Effort::File => 10_000,
    }
}

/// Texts found in one picture in one way.
pub(super) fn symbols(picture: &GrayImage, by: Threshold, inverted: bool, effort: Effort) -> Vec<String> {
    // The reader was written for well-meant pictures and holds assertions: where one fails, nothing was found.
    let search =
        || matrix(picture, by, inverted).map(|dark| texts(&dark, finest(picture), most_tries(effort)));
    catch_unwind(AssertUnwindSafe(search)).ok().flatten().unwrap_or_default()
}

/// Pixels of the smallest module searched for: in large pictures, smaller ones are print and grain, and so many that
/// comparing them with each other would take half a minute.
fn finest(picture: &GrayImage) -> u32 {
    if picture.width() * picture.height() > MANY_PIXELS { 2 } else { 0 }
}

fn matrix(picture: &GrayImage, by: Threshold, inverted: bool) -> Option<BitMatrix> {
    let mut luma = picture.as_raw().clone();
    if inverted {
        luma.iter_mut().for_each(|l| *l = 255 - *l);
    }
    let source = Luma8LuminanceSource::new(luma, picture.width(), picture.height()).ok()?;
    match by {
        Threshold::Local => HybridBinarizer::new(source).get_black_matrix().ok().cloned(),
        Threshold::Global => GlobalHistogramBinarizer::new(source).get_black_matrix().ok().cloned(),
    }
}

fn texts(dark: &BitMatrix, finest: u32, most_tries: usize) -> Vec<String> {
    let mut corners = FindFinderPatterns(dark, true, finest);
    corners.sort_by_key(|corner| Reverse(corner.size));
    corners.truncate(MOST_CORNERS);
    let (mut used, mut texts) = (Vec::new(), Vec::new());
    for set in GenerateFinderPatternSets(&mut corners).into_iter().take(most_tries) {
        let three = [set.bl, set.tl, set.tr];
        if three.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        let Ok(grid) = SampleQR(dark, &set) else { continue };
        let Ok(decoded) = Decode(grid.getBits()) else { continue };
        if !decoded.isValid() {
            continue;
        }
        used.extend(three);
        texts.push(decoded.text());
        if texts.len() == MOST_SYMBOLS {
            break;
        }
    }
    texts
}
