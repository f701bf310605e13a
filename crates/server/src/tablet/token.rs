//! The tablet's cookie: a random token for `/tablet` alone, of which the store keeps the hash.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue};
use data_encoding::HEXLOWER;
use kakanai_store::{Code, Pairing, Shown, Tablet, TokenHash};

use crate::app::{Counter, draw};
use crate::fail::Fail;
use crate::session;

const COOKIE: &str = "kakanai_tablet";
/// As long as browsers keep a cookie: a tablet that was restarted belongs to its terminal still.
const SECONDS: u32 = 400 * 24 * 60 * 60;

/// A tablet that staff let in.
#[derive(Debug, Clone)]
pub(crate) struct Paired {
    /// Known by this.
    pub(crate) token: TokenHash,
    /// Its terminal.
    pub(crate) terminal: Code,
    /// What it shows.
    pub(crate) shows: Option<Shown>,
}

impl Paired {
    /// A tablet, where it is paired.
    pub(crate) fn of(tablet: &Tablet) -> Option<Self> {
        match &tablet.pairing {
            Pairing::Paired { terminal, .. } => {
                Some(Self { token: tablet.token, terminal: terminal.clone(), shows: tablet.shows })
            }
            Pairing::Waiting(_) => None,
        }
    }
}

/// The token of a request.
pub(super) fn token(headers: &HeaderMap) -> Option<TokenHash> {
    let token = session::cookie(headers, COOKIE)?;
    (token.len() == 64).then(|| session::hash(&token))
}

/// The paired tablet that asks; nothing where it is none, or not paired any more.
pub(crate) async fn paired(counter: &Arc<Counter>, headers: &HeaderMap) -> Result<Option<Paired>, Fail> {
    let Some(token) = token(headers) else { return Ok(None) };
    Ok(counter.store.tablet(token).await?.as_ref().and_then(Paired::of))
}

/// A new token: its hash for the store, and the cookie.
pub(super) fn new(counter: &Counter) -> Result<(TokenHash, HeaderValue), Fail> {
    let token = HEXLOWER.encode(&draw::<32>(&*counter.random));
    let secure = if counter.plain_http { "" } else { "; Secure" };
    let cookie =
        format!("{COOKIE}={token}; Path=/tablet; Max-Age={SECONDS}; HttpOnly; SameSite=Strict{secure}");
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| Fail::Internal(error.to_string()))?;
    Ok((session::hash(&token), cookie))
}
