//! Town, lot and building of an address: chosen from the towns of its postal code, or written out where the
//! code is not known or its table leaves the town open.

use kakanai_catalogue::Ask;
use kakanai_domain::characters::{Profile, normalise_lot};
use kakanai_record::{Answer, Tag, Value};

use super::text::{printable, visible};
use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::places::{self, Town};
use crate::problem::Problem;
use crate::words::Said;

/// What the name of the line for a town that the table leaves open ends with.
const OTHER: &str = ".other";

/// The items of one address.
struct Items {
    postal: Tag,
    municipality: Tag,
    town: Tag,
    lot: Tag,
    building: Tag,
}

impl Items {
    fn of(ask: Ask) -> Option<Self> {
        match ask {
            Ask::Town { postal, municipality, town, lot, building } => {
                Some(Self { postal, municipality, town, lot, building })
            }
            _ => None,
        }
    }
}

/// The town, then lot and building.
pub fn controls(asking: &Asking, ask: Ask) -> Vec<Control> {
    let Some(items) = Items::of(ask) else { return Vec::new() };
    let line = |tag: Tag, width: u8| {
        let name = asking.name(tag);
        let value = asking.typed(&name, || asking.answer(tag).text().unwrap_or_default().to_owned());
        Control::line(name, value, "text", width).labelled(asking.label(tag))
    };
    let mut controls = town_controls(asking, &items);
    controls.extend([line(items.lot, 20), line(items.building, 32)]);
    controls
}

fn town_controls(asking: &Asking, items: &Items) -> Vec<Control> {
    let name = asking.name(items.town);
    let towns = offered(asking, items);
    let label = |key: &str| asking.words.said(key, &[]);
    if towns.is_empty() {
        let value = asking.typed(&name, || written_out(asking, items.municipality, items.town));
        return vec![Control::line(name, value, "text", 32).labelled(label("question.town.whole"))];
    }
    let accepted = asking.answer(items.town).text().unwrap_or_default();
    let municipality = asking.answer(items.municipality).text();
    let here = |town: &&Town| Some(town.municipality.as_str()) == municipality;
    let listed = towns.iter().filter(here).any(|town| town.town == accepted);
    let value = || choice_value(municipality, if listed { accepted } else { "" });
    let value = asking.typed(&name, value);
    let mut open = towns.iter().filter(|town| town.town.is_empty()).peekable();
    let open = open.peek().is_some().then(|| open.any(|town| here(&town)));
    let choices = towns.iter().map(|town| {
        let choice = choice_value(Some(&town.municipality), &town.town);
        let words = Said::of([town.municipality_name.as_str(), &town.town].concat());
        let words = match town.town.is_empty() {
            true => words.followed_by(&label("question.town.open")),
            false => words,
        };
        (choice, words)
    });
    let control = Control::choice(name.clone(), value, choices.collect(), 0);
    let mut controls = vec![control.labelled(label("question.town.town"))];
    if let Some(open) = open {
        // A town of another place, written before the postal code was changed, is none here.
        let written = || if open && !listed { accepted } else { "" }.to_owned();
        let name = name + OTHER;
        let value = asking.typed(&name, written);
        controls.push(Control::line(name, value, "text", 32).labelled(label("question.town.other")));
    }
    controls
}

/// The town must be one of those of the postal code; the building may be left out.
pub fn read(asking: &Asking, ask: Ask, form: &Form) -> Reading {
    let Some(items) = Items::of(ask) else { return Ok(Vec::new()) };
    let mut problems = Vec::new();
    let mut answers = Vec::new();
    let mut take = |read: Reading| match read {
        Ok(read) => answers.extend(read),
        Err(more) => problems.extend(more),
    };
    take(read_town(asking, &items, form));
    let lot_name = asking.name(items.lot);
    let lot = normalise_lot(&visible(form.text(&lot_name)));
    let lot = printable(&lot_name, &lot, Profile::Text)
        .and_then(|lot| super::parse(asking, items.lot, &lot_name, &lot).map(|answer| vec![answer]));
    take(lot);
    let building_name = asking.name(items.building);
    let building = visible(form.text(&building_name));
    take(match building.as_str() {
        // Asked and left empty: there is no building name.
        "" => Ok(vec![(asking.key(items.building), Answer::NotApplicable)]),
        text => printable(&building_name, text, Profile::Text).and_then(|text| {
            super::parse(asking, items.building, &building_name, &text).map(|answer| vec![answer])
        }),
    });
    if problems.is_empty() { Ok(answers) } else { Err(problems) }
}

