//! The drawn symbol, read by a program that is not ours.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod common;

use std::process::Command;

use common::{DAY, Towns, families, record, schema, secret};
use image::{GrayImage, Luma};
use kakanai_envelope::qr::{self, QUIET, Symbol};
use kakanai_envelope::{Seed, pack, seal, split};
use kakanai_record::Dictionary;

fn picture(symbol: &Symbol, pixels: usize) -> GrayImage {
    let side = ((symbol.size() + 2 * QUIET) * pixels) as u32;
    GrayImage::from_fn(side, side, |x, y| {
        let (column, row) = (x as usize / pixels, y as usize / pixels);
        let dark = column >= QUIET && row >= QUIET && symbol.is_dark(column - QUIET, row - QUIET);
        Luma([if dark { 0 } else { 255 }])
    })
}

#[test]
fn zbar_reads_what_we_draw() {
    let dictionary = Dictionary::core();
    let folder = tempfile::tempdir().unwrap();
    let record = record(&dictionary, &families()[2].1);
    let packed = pack(&schema(&dictionary), &record, DAY, &Towns).unwrap();
    let sealed = seal(&secret().public(), &packed, &Seed::new([2; 32])).unwrap();
    // One family, and the largest part there is.
    let large: Vec<u8> = (0..598u32).map(|at| (at * 7) as u8).collect();
    for sealed in [sealed, large] {
        let text = split(&sealed).unwrap().remove(0);
        let file = folder.path().join("symbol.png");
        picture(&qr::symbol(&text).unwrap(), 3).save(&file).unwrap();
        let output = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&file).output();
        let output = output.expect("zbarimg is not installed: apt-get install zbar-tools");
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), text);
    }
}

#[test]
fn largest_part_is_version_20() {
    assert_eq!(qr::symbol(&"K".repeat(970)).unwrap().version(), 20);
    assert!(qr::symbol("").is_err() && qr::symbol("ä").is_err() && qr::symbol(&"K".repeat(5000)).is_err());
}

#[test]
fn svg_is_one_path_with_a_quiet_zone() {
    let symbol = qr::symbol("KABC").unwrap();
    let svg = symbol.svg("予約 <1>");
    assert!(svg.contains("viewBox=\"0 0 29 29\"") && svg.contains("<title>予約 &lt;1></title>"), "{svg}");
    // The finder pattern begins behind four light modules.
    assert!(svg.contains("M4 4h7v1h-7z"), "{svg}");
    assert!(symbol.is_dark(0, 0) && !symbol.is_dark(1, 1) && !symbol.is_dark(21, 0));
}
