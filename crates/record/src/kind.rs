//! What kind of value an item takes: how it is read from text, written as text, and bounded.

use crate::codes::{Code, Codes};
use crate::date::{PartialDate, date_text, parse_date};
use crate::key::{ElementId, Tag};
use crate::value::{Period, Value};

/// Which characters a text may hold. Finer rules (which kana, which variants) are checks of `domain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Anything a person may write on one line.
    Line,
    /// A person's name: variants and variation selectors are kept as they are.
    Name,
    /// フリガナ.
    Kana,
    /// Latin letters of a passport or 在留カード.
    Latin,
    /// Several lines.
    Lines,
}

impl Script {
    /// Its name in the schema hash.
    const fn id(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Name => "name",
            Self::Kana => "kana",
            Self::Latin => "latin",
            Self::Lines => "lines",
        }
    }
}

/// The kind of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// A list of elements; it has no value itself.
    List {
        /// Elements at the most.
        most: u16,
    },
    /// Text of at most `most` characters (Unicode scalar values).
    Text {
        /// Length at the most.
        most: u16,
        /// Characters allowed.
        script: Script,
    },
    /// Digits only (telephone numbers): between `least` and `most` of them.
    Digits {
        /// Length at the least.
        least: u8,
        /// Length at the most.
        most: u8,
    },
    /// Yes or no.
    Flag,
    /// A whole number within bounds.
    Number {
        /// Smallest.
        least: i64,
        /// Largest.
        most: i64,
    },
    /// A day of the calendar.
    Date,
    /// A date that may be partly unknown.
    PartialDate,
    /// One of a list.
    Code(Codes),
    /// One to `most` of a list in a row.
    Chain {
        /// The list.
        codes: Codes,
        /// Length at the most.
        most: u8,
    },
    /// A period of stay.
    Period,
    /// 郵便番号: seven digits.
    Postal,
    /// 全国地方公共団体コード: six digits. Whether the check digit holds is a check of `domain`.
    Municipality,
    /// Town (町字) of an address. Stands beside an item `postal`; packing may refer to the postal
    /// table instead of spelling it.
    Town,
    /// 国名コード: three capital letters.
    Country,
    /// 在留カード番号・特別永住者証明書番号: two letters, eight digits, two letters.
    CardNumber,
    /// An element of the list with this tag.
    Element(Tag),
}

/// Why a text is not a value of its kind. The words for people are the catalogue's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KindError {
    /// More characters or entries than fit.
    #[error("longer than {most}")]
    TooLong {
        /// The most.
        most: u16,
    },
    /// Fewer than needed.
    #[error("shorter than {least}")]
    TooShort {
        /// The least.
        least: u8,
    },
    /// A number out of bounds.
    #[error("not between {least} and {most}")]
    OutOfRange {
        /// Smallest.
        least: i64,
        /// Largest.
        most: i64,
    },
    /// A control character, or a line break where one line is wanted.
    #[error("holds a character that cannot be used, at {at}")]
    Character {
        /// Its place, counted in characters from 0.
        at: usize,
    },
    /// Not of the form wanted.
    #[error("not of the form {form}")]
    Form {
        /// An example of the form.
        form: &'static str,
    },
    /// Not in the code list.
    #[error("not one of the choices")]
    UnknownCode,
    /// A list has no value.
    #[error("a list has elements, not a value")]
    IsList,
    /// Nothing at all.
    #[error("empty")]
    Empty,
}

/// Telephone numbers, postal codes and the like share this limit in packing.
const TOWN_MOST: u16 = 120;

impl ItemKind {
    /// Reads the canonical text form: what [`Value::text_form`] writes.
    pub fn parse(&self, text: &str) -> Result<Value, KindError> {
        if text.is_empty() {
            return Err(KindError::Empty);
        }
        match self {
            Self::List { .. } => Err(KindError::IsList),
            Self::Text { most, script } => line_text(text, *most, *script == Script::Lines),
            Self::Town => line_text(text, TOWN_MOST, false),
            Self::Digits { least, most } => digits(text, *least, *most),
            Self::Flag => match text {
                "yes" => Ok(Value::Flag(true)),
                "no" => Ok(Value::Flag(false)),
                _ => Err(KindError::Form { form: "yes, no" }),
            },
            Self::Number { least, most } => number(text, *least, *most),
            Self::Date => parse_date(text).map(Value::Date).ok_or(KindError::Form { form: "2026-11-20" }),
            Self::PartialDate => {
                PartialDate::parse(text).map(Value::Partial).ok_or(KindError::Form { form: "1985-12-03" })
            }
            Self::Code(codes) => codes.by_key(text).map(Value::Code).ok_or(KindError::UnknownCode),
            Self::Chain { codes, most } => chain(text, codes, *most),
            Self::Period => Period::parse(text).map(Value::Period).ok_or(KindError::Form { form: "P1Y3M" }),
            Self::Postal => digits(text, 7, 7),
            Self::Municipality => digits(text, 6, 6),
            Self::Country => country(text),
            Self::CardNumber => card_number(text),
            Self::Element(_) => element(text),
        }
    }

