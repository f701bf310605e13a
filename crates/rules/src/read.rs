//! Reading the record while evaluating: paths, references, current and bound elements.

use kakanai_record::{Answer, ElementId, ItemKey, Record, Tag};

use crate::MOST_BOUND;
use crate::ast::{Path, Start};
use crate::scope::Scope;
use crate::trail::{Trail, Why};
use crate::value::Known;

static NOT_ASKED: Answer = Answer::NotAsked;

/// An element bound by a walk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound {
    /// Its place; any tag.
    pub(crate) place: ItemKey,
    /// Whether it is one that an incomplete list may still get, and of which walk, from 1.
    pub(crate) imagined: u8,
}

/// The record under evaluation, and the trail.
pub(crate) struct Reader<'a> {
    pub(crate) record: &'a Record,
    pub(crate) scope: &'a Scope,
    pub(crate) bound: [Bound; MOST_BOUND],
    /// Walks entered.
    pub(crate) depth: usize,
    pub(crate) trail: Trail,
}

/// A place and what stands there.
pub(crate) struct Found<'a> {
    pub(crate) key: ItemKey,
    pub(crate) answer: &'a Answer,
    pub(crate) imagined: u8,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(record: &'a Record, scope: &'a Scope) -> Self {
        let nobody = Bound { place: Tag(0).key(), imagined: 0 };
        Self { record, scope, bound: [nobody; MOST_BOUND], depth: 0, trail: Trail::with_capacity(16) }
    }

    /// The place a path begins at; the list itself where no element of it is current.
    fn start(&self, path: &Path) -> Result<Bound, ItemKey> {
        match path.start {
            Start::Record => Ok(Bound { place: Tag(0).key(), imagined: 0 }),
            Start::Current(list) => {
                let place = self.scope.place(list).ok_or(list.key())?;
                Ok(Bound { place, imagined: 0 })
            }
            Start::Bound(level) => Ok(self.bound[usize::from(level) % MOST_BOUND]),
        }
    }

    /// Follows references to the place of the item at the end. Where one of them leads nowhere, it is the
    /// place found, and its absence is the answer.
    fn follow(&mut self, path: &Path, end: Tag) -> Result<Bound, Found<'a>> {
        let missing = |key| Found { key, answer: &NOT_ASKED, imagined: 0 };
        let mut at = self.start(path).map_err(missing)?;
        for reference in &path.through {
            let key = at.place.with_tag(*reference);
            let answer = self.record.get(key);
            let Some(element) = answer.element() else {
                return Err(Found { key, answer, imagined: at.imagined });
            };
            self.trail.push(key, Why::Through, at.imagined);
            at = Bound { place: reference.of(element), imagined: 0 };
        }
        at.place = at.place.with_tag(end);
        Ok(at)
    }

    /// The answer at the end of a path, or the absence that bars the way to it.
    pub(crate) fn find(&mut self, path: &Path, end: Tag) -> Found<'a> {
        match self.follow(path, end) {
            Ok(Bound { place, imagined }) => Found { key: place, answer: self.record.get(place), imagined },
            Err(barred) => barred,
        }
    }

    /// The value of a path, its fact left on the trail.
    pub(crate) fn read(&mut self, path: &Path) -> Known<'a> {
        let Some(end) = path.end else { return self.element(path) };
        let Found { key, answer, imagined } = self.find(path, end);
        let known = Known::of_answer(answer);
        self.trail.push(key, part(answer, &known), imagined);
        known
    }

    fn element(&mut self, path: &Path) -> Known<'a> {
        match self.start(path) {
            Ok(Bound { imagined: 1.., .. }) => Known::NewElement,
            Ok(Bound { place, .. }) => place.innermost().map_or(Known::Unknown, Known::Element),
            Err(list) => {
                self.trail.push(list, Why::Hangs, 0);
                Known::Unknown
            }
        }
    }

    /// The place of a list and whether it is one of an imagined element; `Err` with what bars the way.
    pub(crate) fn list(&mut self, path: &Path) -> Result<Bound, Known<'a>> {
        let Some(end) = path.end else { return Err(Known::Unknown) };
        self.follow(path, end).map_err(|barred| {
            let known = Known::of_answer(barred.answer);
            self.trail.push(barred.key, part(barred.answer, &known), barred.imagined);
            known
        })
    }
}

/// The part an answer plays in a comparison.
fn part(answer: &Answer, known: &Known<'_>) -> Why {
    match answer {
        Answer::NotAsked => Why::Hangs,
        Answer::DontKnow | Answer::Unrecorded => Why::Stuck,
        Answer::NotApplicable => Why::NotApplicable,
        Answer::Known(_) if known.is_vague() => Why::Vague,
        Answer::Known(_) => Why::Because,
    }
}

/// An id that no element of the list has: that of an imagined one.
pub(crate) fn unused(elements: &[ElementId]) -> Option<ElementId> {
    (1..=u16::MAX).rev().filter_map(ElementId::new).find(|id| !elements.contains(id))
}
