//! How a value is written: the forms, and which of them a kind of value takes.

use kakanai_record::ItemKind;
use kakanai_record::codes::Codes;
use serde::Deserialize;

/// How a column's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Text as it stands.
    Text,
    /// The Japanese word: 転入, 子の妻, はい, 1年3月, 見本県みほん市, the name of a person referred to.
    Word,
    /// The number: of a code, 0 or 1 for no and yes, of a municipality, three letters of a country.
    Code,
    /// The key of a code list, joined by `.` in a chain; `yes` and `no`.
    Key,
    /// What the city's own table says for a key.
    Table,
    /// Digits without anything between them.
    Digits,
    /// `999-9999`.
    Hyphen,
    /// `2026-11-20`; `P1Y3M` for a period.
    Iso,
    /// `20261120`.
    Compact,
    /// 令和8年11月20日.
    Wareki,
    /// 2026年11月20日.
    Western,
    /// `R8.11.20`.
    Short,
    /// The era's national number: 5 for 令和.
    Era,
    /// The era's number and two digits each for year, month and day: `5081120`.
    EraDigits,
    /// Words, where a date is not wholly known; else nothing.
    Uncertain,
    /// 1 where a date is not wholly known, else 0.
    Unknown,
    /// Years of a period.
    Years,
    /// Months of a period.
    Months,
    /// Days of a period.
    Days,
    /// The prefecture of a municipality.
    Prefecture,
    /// A municipality without its prefecture.
    City,
}

impl Form {
    /// As it is written in the file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Word => "word",
            Self::Code => "code",
            Self::Key => "key",
            Self::Table => "table",
            Self::Digits => "digits",
            Self::Hyphen => "hyphen",
            Self::Iso => "iso",
            Self::Compact => "compact",
            Self::Wareki => "wareki",
            Self::Western => "western",
            Self::Short => "short",
            Self::Era => "era",
            Self::EraDigits => "era_digits",
            Self::Uncertain => "uncertain",
            Self::Unknown => "unknown",
            Self::Years => "years",
            Self::Months => "months",
            Self::Days => "days",
            Self::Prefecture => "prefecture",
            Self::City => "city",
        }
    }

    /// Whether it loses a date that is not wholly known.
    pub(crate) const fn needs_a_whole_date(self) -> bool {
        matches!(self, Self::Iso | Self::Compact | Self::Short | Self::Era | Self::EraDigits | Self::Unknown)
    }
}

/// What kind of value a source gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Text,
    Digits,
    Postal,
    Flag,
    Date,
    Partial,
    Code(Codes),
    Chain(Codes),
    /// Words of our own, with their keys.
    Keys(&'static [(&'static str, &'static str)]),
    Period,
    Municipality,
    Country,
    Element,
}

const DATE_FORMS: [Form; 7] =
    [Form::Iso, Form::Compact, Form::Wareki, Form::Western, Form::Short, Form::Era, Form::EraDigits];
const PARTIAL_FORMS: [Form; 9] = [
    Form::Iso,
    Form::Compact,
    Form::Wareki,
    Form::Western,
    Form::Short,
    Form::Era,
    Form::EraDigits,
    Form::Uncertain,
    Form::Unknown,
];

impl Shape {
    /// The shape of an item's values; none for a list.
    pub(crate) fn of(kind: &ItemKind) -> Option<Self> {
        Some(match kind {
            ItemKind::List { .. } => return None,
            ItemKind::Text { .. } | ItemKind::Town | ItemKind::CardNumber => Self::Text,
            ItemKind::Digits { .. } | ItemKind::Number { .. } => Self::Digits,
            ItemKind::Flag => Self::Flag,
            ItemKind::Date => Self::Date,
            ItemKind::PartialDate => Self::Partial,
            ItemKind::Code(codes) => Self::Code(codes.clone()),
            ItemKind::Chain { codes, .. } => Self::Chain(codes.clone()),
            ItemKind::Period => Self::Period,
            ItemKind::Postal => Self::Postal,
            ItemKind::Municipality => Self::Municipality,
            ItemKind::Country => Self::Country,
            ItemKind::Element(_) => Self::Element,
        })
    }

    /// The forms it takes; the first where none is named.
    pub(crate) const fn forms(&self) -> &'static [Form] {
        match self {
            Self::Text => &[Form::Text],
            Self::Digits => &[Form::Digits],
            Self::Postal => &[Form::Digits, Form::Hyphen],
            Self::Flag => &[Form::Word, Form::Code, Form::Key, Form::Table],
            Self::Date => &DATE_FORMS,
            Self::Partial => &PARTIAL_FORMS,
            Self::Code(_) => &[Form::Word, Form::Code, Form::Key, Form::Table],
            Self::Chain(_) => &[Form::Word, Form::Code, Form::Key],
            Self::Keys(_) => &[Form::Word, Form::Key, Form::Table],
            Self::Period => &[Form::Word, Form::Iso, Form::Years, Form::Months, Form::Days],
            Self::Municipality => &[Form::Code, Form::Word, Form::Prefecture, Form::City],
            Self::Country => &[Form::Code, Form::Word],
            Self::Element => &[Form::Word, Form::Digits],
        }
    }

    /// The keys that a table for it has to translate.
    pub(crate) fn keys(&self) -> Vec<String> {
        match self {
            Self::Flag => vec!["yes".to_owned(), "no".to_owned()],
            Self::Code(codes) => codes.iter().map(|code| code.key().to_owned()).collect(),
            Self::Keys(rows) => rows.iter().map(|(key, _)| (*key).to_owned()).collect(),
            _ => Vec::new(),
        }
    }
}
