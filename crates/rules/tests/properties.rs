//! The promises of the evaluator, tried on random rules and records.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop where they stand"
)]

#[path = "small/random.rs"]
mod random_rules;
mod small;

use std::collections::BTreeMap;

use kakanai_record::{Answer, Dictionary, ElementId, ItemKey, Record, Value};
use kakanai_rules::{Evaluator, Expr, Scope, Truth, Verdict};
use small::{Dice, Fact, LF, LIST, LN, LS, MOST, Rule, Said, World, dictionary, places, values};

struct Case {
    rule: Rule,
    expr: Expr,
    record: Record,
    scope: Scope,
    incomplete: bool,
}

impl Case {
    fn new(seed: u64, dictionary: &Dictionary, make: impl Fn(&mut Dice) -> Rule) -> (Self, Dice) {
        let mut dice = Dice::new(seed);
        let rule = make(&mut dice);
        let record = small::random_record(&mut dice, dictionary);
        let incomplete = dice.one_in(3);
        let scope = if incomplete { Scope::new().with_incomplete(LIST.key()) } else { Scope::new() };
        let expr =
            Expr::parse(dictionary, &rule.text()).unwrap_or_else(|error| panic!("{}: {error}", rule.text()));
        (Self { rule, expr, record, scope, incomplete }, dice)
    }

    fn verdict(&self) -> Verdict {
        self.expr.eval(&self.record, &self.scope)
    }

    fn shown(&self, dictionary: &Dictionary) -> String {
        let answers: Vec<String> = self
            .record
            .answers()
            .map(|(key, answer)| format!("{} = {answer:?}", dictionary.path(key)))
            .collect();
        let elements = self.record.elements(LIST.key());
        format!(
            "{}\n{answers:#?}\n{elements:?}, incomplete: {}\n{:?}",
            self.expr,
            self.incomplete,
            self.verdict()
        )
    }
}

fn any_case(seed: u64, dictionary: &Dictionary) -> (Case, Dice) {
    Case::new(seed, dictionary, |dice| {
        let depth = 1 + dice.below(3);
        random_rules::any_rule(dice, depth, 0)
    })
}

/// What a place may be, by what was answered there.
fn options(
    tag: kakanai_record::Tag,
    answer: &Answer,
    elements: &[ElementId],
    dictionary: &Dictionary,
) -> Vec<Fact> {
    let any = |said: Said| {
        let known = values(tag, elements, dictionary).into_iter().map(Some).chain([None]);
        known.map(move |value| Fact { said, value }).collect::<Vec<_>>()
    };
    match answer {
        Answer::Known(value) => vec![Fact { said: Said::Value, value: Some(value.clone()) }],
        Answer::NotApplicable => vec![Fact { said: Said::NotApplicable, value: None }],
        Answer::DontKnow => any(Said::DontKnow),
        Answer::Unrecorded => any(Said::Unrecorded),
        Answer::NotAsked => {
            let mut all = any(Said::Value);
            all.retain(|fact| fact.value.is_some());
            all.push(Fact { said: Said::NotApplicable, value: None });
            all.push(Fact { said: Said::DontKnow, value: None });
            all.push(Fact { said: Said::Unrecorded, value: None });
            all
        }
    }
}

/// What the rule comes to in all the ways things may be, of the places it reads; none where they are too many.
fn all_worlds(case: &Case, dictionary: &Dictionary) -> Option<Truth> {
    let now = case.record.elements(LIST.key()).to_vec();
    let most = if case.incomplete { usize::from(MOST) } else { now.len() };
    let (mut holds, mut fails) = (false, false);
    let items = case.expr.items();
    for length in now.len()..=most {
        let mut elements = now.clone();
        elements.extend((0..).map_while(|more| ElementId::new(100 + more)).take(length - now.len()));
        let mut keys: Vec<ItemKey> = places(&Record::new());
        keys.extend(elements.iter().flat_map(|element| [LF, LS, LN].map(|tag| tag.of(*element))));
        let slots: Vec<(ItemKey, Vec<Fact>)> = keys
            .into_iter()
            .map(|key| {
                let mut facts = options(key.tag(), case.record.get(key), &elements, dictionary);
                if !items.contains(&key.tag()) {
                    facts.truncate(1);
                }
                (key, facts)
            })
            .collect();
        let ways = slots.iter().try_fold(1usize, |ways, (_, facts)| ways.checked_mul(facts.len()))?;
        if ways > 1_500 {
            return None;
        }
        for way in 0..ways {
            let mut rest = way;
            let mut facts = BTreeMap::new();
            for (key, choices) in &slots {
                facts.insert(*key, choices[rest % choices.len()].clone());
                rest /= choices.len();
            }
            let world = World { elements: elements.clone(), facts };
            if world.holds(&case.rule, &mut Vec::new()) { holds = true } else { fails = true }
        }
    }
    Some(match (holds, fails) {
        (true, false) => Truth::True,
        (false, true) => Truth::False,
        _ => Truth::Unknown,
    })
}

