//! Which procedures a household needs, for staff: a few lines on the case page, and a page of its own with all of them.
//!
//! The record is looked at whole, sensitive answers included; what is told here is which procedures there are, never an
//! answer that was given to the citizen's own screen (KM-05).

mod row;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kakanai_interview::desk;
use kakanai_interview::guide::{List, Reader, Told, ToldPlace};
use kakanai_interview::journey::{asked, journey, key, service};
use kakanai_interview::state::Place;
use kakanai_reception::{Adjust, AdjustReason, CommandId};
use kakanai_record::{Dictionary, ItemKey, Record, core};
use serde::Deserialize;

use super::adjust::{self, ByHand, Found, Typed};
use super::lines::service_word;
use super::{case_id, frame_with, new_command, part};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::fail::Fail;
use crate::guided::Guided;
use crate::session::Signed;
use crate::tablet::questions::{self, Asks};
use row::{Row, Rows, Stop, everybody, hidden};

/// Desks on the case page: what is seen without crowding the work at hand.
const FIRST: usize = 4;

/// A reason on a select.
pub(super) struct Why {
    pub(super) code: &'static str,
    pub(super) word: &'static str,
}

impl Why {
    const fn of(why: AdjustReason) -> Self {
        Self { code: why.code(), word: why.word() }
    }
}

/// Reasons for adding or for striking.
pub(super) fn reasons(how: Adjust) -> Vec<Why> {
    let fits = AdjustReason::ALL.into_iter().filter(|why| why.fits(how));
    fits.map(Why::of).collect()
}

/// One of the people, on a select.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
}

/// How much there is.
#[derive(Clone, Copy, Default)]
struct Counts {
    procedures: usize,
    desks: usize,
    open: usize,
    apart: usize,
}

impl Counts {
    fn of(told: &Told, list: &List, dictionary: &Dictionary, record: &Record) -> Self {
        Self {
            procedures: told.count(),
            desks: told.places.len(),
            open: list.ask.iter().filter(|entry| !row::is_apart(dictionary, entry)).count(),
            apart: hidden(dictionary, record, &list.ask),
        }
    }
}

/// A desk in one line.
struct Line {
    number: String,
    name: String,
    first: String,
    more: usize,
}

/// The panel of the case page.
#[derive(Template)]
#[template(path = "case_guidance.html")]
pub struct GuidancePanel {
    id: String,
    seq: u64,
    terminal: String,
    counts: Counts,
    lines: Vec<Line>,
    more: usize,
    answering: bool,
    empty: bool,
}

impl GuidancePanel {
    /// Of a case.
    pub fn of(counter: &Counter, signed: &Signed, loaded: &Loaded) -> Self {
        let guided = Guided::of(counter, &loaded.case);
        let (list, told) = guided.at(counter, Reader::All, letter(signed), false);
        let line = |place: &ToldPlace| Line {
            number: place.number.clone(),
            name: place.name.plain.clone(),
            first: place.entries.first().map(|entry| entry.name.plain.clone()).unwrap_or_default(),
            more: place.entries.len().saturating_sub(1),
        };
        Self {
            id: loaded.header.case.to_string(),
            seq: loaded.case.seq.0,
            terminal: signed.terminal.clone(),
            counts: Counts::of(&told, &list, counter.catalogue.dictionary(), guided.record()),
            lines: told.places.iter().take(FIRST).map(line).collect(),
            more: told.places.len().saturating_sub(FIRST),
            answering: loaded.case.questions.as_ref().is_some_and(|questions| questions.is_open()),
            empty: told.is_empty() && loaded.case.procedures.is_empty(),
        }
    }

    /// The same in a line, for the foot of the case page; nothing where there are no procedures.
    pub fn in_short(&self) -> String {
        let Counts { procedures, desks, open, .. } = self.counts;
        match (self.empty, open) {
            (true, _) => String::new(),
            (_, 0) => format!("手続き{procedures}・窓口{desks}"),
            _ => format!("手続き{procedures}・窓口{desks}・確認{open}"),
        }
    }

    /// Whether something is still to be asked.
    pub const fn is_open(&self) -> bool {
        self.counts.open > 0
    }
}

/// The page.
#[derive(Template)]
#[template(path = "guidance.html")]
struct GuidanceTemplate {
    id: String,
    number: String,
    service: String,
    seq: u64,
    terminal: String,
    command: CommandId,
    works: bool,
    counts: Counts,
    stops: Vec<Stop>,
    notices: Vec<Row>,
    automatic: Vec<Row>,
    /// What this office does not receive.
    elsewhere: Vec<Row>,
    /// What the ledgers say of the new address.
    address: Vec<(String, String)>,
    ask: Vec<Row>,
    /// Those that hang on questions for the citizen's own screen alone.
    apart: Vec<Row>,
    by_hand: Vec<ByHand>,
    add: Vec<Why>,
    /// The first page with questions that may be asked aloud.
    by_mouth: Option<String>,
    asks: Asks,
    q: String,
    found: Vec<Found>,
    people: Vec<Person>,
    problem: String,
    typed: Option<Typed>,
}

impl GuidanceTemplate {
    fn typed(&self, procedure: &str) -> Option<&Typed> {
        self.typed.as_ref().filter(|typed| typed.procedure == procedure)
    }

    fn is_typed(&self, procedure: &str) -> bool {
        self.typed(procedure).is_some()
    }

