//! A day of the calendar: year, month, day; western or Japanese year, as the person likes.

use kakanai_domain::era::{self, EraTable};
use kakanai_record::{Date, Tag, Value};

use super::{Asking, Choice, Control, Reading, Widget};
use crate::form::Form;
use crate::problem::Problem;

/// The parts of a date as control suffixes.
pub const PARTS: [&str; 4] = ["era", "year", "month", "day"];

/// Three numbers; the year may be written in either way.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let date = asking.answer(tag).date();
    let part =
        |part: &'static str, number: Option<i16>| (part, number.map(|n| n.to_string()).unwrap_or_default());
    let parts = [
        part("year", date.map(Date::year)),
        part("month", date.map(|d| i16::from(d.month()))),
        part("day", date.map(|d| i16::from(d.day()))),
    ];
    let mut controls = vec![era_control(asking, &name, &["R"])];
    controls.extend(parts.map(|(part, accepted)| number_control(asking, &name, part, accepted)));
    controls
}

/// Reads the parts; says which part is wrong.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let [era, year, month, day] = PARTS.map(|part| form.text(&format!("{name}.{part}")));
    if [year, month, day].iter().all(|text| text.is_empty()) {
        return Err(vec![Problem::new(format!("{name}.year"), "error.required")]);
    }
    let read = EraTable::standard().from_parts(era, year, month, day);
    let day = read.map_err(|error| vec![Problem::new(format!("{name}.year"), error_key(&error))])?.day;
    super::parse(asking, tag, &format!("{name}.year"), &Value::Date(day).text_form())
        .map(|answer| vec![answer])
}

/// 2026年11月20日（令和8年）
pub fn words(day: Date) -> String {
    era::both(day)
}

/// The key of the words for what is wrong with a date.
pub fn error_key(error: &era::EraError) -> &'static str {
    match error {
        era::EraError::BeforeEra(_) | era::EraError::AfterEra(_) | era::EraError::BeforeTable(_) => {
            "error.era"
        }
        _ => "error.date",
    }
}

/// Choice of era: the calendar year, then the eras asked for, youngest first.
pub fn era_control(asking: &Asking, name: &str, eras: &[&str]) -> Control {
    let name = format!("{name}.era");
    let value = asking.typed(&name, String::new);
    let era_choice = |key: &str| Choice {
        value: key.to_owned(),
        words: asking.words(&format!("question.date.era.{key}")),
        chosen: value == key,
    };
    let mut choices = vec![Choice {
        value: String::new(),
        words: asking.words("question.date.era.western"),
        chosen: value.is_empty(),
    }];
    choices.extend(eras.iter().map(|key| era_choice(key)));
    Control { label: asking.words("question.date.era"), widget: Widget::Select(choices), name, value }
}

/// One number of a date.
pub fn number_control(asking: &Asking, name: &str, part: &'static str, accepted: String) -> Control {
    let name = format!("{name}.{part}");
    let value = asking.typed(&name, || accepted);
    let width = if part == "year" { 5 } else { 3 };
    let label = asking.words(&format!("question.date.{part}"));
    Control { name, label, value, widget: Widget::Line { mode: "numeric", autofill: "off", width } }
}
