//! A form definition: pages, boxes, and what each box takes; parsed once from the pressed JSON.

use std::collections::BTreeSet;
use std::sync::Arc;

use krilla::pdf::{Pdf, PdfDocument};
use serde::{Deserialize, Serialize};

use crate::error::FormError;
use crate::geometry::Rect;
use crate::sources::hash_bytes;

/// The layout version of the JSON written by the pressing tool.
pub(crate) const FORMAT: u32 = 1;

/// Width and height of a page, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageSize {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// A form that holds a number of rows of a list per sheet; more elements make more sheets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The list, as named in placement sources (`mover`).
    pub list: String,
    /// Rows on one sheet.
    pub rows: usize,
}

/// Which sources a pressed form was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceStamp {
    /// File names relative to the folder of sources; the first is the form's own.
    pub files: Vec<String>,
    /// [`crate::hash_sources`] over them, lower-case hexadecimal.
    pub sha256: String,
}

/// Which of the two fonts a box asks for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FontRole {
    /// The text font, and the name font for single characters it lacks.
    #[default]
    Text,
    /// The text font if it has every character, else the name font for the whole value: a name in two
    /// typefaces looks like two names.
    Name,
}

/// Sizes a text may take, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SizeRange {
    /// Below this the form is refused.
    pub min: f32,
    /// The size used when there is room.
    pub max: f32,
}

/// Where a text stands between the left and right edge of its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// How a chosen option is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A ring around the printed word.
    #[default]
    Circle,
    /// A tick in a printed box.
    Check,
}

/// One printed option and the area its mark may use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// The choice key of the record (`mover/sex` → `male`).
    pub key: String,
    /// The area of the mark.
    pub rect: Rect,
    /// Circle or tick.
    #[serde(default)]
    pub mark: Mark,
    /// The printed word, for those who cannot see it; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
}

/// What a box takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind {
    /// One line that may be shrunk, then wrapped if the box is high enough.
    Text,
    /// A reading: kept on one line down to the smallest size, wrapped only then; always in the text font.
    Kana,
    /// One character per printed cell.
    Digits {
        /// The cells, left to right.
        cells: Vec<Rect>,
        /// `Right` fills from the last cell backwards; anything else from the first.
        #[serde(default)]
        fill: Align,
    },
    /// A date in an era: a mark on the era and digits in cells, filled from the right.
    EraDate {
        /// Eras to choose from; empty if the form prints one era only.
        #[serde(default)]
        eras: Vec<ChoiceOption>,
        /// The one era printed on the form, where there is no choice.
        #[serde(default)]
        fixed_era: Option<String>,
        /// Cells of the year.
        year: Vec<Rect>,
        /// Cells of the month.
        month: Vec<Rect>,
        /// Cells of the day.
        day: Vec<Rect>,
    },
    /// Marks on printed options.
    Choice {
        /// The options.
        options: Vec<ChoiceOption>,
    },
    /// Several lines from the top of the box; line feeds are kept.
    Multiline,
    /// The handwriting of a signer, or a typed name in the middle of the box; only from the box's own role.
    SignatureImage {
        /// Whose signature the box is for (`filer`, `applicant`, `delegator` …).
        role: String,
    },
    /// A QR code (ISO/IEC 18004) with its quiet zone.
    Qr,
    /// Text of the form itself; `{page}`, `{pages}` and, in a row, `{row}` (from one, over all sheets) are
    /// replaced.
    Fixed {
        /// The text.
        text: String,
    },
}

/// A box on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Unique within the form, snake_case.
    pub id: String,
    /// What a clerk calls the box, for messages; in a row `{row}` is its number (from one, over all sheets).
    pub label: String,
    /// Page number from zero.
    pub page: usize,
    /// The box; nothing is drawn outside it.
    pub rect: Rect,
    /// Item path or expression whose value stands here; empty for [`Kind::Fixed`].
    #[serde(default)]
    pub source: String,
    /// Row on this sheet, from zero, where the source names an element of the repeated list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// What the box takes.
    pub kind: Kind,
    /// Font asked for first.
    #[serde(default)]
    pub font: FontRole,
    /// Sizes allowed.
    pub size: SizeRange,
    /// Horizontal position.
    #[serde(default)]
    pub align: Align,
    /// Free space kept inside the box, in points.
    #[serde(default)]
    pub pad: f32,
}

