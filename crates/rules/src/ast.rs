//! A rule after reading: typed, its items resolved to tags. Analyses and tables walk this tree.
//!
//! Conditions and terms are different types, so that a date cannot stand where yes or no is wanted.

use std::fmt;

use kakanai_record::{Code, Date, Tag};

/// Yes, no or unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `yes` or `no`.
    Constant(bool),
    /// A yes-or-no item.
    Flag(Path),
    /// `not …`
    Not(Box<Condition>),
    /// `… and …`, two or more.
    And(Vec<Condition>),
    /// `… or …`, two or more.
    Or(Vec<Condition>),
    /// `… < …` and its like.
    Compare {
        /// The left side.
        left: Box<Term>,
        /// How they are compared.
        by: Comparison,
        /// The right side.
        right: Box<Term>,
    },
    /// `… in {…}` and `… not in {…}`.
    OneOf {
        /// What is looked for.
        term: Box<Term>,
        /// Whether it is `not in`.
        negated: bool,
        /// Where; at least one.
        set: Vec<Term>,
    },
    /// `known(…)` and its like.
    State(State, Path),
    /// `any(p in list, …)`
    Any(Walk),
    /// `all(p in list, …)`
    All(Walk),
}

/// Something that has a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A value as written.
    Literal(Literal),
    /// An item, or an element itself.
    Path(Path),
    /// A sum or difference.
    Sum {
        /// What is added to.
        first: Box<Term>,
        /// What is added or taken away, at least one.
        rest: Vec<(Sign, Term)>,
    },
    /// A function of values.
    Call(Function, Vec<Term>),
    /// `count(p in list, …)`
    Count(Walk),
    /// `sum(p in list, …)`
    Total(Tally),
    /// `count(list)`
    Length {
        /// The list.
        list: Path,
        /// Elements it can have at the most.
        most: u16,
    },
    /// A condition compared with another.
    Condition(Box<Condition>),
}

/// A list walked, and what is said of each element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// The name each element has in `body`.
    pub name: Box<str>,
    /// The list.
    pub list: Path,
    /// Elements it can have at the most.
    pub most: u16,
    /// What is said of each.
    pub body: Box<Condition>,
}

/// A list walked, and a number taken from each element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The name each element has in `number`.
    pub name: Box<str>,
    /// The list.
    pub list: Path,
    /// Elements it can have at the most.
    pub most: u16,
    /// What is added up.
    pub number: Box<Term>,
}

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At the record.
    Record,
    /// At the current element of this list (see [`crate::Scope::with`]).
    Current(Tag),
    /// At an element bound by a walk; 0 is the outermost walk.
    Bound(u8),
}

/// A way to an item or to an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// As written.
    pub text: Box<str>,
    /// Where it begins.
    pub start: Start,
    /// Items that refer to elements and are followed on the way.
    pub through: Vec<Tag>,
    /// The item at the end; none where the path is the element it begins at.
    pub end: Option<Tag>,
    /// Whether anything on it is sensitive, or data the city holds about people.
    pub sensitive: bool,
}

/// A value as written in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `yes`, `no`
    Flag(bool),
    /// `12`
    Number(i64),
    /// `2026-11-20`
    Date(Date),
    /// `14 days`
    Duration(Duration),
    /// `"…"`
    Text(Box<str>),
    /// `move_in`
    Code(Code),
    /// `child.wife`
    Chain(Vec<Code>),
}

/// A length of time: `1 year 3 months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// Years.
    pub years: u16,
    /// Months.
    pub months: u16,
    /// Days.
    pub days: u16,
}

impl Duration {
    /// The most of each unit.
    pub const MOST: u16 = 9999;

    /// Days for comparing lengths with each other: a year is 12 months, a month is 30 days, so that
    /// a stay of 90 days is one of 3 months. Dates move by the calendar instead.
    pub fn nominal_days(self) -> i64 {
        (i64::from(self.years) * 12 + i64::from(self.months)) * 30 + i64::from(self.days)
    }
}

/// `+` or `-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Minus,
}

