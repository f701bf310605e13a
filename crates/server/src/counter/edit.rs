//! One page of questions about a case, asked by the same engine as at home.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_catalogue::{Page, PageKind};
use kakanai_interview::desk;
use kakanai_interview::engine::accept;
use kakanai_interview::journey::{journey, service};
use kakanai_interview::page::{draw_boxes, draw_questions, sections};
use kakanai_interview::problem::Problem;
use kakanai_interview::question::{Asking, answer_words};
use kakanai_interview::state::{Place, State as Interview};
use kakanai_reception::command::Origin;
use kakanai_reception::signing::may_be_minor;
use kakanai_reception::{Case, Changed, Clerk, Command, CommandId, Disclosed, EventSeq, Refusal, Signature};
use kakanai_record::{Answer, Change, ElementId, ItemKey, core};

use super::address::{Fields, field};
use super::blocks::{Group, groups};
use super::{case_id, command_id, frame_with, new_command};
use crate::app::Counter;
use crate::cases::{CaseError, Loaded};
use crate::fail::{Fail, refusal_words};
use crate::session::Signed;
use crate::tablet::questions::{paths, shown};

struct Conflict {
    label: String,
    now: String,
    by: String,
    event: u64,
}

/// What a signature asks of whoever changes something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// Nobody has signed.
    No,
    /// A slip may be mended with a reason.
    Minor,
    /// Any change needs a new signature.
    Substance,
}

#[derive(Template)]
#[template(path = "edit.html")]
struct EditTemplate {
    id: String,
    number: String,
    place: String,
    title: String,
    questions: String,
    /// The boxes that stand there, by their paths.
    boxes: String,
    /// The page has questions that are not asked aloud.
    apart: bool,
    conflicts: Vec<Conflict>,
    group: Option<Group>,
    signature: Hold,
    minor: String,
    minor_problem: String,
    by_hand: bool,
    answered: u32,
    open_questions: u32,
    seen: u64,
    command: CommandId,
}

/// Why the page is shown again.
#[derive(Default)]
struct Again<'a> {
    problems: &'a [Problem],
    changed: &'a [Changed],
    minor: &'a str,
    minor_problem: String,
}

/// The page.
pub async fn page(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path((case, place)): Path<(String, String)>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    let interview = interview(&counter, &loaded, &place);
    draw(&counter, &signed, &loaded, &interview, Again::default())
}

/// Takes the answers; a conflict shows what the other person changed, and keeps what was typed.
pub async fn submit(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path((case, place)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    let asked: Vec<&str> = fields.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]).collect();
    let command = command_id(field(&fields, "command"), &asked)?;
    let seen = EventSeq(field(&fields, "seen").parse().map_err(|_| Fail::BadRequest)?);
    let mut interview = interview(&counter, &loaded, &place);
    if here(&counter, &interview).is_none() {
        return Err(Fail::NotFound);
    }
    let minor = field(&fields, "minor").trim();
    let form = fields.iter().filter(|(name, _)| !OWN.contains(&name.as_str())).cloned().collect();
    let boxes = boxes(&counter, &interview).map(|keys| shown(&counter, &keys, field(&fields, "boxes")));
    let today = counter.clock.today();
    let accepted = match &boxes {
        Some(keys) => Ok(desk::tick(&counter.catalogue, &*counter.towns, &interview, keys, &form, today)),
        None => accept(&counter.catalogue, &*counter.towns, &interview, &form, today),
    };
    let keep = |interview: &mut Interview| {
        // A box that was not sent is not ticked.
        let path = |key: &ItemKey| (counter.catalogue.dictionary().path(*key), "no".to_owned());
        interview.draft = boxes.iter().flatten().map(path).collect();
        interview.draft.extend(form.fields().map(|(name, text)| (name.to_owned(), text.to_owned())));
    };
    let record = match accepted {
        Ok(record) => record,
        Err(problems) => {
            keep(&mut interview);
            let again = Again { problems: &problems, minor, ..Again::default() };
            return draw(&counter, &signed, &loaded, &interview, again);
        }
    };
    let changes = interview.record.changes_to(counter.catalogue.dictionary(), &record);
    let amend = Command::Amend { changes, seen, minor: minor.to_owned() };
    let refusal = match counter.command(loaded.header.case, &amend, &signed.actor(), command).await {
        Ok(after) => {
            let next = (field(&fields, "go") == "next").then(|| next(&counter, &after, &interview.place));
            return Ok(match next.flatten() {
                Some(next) => Redirect::to(&format!("/cases/{case}/edit/{}", address(&next))),
                None => Redirect::to(&format!("/cases/{case}#{place}")),
            }
            .into_response());
        }
        Err(CaseError::Refused(refusal)) => refusal,
        Err(error) => return Err(error.into()),
    };
    // What the other person did is loaded, so that it can be shown and then overruled knowingly.
    let loaded = load(&counter, &signed, &case).await?;
    let mut interview = self::interview(&counter, &loaded, &place);
    keep(&mut interview);
    match refusal {
        Refusal::Conflict { changed } => {
            let again = Again { changed: &changed, minor, ..Again::default() };
            draw(&counter, &signed, &loaded, &interview, again)
        }
        Refusal::Substance { .. } => {
            let again = Again { minor, minor_problem: refusal_words(&refusal), ..Again::default() };
            draw(&counter, &signed, &loaded, &interview, again)
        }
        refusal => Err(CaseError::from(refusal).into()),
    }
}

