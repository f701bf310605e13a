//! Signatures as a canvas sends them, what is made of them, and how they stand on a form.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod support;

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use image::{DynamicImage, GrayImage, ImageFormat, LumaA, Rgba, RgbaImage};
use kakanai_devices::handwriting::{MOST_BYTES, MOST_KEPT, SignatureError, signature};
use kakanai_forms::{FieldValue, FieldValues, Filled, Fonts, Form, fill, picture};
use support::Random;

/// Darkness of a pen's strokes on a canvas: `strokes` loops from left to right.
fn drawn(width: u32, height: u32, strokes: u32) -> GrayImage {
    let mut dark = GrayImage::new(width, height);
    let (w, h) = (width as f32, height as f32);
    for n in 0..strokes * 400 {
        let t = n as f32 / 400.0;
        let x = w * (0.25 + 0.5 * t / strokes as f32) + h * 0.1 * (t * 6.0).cos();
        let y = h * 0.5 + h * 0.25 * (t * 6.0).sin();
        for (i, j) in (-2..=2).flat_map(|i| (-2..=2).map(move |j| (i, j))) {
            let near = ((i * i + j * j) as f32).sqrt();
            let grey = ((2.6 - near) * 255.0).clamp(0.0, 255.0) as u8;
            let pixel = dark.get_pixel_mut((x as i32 + i) as u32, (y as i32 + j) as u32);
            pixel.0[0] = pixel.0[0].max(grey);
        }
    }
    dark
}

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A canvas as browsers give it: black of some opacity over nothing.
fn clear(dark: &GrayImage) -> Vec<u8> {
    png(RgbaImage::from_fn(dark.width(), dark.height(), |x, y| Rgba([0, 0, 0, dark.get_pixel(x, y)[0]])))
}

/// The names of a PNG's chunks.
fn chunks(png: &[u8]) -> Vec<String> {
    let mut at = 8;
    let mut names = Vec::new();
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        names.push(String::from_utf8_lossy(&png[at + 4..at + 8]).into_owned());
        at += length + 12;
    }
    names
}

#[test]
fn ink_is_cut_out_and_written_small() {
    let dark = drawn(1200, 400, 4);
    let white = RgbaImage::from_fn(1200, 400, |x, y| {
        let light = 255 - dark.get_pixel(x, y)[0];
        Rgba([light, light, light, 255])
    });
    let kinds = [clear(&dark), png(white.clone()), png(DynamicImage::ImageRgba8(white).into_luma8())];
    let first = signature(&kinds[0]).unwrap();
    for kind in &kinds {
        assert!(signature(kind).unwrap() == first, "the kind of canvas makes a difference");
    }
    assert!(first.len() <= MOST_KEPT, "{} bytes", first.len());
    assert_eq!(chunks(&first), ["IHDR", "IDAT", "IEND"]);
    let DynamicImage::ImageLumaA8(kept) = image::load_from_memory(&first).unwrap() else { panic!("colours") };
    let ink = |x: u32, y: u32| kept.get_pixel(x, y).0[1] >= 64;
    assert!(kept.pixels().all(|LumaA([grey, _])| *grey == 0));
    let (width, height) = kept.dimensions();
    let columns: Vec<u32> = (0..width).filter(|x| (0..height).any(|y| ink(*x, y))).collect();
    let rows: Vec<u32> = (0..height).filter(|y| (0..width).any(|x| ink(x, *y))).collect();
    assert_eq!((columns[0], columns[columns.len() - 1]), (6, width - 7), "across, the margin is another");
    assert_eq!((rows[0], rows[rows.len() - 1]), (6, height - 7), "down, the margin is another");
}

#[test]
fn a_large_or_busy_signature_is_made_smaller() {
    let wide = signature(&clear(&drawn(2000, 800, 5))).unwrap();
    assert!(image::load_from_memory(&wide).unwrap().width() <= 800);
    let mut random = Random(5);
    let busy = GrayImage::from_fn(560, 200, |_, _| {
        image::Luma([if random.next().is_multiple_of(3) { 230 } else { 0 }])
    });
    match signature(&clear(&busy)) {
        Ok(kept) => assert!(kept.len() <= MOST_KEPT, "{} bytes", kept.len()),
        Err(error) => assert_eq!(error, SignatureError::TooIntricate),
    }
}

