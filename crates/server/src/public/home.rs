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
struct HomeTemplate {
    title: String,
    lead: String,
    how: String,
    not_filing: String,
    choose: String,
    services: Vec<ServiceLink>,
}

struct ServiceLink {
    words: String,
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
        title: frame.words("home.title"),
        lead: frame.words("home.lead"),
        how: frame.words("home.how"),
        not_filing: frame.words("home.not_filing"),
        choose: frame.words("home.choose"),
        services: services
            .map(|service| ServiceLink {
                words: frame.words(&format!("service.{}.name", service.id)),
                address: format!("/prepare/{}{}", service.id, frame.suffix()),
            })
            .collect(),
    };
    frame.document(StatusCode::OK, &page.title, &page.render().unwrap_or_default(), Extras::default())
}

/// A page that says what happened and what to do next.
pub(super) fn message(frame: &Frame, status: StatusCode, title: &str, next: &str) -> Response {
    let page = MessageTemplate {
        title: frame.words(title),
        next: frame.words(next),
        home: format!("/{}", frame.suffix()),
        home_words: frame.words("home.back"),
    };
    frame.document(status, &page.title, &page.render().unwrap_or_default(), Extras::default())
}
