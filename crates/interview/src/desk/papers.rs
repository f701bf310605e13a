//! A late notification and its reason: never an error, it goes into the 遅延理由書 (住民基本台帳法22, 23条; 52条2項).

use kakanai_domain::calendar::ClosedDays;
use kakanai_domain::deadline::{Deadline, RESIDENCE};
use kakanai_record::core;

use super::seen::Desk;

pub(super) fn run(desk: &mut Desk) {
    let Some(moved) = desk.record.get(core::MOVE_DATE.key()).date() else { return };
    let filed = desk.record.get(core::RECEIVED_ON.key()).date().unwrap_or(desk.today);
    let deadline = Deadline::of(moved, RESIDENCE, &ClosedDays::default());
    let is_after_the_fact = matches!(desk.service, "move_in" | "move_within" | "move_ward");
    let told = desk.record.get(core::DELAY_REASON.key()).is_answered();
    if is_after_the_fact && deadline.is_late(filed) && !told {
        desk.hint_with(core::DELAY_REASON, "desk.late_reason", ("day", deadline.last_day.into()));
    }
}