/// How two terms are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Equal, Self::NotEqual, Self::Less, Self::LessOrEqual, Self::Greater, Self::GreaterOrEqual];

    /// As written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// Whether it needs an order.
    pub const fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }

    /// The same said from the other side: `a < b` is `b > a`.
    pub(crate) const fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

/// Questions about an answer instead of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// There is a value.
    Known,
    /// Anything was said, a value or one of the absences. True or unknown, never false.
    Answered,
    /// The answer was わからない.
    DontKnow,
    /// It is 不詳.
    Unrecorded,
    /// It was not said that it does not apply.
    Applies,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Known, Self::Answered, Self::DontKnow, Self::Unrecorded, Self::Applies];

    /// As written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Answered => "answered",
            Self::DontKnow => "dont_know",
            Self::Unrecorded => "unrecorded",
            Self::Applies => "applies",
        }
    }
}

/// Functions of values. More come; the grammar stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `age(birth, day)`: completed years during the day, rising on the birthday; −1 before birth.
    Age,
    /// `age_reached(birth, day)`: as `age`, rising on the day before the birthday, at whose end the law
    /// says the age is reached (年齢計算ニ関する法律, 民法143条).
    AgeReached,
    /// `school_age(birth, day)`: the age reached by law at the 31 March before the school year of the day: under 6 before
    /// school, 6 to 11 at 小学校, 12 to 14 at 中学校 (学校教育法17条), under 18 until the 年度末 after the 18th birthday.
    SchoolAge,
    /// `next_open(day)`: the day itself, or the next on which it is no 休日: where a period ends on one, it ends
    /// there (地方自治法4条の2第4項).
    NextOpen,
    /// `month(day)`: 1 to 12.
    Month,
    /// `prefecture(municipality)`: the first two digits of a municipality's code, as text.
    Prefecture,
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Age, Self::AgeReached, Self::SchoolAge, Self::NextOpen, Self::Month, Self::Prefecture];

    /// As written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::AgeReached => "age_reached",
            Self::SchoolAge => "school_age",
            Self::NextOpen => "next_open",
            Self::Month => "month",
            Self::Prefecture => "prefecture",
        }
    }
}

/// What a walk over the tree meets.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// A path that is read, lists that are walked included.
    Path(&'a Path),
    /// A condition.
    Condition(&'a Condition),
    /// A term.
    Term(&'a Term),
}

impl Condition {
    /// Meets this condition and everything in it, outer before inner.
    pub fn visit<'a>(&'a self, meet: &mut dyn FnMut(Part<'a>)) {
        meet(Part::Condition(self));
        match self {
            Self::Constant(_) => {}
            Self::Flag(path) | Self::State(_, path) => meet(Part::Path(path)),
            Self::Not(inner) => inner.visit(meet),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(meet)),
            Self::Compare { left, right, .. } => {
                left.visit(meet);
                right.visit(meet);
            }
            Self::OneOf { term, set, .. } => {
                term.visit(meet);
                set.iter().for_each(|member| member.visit(meet));
            }
            Self::Any(walk) | Self::All(walk) => walk.visit(meet),
        }
    }
}

impl Term {
    /// Meets this term and everything in it, outer before inner.
    pub fn visit<'a>(&'a self, meet: &mut dyn FnMut(Part<'a>)) {
        meet(Part::Term(self));
        match self {
            Self::Literal(_) => {}
            Self::Path(path) | Self::Length { list: path, .. } => meet(Part::Path(path)),
            Self::Sum { first, rest } => {
                first.visit(meet);
                rest.iter().for_each(|(_, term)| term.visit(meet));
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|term| term.visit(meet)),
            Self::Count(walk) => walk.visit(meet),
            Self::Total(tally) => {
                meet(Part::Path(&tally.list));
                tally.number.visit(meet);
            }
            Self::Condition(condition) => condition.visit(meet),
        }
    }
}

impl Walk {
    fn visit<'a>(&'a self, meet: &mut dyn FnMut(Part<'a>)) {
        meet(Part::Path(&self.list));
        self.body.visit(meet);
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}
