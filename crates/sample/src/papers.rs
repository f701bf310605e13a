//! Certificates, the seal, and who comes to the counter with what.

use kakanai_record::date::date_text;
use kakanai_record::{Answer, ElementId, core};

use crate::ages;
use crate::dice::Dice;
use crate::draft::Draft;
use crate::names;
use crate::places;
use crate::service::{Case, Service, is_from_koseki};

/// Everything after the matter itself.
pub(crate) fn fill(draft: &mut Draft, case: &Case, ids: &[ElementId], dice: &mut Dice) {
    let kind = notifier_kind(case, dice);
    certificates(draft, case, ids, kind, dice);
    let identity = notifier(draft, case, ids, kind, dice);
    seal(draft, case, ids, (kind, identity), dice);
    if dice.percent(10) {
        draft.put(core::MESSAGE.key(), "車いすで伺います。\n見本課にも寄りたいです。");
    }
}

fn certificates(draft: &mut Draft, case: &Case, ids: &[ElementId], notifier: &str, dice: &mut Dice) {
    let asks = match case.service {
        Service::MoveIn | Service::MoveWithin | Service::MoveWard => true,
        Service::SealRegistration => case.seal_is_new(),
        Service::MoveOut | Service::Certificates => false,
    };
    if asks {
        draft.flag(core::CERTIFICATES_WANTED.key(), !case.certificates.is_empty());
    }
    for kind in &case.certificates {
        let Some(id) = draft.add(core::CERTIFICATE) else { return };
        draft.put(core::CERTIFICATE_KIND.of(id), kind);
        draft.put(core::CERTIFICATE_COPIES.of(id), dice.between(1..=3).to_string());
        if case.service != Service::SealRegistration {
            certificate(draft, case, ids, (id, kind, notifier), dice);
        }
    }
}

fn certificate(
    draft: &mut Draft,
    case: &Case,
    ids: &[ElementId],
    (id, kind, notifier): (ElementId, &str, &str),
    dice: &mut Dice,
) {
    let of_residents = matches!(kind, "resident_record" | "removed_record" | "stated_items");
    let all = of_residents && dice.percent(75);
    if of_residents {
        draft.put(core::CERTIFICATE_EXTENT.of(id), if all { "all" } else { "part" });
        options(draft, case, id, dice);
    }
    if matches!(kind, "resident_record" | "stated_items") {
        draft.flag(core::CERTIFICATE_NUMBER.of(id), dice.percent(5));
        draft.flag(core::CERTIFICATE_CODE.of(id), dice.percent(5));
    }
    if let (false, [_, _, ..], Some(person)) = (all, ids, dice.choose(ids)) {
        draft.element(core::CERTIFICATE_MOVER.of(id), *person);
    }
    if is_from_koseki(kind) && notifier != "self" {
        draft.put(core::CERTIFICATE_RELATION.of(id), dice.pick(&["spouse", "lineal", "lineal", "other"]));
    }
    let purpose = dice.percent(40).then(|| dice.pick(&["見本銀行に出すため", "勤め先", "例示年金事務所"]));
    draft.put_some(core::CERTIFICATE_PURPOSE.of(id), purpose);
}

fn options(draft: &mut Draft, case: &Case, id: ElementId, dice: &mut Dice) {
    let people = &case.household.people;
    draft.flag(core::CERTIFICATE_RELATIONSHIP.of(id), dice.percent(40));
    if people.iter().any(|person| person.residence.is_none()) {
        draft.flag(core::CERTIFICATE_KOSEKI.of(id), dice.percent(25));
    }
    if people.iter().any(|person| person.residence.is_some()) {
        draft.flag(core::CERTIFICATE_FOREIGN.of(id), dice.percent(60));
    }
    draft.flag(core::CERTIFICATE_HISTORY.of(id), dice.percent(10));
}

