//! 生年月日: era or western year; month or day may be unknown to the record.

use kakanai_catalogue::Language;
use kakanai_domain::age::{Reading as AgeReading, age_on};
use kakanai_domain::birth::{BirthDate, BirthYear, Certainty, Known, YearStyle};
use kakanai_domain::era::EraTable;
use kakanai_record::date::Certainty as Stated;
use kakanai_record::{Answer, Date, PartialDate, Tag, Value};

use super::date::{self, FIRST_YEAR, Wrong, YEAR, era_control, month_name, number_control, typed_parts};
use super::{Asking, Check, Control, Reading};
use crate::form::Form;
use crate::problem::Problem;

/// What the name of the box "the month or day stands in no record" ends with.
const UNRECORDED: &str = ".unrecorded";

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
    controls.extend(parts.map(|(part, accepted)| number_control(asking, &name, "date", part, accepted)));
    controls
}

/// Some births have no day, or no month and day, in any record (住民記録システム標準仕様書 1.1.8 不詳).
pub fn unrecorded(asking: &Asking, tag: Tag) -> Check {
    let name = asking.name(tag) + UNRECORDED;
    let answer = asking.answer(tag);
    let partly =
        || *answer == Answer::Unrecorded || answer.partial().is_some_and(|date| date.day().is_none());
    let chosen = asking.draft.get(&name).map_or_else(partly, |text| text == "yes");
    Check { name, words: asking.words.said("question.birth.unrecorded", &[]), chosen }
}

/// The day typed so far in both calendars, and the age.
pub fn live(asking: &Asking, tag: Tag) -> Option<String> {
    let date = match typed_parts(asking, tag) {
        Some(parts) => date::calendar_day(&parts).ok()?.into(),
        None => asking.answer(tag).partial()?,
    };
    let words = words(asking.words.language, date);
    let age = date.calendar().and_then(|day| age_on(day, asking.today, AgeReading::Birthday));
    Some(match age {
        Some(age) => asking.words.fill("live.birth", &[("date", &words), ("age", &age.to_string())]),
        None => words,
    })
}

/// Reads a date of birth; a day in the future is refused, and a missing day where nobody said it is unrecorded.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let parts = date::sent_parts(asking, tag, form);
    let unrecorded = form.text(&[&name, UNRECORDED].concat()) == "yes";
    let date = match (date::is_empty(&parts), unrecorded) {
        (true, true) => return Ok(vec![(asking.key(tag), Answer::Unrecorded)]),
        (true, false) => Err((YEAR, "error.required")),
        (false, true) if parts[3].is_empty() => partial(&parts, asking.today),
        (false, _) => whole(&parts, asking.today),
    };
    let date = date.map_err(|(part, key)| vec![Problem::new(name + part, key)])?;
    Ok(vec![(asking.key(tag), Answer::Known(Value::Partial(date)))])
}

fn whole(parts: &[String; 4], today: Date) -> Result<PartialDate, Wrong> {
    let day = date::calendar_day(parts).map_err(|error| date::wrong(&error))?;
    match day {
        day if day > today => Err((YEAR, "error.birth_future")),
        day if day.year() < FIRST_YEAR => Err((YEAR, "error.year_old")),
        day => Ok(PartialDate::from(day)),
    }
}

/// Year alone, or year and month, of which some day lies in the era, in the past and in nobody's legend.
fn partial([era, year, month, _]: &[String; 4], today: Date) -> Result<PartialDate, Wrong> {
    let birth = BirthDate::from_parts(era, year, month, "").map_err(|error| date::wrong(&error))?;
    let (year, month) = match birth.known() {
        Known::Year(year) => (year, None),
        Known::Month(year, month) => (year, Some(month)),
        _ => return Err((YEAR, "error.date")),
    };
    let (first, last) = birth.range().ok_or((YEAR, "error.date"))?;
    let era = year.era.and_then(|era| EraTable::standard().row(era));
    if era.is_some_and(|era| last < era.first_day || era.last_day.is_some_and(|end| first > end)) {
        return Err((YEAR, "error.era"));
    }
    if first > today {
        return Err((YEAR, "error.birth_future"));
    }
    if year.year < FIRST_YEAR {
        return Err((YEAR, "error.year_old"));
    }
    let certain = PartialDate::new(year.year.unsigned_abs(), month, None, Stated::Stated);
    certain.ok_or((YEAR, "error.date"))
}

/// 昭和60年12月3日（1985年）; 3 December 1985 (Shōwa 60)
pub fn words(language: Language, date: PartialDate) -> String {
    // How sure a date is stands in the words of the record only.
    if language == Language::En && date.certainty() == Stated::Stated {
        return match (date.calendar(), date.month(), date.day()) {
            (Some(day), ..) => date::words(language, day),
            (None, Some(month), Some(day)) => format!("{day} {} {}", month_name(month), date.year()),
            (None, Some(month), None) => format!("{} {}", month_name(month), date.year()),
            (None, None, _) => date.year().to_string(),
        };
    }
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

/// Whether an answer is a birth at all: used where a missing one must not count as one.
pub fn known(answer: &Answer) -> Option<BirthDate> {
    match answer.value()? {
        Value::Partial(date) => birth_date(*date),
        _ => None,
    }
}
