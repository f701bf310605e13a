//! One case: what was said, what changed since, what is missing or doubtful, and what to do next.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kakanai_interview::page::{Section, sections};
use kakanai_interview::summary::{Finding, findings};
use kakanai_reception::{Case, CaseState, Clerk, CommandId, Disclosed, Event, Happened};
use kakanai_record::{Answer, ItemKey, Record, core};
use kakanai_rules::Scope;

use super::{case_id, frame, new_command};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::fail::Fail;
use crate::session::Signed;

/// One answered question, with what a clerk must notice about it.
struct Row {
    label: String,
    words: String,
    /// What the citizen wrote, where somebody changed it since.
    before: Option<String>,
    by: String,
    doubtful: bool,
}

struct Block {
    /// The person it is about; empty where the block before is about the same one, or nobody is.
    person: String,
    title: String,
    goto: String,
    incomplete: bool,
    rows: Vec<Row>,
}

struct Person {
    id: String,
    name: String,
}

struct Step {
    to: &'static str,
    word: &'static str,
    needs_reason: bool,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CaseTemplate {
    id: String,
    number: String,
    state: &'static str,
    reason: String,
    service: String,
    blocks: Vec<Block>,
    people: Vec<Person>,
    findings: Vec<Finding>,
    open: bool,
    confirmed: bool,
    cautions: String,
    forms: Vec<String>,
    steps: Vec<Step>,
    history: Vec<String>,
    command: CommandId,
    seen: u64,
    may_hand_over: bool,
    handed_over: bool,
    may_erase: bool,
}

/// The page.
pub async fn page(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<Response, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let case = case_id(&case)?;
    let loaded = counter.view(case, &signed.actor(), "view").await?;
    let template = template(&counter, &signed, &loaded);
    let title = template.number.clone();
    Ok(frame(&counter, &signed, &title, &template))
}

/// Names of the forms that a record needs for certain, with their titles.
pub fn needed_forms<'a>(counter: &'a Counter, record: &Record) -> Vec<(&'a str, &'a str)> {
    let forms = counter.catalogue.forms().iter();
    let needed = forms.filter(|(_, when)| when.eval(record, &Scope::new()).is_true());
    needed.map(|(form, _)| (form.id.as_str(), form.title.as_str())).collect()
}

fn template(counter: &Counter, signed: &Signed, loaded: &Loaded) -> CaseTemplate {
    let dictionary = counter.catalogue.dictionary();
    let case = &loaded.case;
    let audience = Clerk { cautions: true };
    let shown = Disclosed::of_case(dictionary, case, &audience);
    let first = Disclosed::of(dictionary, &case.first, &audience);
    let record = shown.record();
    let now = sections(&counter.catalogue, &*counter.towns, record, counter.clock.today());
    let before = sections(&counter.catalogue, &*counter.towns, first.record(), counter.clock.today());
    let service = record.get(core::SERVICE.key()).value();
    CaseTemplate {
        id: loaded.header.case.to_string(),
        number: loaded.header.number.to_string(),
        state: case.state.word(),
        reason: case.reason.clone(),
        service: match service {
            Some(kakanai_record::Value::Code(code)) => code.word().to_owned(),
            _ => String::new(),
        },
        blocks: blocks(counter, case, now, &before),
        people: people(record),
        findings: findings(&counter.catalogue, record, counter.clock.today()),
        open: case.state.is_open(),
        confirmed: case.is_confirmed(),
        cautions: record.get(core::CAUTION.key()).text().unwrap_or_default().to_owned(),
        forms: needed_forms(counter, &case.record).into_iter().map(|(_, title)| title.to_owned()).collect(),
        steps: steps(case.state),
        history: loaded.events.iter().map(|event| history(counter, event)).collect(),
        command: new_command(counter),
        seen: case.seq.0,
        may_hand_over: case.state == CaseState::Completed && signed.has("reviewer"),
        handed_over: !case.handed_over.is_empty(),
        may_erase: signed.has("reviewer") && !case.state.is_open(),
    }
}

