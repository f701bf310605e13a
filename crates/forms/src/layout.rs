//! Measuring: the largest size within limits at which a text stands in its box.

use std::ops::Range;

use crate::break_lines::{break_lines, width};
use crate::definition::{Align, SizeRange};
use crate::geometry::Rect;
use crate::glyphs::Unit;

/// Distance of baselines, in em.
const LEADING: f32 = 1.16;
/// Steps in which wrapped text is made smaller, in points.
const STEP: f32 = 0.25;
/// One line is kept as long as it need not be smaller than this part of the full size.
const KEEP_ONE_LINE: f32 = 0.75;

/// How a text may be set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: SizeRange,
    pub(crate) align: Align,
    /// From the top of the box instead of its middle.
    pub(crate) top: bool,
    /// Wrap only what does not fit one line at the smallest size.
    pub(crate) line_first: bool,
}

/// A line with its place: `units[range]` from `x` on the baseline `y`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) units: Range<usize>,
    pub(crate) x: f32,
    pub(crate) y: f32,
}

/// A text that fits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) size: f32,
    pub(crate) lines: Vec<Line>,
}

/// Sets paragraphs (given as ranges of `units`) into `area`. `None` if they do not fit at the smallest size.
pub(crate) fn set(units: &[Unit], paragraphs: &[Range<usize>], area: Rect, style: Style) -> Option<Block> {
    let one = one_line(units, paragraphs, area, style.size);
    let keep = |size: f32| style.line_first || size >= style.size.max.min(area.h) * KEEP_ONE_LINE;
    if let Some(size) = one.filter(|size| keep(*size)) {
        return settle(units, paragraphs.to_vec(), area, size, style);
    }
    let wrapped = wrapped(units, paragraphs, area, style.size);
    match (one, wrapped) {
        (Some(one), Some((size, _))) if one >= size => settle(units, paragraphs.to_vec(), area, one, style),
        (_, Some((size, lines))) => settle(units, lines, area, size, style),
        (Some(one), None) => settle(units, paragraphs.to_vec(), area, one, style),
        (None, None) => None,
    }
}

fn one_line(units: &[Unit], paragraphs: &[Range<usize>], area: Rect, size: SizeRange) -> Option<f32> {
    let [only] = paragraphs else { return None };
    let needed = width(units.get(only.clone())?);
    let fits = if needed > 0.0 { area.w / needed } else { size.max };
    let best = size.max.min(fits).min(area.h);
    (best >= size.min).then_some(best)
}

fn wrapped(
    units: &[Unit],
    paragraphs: &[Range<usize>],
    area: Rect,
    size: SizeRange,
) -> Option<(f32, Vec<Range<usize>>)> {
    let steps = ((size.max - size.min) / STEP).ceil() as usize;
    (0..=steps).map(|i| (size.max - i as f32 * STEP).max(size.min)).find_map(|size| {
        let lines = lines_at(units, paragraphs, area.w / size)?;
        (height(lines.len(), size) <= area.h).then_some((size, lines))
    })
}

fn lines_at(units: &[Unit], paragraphs: &[Range<usize>], width: f32) -> Option<Vec<Range<usize>>> {
    let mut lines = Vec::new();
    for p in paragraphs {
        let broken = break_lines(units.get(p.clone())?, width)?;
        if broken.is_empty() {
            lines.push(p.clone());
        }
        lines.extend(broken.into_iter().map(|r| r.start + p.start..r.end + p.start));
    }
    Some(lines)
}

fn height(lines: usize, size: f32) -> f32 {
    size * (1.0 + LEADING * (lines.max(1) - 1) as f32)
}

/// Places lines of a size and moves them, or makes them smaller, until their ink is inside the box: em
/// squares fit by now, but some glyphs reach beyond theirs.
fn settle(units: &[Unit], lines: Vec<Range<usize>>, area: Rect, size: f32, style: Style) -> Option<Block> {
    let mut size = size;
    loop {
        let block = place(units, &lines, area, size, style);
        match ink(units, &block) {
            None => return Some(block),
            Some(ink) if ink.w <= area.w && ink.h <= area.h => return Some(shifted(block, ink, area)),
            Some(_) if size <= style.size.min => return None,
            Some(_) => size = (size * 0.97).max(style.size.min),
        }
    }
}

fn place(units: &[Unit], lines: &[Range<usize>], area: Rect, size: f32, style: Style) -> Block {
    let free = area.h - height(lines.len(), size);
    let top = area.y + if style.top { 0.0 } else { free / 2.0 };
    let placed = lines.iter().enumerate().map(|(i, range)| {
        let these = units.get(range.clone()).unwrap_or_default();
        let room = area.w - width(these) * size;
        let x = area.x
            + match style.align {
                Align::Left => 0.0,
                Align::Center => room / 2.0,
                Align::Right => room,
            };
        let middle = these.first().map_or(0.0, |u| u.middle);
        let y = top + size * (0.5 + LEADING * i as f32 + middle);
        Line { units: range.clone(), x, y }
    });
    Block { size, lines: placed.collect() }
}