impl Placement {
    /// The label, with the number of the row where it has one.
    pub(crate) fn label(&self, element: Option<usize>) -> String {
        self.label.replace("{row}", &element.map_or(0, |e| e + 1).to_string())
    }

    /// Every area this box may draw in besides its own rectangle.
    fn parts(&self) -> Vec<Rect> {
        match &self.kind {
            Kind::Digits { cells, .. } => cells.clone(),
            Kind::Choice { options } => options.iter().map(|o| o.rect).collect(),
            Kind::EraDate { eras, year, month, day, .. } => {
                let cells = year.iter().chain(month).chain(day).copied();
                eras.iter().map(|o| o.rect).chain(cells).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A form without its background: what the pressing tool writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormDef {
    /// Layout version of this JSON.
    pub format: u32,
    /// Unique among forms, snake_case; also the file name.
    pub id: String,
    /// The printed title.
    pub title: String,
    /// Rows per sheet, where the form has rows.
    #[serde(default)]
    pub repeat: Option<Repeat>,
    /// Pages of one sheet.
    pub pages: Vec<PageSize>,
    /// SHA-256 of the background PDF, lower-case hexadecimal.
    pub background_sha256: String,
    /// What it was pressed from; absent for uploaded backgrounds.
    #[serde(default)]
    pub sources: Option<SourceStamp>,
    /// The boxes.
    pub placements: Vec<Placement>,
}

impl FormDef {
    /// Reads and checks a definition.
    ///
    /// # Errors
    /// JSON that does not parse, another layout version, two boxes of one name, boxes outside their page,
    /// cells or marks outside their box, sizes that are not positive, rows that the form does not have.
    pub fn parse(json: &[u8]) -> Result<Self, FormError> {
        let def: Self = serde_json::from_slice(json).map_err(|e| FormError::Json(e.to_string()))?;
        def.check()?;
        Ok(def)
    }

    /// Every source the boxes name, so that a catalogue can be checked against the dictionary.
    pub fn sources_named(&self) -> BTreeSet<&str> {
        self.placements.iter().map(|p| p.source.as_str()).filter(|s| !s.is_empty()).collect()
    }

    fn check(&self) -> Result<(), FormError> {
        if self.format != FORMAT {
            return Err(FormError::Format { form: self.id.clone(), found: self.format, known: FORMAT });
        }
        if self.repeat.as_ref().is_some_and(|r| r.rows == 0) {
            return Err(self.bad("repeat", "a sheet needs at least one row"));
        }
        let mut seen = BTreeSet::new();
        for p in &self.placements {
            if !seen.insert(p.id.as_str()) {
                return Err(self.bad(&p.id, "this name is used twice"));
            }
            self.check_placement(p)?;
        }
        Ok(())
    }

    fn check_placement(&self, p: &Placement) -> Result<(), FormError> {
        let Some(page) = self.pages.get(p.page) else {
            return Err(self.bad(&p.id, "it stands on a page the form does not have"));
        };
        let paper = Rect { x: 0.0, y: 0.0, w: page.width, h: page.height };
        // Written so that a NaN fails too.
        if !(p.rect.w > 0.0 && p.rect.h > 0.0 && paper.contains(p.rect, 0.1)) {
            return Err(self.bad(&p.id, "it lies outside its page"));
        }
        if !p.parts().iter().all(|part| p.rect.contains(*part, 0.1)) {
            return Err(self.bad(&p.id, "a cell or a mark lies outside the box"));
        }
        if !(p.size.min > 0.0 && p.size.min <= p.size.max) {
            return Err(self.bad(&p.id, "the sizes must be positive, the smaller one first"));
        }
        if let Kind::SignatureImage { role } = &p.kind
            && p.source.strip_prefix("signature/") != Some(role)
        {
            return Err(self.bad(&p.id, "its source must be the signature of its own role"));
        }
        match (p.row, &self.repeat) {
            (Some(_), None) => Err(self.bad(&p.id, "it names a row, but the form has no repeated list")),
            (Some(row), Some(r)) if row >= r.rows => Err(self.bad(&p.id, "it names a row beyond the last")),
            _ => Ok(()),
        }
    }

    fn bad(&self, placement: &str, what: &'static str) -> FormError {
        FormError::Placement { form: self.id.clone(), placement: placement.to_owned(), what }
    }
}

/// A form ready to be filled: definition and background.
#[derive(Debug, Clone)]
pub struct Form {
    def: FormDef,
    background: PdfDocument,
}

impl Form {
    /// Joins a definition and its background PDF.
    ///
    /// # Errors
    /// Whatever [`FormDef::parse`] refuses; a background that cannot be read, is not the one the
    /// definition was pressed with, or has other pages.
    pub fn load(json: &[u8], background: Vec<u8>) -> Result<Self, FormError> {
        let def = FormDef::parse(json)?;
        if hash_bytes(&background) != def.background_sha256 {
            return Err(FormError::OtherBackground { form: def.id });
        }
        let pdf = Pdf::new(background).map_err(|_| FormError::Background { form: def.id.clone() })?;
        let sizes: Vec<_> = pdf.pages().iter().map(|p| p.render_dimensions()).collect();
        let same = sizes.len() == def.pages.len()
            && sizes
                .iter()
                .zip(&def.pages)
                .all(|((w, h), p)| (w - p.width).abs() < 0.5 && (h - p.height).abs() < 0.5);
        if !same {
            return Err(FormError::OtherBackground { form: def.id });
        }
        Ok(Self { def, background: PdfDocument::new(Arc::new(pdf)) })
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &FormDef {
        &self.def
    }

    pub(crate) fn background(&self) -> &PdfDocument {
        &self.background
    }
}

#[cfg(test)]
mod tests {
    use super::FormDef;
    use crate::error::FormError;

    fn parse(boxes: &str) -> Result<FormDef, FormError> {
        let json = format!(
            r#"{{"format":1,"id":"f","title":"","repeat":{{"list":"mover","rows":2}},
            "pages":[{{"width":100,"height":50}}],"background_sha256":"","placements":[{boxes}]}}"#
        );
        FormDef::parse(json.as_bytes())
    }

    fn text_box(id: &str, rect: &str, more: &str) -> String {
        format!(
            r#"{{"id":"{id}","label":"","page":0,"rect":{rect},"source":"a","size":{{"min":5,"max":9}},
            "kind":{{"type":"text"}}{more}}}"#
        )
    }

    fn refusal(boxes: &str) -> &'static str {
        match parse(boxes) {
            Err(FormError::Placement { what, .. }) => what,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_sound_definition_is_read_and_names_its_sources() {
        let def = parse(&text_box("a", "[0,0,100,50]", "")).unwrap();
        assert_eq!(def.sources_named().into_iter().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn boxes_that_contradict_the_form_are_refused_with_the_reason() {
        let one = text_box("a", "[0,0,10,10]", "");
        assert_eq!(refusal(&format!("{one},{one}")), "this name is used twice");
        assert_eq!(refusal(&text_box("a", "[95,0,10,10]", "")), "it lies outside its page");
        assert_eq!(refusal(&text_box("a", "[0,0,0,10]", "")), "it lies outside its page");
        assert_eq!(refusal(&text_box("a", "[0,0,9,9]", r#","row":2"#)), "it names a row beyond the last");
        let cells = r#"{"id":"d","label":"","page":0,"rect":[0,0,10,10],"source":"a","size":{"min":5,"max":9},
            "kind":{"type":"digits","cells":[[8,0,5,5]]}}"#;
        assert_eq!(refusal(cells), "a cell or a mark lies outside the box");
        let signature = r#"{"id":"s","label":"","page":0,"rect":[0,0,10,10],"source":"signature/wife",
            "size":{"min":5,"max":9},"kind":{"type":"signature_image","role":"husband"}}"#;
        assert_eq!(refusal(signature), "its source must be the signature of its own role");
        let sizes = one.replace(r#""min":5"#, r#""min":12"#);
        assert_eq!(refusal(&sizes), "the sizes must be positive, the smaller one first");
    }

    #[test]
    fn another_layout_version_is_refused() {
        let json = br#"{"format":2,"id":"f","title":"","pages":[],"background_sha256":"","placements":[]}"#;
        assert!(matches!(FormDef::parse(json), Err(FormError::Format { found: 2, .. })));
    }
}
