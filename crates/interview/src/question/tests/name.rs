//! Names with their readings.

use kakanai_catalogue::{Ask, Field};
use kakanai_record::core;
use proptest::prelude::*;

use super::fixture::drawn;
use super::{World, ask};

const KANJI: &str = "mover:1/name/kanji";
const KANA: &str = "mover:1/name/kana";

fn question() -> Field {
    ask(Ask::Name { kanji: core::MOVER_NAME, kana: core::MOVER_KANA })
}

fn read(parts: [&str; 4]) -> String {
    read_as(&question(), parts)
}

fn read_as(field: &Field, [family, given, kana_family, kana_given]: [&str; 4]) -> String {
    World::new().read(
        field,
        &[
            ("mover:1/name/kanji.family", family),
            ("mover:1/name/kanji.given", given),
            ("mover:1/name/kana.family", kana_family),
            ("mover:1/name/kana.given", kana_given),
        ],
    )
}

#[test]
fn parts_are_joined_by_one_wide_space() {
    for (parts, name, kana) in [
        (["見本", "太郎", "ミホン", "タロウ"], "見本　太郎", "ミホン　タロウ"),
        ([" 見本　", "\u{200B}太郎", "みほん", "ﾀﾛｳ"], "見本　太郎", "ミホン　タロウ"),
        (["見本", "", "ミホン", ""], "見本", "ミホン"),
        (["", "太郎", "", "タロウ"], "太郎", "タロウ"),
        (
            ["サンプル", "タロウ ジュニア", "サンプル", "タロウ・ジュニア"],
            "サンプル　タロウ　ジュニア",
            "サンプル　タロウ・ジュニア",
        ),
        (["邉\u{E0100}見", "𠮷子", "ヘンミ", "ヨシコ"], "邉\u{E0100}見　𠮷子", "ヘンミ　ヨシコ"),
        (["か\u{3099}", "は\u{309A}", "か\u{3099}", "は\u{309A}"], "が　ぱ", "ガ　パ"),
        (["髙例", "々", "タカレイ", "ー"], "髙例　々", "タカレイ　ー"),
    ] {
        let want = [KANJI, "=", name, " ", KANA, "=", kana].concat();
        assert_eq!(read(parts), want, "{parts:?}");
    }
}

#[test]
fn what_is_wrong_is_told_at_the_part_it_stands_in() {
    let longer = "見".repeat(98);
    for (parts, want) in [
        (["", "", "", ""], "required@kanji.family | required@kana.family"),
        (["", "", "ミホン", "タロウ"], "required@kanji.family"),
        (["見本", "太郎", "", " "], "required@kana.family"),
        (["見本😀", "太郎", "ミホン", "タロウ"], "character_shown@kanji.family at=3 character=😀"),
        (["見本", "太郎😀", "ミホン", "タロウ"], "character_shown@kanji.given at=3 character=😀"),
        (["見本", "\u{E000}", "ミホン", "タロウ"], "character_unknown@kanji.given at=1 character=\u{E000}"),
        (["見本", "Joé", "ミホン", "ジョ"], "character_accent@kanji.given at=3 character=é"),
        (["見\u{7}", "太郎", "ミホン", "タロウ"], "character@kanji.family at=2 character=\u{7}"),
        (["見本", "太郎", "見本", "タロウ"], "kana@kana.family"),
        (["見本", "太郎", "ミホン", "太郎"], "kana@kana.given"),
        (["見本", "1", "ミホン", "x"], "character_shown@kanji.given at=1 character=1 | kana@kana.given"),
        ([longer.as_str(), "太郎", "ミホン", "タ"], "too_long@kanji.family most=100"),
        (["", "", "", "・"], "required@kanji.family | kana@kana.family"),
    ] {
        let want = ["! ", want].concat().replace('@', "@mover:1/name/").replace(" | ", " ! ");
        assert_eq!(read(parts), want, "{parts:?}");
    }
    let fits = read([&longer, "太", "ミホン", "タ"]);
    assert!(fits.starts_with("mover:1/name/kanji="), "a hundred characters with the space: {fits}");
}

