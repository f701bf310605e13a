//! People: entered twice, residence, names.

use kakanai_record::Date;

use crate::world::{TODAY, WHOLE, catalogue, table, told};

#[test]
fn nobody_is_entered_twice() {
    let pair = |one: [&str; 2], two: [&str; 2]| {
        format!(
            "mover:1/name/kanji={}, mover:1/birth={}, mover:2/name/kanji={}, mover:2/birth={}",
            one[0], one[1], two[0], two[1]
        )
    };
    // Latin names come on the page after: the hint stands there.
    let catalogue = &catalogue(&["mover/name/latin"]);
    for (facts, page, wanted) in [
        (pair(["見本　太郎", "1985-12-03"], ["見本 太郎", "1985-12-03"]), "mover:2/birth", true),
        (pair(["見本　太郎", "1985-12-03"], ["見本 太郎", "1985-12-03"]), "mover:1/birth", false),
        (pair(["見本　一", "2020-12-03"], ["見本　二", "2020-12-03"]), "mover:2/birth", false),
        (pair(["見本　太郎", "1985-12-03"], ["見本　太郎", "2015-12-03"]), "mover:2/birth", false),
        (pair(["見本　太郎", "!"], ["見本　太郎", "!"]), "mover:2/birth", false),
    ] {
        let told = told(catalogue, "move_in", &facts, page, TODAY);
        let hint = "hint alert.entered_twice@mover:2/name/kanji.family";
        assert_eq!(told, if wanted { vec![hint] } else { Vec::new() }, "{facts}");
    }
    let latin = "mover:1/name/latin=SAMPLE A, mover:1/birth=1990-01-01, mover:2/name/latin=SAMPLE A, mover:2/birth=1990-01-01";
    table(&[("move_in", latin, "mover:2/name/latin", "hint alert.entered_twice@mover:2/name/latin")]);
}

#[test]
fn periods_of_stay() {
    let stay = |facts: &str| {
        format!("move/date=2026-11-10, mover:1/residence/{}", facts.replace(", ", ", mover:1/residence/"))
    };
    let expires = |day: &str| stay(&format!("status=student, expires={day}"));
    let at = "mover:1/residence/expires";
    let hint = |key: &str| format!("hint {key}@mover:1/residence/expires.year");
    table(&[
        ("move_in", &expires("2026-11-20"), at, ""),
        ("move_in", &expires("2026-11-19"), at, &hint("alert.stay_may_go_on")),
        ("move_in", &expires("2026-09-20"), at, &hint("alert.stay_may_go_on")),
        ("move_in", &expires("2026-09-19"), at, "stop error.stay_expired@mover:1/residence/expires.year"),
        // Who leaves may leave because of it.
        ("move_out|move_within", &expires("2026-09-19"), at, &hint("error.stay_expired")),
        ("move_in", &expires("?"), at, ""),
        ("move_in", &expires("!"), at, ""),
        ("move_out", "move/date=2026-12-10, mover:1/residence/expires=2026-12-10", at, ""),
        (
            "move_out",
            "move/date=2026-12-10, mover:1/residence/expires=2026-12-09",
            at,
            &hint("alert.stay_ends_before"),
        ),
        // Three months more than the period: renewed ahead.
        ("move_in", &stay("status=trainee_2ro, period=P1Y, expires=2028-02-20"), at, ""),
        (
            "move_in",
            &stay("status=trainee_2ro, period=P1Y, expires=2028-03-20"),
            at,
            &hint("alert.stay_longer"),
        ),
        ("move_in", &stay("status=trainee_2ro, period=P6M, expires=2027-08-20"), at, ""),
        (
            "move_in",
            &stay("status=trainee_2ro, period=P6M, expires=2027-09-20"),
            at,
            &hint("alert.stay_longer"),
        ),
        ("move_in", &stay("status=trainee_2ro, period=P90D, expires=2027-05-17"), at, ""),
        ("move_in", &stay("status=trainee_2ro, period=?, expires=2036-01-01"), at, ""),
        ("move_in", &stay("status=highly_skilled_2, expires=2030-01-01"), at, &hint("alert.stay_endless")),
        // What is not asked any more is not judged: 永住者 said so after an old last day.
        ("move_in", &stay("status=permanent, expires=2020-01-01"), at, ""),
        ("move_in", &stay("status=designated, period=P1Y, expires=2036-01-01"), at, ""),
    ]);
}