/// Somebody of 15 or older with a good reason to have a seal registered.
fn seal(
    draft: &mut Draft,
    case: &Case,
    ids: &[ElementId],
    (notifier, identity): (&str, Option<&str>),
    dice: &mut Dice,
) {
    match case.service {
        Service::SealRegistration => {
            draft.put(core::SEAL_REASON.key(), case.seal_reason);
            if !case.seal_is_new() {
                return;
            }
            if notifier == "self" && identity.is_none_or(|paper| NO_PHOTO.contains(&paper)) {
                match dice.percent(20) {
                    true => draft.answer(core::SEAL_GUARANTOR.key(), Answer::DontKnow),
                    false => draft.flag(core::SEAL_GUARANTOR.key(), dice.percent(50)),
                }
            }
        }
        Service::MoveIn => {
            let wanted = dice.percent(35);
            draft.flag(core::SEAL_WANTED.key(), wanted);
            if !wanted {
                return;
            }
            let old_enough = |(person, _): &(&crate::person::Person, &ElementId)| person.age(case.on) >= 15;
            let able = case.household.people.iter().zip(ids).find(old_enough);
            if let (true, Some((_, id))) = (ids.len() > 1, able) {
                draft.element(core::SEAL_MOVER.key(), *id);
            }
        }
        _ => return,
    }
    draft.put(core::SEAL_NAME.key(), dice.pick(&["full", "family", "family", "given"]));
}

/// Documents without a photograph.
const NO_PHOTO: [&str; 3] = ["eligibility", "pension_notice", "other"];

fn notifier_kind(case: &Case, dice: &mut Dice) -> &'static str {
    match (case.service, dice.below(40)) {
        (_, 0..=3) => "agent",
        (_, 4) => "legal_agent",
        (Service::SealRegistration, _) => "self",
        (_, 5 | 6) => "household_member",
        (_, 7) => "same_address",
        (_, 8) => "messenger",
        _ => "self",
    }
}

/// Who comes; gives the document that shows who that is.
fn notifier(
    draft: &mut Draft,
    case: &Case,
    ids: &[ElementId],
    kind: &str,
    dice: &mut Dice,
) -> Option<&'static str> {
    draft.put(core::NOTIFIER_KIND.key(), kind);
    match (kind, ids) {
        ("self", [first, _, ..]) => draft.element(core::NOTIFIER_MOVER.key(), *first),
        ("self", _) => {}
        _ => somebody_else(draft, case, kind, dice),
    }
    let foreign = case.household.head().is_some_and(|head| head.residence.is_some());
    let identity = match dice.below(20) {
        0 => None,
        1 => Some("eligibility"),
        2 => Some("pension_notice"),
        3 => Some("passport"),
        _ if foreign && kind == "self" => Some("residence_card"),
        4..=11 => Some("driving_licence"),
        _ => Some("my_number_card"),
    };
    match identity {
        Some(paper) => draft.put(core::NOTIFIER_IDENTITY.key(), paper),
        None => draft.answer(core::NOTIFIER_IDENTITY.key(), Answer::DontKnow),
    }
    let phone = match dice.percent(60) {
        true => format!("0900000{:04}", dice.below(10_000)),
        false => format!("099900{:04}", dice.below(10_000)),
    };
    draft.put(core::NOTIFIER_PHONE.key(), phone);
    identity
}

fn somebody_else(draft: &mut Draft, case: &Case, kind: &str, dice: &mut Dice) {
    let family = names::PLAIN[dice.below(5) as usize];
    draft.put(core::NOTIFIER_NAME.key(), format!("{}\u{3000}十郎", family.written));
    draft.put(core::NOTIFIER_KANA.key(), format!("{}\u{3000}ジュウロウ", family.kana));
    if dice.percent(70) {
        let years = dice.between(20..=80);
        draft.put(core::NOTIFIER_BIRTH.key(), date_text(ages::birth(years, case.today, dice)));
    }
    let at_home = matches!(kind, "household_member" | "same_address");
    let line = if at_home { case.new.line() } else { places::elsewhere(dice).line() };
    draft.put(core::NOTIFIER_ADDRESS.key(), line);
    if kind != "household_member" {
        draft.put(core::NOTIFIER_AUTHORITY.key(), dice.pick(&["bring", "bring", "later", "none"]));
    }
}
