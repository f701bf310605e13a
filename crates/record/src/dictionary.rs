//! The data dictionary: which items exist, under which path, tag and kind.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::core_items;
use crate::key::{ElementId, ItemKey, Tag};
use crate::kind::ItemKind;

/// Who supplies an item, and so who may ever see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The citizen says it; staff may amend it; both see it.
    Citizen,
    /// Staff write it; the citizen never sees it on a screen.
    Staff,
    /// It comes from the city's own data (cautions): staff with the right see it, citizens and
    /// agents never.
    City,
}

/// One item of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDef {
    /// Its number, for ever.
    pub tag: Tag,
    /// Its path without element ids: `mover/name/kanji`.
    pub path: Cow<'static, str>,
    /// What values it takes.
    pub kind: ItemKind,
    /// Who supplies it.
    pub owner: Owner,
    /// Whether it is asked of the person alone and kept from others of the household (妊娠, 障がい).
    pub sensitive: bool,
    /// Japanese label.
    pub label: Cow<'static, str>,
}

/// Why a path names nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// No item has this path.
    #[error("no item `{path}` in the data dictionary")]
    Unknown {
        /// The path without element ids.
        path: String,
    },
    /// An element id is missing, superfluous or no number.
    #[error(
        "`{path}`: a list is followed by `:` and the id of the element (`mover:2/name/kanji`), nothing else is"
    )]
    Element {
        /// The path as written.
        path: String,
    },
}

/// Why an item cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// Two items with one path or one tag.
    #[error("item `{path}`: path or tag {tag} is already taken")]
    Taken {
        /// Its path.
        path: String,
        /// Its tag.
        tag: u16,
    },
    /// A city's item outside `x.` or below the city's tags.
    #[error("item `{path}`: a city's own items have paths beginning with `x.` and tags from {}", Tag::CITY)]
    NotCity {
        /// Its path.
        path: String,
    },
    /// A path with other characters than small letters, digits, `_` and `/`.
    #[error("item `{path}`: paths are small letters, digits and `_`, parted by `/`")]
    Spelling {
        /// Its path.
        path: String,
    },
    /// Lists nest too deeply.
    #[error("item `{path}`: lists within lists at most {} deep", ItemKey::DEPTH)]
    TooDeep {
        /// Its path.
        path: String,
    },
}

/// The core items and one city's own.
#[derive(Debug, Clone)]
pub struct Dictionary {
    items: BTreeMap<Tag, ItemDef>,
    /// In the order of the paths.
    by_path: Vec<(String, Tag)>,
    /// For every item the lists it lies in, outermost first.
    lists: BTreeMap<Tag, Vec<Tag>>,
}

impl Dictionary {
    /// The core dictionary alone.
    pub fn core() -> Self {
        let mut dictionary = Self { items: BTreeMap::new(), by_path: Vec::new(), lists: BTreeMap::new() };
        for item in core_items::all() {
            dictionary.insert(item);
        }
        dictionary
    }

