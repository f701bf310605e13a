//! Offices and their hours, in the published form.

use std::collections::BTreeMap;

use kakanai_record::json;
use serde_json::Value as Json;

use super::{Object, Read, Writer, fault};
use crate::source::{HoursSource, OfficeSource};

pub(super) fn write_office(to: &mut Writer, office: &OfficeSource) {
    to.texts(&[("id", &office.id), ("letter", &office.letter)]);
    to.text_if_any("floor", office.floor.as_deref());
    if let Some(how_far) = office.how_far {
        to.number("how_far", how_far.into());
    }
    if !office.desks.is_empty() {
        to.object("desks", &office.desks, |to, desks| {
            desks.iter().for_each(|(id, how_far)| to.number(id, (*how_far).into()));
        });
    }
}

pub(super) fn write_hours(to: &mut Writer, hours: &HoursSource) {
    to.words_if_any("offices", &hours.offices);
    to.words_if_any("desks", &hours.desks);
    to.text_if_any("service", hours.service.as_deref());
    to.words_if_any("weekdays", &hours.weekdays);
    if !hours.nth.is_empty() {
        to.raw("nth", &json::text(&Json::from(hours.nth.as_slice())));
    }
    to.texts(&[("from", &hours.from), ("until", &hours.until)]);
}

pub(super) fn read_office(json: &Json) -> Read<OfficeSource> {
    let from = Object::of(json, "an office", &["id", "letter"], &["floor", "how_far", "desks"])?;
    let how_far = match from.map.get("how_far") {
        None | Some(Json::Null) => None,
        Some(_) => Some(from.small("how_far")?),
    };
    Ok(OfficeSource {
        id: from.text("id")?,
        letter: from.text("letter")?,
        floor: from.text_if_any("floor")?,
        how_far,
        desks: read_levels(&from)?,
    })
}

fn read_levels(office: &Object) -> Read<BTreeMap<String, u16>> {
    let mut levels = BTreeMap::new();
    if let Some(json) = office.map.get("desks") {
        let map = json.as_object().ok_or_else(|| office.refuse("desks", " is no object"))?;
        let from = Object { map, what: "how far a desk goes" };
        for id in map.keys() {
            levels.insert(id.clone(), from.small(id)?);
        }
    }
    Ok(levels)
}

pub(super) fn read_hours(json: &Json) -> Read<HoursSource> {
    let others = ["offices", "desks", "service", "weekdays", "nth"];
    let from = Object::of(json, "hours", &["from", "until"], &others)?;
    Ok(HoursSource {
        offices: from.words("offices")?,
        desks: from.words("desks")?,
        service: from.text_if_any("service")?,
        weekdays: from.words("weekdays")?,
        nth: from.list("nth", |json| {
            let number = json.as_u64().and_then(|number| u16::try_from(number).ok());
            number.ok_or_else(|| fault("a week is no number, or too large".into()))
        })?,
        from: from.text("from")?,
        until: from.text("until")?,
    })
}
