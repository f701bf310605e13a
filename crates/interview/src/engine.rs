//! One step: what was sent, against where the person stands.

use std::collections::BTreeMap;

use kakanai_catalogue::{Catalogue, Field, Language, PageKind};
use kakanai_record::{Change, Date, ElementId, Record, Tag, Value, codes::Codes, core};

use crate::checks;
use crate::form::{Action, Form};
use crate::journey::{Journey, asked, first_about, journey, prune, service};
use crate::page::{self, View};
use crate::places::Places;
use crate::problem::Problem;
use crate::question::ticks::Open;
use crate::question::{self, Asking};
use crate::state::{Place, State};

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
    crate::derive::derive(catalogue, &mut record);
    Some(State { language, ..State::at(record, Place { page: first, element: None }) })
}

/// Draws the page of a state, without a step.
pub fn show(catalogue: &Catalogue, places: &dyn Places, state: &State, today: Date) -> Outcome {
    let mut state = state.clone();
    settle(catalogue, &mut state, today);
    let view = page::draw(catalogue, places, &state, &[], today);
    Outcome { state, view }
}

/// Takes one step. It never fails: whatever is sent leads to a page that says what to do.
pub fn step(catalogue: &Catalogue, places: &dyn Places, state: &State, form: &Form, today: Date) -> Outcome {
    let mut state = state.clone();
    settle(catalogue, &mut state, today);
    keep_draft(catalogue, places, &mut state, form, today);
    let problems = match form.action() {
        Action::Keep => Vec::new(),
        Action::Language(tag) => {
            state.language = Language::of_tag(&tag).unwrap_or(state.language);
            Vec::new()
        }
        Action::Furigana(wanted) => {
            state.furigana = wanted;
            Vec::new()
        }
        Action::Back => back(catalogue, &mut state),
        Action::Goto(page) => go_to(catalogue, &mut state, &page),
        Action::Add => add(catalogue, &mut state),
        Action::Remove(id) => remove(catalogue, &mut state, &id),
        Action::Copy(id) => copy(catalogue, places, &mut state, &id, today),
        Action::Next => next(catalogue, places, &mut state, form, today),
    };
    settle(catalogue, &mut state, today);
    let view = page::draw(catalogue, places, &state, &problems, today);
    Outcome { state, view }
}

/// Puts the person on a page that exists: states come from devices and may be old or made up.
fn settle(catalogue: &Catalogue, state: &mut State, today: Date) {
    let way = journey(catalogue, &state.record);
    if !way.is_reachable(&state.place)
        && let Some(stop) = way.first_incomplete().or_else(|| way.stops.last())
    {
        state.place = stop.place.clone();
    }
    // An earlier answer was changed, or the day, and now two of them do not go together: no code before that is mended.
    let page = service(catalogue, &state.record).and_then(|service| service.page(&state.place.page));
    let is_code = page.is_some_and(|(_, page)| matches!(page.kind, PageKind::Code));
    let mistaken =
        || checks::whole(catalogue, &state.record, today).iter().any(|(_, problem)| !problem.alert);
    if is_code
        && mistaken()
        && let Some(stop) = summary(catalogue, state, &way)
    {
        state.place = stop.place.clone();
    }
}

/// What is typed on the page waits until it is accepted, whichever button was pressed. A box that was not sent is
/// not ticked; names that the page does not have are no business of it.
fn keep_draft(catalogue: &Catalogue, places: &dyn Places, state: &mut State, form: &Form, today: Date) {
    if form.fields().next().is_none() {
        return;
    }
    let paths = paths(catalogue, state);
    let here = |name: &str| paths.iter().any(|path| question::belongs(name, path));
    let asking = Asking::of(catalogue, places, state, today);
    let shown = questions(catalogue, state).into_iter().map(|field| question::show(&asking, field));
    let mut boxes: Vec<String> = shown.flat_map(|shown| shown.checks).map(|check| check.name).collect();
    boxes.extend(ticks(catalogue, state));
    state.draft.extend(boxes.into_iter().map(|name| (name, "no".to_owned())));
    let sent = form.fields().filter(|(name, _)| here(name));
    state.draft.extend(sent.map(|(name, text)| (name.to_owned(), text.to_owned())));
}

