//! One step: what was sent, against where the person stands.

use std::collections::BTreeMap;

use kakanai_catalogue::{Catalogue, Language, PageKind};
use kakanai_record::{Change, Date, ElementId, Record, Tag, Value, codes::Codes, core};

use crate::checks;
use crate::form::{Action, Form};
use crate::journey::{Journey, asked, journey, prune, service};
use crate::page::{self, View};
use crate::problem::Problem;
use crate::question::{self, Asking};
use crate::state::{Place, State};
use crate::towns::Towns;

/// Where a step leads: the new state, and the page to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The new state.
    pub state: State,
    /// The page.
    pub view: View,
}

/// Begins a service. `None` when the catalogue does not have it.
pub fn start(catalogue: &Catalogue, service: &str, language: Language) -> Option<State> {
    let first = catalogue.service(service)?.pages().next()?.1.id.clone();
    let code = Codes::Core(&kakanai_record::codes::SERVICE).by_key(service)?;
    let mut record = Record::new();
    let change = Change::Set(core::SERVICE.key(), Value::Code(code).into());
    record.apply(catalogue.dictionary(), &change).ok()?;
    // The first person is there from the start: nobody should have to add himself.
    let movers = core::MOVER.key();
    let first_mover = record.next_element(movers)?;
    record.apply(catalogue.dictionary(), &Change::Add(movers, first_mover)).ok()?;
    Some(State {
        record,
        place: Place { page: first, element: None },
        draft: BTreeMap::new(),
        language,
        from_summary: false,
    })
}

/// Draws the page of a state, without a step.
pub fn show(catalogue: &Catalogue, towns: &dyn Towns, state: &State, today: Date) -> Outcome {
    let mut state = state.clone();
    settle(catalogue, &mut state);
    let view = page::draw(catalogue, towns, &state, &[], today);
    Outcome { state, view }
}

/// Takes one step. It never fails: whatever is sent leads to a page that says what to do.
pub fn step(catalogue: &Catalogue, towns: &dyn Towns, state: &State, form: &Form, today: Date) -> Outcome {
    let mut state = state.clone();
    settle(catalogue, &mut state);
    let problems = match form.action() {
        Action::Language(tag) => {
            state.language = Language::of_tag(&tag).unwrap_or(state.language);
            keep_draft(&mut state, form);
            Vec::new()
        }
        Action::Back => back(catalogue, &mut state),
        Action::Goto(page) => go_to(catalogue, &mut state, &page),
        Action::Add => add(catalogue, &mut state),
        Action::Remove(id) => remove(catalogue, &mut state, &id),
        Action::Next => next(catalogue, towns, &mut state, form, today),
    };
    settle(catalogue, &mut state);
    let view = page::draw(catalogue, towns, &state, &problems, today);
    Outcome { state, view }
}

/// Puts the person on a page that exists: states come from devices and may be old or made up.
fn settle(catalogue: &Catalogue, state: &mut State) {
    let way = journey(catalogue, &state.record);
    if way.is_reachable(&state.place) {
        return;
    }
    state.draft.clear();
    if let Some(stop) = way.first_incomplete().or_else(|| way.stops.last()) {
        state.place = stop.place.clone();
    }
}

fn keep_draft(state: &mut State, form: &Form) {
    for (name, text) in form.fields() {
        state.draft.insert(name.to_owned(), text.to_owned());
    }
}

fn back(catalogue: &Catalogue, state: &mut State) -> Vec<Problem> {
    let way = journey(catalogue, &state.record);
    if let Some(at) = way.position(&state.place).and_then(|at| at.checked_sub(1)) {
        go(state, way.stops[at].place.clone());
    }
    Vec::new()
}

fn go(state: &mut State, place: Place) {
    state.place = place;
    state.draft.clear();
}

/// `page` or `page:element`, as the links of the summary name places.
fn go_to(catalogue: &Catalogue, state: &mut State, target: &str) -> Vec<Problem> {
    let (page, element) = target.split_once(':').map_or((target, None), |(page, id)| (page, Some(id)));
    let element = element.and_then(|id| id.parse().ok()).and_then(ElementId::new);
    let place = Place { page: page.to_owned(), element };
    let way = journey(catalogue, &state.record);
    if way.is_reachable(&place) {
        state.from_summary = way.first_incomplete().is_none();
        go(state, place);
    }
    Vec::new()
}

fn current_list(catalogue: &Catalogue, state: &State) -> Option<Tag> {
    let (_, page) = service(catalogue, &state.record)?.page(&state.place.page)?;
    match page.kind {
        PageKind::People(list) => Some(list),
        _ => None,
    }
}

