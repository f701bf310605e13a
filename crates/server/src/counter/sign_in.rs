//! Signing in and out.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::Counter;
use crate::fail::Fail;
use crate::layout::{CounterPage, html};
use crate::session;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInTemplate<'a> {
    login: &'a str,
    terminal: &'a str,
    wrong: bool,
}

/// What the page sends.
#[derive(Deserialize)]
pub struct SignInForm {
    login: String,
    password: String,
    terminal: String,
}

/// The page.
pub async fn page(State(counter): State<Arc<Counter>>) -> Response {
    draw(&counter, StatusCode::OK, &SignInTemplate { login: "", terminal: "E01", wrong: false })
}

/// Tries to sign in.
pub async fn submit(
    State(counter): State<Arc<Counter>>,
    Form(form): Form<SignInForm>,
) -> Result<Response, Fail> {
    let login = form.login.trim();
    match session::sign_in(&counter, login, form.password, &form.terminal).await? {
        Some(cookies) => Ok(session::set_cookies(Redirect::to("/").into_response(), cookies)),
        None => {
            let again = SignInTemplate { login, terminal: &form.terminal, wrong: true };
            Ok(draw(&counter, StatusCode::UNAUTHORIZED, &again))
        }
    }
}

/// Ends the session.
pub async fn sign_out(State(counter): State<Arc<Counter>>, headers: HeaderMap) -> Result<Redirect, Fail> {
    session::sign_out(&counter, &headers).await?;
    Ok(Redirect::to("/sign-in"))
}

fn draw(counter: &Counter, status: StatusCode, inside: &SignInTemplate<'_>) -> Response {
    let main = inside.render().unwrap_or_default();
    html(status, &CounterPage { title: "サインイン", who: "", demo: counter.demo, main: &main })
}
