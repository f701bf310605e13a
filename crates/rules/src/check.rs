//! The tree of a text into a typed rule: every part has a kind, and only what fits stands together.

use kakanai_record::codes::Codes;
use kakanai_record::{Code, Dictionary, ItemDef, ItemKind};

use crate::MOST_BOUND;
use crate::ast::{Comparison, Condition, Function, Literal, Sign, State, Tally, Term, Walk};
use crate::error::{Flaw, Kind, Problem};
use crate::resolve::{Binding, Names};
use crate::syntax::{Node, RESERVED, Syntax};

type Checked<T> = Result<T, Flaw>;

/// Every function there is, for messages.
const FUNCTIONS: [&str; 15] = [
    "any",
    "all",
    "count",
    "sum",
    "age",
    "age_reached",
    "school_age",
    "next_open",
    "month",
    "prefecture",
    "known",
    "answered",
    "dont_know",
    "unrecorded",
    "applies",
];

/// A term, its kind, and the item it is, where it is one.
pub(crate) struct Typed<'d> {
    pub(crate) term: Term,
    pub(crate) kind: Kind,
    item: Option<&'d ItemDef>,
}

impl Typed<'_> {
    const fn new(term: Term, kind: Kind) -> Self {
        Self { term, kind, item: None }
    }
}

pub(crate) struct Checker<'d> {
    names: Names<'d>,
}

impl<'d> Checker<'d> {
    pub(crate) const fn new(dictionary: &'d Dictionary) -> Self {
        Self { names: Names { dictionary, bound: Vec::new() } }
    }

    /// A part where yes or no is wanted.
    pub(crate) fn condition(&mut self, syntax: &Syntax<'_>) -> Checked<Condition> {
        let Typed { term, kind, .. } = self.term(syntax)?;
        match (term, kind) {
            (Term::Condition(condition), _) => Ok(*condition),
            (Term::Literal(Literal::Flag(flag)), _) => Ok(Condition::Constant(flag)),
            (Term::Path(path), Kind::Flag) => Ok(Condition::Flag(path)),
            (_, kind) => Err(Flaw { at: syntax.at, problem: Problem::NotACondition { kind } }),
        }
    }

