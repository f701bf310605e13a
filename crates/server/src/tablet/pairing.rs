//! Pairing: a tablet shows six digits, a member of staff types them at the terminal.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{HeaderValue, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use kakanai_store::{Millis, OfficeCode, PairTablet, Pairing, PairingCode, StoreError, TokenHash};
use serde::Deserialize;

use super::{Memory, terminal_code, token};
use crate::app::{Counter, draw};
use crate::counter::frame;
use crate::fail::Fail;
use crate::session::Signed;

/// A code counts for so long.
pub(super) const CODE_MS: i64 = 5 * 60 * 1000;
/// A paired tablet that was not heard of for so long is let go: 60 days.
const AWAY_MS: i64 = 60 * 24 * 60 * 60 * 1000;
/// Wrong codes that one login may type…
pub(super) const MOST_WRONG: u32 = 5;
/// … within this time.
pub(super) const WRONG_FOR_MS: i64 = 5 * 60 * 1000;
/// Tablets that may ask for a code within a minute.
pub(super) const MOST_BEGUN: u32 = 60;
/// Draws until a code is free: among a million, the first one is.
const DRAWS: usize = 8;

/// A tablet that waits: its code, and its cookie where it is a new one.
pub(super) struct Waiting {
    pub(super) code: PairingCode,
    pub(super) cookie: Option<HeaderValue>,
}

/// The code a tablet waits with; a new one where the old one is five minutes old or the tablet is unknown.
/// `None` where too many ask at the same time.
pub(super) async fn waiting(
    counter: &Counter,
    memory: &Memory,
    headers: &HeaderMap,
) -> Result<Option<Waiting>, Fail> {
    let now = counter.clock.now();
    if let Some(old) = token::token(headers)
        && let Some(tablet) = counter.store.tablet(old).await?
        && let Pairing::Waiting(code) = tablet.pairing
    {
        if now.0 - tablet.made.0 < CODE_MS {
            return Ok(Some(Waiting { code, cookie: None }));
        }
        counter.store.tablet_end(old).await?;
    }
    if !memory.may_begin(now) {
        return Ok(None);
    }
    counter.store.delete_old_tablets(Millis(now.0 - CODE_MS), Millis(now.0 - AWAY_MS)).await?;
    let (hash, cookie) = token::new(counter)?;
    let code = begin(counter, hash, now).await?;
    Ok(Some(Waiting { code, cookie: Some(cookie) }))
}

async fn begin(counter: &Counter, token: TokenHash, now: Millis) -> Result<PairingCode, Fail> {
    for _ in 0..DRAWS {
        // The remainder prefers some codes by a part in four thousand, which helps nobody.
        let number = u32::from_be_bytes(draw(&*counter.random)) % PairingCode::COUNT;
        let code = PairingCode::new(number).map_err(|error| Fail::Internal(error.to_string()))?;
        match counter.store.tablet_begin(token, code, now).await {
            Ok(()) => return Ok(code),
            Err(StoreError::CodeTaken) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Fail::Internal("no pairing code is free".to_owned()))
}

async fn give(counter: &Counter, signed: &Signed, code: PairingCode) -> Result<bool, Fail> {
    let now = counter.clock.now();
    let pair = PairTablet {
        code,
        terminal: terminal_code(&signed.terminal)?,
        office: signed.terminal.get(..1).and_then(|office| OfficeCode::new(office).ok()),
        at: now,
        not_before: Millis(now.0 - CODE_MS),
    };
    Ok(counter.store.tablet_pair(pair).await?.is_some())
}

#[derive(Template)]
#[template(path = "tablet_pair.html")]
struct PairTemplate<'a> {
    terminal: &'a str,
    paired: bool,
    back: &'a str,
    problem: &'a str,
}

/// What the forms send.
#[derive(Deserialize)]
pub(super) struct PairForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    back: String,
}

/// `GET /pair`
pub(super) async fn page(State(counter): State<Arc<Counter>>, signed: Signed) -> Result<Response, Fail> {
    drawn(&counter, &signed, "/", "").await
}

async fn drawn(counter: &Counter, signed: &Signed, back: &str, problem: &str) -> Result<Response, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let paired = counter.store.tablet_of(terminal_code(&signed.terminal)?).await?.is_some();
    let template = PairTemplate { terminal: &signed.terminal, paired, back, problem };
    Ok(frame(counter, signed, "タブレットをつなぐ", &template))
}

/// `POST /pair`: the tablet that shows this code belongs to this terminal from now on.
pub(super) async fn pair(
    State(counter): State<Arc<Counter>>,
    Extension(memory): Extension<Arc<Memory>>,
    signed: Signed,
    Form(form): Form<PairForm>,
) -> Result<Response, Fail> {
    let back = way_back(&form.back);
    let now = counter.clock.now();
    if !memory.may_try(&signed.staff.login, now) {
        let words = "番号のまちがいが続きました。5分ほど待って、もう一度入れてください。";
        return drawn(&counter, &signed, back, words).await;
    }
    let given = match typed(&form.code) {
        Some(code) if signed.works_on_cases() => give(&counter, &signed, code).await?,
        _ => false,
    };
    if given {
        return Ok(Redirect::to(back).into_response());
    }
    memory.missed(&signed.staff.login, now);
    let words = "その番号のタブレットはありません。画面の6けたの番号を確かめてください。";
    drawn(&counter, &signed, back, words).await
}

/// Digits as people type them: in groups, or as wide ones.
fn typed(text: &str) -> Option<PairingCode> {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        ' ' | '　' | '-' => None,
        other => Some(other),
    };
    text.chars().filter_map(narrow).collect::<String>().parse().ok()
}

/// A case page of ours, or the list.
fn way_back(back: &str) -> &str {
    let case = back.strip_prefix("/cases/").is_some_and(|id| {
        id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    });
    if case || back == "/pair" { back } else { "/" }
}

/// `POST /pair/end`: the terminal's tablet is let go.
pub(super) async fn end(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Form(form): Form<PairForm>,
) -> Result<Redirect, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    if let Some(tablet) = counter.store.tablet_of(terminal_code(&signed.terminal)?).await? {
        counter.store.tablet_end(tablet.token).await?;
    }
    Ok(Redirect::to(way_back(&form.back)))
}

/// `POST /tablet/here`: this browser, on a second display of the counter's PC, is the terminal's tablet.
pub(super) async fn here(State(counter): State<Arc<Counter>>, signed: Signed) -> Result<Response, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let (hash, cookie) = token::new(&counter)?;
    let code = begin(&counter, hash, counter.clock.now()).await?;
    if !give(&counter, &signed, code).await? {
        return Err(Fail::Internal("a tablet that waits was not found".to_owned()));
    }
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/tablet")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        for (text, read) in
            [("012345", true), ("012 345", true), ("０１２　３４５", true), ("12345", false), ("", false)]
        {
            assert_eq!(typed(text).map(PairingCode::number), read.then_some(12_345), "{text}");
        }
    }

    #[test]
    fn the_way_back_stays_in_the_house() {
        let case = "/cases/0123456789abcdef0123456789abcdef";
        assert_eq!(way_back(case), case);
        for other in ["", "//elsewhere", "https://elsewhere", "/cases/../x", "/cases/0123"] {
            assert_eq!(way_back(other), "/", "{other}");
        }
    }
}
