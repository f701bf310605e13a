//! Review, and the way of the parts to the other system: approve, call back, register, compare, end.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_links::answer::Weight;
use kakanai_reception::{CaseState, Command, CommandId, Handover, How, Part, PartState, Role};
use serde::Deserialize;

use super::{case_id, command_id, frame, new_command};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::fail::Fail;
use crate::session::Signed;

/// One column that came back otherwise than it was sent.
struct Line {
    who: String,
    column: String,
    filed: String,
    registered: String,
    slight: bool,
}

/// One part on its way.
struct PartRow {
    code: &'static str,
    word: &'static str,
    state: &'static str,
    reason: String,
    /// What may be done with it now.
    may_recall: bool,
    may_register: bool,
    may_finalise: bool,
    taken: bool,
    compared: bool,
    differences: Vec<Line>,
}

/// The part of the case page about review and hand-over.
#[derive(Template)]
#[template(path = "case_review.html")]
pub(super) struct ReviewPanel {
    id: String,
    command: CommandId,
    seen: u64,
    parts: Vec<PartRow>,
    may_approve: bool,
    own_work: bool,
    waits_for: Vec<&'static str>,
    problem: String,
}

impl ReviewPanel {
    pub(super) async fn of(counter: &Arc<Counter>, signed: &Signed, loaded: &Loaded) -> Result<Self, Fail> {
        let case = &loaded.case;
        let reviewer = signed.has("reviewer");
        let own_work = case.editors.contains(&signed.actor().login);
        let mut parts = Vec::new();
        for (part, handover) in case.parts() {
            parts.push(row(counter, loaded, part, handover, reviewer && !own_work).await?);
        }
        let in_review = case.state == CaseState::Review;
        let waits = |(_, handover): (Part, Handover)| {
            matches!(handover.state, PartState::Waiting | PartState::Rejected)
        };
        Ok(Self {
            id: loaded.header.case.to_string(),
            command: new_command(counter),
            seen: case.seq.0,
            may_approve: reviewer && !own_work && in_review && case.parts().any(waits),
            own_work: reviewer && own_work && in_review,
            waits_for: missing(loaded),
            parts,
            problem: String::new(),
        })
    }
}

/// What a reviewer should know is not there: nothing of it stops him.
fn missing(loaded: &Loaded) -> Vec<&'static str> {
    let case = &loaded.case;
    let mut missing = Vec::new();
    if !case.is_confirmed() {
        missing.push("本人の確認がまだです");
    }
    let how =
        [Role::Filer, Role::Applicant, Role::Registrant].map(|role| case.signature(role).map(|it| &it.how));
    if how.iter().all(Option::is_none) {
        missing.push("署名がまだです");
    }
    if how.contains(&Some(&How::Omitted)) {
        missing.push("紙に署名してもらった帳票があります");
    }
    if case.objection.is_some() {
        missing.push("本人が直しを求めています");
    }
    missing
}

async fn row(
    counter: &Arc<Counter>,
    loaded: &Loaded,
    part: Part,
    handover: Handover,
    second: bool,
) -> Result<PartRow, Fail> {
    let came_back = matches!(handover.state, PartState::Provisional | PartState::Registered);
    let compared = came_back && !handover.answers.is_empty();
    let differences = match handover.state {
        _ if compared => counter.differences(loaded.header.case, part).await?,
        _ => Vec::new(),
    };
    let who = |element: Option<kakanai_record::ElementId>| {
        element.map(|id| super::blocks::person_name(&loaded.case.record, id)).unwrap_or_default()
    };
    let line = |it: kakanai_links::answer::Difference| Line {
        who: who(it.element),
        column: it.column,
        filed: it.filed,
        registered: it.registered,
        slight: it.weight == Weight::Slight,
    };
    Ok(PartRow {
        code: part.code(),
        word: part.word(),
        state: handover.state.word(),
        may_recall: handover.state == PartState::Sent && !handover.taken,
        may_register: handover.state == PartState::Sent,
        may_finalise: second && handover.state == PartState::Provisional,
        taken: handover.taken,
        reason: handover.reason,
        compared,
        differences: differences.into_iter().map(line).collect(),
    })
}

