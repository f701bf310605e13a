//! `/prepare/{service}`: the shell in which the browser runs the interview, and the interview run here
//! for those whose browsers cannot.

use std::sync::Arc;

use askama::Template;
use axum::Form as FormBody;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use kakanai_envelope::Seed;
use kakanai_interview::{Form, Outcome, State as Interview, code, page};

use super::document::{Extras, Frame};
use super::page_state::Moment;
use super::{assets, home};
use crate::app::{Public, draw};
use crate::layout::Local;

/// Name of the hidden field with the sealed state.
const STATE: &str = "kakanai.state";
/// Name of the button with which a person agrees that his answers pass this server.
const CONSENT: &str = "consent";

#[derive(Template)]
#[template(path = "public_prepare.html")]
struct ShellTemplate<'a> {
    frame: &'a Frame<'a>,
    service_name: String,
    home: String,
}

impl ShellTemplate<'_> {
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
    let page = ShellTemplate {
        frame,
        service_name: frame.words(&format!("service.{service}.name")),
        home: format!("/{}", frame.suffix()),
    };
    let local = Local {
        service,
        today: &public.clock.today().to_string(),
        key: &public.key.to_text(),
        schema: &data_encoding::HEXLOWER.encode(public.catalogue.schema_hash()),
        engine: &assets::address(&public.assets, assets::ENGINE),
        catalogue: &assets::address(&public.assets, assets::CATALOGUE),
    };
    let extras = Extras { local: Some(local), ..Extras::default() };
    frame.document(StatusCode::OK, &page.service_name, &page.render().unwrap_or_default(), extras)
}

/// `POST /prepare/{service}`: one step of an interview run here, or its beginning.
pub(super) async fn step(
    State(public): State<Arc<Public>>,
    Path(service): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<FormBody<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let frame = Frame::of(&public, uri.query(), &headers);
    if public.catalogue.service(&service).is_none() {
        return home::message(&frame, StatusCode::NOT_FOUND, "missing.title", "missing.next");
    }
    let Ok(FormBody(fields)) = body else {
        return home::message(&frame, StatusCode::BAD_REQUEST, "fallback.expired", "fallback.again");
    };
    let sent = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, text)| text.clone());
    let today = public.clock.today();
    let moment = Moment { key: &public.page_key, service: &service, today, now: public.clock.now().0 };
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
            Some(state) => kakanai_interview::show(&public.catalogue, public.towns.as_ref(), &state, today),
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
    let frame = frame.speaking(outcome.state.language);
    let main = match outcome.view.wants_code {
        true => match sealed(public, moment, &outcome.state) {
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
    let state = moment.seal(&outcome.state.to_json(&public.catalogue), public.random.as_ref());
    let extras = Extras { state: &state, warning: Some("fallback.banner"), ..Extras::default() };
    frame.document(StatusCode::OK, &outcome.view.title, &main, extras)
}

fn sealed(public: &Public, moment: &Moment, state: &Interview) -> Result<String, code::CodeError> {
    let seed = Seed::new(draw(public.random.as_ref()));
    let towns = public.towns.as_ref();
    let code = code::make(&public.catalogue, towns, state, moment.today, &public.key, &seed)?;
    Ok(page::draw_code(&public.catalogue, state.language, &state.place.page, &code))
}
