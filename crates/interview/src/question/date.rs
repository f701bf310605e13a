//! A day of the calendar: year, month, day; western or Japanese year, as the person likes.

use kakanai_catalogue::Language;
use kakanai_domain::era::{self, DatePart, Era, EraError, EraTable};
use kakanai_domain::kana::narrow;
use kakanai_record::{Date, Tag, Value};

use super::text::visible;
use super::{Asking, Choice, Control, Reading, Widget};
use crate::form::Form;
use crate::problem::Problem;

/// The parts of a date as control suffixes.
pub const PARTS: [&str; 4] = ["era", "year", "month", "day"];

/// 明治元年: no date of anybody's matter lies before it.
pub const FIRST_YEAR: i16 = 1868;

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
    controls.extend(parts.map(|(part, accepted)| number_control(asking, &name, "date", part, accepted)));
    controls
}

/// The day typed so far in both calendars, where it is one.
pub fn live(asking: &Asking, tag: Tag) -> Option<String> {
    let day = match typed_parts(asking, tag) {
        Some(parts) => calendar_day(&parts).ok()?,
        None => asking.answer(tag).date()?,
    };
    Some(words(asking.words.language, day))
}

/// What is typed and waits; `None` where nothing is.
pub fn typed_parts(asking: &Asking, tag: Tag) -> Option<[String; 4]> {
    let name = asking.name(tag);
    asking.is_typed(tag).then(|| parts(|part| asking.typed(&[&name, ".", part].concat(), String::new)))
}

/// What was sent.
pub fn sent_parts(asking: &Asking, tag: Tag, form: &Form) -> [String; 4] {
    let name = asking.name(tag);
    parts(|part| form.text(&[&name, ".", part].concat()).to_owned())
}

/// The four parts, an era written before the year instead of chosen among them (昭和60, R8).
fn parts(typed: impl Fn(&str) -> String) -> [String; 4] {
    let [mut era, mut year, month, day] = PARTS.map(|part| part_text(&typed(part)));
    let number = year.find(|c: char| c == '元' || narrow(c).is_ascii_digit());
    if let Some(at) = number.filter(|_| era.is_empty()) {
        let written = year.split_off(at);
        era = std::mem::replace(&mut year, written);
    }
    [era, year, month, day]
}

/// A number as it is typed, perhaps with its unit.
pub fn part_text(typed: &str) -> String {
    visible(typed).trim_end_matches(['年', '月', '日']).to_owned()
}

/// The day that the parts mean.
pub fn calendar_day([era, year, month, day]: &[String; 4]) -> Result<Date, EraError> {
    EraTable::standard().from_parts(era, year, month, day).map(|read| read.day)
}

/// Whether nothing is written; a chosen era alone says nothing.
pub fn is_empty([_, year, month, day]: &[String; 4]) -> bool {
    [year, month, day].into_iter().all(String::is_empty)
}

/// Reads the parts; says which part is wrong.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let parts = sent_parts(asking, tag, form);
    let problem = |(part, key): Wrong| vec![Problem::new(asking.name(tag) + part, key)];
    if is_empty(&parts) {
        return Err(problem((YEAR, "error.required")));
    }
    let day = calendar_day(&parts).map_err(|error| problem(wrong(&error)))?;
    if day.year() < FIRST_YEAR {
        return Err(problem((YEAR, "error.year_old")));
    }
    // A year that the record cannot hold is a slip of the finger.
    super::parse(asking, tag, "", &Value::Date(day).text_form())
        .map(|answer| vec![answer])
        .map_err(|_| problem((YEAR, "error.date")))
}

/// 2026年11月20日（令和8年）; 20 November 2026 (Reiwa 8)
pub fn words(language: Language, day: Date) -> String {
    match language {
        Language::Ja => era::both(day),
        Language::En => {
            let western = format!("{} {} {}", day.day(), month_name(day.month().unsigned_abs()), day.year());
            western + &year_in_brackets(day)
        }
    }
}

fn year_in_brackets(day: Date) -> String {
    let written = EraTable::standard().to_era(day);
    written.map(|date| format!(" ({} {})", era_name(date.era), date.year)).unwrap_or_default()
}

fn era_name(era: Era) -> &'static str {
    match era {
        Era::MEIJI => "Meiji",
        Era::TAISHO => "Taishō",
        Era::SHOWA => "Shōwa",
        Era::HEISEI => "Heisei",
        _ => "Reiwa",
    }
}

/// The month of an English date.
pub fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}

/// Suffix of the part that is wrong, and the key of the words for it.
pub type Wrong = (&'static str, &'static str);

/// The part that problems of the whole date are told at.
pub const YEAR: &str = ".year";

/// What is wrong with a date.
pub fn wrong(error: &EraError) -> Wrong {
    match error {
        EraError::BeforeEra(_) | EraError::AfterEra(_) | EraError::BeforeTable(_) => (YEAR, "error.era"),
        EraError::NoSuchDay { month: 1..=12, .. } | EraError::Part(DatePart::Day) => (".day", "error.date"),
        EraError::NoSuchDay { .. } | EraError::Part(DatePart::Month) => (".month", "error.date"),
        _ => (YEAR, "error.date"),
    }
}

/// Choice of era: the calendar year, then the eras asked for, youngest first.
pub fn era_control(asking: &Asking, name: &str, eras: &[&str]) -> Control {
    let name = [name, ".era"].concat();
    let value = asking.typed(&name, String::new);
    let era_choice = |key: &str| Choice {
        value: key.to_owned(),
        words: asking.words.said(&["question.date.era.", key].concat(), &[]),
        chosen: value == key,
    };
    let mut choices = vec![Choice {
        value: String::new(),
        words: asking.words.said("question.date.era.western", &[]),
        chosen: value.is_empty(),
    }];
    choices.extend(eras.iter().map(|key| era_choice(key)));
    let label = asking.words.said("question.date.era", &[]);
    Control { label, widget: Widget::Select { choices, usual: 0 }, name, value }
}

/// One number of a date or period.
pub fn number_control(asking: &Asking, name: &str, of: &str, part: &str, accepted: String) -> Control {
    let name = [name, ".", part].concat();
    let value = asking.typed(&name, || accepted);
    let width = if part == "year" && of == "date" { 5 } else { 3 };
    let label = asking.words.said(&["question.", of, ".", part].concat(), &[]);
    Control::line(name, value, "numeric", width).labelled(label)
}
