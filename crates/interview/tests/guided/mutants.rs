//! Rules that are wrong in one place: what a slip of the pen, or of the mind, makes of a rule.

use std::collections::BTreeSet;

use kakanai_record::Code;
use kakanai_rules::Expr;
use kakanai_rules::ast::{Comparison, Condition, Duration, Function, Literal, Term, Walk};

/// Every rule that differs from this one by a single slip, in its text form, each once.
pub(crate) fn of(rule: &Expr) -> Vec<String> {
    let own = rule.to_string();
    let mut known = BTreeSet::from([own]);
    let mutants = conditions(rule.condition()).into_iter().map(|mutant| Expr::from(mutant).to_string());
    mutants.filter(|text| known.insert(text.clone())).collect()
}

fn conditions(condition: &Condition) -> Vec<Condition> {
    match condition {
        Condition::Constant(holds) => vec![Condition::Constant(!holds)],
        Condition::Flag(_) => vec![not(condition)],
        // A step fewer, not one more: `not a` becomes `a`.
        Condition::Not(inner) => {
            let deeper = conditions(inner).into_iter().filter(|mutant| *mutant != not(inner));
            deeper.map(|mutant| not(&mutant)).chain([(**inner).clone()]).collect()
        }
        Condition::And(parts) => joined(parts, Condition::And),
        Condition::Or(parts) => joined(parts, Condition::Or),
        Condition::Compare { left, by, right } => {
            let with = |left: &Term, by: Comparison, right: &Term| Condition::Compare {
                left: Box::new(left.clone()),
                by,
                right: Box::new(right.clone()),
            };
            let signs = slips(*by).iter().map(|by| with(left, *by, right));
            let lefts = terms(left).into_iter().map(|left| with(&left, *by, right));
            let rights = terms(right).into_iter().map(|right| with(left, *by, &right));
            signs.chain(lefts).chain(rights).collect()
        }
        Condition::OneOf { term, negated, set } => {
            let with = |negated, set| Condition::OneOf { term: term.clone(), negated, set };
            let mut mutants = vec![with(!negated, set.clone())];
            for at in 0..set.len() {
                if set.len() > 1 {
                    mutants.push(with(*negated, without(set, at)));
                }
                let swapped = terms(&set[at]).into_iter().filter(|other| !set.contains(other));
                mutants.extend(swapped.map(|other| with(*negated, replaced(set, at, other))));
            }
            mutants
        }
        Condition::State(..) => vec![not(condition)],
        Condition::Any(walk) => {
            walks(walk).into_iter().map(Condition::Any).chain([Condition::All(walk.clone())]).collect()
        }
        Condition::All(walk) => {
            walks(walk).into_iter().map(Condition::All).chain([Condition::Any(walk.clone())]).collect()
        }
    }
}

/// Parts left out, one by one, and slips within one part.
fn joined(parts: &[Condition], join: fn(Vec<Condition>) -> Condition) -> Vec<Condition> {
    let mut mutants = Vec::new();
    for at in 0..parts.len() {
        let mut rest = without(parts, at);
        mutants.push(if rest.len() == 1 { rest.remove(0) } else { join(rest) });
        mutants.extend(conditions(&parts[at]).into_iter().map(|part| join(replaced(parts, at, part))));
    }
    mutants
}

fn walks(walk: &Walk) -> Vec<Walk> {
    conditions(&walk.body).into_iter().map(|body| Walk { body: Box::new(body), ..walk.clone() }).collect()
}

/// The edge moved, and the contrary.
const fn slips(by: Comparison) -> &'static [Comparison] {
    match by {
        Comparison::Equal => &[Comparison::NotEqual],
        Comparison::NotEqual => &[Comparison::Equal],
        Comparison::Less => &[Comparison::LessOrEqual, Comparison::GreaterOrEqual],
        Comparison::LessOrEqual => &[Comparison::Less, Comparison::Greater],
        Comparison::Greater => &[Comparison::GreaterOrEqual, Comparison::LessOrEqual],
        Comparison::GreaterOrEqual => &[Comparison::Greater, Comparison::Less],
    }
}

fn terms(term: &Term) -> Vec<Term> {
    match term {
        Term::Literal(literal) => literals(literal).into_iter().map(Term::Literal).collect(),
        Term::Sum { first, rest } => {
            let with = |rest| Term::Sum { first: first.clone(), rest };
            let slips = |at: usize| {
                let (sign, term) = &rest[at];
                terms(term).into_iter().map(move |term| (at, (*sign, term)))
            };
            (0..rest.len()).flat_map(slips).map(|(at, part)| with(replaced(rest, at, part))).collect()
        }
        Term::Call(function, arguments) => calls(*function, arguments),
        Term::Count(walk) => walks(walk).into_iter().map(Term::Count).collect(),
        Term::Condition(condition) => {
            conditions(condition).into_iter().map(|mutant| Term::Condition(Box::new(mutant))).collect()
        }
        Term::Path(_) | Term::Total(_) | Term::Length { .. } => Vec::new(),
    }
}

/// An age counted the other way, a closed day forgotten, and slips within.
fn calls(function: Function, arguments: &[Term]) -> Vec<Term> {
    let with = |function, arguments: &[Term]| Term::Call(function, arguments.to_vec());
    let mut mutants: Vec<Term> = match function {
        Function::Age => vec![with(Function::AgeReached, arguments)],
        Function::AgeReached | Function::SchoolAge => vec![with(Function::Age, arguments)],
        Function::NextOpen => arguments.to_vec(),
        Function::Month | Function::Prefecture => Vec::new(),
    };
    for at in 0..arguments.len() {
        let inner = terms(&arguments[at]).into_iter();
        mutants.extend(inner.map(|argument| with(function, &replaced(arguments, at, argument))));
    }
    mutants
}

fn literals(literal: &Literal) -> Vec<Literal> {
    match literal {
        Literal::Flag(flag) => vec![Literal::Flag(!flag)],
        Literal::Number(number) => vec![Literal::Number(number - 1), Literal::Number(number + 1)],
        Literal::Duration(length) => {
            let days = |days| Literal::Duration(Duration { days, ..*length });
            let mut mutants = vec![days(length.days + 1)];
            mutants.extend(length.days.checked_sub(1).map(days));
            mutants
        }
        Literal::Text(_) => vec![Literal::Text("13".into())],
        Literal::Code(code) => next(code).map(Literal::Code).into_iter().collect(),
        Literal::Chain(codes) => {
            let swapped =
                codes.iter().enumerate().filter_map(|(at, code)| Some(replaced(codes, at, next(code)?)));
            swapped.map(Literal::Chain).collect()
        }
        Literal::Date(_) => Vec::new(),
    }
}

/// The word behind it in its list.
fn next(code: &Code) -> Option<Code> {
    let codes: Vec<Code> = code.list().iter().collect();
    let at = codes.iter().position(|known| known == code)?;
    codes.get((at + 1) % codes.len()).cloned()
}

fn not(condition: &Condition) -> Condition {
    Condition::Not(Box::new(condition.clone()))
}

fn without<T: Clone>(list: &[T], at: usize) -> Vec<T> {
    let others = list.iter().enumerate().filter(|(here, _)| *here != at);
    others.map(|(_, other)| other.clone()).collect()
}

fn replaced<T: Clone>(list: &[T], at: usize, with: T) -> Vec<T> {
    let mut list = list.to_vec();
    list[at] = with;
    list
}
