//! Random rules over the small dictionary.

use crate::small::{C, Dice, F, G, HEAD, LF, LN, LS, N, Place, Rule, S, Side};

const ORDERS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const STATES: [&str; 5] = ["known", "answered", "dont_know", "unrecorded", "applies"];

/// Any rule, items repeated at will.
pub(crate) fn any_rule(dice: &mut Dice, depth: usize, bound: usize) -> Rule {
    let leaf = depth == 0;
    match dice.below(if leaf { 5 } else { 12 }) {
        0 => Rule::Flag(flag(dice, bound)),
        1 => Rule::Compare(number(dice, depth, bound), dice.pick(&ORDERS), number(dice, depth, bound)),
        2 => atom(dice, bound),
        3 => {
            let place = if dice.one_in(2) { flag(dice, bound) } else { number_place(dice, bound) };
            Rule::State(dice.pick(&STATES), place)
        }
        4 => {
            let set = (0..1 + dice.below(3)).map(|_| Side::Number(dice.below(4) as i64)).collect();
            Rule::OneOf(number(dice, depth, bound), dice.one_in(2), set)
        }
        5 => Rule::Not(Box::new(any_rule(dice, depth - 1, bound))),
        6..=8 => {
            let parts = (0..2 + dice.below(2)).map(|_| any_rule(dice, depth - 1, bound)).collect();
            Rule::Joined(dice.one_in(2), parts)
        }
        9 => {
            let sides = [0, 1].map(|_| Side::Rule(Box::new(any_rule(dice, depth - 1, bound))));
            let [left, right] = sides;
            Rule::Compare(left, dice.pick(&["==", "!="]), right)
        }
        _ => {
            let body = any_rule(dice, depth - 1, bound + 1);
            Rule::Walk(dice.pick(&["any", "all"]), bound, Box::new(body))
        }
    }
}

fn atom(dice: &mut Dice, bound: usize) -> Rule {
    let equal = dice.pick(&["==", "!="]);
    match dice.below(4) {
        0 => Rule::Constant(dice.one_in(2)),
        1 if bound > 0 => {
            let level = dice.below(bound);
            Rule::Compare(Side::Element(level), equal, Side::Item(Place::Root(HEAD)))
        }
        2 if bound > 1 => Rule::Compare(Side::Element(0), equal, Side::Element(bound - 1)),
        _ => Rule::Compare(Side::Item(Place::Root(C)), equal, Side::Letter(dice.below(2))),
    }
}

fn flag(dice: &mut Dice, bound: usize) -> Place {
    let inner = dice.pick(&[LF, LF, LS]);
    match dice.below(6) {
        0 => Place::Head(inner),
        1..=3 if bound > 0 => Place::Bound(dice.below(bound), inner),
        _ => Place::Root(dice.pick(&[F, G, S])),
    }
}

fn number_place(dice: &mut Dice, bound: usize) -> Place {
    match dice.below(4) {
        0 => Place::Head(LN),
        1 | 2 if bound > 0 => Place::Bound(dice.below(bound), LN),
        _ => Place::Root(N),
    }
}

fn number(dice: &mut Dice, depth: usize, bound: usize) -> Side {
    match dice.below(6) {
        0 => Side::Length,
        1 if depth > 0 => Side::Count(bound, Box::new(any_rule(dice, depth - 1, bound + 1))),
        2 => Side::More(Box::new(Side::Item(number_place(dice, bound))), dice.below(3) as i64 - 1),
        3 | 4 => Side::Number(dice.below(4) as i64),
        _ => Side::Item(number_place(dice, bound)),
    }
}

/// A rule in which every place is read once and every comparison could come out either way: there
/// Kleene's logic is not only sound but exact.
pub(crate) fn read_once(dice: &mut Dice) -> Rule {
    let list = list_part(dice);
    let mut parts: Vec<Rule> = [F, G, S].iter().map(|tag| Rule::Flag(Place::Root(*tag))).collect();
    parts.push(open_number(dice, Place::Root(N)));
    parts.push(Rule::Compare(Side::Item(Place::Root(C)), "==", Side::Letter(dice.below(2))));
    for _ in 0..1 + dice.below(3) {
        parts.remove(dice.below(parts.len()));
    }
    parts.push(list);
    combine(dice, parts)
}

fn list_part(dice: &mut Dice) -> Rule {
    let inner = |tag| Place::Bound(0, tag);
    let mut parts = vec![Rule::Flag(inner(LF)), Rule::Flag(inner(LS)), open_number(dice, inner(LN))];
    for _ in 0..1 + dice.below(2) {
        parts.remove(dice.below(parts.len()));
    }
    if dice.one_in(8) {
        parts.push(Rule::Constant(dice.one_in(2)));
    }
    let body = Box::new(combine(dice, parts));
    match dice.below(4) {
        0 => Rule::Walk("any", 0, body),
        1 => Rule::Walk("all", 0, body),
        2 => {
            let set = (0..1 + dice.below(3)).map(|_| Side::Number(dice.below(4) as i64)).collect();
            Rule::OneOf(Side::Count(0, body), dice.one_in(2), set)
        }
        _ => Rule::Compare(Side::Count(0, body), dice.pick(&ORDERS), Side::Number(dice.below(4) as i64)),
    }
}

fn open_number(dice: &mut Dice, place: Place) -> Rule {
    let (sign, number) = match dice.below(8) {
        0 => ("==", dice.below(3)),
        1 => ("!=", dice.below(3)),
        2 => ("<", 1 + dice.below(2)),
        3 => ("<=", dice.below(3)),
        4 => (">", dice.below(2)),
        5 => (">=", dice.below(3)),
        6 => {
            let set = (0..1 + dice.below(3)).map(|_| Side::Number(dice.below(3) as i64)).collect();
            return Rule::OneOf(Side::Item(place), dice.one_in(2), set);
        }
        _ => return Rule::State(dice.pick(&["known", "dont_know", "unrecorded", "applies"]), place),
    };
    if dice.one_in(3) {
        return Rule::Compare(
            Side::More(Box::new(Side::Item(place)), 1),
            sign,
            Side::Number(number as i64 + 1),
        );
    }
    Rule::Compare(Side::Item(place), sign, Side::Number(number as i64))
}

/// All parts joined by `and`, `or` and `not` into one rule.
fn combine(dice: &mut Dice, mut parts: Vec<Rule>) -> Rule {
    while parts.len() > 1 {
        let one = parts.remove(dice.below(parts.len()));
        let other = parts.remove(dice.below(parts.len()));
        parts.push(Rule::Joined(dice.one_in(2), vec![one, other]));
        if dice.one_in(3) {
            let last = parts.remove(parts.len() - 1);
            parts.push(Rule::Not(Box::new(last)));
        }
    }
    parts.pop().unwrap_or(Rule::Constant(true))
}
