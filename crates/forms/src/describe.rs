//! Filled forms in words: what a screen reader says in place of the pictures of the pages.

use crate::definition::{ChoiceOption, Kind, Placement};
use crate::fill::Filled;
use crate::values::FieldValue;

/// One page of the PDF in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageText {
    /// Key of the form.
    pub form: String,
    /// The printed title.
    pub title: String,
    /// Number of the page among those of its form, from one.
    pub page: usize,
    /// Pages of the form.
    pub pages: usize,
    /// What stands in the boxes, with what each is called, in the order of reading. Empty boxes are left out.
    pub lines: Vec<(String, String)>,
}

/// The pages that [`crate::fill`] makes of the same forms, one for one and in the same order.
#[must_use]
pub fn describe(filled: &[Filled<'_>]) -> Vec<PageText> {
    let mut pages = Vec::new();
    for one in filled {
        let sheets = one.sheets();
        for sheet in 0..sheets {
            pages.extend((0..one.form.def().pages.len()).map(|index| page(*one, sheet, sheets, index)));
        }
    }
    pages
}

fn page(filled: Filled<'_>, sheet: usize, sheets: usize, index: usize) -> PageText {
    let def = filled.form.def();
    let rows = def.repeat.as_ref().map_or(0, |r| r.rows);
    // Boxes stand in the definition as the source sets them: row by row, from left to right.
    let here = def.placements.iter().filter(|p| p.page == index);
    let lines = here.filter_map(|placement| {
        let element = placement.row.map(|row| sheet * rows + row);
        let value = filled.values.get(&placement.source, element)?;
        Some((placement.label(element), words(placement, value)?))
    });
    PageText {
        form: def.id.clone(),
        title: def.title.clone(),
        page: sheet * def.pages.len() + index + 1,
        pages: sheets * def.pages.len(),
        lines: lines.collect(),
    }
}

fn words(placement: &Placement, value: &FieldValue) -> Option<String> {
    let words = match (value, &placement.kind) {
        (_, Kind::Fixed { .. }) => return None,
        (_, Kind::SignatureImage { .. }) => "署名あり".to_owned(),
        (FieldValue::Text(text), _) => text.clone(),
        (FieldValue::Choice(keys), Kind::Choice { options }) => {
            keys.iter().map(|key| option(options, key)).collect::<Vec<_>>().join("、")
        }
        (FieldValue::Choice(keys), _) => keys.join("、"),
        (FieldValue::Date(date), _) => date.to_string(),
        (FieldValue::Png(_), _) => "画像あり".to_owned(),
        (FieldValue::Qr(_), _) => "QRコードあり".to_owned(),
    };
    Some(words)
}

/// The printed word, or the code's own where the form does not tell it.
fn option<'a>(options: &'a [ChoiceOption], key: &'a str) -> &'a str {
    let printed = options.iter().find(|option| option.key == key).map(|option| option.label.as_str());
    printed.filter(|label| !label.is_empty()).unwrap_or(key)
}
