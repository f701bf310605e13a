//! A case as a record: which items a service has, and in which words.

use kakanai_record::date::date_text;
use kakanai_record::{Answer, Dictionary, ElementId, ItemKind, Owner, Record, Tag, core};

use crate::dice::Dice;
use crate::draft::{Draft, SampleError};
use crate::names;
use crate::person::{Person, Role};
use crate::places::Address;
use crate::service::{Case, Service};

/// Items of an address.
struct AddressTags {
    postal: Tag,
    municipality: Tag,
    town: Tag,
    lot: Tag,
    building: Tag,
    country: Tag,
    overseas: Tag,
}

const OLD: AddressTags = AddressTags {
    postal: core::OLD_POSTAL,
    municipality: core::OLD_MUNICIPALITY,
    town: core::OLD_TOWN,
    lot: core::OLD_LOT,
    building: core::OLD_BUILDING,
    country: core::OLD_COUNTRY,
    overseas: core::OLD_OVERSEAS,
};

const NEW: AddressTags = AddressTags {
    postal: core::NEW_POSTAL,
    municipality: core::NEW_MUNICIPALITY,
    town: core::NEW_TOWN,
    lot: core::NEW_LOT,
    building: core::NEW_BUILDING,
    country: core::NEW_COUNTRY,
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
        address(&mut draft, &OLD, old);
    }
    address(&mut draft, &NEW, &case.new);
    if case.service.is_move() {
        the_move(&mut draft, case, &ids, dice);
        life(&mut draft, case, dice);
        city_items(&mut draft, dictionary, dice);
    }
    seal(&mut draft, case, &ids, dice);
    certificates(&mut draft, case, &ids, dice);
    notifier(&mut draft, case, &ids, dice);
    draft.finish()
}

fn mover(draft: &mut Draft, case: &Case, person: &Person, id: ElementId) {
    draft.put(core::MOVER_NAME.of(id), person.name());
    draft.put(core::MOVER_KANA.of(id), person.kana());
    draft.put_some(core::MOVER_LATIN.of(id), person.latin());
    draft.put(core::MOVER_BIRTH.of(id), date_text(person.birth));
    draft.put(core::MOVER_SEX.of(id), person.sex.key());
    draft.flag(core::MOVER_JAPANESE.of(id), person.residence.is_none());
    if let Some(koseki) = &person.koseki {
        draft.put(core::KOSEKI_TOWN.of(id), &koseki.town);
        draft.put(core::KOSEKI_LOT.of(id), &koseki.lot);
        draft.put(core::KOSEKI_HEAD.of(id), &koseki.head);
    }
    if let Some(residence) = &person.residence {
        draft.put(core::MOVER_NATIONALITY.of(id), residence.country);
        draft.put(core::MOVER_STATUS.of(id), residence.status);
        draft.put(core::MOVER_CARD_NUMBER.of(id), &residence.card_number);
        match residence.period {
            Some((period, expires)) => {
                draft.put(core::MOVER_PERIOD.of(id), period);
                draft.put(core::MOVER_EXPIRES.of(id), date_text(expires));
            }
            // 永住者 stay without limit; the card says `***`.
            None => {
                draft.answer(core::MOVER_PERIOD.of(id), Answer::NotApplicable);
                draft.answer(core::MOVER_EXPIRES.of(id), Answer::NotApplicable);
            }
        }
    }
    if !case.service.is_move() {
        return;
    }
    match person.card {
        Some(held) => draft.flag(core::MOVER_CARD.of(id), held),
        None => draft.answer(core::MOVER_CARD.of(id), Answer::DontKnow),
    }
    draft.put(core::MOVER_INSURANCE.of(id), person.insurance);
    draft.put_some(core::MOVER_PENSION.of(id), person.pension);
    draft.put_some(core::MOVER_SCHOOL.of(id), person.school);
    sensitive(draft, case, person, id);
}