#[test]
fn what_is_no_signature_is_refused() {
    let empty = GrayImage::new(600, 200);
    let mut touch = empty.clone();
    (0..36).for_each(|n| touch.put_pixel(300 + n % 6, 100 + n / 6, image::Luma([255])));
    let mut random = Random(9);
    let noise = GrayImage::from_fn(900, 500, |_, _| image::Luma([random.next() as u8]));
    let whole = clear(&drawn(600, 200, 2));
    let cases: Vec<(&str, Vec<u8>, SignatureError)> = vec![
        ("nothing drawn", clear(&empty), SignatureError::Blank),
        ("white", png(GrayImage::from_pixel(600, 200, image::Luma([255]))), SignatureError::Blank),
        ("a touch", clear(&touch), SignatureError::Blank),
        ("black", png(empty), SignatureError::Filled),
        ("no picture", b"sign here".to_vec(), SignatureError::Unreadable),
        ("nothing", Vec::new(), SignatureError::Unreadable),
        ("cut off", whole[..whole.len() / 2].to_vec(), SignatureError::Unreadable),
        ("too wide", clear(&GrayImage::new(2001, 10)), SignatureError::TooWide { width: 2001, height: 10 }),
        ("too high", clear(&GrayImage::new(10, 801)), SignatureError::TooWide { width: 10, height: 801 }),
    ];
    for (what, bytes, wanted) in cases {
        assert_eq!(signature(&bytes), Err(wanted), "{what}");
    }
    let large = png(noise);
    assert!(large.len() > MOST_BYTES);
    assert_eq!(signature(&large), Err(SignatureError::TooLarge { bytes: large.len() }));
}

#[test]
fn one_stroke_is_a_signature() {
    let mut dark = GrayImage::new(600, 200);
    (0..240).for_each(|n| dark.put_pixel(200 + n / 3, 100 + n % 3, image::Luma([255])));
    assert!(signature(&clear(&dark)).is_ok());
}

#[test]
fn damaged_files_never_panic() {
    let whole = clear(&drawn(400, 160, 2));
    let mut random = Random(11);
    for _ in 0..300 {
        let mut bytes = whole.clone();
        for _ in 0..3 {
            let at = random.next() as usize % bytes.len();
            bytes[at] = random.next() as u8;
        }
        assert!(signature(&bytes).is_ok_and(|kept| kept.len() <= MOST_KEPT) || signature(&bytes).is_err());
    }
}

/// Debian packages fonts-morisawa-bizud-mincho and fonts-ipamj-mincho.
fn fonts() -> Fonts {
    let font =
        |path: &str| Arc::new(std::fs::read(Path::new("/usr/share/fonts/truetype").join(path)).unwrap());
    Fonts::new(font("bizud-mincho/BIZUDMincho-Regular.ttf"), font("ipamj/ipamjm.ttf")).unwrap()
}

fn resident_move() -> Form {
    let stem = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/forms/resident_move");
    let read = |end: &str| std::fs::read(stem.with_extension(end)).unwrap();
    Form::load(&read("json"), read("pdf")).unwrap()
}

#[test]
fn a_form_takes_the_signature_and_shows_it() {
    let kept = signature(&clear(&drawn(1200, 400, 4))).unwrap();
    let (form, fonts) = (resident_move(), fonts());
    let page = |values: &FieldValues| {
        let pdf = fill(&[Filled { form: &form, values }], &fonts).unwrap();
        let png = picture::pages(&pdf).unwrap().png(0, 1000).unwrap();
        image::load_from_memory(&png).unwrap().into_luma8()
    };
    let unsigned = page(&FieldValues::new());
    let mut values = FieldValues::new();
    values.set("signature/filer", FieldValue::Png(kept));
    let signed = page(&values);
    let darker: Vec<u8> = unsigned
        .pixels()
        .zip(signed.pixels())
        .map(|(a, b)| a[0].saturating_sub(b[0]))
        .filter(|d| *d > 0)
        .collect();
    assert!(darker.iter().filter(|d| **d > 100).count() > 50, "{} pixels became darker", darker.len());
    assert!(
        unsigned.pixels().zip(signed.pixels()).all(|(a, b)| b[0] <= a[0]),
        "the signature hides the form"
    );
}
