//! 生年月日: era or western year; month or day may be unknown to the record.

use kakanai_domain::birth::{BirthDate, BirthYear, Certainty, Known, YearStyle};
use kakanai_domain::era::EraTable;
use kakanai_record::date::Certainty as Stated;
use kakanai_record::{PartialDate, Tag};

use super::date::{era_control, error_key, number_control};
use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::problem::Problem;

/// Era and three numbers.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let date = asking.answer(tag).partial();
    let text = |number: Option<u16>| number.map(|n| n.to_string()).unwrap_or_default();
    let parts = [
        ("year", text(date.map(PartialDate::year))),
        ("month", text(date.and_then(PartialDate::month).map(u16::from))),
        ("day", text(date.and_then(PartialDate::day).map(u16::from))),
    ];
    let mut controls = vec![era_control(asking, &name, &["R", "H", "S", "T", "M"])];
    controls.extend(parts.map(|(part, accepted)| number_control(asking, &name, part, accepted)));
    controls
}

/// Reads a whole date of birth; a day in the future or long ago is refused.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let [era, year, month, day] = super::date::PARTS.map(|part| form.text(&format!("{name}.{part}")));
    let control = format!("{name}.year");
    if [year, month, day].iter().all(|text| text.is_empty()) {
        return Err(vec![Problem::new(control, "error.required")]);
    }
    let read = EraTable::standard().from_parts(era, year, month, day);
    let day = read.map_err(|error| vec![Problem::new(&control, error_key(&error))])?.day;
    if day > asking.today {
        return Err(vec![Problem::new(control, "error.birth_future")]);
    }
    super::parse(asking, tag, &control, &PartialDate::from(day).to_string()).map(|answer| vec![answer])
}

/// 昭和60年12月3日（1985年）
pub fn words(date: PartialDate) -> String {
    let Some(birth) = birth_date(date) else { return date.to_string() };
    format!("{}（{}年）", birth.words(YearStyle::Japanese), date.year())
}

/// The record's date as the resident record's.
pub fn birth_date(date: PartialDate) -> Option<BirthDate> {
    let year = BirthYear { year: i16::try_from(date.year()).ok()?, era: None };
    let known = match (date.month(), date.day()) {
        (Some(month), Some(day)) => Known::Day(year, month, day),
        (Some(month), None) => Known::Month(year, month),
        _ => Known::Year(year),
    };
    let certainty = match date.certainty() {
        Stated::Stated => Certainty::Stated,
        Stated::About => Certainty::About,
        Stated::Estimated => Certainty::Estimated,
    };
    BirthDate::new(known, certainty).ok()
}
