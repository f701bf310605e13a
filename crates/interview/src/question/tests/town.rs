//! Town, lot and building.

use kakanai_catalogue::{Ask, Field};
use kakanai_record::core;
use proptest::prelude::*;

use super::fixture::drawn;
use super::{World, ask};
use crate::question::Widget;

const POSTAL: &str = "old_address/postal";
const MUNICIPALITY: &str = "old_address/municipality";
const TOWN: &str = "old_address/town";
const OTHER: &str = "old_address/town.other";
const LOT: &str = "old_address/lot";
const BUILDING: &str = "old_address/building";

fn question() -> Field {
    ask(Ask::Town {
        postal: core::OLD_POSTAL,
        municipality: core::OLD_MUNICIPALITY,
        town: core::OLD_TOWN,
        lot: core::OLD_LOT,
        building: core::OLD_BUILDING,
    })
}

fn at(postal: &str) -> World {
    World::new().with(&[(POSTAL, postal)])
}

/// What is read of the town alone, written as `code town`, or its problem.
fn town(world: &World, sent: &[(&str, &str)]) -> String {
    let read = world.read(&question(), &[sent, &[(LOT, "1番")]].concat());
    let short = read.replace("old_address/municipality=", "").replace(" old_address/town=", " ");
    short.replace(" old_address/lot=1番 old_address/building=-", "").replace("@old_address/", "@")
}

#[test]
fn a_town_of_the_postal_code_is_chosen() {
    for (postal, sent, want) in [
        ("0000002", "999971.例示町", "999971 例示町"),
        ("0000001", "999971.見本本町二丁目", "999971 見本本町二丁目"),
        ("9990002", "990011.空町", "990011 空町"),
        ("9990003", "990011.中央", "990011 中央"),
        ("9990003", "990020.北", "990020 北"),
        ("0000001", "", "! required@town"),
        ("0000001", "999971.例示町", "! choose@town"),
        ("0000001", "例示町", "! choose@town"),
        ("0000001", "999989.見本本町二丁目", "! choose@town"),
        ("9990003", "990020.中央", "! choose@town"),
    ] {
        assert_eq!(town(&at(postal), &[(TOWN, sent)]), want, "{postal} {sent}");
    }
}

#[test]
fn a_town_that_the_table_leaves_open_is_written() {
    let longest = "町".repeat(120);
    let longer = "町".repeat(121);
    for (other, want) in [
        ("大字架空", "990011 大字架空"),
        (" 大字　架空\u{200B} ", "990011 大字架空"),
        ("か\u{3099}け", "990011 がけ"),
        ("仮県ひな市大字架空", "990011 大字架空"),
        ("ひな市　大字架空", "990011 大字架空"),
        ("見本県ためし市一番町", "990011 見本県ためし市一番町"),
        ("仮県ひな市", "! required@town.other"),
        (longest.as_str(), ["990011 ", &longest].concat().as_str()),
        ("", "! required@town.other"),
        ("　", "! required@town.other"),
        ("架空😀", "! character_shown@town.other at=3 character=😀"),
        ("\u{E001}", "! character_unknown@town.other at=1 character=\u{E001}"),
        (longer.as_str(), "! too_long@town.other most=120"),
    ] {
        assert_eq!(town(&at("9990002"), &[(TOWN, "990011."), (OTHER, other)]), want);
    }
    let beside = [(TOWN, "990011.本町"), (OTHER, "大字架空")];
    assert_eq!(town(&at("9990002"), &beside), "990011 本町", "a chosen town counts");
}

