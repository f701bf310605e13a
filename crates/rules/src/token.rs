//! Text into tokens.

use kakanai_record::Date;
use kakanai_record::date::parse_date;

use crate::error::{Flaw, Problem};

/// One token; names keep their slashes and dots.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token<'t> {
    /// A path, a code, a function, `and`, `yes`, `days` …
    Name(&'t str),
    Number(i64),
    Date(Date),
    Text(String),
    /// One of `SYMBOLS`.
    Symbol(&'static str),
    End,
}

/// Longer ones first: `<=` is not `<`.
const SYMBOLS: [&str; 13] = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "(", ")", "{", "}", ","];

/// All tokens with the byte each begins at; the last is [`Token::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<(usize, Token<'_>)>, Flaw> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if c.is_whitespace() {
            c.len_utf8()
        } else if c == '#' {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            let (token, length) = token(rest, c).map_err(|problem| Flaw { at, problem })?;
            found.push((at, token));
            length
        };
        at += length;
    }
    found.push((at, Token::End));
    Ok(found)
}

fn token(rest: &str, first: char) -> Result<(Token<'_>, usize), Problem> {
    if first.is_ascii_digit() {
        return digits(rest);
    }
    if first.is_ascii_alphabetic() {
        let length = rest.find(|c| !is_name_character(c)).unwrap_or(rest.len());
        return Ok((Token::Name(&rest[..length]), length));
    }
    if first == '"' {
        return quoted(rest);
    }
    let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol));
    symbol.map(|symbol| (Token::Symbol(symbol), symbol.len())).ok_or(Problem::Character { found: first })
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.')
}

/// A date where the text looks like one, else a number.
fn digits(rest: &str) -> Result<(Token<'_>, usize), Problem> {
    let shape = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
    let number = rest.bytes().take_while(u8::is_ascii_digit).count();
    if number == 4 && shape >= 10 && looks_like_date(rest.as_bytes()) {
        let text = &rest[..10];
        let date = parse_date(text).ok_or_else(|| Problem::Date { text: text.to_owned() })?;
        return Ok((Token::Date(date), 10));
    }
    let text = &rest[..number];
    let value = text.parse().map_err(|_| Problem::Number { text: text.to_owned() })?;
    Ok((Token::Number(value), number))
}

/// `dddd-dd-dd`, and no further digit.
fn looks_like_date(bytes: &[u8]) -> bool {
    let fits =
        |(at, byte): (usize, &u8)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() };
    bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(fits)
        && !bytes.get(10).is_some_and(u8::is_ascii_digit)
}

/// `"…"` on one line, with `\"` and `\\` and `\n`.
fn quoted(rest: &str) -> Result<(Token<'_>, usize), Problem> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Ok((Token::Text(text), at + 1)),
            '\n' => break,
            '\\' => match characters.next() {
                Some((_, c @ ('"' | '\\'))) => text.push(c),
                Some((_, 'n')) => text.push('\n'),
                _ => return Err(Problem::Escape),
            },
            _ => text.push(c),
        }
    }
    Err(Problem::OpenText)
}
