//! Procedures and open questions of a record that is sent: the same as `kakanai guide`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use kakanai_catalogue::{Catalogue, Clock, Language};
use kakanai_interview::guide::Plan;
use kakanai_record::date::parse_date;
use kakanai_record::{Date, json};
use serde_json::Value as Json;

use super::caller::Caller;
use super::problem::Problem;
use crate::app::Counter;
use crate::guidance_json::Guidance;
use crate::heavy::heavy;

/// The list.
pub async fn list(
    State(counter): State<Arc<Counter>>,
    _: Caller,
    asked: Asked,
    Posted(body): Posted,
) -> Result<axum::Json<Json>, Problem> {
    let explain = asked.explain;
    answer(counter, asked, body, move |guidance| guidance.json(explain)).await
}

/// What would still have to be asked.
pub async fn next(
    State(counter): State<Arc<Counter>>,
    _: Caller,
    asked: Asked,
    Posted(body): Posted,
) -> Result<axum::Json<Json>, Problem> {
    if asked.explain {
        return Err(Problem::parameter("explain", "/guide でだけ使えます。"));
    }
    answer(counter, asked, body, |guidance| guidance.next_json()).await
}

async fn answer(
    counter: Arc<Counter>,
    asked: Asked,
    body: Json,
    tell: impl FnOnce(&Guidance<'_>) -> Json + Send + 'static,
) -> Result<axum::Json<Json>, Problem> {
    let work = move || {
        let (catalogue, dictionary) = (&counter.catalogue, counter.catalogue.dictionary());
        if !body.is_object() {
            return Err(Problem::no_object());
        }
        let record = json::from_json(dictionary, &body);
        let record = record.map_err(|error| Problem::not_a_record(dictionary, &error))?;
        let plan = asked.plan(catalogue)?;
        let coming = asked.when.map(|(day, _)| day);
        let today = asked.at.or(coming).unwrap_or_else(|| counter.clock.today());
        let guidance = Guidance::of(catalogue, &*counter.towns, &record, today, asked.language);
        let guidance = guidance.ok_or_else(Problem::no_service)?;
        let guidance = plan.into_iter().fold(guidance, Guidance::at);
        Ok(axum::Json(tell(&guidance)))
    };
    heavy(work).await.map_err(Problem::fail)?
}

/// What the address says.
#[derive(Debug, Default)]
pub struct Asked {
    at: Option<Date>,
    explain: bool,
    language: Language,
    office: Option<String>,
    when: Option<(Date, Clock)>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) else {
            return Err(Problem::parameter("?", "「名前=値」を「&」でつないでください。"));
        };
        let mut asked = Self::default();
        for (name, value) in pairs {
            asked.read(&name, &value).map_err(|wanted| Problem::parameter(&name, wanted))?;
        }
        Ok(asked)
    }
}

impl Asked {
    /// The office that the list is read at, and when.
    fn plan<'a>(&self, catalogue: &'a Catalogue) -> Result<Option<Plan<'a>>, Problem> {
        match (&self.office, self.when) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(Problem::parameter("when", "office と一緒に使ってください。")),
            (Some(id), at) => {
                let office = catalogue.office(id).ok_or_else(|| {
                    Problem::parameter("office", "/catalogue の offices にある id にしてください。")
                })?;
                Ok(Some(Plan { office, at }))
            }
        }
    }

    /// Takes a parameter, or says what it may be.
    fn read(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        match (name, value) {
            ("at", _) => self.at = Some(parse_date(value).ok_or("2026-11-20 の形の日付にしてください。")?),
            ("explain", "1" | "true") => self.explain = true,
            ("explain", "0" | "false") => self.explain = false,
            ("explain", _) => return Err("1 か 0 にしてください。"),
            ("language", _) => {
                self.language = Language::of_tag(value).ok_or("ja か en にしてください。")?;
            }
            ("office", _) => self.office = Some(value.to_owned()),
            ("when", _) => {
                self.when = Some(moment(value).ok_or("2026-11-21T10:00 の形の日時にしてください。")?);
            }
            _ => return Err("使えるのは at、explain、language、office、when です。"),
        }
        Ok(())
    }
}

/// Reads a day and a time.
fn moment(text: &str) -> Option<(Date, Clock)> {
    let (day, clock) = text.split_once('T')?;
    parse_date(day).zip(Clock::parse(clock))
}

/// The JSON that was sent.
pub struct Posted(Json);

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::media_type());
        }
        let bytes =
            Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
                _ => Problem::broken_off(),
            })?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| Problem::not_json(&error))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}