#[test]
fn whole_addresses_are_taken_apart() {
    for (sent, want) in [
        ("見本県みほん市東区例示町", "999971 例示町"),
        ("見本県 みほん市 東区　例示町", "999971 例示町"),
        ("みほん市西区空想ケ丘", "999989 空想ケ丘"),
        ("見本県みほん市例示町", "999999 例示町"),
        ("見本県ためし市一番町", "999962 一番町"),
        ("ためし市一番町", "999962 一番町"),
        ("見本県れいだい郡れい台町中央", "999954 中央"),
        ("れいだい郡れい台町中央", "999954 中央"),
        ("仮県ひな市雛町", "990011 雛町"),
        ("ひな郡かり町\u{200B}北", "990020 北"),
        ("どこか県どこか市どこか町", "· どこか県どこか市どこか町"),
        ("仮県", "· 仮県"),
        ("見本県みほん市東区", "! town_missing@town"),
        ("仮県ひな市", "! town_missing@town"),
        ("", "! required@town"),
        ("見本県ためし市🏠", "! character_shown@town at=8 character=🏠"),
        ("見本県ためし市\u{E000}", "! character_unknown@town at=8 character=\u{E000}"),
    ] {
        assert_eq!(town(&World::new(), &[(TOWN, sent)]), want, "{sent}");
        assert_eq!(town(&at("1234567"), &[(TOWN, sent)]), want, "a code that no table knows: {sent}");
    }
    let longest = "町".repeat(120);
    assert_eq!(
        town(&World::new(), &[(TOWN, &["ためし市", &longest].concat())]),
        ["999962 ", &longest].concat()
    );
    let longer = ["ためし市", &longest, "町"].concat();
    assert_eq!(town(&World::new(), &[(TOWN, &longer)]), "! too_long@town most=120");
}

