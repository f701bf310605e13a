//! Filled forms: made, noted and shown as one PDF.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_reception::Command;
use serde::Deserialize;

use super::{case_id, command_id};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::fail::Fail;
use crate::session::Signed;

/// What the button sends.
#[derive(Deserialize)]
pub struct PrintForm {
    command: String,
}

/// Notes that the forms were made, once they can be, and shows them. The code that is printed on them leads
/// back to the case from now on.
pub async fn print(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<PrintForm>,
) -> Result<Redirect, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    // Filled before it is noted: a form that cannot be made was not made.
    let papers = counter.papers(&loaded, true).await?;
    let command = command_id(&form.command, &["print"])?;
    let print = Command::Print { forms: papers.forms.clone() };
    let codes = papers.notification.into_iter().collect();
    counter.command_with(loaded.header.case, &print, &signed.actor(), command, codes).await?;
    Ok(Redirect::to(&format!("/cases/{case}/papers.pdf")))
}

/// The forms as one PDF.
pub async fn pdf(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    let papers = counter.papers(&loaded, true).await?;
    let name = format!("inline; filename=\"{}.pdf\"", loaded.header.number);
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, papers.pdf.clone()).into_response())
}

async fn load(counter: &Counter, signed: &Signed, case: &str) -> Result<Loaded, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    Ok(counter.view(case_id(case)?, &signed.actor(), "print").await?)
}
