//! The promises of guidance over the demonstration city's own procedures and households of chance.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod guided;

use std::collections::{BTreeSet, VecDeque};

use guided::generate::{self, MOVES, items_of, outcomes};
use kakanai_catalogue::{Catalogue, Procedure};
use kakanai_interview::guide::{self, Decision, Outcome, Reader};
use kakanai_record::{Answer, Change, Date, Dictionary, ElementId, ItemKey, Owner, Record, Tag, core};
use kakanai_rules::ast::Condition;
use kakanai_rules::{Expr, Scope, Truth};
use kakanai_sample::Dice;

/// A household of each kind in turn: plausible ones with all answered, and any at all.
fn household(catalogue: &Catalogue, items: &BTreeSet<Tag>, seed: u64) -> (Record, Dice) {
    let mut dice = Dice::new(seed);
    let service = MOVES[seed as usize % MOVES.len()];
    let record = match seed % 3 {
        0 => generate::plausible(catalogue.dictionary(), items, service, &mut dice),
        _ => generate::household(catalogue.dictionary(), items, service, &mut dice),
    };
    (record, dice)
}

fn told(catalogue: &Catalogue, decision: &Decision, record: &Record) -> String {
    let procedure = &catalogue.procedures()[decision.procedure];
    let because: Vec<String> = decision.because.iter().map(|key| catalogue.dictionary().path(*key)).collect();
    let told = generate::told(catalogue.dictionary(), record);
    format!(
        "{} of {:?}: {:?} because of {because:?}\n{told}",
        procedure.id, decision.person, decision.outcome
    )
}

/// What was decided is so still.
fn assert_stays(catalogue: &Catalogue, before: &[Decision], now: &[Decision], record: &Record) {
    let now = outcomes(now);
    for decision in before.iter().filter(|decision| decision.outcome != Outcome::Unknown) {
        let same = now[&(decision.procedure, decision.person)];
        assert_eq!(same, decision.outcome, "{}", told(catalogue, decision, record));
    }
}

#[test]
fn answering_in_any_order_gives_the_same_list_and_nothing_decided_changes_on_the_way() {
    let catalogue = kakanai_demo::catalogue();
    let dictionary = catalogue.dictionary();
    let items = generate::items(&catalogue);
    let mut early = 0;
    for seed in 0..60 {
        let (full, mut dice) = household(&catalogue, &items, seed);
        let day = guide::day_of(&full);
        let end = guide::decide(&catalogue, &full, day);
        let answers: Vec<(ItemKey, Answer)> =
            full.answers().map(|(key, answer)| (key, answer.clone())).collect();
        for _ in 0..20 {
            let mut record = generate::unasked(dictionary, &full);
            let mut before = guide::decide(&catalogue, &record, day);
            // Decided after every few answers: after each it takes minutes.
            let answers = generate::shuffled(&answers, &mut dice);
            for some in answers.chunks(answers.len() / 5 + 1) {
                for (key, answer) in some {
                    generate::set(&mut record, dictionary, *key, answer.clone());
                }
                let now = guide::decide(&catalogue, &record, day);
                assert_stays(&catalogue, &before, &now, &record);
                early += now.iter().filter(|decision| decision.outcome != Outcome::Unknown).count();
                before = now;
            }
            assert_eq!(before, end, "{}", generate::told(dictionary, &full));
        }
    }
    assert!(early > 10_000, "{early} decisions were made on the way");
}

#[test]
fn what_is_decided_while_people_are_still_being_added_stays() {
    let catalogue = kakanai_demo::catalogue();
    let items = generate::items(&catalogue);
    let mut early = 0;
    for seed in 1_000..1_300 {
        let (full, mut dice) = household(&catalogue, &items, seed);
        let day = guide::day_of(&full);
        let end = guide::decide(&catalogue, &full, day);
        let growing = full.lists().fold(Scope::new(), |scope, (list, _, _)| scope.with_incomplete(list));
        let mut record = Record::new();
        let mut before = Vec::new();
        let changes = arriving(catalogue.dictionary(), &full, &mut dice);
        for (at, change) in changes.iter().enumerate() {
            record.apply(catalogue.dictionary(), change).unwrap();
            if at % (changes.len() / 6 + 1) == 0 {
                let now = guide::decide_over(&catalogue, &record, day, &growing);
                assert_stays(&catalogue, &before, &now, &record);
                early += now.iter().filter(|decision| decision.outcome != Outcome::Unknown).count();
                before = now;
            }
        }
        assert_stays(&catalogue, &before, &end, &full);
        assert_eq!(guide::decide(&catalogue, &record, day), end);
    }
    assert!(early > 5_000, "{early} decisions were made on the way");
}

