//! The first page: services to choose from. And pages that only say something.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::document::{Extras, Frame};
use crate::app::Public;

#[derive(Template)]
#[template(path = "public_home.html")]
struct HomeTemplate<'a> {
    frame: &'a Frame<'a>,
    services: Vec<ServiceLink>,
}

impl HomeTemplate<'_> {
    fn h(&self, key: &str) -> String {
        self.frame.html(key)
    }
}

struct ServiceLink {
    words: String,
    /// How many questions and minutes it takes.
    estimate: String,
    address: String,
}

#[derive(Template)]
#[template(path = "public_message.html")]
struct MessageTemplate {
    title: String,
    next: String,
    home: String,
    home_words: String,
}

/// `GET /`
pub(super) async fn show(State(public): State<Arc<Public>>, uri: Uri, headers: HeaderMap) -> Response {
    let frame = Frame::of(&public, uri.query(), &headers);
    let services = public.catalogue.services().iter();
    let page = HomeTemplate {
        frame: &frame,
        services: services
            .map(|service| ServiceLink {
                words: frame.html(&format!("service.{}.name", service.id)),
                estimate: estimate(&frame, &service.id),
                address: format!("/prepare/{}{}", service.id, frame.suffix()),
            })
            .collect(),
    };
    let extras = Extras { opens: true, ..Extras::default() };
    frame.document(StatusCode::OK, &frame.words("home.title"), &page.render().unwrap_or_default(), extras)
}

/// Questions and minutes of a service for one person (KW-01).
fn estimate(frame: &Frame, service: &str) -> String {
    let catalogue = &frame.public.catalogue;
    let whole = kakanai_interview::progress::whole(catalogue, service).unwrap_or_default();
    let (questions, minutes) = (whole.questions.to_string(), whole.minutes().to_string());
    let arguments = [("questions", questions.as_str()), ("minutes", minutes.as_str())];
    catalogue.texts().html(frame.language, "home.estimate", &arguments, frame.furigana)
}

/// A page that says what happened and what to do next.
pub(super) fn message(frame: &Frame, status: StatusCode, title: &str, next: &str) -> Response {
    let page = MessageTemplate {
        title: frame.html(title),
        next: frame.html(next),
        home: format!("/{}", frame.suffix()),
        home_words: frame.html("home.back"),
    };
    frame.document(status, &frame.words(title), &page.render().unwrap_or_default(), Extras::default())
}
