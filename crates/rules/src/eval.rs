//! The three-valued evaluator.

use kakanai_record::{Answer, ElementId};

use crate::ast::{Comparison, Condition, Function, Literal, Path, Sign, State, Tally, Term, Walk};
use crate::fold::{Fold, Judged};
use crate::outcome::Truth;
use crate::read::{Bound, Reader, unused};
use crate::trail::Why;
use crate::value::{Known, compare};

/// A value and whether something guarded had a part in it.
type Weighed<'a> = (Known<'a>, bool);

impl<'a> Reader<'a> {
    /// Whether a condition holds. Its facts are left on the trail: of a decided one those that made it so,
    /// of an unknown one those it hangs on or is stuck on.
    pub(crate) fn judge(&mut self, condition: &'a Condition) -> Judged {
        match condition {
            Condition::Constant(flag) => Judged { truth: Truth::from(*flag), sensitive: false },
            Condition::Flag(path) => self.flag(path),
            Condition::Not(inner) => {
                let Judged { truth, sensitive } = self.judge(inner);
                Judged { truth: !truth, sensitive }
            }
            Condition::And(parts) => self.join(Truth::False, parts),
            Condition::Or(parts) => self.join(Truth::True, parts),
            Condition::Compare { left, by, right } => self.compare(left, *by, right),
            Condition::OneOf { term, negated, set } => self.one_of(term, *negated, set),
            Condition::State(state, path) => self.state(*state, path),
            Condition::Any(walk) => self.walk(Truth::True, walk),
            Condition::All(walk) => self.walk(Truth::False, walk),
        }
    }

    fn join(&mut self, absorbing: Truth, parts: &'a [Condition]) -> Judged {
        let mut fold = Fold::new(absorbing, &self.trail);
        for part in parts {
            let mark = self.trail.mark();
            let judged = self.judge(part);
            fold.join(&mut self.trail, mark, judged);
            if fold.is_over(&self.trail) {
                break;
            }
        }
        fold.end()
    }

    fn flag(&mut self, path: &Path) -> Judged {
        let mark = self.trail.mark();
        let known = self.read(path);
        let truth = match known {
            Known::Flag(flag) => Truth::from(flag),
            Known::NotApplicable => Truth::False,
            _ => Truth::Unknown,
        };
        self.trail.settle_comparison(mark, truth, known.is_not_applicable(), None);
        Judged { truth, sensitive: path.sensitive }
    }

    fn compare(&mut self, left: &'a Term, by: Comparison, right: &'a Term) -> Judged {
        let mark = self.trail.mark();
        let one = self.weigh(left);
        let other = self.weigh(right);
        let truth = compare(&one.0, by, &other.0);
        let absent = one.0.is_not_applicable() || other.0.is_not_applicable();
        let without = match (is_count(left), is_count(right)) {
            (true, false) => idle(one.0, by, other.0, truth),
            (false, true) => idle(other.0, by.mirrored(), one.0, truth),
            _ => None,
        };
        self.trail.settle_comparison(mark, truth, absent, without);
        Judged { truth, sensitive: one.1 || other.1 }
    }

    fn one_of(&mut self, term: &'a Term, negated: bool, set: &'a [Term]) -> Judged {
        let mark = self.trail.mark();
        let (known, mut sensitive) = self.weigh(term);
        let mut truth = Truth::False;
        for member in set {
            let member = self.weigh(member);
            sensitive |= member.1;
            truth = truth.max(compare(&known, Comparison::Equal, &member.0));
        }
        if truth == Truth::Unknown && is_covered(known, set) {
            truth = Truth::True;
        }
        self.trail.settle_comparison(mark, truth, known.is_not_applicable(), None);
        Judged { truth: if negated { !truth } else { truth }, sensitive }
    }

    fn state(&mut self, state: State, path: &Path) -> Judged {
        let mark = self.trail.mark();
        let Some(end) = path.end else { return Judged { truth: Truth::Unknown, sensitive: path.sensitive } };
        let Bound { place, imagined } = self.find(path, end);
        let truth = holds(state, self.record.get(place));
        let why = if truth.is_decided() { Why::Because } else { Why::Hangs };
        self.trail.push(place, why, imagined);
        self.trail.settle_comparison(mark, truth, false, None);
        Judged { truth, sensitive: path.sensitive }
    }