#[test]
fn decided_means_decided_in_every_world() {
    let dictionary = dictionary();
    let (mut tried, mut decided) = (0, 0);
    for seed in 0..4_000 {
        let (case, _) = any_case(seed, &dictionary);
        let Some(worlds) = all_worlds(&case, &dictionary) else { continue };
        tried += 1;
        let truth = case.verdict().truth();
        if truth.is_decided() {
            decided += 1;
            assert_eq!(truth, worlds, "{}", case.shown(&dictionary));
        }
        assert_eq!(case.expr.truth(&case.record, &case.scope), truth);
    }
    assert!(tried > 1_500 && decided > 700, "{tried} tried, {decided} decided");
}

#[test]
fn rules_that_read_each_place_once_are_exact() {
    let dictionary = dictionary();
    let mut seen = BTreeMap::new();
    for seed in 0..2_000 {
        let (case, _) = Case::new(seed, &dictionary, random_rules::read_once);
        let Some(worlds) = all_worlds(&case, &dictionary) else { continue };
        let truth = case.verdict().truth();
        *seen.entry((truth, case.incomplete)).or_insert(0) += 1;
        assert_eq!(truth, worlds, "{}", case.shown(&dictionary));
    }
    assert!(seen.len() == 6 && seen.values().all(|count| *count > 20), "{seen:?}");
}

#[test]
fn answering_never_flips_a_decision() {
    let dictionary = dictionary();
    for seed in 0..20_000 {
        let (mut case, mut dice) = any_case(seed, &dictionary);
        let before = case.verdict();
        if !before.truth().is_decided() {
            continue;
        }
        let shown = case.shown(&dictionary);
        answer_some(&mut case, &mut dice, &dictionary, |_| true);
        assert_eq!(case.verdict().truth(), before.truth(), "{shown}\nthen {}", case.shown(&dictionary));
    }
}

#[test]
fn what_a_verdict_does_not_hang_on_cannot_decide_it() {
    let dictionary = dictionary();
    let mut unknown = 0;
    for seed in 0..20_000 {
        let (mut case, mut dice) = any_case(seed, &dictionary);
        let before = case.verdict();
        if before.truth().is_decided() {
            assert!(before.hangs_on.is_empty() && before.stuck_on.is_empty());
            continue;
        }
        assert!(before.because.is_empty());
        assert!(!before.hangs_on.is_empty() || !before.stuck_on.is_empty(), "{}", case.shown(&dictionary));
        unknown += 1;
        let shown = case.shown(&dictionary);
        answer_some(&mut case, &mut dice, &dictionary, |key| !before.hangs_on.contains(&key));
        assert_eq!(case.verdict().truth(), Truth::Unknown, "{shown}\nthen {}", case.shown(&dictionary));
    }
    assert!(unknown > 2_000, "{unknown}");
}

#[test]
fn the_reasons_alone_give_the_same_verdict() {
    let dictionary = dictionary();
    for seed in 0..20_000 {
        let (mut case, _) = any_case(seed, &dictionary);
        let before = case.verdict();
        if !before.truth().is_decided() {
            continue;
        }
        let shown = case.shown(&dictionary);
        for key in places(&case.record) {
            if !before.because.contains(&key) {
                small::set(&mut case.record, &dictionary, key, Answer::NotAsked);
            }
        }
        if !before.because.contains(&LIST.key()) {
            case.scope = Scope::new().with_incomplete(LIST.key());
        }
        assert_eq!(case.verdict().truth(), before.truth(), "{shown}\nthen {}", case.shown(&dictionary));
    }
}