    /// Whether a value is of this kind and within its bounds.
    pub fn check(&self, value: &Value) -> Result<(), KindError> {
        match self.parse(&value.text_form()) {
            Ok(same) if same == *value => Ok(()),
            Ok(_) => Err(KindError::Form { form: "the item's own kind" }),
            Err(error) => Err(error),
        }
    }

    /// A short name for lists of items, stable: it is part of the schema hash.
    pub fn signature(&self) -> String {
        match self {
            Self::List { most } => format!("list {most}"),
            Self::Text { most, script } => format!("text {most} {}", script.id()),
            Self::Digits { least, most } => format!("digits {least} {most}"),
            Self::Flag => "flag".into(),
            Self::Number { least, most } => format!("number {least} {most}"),
            Self::Date => "date".into(),
            Self::PartialDate => "partial_date".into(),
            Self::Code(codes) => format!("code {}", codes.id),
            Self::Chain { codes, most } => format!("chain {} {most}", codes.id),
            Self::Period => "period".into(),
            Self::Postal => "postal".into(),
            Self::Municipality => "municipality".into(),
            Self::Town => "town".into(),
            Self::Country => "country".into(),
            Self::CardNumber => "card_number".into(),
            Self::Element(list) => format!("element {}", list.0),
        }
    }

    /// The code list of a kind that has one.
    pub fn codes(&self) -> Option<&Codes> {
        match self {
            Self::Code(codes) | Self::Chain { codes, .. } => Some(codes),
            _ => None,
        }
    }
}

impl Value {
    /// The canonical text form: what form fields, rules and files write; [`ItemKind::parse`] reads it.
    pub fn text_form(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date_text(*date),
            Self::Partial(date) => date.to_string(),
            Self::Code(code) => code.key().into(),
            Self::Chain(codes) => codes.iter().map(Code::key).collect::<Vec<_>>().join("."),
            Self::Period(period) => period.to_string(),
            Self::Element(element) => element.to_string(),
        }
    }
}

fn line_text(text: &str, most: u16, lines: bool) -> Result<Value, KindError> {
    if let Some(at) = text.chars().position(|c| c.is_control() && !(lines && c == '\n')) {
        return Err(KindError::Character { at });
    }
    if text.chars().count() > usize::from(most) {
        return Err(KindError::TooLong { most });
    }
    Ok(Value::Text(text.to_owned()))
}

fn digits(text: &str, least: u8, most: u8) -> Result<Value, KindError> {
    if let Some(at) = text.chars().position(|c| !c.is_ascii_digit()) {
        return Err(KindError::Character { at });
    }
    match text.len() {
        length if length < usize::from(least) => Err(KindError::TooShort { least }),
        length if length > usize::from(most) => Err(KindError::TooLong { most: most.into() }),
        _ => Ok(Value::Text(text.to_owned())),
    }
}

fn number(text: &str, least: i64, most: i64) -> Result<Value, KindError> {
    let number: i64 = text.parse().map_err(|_| KindError::Form { form: "12" })?;
    if number.to_string() != text {
        return Err(KindError::Form { form: "12" });
    }
    if (least..=most).contains(&number) {
        Ok(Value::Number(number))
    } else {
        Err(KindError::OutOfRange { least, most })
    }
}

fn chain(text: &str, codes: &Codes, most: u8) -> Result<Value, KindError> {
    let chain: Option<Vec<Code>> = text.split('.').map(|key| codes.by_key(key)).collect();
    let chain = chain.ok_or(KindError::UnknownCode)?;
    if chain.len() > usize::from(most) {
        return Err(KindError::TooLong { most: most.into() });
    }
    Ok(Value::Chain(chain))
}

fn country(text: &str) -> Result<Value, KindError> {
    if text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(Value::Text(text.to_owned()))
    } else {
        Err(KindError::Form { form: "JPN" })
    }
}

fn card_number(text: &str) -> Result<Value, KindError> {
    let bytes = text.as_bytes();
    let good = bytes.len() == 12
        && bytes
            .iter()
            .enumerate()
            .all(|(at, b)| if (2..10).contains(&at) { b.is_ascii_digit() } else { b.is_ascii_uppercase() });
    if good { Ok(Value::Text(text.to_owned())) } else { Err(KindError::Form { form: "AB12345678CD" }) }
}

fn element(text: &str) -> Result<Value, KindError> {
    let form = KindError::Form { form: "1" };
    let number: u16 = text.parse().map_err(|_| form)?;
    let id = ElementId::new(number).ok_or(form)?;
    if id.to_string() == text { Ok(Value::Element(id)) } else { Err(form) }
}
