//! Boxes to tick: many yes-or-no questions as one, for the household and for each person.
//!
//! Shown are only those that a procedure still hangs on, and those that were answered. A box that is not ticked is a no,
//! unless the box at the end says that there is something one does not know.

use std::collections::BTreeSet;

use kakanai_catalogue::{Catalogue, Page, PageKind, Procedure, Service, Tick};
use kakanai_record::{Answer, Change, ElementId, ItemKey, Record, Tag, Value};

use super::{Asking, Check, Shown};
use crate::form::Form;
use crate::guide;
use crate::journey::{applies, key, service};
use crate::words::Said;

/// The box at the end: what is not ticked is not known.
pub fn rest(page: &str) -> String {
    [page, ".dont_know"].concat()
}

/// What procedures hang on, page by page in the order of the service: each page is asked for what matters after the
/// answers before it, whatever is answered on it or later.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Open(Vec<(String, BTreeSet<ItemKey>)>);

impl Open {
    pub(crate) fn of(catalogue: &Catalogue, record: &Record) -> Self {
        let pages: Vec<(&Page, BTreeSet<Tag>)> = service(catalogue, record)
            .into_iter()
            .flat_map(Service::pages)
            .filter_map(|(_, page)| Some((page, items(page)?)))
            .collect();
        let mut before = record.clone();
        before.retain(|key| pages.iter().all(|(_, items)| !items.contains(&key.tag())));
        let day = guide::day_of(record);
        let mut open = Vec::with_capacity(pages.len());
        for (page, items) in pages {
            let among = |procedure: &Procedure| !procedure.reads.is_disjoint(&items);
            let mut hanging = guide::open_among(catalogue, &before, day, among);
            hanging.retain(|key| items.contains(&key.tag()));
            for key in &hanging {
                // The record had it there.
                let _ = before.apply(catalogue.dictionary(), &Change::Set(*key, record.get(*key).clone()));
            }
            open.push((page.id.clone(), hanging));
        }
        Self(open)
    }

