//! Putting back whom somebody removed last: the same answers, under a new id.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use kakanai_reception::{Actor, Case, Command, Event, EventSeq, Happened};
use kakanai_record::{Answer, Change, Dictionary, ElementId, ItemKey, ItemKind, Owner, Record, Tag, Value};
use kakanai_store::Millis;
use serde::Deserialize;

use super::blocks::person_name;
use super::{case_id, command_id};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::fail::Fail;
use crate::session::Signed;

/// A removal that can be undone.
pub struct Undo {
    /// Who or what was removed.
    pub name: String,
    /// The event that removed it.
    pub event: u64,
    changes: Vec<Change>,
}

impl Undo {
    /// The last removal of this person since he signed in, unless he has undone it or added somebody since.
    ///
    /// # Errors
    /// Where the events before it do not fold.
    pub fn of(
        counter: &Counter,
        loaded: &Loaded,
        actor: &Actor,
        since: Millis,
    ) -> Result<Option<Self>, Fail> {
        if !loaded.case.state.is_open() {
            return Ok(None);
        }
        let dictionary = &counter.stored;
        let Some((at, changes)) = last_removal(dictionary, &loaded.events, actor, since) else {
            return Ok(None);
        };
        let before = loaded.events.get(..at).and_then(|events| Case::fold(dictionary, events).ok().flatten());
        let Some(before) = before else { return Ok(None) };
        let event = loaded.events.get(at).map_or(0, |happened| happened.seq.0);
        let back = put_back(dictionary, &before.record, changes, &loaded.case.record);
        Ok(back.map(|changes_back| Self {
            name: removed(changes)
                .map(|(list, id)| name(&before.record, list, id))
                .next()
                .unwrap_or_default(),
            event,
            changes: changes_back,
        }))
    }
}

fn name(record: &Record, list: Tag, id: ElementId) -> String {
    if list == kakanai_record::core::MOVER {
        return person_name(record, id);
    }
    let kind = super::blocks::code_word(record, kakanai_record::core::CERTIFICATE_KIND.of(id));
    kind.filter(|_| list == kakanai_record::core::CERTIFICATE).unwrap_or_else(|| id.to_string())
}

fn removed(changes: &[Change]) -> impl Iterator<Item = (Tag, ElementId)> {
    changes.iter().filter_map(|change| match change {
        Change::Remove(list, id) => Some((list.tag(), *id)),
        _ => None,
    })
}

/// Where the last removal stands among the events, and what it changed.
fn last_removal<'a>(
    dictionary: &Dictionary,
    events: &'a [Happened],
    actor: &Actor,
    since: Millis,
) -> Option<(usize, &'a [Change])> {
    // Documents seen at the desk are a list too, with ticks of its own.
    let is_citizens =
        |key: ItemKey| dictionary.item(key.tag()).is_some_and(|item| item.owner == Owner::Citizen);
    let own = events.iter().enumerate().rev();
    let mut own = own.filter(|(_, happened)| happened.by.login == actor.login && happened.at >= since.0);
    let (at, changes) = own.find_map(|(at, happened)| match &happened.event {
        Event::Amended { changes, .. } => {
            let of_list = changes.iter().any(|change| match change {
                Change::Add(list, _) | Change::Remove(list, _) => is_citizens(*list),
                _ => false,
            });
            of_list.then_some((at, changes.as_slice()))
        }
        _ => None,
    })?;
    let adds = changes.iter().any(|change| matches!(change, Change::Add(..)));
    (!adds).then_some((at, changes))
}

/// The changes that bring back what the removal took, as far as nobody has said otherwise since.
fn put_back(
    dictionary: &Dictionary,
    before: &Record,
    removal: &[Change],
    now: &Record,
) -> Option<Vec<Change>> {
    let mut next = now.clone();
    let mut ids: BTreeMap<(Tag, ElementId), ElementId> = BTreeMap::new();
    for (list, id) in removed(removal) {
        let new = next.next_element(list.key())?;
        next.apply(dictionary, &Change::Add(list.key(), new)).ok()?;
        let mut order = next.elements(list.key()).to_vec();
        let at = before.elements(list.key()).iter().position(|other| *other == id)?;
        order.pop();
        order.insert(at.min(order.len()), new);
        next.apply(dictionary, &Change::Order(list.key(), order)).ok()?;
        ids.insert((list, id), new);
    }
    let set_by_removal: BTreeMap<ItemKey, &Answer> = removal
        .iter()
        .filter_map(|change| match change {
            Change::Set(key, answer) => Some((*key, answer)),
            _ => None,
        })
        .collect();
    let all = before.answers().chain(set_by_removal.keys().map(|key| (*key, before.get(*key))));
    for (key, answer) in all {
        let place = moved(dictionary, key, &ids);
        // Only what the removal itself took: inside the element, a reference to it, or dropped with it.
        let inside = place != Some(key);
        let referred = answer_moved(dictionary, key, answer, &ids) != *answer;
        let dropped = set_by_removal.get(&key).is_some_and(|set| next.get(key) == *set);
        let untouched = *next.get(key) == Answer::NotAsked;
        if let Some(place) = place
            && (inside || dropped || (referred && untouched))
        {
            let answer = answer_moved(dictionary, key, answer, &ids);
            next.apply(dictionary, &Change::Set(place, answer)).ok()?;
        }
    }
    Some(now.changes_to(dictionary, &next)).filter(|changes| !changes.is_empty())
}

