//! What can go wrong, told so that the next step is clear.

use thiserror::Error;

/// A form definition or background that cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FormError {
    /// The JSON does not parse.
    #[error("the form definition cannot be read: {0}; press the form again")]
    Json(String),
    /// Written by another version of the pressing tool.
    #[error("form {form} has layout version {found}, this program reads {known}; press the form again")]
    Format {
        /// The form.
        form: String,
        /// The version found.
        found: u32,
        /// The version known.
        known: u32,
    },
    /// A box contradicts the form.
    #[error("form {form}, box {placement}: {what}; mend the box in the form's source")]
    Placement {
        /// The form.
        form: String,
        /// The box.
        placement: String,
        /// What is wrong.
        what: &'static str,
    },
    /// The background is not a readable PDF.
    #[error("form {form}: the background is not a readable PDF")]
    Background {
        /// The form.
        form: String,
    },
    /// Definition and background do not belong together.
    #[error("form {form}: the background is not the one its boxes were measured on; press the form again")]
    OtherBackground {
        /// The form.
        form: String,
    },
}

/// A font that cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FontError {
    /// Not a font, or one without TrueType outlines.
    #[error("the {role} font cannot be used: {what}")]
    Unusable {
        /// Which of the fonts.
        role: &'static str,
        /// What is missing.
        what: &'static str,
    },
}

/// A form that was not filled. Nothing is drawn partly: either the whole PDF or one of these.
///
/// The texts of people stand in the fields, never in the message, so that a log line holds none.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FillError {
    /// No font has a visible glyph for the character.
    #[error("form {form}, box {placement}: no font has the character U+{code:04X}; write it by hand or use another spelling", code = u32::from(*.character))]
    MissingGlyph {
        /// The form.
        form: String,
        /// The box.
        placement: String,
        /// The character.
        character: char,
    },
    /// The variation selector names no glyph of any font; the plain character would be another name.
    #[error("form {form}, box {placement}: no font resolves U+{code:04X} with selector U+{sel:04X}; write it by hand", code = u32::from(*.character), sel = u32::from(*.selector))]
    UnresolvedVariation {
        /// The form.
        form: String,
        /// The box.
        placement: String,
        /// The base character.
        character: char,
        /// The variation selector.
        selector: char,
    },
    /// Even at the smallest size the text does not fit.
    #[error("form {form}, box {placement} ({label}): the text does not fit at the smallest size; shorten it")]
    DoesNotFit {
        /// The form.
        form: String,
        /// The box.
        placement: String,
        /// What a clerk calls the box.
        label: String,
        /// The text, for the screen; not part of the message.
        text: String,
    },
    /// The form does not print the option.
    #[error("form {form}, box {placement}: the form has no option {key}")]
    UnknownOption {
        /// The form.
        form: String,
        /// The box.
        placement: String,
        /// The choice key.
        key: String,
    },
    /// A value of another kind than the box takes.
    #[error("form {form}, box {placement}: the box takes {expected}")]
    WrongValue {
        /// The form.
        form: String,
        /// The box.
        placement: String,
        /// What the box takes.
        expected: &'static str,
    },
    /// The PDF could not be written.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}
