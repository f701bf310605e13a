//! The day's cases, and reading a code.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_catalogue::Catalogue;
use kakanai_envelope::{OpenError, Opened, Reader, Schema, open_text};
use kakanai_interview::code::{CityTowns, last_day};
use kakanai_reception::{CaseState, CommandId};
use kakanai_store::{CaseFilter, CaseRow};
use serde::Deserialize;

use super::{command_id, frame, new_command};
use crate::app::Counter;
use crate::cases::{CaseError, Summary};
use crate::fail::{Fail, open_words};
use crate::session::Signed;

/// One line of the list.
struct Line {
    id: String,
    number: String,
    state: &'static str,
    service: String,
    name: String,
    people: usize,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueueTemplate {
    lines: Vec<Line>,
    command: CommandId,
    may_open: bool,
    text: String,
    problem: String,
}

/// What reading a code sends.
#[derive(Deserialize)]
pub struct OpenForm {
    text: String,
    command: String,
}

/// The list.
pub async fn page(State(counter): State<Arc<Counter>>, signed: Signed) -> Result<Response, Fail> {
    draw(&counter, &signed, String::new(), String::new()).await
}

/// Opens a case from a read code; a second reading shows the case it made.
pub async fn open(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Form(form): Form<OpenForm>,
) -> Result<Response, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    match read(&counter, &form.text) {
        Ok(opened) => {
            let command = command_id(&form.command, &["open", &form.text])?;
            let (case, _) = counter.open_from_code(opened, &signed.actor(), command).await?;
            Ok(Redirect::to(&format!("/cases/{case}")).into_response())
        }
        Err(error) => draw(&counter, &signed, form.text, open_words(&error)).await,
    }
}

/// Opens what was read. The city may take codes for a shorter time than envelopes allow.
fn read(counter: &Counter, text: &str) -> Result<Opened, OpenError> {
    fn schema(catalogue: &Catalogue) -> Schema<'_> {
        Schema { dictionary: catalogue.dictionary(), hash: *catalogue.schema_hash() }
    }
    let (catalogue, today) = (&counter.catalogue, counter.clock.today());
    let mut schemas = vec![schema(catalogue)];
    schemas.extend(counter.older.iter().map(|older| schema(older)));
    let towns = CityTowns { catalogue, table: &*counter.towns };
    let reader = Reader { keys: &counter.keys, schemas: &schemas, towns: &towns, today };
    // One line for each symbol: scanners end each with a line break.
    let texts: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut opened = open_text(&texts, &reader)?;
    let last_day = last_day(catalogue, opened.made_on);
    if today > last_day {
        return Err(OpenError::Expired { made_on: opened.made_on });
    }
    if let Some(older) = counter.older.iter().find(|older| *older.schema_hash() == opened.schema) {
        let (then, now) = (older.dictionary(), catalogue.dictionary());
        // An item that the city changed or dropped since is asked again rather than misunderstood.
        opened.record.retain(|key| then.item(key.tag()) == now.item(key.tag()));
    }
    Ok(opened)
}

async fn draw(counter: &Counter, signed: &Signed, text: String, problem: String) -> Result<Response, Fail> {
    let lines = if signed.works_on_cases() {
        let access = counter.access(None, &signed.actor(), "list");
        let access = access.map_err(|error| Fail::Internal(error.to_string()))?;
        let page = counter.store.list_cases(CaseFilter::default(), None, Some(access)).await?;
        let cases = counter.summaries(page.cases).await.map_err(CaseError::from)?;
        cases.into_iter().map(|(row, summary)| line(&row, summary)).collect()
    } else {
        Vec::new()
    };
    let command = new_command(counter);
    let template = QueueTemplate { lines, command, may_open: signed.works_on_cases(), text, problem };
    Ok(frame(counter, signed, "受付の一覧", &template))
}

fn line(row: &CaseRow, summary: Option<Summary>) -> Line {
    let erased = row.header.erased_at.is_some();
    let state = CaseState::of_code(row.header.state.as_str()).map_or("", CaseState::word);
    let service = summary.as_ref().and_then(|summary| {
        let codes = kakanai_record::codes::list("service")?;
        Some(codes.by_key(&summary.service)?.word().to_owned())
    });
    Line {
        id: row.header.case.to_string(),
        number: row.header.number.to_string(),
        state: if erased { "消去済み" } else { state },
        service: service.unwrap_or_default(),
        name: summary.as_ref().map(|summary| summary.name.clone()).unwrap_or_default(),
        people: summary.map_or(0, |summary| summary.people),
    }
}
