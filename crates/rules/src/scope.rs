//! Where a rule is evaluated: for which elements, and over which lists.

use kakanai_record::{ElementId, ItemKey, Tag};

/// The current elements and the lists that may still grow.
///
/// A page about one mover is evaluated with that mover as the current element: `mover/birth` in its
/// rules is then this mover's. Lists are complete unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    current: Vec<(Tag, ItemKey)>,
    incomplete: Vec<ItemKey>,
}

impl Scope {
    /// No current element, all lists complete.
    pub const fn new() -> Self {
        Self { current: Vec::new(), incomplete: Vec::new() }
    }

    /// Makes an element of the list at `list` the current one; an earlier one of that list is replaced.
    #[must_use]
    pub fn with(mut self, list: ItemKey, element: ElementId) -> Self {
        self.current.retain(|(tag, _)| *tag != list.tag());
        if let Some(place) = list.within(element, list.tag()) {
            self.current.push((list.tag(), place));
        }
        self
    }

    /// Says that the list at `list` may still grow: its elements are not all known yet.
    #[must_use]
    pub fn with_incomplete(mut self, list: ItemKey) -> Self {
        if !self.incomplete.contains(&list) {
            self.incomplete.push(list);
        }
        self
    }

    /// The place of the current element of a list.
    pub(crate) fn place(&self, list: Tag) -> Option<ItemKey> {
        self.current.iter().find(|(tag, _)| *tag == list).map(|(_, place)| *place)
    }

    pub(crate) fn is_complete(&self, list: ItemKey) -> bool {
        !self.incomplete.contains(&list)
    }
}
