//! A case as a record: which items a service asks for, and in which words.

use kakanai_record::date::date_text;
use kakanai_record::{Answer, Dictionary, ElementId, Record, Tag, core};

use crate::dice::Dice;
use crate::draft::{Draft, SampleError};
use crate::papers;
use crate::person::{Koseki, Person, Residence, Role};
use crate::places::Address;
use crate::service::{Case, Parting, Service};

/// Items of an address in the country, and of one abroad.
struct AddressTags {
    postal: Tag,
    municipality: Tag,
    town: Tag,
    lot: Tag,
    building: Tag,
    overseas: Tag,
}

const OLD: AddressTags = AddressTags {
    postal: core::OLD_POSTAL,
    municipality: core::OLD_MUNICIPALITY,
    town: core::OLD_TOWN,
    lot: core::OLD_LOT,
    building: core::OLD_BUILDING,
    overseas: core::OLD_OVERSEAS,
};

const NEW: AddressTags = AddressTags {
    postal: core::NEW_POSTAL,
    municipality: core::NEW_MUNICIPALITY,
    town: core::NEW_TOWN,
    lot: core::NEW_LOT,
    building: core::NEW_BUILDING,
    overseas: core::NEW_OVERSEAS,
};

/// The record of a case. Chance decides what hangs on nothing: dogs, copies, telephone numbers.
pub(crate) fn record(dictionary: &Dictionary, case: &Case, dice: &mut Dice) -> Result<Record, SampleError> {
    let mut draft = Draft::new(dictionary);
    draft.put(core::SERVICE.key(), case.service.key());
    let mut ids = Vec::new();
    for person in &case.household.people {
        let Some(id) = draft.add(core::MOVER) else { break };
        ids.push(id);
        mover(&mut draft, case, person, id);
    }
    if let Some(old) = &case.old {
        address(&mut draft, &OLD, old, dice);
    }
    address(&mut draft, &NEW, &case.new, dice);
    if case.service.is_move() {
        the_move(&mut draft, case, dice);
    }
    if case.service.is_into_a_household() {
        new_household(&mut draft, case, &ids);
        city_items(&mut draft, dictionary, dice);
    }
    papers::fill(&mut draft, case, &ids, dice);
    draft.finish()
}

fn mover(draft: &mut Draft, case: &Case, person: &Person, id: ElementId) {
    let service = case.service;
    names(draft, service, person, id);
    draft.put(core::MOVER_BIRTH.of(id), date_text(person.birth));
    draft.flag(core::MOVER_JAPANESE.of(id), person.residence.is_none());
    if let (Some(held), true) = (&person.residence, service.is_into_a_household()) {
        residence(draft, held, id);
    }
    if let (Some(held), true) = (&person.koseki, case.asks_koseki()) {
        koseki(draft, held, id);
    }
    if !service.is_move() {
        return;
    }
    draft.put(core::MOVER_SEX.of(id), person.sex.key());
    match person.card {
        Some(held) => draft.flag(core::MOVER_CARD.of(id), held),
        None => draft.answer(core::MOVER_CARD.of(id), Answer::DontKnow),
    }
    draft.put_some(core::MOVER_SCHOOL.of(id), person.school);
    draft.put(core::MOVER_INSURANCE.of(id), person.insurance);
    draft.put_some(core::MOVER_PENSION.of(id), person.pension);
    let abroad = matches!(case.old, Some(Address::Abroad { .. }));
    // The papers of a family are in the luggage, or nobody thought of them.
    let related =
        !matches!(person.role, Role::Head | Role::Housemate) || (case.joins && person.role == Role::Head);
    if service == Service::MoveIn && abroad && person.residence.is_some() && related {
        draft.put(core::MOVER_RELATIONSHIP_PAPER.of(id), case.relationship_paper);
    }
}

/// Of foreign residents the name of the card; beside it kanji and 通称, where the service has a place for them.
fn names(draft: &mut Draft, service: Service, person: &Person, id: ElementId) {
    draft.put(core::MOVER_KANA.of(id), person.kana());
    let Some(latin) = person.latin() else {
        return draft.put(core::MOVER_NAME.of(id), person.name());
    };
    draft.put(core::MOVER_LATIN.of(id), latin);
    if service.is_into_a_household() || service == Service::SealRegistration {
        let residence = person.residence.as_ref();
        draft.put_some(core::MOVER_NAME.of(id), residence.and_then(|held| held.kanji.as_deref()));
        draft.put_some(core::MOVER_ALIAS.of(id), residence.and_then(|held| held.alias.as_deref()));
    }
}

fn residence(draft: &mut Draft, residence: &Residence, id: ElementId) {
    draft.put(core::MOVER_NATIONALITY.of(id), residence.country);
    draft.put(core::MOVER_STATUS.of(id), residence.status);
    match &residence.card_number {
        Some(number) => draft.put(core::MOVER_CARD_NUMBER.of(id), number),
        None => draft.answer(core::MOVER_CARD_NUMBER.of(id), Answer::DontKnow),
    }
    // 永住者 stay without limit and are asked for none.
    if let Some((period, expires)) = residence.period {
        draft.put(core::MOVER_PERIOD.of(id), period);
        draft.put(core::MOVER_EXPIRES.of(id), date_text(expires));
    }
}