    /// `any` and `all`.
    fn walk(&mut self, absorbing: Truth, walk: &'a Walk) -> Judged {
        let mark = self.trail.mark();
        let list = match self.list(&walk.list) {
            Ok(list) => list,
            Err(known) => {
                // Nobody is in a list that does not apply.
                let truth = if known.is_not_applicable() { !absorbing } else { Truth::Unknown };
                self.trail.settle_comparison(mark, truth, true, None);
                return Judged { truth, sensitive: walk.list.sensitive };
            }
        };
        let mut fold = Fold::new(absorbing, &self.trail);
        // Who is in the list matters unless somebody in it decides.
        self.trail.push(list.place, Why::Because, list.imagined);
        for element in self.record.elements(list.place) {
            let part = self.trail.mark();
            let judged = self.with(list, *element, 0, &walk.body);
            fold.join(&mut self.trail, part, judged);
            if fold.is_over(&self.trail) {
                break;
            }
        }
        if !fold.is_over(&self.trail) && self.may_grow(list, walk.most) {
            let part = self.trail.mark();
            let judged = self.imagine(list, &walk.body, !absorbing);
            fold.join(&mut self.trail, part, judged);
        }
        let Judged { truth, sensitive } = fold.end();
        self.trail.settle_comparison(mark, truth, false, None);
        Judged { truth, sensitive: sensitive || walk.list.sensitive }
    }

    /// Judges a condition for one element of a list.
    fn with(&mut self, list: Bound, element: ElementId, imagined: u8, body: &'a Condition) -> Judged {
        self.enter(list, element, imagined);
        let judged = self.judge(body);
        self.depth -= 1;
        judged
    }

    /// Binds an element of a list for what is evaluated next, until the depth is taken back.
    fn enter(&mut self, list: Bound, element: ElementId, imagined: u8) {
        let place = list.place.within(element, list.place.tag()).unwrap_or(list.place);
        if let Some(slot) = self.bound.get_mut(self.depth) {
            *slot = Bound { place, imagined };
        }
        self.depth += 1;
    }

    /// Judges a condition for elements that the list may still get. Where it comes out `neutral` for any of
    /// them they do not matter; else the walk hangs on the list, and on what else the condition hangs on.
    fn imagine(&mut self, list: Bound, body: &'a Condition, neutral: Truth) -> Judged {
        let mark = self.trail.mark();
        let level = u8::try_from(self.depth + 1).unwrap_or(u8::MAX);
        let judged = match unused(self.record.elements(list.place)) {
            Some(element) => self.with(list, element, level, body),
            None => Judged { truth: neutral, sensitive: false },
        };
        self.trail.settle(mark, |fact| (fact.imagined != level).then_some(fact.why));
        if judged.truth == neutral {
            return judged;
        }
        self.trail.settle(mark, |fact| matches!(fact.why, Why::Hangs | Why::Stuck).then_some(fact.why));
        self.trail.push(list.place, Why::Hangs, list.imagined);
        Judged { truth: Truth::Unknown, sensitive: judged.sensitive }
    }

    fn may_grow(&self, list: Bound, most: u16) -> bool {
        let is_open = list.imagined > 0 || !self.scope.is_complete(list.place);
        is_open && self.record.elements(list.place).len() < usize::from(most)
    }

