//! Periods of stay.

use proptest::prelude::*;

use super::fixture::drawn;
use super::{World, field};

const PATH: &str = "mover/residence/period";

fn read(parts: [&str; 3]) -> String {
    let names = ["year", "month", "day"].map(|part| ["mover:1/residence/period.", part].concat());
    let sent: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(parts).collect();
    World::new().read(&field(PATH), &sent)
}

#[test]
fn periods_of_cards_are_read() {
    for (parts, want) in [
        (["1", "3", ""], "P1Y3M"),
        (["１年", "３月", ""], "P1Y3M"),
        (["5", "", ""], "P5Y"),
        (["", "6", ""], "P6M"),
        (["", "", "90"], "P90D"),
        (["", "", "９０日"], "P90D"),
        ([" 1\u{200B} ", "0", "0"], "P1Y"),
        (["99", "99", "999"], "P99Y99M999D"),
    ] {
        assert_eq!(read(parts), ["mover:1/residence/period=", want].concat(), "{parts:?}");
    }
}

#[test]
fn what_is_no_period_is_refused() {
    for (parts, key) in [
        (["", "", ""], "required"),
        (["年", "月", ""], "required"),
        (["0", "0", "0"], "period"),
        (["一", "", ""], "period"),
        (["1.5", "", ""], "period"),
        (["-1", "", ""], "period"),
        (["100", "", ""], "period"),
        (["", "100", ""], "period"),
        (["", "", "1000"], "period"),
        (["😀", "", ""], "period"),
        (["1", "3ヶ", ""], "period"),
    ] {
        let want = ["! ", key, "@mover:1/residence/period.year"].concat();
        assert_eq!(read(parts), want, "{parts:?}");
    }
}

#[test]
fn it_is_shown_in_three_boxes_and_said_in_both_languages() {
    let answers = [("mover:1/residence/period", "P1Y3M")];
    let world = World::new().with(&answers);
    let boxes =
        ["year 年=1", "month 月=3", "day 日="].map(|part| ["mover:1/residence/period.", part].concat());
    assert_eq!(drawn(&world.show(&field(PATH))), boxes);
    assert_eq!(world.words(&field(PATH)), "1年3月");
    assert_eq!(World::english().with(&answers).words(&field(PATH)), "1 year(s) 3 month(s)");
    let world = world.typing(&[("mover:1/residence/period.year", "")]);
    assert_eq!(drawn(&world.show(&field(PATH)))[0], "mover:1/residence/period.year 年=");
}

proptest! {
    #[test]
    fn every_period_is_read_as_it_is_shown(years in 0u8..=99, months in 0u8..=99, days in 0u16..=999) {
        prop_assume!((years, months, days) != (0, 0, 0));
        let period = kakanai_record::Period { years, months, days }.to_string();
        World::new().round(&field(PATH), &[&period]);
    }
}
