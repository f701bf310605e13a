//! School years, months, prefectures and sums: their values, and what is not known of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop where they stand")]

use kakanai_record::{Dictionary, ElementId, Record, core, json};
use kakanai_rules::Truth::{False, True, Unknown};
use kakanai_rules::{Expr, Scope, Truth, Verdict};

fn record(text: &str) -> Record {
    json::from_str(&Dictionary::core(), text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

fn verdict(rule: &str, record: &Record, scope: &Scope) -> Verdict {
    let expr = Expr::parse(&Dictionary::core(), rule).unwrap_or_else(|error| panic!("{rule}\n{error}"));
    assert_eq!(expr.to_string(), rule, "canonical");
    expr.eval(record, scope)
}

fn truth(rule: &str, text: &str) -> Truth {
    verdict(rule, &record(text), &Scope::new()).truth()
}

#[test]
fn the_school_year_counts_who_is_six_before_april() {
    let at = |birth: &str, rule: &str| {
        let text =
            format!(r##"{{"move": {{"date": "2026-11-20"}}, "mover": [{{"#": 1, "birth": "{birth}"}}]}}"##);
        truth(&format!("any(p in mover, school_age(p/birth, move/date) {rule})"), &text)
    };
    // Born on 1 April, a child is a school year ahead of one born the day after (学校教育法17条, 民法143条).
    assert_eq!((at("2020-04-01", ">= 6"), at("2020-04-02", ">= 6")), (True, False));
    assert_eq!((at("2011-04-01", ">= 15"), at("2011-04-02", ">= 15")), (True, False));
    assert_eq!((at("2008-04-01", "< 18"), at("2008-04-02", "< 18")), (False, True));
    assert_eq!(at("2026-11-01", "< 6"), True, "born this year");
    assert_eq!((at("2019", ">= 6"), at("2020", ">= 6"), at("2021", ">= 6")), (True, Unknown, False));
}

#[test]
fn months_and_prefectures() {
    let day = |day: &str| format!(r##"{{"received_on": "{day}"}}"##);
    let autumn = "month(received_on) >= 10 or month(received_on) <= 3";
    for (on, wanted) in
        [("2026-09-30", False), ("2026-10-01", True), ("2027-03-31", True), ("2027-04-01", False)]
    {
        assert_eq!(truth(autumn, &day(on)), wanted, "{on}");
    }
    let born = |birth: &str| format!(r##"{{"mover": [{{"#": 1, "birth": "{birth}"}}]}}"##);
    let april = "any(p in mover, month(p/birth) == 4)";
    assert_eq!(truth(april, &born("2020-04")), True);
    assert_eq!(truth(april, &born("2020")), Unknown);
    let from = |code: &str| format!(r##"{{"old_address": {{"municipality": {code}}}}}"##);
    let here = "prefecture(old_address/municipality) == \"99\"";
    assert_eq!(truth(here, &from("\"999962\"")), True);
    assert_eq!(truth(here, &from("\"131016\"")), False);
    assert_eq!(truth(here, "{}"), Unknown);
    assert_eq!(truth(here, &from("{\"?\": \"not_applicable\"}")), False);
}

#[test]
fn sums_over_a_list() {
    let copies = "sum(c in certificate, c/copies) >= 3";
    let two = r##"{"certificate": [{"#": 1, "copies": 1}, {"#": 2, "copies": 2}]}"##;
    assert_eq!(truth(copies, two), True);
    assert_eq!(truth("sum(c in certificate, c/copies + 1) == 5", two), True);
    assert_eq!(truth(copies, "{}"), False, "nothing adds up to nothing");
    let open = record(r##"{"certificate": [{"#": 1, "copies": 2}, {"#": 2}]}"##);
    let verdict = verdict(copies, &open, &Scope::new());
    assert_eq!(verdict.truth(), Unknown);
    assert_eq!(verdict.hangs_on, [core::CERTIFICATE_COPIES.of(ElementId::new(2).unwrap())]);
    let none = r##"{"certificate": [{"#": 1, "copies": 2}, {"#": 2, "copies": {"?": "not_applicable"}}]}"##;
    assert_eq!(truth(copies, none), False, "who has none adds none");
}

#[test]
fn a_sum_over_a_list_that_may_grow_hangs_on_the_list() {
    let list = core::CERTIFICATE.key();
    let scope = Scope::new().with_incomplete(list);
    let one = record(r##"{"certificate": [{"#": 1, "copies": 5}]}"##);
    let verdict = verdict("sum(c in certificate, c/copies) >= 3", &one, &scope);
    assert_eq!((verdict.truth(), verdict.hangs_on), (Unknown, vec![list]));
}

#[test]
fn what_does_not_fit_is_refused() {
    let refused = |text: &str| Expr::parse(&Dictionary::core(), text).unwrap_err().to_string();
    for (rule, wanted) in [
        ("sum(c in certificate, c/kind) > 1", "wanted"),
        ("sum(certificate) > 1", "`sum` is written `sum(c in certificate, c/copies)`"),
        ("prefecture(move/date) == \"99\"", "`prefecture` is written"),
        ("month(service) == 4", "stands where a date is wanted"),
        ("school_age(move/date) < 6", "`school_age` is written"),
    ] {
        let told = refused(rule);
        assert!(told.contains(wanted), "{rule}: {told}");
    }
}
