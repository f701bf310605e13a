//! Pictures of filled forms at 1000 pixels across, beside what poppler's `pdftoppm` takes for the same PDF.
//! The sizes are printed first.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::process::Command;

use kakanai_forms::{Filled, fill, picture};

const WIDTH: u16 = 1000;

fn main() {
    for sheets in [1, 4] {
        let pages = picture::pages(&filled(sheets)).unwrap();
        let sizes: Vec<usize> = pages.pngs(WIDTH).unwrap().iter().map(Vec::len).collect();
        eprintln!("{sheets} pages: {sizes:?} bytes");
    }
    divan::main();
}

fn filled(sheets: usize) -> Vec<u8> {
    let (form, values) = (support::resident_move(), support::family());
    let one = Filled { form: &form, values: &values };
    fill(&vec![one; sheets], &support::fonts()).unwrap()
}

#[divan::bench(args = [1, 4])]
fn read_and_draw(bencher: divan::Bencher<'_, '_>, sheets: usize) {
    let pdf = filled(sheets);
    bencher.bench_local(|| picture::pages(&pdf).unwrap().pngs(WIDTH).unwrap());
}

/// What the tablet asks for: one page at a time, nothing kept between.
#[divan::bench(args = [1, 4])]
fn read_and_draw_one_by_one(bencher: divan::Bencher<'_, '_>, sheets: usize) {
    let pdf = filled(sheets);
    bencher.bench_local(|| {
        let pages = picture::pages(&pdf).unwrap();
        (0..pages.count()).map(|page| pages.png(page, WIDTH).unwrap()).collect::<Vec<_>>()
    });
}

/// Its start and its writing of files are counted in.
#[divan::bench(args = [1, 4])]
fn pdftoppm(bencher: divan::Bencher<'_, '_>, sheets: usize) {
    let stem = std::env::temp_dir().join(format!("kakanai-picture-{}", std::process::id()));
    let file = stem.with_extension("pdf");
    std::fs::write(&file, filled(sheets)).unwrap();
    bencher.bench_local(|| {
        let width = ["-png", "-gray", "-scale-to-x", "1000", "-scale-to-y", "-1"];
        assert!(Command::new("pdftoppm").args(width).arg(&file).arg(&stem).status().unwrap().success());
    });
    std::fs::remove_file(&file).unwrap();
    for page in 1..=sheets {
        std::fs::remove_file(
            stem.with_file_name(format!("{}-{page}.png", stem.file_name().unwrap().to_string_lossy())),
        )
        .unwrap();
    }
}