fn read_town(asking: &Asking, items: &Items, form: &Form) -> Reading {
    let name = asking.name(items.town);
    let towns = offered(asking, items);
    let sent = form.text(&name);
    if towns.is_empty() {
        return read_whole(asking, items.municipality, items.town, &name, sent);
    }
    let chosen = towns.into_iter().find(|t| choice_value(Some(&t.municipality), &t.town) == sent);
    let Some(town) = chosen else {
        let key = if sent.is_empty() { "error.required" } else { "error.choose" };
        return Err(vec![Problem::new(&name, key)]);
    };
    let municipality = Answer::Known(Value::Text(town.municipality.clone()));
    let municipality = (asking.key(items.municipality), municipality);
    if !town.town.is_empty() {
        return Ok(vec![municipality, (asking.key(items.town), Answer::Known(Value::Text(town.town)))]);
    }
    let name = name + OTHER;
    let text = unspaced(form.text(&name));
    let text = printable(&name, &text, Profile::Text)?;
    // Some write the place again from its prefecture on.
    let again = places::split(asking.catalogue(), asking.places, &text);
    let rest = again.filter(|(code, _)| *code == town.municipality).map_or(text.as_str(), |(_, rest)| rest);
    Ok(vec![municipality, super::parse(asking, items.town, &name, rest)?])
}

/// The name of a place has no spaces.
fn unspaced(text: &str) -> String {
    visible(text).split_whitespace().collect()
}

/// Reads a place written out from prefecture to town. The municipality stays open where no table knows it.
pub fn read_whole(asking: &Asking, municipality: Tag, town: Tag, control: &str, sent: &str) -> Reading {
    let text = printable(control, &unspaced(sent), Profile::Text)?;
    match places::split(asking.catalogue(), asking.places, &text) {
        Some((_, "")) => Err(vec![Problem::new(control, "error.town_missing")]),
        Some((code, rest)) => Ok(vec![
            (asking.key(municipality), Answer::Known(Value::Text(code))),
            super::parse(asking, town, control, rest)?,
        ]),
        None => Ok(vec![
            (asking.key(municipality), Answer::NotAsked),
            super::parse(asking, town, control, &text)?,
        ]),
    }
}

/// Municipality and town as somebody would write them.
pub fn written_out(asking: &Asking, municipality: Tag, town: Tag) -> String {
    [municipality_words(asking, municipality), asking.answer(town).text().unwrap_or_default().to_owned()]
        .concat()
}

/// The whole address.
pub fn words(asking: &Asking, ask: Ask) -> String {
    let Some(items) = Items::of(ask) else { return String::new() };
    if asking.answer(items.town).text().is_none() {
        return super::answer_words(asking, items.town);
    }
    let town = written_out(asking, items.municipality, items.town);
    let parts = town + &super::answer_words(asking, items.lot);
    match asking.answer(items.building).text() {
        Some(building) => [&parts, "\u{3000}", building].concat(),
        None => parts,
    }
}

/// Prefecture and municipality in words.
pub fn municipality_words(asking: &Asking, tag: Tag) -> String {
    let code = asking.answer(tag).text();
    code.map(|code| places::place_name(asking.catalogue(), asking.places, code)).unwrap_or_default()
}

fn offered(asking: &Asking, items: &Items) -> Vec<Town> {
    let postal = asking.answer(items.postal).text().unwrap_or_default();
    places::find(asking.catalogue(), asking.places, postal)
}

fn choice_value(municipality: Option<&str>, town: &str) -> String {
    municipality.map(|code| [code, ".", town].concat()).unwrap_or_default()
}
