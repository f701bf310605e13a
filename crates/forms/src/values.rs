//! What stands in the boxes: the hand-over between resolving and filling.

use std::collections::BTreeMap;
use std::fmt;

/// Names a value: the source of a placement, and the element of the repeated list where it has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldKey {
    /// As written in [`crate::Placement::source`].
    pub source: String,
    /// Element of the list over all sheets, from zero.
    pub element: Option<usize>,
}

/// A date as a form shows it. A part that is not known stays empty on the paper; wordings such as 年月日不詳
/// belong into the remarks and are the resolver's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormDate {
    /// Choice key of the era (`reiwa`, `showa`, `ad` …); the table of eras is data and not known here.
    pub era: String,
    /// Year within the era (元年 is 1), or the year itself for `ad`.
    pub year: Option<u16>,
    /// Month.
    pub month: Option<u8>,
    /// Day.
    pub day: Option<u8>,
}

impl fmt::Display for FormDate {
    /// As it is read aloud, with the numbers that stand on the paper: 令和8年11月20日.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.era.as_str() {
            "reiwa" => "令和",
            "heisei" => "平成",
            "showa" => "昭和",
            "taisho" => "大正",
            "meiji" => "明治",
            "ad" => "西暦",
            other => other,
        })?;
        let parts = [(self.year, "年"), (self.month.map(u16::from), "月"), (self.day.map(u16::from), "日")];
        for (number, unit) in parts {
            if let Some(number) = number {
                write!(f, "{number}{unit}")?;
            }
        }
        Ok(())
    }
}

/// The value of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// Text, reading, digits or several lines; in Unicode normalisation form C.
    Text(String),
    /// Keys of the chosen options.
    Choice(Vec<String>),
    /// A date in an era.
    Date(FormDate),
    /// A PNG picture of a signature.
    Png(Vec<u8>),
    /// The content of a QR code.
    Qr(Vec<u8>),
}

/// All values of one form. A box without a value stays empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldValues {
    values: BTreeMap<FieldKey, FieldValue>,
    elements: usize,
}

impl FieldValues {
    /// No values: the form as it is printed for the pen.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the value of boxes outside the rows.
    pub fn set(&mut self, source: &str, value: FieldValue) {
        self.values.insert(FieldKey { source: source.to_owned(), element: None }, value);
    }

    /// Sets the value of a box in the row of list element `element` (from zero, over all sheets).
    pub fn set_row(&mut self, source: &str, element: usize, value: FieldValue) {
        self.elements = self.elements.max(element + 1);
        self.values.insert(FieldKey { source: source.to_owned(), element: Some(element) }, value);
    }

    /// The value of a source.
    #[must_use]
    pub fn get(&self, source: &str, element: Option<usize>) -> Option<&FieldValue> {
        // A key of borrowed parts would spare the copy; a form has some dozens of boxes.
        self.values.get(&FieldKey { source: source.to_owned(), element })
    }

    /// How many elements the repeated list has.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.elements
    }

    /// Every value with its key, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldKey, &FieldValue)> {
        self.values.iter()
    }
}
