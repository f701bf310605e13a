//! The record as a tree of cells: what the packer walks, and what the reader builds before anything
//! becomes a record.

use std::collections::BTreeMap;

use kakanai_record::{
    Answer, Change, ElementId, ItemDef, ItemKey, ItemKind, Owner, Record, RecordError, Tag, Value,
};

use crate::error::{PackError, UnpackError};
use crate::scope::Scopes;
use crate::town::{self, TownTable};

/// What stands at one place. A place without a cell was not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    NotApplicable,
    DontKnow,
    Unrecorded,
    Value(Value),
    /// A town by its place among the towns of the postal code beside it.
    Town {
        index: u16,
        check: u16,
    },
    List(Elements),
}

/// A list: its elements in order, and the largest id ever given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elements {
    pub(crate) order: Vec<(ElementId, Branch)>,
    pub(crate) last: u16,
}

impl Elements {
    pub(crate) fn ids(&self) -> Vec<ElementId> {
        self.order.iter().map(|(id, _)| *id).collect()
    }
}

/// The cells of one scope, in the order of tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Branch {
    pub(crate) cells: BTreeMap<Tag, Cell>,
}

/// Builds the tree of a record.
pub(crate) fn of_record(
    scopes: &Scopes<'_>,
    record: &Record,
    towns: &dyn TownTable,
) -> Result<Branch, PackError> {
    let lists = record.lists().map(|(key, order, last)| (key, (order, last))).collect();
    let mut grower = Grower { scopes, record, towns, lists, placed: 0 };
    let root = grower.branch(None, Tag(0).key())?;
    // Whatever found no place must not be dropped without a word.
    if grower.placed != record.answers().count() + grower.lists.len() {
        let keys: Vec<ItemKey> =
            record.answers().map(|(key, _)| key).chain(grower.lists.keys().copied()).collect();
        return Err(stray(scopes, &keys));
    }
    Ok(root)
}

/// Why one of these places is not in the tree: of another dictionary, or not the citizen's to say.
fn stray(scopes: &Scopes<'_>, keys: &[ItemKey]) -> PackError {
    let dictionary = scopes.dictionary;
    let path = |key: &ItemKey| dictionary.path(*key);
    let citizens =
        |key: &ItemKey| dictionary.item(key.tag()).is_some_and(|item| item.owner == Owner::Citizen);
    match keys.iter().find(|key| !dictionary.is_well_formed(**key)) {
        Some(unknown) => PackError::NotOfSchema { path: path(unknown) },
        None => PackError::NotCitizens {
            path: keys.iter().find(|key| !citizens(key)).map(path).unwrap_or_default(),
        },
    }
}

struct Grower<'a> {
    scopes: &'a Scopes<'a>,
    record: &'a Record,
    towns: &'a dyn TownTable,
    lists: BTreeMap<ItemKey, (&'a [ElementId], u16)>,
    placed: usize,
}

impl Grower<'_> {
    fn branch(&mut self, list: Option<Tag>, at: ItemKey) -> Result<Branch, PackError> {
        let mut branch = Branch::default();
        let scopes = self.scopes;
        for item in scopes.items(list) {
            let key = at.with_tag(item.tag);
            let cell = match &item.kind {
                ItemKind::List { .. } => self.list(key)?,
                _ => self.cell(item, key)?,
            };
            if let Some(cell) = cell {
                self.placed += 1;
                branch.cells.insert(item.tag, cell);
            }
        }
        Ok(branch)
    }

    fn list(&mut self, key: ItemKey) -> Result<Option<Cell>, PackError> {
        let Some((ids, last)) = self.lists.get(&key).copied() else { return Ok(None) };
        let mut order = Vec::with_capacity(ids.len());
        for id in ids {
            let deeper = key.within(*id, key.tag()).ok_or_else(|| self.stray(key))?;
            order.push((*id, self.branch(Some(key.tag()), deeper)?));
        }
        Ok(Some(Cell::List(Elements { order, last })))
    }

    fn cell(&self, item: &ItemDef, key: ItemKey) -> Result<Option<Cell>, PackError> {
        Ok(Some(match self.record.get(key) {
            Answer::NotAsked => return Ok(None),
            Answer::NotApplicable => Cell::NotApplicable,
            Answer::DontKnow => Cell::DontKnow,
            Answer::Unrecorded => Cell::Unrecorded,
            Answer::Known(value) => {
                item.kind.check(value).map_err(|_| self.stray(key))?;
                self.reference(item, key, value).unwrap_or_else(|| Cell::Value(value.clone()))
            }
        }))
    }

    fn reference(&self, item: &ItemDef, key: ItemKey, value: &Value) -> Option<Cell> {
        let (ItemKind::Town, Value::Text(text)) = (&item.kind, value) else { return None };
        let postal = self.record.get(key.with_tag(self.scopes.postal_of(item)?)).text()?;
        let (index, check) = town::reference(self.towns, postal, text)?;
        Some(Cell::Town { index, check })
    }

    fn stray(&self, key: ItemKey) -> PackError {
        PackError::NotOfSchema { path: self.scopes.dictionary.path(key) }
    }
}

