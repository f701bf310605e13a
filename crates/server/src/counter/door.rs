//! The door of the counter: whoever is not signed in signs in first, and nothing typed is lost by it.
//!
//! A form sent after the session has ended is kept in the sign-in page itself, as hidden fields, and sent on
//! once the same person has signed in again. Only for him: what another was about to do is not done in his
//! name. Only from our own pages: the cookie that says who worked here does not travel from other sites.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Form, FromRequest, Request, State};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_store::Login;

use super::MOST_BYTES;
use super::address::{Fields, field, form, local};
use super::sign_in::{CARRIED, SignInPage, draw};
use crate::app::Counter;
use crate::fail::Fail;
use crate::session::{self, Attempt};

const SIGN_IN: &str = "/sign-in";
const FORM: &str = "application/x-www-form-urlencoded";

/// Lets requests through, and brings those who are not signed in back to where they were.
pub async fn door(State(counter): State<Arc<Counter>>, request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_default();
    match *request.method() {
        Method::GET => {
            let response = next.run(request).await;
            match (is_to_sign_in(&response), path.as_str()) {
                (true, path) if path != "/" => Redirect::to(&sign_in_address(path)).into_response(),
                _ => response,
            }
        }
        Method::POST if path == SIGN_IN => match come_in(&counter, request, next).await {
            Ok(response) => response,
            Err(fail) => fail.into_response(),
        },
        Method::POST if may_be_carried(&request) => carry(&counter, path, request, next).await,
        _ => next.run(request).await,
    }
}

/// A form of our own pages; pictures and the tablet's own pages sign nobody in.
fn may_be_carried(request: &Request) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let ours = header("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let page = header("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    let elsewhere = ["/sign-out", "/tablet", "/alive"];
    let path = request.uri().path();
    ours && page
        && header("content-type").is_some_and(|kind| kind.starts_with(FORM))
        && !elsewhere.iter().any(|other| path.starts_with(other))
}

async fn carry(counter: &Counter, path: String, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else { return Fail::BadRequest.into_response() };
    let headers = parts.headers.clone();
    let response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    if !is_to_sign_in(&response) || session::last(&headers).0.is_none() {
        return response;
    }
    let Ok(sent) = fields(&headers, Body::from(bytes)).await else { return response };
    let page = SignInPage {
        next: back(&path),
        then: path,
        carried: sent.into_iter().map(|(name, text)| ([CARRIED, &name].concat(), text)).collect(),
        ..SignInPage::beginning(&headers)
    };
    draw(counter, StatusCode::UNAUTHORIZED, &page)
}

async fn come_in(counter: &Counter, request: Request, next: Next) -> Result<Response, Fail> {
    let (parts, body) = request.into_parts();
    let before = session::last(&parts.headers).0;
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| Fail::BadRequest)?;
    let sent = fields(&parts.headers, Body::from(body)).await?;
    let text = |name: &str| field(&sent, name).trim().to_owned();
    let page = SignInPage {
        login: text("login"),
        terminal: text("terminal"),
        problem: String::new(),
        next: local(&text("next")).unwrap_or_default().to_owned(),
        then: local(&text("then")).unwrap_or_default().to_owned(),
        carried: sent.iter().filter(|(name, _)| name.starts_with(CARRIED)).cloned().collect(),
    };
    let password = field(&sent, "password").to_owned();
    let signed = match session::sign_in(counter, &page.login, password, &page.terminal).await? {
        Attempt::In(signed) => signed,
        Attempt::Wrong => return Ok(page.wrong(counter)),
        Attempt::Wait(until) => return Ok(page.wait(counter, until)),
    };
    let response = match is_his(&page, before.as_ref(), &signed.login) {
        true => next.run(send_on(&page, signed.request)?).await,
        false if page.next.is_empty() => Redirect::to("/").into_response(),
        false => Redirect::to(&page.next).into_response(),
    };
    Ok(session::set_cookies(response, signed.cookies))
}

/// Whether what is carried was this person's.
fn is_his(page: &SignInPage, before: Option<&Login>, now: &Login) -> bool {
    !page.then.is_empty() && before == Some(now)
}

/// The request that could not be answered before.
fn send_on(page: &SignInPage, cookie: HeaderValue) -> Result<Request, Fail> {
    let carried = page.carried.iter();
    let body = form(carried.filter_map(|(name, text)| Some((name.strip_prefix(CARRIED)?, text.as_str()))));
    let request = Request::post(page.then.parse::<Uri>().map_err(|_| Fail::BadRequest)?);
    let request = request.header(CONTENT_TYPE, FORM).header(COOKIE, cookie).body(Body::from(body));
    request.map_err(|error| Fail::Internal(error.to_string()))
}

async fn fields(headers: &HeaderMap, body: Body) -> Result<Fields, Fail> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.headers_mut() = headers.clone();
    let Form(fields) = Form::<Fields>::from_request(request, &()).await.map_err(|_| Fail::BadRequest)?;
    Ok(fields)
}

fn is_to_sign_in(response: &Response) -> bool {
    response.status() == StatusCode::SEE_OTHER
        && response.headers().get(LOCATION).is_some_and(|location| location == SIGN_IN)
}

fn sign_in_address(path: &str) -> String {
    [SIGN_IN, "?", &form([("next", path)])].concat()
}

/// The page to go to where a form is not sent on: the case it was about.
fn back(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some("cases"), Some(case)) => ["/cases/", case].concat(),
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_sent_on_leads_back_to_its_case() {
        for (path, page) in [
            ("/cases/00ff/edit/phone", "/cases/00ff"),
            ("/cases/00ff/turn", "/cases/00ff"),
            ("/open", "/"),
            ("/new", "/"),
        ] {
            assert_eq!(back(path), page);
        }
    }

    #[test]
    fn only_the_same_person_goes_on_with_what_was_sent() {
        let [one, other] = ["uketsuke1", "uketsuke2"].map(|login| Login::new(login).unwrap());
        let page = |then: &str| SignInPage { then: then.to_owned(), ..SignInPage::default() };
        assert!(is_his(&page("/open"), Some(&one), &one));
        assert!(!is_his(&page("/open"), Some(&one), &other));
        assert!(!is_his(&page("/open"), None, &one));
        assert!(!is_his(&page(""), Some(&one), &one));
    }

    #[test]
    fn the_way_back_is_part_of_the_address() {
        assert_eq!(sign_in_address("/cases/00ff?a=1"), "/sign-in?next=%2Fcases%2F00ff%3Fa%3D1");
    }
}
