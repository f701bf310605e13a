//! The record: answers by place, and the elements of lists; and the changes between two records.

use std::collections::BTreeMap;

use crate::dictionary::Dictionary;
use crate::key::{ElementId, ItemKey};
use crate::kind::{ItemKind, KindError};
use crate::value::{Answer, Value};

/// The elements of one list, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Elements {
    order: Vec<ElementId>,
    /// The largest id ever given, so that a removed element's id never comes back.
    last: u16,
}

/// A tree of typed answers.
///
/// Everything in it has been checked against a [`Dictionary`] on the way in; reading needs none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    answers: BTreeMap<ItemKey, Answer>,
    lists: BTreeMap<ItemKey, Elements>,
}

/// One step from a record to the next. Applying a change that already holds changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The answer at a place.
    Set(ItemKey, Answer),
    /// A new element at the end of a list.
    Add(ItemKey, ElementId),
    /// An element and all that lies in it.
    Remove(ItemKey, ElementId),
    /// A new order of a list's elements.
    Order(ItemKey, Vec<ElementId>),
}

impl Change {
    /// The place it touches; for elements of lists, the list.
    pub const fn key(&self) -> ItemKey {
        match self {
            Self::Set(key, _) | Self::Add(key, _) | Self::Remove(key, _) | Self::Order(key, _) => *key,
        }
    }
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The dictionary has no such place.
    #[error("no such item")]
    NoSuchItem,
    /// An element that is not (or no longer) in its list.
    #[error("the element {element} is not in the list")]
    NoSuchElement {
        /// Its id.
        element: ElementId,
    },
    /// The list already has this element, or had it once.
    #[error("the element {element} was already given")]
    ElementTaken {
        /// Its id.
        element: ElementId,
    },
    /// The list is full.
    #[error("at most {most} entries")]
    ListFull {
        /// The most.
        most: u16,
    },
    /// A new order must hold the same elements.
    #[error("the new order does not hold the same entries")]
    OtherElements,
    /// The value is not of the item's kind.
    #[error(transparent)]
    Value(#[from] KindError),
}

static NOT_ASKED: Answer = Answer::NotAsked;

impl Record {
    /// An empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer at a place.
    pub fn get(&self, key: ItemKey) -> &Answer {
        self.answers.get(&key).unwrap_or(&NOT_ASKED)
    }

    /// All answers, by tag and element.
    pub fn answers(&self) -> impl Iterator<Item = (ItemKey, &Answer)> {
        self.answers.iter().map(|(key, answer)| (*key, answer))
    }

    /// The elements of a list, in order.
    pub fn elements(&self, list: ItemKey) -> &[ElementId] {
        self.lists.get(&list).map_or(&[], |elements| &elements.order)
    }

    /// All lists that ever had an element: list, elements in order, largest id ever given.
    pub fn lists(&self) -> impl Iterator<Item = (ItemKey, &[ElementId], u16)> {
        self.lists.iter().map(|(key, list)| (*key, list.order.as_slice(), list.last))
    }

    /// The id that the next element of a list gets; `None` when ids are used up.
    pub fn next_element(&self, list: ItemKey) -> Option<ElementId> {
        let last = self.lists.get(&list).map_or(0, |elements| elements.last);
        ElementId::new(last.checked_add(1)?)
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.lists.values().all(|list| list.order.is_empty())
    }

    /// Checks and applies one change; on an error the record is as before.
    pub fn apply(&mut self, dictionary: &Dictionary, change: &Change) -> Result<(), RecordError> {
        let key = change.key();
        let item = dictionary.item(key.tag()).filter(|_| dictionary.is_well_formed(key));
        let item = item.ok_or(RecordError::NoSuchItem)?;
        self.check_elements(dictionary, key)?;
        match (change, &item.kind) {
            (Change::Set(_, answer), kind) => self.set(key, answer, kind),
            (Change::Add(_, element), ItemKind::List { most }) => self.add(key, *element, *most),
            (Change::Remove(_, element), ItemKind::List { .. }) => self.remove(dictionary, key, *element),
            (Change::Order(_, order), ItemKind::List { .. }) => self.order(key, order),
            _ => Err(RecordError::NoSuchItem),
        }
    }

    /// Applies changes one after another; on an error the record is as before.
    pub fn apply_all(&mut self, dictionary: &Dictionary, changes: &[Change]) -> Result<(), RecordError> {
        let mut next = self.clone();
        for change in changes {
            next.apply(dictionary, change)?;
        }
        *self = next;
        Ok(())
    }

    /// Keeps only answers and lists at places that `keep` wants, without a trace of the others.
    pub fn retain(&mut self, mut keep: impl FnMut(ItemKey) -> bool) {
        self.answers.retain(|key, _| keep(*key));
        self.lists.retain(|key, _| keep(*key));
    }