/// The changes to a record in any order in which they can be made.
fn arriving(dictionary: &Dictionary, full: &Record, dice: &mut Dice) -> Vec<Change> {
    let service = |change: &Change| change.key() == core::SERVICE.key();
    let (first, rest): (Vec<Change>, Vec<Change>) =
        Record::new().changes_to(dictionary, full).into_iter().partition(service);
    let mut waiting: VecDeque<Change> = generate::shuffled(&rest, dice).into();
    let mut record = Record::new();
    let mut order = Vec::new();
    waiting.extend(first);
    waiting.rotate_right(1);
    while let Some(change) = waiting.pop_front() {
        // Whoever is not there yet answers nothing; people come one after another.
        let early = matches!(&change, Change::Add(list, id) if record.next_element(*list) != Some(*id));
        if early || record.apply(dictionary, &change).is_err() {
            waiting.push_back(change);
        } else {
            order.push(change);
        }
    }
    order
}

/// One rule of a procedure: what it is, and the rule.
fn rules(procedure: &Procedure) -> Vec<(String, &Expr)> {
    let mut rules = vec![("when".to_owned(), &procedure.when)];
    rules.extend(procedure.automatic.iter().map(|rule| ("automatic".to_owned(), rule)));
    let bring = procedure.bring.iter();
    rules.extend(bring.filter_map(|(id, rule)| Some((format!("bring {id}"), rule.as_ref()?))));
    rules.retain(|(_, rule)| *rule.condition() != Condition::Constant(true));
    rules
}

/// What a rule comes to, where it counts: `automatic` for what is needed, what to bring for what is to be done. Whether that is
/// unknown may follow from other answers, so there it counts always.
fn truth(procedure: &Procedure, what: &str, rule: &Expr, record: &Record, scope: &Scope) -> Option<Truth> {
    let truth = rule.truth(record, scope);
    let needed = || procedure.when.truth(record, scope) == Truth::True;
    let automatic = || procedure.automatic.as_ref().map_or(Truth::False, |rule| rule.truth(record, scope));
    let counts = match what {
        "when" => true,
        _ if truth == Truth::Unknown => true,
        "automatic" => needed(),
        _ => needed() && automatic() == Truth::False,
    };
    counts.then_some(truth)
}

#[test]
fn every_rule_is_true_and_false_and_unknown_for_some_household() {
    let catalogue = kakanai_demo::catalogue();
    let dictionary = catalogue.dictionary();
    let mut never = Vec::new();
    let mut tried = 0;
    for procedure in catalogue.procedures() {
        let items = items_of(procedure);
        let services =
            MOVES.into_iter().filter(|service| procedure.services.iter().any(|id| id == service.key()));
        let services: Vec<_> = services.collect();
        for (what, rule) in rules(procedure) {
            let mut wanted = vec![Truth::True, Truth::False, Truth::Unknown];
            let mut dice = Dice::new(1);
            for _ in 0..20_000 {
                let service = *dice.choose(&services).unwrap();
                let record = generate::household(dictionary, &items, service, &mut dice);
                for scope in scopes(procedure, &record) {
                    let truth = truth(procedure, &what, rule, &record, &scope);
                    wanted.retain(|wanted| Some(*wanted) != truth);
                }
                tried += 1;
                if wanted.is_empty() {
                    break;
                }
            }
            if !wanted.is_empty() {
                never.push(format!("{} {what}: never {wanted:?}: {rule}", procedure.id));
            }
        }
    }
    println!("{tried} households were tried");
    assert!(never.is_empty(), "{} rules:\n{}", never.len(), never.join("\n"));
}

/// Where a procedure is looked at: for each of its people, or once.
fn scopes(procedure: &Procedure, record: &Record) -> Vec<Scope> {
    let Some(list) = procedure.each else { return vec![Scope::new()] };
    record.elements(list.key()).iter().map(|id| Scope::new().with(list.key(), *id)).collect()
}

/// The record with other sensitive answers, and other data of the city, at the places that `may` be touched.
fn otherwise(
    dictionary: &Dictionary,
    record: &Record,
    items: &BTreeSet<Tag>,
    dice: &mut Dice,
    may: impl Fn(ItemKey) -> bool,
) -> Record {
    let mut other = record.clone();
    let anchor = record.get(core::MOVE_DATE.key()).date().unwrap_or(generate::TODAY);
    for key in generate::places(dictionary, record, items) {
        let item = dictionary.item(key.tag()).unwrap();
        if may(key) && (item.sensitive || item.owner == Owner::City) {
            let answer = match dice.percent(20) {
                true => Answer::NotAsked,
                false => generate::answer(dictionary, record, key.tag(), anchor, 20, dice),
            };
            generate::set(&mut other, dictionary, key, answer);
        }
    }
    other
}