/// Asked of those whom it may concern.
fn sensitive(draft: &mut Draft, case: &Case, person: &Person, id: ElementId) {
    if person.age(case.on) >= 65 {
        draft.flag(core::MOVER_CARE.of(id), person.care);
    }
    if person.handbook || case.service == Service::MoveWithin {
        draft.flag(core::MOVER_HANDBOOK.of(id), person.handbook);
    }
    if person.pregnant {
        draft.flag(core::MOVER_PREGNANT.of(id), true);
    }
}

fn address(draft: &mut Draft, tags: &AddressTags, address: &Address) {
    match address {
        Address::Here { place, lot, building } => {
            draft.put(tags.postal.key(), place.postal);
            draft.put(tags.municipality.key(), place.municipality);
            draft.put(tags.town.key(), place.town);
            draft.put(tags.lot.key(), lot);
            match building {
                Some(building) => draft.put(tags.building.key(), building),
                None => draft.answer(tags.building.key(), Answer::NotApplicable),
            }
        }
        Address::Abroad { country, text } => {
            draft.put(tags.country.key(), country);
            draft.put(tags.overseas.key(), text);
        }
    }
}

fn the_move(draft: &mut Draft, case: &Case, ids: &[ElementId], dice: &mut Dice) {
    let far = if case.service == Service::MoveOut { Some(&case.new) } else { case.old.as_ref() };
    let abroad = matches!(far, Some(Address::Abroad { .. }));
    draft.put(core::MOVE_DATE.key(), date_text(case.on));
    draft.put(core::MOVE_ORIGIN.key(), if abroad { "abroad" } else { "domestic" });
    draft.put(core::MOVE_SCOPE.key(), "whole");
    draft.put(core::MOVE_JOINING.key(), if case.joins { "existing" } else { "new" });
    let (Some(head), Some(first)) = (case.household.head(), ids.first()) else { return };
    match case.joins {
        true => draft.put(core::NEW_HEAD_NAME.key(), existing_head(head)),
        false => draft.element(core::NEW_HEAD.key(), *first),
    }
    for (person, id) in case.household.people.iter().zip(ids) {
        let relationship = person.relationship(head);
        let new = if case.joins { in_parents_household(person, &relationship) } else { relationship.clone() };
        draft.put(core::MOVER_RELATIONSHIP.of(*id), new);
        if case.service != Service::MoveIn {
            draft.put(core::MOVER_OLD_RELATIONSHIP.of(*id), relationship);
        }
    }
    if abroad && case.service == Service::MoveIn {
        return;
    }
    match dice.below(12) {
        0 => draft.answer(core::OLD_HEAD_NAME.key(), Answer::DontKnow),
        _ => draft.put(core::OLD_HEAD_NAME.key(), head.name()),
    }
}

