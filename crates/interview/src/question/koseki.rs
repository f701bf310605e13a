//! 本籍: written out as on a 戸籍, the municipality read off its front. Old names of towns are possible, so no table
//! of towns is asked (住民記録システム標準仕様書 1.3.3).

use kakanai_catalogue::Ask;
use kakanai_domain::characters::{Profile, normalise_lot};
use kakanai_record::Tag;

use super::text::{printable, visible};
use super::town::{read_whole, written_out};
use super::{Asking, Control, Reading};
use crate::form::Form;

fn items(ask: Ask) -> Option<(Tag, Tag, Tag)> {
    match ask {
        Ask::Koseki { municipality, town, lot } => Some((municipality, town, lot)),
        _ => None,
    }
}

/// Two lines.
pub fn controls(asking: &Asking, ask: Ask) -> Vec<Control> {
    let Some((municipality, town, lot)) = items(ask) else { return Vec::new() };
    let line = |tag: Tag, width: u8, accepted: &dyn Fn() -> String| {
        let name = asking.name(tag);
        let value = asking.typed(&name, accepted);
        Control::line(name, value, "text", width)
    };
    vec![
        line(town, 32, &|| written_out(asking, municipality, town))
            .labelled(asking.words.said("question.koseki.town", &[])),
        line(lot, 20, &|| asking.accepted(lot)).labelled(asking.label(lot)),
    ]
}

/// Municipality, town and lot.
pub fn read(asking: &Asking, ask: Ask, form: &Form) -> Reading {
    let Some((municipality, town, lot)) = items(ask) else { return Ok(Vec::new()) };
    let (town_name, lot_name) = (asking.name(town), asking.name(lot));
    let place = read_whole(asking, municipality, town, &town_name, form.text(&town_name));
    let text = normalise_lot(&visible(form.text(&lot_name)));
    let number = printable(&lot_name, &text, Profile::Text)
        .and_then(|text| super::parse(asking, lot, &lot_name, &text));
    match (place, number) {
        (Ok(mut place), Ok(number)) => {
            place.push(number);
            Ok(place)
        }
        (place, number) => Err([place.err(), number.err()].into_iter().flatten().flatten().collect()),
    }
}

/// 見本県ためし市一番町9999番地
pub fn words(asking: &Asking, ask: Ask) -> String {
    let Some((municipality, town, lot)) = items(ask) else { return String::new() };
    match asking.answer(town).text() {
        Some(_) => written_out(asking, municipality, town) + &super::answer_words(asking, lot),
        None => super::answer_words(asking, town),
    }
}
