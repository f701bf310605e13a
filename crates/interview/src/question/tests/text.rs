//! Names, readings, Latin letters, card numbers, lines and messages.

use proptest::prelude::*;

use super::fixture::drawn;
use super::{World, field};
use crate::question::Widget;

#[test]
fn names_keep_the_persons_own_characters() {
    World::new().reads(
        &field("mover/name/alias"),
        "mover:1/name/alias",
        &[
            ("見本 太郎", "=見本　太郎"),
            ("  見本　　太郎 ", "=見本　太郎"),
            ("見本\u{A0}太郎", "=見本　太郎"),
            ("𠮷見﨑", "=𠮷見﨑"),
            ("\u{FA19}見", "=\u{FA19}見"),
            ("邉\u{E0101}見", "=邉\u{E0101}見"),
            ("か\u{3099}く", "=がく"),
            ("ハ\u{309A}ウロ", "=パウロ"),
            ("見\u{200B}本\u{202E}", "=見本"),
            ("SAMPLE, Taro-J.", "=SAMPLE,　Taro-J."),
            ("例々 ヶ・", "=例々　ヶ・"),
        ],
    );
    let longest = "見".repeat(100);
    let read = World::new().read(&field("mover/name/alias"), &[("mover:1/name/alias", &longest)]);
    assert_eq!(read, ["mover:1/name/alias=", &longest].concat());
}

#[test]
fn what_cannot_be_printed_in_a_name_is_named() {
    let longer = "見".repeat(101);
    World::new().reads(
        &field("mover/name/alias"),
        "mover:1/name/alias",
        &[("", "required"), ("\u{200B}\u{FEFF}", "required")],
    );
    for (typed, want) in [
        ("見本😀", "character_shown@mover:1/name/alias at=3 character=😀"),
        ("見\u{E000}", "character_unknown@mover:1/name/alias at=2 character=\u{E000}"),
        ("邉\u{E0101}\u{FDD0}", "character_unknown@mover:1/name/alias at=2 character=\u{FDD0}"),
        ("Nguyễn", "character_accent@mover:1/name/alias at=5 character=ễ"),
        ("見\u{7}本", "character@mover:1/name/alias at=2 character=\u{7}"),
        ("見本1", "character_shown@mover:1/name/alias at=3 character=1"),
        ("見(本)", "character_shown@mover:1/name/alias at=2 character=("),
        ("\u{E0101}見", "character_shown@mover:1/name/alias at=1 character=\u{E0101}"),
        (longer.as_str(), "too_long@mover:1/name/alias most=100"),
    ] {
        let read = World::new().read(&field("mover/name/alias"), &[("mover:1/name/alias", typed)]);
        assert_eq!(read, ["! ", want].concat());
    }
}

#[test]
fn readings_are_read_in_every_kana() {
    World::new().reads(
        &field("mover/name/kana"),
        "mover:1/name/kana",
        &[
            ("サンプル タロウ", "=サンプル　タロウ"),
            ("さんぷる　たろう", "=サンプル　タロウ"),
            ("ｻﾝﾌﾟﾙ ﾀﾛｳ", "=サンプル　タロウ"),
            ("か\u{3099}く", "=ガク"),
            ("ゔぁん・デル－ベルク", "=ヴァン・デルーベルク"),
            ("\u{2067}サンプル\u{2069}", "=サンプル"),
            ("", "required"),
            ("見本", "kana"),
            ("SAMPLE", "kana"),
            ("サンプル1", "kana"),
            ("サンプル😀", "kana"),
            ("ー", "kana"),
            ("・　・", "kana"),
        ],
    );
    let longer = "ア".repeat(101);
    let read = World::new().read(&field("mover/name/kana"), &[("mover:1/name/kana", &longer)]);
    assert_eq!(read, "! too_long@mover:1/name/kana most=100");
}

#[test]
fn latin_names_become_those_of_the_card() {
    World::new().reads(
        &field("mover/name/latin"),
        "mover:1/name/latin",
        &[
            ("SAMPLE TARO", "=SAMPLE TARO"),
            ("  sample   taro ", "=SAMPLE TARO"),
            ("ＳＡＭＰＬＥ　ｔａｒｏ", "=SAMPLE TARO"),
            ("O’Sample‐Example", "=O'SAMPLE-EXAMPLE"),
            ("sample, taro jr.", "=SAMPLE, TARO JR."),
            ("SAM\u{AD}PLE\u{200E}", "=SAMPLE"),
            ("", "required"),
            ("Nguyễn", "latin"),
            ("見本", "latin"),
            ("SAMPLE 2", "latin"),
            ("SAMPLE😀", "latin"),
            ("-", "latin"),
            (". ,", "latin"),
        ],
    );
    let longer = "A".repeat(101);
    let read = World::new().read(&field("mover/name/latin"), &[("mover:1/name/latin", &longer)]);
    assert_eq!(read, "! too_long@mover:1/name/latin most=100");
}