    /// Remembers that ids up to `last` were given in a list (from a stored form of the record).
    pub fn reserve(&mut self, dictionary: &Dictionary, list: ItemKey, last: u16) -> Result<(), RecordError> {
        let item = dictionary.item(list.tag()).filter(|_| dictionary.is_well_formed(list));
        if !item.is_some_and(|item| matches!(item.kind, ItemKind::List { .. })) {
            return Err(RecordError::NoSuchItem);
        }
        self.check_elements(dictionary, list)?;
        if last > 0 {
            let elements = self.lists.entry(list).or_default();
            elements.last = elements.last.max(last);
        }
        Ok(())
    }

    /// The changes that make `self` into `other` (ids once given and dropped again are not among
    /// them).
    pub fn changes_to(&self, dictionary: &Dictionary, other: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut scratch = self.clone();
        let mut lists: Vec<ItemKey> = self.lists.keys().chain(other.lists.keys()).copied().collect();
        lists.sort_unstable();
        lists.dedup();
        for list in lists {
            let before = scratch.elements(list).to_vec();
            let wanted = other.elements(list);
            for gone in before.iter().filter(|element| !wanted.contains(element)) {
                scratch.drop_element(dictionary, list, *gone);
                changes.push(Change::Remove(list, *gone));
            }
            for new in wanted.iter().filter(|element| !before.contains(element)) {
                scratch.lists.entry(list).or_default().order.push(*new);
                changes.push(Change::Add(list, *new));
            }
            if scratch.elements(list) != wanted {
                changes.push(Change::Order(list, wanted.to_vec()));
            }
        }
        for key in scratch.answers.keys().filter(|key| !other.answers.contains_key(key)) {
            changes.push(Change::Set(*key, Answer::NotAsked));
        }
        for (key, answer) in &other.answers {
            if scratch.answers.get(key) != Some(answer) {
                changes.push(Change::Set(*key, answer.clone()));
            }
        }
        changes
    }

    fn set(&mut self, key: ItemKey, answer: &Answer, kind: &ItemKind) -> Result<(), RecordError> {
        if matches!(kind, ItemKind::List { .. }) {
            return Err(RecordError::NoSuchItem);
        }
        if let Answer::Known(value) = answer {
            kind.check(value)?;
            self.check_reference(kind, value)?;
        }
        match answer {
            Answer::NotAsked => self.answers.remove(&key),
            answered => self.answers.insert(key, answered.clone()),
        };
        Ok(())
    }

    fn check_reference(&self, kind: &ItemKind, value: &Value) -> Result<(), RecordError> {
        let (ItemKind::Element(list), Value::Element(element)) = (kind, value) else { return Ok(()) };
        // Lists that are referred to stand at the top: a reference says the element alone.
        if self.elements(list.key()).contains(element) {
            Ok(())
        } else {
            Err(RecordError::NoSuchElement { element: *element })
        }
    }

    fn add(&mut self, list: ItemKey, element: ElementId, most: u16) -> Result<(), RecordError> {
        let elements = self.lists.entry(list).or_default();
        if element.number() <= elements.last {
            return Err(RecordError::ElementTaken { element });
        }
        if elements.order.len() >= usize::from(most) {
            return Err(RecordError::ListFull { most });
        }
        elements.last = element.number();
        elements.order.push(element);
        Ok(())
    }

    fn remove(
        &mut self,
        dictionary: &Dictionary,
        list: ItemKey,
        element: ElementId,
    ) -> Result<(), RecordError> {
        if !self.elements(list).contains(&element) {
            return Err(RecordError::NoSuchElement { element });
        }
        self.drop_element(dictionary, list, element);
        Ok(())
    }

    fn drop_element(&mut self, dictionary: &Dictionary, list: ItemKey, element: ElementId) {
        if let Some(elements) = self.lists.get_mut(&list) {
            elements.order.retain(|id| *id != element);
        }
        let inside = |key: ItemKey| {
            key.lies_in(list, element) && dictionary.lists(key.tag()).get(list.depth()) == Some(&list.tag())
        };
        self.lists.retain(|key, _| !inside(*key));
        self.answers.retain(|key, answer| {
            // Nothing may go on pointing at somebody who is gone.
            let refers = answer.element() == Some(element)
                && dictionary.item(key.tag()).is_some_and(|item| item.kind == ItemKind::Element(list.tag()));
            !refers && !inside(*key)
        });
    }

    fn order(&mut self, list: ItemKey, order: &[ElementId]) -> Result<(), RecordError> {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        let mut now = self.elements(list).to_vec();
        now.sort_unstable();
        if sorted != now {
            return Err(RecordError::OtherElements);
        }
        if let Some(elements) = self.lists.get_mut(&list) {
            elements.order = order.to_vec();
        }
        Ok(())
    }

    fn check_elements(&self, dictionary: &Dictionary, key: ItemKey) -> Result<(), RecordError> {
        let mut at: Option<ItemKey> = None;
        for (list, element) in dictionary.lists(key.tag()).iter().zip(key.elements()) {
            let here = at.map_or_else(|| list.key(), |outer: ItemKey| outer.with_tag(*list));
            if !self.elements(here).contains(&element) {
                return Err(RecordError::NoSuchElement { element });
            }
            at = here.within(element, *list);
        }
        Ok(())
    }
}
