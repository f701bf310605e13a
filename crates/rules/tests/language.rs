//! The language as people meet it: what is read, what it prints as, and what is refused with which words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop where they stand"
)]

use kakanai_record::{Dictionary, core};
use kakanai_rules::{Expr, Formula, Problem};
use proptest::prelude::*;

fn refusal(text: &str) -> String {
    Expr::parse(&Dictionary::core(), text).expect_err(text).to_string()
}

/// Rules as the procedures of a city need them, in their canonical spelling.
const RULES: &[&str] = &[
    "yes",
    "service == move_in",
    "service in {move_in, move_within, move_out}",
    "service not in {certificates, seal_registration}",
    "service == move_in and any(p in mover, age(p/birth, move/date) < 16 and not p/japanese)",
    "count(p in mover, age(p/birth, move/date) >= 15) >= 2",
    "count(mover) > 1 or move/joining == existing",
    "any(c in certificate, c/kind == resident_record and c/with_number)",
    "any(p in mover, new_household/head == p and p/sex == female)",
    "any(p in mover, p/relationship in {child, child.wife, husband_unregistered})",
    "move/date + 14 days < received_on",
    "received_on - 1 year 2 months >= 2025-04-01",
    "known(move/date) and not dont_know(move/date) and answered(old_address/country)",
    "applies(mover/residence/card_number) and unrecorded(mover/birth)",
    "mover/nationality == \"USA\" or mover/nationality in {\"GBR\", \"IRL\"}",
    "new_household/head/birth < 1951-04-02",
    "any(c in certificate, age_reached(c/mover/birth, received_on) >= 65)",
    "received_on > next_open(move/date + 14 days)",
    "new_household/head == mover and old_household/head != mover",
    "(move/scope == whole or move/origin == abroad) and not (household/dog or household/scooter)",
    "all(p in mover, not any(q in mover, q != p and q/name/kanji == p/name/kanji))",
    "any(p in mover, p/residence/period > 3 months and p/residence/expires >= move/date)",
    "any(p in mover, p/japanese) == (move/origin == abroad)",
    "count(p in mover, p/card/held) == count(mover) - 1",
    "any(c in certificate, c/kind == identity)",
    "any(p in mover, school_age(p/birth, move/date) in {6, 7}) and sum(c in certificate, c/copies) > 2",
    "month(received_on) == 4 or prefecture(old_address/municipality) != \"99\"",
];

#[test]
fn canonical_rules_print_as_they_are_written() {
    let dictionary = Dictionary::core();
    for rule in RULES {
        let expr = Expr::parse(&dictionary, rule).unwrap_or_else(|error| panic!("{rule}\n{error}"));
        assert_eq!(expr.to_string(), *rule);
    }
}

#[test]
fn spelling_is_free_where_it_does_not_matter() {
    let dictionary = Dictionary::core();
    let same = [
        (
            "  service==move_in # the first desk\n  and\tmove/scope == whole",
            "service == move_in and move/scope == whole",
        ),
        ("move_in == service", "move_in == service"),
        ("service == \"move_in\"", "service == move_in"),
        ("move/date+1 days+2 month<received_on", "move/date + 1 day + 2 months < received_on"),
        (
            "((household/dog)) or (household/dog and household/water)",
            "household/dog or household/dog and household/water",
        ),
        ("(household/dog or household/water) or yes", "(household/dog or household/water) or yes"),
        ("not(service == birth)", "not service == birth"),
        ("count(mover)>=-1", "count(mover) >= -1"),
        ("staff_note == \"a \\\"b\\\" \\\\\"", "staff_note == \"a \\\"b\\\" \\\\\""),
        ("service\u{3000}==\u{3000}move_in", "service == move_in"),
    ];
    for (written, printed) in same {
        let expr = Expr::parse(&dictionary, written).unwrap_or_else(|error| panic!("{written}\n{error}"));
        assert_eq!(expr.to_string(), printed);
        assert_eq!(Expr::parse(&dictionary, printed).unwrap(), expr);
    }
}

