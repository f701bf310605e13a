//! Marks on options, QR codes and signatures.

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Module};
use krilla::Data;
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Rect as PdfRect, Size, Transform};
use krilla::image::Image;
use krilla::paint::{LineCap, LineJoin, Stroke};
use krilla::surface::Surface;

use crate::definition::Mark;
use crate::draw::black;
use crate::geometry::Rect;

/// Width of the strokes of marks, in points.
const PEN: f32 = 0.8;
/// ISO/IEC 18004: four modules of white around the code.
const QUIET_ZONE: usize = 4;
/// Control point distance at which four cubic curves draw an ellipse (4/3·(√2−1)).
const KAPPA: f32 = 0.552_284_8;

/// Draws a mark inside `rect`.
pub(crate) fn mark(surface: &mut Surface<'_>, rect: Rect, mark: Mark) {
    let inside = rect.inset(PEN / 2.0);
    let path = match mark {
        Mark::Circle => ring(inside),
        Mark::Check => tick(inside),
    };
    let Some(path) = path else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::black().into(),
        width: PEN,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.set_stroke(None);
}

/// Round at both ends and straight between them: an ellipse around a long word would cut its first and last letters.
fn ring(r: Rect) -> Option<Path> {
    let (rx, ry) = ((r.h / 2.0).min(r.w / 2.0), r.h / 2.0);
    let (kx, ky) = (rx * KAPPA, ry * KAPPA);
    let (left, right, middle) = (r.x + rx, r.right() - rx, r.y + ry);
    let mut p = PathBuilder::new();
    p.move_to(left, r.y);
    p.line_to(right, r.y);
    p.cubic_to(right + kx, r.y, r.right(), middle - ky, r.right(), middle);
    p.cubic_to(r.right(), middle + ky, right + kx, r.bottom(), right, r.bottom());
    p.line_to(left, r.bottom());
    p.cubic_to(left - kx, r.bottom(), r.x, middle + ky, r.x, middle);
    p.cubic_to(r.x, middle - ky, left - kx, r.y, left, r.y);
    p.close();
    p.finish()
}

fn tick(r: Rect) -> Option<Path> {
    let mut p = PathBuilder::new();
    p.move_to(r.x + r.w * 0.1, r.y + r.h * 0.55);
    p.line_to(r.x + r.w * 0.4, r.y + r.h * 0.88);
    p.line_to(r.x + r.w * 0.92, r.y + r.h * 0.1);
    p.finish()
}

/// Draws a QR code as large as fits; `None` if the content is too long for any symbol.
pub(crate) fn qr(surface: &mut Surface<'_>, rect: Rect, content: &[u8]) -> Option<()> {
    let code = QRBuilder::new(content).ecl(ECL::M).build().ok()?;
    let side = rect.w.min(rect.h);
    let module = side / (code.size + 2 * QUIET_ZONE) as f32;
    let left = rect.x + (rect.w - side) / 2.0 + module * QUIET_ZONE as f32;
    let top = rect.y + (rect.h - side) / 2.0 + module * QUIET_ZONE as f32;
    let mut p = PathBuilder::new();
    for row in 0..code.size {
        let y = top + row as f32 * module;
        for (start, length) in dark_runs(&code[row]) {
            let x = left + start as f32 * module;
            p.push_rect(PdfRect::from_xywh(x, y, length as f32 * module, module)?);
        }
    }
    surface.set_fill(Some(black()));
    surface.draw_path(&p.finish()?);
    Some(())
}

/// Runs of dark modules of a row as start and length: one rectangle each leaves no seams.
fn dark_runs(row: &[Module]) -> Vec<(usize, usize)> {
    let mut start = 0;
    let mut runs = Vec::new();
    for run in row.chunk_by(|a, b| a.value() == b.value()) {
        if run.first().is_some_and(|m| m.value()) {
            runs.push((start, run.len()));
        }
        start += run.len();
    }
    runs
}

/// Draws a PNG as large as fits, keeping its proportions; `None` if it cannot be read.
pub(crate) fn png(surface: &mut Surface<'_>, rect: Rect, bytes: &[u8]) -> Option<()> {
    let image = Image::from_png(Data::from(bytes.to_vec()), true).ok()?;
    let (w, h) = image.size();
    let (w, h) = (w as f32, h as f32);
    let scale = (rect.w / w).min(rect.h / h);
    let size = Size::from_wh(w * scale, h * scale)?;
    let x = rect.x + (rect.w - size.width()) / 2.0;
    let y = rect.y + (rect.h - size.height()) / 2.0;
    surface.push_transform(&Transform::from_translate(x, y));
    surface.draw_image(image, size);
    surface.pop();
    Some(())
}