#[test]
fn statuses_and_cards() {
    let status = "mover:1/residence/status";
    let catalogue = &*WHOLE;
    for (key, today, wanted) in [
        ("employment_for_skill", Date::constant(2027, 3, 31), 1),
        ("employment_for_skill", Date::constant(2027, 4, 1), 0),
        ("trainee_2ro", TODAY, 0),
        ("special_permanent", TODAY, 0),
        ("?", TODAY, 0),
    ] {
        let told = told(catalogue, "move_in", &format!("{status}={key}"), status, today);
        let error = "stop error.status_not_yet@mover:1/residence/status";
        assert_eq!(told, vec![error; wanted], "{key} on {today}");
    }
    let cards = |one: &str, two: &str| {
        format!("mover:1/residence/card_number={one}, mover:2/residence/card_number={two}")
    };
    let [first, second] = ["mover:1/residence/card_number", "mover:2/residence/card_number"];
    let twice = cards("ZZ00000001ZZ", "ZZ00000001ZZ");
    table(&[
        ("move_in", &twice, second, &format!("stop error.card_number_twice@{second}")),
        // Mended one after the other where two were mixed up: the first one may come out equal for a while.
        ("move_in", &twice, first, &format!("hint error.card_number_twice@{first}")),
        ("move_in", &cards("ZZ00000001ZZ", "ZZ00000002ZZ"), second, ""),
        ("move_in", &cards("?", "?"), second, ""),
        ("move_in", "mover:1/nationality=VNM", "mover:1/nationality", ""),
        (
            "move_in",
            "mover:1/nationality=JPN",
            "mover:1/nationality",
            "stop error.nationality_japan@mover:1/nationality",
        ),
    ]);
}

#[test]
fn names_and_kana() {
    let parts = "hint alert.kana_parts@mover:1/name/kana.family";
    let differs = "hint alert.kana_differs@mover:1/name/kana.family";
    for (kanji, kana, wanted) in [
        ("見本　太郎", "ミホン　タロウ", ""),
        ("𠮷見　さくら", "ヨシミ　サクラ", ""),
        ("見本　ゆうこ", "ミホン　ユウコ", ""),
        ("みほん　タロウ", "ミホン　タロウ", ""),
        ("見本　さくら", "ミホン　ハナコ", differs),
        ("見本　太郎", "ミホンタロウ", parts),
        ("見本太郎", "ミホン　タロウ", parts),
        ("見本　太郎　一郎", "ミホン　タロウイチロウ", ""),
        ("SAMPLE　ANNA　MARIA", "サンプル　アンナマリア", ""),
        ("SAMPLE", "サンプル", ""),
        ("見本　太郎", "?", ""),
    ] {
        let facts = format!("mover:1/name/kanji={kanji}, mover:1/name/kana={kana}");
        table(&[("move_in", &facts, "mover:1/name/kanji", wanted)]);
    }
    let alias = |alias: &str| {
        format!("mover:1/name/kanji=SAMPLE　ANNA, mover:1/name/latin=SAMPLE ANNA, mover:1/name/alias={alias}")
    };
    let same = "hint alert.alias_same@mover:1/name/alias";
    table(&[
        ("move_in", &alias("見本　杏奈"), "mover:1/name/alias", ""),
        ("move_in", &alias("Sample Anna"), "mover:1/name/alias", same),
        ("move_in", &alias("-"), "mover:1/name/alias", ""),
    ]);
}
