//! How much is still to be asked: questions, and minutes.
//!
//! Seconds are estimates for somebody who has the papers at hand, by kind of question; what a question takes in
//! truth has to come from visits (KW-01), and then stands here.

use kakanai_catalogue::{Ask, Catalogue, Field, Language, PageKind};
use kakanai_record::{ItemKind, Record, Script};

use crate::journey::{Asked, Journey, journey, service};
use crate::state::Place;

/// What is still to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Questions.
    pub questions: u32,
    /// Seconds they take.
    pub seconds: u32,
}

impl Progress {
    /// Full minutes, at least one.
    pub const fn minutes(self) -> u32 {
        let rounded = (self.seconds + 30) / 60;
        if rounded == 0 { 1 } else { rounded }
    }
}

/// From a place to the end of the way. What is perhaps not asked counts half.
pub fn left(catalogue: &Catalogue, record: &Record, way: &Journey, place: &Place) -> Progress {
    let from = way.position(place).unwrap_or_default();
    let mut half = Progress::default();
    for (at, stop) in way.stops.iter().enumerate() {
        if at < from && stop.complete {
            continue;
        }
        let page = service(catalogue, record).and_then(|service| service.page(&stop.place.page));
        let Some((_, page)) = page else { continue };
        if matches!(page.kind, PageKind::Ticks(_)) {
            // One question, whatever the number of its boxes.
            let weight = if stop.certain { 2 } else { 1 };
            half.questions += weight;
            half.seconds += weight * TICKS_SECONDS;
        }
        let PageKind::Fields(fields) = &page.kind else { continue };
        for field in fields {
            let asked = Asked::of(record, field.when.as_ref(), page.each, stop.place.element);
            let weight = match (stop.certain, asked) {
                (_, Asked::No) => 0,
                (true, Asked::Yes) => 2,
                _ => 1,
            };
            half.questions += weight;
            half.seconds += weight * seconds(catalogue, field);
        }
    }
    Progress { questions: half.questions.div_ceil(2), seconds: half.seconds.div_ceil(2) }
}

/// For a page of boxes.
const TICKS_SECONDS: u32 = 20;

/// A whole service, for one person. `None` where the catalogue does not have it.
pub fn whole(catalogue: &Catalogue, service: &str) -> Option<Progress> {
    let state = crate::engine::start(catalogue, service, Language::Ja)?;
    let way = journey(catalogue, &state.record);
    Some(left(catalogue, &state.record, &way, &state.place))
}

fn seconds(catalogue: &Catalogue, field: &Field) -> u32 {
    let tag = match field.ask {
        Ask::Name { .. } => return 30,
        Ask::Town { .. } => return 25,
        Ask::Koseki { .. } => return 30,
        Ask::Item(tag) => tag,
    };
    match catalogue.dictionary().item(tag).map(|item| &item.kind) {
        Some(ItemKind::Flag | ItemKind::Code(_) | ItemKind::Chain { .. } | ItemKind::Element(_)) => 6,
        Some(ItemKind::Date | ItemKind::PartialDate | ItemKind::Digits { .. }) => 12,
        Some(ItemKind::Text { script: Script::Lines, .. }) => 20,
        _ => 10,
    }
}
