//! One page of questions about a case, asked by the same engine as at home.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_interview::engine::accept;
use kakanai_interview::journey::{journey, service};
use kakanai_interview::page::draw_questions;
use kakanai_interview::problem::Problem;
use kakanai_interview::question::{Asking, answer_words};
use kakanai_interview::state::{Place, State as Interview};
use kakanai_reception::{Changed, Clerk, Command, CommandId, Disclosed, EventSeq, Refusal};
use kakanai_record::{Change, ElementId, core};

use super::{case_id, command_id, frame, new_command};
use crate::app::Counter;
use crate::cases::{CaseError, Loaded};
use crate::fail::Fail;
use crate::session::Signed;

struct Conflict {
    label: String,
    now: String,
    by: String,
    event: u64,
}

#[derive(Template)]
#[template(path = "edit.html")]
struct EditTemplate {
    id: String,
    place: String,
    title: String,
    questions: String,
    conflicts: Vec<Conflict>,
    seen: u64,
    command: CommandId,
}

/// The page.
pub async fn page(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path((case, place)): Path<(String, String)>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    let interview = interview(&counter, &loaded, &place);
    draw(&counter, &signed, &loaded, &place, &interview, &[], &[])
}

/// Takes the answers; a conflict shows what the other person changed, and keeps what was typed.
pub async fn submit(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path((case, place)): Path<(String, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    let asked: Vec<&str> = fields.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]).collect();
    let command = command_id(&field(&fields, "command"), &asked)?;
    let seen = EventSeq(field(&fields, "seen").parse().map_err(|_| Fail::BadRequest)?);
    let mut interview = interview(&counter, &loaded, &place);
    if !exists(&counter, &interview) {
        return Err(Fail::NotFound);
    }
    let form = fields.iter().filter(|(name, _)| name != "command" && name != "seen").cloned().collect();
    let accepted = accept(&counter.catalogue, &*counter.towns, &interview, &form, counter.clock.today());
    let keep = |interview: &mut Interview| {
        interview.draft = form.fields().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    };
    let record = match accepted {
        Ok(record) => record,
        Err(problems) => {
            keep(&mut interview);
            return draw(&counter, &signed, &loaded, &place, &interview, &problems, &[]);
        }
    };
    let changes = interview.record.changes_to(counter.catalogue.dictionary(), &record);
    let amend = Command::Amend { changes, seen };
    match counter.command(loaded.header.case, &amend, &signed.actor(), command).await {
        Ok(_) => Ok(Redirect::to(&format!("/cases/{case}#{place}")).into_response()),
        Err(CaseError::Refused(Refusal::Conflict { changed })) => {
            // What the other person did is loaded, so that it can be shown and then overruled knowingly.
            let loaded = load(&counter, &signed, &case).await?;
            let mut interview = self::interview(&counter, &loaded, &place);
            keep(&mut interview);
            draw(&counter, &signed, &loaded, &place, &interview, &[], &changed)
        }
        Err(error) => Err(error.into()),
    }
}

/// Adds or removes a person.
pub async fn people(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    let command = command_id(&field(&fields, "command"), &["people", &field(&fields, "remove")])?;
    let seen = EventSeq(field(&fields, "seen").parse().map_err(|_| Fail::BadRequest)?);
    let movers = core::MOVER.key();
    let (change, next) = match field(&fields, "remove").as_str() {
        "" => {
            let new = loaded.case.record.next_element(movers).ok_or(Fail::BadRequest)?;
            let add = Change::Add(movers, new);
            let next = first_page(&counter, &loaded, &add, new).unwrap_or_default();
            (add, next)
        }
        gone => {
            let gone = gone.parse().ok().and_then(ElementId::new).ok_or(Fail::BadRequest)?;
            (Change::Remove(movers, gone), String::new())
        }
    };
    let amend = Command::Amend { changes: vec![change], seen };
    counter.command(loaded.header.case, &amend, &signed.actor(), command).await?;
    Ok(Redirect::to(&format!("/cases/{case}{next}")).into_response())
}

/// The first page that asks about somebody who is being added.
fn first_page(counter: &Counter, loaded: &Loaded, add: &Change, new: ElementId) -> Option<String> {
    let mut record = loaded.case.record.clone();
    record.apply(counter.catalogue.dictionary(), add).ok()?;
    let stops = journey(&counter.catalogue, &record).stops;
    let stop = stops.into_iter().find(|stop| stop.place.element == Some(new))?;
    Some(format!("/edit/{}:{new}", stop.place.page))
}

async fn load(counter: &Counter, signed: &Signed, case: &str) -> Result<Loaded, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    Ok(counter.view(case_id(case)?, &signed.actor(), "edit").await?)
}

/// The engine's state for one page, over what a clerk may see.
fn interview(counter: &Counter, loaded: &Loaded, place: &str) -> Interview {
    let (page, element) = place.split_once(':').map_or((place, None), |(page, id)| (page, Some(id)));
    let shown = Disclosed::of_case(counter.catalogue.dictionary(), &loaded.case, &Clerk { cautions: false });
    let element = element.and_then(|id| id.parse().ok()).and_then(ElementId::new);
    Interview::at(shown.record().clone(), Place { page: page.to_owned(), element })
}

fn draw(
    counter: &Counter,
    signed: &Signed,
    loaded: &Loaded,
    place: &str,
    interview: &Interview,
    problems: &[Problem],
    changed: &[Changed],
) -> Result<Response, Fail> {
    let today = counter.clock.today();
    if !exists(counter, interview) {
        return Err(Fail::NotFound);
    }
    let drawn = draw_questions(&counter.catalogue, &*counter.towns, interview, problems, today);
    let (title, questions) = drawn.ok_or(Fail::NotFound)?;
    let conflicts = changed.iter().map(|changed| conflict(counter, interview, changed)).collect();
    let template = EditTemplate {
        id: loaded.header.case.to_string(),
        place: place.to_owned(),
        title: title.clone(),
        questions,
        conflicts,
        seen: loaded.case.seq.0,
        command: new_command(counter),
    };
    Ok(frame(counter, signed, &title, &template))
}

/// Whether the page is one of the service's, about somebody or something that is in the case.
fn exists(counter: &Counter, interview: &Interview) -> bool {
    let service = service(&counter.catalogue, &interview.record);
    let Some((_, page)) = service.and_then(|service| service.page(&interview.place.page)) else {
        return false;
    };
    match (page.each, interview.place.element) {
        (Some(list), Some(id)) => interview.record.elements(list.key()).contains(&id),
        (each, element) => each.is_none() && element.is_none(),
    }
}

fn conflict(counter: &Counter, interview: &Interview, changed: &Changed) -> Conflict {
    let today = counter.clock.today();
    let asking = Asking::of(&counter.catalogue, &*counter.towns, interview, today);
    let asking = Asking { element: changed.key.innermost(), ..asking };
    Conflict {
        label: asking.label(changed.key.tag()).plain,
        now: answer_words(&asking, changed.key.tag()),
        by: changed.by.clone(),
        event: changed.seq.0,
    }
}

fn field(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(n, _)| n == name).map(|(_, text)| text.clone()).unwrap_or_default()
}