    /// The same as [`Reader::value`]; most terms are one of these two.
    #[inline]
    fn weigh(&mut self, term: &'a Term) -> Weighed<'a> {
        match term {
            Term::Literal(literal) => (Known::of_literal(literal), false),
            Term::Path(path) => (self.read(path), path.sensitive),
            other => self.value(other),
        }
    }

    /// The value of a term, as far as it is known.
    pub(crate) fn value(&mut self, term: &'a Term) -> Weighed<'a> {
        match term {
            Term::Literal(literal) => (Known::of_literal(literal), false),
            Term::Path(path) => (self.read(path), path.sensitive),
            Term::Sum { first, rest } => {
                let start = self.value(first);
                rest.iter().fold(start, |(sum, sensitive), (sign, term)| {
                    let (known, also) = self.value(term);
                    (sum.add(*sign, known), sensitive || also)
                })
            }
            Term::Call(function, arguments) => self.call(*function, arguments),
            Term::Count(walk) => self.count(walk),
            Term::Total(tally) => self.total(tally),
            Term::Length { list, most } => (self.length(list, *most), list.sensitive),
            Term::Condition(condition) => {
                let Judged { truth, sensitive } = self.judge(condition);
                let known =
                    if truth.is_decided() { Known::Flag(truth == Truth::True) } else { Known::Unknown };
                (known, sensitive)
            }
        }
    }

    fn call(&mut self, function: Function, arguments: &'a [Term]) -> Weighed<'a> {
        match (function, arguments) {
            (Function::Age | Function::AgeReached | Function::SchoolAge, [birth, day]) => {
                let (birth, sensitive) = self.weigh(birth);
                let (day, also) = self.weigh(day);
                (Known::years(function, birth, day), sensitive || also)
            }
            (Function::NextOpen, [day]) => {
                let (day, sensitive) = self.value(day);
                (day.next_open(), sensitive)
            }
            (Function::Month, [day]) => {
                let (day, sensitive) = self.value(day);
                (day.month(), sensitive)
            }
            (Function::Prefecture, [code]) => {
                let (code, sensitive) = self.value(code);
                (code.prefecture(), sensitive)
            }
            _ => (Known::Unknown, false),
        }
    }

    /// How many elements of a list meet a condition: a range while that is open for some.
    fn count(&mut self, walk: &'a Walk) -> Weighed<'a> {
        let list = match self.list(&walk.list) {
            Ok(list) => list,
            Err(known) => return (known, walk.list.sensitive),
        };
        let (mut least, mut most, mut sensitive) = (0, 0, walk.list.sensitive);
        let elements = self.record.elements(list.place);
        for element in elements {
            let part = self.trail.mark();
            let judged = self.with(list, *element, 0, &walk.body);
            sensitive |= judged.sensitive;
            least += i64::from(judged.truth == Truth::True);
            most += i64::from(judged.truth != Truth::False);
            self.settle_counted(part, judged.truth);
        }
        self.trail.push(list.place, Why::AtMost, list.imagined);
        if self.may_grow(list, walk.most) {
            let part = self.trail.mark();
            let judged = self.imagine(list, &walk.body, Truth::False);
            sensitive |= judged.sensitive;
            if judged.truth != Truth::False {
                most += i64::from(walk.most) - i64::try_from(elements.len()).unwrap_or(0);
            }
            self.settle_counted(part, judged.truth);
        }
        (Known::Number(least, most), sensitive)
    }

    /// The sum of a number over a list; to whom it does not apply, he adds nothing. Unknown while anybody's number is, or
    /// while somebody may still be added: numbers have no end.
    fn total(&mut self, tally: &'a Tally) -> Weighed<'a> {
        let list = match self.list(&tally.list) {
            Ok(list) => list,
            Err(known) => return (known, tally.list.sensitive),
        };
        let (mut sum, mut sensitive) = (Known::Number(0, 0), tally.list.sensitive);
        self.trail.push(list.place, Why::Because, list.imagined);
        for element in self.record.elements(list.place) {
            self.enter(list, *element, 0);
            let (number, also) = self.value(&tally.number);
            self.depth -= 1;
            sensitive |= also;
            sum = if number.is_not_applicable() { sum } else { sum.add(Sign::Plus, number) };
        }
        if self.may_grow(list, tally.most) {
            self.trail.push(list.place, Why::Hangs, list.imagined);
            sum = Known::Unknown;
        }
        (sum, sensitive)
    }

    /// Facts of an element that counts hold the number up, of one that does not they hold it down.
    fn settle_counted(&mut self, mark: usize, truth: Truth) {
        self.trail.settle(mark, |fact| {
            Some(match truth {
                Truth::True => Why::AtLeast,
                Truth::False => Why::AtMost,
                Truth::Unknown => fact.why,
            })
        });
    }

    fn length(&mut self, path: &Path, most: u16) -> Known<'a> {
        let list = match self.list(path) {
            Ok(list) => list,
            Err(known) => return known,
        };
        let length = i64::try_from(self.record.elements(list.place).len()).unwrap_or(i64::MAX);
        self.trail.push(list.place, Why::Because, list.imagined);
        if !self.may_grow(list, most) {
            return Known::Number(length, length);
        }
        self.trail.push(list.place, Why::Hangs, list.imagined);
        Known::Number(length, most.into())
    }
}

fn holds(state: State, answer: &Answer) -> Truth {
    if !answer.is_answered() {
        return Truth::Unknown;
    }
    Truth::from(match state {
        State::Known => answer.value().is_some(),
        State::Answered => true,
        State::DontKnow => *answer == Answer::DontKnow,
        State::Unrecorded => *answer == Answer::Unrecorded,
        State::Applies => *answer != Answer::NotApplicable,
    })
}

const fn is_count(term: &Term) -> bool {
    matches!(term, Term::Count(_))
}

/// Which facts of a count do not matter for this decision: those that hold it up where it is low enough
/// anyway, or those that hold it down where it is high enough.
fn idle(count: Known<'_>, by: Comparison, other: Known<'_>, truth: Truth) -> Option<Why> {
    let (Known::Number(least, most), Known::Number(other_least, other_most)) = (count, other) else {
        return None;
    };
    let is_high = match by {
        Comparison::Greater | Comparison::GreaterOrEqual => truth == Truth::True,
        Comparison::Less | Comparison::LessOrEqual => truth == Truth::False,
        Comparison::Equal | Comparison::NotEqual if least > other_most => true,
        Comparison::Equal | Comparison::NotEqual if most < other_least => false,
        Comparison::Equal | Comparison::NotEqual => return None,
    };
    Some(if is_high { Why::AtMost } else { Why::AtLeast })
}

/// Whether a range of numbers lies wholly in a set, although no single member equals it.
fn is_covered(known: Known<'_>, set: &[Term]) -> bool {
    let Known::Number(least, most) = known else { return false };
    let is_small = most.checked_sub(least).is_some_and(|width| width < i64::try_from(set.len()).unwrap_or(0));
    is_small && (least..=most).all(|number| set.iter().any(|member| is_number(member, number)))
}

fn is_number(term: &Term, number: i64) -> bool {
    matches!(term, Term::Literal(Literal::Number(literal)) if *literal == number)
}
