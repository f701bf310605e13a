//! Days of moving and of birth, the 転出 before.

use kakanai_interview::checks;
use kakanai_interview::problem::Argument;
use kakanai_record::Date;

use crate::world::{TODAY, WHOLE, place, record, table, told};

#[test]
fn days_of_moving() {
    let late = "hint alert.move_late@move/date.year";
    let future = "stop error.move_future@move/date.year";
    let after = "move_in|move_within|move_ward";
    table(&[
        // The 14th day after 11-07 is a Saturday, before a Sunday and a holiday: the period ends on 11-24.
        (after, "move/date=2026-11-20", "move/date", ""),
        (after, "move/date=2026-11-21", "move/date", future),
        (after, "move/date=2026-11-06", "move/date", ""),
        (after, "move/date=2026-11-05", "move/date", late),
        (after, "move/date=2021-11-20", "move/date", late),
        (after, "move/date=2021-11-19", "move/date", "hint alert.move_years_ago@move/date.year"),
        (after, "move/date=1900-01-01", "move/date", "hint alert.move_years_ago@move/date.year"),
        (after, "move/date=1899-12-31", "move/date", "stop error.move_too_old@move/date.year"),
        (after, "move/date=?", "move/date", ""),
        (after, "move/date=!", "move/date", ""),
        (after, "move/date=-", "move/date", ""),
        (after, "move/origin=domestic", "move/date", ""),
        ("move_out", "move/date=2026-11-20", "move/date", ""),
        ("move_out", "move/date=2027-01-19", "move/date", ""),
        ("move_out", "move/date=2027-01-20", "move/date", "hint alert.out_far@move/date.year"),
        ("move_out", "move/date=2026-11-19", "move/date", "hint alert.out_after@move/date.year"),
        ("move_out", "move/date=2026-11-06", "move/date", "hint alert.out_after@move/date.year"),
        ("move_out", "move/date=2026-11-05", "move/date", "hint alert.out_late@move/date.year"),
        ("move_out", "move/date=2021-11-19", "move/date", "hint alert.move_years_ago@move/date.year"),
        ("move_out", "move/date=?", "move/date", ""),
    ]);
    let catalogue = &*WHOLE;
    for (today, wanted) in [(Date::constant(2026, 11, 24), 0), (Date::constant(2026, 11, 25), 1)] {
        let told = told(catalogue, "move_in", "move/date=2026-11-07", "move/date", today);
        assert_eq!(told.len(), wanted, "{today}: {told:?}");
    }
    let record = record(catalogue, "move_in", "move/date=2026-11-05");
    let (page, element) = place(catalogue, "move_in", "move/date");
    let problem = checks::page(catalogue, &record, page, element, TODAY).remove(0);
    assert_eq!(problem.arguments, [("day", Argument::Day(Date::constant(2026, 11, 19)))]);
}

#[test]
fn days_of_birth() {
    let both = "mover:1/birth=2000-01-01, mover:2/birth=";
    let rows = [
        ("2026-11-10", "", ""),
        (
            "2026-11-11",
            "stop error.born_after_move@move/date.year",
            "stop error.born_after_move@mover:2/birth.year",
        ),
        ("2026-11", "", ""),
        (
            "2026-12",
            "stop error.born_after_move@move/date.year",
            "stop error.born_after_move@mover:2/birth.year",
        ),
        ("1906-11-20", "", ""),
        ("1906-11-19", "", "hint alert.birth_old@mover:2/birth.year"),
        ("1906", "", ""),
        ("!", "", ""),
        ("?", "", ""),
    ];
    for (birth, at_move, at_birth) in rows {
        let facts = format!("move/date=2026-11-10, {both}{birth}");
        table(&[
            ("move_in", &facts, "move/date", at_move),
            ("move_in", &facts, "mover:2/birth", at_birth),
            ("move_in", &facts, "mover:1/birth", ""),
        ]);
    }
}

#[test]
fn moving_out_before_moving_in() {
    let in_time = "move/origin=domestic, move/date=2026-11-10";
    let with = |facts: &str| format!("{in_time}, {facts}");
    let nobody = "hint alert.left_without_card@";
    table(&[
        ("move_in", &with("move/left=paper"), "move/left", ""),
        ("move_in", &with("move/left=not_yet"), "move/left", "hint alert.left_not_yet@move/left"),
        ("move_in", &with("move/left=lost"), "move/left", "hint alert.left_lost@move/left"),
        ("move_in", "move/origin=abroad, move/left=not_yet", "move/left", ""),
        ("move_within", &with("move/left=not_yet"), "move/left", ""),
        ("move_in", &with("move/left=?"), "move/left", ""),
        // The hint stands where the last answer is: on the page of the last card.
        ("move_in", &with("move/left=card, mover:1/card/held=no"), "move/left", ""),
        (
            "move_in",
            &with("move/left=card, mover:1/card/held=no"),
            "mover:1/card/held",
            &format!("{nobody}mover:1/card/held"),
        ),
        (
            "move_in",
            &with("move/left=card, mover:1/card/held=no, mover:2/card/held=yes"),
            "mover:2/card/held",
            "",
        ),
        (
            "move_in",
            &with("move/left=card, mover:1/card/held=no, mover:2/card/held=?"),
            "mover:2/card/held",
            "",
        ),
        ("move_in", "move/origin=domestic, move/left=card, move/date=2026-11-06", "move/left", ""),
        (
            "move_in",
            "move/origin=domestic, move/left=card, move/date=2026-11-05",
            "move/left",
            "hint alert.left_card_late@move/left",
        ),
    ]);
}
