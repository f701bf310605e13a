//! Answers in the way a box wants them.

use kakanai_domain::era::{Era, EraTable};
use kakanai_record::codes::Code;
use kakanai_record::{Answer, Date, PartialDate, Value};

use crate::definition::Kind;
use crate::values::{FieldValue, FormDate};

pub(super) fn text(text: &str) -> Option<FieldValue> {
    (!text.is_empty()).then(|| FieldValue::Text(text.to_owned()))
}

/// A choice, where the form offers it, in the order printed; what it does not offer goes to その他 where it has one.
pub(super) fn choice(keys: Vec<String>, kind: &Kind) -> Option<FieldValue> {
    let Kind::Choice { options } = kind else { return None };
    let offered = |key: &String| options.iter().any(|option| option.key == *key);
    let is_other = |key: &String| !key.is_empty() && !offered(key);
    let other = keys.iter().any(is_other);
    let printed = options.iter().map(|option| &option.key);
    let chosen: Vec<String> =
        printed.filter(|key| keys.contains(key) || other && *key == "other").cloned().collect();
    (!chosen.is_empty()).then_some(FieldValue::Choice(chosen))
}

/// An answer in the way the box wants it; nothing where nothing is known.
pub(super) fn value(answer: &Answer, kind: &Kind) -> Option<FieldValue> {
    let value = match answer {
        Answer::Known(value) => value,
        Answer::Unrecorded if matches!(kind, Kind::Text | Kind::Multiline) => return text("不詳"),
        _ => return None,
    };
    if let Kind::Choice { .. } = kind {
        return choice(vec![value.text_form()], kind);
    }
    match value {
        Value::Date(date) if matches!(kind, Kind::EraDate { .. }) => Some(japanese_date(*date)),
        Value::Partial(date) if matches!(kind, Kind::EraDate { .. }) => {
            Some(FieldValue::Date(era_parts(*date)))
        }
        Value::Date(date) => text(&format!("{}年{}月{}日", date.year(), date.month(), date.day())),
        Value::Code(code) => text(code.word()),
        Value::Chain(chain) => text(&chain.iter().map(Code::word).collect::<Vec<_>>().join("の")),
        value => text(&value.text_form()),
    }
}

pub(super) fn japanese_date(date: Date) -> FieldValue {
    FieldValue::Date(era_parts(PartialDate::from(date)))
}

/// A birth: foreign residents' stand in the western calendar (住民記録システム標準仕様書 1.1.8).
pub(super) fn birth(date: PartialDate, is_foreign: bool, kind: &Kind) -> Option<FieldValue> {
    let date = if is_foreign { western(date) } else { era_parts(date) };
    match kind {
        Kind::EraDate { .. } => Some(FieldValue::Date(date)),
        _ => text(&date.to_string()),
    }
}

fn western(date: PartialDate) -> FormDate {
    FormDate { era: "ad".to_owned(), year: Some(date.year()), month: date.month(), day: date.day() }
}

/// Era and parts. A date without a day belongs to the era of its month's first day; before 明治6年, and
/// where the month is unknown too, the western year is written.
fn era_parts(date: PartialDate) -> FormDate {
    let western = western(date);
    let Some(month) = date.month() else { return western };
    let year = i16::try_from(date.year()).unwrap_or_default();
    let day = Date::new(year, month as i8, date.day().unwrap_or(1) as i8);
    // A day that the calendar lacks (2/29 of a common year) lies in the era of its month.
    let day = day.or_else(|_| Date::new(year, month as i8, 1));
    let table = EraTable::standard();
    let Some(era) = day.ok().and_then(|day| table.to_era(day).ok()) else { return western };
    let key = match era.era {
        Era::REIWA => "reiwa",
        Era::HEISEI => "heisei",
        Era::SHOWA => "showa",
        Era::TAISHO => "taisho",
        Era::MEIJI => "meiji",
        _ => return western,
    };
    FormDate { era: key.to_owned(), year: Some(era.year), month: date.month(), day: date.day() }
}
