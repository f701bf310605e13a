//! What writer and reader of a tree have in common: the state that grows while the record passes,
//! and which bits are there at all.

use std::collections::BTreeMap;

use kakanai_record::{Date, ElementId, ItemKind, Script, Tag, Value};

use crate::scope::Scopes;
use crate::text::Recent;
use crate::tree::{Branch, Cell};
use crate::values;

/// Answers and entries that a record may hold when packed. Any household stays far below; a hostile
/// one cannot grow beyond.
pub const MOST_CELLS: u32 = 8192;
/// Bytes of text that a record may hold when packed, repeated texts counted each time: what repeats
/// costs one bit in the code, but memory in the reader.
pub const MOST_TEXT: usize = 0x4_0000;

/// State that both sides build up in the same way from what has passed.
pub(crate) struct Memory<'a> {
    pub(crate) scopes: &'a Scopes<'a>,
    pub(crate) made_on: Date,
    /// Ids of the lists outside every list, as far as they have passed.
    pub(crate) lists: BTreeMap<Tag, Vec<ElementId>>,
    pub(crate) names: Recent,
    pub(crate) kana: Recent,
    pub(crate) latin: Recent,
    pub(crate) municipalities: Recent,
    cells_left: u32,
    text_left: usize,
}

impl<'a> Memory<'a> {
    pub(crate) fn new(scopes: &'a Scopes<'a>, made_on: Date) -> Self {
        Self {
            scopes,
            made_on,
            lists: BTreeMap::new(),
            names: Recent::default(),
            kana: Recent::default(),
            latin: Recent::default(),
            municipalities: Recent::default(),
            cells_left: MOST_CELLS,
            text_left: MOST_TEXT,
        }
    }

    /// Counts one entry; `None` when there are too many.
    pub(crate) fn count(&mut self) -> Option<()> {
        self.cells_left = self.cells_left.checked_sub(1)?;
        Some(())
    }

    /// Counts one answer and its text; `None` when there is too much.
    pub(crate) fn count_cell(&mut self, cell: &Cell) -> Option<()> {
        if let Cell::Value(Value::Text(text)) = cell {
            self.text_left = self.text_left.checked_sub(text.len())?;
        }
        self.count()
    }

    /// Names seen before, for texts that are names.
    pub(crate) fn names(&mut self, script: Script) -> Option<&mut Recent> {
        match script {
            Script::Name => Some(&mut self.names),
            Script::Kana => Some(&mut self.kana),
            Script::Latin => Some(&mut self.latin),
            Script::Line | Script::Lines => None,
        }
    }
}

/// How an item of a scope stands in a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A value or a list.
    Here,
    NotApplicable,
    DontKnow,
    Unrecorded,
}

impl State {
    pub(crate) const ALL: [Self; 4] = [Self::Here, Self::NotApplicable, Self::DontKnow, Self::Unrecorded];

    fn of(cell: &Cell) -> Self {
        match cell {
            Cell::NotApplicable => Self::NotApplicable,
            Cell::DontKnow => Self::DontKnow,
            Cell::Unrecorded => Self::Unrecorded,
            Cell::Value(_) | Cell::Town { .. } | Cell::List(_) => Self::Here,
        }
    }

    /// The cell of an absence.
    pub(crate) const fn cell(self) -> Option<Cell> {
        match self {
            Self::Here => None,
            Self::NotApplicable => Some(Cell::NotApplicable),
            Self::DontKnow => Some(Cell::DontKnow),
            Self::Unrecorded => Some(Cell::Unrecorded),
        }
    }
}

/// The items of a branch: positions in their scope, and how they stand.
pub(crate) type Shape = Vec<(usize, State)>;

/// The shape of a branch of a list's elements, or of the root.
pub(crate) fn shape(scopes: &Scopes<'_>, list: Option<Tag>, branch: &Branch) -> Shape {
    let items = scopes.items(list).iter().enumerate();
    items.filter_map(|(at, item)| Some((at, State::of(branch.cells.get(&item.tag)?)))).collect()
}

/// Length of the prefix (ones, then a zero), smallest run and bits of the distance from it, for each
/// size of a run.
pub(crate) const RUNS: [(u32, usize, u32); 5] = [(1, 1, 0), (2, 2, 1), (3, 4, 2), (4, 8, 4), (5, 24, 16)];
/// Nothing of interest up to the end: as many ones.
pub(crate) const END: u32 = 5;

/// The positions of a shape.
pub(crate) fn positions(shape: &Shape) -> Vec<usize> {
    shape.iter().map(|(at, _)| *at).collect()
}

/// Positions that are in one of two ascending lists only: the difference of two shapes, and with the
/// first shape, the second one again.
pub(crate) fn difference(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.into_iter().filter(|at| a.binary_search(at).is_ok() != b.binary_search(at).is_ok()).collect()
}

/// Whether a value of this kind says first if it equals that of the element before. What is shorter
/// than the question or differs from person to person does not.
pub(crate) fn may_repeat(kind: &ItemKind) -> bool {
    match kind {
        ItemKind::Code(codes) => values::places(codes) >= 4,
        ItemKind::Text { script, .. } => matches!(script, Script::Name | Script::Line | Script::Lines),
        ItemKind::Digits { .. }
        | ItemKind::Date
        | ItemKind::Chain { .. }
        | ItemKind::Period
        | ItemKind::Postal
        | ItemKind::Municipality
        | ItemKind::Town
        | ItemKind::Country => true,
        ItemKind::List { .. }
        | ItemKind::Flag
        | ItemKind::Number { .. }
        | ItemKind::PartialDate
        | ItemKind::CardNumber
        | ItemKind::Element(_) => false,
    }
}
