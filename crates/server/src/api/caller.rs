//! Who may ask: staff signed in at the counter, or a program with a token of the configuration.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use data_encoding::HEXLOWER_PERMISSIVE;
use sha2::{Digest, Sha256};

use super::problem::Problem;
use crate::app::Counter;
use crate::fail::Fail;
use crate::session::Signed;

/// What is wrong with a hash of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no SHA-256 in 64 hexadecimal digits")]
pub struct NoHash(String);

/// Hashes of the tokens of programs: the tokens themselves are kept by those programs alone.
#[derive(Debug, Clone, Default)]
pub struct Tokens(Vec<[u8; 32]>);

impl Tokens {
    /// From hashes in hexadecimal digits.
    ///
    /// # Errors
    /// Where one is no SHA-256.
    pub fn of_hashes(hashes: &[String]) -> Result<Self, NoHash> {
        let read = |text: &String| {
            let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
            bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| NoHash(text.clone()))
        };
        hashes.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The same with one more token.
    #[must_use]
    pub fn with(mut self, token: &str) -> Self {
        self.0.push(hash(token));
        self
    }

    /// Whether a program with this token may ask. Every hash is compared to its end: how long it takes tells nothing.
    pub fn admit(&self, token: &str) -> bool {
        let given = hash(token);
        let same = |own: &[u8; 32]| own.iter().zip(&given).fold(0, |other, (a, b)| other | (a ^ b)) == 0;
        self.0.iter().fold(false, |known, own| known | same(own))
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Somebody who may ask.
pub struct Caller;

impl FromRequestParts<Arc<Counter>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, counter: &Arc<Counter>) -> Result<Self, Problem> {
        // A wrong token is refused even where somebody is signed in: it is a fault of the program's, to be told.
        if let Some(given) = parts.headers.get(AUTHORIZATION) {
            let admitted = bearer(given).is_some_and(|token| counter.api.tokens.admit(token));
            return if admitted { Ok(Self) } else { Err(Problem::unauthorized()) };
        }
        match <Signed as FromRequestParts<Arc<Counter>>>::from_request_parts(parts, counter).await {
            Ok(_) => Ok(Self),
            Err(Fail::SignIn) => Err(Problem::unauthorized()),
            Err(fail) => Err(Problem::fail(fail)),
        }
    }
}

fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf %s abc | sha256sum`
    const OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_token_is_known_by_its_hash_alone() {
        let tokens = Tokens::of_hashes(&[OF_ABC.to_uppercase(), "0".repeat(64)]).unwrap();
        for (token, known) in [("abc", true), ("abd", false), ("", false), (OF_ABC, false)] {
            assert_eq!(tokens.admit(token), known, "{token}");
        }
        assert!(!Tokens::default().admit("abc"));
        assert!(Tokens::default().with("xyz").admit("xyz"));
    }

    #[test]
    fn what_is_no_hash_is_refused() {
        for wrong in ["", "ba78", "abc", &"g".repeat(64)] {
            assert_eq!(Tokens::of_hashes(&[wrong.to_owned()]).unwrap_err(), NoHash(wrong.to_owned()));
        }
    }

    #[test]
    fn a_token_stands_behind_its_scheme() {
        for (value, token) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Basic abc", None),
            ("Bearer", None),
            ("abc", None),
        ] {
            assert_eq!(bearer(&HeaderValue::from_static(value)), token, "{value}");
        }
    }
}
