//! Boxes to tick: many yes-or-no questions as one, for the household and for each person.
//!
//! Shown are only those that a procedure still hangs on, and those that were answered. A box that is not ticked is a no,
//! unless the box at the end says that there is something one does not know.

use std::collections::BTreeSet;

use kakanai_catalogue::{Catalogue, Page, PageKind, Tick};
use kakanai_record::{Answer, Change, ElementId, ItemKey, Record, Value};

use super::{Asking, Check, Shown};
use crate::form::Form;
use crate::guide;
use crate::journey::applies;
use crate::words::Said;

/// The box at the end: what is not ticked is not known.
pub const REST: &str = "ticks.dont_know";

/// The questions on which procedures still hang, looked for once where a service has boxes at all.
pub(crate) struct Open(BTreeSet<ItemKey>);

impl Open {
    pub(crate) fn of<'a>(
        catalogue: &Catalogue,
        record: &Record,
        mut pages: impl Iterator<Item = &'a Page>,
    ) -> Self {
        if !pages.any(|page| matches!(page.kind, PageKind::Ticks(_))) {
            return Self(BTreeSet::new());
        }
        Self(guide::open(&guide::decide(catalogue, record, guide::day_of(record))))
    }

    /// The places of the boxes that are shown: person by person, then the household's.
    pub(crate) fn boxes(&self, record: &Record, boxes: &[Tick]) -> Vec<ItemKey> {
        let mut people: Vec<ElementId> = Vec::new();
        for list in boxes.iter().filter_map(|tick| tick.list) {
            people.extend(
                record
                    .elements(list.key())
                    .iter()
                    .filter(|id| !people.contains(id))
                    .copied()
                    .collect::<Vec<_>>(),
            );
        }
        let mut keys = Vec::new();
        for person in people.into_iter().map(Some).chain([None]) {
            for tick in boxes.iter().filter(|tick| tick.list.is_some() == person.is_some()) {
                let key = person.map_or(tick.tag.key(), |person| tick.tag.of(person));
                let wanted = record.get(key).is_answered() || self.0.contains(&key);
                if wanted && applies(record, tick.when.as_ref(), tick.list, person) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// Whether a page of boxes has none to show.
    pub(crate) fn has_nothing_on(&self, record: &Record, page: &Page) -> bool {
        matches!(&page.kind, PageKind::Ticks(boxes) if self.boxes(record, boxes).is_empty())
    }
}

/// The places of the boxes of a page; none where it has questions.
pub(crate) fn shown(catalogue: &Catalogue, record: &Record, page: &Page) -> Vec<ItemKey> {
    let PageKind::Ticks(boxes) = &page.kind else { return Vec::new() };
    Open::of(catalogue, record, std::iter::once(page)).boxes(record, boxes)
}

/// The boxes in groups: each person's under the name, the household's, and the one at the end.
pub(crate) fn show(asking: &Asking, keys: &[ItemKey]) -> Vec<Shown> {
    let mut groups: Vec<Shown> = Vec::new();
    for same in keys.chunk_by(|one, other| one.innermost() == other.innermost()) {
        let legend = match same.first().and_then(|key| key.innermost()) {
            Some(person) => Said::of(super::element::words(asking, person)),
            None => asking.words.said("ticks.household", &[]),
        };
        groups.push(group(legend, same.iter().map(|key| check(asking, *key)).collect()));
    }
    let unknown = keys.iter().any(|key| *asking.record.get(*key) == Answer::DontKnow);
    let chosen = asking.draft.get(REST).map_or(unknown, |text| text == "yes");
    let rest = Check { name: REST.to_owned(), words: asking.words.said(REST, &[]), chosen };
    groups.push(group(asking.words.said("ticks.rest", &[]), vec![rest]));
    groups
}

fn group(legend: Said, checks: Vec<Check>) -> Shown {
    Shown {
        legend,
        hint: Said::default(),
        optional: false,
        ticks: true,
        controls: Vec::new(),
        checks,
        live: None,
    }
}

fn check(asking: &Asking, key: ItemKey) -> Check {
    let name = asking.catalogue().dictionary().path(key);
    let accepted = || asking.record.get(key).flag() == Some(true);
    let chosen = asking.draft.get(&name).map_or_else(accepted, |text| text == "yes");
    Check { name, words: asking.label(key.tag()), chosen }
}

/// What was ticked, as changes.
pub(crate) fn read(asking: &Asking, keys: &[ItemKey], form: &Form) -> Vec<Change> {
    let rest = match form.text(REST) {
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
