//! From characters to glyphs: the font is chosen per glyph, or per name.

use crate::definition::FontRole;
use crate::fonts::{Face, Fonts, Glyph, Measure};

/// A character (with its variation selector) and the glyph that shows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    pub(crate) character: char,
    /// Byte range in the text; covers the selector, so that the extracted text keeps it.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) face: FaceId,
    /// Height of the middle of the line above the baseline, in em.
    pub(crate) middle: f32,
    pub(crate) glyph: Glyph,
}

/// Which of the two fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaceId {
    Text,
    Name,
}

/// Why a text has no glyphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoGlyph {
    Character(char),
    Variation(char, char),
}

/// Both fonts, opened for one filling.
pub(crate) struct Shaper<'a> {
    fonts: &'a Fonts,
    text: Measure<'a>,
    name: Measure<'a>,
}

struct Cluster {
    character: char,
    selector: Option<char>,
    start: usize,
    end: usize,
}

impl<'a> Shaper<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Option<Self> {
        Some(Self { fonts, text: fonts.text.measure()?, name: fonts.name.measure()? })
    }

    pub(crate) fn face(&self, id: FaceId) -> &Face {
        match id {
            FaceId::Text => &self.fonts.text,
            FaceId::Name => &self.fonts.name,
        }
    }

    fn measure(&self, id: FaceId) -> &Measure<'a> {
        match id {
            FaceId::Text => &self.text,
            FaceId::Name => &self.name,
        }
    }

    /// The glyphs of a text without line feeds.
    ///
    /// # Errors
    /// The first character that no font shows.
    pub(crate) fn shape(&self, text: &str, role: FontRole) -> Result<Vec<Unit>, NoGlyph> {
        let clusters = clusters(text);
        let text_has_all = || clusters.iter().all(|c| self.text.glyph(c.character, c.selector).is_some());
        let order = if role == FontRole::Name && !text_has_all() {
            [FaceId::Name, FaceId::Text]
        } else {
            [FaceId::Text, FaceId::Name]
        };
        clusters.iter().map(|c| self.unit(c, order)).collect()
    }

    fn unit(&self, c: &Cluster, order: [FaceId; 2]) -> Result<Unit, NoGlyph> {
        order
            .into_iter()
            .filter(|_| !is_combining(c.character))
            .find_map(|face| {
                let measure = self.measure(face);
                let glyph = measure.glyph(c.character, c.selector)?;
                let (start, end) = (c.start, c.end);
                Some(Unit { character: c.character, start, end, face, middle: measure.middle, glyph })
            })
            .ok_or(match c.selector {
                Some(selector) => NoGlyph::Variation(c.character, selector),
                None => NoGlyph::Character(c.character),
            })
    }
}

fn clusters(text: &str) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, character)) = chars.next() {
        let selector = chars.next_if(|(_, next)| is_selector(*next)).map(|(_, s)| s);
        let end = start + character.len_utf8() + selector.map_or(0, char::len_utf8);
        clusters.push(Cluster { character, selector, start, end });
    }
    clusters
}

/// Marks that stand on the character before them. Putting them there takes a shaper; set one after another
/// they would be read as something else. Names in normalisation form C hold none.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{302a}'..='\u{302f}' | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// Variation selectors: VS1–VS16 and, for ideographs (UTS #37), VS17–VS256.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::clusters;

    #[test]
    fn a_selector_belongs_to_the_character_before_it() {
        let found = clusters("邉\u{e0102}太");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].character, found[0].selector), ('邉', Some('\u{e0102}')));
        assert_eq!((found[0].start, found[0].end), (0, 7));
        assert_eq!((found[1].character, found[1].selector), ('太', None));
    }

    #[test]
    fn a_selector_at_the_start_stands_alone_and_will_find_no_glyph() {
        let found = clusters("\u{e0102}太");
        assert_eq!((found[0].character, found[0].selector), ('\u{e0102}', None));
    }
}