#[test]
fn a_verdict_that_is_not_sensitive_tells_nothing_of_sensitive_answers() {
    let dictionary = dictionary();
    let mut free = 0;
    for seed in 0..20_000 {
        let (mut case, mut dice) = any_case(seed, &dictionary);
        let before = case.verdict();
        let shown = case.shown(&dictionary);
        for key in places(&case.record) {
            if dictionary.item(key.tag()).unwrap().sensitive {
                let answer = if dice.one_in(4) {
                    Answer::NotAsked
                } else {
                    small::random_answer(&mut dice, key.tag(), &[], &dictionary)
                };
                small::set(&mut case.record, &dictionary, key, answer);
            }
        }
        let after = case.verdict();
        // Not even whether a verdict is kept from others may tell.
        assert_eq!(after.sensitive, before.sensitive, "{shown}\nthen {}", case.shown(&dictionary));
        if !before.sensitive {
            free += usize::from(case.expr.items().iter().any(|tag| dictionary.item(*tag).unwrap().sensitive));
            assert_eq!(after, before, "{shown}\nthen {}", case.shown(&dictionary));
        }
    }
    assert!(free > 1_000, "{free} verdicts free of sensitive items that their rules read");
}

#[test]
fn printing_and_reading_give_the_same_rule() {
    let dictionary = dictionary();
    for seed in 0..20_000 {
        let (case, _) = any_case(seed, &dictionary);
        let printed = case.expr.to_string();
        let again = Expr::parse(&dictionary, &printed).unwrap_or_else(|error| panic!("{printed}: {error}"));
        assert_eq!(again, case.expr, "{printed}");
        assert_eq!(again.to_string(), printed);
    }
}

/// Answers some places that were not asked, and lets an incomplete list grow.
fn answer_some(case: &mut Case, dice: &mut Dice, dictionary: &Dictionary, may: impl Fn(ItemKey) -> bool) {
    if case.incomplete && may(LIST.key()) {
        for _ in 0..dice.below(3) {
            small::add_element(&mut case.record, dictionary);
        }
    }
    let elements = case.record.elements(LIST.key()).to_vec();
    for key in places(&case.record) {
        if *case.record.get(key) == Answer::NotAsked && may(key) && !dice.one_in(4) {
            let answer = small::random_answer(dice, key.tag(), &elements, dictionary);
            small::set(&mut case.record, dictionary, key, answer);
        }
    }
}

#[test]
fn the_naive_evaluator_is_told_apart_from_a_wrong_one() {
    // A check of the check: a world in which a flag holds.
    let fact = Fact { said: Said::Value, value: Some(Value::Flag(true)) };
    let world = World { elements: Vec::new(), facts: BTreeMap::from([(small::F.key(), fact)]) };
    let rule = Rule::Flag(small::Place::Root(small::F));
    assert!(world.holds(&rule, &mut Vec::new()));
    assert!(!world.holds(&Rule::Not(Box::new(rule)), &mut Vec::new()));
}

#[test]
fn many_rules_over_one_record_say_what_each_says_alone() {
    let dictionary = dictionary();
    let (mut tried, mut unknown) = (0, 0);
    for seed in 0..1_000 {
        let (case, mut dice) = any_case(seed, &dictionary);
        let more = (0..4).map(|_| random_rules::any_rule(&mut dice, 2, 0).text());
        let mut rules: Vec<Expr> = more.map(|text| Expr::parse(&dictionary, &text).unwrap()).collect();
        rules.push(case.expr.clone());
        let mut evaluator = Evaluator::new(&case.record);
        for rule in &rules {
            let alone = rule.eval(&case.record, &case.scope);
            assert_eq!(
                evaluator.truth(rule, &case.scope),
                alone.truth(),
                "{rule}\n{}",
                case.shown(&dictionary)
            );
            assert_eq!(evaluator.eval(rule, &case.scope), alone, "{rule}\n{}", case.shown(&dictionary));
            tried += 1;
            unknown += usize::from(!alone.truth().is_decided());
        }
    }
    assert!(unknown > 500 && tried - unknown > 500, "{unknown} of {tried} unknown");
}