/// The parent whose household the first mover goes back to.
fn existing_head(first: &Person) -> String {
    format!("{}\u{3000}十郎", first.family.written)
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

fn life(draft: &mut Draft, case: &Case, dice: &mut Dice) {
    let people = &case.household.people;
    let child =
        |person: &Person| matches!(person.role, Role::Child | Role::Grandchild) && person.age(case.on) < 19;
    if people.iter().any(|person| person.age(case.on) < 19) {
        let youngest = people.iter().any(|person| child(person) && person.age(case.on) < 18);
        draft.flag(
            core::CHILD_ALLOWANCE.key(),
            youngest && case.old.as_ref().is_none_or(|old| !is_abroad(old)),
        );
    }
    if people.iter().any(child) {
        let pair = |person: &Person| matches!(person.role, Role::Spouse | Role::Partner | Role::ChildSpouse);
        draft.flag(core::ONE_PARENT.key(), !people.iter().any(pair));
    }
    for (tag, percent) in [(core::SCOOTER, 20), (core::DOG, 12), (core::WATER, 80)] {
        match dice.percent(5) {
            true => draft.answer(tag.key(), Answer::DontKnow),
            false => draft.flag(tag.key(), dice.percent(percent)),
        }
    }
}

const fn is_abroad(address: &Address) -> bool {
    matches!(address, Address::Abroad { .. })
}

/// A city's own questions get an answer of their kind.
fn city_items(draft: &mut Draft, dictionary: &Dictionary, dice: &mut Dice) {
    for item in dictionary.items().filter(|item| item.tag.is_city() && item.owner == Owner::Citizen) {
        if !dictionary.lists(item.tag).is_empty() {
            continue;
        }
        let key = item.tag.key();
        match &item.kind {
            ItemKind::Flag => draft.flag(key, dice.percent(50)),
            ItemKind::Code(codes) => {
                let keys: Vec<String> = codes.iter().map(|code| code.key().to_owned()).collect();
                draft.put_some(key, dice.choose(&keys));
            }
            _ => {}
        }
    }
}

/// Somebody of 15 or older with a good reason to have a seal registered.
fn seal(draft: &mut Draft, case: &Case, ids: &[ElementId], dice: &mut Dice) {
    let wanted = match case.service {
        Service::SealRegistration => true,
        Service::MoveIn => dice.percent(35),
        _ => return,
    };
    draft.flag(core::SEAL_WANTED.key(), wanted);
    let old_enough = |(person, _): &(&Person, &ElementId)| person.age(case.on) >= 15;
    let able = case.household.people.iter().zip(ids).find(old_enough);
    if let (true, Some((_, id))) = (wanted && ids.len() > 1, able) {
        draft.element(core::SEAL_MOVER.key(), *id);
    }
}

fn certificates(draft: &mut Draft, case: &Case, ids: &[ElementId], dice: &mut Dice) {
    let kinds: &[&str] = match case.service {
        Service::SealRegistration => &["seal"],
        Service::Certificates if dice.percent(30) => &["resident_record", "seal"],
        Service::Certificates => &["resident_record"],
        Service::MoveOut => return,
        _ if dice.percent(40) => return,
        _ => &["resident_record"],
    };
    for kind in kinds {
        let Some(id) = draft.add(core::CERTIFICATE) else { return };
        draft.put(core::CERTIFICATE_KIND.of(id), kind);
        draft.put(core::CERTIFICATE_COPIES.of(id), dice.between(1..=3).to_string());
        if let ("seal", Some(first)) = (*kind, ids.first()) {
            draft.element(core::CERTIFICATE_MOVER.of(id), *first);
            continue;
        }
        let all = dice.percent(75);
        draft.put(core::CERTIFICATE_EXTENT.of(id), if all { "all" } else { "part" });
        if let (false, Some(first)) = (all, ids.first()) {
            draft.element(core::CERTIFICATE_MOVER.of(id), *first);
        }
        draft.flag(core::CERTIFICATE_RELATIONSHIP.of(id), dice.percent(40));
        draft.flag(core::CERTIFICATE_KOSEKI.of(id), dice.percent(25));
        draft.flag(core::CERTIFICATE_NUMBER.of(id), false);
    }
}

fn notifier(draft: &mut Draft, case: &Case, ids: &[ElementId], dice: &mut Dice) {
    let kind = match dice.below(20) {
        0 | 1 => "agent",
        2 if case.joins => "household_member",
        _ => "self",
    };
    draft.put(core::NOTIFIER_KIND.key(), kind);
    match (kind, ids) {
        ("self", [first, _, ..]) => draft.element(core::NOTIFIER_MOVER.key(), *first),
        ("self", _) => {}
        _ => {
            let family = names::PLAIN[dice.below(5) as usize];
            draft.put(core::NOTIFIER_NAME.key(), format!("{}\u{3000}十郎", family.written));
            draft.put(core::NOTIFIER_KANA.key(), format!("{}\u{3000}ジュウロウ", family.kana));
            let joined = kind == "household_member";
            let line = if joined { case.new.line() } else { crate::places::elsewhere(dice).line() };
            draft.put(core::NOTIFIER_ADDRESS.key(), line);
        }
    }
    let phone = match dice.percent(60) {
        true => format!("0900000{:04}", dice.below(10_000)),
        false => format!("099900{:04}", dice.below(10_000)),
    };
    draft.put(core::NOTIFIER_PHONE.key(), phone);
}
