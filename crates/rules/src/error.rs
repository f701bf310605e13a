//! What can be wrong with a rule: a variant with its data, so that a screen can word it in another
//! language; the English words here are for files and command lines.

use std::fmt;

use kakanai_record::codes::Codes;
use kakanai_record::kind::KindError;

/// Why a text is no rule, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {problem}")]
pub struct ParseError {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub problem: Problem,
}

impl ParseError {
    pub(crate) fn new(text: &str, flaw: Flaw) -> Self {
        let before = text.get(..flaw.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
        Self { line, column, problem: flaw.problem }
    }
}

/// A problem at a byte of the text.
#[derive(Debug)]
pub(crate) struct Flaw {
    pub(crate) at: usize,
    pub(crate) problem: Problem,
}

/// What a part of a rule is. Only equal kinds are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Flag,
    /// A whole number.
    Number,
    /// A date; a birth date too, whose parts may be unknown.
    Date,
    /// A length of time.
    Duration,
    /// Text.
    Text,
    /// One entry of a code list.
    Code(Codes),
    /// Entries of a code list in a row.
    Chain(Codes),
    /// An element of a list.
    Element {
        /// Path of the list.
        list: String,
    },
    /// A list itself.
    List {
        /// Its path.
        path: String,
    },
}

impl Kind {
    /// The code list of a kind that has one.
    pub const fn codes(&self) -> Option<&Codes> {
        match self {
            Self::Code(codes) | Self::Chain(codes) => Some(codes),
            _ => None,
        }
    }

    /// Whether values of it have an order.
    pub const fn is_ordered(&self) -> bool {
        matches!(self, Self::Number | Self::Date | Self::Duration)
    }

