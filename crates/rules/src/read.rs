//! Reading the record while evaluating: paths, references, current and bound elements.

use kakanai_record::{ElementId, ItemKey, Record, Tag};

use crate::MOST_BOUND;
use crate::answers::{Answers, Stands};
use crate::ast::{Path, Start};
use crate::scope::Scope;
use crate::trail::{Trail, Why};
use crate::value::Known;

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
    /// The record's answers, where they were laid out for many rules.
    answers: Option<Answers<'a>>,
    pub(crate) bound: [Bound; MOST_BOUND],
    /// Walks entered.
    pub(crate) depth: usize,
    pub(crate) trail: Trail,
}

impl<'a> Reader<'a> {
    /// For one rule, with reasons or without.
    pub(crate) fn new(record: &'a Record, scope: &'a Scope, reasons: bool) -> Self {
        let nobody = Bound { place: Tag(0).key(), imagined: 0 };
        let mut trail = Trail::default();
        trail.begin(reasons);
        Self { record, scope, answers: None, bound: [nobody; MOST_BOUND], depth: 0, trail }
    }

    /// For many rules, each begun with [`Reader::begin`].
    pub(crate) fn for_many(record: &'a Record, scope: &'a Scope) -> Self {
        Self { answers: Some(Answers::of(record)), ..Self::new(record, scope, false) }
    }

    pub(crate) fn begin(&mut self, scope: &'a Scope, reasons: bool) {
        self.scope = scope;
        self.depth = 0;
        self.trail.begin(reasons);
    }

    /// What is known by the answer at a place, and the part that it plays in a comparison.
    #[inline]
    fn known(&self, key: ItemKey) -> (Known<'a>, Why) {
        match &self.answers {
            Some(answers) => {
                let stands = answers.at(key);
                (stands.known, stands.why)
            }
            None => {
                let stands = Stands::of(self.record.get(key));
                (stands.known, stands.why)
            }
        }
    }

    /// The place a path begins at; the list itself where no element of it is current.
    #[inline]
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

    /// Follows references to the place of the item at the end. Where one of them leads nowhere, or nobody is current, it
    /// is the place where that is said, and what stands there is the answer.
    fn follow(&mut self, path: &Path, end: Tag) -> Result<Bound, Bound> {
        let mut at = self.start(path).map_err(|list| Bound { place: list, imagined: 0 })?;
        for reference in &path.through {
            let place = at.place.with_tag(*reference);
            let Known::Element(element) = self.known(place).0 else { return Err(Bound { place, ..at }) };
            self.trail.push(place, Why::Through, at.imagined);
            at = Bound { place: reference.of(element), imagined: 0 };
        }
        at.place = at.place.with_tag(end);
        Ok(at)
    }

    /// The place at the end of a path, or of the absence that bars the way to it.
    #[inline]
    pub(crate) fn find(&mut self, path: &Path, end: Tag) -> Bound {
        if path.through.is_empty() {
            return match self.start(path) {
                Ok(Bound { place, imagined }) => Bound { place: place.with_tag(end), imagined },
                Err(list) => Bound { place: list, imagined: 0 },
            };
        }
        self.follow(path, end).unwrap_or_else(|barred| barred)
    }

    /// The value of a path, its fact left on the trail.
    pub(crate) fn read(&mut self, path: &Path) -> Known<'a> {
        let Some(end) = path.end else { return self.element(path) };
        let Bound { place, imagined } = self.find(path, end);
        let (known, why) = self.known(place);
        self.trail.push(place, why, imagined);
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
        self.follow(path, end).map_err(|Bound { place, imagined }| {
            let (known, why) = self.known(place);
            self.trail.push(place, why, imagined);
            known
        })
    }
}

/// An id that no element of the list has: that of an imagined one.
pub(crate) fn unused(elements: &[ElementId]) -> Option<ElementId> {
    (1..=u16::MAX).rev().filter_map(ElementId::new).find(|id| !elements.contains(id))
}
