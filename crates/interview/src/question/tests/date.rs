//! Days of the calendar.

use proptest::prelude::*;

use super::fixture::drawn;
use super::{World, field};

const PATH: &str = "move/date";

pub(super) fn parts<'a>(names: &'a [String; 4], typed: [&'a str; 4]) -> Vec<(&'a str, &'a str)> {
    names.iter().map(String::as_str).zip(typed).collect()
}

pub(super) fn names(path: &str) -> [String; 4] {
    ["era", "year", "month", "day"].map(|part| [path, ".", part].concat())
}

fn read(typed: [&str; 4]) -> String {
    World::new().read(&field(PATH), &parts(&names(PATH), typed))
}

#[test]
fn days_are_read_in_either_calendar() {
    for (typed, want) in [
        (["", "2026", "11", "7"], "2026-11-07"),
        (["R", "8", "11", "7"], "2026-11-07"),
        (["R", "８", "１１", "７"], "2026-11-07"),
        (["", "R8", "11", "7"], "2026-11-07"),
        (["", "ｒ８", "11", "7"], "2026-11-07"),
        (["", "令和８年", "11月", "7日"], "2026-11-07"),
        (["", "令 8", "11", "7"], "2026-11-07"),
        (["", "昭和60", "12", "3"], "1985-12-03"),
        (["", "令和元年", "5", "1"], "2019-05-01"),
        (["R", "元", "5", "1"], "2019-05-01"),
        (["R", "1", "5", "1"], "2019-05-01"),
        (["H", "31", "4", "30"], "2019-04-30"),
        (["S", "64", "1", "7"], "1989-01-07"),
        (["H", "元", "1", "8"], "1989-01-08"),
        (["M", "45", "7", "30"], "1912-07-30"),
        (["T", "15", "12", "25"], "1926-12-25"),
        (["", "2024", "2", "29"], "2024-02-29"),
        (["", " 2026\u{200E}", "01", "09 "], "2026-01-09"),
        (["", "1868", "1", "25"], "1868-01-25"),
        (["", "2199", "12", "31"], "2199-12-31"),
    ] {
        assert_eq!(read(typed), ["move/date=", want].concat(), "{typed:?}");
    }
}

#[test]
fn what_is_no_day_is_told_at_the_part_that_is_wrong() {
    for (typed, want) in [
        (["", "", "", ""], "required@move/date.year"),
        (["R", "", "", ""], "required@move/date.year"),
        (["", "\u{200B}", "　", ""], "required@move/date.year"),
        (["", "", "11", "7"], "date@move/date.year"),
        (["", "2026", "", "7"], "date@move/date.month"),
        (["", "2026", "11", ""], "date@move/date.day"),
        (["", "2026", "13", "7"], "date@move/date.month"),
        (["", "2026", "0", "7"], "date@move/date.month"),
        (["", "2026", "11", "31"], "date@move/date.day"),
        (["", "2026", "12", "32"], "date@move/date.day"),
        (["", "2026", "1", "0"], "date@move/date.day"),
        (["", "2026", "2", "29"], "date@move/date.day"),
        (["R", "7", "2", "29"], "date@move/date.day"),
        (["", "2026", "十一", "7"], "date@move/date.month"),
        (["", "2026", "11", "٣"], "date@move/date.day"),
        (["", "2026", "11", "😀"], "date@move/date.day"),
        (["", "20266", "11", "7"], "date@move/date.year"),
        (["", "9999", "11", "7"], "date@move/date.year"),
        (["", "2200", "1", "1"], "date@move/date.year"),
        (["", "1867", "12", "31"], "year_old@move/date.year"),
        (["", "8", "11", "7"], "year_old@move/date.year"),
        (["R", "R8", "11", "7"], "date@move/date.year"),
        (["X", "8", "11", "7"], "date@move/date.year"),
        (["", "X8", "11", "7"], "date@move/date.year"),
        (["", "-8", "11", "7"], "date@move/date.year"),
        (["R", "0", "11", "7"], "date@move/date.day"),
        (["R", "1", "4", "30"], "era@move/date.year"),
        (["H", "31", "5", "1"], "era@move/date.year"),
        (["S", "64", "1", "8"], "era@move/date.year"),
        (["H", "1", "1", "7"], "era@move/date.year"),
        (["M", "45", "7", "31"], "era@move/date.year"),
        (["M", "5", "12", "2"], "era@move/date.year"),
    ] {
        assert_eq!(read(typed), ["! ", want].concat(), "{typed:?}");
    }
}

#[test]
fn what_was_accepted_is_shown_unless_something_is_typed() {
    let world = World::new().with(&[(PATH, "2026-11-07")]);
    let shown = |world: &World| drawn(&world.show(&field(PATH)));
    let want = [
        "move/date.era 年の書き方=[*|R]",
        "move/date.year 年=2026",
        "move/date.month 月=11",
        "move/date.day 日=7",
    ];
    assert_eq!(shown(&world), want);
    let world = world.typing(&[("move/date.era", "R"), ("move/date.year", "八"), ("move/date.month", "")]);
    let want = [
        "move/date.era 年の書き方=[|*R]",
        "move/date.year 年=八",
        "move/date.month 月=",
        "move/date.day 日=7",
    ];
    assert_eq!(shown(&world), want);
}

#[test]
fn what_is_typed_is_said_in_both_calendars() {
    let names = names(PATH);
    for (typed, means) in [
        (["R", "8", "11", "7"], Some("2026年11月7日（令和8年）")),
        (["", "令和８年", "11月", "７日"], Some("2026年11月7日（令和8年）")),
        (["", "2019", "5", "1"], Some("2019年5月1日（令和元年）")),
        (["", "2026", "2", "29"], None),
        (["R", "8", "11", ""], None),
        (["", "", "", ""], None),
    ] {
        let world = World::new().with(&[(PATH, "2020-01-01")]).typing(&parts(&names, typed));
        assert_eq!(world.show(&field(PATH)).live.as_deref(), means, "{typed:?}");
    }
    let world = World::new().with(&[(PATH, "2020-01-01")]);
    assert_eq!(world.show(&field(PATH)).live.as_deref(), Some("2020年1月1日（令和2年）"));
}

#[test]
fn words_of_the_summary() {
    for (day, ja, en) in [
        ("2026-11-20", "2026年11月20日（令和8年）", "20 November 2026 (Reiwa 8)"),
        ("1989-01-07", "1989年1月7日（昭和64年）", "7 January 1989 (Shōwa 64)"),
        ("1989-01-08", "1989年1月8日（平成元年）", "8 January 1989 (Heisei 1)"),
        ("1912-07-30", "1912年7月30日（大正元年）", "30 July 1912 (Taishō 1)"),
        ("1873-01-01", "1873年1月1日（明治6年）", "1 January 1873 (Meiji 6)"),
        ("1870-02-01", "1870年2月1日", "1 February 1870"),
    ] {
        assert_eq!(World::new().with(&[(PATH, day)]).words(&field(PATH)), ja);
        assert_eq!(World::english().with(&[(PATH, day)]).words(&field(PATH)), en);
    }
}

proptest! {
    #[test]
    fn every_day_is_read_as_it_is_shown(year in 1868i16..=2199, month in 1i8..=12, day in 1i8..=31) {
        let Ok(day) = kakanai_record::Date::new(year, month, day) else { return Ok(()) };
        World::new().round(&field(PATH), &[&kakanai_record::date::date_text(day)]);
    }
}
