//! Dates of birth, whole and in part.

use proptest::prelude::*;

use super::date::{names, parts};
use super::fixture::drawn;
use super::{World, field};

const ITEM: &str = "mover/birth";
const PATH: &str = "mover:1/birth";

fn read(typed: [&str; 4], unrecorded: bool) -> String {
    let names = names(PATH);
    let mut sent = parts(&names, typed);
    if unrecorded {
        sent.push(("mover:1/birth.unrecorded", "yes"));
    }
    World::new().read(&field(ITEM), &sent)
}

#[test]
fn whole_dates_are_read() {
    for (typed, want) in [
        (["S", "60", "12", "3"], "1985-12-03"),
        (["", "昭和６０年", "１２月", "３日"], "1985-12-03"),
        (["", "1985", "12", "3"], "1985-12-03"),
        (["M", "45", "7", "30"], "1912-07-30"),
        (["T", "元", "7", "30"], "1912-07-30"),
        (["S", "64", "1", "7"], "1989-01-07"),
        (["H", "元", "1", "8"], "1989-01-08"),
        (["", "2000", "2", "29"], "2000-02-29"),
        (["", "2026", "11", "20"], "2026-11-20"),
        (["S", "6\u{200B}0", "12", "3"], "1985-12-03"),
    ] {
        assert_eq!(read(typed, false), ["mover:1/birth=", want].concat(), "{typed:?}");
        assert_eq!(read(typed, true), ["mover:1/birth=", want].concat(), "{typed:?} with the box ticked");
    }
}

