//! A case without a code: by hand for a chosen service, or as a copy of one that has ended.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use kakanai_interview::desk;
use kakanai_reception::{CommandId, VisitId};
use serde::Deserialize;

use super::lines::service_word;
use super::{case_id, command_id, frame, new_command, part, visit};
use crate::app::Counter;
use crate::fail::Fail;
use crate::session::Signed;

/// A service to begin, and the digit that chooses it.
struct Choice {
    key: String,
    word: String,
    digit: usize,
}

/// The services as buttons.
#[derive(Template)]
#[template(path = "by_hand.html")]
pub struct ByHand {
    command: CommandId,
    /// The visit that the case is to belong to; empty for a new one.
    visit: String,
    choices: Vec<Choice>,
}

impl ByHand {
    /// For a new visit, or one more case of one.
    pub fn new(counter: &Counter, visit: Option<VisitId>) -> Self {
        let services = counter.catalogue.services().iter().enumerate();
        let choice = |(at, service): (usize, &kakanai_catalogue::Service)| Choice {
            word: service_word(&service.id),
            key: service.id.clone(),
            digit: at + 1,
        };
        let visit = visit.map(|visit| visit.to_string()).unwrap_or_default();
        Self { command: new_command(counter), visit, choices: services.map(choice).collect() }
    }
}

#[derive(Template)]
#[template(path = "new.html")]
struct NewTemplate {
    number: String,
    back: String,
    by_hand: String,
}

/// What the address says.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    visit: String,
}

/// What a button sends.
#[derive(Deserialize)]
pub struct NewForm {
    command: String,
    service: String,
    #[serde(default)]
    visit: String,
}

/// What the copy button sends.
#[derive(Deserialize)]
pub struct CopyForm {
    command: String,
}

/// Choosing a service.
pub async fn page(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<axum::response::Response, Fail> {
    works(&signed)?;
    let of = visit::of_form(&counter, &asked.visit).await?;
    let number = match &of {
        Some((_, number)) => number.to_string(),
        None => String::new(),
    };
    let visit = of.map(|(visit, _)| visit);
    let template = NewTemplate {
        back: visit.map_or_else(|| "/".to_owned(), |visit| format!("/visits/{visit}")),
        by_hand: part(&ByHand::new(&counter, visit))?,
        number,
    };
    Ok(frame(&counter, &signed, "手で入力", &template))
}

/// Opens the case and goes to the first page to fill.
pub async fn open(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Form(form): Form<NewForm>,
) -> Result<Redirect, Fail> {
    works(&signed)?;
    let visit = visit::of_form(&counter, &form.visit).await?.map(|(visit, _)| visit);
    let command = command_id(&form.command, &["new", &form.visit, &form.service])?;
    let actor = signed.actor();
    let case = counter.open_by_hand(&form.service, visit, &actor, command).await?.ok_or(Fail::BadRequest)?;
    let record = desk::begin(&counter.catalogue, &form.service);
    let first =
        record.and_then(|record| desk::next_open(&counter.catalogue, &record, None, counter.clock.today()));
    Ok(Redirect::to(&match first {
        Some(place) => format!("/cases/{case}/edit/{}", super::edit::address(&place)),
        None => format!("/cases/{case}"),
    }))
}

/// Opens a copy of a case that has ended.
pub async fn copy(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<CopyForm>,
) -> Result<Redirect, Fail> {
    works(&signed)?;
    let command = command_id(&form.command, &["copy"])?;
    let copied = counter.open_copy(case_id(&case)?, &signed.actor(), command).await?;
    Ok(Redirect::to(&format!("/cases/{copied}")))
}

fn works(signed: &Signed) -> Result<(), Fail> {
    if signed.works_on_cases() { Ok(()) } else { Err(Fail::Forbidden) }
}
