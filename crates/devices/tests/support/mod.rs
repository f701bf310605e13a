//! Pictures with QR codes as cameras and scanners would give them, made without either.

#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used)]

use std::io::Cursor;

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Mode};
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageFormat, Luma};

/// A text like that of a part of an envelope.
pub fn part(number: u32, length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut random = Random(number + 1);
    let letter = |_| char::from(LETTERS[random.next() as usize % LETTERS.len()]);
    let body: String = (0..length - 1).map(letter).collect();
    format!("K{body}")
}

/// A symbol with its quiet zone, `module` pixels a module.
pub fn symbol(text: &str, module: u32) -> GrayImage {
    let code = QRBuilder::new(text).ecl(ECL::M).mode(Mode::Alphanumeric).build().unwrap();
    let side = code.size + 8;
    let dark = |m: u32| (m as usize).checked_sub(4).filter(|m| *m < code.size);
    GrayImage::from_fn(side as u32 * module, side as u32 * module, |x, y| {
        let lit = match (dark(x / module), dark(y / module)) {
            (Some(x), Some(y)) => !code[y][x].value(),
            _ => true,
        };
        Luma([if lit { 255 } else { 0 }])
    })
}

/// A grey table top.
pub fn table(width: u32, height: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| Luma([90 + ((x * 7 + y * 13) % 23) as u8]))
}

/// Lays a picture on another, its middle at a point, turned (degrees), enlarged, and its far edge drawn together
/// by a share, as when the camera is held aslant.
pub struct Laid {
    pub middle: (f32, f32),
    pub turned: f32,
    pub enlarged: f32,
    pub aslant: f32,
}

impl Laid {
    pub fn at(x: f32, y: f32) -> Self {
        Self { middle: (x, y), turned: 0.0, enlarged: 1.0, aslant: 0.0 }
    }

    pub fn onto(&self, ground: &mut GrayImage, picture: &GrayImage) {
        let (sin, cos) = self.turned.to_radians().sin_cos();
        let (w, h) = (picture.width() as f32, picture.height() as f32);
        let reach = w.hypot(h) * self.enlarged * 0.6;
        for (x, y, pixel) in ground.enumerate_pixels_mut() {
            if (x as f32 - self.middle.0).hypot(y as f32 - self.middle.1) > reach {
                continue;
            }
            let mut sum = 0.0;
            let mut inside = 0.0;
            // Four samples a pixel, as the parts of a sensor.
            for (i, j) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let (dx, dy) = (x as f32 + i - self.middle.0, y as f32 + j - self.middle.1);
                let (u, v) = (cos * dx + sin * dy, cos * dy - sin * dx);
                let depth = 1.0 + self.aslant * v / (h * self.enlarged);
                let (u, v) = (u / self.enlarged / depth + w / 2.0, v / self.enlarged / depth + h / 2.0);
                if u >= 0.0 && v >= 0.0 && u < w && v < h {
                    sum += f32::from(picture.get_pixel(u as u32, v as u32)[0]);
                    inside += 1.0;
                }
            }
            if inside > 0.0 {
                pixel.0 = [((sum + (4.0 - inside) * f32::from(pixel[0])) / 4.0) as u8];
            }
        }
    }
}

/// What a sensor adds: `noise` of 255 at most, and light falling off to one side.
pub fn exposed(picture: &GrayImage, noise: u32, shadow: f32) -> GrayImage {
    let mut random = Random(7);
    let width = picture.width() as f32;
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let light = 1.0 - shadow * x as f32 / width;
        let seen = 25.0 + f32::from(picture.get_pixel(x, y)[0]) * 0.8 * light;
        let grain = (random.next() % (2 * noise + 1)) as f32 - noise as f32;
        Luma([(seen + grain).clamp(0.0, 255.0) as u8])
    })
}

pub fn inverted(picture: &GrayImage) -> GrayImage {
    let mut picture = picture.clone();
    image::imageops::invert(&mut picture);
    picture
}

pub fn png(picture: &GrayImage) -> Vec<u8> {
    written(picture, ImageFormat::Png)
}

pub fn written(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn jpeg(picture: &GrayImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let colours = image::DynamicImage::ImageLuma8(picture.clone()).into_rgb8();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&colours).unwrap();
    bytes
}

/// A frame of a camera as the counter's page sends it: a phone held aslant before it, JPEG.
pub fn frame(width: u32, height: u32, length: usize) -> (String, Vec<u8>) {
    let text = part(1, length);
    let symbol = symbol(&text, 4);
    let mut ground = table(width, height);
    let enlarged = height as f32 * 0.85 / symbol.height() as f32;
    let middle = (width as f32 * 0.5, height as f32 * 0.5);
    Laid { middle, turned: 4.0, enlarged, aslant: 0.06 }.onto(&mut ground, &symbol);
    (text, jpeg(&exposed(&ground, 10, 0.3), 80))
}

/// Squares as in the corners of symbols, one each `pitch` pixels, `module` pixels a module.
pub fn corners(side: u32, pitch: u32, module: u32) -> GrayImage {
    let ring = |m: u32| matches!(m, 0 | 6);
    let centre = |m: u32| (2..=4).contains(&m);
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = (x % pitch / module, y % pitch / module);
        let dark = x < 7 && y < 7 && (ring(x) || ring(y) || centre(x) && centre(y));
        Luma([if dark { 0 } else { 255 }])
    })
}

/// A small generator of numbers, always the same ones (Numerical Recipes).
pub struct Random(pub u32);

impl Random {
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }
}
