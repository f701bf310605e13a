//! Names into paths.

use kakanai_record::{Dictionary, ItemDef, ItemKind, Owner, Tag};

use crate::ast::{Path, Start};
use crate::error::{Flaw, Kind, Problem};

/// A name bound by a walk.
pub(crate) struct Binding<'d> {
    pub(crate) name: Box<str>,
    pub(crate) list: &'d ItemDef,
}

/// The items a name can mean.
pub(crate) struct Names<'d> {
    pub(crate) dictionary: &'d Dictionary,
    pub(crate) bound: Vec<Binding<'d>>,
}

/// A name resolved.
pub(crate) struct Found<'d> {
    pub(crate) path: Path,
    /// The item at the end, or the list of the element that the path is.
    pub(crate) item: &'d ItemDef,
}

impl<'d> Names<'d> {
    /// What a name means where a value is wanted.
    pub(crate) fn value(&self, at: usize, name: &str) -> Result<(Found<'d>, Kind), Flaw> {
        let found = self.find(at, name)?;
        let is_list = matches!(found.item.kind, ItemKind::List { .. });
        if is_list && found.path.end.is_some() {
            return self.current_element(at, found);
        }
        let kind = self.kind(found.item);
        Ok((found, kind))
    }

    /// What a name means where a list is wanted.
    pub(crate) fn list(&self, at: usize, name: &str) -> Result<Found<'d>, Flaw> {
        let found = self.find(at, name)?;
        if found.path.end.is_some() && matches!(found.item.kind, ItemKind::List { .. }) {
            return Ok(found);
        }
        Err(Flaw { at, problem: Problem::NotAList { path: name.to_owned() } })
    }

    /// Whether a walk may bind the name: items and bound names keep their meaning.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        let is_part =
            |path: &str| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        !name.contains(['/', '.'])
            && !self.bound.iter().any(|bound| *bound.name == *name)
            && !self.dictionary.items().any(|item| is_part(&item.path))
    }

    /// A list's own path, where a value is wanted, is its current element.
    fn current_element(&self, at: usize, mut found: Found<'d>) -> Result<(Found<'d>, Kind), Flaw> {
        if found.path.start != Start::Record {
            let list = found.item.path.to_string();
            return Err(Flaw { at, problem: Problem::NoElement { path: found.path.text.into(), list } });
        }
        found.path.start = Start::Current(found.item.tag);
        found.path.end = None;
        let kind = Kind::Element { list: found.item.path.to_string() };
        Ok((found, kind))
    }

    /// Walks a name from its first part to the item it means.
    fn find(&self, at: usize, name: &str) -> Result<Found<'d>, Flaw> {
        let (first, behind) = name.split_once('/').map_or((name, None), |(first, rest)| (first, Some(rest)));
        let bound = self.bound.iter().rposition(|bound| *bound.name == *first);
        let mut path = Path {
            text: name.into(),
            start: Start::Record,
            through: Vec::new(),
            end: None,
            sensitive: false,
        };
        // The list whose element the path has reached, and what is still to be walked from there.
        let (mut inside, mut rest) = (None, name.to_owned());
        if let Some((level, binding)) = bound.and_then(|level| Some((level, self.bound.get(level)?))) {
            path.start = Start::Bound(u8::try_from(level).unwrap_or(u8::MAX));
            let Some(behind) = behind else { return Ok(Found { path, item: binding.list }) };
            (inside, rest) = (Some(binding.list), behind.to_owned());
        }
        loop {
            let full = inside.map_or_else(|| rest.clone(), |list| format!("{}/{rest}", list.path));
            let item = self.dictionary.by_path(&full);
            let Some(item) = item.or_else(|| self.longest_reference(&full)) else {
                let problem = Problem::UnknownItem { name: name.to_owned(), near: Vec::new() };
                return Err(Flaw { at, problem });
            };
            self.enter(at, &mut path, inside, item)?;
            if *item.path == *full {
                path.end = Some(item.tag);
                return Ok(Found { path, item });
            }
            path.through.push(item.tag);
            inside = referred_list(item).and_then(|list| self.dictionary.item(list));
            rest = full[item.path.len() + 1..].to_owned();
        }
    }

    /// The longest beginning of a path that is an item referring to an element.
    fn longest_reference(&self, full: &str) -> Option<&'d ItemDef> {
        let beginnings = full.rmatch_indices('/').map(|(at, _)| &full[..at]);
        beginnings
            .filter_map(|path| self.dictionary.by_path(path))
            .find(|item| matches!(item.kind, ItemKind::Element(_)))
    }

    /// Checks that the item can be read from the element reached, and notes where the path begins.
    fn enter(
        &self,
        at: usize,
        path: &mut Path,
        inside: Option<&ItemDef>,
        item: &ItemDef,
    ) -> Result<(), Flaw> {
        let innermost = self.dictionary.lists(item.tag).last().copied();
        if inside.is_none() {
            path.start = innermost.map_or(Start::Record, Start::Current);
        } else if innermost != inside.map(|list| list.tag) {
            let list = innermost.and_then(|tag| self.dictionary.item(tag)).unwrap_or(item).path.to_string();
            return Err(Flaw { at, problem: Problem::NoElement { path: path.text.to_string(), list } });
        }
        let lists = self.dictionary.lists(item.tag).iter().filter_map(|tag| self.dictionary.item(*tag));
        path.sensitive |= lists.chain([item]).any(is_guarded);
        Ok(())
    }

    fn kind(&self, item: &ItemDef) -> Kind {
        let path =
            |tag: Tag| self.dictionary.item(tag).map_or_else(String::new, |list| list.path.to_string());
        match &item.kind {
            ItemKind::List { .. } => Kind::Element { list: item.path.to_string() },
            ItemKind::Flag => Kind::Flag,
            ItemKind::Number { .. } => Kind::Number,
            ItemKind::Date | ItemKind::PartialDate => Kind::Date,
            ItemKind::Code(codes) => Kind::Code(codes.clone()),
            ItemKind::Chain { codes, .. } => Kind::Chain(codes.clone()),
            ItemKind::Period => Kind::Duration,
            ItemKind::Element(list) => Kind::Element { list: path(*list) },
            ItemKind::Text { .. }
            | ItemKind::Digits { .. }
            | ItemKind::Postal
            | ItemKind::Municipality
            | ItemKind::Town
            | ItemKind::Country
            | ItemKind::CardNumber => Kind::Text,
        }
    }
}

/// Items whose names are nearest to one that is none. Looked for only once a rule is refused: many a
/// code is first taken for an item.
pub(crate) fn nearest(dictionary: &Dictionary, name: &str) -> Vec<String> {
    let mut near: Vec<(usize, &str)> = dictionary
        .items()
        .map(|item| (distance(name, &item.path), &*item.path))
        .filter(|(distance, path)| *distance <= 3 && *distance * 2 < path.len())
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, path)| path.to_owned()).collect()
}

/// Whether other people must not learn of it: sensitive answers, and what the city knows of people.
fn is_guarded(item: &ItemDef) -> bool {
    item.sensitive || item.owner == Owner::City
}

const fn referred_list(item: &ItemDef) -> Option<Tag> {
    match item.kind {
        ItemKind::Element(list) => Some(list),
        _ => None,
    }
}

/// Letters to change, add or leave out to get from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let swap = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
