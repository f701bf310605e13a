//! 印鑑登録 by the ordinance: residents of 15 and over; the same day in person with a photograph or a guarantor,
//! else by a letter of inquiry (照会書).

use kakanai_domain::age::{Reading, is_at_least};
use kakanai_record::{Tag, core};

use super::check::Check;
use super::notifier::NO_PHOTO;

pub(super) fn run(check: &mut Check) {
    let wanted = check.record.get(core::SEAL_WANTED.key()).flag() == Some(true);
    if wanted || check.service == "seal_registration" {
        age(check);
        letter(check);
    }
}

fn age(check: &mut Check) {
    const TAGS: [Tag; 3] = [core::SEAL_MOVER, core::SEAL_WANTED, core::MOVER_BIRTH];
    let Some(at) = check.one_of(&TAGS) else { return };
    let Some(id) = check.chosen(core::SEAL_MOVER) else { return };
    if at == core::MOVER_BIRTH && check.element != Some(id) {
        return;
    }
    let old = check.birth(id).and_then(|birth| is_at_least(&birth, 15, check.today, Reading::Birthday));
    if old == Some(false) {
        // A birth is corrected on its page, whoever the seal is for.
        let certain = check.last_of(&TAGS).is_some();
        check.raise(certain, at, "error.seal_child", check.name(id));
    }
}

fn letter(check: &mut Check) {
    const TAGS: [Tag; 7] = [
        core::SEAL_GUARANTOR,
        core::NOTIFIER_IDENTITY,
        core::NOTIFIER_MOVER,
        core::NOTIFIER_KIND,
        core::SEAL_REASON,
        core::SEAL_MOVER,
        core::SEAL_WANTED,
    ];
    let Some(at) = check.last_of(&TAGS) else { return };
    if check.record.get(core::SEAL_REASON.key()).code() == Some("end") {
        return;
    }
    let in_person = match check.code(core::NOTIFIER_KIND) {
        "" => true,
        "self" => {
            let [comes, owner] = [core::NOTIFIER_MOVER, core::SEAL_MOVER].map(|tag| check.chosen(tag));
            comes.is_none() || owner.is_none() || comes == owner
        }
        _ => false,
    };
    let no_photo = NO_PHOTO.contains(&check.code(core::NOTIFIER_IDENTITY));
    if !in_person {
        check.alert(at, "alert.seal_letter", Vec::new());
    } else if no_photo && check.get(core::SEAL_GUARANTOR).flag() != Some(true) {
        check.alert(at, "alert.seal_no_photo", Vec::new());
    }
}