#[test]
fn lots_and_buildings() {
    let read = |lot: &str, building: &str| {
        let sent = [(TOWN, "999971.例示町"), (LOT, lot), (BUILDING, building)];
        let read = at("0000002").read(&question(), &sent);
        read.replace("old_address/municipality=999971 old_address/town=例示町 ", "")
            .replace("old_address/", "")
    };
    let (lot, building) = ("1".repeat(121), "棟".repeat(301));
    for (typed, want) in [
        (["１－２－３", ""], "lot=1-2-3 building=-"),
        (["1ー2ー3", "　"], "lot=1-2-3 building=-"),
        (["一丁目2番3号", "架空ハイツ１０１"], "lot=一丁目2番3号 building=架空ハイツ１０１"),
        (["9999 番地 の 1", ""], "lot=9999番地の1 building=-"),
        (["12", " 架空\u{200B}荘 "], "lot=12 building=架空荘"),
        (["12", "か\u{3099}荘"], "lot=12 building=が荘"),
        (["", ""], "! required@lot"),
        (["1😀", ""], "! character_shown@lot at=2 character=😀"),
        (["1", "\u{E000}"], "! character_unknown@building at=1 character=\u{E000}"),
        (["", "😀"], "! required@lot ! character_shown@building at=1 character=😀"),
        ([&lot, &building], "! too_long@lot most=120 ! too_long@building most=300"),
    ] {
        assert_eq!(read(typed[0], typed[1]), want);
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let nothing = at("0000001").read(&question(), &[]);
    assert_eq!(nothing, "! required@old_address/town ! required@old_address/lot");
    let optional = Field { optional: true, ..question() };
    let left_out = "old_address/municipality=· old_address/town=· old_address/lot=· old_address/building=·";
    assert_eq!(World::new().read(&optional, &[(TOWN, ""), (LOT, " ")]), left_out);
    let half = World::new().read(&optional, &[(BUILDING, "架空荘")]);
    assert_eq!(half, "! required@old_address/town ! required@old_address/lot");
}

#[test]
fn towns_are_shown_as_choices() {
    let rest = ["old_address/lot ", "old_address/building "];
    for (postal, answers, want) in [
        ("0000002", &[][..], &["old_address/town 町名=[*999971.例示町]"][..]),
        (
            "9990002",
            &[],
            &[
                "old_address/town 町名=[990011.本町|990011.空町|990011.]",
                "old_address/town.other 町名（上の表にないとき）=",
            ],
        ),
        (
            "9990002",
            &[(MUNICIPALITY, "990011"), (TOWN, "空町")],
            &[
                "old_address/town 町名=[990011.本町|*990011.空町|990011.]",
                "old_address/town.other 町名（上の表にないとき）=",
            ],
        ),
        (
            "9990002",
            &[(MUNICIPALITY, "990011"), (TOWN, "大字")],
            &[
                "old_address/town 町名=[990011.本町|990011.空町|*990011.]",
                "old_address/town.other 町名（上の表にないとき）=大字",
            ],
        ),
        // The name of a town in the other municipality of the code.
        (
            "9990003",
            &[(MUNICIPALITY, "990020"), (TOWN, "中央")],
            &[
                "old_address/town 町名=[990011.中央|990020.北|*990020.]",
                "old_address/town.other 町名（上の表にないとき）=中央",
            ],
        ),
        // The postal code was changed after the town.
        (
            "0000003",
            &[(MUNICIPALITY, "999971"), (TOWN, "例示町")],
            &["old_address/town 町名=[999971.雛形|999971.雛形新田]"],
        ),
        (
            "9990004",
            &[(MUNICIPALITY, "999971"), (TOWN, "例示町")],
            &["old_address/town 町名=[*990020.]", "old_address/town.other 町名（上の表にないとき）="],
        ),
    ] {
        let shown = drawn(&at(postal).with(answers).show(&question()));
        let (town, below) = shown.split_at(shown.len() - 2);
        assert_eq!(town, want, "{postal} {answers:?}");
        assert!(below.iter().zip(rest).all(|(shown, name)| shown.starts_with(name)), "{below:?}");
    }
}

#[test]
fn many_towns_unfold_and_none_of_another_code_is_sent() {
    let changed = at("9990005").with(&[(MUNICIPALITY, "990020"), (TOWN, "北")]).show(&question());
    let control = &changed.controls[0];
    assert!(matches!(control.widget, Widget::Select { .. }));
    assert_eq!(control.value, "", "or the browser would show the first as chosen");
    let words = &control.choices()[9].words.plain;
    assert_eq!(words, "仮県ひな郡かり町十条");
    let open = at("9990004").show(&question());
    assert_eq!(open.controls[0].choices()[0].words.plain, "仮県ひな郡かり町（町名は下に書く）");
}

#[test]
fn what_is_typed_is_shown_before_what_was_accepted() {
    let typing = [(TOWN, "990011.空町"), (OTHER, "x"), (LOT, ""), (BUILDING, "<b>")];
    let kept = [(MUNICIPALITY, "990011"), (TOWN, "本町"), (LOT, "1番"), (BUILDING, "荘")];
    let shown = drawn(&at("9990002").with(&kept).typing(&typing).show(&question()));
    assert_eq!(shown[0], "old_address/town 町名=[990011.本町|*990011.空町|990011.]");
    assert!(shown[1].ends_with("=x") && shown[2].ends_with('=') && shown[3].ends_with("=<b>"), "{shown:?}");
    let written = World::new().with(&kept).typing(&[(TOWN, "ひな")]);
    assert_eq!(drawn(&written.show(&question()))[0], "old_address/town 都道府県から町名まで=ひな");
}

#[test]
fn words_of_the_summary() {
    for (answers, want) in [
        (
            &[(MUNICIPALITY, "999971"), (TOWN, "例示町"), (LOT, "1-2"), (BUILDING, "架空荘")][..],
            "見本県みほん市東区例示町1-2　架空荘",
        ),
        (&[(MUNICIPALITY, "990020"), (TOWN, "北"), (LOT, "1-2"), (BUILDING, "-")], "仮県ひな郡かり町北1-2"),
        (&[(MUNICIPALITY, "123456"), (TOWN, "北"), (LOT, "1")], "123456北1"),
        (&[(TOWN, "どこか町"), (LOT, "1")], "どこか町1"),
        (&[(MUNICIPALITY, "?"), (TOWN, "?"), (LOT, "?"), (BUILDING, "?")], "わからない"),
        (&[(MUNICIPALITY, "-"), (TOWN, "-"), (LOT, "-"), (BUILDING, "-")], "なし"),
        (&[], ""),
    ] {
        assert_eq!(World::new().with(answers).words(&question()), want);
    }
}

proptest! {
    #[test]
    fn every_address_is_read_as_it_is_shown(
        place in prop::sample::select(vec![
            ("0000001", "999971", "見本本町三丁目"), ("9990001", "990011", "雛町"), ("9990002", "990011", "大字"),
            ("9990003", "990020", "中央"), ("9990003", "990011", "中央"), ("9990004", "990020", "北"),
            ("9990005", "990020", "十条"), ("1234567", "999962", "一番町"), ("1234567", "999989", "架空"),
        ]),
        lot in "[1-9][0-9]{0,3}(-[1-9][0-9]{0,2}){0,2}|[一-十]丁目[1-9]番[1-9]号|[1-9]番地の[1-9]",
        building in "[一-鿋A-Z][一-鿋A-Z0-9 ]{0,20}[0-9]",
    ) {
        let (postal, municipality, town) = place;
        let kept = [(MUNICIPALITY, municipality), (TOWN, town), (LOT, lot.as_str()), (BUILDING, building.as_str())];
        let world = at(postal).with(&kept);
        prop_assert_eq!(world.again(&question()), world.accepted(&question()));
    }
}
