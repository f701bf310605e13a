//! Which items stand side by side: those outside every list, and those of one list's elements.

use std::collections::BTreeMap;

use kakanai_record::{Dictionary, ItemDef, ItemKind, Owner, Tag};

/// A dictionary cut into scopes. Within a scope an item is known by its position, in the order of
/// tags; the schema hash pins both sides to the same positions.
///
/// Only the citizen's items are there: an envelope proves nothing about its sender, so what staff or
/// the city would have to say cannot even be written in one.
#[derive(Debug)]
pub(crate) struct Scopes<'a> {
    /// The dictionary itself.
    pub(crate) dictionary: &'a Dictionary,
    by_list: BTreeMap<Option<Tag>, Vec<&'a ItemDef>>,
}

impl<'a> Scopes<'a> {
    pub(crate) fn new(dictionary: &'a Dictionary) -> Self {
        let mut by_list: BTreeMap<Option<Tag>, Vec<&ItemDef>> = BTreeMap::new();
        for item in dictionary.items().filter(|item| item.owner == Owner::Citizen) {
            by_list.entry(dictionary.lists(item.tag).last().copied()).or_default().push(item);
        }
        Self { dictionary, by_list }
    }

    /// The items outside every list (`None`) or directly in the elements of a list.
    pub(crate) fn items(&self, list: Option<Tag>) -> &[&'a ItemDef] {
        self.by_list.get(&list).map_or(&[], Vec::as_slice)
    }

    /// The item `postal` that stands beside an item of kind town, where there is one.
    pub(crate) fn postal_of(&self, town: &ItemDef) -> Option<Tag> {
        let (parent, _) = town.path.rsplit_once('/')?;
        let postal = self.dictionary.by_path(&format!("{parent}/postal"))?;
        let beside = self.dictionary.lists(postal.tag) == self.dictionary.lists(town.tag);
        (postal.kind == ItemKind::Postal && postal.owner == Owner::Citizen && beside).then_some(postal.tag)
    }
}
