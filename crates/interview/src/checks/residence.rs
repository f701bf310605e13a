//! Residence of foreign nationals: the status and its days, period and card.
//!
//! 住民基本台帳法 30条の45: only who may stay in the middle or long term is on the resident record. Two months after the
//! last day nobody's stay goes on, not even with an application (入管法20条6項): for a 転入 that is an error, within
//! them a hint. Elsewhere it is a hint: who leaves may be leaving for that reason.

use kakanai_domain::residence_status::{self, Standing, standing};
use kakanai_record::{Date, Period, core};

use super::check::{Check, day};

/// A renewal is asked for up to three months ahead and counts from the old last day.
const RENEWED_AHEAD: u32 = 93;

pub(super) fn run(check: &mut Check) {
    let Some(id) = check.element.filter(|_| check.is_about(core::MOVER)) else { return };
    if check.asks(core::MOVER_EXPIRES) {
        expiry(check);
    }
    if check.asks(core::MOVER_STATUS) {
        status(check);
    }
    if check.asks(core::MOVER_NATIONALITY) && check.get(core::MOVER_NATIONALITY).text() == Some("JPN") {
        check.error(core::MOVER_NATIONALITY, "error.nationality_japan", Vec::new());
    }
    let number = check.get(core::MOVER_CARD_NUMBER).text();
    let others = check.movers().iter().filter(|other| **other != id);
    let same = others.filter(|other| check.of(core::MOVER_CARD_NUMBER, **other).text() == number);
    let same: Vec<_> = same.copied().collect();
    if check.asks(core::MOVER_CARD_NUMBER)
        && number.is_some()
        && let Some(other) = same.first()
    {
        // Two numbers that were mixed up are mended one after the other, the first one's first.
        let certain = same.iter().any(|other| check.is_before(*other, id));
        check.raise(certain, core::MOVER_CARD_NUMBER, "error.card_number_twice", check.name(*other));
    }
}

fn row(check: &Check) -> Option<&'static residence_status::ResidenceStatus> {
    match check.get(core::MOVER_STATUS).value()? {
        kakanai_record::Value::Code(code) => residence_status::find(code.word()),
        _ => None,
    }
}

fn status(check: &mut Check) {
    let Some(from) = row(check).and_then(|row| row.from) else { return };
    if check.today < from {
        check.error(core::MOVER_STATUS, "error.status_not_yet", day(from));
    }
}

fn expiry(check: &mut Check) {
    let Some(expires) = check.get(core::MOVER_EXPIRES).date() else { return };
    let at = core::MOVER_EXPIRES;
    if row(check).is_some_and(|row| row.is_indefinite()) {
        // What stands on such a card is how long the card is good for.
        return check.alert(at, "alert.stay_endless", Vec::new());
    }
    match standing(expires, check.today) {
        Standing::Expired => check.raise(check.service == "move_in", at, "error.stay_expired", day(expires)),
        Standing::MaybeExtended => check.alert(at, "alert.stay_may_go_on", day(expires)),
        Standing::Valid => {
            let moved = check.record.get(core::MOVE_DATE.key()).date();
            if moved.is_some_and(|moved| moved > expires) {
                check.alert(at, "alert.stay_ends_before", day(expires));
            }
        }
    }
    let period = check
        .get(core::MOVER_PERIOD)
        .period()
        .filter(|period| *period != Period { years: 0, months: 0, days: 0 });
    let Some(period) = period else { return };
    let length = u32::from(period.years) * 372 + u32::from(period.months) * 31 + u32::from(period.days);
    if rough(expires) > rough(check.today) + length + RENEWED_AHEAD {
        check.alert(at, "alert.stay_longer", Vec::new());
    }
}

/// A day as a number, months taken as 31 days.
fn rough(day: Date) -> u32 {
    let [year, month] = [day.year().unsigned_abs().into(), u32::from(day.month().unsigned_abs())];
    year * 372 + month * 31 + u32::from(day.day().unsigned_abs())
}
