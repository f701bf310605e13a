//! Signing in and out, and what was being sent when a session ended.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_store::{Code, Millis};
use serde::Deserialize;

use super::address::{Fields, local};
use crate::app::Counter;
use crate::fail::Fail;
use crate::layout::{CounterPage, html};
use crate::session;

/// Before the names of what is carried through signing in: none of it can be taken for a login.
pub const CARRIED: &str = "carried.";

/// What the page shows.
#[derive(Template, Default)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    /// The login typed, or of whoever worked here last.
    pub login: String,
    /// The terminal typed, or that of this browser.
    pub terminal: String,
    /// What went wrong, and what to do.
    pub problem: String,
    /// Where to go afterwards.
    pub next: String,
    /// The address of the form that is carried through; empty where there is none.
    pub then: String,
    /// Its fields, under names that begin with [`CARRIED`].
    pub carried: Fields,
}

/// What the address may say.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// The page.
pub async fn page(
    State(counter): State<Arc<Counter>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let next = local(&asked.next).unwrap_or_default().to_owned();
    draw(&counter, StatusCode::OK, &SignInPage { next, ..SignInPage::beginning(&headers) })
}

/// Ends the session.
pub async fn sign_out(State(counter): State<Arc<Counter>>, headers: HeaderMap) -> Result<Response, Fail> {
    session::sign_out(&counter, &headers).await?;
    // Nothing of a case stays on the tablet of a counter that nobody attends.
    if let Some(Ok(terminal)) = session::terminal(&headers).map(|name| Code::new(&name.to_lowercase())) {
        counter.store.tablet_show(terminal, None, counter.clock.now()).await?;
    }
    Ok(session::set_cookies(Redirect::to("/sign-in").into_response(), session::forget_last()))
}

impl SignInPage {
    /// With what this browser knows of who works in it.
    pub fn beginning(headers: &HeaderMap) -> Self {
        let (login, terminal) = session::last(headers);
        Self {
            login: login.map(|login| login.as_str().to_owned()).unwrap_or_default(),
            terminal: terminal.unwrap_or_else(|| "E01".to_owned()),
            ..Self::default()
        }
    }

    /// The same once more: the password was wrong.
    pub fn wrong(self, counter: &Counter) -> Response {
        let problem = "職員IDかパスワード、または端末の番号がちがいます。確かめて、もう一度入れてください。";
        draw(counter, StatusCode::UNAUTHORIZED, &Self { problem: problem.to_owned(), ..self })
    }

    /// The same once more: it has to wait.
    pub fn wait(self, counter: &Counter, until: Millis) -> Response {
        let seconds = seconds_until(until, counter.clock.now());
        let problem = format!(
            "続けてまちがえたので止めています。{}待って、もう一度入れてください。",
            duration(seconds)
        );
        let mut response = draw(counter, StatusCode::TOO_MANY_REQUESTS, &Self { problem, ..self });
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        response
    }
}

/// The page as an answer.
pub fn draw(counter: &Counter, status: StatusCode, page: &SignInPage) -> Response {
    let main = page.render().unwrap_or_default();
    let frame =
        CounterPage {
            title: "サインイン", who: "", demo: counter.demo, main: &main, modules: &["keys.js"]
        };
    html(status, &frame)
}

fn seconds_until(until: Millis, now: Millis) -> u64 {
    let left = until.0.saturating_sub(now.0).max(0);
    u64::try_from(left).unwrap_or_default().div_ceil(1000).max(1)
}

/// 「約2分」 for what is longer than a minute, else seconds.
fn duration(seconds: u64) -> String {
    match seconds {
        0..=60 => format!("{seconds}秒"),
        more => format!("約{}分", more.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_in_full() {
        for (left, seconds, words) in [
            (1, 1, "1秒"),
            (30_000, 30, "30秒"),
            (60_001, 61, "約2分"),
            (900_000, 900, "約15分"),
            (-5, 1, "1秒"),
        ] {
            assert_eq!(seconds_until(Millis(1_000 + left), Millis(1_000)), seconds, "{left}");
            assert_eq!(duration(seconds), words);
        }
    }
}