#[test]
fn parts_are_read_where_the_record_has_no_more() {
    for (typed, want) in [
        (["", "", "", ""], "×"),
        (["S", "", "", ""], "×"),
        (["", "1985", "", ""], "1985"),
        (["S", "20", "", ""], "1945"),
        (["S", "元", "", ""], "1926"),
        (["S", "20", "5", ""], "1945-05"),
        (["", "昭和20年", "５月", ""], "1945-05"),
        (["S", "64", "1", ""], "1989-01"),
        (["H", "1", "1", ""], "1989-01"),
        (["", "2026", "11", ""], "2026-11"),
        (["", "2026", "", ""], "2026"),
    ] {
        assert_eq!(read(typed, true), ["mover:1/birth=", want].concat(), "{typed:?}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    for (typed, unrecorded, want) in [
        (["", "", "", ""], false, "required@.year"),
        (["S", "", "", ""], false, "required@.year"),
        (["S", "60", "", ""], false, "date@.month"),
        (["S", "60", "12", ""], false, "date@.day"),
        (["S", "60", "", "3"], true, "date@.month"),
        (["", "", "12", ""], true, "date@.year"),
        (["", "2025", "2", "29"], false, "date@.day"),
        (["", "2026", "11", "21"], false, "birth_future@.year"),
        (["", "9999", "1", "1"], false, "birth_future@.year"),
        (["", "2026", "12", ""], true, "birth_future@.year"),
        (["", "2027", "", ""], true, "birth_future@.year"),
        (["R", "99", "", ""], true, "birth_future@.year"),
        (["", "1867", "12", "31"], false, "year_old@.year"),
        (["", "1867", "", ""], true, "year_old@.year"),
        (["", "60", "12", "3"], false, "year_old@.year"),
        (["", "60", "12", ""], true, "year_old@.year"),
        (["S", "64", "1", "8"], false, "era@.year"),
        (["S", "64", "2", ""], true, "era@.year"),
        (["S", "65", "", ""], true, "era@.year"),
        (["R", "1", "4", ""], true, "era@.year"),
        (["M", "5", "", ""], true, "era@.year"),
        (["", "1985", "13", ""], true, "date@.month"),
        (["", "1985", "😀", "3"], false, "date@.month"),
        (["", "一九八五", "12", "3"], false, "date@.year"),
    ] {
        let want = ["! ", want].concat().replace('@', "@mover:1/birth");
        assert_eq!(read(typed, unrecorded), want, "{typed:?} {unrecorded}");
    }
}

#[test]
fn it_is_shown_with_its_box() {
    let shown = |world: &World| drawn(&world.show(&field(ITEM)));
    let unrecorded = "mover:1/birth.unrecorded 月や日が、戸籍やカードに書かれていない=";
    for (kept, parts, ticked) in [
        ("1985-12-03", ["1985", "12", "3"], "[]"),
        ("1945-05", ["1945", "5", ""], "[*]"),
        ("1945", ["1945", "", ""], "[*]"),
        ("×", ["", "", ""], "[*]"),
    ] {
        let world = World::new().with(&[(PATH, kept)]);
        let [year, month, day] = parts;
        let want = [
            "mover:1/birth.era 年の書き方=[*|R|H|S|T|M]".to_owned(),
            ["mover:1/birth.year 年=", year].concat(),
            ["mover:1/birth.month 月=", month].concat(),
            ["mover:1/birth.day 日=", day].concat(),
            [unrecorded, ticked].concat(),
        ];
        assert_eq!(shown(&world), want, "{kept}");
        assert_eq!(world.again(&field(ITEM)), ["mover:1/birth=", kept].concat());
    }
    let typing =
        [("mover:1/birth.era", "S"), ("mover:1/birth.year", "六十"), ("mover:1/birth.unrecorded", "no")];
    let typed = shown(&World::new().with(&[(PATH, "1945")]).typing(&typing));
    assert_eq!(typed[0], "mover:1/birth.era 年の書き方=[|R|H|*S|T|M]");
    assert_eq!(typed[1], "mover:1/birth.year 年=六十");
    assert_eq!(typed[4], [unrecorded, "[]"].concat(), "the box that is no longer ticked stays so");
}

#[test]
fn day_and_age_are_said_while_typing() {
    let names = names(PATH);
    for (typed, ja, en) in [
        (["S", "60", "12", "3"], "昭和60年12月3日（1985年）・40歳", "3 December 1985 (Shōwa 60), age 40"),
        (["", "1985", "11", "20"], "昭和60年11月20日（1985年）・41歳", "20 November 1985 (Shōwa 60), age 41"),
        (["", "2024", "2", "29"], "令和6年2月29日（2024年）・2歳", "29 February 2024 (Reiwa 6), age 2"),
        (["", "2027", "1", "1"], "令和9年1月1日（2027年）", "1 January 2027 (Reiwa 9)"),
        (["S", "60", "12", ""], "", ""),
    ] {
        let typed = parts(&names, typed);
        let live = |world: World| world.typing(&typed).show(&field(ITEM)).live.unwrap_or_default();
        assert_eq!(live(World::new()), ja, "{typed:?}");
        assert_eq!(live(World::english()), en, "{typed:?}");
    }
}

#[test]
fn words_of_the_summary() {
    for (kept, ja, en) in [
        ("1985-12-03", "昭和60年12月3日（1985年）", "3 December 1985 (Shōwa 60)"),
        ("1912-07-30", "大正元年7月30日（1912年）", "30 July 1912 (Taishō 1)"),
        ("1945-05", "昭和20年5月日不詳（1945年）", "May 1945"),
        ("1945", "昭和20年月日不詳（1945年）", "1945"),
        ("1945-02-29", "昭和20年2月29日（1945年）", "29 February 1945"),
        ("1945~", "昭和20年頃（1945年）", "昭和20年頃（1945年）"),
        ("1921-03?", "推定大正10年3月（1921年）", "推定大正10年3月（1921年）"),
        ("×", "不詳", "Not on record"),
        ("?", "わからない", "I don't know"),
    ] {
        assert_eq!(World::new().with(&[(PATH, kept)]).words(&field(ITEM)), ja);
        assert_eq!(World::english().with(&[(PATH, kept)]).words(&field(ITEM)), en);
    }
}

proptest! {
    #[test]
    fn every_birth_is_read_as_it_is_shown(year in 1868i16..=2025, month in 0u8..=12, day in 0u8..=28) {
        let kept = match (month, day) {
            (0, _) => format!("{year}"),
            (month, 0) => format!("{year}-{month:02}"),
            (month, day) => format!("{year}-{month:02}-{day:02}"),
        };
        let mut world = World::new();
        world.set(&[(PATH, &kept)]);
        prop_assert_eq!(world.again(&field(ITEM)), ["mover:1/birth=", &kept].concat());
    }
}
