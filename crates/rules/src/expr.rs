//! Rules and formulas: reading, printing, evaluating, and what they read.

use std::collections::BTreeSet;
use std::fmt;

use kakanai_record::{Dictionary, Record, Tag};

use crate::MOST_LENGTH;
use crate::ast::{Condition, Part, Start, Term};
use crate::check::Checker;
use crate::error::{Flaw, Kind, ParseError, Problem};
use crate::fold::Judged;
use crate::outcome::{Computed, Outcome, Truth, Verdict};
use crate::read::Reader;
use crate::resolve::nearest;
use crate::scope::Scope;
use crate::syntax::{self, Syntax};
use crate::trail::{Trail, Why};

/// A rule: yes, no or unknown over a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    condition: Condition,
}

impl Expr {
    /// Reads a rule against the data dictionary.
    pub fn parse(dictionary: &Dictionary, text: &str) -> Result<Self, ParseError> {
        let condition = read(dictionary, text, Checker::condition)?;
        Ok(Self { condition })
    }

    /// A rule that always (or never) holds.
    pub const fn constant(holds: bool) -> Self {
        Self { condition: Condition::Constant(holds) }
    }

    /// Whether it holds for a record, and why.
    pub fn eval(&self, record: &Record, scope: &Scope) -> Verdict {
        let mut reader = Reader::new(record, scope, true);
        let Judged { truth, sensitive } = reader.judge(&self.condition);
        outcome(truth, truth.is_decided(), sensitive, &reader.trail)
    }

    /// Whether it holds for a record, without the reasons: no further than to the first part that decides.
    pub fn truth(&self, record: &Record, scope: &Scope) -> Truth {
        Reader::new(record, scope, false).judge(&self.condition).truth
    }

    /// The tree, for analyses and tables.
    pub const fn condition(&self) -> &Condition {
        &self.condition
    }

    /// All items it reads, lists and references among them.
    pub fn items(&self) -> BTreeSet<Tag> {
        items(|meet| self.condition.visit(meet))
    }

    /// The lists whose current element it speaks of: its [`Scope`] must name one for each, else it is unknown.
    pub fn current_lists(&self) -> BTreeSet<Tag> {
        current_lists(|meet| self.condition.visit(meet))
    }
}

impl From<Condition> for Expr {
    fn from(condition: Condition) -> Self {
        Self { condition }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt(f)
    }
}

/// Many rules over one record: its answers are laid out once, and nothing is made anew for each rule but its facts.
pub struct Evaluator<'a> {
    reader: Reader<'a>,
}

impl<'a> Evaluator<'a> {
    /// For the rules over a record.
    pub fn new(record: &'a Record) -> Self {
        static NOWHERE: Scope = Scope::new();
        Self { reader: Reader::for_many(record, &NOWHERE) }
    }

    /// What [`Expr::eval`] gives.
    pub fn eval(&mut self, rule: &'a Expr, scope: &'a Scope) -> Verdict {
        self.reader.begin(scope, true);
        let Judged { truth, sensitive } = self.reader.judge(&rule.condition);
        outcome(truth, truth.is_decided(), sensitive, &self.reader.trail)
    }

    /// What [`Expr::truth`] gives.
    pub fn truth(&mut self, rule: &'a Expr, scope: &'a Scope) -> Truth {
        self.reader.begin(scope, false);
        self.reader.judge(&rule.condition).truth
    }
}

/// A value computed from a record: a deadline, what a box on a form shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    term: Term,
    kind: Kind,
}

impl Formula {
    /// Reads a formula against the data dictionary.
    pub fn parse(dictionary: &Dictionary, text: &str) -> Result<Self, ParseError> {
        let (term, kind) = read(dictionary, text, |checker, tree| {
            let typed = checker.term(tree)?;
            Ok((typed.term, typed.kind))
        })?;
        Ok(Self { term, kind })
    }

    /// What kind of value it gives.
    pub const fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Its value for a record, and what it rests on.
    pub fn eval(&self, record: &Record, scope: &Scope) -> Outcome<Computed> {
        let mut reader = Reader::new(record, scope, true);
        let (known, sensitive) = reader.value(&self.term);
        let computed = known.computed();
        let truth = if computed == Computed::Unknown { Truth::Unknown } else { Truth::True };
        reader.trail.settle_comparison(0, truth, known.is_not_applicable(), None);
        outcome(computed, truth.is_decided(), sensitive, &reader.trail)
    }

    /// The tree, for analyses.
    pub const fn term(&self) -> &Term {
        &self.term
    }

    /// All items it reads, lists and references among them.
    pub fn items(&self) -> BTreeSet<Tag> {
        items(|meet| self.term.visit(meet))
    }

    /// The lists whose current element it speaks of.
    pub fn current_lists(&self) -> BTreeSet<Tag> {
        current_lists(|meet| self.term.visit(meet))
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.term.fmt(f)
    }
}

fn read<'d, T>(
    dictionary: &'d Dictionary,
    text: &str,
    check: impl FnOnce(&mut Checker<'d>, &Syntax<'_>) -> Result<T, Flaw>,
) -> Result<T, ParseError> {
    if text.len() > MOST_LENGTH {
        let problem = Problem::TooLong { most: MOST_LENGTH };
        return Err(ParseError::new(text, Flaw { at: 0, problem }));
    }
    let tree = syntax::parse(text);
    let checked = tree.and_then(|tree| check(&mut Checker::new(dictionary), &tree));
    checked.map_err(|mut flaw| {
        if let Problem::UnknownItem { name, near } = &mut flaw.problem {
            *near = nearest(dictionary, name);
        }
        ParseError::new(text, flaw)
    })
}

fn outcome<T>(result: T, decided: bool, sensitive: bool, trail: &Trail) -> Outcome<T> {
    let keys = |wanted: bool, part: Why| {
        if wanted { trail.keys(|why| why == part) } else { Vec::new() }
    };
    Outcome {
        result,
        because: keys(decided, Why::Because),
        hangs_on: keys(!decided, Why::Hangs),
        stuck_on: keys(!decided, Why::Stuck),
        sensitive,
    }
}

fn items<'a>(visit: impl FnOnce(&mut dyn FnMut(Part<'a>))) -> BTreeSet<Tag> {
    let mut tags = BTreeSet::new();
    visit(&mut |part| {
        if let Part::Path(path) = part {
            tags.extend(path.through.iter().copied());
            tags.extend(path.end);
            if let Start::Current(list) = path.start {
                tags.insert(list);
            }
        }
    });
    tags
}

fn current_lists<'a>(visit: impl FnOnce(&mut dyn FnMut(Part<'a>))) -> BTreeSet<Tag> {
    let mut tags = BTreeSet::new();
    visit(&mut |part| {
        if let Part::Path(path) = part
            && let Start::Current(list) = path.start
        {
            tags.insert(list);
        }
    });
    tags
}
