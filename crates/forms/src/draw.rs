//! Drawing measured texts with krilla.

use krilla::color::luma;
use krilla::geom::Point;
use krilla::num::NormalizedF32;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use crate::geometry::Rect;
use crate::glyphs::{Shaper, Unit};
use crate::layout::Block;

/// Everything filled in is plain black, so that a copier keeps it.
pub(crate) fn black() -> Fill {
    Fill {
        paint: luma::Color::black().into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::NonZero,
    }
}

/// Draws a block; `text` is what the units were shaped from.
pub(crate) fn block(
    surface: &mut Surface<'_>,
    shaper: &Shaper<'_>,
    text: &str,
    units: &[Unit],
    block: &Block,
) {
    surface.set_fill(Some(black()));
    lines(surface, shaper, text, units, block);
}

/// The same with whatever fill and stroke are set.
pub(crate) fn lines(
    surface: &mut Surface<'_>,
    shaper: &Shaper<'_>,
    text: &str,
    units: &[Unit],
    block: &Block,
) {
    for line in &block.lines {
        let mut x = line.x;
        let these = units.get(line.units.clone()).unwrap_or_default();
        for run in these.chunk_by(|a, b| a.face == b.face) {
            let Some(first) = run.first() else { continue };
            let glyphs: Vec<_> = run.iter().map(|u| glyph(u, u.glyph.advance, 0.0)).collect();
            let font = shaper.face(first.face).pdf().clone();
            surface.draw_glyphs(Point::from_xy(x, line.y), &glyphs, font, text, block.size, false);
            x += run.iter().map(|u| u.glyph.advance).sum::<f32>() * block.size;
        }
    }
}

/// Draws one glyph into the middle of each cell, as one run so that it is read as one number.
pub(crate) fn cells(
    surface: &mut Surface<'_>,
    shaper: &Shaper<'_>,
    text: &str,
    units: &[Unit],
    cells: &[Rect],
    size: f32,
) {
    let (Some(first), Some(cell)) = (units.first(), cells.first()) else { return };
    surface.set_fill(Some(black()));
    let middle = cell.y + cell.h / 2.0 + first.middle * size;
    let glyphs: Vec<_> = units
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(i, (unit, cell))| {
            let next = cells.get(i + 1).map_or(cell.w, |n| n.x - cell.x);
            glyph(unit, next / size, (cell.w / size - unit.glyph.advance) / 2.0)
        })
        .collect();
    let font = shaper.face(first.face).pdf().clone();
    surface.draw_glyphs(Point::from_xy(cell.x, middle), &glyphs, font, text, size, false);
}

fn glyph(unit: &Unit, advance: f32, offset: f32) -> KrillaGlyph {
    KrillaGlyph {
        glyph_id: GlyphId::new(unit.glyph.id),
        text_range: unit.start..unit.end,
        x_advance: advance,
        x_offset: offset,
        y_offset: 0.0,
        y_advance: 0.0,
        location: None,
    }
}
