//! A rule into its canonical text: what [`crate::Expr::parse`] reads back as the same rule.

use std::fmt::{self, Display, Formatter, Write};

use kakanai_record::Code;
use kakanai_record::date::date_text;

use crate::ast::{Condition, Duration, Literal, Path, Sign, Term, Walk};
use crate::syntax::RESERVED;

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(flag) => yes_or_no(f, *flag),
            Self::Flag(path) => path.fmt(f),
            Self::Not(inner) => {
                f.write_str("not ")?;
                guarded(f, inner, Self::is_joined(inner))
            }
            Self::And(parts) => joined(f, parts, " and ", Self::is_joined),
            Self::Or(parts) => joined(f, parts, " or ", |part| matches!(part, Self::Or(_))),
            Self::Compare { left, by, right } => {
                operand(f, left)?;
                write!(f, " {by} ")?;
                operand(f, right)
            }
            Self::OneOf { term, negated, set } => {
                operand(f, term)?;
                f.write_str(if *negated { " not in {" } else { " in {" })?;
                listed(f, set, operand)?;
                f.write_char('}')
            }
            Self::State(state, path) => write!(f, "{}({path})", state.name()),
            Self::Any(walk) => write_walk(f, "any", walk),
            Self::All(walk) => write_walk(f, "all", walk),
        }
    }
}

impl Condition {
    /// Binds weaker than `not`.
    const fn is_joined(&self) -> bool {
        matches!(self, Self::And(_) | Self::Or(_))
    }

    /// Stands beside a comparison without parentheses.
    const fn is_closed(&self) -> bool {
        matches!(self, Self::Constant(_) | Self::Flag(_) | Self::State(..) | Self::Any(_) | Self::All(_))
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(literal) => literal.fmt(f),
            Self::Path(path) => path.fmt(f),
            Self::Sum { first, rest } => {
                added(f, first)?;
                for (sign, term) in rest {
                    f.write_str(if *sign == Sign::Plus { " + " } else { " - " })?;
                    added(f, term)?;
                }
                Ok(())
            }
            Self::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                listed(f, arguments, |f, term| term.fmt(f))?;
                f.write_char(')')
            }
            Self::Count(walk) => write_walk(f, "count", walk),
            Self::Total(tally) => write!(f, "sum({} in {}, {})", tally.name, tally.list, tally.number),
            Self::Length { list, .. } => write!(f, "count({list})"),
            Self::Condition(condition) => condition.fmt(f),
        }
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => yes_or_no(f, *flag),
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => f.write_str(&date_text(*date)),
            Self::Duration(duration) => duration.fmt(f),
            Self::Text(text) => quote(f, text),
            Self::Code(code) => word(f, code.key()),
            Self::Chain(codes) => word(f, &codes.iter().map(Code::key).collect::<Vec<_>>().join(".")),
        }
    }
}

impl Display for Duration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let units = [(self.years, "year"), (self.months, "month"), (self.days, "day")];
        let mut gap = "";
        for (count, unit) in units {
            let is_empty = gap.is_empty() && self.nominal_days() == 0 && unit == "day";
            if count > 0 || is_empty {
                write!(f, "{gap}{count} {unit}{}", if count == 1 { "" } else { "s" })?;
                gap = " ";
            }
        }
        Ok(())
    }
}

fn yes_or_no(f: &mut Formatter<'_>, flag: bool) -> fmt::Result {
    f.write_str(if flag { "yes" } else { "no" })
}

fn guarded(f: &mut Formatter<'_>, part: &dyn Display, needed: bool) -> fmt::Result {
    if needed { write!(f, "({part})") } else { part.fmt(f) }
}

fn joined(
    f: &mut Formatter<'_>,
    parts: &[Condition],
    word: &str,
    is_weaker: impl Fn(&Condition) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        guarded(f, part, is_weaker(part))?;
    }
    Ok(())
}

/// A side of a comparison.
fn operand(f: &mut Formatter<'_>, term: &Term) -> fmt::Result {
    let is_open = matches!(term, Term::Condition(condition) if !condition.is_closed());
    guarded(f, term, is_open)
}

/// A part of a sum.
fn added(f: &mut Formatter<'_>, term: &Term) -> fmt::Result {
    guarded(f, term, matches!(term, Term::Sum { .. }))
}

fn listed(
    f: &mut Formatter<'_>,
    terms: &[Term],
    each: impl Fn(&mut Formatter<'_>, &Term) -> fmt::Result,
) -> fmt::Result {
    for (at, term) in terms.iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        each(f, term)?;
    }
    Ok(())
}

fn write_walk(f: &mut Formatter<'_>, function: &str, walk: &Walk) -> fmt::Result {
    write!(f, "{function}({} in {}, {})", walk.name, walk.list, walk.body)
}

/// A code bare, or quoted where it could be taken for something else.
fn word(f: &mut Formatter<'_>, key: &str) -> fmt::Result {
    let is_bare = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        && !RESERVED.contains(&key);
    if is_bare { f.write_str(key) } else { quote(f, key) }
}

fn quote(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
