//! 在留期間: years, months and days, as the card has them.

use kakanai_domain::residence_status::StayPeriod;
use kakanai_record::{Period, Tag};

use super::date::{number_control, part_text};
use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::problem::Problem;

const PARTS: [&str; 3] = ["year", "month", "day"];

/// Three numbers, of which most people need one.
pub fn controls(asking: &Asking, tag: Tag) -> Vec<Control> {
    let name = asking.name(tag);
    let period = asking.answer(tag).period();
    let shown = |number: u16| if number == 0 { String::new() } else { number.to_string() };
    let numbers = period.map_or([0; 3], |period| [period.years.into(), period.months.into(), period.days]);
    let parts = PARTS.into_iter().zip(numbers);
    parts.map(|(part, number)| number_control(asking, &name, "period", part, shown(number))).collect()
}

/// At least one of the three.
pub fn read(asking: &Asking, tag: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let [years, months, days] = PARTS.map(|part| part_text(form.text(&[&name, ".", part].concat())));
    let control = [&name, ".year"].concat();
    if [&years, &months, &days].iter().all(|text| text.is_empty()) {
        return Err(vec![Problem::new(control, "error.required")]);
    }
    let Ok(stay) = StayPeriod::from_parts(&years, &months, &days) else {
        return Err(vec![Problem::new(control, "error.period")]);
    };
    let period = Period { years: stay.years, months: stay.months, days: stay.days };
    super::parse(asking, tag, &control, &period.to_string()).map(|answer| vec![answer])
}

/// 1年3月
pub fn words(asking: &Asking, period: Period) -> String {
    let numbers = [period.years.into(), period.months.into(), period.days];
    let unit = |part: &str| asking.words.plain(&["period.unit.", part].concat());
    let parts = PARTS.into_iter().zip(numbers).filter(|(_, number)| *number > 0);
    let words: String = parts.map(|(part, number)| number.to_string() + &unit(part)).collect();
    words.trim_end().to_owned()
}
