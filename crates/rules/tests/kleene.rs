//! Truth by tables: three values, four absences, lists that may grow, ages at their boundaries.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop where they stand"
)]

use kakanai_record::{Dictionary, ItemKey, Record, Tag, core, json};
use kakanai_rules::Truth::{False, True, Unknown};
use kakanai_rules::{Computed, Expr, Formula, Scope, Truth, Verdict};

fn record(text: &str) -> Record {
    json::from_str(&Dictionary::core(), text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

fn verdict(rule: &str, record: &Record, scope: &Scope) -> Verdict {
    let expr = Expr::parse(&Dictionary::core(), rule).unwrap_or_else(|error| panic!("{rule}\n{error}"));
    expr.eval(record, scope)
}

fn truth(rule: &str, text: &str) -> Truth {
    verdict(rule, &record(text), &Scope::new()).truth()
}

fn keys(tags: &[Tag]) -> Vec<ItemKey> {
    tags.iter().map(|tag| tag.key()).collect()
}

fn of(tag: Tag, element: u16) -> ItemKey {
    tag.of(kakanai_record::ElementId::new(element).unwrap())
}

#[test]
fn and_or_not() {
    let said = [(True, "true"), (False, "false"), (Unknown, "null")];
    for (dog, dog_json) in said {
        for (water, water_json) in said {
            let text = format!(r##"{{"household": {{"dog": {dog_json}, "water": {water_json}}}}}"##);
            assert_eq!(truth("household/dog and household/water", &text), dog.min(water), "{text}");
            assert_eq!(truth("household/dog or household/water", &text), dog.max(water), "{text}");
            assert_eq!(truth("not household/dog", &text), !dog, "{text}");
        }
    }
}

#[test]
fn each_absence_beside_each_comparison() {
    let comparisons = [
        "move/date == 2026-11-20",
        "move/date < 2026-11-20",
        "move/date <= 2026-11-20",
        "move/date > 2026-11-20",
        "move/date >= 2026-11-20",
        "move/date in {2026-11-20}",
        "move/date + 14 days == 2026-11-20",
        "age(move/date, received_on) >= 0",
    ];
    let absent = |what: &str| format!(r##"{{"move": {{"date": {{"?": "{what}"}}}}}}"##);
    for rule in comparisons {
        let record = |what: &str| record(&absent(what));
        let not_asked = verdict(rule, &Record::new(), &Scope::new());
        assert_eq!(not_asked.truth(), Unknown);
        assert!(
            not_asked.hangs_on.contains(&core::MOVE_DATE.key()) && not_asked.stuck_on.is_empty(),
            "{rule}"
        );
        for what in ["dont_know", "unrecorded"] {
            let stuck = verdict(rule, &record(what), &Scope::new());
            assert_eq!(stuck.truth(), Unknown);
            assert_eq!(stuck.stuck_on, [core::MOVE_DATE.key()], "{rule}");
        }
        let verdict = verdict(rule, &record("not_applicable"), &Scope::new());
        assert_eq!((verdict.truth(), verdict.because), (False, keys(&[core::MOVE_DATE])), "{rule}");
    }
    assert_eq!(truth("move/date != 2026-11-20", &absent("not_applicable")), True);
    assert_eq!(truth("move/date not in {2026-11-20}", &absent("not_applicable")), True);
    assert_eq!(truth("not move/date < 2026-11-20", &absent("not_applicable")), True);
    assert_eq!(truth("household/dog", r##"{"household": {"dog": {"?": "not_applicable"}}}"##), False);
    assert_eq!(truth("household/dog == no", r##"{"household": {"dog": {"?": "not_applicable"}}}"##), False);
}

#[test]
fn questions_about_the_answer_itself() {
    let states = ["known", "answered", "dont_know", "unrecorded", "applies"];
    let rows = [
        ("null", [Unknown; 5]),
        (r##"{"?": "not_applicable"}"##, [False, True, False, False, False]),
        (r##"{"?": "dont_know"}"##, [False, True, True, False, True]),
        (r##"{"?": "unrecorded"}"##, [False, True, False, True, True]),
        (r##""2026-11-20""##, [True, True, False, False, True]),
    ];
    for (answer, truths) in rows {
        for (state, wanted) in states.iter().zip(truths) {
            let text = format!(r##"{{"move": {{"date": {answer}}}}}"##);
            assert_eq!(truth(&format!("{state}(move/date)"), &text), wanted, "{state} {answer}");
        }
    }
}

const PAIR: &str = r##"{"mover": [{"#": 1, "japanese": true}, {"#": 2}], "move": {"date": "2026-11-20"}}"##;

#[test]
fn lists_that_may_grow() {
    let open = Scope::new().with_incomplete(core::MOVER.key());
    let row = |text: &str, rule: &str| {
        let record = record(text);
        (verdict(rule, &record, &Scope::new()).truth(), verdict(rule, &record, &open).truth())
    };
    let both = r##"{"mover": [{"#": 1, "japanese": true}, {"#": 2, "japanese": false}]}"##;
    let any = "any(p in mover, p/japanese)";
    let all = "all(p in mover, p/japanese)";
    let two = "count(p in mover, p/japanese) >= 2";
    assert_eq!(row("{}", any), (False, Unknown));
    assert_eq!(row("{}", all), (True, Unknown));
    assert_eq!(row("{}", "count(mover) == 0"), (True, Unknown));
    assert_eq!(row(both, any), (True, True));
    assert_eq!(row(both, all), (False, False));
    assert_eq!(row(both, two), (False, Unknown));
    assert_eq!(row(both, "count(p in mover, p/japanese) >= 1"), (True, True));
    assert_eq!(row(both, "count(p in mover, p/japanese) < 1"), (False, False));
    assert_eq!(row(both, "count(mover) >= 2"), (True, True));
    assert_eq!(row(both, "count(mover) > 2"), (False, Unknown));
    assert_eq!(row(both, "count(mover) <= 20"), (True, True));
    assert_eq!(row(PAIR, any), (True, True));
    assert_eq!(row(PAIR, all), (Unknown, Unknown));
    assert_eq!(row(PAIR, two), (Unknown, Unknown));
    assert_eq!(row(PAIR, "count(p in mover, p/japanese) in {1, 2}"), (True, Unknown));
    // Nobody who might still be added could make it true: the list is not worth asking for.
    assert_eq!(row(both, "any(p in mover, move/date < 2026-01-01 and p/japanese and no)"), (False, False));
    let hanging = verdict("any(p in mover, move/origin == abroad and p/card/held)", &record("{}"), &open);
    assert_eq!(hanging.hangs_on, keys(&[core::MOVE_ORIGIN, core::MOVER]));
}

#[test]
fn reasons_name_only_what_mattered() {
    let record = record(
        r##"{"service": "move_in", "move": {"scope": "whole", "date": "2026-11-20"},
            "mover": [{"#": 1, "birth": "1985-12-03", "japanese": true}, {"#": 2, "birth": "2015-06-07", "japanese": false}]}"##,
    );
    let because = |rule: &str| {
        let verdict = verdict(rule, &record, &Scope::new());
        assert!(verdict.truth().is_decided() && verdict.hangs_on.is_empty());
        verdict.because
    };
    assert_eq!(because("service == move_in and move/scope == part"), keys(&[core::MOVE_SCOPE]));
    assert_eq!(
        because("service == move_in and move/scope == whole"),
        keys(&[core::SERVICE, core::MOVE_SCOPE])
    );
    assert_eq!(because("service == move_in or move/scope == part"), keys(&[core::SERVICE]));
    assert_eq!(because("service == move_out and known(old_address/country)"), keys(&[core::SERVICE]));
    let child = "any(p in mover, age(p/birth, move/date) < 16 and not p/japanese)";
    assert_eq!(
        because(child),
        [core::MOVE_DATE.key(), of(core::MOVER_BIRTH, 2), of(core::MOVER_JAPANESE, 2)]
    );
    // Counting up to one needs the one; counting below two needs the other, and that there is nobody else.
    assert_eq!(because("count(p in mover, p/japanese) >= 1"), [of(core::MOVER_JAPANESE, 1)]);
    assert_eq!(
        because("count(p in mover, p/japanese) < 2"),
        [core::MOVER.key(), of(core::MOVER_JAPANESE, 2)]
    );
    assert_eq!(because("1 > count(p in mover, p/japanese)"), [of(core::MOVER_JAPANESE, 1)]);
}

#[test]
fn unknown_says_what_to_ask_and_what_asking_cannot_help() {
    let record = record(
        r##"{"service": "move_in", "move": {"date": {"?": "dont_know"}}, "household": {"dog": false}}"##,
    );
    let verdict = verdict(
        "service == move_in and (household/dog or household/water) and move/date < 2026-11-20",
        &record,
        &Scope::new(),
    );
    assert_eq!(verdict.truth(), Unknown);
    assert_eq!(verdict.hangs_on, keys(&[core::WATER]));
    assert_eq!(verdict.stuck_on, keys(&[core::MOVE_DATE]));
}

#[test]
fn sensitive_answers_taint_what_they_decide_and_nothing_else() {
    let at = |text: &str, rule: &str| verdict(rule, &record(text), &Scope::new());
    let rule = "any(p in mover, p/pregnant) or household/dog";
    let pregnant = |answer: &str, dog: &str| {
        format!(r##"{{"mover": [{{"#": 1, "pregnant": {answer}}}], "household": {{"dog": {dog}}}}}"##)
    };
    for answer in ["true", "false", "null"] {
        let free = at(&pregnant(answer, "true"), rule);
        assert_eq!((free.truth(), free.sensitive, free.because), (True, false, keys(&[core::DOG])));
        assert!(at(&pregnant(answer, "false"), rule).sensitive);
        assert!(at(&pregnant(answer, "null"), rule).sensitive);
    }
    assert!(!at("{}", "household/dog or service == move_in").sensitive);
    assert!(at("{}", "known(caution)").sensitive, "what the city holds about people");
}

#[test]
fn references_are_followed() {
    let text = r##"{"mover": [{"#": 3, "birth": "1950-04-01"}, {"#": 7, "birth": "2015-06-07"}], "new_household": {"head": 3}}"##;
    assert_eq!(truth("new_household/head/birth < 1951-04-02", text), True);
    assert_eq!(truth("any(p in mover, p == new_household/head and p/birth > 2000-01-01)", text), False);
    assert_eq!(truth("known(new_household/head/name/kanji)", text), Unknown);
    let nowhere = verdict("new_household/head/birth < 1951-04-02", &Record::new(), &Scope::new());
    assert_eq!(nowhere.hangs_on, keys(&[core::NEW_HEAD]));
    let none = r##"{"new_household": {"head": {"?": "not_applicable"}}}"##;
    assert_eq!(truth("new_household/head/birth < 1951-04-02", none), False);
    assert_eq!(truth("known(new_household/head/birth)", none), False);
}

#[test]
fn the_current_element() {
    let record = record(
        r##"{"mover": [{"#": 3, "japanese": true}, {"#": 7, "japanese": false}], "new_household": {"head": 3}}"##,
    );
    let scope =
        |element: u16| Scope::new().with(core::MOVER.key(), kakanai_record::ElementId::new(element).unwrap());
    assert_eq!(verdict("mover/japanese", &record, &scope(3)).truth(), True);
    assert_eq!(verdict("mover/japanese", &record, &scope(7)).because, [of(core::MOVER_JAPANESE, 7)]);
    assert_eq!(verdict("new_household/head == mover", &record, &scope(3)).truth(), True);
    assert_eq!(verdict("new_household/head == mover", &record, &scope(7)).truth(), False);
    assert_eq!(verdict("any(p in mover, p != mover and p/japanese)", &record, &scope(3)).truth(), False);
    let nobody = verdict("mover/japanese", &record, &Scope::new());
    assert_eq!((nobody.truth(), nobody.hangs_on), (Unknown, keys(&[core::MOVER])));
}

#[test]
fn ages_at_their_boundaries() {
    let at = |birth: &str, rule: &str| {
        let text =
            format!(r##"{{"mover": [{{"#": 1, "birth": "{birth}"}}], "move": {{"date": "2026-11-20"}}}}"##);
        truth(&format!("any(p in mover, {rule})"), &text)
    };
    let under_16 = "age(p/birth, move/date) < 16";
    let rows = [
        ("2010-11-21", True),
        ("2010-11-20", False),
        ("2010", Unknown),
        ("2009", False),
        ("2011", True),
        ("2010-12", True),
        ("2010-11", Unknown),
        ("2009~", Unknown),
        ("2008~", False),
        ("2012~", True),
        ("2010?", Unknown),
    ];
    for (birth, wanted) in rows {
        assert_eq!(at(birth, under_16), wanted, "{birth}");
    }
    assert_eq!(at("2010-11-21", "age_reached(p/birth, move/date) < 16"), False);
    assert_eq!(at("2010-11-22", "age_reached(p/birth, move/date) < 16"), True);
    assert_eq!(at("2026-12-01", "age(p/birth, move/date) == -1"), True);
    assert_eq!(at("1985", "known(p/birth) and age(p/birth, move/date) in {40, 41}"), True);
    assert_eq!(at("1985", "age(p/birth, move/date) == 40"), Unknown);
    assert_eq!(at("1985", "p/birth == 1985-01-01"), Unknown);
    assert_eq!(at("1985-01-01", "p/birth == 1985-01-01"), True);
    let vague = record(r##"{"mover": [{"#": 1, "birth": "2010"}], "move": {"date": "2026-11-20"}}"##);
    let verdict = verdict(&format!("any(p in mover, {under_16})"), &vague, &Scope::new());
    assert_eq!((verdict.stuck_on, verdict.hangs_on), (vec![of(core::MOVER_BIRTH, 1)], Vec::new()));
}

#[test]
fn lengths_of_stay_and_dates_moved() {
    let stay = |period: &str, rule: &str| {
        truth(
            &format!("any(p in mover, {rule})"),
            &format!(r##"{{"mover": [{{"#": 1, "residence": {{"period": "{period}"}}}}]}}"##),
        )
    };
    for (period, wanted) in [("P3M", False), ("P90D", False), ("P4M", True), ("P1Y", True), ("P91D", True)] {
        assert_eq!(stay(period, "p/residence/period > 3 months"), wanted, "{period}");
    }
    assert_eq!(truth("move/date + 1 month == 2026-02-28", r##"{"move": {"date": "2026-01-31"}}"##), True);
    let late = "move/date + 14 days < received_on";
    assert_eq!(truth(late, r##"{"move": {"date": "2026-11-01"}, "received_on": "2026-11-15"}"##), False);
    assert_eq!(truth(late, r##"{"move": {"date": "2026-11-01"}, "received_on": "2026-11-16"}"##), True);
}

#[test]
fn chains_are_whole() {
    let text = r##"{"mover": [{"#": 1, "relationship": "child.wife"}]}"##;
    assert_eq!(truth("any(p in mover, p/relationship == child.wife)", text), True);
    assert_eq!(truth("any(p in mover, p/relationship == child)", text), False);
    assert_eq!(truth("any(p in mover, p/relationship in {child, child.wife})", text), True);
}

#[test]
fn formulas_compute() {
    let dictionary = Dictionary::core();
    let record = record(r##"{"move": {"date": "2026-11-20"}, "mover": [{"#": 1, "birth": "1985"}]}"##);
    let eval = |text: &str| Formula::parse(&dictionary, text).unwrap().eval(&record, &Scope::new());
    let shown = |text: &str| match eval(text).result {
        Computed::Value(value) => value.text_form(),
        other => format!("{other:?}"),
    };
    assert_eq!(shown("move/date + 14 days"), "2026-12-04");
    assert_eq!(shown("count(mover) + 1"), "2");
    assert_eq!(shown("service"), "Unknown");
    assert_eq!(shown("any(p in mover, age(p/birth, move/date) >= 18)"), "yes");
    assert_eq!(eval("received_on + 1 day").hangs_on, keys(&[core::RECEIVED_ON]));
    assert_eq!(eval("move/date + 14 days").because, keys(&[core::MOVE_DATE]));
}

#[test]
fn a_period_that_ends_on_a_closed_day_ends_on_the_next_open_one() {
    let late = "received_on > next_open(move/date + 14 days)";
    let at = |moved: &str, received: &str| {
        truth(late, &format!(r##"{{"move": {{"date": "{moved}"}}, "received_on": "{received}"}}"##))
    };
    // 2026-11-21 is a Saturday, the 23rd a holiday; 2026-12-29 to 2027-01-03 are the year's end.
    let rows = [
        ("2026-11-07", "2026-11-24", False),
        ("2026-11-07", "2026-11-25", True),
        ("2026-11-06", "2026-11-20", False),
        ("2026-11-06", "2026-11-21", True),
        ("2026-12-15", "2027-01-04", False),
        ("2026-12-15", "2027-01-05", True),
    ];
    for (moved, received, wanted) in rows {
        assert_eq!(at(moved, received), wanted, "{moved} {received}");
    }
    let open = record(r##"{"move": {"date": "2026-11-07"}}"##);
    let verdict = verdict(late, &open, &Scope::new());
    assert_eq!((verdict.truth(), verdict.hangs_on), (Unknown, vec![core::RECEIVED_ON.key()]));
    assert_eq!(
        truth(late, r##"{"move": {"date": {"?": "not_applicable"}}, "received_on": "2026-12-01"}"##),
        False
    );
}

/// What is decided of a partly known date holds for each day it may be, and the other way round.
#[test]
fn the_open_day_of_a_range_is_that_of_its_days() {
    let rule = |day: &str| format!("any(p in mover, next_open(p/birth) <= {day})");
    let at = |birth: &str, day: &str| {
        truth(&rule(day), &format!(r##"{{"mover": [{{"#": 1, "birth": "{birth}"}}]}}"##))
    };
    for month in ["2026-01", "2026-05", "2026-10", "2026-12"] {
        for day in 1..=28 {
            let limit = format!("{month}-{day:02}");
            let of_days: Vec<Truth> = (1..=31)
                .map(|day| format!("{month}-{day:02}"))
                .filter(|day| day.parse::<kakanai_record::Date>().is_ok())
                .map(|birth| at(&birth, &limit))
                .collect();
            let wanted = match of_days.as_slice() {
                days if days.iter().all(|truth| *truth == True) => True,
                days if days.iter().all(|truth| *truth == False) => False,
                _ => Unknown,
            };
            assert_eq!(at(month, &limit), wanted, "{limit}");
        }
    }
}
