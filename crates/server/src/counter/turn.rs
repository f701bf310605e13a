//! States and erasure.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use kakanai_reception::{CaseState, Command, Refusal};
use serde::Deserialize;

use super::{case_id, command_id};
use crate::app::Counter;
use crate::cases::CaseError;
use crate::fail::Fail;
use crate::session::Signed;

/// What the buttons send.
#[derive(Deserialize)]
pub struct TurnForm {
    command: String,
    to: String,
    #[serde(default)]
    reason: String,
}

/// What the erase button sends.
#[derive(Deserialize)]
pub struct EraseForm {
    number: String,
}

/// Another state.
pub async fn turn(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<TurnForm>,
) -> Result<Redirect, Fail> {
    let to = CaseState::of_code(&form.to).ok_or(Fail::BadRequest)?;
    let reviewing = to == CaseState::Returned;
    if !(if reviewing { signed.has("reviewer") } else { signed.works_on_cases() }) {
        return Err(Fail::Forbidden);
    }
    let command = command_id(&form.command, &["turn", &form.to, &form.reason])?;
    let turn = Command::Turn { to, reason: form.reason };
    counter.command(case_id(&case)?, &turn, &signed.actor(), command).await?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// Erases a case; its number has to be typed, so that nobody does it by mistake.
pub async fn erase(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<EraseForm>,
) -> Result<Redirect, Fail> {
    if !signed.has("reviewer") {
        return Err(Fail::Forbidden);
    }
    let id = case_id(&case)?;
    let header = counter.store.case_header(id).await?.ok_or(Fail::NotFound)?;
    if header.number.to_string() != form.number.trim() {
        return Err(Fail::BadRequest);
    }
    let state = CaseState::of_code(header.state.as_str()).ok_or(Fail::NotFound)?;
    if state.is_open() {
        return Err(CaseError::from(Refusal::StillOpen { state }).into());
    }
    counter.erase(id, &signed.actor()).await?;
    Ok(Redirect::to("/"))
}
