//! Town, lot and building, once the postal code is known.

use kakanai_domain::characters::normalise_lot;
use kakanai_record::{Answer, Tag, Value};

use super::{Asking, Choice, Control, Reading, Widget};
use crate::form::Form;
use crate::problem::Problem;
use crate::towns::{self, Town};

/// The items of one address.
#[derive(Debug, Clone, Copy)]
pub struct Items {
    /// 郵便番号
    pub postal: Tag,
    /// 市区町村
    pub municipality: Tag,
    /// 町名
    pub town: Tag,
    /// 番地
    pub lot: Tag,
    /// 方書
    pub building: Tag,
}

/// The towns of the postal code to choose from, then two lines.
pub fn controls(asking: &Asking, items: Items) -> Vec<Control> {
    let name = asking.name(items.town);
    let accepted = || asking.answer(items.town).text().unwrap_or_default().to_owned();
    let value = asking.typed(&name, || choice_value(asking.answer(items.municipality).text(), &accepted()));
    let towns = offered(asking, items);
    let only = towns.len() == 1;
    let choices: Vec<Choice> = towns
        .iter()
        .map(|town| {
            let choice = choice_value(Some(&town.municipality), &town.town);
            Choice {
                chosen: only || choice == value,
                words: format!("{}{}", town.municipality_name, town.town),
                value: choice,
            }
        })
        .collect();
    let widget = if choices.len() > 9 { Widget::Select(choices) } else { Widget::Radio(choices) };
    let line = |tag: Tag, width: u8| {
        let name = asking.name(tag);
        let value = asking.typed(&name, || asking.answer(tag).text().unwrap_or_default().to_owned());
        Control {
            label: asking.label(tag),
            value,
            widget: Widget::Line { mode: "text", autofill: "off", width },
            name,
        }
    };
    vec![
        Control { label: asking.words("question.town.town"), value, widget, name },
        line(items.lot, 20),
        line(items.building, 32),
    ]
}

/// The town must be one of those of the postal code; the building may be left out.
pub fn read(asking: &Asking, items: Items, form: &Form) -> Reading {
    let mut problems = Vec::new();
    let mut answers = Vec::new();
    let name = asking.name(items.town);
    let sent = form.text(&name);
    let chosen =
        offered(asking, items).into_iter().find(|t| choice_value(Some(&t.municipality), &t.town) == sent);
    match chosen {
        Some(town) => {
            answers.push((asking.key(items.municipality), Answer::Known(Value::Text(town.municipality))));
            answers.push((asking.key(items.town), Answer::Known(Value::Text(town.town))));
        }
        None => problems
            .push(Problem::new(&name, if sent.is_empty() { "error.required" } else { "error.choose" })),
    }
    let lot_name = asking.name(items.lot);
    match super::parse(asking, items.lot, &lot_name, &normalise_lot(form.text(&lot_name))) {
        Ok(answer) => answers.push(answer),
        Err(more) => problems.extend(more),
    }
    let building_name = asking.name(items.building);
    match form.text(&building_name) {
        // Asked and left empty: there is no building name.
        "" => answers.push((asking.key(items.building), Answer::NotApplicable)),
        text => match super::parse(asking, items.building, &building_name, text) {
            Ok(answer) => answers.push(answer),
            Err(more) => problems.extend(more),
        },
    }
    if problems.is_empty() { Ok(answers) } else { Err(problems) }
}

/// Prefecture and municipality in words.
pub fn municipality_words(asking: &Asking, tag: Tag) -> String {
    let Some(code) = asking.answer(tag).text() else { return String::new() };
    let path = asking.item(tag).map(|item| item.path.replace("/municipality", "/postal")).unwrap_or_default();
    let postal = asking.catalogue.dictionary().by_path(&path).and_then(|item| asking.answer(item.tag).text());
    towns::place_name(asking.catalogue, asking.towns, code, postal)
}

fn offered(asking: &Asking, items: Items) -> Vec<Town> {
    let postal = asking.answer(items.postal).text().unwrap_or_default();
    towns::find(asking.catalogue, asking.towns, postal)
}

fn choice_value(municipality: Option<&str>, town: &str) -> String {
    match municipality {
        Some(code) => format!("{code}.{town}"),
        None => String::new(),
    }
}