/// Makes the record of a tree. Everything goes through [`Record::apply`]; the places of towns that
/// the table does not confirm come out beside it.
pub(crate) fn to_record(
    scopes: &Scopes<'_>,
    root: &Branch,
    towns: &dyn TownTable,
) -> Result<(Record, Vec<ItemKey>), UnpackError> {
    let mut reader =
        Harvest { scopes, towns, record: Record::new(), answers: Vec::new(), doubts: Vec::new() };
    reader.branch(None, Tag(0).key(), root)?;
    let Harvest { mut record, answers, doubts, .. } = reader;
    // References may point at elements of lists that stand further down.
    for (key, answer) in answers {
        record
            .apply(scopes.dictionary, &Change::Set(key, answer))
            .map_err(|error| refused(scopes, key, error))?;
    }
    Ok((record, doubts))
}

struct Harvest<'a> {
    scopes: &'a Scopes<'a>,
    towns: &'a dyn TownTable,
    record: Record,
    answers: Vec<(ItemKey, Answer)>,
    doubts: Vec<ItemKey>,
}

impl Harvest<'_> {
    fn branch(&mut self, list: Option<Tag>, at: ItemKey, branch: &Branch) -> Result<(), UnpackError> {
        let scopes = self.scopes;
        for item in scopes.items(list) {
            let Some(cell) = branch.cells.get(&item.tag) else { continue };
            let key = at.with_tag(item.tag);
            let answer = match cell {
                Cell::NotApplicable => Answer::NotApplicable,
                Cell::DontKnow => Answer::DontKnow,
                Cell::Unrecorded => Answer::Unrecorded,
                Cell::Value(value) => Answer::Known(value.clone()),
                Cell::Town { index, check } => match self.town(item, branch, *index, *check)? {
                    Some(town) => Answer::Known(Value::Text(town)),
                    None => {
                        self.doubts.push(key);
                        continue;
                    }
                },
                Cell::List(elements) => {
                    self.list(key, elements)?;
                    continue;
                }
            };
            self.answers.push((key, answer));
        }
        Ok(())
    }

    fn town(
        &self,
        item: &ItemDef,
        branch: &Branch,
        index: u16,
        check: u16,
    ) -> Result<Option<String>, UnpackError> {
        let postal = self.scopes.postal_of(item).and_then(|tag| branch.cells.get(&tag));
        let Some(Cell::Value(Value::Text(postal))) = postal else {
            return Err(UnpackError::malformed("a town refers to a postal code that is not there"));
        };
        Ok(town::resolve(self.towns, postal, index, check))
    }

    fn list(&mut self, key: ItemKey, elements: &Elements) -> Result<(), UnpackError> {
        let order = elements.ids();
        let mut ids = order.clone();
        ids.sort_unstable();
        let dictionary = self.scopes.dictionary;
        let adds = ids.into_iter().map(|id| Change::Add(key, id));
        for change in adds.chain([Change::Order(key, order)]) {
            self.record.apply(dictionary, &change).map_err(|error| refused(self.scopes, key, error))?;
        }
        let reserved = self.record.reserve(dictionary, key, elements.last);
        reserved.map_err(|error| refused(self.scopes, key, error))?;
        for (id, branch) in &elements.order {
            let deeper = key.within(*id, key.tag());
            let deeper = deeper.ok_or_else(|| refused(self.scopes, key, RecordError::NoSuchItem))?;
            self.branch(Some(key.tag()), deeper, branch)?;
        }
        Ok(())
    }
}

fn refused(scopes: &Scopes<'_>, key: ItemKey, error: RecordError) -> UnpackError {
    UnpackError::Refused { path: scopes.dictionary.path(key), error }
}