fn blocks(counter: &Counter, case: &Case, now: Vec<Section>, before: &[Section]) -> Vec<Block> {
    let mut last = None;
    now.into_iter()
        .map(|section| {
            let who = section.rows.first().and_then(|row| row.keys.first()).and_then(|key| key.innermost());
            let of_person = |key: &ItemKey| counter.catalogue.dictionary().lists(key.tag()) == [core::MOVER];
            let who = who.filter(|_| section.rows.iter().flat_map(|row| &row.keys).all(of_person));
            let person = match who {
                Some(id) if last != who => person_name(&case.record, id),
                _ => String::new(),
            };
            last = who;
            block(counter, case, section, before, person)
        })
        .collect()
}

fn block(counter: &Counter, case: &Case, section: Section, before: &[Section], person: String) -> Block {
    let old_words = |keys: &[ItemKey]| {
        let rows = before.iter().flat_map(|section| &section.rows);
        rows.into_iter().find(|row| row.keys == keys).map(|row| row.words.clone())
    };
    let dictionary = counter.catalogue.dictionary();
    let rows = section.rows.into_iter().map(|row| {
        let changed = row.keys.iter().find(|key| case.record.get(**key) != case.first.get(**key));
        // Staff read the dictionary's terse nouns, not the question as it was put to the citizen; an address
        // is several items, and its first one's noun would name only a part of it.
        let noun = row.keys.first().filter(|_| row.keys.len() <= 2);
        let noun = noun.and_then(|key| dictionary.item(key.tag())).map(|item| item.label.to_string());
        Row {
            before: changed.map(|_| old_words(&row.keys).unwrap_or_default()),
            by: changed.map(|key| case.version(*key).by).unwrap_or_default(),
            doubtful: row.keys.iter().any(|key| {
                case.doubts.contains(&dictionary.path(*key)) || *case.record.get(*key) == Answer::DontKnow
            }),
            label: noun.unwrap_or(row.label.plain),
            words: row.words,
        }
    });
    let rows = rows.collect();
    Block { person, rows, title: section.title.plain, goto: section.goto, incomplete: section.incomplete }
}

fn person_name(record: &Record, id: kakanai_record::ElementId) -> String {
    let names = [core::MOVER_NAME, core::MOVER_LATIN].into_iter();
    names.filter_map(|tag| record.get(tag.of(id)).text()).next().unwrap_or("（氏名なし）").to_owned()
}

fn people(record: &Record) -> Vec<Person> {
    let elements = record.elements(core::MOVER.key()).iter();
    elements.map(|id| Person { id: id.to_string(), name: person_name(record, *id) }).collect()
}

fn steps(state: CaseState) -> Vec<Step> {
    let offered = [
        CaseState::Review,
        CaseState::Completed,
        CaseState::Returned,
        CaseState::Entry,
        CaseState::OnHold,
        CaseState::Correction,
        CaseState::Withdrawn,
        CaseState::Refused,
    ];
    let possible = offered.into_iter().filter(|to| *to != state && state.may_become(*to));
    possible
        .map(|to| Step {
            to: to.code(),
            word: to.word(),
            needs_reason: !matches!(to, CaseState::Review | CaseState::Completed | CaseState::Entry),
        })
        .collect()
}

fn history(counter: &Counter, happened: &Happened) -> String {
    let dictionary = counter.catalogue.dictionary();
    let what = match &happened.event {
        Event::Opened { .. } => "受付".to_owned(),
        Event::Amended { changes } => {
            let label = |change: &kakanai_record::Change| {
                dictionary.item(change.key().tag()).map(|item| item.label.to_string()).unwrap_or_default()
            };
            let mut labels: Vec<String> = changes.iter().map(label).collect();
            labels.dedup();
            format!("変更：{}", labels.join("、"))
        }
        Event::Confirmed { .. } => "本人が確認".to_owned(),
        Event::Turned { to, reason } if reason.is_empty() => to.word().to_owned(),
        Event::Turned { to, reason } => format!("{}（{reason}）", to.word()),
        Event::Printed { forms } => format!("帳票の作成（{}件）", forms.len()),
        Event::HandedOver { to } => format!("引き渡し（{to}）"),
    };
    let (login, terminal) = (&happened.by.login, &happened.by.terminal);
    format!("{} {what}（{login} {terminal}）", clock_time(happened.at))
}

/// Time of day in Japan, which knows no summer time.
fn clock_time(unix_ms: i64) -> String {
    let minutes = (unix_ms.div_euclid(60_000) + 9 * 60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