    fn is_typed_person(&self, procedure: &str, id: &str) -> bool {
        self.typed(procedure).is_some_and(|typed| typed.person == id)
    }

    fn is_typed_why(&self, procedure: &str, code: &str) -> bool {
        self.typed(procedure).is_some_and(|typed| typed.why == code)
    }

    fn typed_note(&self, procedure: &str) -> &str {
        self.typed(procedure).map_or("", |typed| typed.note.as_str())
    }

    fn everybody(&self) -> String {
        everybody(&self.people)
    }
}

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Wanted {
    #[serde(default)]
    pub(super) q: String,
}

/// `GET /cases/{case}/guidance`
pub async fn page(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    draw(&counter, &signed, &loaded, &wanted.q, None, StatusCode::OK).await
}

pub(super) async fn load(counter: &Counter, signed: &Signed, case: &str) -> Result<Loaded, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    Ok(counter.view(case_id(case)?, &signed.actor(), "guidance").await?)
}

/// The page, also where something was not taken: what was typed, and why not.
pub(super) async fn draw(
    counter: &Arc<Counter>,
    signed: &Signed,
    loaded: &Loaded,
    q: &str,
    refused: Option<(Typed, String)>,
    status: StatusCode,
) -> Result<Response, Fail> {
    let guided = Guided::of(counter, &loaded.case);
    let (list, told) = guided.at(counter, Reader::All, letter(signed), false);
    let (typed, problem) = refused.map_or((None, String::new()), |(typed, why)| (Some(typed), why));
    let rows = Rows { counter, loaded, guided: &guided, typed: typed.as_ref() };
    let counts = Counts::of(&told, &list, counter.catalogue.dictionary(), guided.record());
    let (apart, ask) = rows.all("q", &told.ask, &list.ask).into_iter().partition(|row| row.is_apart);
    let ask: Vec<Row> = ask;
    let template = GuidanceTemplate {
        id: loaded.header.case.to_string(),
        number: loaded.header.number.to_string(),
        service: service_word(loaded.case.record.get(core::SERVICE.key()).code().unwrap_or_default()),
        seq: loaded.case.seq.0,
        terminal: signed.terminal.clone(),
        command: new_command(counter),
        works: loaded.case.state.is_open(),
        stops: rows.stops(&told, &list),
        notices: rows.all("n", &told.notices, &list.notices),
        elsewhere: rows.elsewhere(&told, &list),
        address: guided.address(counter),
        automatic: rows.all("a", &told.automatic, &list.automatic),
        counts,
        ask,
        apart,
        by_hand: adjust::by_hand(counter, loaded, &guided),
        add: reasons(Adjust::Add),
        by_mouth: first_open(counter, loaded, &guided),
        asks: questions::Asks::of(counter, signed, loaded).await?,
        q: q.to_owned(),
        found: adjust::found(counter, &guided, &loaded.case, q),
        people: people(counter, &guided),
        problem,
        typed: typed.clone(),
    };
    let title = format!("{} 案内", loaded.header.number);
    Ok(frame_with(counter, signed, (status, &title), &template, &["keys.js", "case.js", "live.js"]))
}

/// The letter of the office where somebody works.
fn letter(signed: &Signed) -> &str {
    signed.terminal.get(..1).unwrap_or_default()
}

fn people(counter: &Counter, guided: &Guided) -> Vec<Person> {
    let movers = guided.record().elements(core::MOVER.key());
    movers.iter().map(|id| Person { id: id.to_string(), name: guided.name(counter, *id) }).collect()
}

/// The first page that asks aloud something on which a procedure hangs; nothing where there is none.
fn first_open(counter: &Counter, loaded: &Loaded, guided: &Guided) -> Option<String> {
    let (catalogue, record) = (&counter.catalogue, &loaded.case.record);
    if !loaded.case.state.is_open() {
        return None;
    }
    let open: Vec<ItemKey> = kakanai_interview::guide::open(guided.decisions()).into_iter().collect();
    let asks = |key: ItemKey| open.contains(&key) && desk::is_aloud(catalogue.dictionary(), key);
    let boxes = desk::box_pages(catalogue, record, asks);
    let has = |place: &Place| {
        let page = service(catalogue, record).and_then(|service| service.page(&place.page));
        let fields = page.into_iter().flat_map(|(_, page)| asked(record, page, place.element));
        let mut keys =
            fields.flat_map(|field| field.ask.items()).map(|tag| key(catalogue, tag, place.element));
        boxes.iter().any(|page| page.place == *place) || keys.any(asks)
    };
    let way = journey(catalogue, record);
    way.stops.iter().map(|stop| &stop.place).find(|place| has(place)).map(super::edit::address)
}

/// The panel as part of the case page, and what its foot says.
pub(super) fn panel(
    counter: &Counter,
    signed: &Signed,
    loaded: &Loaded,
) -> Result<(String, GuidancePanel), Fail> {
    let panel = GuidancePanel::of(counter, signed, loaded);
    Ok((if panel.empty { String::new() } else { part(&panel)? }, panel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_those_that_fit() {
        let codes = |how| reasons(how).into_iter().map(|why| why.code).collect::<Vec<_>>();
        assert_eq!(
            codes(Adjust::Strike),
            ["rule_wrong", "answer_wrong", "done_elsewhere", "citizen_declines", "other"]
        );
        assert_eq!(codes(Adjust::Add), ["rule_wrong", "answer_wrong", "citizen_asks", "other"]);
    }
}
