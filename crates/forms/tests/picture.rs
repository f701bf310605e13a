//! Pictures of filled forms, beside poppler's of the same PDF.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

#[path = "support/seen.rs"]
mod seen;
mod support;

use std::io::Cursor;

use kakanai_forms::picture::{self, Pages, PictureError};
use kakanai_forms::{FieldValue, FieldValues, Filled, fill};

const WIDTH: u16 = 1000;

/// Darkness of each pixel, 0 for white.
struct Grey {
    width: usize,
    height: usize,
    dark: Vec<u8>,
}

impl Grey {
    fn of(png: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut data = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut data).unwrap();
        let samples = info.color_type.samples();
        let dark = data[..info.buffer_size()]
            .chunks_exact(samples)
            .map(|p| 255 - p.iter().take(samples.min(3)).min().unwrap());
        Self { width: info.width as usize, height: info.height as usize, dark: dark.collect() }
    }

    /// Mean darkness of a rectangle of pixels.
    fn mean(&self, x: usize, y: usize, side: usize) -> f32 {
        let rows = y..(y + side).min(self.height);
        let all =
            rows.flat_map(|y| &self.dark[y * self.width + x..y * self.width + (x + side).min(self.width)]);
        let (sum, count) = all.fold((0_u32, 0_u32), |(sum, count), d| (sum + u32::from(*d), count + 1));
        sum as f32 / count as f32
    }

    fn blocks(&self, side: usize) -> Vec<f32> {
        let at = |y| (0..self.width).step_by(side).map(move |x| (x, y));
        let places = (0..self.height).step_by(side).flat_map(at);
        places.map(|(x, y)| self.mean(x, y, side)).collect()
    }
}

fn filled(values: &FieldValues) -> Vec<u8> {
    let form = support::resident_move();
    fill(&[Filled { form: &form, values }], &support::fonts()).unwrap()
}

fn pages_of(values: &FieldValues) -> Pages {
    picture::pages(&filled(values)).unwrap()
}

fn signed() -> FieldValues {
    let mut values = support::large_family();
    values.set("signature/filer", FieldValue::Png(support::SCRIBBLE.to_vec()));
    values
}

#[test]
fn a_page_looks_as_poppler_draws_it() {
    // Without the signature: eight pixels across its box, which one program smooths and the other does not.
    let pdf = filled(&support::large_family());
    let pages = picture::pages(&pdf).unwrap();
    assert_eq!(pages.count(), 2);
    for page in 0..pages.count() {
        let ours = Grey::of(&pages.png(page, WIDTH).unwrap());
        let theirs = Grey::of(&seen::poppler_picture(&pdf, page, [ours.width, ours.height]));
        assert_eq!((ours.width, ours.height), (theirs.width, theirs.height));
        // A letter is some ten pixels: the means of half a letter agree, wherever each program smooths its edges.
        let differences: Vec<f32> =
            ours.blocks(10).iter().zip(theirs.blocks(10)).map(|(a, b)| (a - b).abs()).collect();
        let (worst, sum) = differences.iter().fold((0.0_f32, 0.0), |(w, s), d| (w.max(*d), s + d));
        let mean = sum / differences.len() as f32;
        assert!(worst < 48.0, "page {page}: a place differs by {worst} of 255");
        assert!(mean < 4.0, "page {page}: places differ by {mean} of 255 in the mean");
        assert!(ours.dark.iter().any(|d| *d > 200), "page {page} is pale");
    }
}

#[test]
fn what_was_filled_in_is_seen_in_its_box() {
    let values = signed();
    let form = support::resident_move();
    let background = std::fs::read(support::catalogue().join("resident_move.pdf")).unwrap();
    let blank = Grey::of(&picture::pages(&background).unwrap().png(0, WIDTH).unwrap());
    let pages = pages_of(&values);
    let pixels = f32::from(WIDTH) / form.def().pages[0].width;
    for sheet in 0..pages.count() {
        let seen = Grey::of(&pages.png(sheet, WIDTH).unwrap());
        for (id, rect) in seen::boxes_with_values(&form, &values, sheet) {
            let across = (rect.x * pixels) as usize..=(rect.right() * pixels) as usize;
            let inked = ((rect.y * pixels) as usize..=(rect.bottom() * pixels) as usize).any(|y| {
                across
                    .clone()
                    .any(|x| seen.dark[y * seen.width + x].abs_diff(blank.dark[y * seen.width + x]) > 96)
            });
            assert!(inked, "sheet {sheet}: nothing is seen in box {id}");
        }
    }
}

#[test]
fn a_picture_is_small_and_always_the_same() {
    let first = pages_of(&support::family()).png(0, WIDTH).unwrap();
    let again = pages_of(&support::family());
    assert!(first == again.png(0, WIDTH).unwrap() && vec![first.clone()] == again.pngs(WIDTH).unwrap());
    assert!(first.len() <= 80_000, "{} bytes", first.len());
}

#[test]
fn widths_are_kept_within_bounds() {
    let pages = pages_of(&support::family());
    for width in [1, 40, 333, 2000] {
        let picture = Grey::of(&pages.png(0, width).unwrap());
        assert_eq!(picture.width, usize::from(width));
        let ratio = picture.height as f32 / picture.width as f32;
        assert!(width < 40 || (ratio - 0.707).abs() < 0.02, "{ratio}");
    }
    for width in [0, picture::WIDEST + 1, u16::MAX] {
        assert_eq!(pages.png(0, width), Err(PictureError::Width { width }));
    }
    assert_eq!(pages.png(1, WIDTH), Err(PictureError::Page { page: 1, count: 1 }));
}

#[test]
fn what_is_no_pdf_is_refused() {
    let pdf = filled(&support::family());
    for bytes in [&b""[..], b"%PDF-1.7", b"not a PDF at all", &pdf[..40]] {
        assert!(picture::pages(bytes).is_err_and(|e| e == PictureError::Pdf), "{} bytes", bytes.len());
    }
}

#[test]
fn pages_may_be_drawn_by_any_thread() {
    fn shared<T: Send + Sync>() {}
    shared::<Pages>();
}
