//! Rectangles on a page, in PDF points (1/72 inch) measured from the top left corner.

use serde::{Deserialize, Serialize};

/// A rectangle in points; `x` and `y` are its top left corner, `y` grows downwards.
///
/// Written in JSON as `[x, y, width, height]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 4]", into = "[f32; 4]")]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl From<[f32; 4]> for Rect {
    fn from([x, y, w, h]: [f32; 4]) -> Self {
        Self { x, y, w, h }
    }
}

impl From<Rect> for [f32; 4] {
    fn from(r: Rect) -> Self {
        [r.x, r.y, r.w, r.h]
    }
}

impl Rect {
    /// The right edge.
    #[must_use]
    pub fn right(self) -> f32 {
        self.x + self.w
    }

    /// The lower edge.
    #[must_use]
    pub fn bottom(self) -> f32 {
        self.y + self.h
    }

    /// The rectangle made smaller by `pad` points on each side, never below zero.
    #[must_use]
    pub fn inset(self, pad: f32) -> Self {
        let px = pad.min(self.w / 2.0);
        let py = pad.min(self.h / 2.0);
        Self { x: self.x + px, y: self.y + py, w: self.w - 2.0 * px, h: self.h - 2.0 * py }
    }

    /// Whether `other` lies inside, allowing it to poke out by `slack` points.
    #[must_use]
    pub fn contains(self, other: Self, slack: f32) -> bool {
        other.x >= self.x - slack
            && other.y >= self.y - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self { x, y, w: self.right().max(other.right()) - x, h: self.bottom().max(other.bottom()) - y }
    }
}

#[cfg(test)]
mod tests {
    use super::Rect;

    #[test]
    fn an_inset_larger_than_the_box_leaves_its_centre() {
        let r = Rect::from([10.0, 10.0, 4.0, 20.0]).inset(5.0);
        assert_eq!(r, Rect::from([12.0, 15.0, 0.0, 10.0]));
    }

    #[test]
    fn containing_allows_the_slack_and_no_more() {
        let outer = Rect::from([0.0, 0.0, 10.0, 10.0]);
        assert!(outer.contains(Rect::from([-0.4, 0.0, 10.0, 10.0]), 0.5));
        assert!(!outer.contains(Rect::from([-0.6, 0.0, 10.0, 10.0]), 0.5));
    }
}
