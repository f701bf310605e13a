//! Four hundred rules over a household of five: what one page or one guidance costs.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench may stop where it stands")]

use divan::{Bencher, black_box};
use kakanai_record::{Dictionary, Record, core, json};
use kakanai_rules::{Expr, Scope};

/// Conditions as the procedures of moving in have them; repeated with other numbers to 400.
const RULES: &[&str] = &[
    "service == move_in",
    "service in {move_in, move_within} and move/origin == abroad",
    "service == move_in and not any(p in mover, p/card/held)",
    "service == move_in and any(p in mover, p/card/held)",
    "service == move_in and move/origin == abroad and any(p in mover, p/japanese)",
    "move/date + 14 days < received_on",
    "move/joining == existing",
    "service == move_in and any(p in mover, p/card/held and age(p/birth, move/date) >= 15)",
    "service == move_in and any(p in mover, not p/japanese and p/residence/status == permanent)",
    "any(p in mover, p/insurance == national and age(p/birth, move/date) < 75)",
    "any(p in mover, p/insurance == national and age(p/birth, move/date) >= 70)",
    "service == move_in and any(p in mover, age(p/birth, move/date) in {20, 30, 40} and p/pension == first)",
    "service == move_in and any(p in mover, age(p/birth, move/date) >= 75)",
    "service == move_in and any(p in mover, age_reached(p/birth, move/date) >= 65 and p/care)",
    "service == move_in and any(p in mover, p/handbook)",
    "household/child_allowance and any(p in mover, age(p/birth, move/date) < 19)",
    "count(p in mover, age(p/birth, move/date) < 23) >= 3",
    "service == move_in and any(p in mover, p/school in {elementary, junior_high})",
    "service == move_in and any(p in mover, p/pregnant)",
    "service == move_in and household/dog",
    "service == move_in and household/scooter",
    "household/water",
    "household/one_parent and any(p in mover, age(p/birth, move/date) < 18)",
    "count(p in mover, age(p/birth, move/date) >= 15) >= 2",
    "any(p in mover, age(p/birth, move/date) < 16 and not p/japanese)",
    "any(c in certificate, c/kind == resident_record and c/with_number)",
    "seal/wanted and age(seal/mover/birth, move/date) >= 15",
    "service == move_out and any(p in mover, p/insurance == national)",
    "service == move_out and move/origin == abroad and any(p in mover, p/japanese and p/pension == first)",
    "service == move_within and any(p in mover, p/school in {elementary, junior_high})",
    "notifier/kind in {agent, messenger}",
    "known(new_household/head) and new_household/head/birth < 1951-04-02",
];

fn rules(dictionary: &Dictionary) -> Vec<Expr> {
    RULES.iter().cycle().take(400).map(|rule| Expr::parse(dictionary, rule).unwrap()).collect()
}

fn household(dictionary: &Dictionary) -> Record {
    let mut movers = Vec::new();
    for (id, birth) in
        ["1980-05-01", "1982-07-12", "2008-03-03", "2012-10-10", "1949-01-20"].iter().enumerate()
    {
        movers.push(format!(
            r##"{{"#": {}, "name": {{"kanji": "見本　{id}", "kana": "ミホン"}}, "birth": "{birth}", "sex": "female",
                "relationship": "child", "japanese": true, "card": {{"held": false}}, "insurance": "employer",
                "pension": "second", "school": "high", "care": false, "handbook": false, "pregnant": false,
                "koseki": {{"municipality": "999999", "town": "例示町", "lot": "1", "head": "見本"}}}}"##,
            id + 1
        ));
    }
    let text = format!(
        r##"{{"service": "move_in", "received_on": "2026-11-20", "notifier": {{"kind": "self"}}, "seal": {{"wanted": false}},
            "move": {{"date": "2026-11-15", "origin": "domestic", "scope": "whole", "joining": "new"}},
            "new_household": {{"head": 1}}, "certificate": [{{"#": 1, "kind": "resident_record", "with_number": false}}],
            "household": {{"child_allowance": true, "one_parent": false, "scooter": false, "dog": false, "water": true}},
            "mover": [{}]}}"##,
        movers.join(",")
    );
    json::from_str(dictionary, &text).unwrap()
}

/// With reasons: the aim is 200 µs for 390.
#[divan::bench]
fn verdicts_of_400_rules(bencher: Bencher<'_, '_>) {
    let dictionary = Dictionary::core();
    let (rules, record, scope) = (rules(&dictionary), household(&dictionary), Scope::new());
    bencher.bench_local(|| {
        rules.iter().map(|rule| black_box(rule.eval(&record, &scope)).because.len()).sum::<usize>()
    });
}

#[divan::bench]
fn truths_of_400_rules(bencher: Bencher<'_, '_>) {
    let dictionary = Dictionary::core();
    let (rules, record, scope) = (rules(&dictionary), household(&dictionary), Scope::new());
    bencher.bench_local(|| rules.iter().filter(|rule| rule.truth(&record, &scope).is_decided()).count());
}

#[divan::bench]
fn truths_of_400_rules_with_nothing_known(bencher: Bencher<'_, '_>) {
    let dictionary = Dictionary::core();
    let (rules, record) = (rules(&dictionary), Record::new());
    let scope = Scope::new().with_incomplete(core::MOVER.key());
    bencher.bench_local(|| rules.iter().filter(|rule| rule.truth(&record, &scope).is_decided()).count());
}

#[divan::bench(args = [0, 5, 9, 23])]
fn one_verdict(bencher: Bencher<'_, '_>, at: usize) {
    let dictionary = Dictionary::core();
    let (rules, record, scope) = (rules(&dictionary), household(&dictionary), Scope::new());
    bencher.bench_local(|| rules[at].eval(black_box(&record), &scope));
}

#[divan::bench]
fn reading_400_rules(bencher: Bencher<'_, '_>) {
    let dictionary = Dictionary::core();
    bencher.bench_local(|| rules(&dictionary).len());
}

fn main() {
    divan::main();
}
