//! Where an item stands in a record.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of an item in the data dictionary; never given to another item.
///
/// Tags below [`Tag::CITY`] belong to the core dictionary, the others to one city's own items
/// (paths beginning with `x.`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(pub u16);

impl Tag {
    /// The first tag of a city's own items.
    pub const CITY: u16 = 0x8000;

    /// Whether the item is a city's own.
    pub const fn is_city(self) -> bool {
        self.0 >= Self::CITY
    }

    /// The item itself, outside every list.
    pub const fn key(self) -> ItemKey {
        ItemKey::packed(self, 0, 0)
    }

    /// The item within one element of the list it belongs to.
    pub const fn of(self, element: ElementId) -> ItemKey {
        ItemKey::packed(self, element.0, 0)
    }
}

/// Local id of a list element, given once and never again within the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ElementId(u16);

impl ElementId {
    /// An id from its number; 0 is none.
    pub const fn new(number: u16) -> Option<Self> {
        if number == 0 { None } else { Some(Self(number)) }
    }

    /// The number, from 1 upward.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for ElementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One place in a record: an item, and the element of each list it lies in, outermost first.
///
/// It is one number, so that keys are compared, copied and spread in one step: tag, outer and inner element, 16 bits each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemKey(u64);

impl fmt::Debug for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemKey").field("tag", &self.tag()).field("elements", &self.slots()).finish()
    }
}

impl ItemKey {
    /// Lists within lists, at the most.
    pub const DEPTH: usize = 2;

    const fn packed(tag: Tag, outer: u16, inner: u16) -> Self {
        Self(((tag.0 as u64) << 32) | ((outer as u64) << 16) | inner as u64)
    }

    /// The elements it lies in; 0 where there is none.
    const fn slots(self) -> [u16; Self::DEPTH] {
        [(self.0 >> 16) as u16, self.0 as u16]
    }

    /// The item's number.
    pub const fn tag(self) -> Tag {
        Tag((self.0 >> 32) as u16)
    }

    /// Tag and elements as one number; another key has another one, and they stand in the order of the keys.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The elements it lies in, outermost first.
    pub fn elements(self) -> impl Iterator<Item = ElementId> {
        self.slots().into_iter().map_while(ElementId::new)
    }

    /// How many lists it lies in.
    pub fn depth(self) -> usize {
        self.elements().count()
    }

    /// The innermost element it lies in.
    pub fn innermost(self) -> Option<ElementId> {
        self.elements().last()
    }

    /// The same elements, another item.
    #[must_use]
    pub const fn with_tag(self, tag: Tag) -> Self {
        Self((self.0 & 0xFFFF_FFFF) | ((tag.0 as u64) << 32))
    }

    /// An item one list deeper; `None` when lists would nest deeper than [`ItemKey::DEPTH`].
    pub fn within(self, element: ElementId, tag: Tag) -> Option<Self> {
        match self.slots() {
            [0, _] => Some(Self::packed(tag, element.0, 0)),
            [outer, 0] => Some(Self::packed(tag, outer, element.0)),
            _ => None,
        }
    }

    /// Whether this place lies inside element `element` of a list that stands at `list`.
    pub fn lies_in(self, list: ItemKey, element: ElementId) -> bool {
        let (own, outer, depth) = (self.slots(), list.slots(), list.depth());
        own[..depth] == outer[..depth] && own.get(depth) == Some(&element.0)
    }
}