    /// What may stand beside it in a comparison, in English.
    fn fits(&self) -> String {
        match self {
            Self::Flag => "`yes`, `no` or another yes-or-no item".to_owned(),
            Self::Number => "a number such as `2`, `count(…)` or `age(…)`".to_owned(),
            Self::Date => {
                "a date such as `2026-11-20`, an item such as `move/date`, either with `+ 14 days`".to_owned()
            }
            Self::Duration => "a duration such as `3 months`".to_owned(),
            Self::Text => "a text in quotes".to_owned(),
            Self::Code(codes) | Self::Chain(codes) => {
                format!("one of {}", words(codes.iter().map(|c| c.key().to_owned())))
            }
            Self::Element { list } => format!(
                "an entry of `{list}`: the name bound by `any(p in {list}, …)` or an item that refers to one"
            ),
            Self::List { path } => format!("nothing; walk it with `any(p in {path}, …)`, `all` or `count`"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("a yes or no"),
            Self::Number => f.write_str("a number"),
            Self::Date => f.write_str("a date"),
            Self::Duration => f.write_str("a duration"),
            Self::Text => f.write_str("a text"),
            Self::Code(codes) => write!(f, "a code of the list `{}`", codes.id),
            Self::Chain(codes) => write!(f, "a chain of codes of the list `{}`", codes.id),
            Self::Element { list } => write!(f, "an entry of `{list}`"),
            Self::List { path } => write!(f, "the list `{path}`"),
        }
    }
}

/// What the grammar wants at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// An item, a literal, a function or an opening parenthesis.
    Part,
    /// `and`, `or`, a comparison, or the end.
    Operator,
    /// `{`
    Set,
    /// This very sign.
    Symbol(&'static str),
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part => f.write_str("an item, a number, a word, a function or `(`"),
            Self::Operator => f.write_str("`and`, `or`, a comparison such as `==`, or the end"),
            Self::Set => f.write_str("a set such as `{move_in, move_out}`"),
            Self::Symbol(symbol) => write!(f, "`{symbol}`"),
        }
    }
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The rule is longer than any rule should be.
    #[error("the rule is longer than {most} bytes; split it")]
    TooLong {
        /// The most.
        most: usize,
    },
    /// Parentheses, calls or `not` nest too deeply.
    #[error("more than {most} parentheses, calls or `not` within each other; split the rule")]
    TooDeep {
        /// The most.
        most: usize,
    },
    /// Lists are walked within each other too deeply.
    #[error("more than {most} lists walked within each other")]
    TooManyWalks {
        /// The most.
        most: usize,
    },
    /// A character that means nothing here.
    #[error("the character '{found}' has no meaning here (texts stand in \"quotes\", equality is `==`)")]
    Character {
        /// It.
        found: char,
    },
    /// A text without its closing quote.
    #[error("a text that begins here does not end on this line; close it with `\"`")]
    OpenText,
    /// A backslash before something else than `"`, `\` or `n`.
    #[error("in a text only \\\", \\\\ and \\n follow a backslash")]
    Escape,
    /// A number that cannot be held.
    #[error("`{text}` is too large")]
    Number {
        /// As written.
        text: String,
    },
    /// A date the calendar lacks.
    #[error("`{text}` is not in the calendar (years 1800 to 2199)")]
    Date {
        /// As written.
        text: String,
    },
    /// Units of a duration out of order.
    #[error("a duration is years, then months, then days, each at most once: `1 year 3 months`")]
    DurationOrder,
    /// A duration that is too long.
    #[error("at most {most} of a unit")]
    DurationSize {
        /// The most.
        most: u16,
    },
    /// Something else is wanted here.
    #[error("{} stands where {wanted} is wanted", found.as_ref().map_or("the end".to_owned(), |found| format!("`{found}`")))]
    Unexpected {
        /// What stands there; none at the end.
        found: Option<String>,
        /// What could stand there.
        wanted: Wanted,
    },
    /// `a < b < c`
    #[error("comparisons cannot be chained; write `a < b and b < c`")]
    Chained,
    /// A set away from `in`.
    #[error("a set stands only behind `in`: `service in {{move_in, move_out}}`")]
    LooseSet,
    /// No item, bound name or code has this name.
    #[error("no item `{name}`{}", nearest(near))]
    UnknownItem {
        /// As written.
        name: String,
        /// Items whose names are nearest.
        near: Vec<String>,
    },
    /// A word that is not in the code list.
    #[error("`{word}` is not in the list `{list}`; its words are {}", words(words_of.iter().cloned()))]
    UnknownCode {
        /// As written.
        word: String,
        /// The list.
        list: String,
        /// All its words.
        words_of: Vec<String>,
    },
    /// No function has this name.
    #[error("no function `{name}`; there are {}", words(known.iter().map(|name| (*name).to_owned())))]
    UnknownFunction {
        /// As written.
        name: String,
        /// Those there are.
        known: &'static [&'static str],
    },
    /// A function with the wrong things in its parentheses.
    #[error("`{name}` is written {form}")]
    Arguments {
        /// Its name.
        name: &'static str,
        /// An example.
        form: &'static str,
    },
    /// A name that cannot be bound.
    #[error(
        "`{name}` cannot name an element: it is a word of the language, an item, or already bound; take a short name such as `p`"
    )]
    Name {
        /// As written.
        name: String,
    },
    /// Not a list, where one is walked.
    #[error("`{path}` is not a list")]
    NotAList {
        /// As written.
        path: String,
    },
    /// An element is meant, but of which list is not said.
    #[error("`{path}` lies in the list `{list}`; say of which element: `any(c in {list}, …)`")]
    NoElement {
        /// As written.
        path: String,
        /// The list.
        list: String,
    },
    /// Two kinds that cannot be compared.
    #[error("{left} cannot be compared with {right}; beside {left} stands {}", left.fits())]
    CannotCompare {
        /// The left kind.
        left: Kind,
        /// The right kind.
        right: Kind,
    },
    /// `<` between kinds without an order.
    #[error("{kind} has no order; compare it with `==`, `!=` or `in`")]
    NoOrder {
        /// The kind.
        kind: Kind,
    },
    /// `+` or `-` between kinds that cannot be added.
    #[error(
        "to {left} one cannot add {right} (or take it away); a number goes with numbers, a date with durations"
    )]
    CannotAdd {
        /// The left kind.
        left: Kind,
        /// The right kind.
        right: Kind,
    },
    /// A text that the item beside it can never have.
    #[error("`{path}` can never be \"{text}\": {why}")]
    NeverSuch {
        /// The item.
        path: String,
        /// The text.
        text: String,
        /// Why.
        why: KindError,
    },
    /// Something else where yes or no is wanted.
    #[error("{kind} stands where a condition is wanted; compare it: with {}", kind.fits())]
    NotACondition {
        /// Its kind.
        kind: Kind,
    },
    /// Something else where another kind is wanted.
    #[error("{found} stands where {wanted} is wanted")]
    WrongKind {
        /// Its kind.
        found: Kind,
        /// The kind wanted.
        wanted: Kind,
    },
}

fn words(list: impl Iterator<Item = String>) -> String {
    list.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn nearest(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", words(near.iter().cloned())) }
}
