//! What follows from answers without asking.

use kakanai_catalogue::{Catalogue, PageKind};
use kakanai_domain::age;
use kakanai_record::{Answer, Change, ElementId, ItemKey, Record, Tag, Value, codes, core};

use crate::journey::{Asked, service};
use crate::ledger;

/// Fills in what nobody needs to be asked.
pub fn derive(catalogue: &Catalogue, record: &mut Record) {
    groups(catalogue, record);
    if asks_for(catalogue, record, core::NEW_HEAD) {
        head(catalogue, record);
    }
    addresses(catalogue, record);
}

fn asks_for(catalogue: &Catalogue, record: &Record, tag: Tag) -> bool {
    let pages = service(catalogue, record).into_iter().flat_map(|service| service.pages());
    pages.into_iter().any(|(_, page)| match &page.kind {
        PageKind::Fields(fields) => fields.iter().any(|field| field.ask.items().contains(&tag)),
        _ => false,
    })
}

/// A list that is asked for has its first element from the start: nobody should have to add himself. One that is no
/// longer wanted is emptied.
fn groups(catalogue: &Catalogue, record: &mut Record) {
    let Some(service) = service(catalogue, record) else { return };
    for list in service.lists() {
        let key = list.key();
        let elements = record.elements(key).to_vec();
        // A list that no page shows has one element: whoever the service is about.
        let shown = service.group(list).map(|page| Asked::of(record, page.when.as_ref(), None, None));
        let changes: Vec<Change> = match shown.unwrap_or(Asked::Yes) {
            Asked::Yes if elements.is_empty() => {
                record.next_element(key).map(|id| Change::Add(key, id)).into_iter().collect()
            }
            Asked::No => elements.into_iter().map(|id| Change::Remove(key, id)).collect(),
            _ => Vec::new(),
        };
        // The list is the dictionary's and the ids are the record's own.
        let _ = record.apply_all(catalogue.dictionary(), &changes);
    }
}

/// The only mover of a new household who may be its head is: the only one, or the only one of 15 and over
/// (practice). The head's 続柄 is 世帯主.
fn head(catalogue: &Catalogue, record: &mut Record) {
    let dictionary = catalogue.dictionary();
    let movers = record.elements(core::MOVER.key()).to_vec();
    let joins = record.get(core::MOVE_JOINING.key()).code() == Some("existing");
    let asked = record.get(core::NEW_HEAD.key());
    let grown: Vec<ElementId> =
        movers.iter().copied().filter(|mover| is_grown(record, *mover) != Some(false)).collect();
    let head = match (movers.as_slice(), grown.as_slice()) {
        // Who joins a household is never its head, whatever was said before.
        _ if joins => None,
        ([only], _) | (_, [only]) => Some(*only),
        _ => asked.element(),
    };
    let mut changes = Vec::new();
    if head != asked.element() {
        let answer = head.map_or(Answer::NotAsked, |head| Value::Element(head).into());
        changes.push(Change::Set(core::NEW_HEAD.key(), answer));
    }
    let codes = codes::Codes::Core(&codes::RELATIONSHIP);
    for mover in movers {
        let key = core::MOVER_RELATIONSHIP.of(mover);
        let is_head_word =
            record.get(key).chain().is_some_and(|chain| chain.iter().any(|code| code.key() == "head"));
        match (Some(mover) == head, is_head_word) {
            (true, false) => {
                let chain = codes.by_key("head").map(|code| Value::Chain(vec![code]));
                changes.extend(chain.map(|chain| Change::Set(key, chain.into())));
            }
            (false, true) => changes.push(Change::Set(key, Answer::NotAsked)),
            _ => {}
        }
    }
    // Each of these is of its item's kind and about a person of the list.
    let _ = record.apply_all(dictionary, &changes);
}

/// What changes with the address, where the city's ledgers are certain of it. What they cannot tell is left as it is:
/// somebody at the counter may have.
pub fn addresses(catalogue: &Catalogue, record: &mut Record) {
    let set = |(key, value): (ItemKey, bool)| Change::Set(key, Value::Flag(value).into());
    let changes: Vec<Change> = certain(catalogue, record).map(set).collect();
    // Both are yes-or-no items of the whole matter.
    let _ = record.apply_all(catalogue.dictionary(), &changes);
}

/// The places that the ledgers fill in, with what they say.
fn certain(catalogue: &Catalogue, record: &Record) -> impl Iterator<Item = (ItemKey, bool)> {
    let ledger::Changes { schools, collection } = ledger::changes(catalogue, record);
    let found = [(core::SCHOOL_CHANGES, schools), (core::COLLECTION_CHANGES, collection)];
    found.into_iter().filter_map(|(tag, found)| Some((tag.key(), found?)))
}

/// Where another became head, the relationships given before were to somebody else.
pub(crate) fn ask_relationships_again(catalogue: &Catalogue, before: &Record, record: &mut Record) {
    let head = |record: &Record| record.get(core::NEW_HEAD.key()).element();
    let (Some(old), Some(new)) = (head(before), head(record)) else { return };
    if old == new {
        return;
    }
    let others = record.elements(core::MOVER.key()).iter().filter(|mover| **mover != new);
    let ask = |mover: &ElementId| Change::Set(core::MOVER_RELATIONSHIP.of(*mover), Answer::NotAsked);
    let changes: Vec<Change> = others.map(ask).collect();
    // An answer can always be taken away.
    let _ = record.apply_all(catalogue.dictionary(), &changes);
}

/// Whether somebody is 15 or over on the day of the move; `None` where that is not known.
fn is_grown(record: &Record, mover: ElementId) -> Option<bool> {
    let on = record.get(core::MOVE_DATE.key()).date()?;
    let birth = crate::question::birth::known(record.get(core::MOVER_BIRTH.of(mover)))?;
    age::is_at_least(&birth, 15, on, age::Reading::Eve)
}

/// The places that [`derive`] fills in: no page asks for them, and they stay as long as it does.
pub fn derived(catalogue: &Catalogue, record: &Record) -> Vec<ItemKey> {
    let head = record.get(core::NEW_HEAD.key()).element();
    let relationship = head.map(|head| core::MOVER_RELATIONSHIP.of(head));
    let addresses = certain(catalogue, record).map(|(key, _)| key);
    std::iter::once(core::NEW_HEAD.key()).chain(relationship).chain(addresses).collect()
}