/// The place in the new element; the same place for all others.
fn moved(
    dictionary: &Dictionary,
    key: ItemKey,
    ids: &BTreeMap<(Tag, ElementId), ElementId>,
) -> Option<ItemKey> {
    let list = dictionary.lists(key.tag()).first();
    let new = list.zip(key.elements().next()).and_then(|(list, id)| ids.get(&(*list, id)));
    match (new, key.depth()) {
        (None, _) => Some(key),
        (Some(new), 1) => Some(key.tag().of(*new)),
        // Lists within lists have no page yet.
        (Some(_), _) => None,
    }
}

fn answer_moved(
    dictionary: &Dictionary,
    key: ItemKey,
    answer: &Answer,
    ids: &BTreeMap<(Tag, ElementId), ElementId>,
) -> Answer {
    let list = match dictionary.item(key.tag()).map(|item| &item.kind) {
        Some(ItemKind::Element(list)) => *list,
        _ => return answer.clone(),
    };
    match answer.element().and_then(|id| ids.get(&(list, id))) {
        Some(new) => Value::Element(*new).into(),
        None => answer.clone(),
    }
}

/// What the button sends.
#[derive(Deserialize)]
pub struct UndoForm {
    command: String,
    seen: u64,
    /// The event to undo.
    event: u64,
}

/// Puts back.
pub async fn undo(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<UndoForm>,
) -> Result<Redirect, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let loaded = counter.view(case_id(&case)?, &signed.actor(), "edit").await?;
    let command = command_id(&form.command, &["undo", &form.event.to_string()])?;
    let undo = Undo::of(&counter, &loaded, &signed.actor(), signed.since)?;
    // Pressed twice, it is undone already.
    if let Some(undo) = undo.filter(|undo| undo.event == form.event) {
        let amend = Command::Amend { changes: undo.changes, seen: EventSeq(form.seen), minor: String::new() };
        counter.command(loaded.header.case, &amend, &signed.actor(), command).await?;
    }
    Ok(Redirect::to(&format!("/cases/{case}#lists")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kakanai_record::core;

    fn set(tag: Tag, id: u16, text: &str) -> Change {
        let id = ElementId::new(id).unwrap();
        Change::Set(tag.of(id), Value::Text(text.to_owned()).into())
    }

    #[test]
    fn who_is_put_back_has_his_answers_his_place_and_what_referred_to_him() {
        let dictionary = Dictionary::core();
        let movers = core::MOVER.key();
        let id = |number| ElementId::new(number).unwrap();
        let mut before = Record::new();
        for number in 1..=3 {
            before.apply(&dictionary, &Change::Add(movers, id(number))).unwrap();
            before.apply(&dictionary, &set(core::MOVER_NAME, number, &format!("見本　{number}"))).unwrap();
        }
        let head = |number| Change::Set(core::NEW_HEAD.key(), Value::Element(id(number)).into());
        let phone = |text: &str| Change::Set(core::NOTIFIER_PHONE.key(), Value::Text(text.to_owned()).into());
        before.apply_all(&dictionary, &[head(2), phone("0999000001")]).unwrap();
        let removal =
            [Change::Remove(movers, id(2)), Change::Set(core::NOTIFIER_PHONE.key(), Answer::NotAsked)];
        let mut now = before.clone();
        now.apply_all(&dictionary, &removal).unwrap();
        assert!(!now.get(core::NEW_HEAD.key()).is_answered());
        // Meanwhile somebody else's name was mended.
        now.apply(&dictionary, &set(core::MOVER_NAME, 3, "見本　三")).unwrap();

        let changes = put_back(&dictionary, &before, &removal, &now).unwrap();
        now.apply_all(&dictionary, &changes).unwrap();
        assert_eq!(now.elements(movers), [id(1), id(4), id(3)]);
        assert_eq!(now.get(core::MOVER_NAME.of(id(4))).text(), Some("見本　2"));
        assert_eq!(now.get(core::MOVER_NAME.of(id(3))).text(), Some("見本　三"));
        assert_eq!(now.get(core::NEW_HEAD.key()).element(), Some(id(4)));
        assert_eq!(now.get(core::NOTIFIER_PHONE.key()).text(), Some("0999000001"));
    }

    #[test]
    fn only_ones_own_last_removal_is_undone() {
        let dictionary = Dictionary::core();
        let movers = core::MOVER.key();
        let id = |number| ElementId::new(number).unwrap();
        let happened = |seq, login: &str, at, changes| Happened {
            seq: EventSeq(seq),
            at,
            by: Actor { login: login.to_owned(), terminal: "E01".to_owned() },
            event: Event::Amended { changes, minor: String::new() },
        };
        let actor = Actor { login: "uketsuke1".to_owned(), terminal: "E02".to_owned() };
        let remove = |number| vec![Change::Remove(movers, id(number))];
        let found =
            |events: &[Happened]| last_removal(&dictionary, events, &actor, Millis(10)).map(|(at, _)| at);
        assert_eq!(found(&[happened(2, "uketsuke1", 20, remove(1))]), Some(0));
        assert_eq!(found(&[happened(2, "uketsuke2", 20, remove(1))]), None, "somebody else's");
        assert_eq!(found(&[happened(2, "uketsuke1", 5, remove(1))]), None, "before he signed in");
        let undone = vec![Change::Add(movers, id(4))];
        assert_eq!(
            found(&[happened(2, "uketsuke1", 20, remove(1)), happened(3, "uketsuke1", 21, undone)]),
            None
        );
        let document = vec![Change::Remove(core::IDENTITY.key(), id(1))];
        assert_eq!(
            found(&[happened(2, "uketsuke1", 20, remove(1)), happened(3, "uketsuke1", 21, document)]),
            Some(0)
        );
    }
}