fn add(catalogue: &Catalogue, state: &mut State) -> Vec<Problem> {
    let Some(list) = current_list(catalogue, state) else { return Vec::new() };
    let added = state.record.next_element(list.key()).and_then(|id| {
        state.record.apply(catalogue.dictionary(), &Change::Add(list.key(), id)).ok()?;
        Some(id)
    });
    let Some(id) = added else {
        return vec![Problem::new(catalogue.dictionary().path(list.key()), "error.list_full")];
    };
    // The first page about the new person comes next.
    let way = journey(catalogue, &state.record);
    if let Some(stop) = way.stops.iter().find(|stop| stop.place.element == Some(id)) {
        go(state, stop.place.clone());
    }
    Vec::new()
}

fn remove(catalogue: &Catalogue, state: &mut State, id: &str) -> Vec<Problem> {
    let Some(list) = current_list(catalogue, state) else { return Vec::new() };
    let Some(id) = id.parse().ok().and_then(ElementId::new) else { return Vec::new() };
    // Removing somebody who is gone already changes nothing: the button was pressed twice.
    let _ = state.record.apply(catalogue.dictionary(), &Change::Remove(list.key(), id));
    Vec::new()
}

fn next(
    catalogue: &Catalogue,
    towns: &dyn Towns,
    state: &mut State,
    form: &Form,
    today: Date,
) -> Vec<Problem> {
    match accept(catalogue, towns, state, form, today) {
        Ok(record) => {
            state.record = record;
            move_on(catalogue, state);
            Vec::new()
        }
        Err(problems) => {
            keep_draft(state, form);
            problems
        }
    }
}

/// Reads the answers of the state's page into its record. Staff entry uses it for any page of a case,
/// whatever is still open elsewhere.
///
/// # Errors
/// What is wrong, at which control; hints that stop nobody are not among it.
pub fn accept(
    catalogue: &Catalogue,
    towns: &dyn Towns,
    state: &State,
    form: &Form,
    today: Date,
) -> Result<Record, Vec<Problem>> {
    let Some((_, page)) = service(catalogue, &state.record).and_then(|s| s.page(&state.place.page)) else {
        return Ok(state.record.clone());
    };
    let mut record = state.record.clone();
    let mut problems = Vec::new();
    let no_draft = BTreeMap::new();
    let fields: &[kakanai_catalogue::Field] = match &page.kind {
        PageKind::Fields(fields) => fields,
        _ => &[],
    };
    // Questions are read in order: an answer may take the next one in or out.
    for field in fields {
        if !crate::journey::applies(&record, field.when.as_ref(), page.each, state.place.element) {
            continue;
        }
        let asking = Asking {
            catalogue,
            towns,
            record: &record,
            draft: &no_draft,
            language: state.language,
            element: state.place.element,
            today,
            like: None,
        };
        let control = asking.name(field.ask.leading());
        match question::read(&asking, field, form) {
            Ok(answers) => {
                let changes: Vec<Change> = question::changes(answers).collect();
                if record.apply_all(catalogue.dictionary(), &changes).is_err() {
                    problems.push(Problem::new(control, "error.form"));
                }
            }
            Err(more) => problems.extend(more),
        }
    }
    problems.extend(checks::page(catalogue, &record, page, state.place.element, today));
    if problems.iter().any(|problem| !problem.alert) {
        return Err(problems);
    }
    checks::derive(catalogue, &mut record);
    prune(catalogue, &state.record, &mut record);
    Ok(record)
}

/// The next page: after a change from the summary, back there unless something new is open.
fn move_on(catalogue: &Catalogue, state: &mut State) {
    let way = journey(catalogue, &state.record);
    let target = if state.from_summary {
        state.from_summary = false;
        way.first_incomplete().or_else(|| summary(catalogue, state, &way))
    } else {
        way.position(&state.place).and_then(|at| way.stops.get(at + 1)).or_else(|| way.first_incomplete())
    };
    if let Some(stop) = target {
        let place = stop.place.clone();
        go(state, place);
    }
}

fn summary<'a>(catalogue: &Catalogue, state: &State, way: &'a Journey) -> Option<&'a crate::journey::Stop> {
    let service = service(catalogue, &state.record)?;
    way.stops.iter().find(|stop| {
        service.page(&stop.place.page).is_some_and(|(_, page)| matches!(page.kind, PageKind::Summary))
    })
}

/// The questions of the page a state is on: what a person sees there.
pub fn questions<'a>(catalogue: &'a Catalogue, state: &'a State) -> Vec<&'a kakanai_catalogue::Field> {
    let page = service(catalogue, &state.record).and_then(|service| service.page(&state.place.page));
    page.map(|(_, page)| asked(&state.record, page, state.place.element).collect()).unwrap_or_default()
}

/// The record, ready to leave the device: once every page has its answers.
pub fn finished<'a>(catalogue: &Catalogue, state: &'a State) -> Option<&'a Record> {
    journey(catalogue, &state.record).first_incomplete().is_none().then_some(&state.record)
}