#[test]
fn card_numbers_are_read_in_either_width_and_case() {
    World::new().reads(
        &field("mover/residence/card_number"),
        "mover:1/residence/card_number",
        &[
            ("ZZ00000001ZZ", "=ZZ00000001ZZ"),
            ("zz 0000 0001 zz", "=ZZ00000001ZZ"),
            ("ＺＺ００００００００ｚｚ", "=ZZ00000000ZZ"),
            ("\u{FEFF}ZZ00000001ZZ", "=ZZ00000001ZZ"),
            ("", "required"),
            ("ZZ0000001ZZ", "form"),
            ("ZZ000000001ZZ", "form"),
            ("Z000000001ZZ", "form"),
            ("ZZ0000000OZZ", "form"),
            ("ZZ0000😀ZZ", "form"),
        ],
    );
}

#[test]
fn lines_take_what_can_be_printed() {
    let (longest, longer) = ("架".repeat(300), "架".repeat(301));
    for (typed, want) in [
        ("1 Sample St., Exampleville 〒①㈱", "=1 Sample St., Exampleville 〒①㈱"),
        ("Đường Mẫu 1", "=Đường Mẫu 1"),
        ("か\u{3099}", "=が"),
        (" 前\u{200D}後 ", "=前後"),
        (longest.as_str(), ["=", &longest].concat().as_str()),
        ("", "! required"),
        ("架空\t", "=架空"),
        ("架\t空", "! character@ at=2 character=\t"),
        ("🏠", "! character_shown@ at=1 character=🏠"),
        ("\u{F8FF}", "! character_unknown@ at=1 character=\u{F8FF}"),
        (longer.as_str(), "! too_long@ most=300"),
    ] {
        let want = match want.strip_prefix('=') {
            Some(text) => ["old_address/overseas=", text].concat(),
            None if want.contains('@') => want.replace('@', "@old_address/overseas"),
            None => [want, "@old_address/overseas"].concat(),
        };
        let read = World::new().read(&field("old_address/overseas"), &[("old_address/overseas", typed)]);
        assert_eq!(read, want);
    }
}

#[test]
fn messages_keep_their_lines() {
    let (longest, longer) = ("書".repeat(1000), "書".repeat(1001));
    for (typed, want) in [
        ("一\r\n二\r三\n\n四 ", "message=一\n二\n三\n\n四"),
        ("か\u{3099}\n　は\u{309A}", "message=が\n　ぱ"),
        (longest.as_str(), ["message=", &longest].concat().as_str()),
        ("\r\n \n", "! required@message"),
        ("一\n二😀", "! character_shown@message at=4 character=😀"),
        ("一\n\t二", "! character@message at=3 character=\t"),
        (longer.as_str(), "! too_long@message most=1000"),
    ] {
        assert_eq!(World::new().read(&field("message"), &[("message", typed)]), want);
    }
    let world = World::new().with(&[("message", "一\n二")]);
    let shown = world.show(&field("message"));
    assert_eq!(shown.controls[0].widget, Widget::Lines);
    assert_eq!(world.again(&field("message")), "message=一\n二");
}

#[test]
fn what_is_typed_is_shown_before_what_was_accepted() {
    for (path, kept, width) in [
        ("mover/name/alias", "見本　太郎", 32),
        ("mover/name/latin", "SAMPLE TARO", 32),
        ("mover/residence/card_number", "ZZ00000001ZZ", 14),
    ] {
        let name = path.replace("mover/", "mover:1/");
        let mut world = World::new().with(&[(&name, kept)]);
        assert_eq!(drawn(&world.show(&field(path))), [[&name, " =", kept].concat()]);
        assert_eq!(
            world.show(&field(path)).controls[0].widget,
            Widget::Line { mode: "text", autofill: "off", width }
        );
        assert_eq!(world.words(&field(path)), kept);
        world.draft.insert(name.clone(), " <b>".to_owned());
        assert_eq!(drawn(&world.show(&field(path))), [[&name, " = <b>"].concat()]);
        world.draft.insert(name.clone(), String::new());
        assert_eq!(drawn(&world.show(&field(path))), [[&name, " ="].concat()], "emptied is typed too");
    }
}

proptest! {
    #[test]
    fn names_and_lines_are_read_as_they_are_shown(
        name in "[一-鿋ァ-ヺA-Za-z]{1,40}(　[一-鿋ぁ-ゖ𠀀-𪛖]{1,40})?",
        latin in "[A-Z][A-Z,.'-]{0,40}( [A-Z]{1,40})?",
        kana in "[ァ-ヺ][ァ-ヺー・]{0,40}(　[ァ-ヺ]{1,40})?",
        line in "[0-9A-Za-z一-鿋]([ -~一-鿋]{0,80}[!-~一-鿋])?",
    ) {
        World::new().round(&field("mover/name/alias"), &[&name]);
        World::new().round(&field("mover/name/latin"), &[&latin]);
        World::new().round(&field("mover/name/kana"), &[&kana]);
        World::new().round(&field("old_address/overseas"), &[&line]);
        World::new().round(&field("message"), &[&[&line, "\n", &line].concat()]);
    }
}
