//! Filled forms: made, noted and shown as one PDF.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_catalogue::Language;
use kakanai_forms::resolve::{Surroundings, resolve};
use kakanai_forms::{Filled, fill};
use kakanai_interview::places;
use kakanai_reception::Command;
use serde::Deserialize;

use super::case::needed_forms;
use super::{case_id, command_id};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::fail::{Fail, fill_words};
use crate::session::Signed;

/// What the button sends.
#[derive(Deserialize)]
pub struct PrintForm {
    command: String,
}

/// Notes that the forms were made, once they can be, and shows them.
pub async fn print(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<PrintForm>,
) -> Result<Redirect, Fail> {
    let loaded = load(&counter, &signed, &case, "print").await?;
    // Filled before it is noted: a form that cannot be made was not made.
    make(Arc::clone(&counter), &loaded).await?;
    let forms =
        needed_forms(&counter, &loaded.case.record).into_iter().map(|(id, _)| id.to_owned()).collect();
    let command = command_id(&form.command, &["print"])?;
    counter.command(loaded.header.case, &Command::Print { forms }, &signed.actor(), command).await?;
    Ok(Redirect::to(&format!("/cases/{case}/papers.pdf")))
}

/// The forms as one PDF.
pub async fn pdf(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case, "print").await?;
    let bytes = make(Arc::clone(&counter), &loaded).await?;
    let name = format!("inline; filename=\"{}.pdf\"", loaded.header.number);
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

async fn load(counter: &Counter, signed: &Signed, case: &str, action: &'static str) -> Result<Loaded, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    Ok(counter.view(case_id(case)?, &signed.actor(), action).await?)
}

async fn make(counter: Arc<Counter>, loaded: &Loaded) -> Result<Vec<u8>, Fail> {
    let record = loaded.case.record.clone();
    let number = loaded.header.number.to_string();
    let made = tokio::task::spawn_blocking(move || {
        let place_name = |code: &str| places::place_name(&counter.catalogue, &*counter.towns, code);
        let country_name =
            |code: &str| counter.towns.country(code, Language::Ja).unwrap_or_else(|| code.to_owned());
        let surroundings = Surroundings {
            dictionary: counter.catalogue.dictionary(),
            place_name: &place_name,
            country_name: &country_name,
            number: &number,
            filed_on: Some(counter.clock.today()),
        };
        let mut values = Vec::new();
        for (id, title) in needed_forms(&counter, &record) {
            let form = counter
                .forms
                .get(id)
                .ok_or_else(|| Fail::Form(format!("「{title}」の様式がありません。")))?;
            values.push((form, resolve(form, &record, &surroundings)));
        }
        let filled: Vec<Filled<'_>> = values.iter().map(|(form, values)| Filled { form, values }).collect();
        fill(&filled, &counter.fonts).map_err(|error| Fail::Form(fill_words(&error)))
    });
    made.await.map_err(|error| Fail::Internal(error.to_string()))?
}
