//! QR codes on pictures as they come to a counter, and files that are made to do harm.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod support;

use std::collections::BTreeSet;

use image::imageops::{blur, rotate90, rotate180, rotate270};
use image::{GrayImage, ImageFormat, Luma};
use kakanai_devices::symbols::{Effort, ImageError, MOST_BYTES, read};
use support::{Laid, corners, exposed, frame, inverted, jpeg, part, png, symbol, table, written};

const BOTH: [Effort; 2] = [Effort::Frame, Effort::File];

fn set(texts: &[String]) -> BTreeSet<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Fails unless the picture holds just these texts.
fn assert_read(what: &str, image: &[u8], efforts: &[Effort], wanted: &[String]) {
    for effort in efforts {
        let found = read(image, *effort).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!(set(&found) == set(wanted), "{what}, {effort:?}: {} of {} found", found.len(), wanted.len());
        assert_eq!(found.len(), wanted.len(), "{what}, {effort:?}: a text is given twice");
    }
}

/// A table with symbols laid on it.
fn scene(width: u32, height: u32, laid: &[(&GrayImage, Laid)]) -> GrayImage {
    let mut ground = table(width, height);
    laid.iter().for_each(|(picture, laid)| laid.onto(&mut ground, picture));
    ground
}

#[test]
fn a_symbol_is_read_however_it_comes() {
    let text = part(1, 600);
    let one = [text.clone()];
    let drawn = symbol(&text, 5);
    let turned = |degrees: f32| {
        let laid = Laid { turned: degrees, ..Laid::at(640.0, 360.0) };
        png(&scene(1280, 720, &[(&drawn, laid)]))
    };
    let frames: Vec<(&str, Vec<u8>)> = vec![
        ("as drawn", png(&drawn)),
        ("as BMP", written(&drawn, ImageFormat::Bmp)),
        ("a quarter turned", png(&rotate90(&drawn))),
        ("upside down", png(&rotate180(&drawn))),
        ("three quarters turned", png(&rotate270(&drawn))),
        ("turned by 7", turned(7.0)),
        ("turned by -30", turned(-30.0)),
        ("turned by 45", turned(45.0)),
        ("mirrored", png(&image::imageops::flip_horizontal(&drawn))),
        ("dark mode", png(&inverted(&drawn))),
        ("dark mode on a table", png(&scene(1280, 720, &[(&inverted(&drawn), Laid::at(640.0, 360.0))]))),
        ("blurred", png(&blur(&drawn, 1.6))),
        ("noisy", png(&exposed(&drawn, 40, 0.0))),
        ("half in shadow", png(&exposed(&drawn, 8, 0.7))),
        ("JPEG of quality 60", jpeg(&drawn, 60)),
    ];
    for (what, image) in &frames {
        assert_read(what, image, &BOTH, &one);
    }
}

#[test]
fn a_photo_of_a_phone_is_read() {
    for (length, width, height, share) in
        [(200, 1600, 1200, 0.3), (600, 2400, 1800, 0.35), (970, 4000, 3000, 0.3)]
    {
        let text = part(2, length);
        let drawn = symbol(&text, 6);
        let enlarged = height as f32 * share / drawn.height() as f32;
        let middle = (width as f32 * 0.42, height as f32 * 0.55);
        let mut ground = table(width, height);
        Laid { middle, turned: 11.0, enlarged, aslant: 0.1 }.onto(&mut ground, &drawn);
        let photo = jpeg(&exposed(&blur(&ground, 0.8), 12, 0.4), 60);
        assert_read(&format!("{length} characters"), &photo, &[Effort::File], &[text]);
    }
}

#[test]
fn frames_of_a_camera_are_read_the_cheap_way() {
    for (width, height, length) in [(640, 480, 200), (640, 480, 400), (1280, 720, 600), (1280, 720, 970)] {
        let (text, image) = frame(width, height, length);
        assert_read(&format!("{width} × {height}, {length} characters"), &image, &BOTH, &[text]);
    }
}

#[test]
fn several_symbols_are_read_from_one_picture() {
    let texts: Vec<String> = (1..=3).map(|n| part(n, 300)).collect();
    let drawn: Vec<GrayImage> = texts.iter().map(|t| symbol(t, 4)).collect();
    let places = [(230.0, 250.0), (640.0, 300.0), (1040.0, 420.0)];
    let laid = |n: usize, turned: f32| (&drawn[n], Laid { turned, ..Laid::at(places[n].0, places[n].1) });
    let two = scene(1280, 720, &[laid(0, 0.0), laid(2, 0.0)]);
    assert_read("two", &png(&two), &BOTH, &[texts[0].clone(), texts[2].clone()]);
    let three = scene(1280, 720, &[laid(0, 5.0), laid(1, -8.0), laid(2, 90.0)]);
    assert_read("three", &jpeg(&exposed(&three, 10, 0.2), 70), &BOTH, &texts);
    // The same symbol twice is one text.
    let again = scene(1280, 720, &[laid(0, 0.0), (&drawn[0], Laid::at(1040.0, 420.0))]);
    assert_read("twice", &png(&again), &BOTH, &texts[..1]);
}

