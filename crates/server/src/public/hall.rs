//! The end of the way at a tablet in the hall: a ticket of the queue.
//!
//! What comes here is sealed already. The page is the answer to the form and not an address of its own, so that no
//! ticket stands in the tablet's history; asked again, the same code gets the same ticket.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_envelope::{parts::MOST_PARTS, qr};

use super::body::{self, Fields};
use super::document::{Extras, Frame, Idle};
use super::home;
use crate::app::Public;
use crate::tickets::{self, Tablet, Ticket, TicketRequest};

/// Where tickets are asked for.
pub(super) const TICKET: &str = "/hall/ticket";
/// Seconds until the tablet warns, and until it is ready for the next person.
const IDLE: Idle = Idle { warn: 40, end: 60 };

/// The form that asks for a ticket: the browser's module puts the codes in, or the server itself.
#[derive(Template)]
#[template(path = "public_ticket_form.html")]
pub(super) struct TicketForm<'a> {
    pub(super) action: String,
    pub(super) hall: &'a str,
    pub(super) service: &'a str,
    pub(super) codes: &'a [String],
    pub(super) what: String,
    pub(super) words: String,
}

impl<'a> TicketForm<'a> {
    /// The form of a service; nothing where this is no tablet of the hall.
    pub(super) fn html(frame: &'a Frame, service: &'a str, codes: &'a [String]) -> String {
        let Some(tablet) = &frame.hall else { return String::new() };
        let form = Self {
            action: format!("{TICKET}{}", frame.suffix()),
            hall: tablet.as_str(),
            service,
            codes,
            what: frame.html("hall.ticket_what"),
            words: frame.html("hall.ticket_take"),
        };
        form.render().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "public_ticket.html")]
struct TicketTemplate<'a> {
    frame: &'a Frame<'a>,
    ticket: Option<&'a Ticket>,
    symbols: Vec<String>,
    home: String,
}

impl TicketTemplate<'_> {
    fn h(&self, key: &str) -> String {
        self.frame.html(key)
    }

    fn t(&self, key: &str) -> String {
        self.frame.words(key)
    }
}

/// `GET /hall/ticket`: there is nothing without a code.
pub(super) async fn ask(State(public): State<Arc<Public>>, uri: Uri, headers: HeaderMap) -> Response {
    let frame = Frame::of(&public, uri.query(), &headers);
    Redirect::to(&format!("/{}", frame.suffix())).into_response()
}

/// `POST /hall/ticket`: gives a ticket, or says to take one of paper; the code is shown either way.
pub(super) async fn take(
    State(public): State<Arc<Public>>,
    uri: Uri,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let mut frame = Frame::of(&public, uri.query(), &headers);
    let fields = match body::form(request).await {
        Ok(fields) => fields,
        Err(refused) => return refused.page(&frame),
    };
    let Some(asked) = asked(&public, &fields) else {
        return home::message(&frame, StatusCode::BAD_REQUEST, "hall.ticket_unreadable", "hall.ticket_again");
    };
    frame.hall = Some(asked.tablet.clone());
    let title = frame.words("code.image");
    let symbols = asked.codes.iter().filter_map(|text| Some(qr::symbol(text).ok()?.svg(&title))).collect();
    let ticket = tickets::take(&public.tickets, asked).await;
    let page = TicketTemplate {
        frame: &frame,
        ticket: ticket.as_ref(),
        symbols,
        home: format!("/{}", frame.suffix()),
    };
    let title = frame.words(if ticket.is_some() { "hall.ticket" } else { "hall.no_ticket" });
    let extras = Extras { idle: Some(IDLE), ..Extras::default() };
    frame.document(StatusCode::OK, &title, &page.render().unwrap_or_default(), extras)
}

/// What is asked for; nothing where the tablet, the service or the codes are not what they should be.
fn asked(public: &Public, fields: &Fields) -> Option<TicketRequest> {
    let sent = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str());
    let tablet = Tablet::parse(sent("hall")?)?;
    let service = public.catalogue.service(sent("service")?)?;
    let codes = fields.iter().filter(|(name, _)| name == "code").map(|(_, text)| text.clone());
    let codes: Vec<String> = codes.take(MOST_PARTS + 1).collect();
    if codes.len() > MOST_PARTS {
        return None;
    }
    TicketRequest::new(tablet, &service.id, public.clock.today(), codes).ok()
}
