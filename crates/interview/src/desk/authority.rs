//! Whether who comes may act, and have what is asked for (see [`kakanai_domain::authority`] for the law).

use kakanai_domain::authority::{Certificate, Issue, Notifier, Proof, certificate, from_elsewhere};
use kakanai_domain::identity::has_photo;
use kakanai_record::core;

use super::seen::{Desk, Wanted};

pub(super) fn run(desk: &mut Desk) {
    let Some(notifier) = desk.notifier() else { return };
    let shown = notifier.is_shown_by(desk.proof());
    if !shown && !desk.seals_only() {
        proof(desk, notifier);
    }
    for wanted in desk.certificates() {
        issue(desk, notifier, shown, &wanted);
    }
}

fn proof(desk: &mut Desk, notifier: Notifier) {
    if desk.proof().is_some() {
        return desk.error(core::AUTHORITY_KIND, "desk.authority_wrong");
    }
    let key = match notifier {
        Notifier::LegalAgent => "desk.authority_legal",
        Notifier::Messenger => "desk.authority_messenger",
        _ => "desk.authority_none",
    };
    desk.hint(core::AUTHORITY_KIND, key);
}

fn issue(desk: &mut Desk, notifier: Notifier, shown: bool, wanted: &Wanted) {
    let Some(notifier) = beside(desk, notifier, wanted) else { return };
    let elsewhere = wanted.kind.is_of_koseki() && is_elsewhere(desk, wanted);
    let rule = if elsewhere { from_elsewhere } else { certificate };
    match rule(wanted.kind, notifier, wanted.relation) {
        Issue::Allowed if elsewhere && !has_photo(&desk.documents()) => {
            desk.about(wanted, "desk.identity_photo", true);
        }
        Issue::Allowed => {}
        Issue::Refused => desk.about(wanted, "desk.certificate_refused", false),
        // 転入 has ended the registration elsewhere, and a seal registered now has its card made now.
        Issue::NeedsSealCard if desk.service == "move_in" || desk.is_about_a_seal() => {}
        Issue::NeedsSealCard => desk.about(wanted, "desk.seal_card", true),
        // Who has not shown to be an agent at all has been told so.
        Issue::NeedsPowerOfAttorney if !shown => {}
        Issue::NeedsPowerOfAttorney if is_shown(desk, notifier) => {}
        Issue::NeedsPowerOfAttorney => desk.about(wanted, "desk.certificate_authority", true),
    }
}

/// Who comes, beside the person of a certificate: one of the people concerned who asks for another's is of his
/// household. What the two are to each other nobody has been asked then; for a 戸籍 the clerk looks into it.
fn beside(desk: &Desk, notifier: Notifier, wanted: &Wanted) -> Option<Notifier> {
    let comes = desk.chosen(core::NOTIFIER_MOVER);
    let another = wanted.mover.is_some() && comes.is_some() && wanted.mover != comes;
    let by_blood = wanted.kind.is_of_koseki() && wanted.kind != Certificate::Identity;
    match notifier {
        Notifier::OneSelf if another && by_blood => None,
        Notifier::OneSelf if another => Some(Notifier::HouseholdMember),
        other => Some(other),
    }
}

/// A 使者 carries what the person has signed.
fn is_shown(desk: &Desk, notifier: Notifier) -> bool {
    match desk.proof() {
        Some(Proof::PowerOfAttorney) => true,
        Some(Proof::Statement) => notifier == Notifier::Messenger,
        _ => false,
    }
}

fn is_elsewhere(desk: &Desk, wanted: &Wanted) -> bool {
    let Some(mover) = wanted.mover else { return false };
    let code = desk.record.get(core::KOSEKI_MUNICIPALITY.of(mover)).text();
    let city = desk.catalogue.city();
    code.is_some_and(|code| code != city.code && city.wards.iter().all(|ward| ward.code != code))
}