/// Paths of the items that the page may ask.
fn paths(catalogue: &Catalogue, state: &State) -> Vec<String> {
    let page = service(catalogue, &state.record).and_then(|service| service.page(&state.place.page));
    let fields: &[Field] = match page.map(|(_, page)| &page.kind) {
        Some(PageKind::Fields(fields)) => fields,
        _ => &[],
    };
    let tags = fields.iter().flat_map(|field| field.ask.items());
    let mut paths: Vec<String> = tags.map(|tag| path_of(catalogue, state, tag)).collect();
    paths.extend(ticks(catalogue, state));
    paths
}

/// The names of the boxes of a page of ticks; none where it has questions.
fn ticks(catalogue: &Catalogue, state: &State) -> Vec<String> {
    let page = service(catalogue, &state.record).and_then(|service| service.page(&state.place.page));
    let shown = |page| Open::of(catalogue, &state.record).shown(&state.record, page);
    let keys = page.filter(|(_, page)| matches!(page.kind, PageKind::Ticks(_)));
    let keys = keys.map(|(_, page)| shown(page)).unwrap_or_default();
    let rest = (!keys.is_empty()).then(|| question::ticks::rest(&state.place.page));
    keys.into_iter().map(|key| catalogue.dictionary().path(key)).chain(rest).collect()
}

fn path_of(catalogue: &Catalogue, state: &State, tag: Tag) -> String {
    catalogue.dictionary().path(crate::journey::key(catalogue, tag, state.place.element))
}

/// Forgets what was typed on the page: it has been accepted.
fn drop_draft(catalogue: &Catalogue, state: &mut State) {
    let paths = paths(catalogue, state);
    state.draft.retain(|name, _| !paths.iter().any(|path| question::belongs(name, path)));
}