#[test]
fn left_out_only_where_nothing_is_written() {
    let optional = Field { optional: true, ..question() };
    assert_eq!(read_as(&optional, ["", " ", "", "　"]), "mover:1/name/kanji=· mover:1/name/kana=·");
    assert_eq!(read_as(&optional, ["", "", "ミホン", ""]), "! required@mover:1/name/kanji.family");
    assert_eq!(read_as(&optional, ["見本", "", "", ""]), "! required@mover:1/name/kana.family");
}

#[test]
fn it_is_shown_in_four_lines() {
    let names = [
        "kanji.family 氏（みょうじ）=",
        "kanji.given 名（なまえ）=",
        "kana.family フリガナ（氏）=",
        "kana.given フリガナ（名）=",
    ];
    for (name, kana, values) in [
        ("見本　太郎", "ミホン　タロウ", ["見本", "太郎", "ミホン", "タロウ"]),
        ("見本", "ミホン", ["見本", "", "ミホン", ""]),
        (
            "サンプル　タロウ　ジュニア",
            "サンプル　タロウ",
            ["サンプル", "タロウ　ジュニア", "サンプル", "タロウ"],
        ),
    ] {
        let world = World::new().with(&[(KANJI, name), (KANA, kana)]);
        let want = std::array::from_fn::<_, 4, _>(|at| ["mover:1/name/", names[at], values[at]].concat());
        assert_eq!(drawn(&world.show(&question())), want);
        assert_eq!(world.words(&question()), [name, "（", kana, "）"].concat());
        assert_eq!(world.again(&question()), world.accepted(&question()));
    }
    let world =
        World::new().with(&[(KANJI, "見本　太郎")]).typing(&[("mover:1/name/kanji.given", "花\u{200B}")]);
    let shown = drawn(&world.show(&question()));
    assert_eq!(shown[0], "mover:1/name/kanji.family 氏（みょうじ）=見本");
    assert_eq!(shown[1], "mover:1/name/kanji.given 名（なまえ）=花\u{200B}");
}

#[test]
fn words_say_a_name_once() {
    let words = |answers: &[(&str, &str)]| World::new().with(answers).words(&question());
    assert_eq!(words(&[]), "");
    assert_eq!(words(&[(KANJI, "見本　太郎")]), "見本　太郎");
    assert_eq!(words(&[(KANJI, "サンプル"), (KANA, "サンプル")]), "サンプル");
    assert_eq!(words(&[(KANJI, "-"), (KANA, "-")]), "なし");
}

#[test]
fn labels_are_those_of_the_language() {
    let shown = World::english().show(&question());
    let labels: Vec<&str> = shown.controls.iter().map(|control| control.label.plain.as_str()).collect();
    let kana = ["Family name in kana (フリガナ)", "Given name in kana (フリガナ)"];
    assert_eq!(labels, ["Family name", "Given name", kana[0], kana[1]]);
    let furigana = World { furigana: true, ..World::new() }.show(&question());
    assert_eq!(
        furigana.hint.html.to_string(),
        "<ruby>戸籍<rp>（</rp><rt>こせき</rt><rp>）</rp></ruby>のとおりに入れてください。"
    );
    assert_eq!(furigana.hint.plain, "戸籍のとおりに入れてください。");
    assert_eq!(furigana.legend.plain, "名前");
}

proptest! {
    #[test]
    fn every_name_is_read_as_it_is_shown(
        name in "[一-鿋々]{1,30}(　[一-鿋ぁ-ゖ]{1,30}){0,2}",
        kana in "[ァ-ヺ][ァ-ヺー]{0,30}(　[ァ-ヺ]{1,30}){0,2}",
    ) {
        let world = World::new().with(&[(KANJI, &name), (KANA, &kana)]);
        prop_assert_eq!(world.again(&question()), world.accepted(&question()));
    }
}