/// Names of the form's own fields: everything else is an answer.
const OWN: [&str; 5] = ["command", "seen", "go", "minor", "boxes"];

/// Where 「保存して次へ」 leads. A case that staff enter goes through all pages, as at home; in any other only what is
/// still open is gone to.
fn next(counter: &Counter, case: &Case, place: &Place) -> Option<Place> {
    let (catalogue, record) = (&counter.catalogue, &case.record);
    let open = || desk::next_open(catalogue, record, Some(place), counter.clock.today());
    let next =
        if case.origin == Origin::Hand { following(counter, case, place).or_else(open) } else { open() };
    next.filter(|next| next != place)
}

/// The next page with questions or a list on it. What a citizen wants to tell the counter from home, staff do not
/// ask themselves.
fn following(counter: &Counter, case: &Case, place: &Place) -> Option<Place> {
    let service = service(&counter.catalogue, &case.record)?;
    let way = journey(&counter.catalogue, &case.record);
    let rest = way.stops.get(way.position(place)? + 1..)?;
    let aloud = |key| desk::is_aloud(counter.catalogue.dictionary(), key);
    let boxes = desk::box_pages(&counter.catalogue, &case.record, aloud);
    let asks = |place: &Place| match service.page(&place.page).map(|(_, page)| &page.kind) {
        Some(PageKind::Fields(fields)) => {
            fields.iter().flat_map(|field| field.ask.items()).any(|tag| tag != core::MESSAGE)
        }
        Some(PageKind::Group(_)) => true,
        Some(PageKind::Ticks(_)) => boxes.iter().any(|page| page.place == *place),
        _ => false,
    };
    rest.iter().map(|stop| &stop.place).find(|place| asks(place)).cloned()
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

/// The boxes of a page that staff ask, where it is a page of boxes: nothing that is not said aloud (KM-05).
fn boxes(counter: &Counter, interview: &Interview) -> Option<Vec<ItemKey>> {
    let page = here(counter, interview)?;
    if !matches!(page.kind, PageKind::Ticks(_)) {
        return None;
    }
    let aloud = |key| desk::is_aloud(counter.catalogue.dictionary(), key);
    let pages = desk::box_pages(&counter.catalogue, &interview.record, aloud);
    Some(
        pages
            .into_iter()
            .find(|page| page.place == interview.place)
            .map(|page| page.keys)
            .unwrap_or_default(),
    )
}

/// Whether a page has open questions for the citizen's own screen.
fn has_apart(counter: &Counter, case: &Case, place: &Place) -> bool {
    let (dictionary, record) = (counter.catalogue.dictionary(), &case.record);
    let open = |key| !desk::is_aloud(dictionary, key) && !record.get(key).is_answered();
    desk::box_pages(&counter.catalogue, record, open).iter().any(|page| page.place == *place)
}

/// A place as addresses name it.
pub(super) fn address(place: &Place) -> String {
    match place.element {
        Some(element) => format!("{}:{element}", place.page),
        None => place.page.clone(),
    }
}

fn draw(
    counter: &Counter,
    signed: &Signed,
    loaded: &Loaded,
    interview: &Interview,
    again: Again<'_>,
) -> Result<Response, Fail> {
    let today = counter.clock.today();
    let page = here(counter, interview).ok_or(Fail::NotFound)?;
    let boxes = boxes(counter, interview);
    let (catalogue, towns) = (&counter.catalogue, &*counter.towns);
    let drawn = match &boxes {
        Some(keys) => {
            draw_boxes(catalogue, towns, interview, keys, today).map(|(title, it)| (title.plain, it))
        }
        None => draw_questions(catalogue, towns, interview, again.problems, today),
    };
    let (title, questions) = drawn.ok_or(Fail::NotFound)?;
    let conflicts: Vec<Conflict> =
        again.changed.iter().map(|changed| conflict(counter, interview, changed)).collect();
    let count = desk::progress(&counter.catalogue, &loaded.case.record, today);
    let status = match (conflicts.is_empty(), again.problems.iter().any(|problem| !problem.alert)) {
        (false, _) => StatusCode::CONFLICT,
        (true, true) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, false) => StatusCode::OK,
    };
    let template = EditTemplate {
        id: loaded.header.case.to_string(),
        number: loaded.header.number.to_string(),
        place: address(&interview.place),
        title: title.clone(),
        questions,
        apart: boxes.is_some() && has_apart(counter, &loaded.case, &interview.place),
        boxes: boxes.map(|keys| paths(counter, &keys).join(",")).unwrap_or_default(),
        conflicts,
        group: group(counter, interview, page),
        signature: signature(counter, &loaded.case, page, interview.place.element),
        minor: again.minor.to_owned(),
        minor_problem: again.minor_problem,
        by_hand: loaded.case.origin == Origin::Hand,
        answered: count.answered,
        open_questions: count.open,
        seen: loaded.case.seq.0,
        command: new_command(counter),
    };
    Ok(frame_with(counter, signed, (status, &title), &template, &["keys.js", "case.js"]))
}