fn koseki(draft: &mut Draft, koseki: &Koseki, id: ElementId) {
    match &koseki.place {
        Some((place, lot)) => {
            draft.put(core::KOSEKI_MUNICIPALITY.of(id), place.municipality);
            draft.put(core::KOSEKI_TOWN.of(id), place.town);
            draft.put(core::KOSEKI_LOT.of(id), lot);
        }
        None => {
            for tag in [core::KOSEKI_MUNICIPALITY, core::KOSEKI_TOWN, core::KOSEKI_LOT] {
                draft.answer(tag.of(id), Answer::DontKnow);
            }
        }
    }
    match &koseki.head {
        Some(head) => draft.put(core::KOSEKI_HEAD.of(id), head),
        None => draft.answer(core::KOSEKI_HEAD.of(id), Answer::DontKnow),
    }
}

fn address(draft: &mut Draft, tags: &AddressTags, address: &Address, dice: &mut Dice) {
    match address {
        Address::Here { place, lot, building } => {
            match dice.percent(6) {
                true => draft.answer(tags.postal.key(), Answer::DontKnow),
                false => draft.put(tags.postal.key(), place.postal),
            }
            draft.put(tags.municipality.key(), place.municipality);
            draft.put(tags.town.key(), place.town);
            draft.put(tags.lot.key(), lot);
            draft.put_or_none(tags.building.key(), building.as_deref());
        }
        Address::Abroad { text } => draft.put(tags.overseas.key(), text),
    }
}

fn the_move(draft: &mut Draft, case: &Case, dice: &mut Dice) {
    let far = if case.service == Service::MoveOut { Some(&case.new) } else { case.old.as_ref() };
    let abroad = matches!(far, Some(Address::Abroad { .. }));
    draft.put(core::MOVE_DATE.key(), date_text(case.on));
    if matches!(case.service, Service::MoveIn | Service::MoveOut) {
        let origin = match abroad {
            true => "abroad",
            false if case.unregistered => "unregistered",
            false => "domestic",
        };
        draft.put(core::MOVE_ORIGIN.key(), origin);
    }
    if case.service == Service::MoveIn {
        // Who was registered nowhere has left no household either.
        if abroad || case.unregistered {
            return;
        }
        left(draft, case, dice);
    } else {
        draft.put(core::MOVE_SCOPE.key(), if case.parting.is_some() { "part" } else { "whole" });
    }
    let Some(head) = case.household.head() else { return };
    match case.parting {
        _ if dice.below(12) == 0 => draft.answer(core::OLD_HEAD_NAME.key(), Answer::DontKnow),
        Some(Parting { head_leaves: false, .. }) => {
            draft.put(core::OLD_HEAD_NAME.key(), head.relative("十郎"));
        }
        _ => draft.put(core::OLD_HEAD_NAME.key(), head.name()),
    }
    let Some(parting) = case.parting else { return };
    draft.flag(core::OLD_HEAD_LEAVES.key(), parting.head_leaves);
    if parting.head_leaves {
        draft.put(core::OLD_ADULTS_STAYING.key(), parting.staying.to_string());
        // Of two or more, somebody becomes the new head.
        draft.put_some(core::OLD_NEXT_HEAD.key(), (parting.staying >= 2).then(|| head.relative("十子")));
    }
}

/// The 転出届 before: by card where somebody has one, else the paper; seldom not yet.
fn left(draft: &mut Draft, case: &Case, dice: &mut Dice) {
    let cards = case.household.people.iter().any(|person| person.card == Some(true));
    match dice.below(20) {
        0 => draft.answer(core::MOVE_LEFT.key(), Answer::DontKnow),
        1 => draft.put(core::MOVE_LEFT.key(), "not_yet"),
        2..=14 if cards => draft.put(core::MOVE_LEFT.key(), "card"),
        _ => draft.put(core::MOVE_LEFT.key(), "paper"),
    }
}

fn new_household(draft: &mut Draft, case: &Case, ids: &[ElementId]) {
    draft.put(core::MOVE_JOINING.key(), if case.joins { "existing" } else { "new" });
    let (Some(head), Some(first)) = (case.household.head(), ids.first()) else { return };
    match case.joins {
        true => draft.put(core::NEW_HEAD_NAME.key(), head.relative("十郎")),
        false => draft.element(core::NEW_HEAD.key(), *first),
    }
    for (person, id) in case.household.people.iter().zip(ids) {
        let relationship = person.relationship(head);
        let new = if case.joins { in_parents_household(person, &relationship) } else { relationship };
        draft.put(core::MOVER_RELATIONSHIP.of(*id), new);
    }
}

/// 続柄 seen from a parent of the first mover.
fn in_parents_household(person: &Person, relationship: &str) -> String {
    match person.role {
        Role::Head => "child".into(),
        Role::Spouse | Role::Partner | Role::Child => format!("child.{relationship}"),
        Role::Sibling => "child".into(),
        Role::Housemate => "housemate".into(),
        _ => "relative".into(),
    }
}

/// Questions of the demonstration city, where the dictionary has them.
fn city_items(draft: &mut Draft, dictionary: &Dictionary, dice: &mut Dice) {
    let guide = dice.pick(&["japanese", "easy_japanese", "english"]);
    let neighbourhood = dice.pick(&["yes", "no"]);
    for (path, text) in [("x.rubbish_guide", guide), ("x.neighbourhood", neighbourhood)] {
        draft.put_some_item(dictionary.by_path(path), text);
    }
}