    /// Any part.
    pub(crate) fn term(&mut self, syntax: &Syntax<'_>) -> Checked<Typed<'d>> {
        let at = syntax.at;
        let condition = match &syntax.node {
            Node::Literal(literal) => return Ok(literal_term(literal.clone())),
            Node::Text(text) => return Ok(literal_term(Literal::Text(text.as_str().into()))),
            Node::Name(name) => return self.name(at, name),
            Node::Sum(first, rest) => return self.sum(first, rest),
            Node::Call(function, arguments) => return self.call(at, function, arguments),
            Node::Walk { function, name, list, body } => return self.walk(at, function, *name, *list, body),
            Node::Not(inner) => Condition::Not(Box::new(self.condition(inner)?)),
            Node::And(parts) => Condition::And(self.conditions(parts)?),
            Node::Or(parts) => Condition::Or(self.conditions(parts)?),
            Node::Compare(left, by, right) => self.compare(at, left, *by, right)?,
            Node::OneOf { item, negated, set } => self.one_of(item, *negated, set)?,
        };
        Ok(condition_term(condition))
    }

    fn conditions(&mut self, parts: &[Syntax<'_>]) -> Checked<Vec<Condition>> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    fn name(&self, at: usize, name: &str) -> Checked<Typed<'d>> {
        let (found, kind) = self.names.value(at, name)?;
        Ok(Typed { term: Term::Path(found.path), kind, item: Some(found.item) })
    }

    fn compare(
        &mut self,
        at: usize,
        left: &Syntax<'_>,
        by: Comparison,
        right: &Syntax<'_>,
    ) -> Checked<Condition> {
        let (left, right) = self.pair(left, right)?;
        if !same_kind(&left.kind, &right.kind) {
            let problem = Problem::CannotCompare { left: left.kind, right: right.kind };
            return Err(Flaw { at, problem });
        }
        if by.is_order() && !left.kind.is_ordered() {
            return Err(Flaw { at, problem: Problem::NoOrder { kind: left.kind } });
        }
        possible(at, &left, &right)?;
        possible(at, &right, &left)?;
        Ok(Condition::Compare { left: Box::new(left.term), by, right: Box::new(right.term) })
    }

    fn one_of(&mut self, item: &Syntax<'_>, negated: bool, set: &[Syntax<'_>]) -> Checked<Condition> {
        let term = self.term(item)?;
        let members = set.iter().map(|member| self.member(&term, member)).collect::<Checked<_>>()?;
        Ok(Condition::OneOf { term: Box::new(term.term), negated, set: members })
    }

    fn member(&mut self, term: &Typed<'d>, member: &Syntax<'_>) -> Checked<Term> {
        let typed = self.term(member);
        let typed = beside(member, typed, &term.kind)?;
        if !same_kind(&term.kind, &typed.kind) {
            let problem = Problem::CannotCompare { left: term.kind.clone(), right: typed.kind };
            return Err(Flaw { at: member.at, problem });
        }
        possible(member.at, term, &typed)?;
        Ok(typed.term)
    }

    /// Both sides of a comparison. A word is looked for in the code list of the other side first, so that
    /// `certificate/kind == identity` means the code although there is an item of that name.
    fn pair(&mut self, left: &Syntax<'_>, right: &Syntax<'_>) -> Checked<(Typed<'d>, Typed<'d>)> {
        let (one, other) = (self.term(left), self.term(right));
        let codes_of = |side: &Checked<Typed<'d>>| side.as_ref().ok().map(|typed| typed.kind.clone());
        let (kind, other_kind) = (codes_of(&one), codes_of(&other));
        let other = match &kind {
            Some(kind) => beside(right, other, kind),
            None => other,
        };
        let one = match &other_kind {
            Some(kind) => beside(left, one, kind),
            None => one,
        };
        Ok((one?, other?))
    }

    fn sum(&mut self, first: &Syntax<'_>, rest: &[(Sign, Syntax<'_>)]) -> Checked<Typed<'d>> {
        let start = self.term(first)?;
        let wanted = match start.kind {
            Kind::Number => Kind::Number,
            _ => Kind::Duration,
        };
        let mut parts = Vec::with_capacity(rest.len());
        for (sign, part) in rest {
            let typed = self.term(part)?;
            if !matches!(start.kind, Kind::Number | Kind::Date) || typed.kind != wanted {
                let problem = Problem::CannotAdd { left: start.kind, right: typed.kind };
                return Err(Flaw { at: part.at, problem });
            }
            parts.push((*sign, typed.term));
        }
        Ok(Typed::new(Term::Sum { first: Box::new(start.term), rest: parts }, start.kind))
    }

    fn call(&mut self, at: usize, name: &str, arguments: &[Syntax<'_>]) -> Checked<Typed<'d>> {
        let wrong = |name, form| Flaw { at, problem: Problem::Arguments { name, form } };
        if let Some(function) = Function::ALL.into_iter().find(|function| function.name() == name) {
            let (many, form, kind) = match function {
                Function::Age | Function::AgeReached | Function::SchoolAge => {
                    (2, "`age(p/birth, move/date)`", Kind::Number)
                }
                Function::NextOpen => (1, "`next_open(move/date + 14 days)`", Kind::Date),
                Function::Month => (1, "`month(received_on)`", Kind::Number),
                Function::Prefecture => (1, "`prefecture(new_address/municipality)`", Kind::Text),
            };
            if arguments.len() != many {
                return Err(wrong(function.name(), form));
            }
            let terms = match (function, arguments) {
                (Function::Prefecture, [code]) => vec![self.municipality(code)?],
                _ => arguments.iter().map(|day| self.date(day)).collect::<Checked<_>>()?,
            };
            return Ok(Typed::new(Term::Call(function, terms), kind));
        }
        if let Some(state) = State::ALL.into_iter().find(|state| state.name() == name) {
            let form = "with one item in its parentheses: `known(move/date)`";
            let [Syntax { at, node: Node::Name(item) }] = arguments else {
                return Err(wrong(state.name(), form));
            };
            let (found, _) = self.names.value(*at, item)?;
            if found.path.end.is_none() {
                return Err(wrong(state.name(), form));
            }
            return Ok(condition_term(Condition::State(state, found.path)));
        }
        match (name, arguments) {
            ("count", [Syntax { at, node: Node::Name(list) }]) => {
                let found = self.names.list(*at, list)?;
                let most = most(found.item);
                Ok(Typed::new(Term::Length { list: found.path, most }, Kind::Number))
            }
            ("count", _) => Err(wrong("count", "`count(mover)` or `count(p in mover, p/japanese)`")),
            ("any", _) => Err(wrong("any", "`any(p in mover, p/japanese)`")),
            ("all", _) => Err(wrong("all", "`all(p in mover, p/japanese)`")),
            ("sum", _) => Err(wrong("sum", "`sum(c in certificate, c/copies)`")),
            _ => {
                let problem = Problem::UnknownFunction { name: name.to_owned(), known: &FUNCTIONS };
                Err(Flaw { at, problem })
            }
        }
    }

    fn date(&mut self, syntax: &Syntax<'_>) -> Checked<Term> {
        let typed = self.term(syntax)?;
        if typed.kind == Kind::Date {
            return Ok(typed.term);
        }
        Err(Flaw { at: syntax.at, problem: Problem::WrongKind { found: typed.kind, wanted: Kind::Date } })
    }

    fn number(&mut self, syntax: &Syntax<'_>) -> Checked<Term> {
        let typed = self.term(syntax)?;
        if typed.kind == Kind::Number {
            return Ok(typed.term);
        }
        Err(Flaw { at: syntax.at, problem: Problem::WrongKind { found: typed.kind, wanted: Kind::Number } })
    }

    fn municipality(&mut self, syntax: &Syntax<'_>) -> Checked<Term> {
        let typed = self.term(syntax)?;
        if typed.item.is_some_and(|item| matches!(item.kind, ItemKind::Municipality)) {
            return Ok(typed.term);
        }
        let form = "`prefecture(new_address/municipality)`: the item of a municipality";
        Err(Flaw { at: syntax.at, problem: Problem::Arguments { name: Function::Prefecture.name(), form } })
    }

    fn walk(
        &mut self,
        at: usize,
        function: &str,
        (name_at, name): (usize, &str),
        (list_at, list): (usize, &str),
        body: &Syntax<'_>,
    ) -> Checked<Typed<'d>> {
        if !["any", "all", "count", "sum"].contains(&function) {
            let problem = Problem::UnknownFunction { name: function.to_owned(), known: &FUNCTIONS };
            return Err(Flaw { at, problem });
        }
        if RESERVED.contains(&name) || !self.names.is_free(name) {
            return Err(Flaw { at: name_at, problem: Problem::Name { name: name.to_owned() } });
        }
        if self.names.bound.len() >= MOST_BOUND {
            return Err(Flaw { at, problem: Problem::TooManyWalks { most: MOST_BOUND } });
        }
        let found = self.names.list(list_at, list)?;
        self.names.bound.push(Binding { name: name.into(), list: found.item });
        if function == "sum" {
            let number = self.number(body);
            self.names.bound.pop();
            let (most, number) = (most(found.item), Box::new(number?));
            let tally = Tally { name: name.into(), list: found.path, most, number };
            return Ok(Typed::new(Term::Total(tally), Kind::Number));
        }
        let body = self.condition(body);
        self.names.bound.pop();
        let most = most(found.item);
        let walk = Walk { name: name.into(), list: found.path, most, body: Box::new(body?) };
        Ok(match function {
            "any" => condition_term(Condition::Any(walk)),
            "all" => condition_term(Condition::All(walk)),
            _ => Typed::new(Term::Count(walk), Kind::Number),
        })
    }
}

