//! Households: the head of the new one, of the one left behind, and nobody entered twice.
//!
//! A household has exactly one head; who joins one is not it. The next head of those who stay is asked for only where
//! two or more of 15 and over remain. Who may be head has no age in law: hints only.

use kakanai_record::{Tag, core};

use super::check::{Check, plain};

pub(super) fn run(check: &mut Check) {
    heads_by_name(check);
    young_head(check);
    scope(check);
    entered_twice(check);
}

/// The head of a household that is joined, and the next one of a household that is left, do not move.
fn heads_by_name(check: &mut Check) {
    for (tag, key) in
        [(core::NEW_HEAD_NAME, "error.head_is_mover"), (core::OLD_NEXT_HEAD, "error.next_head_moves")]
    {
        if check.asks(tag)
            && let Some(mover) = check.mover_named(check.get(tag))
        {
            check.error(tag, key, check.name(mover));
        }
    }
}

/// Somebody under 15 as head, though an older one moves along, or nobody older does.
fn young_head(check: &mut Check) {
    let movers = check.movers();
    if let Some(head) = check.get(core::NEW_HEAD).element()
        && check.asks(core::NEW_HEAD)
        && check.is_at_least(head, 15) == Some(false)
        && movers.iter().any(|id| check.is_at_least(*id, 15) == Some(true))
    {
        check.alert(core::NEW_HEAD, "alert.head_child", check.name(head));
    }
    let new = check.get(core::MOVE_JOINING).code() == Some("new");
    let children = !movers.is_empty() && movers.iter().all(|id| check.is_at_least(*id, 15) == Some(false));
    if check.asks(core::MOVE_JOINING) && new && children {
        check.alert(core::MOVE_JOINING, "alert.children_alone", Vec::new());
    }
}

/// Where everybody moves, nobody stays behind.
fn scope(check: &mut Check) {
    const TAGS: [Tag; 3] = [core::MOVE_SCOPE, core::OLD_HEAD_LEAVES, core::OLD_ADULTS_STAYING];
    let stays = check.get(core::OLD_HEAD_LEAVES).flag() == Some(false)
        || check.get(core::OLD_ADULTS_STAYING).number().is_some_and(|staying| staying > 0);
    if let Some(at) = check.last_of(&TAGS)
        && check.code(core::MOVE_SCOPE) == "whole"
        && stays
    {
        check.alert(at, "alert.scope_whole", Vec::new());
    }
}

/// The same name and the same birth is the same person, most likely; twins have names of their own.
fn entered_twice(check: &mut Check) {
    let Some(at) = check.last_of(&[core::MOVER_NAME, core::MOVER_LATIN, core::MOVER_BIRTH]) else { return };
    let Some(id) = check.element else { return };
    let same = |other: kakanai_record::ElementId| {
        let name = |id| check.of(core::MOVER_NAME, id).text().or(check.of(core::MOVER_LATIN, id).text());
        let births = [id, other].map(|id| check.of(core::MOVER_BIRTH, id).value());
        let names = [id, other].map(|id| name(id).map(plain));
        check.is_before(other, id)
            && births[0].is_some()
            && births[0] == births[1]
            && names[0].is_some()
            && names[0] == names[1]
    };
    if check.movers().iter().any(|other| *other != id && same(*other)) {
        check.alert(at, "alert.entered_twice", check.name(id));
    }
}
