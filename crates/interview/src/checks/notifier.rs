//! Who comes to the counter: agents and their papers, children, what shows who one is.
//!
//! 住民基本台帳法 27条: who is not of the household shows that he may. Everything here is a hint: papers are looked at
//! at the counter.

use kakanai_domain::age::{Reading, is_at_least};
use kakanai_record::{Tag, core};

use super::check::Check;
use crate::question::birth;

/// Documents without a photograph.
pub(super) const NO_PHOTO: [&str; 3] = ["eligibility", "pension_notice", "other"];

pub(super) fn run(check: &mut Check) {
    papers(check);
    child(check);
    is_mover(check);
    if check.asks(core::NOTIFIER_IDENTITY) && NO_PHOTO.contains(&check.code(core::NOTIFIER_IDENTITY)) {
        check.alert(core::NOTIFIER_IDENTITY, "alert.identity_two", Vec::new());
    }
}

/// A 委任状, or what shows a parent or guardian to be one. For a seal certificate alone the 登録証 is enough.
fn papers(check: &mut Check) {
    let [none, bring] = match check.code(core::NOTIFIER_KIND) {
        "agent" | "same_address" | "messenger" => ["alert.authority_none", "alert.authority_bring"],
        "legal_agent" => ["alert.proof_none", "alert.proof_bring"],
        _ => return,
    };
    let kinds = super::certificates::kinds_of_all(check);
    let seals_only =
        check.service == "certificates" && !kinds.is_empty() && kinds.iter().all(|kind| *kind == "seal");
    let Some(at) = check.last_of(&[core::NOTIFIER_KIND, core::NOTIFIER_AUTHORITY]) else { return };
    match check.code(core::NOTIFIER_AUTHORITY) {
        _ if seals_only => {}
        "bring" => {}
        "none" => check.alert(at, none, Vec::new()),
        _ => check.alert(at, bring, Vec::new()),
    }
}

fn child(check: &mut Check) {
    const TAGS: [Tag; 3] = [core::NOTIFIER_KIND, core::NOTIFIER_MOVER, core::NOTIFIER_BIRTH];
    let Some(at) = check.last_of(&TAGS) else { return };
    let birth = match check.code(core::NOTIFIER_KIND) {
        "self" => check.chosen(core::NOTIFIER_MOVER).and_then(|id| check.birth(id)),
        _ => birth::known(check.get(core::NOTIFIER_BIRTH)),
    };
    if birth.is_some_and(|birth| is_at_least(&birth, 15, check.today, Reading::Birthday) == Some(false)) {
        check.alert(at, "alert.notifier_child", Vec::new());
    }
}

/// Who is among the people concerned comes as himself; a namesake has another birth.
fn is_mover(check: &mut Check) {
    let other = !matches!(check.code(core::NOTIFIER_KIND), "" | "self");
    let Some(at) = check.last_of(&[core::NOTIFIER_NAME, core::NOTIFIER_BIRTH]) else { return };
    let Some(mover) = check.mover_named(check.get(core::NOTIFIER_NAME)).filter(|_| other) else { return };
    let births =
        [check.get(core::NOTIFIER_BIRTH), check.of(core::MOVER_BIRTH, mover)].map(|birth| birth.partial());
    if births[0].is_none() || births[0] == births[1] {
        check.alert(at, "alert.notifier_is_mover", check.name(mover));
    }
}