/// What the buttons send.
#[derive(Deserialize)]
pub struct ReviewForm {
    command: String,
    #[serde(default)]
    part: String,
    #[serde(default)]
    reason: String,
    /// A pasted answer; empty where a person keyed the part in and compares it by eye.
    #[serde(default)]
    answer: String,
}

/// The first review has passed: the parts are sent.
pub async fn approve(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<ReviewForm>,
) -> Result<Redirect, Fail> {
    if !signed.has("reviewer") {
        return Err(Fail::Forbidden);
    }
    let loaded = counter.view(case_id(&case)?, &signed.actor(), "review").await?;
    let approve = Command::Approve { parts: counter.sendings(&loaded.case) };
    let command = command_id(&form.command, &["approve"])?;
    counter.command(loaded.header.case, &approve, &signed.actor(), command).await?;
    // Kept already: the files follow at once, and nobody waits for them.
    counter.to_deliver.notify_one();
    Ok(back(&case))
}

/// Calls a part back before it is taken.
pub async fn recall(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<ReviewForm>,
) -> Result<Redirect, Fail> {
    works(&signed)?;
    let part = part(&form)?;
    let command = command_id(&form.command, &["recall", part.code(), &form.reason])?;
    counter.recall(case_id(&case)?, part, form.reason, &signed.actor(), command).await?;
    Ok(back(&case))
}

/// A part was keyed in: with the answer pasted in, or without one.
pub async fn register(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<ReviewForm>,
) -> Result<Response, Fail> {
    works(&signed)?;
    let (part, id) = (part(&form)?, case_id(&case)?);
    let command = command_id(&form.command, &["register", part.code(), &form.answer])?;
    let wanted = match form.answer.trim() {
        "" if !returns(&counter, part) => Command::PickUp { part },
        "" => Command::Register { part, answers: Vec::new() },
        answer => match counter.answer_by_hand(id, part, answer.as_bytes()).await? {
            Ok(command) => command,
            Err(problem) => return refused(&counter, &signed, id, problem).await,
        },
    };
    counter.by_hand(id, part, &wanted, &signed.actor(), command).await?;
    Ok(back(&case).into_response())
}

fn returns(counter: &Counter, part: Part) -> bool {
    counter.mapping.part(part).is_some_and(kakanai_links::mapping::PartMapping::returns)
}

/// The panel by itself, saying where the pasted answer is wrong.
async fn refused(
    counter: &Arc<Counter>,
    signed: &Signed,
    case: kakanai_reception::CaseId,
    problem: String,
) -> Result<Response, Fail> {
    let loaded = counter.view(case, &signed.actor(), "review").await?;
    let mut panel = ReviewPanel::of(counter, signed, &loaded).await?;
    panel.problem = problem;
    Ok(frame(counter, signed, "審査と引き渡し", &panel))
}

/// The second review has passed: 本登録.
pub async fn finalise(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<ReviewForm>,
) -> Result<Redirect, Fail> {
    if !signed.has("reviewer") {
        return Err(Fail::Forbidden);
    }
    let part = part(&form)?;
    let command = command_id(&form.command, &["finalise", part.code()])?;
    counter.command(case_id(&case)?, &Command::Finalise { part }, &signed.actor(), command).await?;
    Ok(back(&case))
}

/// A part is given back to the clerk, with the reason.
pub async fn reject(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<ReviewForm>,
) -> Result<Redirect, Fail> {
    works(&signed)?;
    let part = part(&form)?;
    let command = command_id(&form.command, &["reject", part.code(), &form.reason])?;
    let reject = Command::Reject { part, reason: form.reason };
    counter.by_hand(case_id(&case)?, part, &reject, &signed.actor(), command).await?;
    Ok(back(&case))
}

fn works(signed: &Signed) -> Result<(), Fail> {
    if signed.works_on_cases() { Ok(()) } else { Err(Fail::Forbidden) }
}

fn part(form: &ReviewForm) -> Result<Part, Fail> {
    Part::of_code(&form.part).ok_or(Fail::BadRequest)
}

fn back(case: &str) -> Redirect {
    Redirect::to(&format!("/cases/{case}"))
}