#[test]
fn sensitive_answers_change_nothing_that_others_see() {
    let catalogue = kakanai_demo::catalogue();
    let dictionary = catalogue.dictionary();
    let items = generate::items(&catalogue);
    let (mut changed, mut shown) = (0, 0);
    for seed in 2_000..2_600 {
        let (record, mut dice) = household(&catalogue, &items, seed);
        let seen = |record: &Record, reader| {
            let decisions = guide::decide(&catalogue, record, guide::day_of(record));
            guide::list(&catalogue, record, &decisions, reader)
        };
        let other = otherwise(dictionary, &record, &items, &mut dice, |_| true);
        let why =
            || format!("{}\n{}", generate::told(dictionary, &record), generate::told(dictionary, &other));
        let agent = seen(&record, Reader::Agent);
        assert_eq!(agent, seen(&other, Reader::Agent), "{}", why());
        shown += agent.entries().count();
        changed += usize::from(seen(&record, Reader::All) != seen(&other, Reader::All));
        // What another person of the household says of himself.
        let people = record.elements(core::MOVER.key()).to_vec();
        let Some(reader) = dice.choose(&people).copied() else { continue };
        let of_another =
            |key: ItemKey| dictionary.lists(key.tag()) == [core::MOVER] && key.innermost() != Some(reader);
        let other = otherwise(dictionary, &record, &items, &mut dice, of_another);
        assert_eq!(seen(&record, Reader::One(reader)), seen(&other, Reader::One(reader)), "{}", why());
    }
    assert!(
        changed > 100 && shown > 2_000,
        "{changed} lists changed for who sees all, {shown} entries were shown"
    );
}

#[test]
fn what_is_told_to_everybody_reads_nothing_sensitive_beside_its_rule() {
    let catalogue = kakanai_demo::catalogue();
    let secret = |tag: Tag| catalogue.dictionary().item(tag).is_some_and(|item| item.sensitive);
    for procedure in catalogue.procedures().iter().filter(|procedure| !procedure.sensitive) {
        let bring = procedure.bring.iter().filter_map(|(_, rule)| rule.as_ref()).flat_map(Expr::items);
        let due = procedure.due.iter().flat_map(kakanai_rules::Formula::items);
        let read: Vec<Tag> = bring.chain(due).filter(|tag| secret(*tag)).collect();
        assert!(read.is_empty(), "{}: {read:?}", procedure.id);
    }
}

#[test]
fn the_answers_it_names_are_enough_for_a_decision() {
    let catalogue = kakanai_demo::catalogue();
    let items = generate::items(&catalogue);
    let (mut decided, mut answers) = (0, 0);
    for seed in 3_000..3_400 {
        let (record, _) = household(&catalogue, &items, seed);
        let day = guide::day_of(&record);
        let decisions = guide::decide(&catalogue, &record, day);
        for decision in decisions.iter().filter(|decision| decision.outcome != Outcome::Unknown) {
            let (kept, scope) = only(&catalogue, &record, decision);
            let again = alone(&catalogue, &kept, decision.procedure, decision.person, &scope);
            assert_eq!(again, decision.outcome, "{}", told(&catalogue, decision, &record));
            decided += 1;
            answers += decision.because.len();
        }
    }
    // Households that answer nothing, or reasons that name everything, would show little.
    assert!(decided > 5_000 && answers < decided * 8, "{decided} decisions with {answers} answers");
}

/// The record with nothing but what made a decision; lists that had no part in it may be longer than they are.
fn only(catalogue: &Catalogue, record: &Record, decision: &Decision) -> (Record, Scope) {
    let mut kept = record.clone();
    let list = |key: ItemKey| generate::is_list(catalogue.dictionary(), key.tag());
    kept.retain(|key| list(key) || decision.because.contains(&key));
    let open = record.lists().map(|(list, _, _)| list).filter(|list| !decision.because.contains(list));
    (kept, open.fold(Scope::new(), Scope::with_incomplete))
}

