//! Days of moving and of birth, and the 転出届 before a move in.
//!
//! 住民基本台帳法 22, 23条: within 14 days after the move, never before it; 24条: 転出 beforehand. After 14 days a 転出
//! is no 届出 any more and gives 転出証明書に準ずる証明書 (住民記録システム標準仕様書 4.1.3).

use kakanai_domain::age::{Reading, day_of_reaching};
use kakanai_domain::calendar::ClosedDays;
use kakanai_domain::deadline::{Counting, Deadline, Period, RESIDENCE};
use kakanai_record::{Date, ElementId, core};

use super::check::{Arguments, Check, day};

/// A 転出 planned for a day farther off than this may be a slip.
const FAR: (Period, Counting) = (Period::Days(60), Counting::FromNextDay);

pub(super) fn run(check: &mut Check) {
    if check.asks(core::MOVE_DATE) {
        move_date(check);
    }
    born_after(check);
    very_old(check);
    left(check);
}

fn deadline(moved: Date) -> Deadline {
    Deadline::of(moved, RESIDENCE, &ClosedDays::default())
}

/// Whether a move is filed after it: 転入, 転居, 区間異動.
fn is_after_the_fact(check: &Check) -> bool {
    matches!(check.service, "move_in" | "move_within" | "move_ward")
}

fn move_date(check: &mut Check) {
    let Some(moved) = check.get(core::MOVE_DATE).date() else { return };
    let told = if is_after_the_fact(check) {
        filed_after(moved, check.today)
    } else if check.service == "move_out" {
        filed_before(moved, check.today)
    } else {
        None
    };
    let years_ago = || day_of_reaching(moved, 5, Reading::Birthday) < check.today;
    match told {
        _ if moved.year() < 1900 => check.error(core::MOVE_DATE, "error.move_too_old", Vec::new()),
        Some((true, key, arguments)) => check.error(core::MOVE_DATE, key, arguments),
        Some(_) if years_ago() => check.alert(core::MOVE_DATE, "alert.move_years_ago", Vec::new()),
        Some((false, key, arguments)) => check.alert(core::MOVE_DATE, key, arguments),
        None => {}
    }
}

type Told = Option<(bool, &'static str, Arguments)>;

fn filed_after(moved: Date, today: Date) -> Told {
    let deadline = deadline(moved);
    if moved > today {
        Some((true, "error.move_future", day(moved)))
    } else {
        deadline.is_late(today).then(|| (false, "alert.move_late", day(deadline.last_day)))
    }
}

fn filed_before(moved: Date, today: Date) -> Told {
    let farthest = Deadline::of(today, FAR, &ClosedDays::default()).nominal;
    let key = match () {
        () if moved > farthest => "alert.out_far",
        () if deadline(moved).is_late(today) => "alert.out_late",
        () if moved < today => "alert.out_after",
        () => return None,
    };
    Some((false, key, Vec::new()))
}

/// Who was not born yet did not move: a child born afterwards is registered by its 出生届.
fn born_after(check: &mut Check) {
    let Some(moved) = check.record.get(core::MOVE_DATE.key()).date() else { return };
    let own = check.element.filter(|_| check.asks(core::MOVER_BIRTH));
    let (at, people) = match own.as_ref() {
        Some(id) => (core::MOVER_BIRTH, std::slice::from_ref(id)),
        None if check.asks(core::MOVE_DATE) => (core::MOVE_DATE, check.movers()),
        None => return,
    };
    for id in people {
        let earliest = check.birth(*id).and_then(|birth| birth.range()).map(|(from, _)| from);
        if earliest.is_some_and(|from| from > moved) {
            check.error(at, "error.born_after_move", check.name(*id));
        }
    }
}

fn very_old(check: &mut Check) {
    let Some(id) = check.element.filter(|_| check.asks(core::MOVER_BIRTH)) else { return };
    let latest = check.birth(id).and_then(|birth| birth.range()).map(|(_, to)| to);
    if latest.is_some_and(|to| day_of_reaching(to, 120, Reading::Birthday) < check.today) {
        check.alert(core::MOVER_BIRTH, "alert.birth_old", check.name(id));
    }
}

/// 転入 needs a 転出 where one comes from: by paper, or with the card of somebody who moves (22条2項, 24条の2). The way
/// with a card ends 14 days after the move (施行令24条の2).
fn left(check: &mut Check) {
    let left = check.record.get(core::MOVE_LEFT.key()).code();
    let abroad = check.record.get(core::MOVE_ORIGIN.key()).code() == Some("abroad");
    if check.service != "move_in" || abroad {
        return;
    }
    let word = match left {
        Some("not_yet") => Some("alert.left_not_yet"),
        Some("lost") => Some("alert.left_lost"),
        _ => None,
    };
    if let Some(word) = word.filter(|_| check.asks(core::MOVE_LEFT)) {
        check.alert(core::MOVE_LEFT, word, Vec::new());
    }
    // 転出 on the portal is one with the card too.
    if !matches!(left, Some("card" | "portal")) {
        return;
    }
    let has_none = |id: &ElementId| check.of(core::MOVER_CARD, *id).flag() == Some(false);
    let nobody = !check.movers().is_empty() && check.movers().iter().all(has_none);
    if let Some(at) = check.last_of(&[core::MOVE_LEFT, core::MOVER_CARD])
        && nobody
    {
        check.alert(at, "alert.left_without_card", Vec::new());
    }
    let moved = check.record.get(core::MOVE_DATE.key()).date();
    if let Some(at) = check.last_of(&[core::MOVE_DATE, core::MOVE_LEFT])
        && moved.is_some_and(|moved| deadline(moved).is_late(check.today))
    {
        check.alert(at, "alert.left_card_late", Vec::new());
    }
}
