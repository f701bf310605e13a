//! `/prepare/{service}`: the shell in which the browser runs the interview, and the interview run here
//! for those whose browsers cannot.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use kakanai_envelope::Seed;
use kakanai_interview::{Form, Outcome, State as Interview, code, page};

use super::document::{Extras, Frame};
use super::hall::TicketForm;
use super::page_state::Moment;
use super::{assets, body, home};
use crate::app::{Public, draw};
use crate::layout::Local;

/// Name of the hidden field with the sealed state.
const STATE: &str = "kakanai.state";
/// Name of the button with which a person agrees that his answers pass this server.
const CONSENT: &str = "consent";
/// Where the page with the code has room for what one can do with it.
const ACTIONS: &str = r#"<div class="code-actions" id="code-actions"></div>"#;

#[derive(Template)]
#[template(path = "public_prepare.html")]
struct ShellTemplate<'a> {
    frame: &'a Frame<'a>,
    service_name: String,
    home: String,
    /// The form that asks for a ticket, on a tablet in the hall.
    ticket: String,
}

impl ShellTemplate<'_> {
    fn h(&self, key: &str) -> String {
        self.frame.html(key)
    }

    fn t(&self, key: &str) -> String {
        self.frame.words(key)
    }
}

/// `GET /prepare/{service}`: begins in the browser, and asks before anything runs here.
pub(super) async fn shell(
    State(public): State<Arc<Public>>,
    Path(service): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::of(&public, uri.query(), &headers);
    if public.catalogue.service(&service).is_none() {
        return home::message(&frame, StatusCode::NOT_FOUND, "missing.title", "missing.next");
    }
    consent(&frame, &service)
}

/// The page that asks whether answers may pass this server; the browser's module puts itself in its place.
fn consent(frame: &Frame, service: &str) -> Response {
    let public = frame.public;
    let name = format!("service.{service}.name");
    let page = ShellTemplate {
        frame,
        service_name: frame.html(&name),
        home: format!("/{}", frame.suffix()),
        ticket: TicketForm::html(frame, service, &[]),
    };
    let local = Local {
        service,
        today: &public.clock.today().to_string(),
        key: &public.key.to_text(),
        schema: &data_encoding::HEXLOWER.encode(public.catalogue.schema_hash()),
        engine: &assets::address(&public.assets, assets::ENGINE),
        catalogue: &assets::address(&public.assets, assets::CATALOGUE),
    };
    let extras = Extras { local: Some(local), opens: true, ..Extras::default() };
    frame.document(StatusCode::OK, &frame.words(&name), &page.render().unwrap_or_default(), extras)
}

/// `POST /prepare/{service}`: one step of an interview run here, or its beginning.
pub(super) async fn step(
    State(public): State<Arc<Public>>,
    Path(service): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let frame = Frame::of(&public, uri.query(), &headers);
    if public.catalogue.service(&service).is_none() {
        return home::message(&frame, StatusCode::NOT_FOUND, "missing.title", "missing.next");
    }
    let fields = match body::form(request).await {
        Ok(fields) => fields,
        Err(refused) => return refused.page(&frame),
    };
    let sent = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, text)| text.clone());
    let today = public.clock.today();
    let now = public.clock.now().0;
    let hall = frame.hall.is_some();
    let moment = Moment { key: &public.page_key, service: &service, hall, today, now };
    let outcome = match (sent(STATE), sent(CONSENT)) {
        (Some(sealed), _) => {
            let state = moment.open(&sealed).ok();
            let state = state.and_then(|text| Interview::from_json(&public.catalogue, &text).ok());
            let Some(state) = state else {
                return home::message(&frame, StatusCode::GONE, "fallback.expired", "fallback.again");
            };
            let form = fields.into_iter().filter(|(name, _)| name != STATE).collect::<Form>();
            kakanai_interview::step(&public.catalogue, public.towns.as_ref(), &state, &form, today)
        }
        (None, Some(_)) => match kakanai_interview::start(&public.catalogue, &service, frame.language) {
            Some(state) => {
                let state = Interview { furigana: frame.furigana, ..state };
                kakanai_interview::show(&public.catalogue, public.towns.as_ref(), &state, today)
            }
            None => return consent(&frame, &service),
        },
        // Nobody agreed: nothing is read.
        (None, None) => return consent(&frame, &service),
    };
    answer(&frame, &moment, outcome)
}

/// The page after a step, with the state sealed into it.
fn answer(frame: &Frame, moment: &Moment, outcome: Outcome) -> Response {
    let public = frame.public;
    let frame = frame.speaking(outcome.state.language, outcome.state.furigana);
    let main = match outcome.view.wants_code {
        true => match sealed(&frame, moment, &outcome.state) {
            Ok(html) => html,
            Err(_) => {
                return home::message(
                    &frame,
                    StatusCode::OK,
                    "prepare.seal_failed",
                    "prepare.seal_failed.next",
                );
            }
        },
        false => outcome.view.html,
    };
    // Titles stay in the browser's history, where the next person finds them: no name of anybody in them.
    let title = match moment.hall {
        true => frame.words(&format!("service.{}.name", moment.service)),
        false => outcome.view.title,
    };
    // What one person typed is not offered to the next.
    let main = if moment.hall { without_autofill(&main) } else { main };
    let state = moment.seal(&outcome.state.to_json(&public.catalogue), public.random.as_ref());
    let extras = Extras { state: &state, warning: Some("fallback.banner"), ..Extras::default() };
    frame.document(StatusCode::OK, &title, &main, extras)
}

/// The page with the code; on a tablet in the hall with the form that asks for a ticket.
fn sealed(frame: &Frame, moment: &Moment, state: &Interview) -> Result<String, code::CodeError> {
    let public = frame.public;
    let seed = Seed::new(draw(public.random.as_ref()));
    let towns = public.towns.as_ref();
    let code = code::make(&public.catalogue, towns, state, moment.today, &public.key, &seed)?;
    let html = page::draw_code(&public.catalogue, state, &code, moment.today);
    let ticket = TicketForm::html(frame, moment.service, &code.texts);
    let filled = format!(r#"<div class="code-actions" id="code-actions">{ticket}</div>"#);
    Ok(html.replacen(ACTIONS, &filled, 1))
}

/// The page with every `autocomplete` set to `off`. What a person typed stands in it with its quotes escaped, so no
/// other text is met.
fn without_autofill(html: &str) -> String {
    const MARK: &str = "autocomplete=\"";
    let mut pieces = html.split(MARK);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |whole, piece| {
        let behind = piece.split_once('"').map_or(piece, |(_, behind)| behind);
        whole + MARK + "off\"" + behind
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_of_the_hall_is_filled_in_by_the_browser() {
        let html =
            r#"<input value="&quot;" autocomplete="family-name" id="a"><input autocomplete="tel"><p>b</p>"#;
        let off = r#"<input value="&quot;" autocomplete="off" id="a"><input autocomplete="off"><p>b</p>"#;
        assert_eq!(without_autofill(html), off);
        assert_eq!(without_autofill("<p>a</p>"), "<p>a</p>");
    }
}
