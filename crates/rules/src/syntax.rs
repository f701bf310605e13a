//! Tokens into a tree that knows no items yet.
//!
//! ```text
//! or         = and { "or" and }
//! and        = not { "and" not }
//! not        = "not" not | comparison
//! comparison = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum | [ "not" ] "in" set ]
//! sum        = part { ( "+" | "-" ) part }
//! part       = "yes" | "no" | [ "-" ] number | date | duration | text | name
//!            | function "(" name "in" name "," or ")" | function "(" or { "," or } ")" | "(" or ")"
//! set        = "{" sum { "," sum } "}"
//! duration   = number unit { number unit }
//! ```

use crate::MOST_DEPTH;
use crate::ast::{Comparison, Duration, Literal, Sign};
use crate::error::{Flaw, Problem, Wanted};
use crate::token::{Token, tokens};

/// A node and the byte it begins at.
#[derive(Debug)]
pub(crate) struct Syntax<'t> {
    pub(crate) at: usize,
    pub(crate) node: Node<'t>,
}

#[derive(Debug)]
pub(crate) enum Node<'t> {
    /// A literal other than text; texts and names may turn out to be codes.
    Literal(Literal),
    Text(String),
    Name(&'t str),
    Not(Box<Syntax<'t>>),
    And(Vec<Syntax<'t>>),
    Or(Vec<Syntax<'t>>),
    Compare(Box<Syntax<'t>>, Comparison, Box<Syntax<'t>>),
    OneOf {
        item: Box<Syntax<'t>>,
        negated: bool,
        set: Vec<Syntax<'t>>,
    },
    Sum(Box<Syntax<'t>>, Vec<(Sign, Syntax<'t>)>),
    Call(&'t str, Vec<Syntax<'t>>),
    Walk {
        function: &'t str,
        name: (usize, &'t str),
        list: (usize, &'t str),
        body: Box<Syntax<'t>>,
    },
}

/// Words that are neither items nor bound names nor bare codes.
pub(crate) const RESERVED: [&str; 6] = ["and", "or", "not", "in", "yes", "no"];

type Parsed<T> = Result<T, Flaw>;

/// Reads a whole rule.
pub(crate) fn parse(text: &str) -> Parsed<Syntax<'_>> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let tree = parser.or()?;
    match parser.peek() {
        Token::End => Ok(tree),
        _ => Err(parser.unexpected(Wanted::Operator)),
    }
}

struct Parser<'t> {
    tokens: Vec<(usize, Token<'t>)>,
    next: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> &Token<'t> {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> &Token<'t> {
        self.tokens.get(self.next + by).map_or(&Token::End, |(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |(at, _)| *at)
    }

    fn unexpected(&self, wanted: Wanted) -> Flaw {
        let found = match self.peek() {
            Token::End => None,
            Token::Name(name) => Some((*name).to_owned()),
            Token::Number(number) => Some(number.to_string()),
            Token::Date(date) => Some(date.to_string()),
            Token::Text(_) => Some("\"…\"".to_owned()),
            Token::Symbol(symbol) => Some((*symbol).to_owned()),
        };
        Flaw { at: self.at(), problem: Problem::Unexpected { found, wanted } }
    }

    fn take_word(&mut self, word: &str) -> bool {
        let here = matches!(self.peek(), Token::Name(name) if *name == word);
        self.next += usize::from(here);
        here
    }

    fn take(&mut self, symbol: &str) -> bool {
        let here = matches!(self.peek(), Token::Symbol(found) if *found == symbol);
        self.next += usize::from(here);
        here
    }

    fn expect(&mut self, symbol: &'static str) -> Parsed<()> {
        if self.take(symbol) { Ok(()) } else { Err(self.unexpected(Wanted::Symbol(symbol))) }
    }

    /// Runs a nested part; nesting bombs end here and not in the stack.
    fn deeper<T>(&mut self, part: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MOST_DEPTH {
            return Err(Flaw { at: self.at(), problem: Problem::TooDeep { most: MOST_DEPTH } });
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Parsed<Syntax<'t>> {
        self.joined("or", Self::and, Node::Or)
    }

    fn and(&mut self) -> Parsed<Syntax<'t>> {
        self.joined("and", Self::not, Node::And)
    }

    fn joined(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Parsed<Syntax<'t>>,
        join: fn(Vec<Syntax<'t>>) -> Node<'t>,
    ) -> Parsed<Syntax<'t>> {
        let at = self.at();
        let first = part(self)?;
        if !matches!(self.peek(), Token::Name(name) if *name == word) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take_word(word) {
            parts.push(part(self)?);
        }
        Ok(Syntax { at, node: join(parts) })
    }

    fn not(&mut self) -> Parsed<Syntax<'t>> {
        let at = self.at();
        if self.take_word("not") {
            let inner = self.deeper(Self::not)?;
            return Ok(Syntax { at, node: Node::Not(Box::new(inner)) });
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed<Syntax<'t>> {
        let at = self.at();
        let left = self.sum()?;
        let node = if let Some(comparison) = self.comparison_sign() {
            let right = self.sum()?;
            Node::Compare(Box::new(left), comparison, Box::new(right))
        } else {
            let negated = matches!((self.peek(), self.ahead(1)), (Token::Name("not"), Token::Name("in")));
            self.next += usize::from(negated);
            if !self.take_word("in") {
                return Ok(left);
            }
            let set = self.deeper(Self::set)?;
            Node::OneOf { item: Box::new(left), negated, set }
        };
        let here = self.at();
        if self.comparison_sign().is_some() {
            return Err(Flaw { at: here, problem: Problem::Chained });
        }
        Ok(Syntax { at, node })
    }

    fn comparison_sign(&mut self) -> Option<Comparison> {
        let Token::Symbol(symbol) = self.peek() else { return None };
        let comparison = Comparison::ALL.into_iter().find(|comparison| comparison.sign() == *symbol)?;
        self.next += 1;
        Some(comparison)
    }

    fn sum(&mut self) -> Parsed<Syntax<'t>> {
        let at = self.at();
        let first = self.part()?;
        let mut rest = Vec::new();
        loop {
            let sign = if self.take("+") {
                Sign::Plus
            } else if self.take("-") {
                Sign::Minus
            } else {
                break;
            };
            rest.push((sign, self.part()?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Syntax { at, node: Node::Sum(Box::new(first), rest) })
    }

    fn part(&mut self) -> Parsed<Syntax<'t>> {
        let at = self.at();
        let node = match self.peek().clone() {
            Token::Name(name) => return self.named(at, name),
            Token::Number(number) => self.counted(number)?,
            Token::Date(date) => self.single(Node::Literal(Literal::Date(date))),
            Token::Text(text) => self.single(Node::Text(text)),
            Token::Symbol("-") if matches!(self.ahead(1), Token::Number(_)) => {
                self.next += 1;
                let Token::Number(number) = *self.peek() else { return Err(self.unexpected(Wanted::Part)) };
                self.single(Node::Literal(Literal::Number(-number)))
            }
            Token::Symbol("(") => {
                self.next += 1;
                let inner = self.deeper(Self::or)?;
                self.expect(")")?;
                return Ok(inner);
            }
            Token::Symbol("{") => return Err(Flaw { at, problem: Problem::LooseSet }),
            _ => return Err(self.unexpected(Wanted::Part)),
        };
        Ok(Syntax { at, node })
    }

    fn single(&mut self, node: Node<'t>) -> Node<'t> {
        self.next += 1;
        node
    }

    fn named(&mut self, at: usize, name: &'t str) -> Parsed<Syntax<'t>> {
        if matches!(self.ahead(1), Token::Symbol("(")) && !RESERVED.contains(&name) {
            self.next += 2;
            return self.deeper(|parser| parser.call(at, name));
        }
        let node = match name {
            "yes" => Node::Literal(Literal::Flag(true)),
            "no" => Node::Literal(Literal::Flag(false)),
            name if RESERVED.contains(&name) => return Err(self.unexpected(Wanted::Part)),
            name => Node::Name(name),
        };
        self.next += 1;
        Ok(Syntax { at, node })
    }

    /// Behind the opening parenthesis.
    fn call(&mut self, at: usize, function: &'t str) -> Parsed<Syntax<'t>> {
        if let (&Token::Name(name), Token::Name("in"), &Token::Name(list)) =
            (self.ahead(0), self.ahead(1), self.ahead(2))
        {
            let name = (self.at(), name);
            self.next += 2;
            let list = (self.at(), list);
            self.next += 1;
            self.expect(",")?;
            let body = Box::new(self.or()?);
            self.expect(")")?;
            return Ok(Syntax { at, node: Node::Walk { function, name, list, body } });
        }
        let mut arguments = Vec::new();
        if !self.take(")") {
            arguments.push(self.or()?);
            while self.take(",") {
                arguments.push(self.or()?);
            }
            self.expect(")")?;
        }
        Ok(Syntax { at, node: Node::Call(function, arguments) })
    }

    fn set(&mut self) -> Parsed<Vec<Syntax<'t>>> {
        if !self.take("{") {
            return Err(self.unexpected(Wanted::Set));
        }
        let mut members = vec![self.sum()?];
        while self.take(",") {
            members.push(self.sum()?);
        }
        self.expect("}")?;
        Ok(members)
    }

    /// A number, or a duration where a unit follows.
    fn counted(&mut self, number: i64) -> Parsed<Node<'t>> {
        if unit(self.ahead(1)).is_none() {
            return Ok(self.single(Node::Literal(Literal::Number(number))));
        }
        let mut parts = [0u16; 3];
        let mut smallest = None;
        while let (&Token::Number(number), Some(unit)) = (self.peek(), unit(self.ahead(1))) {
            // Years before months before days, each once: one spelling for one duration.
            if smallest.is_some_and(|smallest| unit <= smallest) {
                return Err(Flaw { at: self.at(), problem: Problem::DurationOrder });
            }
            let count = u16::try_from(number).ok().filter(|count| *count <= Duration::MOST);
            let too_long = || Flaw { at: self.at(), problem: Problem::DurationSize { most: Duration::MOST } };
            parts[unit] = count.ok_or_else(too_long)?;
            smallest = Some(unit);
            self.next += 2;
        }
        let [years, months, days] = parts;
        Ok(Node::Literal(Literal::Duration(Duration { years, months, days })))
    }
}

/// 0 years, 1 months, 2 days.
fn unit(token: &Token<'_>) -> Option<usize> {
    match token {
        Token::Name("years" | "year") => Some(0),
        Token::Name("months" | "month") => Some(1),
        Token::Name("days" | "day") => Some(2),
        _ => None,
    }
}