/// Fills in what somebody named earlier has answered; accepted only with the page.
fn copy(
    catalogue: &Catalogue,
    places: &dyn Places,
    state: &mut State,
    id: &str,
    today: Date,
) -> Vec<Problem> {
    let page = service(catalogue, &state.record).and_then(|service| service.page(&state.place.page));
    let others = page.and_then(|(_, page)| page.each).map(|list| state.record.elements(list.key()));
    let like = id.parse().ok().and_then(ElementId::new);
    let like = like.filter(|like| others.is_some_and(|others| others.contains(like)));
    if like.is_none() {
        return Vec::new();
    }
    let empty = BTreeMap::new();
    let asking = Asking { like, draft: &empty, ..Asking::of(catalogue, places, state, today) };
    let mut copied = Vec::new();
    for field in questions(catalogue, state).into_iter().filter(|field| field.like_previous) {
        let shown = question::show(&asking, field);
        copied.extend(shown.controls.into_iter().map(|control| (control.name, control.value)));
        let ticked = |chosen: bool| if chosen { "yes" } else { "no" }.to_owned();
        copied.extend(shown.checks.into_iter().map(|check| (check.name, ticked(check.chosen))));
    }
    state.draft.extend(copied);
    Vec::new()
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

/// The list that the page shows, or whose element it is about.
fn current_list(catalogue: &Catalogue, state: &State) -> Option<Tag> {
    let service = service(catalogue, &state.record)?;
    let (_, page) = service.page(&state.place.page)?;
    match page.kind {
        PageKind::Group(list) => Some(list),
        _ => page.each.filter(|list| service.group(*list).is_some()),
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
    // The first page about the newcomer comes next.
    if let Some(place) = first_about(catalogue, &state.record, list, id) {
        go(state, place);
    }
    Vec::new()
}

fn remove(catalogue: &Catalogue, state: &mut State, id: &str) -> Vec<Problem> {
    let Some(list) = current_list(catalogue, state) else { return Vec::new() };
    let Some(id) = id.parse().ok().and_then(ElementId::new) else { return Vec::new() };
    let before = state.record.clone();
    // Removing somebody who is gone already changes nothing: the button was pressed twice.
    let _ = state.record.apply(catalogue.dictionary(), &Change::Remove(list.key(), id));
    let gone = [catalogue.dictionary().path(list.key()), ":".into(), id.to_string(), "/".into()].concat();
    state.draft.retain(|name, _| !name.starts_with(&gone));
    crate::derive::derive(catalogue, &mut state.record);
    // What was asked for his sake alone (児童手当 for the only child) does not travel without him.
    prune(catalogue, &before, &mut state.record);
    // From a page about somebody who was added by mistake, back to the list.
    let group = service(catalogue, &state.record).and_then(|service| service.group(list));
    if let Some(page) = group.filter(|_| state.place.element == Some(id)) {
        go(state, Place { page: page.id.clone(), element: None });
    }
    Vec::new()
}

fn next(
    catalogue: &Catalogue,
    places: &dyn Places,
    state: &mut State,
    form: &Form,
    today: Date,
) -> Vec<Problem> {
    let record = match accept(catalogue, places, state, form, today) {
        Ok(record) => record,
        Err(problems) => return problems,
    };
    let page = service(catalogue, &record).and_then(|service| service.page(&state.place.page));
    let mut problems = page
        .map(|(_, page)| checks::page(catalogue, &record, page, state.place.element, today))
        .unwrap_or_default();
    if problems.iter().any(|problem| !problem.alert) {
        return problems;
    }
    drop_draft(catalogue, state);
    state.record = record;
    // A hint stops once, so that it is seen; whoever goes on has taken it in.
    let hint = |problem: &Problem| [&problem.control, " ", problem.key].concat();
    problems.retain(|problem| !state.told.contains(&hint(problem)));
    state.told.extend(problems.iter().map(hint));
    if problems.is_empty() {
        move_on(catalogue, state);
    }
    problems
}

/// Reads the answers of the state's page into its record, without the checks across questions: staff, who use
/// it for any page of a case, can always go on.
///
/// # Errors
/// What cannot be read, at which control.
pub fn accept(
    catalogue: &Catalogue,
    places: &dyn Places,
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
    let fields: &[Field] = match &page.kind {
        PageKind::Fields(fields) => fields,
        _ => &[],
    };
    // Questions are read in order: an answer may take the next one in or out.
    for field in fields {
        if !crate::journey::applies(&record, field.when.as_ref(), page.each, state.place.element) {
            continue;
        }
        let asking =
            Asking { record: &record, draft: &no_draft, ..Asking::of(catalogue, places, state, today) };
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
    if matches!(page.kind, PageKind::Ticks(_)) {
        let boxes = Open::of(catalogue, &record).shown(&record, page);
        let asking = Asking::of(catalogue, places, state, today);
        // Each is a yes-or-no item of a person who is there.
        let _ =
            record.apply_all(catalogue.dictionary(), &question::ticks::read(&asking, &page.id, &boxes, form));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    crate::derive::derive(catalogue, &mut record);
    crate::derive::ask_relationships_again(catalogue, &state.record, &mut record);
    prune(catalogue, &state.record, &mut record);
    Ok(record)
}

/// The next page: after a change from the summary, back there unless something new is open.
fn move_on(catalogue: &Catalogue, state: &mut State) {
    let way = journey(catalogue, &state.record);
    let target = if state.from_summary {
        let open = way.first_incomplete();
        state.from_summary = open.is_some();
        open.or_else(|| summary(catalogue, state, &way))
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
pub fn questions<'a>(catalogue: &'a Catalogue, state: &'a State) -> Vec<&'a Field> {
    let page = service(catalogue, &state.record).and_then(|service| service.page(&state.place.page));
    page.map(|(_, page)| asked(&state.record, page, state.place.element).collect()).unwrap_or_default()
}

/// The record, ready to leave the device: once every page has its answers.
pub fn finished<'a>(catalogue: &Catalogue, state: &'a State) -> Option<&'a Record> {
    journey(catalogue, &state.record).first_incomplete().is_none().then_some(&state.record)
}
