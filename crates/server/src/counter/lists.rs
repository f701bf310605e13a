//! People, certificates and other lists of a case: one more, or one less.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use kakanai_interview::desk;
use kakanai_interview::journey::first_about;
use kakanai_reception::{Command, EventSeq};
use kakanai_record::{ElementId, ItemKind, Tag};

use super::address::{Fields, field};
use super::edit::address;
use super::{case_id, command_id};
use crate::app::Counter;
use crate::fail::Fail;
use crate::session::Signed;

/// Adds one, and goes to the first page about him; or removes one.
pub async fn change(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path((case, list)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let list = list_of(&counter, &list)?;
    let gone = field(&fields, "remove");
    let asked = ["lists", &list.0.to_string(), gone];
    let command = command_id(field(&fields, "command"), &asked)?;
    let seen = EventSeq(field(&fields, "seen").parse().map_err(|_| Fail::BadRequest)?);
    let loaded = counter.view(case_id(&case)?, &signed.actor(), "edit").await?;
    let record = &loaded.case.record;
    let changes = if gone.is_empty() {
        desk::added(&counter.catalogue, record, list).map(|(changes, _)| changes)
    } else {
        let gone = gone.parse().ok().and_then(ElementId::new).ok_or(Fail::BadRequest)?;
        if !record.elements(list.key()).contains(&gone) {
            // Removed already: the button was pressed twice, or somebody else was faster.
            return Ok(back(&case, &fields));
        }
        desk::removed(&counter.catalogue, record, list, gone)
    };
    let changes = changes.ok_or(Fail::BadRequest)?;
    let amend = Command::Amend { changes, seen, minor: String::new() };
    let after = counter.command(loaded.header.case, &amend, &signed.actor(), command).await?;
    // Sent twice, it is the same newcomer: he is looked for in what came of it.
    let newest = after.record.elements(list.key()).last().filter(|_| gone.is_empty());
    let place = newest.and_then(|id| first_about(&counter.catalogue, &after.record, list, *id));
    Ok(match place {
        Some(place) => Redirect::to(&format!("/cases/{case}/edit/{}", address(&place))),
        None => back(&case, &fields),
    })
}

fn list_of(counter: &Counter, path: &str) -> Result<Tag, Fail> {
    let item = counter.catalogue.dictionary().by_path(path).ok_or(Fail::NotFound)?;
    match item.kind {
        ItemKind::List { .. } => Ok(item.tag),
        _ => Err(Fail::NotFound),
    }
}

/// The case, or the page of it that the button stands on.
fn back(case: &str, fields: &[(String, String)]) -> Redirect {
    let page = field(fields, "page");
    let plain = page.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':'));
    match page {
        "" => Redirect::to(&format!("/cases/{case}#lists")),
        page if plain => Redirect::to(&format!("/cases/{case}/edit/{page}")),
        _ => Redirect::to(&format!("/cases/{case}")),
    }
}