/// The ink of a block, `None` if it has none.
pub(crate) fn ink(units: &[Unit], block: &Block) -> Option<Rect> {
    let mut all: Option<Rect> = None;
    for line in &block.lines {
        let mut x = line.x;
        for unit in units.get(line.units.clone()).unwrap_or_default() {
            if let Some(ink) = unit.glyph.ink {
                let r = Rect {
                    x: x + ink.left * block.size,
                    y: line.y - ink.top * block.size,
                    w: (ink.right - ink.left) * block.size,
                    h: (ink.top - ink.bottom) * block.size,
                };
                all = Some(all.map_or(r, |a| a.union(r)));
            }
            x += unit.glyph.advance * block.size;
        }
    }
    all
}

fn shifted(mut block: Block, ink: Rect, area: Rect) -> Block {
    let by = |low: f32, high: f32, from: f32, to: f32| (low - from).max(0.0) + (high - to).min(0.0);
    let dx = by(area.x, area.right(), ink.x, ink.right());
    let dy = by(area.y, area.bottom(), ink.y, ink.bottom());
    for line in &mut block.lines {
        line.x += dx;
        line.y += dy;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::{Block, Style, ink, set};
    use crate::definition::{Align, SizeRange};
    use crate::fonts::{Glyph, Ink};
    use crate::geometry::Rect;
    use crate::glyphs::{FaceId, Unit};

    const AREA: Rect = Rect { x: 100.0, y: 50.0, w: 60.0, h: 24.0 };

    fn units(count: usize, ink: Ink) -> Vec<Unit> {
        let glyph = Glyph { id: 1, advance: 1.0, ink: Some(ink) };
        let unit =
            |i| Unit { character: '見', start: i, end: i + 1, face: FaceId::Text, middle: 0.38, glyph };
        (0..count).map(unit).collect()
    }

    fn plain(count: usize) -> Vec<Unit> {
        units(count, Ink { left: 0.05, bottom: -0.08, right: 0.95, top: 0.84 })
    }

    fn set_in_area(units: &[Unit], min: f32, max: f32, line_first: bool) -> Option<Block> {
        let style = Style { size: SizeRange { min, max }, align: Align::Left, top: false, line_first };
        set(units, std::slice::from_ref(&(0..units.len())), AREA, style)
    }

    #[test]
    fn a_short_text_takes_the_full_size_in_the_middle() {
        let block = set_in_area(&plain(3), 6.0, 10.0, false).unwrap();
        assert_eq!((block.size, block.lines.len()), (10.0, 1));
        // The em square stands in the middle: 50 + 12 − 5, and the baseline 0.88 em below its top.
        assert!((block.lines[0].y - (57.0 + 8.8)).abs() < 1e-3);
    }

    #[test]
    fn a_longer_text_shrinks_then_wraps_then_is_refused() {
        assert_eq!(set_in_area(&plain(7), 6.0, 10.0, false).unwrap().lines.len(), 1);
        assert_eq!(set_in_area(&plain(11), 6.0, 10.0, false).unwrap().lines.len(), 2);
        assert_eq!(set_in_area(&plain(31), 6.0, 10.0, false), None);
    }

    #[test]
    fn a_reading_keeps_its_one_line_longer() {
        assert_eq!(set_in_area(&plain(9), 6.0, 10.0, false).unwrap().lines.len(), 2);
        assert_eq!(set_in_area(&plain(9), 6.0, 10.0, true).unwrap().lines.len(), 1);
        assert_eq!(set_in_area(&plain(11), 6.0, 10.0, true).unwrap().lines.len(), 2);
    }

    #[test]
    fn ink_beyond_the_em_square_is_moved_into_the_box() {
        let units = units(6, Ink { left: -0.3, bottom: -0.1, right: 0.9, top: 0.9 });
        let block = set_in_area(&units, 6.0, 10.0, false).unwrap();
        assert!(AREA.contains(ink(&units, &block).unwrap(), 0.001));
    }

    #[test]
    fn ink_larger_than_the_box_is_shrunk_or_refused() {
        let tall = units(1, Ink { left: 0.0, bottom: -1.0, right: 1.0, top: 2.0 });
        let block = set_in_area(&tall, 6.0, 10.0, false).unwrap();
        assert!(block.size < 10.0 && AREA.contains(ink(&tall, &block).unwrap(), 0.001));
        assert_eq!(set_in_area(&tall, 9.0, 10.0, false), None);
    }
}