    /// Adds a city's own item. A list must be added before the items within it.
    pub fn add_city_item(&mut self, item: ItemDef) -> Result<(), DictionaryError> {
        let path = item.path.to_string();
        if !path.starts_with("x.") || !item.tag.is_city() {
            return Err(DictionaryError::NotCity { path });
        }
        let spelled = path[2..].split('/').all(|part| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        });
        if !spelled {
            return Err(DictionaryError::Spelling { path });
        }
        if self.items.contains_key(&item.tag) || self.tag_of(&path).is_some() {
            return Err(DictionaryError::Taken { path, tag: item.tag.0 });
        }
        if self.lists_of(&path).len() > ItemKey::DEPTH {
            return Err(DictionaryError::TooDeep { path });
        }
        self.insert(item);
        Ok(())
    }

    /// Learns what an older dictionary of the same city knew and this one no longer does: items that were
    /// dropped, and earlier paths of items that are still here. What was stored then can be read now; tags
    /// are never given to another item, so nothing is mistaken for something else.
    pub fn absorb(&mut self, older: &Self) {
        for item in older.items.values() {
            if self.items.contains_key(&item.tag) {
                self.name(&item.path, item.tag);
            } else if self.tag_of(&item.path).is_none() {
                self.insert(item.clone());
            }
        }
    }

    /// The item with this tag.
    pub fn item(&self, tag: Tag) -> Option<&ItemDef> {
        self.items.get(&tag)
    }

    /// The item with this path (without element ids).
    pub fn by_path(&self, path: &str) -> Option<&ItemDef> {
        self.item(self.tag_of(path)?)
    }

    fn tag_of(&self, path: &str) -> Option<Tag> {
        let at = self.by_path.binary_search_by(|(known, _)| known.as_str().cmp(path)).ok()?;
        self.by_path.get(at).map(|(_, tag)| *tag)
    }

    /// Gives an item a path, unless another one has it.
    fn name(&mut self, path: &str, tag: Tag) {
        if let Err(at) = self.by_path.binary_search_by(|(known, _)| known.as_str().cmp(path)) {
            self.by_path.insert(at, (path.to_owned(), tag));
        }
    }

    /// All items by tag.
    pub fn items(&self) -> impl Iterator<Item = &ItemDef> {
        self.items.values()
    }

    /// The lists an item lies in, outermost first.
    pub fn lists(&self, tag: Tag) -> &[Tag] {
        self.lists.get(&tag).map_or(&[], Vec::as_slice)
    }

    /// Whether the key names an item with an element for each list it lies in.
    pub fn is_well_formed(&self, key: ItemKey) -> bool {
        self.items.contains_key(&key.tag()) && self.lists(key.tag()).len() == key.depth()
    }

    /// Reads a full path such as `mover:2/name/kanji`.
    pub fn parse_path(&self, text: &str) -> Result<ItemKey, PathError> {
        let element_error = || PathError::Element { path: text.to_owned() };
        let mut path = String::with_capacity(text.len());
        let mut elements = Vec::new();
        for part in text.split('/') {
            let (name, element) = part.split_once(':').map_or((part, None), |(name, id)| (name, Some(id)));
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(name);
            if let Some(id) = element {
                let number = id.parse().ok().and_then(ElementId::new).filter(|e| e.to_string() == id);
                let list = self.tag_of(&path).ok_or_else(element_error)?;
                elements.push((list, number.ok_or_else(element_error)?));
            }
        }
        let tag = self.tag_of(&path).ok_or(PathError::Unknown { path })?;
        if elements.iter().map(|(list, _)| *list).ne(self.lists(tag).iter().copied()) {
            return Err(element_error());
        }
        let key = elements.iter().try_fold(tag.key(), |key, (_, element)| key.within(*element, tag));
        key.ok_or_else(element_error)
    }

    /// Writes the full path of a key. Unknown tags, which no parsed record holds, come out as `?tag`.
    pub fn path(&self, key: ItemKey) -> String {
        let Some(item) = self.item(key.tag()) else { return format!("?{}", key.tag().0) };
        let mut path = item.path.to_string();
        // From the last to the first, so that an insertion does not move what is still to come.
        let elements: Vec<_> = self.lists(key.tag()).iter().zip(key.elements()).collect();
        for (list, element) in elements.into_iter().rev() {
            if let Some(list) = self.item(*list) {
                path.insert_str(list.path.len(), &format!(":{element}"));
            }
        }
        path
    }

    /// Feeds everything that decides how records are packed and read into a hash.
    pub fn hash_into(&self, hash: &mut Sha256) {
        for item in self.items.values() {
            let line = format!(
                "item {} {} {} {:?} {}\n",
                item.tag.0,
                item.path,
                item.kind.signature(),
                item.owner,
                item.sensitive
            );
            hash.update(line.as_bytes());
            for entry in item.kind.codes().iter().flat_map(|codes| codes.entries.iter()) {
                hash.update(format!("code {} {}\n", entry.number, entry.key).as_bytes());
            }
        }
    }

    fn insert(&mut self, item: ItemDef) {
        self.lists.insert(item.tag, self.lists_of(&item.path));
        self.name(&item.path, item.tag);
        self.items.insert(item.tag, item);
    }

    fn lists_of(&self, path: &str) -> Vec<Tag> {
        path.match_indices('/')
            .filter_map(|(at, _)| self.by_path(&path[..at]))
            .filter(|item| matches!(item.kind, ItemKind::List { .. }))
            .map(|item| item.tag)
            .collect()
    }
}