/// The page, where it is one of the service's, about somebody or something that is in the case.
fn here<'a>(counter: &'a Counter, interview: &Interview) -> Option<&'a Page> {
    let service = service(&counter.catalogue, &interview.record)?;
    let (_, page) = service.page(&interview.place.page)?;
    let there = match (page.each, interview.place.element) {
        (Some(list), Some(id)) => interview.record.elements(list.key()).contains(&id),
        (each, element) => each.is_none() && element.is_none(),
    };
    there.then_some(page)
}

/// The list that the page is about.
fn group(counter: &Counter, interview: &Interview, page: &Page) -> Option<Group> {
    let PageKind::Group(list) = page.kind else { return None };
    let record = &interview.record;
    let now = sections(&counter.catalogue, &*counter.towns, record, counter.clock.today());
    groups(counter, record, &now).into_iter().find(|group| group.list == list)
}

/// What a standing signature asks of whoever changes this page.
fn signature(counter: &Counter, case: &Case, page: &Page, element: Option<ElementId>) -> Hold {
    let PageKind::Fields(fields) = &page.kind else { return Hold::No };
    if !case.signatures.values().any(Signature::stands) {
        return Hold::No;
    }
    let dictionary = counter.catalogue.dictionary();
    let mut items = fields.iter().flat_map(|field| field.ask.items());
    let slip = |tag: kakanai_record::Tag| {
        let key = kakanai_interview::journey::key(&counter.catalogue, tag, element);
        may_be_minor(dictionary, &Change::Set(key, Answer::NotAsked))
    };
    if items.any(slip) { Hold::Minor } else { Hold::Substance }
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
