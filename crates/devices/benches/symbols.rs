//! Reading symbols: frames of a camera (the aim is 60 ms each) and photos of phones.

#![allow(clippy::unwrap_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use kakanai_devices::symbols::{Effort, read};
use support::{Laid, exposed, frame, jpeg, part, png, symbol, table};

fn main() {
    divan::main();
}

/// Width, height and characters of a frame.
#[divan::bench(args = [(640, 480, 400), (1280, 720, 600), (1280, 720, 970)])]
fn frame_with_a_symbol(bencher: divan::Bencher<'_, '_>, (width, height, length): (u32, u32, usize)) {
    let (text, image) = frame(width, height, length);
    bencher.bench_local(|| assert!(read(&image, Effort::Frame).unwrap() == [text.as_str()]));
}

/// Most frames hold nothing: then light on dark is tried as well.
#[divan::bench(args = [(640, 480), (1280, 720)])]
fn frame_without(bencher: divan::Bencher<'_, '_>, (width, height): (u32, u32)) {
    let image = jpeg(&exposed(&table(width, height), 10, 0.3), 80);
    bencher.bench_local(|| assert!(read(&image, Effort::Frame).unwrap().is_empty()));
}

#[divan::bench(args = [(1600, 1200), (4000, 3000)])]
fn photo_with_a_symbol(bencher: divan::Bencher<'_, '_>, (width, height): (u32, u32)) {
    let text = part(2, 600);
    let drawn = symbol(&text, 6);
    let mut ground = table(width, height);
    let enlarged = height as f32 * 0.4 / drawn.height() as f32;
    Laid { enlarged, turned: 11.0, ..Laid::at(width as f32 / 2.0, height as f32 / 2.0) }
        .onto(&mut ground, &drawn);
    let image = jpeg(&exposed(&ground, 12, 0.4), 60);
    bencher.bench_local(|| assert!(read(&image, Effort::File).unwrap() == [text.as_str()]));
}

/// Everything is tried.
#[divan::bench(args = [(1600, 1200), (4000, 3000)])]
fn photo_without(bencher: divan::Bencher<'_, '_>, (width, height): (u32, u32)) {
    let image = jpeg(&exposed(&table(width, height), 12, 0.4), 60);
    bencher.bench_local(|| assert!(read(&image, Effort::File).unwrap().is_empty()));
}

/// Squares that could all be corners, and are none.
#[divan::bench(args = [(9, 1), (60, 7)], sample_count = 5)]
fn picture_full_of_corners(bencher: divan::Bencher<'_, '_>, (pitch, module): (u32, u32)) {
    let image = png(&support::corners(2000, pitch, module));
    bencher.bench_local(|| assert!(read(&image, Effort::File).unwrap().is_empty()));
}
