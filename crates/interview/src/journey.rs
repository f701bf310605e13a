//! The whole way, recomputed from the answers each time.
//!
//! Nothing remembers which pages were shown: what is asked follows from what is known, so that going
//! back, changing an answer or losing the connection never leaves a page that no longer applies.

use std::collections::BTreeSet;

use kakanai_catalogue::{Catalogue, Field, Page, PageKind, Service};
use kakanai_record::{Answer, ElementId, ItemKey, Record, Tag, core};
use kakanai_rules::{Expr, Scope, Truth};

use crate::question::ticks;
use crate::state::Place;

/// One page on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Index of its step.
    pub step: usize,
    /// Page and element.
    pub place: Place,
    /// Whether everything that must be answered there has been.
    pub complete: bool,
    /// Whether it is asked for certain, or only not certainly left out.
    pub certain: bool,
}

/// The pages to go through, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Journey {
    /// All stops that apply.
    pub stops: Vec<Stop>,
    /// What procedures hang on.
    pub(crate) open: ticks::Open,
}

/// The service that the record is about.
pub fn service<'a>(catalogue: &'a Catalogue, record: &Record) -> Option<&'a Service> {
    catalogue.service(record.get(core::SERVICE.key()).code()?)
}

/// Computes the way. Pages that follow each other and are asked for the same list are gone through
/// person by person, not page by page.
pub fn journey(catalogue: &Catalogue, record: &Record) -> Journey {
    let mut stops = Vec::new();
    let pages: Vec<(usize, &Page)> =
        service(catalogue, record).into_iter().flat_map(Service::pages).collect();
    let open = ticks::Open::of(catalogue, record);
    for run in pages.chunk_by(|(_, one), (_, other)| one.each.is_some() && one.each == other.each) {
        let elements: Vec<Option<ElementId>> = match run.first().and_then(|(_, page)| page.each) {
            Some(list) => record.elements(list.key()).iter().copied().map(Some).collect(),
            None => vec![None],
        };
        for element in elements {
            for (step, page) in run {
                let asked = Asked::of(record, page.when.as_ref(), page.each, element);
                if asked == Asked::No || open.needs_nothing_of(catalogue, record, page, element) {
                    continue;
                }
                stops.push(Stop {
                    step: *step,
                    place: Place { page: page.id.clone(), element },
                    complete: is_complete(catalogue, record, page, element, &open),
                    certain: asked == Asked::Yes,
                });
            }
        }
    }
    Journey { stops, open }
}

impl Journey {
    /// Where a place stands on the way.
    pub fn position(&self, place: &Place) -> Option<usize> {
        self.stops.iter().position(|stop| stop.place == *place)
    }

    /// The first page that still wants an answer.
    pub fn first_incomplete(&self) -> Option<&Stop> {
        self.stops.iter().find(|stop| !stop.complete)
    }

    /// Whether every page before this place has its answers.
    pub fn is_reachable(&self, place: &Place) -> bool {
        match self.position(place) {
            Some(at) => self.stops[..at].iter().all(|stop| stop.complete),
            None => false,
        }
    }
}

/// Whether a page or question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// For certain.
    Yes,
    /// Unless an answer still to come takes it out.
    Perhaps,
    /// No.
    No,
}

impl Asked {
    /// What a condition says about an element.
    pub fn of(record: &Record, when: Option<&Expr>, each: Option<Tag>, element: Option<ElementId>) -> Self {
        let Some(when) = when else { return Self::Yes };
        let scope = match (each, element) {
            (Some(list), Some(element)) => Scope::new().with(list.key(), element),
            _ => Scope::new(),
        };
        match when.truth(record, &scope) {
            Truth::True => Self::Yes,
            Truth::Unknown => Self::Perhaps,
            Truth::False => Self::No,
        }
    }
}

/// Whether a condition leaves a page or question in: only certain falsehood takes it out.
pub fn applies(record: &Record, when: Option<&Expr>, each: Option<Tag>, element: Option<ElementId>) -> bool {
    Asked::of(record, when, each, element) != Asked::No
}

