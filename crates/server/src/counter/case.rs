//! One case in three zones that never move: queue and visit, the case, checks and papers.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kakanai_interview::summary::{Finding, findings};
use kakanai_reception::{CaseState, Clerk, Disclosed};

use super::blocks::Middle;
use super::desk::{DeskPanel, Refused};
use super::lines::{self, Line};
use super::review::ReviewPanel;
use super::scan::ScanPanel;
use super::side::{Acts, Ends, Findings, PaperList};
use super::{case_id, frame_with, guidance, part};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::fail::Fail;
use crate::session::Signed;
use crate::tablet::TabletPanel;

/// The left zone's lists.
#[derive(Template)]
#[template(path = "case_left.html")]
struct Left {
    id: String,
    visit: String,
    visit_tail: String,
    own: Vec<Line>,
    lines: Vec<Line>,
    more: bool,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CaseTemplate {
    id: String,
    scan: String,
    left: String,
    middle: String,
    findings: String,
    desk: String,
    tablet: String,
    guidance: String,
    papers: String,
    review: String,
    ends: String,
    acts: String,
    /// For a reviewer the review stands before what the desk did.
    review_first: bool,
}

/// The page.
pub async fn page(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    draw(&counter, &signed, loaded, Refused::default(), StatusCode::OK).await
}

/// The page, also where the desk's panel was not taken.
pub(super) async fn draw(
    counter: &Arc<Counter>,
    signed: &Signed,
    loaded: Loaded,
    refused: Refused,
    status: StatusCode,
) -> Result<Response, Fail> {
    let found = found(counter, &loaded);
    let (tablet, papers) =
        (TabletPanel::of(counter, signed, &loaded).await?, PaperList::of(counter, &loaded));
    let (guidance, in_short) = guidance::panel(counter, signed, &loaded)?;
    let template = CaseTemplate {
        id: loaded.header.case.to_string(),
        scan: part(&ScanPanel::new(counter, None))?,
        left: left(counter, signed, &loaded).await?,
        middle: part(&Middle::of(counter, signed, &loaded, &found))?,
        desk: part(&DeskPanel::of(counter, &loaded, refused))?,
        review_first: signed.has("reviewer") && loaded.case.state == CaseState::Review,
        acts: part(&Acts::of(&loaded, &tablet, &papers, &in_short))?,
        guidance,
        tablet: part(&tablet)?,
        papers: part(&papers)?,
        review: part(&ReviewPanel::of(counter, signed, &loaded).await?)?,
        ends: part(&Ends::of(counter, signed, &loaded))?,
        findings: part(&Findings::of(&loaded, found))?,
    };
    let title = loaded.header.number.to_string();
    Ok(frame_with(counter, signed, (status, &title), &template, &MODULES))
}

const MODULES: [&str; 4] = ["keys.js", "case.js", "scan.js", "live.js"];

async fn load(counter: &Counter, signed: &Signed, case: &str) -> Result<Loaded, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    Ok(counter.view(case_id(case)?, &signed.actor(), "view").await?)
}

/// What the checks find in what a clerk may see.
fn found(counter: &Counter, loaded: &Loaded) -> Vec<Finding> {
    let dictionary = counter.catalogue.dictionary();
    let shown = Disclosed::of_case(dictionary, &loaded.case, &Clerk { cautions: true });
    findings(&counter.catalogue, shown.record(), counter.clock.today())
}

/// Cases listed beside the one that is open: what is seen without scrolling, and some more.
const BESIDE: usize = 25;

async fn left(counter: &Counter, signed: &Signed, loaded: &Loaded) -> Result<String, Fail> {
    let id = loaded.header.case.to_string();
    let own = lines::of_visit_beside(counter, loaded.header.visit).await?;
    let filter = lines::of_today(counter, signed.office())?;
    let (mut lines, next) = lines::lines(counter, signed, filter, None).await?;
    let (reviewer, clerk) = (signed.has("reviewer"), signed.has("clerk"));
    lines.retain(|line| !line.erased);
    // Newest first, and what waits for the reader before all others.
    lines.sort_by_key(|line| !line.is_first(reviewer, clerk));
    let more = next.is_some() || lines.len() > BESIDE;
    lines.truncate(BESIDE);
    let visit_tail = own.first().map(|line| line.tail.clone()).unwrap_or_default();
    let left = Left { id, visit: loaded.header.visit.to_string(), visit_tail, own, lines, more };
    part(&left)
}
