//! The office's list: today's cases and those still open, what waits for the reader first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_reception::{CaseId, CaseState};
use kakanai_store::{CaseCursor, CaseFilter, Code, Millis};
use serde::Deserialize;

use super::address::form;
use super::lines::{self, Line};
use super::scan::ScanPanel;
use super::{frame_with, new, number, part};
use crate::app::Counter;
use crate::fail::Fail;
use crate::session::Signed;

/// What the address remembers.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    /// In this state only.
    state: String,
    /// `all`: also of other days.
    span: String,
    /// A number to look for.
    number: String,
    /// How lines are sorted: `number`, `state`, `name`, `changed`.
    sort: String,
    /// Where the page begins.
    after: String,
}

/// A state with how many cases are in it.
struct Chip {
    word: &'static str,
    count: u64,
    address: String,
    current: bool,
}

/// A head of a column that sorts.
struct Column {
    word: &'static str,
    address: String,
    current: bool,
}

/// Lines under one heading.
struct Table {
    caption: &'static str,
    /// Whether its columns sort; what waits for somebody has an order of its own.
    sorts: bool,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueueTemplate {
    works: bool,
    scan: String,
    by_hand: String,
    table: String,
    /// What was looked for and is not there.
    number: String,
    missing: bool,
}

#[derive(Template)]
#[template(path = "queue_table.html")]
struct TableTemplate {
    asked: Asked,
    chips: Vec<Chip>,
    columns: Vec<Column>,
    tables: Vec<Table>,
    next: String,
    beginning: String,
    other_span: String,
}

/// The list.
pub async fn page(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Fail> {
    if !asked.number.trim().is_empty()
        && let Some(found) = find(&counter, &signed, &asked.number).await?
    {
        return Ok(found);
    }
    draw(&counter, &signed, asked).await
}

async fn draw(counter: &Counter, signed: &Signed, asked: Asked) -> Result<Response, Fail> {
    let works = signed.works_on_cases();
    let number = asked.number.trim().to_owned();
    let missing = !number.is_empty();
    let template = QueueTemplate {
        works,
        missing,
        scan: if works { part(&ScanPanel::new(counter, None))? } else { String::new() },
        by_hand: if works { part(&new::ByHand::new(counter, None))? } else { String::new() },
        table: if works { table(counter, signed, asked).await? } else { String::new() },
        number,
    };
    let status = if missing { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let modules = ["keys.js", "scan.js", "live.js"];
    Ok(frame_with(counter, signed, (status, "受付の一覧"), &template, &modules))
}

/// The case or the visit of a number; nothing where there is none.
async fn find(counter: &Counter, signed: &Signed, text: &str) -> Result<Option<Response>, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let Some(office) = signed.office() else { return Ok(None) };
    let Some(number) = number::read(text, &office, lines::today(counter)?) else { return Ok(None) };
    let filter = CaseFilter { number: Some(number), ..CaseFilter::default() };
    // Nothing of what is inside is looked at yet.
    let page = counter.store.list_cases(filter, None, None).await?;
    Ok(match page.cases.as_slice() {
        [] => None,
        [only] => Some(Redirect::to(&format!("/cases/{}", only.header.case)).into_response()),
        [one, ..] => Some(Redirect::to(&format!("/visits/{}", one.header.visit)).into_response()),
    })
}

async fn table(counter: &Counter, signed: &Signed, asked: Asked) -> Result<String, Fail> {
    let today = lines::of_today(counter, signed.office())?;
    let all = CaseFilter { office: signed.office(), ..CaseFilter::default() };
    let base = if asked.span == "all" { all } else { today };
    let counts = counter.store.count_cases(base.clone()).await?;
    let states = Code::new(&asked.state).ok().filter(|_| CaseState::of_code(&asked.state).is_some());
    let filter = CaseFilter { states: states.into_iter().collect(), ..base.clone() };
    let (mut found, next) = lines::lines(counter, signed, filter, cursor(&asked.after)).await?;
    let (reviewer, clerk) = (signed.has("reviewer"), signed.has("clerk"));
    let mut first = Vec::new();
    if asked.state.is_empty() && asked.after.is_empty() {
        first = waiting(counter, signed, base, reviewer).await?;
        first.extend(found.iter().filter(|line| line.is_first(reviewer, clerk)).cloned());
        first.retain(|line| line.is_first(reviewer, clerk));
        let mut seen = std::collections::BTreeSet::new();
        first.retain(|line| seen.insert(line.id.clone()));
        found.retain(|line| !seen.contains(&line.id));
    }
    sort(&mut found, &asked.sort);
    let address = |change: &dyn Fn(&mut Asked)| {
        let mut other = Asked { number: String::new(), after: String::new(), ..asked.clone() };
        change(&mut other);
        other.address()
    };
    let template = TableTemplate {
        chips: chips(&counts, &asked, &address),
        columns: COLUMNS
            .iter()
            .map(|(key, word)| Column {
                word,
                current: asked.sort == *key,
                address: address(&|asked| asked.sort = (*key).to_owned()),
            })
            .collect(),
        next: next.map(|next| address(&|asked| asked.after = cursor_text(next))).unwrap_or_default(),
        beginning: if asked.after.is_empty() { String::new() } else { address(&|_| ()) },
        other_span: address(&|asked| {
            asked.span = if asked.span == "all" { String::new() } else { "all".to_owned() };
        }),
        tables: tables(first, found, reviewer),
        asked,
    };
    part(&template)
}

fn tables(first: Vec<Line>, rest: Vec<Line>, reviewer: bool) -> Vec<Table> {
    let caption = if reviewer { "審査待ち" } else { "先に見る件" };
    let all =
        [Table { caption, sorts: false, lines: first }, Table { caption: "受付", sorts: true, lines: rest }];
    all.into_iter().filter(|table| !table.lines.is_empty()).collect()
}

const COLUMNS: [(&str, &str); 4] =
    [("number", "番号"), ("state", "状態"), ("name", "氏名"), ("changed", "最終")];

/// What waits for the reader, however old it is.
async fn waiting(
    counter: &Counter,
    signed: &Signed,
    base: CaseFilter,
    reviewer: bool,
) -> Result<Vec<Line>, Fail> {
    let state = if reviewer { CaseState::Review } else { CaseState::Returned };
    let states: Vec<Code> = Code::new(state.code()).into_iter().collect();
    Ok(lines::lines(counter, signed, CaseFilter { states, ..base }, None).await?.0)
}

/// The address of the list with something of it changed.
type Address<'a> = dyn Fn(&dyn Fn(&mut Asked)) -> String + 'a;

fn chips(counts: &[(Code, u64)], asked: &Asked, address: &Address<'_>) -> Vec<Chip> {
    let all = Chip {
        word: "すべて",
        count: counts.iter().map(|(_, count)| count).sum(),
        address: address(&|asked| asked.state.clear()),
        current: asked.state.is_empty(),
    };
    let states = CaseState::ALL.into_iter().filter_map(|state| {
        let count = counts.iter().find(|(code, _)| code.as_str() == state.code()).map_or(0, |(_, n)| *n);
        let current = asked.state == state.code();
        (count > 0 || current).then(|| Chip {
            word: state.word(),
            count,
            address: address(&|asked| asked.state = state.code().to_owned()),
            current,
        })
    });
    std::iter::once(all).chain(states).collect()
}

/// Lines come newest first; whoever sorts otherwise sorts what is on the page.
fn sort(lines: &mut [Line], by: &str) {
    match by {
        "number" => lines.sort_by(|one, other| one.number.cmp(&other.number)),
        "name" => lines.sort_by(|one, other| one.name.cmp(&other.name)),
        "changed" => lines.sort_by_key(|line| std::cmp::Reverse(line.changed_at)),
        "state" => {
            let rank = |line: &Line| CaseState::ALL.iter().position(|state| state.code() == line.code);
            lines.sort_by_key(rank);
        }
        _ => {}
    }
}

impl Asked {
    fn query(&self) -> String {
        let fields = [
            ("state", self.state.as_str()),
            ("span", self.span.as_str()),
            ("sort", self.sort.as_str()),
            ("after", self.after.as_str()),
        ];
        let said = form(fields.into_iter().filter(|(_, text)| !text.is_empty()));
        if said.is_empty() { said } else { ["?", &said].concat() }
    }

    fn address(&self) -> String {
        ["/", &self.query()].concat()
    }

    /// The state asked for, in words.
    fn state_word(&self) -> &'static str {
        CaseState::of_code(&self.state).map_or("", CaseState::word)
    }
}

fn cursor(text: &str) -> Option<CaseCursor> {
    let (opened_at, case) = text.split_once('-')?;
    let case: CaseId = case.parse().ok()?;
    Some(CaseCursor { opened_at: Millis(opened_at.parse().ok()?), case })
}

fn cursor_text(cursor: CaseCursor) -> String {
    format!("{}-{}", cursor.opened_at.0, cursor.case)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_remembers_what_was_asked_for() {
        let asked = Asked { state: "review".into(), span: "all".into(), ..Asked::default() };
        assert_eq!(asked.address(), "/?state=review&span=all");
        assert_eq!(Asked::default().address(), "/");
    }

    #[test]
    fn a_page_begins_where_the_one_before_ended() {
        let end = CaseCursor { opened_at: Millis(1_700_000_000_000), case: CaseId::from_bytes([7; 16]) };
        assert_eq!(cursor(&cursor_text(end)), Some(end));
        for wrong in ["", "1", "x-00", "1-zz"] {
            assert_eq!(cursor(wrong), None, "{wrong}");
        }
    }
}
