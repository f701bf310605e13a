//! Licence expressions as manifests write them: SPDX 3 annex B ("SPDX license expressions"), and the old `MIT/Apache-2.0`
//! that some crates still carry, where the slash means OR.

use std::fmt;

/// A licence expression. WITH binds closest, then AND, then OR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    Licence { id: String, exception: Option<String> },
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
}

/// Why an expression could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Expression {
    /// True where the terms can be met with licences that `accepts` says yes to, the exception given along: one side of
    /// an OR is enough, an AND needs both.
    pub(super) fn is_met(&self, accepts: &impl Fn(&str, Option<&str>) -> bool) -> bool {
        match self {
            Self::Licence { id, exception } => accepts(id, exception.as_deref()),
            Self::And(left, right) => left.is_met(accepts) && right.is_met(accepts),
            Self::Or(left, right) => left.is_met(accepts) || right.is_met(accepts),
        }
    }
}

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Expression, Unreadable> {
    let words = words(text);
    let mut reader = Reader { words: &words, at: 0 };
    let expression = reader.any_of()?;
    match reader.next() {
        None => Ok(expression),
        Some(word) => Err(Unreadable(format!("`{word}` is not expected after a whole expression"))),
    }
}

fn words(text: &str) -> Vec<String> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    spaced.split_whitespace().map(str::to_owned).collect()
}

struct Reader<'a> {
    words: &'a [String],
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<&str> {
        let word = self.words.get(self.at)?;
        self.at += 1;
        Some(word)
    }

    fn takes(&mut self, word: &str) -> bool {
        let there = self.words.get(self.at).is_some_and(|next| next == word);
        self.at += usize::from(there);
        there
    }

    fn any_of(&mut self) -> Result<Expression, Unreadable> {
        let mut left = self.all_of()?;
        while self.takes("OR") {
            left = Expression::Or(Box::new(left), Box::new(self.all_of()?));
        }
        Ok(left)
    }

    fn all_of(&mut self) -> Result<Expression, Unreadable> {
        let mut left = self.one()?;
        while self.takes("AND") {
            left = Expression::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Expression, Unreadable> {
        if self.takes("(") {
            let inner = self.any_of()?;
            return if self.takes(")") {
                Ok(inner)
            } else {
                Err(Unreadable("a bracket is not closed".into()))
            };
        }
        let id = self.name("a licence")?;
        let exception = if self.takes("WITH") { Some(self.name("an exception")?) } else { None };
        Ok(Expression::Licence { id, exception })
    }

    fn name(&mut self, wanted: &str) -> Result<String, Unreadable> {
        match self.next() {
            Some(word) if !matches!(word, "AND" | "OR" | "WITH" | "(" | ")") => Ok(word.to_owned()),
            Some(word) => Err(Unreadable(format!("`{word}` stands where {wanted} is expected"))),
            None => Err(Unreadable(format!("{wanted} is expected at the end"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met_by(text: &str, licences: &[&str]) -> bool {
        let accepts = |id: &str, exception: Option<&str>| {
            licences.contains(
                &exception.map_or(id.to_owned(), |exception| format!("{id} WITH {exception}")).as_str(),
            )
        };
        parse(text).unwrap().is_met(&accepts)
    }

    #[test]
    fn one_side_of_an_or_is_enough_and_an_and_needs_both() {
        assert!(met_by("MIT OR GPL-3.0-only", &["MIT"]));
        assert!(!met_by("MIT AND GPL-3.0-only", &["MIT"]));
        assert!(met_by("MIT AND ISC", &["MIT", "ISC"]));
    }

    #[test]
    fn and_binds_closer_than_or_and_brackets_closer_still() {
        assert!(met_by("MIT OR ISC AND GPL-2.0", &["MIT"]));
        assert!(!met_by("(MIT OR ISC) AND GPL-2.0", &["MIT"]));
        assert!(met_by("(MIT OR Apache-2.0) AND Unicode-3.0", &["MIT", "Unicode-3.0"]));
    }

    #[test]
    fn an_exception_belongs_to_its_licence() {
        assert!(met_by("Apache-2.0 WITH LLVM-exception", &["Apache-2.0 WITH LLVM-exception"]));
        assert!(!met_by("Apache-2.0 WITH LLVM-exception", &["Apache-2.0"]));
        assert!(met_by("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", &["MIT"]));
    }

    #[test]
    fn the_old_slash_means_or() {
        assert_eq!(parse("MIT/Apache-2.0"), parse("MIT OR Apache-2.0"));
        assert_eq!(parse("MIT / Apache-2.0"), parse("MIT OR Apache-2.0"));
    }

    #[test]
    fn nonsense_is_refused_with_its_place() {
        for (text, says) in [
            ("", "a licence is expected at the end"),
            ("MIT OR", "a licence is expected at the end"),
            ("MIT ISC", "`ISC` is not expected"),
            ("(MIT", "a bracket is not closed"),
            ("AND MIT", "`AND` stands where a licence is expected"),
            ("MIT WITH", "an exception is expected at the end"),
        ] {
            assert!(parse(text).unwrap_err().to_string().contains(says), "{text}");
        }
    }
}
