//! Documents seen, against what is asked for (see [`kakanai_domain::identity`] for the law).
//!
//! A notification may be taken without enough of them: then a 受理通知 goes to the old address. Certificates and seals
//! wait. For a seal certificate the 印鑑登録証 alone counts.

use kakanai_domain::authority::Notifier;
use kakanai_domain::identity::{Verdict, has_photo, verdict};
use kakanai_record::core;

use super::seen::Desk;

pub(super) fn run(desk: &mut Desk) {
    if !desk.seals_only() {
        enough(desk);
    }
    if desk.is_about_a_seal() && desk.code(core::SEAL_REASON) != Some("end") {
        same_day(desk);
    }
}

fn enough(desk: &mut Desk) {
    let key = match (verdict(&desk.documents()), desk.is_move()) {
        (Verdict::Enough, _) => return,
        (Verdict::None, true) => "desk.identity_none_move",
        (Verdict::None, false) => "desk.identity_none",
        (Verdict::OneMore, true) => "desk.identity_one_more_move",
        (Verdict::OneMore, false) => "desk.identity_one_more",
    };
    desk.hint(core::IDENTITY, key);
}

/// A seal is registered the same day for its owner in person, with a photograph or a guarantor; else by 照会書.
fn same_day(desk: &mut Desk) {
    let Some(notifier) = desk.notifier() else { return };
    let [comes, owner] = [core::NOTIFIER_MOVER, core::SEAL_MOVER].map(|tag| desk.chosen(tag));
    let another = comes.is_some() && owner.is_some() && comes != owner;
    let guarantor = desk.record.get(core::SEAL_GUARANTOR.key()).flag() == Some(true);
    if notifier != Notifier::OneSelf || another {
        desk.hint(core::IDENTITY, "desk.seal_agent");
    } else if !has_photo(&desk.documents()) && !guarantor {
        desk.hint(core::IDENTITY, "desk.seal_letter");
    }
}