#[test]
fn what_is_transparent_is_paper() {
    let text = part(4, 100);
    let drawn = symbol(&text, 4);
    let clear = image::GrayAlphaImage::from_fn(drawn.width(), drawn.height(), |x, y| {
        image::LumaA([0, 255 - drawn.get_pixel(x, y)[0]])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut bytes, ImageFormat::Png).unwrap();
    assert_read("transparent", bytes.get_ref(), &BOTH, &[text]);
}

#[test]
fn a_picture_without_a_symbol_gives_nothing() {
    let noise = exposed(&table(640, 480), 80, 0.0);
    let stripes = GrayImage::from_fn(640, 480, |x, _| Luma([if x / 7 % 2 == 0 { 0 } else { 255 }]));
    let dot = GrayImage::from_pixel(1, 1, Luma([0]));
    let narrow = GrayImage::from_fn(2000, 1, |x, _| Luma([(x % 2 * 255) as u8]));
    let mut torn = symbol(&part(5, 600), 5);
    image::imageops::replace(&mut torn, &table(300, 300), 100, 100);
    let pictures = [&table(640, 480), &noise, &stripes, &dot, &narrow, &torn];
    for (n, picture) in pictures.into_iter().enumerate() {
        for effort in BOTH {
            assert_eq!(read(&png(picture), effort), Ok(Vec::new()), "picture {n}, {effort:?}");
        }
    }
}

/// Squares that could all be corners of symbols: as many as fit, and some hundred of the size of real ones.
#[test]
fn a_picture_full_of_corners_comes_to_an_end() {
    for (side, pitch, module) in [(2000_u32, 9_u32, 1_u32), (1400, 60, 7)] {
        let picture = corners(side, pitch, module);
        assert_eq!(read(&png(&picture), Effort::File), Ok(Vec::new()));
    }
}

#[test]
fn hostile_files_are_refused() {
    let whole = png(&symbol(&part(1, 200), 4));
    let photo = frame(640, 480, 200).1;
    // Headers that promise more pixels than there is memory.
    let mut wide = whole.clone();
    wide[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let crc = crc(&wide[12..29]);
    wide[29..33].copy_from_slice(&crc.to_be_bytes());
    let sized = |width: u32, height: u32| ImageError::TooManyPixels { width, height };
    let cases: Vec<(&str, Vec<u8>, ImageError)> = vec![
        ("nothing", Vec::new(), ImageError::UnknownFormat),
        ("text", b"K1 no picture".to_vec(), ImageError::UnknownFormat),
        ("GIF", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec(), ImageError::UnknownFormat),
        ("too large", vec![0; MOST_BYTES + 1], ImageError::TooLarge { bytes: MOST_BYTES + 1 }),
        ("PNG cut off", whole[..whole.len() / 2].to_vec(), ImageError::Unreadable),
        ("PNG without a picture", whole[..33].to_vec(), ImageError::Unreadable),
        ("JPEG cut off in its tables", photo[..200].to_vec(), ImageError::Unreadable),
        ("PNG of 65,536 pixels square", wide, sized(65_536, 65_536)),
    ];
    for (what, bytes, wanted) in cases {
        for effort in BOTH {
            assert_eq!(read(&bytes, effort), Err(wanted), "{what}");
        }
    }
}

#[test]
fn damaged_files_never_panic() {
    let text = part(1, 100);
    let drawn = symbol(&text, 3);
    let mut random = support::Random(3);
    for whole in [png(&drawn), jpeg(&drawn, 60), written(&drawn, ImageFormat::Bmp)] {
        for _ in 0..60 {
            let mut bytes = whole.clone();
            for _ in 0..4 {
                let at = random.next() as usize % bytes.len();
                bytes[at] = random.next() as u8;
            }
            bytes.truncate(bytes.len() - random.next() as usize % (bytes.len() / 4));
            // Either it is refused, or it says what the whole one says, or nothing.
            let found = read(&bytes, Effort::Frame).unwrap_or_default();
            assert!(found.is_empty() || found == [text.clone()]);
        }
    }
}

/// CRC-32 of a PNG chunk.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, b| (0..8).fold(crc ^ u32::from(*b), |crc, _| step(crc)))
}