    /// The places of the boxes of a page, person by person, then the household's; none where it has questions.
    pub(crate) fn shown(&self, record: &Record, page: &Page) -> Vec<ItemKey> {
        let PageKind::Ticks(boxes) = &page.kind else { return Vec::new() };
        let mut keys = Vec::new();
        for person in people(record, boxes).into_iter().map(Some).chain([None]) {
            for tick in boxes.iter().filter(|tick| tick.list.is_some() == person.is_some()) {
                let key = person.map_or(tick.tag.key(), |person| tick.tag.of(person));
                if self.hangs_on(page, key) && applies(record, tick.when.as_ref(), tick.list, person) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    fn hangs_on(&self, page: &Page, key: ItemKey) -> bool {
        self.0.iter().any(|(id, keys)| *id == page.id && keys.contains(&key))
    }

    /// Whether a page is there for procedures alone, and none hangs on it.
    pub(crate) fn needs_nothing_of(
        &self,
        catalogue: &Catalogue,
        record: &Record,
        page: &Page,
        element: Option<ElementId>,
    ) -> bool {
        match &page.kind {
            PageKind::Ticks(_) => self.shown(record, page).is_empty(),
            PageKind::Fields(fields) if page.guided => {
                let mut items = fields.iter().flat_map(|field| field.ask.items());
                !items.any(|tag| self.hangs_on(page, key(catalogue, tag, element)))
            }
            _ => false,
        }
    }
}

/// The items of a page that is there for procedures alone.
fn items(page: &Page) -> Option<BTreeSet<Tag>> {
    match &page.kind {
        PageKind::Ticks(boxes) => Some(boxes.iter().map(|tick| tick.tag).collect()),
        PageKind::Fields(fields) if page.guided => {
            Some(fields.iter().flat_map(|field| field.ask.items()).collect())
        }
        _ => None,
    }
}

/// Those whom boxes are about.
fn people(record: &Record, boxes: &[Tick]) -> Vec<ElementId> {
    let mut people: Vec<ElementId> = Vec::new();
    for list in boxes.iter().filter_map(|tick| tick.list) {
        for id in record.elements(list.key()) {
            if !people.contains(id) {
                people.push(*id);
            }
        }
    }
    people
}

/// The boxes in groups. Of one person all stand under the name; of several each matter stands once, with a box for each
/// of them. Then the household's, and the one at the end.
pub(crate) fn show(asking: &Asking, page: &str, keys: &[ItemKey]) -> Vec<Shown> {
    let of_people: Vec<ItemKey> = keys.iter().filter(|key| key.innermost().is_some()).copied().collect();
    let mut groups = Vec::new();
    match single(&of_people) {
        Some(person) => {
            let checks = of_people.iter().map(|key| check(asking, *key, asking.label(key.tag()))).collect();
            groups.push(group(Said::of(super::element::words(asking, person)), checks));
        }
        None => groups.extend(by_matter(asking, &of_people)),
    }
    let household = keys.iter().filter(|key| key.innermost().is_none());
    let checks: Vec<Check> = household.map(|key| check(asking, *key, asking.label(key.tag()))).collect();
    if !checks.is_empty() {
        groups.push(group(asking.words.said("ticks.household", &[]), checks));
    }
    let unknown = keys.iter().any(|key| *asking.record.get(*key) == Answer::DontKnow);
    let name = rest(page);
    let chosen = asking.draft.get(&name).map_or(unknown, |text| text == "yes");
    let rest = Check { name, words: asking.words.said("ticks.dont_know", &[]), chosen };
    groups.push(group(asking.words.said("ticks.rest", &[]), vec![rest]));
    groups
}

/// The only person whom boxes are about.
fn single(keys: &[ItemKey]) -> Option<ElementId> {
    let first = keys.first()?.innermost()?;
    keys.iter().all(|key| key.innermost() == Some(first)).then_some(first)
}

fn by_matter(asking: &Asking, keys: &[ItemKey]) -> Vec<Shown> {
    let mut matters: Vec<Tag> = Vec::new();
    for key in keys {
        if !matters.contains(&key.tag()) {
            matters.push(key.tag());
        }
    }
    let of_matter = |tag: &Tag| {
        let people = keys.iter().filter(|key| key.tag() == *tag);
        let named = people.filter_map(|key| {
            let name = super::element::words(asking, key.innermost()?);
            Some(check(asking, *key, Said::of(name)))
        });
        Shown { names: true, ..group(asking.label(*tag), named.collect()) }
    };
    matters.iter().map(of_matter).collect()
}

fn group(legend: Said, checks: Vec<Check>) -> Shown {
    Shown {
        legend,
        hint: Said::default(),
        optional: false,
        ticks: true,
        names: false,
        controls: Vec::new(),
        checks,
        live: None,
    }
}

fn check(asking: &Asking, key: ItemKey, words: Said) -> Check {
    let name = asking.catalogue().dictionary().path(key);
    let accepted = || asking.record.get(key).flag() == Some(true);
    let chosen = asking.draft.get(&name).map_or_else(accepted, |text| text == "yes");
    Check { name, words, chosen }
}

/// What was ticked, as changes.
pub(crate) fn read(asking: &Asking, page: &str, keys: &[ItemKey], form: &Form) -> Vec<Change> {
    let rest = match form.text(&rest(page)) {
        "yes" => Answer::DontKnow,
        _ => Answer::Known(Value::Flag(false)),
    };
    let answer = |key: &ItemKey| match form.text(&asking.catalogue().dictionary().path(*key)) {
        "yes" => Answer::Known(Value::Flag(true)),
        _ => rest.clone(),
    };
    keys.iter().map(|key| Change::Set(*key, answer(key))).collect()
}

/// What is ticked of a group, in words; nothing where none of it was answered.
pub(crate) fn words(asking: &Asking, keys: &[ItemKey]) -> Option<String> {
    let answered: Vec<&ItemKey> = keys.iter().filter(|key| asking.record.get(**key).is_answered()).collect();
    let label = |key: &&&ItemKey| asking.label(key.tag()).plain;
    let of = |wanted: fn(&Answer) -> bool| {
        answered
            .iter()
            .filter(|key| wanted(asking.record.get(***key)))
            .map(|key| label(&key))
            .collect::<Vec<_>>()
    };
    if answered.is_empty() {
        return None;
    }
    let ticked = of(|answer| answer.flag() == Some(true));
    let unknown = of(|answer| *answer == Answer::DontKnow);
    let mut told = Vec::new();
    if !ticked.is_empty() || unknown.is_empty() {
        let none = || asking.words.plain("answer.none");
        told.push(if ticked.is_empty() { none() } else { ticked.join("、") });
    }
    if !unknown.is_empty() {
        told.push([asking.words.plain("answer.dont_know"), "：".into(), unknown.join("、")].concat());
    }
    Some(told.join("　"))
}