/// What comes out for a single procedure.
fn alone(
    catalogue: &Catalogue,
    record: &Record,
    at: usize,
    person: Option<ElementId>,
    scope: &Scope,
) -> Outcome {
    let procedure = &catalogue.procedures()[at];
    let scope = match (procedure.each, person) {
        (Some(list), Some(person)) => scope.clone().with(list.key(), person),
        _ => scope.clone(),
    };
    let automatic = || procedure.automatic.as_ref().map_or(Truth::False, |rule| rule.truth(record, &scope));
    match (procedure.when.truth(record, &scope), automatic()) {
        (Truth::False, _) => Outcome::NotNeeded,
        (Truth::True, Truth::True) => Outcome::Automatic,
        (Truth::True, Truth::False) => Outcome::Needed,
        _ => Outcome::Unknown,
    }
}

#[test]
fn a_question_that_nothing_hangs_on_changes_nothing() {
    let catalogue = kakanai_demo::catalogue();
    let dictionary = catalogue.dictionary();
    let items = generate::items(&catalogue);
    let (mut asked, mut quiet) = (0, 0);
    for seed in 4_000..5_500 {
        let (record, mut dice) = household(&catalogue, &items, seed);
        let day: Option<Date> = guide::day_of(&record);
        let decisions = guide::decide(&catalogue, &record, day);
        let open = guide::open(&decisions);
        // Looked for without reasons first, outcomes and questions are the same.
        let decided: Vec<_> = decisions.iter().map(|one| (one.procedure, one.person, one.outcome)).collect();
        assert_eq!(guide::outcomes(&catalogue, &record, day), decided);
        assert_eq!(guide::open_questions(&catalogue, &record, day), open);
        let mut other = record.clone();
        for key in generate::places(dictionary, &record, &items) {
            if !record.get(key).is_answered() && !open.contains(&key) {
                let answer = generate::answer(dictionary, &record, key.tag(), generate::TODAY, 20, &mut dice);
                generate::set(&mut other, dictionary, key, answer);
                quiet += 1;
            }
        }
        asked += open.len();
        let now = guide::decide(&catalogue, &other, day);
        let why =
            || format!("{}\n{}", generate::told(dictionary, &record), generate::told(dictionary, &other));
        assert_eq!(outcomes(&now), outcomes(&decisions), "{}", why());
    }
    assert!(asked > 2_000 && quiet > 2_000, "{asked} questions were open, {quiet} others were answered");
}

/// Whether some answers to the other questions make this one's answer matter to a procedure: tried at random, so that a no may be
/// wrong, and a yes never is.
fn may_matter(
    catalogue: &Catalogue,
    record: &Record,
    decision: &Decision,
    key: ItemKey,
    dice: &mut Dice,
) -> bool {
    let dictionary = catalogue.dictionary();
    let items = items_of(&catalogue.procedures()[decision.procedure]);
    let open: Vec<ItemKey> = generate::places(dictionary, record, &items)
        .into_iter()
        .filter(|place| *place != key && !record.get(*place).is_answered())
        .collect();
    (0..300).any(|_| {
        let mut full = record.clone();
        let day = generate::day(dice);
        for place in &open {
            let answer = generate::answer(dictionary, record, place.tag(), day, 5, dice);
            generate::set(&mut full, dictionary, *place, answer);
        }
        let mut outcome = || {
            let answer = generate::answer(dictionary, record, key.tag(), day, 5, dice);
            generate::set(&mut full, dictionary, key, answer);
            alone(catalogue, &full, decision.procedure, decision.person, &Scope::new())
        };
        let first = outcome();
        (0..4).any(|_| outcome() != first)
    })
}

#[test]
fn few_questions_of_the_city_could_not_have_mattered() {
    let catalogue = kakanai_demo::catalogue();
    let dictionary = catalogue.dictionary();
    let items = generate::items(&catalogue);
    let (mut asked, mut idle) = (0, BTreeSet::new());
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let full = generate::plausible(dictionary, &items, MOVES[seed as usize % MOVES.len()], &mut dice);
        let mut record = full.clone();
        let gone = dice.pick(&[10, 40, 90]);
        for key in generate::places(dictionary, &full, &items) {
            if key.tag() != core::SERVICE && dice.percent(gone) {
                generate::set(&mut record, dictionary, key, Answer::NotAsked);
            }
        }
        let decisions = guide::decide(&catalogue, &record, guide::day_of(&record));
        let open = guide::open(&decisions);
        asked += open.len();
        for key in open {
            let mut hangs = decisions.iter().filter(|decision| decision.hangs_on.contains(&key));
            if !hangs.any(|decision| may_matter(&catalogue, &record, decision, key, &mut dice)) {
                idle.insert((seed, dictionary.path(key)));
            }
        }
    }
    println!("{} of {asked} open questions could not have mattered: {idle:?}", idle.len());
    assert!(asked > 1_000 && idle.len() * 50 < asked, "{} of {asked}: {idle:?}", idle.len());
}
