//! Where a line may end: Japanese anywhere but beside some marks (JIS X 4051, the common part), words of
//! Latin letters and numbers only at their ends unless a word alone is wider than the line.

use std::ops::Range;

use crate::glyphs::Unit;

/// Breaks units into lines no wider than `width` em. `None` if a single glyph is wider.
///
/// White space at the end of a line hangs: it belongs to the line but takes no room.
pub(crate) fn break_lines(units: &[Unit], width: f32) -> Option<Vec<Range<usize>>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let end = line_end(units, start, width)?;
        lines.push(start..end);
        start = end;
    }
    Some(lines)
}

/// The width of units in em without white space at the end.
pub(crate) fn width(units: &[Unit]) -> f32 {
    let hanging = units.iter().rev().take_while(|u| u.glyph.ink.is_none()).count();
    units.iter().take(units.len() - hanging).map(|u| u.glyph.advance).sum()
}

fn line_end(units: &[Unit], start: usize, width: f32) -> Option<usize> {
    let mut used = 0.0;
    let mut last_break = None;
    for (i, unit) in units.iter().enumerate().skip(start) {
        used += unit.glyph.advance;
        if used > width && unit.glyph.ink.is_some() {
            let hard = (i > start).then_some(i);
            return last_break.or(hard);
        }
        let next = units.get(i + 1);
        if next.is_some_and(|n| may_break(unit.character, n.character)) {
            last_break = Some(i + 1);
        }
    }
    Some(units.len())
}

fn may_break(before: char, after: char) -> bool {
    let in_word =
        |c: char| c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{24f}').contains(&c) || "'’.-".contains(c);
    let word = in_word(before) && in_word(after) && before != '-';
    !word && !NOT_AT_START.contains(after) && !NOT_AT_END.contains(before) && !after.is_whitespace()
}

const NOT_AT_START: &str =
    "、。，．・：；？！ー〜～…）］｝」』】〉》〕,.)]}:;ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝヽ";
const NOT_AT_END: &str = "（［｛「『【〈《〔([{〒";

#[cfg(test)]
mod tests {
    use super::{break_lines, width};
    use crate::fonts::{Glyph, Ink};
    use crate::glyphs::{FaceId, Unit};

    fn units(text: &str) -> Vec<Unit> {
        let ink = Some(Ink { left: 0.0, bottom: 0.0, right: 0.5, top: 0.5 });
        text.char_indices()
            .map(|(start, character)| Unit {
                character,
                start,
                end: start + character.len_utf8(),
                face: FaceId::Text,
                middle: 0.38,
                glyph: Glyph {
                    id: 1,
                    advance: if character.is_ascii() { 0.5 } else { 1.0 },
                    ink: if character == ' ' { None } else { ink },
                },
            })
            .collect()
    }

    fn lines(text: &str, width: f32) -> Vec<String> {
        let units = units(text);
        let chars: Vec<char> = text.chars().collect();
        break_lines(&units, width).unwrap().into_iter().map(|r| chars[r].iter().collect()).collect()
    }

    #[test]
    fn a_mark_is_not_left_to_start_a_line() {
        assert_eq!(lines("見本町一丁目、例示", 6.0), ["見本町一丁", "目、例示"]);
    }

    #[test]
    fn words_stay_whole_unless_wider_than_the_line() {
        assert_eq!(lines("SAMPLE TARO JOHN", 6.0), ["SAMPLE TARO ", "JOHN"]);
        assert_eq!(lines("ABCDEFGHIJKLMN", 5.0), ["ABCDEFGHIJ", "KLMN"]);
    }

    #[test]
    fn white_space_at_the_end_takes_no_room() {
        assert!((width(&units("AB  ")) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_line_narrower_than_a_glyph_is_refused() {
        assert_eq!(break_lines(&units("見本"), 0.9), None);
    }
}
