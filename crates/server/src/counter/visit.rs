//! One visit: the cases somebody came with, who has each of them, and one more.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kakanai_reception::VisitId;
use kakanai_store::VisitNumber;

use super::lines::{Line, of_visit};
use super::new::ByHand;
use super::scan::ScanPanel;
use super::{frame_with, part};
use crate::app::Counter;
use crate::fail::Fail;
use crate::session::Signed;

#[derive(Template)]
#[template(path = "visit.html")]
struct VisitTemplate {
    number: String,
    lines: Vec<Line>,
    scan: String,
    by_hand: String,
}

/// The page.
pub async fn page(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(visit): Path<String>,
) -> Result<Response, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let (visit, number) = of_form(&counter, &visit).await?.ok_or(Fail::NotFound)?;
    let template = VisitTemplate {
        number: number.to_string(),
        lines: of_visit(&counter, &signed, visit).await?,
        scan: part(&ScanPanel::new(&counter, Some(visit)))?,
        by_hand: part(&ByHand::new(&counter, Some(visit)))?,
    };
    let title = template.number.clone();
    let modules = ["keys.js", "scan.js"];
    Ok(frame_with(&counter, &signed, (axum::http::StatusCode::OK, &title), &template, &modules))
}

/// A visit as forms and addresses name it, with its number; nothing where none is named.
///
/// # Errors
/// [`Fail::NotFound`] where there is no such visit.
pub async fn of_form(counter: &Counter, text: &str) -> Result<Option<(VisitId, VisitNumber)>, Fail> {
    if text.is_empty() {
        return Ok(None);
    }
    let visit: VisitId = text.parse().map_err(|_| Fail::NotFound)?;
    let cases = counter.store.visit_cases(visit).await?;
    let first = cases.into_iter().next().ok_or(Fail::NotFound)?;
    Ok(Some((visit, first.number)))
}
