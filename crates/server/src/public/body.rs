//! Forms as they come in: bounded, and answered even where they are not taken.

use std::future::poll_fn;
use std::pin::Pin;

use axum::Form;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use super::document::Frame;
use super::home;

/// Longest form taken, in bytes: the sealed state of twenty people and their answers is below it.
const MOST: usize = 512 * 1024;
/// So much more is read and thrown away: a browser reads the answer only once it has sent everything.
const PATIENCE: usize = 32 * 1024 * 1024;

/// Names and texts, in order.
pub(super) type Fields = Vec<(String, String)>;

/// Why a form is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// More than [`MOST`] bytes.
    TooLong,
    /// It is no form.
    Unreadable,
    /// A page of another site sent it: nobody has seen what it agrees to or answers.
    Foreign,
}

impl Refused {
    /// The page that says so, and what to do.
    pub(super) fn page(self, frame: &Frame) -> Response {
        match self {
            Self::TooLong => {
                home::message(frame, StatusCode::PAYLOAD_TOO_LARGE, "too_long.title", "too_long.next")
            }
            Self::Unreadable => {
                home::message(frame, StatusCode::BAD_REQUEST, "fallback.expired", "fallback.again")
            }
            Self::Foreign => {
                home::message(frame, StatusCode::FORBIDDEN, "fallback.expired", "fallback.again")
            }
        }
    }
}

/// Reads the form of a request.
pub(super) async fn form(request: Request) -> Result<Fields, Refused> {
    if is_foreign(request.headers()) {
        return Err(Refused::Foreign);
    }
    let (parts, body) = request.into_parts();
    let bytes = collect(body).await?;
    let request = Request::from_parts(parts, Body::from(bytes));
    Form::<Fields>::from_request(request, &())
        .await
        .map(|Form(fields)| fields)
        .map_err(|_| Refused::Unreadable)
}

/// Whether the browser says that another site's page made it send this. `Origin` cannot tell: our own pages send none,
/// by their `Referrer-Policy`.
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    site.is_some_and(|site| site != b"same-origin" && site != b"none")
}

/// At most [`MOST`] bytes; of more, only their number is kept.
async fn collect(mut body: Body) -> Result<Bytes, Refused> {
    let mut kept = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Refused::Unreadable)?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > PATIENCE {
            break;
        }
        if length <= MOST {
            kept.extend_from_slice(&data);
        } else {
            kept = Vec::new();
        }
    }
    if length > MOST { Err(Refused::TooLong) } else { Ok(kept.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(body: String) -> Result<Fields, Refused> {
        let kind = "application/x-www-form-urlencoded";
        let request = Request::builder().method("POST").header("content-type", kind);
        form(request.body(Body::from(body)).unwrap()).await
    }

    #[tokio::test]
    async fn a_form_is_taken_up_to_its_limit_and_what_is_longer_is_called_so() {
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(
            sent("a=1&b=%E8%A6%8B&a=2".into()).await,
            Ok(vec![pair("a", "1"), pair("b", "見"), pair("a", "2")])
        );
        let long = |length: usize| format!("a={}", "x".repeat(length - 2));
        assert!(sent(long(MOST)).await.is_ok());
        assert_eq!(sent(long(MOST + 1)).await, Err(Refused::TooLong));
        assert_eq!(sent(long(PATIENCE + 1)).await, Err(Refused::TooLong));
        let other = Request::builder().method("POST").header("content-type", "text/plain");
        assert_eq!(form(other.body(Body::from("a=1")).unwrap()).await, Err(Refused::Unreadable));
    }

    #[tokio::test]
    async fn what_a_page_of_another_site_sends_is_not_read() {
        for (site, taken) in
            [("same-origin", true), ("none", true), ("cross-site", false), ("same-site", false), ("?", false)]
        {
            let kind = "application/x-www-form-urlencoded";
            let request = Request::builder().method("POST").header("content-type", kind);
            let request = request.header("sec-fetch-site", site).body(Body::from("consent=yes")).unwrap();
            assert_eq!(form(request).await.err(), (!taken).then_some(Refused::Foreign), "{site}");
        }
    }
}