/// The questions of a page that apply now.
pub fn asked<'a>(
    record: &'a Record,
    page: &'a Page,
    element: Option<ElementId>,
) -> impl Iterator<Item = &'a Field> {
    let fields: &[Field] = match &page.kind {
        PageKind::Fields(fields) => fields,
        _ => &[],
    };
    fields.iter().filter(move |field| applies(record, field.when.as_ref(), page.each, element))
}

fn is_complete(
    catalogue: &Catalogue,
    record: &Record,
    page: &Page,
    element: Option<ElementId>,
    open: &ticks::Open,
) -> bool {
    match &page.kind {
        PageKind::Ticks(_) => open.shown(record, page).iter().all(|key| record.get(*key).is_answered()),
        PageKind::Fields(_) => asked(record, page, element).all(|field| {
            field.optional
                || field.ask.required().into_iter().all(|tag| answered(catalogue, record, tag, element))
        }),
        PageKind::Group(list) => !record.elements(list.key()).is_empty(),
        PageKind::Guidance | PageKind::Summary | PageKind::Code => true,
    }
}

pub(crate) fn answered(catalogue: &Catalogue, record: &Record, tag: Tag, element: Option<ElementId>) -> bool {
    *record.get(key(catalogue, tag, element)) != Answer::NotAsked
}

/// Whether the way asks for an item somewhere, or perhaps does.
pub(crate) fn is_asked(catalogue: &Catalogue, record: &Record, tag: Tag) -> bool {
    let Some(service) = service(catalogue, record) else { return false };
    let way = journey(catalogue, record);
    way.stops.iter().any(|stop| {
        let page = service.page(&stop.place.page);
        page.is_some_and(|(_, page)| {
            asked(record, page, stop.place.element).any(|field| field.ask.items().contains(&tag))
                || way.open.shown(record, page).iter().any(|key| key.tag() == tag)
        })
    })
}

/// The first page that asks about an element of a list.
pub fn first_about(catalogue: &Catalogue, record: &Record, list: Tag, id: ElementId) -> Option<Place> {
    let service = service(catalogue, record)?;
    let is_about = |place: &Place| {
        let page = service.page(&place.page);
        place.element == Some(id) && page.is_some_and(|(_, page)| page.each == Some(list))
    };
    journey(catalogue, record).stops.into_iter().map(|stop| stop.place).find(is_about)
}

/// The place of an item on a page about an element.
pub fn key(catalogue: &Catalogue, tag: Tag, element: Option<ElementId>) -> ItemKey {
    match (element, catalogue.dictionary().lists(tag).is_empty()) {
        (Some(element), false) => tag.of(element),
        _ => tag.key(),
    }
}

/// Drops answers that were asked for in `before` and no longer are, so that nothing travels that was not
/// meant to: an answer to a question that a later change took out would otherwise go into the code unseen.
/// What no page of the service ever asked (entered at the counter) stays.
pub fn prune(catalogue: &Catalogue, before: &Record, record: &mut Record) {
    let wanted = asked_for(catalogue, record);
    for key in asked_for(catalogue, before).into_iter().filter(|key| !wanted.contains(key)) {
        // An answer can always be taken away; its person may be gone, and then it is gone with him.
        let _ = record.apply(catalogue.dictionary(), &kakanai_record::Change::Set(key, Answer::NotAsked));
    }
}

/// Every place that the way through a record asks for, and those that follow from answers.
fn asked_for(catalogue: &Catalogue, record: &Record) -> BTreeSet<ItemKey> {
    let way = journey(catalogue, record);
    let mut wanted: BTreeSet<ItemKey> = crate::derive::derived(catalogue, record).into_iter().collect();
    for stop in &way.stops {
        let page = service(catalogue, record).and_then(|service| service.page(&stop.place.page));
        let Some((_, page)) = page else { continue };
        for field in asked(record, page, stop.place.element) {
            wanted.extend(field.ask.items().into_iter().map(|tag| key(catalogue, tag, stop.place.element)));
        }
        wanted.extend(way.open.shown(record, page));
    }
    wanted
}