const fn most(list: &ItemDef) -> u16 {
    match list.kind {
        ItemKind::List { most } => most,
        _ => 0,
    }
}

const fn literal_kind(literal: &Literal) -> Kind {
    match literal {
        Literal::Flag(_) => Kind::Flag,
        Literal::Number(_) => Kind::Number,
        Literal::Date(_) => Kind::Date,
        Literal::Duration(_) => Kind::Duration,
        // Codes and chains are made beside the kind they have; see `coded`.
        Literal::Text(_) | Literal::Code(_) | Literal::Chain(_) => Kind::Text,
    }
}

fn literal_term<'d>(literal: Literal) -> Typed<'d> {
    let kind = literal_kind(&literal);
    Typed::new(Term::Literal(literal), kind)
}

fn condition_term<'d>(condition: Condition) -> Typed<'d> {
    Typed::new(Term::Condition(Box::new(condition)), Kind::Flag)
}

fn same_kind(left: &Kind, right: &Kind) -> bool {
    !matches!(left, Kind::List { .. }) && left == right
}

/// A word or quoted word beside something with a code list is a code of that list.
fn beside<'d>(syntax: &Syntax<'_>, typed: Checked<Typed<'d>>, kind: &Kind) -> Checked<Typed<'d>> {
    let Some(codes) = kind.codes() else { return typed };
    let word = match &syntax.node {
        Node::Name(name) => *name,
        Node::Text(text) => text.as_str(),
        _ => return typed,
    };
    if let Some(literal) = coded(word, kind, codes) {
        return Ok(Typed::new(Term::Literal(literal), kind.clone()));
    }
    // An item of the dictionary is no misspelt code; the comparison itself will judge it.
    match typed {
        Ok(typed) if !matches!(typed.term, Term::Literal(_)) => Ok(typed),
        Err(flaw) if !matches!(flaw.problem, Problem::UnknownItem { .. }) || word.contains('/') => Err(flaw),
        _ => {
            let words_of = codes.iter().map(|code| code.key().to_owned()).collect();
            let problem =
                Problem::UnknownCode { word: word.to_owned(), list: codes.id.to_string(), words_of };
            Err(Flaw { at: syntax.at, problem })
        }
    }
}

fn coded(word: &str, kind: &Kind, codes: &Codes) -> Option<Literal> {
    if matches!(kind, Kind::Code(_)) {
        return codes.by_key(word).map(Literal::Code);
    }
    let chain: Option<Vec<Code>> = word.split('.').map(|key| codes.by_key(key)).collect();
    chain.map(Literal::Chain)
}

/// Refuses a text literal that the item beside it can never hold (`nationality == "Japan"`).
fn possible(at: usize, item: &Typed<'_>, literal: &Typed<'_>) -> Checked<()> {
    let (Some(item), Term::Literal(Literal::Text(text))) = (item.item, &literal.term) else { return Ok(()) };
    let Err(why) = item.kind.parse(text) else { return Ok(()) };
    let (path, text) = (item.path.to_string(), text.to_string());
    Err(Flaw { at, problem: Problem::NeverSuch { path, text, why } })
}