#[test]
fn refusals_say_where_what_and_what_would_fit() {
    let cases = [
        (
            "service == move_inn",
            "line 1, column 12: `move_inn` is not in the list `service`; its words are `move_in`, `move_within`",
        ),
        ("yes and\n  move/date == move_in", "line 2, column 16: no item `move_in`"),
        (
            "move/date == move/scope",
            "line 1, column 1: a date cannot be compared with a code of the list `scope`; beside a date stands a date such as `2026-11-20`",
        ),
        ("move/date == \"2026-11-20\"", "a date cannot be compared with a text"),
        ("move/dat < 2026-11-20", "column 1: no item `move/dat`; did you mean `move/date`, `move/left`?"),
        ("service < move_in", "a code of the list `service` has no order; compare it with `==`"),
        ("mover/nationality == \"Japan\"", "`mover/nationality` can never be \"Japan\": not of the form JPN"),
        (
            "age(mover/birth, service) > 1",
            "column 18: a code of the list `service` stands where a date is wanted",
        ),
        ("age(mover/birth) > 1", "`age` is written `age(p/birth, move/date)`"),
        (
            "next_open(move/date, move/date) < received_on",
            "`next_open` is written `next_open(move/date + 14 days)`",
        ),
        ("next_open(mover) == move/date", "stands where a date is wanted"),
        ("anny(p in mover, yes)", "no function `anny`; there are `any`, `all`, `count`"),
        ("any(p in service, yes)", "column 10: `service` is not a list"),
        ("any(mover in mover, yes)", "`mover` cannot name an element"),
        ("any(and in mover, yes)", "`and` cannot name an element"),
        ("any(p in mover, any(p in mover, yes))", "column 21: `p` cannot name an element"),
        (
            "any(p in mover, p == certificate)",
            "an entry of `mover` cannot be compared with an entry of `certificate`",
        ),
        ("any(p in mover, p/birht < 2000-01-01)", "no item `p/birht`"),
        ("move/date", "a date stands where a condition is wanted"),
        ("count(mover)", "a number stands where a condition is wanted"),
        ("move/date + 3 < received_on", "column 13: to a date one cannot add a number"),
        ("move/date - received_on < 3", "to a date one cannot add a date"),
        ("3 days 1 month == 3 days", "a duration is years, then months, then days"),
        ("1 < 2 < 3", "column 7: comparisons cannot be chained"),
        ("service = move_in", "the character '=' has no meaning here"),
        ("service == {move_in}", "a set stands only behind `in`"),
        ("service in move_in", "`move_in` stands where a set such as `{move_in, move_out}` is wanted"),
        ("service in {}", "`}` stands where an item, a number, a word, a function or `(` is wanted"),
        ("(yes", "line 1, column 5: the end stands where `)` is wanted"),
        (
            "yes no",
            "column 5: `no` stands where `and`, `or`, a comparison such as `==`, or the end is wanted",
        ),
        ("staff_note == \"abc", "column 15: a text that begins here does not end on this line"),
        ("move/date == 2026-02-30", "`2026-02-30` is not in the calendar"),
        ("count(mover) > 99999999999999999999", "`99999999999999999999` is too large"),
        ("", "line 1, column 1: the end stands where"),
        ("known(2)", "`known` is written with one item in its parentheses"),
        ("known(mover)", "`known` is written with one item in its parentheses"),
        ("mover", "an entry of `mover` stands where a condition is wanted"),
    ];
    for (text, words) in cases {
        let refusal = refusal(text);
        assert!(refusal.contains(words), "{text}\n got: {refusal}\nwant: {words}");
    }
}

#[test]
fn bombs_are_refused_and_not_followed() {
    let dictionary = Dictionary::core();
    let problem = |text: &str| Expr::parse(&dictionary, text).expect_err("refused").problem;
    for (open, close) in
        [("(", ")"), ("not ", ""), ("count(", ")"), ("1 in {(", ")}"), ("any(p in mover, ", ")")]
    {
        let bomb = format!("{}yes{}", open.repeat(500), close.repeat(500));
        assert!(matches!(problem(&bomb), Problem::TooDeep { .. }), "{open}");
    }
    let walks: String = (0..5).map(|level| format!("any(p{level} in mover, ")).collect();
    assert_eq!(problem(&format!("{walks}yes{}", ")".repeat(5))), Problem::TooManyWalks { most: 4 });
    assert!(matches!(problem(&"yes or ".repeat(5_000)), Problem::TooLong { .. }));
    // Long but flat is fine.
    let flat = vec!["household/dog"; 500].join(" or ");
    assert_eq!(Expr::parse(&dictionary, &flat).unwrap().to_string(), flat);
    let sum = format!("count(mover) + {} > 3", vec!["1"; 500].join(" - "));
    assert_eq!(Expr::parse(&dictionary, &sum).unwrap().to_string(), sum);
}

#[test]
fn a_rule_says_what_it_reads() {
    let dictionary = Dictionary::core();
    let rule = "any(c in certificate, age(c/mover/birth, move/date) < 15) or new_household/head == mover";
    let expr = Expr::parse(&dictionary, rule).unwrap();
    let items = [
        core::MOVE_DATE,
        core::MOVER,
        core::MOVER_BIRTH,
        core::NEW_HEAD,
        core::CERTIFICATE,
        core::CERTIFICATE_MOVER,
    ];
    assert_eq!(expr.items().into_iter().collect::<Vec<_>>(), items);
    assert_eq!(expr.current_lists().into_iter().collect::<Vec<_>>(), [core::MOVER]);
}

#[test]
fn formulas_have_a_kind() {
    let dictionary = Dictionary::core();
    let kind = |text: &str| Formula::parse(&dictionary, text).unwrap().kind().to_string();
    assert_eq!(kind("move/date + 14 days"), "a date");
    assert_eq!(kind("count(mover)"), "a number");
    assert_eq!(kind("service == move_in"), "a yes or no");
    assert_eq!(kind("new_household/head"), "an entry of `mover`");
    assert_eq!(kind("service"), "a code of the list `service`");
}

/// Pieces of the language in any order: mostly wrong, sometimes right.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "service",
        "move_in",
        "mover",
        "p",
        "p/birth",
        "mover/birth",
        "move/date",
        "certificate",
        "any(",
        "all(",
        "count(",
        "age(",
        "known(",
        "(",
        ")",
        "{",
        "}",
        ",",
        "==",
        "!=",
        "<",
        ">=",
        "in",
        "not",
        "and",
        "or",
        "+",
        "-",
        "14 days",
        "3",
        "years",
        "2026-11-20",
        "\"JPN\"",
        "yes",
        "p in mover,",
        "#",
        "\n",
        "/",
        "new_household/head",
        "child.wife",
        "\"",
        "日本",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn reading_never_panics(text in prop_oneof![any::<String>(), soup()]) {
        let dictionary = Dictionary::core();
        if let Ok(formula) = Formula::parse(&dictionary, &text) {
            let again = Formula::parse(&dictionary, &formula.to_string());
            prop_assert_eq!(again, Ok(formula));
        }
        let _ = Expr::parse(&dictionary, &text).map_err(|error| error.to_string());
    }
}
