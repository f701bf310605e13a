//! Signatures as a tablet's canvas gives them: strokes over nothing, as a PNG of a real size.

use anyhow::Result;
use data_encoding::BASE64;
use kakanai_sample::Dice;
use png::{BitDepth, ColorType, Encoder};

const WIDE: i32 = 900;
const HIGH: i32 = 300;
/// Half the width of the pen.
const PEN: i32 = 3;

/// A signature from a seed, in base64 as the form sends it.
pub(crate) fn signature(seed: u64) -> Result<String> {
    let mut dice = Dice::new(seed);
    let mut canvas = vec![0_u8; (WIDE * HIGH * 4) as usize];
    for letter in 0..4 {
        for _ in 0..4 {
            stroke(&mut canvas, &mut dice, 60 + letter * 200);
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, WIDE as u32, HIGH as u32);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.write_header()?.write_image_data(&canvas)?;
    Ok(BASE64.encode(&bytes))
}

/// A curved stroke inside a letter's square.
fn stroke(canvas: &mut [u8], dice: &mut Dice, left: i32) {
    let mut within = |most: u32| f64::from(dice.below(most));
    let (mut x, mut y) = (f64::from(left) + within(160), 60.0 + within(180));
    let (mut dx, mut dy) = (within(40) / 10.0 - 2.0, within(40) / 10.0 - 2.0);
    for _ in 0..40 {
        dx += within(20) / 20.0 - 0.5;
        dy += within(20) / 20.0 - 0.5;
        (x, y) = ((x + dx).clamp(10.0, f64::from(WIDE) - 10.0), (y + dy).clamp(10.0, f64::from(HIGH) - 10.0));
        dot(canvas, x, y);
    }
}

/// A round dot with a soft edge.
fn dot(canvas: &mut [u8], x: f64, y: f64) {
    for row in (y as i32 - PEN - 1)..=(y as i32 + PEN + 1) {
        for column in (x as i32 - PEN - 1)..=(x as i32 + PEN + 1) {
            let far = (f64::from(column) - x).hypot(f64::from(row) - y);
            let dark = ((f64::from(PEN) + 0.5 - far).clamp(0.0, 1.0) * 255.0) as u8;
            if let Some(alpha) = canvas.get_mut(((row * WIDE + column) * 4 + 3) as usize) {
                *alpha = dark.max(*alpha);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_has_the_size_of_one() {
        let first = signature(1).unwrap();
        assert!((4_000..40_000).contains(&first.len()), "{}", first.len());
        assert_ne!(first, signature(2).unwrap());
    }
}
